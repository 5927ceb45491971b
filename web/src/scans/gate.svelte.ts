/** Whether a folder is confidential, asked before anything of it is shown: each look at one is recorded, and somebody may rather not. */
import { api } from '$lib/api';
import { reference } from '$lib/reference.svelte';

/** Folders of which somebody said in this sitting that he wants to look. */
const agreed = new Set<string>();
const known = new Map<string, boolean>();

export type Gate = 'asking' | 'closed' | 'open';

export async function gateOf(code: string): Promise<Gate> {
  if (agreed.has(code)) return 'open';
  const confidential = known.get(code) ?? (await ask(code));
  known.set(code, confidential);
  return confidential ? 'closed' : 'open';
}

export function agree(code: string): void {
  agreed.add(code);
}

/** What a scan of its label says of it is no look. Where nothing is said, the pages themselves will tell what is wrong. */
async function ask(code: string): Promise<boolean> {
  const [found] = await Promise.all([api.scan(code).catch(() => null), reference.load().catch(() => {})]);
  return found?.kind === 'folder' && reference.secrecy(found.folder.class)?.confidential === true;
}
