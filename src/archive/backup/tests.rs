//! Backups of real ledgers on a real disk; destinations that are folders, and buckets that fail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod checked;
mod erased;
mod failing;
mod published;
mod restored;

use super::{BackupError, Destination, Job, Keep, Made, Passphrase, Stop, write};
use crate::archive::{Meta, Opened, open};
use crate::blobs::{Blobs, wait_for};
use crate::clock::Clock;
use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::command::{Command, NewAttachment};
use crate::domain::decide::tests::world::{folder, set_up};
use crate::domain::folder::Actor;
use crate::domain::state::State;
use crate::ledger::{Options, Position};
use chrono::{DateTime, TimeDelta};
use object_store::ObjectStore;
use object_store::memory::InMemory;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// Small, so that a few frames fill several segments and several pieces.
const SMALL: Options = Options { segment_bytes: 40_000, preallocate_bytes: 4_000 };
const PIECE_BYTES: u64 = 15_000;

/// An archive on a disk, and the destination of its backups.
struct Room {
    dir: TempDir,
    clock: Clock,
    opened: Option<Opened>,
    store: Arc<InMemory>,
    passphrase: Option<Passphrase>,
}

impl Room {
    fn new(passphrase: Option<&str>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(DateTime::from_timestamp(1_772_683_200, 0).unwrap(), 5);
        let passphrase = passphrase.map(|text| Passphrase::new(text).unwrap());
        let mut room = Self { dir, clock, opened: None, store: Arc::new(InMemory::new()), passphrase };
        room.open();
        set_up().into_iter().for_each(|command| room.ask(command));
        room.register(1);
        std::fs::create_dir(room.path().join("vault")).unwrap();
        std::fs::write(room.path().join("vault/passwords.json"), "{\"kind\":\"passwords\"}").unwrap();
        std::fs::write(room.path().join("vault/sessions.json"), "{\"kind\":\"sessions\"}").unwrap();
        room
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn open(&mut self) {
        let options = crate::archive::Options {
            data_dir: self.path().to_owned(),
            scans_dir: self.path().join("scans"),
            clock: self.clock.clone(),
            ledger: SMALL,
        };
        self.opened = Some(open(options).unwrap());
    }

    fn close(&mut self) {
        if let Some(Opened { archive, writer, .. }) = self.opened.take() {
            drop(archive);
            writer.join().unwrap();
        }
    }

    fn ask(&self, command: Command) {
        self.clock.advance(TimeDelta::seconds(7));
        let archive = &self.opened.as_ref().unwrap().archive;
        archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
    }

    fn register(&self, count: usize) {
        for _ in 0..count {
            self.ask(Command::RegisterFolders(vec![folder()]));
        }
    }

    /// Attaches a file to the first folder.
    fn attach(&self, content: &[u8]) -> BlobHash {
        let blobs = Blobs::open(self.path()).unwrap();
        let whole = futures_util::stream::iter([Ok::<_, Infallible>(bytes::Bytes::copy_from_slice(content))]);
        let (hash, pin) = wait_for(async {
            let arrived = blobs.receive(whole, 1 << 20).await.unwrap();
            (arrived.hash, arrived.keep().await.unwrap())
        })
        .unwrap();
        self.ask(Command::Attach(Box::new(NewAttachment {
            folder: self.code(),
            sha256: hash,
            bytes: content.len() as u64,
            media_type: MediaType::Pdf,
            file_name: "letter".to_owned(),
            note: String::new(),
        })));
        drop(pin);
        hash
    }

    fn code(&self) -> String {
        self.state().0.codes.own(crate::domain::ids::FolderNo(0)).to_owned()
    }

    fn state(&self) -> (State, Position) {
        let now = self.opened.as_ref().unwrap().archive.now();
        (now.state.clone(), now.position)
    }

    fn backup(&self) -> Result<Made, BackupError> {
        self.backup_to(self.store.clone(), Keep::All)
    }

    fn backup_to(&self, store: Arc<dyn ObjectStore>, keep: Keep) -> Result<Made, BackupError> {
        self.clock.advance(TimeDelta::hours(1));
        let job = Job {
            data_dir: self.path(),
            scans_dir: &self.path().join("scans"),
            keep,
            known: &|| None,
            clock: self.clock.clone(),
            stop: Stop::default(),
            piece_bytes: PIECE_BYTES,
        };
        write(&job, |archive| Destination::over("a bucket".to_owned(), store, self.passphrase.as_ref(), Some(archive)))
    }

    fn destination(&self) -> Arc<Destination> {
        Arc::new(self.try_destination().unwrap())
    }

    fn try_destination(&self) -> Result<Destination, BackupError> {
        Destination::over("a bucket".to_owned(), self.store.clone(), self.passphrase.as_ref(), None)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.close();
    }
}

/// The two sorts of destination: open and sealed.
const SORTS: [Option<&str>; 2] = [None, Some("every folder has a slot")];
