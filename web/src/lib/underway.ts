/** Acts of the person's that have begun and not ended yet: the key that takes back the last one waits for them. */

let open = 0;
let failed = false;
let waiting: ((well: boolean) => void)[] = [];

/** An act has begun; the returned function says how it ended. Whoever began it may still say in the same turn what came of it. */
export function begun(): (well: boolean) => void {
  open += 1;
  return (well) => void setTimeout(() => ended(well));
}

function ended(well: boolean): void {
  open -= 1;
  failed ||= !well;
  if (open > 0) return;
  const [told, allWell] = [waiting, !failed];
  waiting = [];
  failed = false;
  for (const tell of told) tell(allWell);
}

export const isUnderWay = (): boolean => open > 0;

/** When nothing is under way any more: whether all that was ended well. */
export const settled = (): Promise<boolean> => new Promise((resolve) => (open > 0 ? waiting.push(resolve) : resolve(true)));
