/** Says what was done, with the press that takes it back: the act's own opposite, or undoing its frame. */
import { t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';
import { toast, type ToastAct } from '$lib/toast.svelte';

/** How an act is taken back. */
export type Back = () => Promise<unknown>;

/** `after` shows how things are then, also when taking it back was refused: somebody else may have been there. */
export function sayWithWayBack(words: string, back: Back, after: () => unknown, more: ToastAct[] = []): void {
  const run = async (): Promise<void> => {
    try {
      await back();
      toast(t('ui.undone'));
    } catch (error) {
      toast(asProblem(error).detail || t('problem.Unreachable'), 'bad');
    }
    await after();
  };
  toast(words, 'ok', [...more, { label: t('ui.undo'), run, undoes: true }]);
}
