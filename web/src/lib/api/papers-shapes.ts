/** What is read of contents and gaps, until `openapi.json` has them. */
import type { CaseLine, Gap, PaperForm } from './index';

export interface GapLine {
  case: CaseLine;
  gaps: Gap[];
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
