//! Lists: of folders 案卷目录, to fetch 调卷单, of what was handed over 移交清册, and the register of that 签收簿.

use super::fields::Fields;
use super::folder::{row, row_values};
use super::{Asked, Content, Values, bounded, nothing};
use crate::domain::folder::{FolderState, Place};
use crate::domain::ids::{CaseNo, FolderNo, TransferNo};
use crate::domain::paper::{Paper, PaperState, gaps};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::Transfer;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

/// A line of a transfer's register, as its events tell it; its words in the language asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Entered {
    /// The case.
    pub case: CaseNo,
    /// When it was handed over.
    pub at: String,
    /// By when it was due then.
    pub due: Option<NaiveDate>,
    /// Whether that was in time; nothing where no day was set.
    pub in_time: Option<bool>,
    /// Who took it over, or sent it back.
    pub taker: String,
    /// What was wanting then.
    pub gaps: String,
    /// Why it was sent back, if it was.
    pub sent_back: Option<String>,
    /// What came later, and when.
    pub later: String,
}

/// The list of folders 案卷目录.
pub(super) fn folders(asked: Asked<'_>, of: &str, folders: &[FolderNo]) -> Result<Content, Refusal> {
    let folders = seen(asked, folders)?;
    if folders.is_empty() {
        return Err(nothing("目录中没有档案", "there are no folders in the list"));
    }
    let mut rows = Vec::with_capacity(folders.len());
    let mut totals = Totals::default();
    for folder in folders {
        let mut fields = row(asked, folder)?;
        let state = asked.state().custody.get(folder).map(|row| row.state);
        // Whether it is lent today is no part of a list that is kept; that it left the archive is.
        let gone = state.filter(|state| matches!(state, FolderState::Withdrawn | FolderState::Destroyed));
        let gone = gone.map(|state| asked.tongue.ask(|language| state.label(language).to_owned()));
        let values = row_values(fields.clone());
        let volume =
            values.get("volume").map(|volume| asked.tongue.say(&format!("第 {volume} 卷"), &format!("vol. {volume}")));
        let notes: Vec<String> = volume.into_iter().chain(gone).collect();
        fields.clear("note");
        fields.set("note", asked.tongue.sentences(&notes));
        totals.add(&values);
        rows.push(row_values(fields));
    }
    let mut fields = asked.begin();
    totals.tell(asked, &mut fields);
    fields.set("title", of);
    fields.set("note", of);
    fields.count("folders", rows.len());
    fields.count("count", rows.len());
    fields.set("date", asked.today.to_string());
    Ok(Content { values: fields.done(), rows })
}

/// What all rows of a list have in common, and their sums.
#[derive(Default)]
struct Totals {
    pages: usize,
    pieces: usize,
    common: [BTreeSet<String>; 4],
}

/// The fields of a head that say something where all rows agree on it.
const COMMON: [&str; 4] = ["type", "department", "retention", "year"];

impl Totals {
    fn add(&mut self, row: &Values) {
        let number = |name: &str| row.get(name).and_then(|count| count.parse::<usize>().ok()).unwrap_or_default();
        self.pages += number("page_count");
        self.pieces += number("pieces");
        for (name, values) in COMMON.iter().zip(&mut self.common) {
            // One is told, two say that there is none in common; years are told from first to last.
            if *name == "year" || values.len() < 2 {
                values.insert(row.get(*name).cloned().unwrap_or_default());
            }
        }
    }

    fn tell(&self, asked: Asked<'_>, fields: &mut Fields) {
        fields.count("page_count", self.pages);
        fields.count("pieces", self.pieces);
        for (name, values) in COMMON.iter().zip(&self.common) {
            let said: Vec<&String> = values.iter().filter(|value| !value.is_empty()).collect();
            match (said.first(), said.last()) {
                (Some(one), Some(other)) if one == other && values.len() == 1 => fields.set(name, one.as_str()),
                (Some(first), Some(last)) if *name == "year" && first != last => {
                    fields.set(name, format!("{first}–{last}"));
                }
                (Some(one), _) if *name == "year" => fields.set(name, one.as_str()),
                _ if values.len() > 1 && *name == "type" => fields.set(name, asked.tongue.say("多种", "several")),
                _ => {}
            }
        }
    }
}

