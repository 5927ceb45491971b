/** A scanner that is none, as a browser's test needs one: eSCL as the Mopria specification has it, with a stack in its feeder. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSealed } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CAPABILITIES = readFileSync(join(import.meta.dirname, '../../src/scanner/escl/capabilities.xml'));
const NAMES = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';

/** A certificate as a device makes it for itself, and its fingerprint. */
export function ownCertificate(name) {
  const dir = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [keyFile, certFile] = ['key.pem', 'cert.pem'].map((file) => join(dir, file));
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const [key, cert] = [keyFile, certFile].map((file) => readFileSync(file));
  rmSync(dir, { recursive: true });
  return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 };
}

/** `pages` are JPEGs. `hold` keeps the scanner from handing out the next page, until `letGo`. With a certificate it speaks https, and `shows` another from then on. */
export async function scanner(certificate) {
  const tray = { pages: [], given: 0, jobs: 0, job: null, settings: [], held: null };
  let release = () => {};
  const hold = () => (tray.held = new Promise((resolve) => (release = resolve)));
  const letGo = () => ((tray.held = null), release());
  const xml = (answer, body) => answer.writeHead(200, { 'content-type': 'text/xml' }).end(body);
  const status = () => {
    const adf = tray.given < tray.pages.length ? 'ScannerAdfLoaded' : 'ScannerAdfEmpty';
    return `<?xml version="1.0"?><scan:ScannerStatus ${NAMES}><pwg:Version>2.63</pwg:Version><pwg:State>${tray.job ? 'Processing' : 'Idle'}</pwg:State><scan:AdfState>${adf}</scan:AdfState></scan:ScannerStatus>`;
  };
  const begin = (request, answer) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      tray.settings.push(body);
      tray.job = `/eSCL/ScanJobs/${(tray.jobs += 1)}`;
      answer.writeHead(201, { location: `http://127.0.0.1${tray.job}` }).end();
    });
  };
  const give = async (answer) => {
    if (tray.given > 0) await tray.held;
    const page = tray.pages[tray.given];
    if (!page) return (tray.job = null), answer.writeHead(404).end();
    tray.given += 1;
    answer.writeHead(200, { 'content-type': 'image/jpeg' }).end(page);
  };
  const answers = (request, answer) => {
    const { method, url } = request;
    if (method === 'GET' && url === '/eSCL/ScannerCapabilities') return xml(answer, CAPABILITIES);
    if (method === 'GET' && url === '/eSCL/ScannerStatus') return xml(answer, status());
    if (method === 'POST' && url === '/eSCL/ScanJobs') return begin(request, answer);
    if (method === 'GET' && tray.job && url === `${tray.job}/NextDocument`) return void give(answer);
    if (method === 'DELETE' && url === tray.job) return (tray.job = null), answer.writeHead(200).end();
    return answer.writeHead(404).end();
  };
  const server = certificate ? createSealed(certificate, answers) : createServer(answers);
  const shows = (other) => server.setSecureContext(other);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const load = (pages) => Object.assign(tray, { pages, given: 0, job: null });
  const close = () => (letGo(), server.closeAllConnections(), server.close());
  return { address: `http${certificate ? 's' : ''}://127.0.0.1:${server.address().port}/eSCL`, tray, load, hold, letGo, shows, close };
}
