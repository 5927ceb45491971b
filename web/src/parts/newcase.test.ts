import type { BusinessType } from '$lib/api';
import { expect, it } from 'vitest';
import { calledAs, subjectOf } from './newcase';

const role = (role: string, kind: string) => ({ role, kind, name: { zh: role, en: role } });
const type = (...roles: ReturnType<typeof role>[]) => ({ roles }) as unknown as BusinessType;

it('who was typed for one type is who it is of another, and what that does not ask for is left out', () => {
  const [contract, guest] = [type(role('party', 'organisation')), type(role('guest', 'person'))];
  const repair = type(role('owner', 'person'), role('car', 'vehicle'));
  const [party] = subjectOf(contract.roles[0]!, '李雷');
  expect(calledAs([party!], contract, guest)).toMatchObject([{ role: 'guest', kind: 'person', name: '李雷' }]);
  const both = [...subjectOf(repair.roles[0]!, '韩梅'), ...subjectOf(repair.roles[1]!, '京A12345')];
  expect(calledAs(both, repair, guest)).toMatchObject([{ role: 'guest', name: '韩梅' }]);
  expect(calledAs(both, repair, repair)).toEqual(both);
  expect(calledAs([], undefined, guest)).toEqual([]);
});
