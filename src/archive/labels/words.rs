//! How things are called on paper: in Chinese, in English or in both, for whoever may see them.

use super::Asked;
use super::fields::Fields;
use crate::archive::codec::time_of;
use crate::domain::business_type::{BusinessType, RetentionKind};
use crate::domain::code::{QrKind, qr_payload};
use crate::domain::folder::Actor;
use crate::domain::ids::{CaseNo, DepartmentNo, FolderNo, PersonNo};
use crate::domain::paper::{Gap, GapKind, PaperNo};
use crate::domain::place::Holder;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::{CaseRow, State};
use crate::domain::value::Bilingual;
use crate::views::record::CaseRecord;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many names stand in a title.
const NAMES_MAX: usize = 3;

/// The language of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tongue {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
    /// Both, Chinese first.
    Both,
}

impl From<Language> for Tongue {
    fn from(language: Language) -> Self {
        if language == Language::Zh { Self::Zh } else { Self::En }
    }
}

impl Tongue {
    /// Words that stand in either language, or in both.
    #[must_use]
    pub fn say(self, zh: &str, en: &str) -> String {
        match self {
            Self::Zh => zh.to_owned(),
            Self::En => en.to_owned(),
            Self::Both if zh == en || en.is_empty() => zh.to_owned(),
            Self::Both if zh.is_empty() => en.to_owned(),
            Self::Both => format!("{} {}", zh.trim_end(), en.trim_start()),
        }
    }

    /// The same of something that speaks one language at a time.
    #[must_use]
    pub fn ask(self, speak: impl Fn(Language) -> String) -> String {
        match self {
            Self::Zh => speak(Language::Zh),
            Self::En => speak(Language::En),
            Self::Both => self.say(&speak(Language::Zh), &speak(Language::En)),
        }
    }

    /// A name. One that has only one language is said in that.
    #[must_use]
    pub fn name(self, name: &Bilingual) -> String {
        self.ask(|language| name.in_language(language).to_owned())
    }

    /// Several things in a row.
    #[must_use]
    pub fn list(self, several: &[String]) -> String {
        several.join(if self == Self::En { ", " } else { "、" })
    }

    /// Several sentences in a row.
    #[must_use]
    pub fn sentences(self, several: &[String]) -> String {
        several.join(if self == Self::En { "; " } else { "；" })
    }
}

