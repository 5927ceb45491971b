//! An import, part by part: rows are read and converted, those that can be taken become one command, and everything
//! wrong is written down.
//!
//! The id of a command derives from the file's digest, how it is read, and the rows: the same file run twice brings
//! nothing twice, whichever job runs it.

use super::Jobs;
use super::engine::{Answer, Part, Steps};
use super::job::{Import, Job, Position, Progress};
use super::report::{Appended, FOLDERS, REPORT, is_whole};
use super::storage_failed;
use crate::domain::business_type::Severity;
use crate::domain::command::{BroughtIn, CaseCommand, Command, NewFolder};
use crate::domain::decide::{Item, Outcome};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use crate::domain::value::{Bilingual, loose};
use crate::import::{
    BadRowsWriter, ConvertedRow, Mapping, Problem, RepeatedCodes, RowIssue, TableReader, TableRow, Target, Vocabulary,
    convert_row, open_table, quoted, row_issue,
};
use crate::ledger::Hash256;
use std::borrow::Cow;
use std::collections::HashMap;

/// How many rows one command holds: sled takes memory for all records of a batch.
const ROWS_PER_COMMAND: usize = 100;
/// The language of the reasons in the file to mend.
const BAD_ROWS_LANGUAGE: Language = Language::Zh;

pub(super) const TABLE: &str = "table";
pub(super) const BAD_ROWS: &str = "bad-rows.csv";

/// An import under way.
pub(super) struct ImportSteps {
    import: Import,
    table: TableReader,
    vocabulary: Vocabulary,
    people: Names,
    repeated: RepeatedCodes,
    report: Appended,
    bad_rows: Appended,
    /// The folders that rows are about, a list for each part.
    folders: Appended,
    /// The rows of the part under way that can be read.
    good: Vec<(TableRow, ConvertedRow)>,
    /// Those that cannot.
    bad: Vec<(TableRow, Vec<RowIssue>)>,
}

impl ImportSteps {
    /// Takes an import up where it was left.
    pub fn open(jobs: &Jobs, job: &Job, import: &Import, position: &mut Position) -> Result<Self, Refusal> {
        let folder = jobs.folder_of(job);
        let (report, bad_rows, folders) = (folder.join(REPORT), folder.join(BAD_ROWS), folder.join(FOLDERS));
        let are_whole = is_whole(&report, position.report_bytes)
            && is_whole(&bad_rows, position.bad_rows_bytes)
            && is_whole(&folders, position.folders_bytes);
        if !are_whole {
            *position = Position::default();
        }
        position.progress.total = import.rows;
        let mut steps = Self {
            import: import.clone(),
            table: open_table(&folder.join(TABLE))?,
            vocabulary: vocabulary(&jobs.archive().now().state),
            people: Names::of(&jobs.archive().now().state),
            repeated: RepeatedCodes::default(),
            report: Appended::open(&report, position.report_bytes)?,
            bad_rows: Appended::open(&bad_rows, position.bad_rows_bytes)?,
            folders: Appended::open(&folders, position.folders_bytes)?,
            good: Vec::new(),
            bad: Vec::new(),
        };
        if position.bad_rows_bytes == 0 {
            let headings = BadRowsWriter::new(Vec::new(), &import.headings, BAD_ROWS_LANGUAGE);
            let headings = headings.and_then(BadRowsWriter::finish).map_err(storage_failed)?;
            steps.bad_rows.raw(&headings)?;
        }
        steps.pass_over(position.progress.done)?;
        Ok(steps)
    }

    /// Goes past the rows that were gone through before. Their codes count: one that stands twice in a table is found
    /// whichever way it was run.
    fn pass_over(&mut self, rows: u64) -> Result<(), Refusal> {
        for _ in 0..rows {
            let Some(row) = self.table.next().transpose()? else { break };
            let _ = self.convert(&row);
        }
        Ok(())
    }

