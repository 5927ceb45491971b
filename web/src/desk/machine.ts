/**
 * What the desk does with each scan. The mode follows from what was scanned: a badge begins lending, a slot begins
 * putting away, a folder alone comes back. Pure: takes what the server says a text is, answers with the next state, a
 * request to make, and what to say. Knows no network, page, language or clock.
 */
import type { BatchResult, CaseLine, FolderCard, FolderHit, ProblemDetails, Scanned } from '$lib/api';

export type Mode =
  | { kind: 'idle' }
  | { kind: 'lending'; badge: string; name: string; codes: string[] }
  | { kind: 'putting_away'; slot: string; codes: string[]; confirm: { code: string; home: string } | null; room?: Room | null };

/** How much a slot holds, and how much of it is kept for folders, wherever they are just now. */
export interface Room {
  capacity_mm: number;
  used_mm: number;
}

/** What the server answers to a request. */
export interface Outcome extends BatchResult {
  /** The frame of the act: by it the act can be taken back. */
  seq?: number;
  /** Papers could not be put in: by the record their folder is with somebody. */
  waits?: boolean;
}

export interface DeskState {
  mode: Mode;
  /** Several folders carry the scanned code; the person picks one. */
  choice: FolderHit[] | null;
  /** The folder that was scanned last and is here: papers that waited for it may go in. */
  inHand?: { code: string; title: string; place: string } | null;
}

export type Request =
  | { kind: 'lend'; code: string; title: string; borrower: string; name: string; due?: string; purpose?: string }
  | { kind: 'return'; code: string; title: string; was?: 'expected' | 'missing' }
  | { kind: 'put_away'; code: string; title: string; slot: string; confirm: boolean }
  | { kind: 'file'; code: string; title: string; folder: string }
  | { kind: 'undo'; code: string; title: string; seq: number };

export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'mode';

export type What =
  | 'badge' | 'badge_own' | 'blocked' | 'inactive' | 'lend_done'
  | 'lent' | 'lent_already' | 'returned' | 'returned_homeless' | 'received' | 'received_homeless' | 'found' | 'found_homeless' | 'waiting' | 'waiting_homeless' | 'on_shelf' | 'withdrawn' | 'destroyed'
  | 'slot' | 'slot_blocked' | 'not_slot' | 'put_away' | 'moved' | 'wrong_slot' | 'move_dropped' | 'put_away_done'
  | 'cases_wait' | 'filed' | 'waits_on' | 'filed_before' | 'folder_first' | 'not_received'
  | 'choose' | 'choice_dropped' | 'unknown' | 'foreign' | 'refused' | 'undone' | 'not_undone';

/** What to say: the page turns `what` into words; `detail` is a sentence of the server's own. */
export interface Answer {
  what: What;
  tone: Tone;
  code?: string;
  title?: string;
  name?: string;
  place?: string;
  due?: string;
  n?: number;
  detail?: string;
  nearest?: string[];
  /** Its secrecy class. */
  class?: string;
  /** Of a person: how many folders he has, and the last day on which his account works. */
  loans?: number;
  until?: string;
  /** The frame of the act, where it can be taken back. */
  seq?: number;
}

/** Who stands at the desk, and on what day. */
export interface Self {
  no: number;
  today: string;
}

export interface Step {
  state: DeskState;
  request: Request | null;
  answers: Answer[];
}

export const IDLE: DeskState = { mode: { kind: 'idle' }, choice: null };

const say = (state: DeskState, ...answers: Answer[]): Step => ({ state, request: null, answers });
const ask = (state: DeskState, request: Request): Step => ({ state, request, answers: [] });
const inMode = (mode: Mode): DeskState => ({ mode, choice: null });

/** Takes one scan, as the server understood it. */
export function understand(state: DeskState, scanned: Scanned, self?: Self): Step {
  switch (scanned.kind) {
    case 'person':
      return onPerson(state, scanned.person, self);
    case 'slot':
      return onSlot(state, scanned.code, scanned.blocked, { capacity_mm: scanned.capacity_mm, used_mm: scanned.used_mm });
    case 'box':
      return onSlot(state, scanned.code, false, null);
    case 'folder':
      return onFolder(state, scanned.folder);
    case 'folders':
      return say(
        { mode: withoutConfirm(state.mode), choice: scanned.candidates },
        ...droppedMove(state.mode),
        { what: 'choose', tone: 'warn', n: scanned.candidates.length },
      );
    case 'case':
      return onCase(state, scanned.case);
    case 'place':
      return say({ ...state, choice: null }, { what: 'not_slot', tone: 'bad', place: scanned.code });
    case 'foreign':
      return say({ ...state, choice: null }, { what: 'foreign', tone: 'bad', name: scanned.host });
    case 'unknown':
      return say(
        { ...state, choice: null },
        { what: 'unknown', tone: 'bad', code: scanned.text, nearest: scanned.nearest },
      );
    default:
      return say({ ...state, choice: null }, { what: 'refused', tone: 'bad' });
  }
}

