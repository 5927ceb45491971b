/** Says what was done to places, and takes it back by the act that is its opposite. */
import { t } from '$lib/i18n/index.svelte';
import { asProblem } from '$lib/resource.svelte';
import { toast } from '$lib/toast.svelte';

export function sayTakenBack(words: string, undo: () => Promise<unknown>, after: () => unknown): void {
  const run = async (): Promise<void> => {
    try {
      await undo();
      toast(t('ui.undone'));
    } catch (error) {
      toast(asProblem(error).detail || t('problem.Unreachable'), 'bad');
    }
    await after();
  };
  toast(words, 'ok', [{ label: t('ui.undo'), run, undoes: true }]);
}
