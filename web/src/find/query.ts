/** A search as the page's address holds it. Pure: read, write, choose, take away. */

/** What can be chosen by counts, in the order of the panel. */
export const FACETS = ['state', 'type', 'period', 'department', 'storeroom', 'condition', 'completeness', 'class'] as const;
export type Facet = (typeof FACETS)[number];
export const SORTS = ['relevance', 'newest', 'oldest', 'place', 'code'] as const;
export type Sort = (typeof SORTS)[number];
/** The value of folders that have none. */
export const NONE = '-';
/** Longer questions are cut: the server reads no more of them, and an address must stay one. */
export const TYPED_MAX = 1_000;

/** All that is asked but for what is typed. */
export interface Choice {
  chosen: Record<Facet, string[]>;
  /** A person's number, or `me`. */
  borrower: string;
  overdue: boolean;
  from: string;
  until: string;
  sort: Sort;
  grouped: boolean;
}

export interface FindQuery extends Choice {
  q: string;
}

export const blank = (): FindQuery => ({
  q: '',
  chosen: { state: [], type: [], period: [], department: [], storeroom: [], condition: [], completeness: [], class: [] },
  borrower: '',
  overdue: false,
  from: '',
  until: '',
  sort: 'relevance',
  grouped: false,
});

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const values = (text: string | null): string[] => [...new Set((text ?? '').split(',').map((value) => value.trim()).filter(Boolean))];
const day = (text: string | null): string => (DAY.test(text ?? '') && !Number.isNaN(Date.parse(text ?? '')) ? (text ?? '') : '');

/** Whatever an address says, in the order and spelling of ours; what it cannot mean is left out. */
export function read(params: URLSearchParams): FindQuery {
  const query = blank();
  query.q = [...(params.get('q') ?? '')].slice(0, TYPED_MAX).join('');
  for (const facet of FACETS) query.chosen[facet] = values(params.get(facet));
  const borrower = params.get('borrower') ?? '';
  query.borrower = borrower === 'me' || /^\d{1,9}$/.test(borrower) ? borrower : '';
  query.overdue = params.get('overdue') === 'true';
  query.from = day(params.get('from'));
  query.until = day(params.get('until'));
  query.sort = SORTS.find((sort) => sort === params.get('sort')) ?? 'relevance';
  query.grouped = params.get('group') === 'subject';
  return query;
}

/** The address of a search: what is not chosen is not in it, so that one search has one address. */
export function write(query: FindQuery): Record<string, string> {
  const all: Record<string, string> = { q: query.q };
  for (const facet of FACETS) all[facet] = query.chosen[facet].join(',');
  Object.assign(all, { borrower: query.borrower, overdue: query.overdue ? 'true' : '', from: query.from, until: query.until });
  all['sort'] = query.sort === 'relevance' ? '' : query.sort;
  all['group'] = query.grouped ? 'subject' : '';
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

export const address = (query: FindQuery): string => new URLSearchParams(write(query)).toString();

/** Whether two addresses ask the same. */
export const sameAddress = (one: string, other: string): boolean => address(read(new URLSearchParams(one))) === address(read(new URLSearchParams(other)));

/** Chooses a value, or takes it away. A year and its months do not stand beside each other. */
export function toggled<C extends Choice>(query: C, facet: Facet, value: string): C {
  const before = query.chosen[facet];
  const overlaps = (other: string): boolean => facet === 'period' && (other.startsWith(`${value}-`) || value.startsWith(`${other}-`));
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before.filter((one) => !overlaps(one)), value];
  return { ...query, chosen: { ...query.chosen, [facet]: after } };
}

/** What a suggestion of the server chooses, as `type=NEW` or `overdue=true`, or types, as `q=state:not_labelled`; what was typed for it goes. */
export function suggested(query: FindQuery, params: string): FindQuery {
  const more = read(new URLSearchParams(params));
  const chosen = { ...query.chosen };
  for (const facet of FACETS) chosen[facet] = [...new Set([...query.chosen[facet], ...more.chosen[facet]])];
  return { ...query, q: more.q, chosen, overdue: query.overdue || more.overdue, borrower: more.borrower || query.borrower };
}

export interface Chip {
  facet: Facet | 'borrower' | 'overdue' | 'from' | 'until';
  value: string;
}

/** Everything that is chosen, in the order of the panel. */
export function chips(query: Choice): Chip[] {
  const some: Chip[] = FACETS.flatMap((facet) => query.chosen[facet].map((value) => ({ facet, value })));
  if (query.overdue) some.push({ facet: 'overdue', value: 'true' });
  for (const facet of ['borrower', 'from', 'until'] as const) if (query[facet]) some.push({ facet, value: query[facet] });
  return some;
}

export function without<C extends Choice>(query: C, chip: Chip): C {
  if (chip.facet === 'overdue') return { ...query, overdue: false };
  if (chip.facet === 'borrower' || chip.facet === 'from' || chip.facet === 'until') return { ...query, [chip.facet]: '' };
  return toggled(query, chip.facet, chip.value);
}

/** Only what is typed, and how it is shown. */
export const unchosen = <C extends Choice>(query: C): C => ({ ...query, chosen: blank().chosen, borrower: '', overdue: false, from: '', until: '' });
