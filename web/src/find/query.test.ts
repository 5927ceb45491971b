import { describe, expect, it } from 'vitest';
import { address, blank, chips, read, sameAddress, suggested, toggled, TYPED_MAX, unchosen, without, write } from './query';

const of = (text: string) => read(new URLSearchParams(text));

describe('the address of a search', () => {
  it('holds everything, and leads back to it', () => {
    const query = of('q=张 "新 车"&state=on_loan&type=NEW,SRV&period=2026,2025-12&department=-&storeroom=A&condition=damaged&completeness=incomplete&class=public&borrower=7&overdue=true&from=2026-01-01&until=2026-12-31&sort=place&group=subject');
    expect(of(address(query))).toEqual(query);
    expect(Object.keys(write(query))).toHaveLength(15);
  });

  it('of nothing is empty', () => {
    expect(address(blank())).toBe('');
    expect(of('')).toEqual(blank());
  });

  it('keeps what is typed as it is typed', () => {
    for (const q of ['a+b & c=d', '100%', '#?/', '𠮷 😀', '  张 ']) expect(of(address({ ...blank(), q })).q).toBe(q);
  });

  it('says each thing once, whatever came in', () => {
    expect(address(of('sort=relevance&type=NEW,,NEW, SRV&overdue=false&group=x&borrower=李明&from=2026-13-40&until=x&unknown=1'))).toBe('type=NEW%2CSRV');
    expect(sameAddress('group=subject&q=x&sort=relevance', '?q=x&group=subject')).toBe(true);
  });

  it('is cut where the server would not read on, between characters', () => {
    expect([...of(`q=${'𠮷'.repeat(3_000)}`).q]).toHaveLength(TYPED_MAX);
  });
});

describe('choosing', () => {
  it('adds a value, and takes it away again', () => {
    const one = toggled(blank(), 'type', 'NEW');
    expect(toggled(one, 'type', 'SRV').chosen.type).toEqual(['NEW', 'SRV']);
    expect(toggled(one, 'type', 'NEW')).toEqual(blank());
  });

  it('of a year takes the place of its months, and the other way round', () => {
    const months = toggled(toggled(blank(), 'period', '2026-03'), 'period', '2025-12');
    expect(toggled(months, 'period', '2026').chosen.period).toEqual(['2025-12', '2026']);
    expect(toggled(of('period=2026'), 'period', '2026-03').chosen.period).toEqual(['2026-03']);
  });

  it('shows a chip for each, and each chip takes its own away', () => {
    let query = of('q=x&state=on_loan&period=2026&overdue=true&borrower=me&from=2026-01-01&until=2026-02-01&sort=code');
    expect(chips(query)).toHaveLength(6);
    for (const chip of chips(query)) query = without(query, chip);
    expect(query).toEqual({ ...blank(), q: 'x', sort: 'code' });
    expect(unchosen(of('q=x&state=on_loan&sort=code&group=subject'))).toEqual(of('q=x&sort=code&group=subject'));
  });

  it('of a suggestion takes what was typed for it away', () => {
    expect(suggested(of('q=逾期&type=NEW'), 'overdue=true')).toEqual(of('type=NEW&overdue=true'));
    expect(suggested(of('q=未贴&type=NEW'), 'q=状态:未贴标签')).toEqual(of('q=状态:未贴标签&type=NEW'));
    expect(suggested(of('q=sal&type=NEW'), 'type=SRV').chosen.type).toEqual(['NEW', 'SRV']);
  });
});
