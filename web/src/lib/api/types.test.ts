import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typesText } from '../../../dev/types.mjs';

it('the types are those of the server’s own description', async () => {
  const written = readFileSync(join(import.meta.dirname, 'types.ts'), 'utf8');
  expect(written).toBe(await typesText());
}, 20_000);
