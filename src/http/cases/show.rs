//! A case as answers show it: State for what is true now, the views for the words.

use super::shape::{
    CaseCard, CaseFolder, CaseLine, Completeness, GapShown, IncompleteIs, Named, PaperLine, Somebody, TypeOfCase,
};
use crate::archive::codec::time_of;
use crate::domain::business_type::{BusinessType, DocumentForm};
use crate::domain::case::CasePhase;
use crate::domain::folder::Actor;
use crate::domain::ids::{CaseNo, DepartmentNo, TransferNo};
use crate::domain::paper::{Gap, Paper, PaperNo, PaperState, gaps};
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::CaseRow;
use crate::domain::value::Bilingual;
use crate::http::shape::Flag;
use crate::http::show::Show;
use crate::views::record::CaseRecord;

impl Show<'_> {
    /// A case, as a line in a list.
    ///
    /// # Errors
    /// `NotCaughtUp` if its words are not there yet.
    pub fn case_line(&self, sight: &Sight, case: CaseNo) -> Result<CaseLine, Refusal> {
        let row = self.state.cases.get(case).ok_or(Code::Internal)?;
        let record = self.views.case(case)?.ok_or(Code::NotCaughtUp)?;
        let kind = self.kind_of_case(row)?;
        let folder = if self.state.sees(sight, row.folder) { Some(self.folder_of_case(row)?) } else { None };
        let (code, reference) = (self.state.cases.code(case).to_owned(), self.state.cases.reference(case).to_owned());
        let looked_at = self.state.cases.is_looked_at(case);
        let named = folder.as_ref().filter(|folder| folder.title != folder.code).map(|folder| folder.title.clone());
        let title = named.unwrap_or_else(|| if reference.is_empty() { code.clone() } else { reference.clone() });
        let responsible = match row.responsible {
            Some(no) => Some(Somebody { no: Some(no.0), name: self.person(no).display_name }),
            None if record.details.responsible.is_empty() => None,
            None => Some(Somebody { no: None, name: record.details.responsible.clone() }),
        };
        let papers = self.state.cases.papers(case);
        let missing = if looked_at { gaps(&kind, papers) } else { Vec::new() };
        let overdue = row.phase == CasePhase::Announced && row.due.is_some_and(|due| due.date < self.today);
        Ok(CaseLine {
            no: case.0,
            code,
            reference,
            phase: row.phase,
            phase_label: row.phase.label(self.language).to_owned(),
            business_type: TypeOfCase { named: named_as(&kind.code, &kind.name), version: kind.version },
            folder,
            department: row.department.and_then(|no| self.named_department(no)),
            flags: self.flags_of_case(row, responsible.is_some()),
            responsible,
            business_date: row.business_date,
            deadline_from: row.deadline_from,
            due: row.due.map(Into::into),
            due_moved: row.due_moved,
            asked_until: row.asked_until,
            reassigned: row.reassigned,
            subject: row.subject.map(|subject| self.state.subjects.resolve(subject).0),
            is_late: overdue || row.in_time == Some(false),
            in_time: row.in_time,
            received_at: (row.received_us > 0).then(|| time_of(row.received_us)),
            received_by: row.taken_by.map(|actor| self.actor(actor).display_name),
            transfer: row.transfer.map(TransferNo::shown),
            gaps: row.gaps.filter(|_| looked_at),
            completeness: match row.gaps.filter(|_| looked_at) {
                None => Completeness::NotChecked,
                Some(0) => Completeness::Complete,
                Some(_) => Completeness::Incomplete,
            },
            missing: missing.into_iter().map(|gap| self.gap(&kind, &record, gap)).collect(),
            is_reviewed: row.is_reviewed,
            needs_review: kind.needs_review,
            certificate: row.certificate,
            needs_certificate: kind.needs_certificate,
            incomplete_is: if kind.incomplete.is_refused() { IncompleteIs::Refuse } else { IncompleteIs::Accept },
            note: record.details.note,
            title,
            version: row.edited_seq,
        })
    }

    /// A case, whole.
    ///
    /// # Errors
    /// As `case_line`.
    pub fn case_card(&self, sight: &Sight, case: CaseNo) -> Result<CaseCard, Refusal> {
        let line = self.case_line(sight, case)?;
        let row = self.state.cases.get(case).ok_or(Code::Internal)?;
        let record = self.views.case(case)?.ok_or(Code::NotCaughtUp)?;
        let kind = self.kind_of_case(row)?;
        let noted = self.state.cases.papers(case);
        let found = gaps(&kind, noted);
        let extra = noted.iter().map(|paper| paper.no).filter(|no| usize::from(no.0) >= kind.documents.len());
        let listed = (0..kind.documents.len() as u16).map(PaperNo);
        let papers = listed.chain(extra).map(|no| {
            let gap = found.iter().find(|gap| gap.papers.contains(&no)).filter(|_| line.gaps.is_some());
            let paper = noted.iter().find(|paper| paper.no == no);
            let absent = self.absent(case, no);
            PaperLine { gap: gap.map(|gap| gap.why), absent, ..paper_line(&kind, &record, no, paper) }
        });
        let papers = papers.collect();
        Ok(CaseCard { line, papers, reason: record.reason, changed_seq: row.changed_seq, seq: self.state.seq })
    }

    /// The version of its type whose checklist holds for a case.
    ///
    /// # Errors
    /// `Internal` if there is none.
    pub fn kind_of_case(&self, row: &CaseRow) -> Result<std::sync::Arc<BusinessType>, Refusal> {
        let kind = self.state.organisation.business_type_version(row.business_type, row.type_version);
        Ok(kind.ok_or(Code::Internal)?.clone())
    }

    /// A department by its code and name.
    #[must_use]
    pub fn named_department(&self, no: DepartmentNo) -> Option<Named> {
        let department = self.state.organisation.department(no)?;
        Some(named_as(&department.code, &department.name))
    }

    /// A gap in words.
    #[must_use]
    pub fn gap(&self, kind: &BusinessType, record: &CaseRecord, gap: Gap) -> GapShown {
        let (colon, or) = if self.language == Language::Zh { ("：", "／") } else { (": ", " / ") };
        let names: Vec<String> = gap.papers.iter().map(|no| self.paper_name(kind, record, *no)).collect();
        GapShown {
            text: format!("{}{colon}{}", gap.why.label(self.language), names.join(or)),
            papers: gap.papers.into_iter().map(|no| no.0).collect(),
            why: gap.why,
        }
    }

    /// The same in another language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// What a paper is called.
    #[must_use]
    pub fn paper_name(&self, kind: &BusinessType, record: &CaseRecord, no: PaperNo) -> String {
        match kind.documents.get(usize::from(no.0)) {
            Some(wanted) => wanted.name.in_language(self.language).to_owned(),
            None => record.names.get(&no).cloned().unwrap_or_else(|| format!("#{no}")),
        }
    }

    /// Who did something, by his name.
    #[must_use]
    pub fn somebody(&self, actor: Actor) -> Somebody {
        let person = self.actor(actor);
        Somebody { no: person.no, name: person.display_name }
    }

    fn folder_of_case(&self, row: &CaseRow) -> Result<CaseFolder, Refusal> {
        let folder = row.folder;
        let code = self.state.codes.own(folder).to_owned();
        let subject = self.state.subject_of_case(row);
        let subject = subject.map(|no| self.views.subject(no)).transpose()?.flatten();
        let name = subject.map(|record| record.details.name).filter(|name| !name.is_empty());
        let shown = self.whereabouts(folder);
        let title = name.unwrap_or_else(|| code.clone());
        Ok(CaseFolder { title, code, state: shown.state, place: shown.place, home: shown.home })
    }

    fn flags_of_case(&self, row: &CaseRow, has_responsible: bool) -> Vec<Flag> {
        let no_subject = self.state.subject_of_case(row).is_none();
        let (odd_date, odd_deadline) = (row.has_odd_business_date(self.today), row.has_odd_deadline());
        let flags = [
            (row.business_date.is_none(), "no_business_date", "缺少业务日期", "has no business date"),
            (odd_date, "odd_business_date", "业务日期可能有误", "has a business date that is likely to be wrong"),
            (odd_deadline, "odd_deadline_from", "起算日期可能有误", "has a deadline that runs from an unlikely day"),
            (no_subject, "no_subject", "不知归户对象", "is about nobody we know"),
            (row.department.is_none(), "no_department", "不知移交部门", "has no department"),
            (!has_responsible, "no_responsible", "不知责任人", "has nobody who answers for it"),
        ];
        let say = |zh: &str, en: &str| if self.language == Language::Zh { zh.to_owned() } else { en.to_owned() };
        let alive = flags.into_iter().filter(|(raised, ..)| *raised && row.phase != CasePhase::Cancelled);
        alive.map(|(_, code, zh, en)| Flag { code: code.to_owned(), detail: say(zh, en) }).collect()
    }
}

