/**
 * What a list shows: the page's own columns, each of which stands for some of the server's, and the server's others as
 * plain words. Pure.
 */

/** A column that a page draws itself. */
export interface OwnColumn {
  key: string;
  label: string;
  /** The server's columns that stand in it; by the first it is sorted. None: acts, which always stand there. */
  of?: readonly string[];
  align?: 'right';
  whole?: boolean;
  lead?: boolean;
  corner?: boolean;
  /** Holds buttons: nothing for paper. */
  acts?: boolean;
}

export interface ShownColumn extends OwnColumn {
  /** The server's column that it is sorted by. */
  by?: string;
  /** Where its words stand among the cells that are asked for; only of a column that the page does not draw. */
  plain?: number;
}

interface Known {
  id: string;
  name: string;
}

/** The columns to show: the page's, unless the person chose; then what he chose, in his order. */
export function shownColumns(own: readonly OwnColumn[], known: readonly Known[], chosen: readonly string[]): ShownColumn[] {
  const sortable = (column: OwnColumn): ShownColumn => ({ ...column, ...(column.of?.[0] && known.some(({ id }) => id === column.of?.[0]) ? { by: column.of[0] } : {}) });
  const acts = (column: OwnColumn): ShownColumn => ({ ...column, acts: true });
  if (chosen.length === 0) return own.map((column) => (column.of?.length ? sortable(column) : acts(column)));
  const drawn = own.filter((column) => column.of?.[0] !== undefined && chosen.includes(column.of[0]));
  const shown: ShownColumn[] = [];
  let plain = 0;
  for (const id of chosen) {
    const column = drawn.find((one) => one.of?.[0] === id);
    const inOther = drawn.some((one) => one.of?.includes(id));
    const name = known.find((one) => one.id === id)?.name;
    if (column) shown.push(sortable(column));
    else if (!inOther && name !== undefined) shown.push({ key: `of:${id}`, label: name, by: id, plain: plain++ });
  }
  const [first, ...rest] = shown;
  // On a phone the first column is the headline of a card, whatever was chosen.
  const headed = first && !shown.some((one) => one.lead) ? [{ ...first, lead: true }, ...rest] : shown;
  return [...headed, ...own.filter((column) => !column.of?.length).map(acts)];
}

/** The ids of the server's columns that are seen, in order: what is seen is what is taken along. */
export const seenIds = (shown: readonly ShownColumn[]): string[] => [...new Set(shown.flatMap((column) => (column.plain === undefined ? (column.of ?? []) : [column.by ?? ''])))].filter(Boolean);

/** Those whose words have to be asked for. */
export const plainIds = (shown: readonly ShownColumn[]): string[] => shown.filter((column) => column.plain !== undefined).map((column) => column.by ?? '');
