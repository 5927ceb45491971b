/** What is read of contents and gaps, until `openapi.json` has them. */
import type { CaseLine, Gap, PaperForm } from './index';

export interface GapLine {
  case: CaseLine;
  gaps: Gap[];
  since: string | null;
}
export interface ContentLine {
  n: number;
  case: string;
  paper: number;
  name_zh: string;
  name_en: string;
  date: string | null;
  pages: number;
  form: PaperForm;
  where: 'here' | 'withdrawn' | { to: string; due: string | null };
}