    fn convert(&mut self, row: &TableRow) -> Result<ConvertedRow, Vec<RowIssue>> {
        let mut converted = convert_row(row, &self.import.mapping, &self.vocabulary, self.import.run.convert())?;
        let earlier = converted.table_code().and_then(|code| self.repeated.note(code, row.number));
        if let Some(earlier) = earlier {
            let issue = converted.repeated_code(row, &self.import.mapping, earlier);
            if issue.severity == Severity::Error {
                converted.warnings.push(issue);
                return Err(converted.warnings);
            }
            converted.warnings.push(issue);
        }
        Ok(converted)
    }

    /// The id under which the part is sent: of this file, these rows, read in this way. A run after something was
    /// mended (a type added, say) is another command.
    fn command_id(&self, first_row: u64, command: &Command) -> String {
        let options = serde_json::to_vec(&(&self.import.mapping, &self.import.run, command)).unwrap_or_default();
        let digest = Hash256::of(&options).to_string();
        format!("import:{}:{}:{first_row}", self.import.sha256, digest.get(..16).unwrap_or_default())
    }
}

impl Steps for ImportSteps {
    fn next(&mut self) -> Result<Option<Part>, Refusal> {
        let (mut rows, mut first_row) = (0, 0);
        while rows < ROWS_PER_COMMAND {
            let Some(row) = self.table.next().transpose()? else { break };
            first_row = if rows == 0 { row.number } else { first_row };
            rows += 1;
            match self.convert(&row) {
                Ok(converted) => self.good.push((row, converted)),
                Err(issues) => self.bad.push((row, issues)),
            }
        }
        if rows == 0 {
            return Ok(None);
        }
        let command = (!self.good.is_empty()).then(|| {
            let command = if self.import.mapping.is_about_cases() {
                let cases = self.good.iter().filter_map(|(_, converted)| self.people.told(converted.case.clone()?));
                Command::Case(CaseCommand::Bring(cases.collect()))
            } else {
                let once = |converted: &ConvertedRow| NewFolder { once: true, ..converted.folder.clone() };
                Command::RegisterFolders(self.good.iter().map(|(_, converted)| once(converted)).collect())
            };
            (self.command_id(first_row, &command), command)
        });
        Ok(Some(Part { rows: rows as u64, command }))
    }

    fn settle(&mut self, answer: Result<Answer, Refusal>, progress: &mut Progress) -> Result<(), Refusal> {
        let good = std::mem::take(&mut self.good);
        let outcomes: Vec<Outcome> = match answer {
            Ok(answer) => {
                let taken = answer.outcomes.iter().filter(|outcome| outcome.is_ok()).count() as u64;
                progress.known += if answer.repeated { taken } else { 0 };
                self.folders.line(&folders_of(&answer))?;
                answer.outcomes
            }
            // A fault of ours is none of the rows.
            Err(refusal) if refusal.code == Code::Internal => return Err(refusal),
            Err(refusal) => good.iter().map(|_| Err(refusal.clone())).collect(),
        };
        let mut issues = Vec::new();
        let mut bad = std::mem::take(&mut self.bad);
        for ((row, converted), outcome) in good.into_iter().zip(outcomes) {
            let mut found = converted.warnings;
            match outcome {
                Ok(_) => {
                    progress.good += 1;
                    issues.extend(found);
                }
                Err(refusal) => {
                    found.push(refused(&row, &self.import.mapping, &refusal));
                    bad.push((row, found));
                }
            }
        }
        bad.sort_by_key(|(row, _)| row.number);
        progress.bad += bad.len() as u64;
        let mut file = BadRowsWriter::going_on(Vec::new(), &self.import.headings, BAD_ROWS_LANGUAGE);
        for (row, found) in bad {
            file.write(&row.cells, &found).map_err(storage_failed)?;
            issues.extend(found);
        }
        self.bad_rows.raw(&file.finish().map_err(storage_failed)?)?;
        issues.sort_by_key(|issue| issue.row);
        issues.iter().try_for_each(|issue| self.report.line(issue))
    }

