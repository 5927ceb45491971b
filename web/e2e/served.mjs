/** A server of its own, for what the common one is not set up for. STRONGROOM_PROGRAM names the program. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROGRAM = resolve(process.env.STRONGROOM_PROGRAM ?? join(import.meta.dirname, '../../target/debug/strongroom'));

/** Answers its address, the administrator's one-time password, its folder, and how it is stopped. */
export async function served(...flags) {
  const dir = mkdtempSync(join(tmpdir(), 'served-'));
  mkdirSync(join(dir, 'scans'));
  const args = ['serve', '--data', join(dir, 'data'), '--scans', join(dir, 'scans'), '--listen', '127.0.0.1:0', ...flags];
  const program = spawn(PROGRAM, args);
  let said = '';
  let over = null;
  const ended = new Promise((done) => program.once('exit', (code) => ((over = code ?? -1), done())));
  program.once('error', (error) => ((said += error), (over = -1)));
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (said += text));
  for (let look = 0; look < 600 && over === null && !/ is at http/.test(said); look += 1) await new Promise((done) => setTimeout(done, 100));
  const base = /is at (http:\S+?)\/?\s/.exec(said)?.[1];
  const password = /one-time password\s+(\S+)/.exec(said)?.[1];
  if (!base || !password) throw new Error(`the program did not start:\n${said}`);
  const stop = async () => {
    program.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  return { base, password, dir, stop };
}
