/** The shapes of cases, papers and transfers, until `openapi.json` has them. */
import type { FieldError } from './problem';
import type { NewSubject, Names, Place } from './index';

export type CasePhase = 'announced' | 'waiting' | 'filed' | 'cancelled';
export type PaperState = 'there' | 'missing' | 'wrong' | 'unfit' | 'not_called_for' | 'withdrawn' | 'moved';
export type PaperForm = 'original' | 'copy' | 'either' | 'both';
export type Signature = 'customer' | 'staff';
export type GapKind = 'missing' | 'wrong' | 'unfit' | 'form' | 'unsigned_by_customer' | 'unsigned_by_staff';
export type CaseFilter = 'announced' | 'late' | 'waiting' | 'filed' | 'incomplete' | 'unreviewed' | 'cancelled' | 'all';

export interface CodeAndName {
  code: string;
  name_zh: string;
  name_en: string;
}

export interface CaseFolder {
  code: string;
  place: Place;
  home?: { slot: string; label: string } | null;
  state: string;
  title?: string | null;
}

export interface Gap {
  papers: number[];
  why: GapKind;
}

export interface PaperLine {
  no: number;
  id: string | null;
  name_zh: string;
  name_en: string;
  wanted: boolean;
  conditional: boolean;
  one_of: string | null;
  form: PaperForm;
  wants_signatures: Signature[];
  state: PaperState | null;
  originals: number;
  copies: number;
  pages: number;
  signatures: Signature[];
  remark: string;
  gap: GapKind | null;
  absent?: Absent | null;
}

/** Where a single paper is that does not lie with the others of its case. */
export interface Absent {
  how: 'lent' | 'short' | 'elsewhere' | 'moved' | (string & {});
  text: string;
  borrower: { no: number | null; display_name: string } | null;
  due: string | null;
  folder: string | null;
  case: string | null;
  since: string;
}

export interface CaseLine {
  no: number;
  code: string;
  reference: string;
  phase: CasePhase;
  business_type: CodeAndName & { version: number };
  folder: CaseFolder;
  department: CodeAndName | null;
  responsible: { no: number | null; name: string } | null;
  business_date: string | null;
  deadline_from: string | null;
  due: { date: string; is_provisional: boolean; is_extended: boolean } | null;
  is_late: boolean;
  in_time: boolean | null;
  received_at: string | null;
  transfer: number | null;
  gaps: number | null;
  completeness: 'not_checked' | 'complete' | 'incomplete';
  is_reviewed: boolean;
  needs_review: boolean;
  certificate: number | null;
  needs_certificate: boolean;
  incomplete_is: 'accept' | 'refuse';
  note: string;
  title: string;
  version: number;
  seq?: number;
}

export interface CaseCard extends CaseLine {
  papers: PaperLine[];
  missing: Gap[];
  /** After it was received: its folder is elsewhere. */
  waits?: boolean;
}

export interface PaperNote {
  paper: string | null;
  name?: string;
  state: PaperState;
  originals?: number;
  copies?: number;
  pages?: number;
  signatures?: Signature[];
  remark?: string;
}
export type PapersSaid = { all_except: PaperNote[] } | { only: PaperNote[] };

export interface NewCase {
  business_type: string;
  reference?: string;
  department?: string;
  responsible?: number;
  responsible_name?: string;
  business_date?: string;
  deadline_from?: string;
  folder?: string;
  subjects?: NewSubject[];
  fields?: Record<string, string>;
  called_for?: string[];
  note?: string;
}
export interface Announced {
  case?: CaseLine | null;
  refusal?: { code: string; detail: string; params?: Record<string, string>; errors?: FieldError[] } | null;
}
export interface CasePatch {
  reference?: string;
  department?: string | null;
  responsible?: number | null;
  responsible_name?: string;
  business_date?: string | null;
  deadline_from?: string | null;
  note?: string;
  if_version?: number;
}

export interface TransferLine {
  no: number;
  department: CodeAndName;
  desk: string;
  opened_at: string;
  taker: { no: number; name: string };
  cases: number;
  gaps: number;
  turned_away?: number;
  closed_at: string | null;
  giver: { no: number; name: string } | null;
  by: 'badge' | 'password' | null;
}
export interface TransferEntry {
  case: CaseLine;
  outcome: 'taken' | 'turned_away';
  gaps: string[];
  reason: string | null;
  later: { date: string; what: string }[];
}
export interface Transfer extends TransferLine {
  entries: TransferEntry[];
}

interface Some<T> {
  items: T[];
  total: number;
}
export interface Today {
  expected: Some<CaseLine>;
  late: Some<CaseLine>;
  waiting: Some<CaseLine>;
  open_transfers: Some<TransferLine>;
  seq?: number;
}

export interface CalendarYear {
  year: number;
  holidays: { from: string; until: string; name: Names }[];
  make_up_days: string[];
}
export interface Calendar {
  name: Names;
  version: number;
  years: CalendarYear[];
}

export interface GapLine {
  case: CaseLine;
  gaps: (Gap & { text?: string })[];
  since: string | null;
}
export interface ContentLine {
  n: number | null;
  case: string;
  paper: number;
  name_zh: string;
  name_en: string;
  date: string | null;
  pages: number;
  form: PaperForm;
  lies: 'here' | 'waits' | 'lent' | 'short' | 'elsewhere' | 'strange' | 'withdrawn' | (string & {});
  lies_label: string;
  absent: Absent | null;
}
/** 卷内目录 */
export interface Contents {
  folder: string;
  items: ContentLine[];
  count: number;
  pages: number;
  seq: number;
}

/** What a scan says of a case slip. */
export interface ScannedCase {
  kind: 'case';
  case: { code: string; folder: string };
}
