import { describe, expect, it } from 'vitest';
import type { FolderCard, FolderHit, Person, ProblemDetails, Scanned } from '$lib/api';
import { choose, type DeskState, dropChoice, finish, IDLE, type Request, settle, type Step, takeBack, tellWaiting, understand } from './machine';

const person = (badge_code: string, extra: Partial<Person> = {}): Scanned => ({
  kind: 'person',
  person: { no: 3, name: 'zw', display_name: `P-${badge_code}`, role: 'borrower', department: null, expires_on: null, active: true, badge_code, may_sign_in: false, loans: 0, blocked_reason: null, ...extra },
});
const hit = (code: string, state: string): FolderHit => ({
  code, business_type: 'NEW', type_name: { zh: '', en: '' }, title: `T-${code}`, subtitle: '', business_date: null, department: null, class: 'internal', state, place_label: 'A-1', home_label: 'A-1',
});
const folder = (code: string, state = 'on_shelf'): Scanned => ({ kind: 'folder', folder: hit(code, state) });
const slot = (code: string, blocked = false): Scanned => ({ kind: 'slot', code, label: code, capacity_mm: 40, used_mm: 0, blocked });
const card = (code: string): FolderCard => ({ code, title: `T-${code}`, where: { state: 'at_desk', place: { kind: 'desk', code: 'd', label: 'd' }, home: { slot: 'A-1', label: 'A-1' }, wrong_place: false }, loan: { borrower: { no: 3, display_name: 'P' }, since: '', due: '2026-04-01', purpose: null, renewals: 0, overdue_days: 0 } }) as unknown as FolderCard;

const refusal = (code: string, detail: string, params: Record<string, string> = {}): ProblemDetails => ({ type: 'about:blank', title: '', status: 409, code, detail, params });

/** Scans in a row, each request answered well. */
function play(...scans: Scanned[]): { state: DeskState; said: string[]; asked: Request[] } {
  let state = IDLE;
  const said: string[] = [];
  const asked: Request[] = [];
  const take = (step: Step): void => {
    state = step.state;
    said.push(...step.answers.map((answer) => answer.what));
    if (!step.request) return;
    asked.push(step.request);
    take(settle(state, step.request, { code: step.request.code, folder: card(step.request.code) }));
  };
  for (const scan of scans) take(understand(state, scan));
  return { state, said, asked };
}

describe('a badge', () => {
  it('then folders lends each of them', () => {
    const { state, asked, said } = play(person('U1'), folder('F1'), folder('F2'));
    expect(asked.map((request) => [request.kind, request.code])).toEqual([['lend', 'F1'], ['lend', 'F2']]);
    expect(said).toEqual(['badge', 'lent', 'lent']);
    expect(state.mode).toMatchObject({ kind: 'lending', codes: ['F1', 'F2'] });
  });

  it('scanned again ends the loan', () => {
    const { state, said } = play(person('U1'), folder('F1'), person('U1'));
    expect(state).toEqual(IDLE);
    expect(said.at(-1)).toBe('lend_done');
  });

  it('under which nothing was lent says so when it ends, and so does a slot into which nothing came', () => {
    expect(finish(play(person('U1')).state).answers).toEqual([{ what: 'lend_done', tone: 'info', name: 'P-U1', n: 0 }]);
    expect(finish(play(slot('A-1')).state).answers).toEqual([{ what: 'put_away_done', tone: 'info', place: 'A-1', n: 0 }]);
  });

  it('of another person ends the first loan and begins the next', () => {
    const { state, said } = play(person('U1'), person('U2'));
    expect(said).toEqual(['badge', 'lend_done', 'badge']);
    expect(state.mode).toMatchObject({ badge: 'U2' });
  });

  it('of someone who may not borrow begins nothing', () => {
    expect(play(person('U1', { blocked_reason: 'late' })).state).toEqual(IDLE);
    expect(play(person('U1', { active: false })).said).toEqual(['inactive']);
  });

  it('whose account ended yesterday begins nothing; on its last day it still does', () => {
    const self = { no: 1, today: '2026-03-02' };
    expect(understand(IDLE, person('U1', { expires_on: '2026-03-01' }), self)).toMatchObject({ state: IDLE, answers: [{ what: 'inactive', tone: 'bad' }] });
    expect(understand(IDLE, person('U1', { expires_on: '2026-03-02' }), self).answers).toMatchObject([{ what: 'badge' }]);
  });

  it('does not lend a folder twice in one go', () => {
    const { asked, said } = play(person('U1'), folder('F1'), folder('F1', 'on_loan'));
    expect(asked).toHaveLength(1);
    expect(said.at(-1)).toBe('lent_already');
  });
});

