export const BUDGET_BYTES: number;
export function measure(): Promise<{ parts: { name: string; bytes: number }[]; total: number; early: string[] }>;
