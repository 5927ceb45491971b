//! What stands at a destination: one header, a manifest for each snapshot, and the pieces they share.

use super::error::BackupError;
use super::seal::Derivation;
use crate::archive::heads::Head;
use crate::domain::attachment::BlobHash;
use crate::ledger::Hash256;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The header's name.
pub(super) const HEADER: &str = "strongroom-backup.json";
/// Before the names of manifests and of pieces.
pub(super) const SNAPSHOTS: &str = "snapshots";
pub(super) const PIECES: &str = "pieces";
/// What seals a manifest; its own name holds its digest.
pub(super) const ABOUT_MANIFEST: &str = "manifest";
const VERSION: u32 = 1;

/// The first object of a destination: never changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Header {
    strongroom_backup: u32,
    /// The hash of the archive's first frame.
    pub archive: Hash256,
    /// How the keys come from the passphrase; nothing if the destination is not sealed.
    pub sealed: Option<Derivation>,
}

impl Header {
    pub(super) fn new(archive: Hash256, sealed: Option<Derivation>) -> Self {
        Self { strongroom_backup: VERSION, archive, sealed }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let header: Self = serde_json::from_slice(bytes).map_err(|error| damaged(HEADER, &error))?;
        if header.strongroom_backup == VERSION { Ok(header) } else { Err(newer(HEADER)) }
    }
}

/// A piece of content: where it is at the destination, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    pub object: String,
    /// Of the content, before it is sealed.
    pub sha256: Hash256,
    pub bytes: u64,
}

/// A segment of the ledger: its pieces one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SegmentPieces {
    pub name: String,
    pub bytes: u64,
    pub pieces: Vec<Piece>,
}

/// A whole file as one piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NamedPiece {
    pub name: String,
    #[serde(flatten)]
    pub piece: Piece,
}

/// Everything that one snapshot consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    strongroom_snapshot: u32,
    pub made_at: DateTime<Utc>,
    /// When private parts that were erased since were taken out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended_at: Option<DateTime<Utc>>,
    /// The last frame in it.
    pub seq: u64,
    /// That frame's hash.
    pub hash: Hash256,
    /// When that frame was recorded.
    pub recorded_at: DateTime<Utc>,
    pub incarnation: String,
    /// How many folders it knows.
    pub folders: u64,
    /// The SHA-256 of the destination's header, so that a change to that shows.
    pub header: Hash256,
    pub segments: Vec<SegmentPieces>,
    /// By the hash of the content, which is the piece's too.
    pub blobs: BTreeMap<BlobHash, Piece>,
    /// Blobs that the ledger names and that could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_blobs: Vec<BlobHash>,
    /// The files of the vault; nothing if the destination is not sealed.
    pub vault: Option<Vec<NamedPiece>>,
    /// The list of erasures.
    pub erasures: Option<Piece>,
    /// Published heads: those of all snapshots before it, the archive's own, and its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<Piece>,
}

/// What a manifest is begun with.
pub(super) struct Beginning {
    pub made_at: DateTime<Utc>,
    pub seq: u64,
    pub hash: Hash256,
    pub recorded_at: DateTime<Utc>,
    pub incarnation: String,
    pub folders: u64,
    pub header: Hash256,
}

impl Manifest {
    pub(super) fn begin(beginning: Beginning) -> Self {
        let Beginning { made_at, seq, hash, recorded_at, incarnation, folders, header } = beginning;
        Self {
            strongroom_snapshot: VERSION,
            made_at,
            amended_at: None,
            seq,
            hash,
            recorded_at,
            incarnation,
            folders,
            header,
            segments: Vec::new(),
            blobs: BTreeMap::new(),
            missing_blobs: Vec::new(),
            vault: None,
            erasures: None,
            heads: None,
        }
    }

    pub(super) fn write(&self) -> Result<Vec<u8>, BackupError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| damaged("a manifest", &error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Self, BackupError> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| damaged(name, &error))?;
        if manifest.strongroom_snapshot != VERSION {
            return Err(newer(name));
        }
        // Whoever adds up sizes later may do so.
        let sizes =
            manifest.pieces().map(|piece| piece.bytes).chain(manifest.segments.iter().map(|segment| segment.bytes));
        let total = sizes.into_iter().try_fold(0_u64, |total, bytes| total.checked_add(bytes));
        total.map_or_else(|| Err(damaged(name, &"its sizes are none that a disk could hold")), |_| Ok(manifest))
    }

    /// What its object is called: when, up to which frame, and what its stored bytes are.
    pub(super) fn object(&self, stored: &[u8]) -> String {
        let made = self.made_at.to_rfc3339_opts(SecondsFormat::Micros, true).replace([':', '-'], "");
        format!("{SNAPSHOTS}/{made}-{:012}-{}", self.seq, short(stored))
    }

    /// Its last frame, as it is published.
    pub(super) fn head(&self) -> Head {
        let date = Some(self.made_at.date_naive());
        Head { date, seq: self.seq, hash: self.hash.to_string(), incarnation: Some(self.incarnation.clone()) }
    }

    /// Every piece it needs.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let segments = self.segments.iter().flat_map(|segment| &segment.pieces);
        let vault = self.vault.iter().flatten().map(|file| &file.piece);
        segments.chain(self.blobs.values()).chain(vault).chain(&self.erasures).chain(&self.heads)
    }
}

/// Whether a manifest's object is what its name says.
pub(super) fn fits_name(object: &str, stored: &[u8]) -> bool {
    object.rsplit('-').next() == Some(short(stored).as_str())
}

fn short(stored: &[u8]) -> String {
    Hash256::of(stored).to_string().chars().take(32).collect()
}

fn damaged(object: &str, error: &dyn std::fmt::Display) -> BackupError {
    BackupError::Damaged { object: object.to_owned(), detail: error.to_string() }
}

fn newer(object: &str) -> BackupError {
    BackupError::Damaged { object: object.to_owned(), detail: "a newer program wrote it".to_owned() }
}

/// A snapshot as somebody is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    /// Its object.
    pub object: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When erasures were taken out of it, if they were.
    pub amended_at: Option<DateTime<Utc>>,
    /// The last frame in it.
    pub seq: u64,
    /// That frame's hash.
    pub hash: Hash256,
    /// When that frame was recorded.
    pub recorded_at: DateTime<Utc>,
    /// How many folders it knows.
    pub folders: u64,
    /// How many bytes it restores to.
    pub bytes: u64,
    /// Whether the vault is in it.
    pub vault: bool,
}

impl Snapshot {
    pub(super) fn of(object: &str, manifest: &Manifest) -> Self {
        Self {
            object: object.to_owned(),
            made_at: manifest.made_at,
            amended_at: manifest.amended_at,
            seq: manifest.seq,
            hash: manifest.hash,
            recorded_at: manifest.recorded_at,
            folders: manifest.folders,
            bytes: manifest.pieces().map(|piece| piece.bytes).sum(),
            vault: manifest.vault.is_some(),
        }
    }
}
