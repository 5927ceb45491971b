//! Making a data directory out of a backup, and trying it without touching anything.

use super::destination::Destination;
use super::erasures::Erasures;
use super::error::BackupError;
use super::manifest::{Manifest, Piece, SegmentPieces};
use super::stored::Stored;
use crate::archive::erasure::{LIST as ERASURES, apply_erasures};
use crate::archive::{Files, codec, heads};
use crate::blobs::{Blobs, wait_for};
use crate::clock::Clock;
use crate::domain::attachment::BlobHash;
use crate::domain::state::{FileSort, State};
use crate::ledger::storage::{DiskStorage, Storage};
use crate::ledger::{Extent, Hash256, LedgerReader, verify_with};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream;
use std::convert::Infallible;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Stands in a data directory from the first byte of a restore until it is whole: nothing else opens it meanwhile.
pub const MARKER: &str = "restoring";

/// The moment to restore to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A frame.
    Seq(u64),
    /// The last frame that was recorded by then.
    Time(DateTime<Utc>),
}

/// A restore to carry out.
#[derive(Debug)]
pub struct Restoring<'a> {
    /// Where from.
    pub source: &'a Arc<Destination>,
    /// The moment; the newest snapshot's if none is asked for.
    pub at: Option<Moment>,
    /// A list of erasures kept apart, perhaps longer than the backup's.
    pub erasures: Option<&'a Path>,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The snapshot it came from.
    pub snapshot: String,
    /// The last frame.
    pub seq: u64,
    /// That frame's hash.
    pub hash: Hash256,
    /// When that frame was recorded.
    pub recorded_at: DateTime<Utc>,
    /// How many folders there are.
    pub folders: usize,
    /// How many files came back: what is attached, and originals of scans.
    pub blobs: usize,
    /// How many did not: they could not be read then, or were taken off since.
    pub missing_blobs: usize,
    /// Whether passwords and tokens came back.
    pub vault: bool,
    /// Whether there are erasures to carry out again.
    pub erasures: bool,
}

/// Restores into an empty directory, or into one where a restore was cut short. The marker is left there:
/// [`finish`] takes it away once the archive has been given its new incarnation.
///
/// # Errors
/// If the directory holds something else, the backup is not whole, or the disk fails.
pub fn restore(job: &Restoring<'_>, data_dir: &Path, scans_dir: &Path) -> Result<Restored, BackupError> {
    let (object, manifest, storage, seq) = choose(job)?;
    empty(data_dir)?;
    let reader = LedgerReader::open(storage.clone())?;
    let extents = reader.extents(seq)?;
    let ledger = data_dir.join("ledger");
    fs::create_dir_all(&ledger).map_err(BackupError::disk("making the data directory"))?;
    for extent in &extents {
        segment(job.source, &manifest, extent, &ledger)?;
    }
    let (state, head) = replayed(&ledger, seq, reader.read(seq)?.hash)?;
    let (blobs, missing_blobs) = files(job.source, &manifest, &state, (data_dir, scans_dir))?;
    for file in manifest.vault.iter().flatten() {
        private_file(&data_dir.join("vault"), &file.name, &job.source.read_piece(&file.piece)?)?;
    }
    private_file(data_dir, heads::FILE, &published(job)?)?;
    let erasures = erasures(job)?;
    if !erasures.is_empty() {
        private_file(data_dir, ERASURES, &erasures.to_bytes())?;
        apply_erasures(data_dir, &data_dir.join(ERASURES))?;
    }
    Ok(Restored {
        snapshot: object,
        seq,
        hash: head,
        recorded_at: reader.read(seq)?.head.recorded_at,
        folders: state.folders.len(),
        blobs,
        missing_blobs,
        vault: manifest.vault.is_some(),
        erasures: !erasures.is_empty(),
    })
}

/// Says that a restored directory is whole and may be opened by anybody.
///
/// # Errors
/// Those of the disk.
pub fn finish(data_dir: &Path) -> Result<(), BackupError> {
    let doing = || BackupError::disk("finishing the restore");
    fs::remove_file(data_dir.join(MARKER)).map_err(doing())?;
    File::open(data_dir).and_then(|folder| folder.sync_all()).map_err(doing())
}

/// Makes sure that nothing is overwritten. A directory with the marker holds nothing but what a restore put there.
fn empty(data_dir: &Path) -> Result<(), BackupError> {
    let doing = || BackupError::disk(format!("preparing {}", data_dir.display()));
    let unfinished = data_dir.join(MARKER).exists();
    for entry in fs::read_dir(data_dir).map_err(doing())? {
        let entry = entry.map_err(doing())?;
        // The lock is ours, and so are settings that were put there for the archive to come.
        if ["lock", MARKER, "strongroom.toml"].iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if !unfinished {
            return Err(BackupError::NotEmpty(data_dir.display().to_string()));
        }
        let path = entry.path();
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(doing())?;
    }
    private_file(data_dir, MARKER, b"a restore is under way, or was cut short; `strongroom restore` begins it again\n")
}

