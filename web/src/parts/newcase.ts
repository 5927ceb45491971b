/** A case as it is sent: what was left empty is left out, and whom it is about as its type wants it. Pure. */
import type { BusinessType, NewCase, NewSubject, TypeRole } from '$lib/api';

export function tidy(known: NewCase): NewCase {
  const kept = Object.entries(known).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : typeof value === 'string' ? value.trim() !== '' : value !== undefined));
  const texts = kept.map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value] as const);
  return { business_type: known.business_type, ...Object.fromEntries(texts) };
}

const isThing = (role: TypeRole): boolean => role.kind === 'vehicle' || role.kind === 'household';

/** Whom a case of a type is about, and what: the customer, and his vehicle or household. */
export function rolesOf(type: BusinessType | undefined): { person: TypeRole | undefined; thing: TypeRole | undefined } {
  const roles = type?.roles ?? [];
  const person = roles.find((role) => !isThing(role)) ?? roles[0];
  const thing = roles.find(isThing);
  return { person, thing: thing === person ? undefined : thing };
}

/** What was typed of whom and of what a case is about, as another type calls them; what that type does not ask for is left out. */
export function calledAs(subjects: readonly NewSubject[], before: BusinessType | undefined, after: BusinessType | undefined): NewSubject[] {
  const [from, to] = [rolesOf(before), rolesOf(after)];
  const nameOf = (role: TypeRole | undefined): string => subjects.find((subject) => role && subject.role === role.role)?.name ?? '';
  const pairs = [[to.person, nameOf(from.person)], [to.thing, nameOf(from.thing)]] as const;
  return pairs.flatMap(([role, name]) => (role ? subjectOf(role, name) : []));
}

/** Seventeen characters are a VIN, fewer are a plate. */
export function subjectOf(role: TypeRole, text: string): NewSubject[] {
  const name = text.trim();
  if (!name) return [];
  const identities: NewSubject['identities'] = role.kind === 'vehicle' ? [{ kind: name.length === 17 ? 'vin' : 'plate', value: name }] : [];
  return [{ role: role.role, kind: role.kind, name: text, ...(identities.length > 0 ? { identities } : {}) }];
}
