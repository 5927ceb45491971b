/** A case as it is sent: what was left empty is left out. */
import type { NewCase } from '$lib/api';

export function tidy(known: NewCase): NewCase {
  const kept = Object.entries(known).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : typeof value === 'string' ? value.trim() !== '' : value !== undefined));
  const texts = kept.map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value] as const);
  return { business_type: known.business_type, ...Object.fromEntries(texts) };
}