describe('a folder alone', () => {
  it('comes back when it is on loan', () => {
    const { asked, said } = play(folder('F1', 'on_loan'));
    expect(asked).toEqual([{ kind: 'return', code: 'F1', title: 'T-F1' }]);
    expect(said).toEqual(['returned']);
  });

  it.each(['withdrawn', 'destroyed'] as const)('that was %s is said to be so wherever it is scanned, and nothing of it counts as done', (state) => {
    const gone = { ...card('F1'), where: { ...card('F1').where, state, home: null } } as FolderCard;
    const begun = understand(IDLE, folder('F1', state));
    expect(begun.request).toMatchObject({ kind: 'return' });
    const back = settle(begun.state, begun.request as Request, { code: 'F1', folder: gone, seq: 9 });
    expect(back.answers).toEqual([{ what: state, tone: 'warn', code: 'F1', title: 'T-F1' }]);
    expect(back.state.inHand).toBeFalsy();
    const open = understand(IDLE, slot('A-1')).state;
    const put = understand(open, folder('F1', state));
    const said = settle(put.state, put.request as Request, { code: 'F1', folder: gone, seq: 9 });
    expect(said.answers).toMatchObject([{ what: state }]);
    expect(said.state.mode).toMatchObject({ codes: [] });
  });

  it('on the shelf is only told about', () => {
    expect(play(folder('F1')).asked).toEqual([]);
    expect(play(folder('F1')).said).toEqual(['on_shelf']);
  });

  it('that waits at the desk is told where it belongs', () => {
    expect(play(folder('F1', 'at_desk')).said).toEqual(['waiting']);
  });
});

describe('a slot', () => {
  it('then folders puts each away', () => {
    const { asked, said } = play(slot('A-1'), folder('F1', 'at_desk'), folder('F2', 'at_desk'));
    expect(asked).toMatchObject([{ kind: 'put_away', code: 'F1', slot: 'A-1', confirm: false }, { code: 'F2' }]);
    expect(said).toEqual(['slot', 'put_away', 'put_away']);
  });

  it('that is blocked takes nothing', () => {
    expect(play(slot('A-1', true)).state).toEqual(IDLE);
  });

  it('is meant by the label of a shelf, a range or a storeroom no more than said so, and what is open stays open', () => {
    const shelf: Scanned = { kind: 'place', code: 'A-1' };
    const { state, asked, said } = play(slot('A-1-01'), shelf);
    expect(asked).toEqual([]);
    expect(said).toEqual(['slot', 'not_slot']);
    expect(state.mode).toMatchObject({ kind: 'putting_away', slot: 'A-1-01' });
    expect(understand(IDLE, shelf).answers).toMatchObject([{ what: 'not_slot', tone: 'bad', place: 'A-1' }]);
  });

  it('ends a loan that was open', () => {
    expect(play(person('U1'), slot('A-1')).said).toEqual(['badge', 'lend_done', 'slot']);
  });
});

