/**
 * The papers of one case while they lie on the desk: everything begins as the list wants it, keys say what is not so, and
 * what is sent is only what differs. Pure: keys come with their time; knows no network, page or language.
 */
import type { BusinessType, GapKind, PaperForm, PaperLine, PaperNote, PaperState, Signature } from '$lib/api';

export interface Line {
  /** Nothing for a paper that is on no list and has no number yet. */
  paper: string | null;
  name_zh: string;
  name_en: string;
  conditional: boolean;
  one_of: string | null;
  /** It stands on the list of its type. */
  listed: boolean;
  form: PaperForm;
  wants: Signature[];
  /** Nothing: nobody asks for it, or another of its group is there. */
  state: PaperState | null;
  originals: number;
  copies: number;
  pages: number;
  signatures: Signature[];
  remark: string;
}

export interface Draft {
  lines: Line[];
  /** As they were before anybody said anything. */
  start: Line[];
  /** What is there was noted so before, and not only taken for granted. */
  noted?: boolean;
  cursor: number;
  /** A digit that a second one may still make longer. */
  digit: { value: number; at: number; before: Line[] } | null;
}

/** Within how long a second digit belongs to the first. */
export const DIGITS_MS = 700;
const EXTRAS_MAX = 100;
const PIECES_MAX = 999;

export function asWanted(form: PaperForm): { originals: number; copies: number } {
  return { originals: form === 'copy' ? 0 : 1, copies: form === 'copy' || form === 'both' ? 1 : 0 };
}

/** A line of the list as it would be if all that is wanted of it lay there. */
const complete = (line: Line): Line => ({ ...line, state: 'there', ...asWanted(line.form), signatures: [...line.wants] });
const bare = (line: Line, state: PaperState | null): Line => ({ ...line, state, originals: 0, copies: 0, signatures: [] });

function checkedAhead(lines: Line[]): Line[] {
  const settled = new Set(lines.filter((line) => line.state === 'there').map((line) => line.one_of).filter(Boolean));
  return lines.map((line) => {
    if (line.state === 'there' || !line.listed) return line;
    if (line.conditional && line.state !== 'missing') return bare(line, null);
    if (line.one_of === null) return complete(line);
    if (settled.has(line.one_of)) return bare(line, null);
    settled.add(line.one_of);
    return complete(line);
  });
}

function begin(lines: Line[]): Draft {
  const start = checkedAhead(lines);
  return { lines: start, start, cursor: 0, digit: null };
}

function noted(paper: PaperLine): Line {
  const { name_zh, name_en, conditional, form, originals, copies, pages, signatures, remark } = paper;
  const named = { paper: paper.id ?? String(paper.no), name_zh, name_en, conditional, one_of: paper.one_of ?? null, listed: paper.id != null, form };
  return { ...named, wants: paper.wants_signatures, state: paper.state ?? null, originals, copies, pages, signatures, remark };
}

/** Papers of a case that was announced. */
export const draftOf = (papers: PaperLine[]): Draft => begin(papers.map(noted));

/** Papers of a case that came before: as they were noted, for what comes later. */
export function draftOfLater(papers: PaperLine[]): Draft {
  const start = papers.map(noted);
  const gap = papers.findIndex((paper) => paper.gap != null);
  return { lines: start, start, noted: true, cursor: Math.max(0, gap), digit: null };
}

/** All that was missing, wrong or unfit has come. */
export function allCame(draft: Draft): Draft {
  const lines = draft.lines.map((line) => (line.state === 'missing' || line.state === 'wrong' || line.state === 'unfit' ? complete(line) : line));
  return { ...draft, lines, digit: null };
}

/** Papers of a case that just comes: what its type asks for. */
export function draftOfType(type: BusinessType): Draft {
  return begin(
    (type.documents ?? []).map((document) => ({
      paper: document.id,
      name_zh: document.name.zh,
      name_en: document.name.en || document.name.zh,
      conditional: document.conditional ?? false,
      one_of: document.one_of ?? null,
      listed: true,
      form: document.form ?? 'either',
      wants: document.signatures ?? [],
      state: null,
      originals: 0,
      copies: 0,
      pages: 0,
      signatures: [],
      remark: '',
    })),
  );
}

