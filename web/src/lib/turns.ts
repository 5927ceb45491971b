/** Acts that come while one is on its way wait for it: a quick hand loses none. One that answers false has failed. */
import { dialogsOpen } from './ui/dialogs.svelte';
import { begun } from './underway';

export class Turns {
  /** How many have not ended. */
  waiting = 0;
  #line: Promise<unknown> = Promise.resolve();

  /** Keys and scans, each of which means what is seen when all before it has ended; not done at all while a dialog asks something. */
  take = (work: () => unknown): void => this.#add(() => (dialogsOpen() ? undefined : work()));

  /** What knows already what it is about, as a press of the mouse does: it is done whatever has been opened meanwhile. */
  press = (work: () => unknown): void => this.#add(work);

  #add(work: () => unknown): void {
    this.waiting += 1;
    const ended = begun();
    this.#line = this.#line
      .then(work)
      .then((came) => came !== false, () => false)
      .then((well) => {
        this.waiting -= 1;
        ended(well);
      });
  }
}