describe('a wrong slot', () => {
  const open = play(slot('A-9')).state;
  const first = understand(open, folder('F1', 'at_desk'));
  const asked = settle(first.state, first.request as Request, { code: 'F1', problem: refusal('WrongSlot', '', { home: 'A-1', slot: 'A-9' }) });

  it('is asked about, with the right one', () => {
    expect(asked.answers).toMatchObject([{ what: 'wrong_slot', place: 'A-1', name: 'A-9' }]);
  });

  it('is confirmed by scanning it again', () => {
    const step = understand(asked.state, slot('A-9'));
    expect(step.request).toMatchObject({ kind: 'put_away', code: 'F1', slot: 'A-9', confirm: true });
    const settled = settle(step.state, step.request as Request, { code: 'F1', folder: card('F1') });
    expect(settled.answers).toMatchObject([{ what: 'moved' }]);
    expect(settled.state.mode).toMatchObject({ codes: ['F1'], confirm: null });
  });

  it('is dropped, and said so, by any other scan', () => {
    expect(understand(asked.state, slot('A-1')).answers.map((answer) => answer.what)).toEqual(['move_dropped', 'slot']);
    expect(understand(asked.state, folder('F2', 'at_desk')).answers.map((answer) => answer.what)).toEqual(['move_dropped']);
    const many: Scanned = { kind: 'folders', candidates: [hit('F1', 'at_desk'), hit('F2', 'at_desk')] };
    expect(understand(asked.state, many).answers.map((answer) => answer.what)).toEqual(['move_dropped', 'choose']);
    expect(finish(asked.state).answers.map((answer) => answer.what)).toEqual(['move_dropped', 'put_away_done']);
  });

  it('is still asked about after a misread', () => {
    const misread = understand(asked.state, { kind: 'unknown', text: 'A-?', nearest: [] });
    expect(understand(misread.state, slot('A-9')).request).toMatchObject({ confirm: true });
  });

  it('is not confirmed by a scan of the slot that came before the answer', () => {
    const other = understand(first.state, slot('A-2'));
    const late = settle(other.state, first.request as Request, { code: 'F1', problem: refusal('WrongSlot', '', { home: 'A-1' }) });
    expect(understand(late.state, slot('A-2')).request).toBeNull();
  });
});

describe('a code that several folders carry', () => {
  const many: Scanned = { kind: 'folders', candidates: [hit('F1', 'on_shelf'), hit('F2', 'on_shelf')] };

  it('lends the one that is picked', () => {
    const lending = play(person('U1')).state;
    const asked = understand(lending, many);
    expect(asked.request).toBeNull();
    expect(choose(asked.state, 1).request).toMatchObject({ kind: 'lend', code: 'F2' });
  });

  it('is dropped, and said so', () => {
    const step = dropChoice(understand(IDLE, many).state);
    expect([step.state.choice, step.answers[0]?.what]).toEqual([null, 'choice_dropped']);
    expect(dropChoice(IDLE).answers).toEqual([]);
  });

  it('is not picked by a number that is not there', () => {
    expect(choose(understand(IDLE, many).state, 7).request).toBeNull();
  });
});

it('a refusal is said and changes nothing', () => {
  const lending = play(person('U1')).state;
  const step = understand(lending, folder('F1'));
  const settled = settle(step.state, step.request as Request, { code: 'F1', problem: refusal('FolderOnLoan', 'out') });
  expect(settled.answers).toMatchObject([{ what: 'refused', tone: 'bad', detail: 'out' }]);
  expect(settled.state.mode).toEqual(lending.mode);
});

it('what the machine does not know is said, not lost', () => {
  expect(play({ kind: 'unknown', text: 'X', nearest: ['Y'] }).said).toEqual(['unknown']);
  expect(play({ kind: 'foreign', host: 'else.example' }).said).toEqual(['foreign']);
  expect(play({ kind: 'later' } as unknown as Scanned).said).toEqual(['refused']);
});

describe('papers that waited', () => {
  const slip = (phase: string, folder = 'NEW1') => ({ kind: 'case', case: { code: 'C1', title: '吴丽', phase, folder: { code: folder, place: { label: '张伟' } } } }) as never;
  const back = understand(IDLE, { kind: 'folder', folder: { code: 'NEW1', title: '吴丽', state: 'at_desk', home_label: 'A-1' } } as never).state;

  it('go into the folder that was scanned before the slip', () => {
    const step = understand(back, slip('waiting'));
    expect(step.request).toEqual({ kind: 'file', code: 'C1', title: '吴丽', folder: 'NEW1' });
    expect(settle(step.state, step.request as never, { code: 'C1', seq: 7 }).answers).toEqual([{ what: 'filed', tone: 'ok', code: 'NEW1', title: '吴丽', seq: 7 }]);
    expect(settle(step.state, step.request as never, { code: 'C1', waits: true }).answers).toEqual([{ what: 'waits_on', tone: 'warn', code: 'NEW1', title: '吴丽' }]);
  });

  it('wait for their own folder, wherever it is', () => {
    expect(understand(IDLE, slip('waiting')).answers[0]).toMatchObject({ what: 'folder_first', code: 'NEW1', place: '张伟' });
    expect(understand(back, slip('waiting', 'NEW2')).request).toBeNull();
    expect(understand(back, slip('filed')).answers[0]?.what).toBe('filed_before');
    expect(understand(back, slip('announced')).answers[0]?.what).toBe('not_received');
  });

  it('are told of when their folder comes back', () => {
    expect(tellWaiting(back, 2).answers[0]).toMatchObject({ what: 'cases_wait', n: 2, code: 'NEW1', place: 'A-1' });
    expect(tellWaiting(back, 0).answers).toEqual([]);
    expect(tellWaiting(IDLE, 2).answers).toEqual([]);
  });
});

