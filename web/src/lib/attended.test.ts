import { expect, it } from 'vitest';
import { attend, isAttended } from './attended';

it('a page is attended for five minutes after it was touched last', () => {
  const heard = new EventTarget();
  attend(heard as unknown as Window);
  heard.dispatchEvent(new Event('keydown'));
  const now = Date.now();
  expect(isAttended(now + 4 * 60_000)).toBe(true);
  expect(isAttended(now + 6 * 60_000)).toBe(false);
  heard.dispatchEvent(new Event('pointerdown'));
  expect(isAttended()).toBe(true);
});
