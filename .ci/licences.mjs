// Refuses a dependency whose licence is not on deny.toml's list, or that comes from anywhere but crates.io.
// The list is read from deny.toml, so there is one list.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const deny = readFileSync('deny.toml', 'utf8');
const list = deny.match(/^allow = \[\n([^\]]*)\]/m);
if (!list) throw new Error('deny.toml has no list of licences');
const allowed = new Set([...list[1].matchAll(/"([^"]+)"/g)].map((match) => match[1]));

/** Whether an SPDX expression can be satisfied; `A/B` is how old crates write `A OR B`. */
function satisfied(expression) {
  const tokens = expression.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g) ?? [];
  let next = 0;
  const either = () => {
    let result = both();
    while (tokens[next] === 'OR') { next++; const right = both(); result = result || right; }
    return result;
  };
  const both = () => {
    let result = one();
    while (tokens[next] === 'AND') { next++; const right = one(); result = result && right; }
    return result;
  };
  const one = () => {
    if (tokens[next] === '(') { next++; const result = either(); next++; return result; }
    let name = tokens[next++];
    if (tokens[next] === 'WITH') { name += ` WITH ${tokens[next + 1]}`; next += 2; }
    return allowed.has(name) || allowed.has(name?.replace(/\+$/, ''));
  };
  return either();
}

const metadata = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version', '1', '--locked'], { maxBuffer: 1 << 28 }),
);
const ours = new Set(metadata.workspace_members);
const wrong = metadata.packages
  .filter((found) => !ours.has(found.id))
  .filter((found) => !found.source?.includes('crates.io') || !found.license || !satisfied(found.license))
  .map((found) => `${found.name} ${found.version}: ${found.license ?? 'no licence'} (${found.source ?? 'local'})`);
if (wrong.length > 0) {
  console.error(`Not allowed by deny.toml:\n  ${wrong.join('\n  ')}`);
  process.exit(1);
}
console.log(`licences and sources: ${metadata.packages.length - ours.size} dependencies allowed`);
