//! Files that belong to folders, kept under the SHA-256 of their bytes: a file is never changed, the same bytes are kept
//! once, and whether a file is whole shows by reading it.
//!
//! It stands on the `object_store` crate: a folder of the data directory today (`blobs/ab/abcdef…`), a bucket later. It
//! must not know what the files are of, nor who needs them: that is State's business, and whoever deletes asks State.

mod arriving;
mod blank;
mod incoming;
#[cfg(test)]
mod tests;

pub use arriving::Arrived;
pub use blank::blank;

use crate::domain::attachment::BlobHash;
use crate::domain::event::Damage;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Why a file could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// It is larger than allowed.
    #[error("the file is larger than {bytes_max} bytes")]
    TooLarge {
        /// What is allowed.
        bytes_max: u64,
    },
    /// Whoever sent it broke off.
    #[error("the file did not arrive whole: {0}")]
    Sender(String),
    /// There is no such file.
    #[error("there is no blob {0}")]
    Missing(BlobHash),
    /// The disk or the store failed.
    #[error("the blobs cannot be used: {0}")]
    Storage(#[from] object_store::Error),
    /// The folder cannot be made or closed to others.
    #[error("the blobs cannot be used: {0}")]
    Disk(#[from] io::Error),
}

impl BlobError {
    /// Whether there is no room, wherever in what failed that is said.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
            if matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobDamage {
    /// It is not there.
    Missing,
    /// Its bytes are others than its name says.
    Differs,
    /// It is there and cannot be read: a bad sector, a mode or a link that nobody meant.
    Unreadable,
}

impl From<BlobDamage> for Damage {
    fn from(damage: BlobDamage) -> Self {
        match damage {
            BlobDamage::Missing => Self::Missing,
            BlobDamage::Differs => Self::Altered,
            BlobDamage::Unreadable => Self::Unreadable,
        }
    }
}

/// All files. Cheap to clone; clones share who is using what.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The folder, where the store is one: files in it are closed to others.
    folder: Option<Arc<LocalFileSystem>>,
    uses: Arc<Uses>,
}

#[derive(Debug, Default)]
struct Uses {
    /// Files that somebody is about to need, with how many such people there are.
    pins: Mutex<HashMap<BlobHash, usize>>,
    /// Held while a file is put in its place or taken away, so that the one does not undo the other.
    door: tokio::sync::Mutex<()>,
    incoming: incoming::Incoming,
}

/// Keeps a file from being deleted until the event that needs it has been committed.
#[derive(Debug)]
pub struct Pin {
    uses: Arc<Uses>,
    hash: BlobHash,
    is_new: bool,
}

impl Pin {
    /// Whether nothing lay under the file's name before: only what is new may be taken away again by whoever brought it.
    /// Others may keep files in the same place, and need it for reasons that nobody here knows of.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        let mut pins = self.uses.pins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = pins.get_mut(&self.hash) {
            *count = count.saturating_sub(1);
        }
        pins.retain(|_, count| *count > 0);
    }
}

