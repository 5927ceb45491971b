/** What can be done with a single paper of a case. Pure. */
import type { PaperLine } from '$lib/api';

export type PaperAct = 'lend' | 'back' | 'move' | 'missing' | 'elsewhere' | 'withdraw';

/** What makes sense for a paper as it is, the likeliest first. Whether it may be done the server says. */
export function actsFor(paper: Pick<PaperLine, 'state' | 'absent'>): PaperAct[] {
  const how = paper.absent?.how;
  if (how === 'lent') return ['back', 'elsewhere'];
  if (how === 'elsewhere') return ['back', 'lend', 'move', 'withdraw'];
  if (how === 'short') return ['back', 'elsewhere', 'withdraw'];
  if (paper.state === 'there') return ['lend', 'move', 'missing', 'elsewhere', 'withdraw'];
  if (paper.state === 'missing') return ['back', 'elsewhere'];
  if (paper.state === 'taken_out') return ['back', 'withdraw'];
  return paper.state === 'withdrawn' ? ['back'] : [];
}
