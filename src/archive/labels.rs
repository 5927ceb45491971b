//! What stands on a folder's label: the fields that templates of labels name, from State and the views.
//!
//! Knows no template and no printer. Whoever prints for somebody hands over what he may see.

use super::Published;
use crate::domain::business_type::{BusinessType, RetentionKind};
use crate::domain::code::{QrKind, qr_payload};
use crate::domain::folder::CodeKind;
use crate::domain::ids::FolderNo;
use crate::domain::place::{Holder, period_of};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::value::Bilingual;
use crate::views::Views;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// A folder's fields by name. Those that have nothing to say are absent.
///
/// # Errors
/// `NotCaughtUp` if its words are not there yet.
pub fn folder_values(
    now: &Published,
    views: &Views,
    folder: FolderNo,
    language: Language,
    today: NaiveDate,
) -> Result<BTreeMap<String, String>, Refusal> {
    let (state, organisation) = (&now.state, &now.state.organisation);
    let row = state.folders.get(folder).ok_or(Code::Internal)?;
    let record = views.folder(folder)?.ok_or(Code::NotCaughtUp)?;
    let (code, settings) = (state.codes.own(folder), organisation.settings());
    let kind = organisation.business_type_version(row.business_type, row.type_version);
    let named = |name: &Bilingual| if language == Language::Zh { name.zh.clone() } else { name.en.clone() };
    let mut names = Vec::new();
    for link in state.folders.subjects(folder).iter().take(NAMES_MAX) {
        names.extend(views.subject(link.subject)?.map(|subject| subject.details.name).filter(|name| !name.is_empty()));
    }
    let subject = names.join("、");
    let foreign = state.codes.others(folder).iter().find(|other| other.kind == CodeKind::Foreign);
    let volumes = state.volumes.of(folder).len();
    let mut values = Fields(BTreeMap::new());
    values.set("archive", settings.archive_name.clone());
    values.set("box", home_box(now, folder));
    values.set("class", organisation.class(row.class).map(|class| named(&class.name)).unwrap_or_default());
    values.set("code", code.to_owned());
    values.set("date", row.business_date.map(|date| date.to_string()).unwrap_or_default());
    let department = row.department.and_then(|no| organisation.department(no));
    values.set("department", department.map(|department| named(&department.name)).unwrap_or_default());
    values.set("fonds", settings.fonds.clone());
    values.set("note", record.details.note);
    values.set("old_code", foreign.map(|other| other.code.to_string()).unwrap_or_default());
    values.set("qr", qr_payload(&settings.base_url, QrKind::Folder, code));
    values.set("slot", home_slot(now, folder));
    values.set("title", if subject.is_empty() { code.to_owned() } else { subject.clone() });
    values.set("subject", subject);
    values.set("today", today.to_string());
    values.set("volume", state.volumes.number(folder).map(|number| number.to_string()).unwrap_or_default());
    values.set("volumes", if volumes > 0 { volumes.to_string() } else { String::new() });
    values.set("year", row.business_date.map(|date| date.year().to_string()).unwrap_or_default());
    if let Some(kind) = kind {
        values.set("type", named(&kind.name));
        values.set("retention", retention(kind, language));
        let period = row.business_date.map(|date| period_of(date, kind.period).to_string());
        values.set("period", period.unwrap_or_default());
    }
    Ok(values.0)
}

/// How many names stand in a title.
const NAMES_MAX: usize = 3;

struct Fields(BTreeMap<String, String>);

impl Fields {
    fn set(&mut self, name: &str, value: String) {
        if !value.is_empty() {
            self.0.insert(name.to_owned(), value);
        }
    }
}

fn home_slot(now: &Published, folder: FolderNo) -> String {
    let places = &now.state.places;
    places.home_slot(folder).and_then(|slot| places.slot_code(slot)).unwrap_or_default()
}

fn home_box(now: &Published, folder: FolderNo) -> String {
    match now.state.places.home(folder) {
        Some(Holder::Box(no)) => now.state.places.box_code(no).unwrap_or_default(),
        _ => String::new(),
    }
}

fn retention(kind: &BusinessType, language: Language) -> String {
    let years = kind.retention.years.unwrap_or_default();
    match (kind.retention.kind, language) {
        (RetentionKind::Permanent, Language::Zh) => "永久".to_owned(),
        (RetentionKind::Permanent, Language::En) => "Permanent".to_owned(),
        (RetentionKind::Years | RetentionKind::AfterEvent, Language::Zh) => format!("{years}年"),
        (RetentionKind::Years | RetentionKind::AfterEvent, Language::En) => format!("{years} years"),
    }
}