/// The snapshot to restore from, its ledger, and the frame to end with: the oldest snapshot that reaches the moment, on
/// the line of the newest one, for its attachments are those of that time.
fn choose(job: &Restoring<'_>) -> Result<(String, Manifest, Arc<dyn Storage>, u64), BackupError> {
    let place = || job.source.place().to_owned();
    let mut manifests = readable(job.source)?;
    let Some((object, newest)) = manifests.pop() else {
        return Err(BackupError::NoBackup { place: place(), detail: "there is no snapshot in it".to_owned() });
    };
    let storage: Arc<dyn Storage> = Arc::new(Stored::new(job.source.clone(), &newest));
    let Some(moment) = job.at else { return Ok((object, newest.clone(), storage, newest.seq)) };
    let reader = LedgerReader::open(storage.clone())?;
    let unreached = |moment: String| BackupError::NoSuchMoment { place: place(), moment };
    let seq = match moment {
        Moment::Seq(seq) if seq == 0 || seq > newest.seq => return Err(unreached(format!("frame {seq}"))),
        Moment::Seq(seq) => seq,
        // What happened between the last frame and the backup is known: nothing.
        Moment::Time(time) if time > newest.made_at => return Err(unreached(time.to_rfc3339())),
        Moment::Time(time) => last_before(&reader, newest.seq, time)?.ok_or_else(|| unreached(time.to_rfc3339()))?,
    };
    for (object, manifest) in manifests {
        let same_line = manifest.seq >= seq
            && manifest.seq <= newest.seq
            && reader.read(manifest.seq).is_ok_and(|frame| frame.hash == manifest.hash);
        if same_line {
            let storage: Arc<dyn Storage> = Arc::new(Stored::new(job.source.clone(), &manifest));
            return Ok((object, manifest, storage, seq));
        }
    }
    Ok((object, newest, storage, seq))
}

/// The snapshots that can be used. A damaged one must not keep the others from being restored.
pub(super) fn readable(source: &Destination) -> Result<Vec<(String, Manifest)>, BackupError> {
    let survey = source.survey()?;
    for error in survey.damaged {
        tracing::error!(%error, "a snapshot cannot be used");
    }
    Ok(survey.good)
}