impl Asked<'_> {
    /// The archive.
    pub(super) fn state(&self) -> &State {
        &self.now.state
    }

    /// What stands on everything: whose archive it is, the day, and who printed it.
    pub(super) fn begin(&self) -> Fields {
        let settings = self.state().organisation.settings();
        let mut fields = Fields::default();
        fields.set("archive", settings.archive_name.as_str());
        fields.set("fonds", settings.fonds.as_str());
        fields.set("today", self.today.to_string());
        fields.set("by", self.by.map(|no| self.person(no)).unwrap_or_default());
        fields
    }

    /// What a QR code says.
    pub(super) fn qr(&self, kind: QrKind, code: &str) -> String {
        qr_payload(&self.state().organisation.settings().base_url, kind, code)
    }

    /// The names of a folder's subjects; empty if it has none, or they were erased.
    pub(super) fn names(&self, folder: FolderNo) -> Result<String, Refusal> {
        let mut names = Vec::new();
        for link in self.state().folders.subjects(folder).iter().take(NAMES_MAX) {
            let record = self.views.subject(link.subject)?;
            names.extend(record.map(|record| record.details.name).filter(|name| !name.is_empty()));
        }
        Ok(self.tongue.list(&names))
    }

    /// What to call a folder.
    pub(super) fn title(&self, folder: FolderNo) -> Result<String, Refusal> {
        let names = self.names(folder)?;
        Ok(if names.is_empty() { self.state().codes.own(folder).to_owned() } else { names })
    }

    /// The version of its type that a folder was registered under.
    pub(super) fn kind_of_folder(&self, folder: FolderNo) -> Option<&Arc<BusinessType>> {
        let row = self.state().folders.get(folder)?;
        self.state().organisation.business_type_version(row.business_type, row.type_version)
    }

    /// The version of its type whose checklist holds for a case.
    pub(super) fn kind_of_case(&self, row: &CaseRow) -> Result<&Arc<BusinessType>, Refusal> {
        let kind = self.state().organisation.business_type_version(row.business_type, row.type_version);
        kind.ok_or_else(|| Code::Internal.into())
    }

    /// A case and its words.
    pub(super) fn case(&self, case: CaseNo) -> Result<(&CaseRow, CaseRecord), Refusal> {
        let row = self.state().cases.get(case).ok_or(Code::Internal)?;
        Ok((row, self.views.case(case)?.ok_or(Code::NotCaughtUp)?))
    }

    /// What to call a case: its folder's subjects, for whoever may see that, else its reference or code.
    pub(super) fn title_of_case(&self, case: CaseNo) -> Result<String, Refusal> {
        let state = self.state();
        let row = state.cases.get(case).ok_or(Code::Internal)?;
        let names = if state.sees(self.sight, row.folder) { self.names(row.folder)? } else { String::new() };
        let reference = state.cases.reference(case);
        Ok(match (names.is_empty(), reference.is_empty()) {
            (false, _) => names,
            (true, false) => reference.to_owned(),
            (true, true) => state.cases.code(case).to_owned(),
        })
    }

    /// What a paper is called.
    pub(super) fn paper_name(&self, kind: &BusinessType, record: &CaseRecord, no: PaperNo) -> String {
        match kind.documents.get(usize::from(no.0)) {
            Some(wanted) => self.tongue.name(&wanted.name),
            None => record.names.get(&no).cloned().unwrap_or_else(|| format!("#{no}")),
        }
    }

    /// The papers of a gap; those that stand for each other with a stroke between.
    pub(super) fn papers_of_gap(&self, kind: &BusinessType, record: &CaseRecord, gap: &Gap) -> String {
        let names: Vec<String> = gap.papers.iter().map(|no| self.paper_name(kind, record, *no)).collect();
        names.join(" / ")
    }

    /// What is wanting, where it says before that this is a list of that: of what is missing only the name.
    pub(super) fn wanting(&self, kind: &BusinessType, record: &CaseRecord, gap: &Gap) -> String {
        match gap.why {
            GapKind::Missing => self.papers_of_gap(kind, record, gap),
            _ => self.gap(kind, record, gap),
        }
    }

    /// A gap in words.
    pub(super) fn gap(&self, kind: &BusinessType, record: &CaseRecord, gap: &Gap) -> String {
        let why = self.tongue.ask(|language| gap.why.label(language).to_owned());
        let colon = if self.tongue == Tongue::En { ": " } else { "：" };
        format!("{why}{colon}{}", self.papers_of_gap(kind, record, gap))
    }

    /// A department's name.
    pub(super) fn department(&self, no: Option<DepartmentNo>) -> String {
        let known = no.and_then(|no| self.state().organisation.department(no));
        known.map(|department| self.tongue.name(&department.name)).unwrap_or_default()
    }

    /// A person's name.
    pub(super) fn person(&self, no: PersonNo) -> String {
        let person = self.state().people.get(no);
        person.map(|person| person.details.display_name.clone()).unwrap_or_default()
    }

    /// The department that a person works for.
    pub(super) fn department_of(&self, no: PersonNo) -> String {
        self.department(self.state().people.get(no).and_then(|person| person.facts.department))
    }

    /// Who did something.
    pub(super) fn actor(&self, actor: Actor) -> String {
        match actor {
            Actor::Person(no) => self.person(no),
            Actor::Local | Actor::System => self.tongue.say("系统", "the archive"),
        }
    }

    /// The day of a moment on the archive's own calendar; none before anything happened.
    pub(super) fn day(&self, us: i64) -> Option<NaiveDate> {
        let zone = self.state().organisation.settings().time_zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
        (us > 0).then(|| time_of(us).with_timezone(&zone).date_naive())
    }

    /// The slot in which a folder has its home.
    pub(super) fn home_slot(&self, folder: FolderNo) -> String {
        let places = &self.state().places;
        places.home_slot(folder).and_then(|slot| places.slot_code(slot)).unwrap_or_default()
    }

    /// The box in which a folder has its home.
    pub(super) fn home_box(&self, folder: FolderNo) -> String {
        match self.state().places.home(folder) {
            Some(Holder::Box(no)) => self.state().places.box_code(no).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// How long folders of a type are kept.
    pub(super) fn retention(&self, kind: &BusinessType) -> String {
        let years = kind.retention.years.unwrap_or_default();
        match kind.retention.kind {
            RetentionKind::Permanent => self.tongue.say("永久", "Permanent"),
            RetentionKind::Years | RetentionKind::AfterEvent => {
                self.tongue.say(&format!("{years}年"), &format!("{years} years"))
            }
        }
    }
}
