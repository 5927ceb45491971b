//! A disk made of memory that keeps apart what was written and what is durable, fails when told to, and can lose its
//! power at any moment.

use super::{Storage, StorageFile};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A disk writes sectors whole or not at all, in any order.
const SECTOR_BYTES: usize = 512;

/// A folder in memory. Clones are handles to the same one.
#[derive(Debug, Clone, Default)]
pub struct MemoryStorage {
    disk: Arc<Mutex<Disk>>,
}

/// What is to go wrong next. Each countdown fires once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// So many syncs still succeed, then one fails: part of what it should have kept is lost, silently and for ever.
    pub syncs_before_failure: Option<u32>,
    /// So many bytes can still be written, then a write stops there: the disk is full.
    pub bytes_before_failure: Option<u64>,
    /// So many of a thousand operations of any sort fail for no reason, reads too; a write then stops anywhere, and what
    /// a sync should have kept is lost in part.
    pub errors_per_mille: u16,
    /// So much room is said to be left.
    pub free_bytes: Option<u64>,
    /// Nothing can be changed any more until this is taken back.
    pub read_only: bool,
    /// After the next failure nothing can be changed any more, as Linux does with a disk in doubt.
    pub then_read_only: bool,
}

/// How much of what was never synced a loss of power leaves behind.
#[derive(Debug, Clone, Copy)]
pub enum Crash {
    /// Nothing.
    LoseUnsynced,
    /// Everything.
    KeepUnsynced,
    /// Some sectors, cuts and names, others not, always the same ones for a seed.
    Seeded(u64),
}

#[derive(Debug, Default, Clone)]
struct Disk {
    files: Vec<MemoryFile>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    faults: Faults,
    syncs: u64,
    operations: u64,
}

#[derive(Debug, Default, Clone)]
struct MemoryFile {
    content: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Resize(usize),
}

impl MemoryStorage {
    /// An empty folder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what is to go wrong next.
    pub fn set_faults(&self, faults: Faults) {
        self.lock().faults = faults;
    }

    /// Whether something may go wrong next.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        let Faults { syncs_before_failure, bytes_before_failure, errors_per_mille, free_bytes, read_only, .. } =
            self.lock().faults;
        let counts_down = syncs_before_failure.is_some() || bytes_before_failure.is_some();
        counts_down || errors_per_mille > 0 || free_bytes.is_some() || read_only
    }

    /// How many syncs of files there were, failed ones too.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.lock().syncs
    }

    /// What the disk holds when the power is back. This storage stays as it was.
    #[must_use]
    pub fn crash(&self, crash: Crash) -> MemoryStorage {
        let mut disk = self.lock().clone();
        let mut keeps = match crash {
            Crash::LoseUnsynced => Keeps::Nothing,
            Crash::KeepUnsynced => Keeps::Everything,
            Crash::Seeded(seed) => Keeps::Some(Random(seed)),
        };
        if keeps.next() {
            disk.durable_names = std::mem::take(&mut disk.names);
        }
        disk.names = disk.durable_names.clone();
        disk.faults = Faults::default();
        for file in &mut disk.files {
            file.persist(&mut keeps);
            file.content = file.durable.clone();
        }
        MemoryStorage { disk: Arc::new(Mutex::new(disk)) }
    }

    /// The bytes of a file.
    #[must_use]
    pub fn content(&self, name: &str) -> Option<Vec<u8>> {
        let disk = self.lock();
        disk.names.get(name).and_then(|id| disk.files.get(*id)).map(|file| file.content.clone())
    }

    /// Puts a durable file there, as somebody with an editor would.
    pub fn put(&self, name: &str, content: Vec<u8>) {
        let mut disk = self.lock();
        let id = disk.files.len();
        disk.files.push(MemoryFile { durable: content.clone(), content, pending: Vec::new() });
        disk.names.insert(name.to_owned(), id);
        disk.durable_names.insert(name.to_owned(), id);
    }

    fn lock(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle(&self, name: &str) -> io::Result<Arc<dyn StorageFile>> {
        self.lock().check_readable()?;
        let id = *self.lock().names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(Handle { storage: self.clone(), id }))
    }
}

impl Disk {
    fn check_writable(&mut self) -> io::Result<()> {
        if self.faults.read_only { Err(io::ErrorKind::ReadOnlyFilesystem.into()) } else { self.check_readable() }
    }

    fn check_readable(&mut self) -> io::Result<()> {
        if self.strikes() { Err(io::Error::other("the disk failed")) } else { Ok(()) }
    }

    /// Whether this operation fails for no reason; always the same ones of a disk's life.
    fn strikes(&mut self) -> bool {
        self.operations += 1;
        let per_mille = u64::from(self.faults.errors_per_mille);
        per_mille > 0 && Random(self.operations).next() % 1_000 < per_mille
    }

