/** What a scanned or typed text says at the desk, as far as that can be told without asking. Pure. */
import type { Department } from '$lib/api';

/** Whether a text is written as badges are; one that nobody carries any more is no case's number. */
export const looksLikeBadge = (text: string): boolean => /^P\d{5}-\d+[0-9A-Z*]$/i.test(text.trim());

/** A department by its code, its name, its number on the list, or the beginning of a name that only one has. */
export function departmentFor(text: string, departments: Department[]): Department | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return null;
  const number = /^\d{1,2}$/.test(wanted) ? departments[Number(wanted) - 1] : undefined;
  const exact = departments.find((one) => [one.code, one.name.zh, one.name.en].some((name) => name?.toLowerCase() === wanted));
  const begun = departments.filter((one) => [one.code, one.name.zh, one.name.en].some((name) => name?.toLowerCase().startsWith(wanted)));
  return exact ?? number ?? (begun.length === 1 ? (begun[0] as Department) : null);
}

/** The codes that a refusal offers: a list, or words beside each other. */
export function candidatesIn(text: string | undefined): string[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // Words it is.
  }
  return (text ?? '').split(/\s+/).filter(Boolean);
}
