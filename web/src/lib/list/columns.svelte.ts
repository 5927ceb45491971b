/** Which columns each list has, and which of them the person chose: asked once, and again after signing in anew. */
import { api, type ListColumns } from '$lib/api';
import { session } from '$lib/session.svelte';

let known = $state.raw<Map<string, ListColumns>>(new Map());
let asked: { for: number | undefined; answer: Promise<void> } | null = null;

/** Fetches what is known of all lists, unless it is there. Without it lists have their usual columns. */
export function loadColumns(): Promise<void> {
  const me = session.me?.person.no;
  if (asked?.for !== me) {
    const answer = api.listColumns().then(
      (page) => void (known = new Map(page.items.map((list) => [list.list, list]))),
      () => void (asked = null),
    );
    asked = { for: me, answer };
  }
  return asked!.answer;
}

export const columnsOf = (list: string): ListColumns | undefined => known.get(list);

export async function choose(list: string, columns: string[]): Promise<void> {
  const chosen = await api.chooseColumns(list, columns);
  known = new Map(known).set(list, chosen);
}
