/** What each scan means where papers are taken over: a department, a badge, a folder, a case, or something that just comes. */
import { api, type ApiProblem, type CaseCard, type FolderHit, type NewCase } from '$lib/api';
import { newKey } from '$lib/api/client';
import { reference } from '$lib/reference.svelte';
import { asProblem } from '$lib/resource.svelte';
import { codeIn } from '$lib/scan/read';
import { draftOf, draftOfLater } from './draft';
import { type Scan, scanOf } from './open';
import { candidatesIn, departmentFor, looksLikeBadge } from './read';
import type { Reception } from './reception.svelte';

export class Scans {
  private readonly desk: Reception;

  constructor(desk: Reception) {
    this.desk = desk;
  }

  /** One scan. Answers false if it has to wait for something else first. */
  async understand(scan: Scan): Promise<boolean> {
    const { text } = scan;
    if (!this.desk.transfer) {
      const department = departmentFor(text, reference.departments);
      if (department) return this.desk.begin(department.code);
    }
    const found = await api.scan(text);
    if (found.kind === 'person') return this.onBadge(scan, found.person);
    if (found.kind === 'foreign') return this.desk.say('foreign', 'bad', { text: found.host }), true;
    if (found.kind === 'slot' || found.kind === 'box' || found.kind === 'place') return this.desk.say('not_here', 'bad', { text }), true;
    if (found.kind === 'unknown' && looksLikeBadge(text)) return this.desk.say('no_badge', 'bad', { text }), true;
    if (found.kind === 'folder') return this.onFolder(scan, found.folder);
    return this.onCase(found.kind === 'case' ? found.case.code : codeIn(text), scan);
  }

  private async onBadge(scan: Scan, person: { display_name: string; department?: string | null }): Promise<boolean> {
    if (this.desk.closing) {
      // A badge that was read twice at once confirms nothing that its giver has seen.
      if (this.desk.wasShown(scan)) await this.desk.closeBy({ badge: scan.text });
      else this.desk.onSaid('warn');
      return true;
    }
    const own = person.department ?? null;
    if (!this.desk.transfer || (own && own !== this.desk.transfer.department.code)) {
      if (!own) return this.desk.say('no_department', 'warn', { text: person.display_name }), true;
      return this.desk.begin(own);
    }
    await this.desk.enter(this.desk.transfer.no);
    if (this.desk.transfer.entries.length > 0) this.desk.showList();
    else this.desk.say('opened', 'mode', { transfer: this.desk.transfer });
    return true;
  }

  private async onFolder(scan: Scan, folder: FolderHit): Promise<boolean> {
    const all = await api.folderCases(folder.code);
    const announced = all.filter((one) => one.phase === 'announced');
    if (announced.length === 1 && announced[0]) return this.onCase(announced[0].code, scan);
    if (announced.length > 1) return (this.desk.choice = announced), true;
    // An old code of the folder may be the number of a case too.
    return this.onCase(scan.text, scan, { business_type: folder.business_type, folder: folder.code });
  }

  async onCase(code: string, scan: Scan, known?: NewCase): Promise<boolean> {
    let card: CaseCard;
    try {
      card = await api.caseCard(code);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'CaseAmbiguous') return this.choose(problem);
      if (problem.status !== 404) throw problem;
      return this.come(known ?? { business_type: '', reference: scan.text });
    }
    return this.lay(card, scan);
  }

  private async choose(problem: ApiProblem): Promise<boolean> {
    const list = candidatesIn(problem.params['candidates']).slice(0, 9);
    if (list.length === 0) throw problem;
    this.desk.choice = await Promise.all(list.map((code) => api.caseCard(code)));
    return true;
  }

  async lay(card: CaseCard, scan: Scan = scanOf(card.code)): Promise<boolean> {
    if (card.phase === 'cancelled') return this.desk.say('cancelled', 'bad', { card }), true;
    if (card.phase === 'announced' && !this.desk.transfer) {
      if (!card.department) return this.desk.say('need_department', 'warn'), false;
      await this.desk.begin(card.department.code);
    }
    const other = card.department && card.department.code !== this.desk.transfer?.department.code;
    if (card.phase === 'announced' && other) return this.desk.say('other_department', 'warn', { card }), true;
    const what = card.phase === 'announced' ? 'case' : 'later';
    const aside = this.desk.aside.get(card.code);
    // What was said of it before it was taken over says nothing of what comes later.
    const draft = aside?.what === what ? aside.draft : what === 'case' ? draftOf(card.papers) : draftOfLater(card.papers);
    this.desk.closing = false;
    this.desk.open = { what, card, made: null, draft, scanned: scan.text, unseen: this.desk.hasWaited(scan), key: newKey(), away: null, at: performance.now() };
    this.desk.onSaid('mode');
    return true;
  }

  /** It just comes: what is known is asked for, and nothing of it must be. */
  come(known: NewCase): boolean {
    if (!this.desk.transfer) return this.desk.say('need_department', 'warn'), false;
    this.desk.closing = false;
    this.desk.coming = { ...known, department: this.desk.transfer.department.code };
    this.desk.onSaid('info');
    return true;
  }
}
