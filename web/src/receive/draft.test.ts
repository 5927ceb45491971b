import { describe, expect, it } from 'vitest';
import type { BusinessType } from '$lib/api';
import { addExtra, allCame, change, changes, DIGITS_MS, draftOf, draftOfLater, draftOfType, foreseen, isTouched, press, type Draft, unexplained } from './draft';

const name = (text: string) => ({ zh: text, en: text });
const type = {
  documents: [
    { id: 'card', name: name('card') },
    { id: 'invoice', name: name('invoice'), form: 'copy' },
    { id: 'contract', name: name('contract'), form: 'original', signatures: ['customer'] },
    { id: 'identity', name: name('identity'), form: 'copy', one_of: 'who' },
    { id: 'licence', name: name('licence'), form: 'copy', one_of: 'who' },
    ...Array.from({ length: 7 }, (_, n) => ({ id: `p${n}`, name: name(`p${n}`) })),
    { id: 'other', name: name('other'), conditional: true },
  ],
} as unknown as BusinessType;

/** Keys pressed one after another, `apart` ms from each other. */
function keys(draft: Draft, text: string, apart = DIGITS_MS + 1): Draft {
  return text.split(' ').reduce((now, code, n) => press(now, code, n * apart) ?? now, draft);
}
const notes = changes;
const states = (draft: Draft) => draft.lines.map((line) => line.state);

