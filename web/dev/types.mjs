/**
 * Writes src/lib/api/types.ts from openapi.json, the server's own description: `npm run types`. Only the shapes are
 * taken; the calls name their paths themselves. A unit test fails when the two differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const HEAD = '/** The shapes of the HTTP interface. Written by `npm run types` from openapi.json; do not edit. */\n';

export async function typesText() {
  const document = JSON.parse(readFileSync(at('../openapi.json'), 'utf8'));
  const { components, info, openapi } = document;
  const ast = await openapiTS({ openapi, info, paths: {}, components });
  return HEAD + astToString(ast);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(at('../src/lib/api/types.ts'), await typesText());
