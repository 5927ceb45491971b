import { expect, it, vi } from 'vitest';

const server = vi.hoisted(() => ({ turned: [] as number[][] }));
vi.mock('$lib/api', async () => {
  const { ApiProblem } = await import('$lib/api/problem');
  const turnPages = async (nos: number[]): Promise<void> => {
    if (nos.includes(13)) throw new ApiProblem({ code: 'Refused', status: 409, detail: 'not that one' });
    server.turned.push(nos);
  };
  return { api: { turnPages }, ApiProblem };
});
vi.stubGlobal('window', { setTimeout: () => 0 });
import { Action } from '$lib/resource.svelte';
import { toasts } from '$lib/toast.svelte';
import { Turns } from '$lib/turns';
import { pageActs } from './doing';

it('none of the acts of a quick hand is lost, and what is refused is said though another follows at once', async () => {
  const turns = new Turns();
  const { turn } = pageActs(new Action(), turns, async () => undefined);
  for (const no of [1, 13, 2]) turns.press(() => turn([no], 1));
  await vi.waitFor(() => expect(turns.waiting).toBe(0));
  expect(server.turned).toEqual([[1], [2]]);
  expect(toasts().filter((one) => one.tone === 'bad').map((one) => one.text)).toEqual(['not that one']);
});