/// The pick list 调卷单: in the order in which one walks, where each stands, and what is not there.
pub(super) fn pick(asked: Asked<'_>, of: &str, folders: &[FolderNo]) -> Result<Content, Refusal> {
    let state = asked.state();
    let mut folders = seen(asked, folders)?;
    folders.sort_by_cached_key(|folder| {
        (state.places.home_slot(*folder).map_or(u64::MAX, |slot| state.places.walking_key(slot)), *folder)
    });
    let mut rows = Vec::with_capacity(folders.len());
    for folder in folders {
        let mut fields = row(asked, folder)?;
        let custody = state.custody.get(folder);
        let is_in = custody.is_some_and(|row| matches!(row.place, Place::Slot(_) | Place::Box(_) | Place::Shelf(_)));
        let status = custody.map(|row| asked.tongue.ask(|language| row.state.label(language).to_owned()));
        let who = custody.and_then(|row| row.borrower()).map(|no| asked.person(no)).unwrap_or_default();
        let note = if is_in { String::new() } else { format!("{} {who}", status.unwrap_or_default()) };
        fields.clear("note");
        fields.set("note", note.trim());
        rows.push(row_values(fields));
    }
    if rows.is_empty() {
        return Err(nothing("没有要调的档案", "no folders to fetch"));
    }
    let mut fields = asked.begin();
    fields.set("title", of);
    fields.set("note", of);
    fields.set("date", asked.today.to_string());
    fields.count("count", rows.len());
    fields.count("folders", rows.len());
    Ok(Content { values: fields.done(), rows })
}

/// The folders that whoever asks may see, each once.
fn seen(asked: Asked<'_>, folders: &[FolderNo]) -> Result<Vec<FolderNo>, Refusal> {
    let mut known = BTreeSet::new();
    let seen =
        folders.iter().copied().filter(|folder| asked.state().sees(asked.sight, *folder) && known.insert(*folder));
    bounded(seen.collect())
}

/// The transfer list 移交清册: each case that was taken, with its papers and what is wanting by now.
pub(super) fn transfer(asked: Asked<'_>, no: TransferNo) -> Result<Content, Refusal> {
    let transfer = asked.state().transfers.get(no).ok_or(Code::Internal)?;
    let taken = transfer.taken.iter().copied().filter(|case| asked.state().sees_case(asked.sight, *case));
    let mut rows = Vec::new();
    for case in bounded(taken.collect::<Vec<_>>())? {
        let (row, record) = asked.case(case)?;
        let kind = asked.kind_of_case(row)?;
        let papers = asked.state().cases.papers(case);
        let wanting: Vec<String> = gaps(kind, papers).iter().map(|gap| asked.wanting(kind, &record, gap)).collect();
        let mut fields = case_row(asked, case)?;
        let (pieces, pages) = there(papers);
        fields.count("pieces", pieces);
        fields.count("page_count", pages);
        fields.set("missing", asked.tongue.sentences(&wanting));
        fields.set("note", record.details.note);
        rows.push(fields.done());
    }
    let sum = |name: &str| rows.iter().filter_map(|row: &Values| row.get(name)?.parse::<usize>().ok()).sum();
    let mut fields = head_of_transfer(asked, no, transfer);
    fields.count("count", rows.len());
    fields.count("folders", rows.iter().filter_map(|row| row.get("folder")).collect::<BTreeSet<_>>().len());
    fields.count("pieces", sum("pieces"));
    fields.count("page_count", sum("page_count"));
    Ok(Content { values: fields.done(), rows })
}

