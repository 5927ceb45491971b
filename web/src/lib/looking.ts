/** Looks at something again and again, as long as the page that shows it is open. */
export class Looking {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private open = false;
  private readonly look: () => Promise<unknown>;
  private readonly wait: () => number;

  /** `wait` says after each look how long it is until the next, in milliseconds. */
  constructor(look: () => Promise<unknown>, wait: () => number) {
    this.look = look;
    this.wait = wait;
  }

  /** Begins, and looks until the returned function is called: what comes of the last look then begins no other. */
  start = (): (() => void) => {
    this.open = true;
    void this.now();
    return () => {
      this.open = false;
      clearTimeout(this.timer);
    };
  };

  /** Looks at once, and goes on from there. */
  now = async (): Promise<void> => {
    clearTimeout(this.timer);
    await this.look();
    clearTimeout(this.timer);
    if (this.open) this.timer = setTimeout(this.now, this.wait());
  };
}
