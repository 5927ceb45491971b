//! Imports: a table of folders is uploaded, given a meaning, and only then becomes a job: first as a dry run, then in
//! earnest.

use super::import_steps::{BAD_ROWS, TABLE};
use super::job::{self, Import, Job, JobState, Progress, RunOptions, Work};
use super::{Jobs, UPLOAD, storage_failed};
use crate::archive::Meta;
use crate::domain::business_type::BusinessType;
use crate::domain::refusal::{Code, Refusal};
use crate::import::{Mapping, TableFormat, file_digest, open_table, suggest_mapping};
use std::fs;
use std::path::{Path, PathBuf};

/// How many rows are shown with the mapping.
const SAMPLE_ROWS: usize = 5;
/// How many characters of a cell are shown with the mapping.
const SAMPLE_CHARS: usize = 80;

impl Jobs {
    /// Where an upload may be written before `add_import`.
    #[must_use]
    pub fn new_upload(&self) -> PathBuf {
        self.inner.imports.join(format!("{}.{UPLOAD}", self.archive().clock().new_id()))
    }

    /// Takes an uploaded file: reads its headings and a few rows, and proposes a mapping.
    ///
    /// # Errors
    /// If it is not a table we can read; the file is then removed.
    pub fn add_import(&self, upload: &Path, file_name: &str, sender: &Meta) -> Result<(Job, Import), Refusal> {
        let result = self.try_add(upload, file_name, sender);
        if result.is_err() {
            let _ = fs::remove_file(upload);
        }
        result
    }

    fn try_add(&self, upload: &Path, file_name: &str, sender: &Meta) -> Result<(Job, Import), Refusal> {
        let clock = self.archive().clock();
        let mut import = inspect(upload, file_name)?;
        import.mapping = self
            .saved_mapping(&import.headings)
            .unwrap_or_else(|| suggest_mapping(&import.headings, &self.business_types()));
        let now = clock.now();
        let job = Job {
            id: clock.new_id(),
            actor: sender.actor,
            local_user: sender.local_user.clone(),
            created_at: now,
            queued_at: now,
            ended_at: None,
            state: JobState::Uploaded,
            dry_run: false,
            progress: Progress { total: import.rows, ..Progress::default() },
            failure: None,
            by_itself: false,
            request: None,
            work: Work::Import(Box::new(import.clone())),
        };
        let folder = self.folder_of(&job);
        let placed = fs::create_dir_all(&folder).and_then(|()| fs::rename(upload, folder.join(TABLE)));
        placed.and_then(|()| job::write(&folder, &job)).map_err(storage_failed)?;
        self.insert(&mut self.table(), job.clone());
        Ok((job, import))
    }

    fn business_types(&self) -> Vec<BusinessType> {
        let now = self.archive().now();
        now.state.organisation.types().map(|(_, business_type)| (**business_type).clone()).collect()
    }

    /// A saved mapping whose columns are exactly these headings.
    fn saved_mapping(&self, headings: &[String]) -> Option<Mapping> {
        let now = self.archive().now();
        let mut saved = now.state.organisation.mappings().values().filter_map(|text| serde_json::from_str(text).ok());
        saved
            .find(|mapping: &Mapping| {
                mapping.columns.len() == headings.len()
                    && mapping.columns.iter().all(|column| headings.contains(&column.heading))
            })
            .map(|mapping| mapping.fitted_to(headings))
    }

    /// Asks for an import, or for its dry run, which registers nothing and names everything wrong. One that has ended
    /// may be asked for again.
    ///
    /// # Errors
    /// `ImportUnknown`, `ImportRunning`, `TooManyJobs`, `StorageFailed`, or what is wrong with the mapping.
    pub fn start_import(
        &self,
        id: &str,
        mapping: &Mapping,
        run: RunOptions,
        dry_run: bool,
        sender: &Meta,
    ) -> Result<(Job, Import), Refusal> {
        self.import(id)?;
        if let Some(issue) = mapping.validate(&self.business_types()).first() {
            return Err(Refusal::bad_in_words(&issue.heading, &issue.detail.en, &issue.detail.zh));
        }
        // Disk and memory change under one lock: what ends cannot overwrite what begins, and what could not be written
        // down did not begin.
        let mut table = self.table();
        Self::check_room(&table)?;
        let busy = table.busy.contains(id);
        let known = table.jobs.get_mut(id).ok_or_else(|| unknown(id))?;
        let Work::Import(import) = &known.work else { return Err(unknown(id)) };
        if busy || known.state.is_open() {
            return Err(Code::ImportRunning.into());
        }
        let import = Import { mapping: mapping.fitted_to(&import.headings), run, ..(**import).clone() };
        let job = Job {
            // Whoever runs it answers for what it brings in, not whoever brought the file.
            actor: sender.actor,
            local_user: sender.local_user.clone(),
            queued_at: self.archive().clock().now(),
            ended_at: None,
            state: JobState::Waiting,
            dry_run,
            progress: Progress { total: import.rows, ..Progress::default() },
            failure: None,
            by_itself: false,
            work: Work::Import(Box::new(import.clone())),
            ..known.clone()
        };
        let folder = self.folder_of(&job);
        job::forget_position(&folder).and_then(|()| job::write(&folder, &job)).map_err(storage_failed)?;
        *known = job.clone();
        drop(table);
        self.wake();
        Ok((job, import))
    }

    /// An import.
    ///
    /// # Errors
    /// `ImportUnknown`.
    pub fn import(&self, id: &str) -> Result<(Job, Import), Refusal> {
        let job = self.table().jobs.get(id).cloned();
        job.and_then(as_import).ok_or_else(|| unknown(id))
    }

    /// All imports, the newest first.
    #[must_use]
    pub fn imports(&self) -> Vec<(Job, Import)> {
        let mut imports: Vec<_> = self.table().jobs.values().cloned().filter_map(as_import).collect();
        imports.sort_by_key(|(job, _)| std::cmp::Reverse(job.created_at));
        imports
    }

    /// The rows that could not be taken, as a file to mend.
    ///
    /// # Errors
    /// `ImportUnknown`.
    pub fn bad_rows(&self, id: &str) -> Result<PathBuf, Refusal> {
        Ok(self.folder_of(&self.import(id)?.0).join(BAD_ROWS))
    }
}

fn as_import(job: Job) -> Option<(Job, Import)> {
    if let Work::Import(import) = &job.work {
        let import = (**import).clone();
        return Some((job, import));
    }
    None
}

fn unknown(id: &str) -> Refusal {
    Refusal::new(Code::ImportUnknown).with("id", id)
}

/// Reads a file once: headings, a few rows, how many there are.
fn inspect(path: &Path, file_name: &str) -> Result<Import, Refusal> {
    let mut table = open_table(path)?;
    let headings = table.headings().to_vec();
    let encoding = match table.format() {
        TableFormat::Delimited { encoding, .. } => encoding.name().to_owned(),
        TableFormat::Workbook { sheet } => format!("XLSX: {sheet}"),
    };
    let mut sample = Vec::new();
    let mut rows = 0;
    for row in table.by_ref() {
        let row = row?;
        rows += 1;
        if sample.len() < SAMPLE_ROWS {
            sample.push(row.cells.iter().map(|cell| cell.chars().take(SAMPLE_CHARS).collect()).collect());
        }
    }
    Ok(Import {
        file_name: file_name.chars().filter(|c| !c.is_control()).take(200).collect(),
        sha256: file_digest(path)?,
        rows,
        encoding,
        headings,
        sample,
        mapping: Mapping::default(),
        run: RunOptions::default(),
    })
}
