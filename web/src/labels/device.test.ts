import { expect, it } from 'vitest';
import { faultsOf } from './device';

const good = { code: 'front-1', name: { zh: '前台', en: '' }, address: 'http://192.168.1.50/eSCL' };

it('a scanner whose fields can be right has no fault; a name in one language will do', () => {
  expect(faultsOf(good, true)).toEqual([]);
  expect(faultsOf({ ...good, code: ' front_1 ', name: { zh: '', en: 'Front' }, address: 'https://scanner.local:8080/eSCL ' }, true)).toEqual([]);
});

it('all that is wrong is named at once', () => {
  expect(faultsOf({ code: 'Front 1', name: { zh: ' ', en: '' }, address: '192.168.1.50' }, true)).toEqual(['code', 'name', 'address']);
});

it('a printer is a host, or an address of IPP', () => {
  expect(faultsOf({ ...good, address: '192.168.1.40:9100' }, false)).toEqual([]);
  expect(faultsOf({ ...good, address: 'ipp://192.168.1.40:631/ipp/print' }, false)).toEqual([]);
  expect(faultsOf({ ...good, address: 'the one upstairs' }, false)).toEqual(['address']);
});
