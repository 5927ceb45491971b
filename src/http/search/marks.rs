//! Why a folder was found: the parts of its words that met the query, to be marked.
//!
//! Names, codes, numbers and dates are marked wherever they met it; other codes, notes, addresses and fields only where a word of the query
//! was met by none of those, for a single character stands in half of all addresses.
//!
//! Of a folder whose every look is recorded, only what any list shows of it is quoted: its subjects' names, its codes and
//! its date. That its telephone number met the query is said, the number is not.

use crate::domain::business_type::BusinessType;
use crate::domain::ids::FolderNo;
use crate::domain::refusal::{Language, Refusal};
use crate::domain::subject::{IdentityKind, SubjectDetails};
use crate::http::shape::FolderHit;
use crate::http::show::Show;
use crate::search::{CodeKind, Query, Shown, highlights};
use serde::Serialize;
use std::cell::Cell;
use std::ops::Range;
use utoipa::ToSchema;

/// How many places of a folder are shown.
const PLACES_MAX: usize = 4;
/// How much of a long text is shown around what was found in it, in characters.
const EXCERPT_CHARS: usize = 72;
/// How much of it stands before.
const BEFORE_CHARS: usize = 18;
/// How many pages of one folder are looked through, and of all folders of an answer.
const PAGES_MAX: usize = 200;
const PAGES_OF_ALL_MAX: usize = 400;
/// A text up to this long is shown whole.
const WHOLE_CHARS: usize = 80;

/// A part of a text that is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HighlightPart {
    /// The text.
    pub text: String,
    /// Whether it met the query.
    pub hit: bool,
}

/// Where a query was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Highlight {
    /// The field: `name`, `code`, `date`, `phone`, `vin`, `plate`, `identity`, `field`, `note`, `address`, `page`; more may
    /// come.
    pub field: String,
    /// What it is called, in the language asked for.
    pub label: String,
    /// Its text, or what stands around what was found; empty if only the folder's card may show it.
    pub text: String,
    /// The same in parts.
    pub parts: Vec<HighlightPart>,
    /// The page on which it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

/// Marks hits of one query.
pub struct Marker<'a> {
    show: Show<'a>,
    query: &'a Query,
    corrected: bool,
    /// How many pages may still be looked through.
    pages_left: Cell<usize>,
}

/// What was found of one folder.
struct Found<'a> {
    marker: &'a Marker<'a>,
    is_confidential: bool,
    highlights: Vec<Highlight>,
    /// The words that nothing told of yet.
    untold: Query,
}

impl<'a> Marker<'a> {
    /// For a query, and whether a mistake in it was forgiven.
    #[must_use]
    pub fn new(show: Show<'a>, query: &'a Query, corrected: bool) -> Self {
        Self { show, query, corrected, pages_left: Cell::new(PAGES_OF_ALL_MAX) }
    }

    /// A hit with what was found in it.
    ///
    /// # Errors
    /// `NotCaughtUp` if the views cannot be read.
    pub fn mark(&self, folder: FolderNo, mut hit: FolderHit) -> Result<FolderHit, Refusal> {
        if self.query.terms.is_empty() {
            return Ok(hit);
        }
        let (state, views) = (self.show.state, self.show.views);
        let class = state.folders.get(folder).and_then(|row| state.organisation.class(row.class));
        let is_confidential = class.is_none_or(|class| class.confidential);
        let mut found = Found { marker: self, is_confidential, highlights: Vec::new(), untold: self.query.clone() };
        found.untold.terms.retain(|term| !term.excluded);
        let say = |zh, en| self.show.say(zh, en).to_owned();
        let mut subjects = Vec::new();
        for link in state.folders.subjects(folder) {
            subjects.extend(views.subject(link.subject)?.map(|record| record.details));
        }
        for subject in &subjects {
            found.open("name", say("名称", "name"), &subject.name, Shown::Name);
        }
        found.open("code", say("编号", "code"), &hit.code, Shown::Code(CodeKind::Folder));
        if let Some(date) = hit.business_date {
            found.open("date", say("业务日期", "business date"), &date.to_string(), Shown::Date);
        }
        for other in state.codes.others(folder) {
            found.told_once("code", say("其他编号", "other code"), &other.code, Shown::Code(CodeKind::Folder));
        }
        subjects.iter().for_each(|subject| found.identities(subject));
        if !found.untold.terms.is_empty()
            && let Some(record) = views.folder(folder)?
        {
            let kind = state
                .folders
                .get(folder)
                .and_then(|row| state.organisation.business_type_version(row.business_type, row.type_version));
            for (id, value) in &record.details.fields {
                let label = kind.and_then(|kind| field_label(kind, id, self.show)).unwrap_or_else(|| id.clone());
                found.untold("field", label, value, Shown::Field(id));
            }
            found.untold("note", say("备注", "note"), &record.details.note, Shown::Note);
        }
        for subject in &subjects {
            found.untold("address", say("地址", "address"), &subject.address, Shown::Note);
            found.untold("note", say("对象备注", "subject's note"), &subject.note, Shown::Note);
        }
        found.pages(folder);
        hit.highlights = found.highlights;
        Ok(hit)
    }
}