const same = (a: Line | undefined, b: Line | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
export const isTouched = (draft: Draft): boolean => draft.lines.some((line, at) => !same(line, draft.start[at]));

function replace(draft: Draft, at: number, line: Line): Draft {
  const group = line.one_of;
  const others = group === null ? [] : draft.lines.filter((old, index) => index !== at && old.one_of === group);
  const isLeft = line.state !== 'there' && !others.some((old) => old.state === 'there');
  const lines = draft.lines.map((old, index) => {
    if (index === at) return line;
    if (group === null || old.one_of !== group || draft.noted) return old;
    const granted = draft.start[index];
    // Papers that stand for each other: the one that is there sends home the one that was only taken for granted.
    if (line.state === 'there') return old.state === 'there' && same(old, granted) ? bare(old, null) : old;
    // And when it is not there after all, the one that was sent home stands for the group again.
    return isLeft && old.state === null && granted?.state === 'there' ? granted : old;
  });
  return { ...draft, lines };
}

export function change(draft: Draft, at: number, part: Partial<Line>): Draft {
  const line = draft.lines[at];
  return line ? replace(draft, at, { ...line, ...part }) : draft;
}

const ORDER: (PaperState | null)[] = ['there', 'missing', 'wrong', 'unfit'];

/** What follows a state when the same key is pressed again: what was wanting comes first of all. */
function after(line: Line, start: Line | undefined): PaperState | null {
  if (line.state !== null && line.state !== 'there' && line.state === start?.state) return 'there';
  const order = line.conditional || line.one_of !== null ? [...ORDER, null] : ORDER;
  return order[(order.indexOf(line.state) + 1) % order.length] ?? null;
}

export function setState(draft: Draft, at: number, state: PaperState | null): Draft {
  const line = draft.lines[at];
  if (!line) return draft;
  return replace(draft, at, state === 'there' ? complete(line) : bare(line, state));
}

export function cycle(draft: Draft, at: number): Draft {
  const line = draft.lines[at];
  return line ? setState({ ...draft, cursor: at }, at, after(line, draft.start[at])) : draft;
}

/** What is to be said of a signature, of pieces or of pages is said of a paper that is there. */
function there(line: Line): Line {
  return line.state === 'there' ? line : complete(line);
}

export function toggleSignature(draft: Draft, at: number, who: Signature): Draft {
  const line = draft.lines[at];
  if (!line) return draft;
  const now = there(line);
  const signatures = now.signatures.includes(who) ? now.signatures.filter((one) => one !== who) : [...now.signatures, who].sort();
  return replace(draft, at, { ...now, signatures });
}

/** Original, photocopy, both, and round again. */
export function turnForm(draft: Draft, at: number): Draft {
  const line = draft.lines[at];
  if (!line) return draft;
  const now = there(line);
  const pieces = Math.max(1, now.originals, now.copies);
  if (now.originals > 0 && now.copies > 0) return replace(draft, at, { ...now, originals: pieces, copies: 0 });
  if (now.originals > 0) return replace(draft, at, { ...now, originals: 0, copies: pieces });
  return replace(draft, at, { ...now, originals: pieces, copies: pieces });
}

export function addPieces(draft: Draft, at: number, by: number): Draft {
  const line = draft.lines[at];
  if (!line) return draft;
  const now = there(line);
  const within = (n: number): number => (n === 0 ? 0 : Math.min(PIECES_MAX, Math.max(1, n + by)));
  return replace(draft, at, { ...now, originals: within(now.originals), copies: within(now.copies) });
}

export function addExtra(draft: Draft, name: string): Draft {
  if (!name.trim() || draft.lines.filter((line) => !line.listed).length >= EXTRAS_MAX) return draft;
  const extra: Line = {
    paper: null, name_zh: name.trim(), name_en: name.trim(), conditional: false, one_of: null, listed: false, form: 'either', wants: [],
    state: 'there', originals: 1, copies: 0, pages: 0, signatures: [], remark: '',
  };
  return { ...draft, lines: [...draft.lines, extra], cursor: draft.lines.length };
}

/** A digit names a paper; a second one soon after makes it a number of two digits, and undoes what the first did. */
function digit(draft: Draft, value: number, at: number): Draft {
  const first = draft.digit;
  if (first && at - first.at <= DIGITS_MS) {
    const number = first.value * 10 + value;
    if (number >= 1 && number <= draft.lines.length) return { ...cycle({ ...draft, lines: first.before }, number - 1), digit: null };
  }
  const next = value >= 1 && value <= draft.lines.length ? cycle(draft, value - 1) : draft;
  const longer = value * 10 <= draft.lines.length && value > 0;
  return { ...next, digit: longer ? { value, at, before: draft.lines } : null };
}

export const STATE_KEYS: Record<string, PaperState> = { KeyT: 'there', KeyM: 'missing', KeyW: 'wrong', KeyU: 'unfit', KeyN: 'not_called_for' };

/** One key, by where it stands on the keyboard. Answers nothing for a key that means nothing here. */
export function press(draft: Draft, code: string, at: number): Draft | null {
  const number = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (number !== undefined) return digit(draft, Number(number), at);
  const here = { ...draft, digit: null };
  const last = draft.lines.length - 1;
  const state = STATE_KEYS[code];
  if (state) return setState(here, draft.cursor, state);
  switch (code) {
    case 'ArrowDown': return { ...here, cursor: Math.min(last, draft.cursor + 1) };
    case 'ArrowUp': return { ...here, cursor: Math.max(0, draft.cursor - 1) };
    case 'Home': return { ...here, cursor: 0 };
    case 'End': return { ...here, cursor: Math.max(0, last) };
    case 'Space': return cycle(here, draft.cursor);
    case 'ArrowRight': return cycle(here, draft.cursor);
    case 'KeyC': return toggleSignature(here, draft.cursor, 'customer');
    case 'KeyS': return toggleSignature(here, draft.cursor, 'staff');
    case 'KeyO': return turnForm(here, draft.cursor);
    case 'Equal': case 'NumpadAdd': return addPieces(here, draft.cursor, 1);
    case 'Minus': case 'NumpadSubtract': return addPieces(here, draft.cursor, -1);
    default: return null;
  }
}

function note(line: Line): PaperNote {
  const state = line.state ?? 'not_called_for';
  const remark = line.remark.trim();
  const there = state === 'there' ? { originals: line.originals, copies: line.copies, signatures: line.signatures } : {};
  return {
    paper: line.paper,
    ...(line.paper === null ? { name: line.name_zh } : {}),
    state,
    ...there,
    ...(line.pages > 0 ? { pages: line.pages } : {}),
    ...(remark ? { remark } : {}),
  };
}

/** What is said of single papers. */
export function changes(draft: Draft): PaperNote[] {
  const notes = draft.lines.filter((line, at) => {
    if (same(line, draft.start[at])) return false;
    // Sent home by another of its group, which is said itself.
    return !(line.state === null && line.one_of !== null && draft.lines.some((other) => other !== line && other.one_of === line.one_of && other.state === 'there'));
  });
  // Where one of a group is spoken of, the one that stands for it is too: nobody has to guess which that is.
  const groups = new Set(notes.map((line) => line.one_of).filter(Boolean));
  const stands = (line: Line): boolean => line.state === 'there' && groups.has(line.one_of) && !notes.includes(line);
  return draft.lines.filter((line) => notes.includes(line) || stands(line)).map(note);
}

/** The first paper that is called wrong or unfit by somebody who has not said why; -1 if there is none. */
export function unexplained(draft: Draft): number {
  return draft.lines.findIndex((line, at) => (line.state === 'wrong' || line.state === 'unfit') && !line.remark.trim() && !same(line, draft.start[at]));
}

function faultsOf(line: Line): GapKind[] {
  if (line.state === 'missing' || line.state === 'wrong' || line.state === 'unfit') return [line.state];
  if (line.state === null) return line.conditional || line.one_of !== null ? [] : ['missing'];
  if (line.state !== 'there') return [];
  const [original, copy] = [line.originals > 0, line.copies > 0];
  const fits = line.form === 'original' ? original : line.form === 'both' ? original && copy : original || copy;
  const signature = (who: Signature): GapKind => (who === 'customer' ? 'unsigned_by_customer' : 'unsigned_by_staff');
  return [...(fits ? [] : (['form'] as const)), ...line.wants.filter((who) => !line.signatures.includes(who)).map(signature)];
}

/** What will be wanting, as far as the desk can tell before the server has said it: line by line. */
export function foreseen(draft: Draft): { line: Line; why: GapKind }[] {
  const inOrder = (line: Line): boolean => line.state === 'there' && faultsOf(line).length === 0;
  return draft.lines.flatMap((line) => {
    if (line.one_of !== null && draft.lines.some((other) => other.one_of === line.one_of && inOrder(other))) return [];
    return faultsOf(line).map((why) => ({ line, why }));
  });
}
