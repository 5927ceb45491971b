//! Making a backup: read, verify and measure the ledger, put what is new, read it back, write the manifest, mend what
//! erasures left behind, drop what no rule keeps.

use super::PIECE_BYTES;
use super::amend::amend;
use super::destination::Destination;
use super::error::BackupError;
use super::frozen::Frozen;
use super::job::{Job, Known, Made, Stop};
use super::keep::prune;
use super::manifest::{Beginning, Manifest, NamedPiece, Piece, SegmentPieces};
use crate::archive::codec;
use crate::archive::erasure::{LIST as ERASURES, is_under_way};
use crate::archive::files::ExistingFiles;
use crate::archive::heads::{self, Comparing, Head, Outcome};
use crate::blobs::{BlobDamage, BlobError, Blobs, wait_for};
use crate::domain::attachment::BlobHash;
use crate::domain::state::State;
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{Hash256, LedgerReader, Position, verify_with};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How often a backup begins anew because the ledger was erased from, or an attachment went, while it was read.
const ATTEMPTS: u32 = 3;
/// How often, and how far apart, somebody looks whether an erasure is over.
const ERASING_LOOKS: u32 = 300;
const ERASING_PAUSE: Duration = Duration::from_millis(200);

/// Makes a backup.
///
/// # Errors
/// If the ledger is damaged, the disk or the destination fails, or it was asked to stop. Good snapshots are still there
/// then, and the next backup goes on from what was written.
pub fn write(
    job: &Job<'_>,
    open: impl FnOnce(Hash256) -> Result<Destination, BackupError>,
) -> Result<Made, BackupError> {
    let _only = only_one(job.data_dir)?;
    let ledger = job.data_dir.join("ledger");
    if !ledger.is_dir() {
        return Err(BackupError::NothingThere(job.data_dir.display().to_string()));
    }
    let storage: Arc<dyn Storage> =
        Arc::new(DiskStorage::existing(&ledger).map_err(BackupError::disk("reading the ledger"))?);
    let first = LedgerReader::open(storage.clone())?;
    if first.head().seq == 0 {
        return Err(BackupError::NothingThere(job.data_dir.display().to_string()));
    }
    let destination = open(first.position_of(1)?.hash)?;
    for attempt in 1..=ATTEMPTS {
        match Writing::begin(job, &storage, &destination)?.finish(attempt == ATTEMPTS) {
            Err(BackupError::SourceChanged) if attempt < ATTEMPTS => {
                tracing::info!(attempt, "the archive was erased from while it was backed up; beginning again");
            }
            outcome => return outcome,
        }
    }
    Err(BackupError::SourceChanged)
}

/// Waits, within reason, until nothing is being erased.
fn wait_for_erasing(job: &Job<'_>) -> Result<(), BackupError> {
    for _ in 0..ERASING_LOOKS {
        job.stop.check()?;
        if !is_under_way(job.data_dir) {
            return Ok(());
        }
        std::thread::sleep(ERASING_PAUSE);
    }
    Err(BackupError::SourceChanged)
}

/// One backup at a time, for as long as this is held, whoever makes it.
fn only_one(data_dir: &Path) -> Result<File, BackupError> {
    let doing = || BackupError::disk("taking the backup's lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(data_dir.join("backup.lock"));
    let file = file.map_err(doing())?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BackupError::Busy),
        Err(TryLockError::Error(source)) => Err(doing()(source)),
    }
}

/// A backup in the making.
pub(super) struct Writing<'a> {
    job: &'a Job<'a>,
    pub(super) destination: &'a Destination,
    pub(super) storage: Arc<dyn Storage>,
    pub(super) reader: LedgerReader,
    frozen: Arc<Frozen>,
    known: Known,
    recorded_at: DateTime<Utc>,
    /// Earlier snapshots, the oldest first.
    pub(super) earlier: Vec<(String, Manifest)>,
    /// The heads that they published.
    published: Vec<Head>,
    /// Objects at the destination, and whether a manifest names them: those were read back once.
    there: BTreeMap<String, bool>,
    new_pieces: usize,
    new_bytes: u64,
    shared_pieces: usize,
}

