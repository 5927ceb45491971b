import { beforeEach, expect, it, vi } from 'vitest';

const server = vi.hoisted(() => ({ moved: [] as number[][], wait: null as Promise<unknown> | null }));
vi.mock('$lib/api', async () => {
  const { ApiProblem } = await import('$lib/api/problem');
  const api = {
    scan: async (text: string) => (await server.wait, { kind: 'folder', folder: { code: text, title: text } }),
    folderCases: async () => [],
    movePages: async (nos: number[]) => void server.moved.push(nos),
  };
  return { api, ApiProblem };
});
vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
import { Moving } from './moving.svelte';

beforeEach(() => void (server.moved = []));

it('a label takes the pages that were chosen when it was scanned, whatever is chosen while it is looked up', async () => {
  let chosen = [1, 2, 3];
  const moving = new Moving({ act: async (work) => (await work(), true), meant: () => chosen, rows: () => [] });
  let release = (): void => {};
  server.wait = new Promise<void>((resolve) => (release = resolve));
  const taken = moving.take('F1', true);
  chosen = [4];
  release();
  await taken;
  expect(server.moved).toEqual([[1, 2, 3]]);
});

it('pages that are dropped onto a folder of before go there, whatever is chosen while it is looked up', async () => {
  server.wait = null;
  let chosen = [1, 2];
  const moving = new Moving({ act: async (work) => (await work(), true), meant: () => chosen, rows: () => [] });
  const dropped = moving.toRecent({ code: 'F1', title: 'F1' });
  chosen = [4];
  await dropped;
  expect([server.moved, moving.picked?.folder.code]).toEqual([[[1, 2]], 'F1']);
});