fn field_label(kind: &BusinessType, id: &str, show: Show<'_>) -> Option<String> {
    let field = kind.fields.iter().find(|field| field.id == id)?;
    Some(field.name.in_language(show.language).to_owned())
}

impl Found<'_> {
    fn identities(&mut self, subject: &SubjectDetails) {
        let show = self.marker.show;
        let say = |zh, en| show.say(zh, en).to_owned();
        for phone in &subject.phones {
            self.close("phone", say("电话", "telephone"), phone, Shown::Code(CodeKind::Phone));
        }
        for identity in &subject.identities {
            let (field, label, kind) = match identity.kind {
                IdentityKind::Vin => ("vin", say("车架号", "VIN"), CodeKind::Vin),
                IdentityKind::Plate => ("plate", say("车牌", "number plate"), CodeKind::Plate),
                _ => ("identity", say("证件或账号", "identity"), CodeKind::Identity),
            };
            self.close(field, label, &identity.value, Shown::Code(kind));
        }
    }

    /// What any list shows of a folder.
    fn open(&mut self, field: &str, label: String, text: &str, shown: Shown<'_>) {
        self.add(self.marker.query, field, label, text, shown, true);
    }

    /// The same of what repeats others: only what nothing else told.
    fn told_once(&mut self, field: &str, label: String, text: &str, shown: Shown<'_>) {
        self.add(&self.untold.clone(), field, label, text, shown, true);
    }

    /// What only its card shows, which of a confidential one is a look.
    fn close(&mut self, field: &str, label: String, text: &str, shown: Shown<'_>) {
        self.add(self.marker.query, field, label, text, shown, !self.is_confidential);
    }

    /// The same of a text in which much stands: only what nothing else told.
    fn untold(&mut self, field: &str, label: String, text: &str, shown: Shown<'_>) {
        if !self.untold.terms.is_empty() {
            self.add(&self.untold.clone(), field, label, text, shown, !self.is_confidential);
        }
    }

    /// On which page the words stand that nothing else told of: the first on which each of them does.
    fn pages(&mut self, folder: FolderNo) {
        let (marker, show) = (self.marker, self.marker.show);
        let Some(texts) = show.texts.filter(|_| !self.untold.terms.is_empty()) else { return };
        let scans = &show.state.scans;
        let shown = scans.of_folder(folder).iter().filter_map(|no| Some((*no, scans.page(*no)?)));
        for (at, (no, page)) in (1..=PAGES_MAX).zip(shown.filter(|(_, page)| !page.is_hidden)) {
            let is_full = self.highlights.len() >= PLACES_MAX || self.untold.terms.is_empty();
            if is_full || marker.pages_left.get() == 0 {
                return;
            }
            let Some(scan) = scans.get(page.scan) else { continue };
            let Some(text) = texts.read(scan.sha256, page.index) else { continue };
            marker.pages_left.set(marker.pages_left.get() - 1);
            let before = self.highlights.len();
            let label = if show.language == Language::Zh { format!("第 {at} 页") } else { format!("page {at}") };
            self.untold("page", label, &text.plain().text, Shown::Page);
            if let Some(added) = self.highlights.get_mut(before) {
                added.page = Some(no.shown());
            }
        }
    }

    fn add(&mut self, query: &Query, field: &str, label: String, text: &str, shown: Shown<'_>, quotes: bool) {
        if self.highlights.len() >= PLACES_MAX || text.is_empty() {
            return;
        }
        let corrected = self.marker.corrected;
        let ranges = highlights(query, text, shown, corrected);
        if ranges.is_empty() {
            return;
        }
        self.untold.terms.retain(|term| {
            let alone = Query { terms: vec![term.clone()], ..Query::default() };
            highlights(&alone, text, shown, corrected).is_empty()
        });
        let parts = if quotes { parts(text, &ranges) } else { Vec::new() };
        let text = parts.iter().map(|part| part.text.as_str()).collect();
        self.highlights.push(Highlight { field: field.to_owned(), label, text, parts, page: None });
    }
}