type ScannedPerson = Extract<Scanned, { kind: 'person' }>['person'];

function onPerson(state: DeskState, person: ScannedPerson, self?: Self): Step {
  const name = person.display_name;
  const open = state.mode;
  if (open.kind === 'lending' && open.badge === person.badge_code) return finish(state);
  const ended = finish(state).answers;
  const isOver = !!person.expires_on && !!self && person.expires_on < self.today;
  if (!person.active || isOver) return say(IDLE, ...ended, { what: 'inactive', tone: 'bad', name });
  if (person.blocked_reason) {
    return say(IDLE, ...ended, { what: 'blocked', tone: 'bad', name, detail: person.blocked_reason });
  }
  const mode: Mode = { kind: 'lending', badge: person.badge_code, name, codes: [] };
  const until = person.expires_on ? { until: person.expires_on } : {};
  const isOwn = person.no === self?.no;
  return say(inMode(mode), ...ended, { what: isOwn ? 'badge_own' : 'badge', tone: isOwn ? 'warn' : 'mode', name, loans: person.loans, ...until });
}

function onSlot(state: DeskState, slot: string, blocked: boolean, room: Room | null): Step {
  const open = state.mode;
  if (open.kind === 'putting_away' && open.slot === slot && open.confirm) {
    const { code } = open.confirm;
    return ask(inMode({ ...open, confirm: null }), { kind: 'put_away', code, title: '', slot, confirm: true });
  }
  if (blocked) return say({ ...state, choice: null }, { what: 'slot_blocked', tone: 'bad', place: slot });
  const dropped = droppedMove(open);
  const ended = open.kind === 'lending' ? finish(state).answers : [];
  const mode: Mode = { kind: 'putting_away', slot, codes: [], confirm: null, room };
  return say(inMode(mode), ...dropped, ...ended, { what: 'slot', tone: 'mode', place: slot });
}

function onFolder(state: DeskState, folder: FolderHit): Step {
  const { code, title } = folder;
  const secrecy = { class: folder.class };
  const open = state.mode;
  if (open.kind === 'lending') {
    if (open.codes.includes(code)) {
      return say(inMode(open), { what: 'lent_already', tone: 'info', code, title, name: open.name, ...secrecy });
    }
    return ask(inMode(open), { kind: 'lend', code, title, borrower: open.badge, name: open.name });
  }
  if (open.kind === 'putting_away') {
    const again = open.confirm?.code === code;
    const step = ask(inMode({ ...open, confirm: null }), { kind: 'put_away', code, title, slot: open.slot, confirm: false });
    return again ? step : { ...step, answers: droppedMove(open) };
  }
  if (folder.state === 'on_shelf') {
    return say(inMode(open), { what: 'on_shelf', tone: 'info', code, title, place: folder.place_label, ...secrecy });
  }
  if (folder.state === 'at_desk') {
    const inHand = { code, title, place: folder.home_label ?? '' };
    return say({ ...inMode(open), inHand }, { ...waiting(code, title, folder.home_label), ...secrecy });
  }
  const was = folder.state;
  return ask(inMode(open), { kind: 'return', code, title, ...(was === 'expected' || was === 'missing' ? { was } : {}) });
}

function waiting(code: string, title: string, home: string | null | undefined): Answer {
  if (!home) return { what: 'waiting_homeless', tone: 'warn', code, title };
  return { what: 'waiting', tone: 'info', code, title, place: home };
}

/** Papers go into the folder that is in hand: it is scanned first, then the slip. */
function onCase(state: DeskState, one: CaseLine): Step {
  const { code, title } = one;
  const folder = one.folder?.code ?? '';
  if (one.phase === 'filed') return say(state, { what: 'filed_before', tone: 'info', code: folder, title });
  if (one.phase !== 'waiting') return say(state, { what: 'not_received', tone: 'warn', code, title });
  if (state.inHand && state.inHand.code === folder) return ask(state, { kind: 'file', code, title, folder });
  return say(state, { what: 'folder_first', tone: 'warn', code: folder, title, place: one.folder?.place.label ?? '' });
}

/** Of the folder that came back it is known how many cases wait for it. */
export function tellWaiting(state: DeskState, n: number): Step {
  const folder = state.inHand;
  if (!folder || n === 0) return say(state);
  return say(state, { what: 'cases_wait', tone: 'warn', n, code: folder.code, title: folder.title, place: folder.place });
}

