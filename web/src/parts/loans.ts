/** What tells loans apart: a folder may be out while single papers of it are out alone. */
import type { Loan } from '$lib/api';
import { nameOf } from './cases';

export const loanKey = (loan: Loan): string => (loan.paper ? `${loan.paper.case} ${loan.paper.paper}` : loan.folder.code);

/** What is lent: the folder, or one paper of it. */
export const lentName = (loan: Loan): string =>
  loan.paper ? `${loan.folder.title} · ${nameOf(loan.paper)}` : loan.folder.title;
