/** The key of what a loud answer offers. No scanner types it, and it means the same in a field and out of it. */
export const OFFER_KEY = 'F9';

/** Whether a press of a key takes up what is offered; in a dialog above it it does not, nor with another key held. */
export function takesOffer(event: KeyboardEvent): boolean {
  if (event.code !== OFFER_KEY || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
  return !(event.target instanceof Element && event.target.closest('dialog') !== null);
}
