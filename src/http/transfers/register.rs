//! The register 签收簿 of a transfer: read from the events for ever, so that nothing that came later changes what it says
//! of the hand-over.

use super::shape::{EntryOutcome, LaterPapers, TransferEntry};
use crate::archive::codec::time_of;
use crate::domain::event::Event;
use crate::domain::ids::{CaseNo, TransferNo};
use crate::domain::paper::{Gap, Paper, gaps};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::{Stamp, Transfer};
use crate::http::App;
use crate::http::history::frame;
use crate::http::show::Show;
use crate::http::table::{Cell, Table};
use crate::http::taking::Words;
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
    seen.map(|(case, kind)| entry(app, show, no, case, kind)).collect()
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
        let (comma, came, wanting) = if zh { ("；", "已补 ", "又缺 ") } else { ("; ", "came: ", "found: ") };
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

/// The register as a table.
pub(super) fn table(show: Show<'_>, transfer: &Transfer, entries: Vec<TransferEntry>) -> Table {
    let zh = show.language == Language::Zh;
    let headings = if zh { HEADINGS_ZH } else { HEADINGS_EN };
    let mut table = Table::new(headings.map(str::to_owned).to_vec());
    let words = Words { state: show.state, language: show.language };
    let giver = transfer.closed.map(|(giver, ..)| show.person(giver).display_name).unwrap_or_default();
    let comma = if zh { "；" } else { "; " };
    for TransferEntry { case, outcome, at, by, due, in_time, gaps, reason, later } in entries {
        let name = &case.business_type.named;
        let later = later.into_iter().map(|later| format!("{} {}", show.local_time(later.at), later.what));
        table.push(vec![
            case.code.into(),
            case.reference.into(),
            words.either(&name.name_zh, &name.name_en),
            case.title.into(),
            case.responsible.map(|person| person.name).into(),
            case.business_date.into(),
            due.map(|due| due.date).into(),
            words.time(at),
            in_time.map_or(Cell::Empty, |in_time| words.yes(in_time)),
            match outcome {
                EntryOutcome::Taken => words.either("已接收", "taken"),
                EntryOutcome::TurnedAway => words.either("已退回", "sent back"),
            },
            (&giver).into(),
            by.name.into(),
            gaps.join(comma).into(),
            reason.into(),
            later.collect::<Vec<_>>().join("\n").into(),
        ]);
    }
    table
}

const HEADINGS_ZH: [&str; 15] = [
    "业务单",
    "合同/工单号",
    "业务类型",
    "名称",
    "责任人",
    "业务日期",
    "应交日期",
    "移交时间",
    "按时",
    "结果",
    "移交人",
    "接收人",
    "缺项",
    "退回原因",
    "后补",
];
const HEADINGS_EN: [&str; 15] = [
    "Case",
    "Reference",
    "Type",
    "Title",
    "Responsible",
    "Business date",
    "Due",
    "Handed over",
    "In time",
    "Result",
    "From",
    "To",
    "Wanting",
    "Sent back because",
    "Came later",
];
