/**
 * What the first load weighs: everything that signing in and the home page fetch, as it goes over the wire. `npm run size`
 * prints it; `src/budget.test.ts` fails above the budget.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
export const BUDGET_BYTES = 200_000;
/** What is fetched besides the entry before the home page stands there; of the languages the larger one counts. */
const FETCHED = [/\/src\/lib\/i18n\/zh-CN\.ts$/, /\/src\/pages\/Home\.svelte$/, /\/src\/shell\/UnderWay\.svelte$/];

export async function measure() {
  const built = await build({ root: at('..'), configFile: at('../vite.config.ts'), logLevel: 'error', build: { write: false } });
  const { output } = Array.isArray(built) ? built[0] : built;
  const chunks = new Map(output.filter((one) => one.type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const assets = new Map(output.filter((one) => one.type === 'asset').map((asset) => [asset.fileName, asset]));
  const holding = (pattern) => [...chunks.values()].find((chunk) => Object.keys(chunk.modules).some((id) => pattern.test(id)))?.fileName;
  const closure = (roots) => {
    const seen = new Set();
    const visit = (name) => {
      if (!name || seen.has(name)) return;
      seen.add(name);
      for (const next of chunks.get(name)?.imports ?? []) visit(next);
    };
    roots.forEach(visit);
    return [...seen];
  };
  const entry = [...chunks.values()].find((chunk) => chunk.isEntry).fileName;
  const scripts = closure([entry, ...FETCHED.map(holding)]);
  const sheets = new Set(scripts.flatMap((name) => [...(chunks.get(name)?.viteMetadata?.importedCss ?? [])]));
  const bodies = [
    ...scripts.map((name) => [name, chunks.get(name).code]),
    ...[...sheets].map((name) => [name, assets.get(name).source]),
    ['index.html', assets.get('index.html').source],
    ['icon.svg', readFileSync(at('../public/icon.svg'))],
  ];
  const parts = bodies.map(([name, body]) => ({ name, bytes: gzipSync(body, { level: 6 }).length })).sort((a, b) => b.bytes - a.bytes);
  const early = closure([entry]).flatMap((name) => Object.keys(chunks.get(name).modules));
  return { parts, total: parts.reduce((sum, part) => sum + part.bytes, 0), early };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { parts, total } = await measure();
  for (const part of parts) console.log(String(part.bytes).padStart(8), part.name);
  console.log(String(total).padStart(8), `of ${BUDGET_BYTES} bytes, gzipped`);
  if (total > BUDGET_BYTES) process.exitCode = 1;
}
