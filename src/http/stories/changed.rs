//! What was changed, by the names that people call it, and what it is now: no id of a field and no number of ours.

use super::say;
use crate::domain::business_type::{BusinessType, FieldDef};
use crate::domain::case::{CaseDetails, CaseFacts};
use crate::domain::event::{CaseEdited, FolderEdited};
use crate::domain::folder::{FolderDetails, FolderFacts};
use crate::domain::ids::{ClassNo, DepartmentNo, TypeNo};
use crate::domain::refusal::Language;
use crate::http::show::Show;
use chrono::NaiveDate;

/// How much of a text somebody typed a sentence repeats.
const TEXT_CHARS: usize = 80;

/// What ids are called that stand for the same wherever they are.
const NAMES: &[(&str, &str, &str)] = &[
    ("reference", "合同/工单号", "reference"),
    ("department", "部门", "department"),
    ("responsible", "责任人", "responsible person"),
    ("business_type", "业务类型", "business type"),
    ("business_date", "业务日期", "business date"),
    ("deadline_from", "期限起算日", "day the deadline runs from"),
    ("due", "应交日期", "due day"),
    ("class", "密级", "secrecy class"),
    ("thickness_mm", "厚度", "thickness"),
    ("folder", "档案袋", "folder"),
    ("subject", "归户对象", "subject"),
    ("subjects", "归户对象", "subjects"),
    ("note", "备注", "note"),
    ("name", "名称", "name"),
    ("identities", "身份标识", "identities"),
    ("phones", "电话", "telephone numbers"),
    ("address", "地址", "address"),
];

/// What something is now.
enum Now {
    /// This.
    Is(String),
    /// Nothing any more.
    Empty,
    /// Not repeated, or erased since.
    Unsaid,
}

impl Now {
    fn of(value: Option<String>) -> Self {
        value.filter(|text| !text.is_empty()).map_or(Self::Empty, Self::Is)
    }

    /// A text that somebody typed, as far as a sentence repeats it.
    fn text(text: &str) -> Self {
        let short: String = text.chars().take(TEXT_CHARS).collect();
        let cut = if short.len() < text.len() { "…" } else { "" };
        Self::of(Some(format!("{short}{cut}")))
    }
}

/// What was changed of a case.
pub fn of_case(show: Show<'_>, event: &CaseEdited, details: Option<&CaseDetails>) -> String {
    let words = event.changed.iter().flat_map(|id| match id.as_str() {
        "details" => of_case_details(show, &event.facts, details),
        id => vec![one(show, &named(show, id), of_case_facts(show, id, &event.facts, details))],
    });
    together(show, words.collect())
}

fn of_case_facts(show: Show<'_>, id: &str, facts: &CaseFacts, details: Option<&CaseDetails>) -> Now {
    match id {
        "reference" => Now::text(&facts.reference),
        "department" => Now::of(department(show, facts.department)),
        "business_type" => Now::of(business_type(show, facts.business_type)),
        "business_date" => Now::of(facts.business_date.map(day)),
        "deadline_from" => Now::of(facts.deadline_from.map(day)),
        "due" => Now::of(facts.due.map(|due| day(due.date))),
        "responsible" => match (facts.responsible, details) {
            (Some(no), _) => Now::Is(show.person(no).display_name),
            (None, Some(details)) => Now::text(&details.responsible),
            (None, None) => Now::Unsaid,
        },
        _ => Now::Unsaid,
    }
}

/// The words of a case: its note, and whoever answers for it where he has no account.
fn of_case_details(show: Show<'_>, facts: &CaseFacts, details: Option<&CaseDetails>) -> Vec<String> {
    let note = one(show, &named(show, "note"), details.map_or(Now::Unsaid, |details| Now::text(&details.note)));
    let who = details.filter(|details| facts.responsible.is_none() && !details.responsible.is_empty());
    let who = who.map(|details| one(show, &named(show, "responsible"), Now::text(&details.responsible)));
    who.into_iter().chain([note]).collect()
}

