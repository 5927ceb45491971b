//! Opening the index, and the one writer that follows the ledger.
//!
//! The index is never trusted further than it can be checked: the commit payload says which schema wrote it and how far
//! it got, checksums are read at the start, and on any doubt it is put aside and begun anew.

use super::schema::{self, Fields, SCHEMA_VERSION, WRITTEN, WrittenTokenizer};
use super::{SearchDoc, SearchError, SearchIndex, guarded, tokens};
use crate::domain::ids::FolderNo;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Term};

/// What the writer collects in memory before it writes a segment by itself.
const BUDGET_BYTES: usize = 24 << 20;
/// Segments of more documents are left as they are: to merge them again would take a good part of a large import's time,
/// and memory while it is done. A million folders make about ten of them.
const MERGED_DOCS_MAX: usize = 100_000;

/// A number that no folder has: [`FolderNo`] is smaller.
const NO_FOLDER: u64 = u64::MAX;

/// How far the index has followed the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The last frame whose folders are in the index.
    pub seq: u64,
    /// That frame's hash, in hexadecimal digits.
    pub hash: String,
    /// The ledger's incarnation.
    pub incarnation: String,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    schema: u32,
    position: Position,
}

/// Something that had to be put right on opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedAside {
    /// Why the index was not used.
    pub reason: String,
    /// Where it is now.
    pub to: PathBuf,
}

impl fmt::Display for MovedAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the search index was put aside as {} and is built anew: {}", self.to.display(), self.reason)
    }
}

/// An index that is open.
#[derive(Debug)]
pub struct Opened {
    /// For queries; cheap to clone.
    pub index: SearchIndex,
    /// For the one follower.
    pub indexer: Indexer,
    /// Where to go on following; from the start if there is none.
    pub position: Option<Position>,
    /// What was put aside.
    pub warnings: Vec<MovedAside>,
}

/// Why an index is not used.
enum Doubt {
    /// It is not to be trusted: put it aside.
    Content(String),
    /// It cannot be used, whatever it holds: say so.
    Environment(SearchError),
}

impl From<tantivy::TantivyError> for Doubt {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            // Somebody else is at work in it; moving it away from under him would help nobody.
            tantivy::TantivyError::LockFailure(..) => Self::Environment(SearchError::InUse),
            error => Self::Content(error.to_string()),
        }
    }
}

/// Opens the index in `dir`, or creates it.
pub fn open(dir: &Path) -> Result<Opened, SearchError> {
    match try_open(dir) {
        Ok(opened) => Ok(opened),
        Err(Doubt::Environment(error)) => Err(error),
        Err(Doubt::Content(reason)) => {
            let to = move_aside(dir)?;
            let mut opened = try_open(dir).map_err(|doubt| match doubt {
                Doubt::Content(reason) => SearchError::Index(reason),
                Doubt::Environment(error) => error,
            })?;
            opened.warnings.push(MovedAside { reason, to });
            Ok(opened)
        }
    }
}

fn try_open(dir: &Path) -> Result<Opened, Doubt> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| open_trusting(dir)))
        .unwrap_or_else(|_| Err(Doubt::Content("reading it failed badly".to_owned())))
}

fn open_trusting(dir: &Path) -> Result<Opened, Doubt> {
    std::fs::create_dir_all(dir).map_err(|error| Doubt::Environment(error.into()))?;
    let (schema, fields) = schema::schema();
    let directory = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
    let exists = Index::exists(&directory).map_err(tantivy::TantivyError::from)?;
    let index = if exists { Index::open(directory)? } else { create(directory, dir, schema.clone())? };
    if index.schema() != schema {
        return Err(Doubt::Content("it was written with other fields".to_owned()));
    }
    index.tokenizers().register(WRITTEN, WrittenTokenizer::default());
    let position = position(&index)?;
    let damaged = index.validate_checksum()?;
    if let Some(file) = damaged.iter().min() {
        return Err(Doubt::Content(format!(
            "{} of its files are damaged, {} among them",
            damaged.len(),
            file.display()
        )));
    }
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let indexer = Indexer::new(&index, fields, reader.clone())?;
    Ok(Opened {
        index: SearchIndex { reader, fields, columns: Arc::default(), doubted: Arc::default() },
        indexer,
        position,
        warnings: Vec::new(),
    })
}

fn create(directory: MmapDirectory, dir: &Path, schema: tantivy::schema::Schema) -> Result<Index, Doubt> {
    let is_empty = |dir: &Path| std::fs::read_dir(dir).map(|mut entries| entries.next().is_none());
    if !is_empty(dir).map_err(|error| Doubt::Environment(error.into()))? {
        return Err(Doubt::Content("its table of contents is missing".to_owned()));
    }
    Ok(Index::create(directory, schema, tantivy::IndexSettings::default())?)
}