impl<'a> Writing<'a> {
    fn begin(job: &'a Job<'a>, storage: &Arc<dyn Storage>, destination: &'a Destination) -> Result<Self, BackupError> {
        wait_for_erasing(job)?;
        let known = (job.known)();
        let reader = LedgerReader::open(storage.clone())?;
        let position = known.as_ref().map_or(reader.head(), |known| known.position);
        let frame = reader.read(position.seq)?;
        if frame.hash != position.hash {
            return Err(BackupError::SourceChanged);
        }
        let piece_bytes = if job.piece_bytes == 0 { PIECE_BYTES } else { job.piece_bytes };
        let frozen = Arc::new(Frozen::new(storage.clone(), &reader.extents(position.seq)?, piece_bytes));
        let earlier = destination.survey()?.good;
        let published = destination.published_by(&earlier)?;
        let known = verified(&frozen, position, known, &published, &job.stop).map_err(|error| match error {
            BackupError::SourceDamaged(_) if is_under_way(job.data_dir) => BackupError::SourceChanged,
            other => other,
        })?;
        let mut there: BTreeMap<String, bool> =
            destination.list(super::manifest::PIECES)?.into_keys().map(|object| (object, false)).collect();
        for piece in earlier.iter().flat_map(|(_, manifest)| manifest.pieces()) {
            there.entry(piece.object.clone()).and_modify(|named| *named = true);
        }
        Ok(Self {
            job,
            destination,
            storage: storage.clone(),
            reader,
            frozen,
            known,
            recorded_at: frame.head.recorded_at,
            earlier,
            published,
            there,
            new_pieces: 0,
            new_bytes: 0,
            shared_pieces: 0,
        })
    }

    fn finish(mut self, last_attempt: bool) -> Result<Made, BackupError> {
        let position = self.known.position;
        let mut manifest = Manifest::begin(Beginning {
            made_at: self.job.clock.now(),
            seq: position.seq,
            hash: position.hash,
            recorded_at: self.recorded_at,
            incarnation: self.known.incarnation.clone(),
            folders: self.known.folders,
            header: self.destination.header_hash,
        });
        let erasures = self.erasures()?;
        manifest.segments = self.segments()?;
        self.blobs(&mut manifest, last_attempt)?;
        manifest.vault = self.vault()?;
        manifest.erasures = self.erasures()?;
        manifest.heads = Some(self.heads(&manifest)?);
        self.still_the_same(&erasures, &manifest)?;
        let snapshot = self.destination.put_manifest(&manifest)?;
        let (amended, not_amended) = amend(&mut self, &manifest)?;
        let pruned = prune(self.destination, &self.job.keep, self.known.zone)?;
        Ok(Made {
            snapshot,
            seq: position.seq,
            hash: position.hash,
            new_pieces: self.new_pieces,
            new_bytes: self.new_bytes,
            shared_pieces: self.shared_pieces,
            vault_left_out: manifest.vault.is_none(),
            missing_blobs: manifest.missing_blobs,
            amended,
            not_amended,
            dropped: pruned.dropped,
            damaged: pruned.damaged.iter().map(ToString::to_string).collect(),
        })
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.job.clock.now()
    }

    pub(super) fn piece_bytes(&self) -> u64 {
        self.frozen.piece_bytes
    }

    /// The ledger, piece by piece. Only pieces that are not there yet are read a second time.
    fn segments(&mut self) -> Result<Vec<SegmentPieces>, BackupError> {
        let reading = || BackupError::disk("reading the ledger");
        let mut segments = Vec::new();
        let mut names = self.frozen.names().map_err(reading())?;
        names.sort();
        for name in names {
            let file = self.frozen.open(&name).map_err(reading())?;
            let bytes = file.size().map_err(reading())?;
            let mut pieces = Vec::new();
            for (number, digest) in self.frozen.pieces(&name).map_err(reading())?.into_iter().enumerate() {
                let offset = number as u64 * self.piece_bytes();
                let length = self.piece_bytes().min(bytes - offset);
                let piece = self.put(digest, length, || read_range(file.as_ref(), offset, length))?;
                pieces.push(piece);
            }
            segments.push(SegmentPieces { name, bytes, pieces });
        }
        Ok(segments)
    }