describe('a case on the desk', () => {
  it('is complete before anybody says anything, and then there is nothing to say', () => {
    const draft = draftOfType(type);
    expect(foreseen(draft)).toEqual([]);
    expect(notes(draft)).toEqual([]);
    expect(isTouched(draft)).toBe(false);
    expect(states(draft)).toEqual(['there', 'there', 'there', 'there', null, ...Array(7).fill('there'), null]);
    expect(draft.lines[1]).toMatchObject({ originals: 0, copies: 1 });
    expect(draft.lines[2]).toMatchObject({ originals: 1, copies: 0, signatures: ['customer'] });
  });

  it('loses a paper with one digit, and another digit makes it wrong, unfit and there again', () => {
    const draft = draftOfType(type);
    expect(notes(keys(draft, 'Digit3'))).toEqual([{ paper: 'contract', state: 'missing' }]);
    expect(notes(keys(draft, 'Digit3 Digit3'))).toEqual([{ paper: 'contract', state: 'wrong' }]);
    expect(isTouched(keys(draft, 'Digit3 Digit3 Digit3 Digit3'))).toBe(false);
  });

  it('takes two digits soon after each other for one number, and undoes what the first said', () => {
    expect(notes(keys(draftOfType(type), 'Digit1 Digit2', 200))).toEqual([{ paper: 'p6', state: 'missing' }]);
    expect(notes(keys(draftOfType(type), 'Digit1 Digit2'))).toEqual([{ paper: 'card', state: 'missing' }, { paper: 'invoice', state: 'missing' }]);
    expect(notes(keys(draftOfType(type), 'Digit2 Digit3', 200)).length).toBe(2);
  });

  it('asks for a conditional paper only when a key does', () => {
    const draft = { ...draftOfType(type), cursor: 12 };
    expect(notes(keys(draft, 'Space'))).toEqual([{ paper: 'other', state: 'there', originals: 1, copies: 0, signatures: [] }]);
    expect(foreseen(keys(draft, 'KeyM')).map((gap) => gap.why)).toEqual(['missing']);
  });

  it('lets one paper of a group stand for the other', () => {
    const licence = keys(draftOfType(type), 'Digit5');
    expect(states(licence).slice(3, 5)).toEqual([null, 'there']);
    expect(notes(licence)).toEqual([{ paper: 'licence', state: 'there', originals: 0, copies: 1, signatures: [] }]);
    expect(foreseen(licence)).toEqual([]);
    expect(foreseen(keys(draftOfType(type), 'Digit4')).map((gap) => gap.line.paper)).toEqual(['identity']);
  });

  it('has the paper that was taken for granted stand for its group again when the other is not there after all', () => {
    const missing = keys(draftOfType(type), 'Digit5 Digit5');
    expect(states(missing).slice(3, 5)).toEqual(['there', 'missing']);
    expect(foreseen(missing)).toEqual([]);
    expect(notes(missing)).toEqual([
      { paper: 'identity', state: 'there', originals: 0, copies: 1, signatures: [] },
      { paper: 'licence', state: 'missing' },
    ]);
    expect(notes(keys({ ...draftOfType(type), cursor: 4 }, 'KeyM'))).toEqual(notes(missing));
    expect(isTouched(keys(missing, 'Digit5 Digit5 Digit5'))).toBe(false);
  });

  it('knows an unsigned paper from a missing one', () => {
    const draft = keys(draftOfType(type), 'Digit3 KeyC');
    expect(notes(draft)).toEqual([{ paper: 'contract', state: 'there', originals: 1, copies: 0, signatures: [] }]);
    expect(foreseen(draft).map((gap) => gap.why)).toEqual(['unsigned_by_customer']);
  });

  it('tells original from photocopy, and counts pieces', () => {
    const copied = keys(draftOfType(type), 'ArrowDown ArrowDown KeyO');
    expect(foreseen(copied).map((gap) => gap.why)).toEqual(['form']);
    expect(keys(copied, 'KeyO Equal').lines[2]).toMatchObject({ originals: 2, copies: 2 });
    expect(keys(copied, 'Minus').lines[2]).toMatchObject({ originals: 0, copies: 1 });
  });

  it('knows which paper is called wrong or unfit without a word why', () => {
    const wrong = keys(draftOfType(type), 'Digit1 Digit2 Digit2');
    expect(unexplained(wrong)).toBe(1);
    expect(unexplained(change(wrong, 1, { remark: ' ' }))).toBe(1);
    expect(unexplained(change(wrong, 1, { remark: '另一辆车的' }))).toBe(-1);
    expect(unexplained(keys(draftOfType(type), 'Digit1'))).toBe(-1);
  });

  it('takes a paper that is on no list, and reasons', () => {
    const draft = addExtra(change(keys(draftOfType(type), 'KeyW'), 0, { remark: ' 另一辆车的 ' }), '收条');
    expect(notes(draft)).toEqual([
      { paper: 'card', state: 'wrong', remark: '另一辆车的' },
      { paper: null, name: '收条', state: 'there', originals: 1, copies: 0, signatures: [] },
    ]);
  });

  const line = (no: number, part: object) => ({
    no, id: `p${no}`, name_zh: '', name_en: '', wanted: true, conditional: false, one_of: null, form: 'either' as const, wants_signatures: [], state: null, originals: 0,
    copies: 0, pages: 0, signatures: [], remark: '', gap: null, ...part,
  });

  it('keeps what came before, and takes what was called for to have come now', () => {
    const draft = draftOf([line(0, { state: 'there', originals: 3 }), line(1, { conditional: true, state: 'missing' }), line(2, { conditional: true })]);
    expect(states(draft)).toEqual(['there', 'there', null]);
    expect(draft.lines[0]?.originals).toBe(3);
    expect(notes(draft)).toEqual([]);
  });

  it('takes what comes later with one key a paper, or one for all', () => {
    const draft = draftOfLater([line(0, { state: 'there', originals: 1 }), line(1, { state: 'missing', gap: 'missing' }), line(2, { state: 'wrong', gap: 'wrong' })]);
    expect(draft.cursor).toBe(1);
    expect(notes(draft)).toEqual([]);
    expect(notes(keys(draft, 'Digit3'))).toEqual([{ paper: 'p2', state: 'there', originals: 1, copies: 0, signatures: [] }]);
    expect(states(allCame(draft))).toEqual(['there', 'there', 'there']);
  });
});
