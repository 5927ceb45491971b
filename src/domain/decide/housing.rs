//! In which folder a case stands: the one its type's scope asks for, the one somebody names, or a new one that is expected.

use super::Draft;
use super::folders::MAX_SUBJECTS;
use crate::domain::business_type::{BusinessType, Scope};
use crate::domain::case::{CASES_PER_FOLDER_MAX, CasePhase};
use crate::domain::command::{NewCase, NewFolder, Placement, SubjectRef};
use crate::domain::event::{CaseMoved, Event, FolderEdited};
use crate::domain::ids::{CaseNo, DepartmentNo, FolderNo, SubjectNo, TypeNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::CaseRow;
use chrono::Datelike;

/// How many subjects the folder of a year is about before another one is begun.
const SUBJECTS_OF_YEAR_MAX: usize = 200;

/// Where a case stands, and whom it is about if its folder does not say.
pub(super) struct Housed {
    pub folder: FolderNo,
    pub subject: Option<SubjectNo>,
}

impl Draft<'_> {
    /// The folder a case belongs in. One that holds cases of several subjects is about each of them, so that it is found by
    /// any; a new one is registered as expected.
    pub(super) fn house(
        &mut self,
        new: &NewCase,
        type_no: TypeNo,
        business_type: &BusinessType,
        department: Option<DepartmentNo>,
    ) -> Result<Housed, Refusal> {
        let known = match &new.folder {
            Some(named) => Some(self.own_folder(named)?),
            None => match business_type.scope {
                Scope::Case => None,
                Scope::Subject | Scope::SubjectYear => self.folder_of_subject(new, type_no, business_type),
                Scope::Year => self.folder_of_year(new, type_no, department),
            },
        };
        let of_many = business_type.scope == Scope::Year;
        let Some(folder) = known else {
            let date = new.business_date.filter(|date| *date <= self.context.today);
            let folder = self.register(&NewFolder { business_date: date, ..expected(new) })?;
            let subject = self.state.folders.main_subject(folder).filter(|_| of_many);
            return Ok(Housed { folder, subject });
        };
        self.takes_case(folder, type_no, business_type)?;
        let subject = if of_many { self.about_too(folder, business_type, &new.subjects)? } else { None };
        Ok(Housed { folder, subject })
    }

    /// Refuses a folder into which a case of this type cannot go.
    fn takes_case(&self, folder: FolderNo, type_no: TypeNo, business_type: &BusinessType) -> Result<(), Refusal> {
        self.present(folder)?;
        if self.state.folders.get(folder).is_some_and(|row| row.business_type != type_no) {
            return Err(self.refusal(Code::CaseOfOtherType, folder));
        }
        let limit = if business_type.scope == Scope::Case { 1 } else { CASES_PER_FOLDER_MAX };
        match self.cases_alive(folder).count() {
            count if count >= limit => Err(self.refusal(Code::FolderHoldsCase, folder)),
            _ => Ok(()),
        }
    }

    /// The cases of a folder that were not called off.
    pub(super) fn cases_alive(&self, folder: FolderNo) -> impl Iterator<Item = CaseNo> + '_ {
        let alive = |case: &CaseNo| self.case_row(*case).is_some_and(|row| row.phase != CasePhase::Cancelled);
        self.state.cases.of_folder(folder).iter().copied().filter(alive)
    }

    /// A folder into which somebody may have a case put: whoever is bound to a department, into his department's.
    fn own_folder(&self, named: &str) -> Result<FolderNo, Refusal> {
        let folder = self.find(named)?;
        let Some(own) = self.bound_to() else { return Ok(folder) };
        let department = self.state.folders.get(folder).and_then(|row| row.department);
        if department.is_none() || department == own { Ok(folder) } else { Err(Code::NotAllowed.into()) }
    }

    /// The newest folder of the case's subject, and year, that may take it; nothing where every case has its own.
    fn folder_of_subject(&self, new: &NewCase, type_no: TypeNo, business_type: &BusinessType) -> Option<FolderNo> {
        let year = match business_type.scope {
            Scope::SubjectYear => Some(new.business_date?.year()),
            _ => None,
        };
        let subjects = &self.state.subjects;
        let known = |named: &SubjectRef| match named {
            SubjectRef::Known { subject, .. } => Some(*subject),
            SubjectRef::New(described) => {
                let identities = super::subjects::canonical(&described.details).ok()?.identities;
                identities.iter().find_map(|identity| subjects.by_identity(identity))
            }
        };
        let subject = known(new.subjects.first()?).map(|no| subjects.resolve(no))?;
        let fits = |folder: &FolderNo| {
            let row = self.state.folders.get(*folder);
            let same_year = |row: Option<i32>| year.is_none() || row == year;
            self.may_take(*folder)
                && self.state.folders.main_subject(*folder).map(|no| subjects.resolve(no)) == Some(subject)
                && row.is_some_and(|row| {
                    row.business_type == type_no && same_year(row.business_date.map(|date| date.year()))
                })
        };
        subjects.folders_of(subject).into_iter().rev().find(fits)
    }

    /// The newest folder of the case's type, department and year, while it can take another. A case of which the day is not
    /// known yet goes with those of this year.
    fn folder_of_year(&self, new: &NewCase, type_no: TypeNo, department: Option<DepartmentNo>) -> Option<FolderNo> {
        let year = new.business_date.unwrap_or(self.context.today).year();
        let folder = self.state.cases.of_year((type_no, department, year))?;
        // One that was registered for a single case, before the type collected years, stays that case's.
        let collects = self.registered_type(folder).is_ok_and(|kind| kind.scope == Scope::Year);
        let same_type = collects && self.state.folders.get(folder).is_some_and(|row| row.business_type == type_no);
        let has_room = self.state.cases.of_folder(folder).len() < CASES_PER_FOLDER_MAX
            && self.state.folders.subjects(folder).len() + new.subjects.len() <= SUBJECTS_OF_YEAR_MAX;
        (same_type && has_room && self.may_take(folder)).then_some(folder)
    }

    /// Whether a folder is seen and has not left for good.
    fn may_take(&self, folder: FolderNo) -> bool {
        self.state.sees(&self.sight, folder) && self.state.custody.get(folder).is_some_and(|row| !row.is_gone())
    }

    /// Lets a folder be about these subjects too, as far as it has room for them; the first of them.
    pub(super) fn about_too(
        &mut self,
        folder: FolderNo,
        kind: &BusinessType,
        subjects: &[SubjectRef],
    ) -> Result<Option<SubjectNo>, Refusal> {
        if subjects.is_empty() {
            return Ok(None);
        }
        let mut facts = self.state.folders.facts(folder).ok_or(Code::Internal)?;
        let links = self.link_subjects(kind, &facts.subjects, subjects)?;
        let main = links.first().map(|link| link.subject);
        let limit = subjects_max(kind.scope);
        let before = facts.subjects.len();
        for link in links {
            let known = facts.subjects.iter().any(|known| known.subject == link.subject);
            if !known && facts.subjects.len() < limit {
                facts.subjects.push(link);
            }
        }
        if facts.subjects.len() > before {
            let changed = vec!["subjects".to_owned()];
            self.record(Event::FolderEdited(FolderEdited { folder, facts, changed }, None));
        }
        Ok(main)
    }

    /// Lets a case belong in another folder, as long as none of its papers is in one.
    pub(super) fn move_case(&mut self, case: CaseNo, row: &CaseRow, named: &str) -> Result<FolderNo, Refusal> {
        let into = self.own_folder(named)?;
        if into == row.folder {
            return Ok(into);
        }
        self.not_filed(case, row)?;
        let kind = self.type_of_case(row)?;
        self.takes_case(into, row.business_type, &kind)?;
        self.record(Event::CaseMoved(CaseMoved { case, folder: row.folder, into }, None));
        Ok(into)
    }

    /// Refuses a case whose papers are in its folder, or that was called off.
    fn not_filed(&self, case: CaseNo, row: &CaseRow) -> Result<(), Refusal> {
        match row.phase {
            CasePhase::Announced | CasePhase::Waiting => Ok(()),
            CasePhase::Cancelled => Err(self.case_refusal(Code::CaseCancelled, case)),
            CasePhase::Filed => {
                let code = self.state.codes.own(row.folder);
                Err(self.case_refusal(Code::CaseInFolder, case).with("code", code))
            }
        }
    }

    /// A folder that goes for good leaves no case behind that was to come into it.
    pub(super) fn nothing_is_expected(&self, folder: FolderNo) -> Result<(), Refusal> {
        let announced = |case: &CaseNo| self.case_row(*case).is_some_and(|row| row.phase == CasePhase::Announced);
        let mut expected = self.state.cases.of_folder(folder).iter().copied().filter(announced);
        let Some(first) = expected.next() else { return Ok(()) };
        let refusal = self.refusal(Code::CasesExpected, folder).with("count", 1 + expected.count());
        Err(refusal.with("case", self.state.cases.code(first)))
    }
}

/// How many subjects a folder may be about.
pub(super) fn subjects_max(scope: Scope) -> usize {
    if scope == Scope::Year { SUBJECTS_OF_YEAR_MAX } else { MAX_SUBJECTS }
}

/// The folder that is expected with a case which has none yet.
pub(super) fn expected(new: &NewCase) -> NewFolder {
    NewFolder {
        business_type: new.business_type.clone(),
        code: None,
        foreign_codes: Vec::new(),
        business_date: new.business_date,
        department: new.department.clone(),
        class: None,
        thickness_mm: None,
        subjects: new.subjects.clone(),
        fields: new.fields.clone(),
        note: String::new(),
        placement: Placement::None,
        expected: true,
        once: false,
    }
}
