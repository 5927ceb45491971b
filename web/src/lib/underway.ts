/** Acts of the person's that have begun and not ended yet: the key that takes back the last one waits for them. */

const open = new Set<Promise<boolean>>();

/** An act has begun; the returned function says how it ended. Whoever began it may still say in the same turn what came of it. */
export function begun(): (well: boolean) => void {
  let end!: (well: boolean) => void;
  const act = new Promise<boolean>((resolve) => (end = resolve));
  open.add(act);
  return (well) =>
    void setTimeout(() => {
      open.delete(act);
      end(well);
    });
}

export const isUnderWay = (): boolean => open.size > 0;

/** When all that is under way now has ended: whether it ended well. What begins meanwhile is not waited for. */
export const settled = async (): Promise<boolean> => (await Promise.all(open)).every(Boolean);
