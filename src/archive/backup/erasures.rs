//! The list of erasures as far as backups are concerned: which private parts of which frames were erased, ever. It is kept
//! beside the ledger, in every snapshot, and may be given to a restore by itself; the longer list wins.

use super::error::BackupError;
use crate::archive::codec;
use crate::domain::attachment::BlobHash;
use crate::domain::event::Event;
use crate::ledger::LedgerReader;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The lines of a list of erasures, in order, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Erasures {
    lines: Vec<String>,
    items: Vec<Item>,
}

/// As much of a line as tells what was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Item {
    seq: u64,
    item: u32,
    #[serde(default)]
    pages: Option<Pages>,
}

/// As much of erased pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Pages {
    sha256: BlobHash,
    is_destroyed: bool,
}

impl Erasures {
    /// Reads a list: one JSON object a line. A last line that was never finished is no line.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut list = Self::default();
        let text = String::from_utf8_lossy(bytes);
        text.lines().for_each(|line| list.add(line));
        list
    }

    fn add(&mut self, line: &str) {
        let Ok(item) = serde_json::from_str(line) else { return };
        if !self.lines.iter().any(|known| known == line) {
            self.lines.push(line.to_owned());
            self.items.push(item);
        }
    }

    /// This list and another one: what either of them says was erased.
    pub(super) fn with(mut self, other: &Self) -> Self {
        other.lines.iter().for_each(|line| self.add(line));
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The list as a file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.lines.iter().flat_map(|line| line.bytes().chain([b'\n'])).collect()
    }

    /// The files of attachments whose words were erased, and the originals that were destroyed.
    pub(super) fn blobs(&self, reader: &LedgerReader) -> Result<BTreeSet<BlobHash>, BackupError> {
        let mut blobs = BTreeSet::new();
        for Item { seq, item, pages } in &self.items {
            blobs.extend(pages.filter(|pages| pages.is_destroyed).map(|pages| pages.sha256));
            // A frame that this ledger does not have names no file that it needs.
            let Ok(frame) = reader.read(*seq) else { continue };
            let raw = frame.events.get(*item as usize).filter(|raw| raw.kind == "Attached");
            if let Some(Ok(Event::Attached(event, _))) = raw.map(|raw| codec::decode(*seq, raw)) {
                blobs.insert(event.sha256);
            }
        }
        Ok(blobs)
    }
}
