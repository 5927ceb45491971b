//! Proof: everything that is kept is walked and compared, and the first thing that does not fit is named, with what to
//! do about it. Nothing is ever changed: files that cannot be read without writing beside them are copied first.

mod derived;
mod walk;

pub use derived::Derived;

use super::erasure;
use super::heads::{self, Head};
use crate::blobs::{self, Blobs};
use crate::domain::refusal::Language;
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{LedgerError, LedgerReader};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use std::sync::Arc;
use walk::Walked;

/// How something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is as it must be.
    Fits,
    /// Nothing is wrong, but somebody may want to know.
    Noted,
    /// It does not fit.
    Misfit,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What was looked at.
    pub check: String,
    /// How it was found.
    pub verdict: Verdict,
    /// A sentence in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
    /// What to do, where something has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice_en: Option<String>,
    /// The same in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice_zh: Option<String>,
}

impl Line {
    fn new(check: &str, verdict: Verdict, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let (en, zh) = (en.into(), zh.into());
        Self { check: check.to_owned(), verdict, en, zh, advice_en: None, advice_zh: None }
    }

    fn advise(mut self, en: &str, zh: &str) -> Self {
        (self.advice_en, self.advice_zh) = (Some(en.to_owned()), Some(zh.to_owned()));
        self
    }

    /// The sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> &str {
        if language == Language::Zh { &self.zh } else { &self.en }
    }

    /// What to do.
    #[must_use]
    pub fn advice(&self, language: Language) -> Option<&str> {
        if language == Language::Zh { self.advice_zh.as_deref() } else { self.advice_en.as_deref() }
    }
}

/// What was found, in the order it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// One line for each thing.
    pub lines: Vec<Line>,
}

impl Report {
    /// The first thing that does not fit.
    #[must_use]
    pub fn misfit(&self) -> Option<&Line> {
        self.lines.iter().find(|line| line.verdict == Verdict::Misfit)
    }
}

/// Why nothing could be proved.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The disk failed.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// The ledger cannot be read.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
}

/// Walks everything in a data directory. Heads that were published elsewhere are compared too.
///
/// # Errors
/// If the disk fails. Whatever does not fit is no error here: it stands in the report.
pub fn prove(data_dir: &Path, published: &[Head], derived: Derived<'_>) -> Result<Report, ProofError> {
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::existing(data_dir.join("ledger"))?);
    let mut all = heads::read(&data_dir.join(heads::FILE)).unwrap_or_default();
    all.extend_from_slice(published);
    let under_way = erasure::is_under_way(data_dir);
    let mut walked = walk::walk(&storage, data_dir, &all)?;
    if !walked.fits() {
        // A server that refuses a group cuts its frames, perhaps after they were read here. Damage is still there when
        // one looks again.
        walked = walk::walk(&storage, data_dir, &all)?;
    }
    let mut report = Report { lines: walked.lines(published.len(), under_way) };
    if under_way {
        let line = Line::new("erasure", Verdict::Noted, "an erasure is not finished", "有一项删除尚未完成");
        report.lines.push(line.advise("Start the service: it finishes it by itself.", "请启动服务，它会自动完成。"));
    }
    if !walked.fits() {
        return Ok(report);
    }
    report.lines.push(listed_erasures(data_dir, &storage)?);
    report.lines.extend(derived.check(data_dir, &storage, &walked));
    report.lines.extend(files(data_dir, &walked)?);
    Ok(report)
}

/// Whether every item on the list of erasures that this ledger has is erased in it.
fn listed_erasures(data_dir: &Path, storage: &Arc<dyn Storage>) -> Result<Line, ProofError> {
    let reader = LedgerReader::open(storage.clone())?;
    let head = reader.head().seq;
    let mut count = 0;
    for listed in erasure::read_list(&data_dir.join(erasure::LIST))? {
        if listed.seq == 0 || listed.seq > head {
            continue;
        }
        let items = reader.private_items(listed.seq)?;
        let Some(item) = items.get(listed.item as usize).filter(|item| item.digest == Some(listed.digest)) else {
            continue;
        };
        if !item.is_erased {
            let (seq, event) = (listed.seq, listed.item + 1);
            let line = Line::new(
                "erasures",
                Verdict::Misfit,
                format!("frame {seq}, event {event} is on the list of erasures and is still there"),
                format!("帧 {seq} 第 {event} 个事件已列入删除清单，但内容仍在"),
            );
            return Ok(line.advise(
                "Was a backup copied back by hand? Restore it with `strongroom restore`, which erases again.",
                "是否手工复制了备份？请用 `strongroom restore` 恢复，它会重新删除。",
            ));
        }
        count += 1;
    }
    let (en, zh) = (format!("all {count} listed erasures are carried out"), format!("{count} 项删除均已执行"));
    Ok(Line::new("erasures", Verdict::Fits, en, zh))
}

/// Whether every attached file is there and is the one that came in.
fn files(data_dir: &Path, walked: &Walked) -> Result<Option<Line>, ProofError> {
    let Some(blobs) = Blobs::existing(data_dir).map_err(io::Error::other)? else { return Ok(None) };
    let mut count = 0_u64;
    for hash in walked.state.attachments.blobs() {
        let damage = blobs::wait_for(blobs.check(hash))?.map_err(io::Error::other)?;
        if let Some(damage) = damage {
            let line = Line::new(
                "files",
                Verdict::Misfit,
                format!("the attached file {hash} does not fit: {damage:?}"),
                format!("附件 {hash} 不符：{damage:?}"),
            );
            return Ok(Some(line.advise(
                "Fetch this file from a backup: its name there is the same.",
                "请从备份中取回该文件，文件名相同。",
            )));
        }
        count += 1;
    }
    let (en, zh) = (format!("all {count} attached files are as they came in"), format!("{count} 个附件完好"));
    Ok(Some(Line::new("files", Verdict::Fits, en, zh)))
}
