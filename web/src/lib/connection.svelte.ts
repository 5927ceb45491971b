/** Whether the server answers. Once it did not, it is asked again and again until it does; pages need not try. */

const AGAIN_MS = 2_000;
const ALIVE = '/healthz';

class Connection {
  /** Since when it has not answered. */
  away = $state.raw<number | null>(null);
  private readonly waiting: (() => void)[] = [];
  private asking: ReturnType<typeof setTimeout> | undefined;

  note(answered: boolean): void {
    if (answered) {
      clearTimeout(this.asking);
      this.asking = undefined;
      this.away = null;
      for (const go of this.waiting.splice(0)) go();
      return;
    }
    this.away ??= Date.now();
    this.asking ??= setTimeout(() => void this.ask(), AGAIN_MS);
  }

  /** Until it answers; at once, if it does. */
  back(): Promise<void> {
    return this.away === null ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  private async ask(): Promise<void> {
    this.asking = undefined;
    try {
      this.note((await fetch(ALIVE, { cache: 'no-store' })).ok);
    } catch {
      this.note(false);
    }
  }
}

export const connection = new Connection();
