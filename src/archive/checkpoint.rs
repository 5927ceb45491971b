//! State on disk, so that a start need not replay everything. Never trusted: whatever does not fit in every respect is
//! discarded and the ledger replayed.

use crate::domain::state::State;
use crate::ledger::{Hash256, Position};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

const FILE: &str = "checkpoint";
const MAGIC: &str = "strongroom checkpoint 1";

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

/// Writes State as it was at a position: to a new file, made durable, then in place of the old one.
///
/// # Errors
/// Those of the disk; the old checkpoint is then still there.
pub fn write(data_dir: &Path, state: &State, position: Position) -> io::Result<()> {
    let payload = postcard::to_stdvec(state).map_err(io::Error::other)?;
    let head = Head {
        magic: MAGIC.to_owned(),
        schema: State::SCHEMA.to_owned(),
        seq: position.seq,
        hash: position.hash.0,
        segment: position.segment,
        offset: position.offset,
        payload_bytes: payload.len() as u64,
        payload_sha256: Sha256::digest(&payload).into(),
    };
    let head = postcard::to_stdvec(&head).map_err(io::Error::other)?;
    let temporary = data_dir.join(format!("{FILE}.new"));
    let mut file = File::create(&temporary)?;
    file.write_all(&(head.len() as u32).to_be_bytes())?;
    file.write_all(&head)?;
    file.write_all(&payload)?;
    file.sync_all()?;
    fs::rename(&temporary, data_dir.join(FILE))?;
    File::open(data_dir)?.sync_all()
}

/// Reads the checkpoint, if there is one that can be trusted.
#[must_use]
pub fn read(data_dir: &Path) -> Option<(State, Position)> {
    let bytes = fs::read(data_dir.join(FILE)).ok()?;
    let (length, rest) = bytes.split_at_checked(4)?;
    let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
    let (head, payload) = rest.split_at_checked(length)?;
    let head: Head = postcard::from_bytes(head).ok()?;
    let digest: [u8; 32] = Sha256::digest(payload).into();
    let fits = head.magic == MAGIC
        && head.schema == State::SCHEMA
        && head.payload_bytes == payload.len() as u64
        && head.payload_sha256 == digest;
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