fn named_as(code: &str, name: &Bilingual) -> Named {
    let name = |language| name.in_language(language).to_owned();
    Named { code: code.to_owned(), name_zh: name(Language::Zh), name_en: name(Language::En) }
}

fn paper_line(kind: &BusinessType, record: &CaseRecord, no: PaperNo, paper: Option<&Paper>) -> PaperLine {
    let wanted = kind.documents.get(usize::from(no.0));
    let name = |language| match wanted {
        Some(wanted) => wanted.name.in_language(language).to_owned(),
        None => record.names.get(&no).cloned().unwrap_or_default(),
    };
    let state = paper.map(|paper| paper.state);
    let conditional = wanted.is_some_and(|wanted| wanted.conditional);
    PaperLine {
        no: no.0,
        id: wanted.map(|wanted| wanted.id.clone()),
        name_zh: name(Language::Zh),
        name_en: name(Language::En),
        wanted: wanted.is_some() && state != Some(PaperState::NotCalledFor) && (!conditional || state.is_some()),
        conditional,
        one_of: wanted.and_then(|wanted| wanted.one_of.clone()),
        form: wanted.map_or(DocumentForm::Either, |wanted| wanted.form),
        wants_signatures: wanted.map(|wanted| wanted.signatures.clone()).unwrap_or_default(),
        state,
        originals: paper.map_or(0, |paper| paper.originals),
        copies: paper.map_or(0, |paper| paper.copies),
        pages: paper.map_or(0, |paper| paper.pages),
        signatures: paper.map(|paper| paper.signatures.clone()).unwrap_or_default(),
        remark: record.remarks.get(&no).cloned().unwrap_or_default(),
        gap: None,
        absent: None,
    }
}
