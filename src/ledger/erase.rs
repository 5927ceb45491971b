//! Overwriting private items, in place and at equal length, where the law asks for it. This is the only way in which
//! stored bytes ever change: only whole items, only with the mark of erasure, and only where frame, event and digest are
//! the ones that were named. Who may ask for it, and that an event says so, is others' business.

use super::decode::decode_with_items;
use super::encode::erased_item;
use super::error::LedgerError;
use super::frame::{Address, PrivatePart};
use super::hash::Hash256;
use super::lines::{Found, Lines};
use super::reader::LedgerReader;
use super::segment;
use super::storage::{Storage, StorageFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

const CHUNK_BYTES: usize = 64 * 1024;

/// A private item that is to be erased, and where it stands: enough to finish the work after a loss of power that left
/// it half overwritten and its frame unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasing {
    /// The frame.
    pub seq: u64,
    /// The event in it, counted from 0.
    pub item: u32,
    /// The digest that the event has of it, and will have for ever.
    pub digest: Hash256,
    /// The frame's segment.
    pub segment: u32,
    /// Where the frame's line begins.
    pub line: u64,
    /// Where the item begins in the line.
    pub begin: u64,
    /// How long it is.
    pub bytes: u64,
}

impl Erasing {
    fn range(&self) -> std::ops::Range<usize> {
        let begin = usize::try_from(self.begin).unwrap_or(usize::MAX);
        begin..begin.saturating_add(usize::try_from(self.bytes).unwrap_or(usize::MAX))
    }

    fn refuse(&self, detail: impl Into<String>) -> LedgerError {
        LedgerError::NotErasable { seq: self.seq, item: self.item, detail: detail.into() }
    }
}

impl LedgerReader {
    /// Where private items stand that are to be erased: (frame, event in it counted from 0). Those that are erased
    /// already are left out.
    ///
    /// # Errors
    /// [`LedgerError::NotErasable`] if there is no such item, and what reading answers.
    pub fn locate(&self, items: &[(u64, u32)]) -> Result<Vec<Erasing>, LedgerError> {
        let mut by_frame: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (seq, item) in items {
            by_frame.entry(*seq).or_default().push(*item);
        }
        let mut located = Vec::with_capacity(items.len());
        for (seq, wanted) in by_frame {
            let address = self.address_of(seq)?;
            let line = read_line(self.storage().as_ref(), address)?;
            let none =
                |detail: String| LedgerError::NoFrameThere { segment: address.segment, offset: address.offset, detail };
            let (frame, found) = decode_with_items(&line, address).map_err(|bad| none(bad.to_string()))?;
            for item in wanted {
                let refuse = |detail: &str| LedgerError::NotErasable { seq, item, detail: detail.to_owned() };
                let place = found.get(item as usize).ok_or_else(|| refuse("there is no such event"))?;
                let digest = place.digest.ok_or_else(|| refuse("it has no private part"))?;
                if frame.events.get(item as usize).is_some_and(|event| matches!(event.private, PrivatePart::Erased)) {
                    continue;
                }
                located.push(Erasing {
                    seq,
                    item,
                    digest,
                    segment: address.segment,
                    line: address.offset,
                    begin: place.range.start as u64,
                    bytes: place.range.len() as u64,
                });
            }
        }
        Ok(located)
    }
}

/// Overwrites private items and makes it durable.
pub(super) fn erase(storage: &Arc<dyn Storage>, items: &[Erasing]) -> Result<usize, LedgerError> {
    overwrite(storage, items, false)
}

/// Finishes overwriting private items after a loss of power, when the ledger is not opened yet: an item may be half
/// overwritten then.
///
/// # Errors
/// [`LedgerError::NotErasable`] if something else stands there, or the disk failed; it is safe to try again.
pub fn finish_erasing(storage: &Arc<dyn Storage>, items: &[Erasing]) -> Result<usize, LedgerError> {
    overwrite(storage, items, true)
}

fn overwrite(storage: &Arc<dyn Storage>, items: &[Erasing], may_be_half: bool) -> Result<usize, LedgerError> {
    let mut lines: BTreeMap<Address, Vec<&Erasing>> = BTreeMap::new();
    for item in items {
        lines.entry(Address { segment: item.segment, offset: item.line }).or_default().push(item);
    }
    let mut writes: BTreeMap<u32, Vec<(u64, Vec<u8>)>> = BTreeMap::new();
    let mut count = 0;
    for (address, items) in &lines {
        for (offset, bytes) in writes_for(storage.as_ref(), *address, items, may_be_half)? {
            writes.entry(address.segment).or_default().push((offset, bytes));
            count += 1;
        }
    }
    for (number, writes) in writes {
        let doing = "overwriting private data";
        let file = storage.open_to_write(&segment::name(number)).map_err(LedgerError::io(doing))?;
        for (offset, bytes) in &writes {
            file.write_at(bytes, *offset).map_err(LedgerError::io(doing))?;
        }
        file.sync().map_err(LedgerError::io("making an erasure durable"))?;
    }
    for (address, items) in &lines {
        check_erased(storage.as_ref(), *address, items)?;
    }
    Ok(count)
}

