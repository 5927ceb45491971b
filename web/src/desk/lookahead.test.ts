import { describe, expect, it } from 'vitest';
import type { Scanned } from '$lib/api';
import { LookAhead } from './lookahead';

const folder = (code: string): Scanned => ({ kind: 'folder', folder: { code } }) as unknown as Scanned;
const queue = ['F1', 'F2', 'F3'].map((text) => ({ key: `k-${text}`, text }));

function asking(): { looks: LookAhead; asked: string[] } {
  const asked: string[] = [];
  const looks = new LookAhead(async (text) => {
    asked.push(text);
    return folder(text);
  });
  return { looks, asked };
}

describe('looking ahead', () => {
  it('asks about each of the next ones once', async () => {
    const { looks, asked } = asking();
    looks.prepare(queue);
    looks.prepare(queue);
    expect(asked).toEqual(['F2', 'F3']);
    expect(await looks.of(queue[1]!, 'F2')).toEqual(folder('F2'));
    expect(asked).toEqual(['F2', 'F3']);
  });

  it('asks again about a folder that something was done with meanwhile', async () => {
    const { looks, asked } = asking();
    looks.prepare(queue);
    looks.touch('F2');
    await looks.of(queue[1]!, 'F2');
    await looks.of(queue[2]!, 'F3');
    expect(asked).toEqual(['F2', 'F3', 'F2']);
  });

  it('asks again what went wrong', async () => {
    let first = true;
    const looks = new LookAhead(async (text) => {
      if (first) {
        first = false;
        throw new Error('away');
      }
      return folder(text);
    });
    looks.prepare(queue.slice(0, 2));
    expect(await looks.of(queue[1]!, 'F2')).toEqual(folder('F2'));
  });
});
