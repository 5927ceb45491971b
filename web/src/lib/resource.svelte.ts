/** Something read from the server: its data, that it is on its way, or why it is not there. */
import { ApiProblem } from '$lib/api';
import { isAbort } from '$lib/api/client';

export class Resource<T> {
  data = $state.raw<T | undefined>();
  problem = $state.raw<ApiProblem | undefined>();
  loading = $state(false);
  private readonly read: (signal: AbortSignal) => Promise<T>;
  private running: AbortController | null = null;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.read = read;
  }

  /** Reads again; a read still under way is dropped. What was there stays visible until the answer comes. */
  load = async (): Promise<void> => {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.loading = true;
    try {
      const data = await this.read(mine.signal);
      if (this.running !== mine) return;
      this.data = data;
      this.problem = undefined;
    } catch (error) {
      if (this.running !== mine || isAbort(error)) return;
      this.problem = asProblem(error);
    } finally {
      if (this.running === mine) this.loading = false;
    }
  };
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ code: 'Unexpected', status: -1, detail: error instanceof Error ? error.message : String(error) });
}

/** An act of the person's: running or not, and what came of it. */
export class Action {
  running = $state(false);
  problem = $state.raw<ApiProblem | undefined>();

  /** Runs the work unless it is running already; answers whether it succeeded. */
  run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (this.running) return false;
    this.running = true;
    this.problem = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.running = false;
    }
  };

  clear(): void {
    this.problem = undefined;
  }
}
