/** Who reads discrepancies, and what kinds there are. */
import type { DiscrepancyKind } from '$lib/api';
import { DISCREPANCY_READERS } from '$lib/router/access';
import { session } from '$lib/session.svelte';

export const readsDiscrepancies = (): boolean => DISCREPANCY_READERS.some((permission) => session.may(permission));

export const KINDS: DiscrepancyKind[] = [
  'misplaced',
  'lent_but_here',
  'gone_but_here',
  'not_handed_over',
  'returned_not_lent',
  'taken_though_refused',
  'no_room',
  'unknown_code',
  'unknown_place',
  'unknown_paper',
  'paper_taken',
];