    /// Puts content at the destination unless it is there already, read back and right.
    pub(super) fn put(
        &mut self,
        sha256: Hash256,
        bytes: u64,
        content: impl FnOnce() -> Result<Vec<u8>, BackupError>,
    ) -> Result<Piece, BackupError> {
        self.job.stop.check()?;
        let piece = self.destination.piece_for(sha256, bytes);
        match self.there.get(&piece.object) {
            Some(true) => {
                self.shared_pieces += 1;
                return Ok(piece);
            }
            // A backup that was killed left it: it counts if it is whole.
            Some(false) if self.destination.read_piece(&piece).is_ok() => {}
            _ => {
                let content = content()?;
                // Not what was verified a moment ago: somebody erased from the ledger in between.
                if Hash256::of(&content) != sha256 {
                    return Err(BackupError::SourceChanged);
                }
                self.destination.put_piece(&piece, content)?;
                self.new_pieces += 1;
                self.new_bytes += bytes;
            }
        }
        self.there.insert(piece.object.clone(), true);
        Ok(piece)
    }

    /// The files that are needed: what is attached, and the originals of scans. One that went while the backup was being made was taken off by somebody: a later
    /// frame says so, and the backup begins anew from there. One that is gone or spoilt for good must not keep all else
    /// from being backed up, so it is named and told of.
    fn blobs(&mut self, manifest: &mut Manifest, last_attempt: bool) -> Result<(), BackupError> {
        let files = ExistingFiles::of(self.job.data_dir, self.job.scans_dir)?;
        for (sort, hash) in self.known.files.clone() {
            // The same bytes may be attached and scanned: they are kept once.
            if manifest.blobs.contains_key(&hash) {
                continue;
            }
            // Its bytes cannot have changed: they are what it is called by.
            let there = self.earlier.iter().rev().find_map(|(_, manifest)| manifest.blobs.get(&hash)).cloned();
            if let Some(piece) = there.filter(|piece| self.there.contains_key(&piece.object)) {
                self.shared_pieces += 1;
                manifest.blobs.insert(hash, piece);
                continue;
            }
            let sha256 = Hash256(hash.0);
            let content = match files.get(sort) {
                Some(blobs) => wait_for(blob(blobs, hash)).map_err(BackupError::disk("reading a file"))?,
                None => Err(BlobProblem::Damage(BlobDamage::Missing)),
            };
            match content {
                Ok(content) => {
                    let piece = self.put(sha256, content.len() as u64, || Ok(content))?;
                    manifest.blobs.insert(hash, piece);
                }
                Err(_) if !last_attempt => return Err(BackupError::SourceChanged),
                Err(problem) => {
                    tracing::error!(%hash, ?problem, "a file cannot be backed up");
                    manifest.missing_blobs.push(hash);
                }
            }
        }
        Ok(())
    }