/// What has to be written so that the items of one line are erased. The line is tried in memory first: only if it is then
/// a right frame, with these items at these places, is anything written.
fn writes_for(
    storage: &dyn Storage,
    address: Address,
    items: &[&Erasing],
    may_be_half: bool,
) -> Result<Vec<(u64, Vec<u8>)>, LedgerError> {
    let line = read_line(storage, address)?;
    let mut after = line.clone();
    let mut writes = Vec::new();
    for erasing in items {
        let range = erasing.range();
        let now = line.get(range.clone()).ok_or_else(|| erasing.refuse("the frame is shorter"))?;
        let mark = erased_item(now.len()).ok_or_else(|| erasing.refuse("it is too short to have been an item"))?;
        if *now == *mark {
            continue;
        }
        if !may_be_half && Hash256::of(now) != erasing.digest {
            return Err(erasing.refuse("it is not what its digest was made of"));
        }
        if let Some(place) = after.get_mut(range) {
            place.copy_from_slice(&mark);
        }
        writes.push((address.offset.saturating_add(erasing.begin), mark));
    }
    check_line(&after, address, items)?;
    Ok(writes)
}

fn check_line(line: &[u8], address: Address, items: &[&Erasing]) -> Result<(), LedgerError> {
    let decoded = decode_with_items(line, address);
    for erasing in items {
        let (frame, found) = decoded.as_ref().map_err(|bad| erasing.refuse(bad.to_string()))?;
        let place = found.get(erasing.item as usize).ok_or_else(|| erasing.refuse("there is no such event"))?;
        if frame.seq != erasing.seq || place.digest != Some(erasing.digest) || place.range != erasing.range() {
            return Err(erasing.refuse(format!("frame {} is there, with something else in that place", frame.seq)));
        }
    }
    Ok(())
}

/// Reads back what was written.
fn check_erased(storage: &dyn Storage, address: Address, items: &[&Erasing]) -> Result<(), LedgerError> {
    let line = read_line(storage, address)?;
    check_line(&line, address, items)?;
    for erasing in items {
        let now = line.get(erasing.range()).unwrap_or_default();
        if erased_item(now.len()).as_deref() != Some(now) {
            return Err(erasing.refuse("the disk did not take it"));
        }
    }
    Ok(())
}

fn read_line(storage: &dyn Storage, address: Address) -> Result<Vec<u8>, LedgerError> {
    let Address { segment, offset } = address;
    let none = |detail: &str| LedgerError::NoFrameThere { segment, offset, detail: detail.to_owned() };
    let file: Arc<dyn StorageFile> =
        storage.open(&segment::name(segment)).map_err(LedgerError::io("opening a segment"))?;
    let mut lines = Lines::new(file, offset, CHUNK_BYTES);
    match lines.next().map_err(LedgerError::io("reading a frame"))? {
        Found::Whole => Ok(lines.line().to_vec()),
        _ => Err(none("no whole line")),
    }
}

/// What stands in the private part of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateItem {
    /// The digest that the event has of it, if it ever had one.
    pub digest: Option<Hash256>,
    /// Whether it was overwritten.
    pub is_erased: bool,
}

impl LedgerReader {
    /// What stands in the private part of each event of a frame.
    ///
    /// # Errors
    /// If there is no such frame, it is damaged, or the ledger cannot be read.
    pub fn private_items(&self, seq: u64) -> Result<Vec<PrivateItem>, LedgerError> {
        let address = self.address_of(seq)?;
        let Address { segment, offset } = address;
        let line = read_line(self.storage().as_ref(), address)?;
        let (frame, items) = decode_with_items(&line, address).map_err(|bad| LedgerError::NoFrameThere {
            segment,
            offset,
            detail: bad.to_string(),
        })?;
        let is_erased =
            |index: usize| frame.events.get(index).is_some_and(|event| matches!(event.private, PrivatePart::Erased));
        let item = |(index, item): (usize, &super::decode::Item)| PrivateItem {
            digest: item.digest,
            is_erased: is_erased(index),
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// Overwrites private items for ever, and removes the copies of torn tails. Everything is looked at before the first
    /// byte is written: an item that is neither what its digest says nor erased already is refused, and nothing is
    /// written then. Safe beside the writer, who never touches what is durable.
    ///
    /// # Errors
    /// [`LedgerError::NotErasable`], or the disk failed: some may be overwritten then, and it is safe to try again.
    pub fn erase(&self, items: &[Erasing]) -> Result<usize, LedgerError> {
        let done = erase(self.storage(), items)?;
        remove_torn_copies(self.storage())?;
        Ok(done)
    }
}

/// Overwrites and removes the copies of torn tails: nobody was told that what is in them was done, and they may hold what
/// is to be erased.
///
/// # Errors
/// Those of the disk.
pub fn remove_torn_copies(storage: &Arc<dyn Storage>) -> Result<(), LedgerError> {
    let names = storage.names().map_err(LedgerError::io("looking for torn copies"))?;
    for name in names.iter().filter(|name| name.starts_with("torn-") && name.ends_with(".bin")) {
        let remove = || -> std::io::Result<()> {
            let file = storage.open_to_write(name)?;
            file.write_at(&vec![0; usize::try_from(file.size()?).unwrap_or(0)], 0)?;
            file.sync()?;
            storage.remove(name)
        };
        remove().map_err(LedgerError::io("removing a torn copy"))?;
    }
    storage.sync_names().map_err(LedgerError::io("removing a torn copy"))
}
