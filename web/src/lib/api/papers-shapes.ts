/** What is read of gaps, until `openapi.json` has them. */
import type { CaseLine, Gap } from './index';

export interface GapLine {
  case: CaseLine;
  gaps: Gap[];
  since: string | null;
}
