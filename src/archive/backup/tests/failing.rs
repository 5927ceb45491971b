use super::{Room, SORTS};
use crate::archive::backup::{BackupError, Destination, Job, Keep, Stop, check, write};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::path::Path as Key;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, Result,
};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// What goes wrong at a destination, and how.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// Writing is refused, as on a full disk.
    Full,
    /// Everything is refused, as when the line is dead.
    Dead,
    /// What is written is not what arrives, and nobody says so.
    Spoils,
}

/// A destination that works for so many calls.
#[derive(Debug)]
struct Failing {
    inner: Arc<dyn ObjectStore>,
    fault: Fault,
    calls_left: AtomicI64,
}

impl Failing {
    fn after(room: &Room, calls: i64, fault: Fault) -> Arc<Self> {
        Arc::new(Self { inner: room.store.clone(), fault, calls_left: AtomicI64::new(calls) })
    }

    fn broken(&self) -> bool {
        self.calls_left.fetch_sub(1, Ordering::SeqCst) <= 0
    }

    fn refuse(&self, writing: bool) -> Result<()> {
        let refused = self.broken() && (writing || matches!(self.fault, Fault::Dead));
        if refused && !matches!(self.fault, Fault::Spoils) {
            return Err(object_store::Error::Generic { store: "failing", source: "No space left on device".into() });
        }
        Ok(())
    }
}

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failing")
    }
}

#[async_trait::async_trait]
impl ObjectStore for Failing {
    async fn put_opts(&self, location: &Key, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        self.refuse(true)?;
        let mut bytes = payload.iter().flat_map(|part| part.to_vec()).collect::<Vec<_>>();
        if matches!(self.fault, Fault::Spoils) && self.calls_left.load(Ordering::SeqCst) < 0 {
            bytes.pop();
        }
        self.inner.put_opts(location, Bytes::from(bytes).into(), opts).await
    }

    async fn put_multipart_opts(&self, _: &Key, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Err(object_store::Error::NotImplemented { operation: "parts".to_owned(), implementer: self.to_string() })
    }

    async fn get_opts(&self, location: &Key, options: GetOptions) -> Result<GetResult> {
        self.refuse(false)?;
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Key>>) -> BoxStream<'static, Result<Key>> {
        match self.refuse(true) {
            Ok(()) => self.inner.delete_stream(locations),
            Err(error) => futures_util::stream::iter([Err(error)]).boxed(),
        }
    }

    fn list(&self, prefix: Option<&Key>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Key>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Key, to: &Key, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

#[test]
fn a_destination_that_fails_at_any_moment_keeps_its_good_backups_and_the_next_goes_on() {
    for (sort, fault) in
        SORTS.into_iter().flat_map(|sort| [Fault::Full, Fault::Dead, Fault::Spoils].map(|fault| (sort, fault)))
    {
        let mut room = Room::new(sort);
        room.attach(b"%PDF-1.7 a letter");
        room.register(10);
        let good = room.backup().unwrap();
        room.register(20);
        let before = room.store.clone();
        let keep = Keep::Rules { last: 1, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
        // Each time a little later, until it no longer fails.
        for calls in 0.. {
            room.store = Arc::new(before.fork());
            let failed = room.backup_to(Failing::after(&room, calls, fault), keep).is_err();
            let newest = room.destination().snapshots().unwrap().0.pop().unwrap();
            assert!(newest.seq >= good.seq);
            check(&room.destination()).unwrap_or_else(|error| panic!("{fault:?} after {calls} calls: {error}"));
            let made = room.backup_to(room.store.clone(), keep).unwrap();
            assert_eq!(made.seq, room.state().1.seq);
            assert_eq!(check(&room.destination()).unwrap().left_over, 0);
            if !failed {
                assert!(calls > 5, "{fault:?}: {calls}");
                break;
            }
        }
    }
}

#[test]
fn what_a_killed_backup_left_is_not_written_again() {
    let room = Room::new(None);
    room.register(40);
    let failed = room.backup_to(Failing::after(&room, 9, Fault::Full), Keep::All);
    assert!(matches!(failed, Err(BackupError::Store { .. })), "{failed:?}");
    let made = room.backup().unwrap();
    let all = room.destination().snapshots().unwrap().0.pop().unwrap();
    assert!(made.new_bytes < all.bytes, "{made:?} of {}", all.bytes);
}

#[test]
fn a_backup_that_is_asked_to_stop_stops_and_only_one_is_made_at_a_time() {
    let room = Room::new(None);
    let stop = Stop::default();
    stop.ask();
    let job = Job {
        data_dir: room.path(),
        scans_dir: &room.path().join("scans"),
        keep: Keep::All,
        known: &|| None,
        clock: room.clock.clone(),
        stop,
        piece_bytes: 0,
    };
    let open = |archive| Destination::over("a bucket".to_owned(), room.store.clone(), None, Some(archive));
    assert!(matches!(write(&job, open), Err(BackupError::Stopped)));
    let job = Job { stop: Stop::default(), ..job };
    let within = write(&job, |archive| {
        assert!(matches!(room.backup(), Err(BackupError::Busy)));
        open(archive)
    });
    within.unwrap();
}

#[test]
fn an_attachment_that_is_gone_does_not_keep_the_rest_from_being_backed_up() {
    let room = Room::new(None);
    room.register(1);
    let hash = room.attach(b"%PDF-1.7 a letter").to_string();
    std::fs::remove_file(room.path().join("blobs").join(&hash[..2]).join(&hash)).unwrap();
    let made = room.backup().unwrap();
    assert_eq!(made.missing_blobs.len(), 1);
    assert_eq!(check(&room.destination()).unwrap().missing_blobs, 1);
}

#[test]
fn a_damaged_ledger_is_not_backed_up_over_good_ones() {
    let mut room = Room::new(None);
    room.register(30);
    room.backup().unwrap();
    room.close();
    let path = room.path().join("ledger/00000001.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[20_000] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(matches!(room.backup(), Err(BackupError::SourceDamaged(_) | BackupError::Ledger(_))));
    assert_eq!(check(&room.destination()).unwrap().snapshots, 1);
    room.opened = None;
}