    fn mark(&mut self, position: &mut Position) -> Result<(), Refusal> {
        position.report_bytes = self.report.mark()?;
        position.bad_rows_bytes = self.bad_rows.mark()?;
        position.folders_bytes = self.folders.mark()?;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        for row in self.table.blank_rows() {
            self.report.line(&row_issue(*row, "", "", Problem::RowBlank, ""))?;
        }
        self.report.sync()?;
        self.folders.sync()?;
        self.bad_rows.sync()
    }
}

/// The folders that an answer is about, those of cases too.
fn folders_of(answer: &Answer) -> Vec<FolderNo> {
    let folder = |outcome: &Outcome| match outcome.as_ref().ok()? {
        Item::Case(case) => answer.now.state.cases.get(*case).map(|row| row.folder),
        item => item.folder(),
    };
    answer.outcomes.iter().filter_map(folder).collect()
}

/// The accounts, by the names under which tables know people.
struct Names(HashMap<String, Option<PersonNo>>);

impl Names {
    fn of(state: &State) -> Self {
        let mut names = HashMap::new();
        for person in state.people.iter() {
            for name in [&person.details.name, &person.details.display_name] {
                // A name that two people have says nothing of either.
                let whose = names.entry(loose(name)).or_insert(Some(person.no));
                *whose = whose.filter(|known| *known == person.no);
            }
        }
        Self(names)
    }

    /// A case with the account of whoever answers for it, where his name is one's.
    fn told(&self, mut brought: BroughtIn) -> Option<BroughtIn> {
        let named = self.0.get(&loose(&brought.new.responsible_name)).copied().flatten();
        if let Some(person) = named.filter(|_| !brought.new.responsible_name.is_empty()) {
            brought.new.responsible = Some(person);
            brought.new.responsible_name = String::new();
        }
        Some(brought)
    }
}

fn vocabulary(state: &State) -> Vocabulary {
    let organisation = &state.organisation;
    Vocabulary::new(
        organisation.types().map(|(_, business_type)| business_type.clone()),
        organisation.departments().iter().map(|known| (known.code.clone(), known.name.clone())),
        organisation.classes().iter().map(|known| (known.code.clone(), known.name.clone())),
    )
}

/// What the archive refused of a row, with the cell it is about where that is known: whoever mends the table looks for it
/// there, under the table's own heading.
fn refused(row: &TableRow, mapping: &Mapping, refusal: &Refusal) -> RowIssue {
    let code = if refusal.code == Code::AlreadyRegistered { "already_imported" } else { refusal.code.name() };
    let param = |wanted: &str| refusal.params.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let about = match refusal.code {
        Code::BadValue => param("field").and_then(|field| Target::try_from(field.to_owned()).ok()),
        Code::PlaceUnknown => Some(Target::Slot),
        _ => None,
    };
    let at = about.and_then(|target| mapping.columns.iter().position(|column| column.target == target));
    let message = |language: Language| match (at, refusal.code, language) {
        (Some(_), Code::BadValue, Language::Zh) => param("detail_zh").map(|detail| format!("该值不能采用：{detail}。")),
        (Some(_), Code::BadValue, Language::En) => {
            param("detail_en").map(|detail| format!("It is not taken: {detail}."))
        }
        _ => None,
    };
    let sentence = |language: Language| message(language).unwrap_or_else(|| refusal.message(language));
    RowIssue {
        row: row.number,
        column: at.and_then(|at| mapping.columns.get(at)).map(|column| column.heading.clone()).unwrap_or_default(),
        code: Cow::Borrowed(code),
        detail: Bilingual::new(sentence(Language::Zh), sentence(Language::En)),
        value: at.and_then(|at| row.cells.get(at)).map(|cell| quoted(cell)).unwrap_or_default(),
        severity: Severity::Error,
    }
}
