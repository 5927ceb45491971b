/** Whoever has typed something is asked before it is lost: on the way to another page, back, on a reload, when the window is closed. */
import { t } from '$lib/i18n/index.svelte';
import { guardLeaving } from '$lib/router/router.svelte';

/** Asks while there is something to lose, by its own words where it was not typed; answers how the asking ends. */
export function keepTyping(isTyped: () => boolean, words = () => t('ui.leave')): () => void {
  const stop = guardLeaving(() => !isTyped() || window.confirm(words()));
  const ask = (event: BeforeUnloadEvent): void => {
    if (isTyped()) event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  return () => {
    stop();
    window.removeEventListener('beforeunload', ask);
  };
}

const WORDS = 'textarea, input:not([type]), input:is([type=text], [type=url], [type=number], [type=tel], [type=email], [type=date])';

/** What was typed into the forms of one element, and stands there still. What is looked for or chosen is no loss. */
export class Typed {
  private readonly fields = new Set<HTMLInputElement | HTMLTextAreaElement>();
  private isSent = false;

  /** To be told of every `input` event. */
  note = (event: Event): void => {
    const field = event.target;
    if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.matches(WORDS) && field.form && field.role !== 'combobox') this.fields.add(field);
    this.isSent = false;
  };

  /** To be told of every `submit`: what was sent is lost only if it was refused. */
  sent = (): void => void (this.isSent = true);

  /** `isDirty`: what the dialog itself knows to be changed, though no field that was typed into shows it any more. */
  any(isRefused: boolean, isDirty: boolean): boolean {
    if (this.isSent && !isRefused) return false;
    return isDirty || [...this.fields].some((field) => field.isConnected && field.value.trim() !== '');
  }
}
