// The first administrator's first minute: waits for the server, takes the one-time password it printed, signs in and
// chooses a password. Usage: STRONGROOM_URL, _NAME and _PASSWORD in the environment; arguments: log file, process id.
import { readFileSync } from 'node:fs';

const [logFile, processId] = process.argv.slice(2);
const { STRONGROOM_URL: url, STRONGROOM_NAME: name, STRONGROOM_PASSWORD: password } = process.env;
const READY_WITHIN_MS = 120_000;
// The form alone tells it: four groups of five.
const ONE_TIME = /\b[0-9A-Za-z]{5}(?:-[0-9A-Za-z]{5}){3}\b/;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function untilReady() {
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end) {
    process.kill(Number(processId), 0); // Throws when the server has ended.
    const ready = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) return;
    await sleep(200);
  }
  throw new Error('the server was not ready in time');
}

async function post(path, body, headers = {}) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((text) => text.split(';')[0]).join('; ');
  return { me: await answer.json(), cookie };
}

await untilReady();
const oneTime = readFileSync(logFile, 'utf8').match(ONE_TIME)?.[0];
if (!oneTime) throw new Error('the server printed no one-time password');
const { me, cookie } = await post('/sign-in', { name, password: oneTime });
if (!me.must_change_password) throw new Error('a one-time password must have to be changed');
await post('/me/password', { old_password: oneTime, new_password: password }, { cookie, 'x-csrf-token': me.csrf });
console.log(`ready; ${name} has a password`);