describe('what is said of a person', () => {
  it('is how many folders he has and until when his account works', () => {
    const scanned = person('U1', { loans: 4, expires_on: '2026-12-01' });
    expect(understand(IDLE, scanned, { no: 9, today: '2026-11-30' }).answers).toEqual([{ what: 'badge', tone: 'mode', name: 'P-U1', loans: 4, until: '2026-12-01' }]);
  });

  it('is a warning when it is oneself', () => {
    expect(understand(IDLE, person('U1'), { no: 3, today: '2026-03-02' }).answers[0]).toMatchObject({ what: 'badge_own', tone: 'warn' });
  });
});

describe('taking back', () => {
  it('asks by the frame that the answer named, and says that it is as before', () => {
    const lending = play(person('U1'), folder('F1'), folder('F2')).state;
    const step = takeBack(lending, { code: 'F1', title: 'T-F1', seq: 7 });
    expect(step.request).toEqual({ kind: 'undo', code: 'F1', title: 'T-F1', seq: 7 });
    const settled = settle(step.state, step.request as Request, { code: 'F1' });
    expect(settled.answers[0]).toMatchObject({ what: 'undone', code: 'F1' });
    // It can be lent in the same go again.
    expect(settled.state.mode).toMatchObject({ codes: ['F2'] });
  });

  it('that is refused says so and changes nothing', () => {
    const settled = settle(IDLE, { kind: 'undo', code: 'F1', title: '', seq: 7 }, { code: 'F1', problem: refusal('UndoTooLate', 'too late') });
    expect(settled).toMatchObject({ state: IDLE, answers: [{ what: 'not_undone', tone: 'bad', detail: 'too late' }] });
  });

  it('is offered of what names its frame', () => {
    const settled = settle(IDLE, { kind: 'return', code: 'F1', title: '' }, { code: 'F1', folder: card('F1'), seq: 12 });
    expect(settled.answers[0]).toMatchObject({ what: 'returned', seq: 12 });
    expect(takeBack(IDLE, { code: 'F1' }).request).toBeNull();
  });
});

it('a folder that was expected is received', () => {
  const step = understand(IDLE, folder('F1', 'expected'));
  expect(settle(step.state, step.request as Request, { code: 'F1', folder: card('F1') }).answers[0]?.what).toBe('received');
});

it('a folder that was missing is found, not returned: nobody had it', () => {
  const step = understand(IDLE, folder('F1', 'missing'));
  const { answers } = settle(step.state, step.request as Request, { code: 'F1', folder: card('F1') });
  expect(answers).toMatchObject([{ what: 'found', tone: 'ok', place: 'A-1' }]);
  const homeless = { ...card('F1'), where: { state: 'at_desk', home: null } } as unknown as FolderCard;
  expect(settle(step.state, step.request as Request, { code: 'F1', folder: homeless }).answers).toMatchObject([{ what: 'found_homeless', tone: 'warn' }]);
});

it('papers that could not go into their folder are told of by the folder, which can be opened', () => {
  const request: Request = { kind: 'file', code: 'C1', title: 'T', folder: 'F1' };
  expect(settle(IDLE, request, { code: 'C1', problem: refusal('NotAllowed', 'no') }).answers).toMatchObject([{ what: 'refused', code: 'F1' }]);
});

it('a folder that was expected and has no slot yet is received too, not returned', () => {
  const step = understand(IDLE, folder('F1', 'expected'));
  const homeless = { ...card('F1'), where: { ...card('F1').where, home: null } };
  expect(settle(step.state, step.request as Request, { code: 'F1', folder: homeless }).answers[0]).toMatchObject({ what: 'received_homeless', tone: 'warn' });
});

it('a slot says how much room it has', () => {
  expect(understand(IDLE, slot('A-1')).state.mode).toMatchObject({ room: { capacity_mm: 40, used_mm: 0 } });
});
