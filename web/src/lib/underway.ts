/** Acts of the person's that have begun and not ended yet: the key that takes back the last one waits for them. */

let open = 0;
let waiting: (() => void)[] = [];

/** An act has begun; the returned function says that it has ended. Whoever began it may still say in the same turn what came of it. */
export function begun(): () => void {
  open += 1;
  return () => void setTimeout(ended);
}

function ended(): void {
  open -= 1;
  if (open > 0) return;
  const told = waiting;
  waiting = [];
  for (const tell of told) tell();
}

export const isUnderWay = (): boolean => open > 0;

/** When nothing is under way any more. */
export const settled = (): Promise<void> => new Promise((resolve) => (open > 0 ? waiting.push(resolve) : resolve()));