fn position(index: &Index) -> Result<Option<Position>, Doubt> {
    let metas = index.load_metas()?;
    let Some(payload) = metas.payload else {
        let fresh = metas.segments.is_empty();
        return if fresh { Ok(None) } else { Err(Doubt::Content("it does not say how far it got".to_owned())) };
    };
    match serde_json::from_str::<Payload>(&payload) {
        Ok(payload) if payload.schema == SCHEMA_VERSION => Ok(Some(payload.position)),
        Ok(payload) => Err(Doubt::Content(format!("it is of version {}, not {SCHEMA_VERSION}", payload.schema))),
        Err(_) => Err(Doubt::Content("how far it got is unreadable".to_owned())),
    }
}

/// Renames `dir`, in place of what was put aside before: one is enough to look into, more only fill the disk.
fn move_aside(dir: &Path) -> Result<PathBuf, SearchError> {
    let mut name = dir.file_name().unwrap_or_default().to_os_string();
    name.push(".aside");
    let to = dir.with_file_name(name);
    if to.exists() {
        std::fs::remove_dir_all(&to)?;
    }
    std::fs::rename(dir, &to)?;
    Ok(to)
}

/// The writer. There is one, and it belongs to the follower. It ends when its last merge has: one that were left to
/// itself would clear files away that the table of contents still names.
pub struct Indexer {
    /// There until it ends.
    writer: Option<IndexWriter>,
    reader: IndexReader,
    fields: Fields,
    /// One more than the highest folder that may be in the index: what is above need not be taken out first.
    unseen: u64,
}

impl fmt::Debug for Indexer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Indexer").field("unseen", &self.unseen).finish_non_exhaustive()
    }
}

impl Indexer {
    fn new(index: &Index, fields: Fields, reader: IndexReader) -> tantivy::Result<Self> {
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(BUDGET_BYTES)
            .num_worker_threads(1)
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter = index.writer_with_options(options)?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(0.3);
        policy.set_max_docs_before_merge(MERGED_DOCS_MAX);
        writer.set_merge_policy(Box::new(policy));
        let mut unseen = 0;
        for segment in reader.searcher().segment_readers() {
            let name = index.schema().get_field_name(fields.folder).to_owned();
            unseen = unseen.max(segment.fast_fields().u64(&name)?.max_value() + 1);
        }
        // Files that a killed writer made and no commit names; the next of the same name could not be written.
        writer.garbage_collect_files().wait()?;
        // A writer numbers its first operation like the commit it found. Were that operation the removal of a folder, a
        // merge of that commit's segments could count it as done where it is not, and the folder would stand here twice.
        writer.delete_term(Term::from_field_u64(fields.folder, NO_FOLDER));
        Ok(Self { writer: Some(writer), reader, fields, unseen })
    }

    /// Puts a folder in, in place of what is known of it. To be found after the next commit.
    ///
    /// # Errors
    /// If the writer has failed; it must then be opened anew.
    pub fn put(&mut self, doc: &SearchDoc) -> Result<(), SearchError> {
        let folder = u64::from(doc.folder.0);
        let document = tokens::document(doc, &self.fields);
        if folder < self.unseen {
            self.delete(doc.folder)?;
        }
        self.unseen = self.unseen.max(folder + 1);
        let writer = self.writer()?;
        guarded(|| writer.add_document(document))?;
        Ok(())
    }

    /// Takes a folder out.
    ///
    /// # Errors
    /// As for [`put`](Self::put).
    pub fn delete(&mut self, folder: FolderNo) -> Result<(), SearchError> {
        let term = Term::from_field_u64(self.fields.folder, u64::from(folder.0));
        self.writer()?.delete_term(term);
        Ok(())
    }

    /// Makes everything put and deleted so far durable and found, together with the position it brings the index to.
    ///
    /// # Errors
    /// If the disk or the writer failed; the index must then be opened anew, and is as it was after the last commit.
    pub fn commit(&mut self, position: &Position) -> Result<(), SearchError> {
        let payload = Payload { schema: SCHEMA_VERSION, position: position.clone() };
        let payload = serde_json::to_string(&payload).map_err(|error| SearchError::Index(error.to_string()))?;
        let reader = self.reader.clone();
        let writer = self.writer()?;
        guarded(|| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&payload);
            prepared.commit()?;
            reader.reload()
        })
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, SearchError> {
        self.writer.as_mut().ok_or_else(|| SearchError::Index("its writer has ended".to_owned()))
    }

    /// As if whoever wrote were killed each time before a merge.
    #[cfg(test)]
    pub(super) fn leave_segments_apart(&mut self) {
        use tantivy::merge_policy::NoMergePolicy;
        self.writer.iter().for_each(|writer| writer.set_merge_policy(Box::new(NoMergePolicy)));
    }

    /// Waits until no merge is running any more, and gives up the writer.
    ///
    /// # Errors
    /// If a merge failed.
    pub fn close(mut self) -> Result<(), SearchError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), SearchError> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        guarded(|| writer.wait_merging_threads())
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!(%error, "the search index's writer ended badly");
        }
    }
}
