//! State on disk, so that a start need not replay everything. Never trusted: whatever does not fit in every respect is
//! discarded and the ledger replayed.

use super::Published;
use crate::domain::state::State;
use crate::ledger::{Hash256, Position};
use arc_swap::ArcSwap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

const FILE: &str = "checkpoint";
const MAGIC: &str = "strongroom checkpoint 2";
/// Where the payload begins. The head before it is written last, when the payload's digest is known.
const PAYLOAD_AT: u64 = 512;
const BUFFER_BYTES: usize = 256 * 1024;

#[derive(Serialize, Deserialize)]
struct Head {
    magic: String,
    schema: String,
    seq: u64,
    hash: [u8; 32],
    segment: u32,
    offset: u64,
    payload_bytes: u64,
    payload_sha256: [u8; 32],
}

/// Writes State as it was at a position: to a new file, made durable, then in place of the old one. Says how many bytes
/// State took.
///
/// # Errors
/// Those of the disk; the old checkpoint is then still there.
pub fn write(data_dir: &Path, state: &State, position: Position) -> io::Result<u64> {
    let temporary = data_dir.join(format!("{FILE}.new"));
    // A half-written one would keep a full disk full.
    let bytes = write_to(&temporary, state, position).inspect_err(|_| drop(fs::remove_file(&temporary)))?;
    fs::rename(&temporary, data_dir.join(FILE))?;
    File::open(data_dir)?.sync_all()?;
    Ok(bytes)
}

fn write_to(temporary: &Path, state: &State, position: Position) -> io::Result<u64> {
    let mut file = File::create(temporary)?;
    file.seek(SeekFrom::Start(PAYLOAD_AT))?;
    // Straight to the file: as one piece in memory a large State would be there twice.
    let digesting = Digesting { file: &mut file, digest: Sha256::new(), bytes: 0 };
    let out = postcard::to_io(state, BufWriter::with_capacity(BUFFER_BYTES, digesting)).map_err(io::Error::other)?;
    let Digesting { digest, bytes, .. } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    let head = Head {
        magic: MAGIC.to_owned(),
        schema: State::SCHEMA.to_owned(),
        seq: position.seq,
        hash: position.hash.0,
        segment: position.segment,
        offset: position.offset,
        payload_bytes: bytes,
        payload_sha256: digest.finalize().into(),
    };
    let head = postcard::to_stdvec(&head).map_err(io::Error::other)?;
    if head.len() as u64 + 4 > PAYLOAD_AT {
        return Err(io::Error::other("the checkpoint's head is too long"));
    }
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&(head.len() as u32).to_be_bytes())?;
    file.write_all(&head)?;
    file.sync_all()?;
    Ok(bytes)
}

/// Only one thread writes a checkpoint at a time, and State is taken when its turn has come: an older State must never
/// follow a newer one.
static WRITING: Mutex<()> = Mutex::new(());

/// Writes the newest State there is.
///
/// # Errors
/// As [`write`].
pub fn write_newest(data_dir: &Path, published: &ArcSwap<Published>) -> io::Result<(Position, u64)> {
    let _one = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let now = published.load_full();
    let bytes = write(data_dir, &now.state, now.position)?;
    Ok((now.position, bytes))
}

/// The same after an erasure: the old checkpoint is overwritten first, for it has keys of what was erased.
///
/// # Errors
/// Those of the disk.
pub fn renew(data_dir: &Path, published: &ArcSwap<Published>) -> io::Result<()> {
    let _one = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    for name in [FILE.to_owned(), format!("{FILE}.new")] {
        super::erasure::wipe(&data_dir.join(name))?;
    }
    let now = published.load_full();
    write(data_dir, &now.state, now.position).map(drop)
}

/// Counts and digests what goes through to the file.
struct Digesting<'a> {
    file: &'a mut File,
    digest: Sha256,
    bytes: u64,
}

impl Write for Digesting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What stands where the checkpoint should.
#[derive(Debug, PartialEq)]
pub enum Kept {
    /// Nothing.
    Nothing,
    /// Something that another version of the program wrote.
    OfAnotherVersion,
    /// Something that is not what was written.
    Damaged,
    /// State as of a frame.
    Whole(Box<State>, Position),
}

/// Looks what is there.
#[must_use]
pub fn look(data_dir: &Path) -> Kept {
    let bytes = match fs::read(data_dir.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Kept::Nothing,
        Err(_) => return Kept::Damaged,
        Ok(bytes) => bytes,
    };
    match head_of(&bytes) {
        Some(head) if head.magic != MAGIC || head.schema != State::SCHEMA => Kept::OfAnotherVersion,
        Some(head) => {
            whole(&bytes, &head).map_or(Kept::Damaged, |(state, position)| Kept::Whole(Box::new(state), position))
        }
        None => Kept::Damaged,
    }
}

/// Reads the checkpoint, if there is one that can be trusted.
#[must_use]
pub fn read(data_dir: &Path) -> Option<(State, Position)> {
    if let Kept::Whole(state, position) = look(data_dir) { Some((*state, position)) } else { None }
}

fn head_of(bytes: &[u8]) -> Option<Head> {
    let (length, rest) = bytes.split_at_checked(4)?;
    let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
    let (head, left): (Head, _) = postcard::take_from_bytes(rest.get(..length)?).ok()?;
    let padding = bytes.get(4 + length..PAYLOAD_AT as usize)?;
    (left.is_empty() && padding.iter().all(|byte| *byte == 0)).then_some(head)
}

fn whole(bytes: &[u8], head: &Head) -> Option<(State, Position)> {
    let payload = bytes.get(PAYLOAD_AT as usize..)?;
    let digest: [u8; 32] = Sha256::digest(payload).into();
    let fits = head.payload_bytes == payload.len() as u64 && head.payload_sha256 == digest;
    let state: State = if fits { postcard::from_bytes(payload).ok()? } else { return None };
    let position = Position { seq: head.seq, hash: Hash256(head.hash), segment: head.segment, offset: head.offset };
    (state.seq == head.seq).then_some((state, position))
}

/// Removes the checkpoint, so that the next start replays the ledger.
///
/// # Errors
/// Those of the disk, but not that there is none.
pub fn remove(data_dir: &Path) -> io::Result<()> {
    match fs::remove_file(data_dir.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn some_state() -> (State, Position) {
        let state = State { seq: 7, incarnation: "i".repeat(300_000), ..State::default() };
        (state, Position { seq: 7, hash: Hash256([3; 32]), segment: u32::MAX, offset: u64::MAX })
    }

    #[test]
    fn a_checkpoint_is_read_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let (state, position) = some_state();
        write(folder.path(), &State::default(), Position::START).unwrap();
        write(folder.path(), &state, position).unwrap();
        assert_eq!(read(folder.path()), Some((state, position)));
        assert!(!folder.path().join("checkpoint.new").exists());
    }

    #[test]
    fn a_checkpoint_that_is_cut_or_changed_anywhere_is_discarded() {
        let folder = tempfile::tempdir().unwrap();
        let (state, position) = some_state();
        write(folder.path(), &state, position).unwrap();
        let path = folder.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        for length in [0, 3, 100, 511, 512, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(read(folder.path()), None, "cut at {length}");
        }
        for at in [0, 6, 30, PAYLOAD_AT as usize, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&path, changed).unwrap();
            assert_eq!(read(folder.path()), None, "changed at {at}");
        }
    }
}
