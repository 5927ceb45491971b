/** Short names for the shapes of the interface, and the calls. Pages import from here only. */
import type { components } from './types';

type S = components['schemas'];
export type Names = S['Bilingual'];
export type Role = S['Role'];
export type Me = S['Me'];
export type TotpKey = S['TotpKey'];
export type RecoveryCodes = S['RecoveryCodes'];
export type Settings = S['SettingsShown'];
export type Token = S['TokenLine'];
export type NewToken = S['MadeToken'];
export type Person = S['PersonCard'];
export type CreatedPerson = S['AddedPerson'];
/** Somebody by number and name. */
export type Somebody = S['PersonRef'];
export type Department = S['DepartmentBody'];
export type SecrecyClass = S['ClassBody'];
/** What may be left out when sending is always there when reading. */
type Read<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> };
export type BusinessType = Read<S['BusinessType'], 'fields' | 'roles' | 'version'>;
export type TypeField = S['FieldDef'];
export type TypeRole = S['SubjectRole'];
export type FieldKind = S['FieldKind'];
export type SubjectKind = S['SubjectKind'];
export type Preset = S['PresetLine'];
export type FolderCard = S['FolderCard'];
export type FolderSubject = S['FolderSubject'];
export type FolderHit = S['FolderHit'];
export type FolderPatch = S['FolderPatchBody'];
export type NewFolder = S['NewFolderBody'];
export type NewSubject = S['SubjectBody'];
export type IdentityKind = S['IdentityKind'];
export type Placement = S['PlacementBody'];
export type HistoryItem = S['HistoryItem'];
export type FormPages = S['FormPages'];
export type Measured = S['Measured'];
export type Remedy = S['RemedyShown'];
export type Beside = S['BesideBody'];
export type Swapped = S['Swapped'];
export type Outstanding = S['Outstanding'];
export type BatchAnswer = S['Results'];
export type BatchResult = S['ItemResult'];
export type Loan = S['LoanLine'];
export type Scanned = S['Scanned'];
export type SearchAnswer = S['SearchAnswer'];
export type FacetValue = S['FacetValue'];
export type Highlight = S['Highlight'];
export type HighlightPart = S['HighlightPart'];
export type SubjectGroup = S['SubjectGroup'];
export type Suggestion = S['Suggestion'];
export type Suggestions = S['SuggestAnswer'];
export type SavedSearch = S['SavedShown'];
export type NewSearch = S['NewSearch'];
export type SavedPatch = S['SavedPatch'];
export type Share = S['Share'];
export type Subject = S['SubjectCard'];
export type SubjectHit = S['SubjectHit'];
export type FolderOfSubject = S['SubjectFolder'];
export type BoxLine = S['BoxLine'];
export type OccupancyLine = S['OccupancyLine'];
export type Storeroom = S['Storeroom'];
export type NewStoreroom = S['NewStoreroom'];
export type NewRanges = S['RangesBody'];
export type Range = S['RangeShown'];
export type Shelf = S['ShelfShown'];
export type PlaceCard = S['PlaceCard'];
export type SlotShown = S['SlotShown'];
export type Standing = S['Standing'];
export type RangeSize = S['RangeSize'];
export type RoomMap = S['RoomMap'];
export type RoomForecast = S['RoomForecast'];
export type ForecastLine = S['ForecastLine'];
export type Zone = S['Zone'] & { accepts: Required<S['Accepts']> };
export type ZoneBody = S['ZoneBody'];
export type Lane = S['Lane'];
export type LaneBody = S['LaneBody'];
export type Attachment = S['AttachmentShown'];
/** What holds for every row that says nothing else. */
export interface MappingDefaults {
  business_type?: string | null;
  department?: string | null;
  class?: string | null;
  /** The folders have not been handed over yet. */
  expected?: boolean;
  /** The cases' papers are in their folders already. */
  filed?: boolean;
}
type WithDefaults<T> = Omit<T, 'defaults'> & { defaults?: MappingDefaults };
export type Import = Omit<S['ImportShown'], 'mapping'> & { mapping: Mapping };
export type ImportRun = Omit<S['RunBody'], 'mapping'> & { mapping: Mapping };
export type Mapping = WithDefaults<S['MappingBody']>;
export type NamedMapping = Omit<S['NamedMapping'], 'mapping'> & { mapping: Mapping };
export type BadCell = S['ReportLine'];
export type Job = S['JobShown'];
export type JobRow = S['JobRow'];
export type Figures = S['Figures'];
export type MoveBody = S['MoveBody'];
export type NewBox = S['NewBox'];
export type ReslottingBody = S['ReslottingBody'];
export type CountLine = S['CountLine'];
export type CountShown = S['CountShown'];
export type CountedScan = S['CountedScan'];
export type CountedScans = S['CountedScans'];
export type ListRow = S['ListRow'];
export type Discrepancy = S['DiscrepancyShown'];
export type DiscrepancyKind = S['DiscrepancyKind'];
export type Place = S['PlaceShown'];
export type OpenDiscrepancy = S['OpenShown'];
export type Settling = S['Settling'];
export type CaseLine = S['CaseLine'];
export type CaseCard = S['CaseCard'];
export type ReceivedCase = S['ReceivedCase'];
export type PaperLine = S['PaperLine'];
export type Contents = S['ContentsList'];
export type ContentLine = Contents['items'][number];
export type PaperState = S['PaperState'];
export type PaperForm = S['DocumentForm'];
export type Signature = S['Signature'];
export type Gap = S['GapShown'];
export type GapKind = S['GapKind'];
export type GapLine = S['GapLine'];
export type PaperNote = Partial<S['PaperNoteBody']> & Pick<S['PaperNoteBody'], 'state'>;
export type PapersSaid = { all_except: PaperNote[] } | { only: PaperNote[] };
/** Only its type must be known. */
export type NewCase = Partial<S['NewCaseBody']> & Pick<S['NewCaseBody'], 'business_type'>;
export type CaseResult = S['CaseResult'];
/** What is absent stays. */
export type CasePatch = Partial<S['CasePatchBody']>;
export type Named = S['Named'];
export type TransferLine = S['TransferLine'];
export type Transfer = S['TransferCard'];
export type TransferEntry = S['TransferEntry'];
export type OpenTransfer = S['OpenTransfer'];
export type Today = S['ReceiveToday'];
/** What waits for whoever asks, and what was done. */
export type Waits = S['TodayShown'];
export type Calendar = S['CalendarShown'];
export type CalendarYear = S['CalendarYear'];
export type DueChange = S['DueChange'];
export type System = S['SystemShown'];
export type Proof = S['ProofShown'];
export type CellShown = S['CellShown'];
export type ErasurePlan = S['ErasurePlan'];
export type Erased = S['Erased'];
export type LiveEvent = S['LiveEvent'];
export type ProblemDetails = S['Problem'];
export type LabelCounts = S['LabelCounts'];
export type LabelTemplate = S['TemplateShown'];
export type LabelTemplateCard = S['TemplateCard'];
export type LabelPaper = S['PaperShown'];
export type Printer = S['PrinterShown'];
export type PrinterBody = S['PrinterBody'];
export type PrinterKind = S['PrinterKind'];
export type Print = S['PrintShown'];
export type { Chosen, Design, Paper, PrintedFile, SheetPaper, Spoken } from './labels';
/** A business type as it is sent: its code stands in the address, its version is the server's to give. */
export type BusinessTypeBody = Omit<BusinessType, 'code' | 'version'>;

export type { Certificate, Colours, PageCard, PageState, PageTarget, PageText, PageWord, PaperSource, PictureWidth, Scan, Scanner, ScannerCard, ScannerRun, ScanFigures, ScanPage, ScanState, Waited, WaitingScan } from './scans';
export type { FigureLine, FiguresBy, ListColumns, Which } from './figures';

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  total?: number | null;
  seq?: number;
}

export { ApiProblem } from './problem';
export * as api from './calls';