/// The register 签收簿: what was handed over as it was then, what was sent back, and what came later.
pub(super) fn register(asked: Asked<'_>, no: TransferNo, entries: &[Entered]) -> Result<Content, Refusal> {
    let transfer = asked.state().transfers.get(no).ok_or(Code::Internal)?;
    let giver = transfer.closed.map(|(giver, ..)| asked.person(giver)).unwrap_or_default();
    let entries = entries.iter().filter(|entry| asked.state().sees_case(asked.sight, entry.case));
    let mut rows = Vec::new();
    for entry in bounded(entries.collect::<Vec<_>>())? {
        let mut fields = case_row(asked, entry.case)?;
        fields.day("due", entry.due);
        fields.set("received", entry.at.as_str());
        fields.set("giver", giver.as_str());
        fields.set("taker", entry.taker.as_str());
        let nothing_wants = || asked.tongue.say("齐全", "complete");
        fields.set("missing", if entry.gaps.is_empty() { nothing_wants() } else { entry.gaps.clone() });
        let back = entry.sent_back.as_ref().map(|reason| {
            let colon = if reason.is_empty() { "" } else { ": " };
            format!("{}{colon}{reason}", asked.tongue.say("退回", "sent back"))
        });
        let late = entry.in_time == Some(false);
        let status = if entry.sent_back.is_some() {
            asked.tongue.say("退回", "sent back")
        } else if late {
            asked.tongue.say("逾期", "late")
        } else {
            String::new()
        };
        fields.set("status", status);
        let later = (!entry.later.is_empty()).then(|| entry.later.clone());
        fields.set("note", back.into_iter().chain(later).collect::<Vec<_>>().join("\n"));
        rows.push(fields.done());
    }
    let mut fields = head_of_transfer(asked, no, transfer);
    fields.count("count", rows.len());
    Ok(Content { values: fields.done(), rows })
}

fn head_of_transfer(asked: Asked<'_>, no: TransferNo, transfer: &Transfer) -> Fields {
    let mut fields = asked.begin();
    let opened = asked.day(transfer.opened_us);
    fields.set("number", no.to_string());
    fields.set("department", asked.department(Some(transfer.department)));
    fields.day("date", opened);
    fields.set("year", opened.map(|day| day.year().to_string()).unwrap_or_default());
    fields.set("taker", asked.actor(transfer.taker));
    let closed = transfer.closed.and_then(|(_, _, at_us)| asked.day(at_us));
    fields.set("giver", transfer.closed.map(|(giver, ..)| asked.person(giver)).unwrap_or_default());
    let period = match (opened, closed) {
        (Some(from), Some(until)) if from != until => format!("{from} – {until}"),
        (Some(from), _) => from.to_string(),
        _ => String::new(),
    };
    fields.set("period", period);
    if closed.is_none() {
        fields.set("note", asked.tongue.say("尚未双方确认", "not confirmed by both sides yet"));
    }
    fields
}

/// What tells a case from others in a list.
fn case_row(asked: Asked<'_>, case: CaseNo) -> Result<Fields, Refusal> {
    let state = asked.state();
    let (row, record) = asked.case(case)?;
    let kind = asked.tongue.name(&asked.kind_of_case(row)?.name);
    let title = asked.title_of_case(case)?;
    let mut fields = Fields::default();
    fields.set("code", state.cases.code(case));
    fields.set("reference", state.cases.reference(case));
    fields.set("title", format!("{title} {kind}"));
    fields.set("subject", title.as_str());
    fields.set("name", title);
    fields.set("type", kind);
    fields.set("department", asked.department(row.department));
    fields.day("date", row.business_date);
    fields.set(
        "responsible",
        match row.responsible {
            Some(no) => asked.person(no),
            None => record.details.responsible,
        },
    );
    if state.sees(asked.sight, row.folder) {
        fields.set("folder", state.codes.own(row.folder));
        fields.set("slot", asked.home_slot(row.folder));
    }
    Ok(fields)
}

/// How many papers are there, and how many pages they have.
pub(super) fn there(papers: &[Paper]) -> (usize, usize) {
    let there = || papers.iter().filter(|paper| paper.state == PaperState::There);
    (there().count(), there().map(|paper| usize::from(paper.pages)).sum())
}
