//! Published heads: which frame was the newest on each day, and its hash.
//!
//! The chain shows every change but one: an end cut off, or a whole history made anew from some frame on. Against that
//! one compares it with heads that were kept elsewhere: printed, mailed, in backups. Whoever can change the ledger can
//! change `heads.jsonl` beside it too, so a copy of it that is not on this machine is what proves something.

use crate::ledger::Position;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file's name in a data directory.
pub const FILE: &str = "heads.jsonl";
/// More than a line a day for a thousand years.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The newest frame of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The day, by the archive's time zone; none for a head that somebody typed.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// The frame.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
    /// The life of the archive it belongs to; none where that is not known.
    #[serde(default)]
    pub incarnation: Option<String>,
}

impl Head {
    /// Reads `SEQ:HASH`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (seq, hash) = text.split_once(':')?;
        let hash = hash.trim().to_lowercase();
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let seq = seq.trim().parse().ok().filter(|_| is_hash)?;
        Some(Self { date: None, seq, hash, incarnation: None })
    }
}

/// Reads a file of heads; one that is not there holds none. A last line that a loss of power cut short is no line.
///
/// # Errors
/// Those of the disk, and `InvalidData` for a line that is no head.
pub fn read(path: &Path) -> io::Result<Vec<Head>> {
    let bytes = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        metadata => metadata?.len(),
    };
    if bytes > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let text = fs::read_to_string(path)?;
    let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or_default());
    let head = |line| serde_json::from_str(line).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error));
    whole.lines().filter(|line| !line.trim().is_empty()).map(head).collect()
}

/// Adds the newest frame, unless the file's last line says the same, or `once_a_day` and it is of the same day.
///
/// # Errors
/// Those of the disk.
pub fn note(
    data_dir: &Path,
    date: NaiveDate,
    position: Position,
    incarnation: &str,
    once_a_day: bool,
) -> io::Result<()> {
    let path: PathBuf = data_dir.join(FILE);
    let hash = position.hash.to_string();
    let known = read(&path).unwrap_or_default();
    let is_known = known
        .last()
        .is_some_and(|last| (last.seq == position.seq && last.hash == hash) || (once_a_day && last.date == Some(date)));
    if position.seq == 0 || is_known {
        return Ok(());
    }
    let head = Head { date: Some(date), seq: position.seq, hash, incarnation: Some(incarnation.to_owned()) };
    let mut line = serde_json::to_vec(&head)?;
    line.push(b'\n');
    let torn = fs::read(&path).is_ok_and(|bytes| bytes.last().is_some_and(|byte| *byte != b'\n'));
    if torn {
        line.insert(0, b'\n');
    }
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    file.write_all(&line)?;
    file.sync_all()?;
    File::open(data_dir)?.sync_all()
}