/// The last frame that was recorded by a time: times never decrease along the ledger.
fn last_before(reader: &LedgerReader, head: u64, time: DateTime<Utc>) -> Result<Option<u64>, BackupError> {
    let (mut low, mut high) = (0, head);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if reader.read(middle)?.head.recorded_at <= time {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok((low > 0).then_some(low))
}

/// Writes a segment up to where its extent ends.
fn segment(source: &Destination, manifest: &Manifest, extent: &Extent, ledger: &Path) -> Result<(), BackupError> {
    let doing = || BackupError::disk(format!("writing {}", extent.name));
    let SegmentPieces { pieces, .. } = manifest
        .segments
        .iter()
        .find(|segment| segment.name == extent.name)
        .ok_or_else(|| BackupError::NotTheSame(format!("the segment {} is not in the snapshot", extent.name)))?;
    let mut file = create_private(&ledger.join(&extent.name)).map_err(doing())?;
    let mut left = extent.bytes;
    for piece in pieces {
        if left == 0 {
            break;
        }
        let content = source.read_piece(piece)?;
        let wanted = content.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        file.write_all(content.get(..wanted).unwrap_or_default()).map_err(doing())?;
        left -= wanted as u64;
    }
    file.sync_all().map_err(doing())?;
    File::open(ledger).and_then(|folder| folder.sync_all()).map_err(doing())
}

/// Reads back from the disk what was written, verifies all of it, and replays it.
fn replayed(ledger: &Path, seq: u64, hash: Hash256) -> Result<(State, Hash256), BackupError> {
    let storage: Arc<dyn Storage> =
        Arc::new(DiskStorage::existing(ledger).map_err(BackupError::disk("reading the restored ledger"))?);
    let mut state = State::default();
    let report = verify_with(&storage, |frame| {
        codec::replay(&mut state, frame)?;
        Ok(())
    })?;
    if let Some(damage) = report.damage {
        return Err(BackupError::NotTheSame(damage.to_string()));
    }
    if (report.head.seq, report.head.hash) != (seq, hash) {
        return Err(BackupError::NotTheSame(format!("the ledger ends at frame {}, not at {seq}", report.head.seq)));
    }
    Ok((state, report.head.hash))
}

/// The files that the restored State needs. Says how many came back, and how many did not. An original that lies in the
/// scans directory already is not written again.
fn files(
    source: &Destination,
    manifest: &Manifest,
    state: &State,
    (data_dir, scans_dir): (&Path, &Path),
) -> Result<(usize, usize), BackupError> {
    if state.files().next().is_none() {
        return Ok((0, 0));
    }
    let files = Files::open(data_dir, scans_dir)?;
    let (mut back, mut missing) = (0, 0);
    for (sort, hash) in state.files() {
        let blobs = files.of(sort);
        let is_whole = || wait_for(blobs.check(hash)).is_ok_and(|checked| matches!(checked, Ok(None)));
        if sort == FileSort::Original && is_whole() {
            back += 1;
            continue;
        }
        let Some(piece) = manifest.blobs.get(&hash) else {
            missing += 1;
            continue;
        };
        put_back(source, piece, hash, blobs)?;
        back += 1;
    }
    Ok((back, missing))
}

/// Fetches a file and puts it in its place, unless a whole one is there. Says whether it was put there.
pub(super) fn put_back(
    source: &Destination,
    piece: &Piece,
    hash: BlobHash,
    blobs: &Blobs,
) -> Result<bool, BackupError> {
    let content = Bytes::from(source.read_piece(piece)?);
    let whole = stream::iter([Ok::<_, Infallible>(content)]);
    let arrived = wait_for(blobs.receive(whole, piece.bytes)).map_err(BackupError::disk("writing a file"))??;
    if arrived.hash != hash {
        return Err(BackupError::NotTheSame(format!("what is kept as file {hash} is another one")));
    }
    Ok(wait_for(arrived.mend()).map_err(BackupError::disk("writing a file"))??)
}

/// The heads that all snapshots published. Those of the line behind the frame that is restored to stay in the list: the new
/// incarnation is not meant by them.
fn published(job: &Restoring<'_>) -> Result<Vec<u8>, BackupError> {
    heads::lines(&job.source.published()?).map_err(BackupError::disk("writing the published heads"))
}

/// Everything that any list knows: those of all snapshots and the one that was given.
fn erasures(job: &Restoring<'_>) -> Result<Erasures, BackupError> {
    let mut all = Erasures::default();
    if let Some(path) = job.erasures {
        all = Erasures::read(&fs::read(path).map_err(BackupError::disk(path.display().to_string()))?);
    }
    let mut read: Vec<String> = Vec::new();
    for (_, manifest) in readable(job.source)? {
        if let Some(piece) = manifest.erasures.filter(|piece| !read.contains(&piece.object)) {
            all = all.with(&Erasures::read(&job.source.read_piece(&piece)?));
            read.push(piece.object);
        }
    }
    Ok(all)
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file that only its owner may read, durably.
fn private_file(folder: &Path, name: &str, content: &[u8]) -> Result<(), BackupError> {
    let doing = || BackupError::disk(format!("writing {name}"));
    let plain = !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    if !plain {
        return Err(BackupError::NotTheSame(format!("{name:?} is no file's name")));
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(doing())?;
    let mut file = create_private(&folder.join(name)).map_err(doing())?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(doing())?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(doing())
}

/// A restore that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What came back.
    pub restored: Restored,
    /// How many folders the snapshot says there are.
    pub folders: u64,
    /// How long it took.
    pub seconds: u64,
}

/// Restores the newest snapshot into a directory that is thrown away: everything is read, opened, replayed, verified and
/// compared with what the snapshot says. Nothing else is touched.
///
/// # Errors
/// Whatever a real restore would stumble over.
pub fn drill(
    source: &Arc<Destination>,
    within: &Path,
    open: impl FnOnce(&Path) -> Result<(), BackupError>,
) -> Result<Drill, BackupError> {
    let started = std::time::Instant::now();
    let room = Room::new(within)?;
    let restored = restore(&Restoring { source, at: None, erasures: None }, &room.0, &room.0.join("scans"))?;
    let (_, manifest) = readable(source)?.pop().ok_or_else(|| BackupError::NoBackup {
        place: source.place().to_owned(),
        detail: "there is no snapshot in it".to_owned(),
    })?;
    if (restored.seq, restored.hash) != (manifest.seq, manifest.hash) {
        return Err(BackupError::NotTheSame(format!("frame {} came back, not {}", restored.seq, manifest.seq)));
    }
    if restored.folders as u64 != manifest.folders {
        let (found, said) = (restored.folders, manifest.folders);
        return Err(BackupError::NotTheSame(format!("{found} folders came back, not {said}")));
    }
    if restored.missing_blobs > manifest.missing_blobs.len() {
        return Err(BackupError::NotTheSame(format!("{} files did not come back", restored.missing_blobs)));
    }
    open(&room.0)?;
    Ok(Drill { restored, folders: manifest.folders, seconds: started.elapsed().as_secs() })
}

/// A directory that goes when this goes.
struct Room(PathBuf);

impl Room {
    fn new(within: &Path) -> Result<Self, BackupError> {
        let path = within.join(format!("strongroom-drill-{}", Clock::real().new_id()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(BackupError::disk(format!("making {}", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "the drill's directory could not be removed");
        }
    }
}
