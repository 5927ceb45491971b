//! Proof: everything that is kept is walked and compared, and the first thing that does not fit is named, with what to
//! do about it. Nothing is ever changed: files that cannot be read without writing beside them are copied first.

mod beside;
mod derived;
mod line;
#[cfg(test)]
pub(super) mod tests;
mod walk;

pub use derived::Derived;
pub use line::{Line, Report, Verdict};

use super::erasure;
use super::heads::{self, Head};
use crate::ledger::LedgerError;
use crate::ledger::storage::{DiskStorage, Storage};
use std::io;
use std::path::Path;
use std::sync::Arc;

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

/// Walks everything in a data directory, and the originals in a scans directory. Heads that were published elsewhere are compared too.
///
/// # Errors
/// If the disk fails. Whatever does not fit is no error here: it stands in the report.
pub fn prove(
    data_dir: &Path,
    scans_dir: &Path,
    published: &[Head],
    derived: Derived<'_>,
) -> Result<Report, ProofError> {
    prove_watched((data_dir, scans_dir), published, derived, &mut |_| {})
}

/// The same of a data directory and a directory of scans, telling somebody which frame the walk has come to.
///
/// # Errors
/// As `prove`.
pub fn prove_watched(
    (data_dir, scans_dir): (&Path, &Path),
    published: &[Head],
    derived: Derived<'_>,
    come_to: &mut dyn FnMut(u64),
) -> Result<Report, ProofError> {
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::existing(data_dir.join("ledger"))?);
    let own = heads::read(&data_dir.join(heads::FILE));
    let under_way = erasure::is_under_way(data_dir);
    let mut walked = walk::walk(&storage, data_dir, (own.as_deref().unwrap_or_default(), published), come_to)?;
    if !walked.fits() {
        // A server that refuses a group cuts its frames, perhaps after they were read here. Damage is still there when
        // one looks again.
        walked = walk::walk(&storage, data_dir, (own.as_deref().unwrap_or_default(), published), come_to)?;
    }
    let mut report = Report { lines: walked.lines(published.len(), under_way) };
    if under_way {
        let line = Line::new("erasure", Verdict::Noted, "an erasure is not finished", "有一项删除尚未完成");
        report.lines.push(line.advise("Start the service: it finishes it by itself.", "请启动服务，它会自动完成。"));
    }
    if !walked.fits() {
        return Ok(report);
    }
    report.lines.extend(beside::heads(&own, &walked));
    if !under_way {
        report.lines.push(beside::listed_erasures(data_dir, &storage, &walked)?);
    }
    report.lines.extend(derived.check(data_dir, &storage, &walked));
    report.lines.extend(beside::files(data_dir, scans_dir, &walked)?);
    Ok(report)
}
