import type { Role } from '$lib/api';

export const ROLES: readonly Role[] = ['borrower', 'department_clerk', 'archivist', 'administrator', 'auditor', 'temporary'];
