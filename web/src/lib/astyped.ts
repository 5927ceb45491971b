/**
 * Asks while somebody types. A key is asked for at once; those that come while an answer is on its way are asked for
 * together, when it is there. What takes longer than that is given up for what was typed since.
 */

/** How long a key waits for the answer to the one before. */
export const PATIENCE_MS = 100;

export class AsTyped {
  private readonly ask: () => Promise<unknown>;
  private turn = 0;
  private isAsking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** What `ask` begins takes the place of what it began before: an answer that comes late is none. */
  constructor(ask: () => Promise<unknown>) {
    this.ask = ask;
  }

  /** Whether something was typed that nobody has asked for yet. */
  get waits(): boolean {
    return this.timer !== undefined;
  }

  /** A key was pressed. */
  typed(): void {
    if (!this.isAsking) this.now();
    else this.timer ??= setTimeout(this.now, PATIENCE_MS);
  }

  /** Asks without waiting for anything. */
  now = (): void => {
    this.stop();
    const mine = ++this.turn;
    this.isAsking = true;
    void this.ask().finally(() => {
      if (this.turn !== mine) return;
      this.isAsking = false;
      if (this.waits) this.now();
    });
  };

  /** What was typed and not asked for is not asked for any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
