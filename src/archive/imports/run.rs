//! Running an import: rows in parts, each part one command.

use super::job::{ImportJob, JobState, Progress};
use super::{Imports, meta, storage_failed};
use crate::archive::writer::today;
use crate::domain::business_type::Severity;
use crate::domain::command::{Command, NewFolder};
use crate::domain::decide::{Context, Outcome, Overlay};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use crate::domain::value::Bilingual;
use crate::import::{
    BadRowsWriter, ConvertedRow, Problem, RepeatedCodes, RowIssue, TableRow, Vocabulary, convert_row, open_table,
    row_issue,
};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;

/// How many rows one command holds: sled takes memory for all records of a batch.
const ROWS_PER_COMMAND: usize = 100;

/// Everything a run writes and counts.
struct Run<'a> {
    imports: &'a Imports,
    job: &'a ImportJob,
    vocabulary: Vocabulary,
    repeated: RepeatedCodes,
    report: BufWriter<File>,
    bad_rows: BadRowsWriter<BufWriter<File>>,
    /// What is wrong or odd in the rows under way, to be written in the order of the rows.
    issues: Vec<RowIssue>,
    progress: Progress,
    started: Instant,
}

/// Runs an import or its dry run from the first row to the last.
pub(super) fn run(imports: &Imports, job: &ImportJob) -> Result<(), Refusal> {
    let folder = imports.folder_of(&job.id);
    let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new).map_err(storage_failed);
    let now = imports.archive().now();
    let mut run = Run {
        imports,
        job,
        vocabulary: vocabulary(&now.state),
        repeated: RepeatedCodes::default(),
        report: create("report.jsonl")?,
        bad_rows: BadRowsWriter::new(create("bad-rows.csv")?, &job.headings, Language::Zh).map_err(storage_failed)?,
        issues: Vec::new(),
        progress: Progress { total: job.rows, ..Progress::default() },
        started: Instant::now(),
    };
    let mut part = Vec::with_capacity(ROWS_PER_COMMAND);
    let mut table = open_table(&folder.join("table"))?;
    for row in table.by_ref() {
        part.push(row?);
        if part.len() == ROWS_PER_COMMAND {
            run.part(std::mem::take(&mut part))?;
        }
    }
    if !part.is_empty() {
        run.part(part)?;
    }
    run.issues.extend(table.blank_rows().iter().map(|row| row_issue(*row, "", "", Problem::RowBlank, "")));
    run.write_issues()?;
    run.report.flush().map_err(storage_failed)?;
    let mut bad_rows = run.bad_rows.finish().map_err(storage_failed)?;
    bad_rows.flush().map_err(storage_failed)
}

fn vocabulary(state: &State) -> Vocabulary {
    let organisation = &state.organisation;
    Vocabulary::new(
        organisation.types().map(|(_, business_type)| business_type.clone()),
        organisation.departments().iter().map(|known| (known.code.clone(), known.name.clone())),
        organisation.classes().iter().map(|known| (known.code.clone(), known.name.clone())),
    )
}

impl Run<'_> {
    /// Takes some rows: those that can be read become one command, and everything wrong is written down.
    fn part(&mut self, rows: Vec<TableRow>) -> Result<(), Refusal> {
        let first_row = rows.first().map_or(0, |row| row.number);
        let count = rows.len() as u64;
        let mut good: Vec<(TableRow, ConvertedRow)> = Vec::with_capacity(rows.len());
        for row in rows {
            match self.convert(&row) {
                Ok(converted) => good.push((row, converted)),
                Err(issues) => self.refuse(&row, issues)?,
            }
        }
        self.send(first_row, good)?;
        self.write_issues()?;
        self.progress.done += count;
        let elapsed = self.started.elapsed().as_secs_f64();
        let left = self.progress.total.saturating_sub(self.progress.done) as f64;
        self.progress.seconds_left = Some((elapsed / self.progress.done.max(1) as f64 * left).ceil() as u64);
        self.imports.note_progress(&self.job.id, self.progress);
        Ok(())
    }

    fn convert(&mut self, row: &TableRow) -> Result<ConvertedRow, Vec<RowIssue>> {
        let mut converted = convert_row(row, &self.job.mapping, &self.vocabulary, self.job.run.convert())?;
        let earlier = converted.table_code().and_then(|code| self.repeated.note(code, row.number));
        if let Some(earlier) = earlier {
            let issue = converted.repeated_code(row, &self.job.mapping, earlier);
            if issue.severity == Severity::Error {
                converted.warnings.push(issue);
                return Err(converted.warnings);
            }
            converted.warnings.push(issue);
        }
        Ok(converted)
    }

    /// Sends the rows that can be read as one command. Its id tells these rows from others, so that the command is done
    /// once, and a run after something was mended (a type added, say) is another command.
    fn send(&mut self, first_row: u64, rows: Vec<(TableRow, ConvertedRow)>) -> Result<(), Refusal> {
        if rows.is_empty() {
            return Ok(());
        }
        let folders = rows.iter().map(|(_, converted)| NewFolder { once: true, ..converted.folder.clone() });
        let command = Command::RegisterFolders(folders.collect());
        let meta = meta(self.job, first_row, &command);
        let outcomes = if self.job.state == JobState::Checking {
            let archive = self.imports.archive();
            let now = archive.now();
            let today = today(&now.state, archive.clock());
            let now_us = archive.clock().now_us();
            let context = Context { actor: meta.actor, occurred_us: now_us, now_us, today, queued: false };
            Overlay::new(&now.state).decide(&command, &context)?.outcomes
        } else {
            let done = self.imports.archive().execute_blocking(meta, command)?;
            if done.repeated {
                self.progress.known += done.outcomes.iter().filter(|outcome| outcome.is_ok()).count() as u64;
            }
            done.outcomes
        };
        for ((row, converted), outcome) in rows.into_iter().zip(outcomes) {
            self.settle(&row, converted, outcome)?;
        }
        Ok(())
    }

    fn settle(&mut self, row: &TableRow, converted: ConvertedRow, outcome: Outcome) -> Result<(), Refusal> {
        match outcome {
            Ok(_) => {
                self.progress.good += 1;
                self.issues.extend(converted.warnings);
                Ok(())
            }
            Err(refusal) => {
                let mut issues = converted.warnings;
                issues.push(refused(row, &refusal));
                self.refuse(row, issues)
            }
        }
    }

    fn refuse(&mut self, row: &TableRow, issues: Vec<RowIssue>) -> Result<(), Refusal> {
        self.progress.bad += 1;
        self.bad_rows.write(&row.cells, &issues).map_err(storage_failed)?;
        self.issues.extend(issues);
        Ok(())
    }

    fn write_issues(&mut self) -> Result<(), Refusal> {
        self.issues.sort_by_key(|issue| issue.row);
        for issue in self.issues.drain(..) {
            let line = serde_json::to_string(&issue).unwrap_or_default();
            writeln!(self.report, "{line}").map_err(storage_failed)?;
        }
        Ok(())
    }
}

fn refused(row: &TableRow, refusal: &Refusal) -> RowIssue {
    let code = if refusal.code == Code::AlreadyRegistered { "already_imported" } else { refusal.code.name() };
    RowIssue {
        row: row.number,
        column: String::new(),
        code: Cow::Borrowed(code),
        detail: Bilingual::new(refusal.message(Language::Zh), refusal.message(Language::En)),
        value: String::new(),
        severity: Severity::Error,
    }
}
