//! The register 签收簿 of a transfer: read from the events for ever, so that nothing that came later changes what it says
//! of the hand-over.

use super::shape::{EntryOutcome, LaterPapers, TransferEntry};
use crate::archive::codec::time_of;
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::ids::{CaseNo, TransferNo};
use crate::domain::paper::{Gap, Paper, gaps};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::{Stamp, Transfer};
use crate::http::App;
use crate::http::history::frame;
use crate::http::show::Show;
use crate::views::record::CaseRecord;

/// How much of a case's history a register looks at.
const FRAMES_MAX: usize = 500;

/// The lines of a transfer's register, as far as somebody may see.
pub(super) fn entries(
    app: &App,
    show: Show<'_>,
    no: TransferNo,
    transfer: &Transfer,
) -> Result<Vec<TransferEntry>, Refusal> {
    let taken = transfer.taken.iter().map(|case| (*case, EntryOutcome::Taken));
    let away = transfer.turned_away.iter().map(|case| (*case, EntryOutcome::TurnedAway));
    let seen = taken.chain(away).filter(|(case, _)| show.state.sees_case(show.sight, *case));
    let giver = transfer.closed.map(|(giver, ..)| show.somebody(Actor::Person(giver)));
    let entry = |(case, kind)| Ok(TransferEntry { giver: giver.clone(), ..entry(app, show, no, case, kind)? });
    seen.map(entry).collect()
}

fn entry(
    app: &App,
    show: Show<'_>,
    no: TransferNo,
    case: CaseNo,
    kind: EntryOutcome,
) -> Result<TransferEntry, Refusal> {
    let line = show.case_line(show.sight, case)?;
    let mut telling = Telling::new(show, no, case, kind)?;
    let mut seqs = app.views.case_history(case, u64::MAX, FRAMES_MAX)?;
    seqs.reverse();
    for seq in seqs {
        let (_, stamp, events) = frame(app, seq)?;
        events.iter().filter(|event| event.case() == Some(case)).for_each(|event| telling.take(stamp, event));
    }
    let Telling { told, later, .. } = telling;
    let told = told.ok_or(Code::NotCaughtUp)?;
    Ok(TransferEntry {
        case: line,
        outcome: kind,
        at: time_of(told.stamp.occurred_us),
        giver: None,
        by: show.somebody(told.stamp.actor),
        due: told.due.map(Into::into),
        in_time: told.in_time,
        gaps: told.gaps,
        reason: told.reason,
        later,
    })
}

/// A case's events, told as far as a register needs them.
struct Telling<'a> {
    show: Show<'a>,
    no: TransferNo,
    kind: EntryOutcome,
    business_type: std::sync::Arc<crate::domain::business_type::BusinessType>,
    record: CaseRecord,
    papers: Vec<Paper>,
    told: Option<Told>,
    later: Vec<LaterPapers>,
}

/// The hand-over itself.
struct Told {
    stamp: Stamp,
    due: Option<crate::domain::case::DueDay>,
    in_time: Option<bool>,
    gaps: Vec<String>,
    reason: Option<String>,
}

impl<'a> Telling<'a> {
    fn new(show: Show<'a>, no: TransferNo, case: CaseNo, kind: EntryOutcome) -> Result<Self, Refusal> {
        let row = show.state.cases.get(case).ok_or(Code::Internal)?;
        let record = show.views.case(case)?.ok_or(Code::NotCaughtUp)?;
        let business_type = show.kind_of_case(row)?;
        Ok(Self { show, no, kind, business_type, record, papers: Vec::new(), told: None, later: Vec::new() })
    }

    fn take(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::PapersNoted(event, _) => {
                let before = gaps(&self.business_type, &self.papers);
                self.papers.retain(|paper| !event.papers.iter().any(|noted| noted.no == paper.no));
                self.papers.extend(event.papers.iter().cloned());
                self.papers.sort_by_key(|paper| paper.no);
                let after = gaps(&self.business_type, &self.papers);
                if self.told.is_some() {
                    self.came_later(stamp, &before, &after);
                }
            }
            Event::CaseReceived(event) if event.transfer == self.no && self.kind == EntryOutcome::Taken => {
                let gaps = self.shown(gaps(&self.business_type, &self.papers));
                self.told = Some(Told { stamp, due: event.due, in_time: event.in_time, gaps, reason: None });
            }
            Event::CaseTurnedAway(event, reason)
                if event.transfer == self.no && self.kind == EntryOutcome::TurnedAway =>
            {
                let gaps = self.shown(gaps(&self.business_type, &self.papers));
                let reason = reason.as_ref().map(|reason| reason.text.clone()).unwrap_or_default();
                self.told = Some(Told { stamp, due: None, in_time: None, gaps, reason: Some(reason) });
                self.later.clear();
            }
            _ => {}
        }
    }

    fn came_later(&mut self, stamp: Stamp, before: &[Gap], after: &[Gap]) {
        let only_in = |one: &[Gap], other: &[Gap]| -> Vec<Gap> {
            one.iter().filter(|gap| !other.contains(gap)).cloned().collect()
        };
        let (closed, found) = (self.shown(only_in(before, after)), self.shown(only_in(after, before)));
        let zh = self.show.language == Language::Zh;
        let (comma, came, wanting) =
            if zh { ("；", "已补 ", "又缺 ") } else { ("; ", "gap closed – ", "new gap – ") };
        let told = |label: &str, gaps: Vec<String>| (!gaps.is_empty()).then(|| format!("{label}{}", gaps.join(comma)));
        let what: Vec<String> = [told(came, closed), told(wanting, found)].into_iter().flatten().collect();
        if !what.is_empty() {
            let (at, by) = (time_of(stamp.occurred_us), self.show.somebody(stamp.actor));
            self.later.push(LaterPapers { date: self.show.day(stamp.occurred_us), at, by, what: what.join(comma) });
        }
    }

    fn shown(&self, gaps: Vec<Gap>) -> Vec<String> {
        gaps.into_iter().map(|gap| self.show.gap(&self.business_type, &self.record, gap).text).collect()
    }
}
