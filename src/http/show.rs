//! Folders, people and places as answers show them: State for what is true now, the views for the words.

mod said;

use super::shape::{
    AssignmentShown, Flag, FolderBrief, FolderCard, FolderHit, FolderSubject, HomeShown, LastSeen, LoanLine, LoanShown,
    OpenShown, PlaceShown, WhereShown,
};
use crate::archive::Texts;
use crate::archive::codec::time_of;
use crate::domain::business_type::BusinessType;
use crate::domain::case::CasePhase;
use crate::domain::folder::{CodeKind, Condition, Desk, FolderState, Place};
use crate::domain::ids::FolderNo;
use crate::domain::place::{Holder, period_of};
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::slotting::AssignRequest;
use crate::domain::state::{State, home_place};
use crate::domain::value::Bilingual;
use crate::views::Views;
use chrono::NaiveDate;
use std::sync::Arc;

/// What is needed to show anything.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    /// The archive.
    pub state: &'a State,
    /// Its words.
    pub views: &'a Views,
    /// What was read off its pages.
    pub texts: Option<&'a Texts>,
    /// What whoever asks may see.
    pub sight: &'a Sight,
    /// The archive's date.
    pub today: NaiveDate,
    /// The language asked for.
    pub language: Language,
}

impl Show<'_> {
    /// A folder, whole.
    ///
    /// # Errors
    /// `NotCaughtUp` if its words are not there yet.
    pub fn card(&self, folder: FolderNo) -> Result<FolderCard, Refusal> {
        self.card_lent_for(folder, self.purpose(folder)?)
    }

    /// The same for somebody who knows why it was lent.
    ///
    /// # Errors
    /// As `card`.
    pub fn card_lent_for(&self, folder: FolderNo, purpose: String) -> Result<FolderCard, Refusal> {
        let state = self.state;
        let row = state.folders.get(folder).ok_or(Code::Internal)?;
        let record = self.views.folder(folder)?.ok_or(Code::NotCaughtUp)?;
        let whereabouts = state.custody.get(folder).copied().ok_or(Code::Internal)?;
        let business_type = self.business_type(folder);
        let subjects = self.subjects(folder)?;
        let (aliases, foreign): (Vec<_>, Vec<_>) =
            state.codes.others(folder).iter().partition(|other| other.kind == CodeKind::Alias);
        let named = subjects.first().map(|subject| subject.name.clone()).filter(|name| !name.is_empty());
        let title = named.unwrap_or_else(|| state.codes.own(folder).to_owned());
        let assignment = record.assignment.as_ref().map(|(reason, at_us)| AssignmentShown {
            reason: Bilingual {
                zh: reason.sentence(Language::Zh, &state.places),
                en: reason.sentence(Language::En, &state.places),
            },
            at: time_of(*at_us),
        });
        Ok(FolderCard {
            code: state.codes.own(folder).to_owned(),
            folder_no: folder.0,
            business_type: business_type.as_ref().map(|kind| kind.code.clone()).unwrap_or_default(),
            type_version: row.type_version,
            type_name: business_type.as_ref().map(|kind| kind.name.clone()).unwrap_or_default(),
            class: self.class(folder),
            department: self.department(folder),
            business_date: row.business_date,
            opened_on: self.day(record.registered_us),
            period: self.period(folder).unwrap_or_default(),
            thickness_mm: row.thickness_mm,
            title,
            subjects,
            fields: record.details.fields,
            note: record.details.note,
            aliases: aliases.into_iter().map(|other| other.code.to_string()).collect(),
            foreign_codes: foreign.into_iter().map(|other| other.code.to_string()).collect(),
            volume: state.volumes.number(folder),
            volumes: super::surgery::volumes(*self, folder),
            condition: whereabouts.condition,
            remark: record.remark,
            r#where: self.whereabouts(folder),
            loan: self.loan(folder, purpose),
            assignment,
            flags: self.flags(folder),
            last_seen: self.last_seen(folder),
            discrepancies: self.discrepancies(folder),
            registered_at: time_of(record.registered_us),
            registered_by: self.actor(record.registered_by).display_name,
            pages_erased: state.scans.erased_on(folder),
            version: whereabouts.edited_seq,
            changed_seq: whereabouts.changed_seq,
            seq: state.seq,
        })
    }

    /// When and where a folder was seen last, and by whom.
    #[must_use]
    pub fn last_seen(&self, folder: FolderNo) -> Option<LastSeen> {
        let row = self.state.custody.get(folder).filter(|row| row.seen_us > 0)?;
        let aside = self.state.custody.aside(folder).and_then(|aside| aside.at.place());
        Some(LastSeen {
            at: time_of(row.seen_us),
            by: self.actor(row.seen_by).display_name,
            place: aside.map(|place| self.place(place)),
        })
    }

    /// Whether a folder is damaged.
    #[must_use]
    pub fn is_damaged(&self, folder: FolderNo) -> bool {
        self.state.custody.get(folder).is_some_and(|row| row.condition == Condition::Damaged)
    }

    /// A folder's open discrepancies, the oldest first.
    fn discrepancies(&self, folder: FolderNo) -> Vec<OpenShown> {
        let open = self.state.discrepancies.of(folder);
        let shown = open.map(|(no, open)| OpenShown {
            no: no.0,
            kind: open.kind,
            label: open.kind.label(self.language).to_owned(),
            place: open.observed.place.map(|place| self.place(place)),
            at: time_of(open.observed.at_us),
            by: self.actor(open.by).display_name,
        });
        shown.collect()
    }

    /// A folder, as a line in a list.
    ///
    /// # Errors
    /// If the views cannot be read.
    pub fn hit(&self, folder: FolderNo) -> Result<FolderHit, Refusal> {
        let row = self.state.folders.get(folder).ok_or(Code::Internal)?;
        let business_type = self.business_type(folder);
        let links = self.state.folders.subjects(folder);
        let mut names = Vec::with_capacity(links.len().min(3));
        for link in links.iter().take(3) {
            let record = self.views.subject(link.subject)?;
            names.extend(record.map(|record| record.details.name).filter(|name| !name.is_empty()));
        }
        let code = self.state.codes.own(folder).to_owned();
        let title = names.first().filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| code.clone());
        let shown = self.whereabouts(folder);
        let loan = self.loan(folder, String::new());
        Ok(FolderHit {
            code,
            business_type: business_type.as_ref().map(|kind| kind.code.clone()).unwrap_or_default(),
            type_name: business_type.map(|kind| kind.name.clone()).unwrap_or_default(),
            title,
            subtitle: names.get(1..).unwrap_or_default().join(" · "),
            business_date: row.business_date,
            department: self.department(folder),
            class: self.class(folder),
            state: shown.state,
            place_label: shown.place.label,
            home_label: shown.home.map(|home| home.label),
            borrower: loan.as_ref().map(|loan| loan.borrower.display_name.clone()),
            due: loan.map(|loan| loan.due),
            highlights: Vec::new(),
            volume: self.state.volumes.number(folder),
        })
    }

    /// Several folders as lines.
    ///
    /// # Errors
    /// As `hit`.
    pub fn hits(&self, folders: impl IntoIterator<Item = FolderNo>) -> Result<Vec<FolderHit>, Refusal> {
        folders.into_iter().map(|folder| self.hit(folder)).collect()
    }

    fn business_type(&self, folder: FolderNo) -> Option<&Arc<BusinessType>> {
        let row = self.state.folders.get(folder)?;
        let organisation = &self.state.organisation;
        organisation.business_type_version(row.business_type, row.type_version)
    }

    fn class(&self, folder: FolderNo) -> String {
        let class = self.state.folders.get(folder).and_then(|row| self.state.organisation.class(row.class));
        class.map(|class| class.code.clone()).unwrap_or_default()
    }

    fn department(&self, folder: FolderNo) -> Option<String> {
        let department = self.state.folders.get(folder)?.department?;
        Some(self.state.organisation.department(department)?.code.clone())
    }

    fn period(&self, folder: FolderNo) -> Option<String> {
        let date = self.state.folders.get(folder)?.business_date?;
        Some(period_of(date, self.business_type(folder)?.period).to_string())
    }

    fn subjects(&self, folder: FolderNo) -> Result<Vec<FolderSubject>, Refusal> {
        let mut shown = Vec::new();
        for link in self.state.folders.subjects(folder) {
            let Some(record) = self.views.subject(link.subject)? else { continue };
            shown.push(FolderSubject {
                no: link.subject.0,
                kind: record.kind,
                role: link.role,
                name: record.details.name,
                identities: record.details.identities,
                phones: record.details.phones,
                address: record.details.address,
                erased: self.state.subjects.erasure(link.subject).is_some(),
                from: link.from,
                until: link.until,
            });
        }
        Ok(shown)
    }

    /// Where a folder is, and where it belongs.
    #[must_use]
    pub fn whereabouts(&self, folder: FolderNo) -> WhereShown {
        let row = self.state.custody.get(folder);
        let place = row.map_or(Place::Nowhere, |row| row.place);
        let stands = matches!(place, Place::Slot(_) | Place::Box(_) | Place::Shelf(_));
        WhereShown {
            state: row.map_or(FolderState::Expected, |row| row.state),
            place: self.place(place),
            since: row.map(|row| time_of(row.since_us)),
            home: self.home(folder),
            wrong_place: stands && home_place(&self.state.places, folder) != Some(place),
        }
    }

    /// A folder's home, as its label says.
    #[must_use]
    pub fn home(&self, folder: FolderNo) -> Option<HomeShown> {
        let places = &self.state.places;
        let slot = places.slot_code(places.home_slot(folder)?)?;
        let r#box = match places.home(folder)? {
            Holder::Slot(_) => None,
            Holder::Box(r#box) => places.box_code(r#box),
        };
        let label = r#box.as_ref().map_or_else(|| slot.clone(), |r#box| format!("{box} ({slot})"));
        Some(HomeShown { slot, r#box, label })
    }

    /// A place, as its label says.
    #[must_use]
    pub fn place(&self, place: Place) -> PlaceShown {
        let (kind, code) = match place {
            Place::Slot(slot) => ("slot", self.state.places.slot_code(slot)),
            Place::Box(r#box) => ("box", self.state.places.box_code(r#box)),
            Place::Nowhere => ("nowhere", None),
            Place::Transit => ("transit", None),
            Place::Shelf(shelf) => ("shelf", self.state.places.shelf_code(shelf)),
            Place::Desk(_) => ("desk", None),
            Place::Person(_) => ("person", None),
        };
        let code = code.unwrap_or_default();
        let label = match place {
            Place::Slot(_) | Place::Box(_) | Place::Shelf(_) => code.clone(),
            Place::Nowhere => self.say("无", "nowhere").to_owned(),
            Place::Transit => self.say("在途", "in transit").to_owned(),
            Place::Desk(desk) => self.desk(desk).to_owned(),
            Place::Person(no) => self.person(no).display_name,
        };
        PlaceShown { kind: kind.to_owned(), code, label }
    }

    /// A desk, as people call it.
    #[must_use]
    pub fn desk(&self, desk: Desk) -> &'static str {
        match desk {
            Desk::Reception => self.say("接待台", "reception desk"),
            Desk::Scanning => self.say("扫描台", "scanning desk"),
            Desk::Repair => self.say("修复台", "repair desk"),
            Desk::Reading => self.say("阅览台", "reading desk"),
        }
    }

    /// One of two words, in the language asked for.
    #[must_use]
    pub fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::Zh { zh } else { en }
    }

    /// A folder's loan, if it is lent (or missing while lent: the borrower stays answerable).
    #[must_use]
    pub fn loan(&self, folder: FolderNo, purpose: String) -> Option<LoanShown> {
        let row = self.state.custody.get(folder)?;
        let (Place::Person(borrower), Some(due)) = (row.place, row.due) else { return None };
        Some(LoanShown {
            borrower: self.person(borrower),
            since: time_of(row.since_us),
            due,
            purpose: (!purpose.is_empty()).then_some(purpose),
            renewals: row.renewals,
            overdue_days: (self.today - due).num_days().max(0),
        })
    }

    /// Why a folder is lent; empty if it is not.
    fn purpose(&self, folder: FolderNo) -> Result<String, Refusal> {
        if self.loan(folder, String::new()).is_some() { self.views.purpose(folder) } else { Ok(String::new()) }
    }

    /// Where a folder is and who has it, from State alone.
    #[must_use]
    pub fn brief(&self, folder: FolderNo, purpose: String) -> FolderBrief {
        FolderBrief {
            code: self.state.codes.own(folder).to_owned(),
            folder_no: folder.0,
            r#where: self.whereabouts(folder),
            loan: self.loan(folder, purpose),
            seq: self.state.seq,
        }
    }

    fn flags(&self, folder: FolderNo) -> Vec<Flag> {
        let state = self.state;
        let row = state.custody.get(folder);
        let gone = row.is_some_and(|row| matches!(row.state, FolderState::Destroyed | FolderState::Withdrawn));
        let no_home = state.places.home(folder).is_none() && !gone;
        let damaged = row.is_some_and(|row| row.condition == Condition::Damaged);
        let elsewhere = row.is_some_and(|row| row.state == FolderState::OnShelf) && self.should_move(folder);
        let waiting = state.cases.of_folder(folder).iter().filter_map(|case| state.cases.get(*case));
        let waiting = waiting.filter(|row| row.phase == CasePhase::Waiting).count();
        let wait = self.say("有业务单的文件待归卷", "papers of cases wait to be put into it");
        let undated = state.folders.get(folder).is_some_and(|row| row.business_date.is_none());
        let flags = [
            (no_home, "no_home", self.say("尚未分配储位", "has no slot yet")),
            (
                state.places.is_overfull(folder),
                "over_capacity",
                self.say("所在储位放不下", "does not fit where it stands"),
            ),
            (elsewhere, "move_proposed", self.say("应移到另一储位", "should stand elsewhere")),
            (damaged, "damaged", self.say("破损", "is damaged")),
            (state.reprints.of(folder).is_some(), "to_reprint", self.say("需重新打印标签", "needs a new label")),
            (waiting > 0, "cases_wait", wait),
            (undated, "no_business_date", self.say("缺少业务日期", "has no business date")),
        ];
        let flag = |(_, code, detail): (bool, &str, &str)| Flag { code: code.to_owned(), detail: detail.to_owned() };
        flags.into_iter().filter(|(raised, ..)| *raised).map(flag).collect()
    }

    /// Whether a folder's date, type or thickness now asks for another place than its home.
    fn should_move(&self, folder: FolderNo) -> bool {
        let request = AssignRequest::of(self.state, folder, self.today);
        request.is_some_and(|request| matches!(self.state.places.propose_move(folder, &request), Ok(Some(_))))
    }

    /// A loan as a line in a list.
    ///
    /// # Errors
    /// If the views cannot be read.
    pub fn loan_line(&self, folder: FolderNo) -> Result<Option<LoanLine>, Refusal> {
        let Some(loan) = self.loan(folder, self.purpose(folder)?) else { return Ok(None) };
        Ok(Some(LoanLine {
            folder: self.hit(folder)?,
            paper: None,
            borrower: loan.borrower,
            since: loan.since,
            due: loan.due,
            overdue_days: loan.overdue_days,
            renewals: loan.renewals,
            purpose: loan.purpose,
        }))
    }
}