/// A text in parts, or what stands around the first mark of a long one.
fn parts(text: &str, ranges: &[Range<usize>]) -> Vec<HighlightPart> {
    let (from, to) = window(text, ranges.first().map_or(0, |range| range.start));
    let mut parts = Vec::new();
    let mut push = |from: usize, to: usize, hit: bool, before: &str, after: &str| {
        let Some(part) = text.get(from..to) else { return };
        let part = format!("{before}{}{after}", part.replace(['\n', '\r', '\t'], " "));
        if !part.is_empty() {
            parts.push(HighlightPart { text: part, hit });
        }
    };
    let mut at = from;
    let mut lead = if from > 0 { "…" } else { "" };
    for range in ranges.iter().filter(|range| range.start < to && range.end > from) {
        let (start, end) = (range.start.max(at), range.end.min(to));
        push(at, start, false, lead, "");
        if at < start || !lead.is_empty() {
            lead = "";
        }
        push(start, end, true, "", "");
        at = end;
    }
    push(at, to, false, lead, if to < text.len() { "…" } else { "" });
    parts
}

/// Which bytes of a text are shown, given where its first mark begins.
fn window(text: &str, first: usize) -> (usize, usize) {
    if text.chars().nth(WHOLE_CHARS).is_none() {
        return (0, text.len());
    }
    let before = text.get(..first).unwrap_or_default();
    let from = before.char_indices().rev().nth(BEFORE_CHARS).map_or(0, |(at, _)| at);
    let rest = text.get(from..).unwrap_or_default();
    let to = rest.char_indices().nth(EXCERPT_CHARS).map_or(text.len(), |(at, _)| from + at);
    (from, to)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init, reason = "a list of one mark")]

    use super::*;

    fn shown(text: &str, ranges: &[Range<usize>]) -> String {
        let parts = parts(text, ranges);
        parts.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() }).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole_with_its_marks() {
        assert_eq!(shown("张伟", &[0..3]), "[张]伟");
        assert_eq!(shown("13800138000", &[7..11, 0..0]), "1380013[8000]");
        assert_eq!(shown("a\nb", &[2..3]), "a [b]");
    }

    #[test]
    fn of_a_long_text_what_stands_around_the_mark_is_shown() {
        let text = format!("{}钥匙{}", "前".repeat(200), "后".repeat(200));
        let shown = shown(&text, &[600..606]);
        assert!(shown.starts_with("…前") && shown.contains("前[钥匙]后") && shown.ends_with("后…"), "{shown}");
        assert!(shown.chars().count() < 90, "{shown}");
        let at_start = format!("钥匙{}", "后".repeat(200));
        assert!(self::shown(&at_start, &[0..6]).starts_with("[钥匙]后"));
    }

    #[test]
    fn a_mark_at_the_edge_of_the_excerpt_is_cut_at_a_character() {
        let text = "𠮷".repeat(300);
        let shown = shown(&text, &[400..1_200]);
        assert!(shown.starts_with("…") && shown.contains('['), "{shown}");
    }
}
