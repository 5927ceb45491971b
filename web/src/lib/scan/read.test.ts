import { expect, it } from 'vitest';
import { codeIn } from './read';

it('reads the code out of the address on a label or slip, and leaves a code as it is', () => {
  expect(codeIn('HTTPS://ARCHIVE.EXAMPLE/C/C2026-0000014')).toBe('C2026-0000014');
  expect(codeIn('https://archive.example/C/A%2F1')).toBe('A/1');
  expect(codeIn('http://localhost:8420/F/NEW2026-000001Q')).toBe('NEW2026-000001Q');
  expect(codeIn('https://archive.example/C/%zz')).toBe('%zz');
  expect(codeIn(' HT-2026/7 ')).toBe('HT-2026/7');
  expect(codeIn('HT/C/7')).toBe('HT/C/7');
});