impl Blobs {
    /// The blobs of a data directory, for the process that owns it: what was arriving when the last one ended is removed, and
    /// what others that live are bringing into the same place is not.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(data_dir: &Path) -> Result<Self, BlobError> {
        Self::open_at(&folder_of(data_dir))
    }

    /// The blobs of any folder, for the process that owns it.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open_at(folder: &Path) -> Result<Self, BlobError> {
        private_dir(folder)?;
        match incoming::clear(folder).map_err(BlobError::Disk) {
            // A file system that copies on write needs room to remove something; there is some at another start.
            Err(error) if error.is_full() => tracing::warn!(%error, "what was arriving stays until there is room"),
            removed => removed?,
        }
        Self::at(folder)
    }

    /// Makes the folder of a data directory's blobs where there is none, beside the process that owns it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn make(data_dir: &Path) -> Result<(), BlobError> {
        Self::make_at(&folder_of(data_dir))
    }

    /// The same of any folder.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn make_at(folder: &Path) -> Result<(), BlobError> {
        if folder.is_dir() { Ok(()) } else { Ok(private_dir(folder)?) }
    }

    /// The blobs of a data directory, to read beside the process that owns it; `None` if none was ever kept.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn existing(data_dir: &Path) -> Result<Option<Self>, BlobError> {
        Self::existing_at(&folder_of(data_dir))
    }

    /// The same of any folder.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn existing_at(folder: &Path) -> Result<Option<Self>, BlobError> {
        if folder.is_dir() { Self::at(folder).map(Some) } else { Ok(None) }
    }

    fn at(folder: &Path) -> Result<Self, BlobError> {
        let local = Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true));
        Ok(Self { store: local.clone(), folder: Some(local), uses: Arc::default() })
    }

    /// Blobs in any store.
    #[must_use]
    pub fn of(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, folder: None, uses: Arc::default() }
    }

    /// A file's bytes, as they come.
    ///
    /// # Errors
    /// `Missing`, or the disk.
    pub async fn get(&self, hash: BlobHash) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let found = self.store.get(&key(hash)).await.map_err(|error| missing(error, hash))?;
        Ok(found.into_stream().map_err(BlobError::from).boxed())
    }

    /// Whether a file is there.
    ///
    /// # Errors
    /// The disk.
    pub async fn exists(&self, hash: BlobHash) -> Result<bool, BlobError> {
        match self.size(hash).await {
            Ok(_) => Ok(true),
            Err(BlobError::Missing(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// How long a file is.
    ///
    /// # Errors
    /// `Missing`, or the disk.
    pub async fn size(&self, hash: BlobHash) -> Result<u64, BlobError> {
        self.store.head(&key(hash)).await.map(|meta| meta.size).map_err(|error| missing(error, hash))
    }

    /// Every file there is, in order of their names.
    ///
    /// # Errors
    /// The disk.
    pub async fn list(&self) -> Result<Vec<BlobHash>, BlobError> {
        let all: Vec<_> = self.store.list(None).try_collect().await?;
        let mut hashes: Vec<_> = all.iter().filter_map(|meta| hash_of(&meta.location)).collect();
        hashes.sort_unstable();
        Ok(hashes)
    }

    /// Reads a file and says what is wrong with it, if anything is. One that cannot be read is damaged, as long as others
    /// could be: whoever goes over all of them must not stop at it.
    ///
    /// # Errors
    /// The store as a whole.
    pub async fn check(&self, hash: BlobHash) -> Result<Option<BlobDamage>, BlobError> {
        match self.digest(hash).await {
            Ok(found) => Ok((found != hash).then_some(BlobDamage::Differs)),
            Err(BlobError::Missing(_)) => Ok(Some(BlobDamage::Missing)),
            Err(error) if self.can_be_read() => {
                tracing::warn!(%error, %hash, "a file cannot be read");
                Ok(Some(BlobDamage::Unreadable))
            }
            Err(error) => Err(error),
        }
    }

    async fn digest(&self, hash: BlobHash) -> Result<BlobHash, BlobError> {
        let (mut bytes, mut digest) = (self.get(hash).await?, Sha256::new());
        while let Some(chunk) = bytes.next().await {
            digest.update(chunk?);
        }
        Ok(BlobHash(digest.finalize().into()))
    }

    /// Whether it lies at one file and not at all of them that it cannot be read: a mount that is gone, too many open files.
    /// Of a store that is no folder nobody can tell: what a line breaks off is no damage.
    fn can_be_read(&self) -> bool {
        let all_told = |root: PathBuf| std::fs::read_dir(root)?.try_for_each(|entry| entry.map(drop));
        self.root().is_some_and(|root| all_told(root).is_ok())
    }

    /// The folder of the store, where it is one.
    fn root(&self) -> Option<PathBuf> {
        let file = self.path(BlobHash([0; 32]))?;
        file.ancestors().nth(2).map(Path::to_owned)
    }

    /// Deletes a file, unless somebody is about to need it or `needed` says that somebody does. Asked again under the same
    /// lock that puts files in their place, so a file that comes a second time meanwhile is not lost. Says whether it is
    /// gone.
    ///
    /// # Errors
    /// The disk.
    pub async fn delete_unless(&self, hash: BlobHash, needed: impl FnOnce() -> bool) -> Result<bool, BlobError> {
        let _door = self.uses.door.lock().await;
        let pinned = self.uses.pins.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&hash);
        if pinned || needed() {
            return Ok(false);
        }
        self.blank(hash)?;
        match self.store.delete(&key(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes every file that nobody needs: what a kill left between a file and its event. Says how many went.
    ///
    /// # Errors
    /// The disk.
    pub async fn sweep(&self, needed: impl Fn(BlobHash) -> bool) -> Result<usize, BlobError> {
        let mut gone = 0;
        for hash in self.list().await? {
            if !needed(hash) && self.delete_unless(hash, || needed(hash)).await? {
                gone += 1;
            }
        }
        Ok(gone)
    }

    /// Where a file lies, where the store is a folder: for programs that read files by their path.
    #[must_use]
    pub fn path(&self, hash: BlobHash) -> Option<PathBuf> {
        self.folder.as_ref()?.path_to_filesystem(&key(hash)).ok()
    }

    /// Overwrites a file in a folder. Somebody may be reading it: he gets zeros, or what he has read already.
    fn blank(&self, hash: BlobHash) -> Result<(), BlobError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        match blank(&folder.path_to_filesystem(&key(hash))?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn pin(&self, hash: BlobHash) -> Pin {
        *self.uses.pins.lock().unwrap_or_else(PoisonError::into_inner).entry(hash).or_default() += 1;
        Pin { uses: self.uses.clone(), hash, is_new: false }
    }
}

/// Waits for blobs on a thread that has no runtime of its own: a command line, a writer.
///
/// # Errors
/// If the system gives no runtime.
pub fn wait_for<T>(work: impl Future<Output = T>) -> io::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}

fn folder_of(data_dir: &Path) -> PathBuf {
    data_dir.join("blobs")
}

fn key(hash: BlobHash) -> Key {
    let name = hash.to_string();
    Key::from_iter([name.get(..2).unwrap_or_default(), &name])
}

/// The file that stands at a place, if one does.
fn hash_of(place: &Key) -> Option<BlobHash> {
    let hash = BlobHash::from_hex(place.filename()?)?;
    (key(hash) == *place).then_some(hash)
}

fn missing(error: object_store::Error, hash: BlobHash) -> BlobError {
    match error {
        object_store::Error::NotFound { .. } => BlobError::Missing(hash),
        other => other.into(),
    }
}

/// Makes a folder that only its owner may enter, or closes the one that is there: pictures and letters are personal.
///
/// # Errors
/// The disk.
pub fn private_dir(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        const OWNER_ONLY: u32 = 0o700;
        // One that is closed is left alone: within a used-up quota of btrfs not even its mode can be set.
        let found = std::fs::metadata(folder)?.permissions().mode() & 0o777;
        if found != OWNER_ONLY {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(OWNER_ONLY))?;
        }
    }
    Ok(())
}
