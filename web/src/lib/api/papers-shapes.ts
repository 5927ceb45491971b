/** What is read of a folder's contents, until `openapi.json` has it. */
import type { PaperForm } from './index';

export interface ContentLine {
  n: number | null;
  case: string;
  paper: number;
  name_zh: string;
  name_en: string;
  date: string | null;
  pages: number;
  originals: number;
  copies: number;
  form: PaperForm;
  lies: string;
  lies_label: string;
}
export interface Contents {
  folder: string;
  items: ContentLine[];
  count: number;
  pages: number;
}

/** Where a single paper is that does not lie with the others of its case. */
export interface Absent {
  how: string;
  text: string;
}
/** A single paper on the list of loans. */
export interface LoanPaper {
  case: string;
  paper: number;
  name_zh: string;
  name_en: string;
  short: boolean;
}