    /// The vault, if the destination is sealed. Sessions are left out: who was signed in signs in again.
    fn vault(&mut self) -> Result<Option<Vec<NamedPiece>>, BackupError> {
        if !self.destination.is_sealed() {
            return Ok(None);
        }
        let reading = || BackupError::disk("reading the vault");
        let mut names = Vec::new();
        match fs::read_dir(self.job.data_dir.join("vault")) {
            Ok(entries) => {
                for entry in entries {
                    names.extend(entry.map_err(reading())?.file_name().into_string());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(reading()(error)),
        }
        names.retain(|name| name.ends_with(".json") && name != "sessions.json");
        names.sort();
        let mut files = Vec::new();
        for name in names {
            let content = fs::read(self.job.data_dir.join("vault").join(&name)).map_err(reading())?;
            let piece = self.put(Hash256::of(&content), content.len() as u64, || Ok(content))?;
            files.push(NamedPiece { name, piece });
        }
        Ok(Some(files))
    }

    fn erasures(&mut self) -> Result<Option<Piece>, BackupError> {
        let content = match fs::read(self.job.data_dir.join(ERASURES)) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(BackupError::disk("reading the list of erasures")(error)),
        };
        self.put(Hash256::of(&content), content.len() as u64, || Ok(content)).map(Some)
    }

    /// Everything that was ever published of this archive: keep rules drop snapshots, never their heads.
    fn heads(&mut self, manifest: &Manifest) -> Result<Piece, BackupError> {
        let reading = || BackupError::disk("reading the published heads");
        // One that cannot be read is `verify`'s to tell of.
        let own = heads::read(&self.job.data_dir.join(heads::FILE)).unwrap_or_default();
        let all = heads::distinct(std::mem::take(&mut self.published).into_iter().chain(own).chain([manifest.head()]));
        let content = heads::lines(&all).map_err(reading())?;
        self.put(Hash256::of(&content), content.len() as u64, || Ok(content))
    }

    /// Whether what was copied is still what the archive holds: no erasure began meanwhile, and the last frame, which may
    /// have been read before its writer was sure of it, was not taken back.
    fn still_the_same(&self, erasures: &Option<Piece>, manifest: &Manifest) -> Result<(), BackupError> {
        let again = LedgerReader::open(self.storage.clone())?;
        let same = again.read(manifest.seq).is_ok_and(|frame| frame.hash == manifest.hash);
        if same && *erasures == manifest.erasures { Ok(()) } else { Err(BackupError::SourceChanged) }
    }
}

/// Walks the ledger up to a frame, compares it with what was published, and finds out what a service would know already.
fn verified(
    frozen: &Arc<Frozen>,
    position: Position,
    known: Option<Known>,
    published: &[Head],
    stop: &Stop,
) -> Result<Known, BackupError> {
    let storage: Arc<dyn Storage> = frozen.clone();
    let mut state = State::default();
    let mut comparing = Comparing::with(published.iter().cloned());
    let report = verify_with(&storage, |frame| {
        stop.check()?;
        comparing.take(frame);
        if known.is_none() {
            codec::replay(&mut state, frame)?;
        }
        Ok(())
    });
    stop.check()?;
    let report = report?;
    if let Some(damage) = report.damage {
        return Err(BackupError::SourceDamaged(damage.to_string()));
    }
    if report.head.seq != position.seq || report.head.hash != position.hash {
        return Err(BackupError::SourceChanged);
    }
    match comparing.outcome() {
        Outcome::Fit(_) => Ok(known.unwrap_or_else(|| Known::of(&state, position))),
        outcome => Err(BackupError::HistoryChanged(outcome.sentence(report.head.seq))),
    }
}

/// Some bytes of a segment.
pub(super) fn read_range(
    file: &dyn crate::ledger::storage::StorageFile,
    offset: u64,
    length: u64,
) -> Result<Vec<u8>, BackupError> {
    let mut content = vec![0; usize::try_from(length).unwrap_or(0)];
    let mut filled = 0;
    while filled < content.len() {
        let rest = content.get_mut(filled..).unwrap_or_default();
        let read = file.read_at(rest, offset + filled as u64).map_err(BackupError::disk("reading the ledger"))?;
        if read == 0 {
            return Err(BackupError::SourceChanged);
        }
        filled += read;
    }
    Ok(content)
}

/// An attachment's bytes, if they are what its name says.
async fn blob(blobs: &Blobs, hash: BlobHash) -> Result<Vec<u8>, BlobProblem> {
    let chunks: Vec<_> = blobs.get(hash).await?.try_collect().await?;
    let content = chunks.concat();
    if Hash256::of(&content).0 == hash.0 { Ok(content) } else { Err(BlobProblem::Damage(BlobDamage::Differs)) }
}

#[derive(Debug)]
#[allow(dead_code, reason = "shown in the log")]
enum BlobProblem {
    Damage(BlobDamage),
    Blob(BlobError),
}

impl From<BlobError> for BlobProblem {
    fn from(error: BlobError) -> Self {
        Self::Blob(error)
    }
}