    fn file(&mut self, id: usize) -> io::Result<&mut MemoryFile> {
        self.files.get_mut(id).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl MemoryFile {
    fn change(&mut self, change: Change) {
        apply(&mut self.content, &change, &mut Keeps::Everything);
        self.pending.push(change);
    }

    fn persist(&mut self, keeps: &mut Keeps) {
        for change in std::mem::take(&mut self.pending) {
            apply(&mut self.durable, &change, keeps);
        }
    }
}

fn apply(content: &mut Vec<u8>, change: &Change, keeps: &mut Keeps) {
    match change {
        Change::Resize(size) if keeps.next() => content.resize(*size, 0),
        Change::Resize(_) => {}
        Change::Write { offset, bytes } => {
            let mut at = *offset;
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (sector, after) = rest.split_at(rest.len().min(SECTOR_BYTES - at % SECTOR_BYTES));
                if keeps.next() {
                    content.resize(content.len().max(at + sector.len()), 0);
                    if let Some(place) = content.get_mut(at..at + sector.len()) {
                        place.copy_from_slice(sector);
                    }
                }
                at += sector.len();
                rest = after;
            }
        }
    }
}

enum Keeps {
    Nothing,
    Everything,
    Some(Random),
}

impl Keeps {
    fn next(&mut self) -> bool {
        match self {
            Keeps::Nothing => false,
            Keeps::Everything => true,
            Keeps::Some(random) => random.next() & 1 == 1,
        }
    }
}

/// SplitMix64: enough to choose sectors by.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Storage for MemoryStorage {
    fn names(&self) -> io::Result<Vec<String>> {
        let mut disk = self.lock();
        disk.check_readable()?;
        Ok(disk.names.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn StorageFile>> {
        self.handle(name)
    }

    fn open_to_write(&self, name: &str) -> io::Result<Arc<dyn StorageFile>> {
        self.handle(name)
    }

    fn create(&self, name: &str) -> io::Result<Arc<dyn StorageFile>> {
        {
            let mut disk = self.lock();
            disk.check_writable()?;
            let id = disk.files.len();
            disk.files.push(MemoryFile::default());
            disk.names.insert(name.to_owned(), id);
        }
        self.handle(name)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut disk = self.lock();
        disk.check_writable()?;
        let id = disk.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        disk.names.insert(to.to_owned(), id);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut disk = self.lock();
        disk.check_writable()?;
        disk.names.remove(name).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn free_bytes(&self) -> Option<u64> {
        self.lock().faults.free_bytes
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut disk = self.lock();
        disk.check_writable()?;
        disk.durable_names = disk.names.clone();
        Ok(())
    }
}

#[derive(Debug)]
struct Handle {
    storage: MemoryStorage,
    id: usize,
}

impl StorageFile for Handle {
    fn size(&self) -> io::Result<u64> {
        let mut disk = self.storage.lock();
        disk.check_readable()?;
        Ok(disk.file(self.id)?.content.len() as u64)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut disk = self.storage.lock();
        disk.check_readable()?;
        let content = &disk.file(self.id)?.content;
        let rest = usize::try_from(offset).ok().and_then(|offset| content.get(offset..)).unwrap_or_default();
        let read = rest.len().min(bytes.len());
        if let (Some(to), Some(from)) = (bytes.get_mut(..read), rest.get(..read)) {
            to.copy_from_slice(from);
        }
        Ok(read)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut disk = self.storage.lock();
        let mut taken = bytes;
        let stops = disk.check_writable();
        if disk.faults.read_only {
            return stops;
        }
        if stops.is_err() {
            let end = Random(disk.operations ^ bytes.len() as u64).next() % (bytes.len() as u64 + 1);
            taken = bytes.get(..end as usize).unwrap_or(bytes);
        }
        if let (Some(left), true) = (disk.faults.bytes_before_failure, stops.is_ok()) {
            taken = bytes.get(..usize::try_from(left).unwrap_or(usize::MAX)).unwrap_or(bytes);
            disk.faults.bytes_before_failure = (taken.len() == bytes.len()).then(|| left - bytes.len() as u64);
        }
        let offset = usize::try_from(offset).map_err(|_| io::ErrorKind::FileTooLarge)?;
        disk.file(self.id)?.change(Change::Write { offset, bytes: taken.to_vec() });
        if stops.is_err() || taken.len() == bytes.len() {
            return stops;
        }
        disk.faults.read_only |= disk.faults.then_read_only;
        Err(io::ErrorKind::StorageFull.into())
    }

    fn set_size(&self, bytes: u64) -> io::Result<()> {
        let mut disk = self.storage.lock();
        disk.check_writable()?;
        let bytes = usize::try_from(bytes).map_err(|_| io::ErrorKind::FileTooLarge)?;
        disk.file(self.id)?.change(Change::Resize(bytes));
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut disk = self.storage.lock();
        disk.syncs += 1;
        if disk.faults.read_only {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        let fails = disk.strikes() || disk.faults.syncs_before_failure == Some(0);
        disk.faults.syncs_before_failure = disk.faults.syncs_before_failure.and_then(|left| left.checked_sub(1));
        if !fails {
            disk.file(self.id)?.persist(&mut Keeps::Everything);
            return Ok(());
        }
        // As Linux does it: what could not be kept counts as clean afterwards, and no later sync brings it back.
        let mut keeps = Keeps::Some(Random(disk.syncs));
        disk.file(self.id)?.persist(&mut keeps);
        disk.faults.read_only |= disk.faults.then_read_only;
        Err(io::Error::other("the disk failed to sync"))
    }
}
