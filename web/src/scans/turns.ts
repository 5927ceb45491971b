/** Keys and scans that come while an act is on its way wait for it: a quick hand loses none, and each means what is seen then. */
import { dialogsOpen } from '$lib/ui';
import { begun } from '$lib/underway';

export class Turns {
  /** How many have not ended. */
  waiting = 0;
  #line: Promise<unknown> = Promise.resolve();

  /** Done when all before it has ended; not at all while a dialog asks something. */
  take = (work: () => unknown): void => {
    this.waiting += 1;
    const ended = begun();
    this.#line = this.#line
      .then(() => (dialogsOpen() ? undefined : work()))
      .catch(() => undefined)
      .finally(() => {
        this.waiting -= 1;
        ended(true);
      });
  };
}
