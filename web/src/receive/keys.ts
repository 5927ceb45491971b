/**
 * The keys of the page where papers are taken over. Fields keep their keys; everywhere else a key speaks about the case
 * that lies open: a character a moment later, when it is known to be no first one of a scan.
 */
import { character } from '$lib/scan/detector';
import { goesTo, soon } from '$lib/scan/hook';
import { press } from './draft';
import type { Open } from './open';
import type { Reception } from './reception.svelte';

type Words = 'remark' | 'pages' | 'extra';

export class Keys {
  /** Puts the cursor where words are typed. */
  words: ((what: Words) => void) | null = null;
  private readonly desk: Reception;

  constructor(desk: Reception) {
    this.desk = desk;
  }

  /** Answers whether the key meant something. */
  press(event: KeyboardEvent): boolean {
    const { desk } = this;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
    const target = goesTo(event);
    if (target?.closest('dialog')) return false;
    if (target?.closest('input, textarea, select')) return this.inField(event);
    if (event.key === 'F2') return void desk.askToClose(), true;
    if (event.key === 'F4') return desk.justComes(), true;
    if (event.key === 'Escape') return desk.putAside(), true;
    if (desk.choice && /^[1-9]$/.test(event.key)) return this.pick(Number(event.key) - 1), true;
    return desk.open && (!event.shiftKey || event.code === 'Equal') ? this.onPapers(event, target) : false;
  }

  private inField(event: KeyboardEvent): boolean {
    if (event.key === 'F2') return void this.desk.askToClose(), true;
    if (event.key === 'F4') return this.desk.justComes(), true;
    return event.key === 'Escape' ? (this.desk.putAside(), true) : false;
  }

  private onPapers(event: KeyboardEvent, target: Element | null): boolean {
    const { desk } = this;
    const open = desk.open;
    if (!open) return false;
    const onButton = target?.closest('button, a') != null;
    if (event.key === 'Enter') return onButton || event.repeat ? false : (void desk.confirm(), true);
    if (onButton && event.code === 'Space') return false;
    if (open.away !== null) return false;
    if (event.repeat && !event.code.startsWith('Arrow')) return true;
    const act = this.about(open, event);
    if (!act) return false;
    // Arrows and their like begin no scan.
    if (character({ code: event.code, key: event.key, shift: false }) === null) act();
    else soon(() => desk.open?.key === open.key && act());
    return true;
  }

  private pick(index: number): void {
    const { choice } = this.desk;
    soon(() => this.desk.choice === choice && this.desk.pick(index));
  }

  /** What a key says of the case that lies open. */
  private about(open: Open, event: KeyboardEvent): (() => void) | null {
    const { desk } = this;
    const { code, timeStamp } = event;
    if (code === 'KeyA' && open.what === 'later') return () => desk.allCame();
    if (code === 'KeyB') return () => desk.askAway();
    const words: Record<string, Words> = { KeyR: 'remark', KeyP: 'pages', KeyX: 'extra' };
    const word = words[code];
    if (word) return () => this.words?.(word);
    if (!press(open.draft, code, timeStamp)) return null;
    return () => {
      const next = desk.open && press(desk.open.draft, code, timeStamp);
      if (next) desk.setDraft(next);
      // Wrong and unfit ask for a reason.
      if (code === 'KeyW' || code === 'KeyU') this.words?.('remark');
    };
  }
}