/// What was changed of a folder.
pub fn of_folder(show: Show<'_>, event: &FolderEdited, details: Option<&FolderDetails>) -> String {
    let facts = &event.facts;
    let kind = show.state.organisation.business_type_version(facts.business_type, facts.type_version);
    let words = event.changed.iter().map(|id| match kind.and_then(|kind| kind.field(id)) {
        Some(field) => one(show, field.name.in_language(show.language), of_field(show, field, details)),
        None => one(show, &named(show, id), of_folder_facts(show, id, facts, details)),
    });
    together(show, words.collect())
}

fn of_folder_facts(show: Show<'_>, id: &str, facts: &FolderFacts, details: Option<&FolderDetails>) -> Now {
    match id {
        "business_type" => Now::of(business_type(show, facts.business_type)),
        "class" => Now::of(class(show, facts.class)),
        "department" => Now::of(department(show, facts.department)),
        "business_date" => Now::of(facts.business_date.map(day)),
        "thickness_mm" => {
            let mm = facts.thickness_mm;
            Now::Is(say(show, format!("{mm} 毫米"), format!("{mm} mm")))
        }
        "note" => details.map_or(Now::Unsaid, |details| Now::text(&details.note)),
        // Names of subjects are not repeated: whoever may see them looks at the subject.
        _ => Now::Unsaid,
    }
}

/// A custom field: what stands on the folder's card, a choice by its name.
fn of_field(show: Show<'_>, field: &FieldDef, details: Option<&FolderDetails>) -> Now {
    let Some(details) = details else { return Now::Unsaid };
    let value = details.fields.get(&field.id).map(String::as_str).unwrap_or_default();
    let choice = field.choices.iter().find(|choice| choice.value == value);
    choice.map_or_else(|| Now::text(value), |choice| Now::text(choice.name.in_language(show.language)))
}

/// What was changed of a subject, by name only.
pub fn of_subject(show: Show<'_>, changed: &[String]) -> String {
    let names: Vec<String> = changed.iter().map(|id| named(show, id)).collect();
    names.join(if show.language == Language::Zh { "、" } else { ", " })
}

/// What an id is called; a field that its type does not know any more is only that.
fn named(show: Show<'_>, id: &str) -> String {
    let known = NAMES.iter().find(|(known, ..)| *known == id);
    let (_, zh, en) = known.copied().unwrap_or(("", "以前的字段", "a former field"));
    say(show, zh.to_owned(), en.to_owned())
}

fn one(show: Show<'_>, name: &str, now: Now) -> String {
    // A Latin word stands apart from Chinese ones.
    let space = |text: &str| if text.starts_with(|first: char| first.is_ascii()) { " " } else { "" };
    match now {
        Now::Is(value) => say(show, format!("{name}改为{}{value}", space(&value)), format!("{name} is now {value}")),
        Now::Empty => say(show, format!("{name}清空"), format!("{name} was emptied")),
        Now::Unsaid => name.to_owned(),
    }
}

fn together(show: Show<'_>, words: Vec<String>) -> String {
    words.join(if show.language == Language::Zh { "；" } else { "; " })
}

fn day(date: NaiveDate) -> String {
    date.to_string()
}

fn department(show: Show<'_>, no: Option<DepartmentNo>) -> Option<String> {
    let department = show.state.organisation.department(no?)?;
    Some(department.name.in_language(show.language).to_owned())
}

fn class(show: Show<'_>, no: ClassNo) -> Option<String> {
    Some(show.state.organisation.class(no)?.name.in_language(show.language).to_owned())
}

fn business_type(show: Show<'_>, no: TypeNo) -> Option<String> {
    let kind: &BusinessType = show.state.organisation.business_type(no)?;
    Some(kind.name.in_language(show.language).to_owned())
}
