/**
 * Every act of a page has a way back, or is asked about before it is done. Which of the two each has stands in the table: an act that
 * nobody put there fails, and so does one that says it has what its file does not have.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const filesIn = (folder: string): string[] => readdirSync(join(here, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`).filter((name) => /\.(svelte|ts)$/.test(name) && !/\.test\.ts$/.test(name));
const read = (name: string): string => readFileSync(join(here, name), 'utf8');

/** The calls that change something: those that are no GET. */
const WRITES = new Set(
  filesIn('lib/api').flatMap((name) =>
    [...read(name).matchAll(/export (?:const|async function|function) (\w+)(.*?)(?=\nexport |$(?![^]))/gs)].filter(([, , body]) => /\b(post|put|patch|del|remove|sendForm)\b[<(]|requestFile\('POST'|'(POST|PUT|PATCH|DELETE)'/.test(body ?? '')).map(([, call]) => call ?? ''),
  ),
);

/** What a file has to have for what it says. */
const HAS = {
  /** A press takes it back. */
  back: /sayWithWayBack|sayDone|sayLent|pageActs|backTo|\bBack\b/,
  /** A dialog asks, and says what will happen. */
  asked: /<(AskDialog|FormDialog|Dialog)\b/,
  /** It is typed into a form of its own page, whose button says what it does. */
  form: /<form\b/,
} as const;
type How = keyof typeof HAS;

/** Of each file, what each of its acts has. */
const ACTS: Record<string, Partial<Record<How, string>>> = {
  'pages/Account.svelte': { form: 'createToken', asked: 'deleteToken' },
  'pages/Calendar.svelte': { back: 'putCalendar' },
  'pages/Case.svelte': { asked: 'certifyCase reviewCase' },
  'pages/Count.svelte': { asked: 'cancelCount closeCount' },
  'pages/Counts.svelte': { form: 'openCount' },
  'pages/Erase.svelte': { form: 'eraseSubject erasurePlan' },
  'pages/Folder.svelte': { back: 'giveBack' },
  'pages/Job.svelte': { asked: 'deleteJob' },
  'pages/LabelTemplate.svelte': { back: 'putLabelTemplate' },
  'pages/Leaving.svelte': { back: 'giveBack returnPaper takeOver undo' },
  'pages/Lists.svelte': { back: 'askReprint assign noteReprinted' },
  'pages/Loans.svelte': { back: 'renew undo' },
  'pages/People.svelte': { asked: 'createPerson' },
  'pages/Person.svelte': { asked: 'issueBadge resetPassword updatePerson' },
  'pages/Register.svelte': { form: 'createFolder' },
  'pages/Review.svelte': { back: 'movePages putBackPages setAsidePages' },
  'pages/Settings.svelte': { form: 'createDepartment updateSettings' },
  'pages/Storeroom.svelte': { back: 'deleteRange' },
  'pages/Subject.svelte': { asked: 'mergeSubject splitSubject updateSubject' },
  'pages/System.svelte': { asked: 'rebuild' },
  'pages/TypeEditor.svelte': { form: 'putBusinessType' },
  'pages/Types.svelte': { asked: 'loadPreset' },
  'pages/Waiting.svelte': { back: 'fileCase' },
  'pages/announce/OneByOne.svelte': { form: 'announce' },
  'pages/announce/Pasted.svelte': { form: 'announce' },
  'pages/calendar/Changes.svelte': { asked: 'recountDue' },
  'pages/case/CaseDialog.svelte': { asked: 'cancelCase extendCase fileCase refuseExtension reviewCase updateCase' },
  'pages/case/LaterDialog.svelte': { asked: 'notePapers' },
  'pages/case/PaperDialog.svelte': { back: 'notePapers returnPaper' },
  'pages/case/PaperForm.svelte': { asked: 'movePaper notePapers sightPaper withdrawPaper' },
  'pages/discrepancies/SettleDialog.svelte': { asked: 'settleDiscrepancy' },
  'pages/find/Saved.svelte': { asked: 'changeSearch deleteSearch saveSearch' },
  'pages/folder/AliasDialog.svelte': { asked: 'addAlias' },
  'pages/folder/AllPages.svelte': { back: 'movePages putBackPages' },
  'pages/folder/AttachDialog.svelte': { asked: 'attach' },
  'pages/folder/DetachDialog.svelte': { asked: 'detach' },
  'pages/folder/EditDialog.svelte': { form: 'updateFolder' },
  'pages/folder/LendDialog.svelte': { asked: 'checkOut renew' },
  'pages/folder/More.svelte': { back: 'askReprint noteReprinted', asked: 'leaveFile' },
  'pages/folder/PlaceDialog.svelte': { asked: 'assign moveFolder putAway' },
  'pages/folder/WhereaboutsDialog.svelte': { asked: 'declareFound declareMissing withdrawFolder' },
  'pages/folder/surgery/BesideDialog.svelte': { asked: 'addVolume splitFolder' },
  'pages/folder/surgery/JoinDialog.svelte': { asked: 'joinFile' },
  'pages/folder/surgery/MeasureDialog.svelte': { asked: 'assign measure' },
  'pages/folder/surgery/MergeDialog.svelte': { asked: 'mergeFolder' },
  'pages/folder/surgery/SwapDialog.svelte': { asked: 'swapLabels' },
  'pages/home/Setup.svelte': { asked: 'loadPreset' },
  'pages/labels/PrinterDialog.svelte': { asked: 'putPrinter' },
  'pages/labels/Queue.svelte': { asked: 'cancelPrint', back: 'printAgain' },
  'pages/labels/CertificateDialog.svelte': { asked: 'putScanner' },
  'pages/labels/ScannerDialog.svelte': { asked: 'putScanner' },
  'pages/labels/Templates.svelte': { asked: 'putLabelTemplate' },
  'pages/labels/ToPrint.svelte': { back: 'askReprint labelsApplied' },
  'pages/Scans.svelte': { back: 'reopenScan settleScan' },
  'pages/scans/ScanNow.svelte': { form: 'scanNow' },
  'pages/scans/SettleDialog.svelte': { asked: 'settleScan' },
  'pages/storerooms/BlockSlot.svelte': { back: 'blockPlace unblockPlace' },
  'pages/storerooms/BoxActs.svelte': { back: 'moveBox', asked: 'removeBox' },
  'pages/storerooms/BoxDialog.svelte': { back: 'openBox removeBox' },
  'pages/storerooms/LaneDialog.svelte': { asked: 'putLane' },
  'pages/storerooms/MoveDialog.svelte': { asked: 'startMove' },
  'pages/storerooms/RangesDialog.svelte': { asked: 'declareRanges' },
  'pages/storerooms/RangesPanel.svelte': { back: 'declareRanges deleteRange' },
  'pages/storerooms/ReslotDialog.svelte': { asked: 'startReslotting' },
  'pages/storerooms/ResizeDialog.svelte': { back: 'resizeRange' },
  'pages/storerooms/RoomDialog.svelte': { asked: 'createStoreroom' },
  'pages/storerooms/ZoneDialog.svelte': { asked: 'putZone' },
  'pages/storerooms/ZoneDrawing.svelte': { back: 'putZone' },
  'pages/viewer/CopyDialog.svelte': { asked: 'issueCopy' },
  'pages/viewer/Open.svelte': { back: 'turnPages' },
  'pages/viewer/sign.ts': { back: 'notePapers signPage' },
  'parts/Contents.svelte': { back: 'returnPaper' },
  'parts/GiveSlot.svelte': { asked: 'assign' },
  'parts/JobProgress.svelte': { asked: 'cancelJob' },
  'parts/LendPaper.svelte': { asked: 'lendPaper' },
  'parts/SecondFactor.svelte': { form: 'confirmTotp removeTotp' },
  'parts/labels/PrintDialog.svelte': { asked: 'addPrint' },
  'parts/papers.ts': { back: 'undo' },
  'scans/doing.ts': { back: 'hidePages turnPages' },
  'scans/moving.svelte.ts': { back: 'movePages' },
  'shell/PasswordForm.svelte': { form: 'changePassword' },
};

/** What needs neither, and why. */
const NEITHER: Record<string, string> = {
  'desk/desk.svelte.ts checkOuts fileCase putAways returns undo': 'the desk’s own last twenty have their undo',
  'lib/list/columns.svelte.ts chooseColumns': 'how one’s own list looks; the usual columns are a press away',
  'pages/count/scans.svelte.ts scanInCount': 'what is scanned is seen: nothing is done by it',
  'pages/ImportJob.svelte checkImport runImport': 'a dry run says what will happen before; it can be paused and cancelled',
  'pages/Imports.svelte uploadImport': 'nothing comes of a table that lies there',
  'pages/Job.svelte startMove startReslotting': 'a dry run has just said what will happen; it can be paused and cancelled',
  'pages/Scans.svelte retryScan': 'reading a file again changes nothing else',
  'pages/scans/ScanNow.svelte cancelScannerRun': 'what has come is kept, and the rest is scanned again',
  'lib/session.svelte.ts signIn signOut signOutEverywhere': 'one signs in again',
  'pages/announce/Pasted.svelte tryAnnounce': 'it only tries',
  'pages/labels/CertificateDialog.svelte lookAtCertificate': 'it only looks',
  'pages/system/Originals.svelte checkOriginals': 'it only looks',
  'pages/system/Proof.svelte prove': 'it only looks',
  'parts/JobProgress.svelte pauseJob resumeJob': 'each is the other’s way back, on the same button',
  'parts/SecondFactor.svelte beginTotp': 'nothing holds until it is confirmed',
  'receive/reception.svelte.ts closeTransfer openTransfer': 'both sides confirm by badge or password; one that is empty is nothing',
  'receive/taking.ts announce notePapers receiveCase turnAway': 'the case lies open, and a key says that it is taken',
  'scans/acts.ts movePages putBackPages': 'made for the ways back of those who say them',
  'scans/uploads.svelte.ts sendScan': 'files are chosen, and each can be stopped',
};

const found = ['pages', 'parts', 'desk', 'receive', 'scans', 'shell', 'find', 'help', 'map', 'lib']
  .flatMap(filesIn)
  .filter((name) => !name.startsWith('lib/api/'))
  .flatMap((name) => [...new Set([...read(name).matchAll(/\bapi\.(\w+)/g)].map(([, call]) => call ?? ''))].filter((call) => WRITES.has(call)).map((call) => `${name} ${call}`));
const table = Object.entries(ACTS).flatMap(([name, acts]) => Object.values(acts).flatMap((calls) => calls.split(' ').map((call) => `${name} ${call}`)));
const excepted = Object.keys(NEITHER).flatMap((line) => line.split(' ').slice(1).map((call) => `${line.split(' ')[0]} ${call}`));

it('every act has a way back or a question', () => {
  expect(WRITES.size).toBeGreaterThan(80);
  expect(found.filter((act) => !table.includes(act) && !excepted.includes(act))).toEqual([]);
});

it('the table names no act that is gone', () => {
  expect([...table, ...excepted].filter((act) => !found.includes(act))).toEqual([]);
});

it('each has what the table says', () => {
  const without = Object.entries(ACTS).flatMap(([name, acts]) => (Object.keys(acts) as How[]).filter((how) => !HAS[how].test(read(name))).map((how) => `${name} ${how}`));
  expect(without).toEqual([]);
});