/** Takes the server's answer to a request. The mode may have been ended meanwhile; what happened is said all the same. */
export function settle(state: DeskState, request: Request, result: Outcome): Step {
  if (result.problem) return refused(state, request, result.problem);
  const folder = result.folder;
  const code = folder?.code ?? request.code;
  const title = folder?.title ?? request.title;
  // It was seen, and that is all: it is not back, it stands nowhere, and nothing of it could be taken back.
  const gone = folder && GONE[folder.where.state];
  if (gone && request.kind !== 'undo') return say(state, { what: gone, tone: 'warn', code, title });
  const done = { code, title, ...(folder?.class ? { class: folder.class } : {}), ...(result.seq === undefined ? {} : { seq: result.seq }) };
  switch (request.kind) {
    case 'lend': {
      const due = folder?.loan?.due;
      const answer: Answer = { what: 'lent', tone: 'ok', ...done, name: request.name, ...(due ? { due } : {}) };
      return say(withCode(state, code), answer);
    }
    case 'return':
      return say({ ...state, inHand: { code, title, place: folder?.where.home?.label ?? '' } }, { ...returned(folder, request.was), ...done });
    case 'file':
      return say(state, { what: result.waits ? 'waits_on' : 'filed', tone: result.waits ? 'warn' : 'ok', ...done, code: request.folder, title: request.title });
    case 'put_away': {
      const what = request.confirm ? 'moved' : 'put_away';
      return say(withCode(state, code), { what, tone: 'ok', ...done, place: request.slot });
    }
    case 'undo':
      return say({ ...withoutCode(state, request.code), inHand: null }, { what: 'undone', tone: 'info', code: request.code, title: request.title });
  }
}

/** What left the archive for good: the server notes what it is told of such a folder, and asks somebody to look into it. */
const GONE: Record<string, 'withdrawn' | 'destroyed' | undefined> = { withdrawn: 'withdrawn', destroyed: 'destroyed' };

const CAME = { expected: 'received', missing: 'found' } as const;

function returned(folder: FolderCard | null | undefined, was: keyof typeof CAME | undefined): Answer {
  const home = folder?.where.home?.label;
  const what = was ? CAME[was] : 'returned';
  return home ? { what, tone: 'ok', place: home } : { what: `${what}_homeless`, tone: 'warn' };
}

function refused(state: DeskState, request: Request, problem: ProblemDetails): Step {
  const { title } = request;
  const code = request.kind === 'file' ? request.folder : request.code;
  if (problem.code === 'WrongSlot' && request.kind === 'put_away') {
    const home = problem.params?.['home'] ?? '';
    const open = state.mode;
    const asked: DeskState =
      open.kind === 'putting_away' && open.slot === request.slot ? inMode({ ...open, confirm: { code, home } }) : state;
    return say(asked, { what: 'wrong_slot', tone: 'warn', code, title, place: home, name: request.slot });
  }
  return say(state, { what: request.kind === 'undo' ? 'not_undone' : 'refused', tone: 'bad', code, title, detail: problem.detail });
}

/** One of several folders was picked. */
export function choose(state: DeskState, index: number): Step {
  const picked = state.choice?.[index];
  return picked ? onFolder({ ...state, choice: null }, picked) : say(state);
}

/** None of several folders is meant. */
export function dropChoice(state: DeskState): Step {
  return state.choice ? say({ ...state, choice: null }, { what: 'choice_dropped', tone: 'warn', n: state.choice.length }) : say(state);
}

/** Asks for something to be taken back that was said with its frame. */
export function takeBack(state: DeskState, answer: Pick<Answer, 'code' | 'title' | 'seq'>): Step {
  if (answer.seq === undefined || !answer.code) return say(state);
  return ask(state, { kind: 'undo', code: answer.code, title: answer.title ?? '', seq: answer.seq });
}

/** Ends what is open: a key, the same badge again, or a while without a scan. */
export function finish(state: DeskState): Step {
  const open = state.mode;
  if (open.kind === 'lending') {
    const n = open.codes.length;
    return say(IDLE, { what: 'lend_done', tone: n > 0 ? 'mode' : 'info', name: open.name, n });
  }
  if (open.kind === 'putting_away') {
    const n = open.codes.length;
    return say(IDLE, ...droppedMove(open), { what: 'put_away_done', tone: n > 0 ? 'mode' : 'info', place: open.slot, n });
  }
  return say(IDLE);
}

function droppedMove(mode: Mode): Answer[] {
  if (mode.kind !== 'putting_away' || !mode.confirm) return [];
  return [{ what: 'move_dropped', tone: 'warn', code: mode.confirm.code, place: mode.confirm.home }];
}

function withoutConfirm(mode: Mode): Mode {
  return mode.kind === 'putting_away' ? { ...mode, confirm: null } : mode;
}

function withCode(state: DeskState, code: string): DeskState {
  const open = state.mode;
  if (open.kind === 'idle' || open.codes.includes(code)) return state;
  return { ...state, mode: { ...open, codes: [...open.codes, code] } };
}

function withoutCode(state: DeskState, code: string): DeskState {
  const open = state.mode;
  if (open.kind === 'idle') return state;
  return { ...state, mode: { ...open, codes: open.codes.filter((known) => known !== code) } };
}
