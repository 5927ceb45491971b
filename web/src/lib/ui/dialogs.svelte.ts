/** Whether somebody has a dialog before him: what lies behind it must not be made anew, or what he types is gone. */
import { untrack } from 'svelte';

let open = $state(0);

export const dialogsOpen = (): boolean => open > 0;

/** One is open until the returned function is called. */
export function countDialog(): () => void {
  untrack(() => (open += 1));
  return () => untrack(() => (open -= 1));
}
