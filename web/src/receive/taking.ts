/** What is done with what lies open: taken over, sent back, or noted of papers that come later. */
import { api, ApiProblem, type CaseCard, type NewCase, type PapersSaid } from '$lib/api';
import { newKey } from '$lib/api/client';
import { asProblem } from '$lib/resource.svelte';
import { changes } from './draft';
import { brought, mustGoBack, type Open, reasons } from './open';
import type { Reception } from './reception.svelte';

const isSame = (one: PapersSaid, other: PapersSaid): boolean => JSON.stringify(one) === JSON.stringify(other);

export class Taking {
  private readonly desk: Reception;

  constructor(desk: Reception) {
    this.desk = desk;
  }

  /** The one thing that is to be done with it now. */
  async carryOut(open: Open): Promise<void> {
    if (open.what === 'later') await this.desk.run(() => this.noteLater(open));
    else if (open.away !== null) await this.desk.run(() => this.turnAway(open));
    else if (mustGoBack(open)) this.desk.askAway(reasons(open));
    else await this.desk.run(() => this.receive(open));
  }

  private async receive(open: Open): Promise<void> {
    const transfer = this.desk.transfer;
    if (!transfer) return;
    const papers: PapersSaid = { all_except: changes(open.draft) };
    try {
      const card = await api.receiveCase(transfer.no, brought(open), papers, open.key);
      this.desk.done(open);
      const what = card.waits ? 'waits' : card.folder?.home ? 'taken' : 'homeless';
      this.desk.say(what, what === 'waits' ? 'warn' : 'ok', { card });
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'CaseIncomplete') return this.desk.change(open, { away: reasons(open) });
      if (problem.code === 'CaseReceived' && open.card) return this.tooLate(open, open.card.code, problem.detail);
      if (problem.code === 'IdempotencyKeyReused' && (await this.arrived(open, transfer.no))) return;
      const sent = open.sent ?? [];
      this.desk.change(open, problem.unreachable ? { sent: [...sent.filter((one) => !isSame(one, papers)), papers] } : { key: newKey(), sent: [] });
      throw error;
    }
  }

  /** It was taken over as it was sent when no answer came: sent again it says so, and lies open for what was said of it since. */
  private async arrived(open: Open, transfer: number): Promise<boolean> {
    for (const papers of open.sent ?? []) {
      try {
        const card = await api.receiveCase(transfer, brought(open), papers, open.key);
        this.desk.done(open);
        this.desk.say('already', 'warn', { card });
        await this.desk.layLater(card);
        return true;
      } catch (error) {
        if (asProblem(error).code !== 'IdempotencyKeyReused') throw error;
      }
    }
    return false;
  }

  /** Another desk was quicker: nothing lies open any more, and the next scan has its turn. */
  private async tooLate(open: Open, code: string, text: string): Promise<void> {
    this.desk.done(open);
    this.desk.say('already', 'warn', { card: await api.caseCard(code), text });
  }

  private async turnAway(open: Open): Promise<void> {
    if (!this.desk.transfer || !open.away?.trim()) return;
    const code = open.card?.code ?? (await this.announced(open));
    const card = await api.turnAway(this.desk.transfer.no, code, { all_except: changes(open.draft) }, open.away.trim(), open.key);
    this.desk.done(open);
    this.desk.say('turned_away', 'warn', { card });
  }

  /** One that nobody announced has to have a number before it can be said that it went back. */
  private async announced(open: Open): Promise<string> {
    const [answer] = (await api.announce([open.made as NewCase], `${open.key}a`)).results;
    if (!answer?.case) throw new ApiProblem(answer?.refusal ?? { code: 'Unexpected', status: -1 });
    return answer.case.code;
  }

  private async noteLater(open: Open): Promise<void> {
    const papers = changes(open.draft);
    const card = open.card as CaseCard;
    if (papers.length === 0) {
      this.desk.done(open);
      return this.desk.say('unchanged', 'info', { card });
    }
    const noted = await api.notePapers(card.code, papers);
    this.desk.done(open);
    this.desk.say('noted', 'ok', { card: noted });
  }
}
