//! Published heads: which frame was the newest on each day, and its hash.
//!
//! The chain shows every change but one: an end cut off, or a whole history made anew from some frame on. Against that
//! one compares it with heads that were kept elsewhere: printed, mailed, in backups. Whoever can change the ledger can
//! change `heads.jsonl` beside it too, so a copy of it that is not on this machine is what proves something.

use crate::ledger::{Frame, Position};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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
    parse(&fs::read(path)?)
}

/// Reads the lines of such a file.
///
/// # Errors
/// `InvalidData` for a line that is no head.
pub fn parse(bytes: &[u8]) -> io::Result<Vec<Head>> {
    let invalid = |detail: String| io::Error::new(io::ErrorKind::InvalidData, detail);
    let text = std::str::from_utf8(bytes).map_err(|error| invalid(error.to_string()))?;
    let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or_default());
    let head = |(number, line): (usize, &str)| {
        let head: Head =
            serde_json::from_str(line).map_err(|error| invalid(format!("line {}: {error}", number + 1)))?;
        let is_head = Head::parse(&format!("{}:{}", head.seq, head.hash)).is_some_and(|read| read.hash == head.hash);
        if is_head { Ok(head) } else { Err(invalid(format!("line {}: no head", number + 1))) }
    };
    whole.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(head).collect()
}

/// The lines of such a file.
///
/// # Errors
/// Those of the serializer.
pub fn lines(heads: &[Head]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for head in heads {
        serde_json::to_writer(&mut bytes, head)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Heads of several lists: each frame's once, in order, with the date that was first said of it.
#[must_use]
pub fn distinct(all: impl IntoIterator<Item = Head>) -> Vec<Head> {
    let mut distinct: BTreeMap<(u64, String, Option<String>), Head> = BTreeMap::new();
    for head in all {
        distinct.entry((head.seq, head.hash.clone(), head.incarnation.clone())).or_insert(head);
    }
    distinct.into_values().collect()
}

/// How published heads fit a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// So many are frames of it.
    Fit(usize),
    /// Another frame was published under this number: the history was made anew.
    Other(Head),
    /// A frame behind the last one was published: the end was cut off.
    Beyond(Head),
}

impl Outcome {
    /// What does not fit in a ledger that ends at a frame, as a sentence without its end.
    #[must_use]
    pub fn sentence(&self, end: u64) -> String {
        match self {
            Self::Fit(matched) => format!("{matched} published heads fit"),
            Self::Other(Head { seq, hash, .. }) => {
                format!("frame {seq} is not the one that was published with the hash {hash}")
            }
            Self::Beyond(Head { seq, .. }) => {
                format!("frame {seq} was published, and the ledger ends at frame {end}: its end was cut off")
            }
        }
    }
}

/// Compares published heads with a ledger while somebody walks it. What was published of a former life of the archive
/// behind the frame it was restored to is not meant.
#[derive(Debug, Default)]
pub struct Comparing {
    by_seq: BTreeMap<u64, Vec<Head>>,
    life: Option<String>,
    lives: BTreeSet<String>,
    end: u64,
    matched: usize,
    other: Option<Head>,
}

impl Comparing {
    /// With these heads.
    #[must_use]
    pub fn with(heads: impl IntoIterator<Item = Head>) -> Self {
        let mut comparing = Self::default();
        for head in heads {
            comparing.by_seq.entry(head.seq).or_default().push(head);
        }
        comparing
    }

    /// Takes the next frame.
    pub fn take(&mut self, frame: &Frame) {
        #[derive(Deserialize)]
        struct Began {
            incarnation: String,
        }
        for raw in frame.events.iter().filter(|raw| raw.kind == "ArchiveBegan") {
            if let Ok(Began { incarnation }) = serde_json::from_str(raw.facts.get()) {
                self.lives.insert(incarnation.clone());
                self.life = Some(incarnation);
            }
        }
        self.end = frame.seq;
        let Some(heads) = self.by_seq.get(&frame.seq) else { return };
        let hash = frame.hash.to_string();
        for head in heads.iter().filter(|head| is_of(head, self.life.as_deref())) {
            if head.hash == hash {
                self.matched += 1;
            } else {
                self.other.get_or_insert_with(|| head.clone());
            }
        }
    }

    /// What was found once the last frame was taken.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if let Some(head) = &self.other {
            return Outcome::Other(head.clone());
        }
        let mut beyond = self.by_seq.range(self.end.saturating_add(1)..).flat_map(|(_, heads)| heads);
        match beyond.find(|head| is_of(head, self.life.as_deref())) {
            Some(head) => Outcome::Beyond(head.clone()),
            None => Outcome::Fit(self.matched),
        }
    }

    /// Whether a head is of a life that this ledger knows.
    #[must_use]
    pub fn knows(&self, head: &Head) -> bool {
        head.incarnation.as_ref().is_none_or(|life| self.lives.contains(life))
    }
}

fn is_of(head: &Head, life: Option<&str>) -> bool {
    head.incarnation.as_deref().is_none_or(|of| life == Some(of))
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
    let mut line = lines(&[head])?;
    let torn = fs::read(&path).is_ok_and(|bytes| bytes.last().is_some_and(|byte| *byte != b'\n'));
    if torn {
        line.insert(0, b'\n');
    }
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    file.write_all(&line)?;
    file.sync_all()?;
    File::open(data_dir)?.sync_all()
}
