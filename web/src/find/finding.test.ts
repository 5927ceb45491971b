import { beforeEach, expect, it, vi } from 'vitest';

const server = vi.hoisted(() => ({ suggests: true, gone: [] as string[] }));
vi.mock('$lib/painted', () => ({ painted: async () => {} }));
vi.mock('$lib/router/router.svelte', () => ({ go: (to: string) => void server.gone.push(to), href: (pattern: string, params: { code: string }) => pattern.replace(':code', params.code), setQuery: () => {}, setQueryLater: () => {} }));
vi.mock('$lib/api', async () => {
  const { ApiProblem } = await import('$lib/api/problem');
  const api = {
    search: async () => ({ items: [], total: 0 }),
    suggest: async (q: string) => {
      if (!server.suggests) throw ApiProblem.unreachable();
      return { items: [{ kind: 'case', value: q, text: q, detail: '' }] };
    },
  };
  return { api, ApiProblem };
});
import { Finding } from './finding.svelte';

beforeEach(() => void Object.assign(server, { suggests: true, gone: [] }));

async function enter(finding: Finding, text: string): Promise<void> {
  finding.typed(text);
  await finding.openMeant();
}

it('where no folder is found, Enter opens the first of what stands beside', async () => {
  await enter(new Finding(), 'HT-1');
  expect(server.gone).toEqual(['/cases/HT-1']);
});

it('what stood beside an earlier text is neither shown nor opened when nobody answers for this one', async () => {
  const finding = new Finding();
  await enter(finding, 'HT-1');
  server.suggests = false;
  await enter(finding, 'HT-2');
  expect(finding.nearby.data).toEqual([]);
  expect(server.gone).toEqual(['/cases/HT-1']);
});
