//! Both stores under one suite: a folder, and a bucket in memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::{BlobDamage, BlobError, Blobs, key, private_dir};
use crate::domain::attachment::BlobHash;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::sync::Arc;

const LIMIT: u64 = 6 * 1024 * 1024;

fn pieces(bytes: &[u8]) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + use<> {
    let chunks: Vec<_> = bytes.chunks(10_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

async fn keep(blobs: &Blobs, bytes: &[u8]) -> BlobHash {
    let arrived = blobs.receive(pieces(bytes), LIMIT).await.unwrap();
    assert_eq!((arrived.hash, arrived.bytes), (hash(bytes), bytes.len() as u64));
    let hash = arrived.hash;
    arrived.keep().await.unwrap();
    hash
}

async fn read(blobs: &Blobs, hash: BlobHash) -> Vec<u8> {
    blobs.get(hash).await.unwrap().try_collect::<Vec<_>>().await.unwrap().concat()
}

async fn everywhere(test: impl AsyncFn(Blobs)) {
    let room = tempfile::tempdir().unwrap();
    test(Blobs::open(room.path()).unwrap()).await;
    test(Blobs::of(Arc::new(InMemory::new()))).await;
}

#[tokio::test]
async fn a_file_is_kept_under_its_hash_once_and_read_back_whole() {
    everywhere(async |blobs: Blobs| {
        let large: Vec<u8> = (0..5_500_000_u32).map(|number| (number % 251) as u8).collect();
        let (first, second) = (keep(&blobs, b"a letter").await, keep(&blobs, &large).await);
        assert_eq!(keep(&blobs, b"a letter").await, first);
        let mut both = vec![first, second];
        both.sort_unstable();
        assert_eq!(blobs.list().await.unwrap(), both);
        assert_eq!((read(&blobs, first).await, read(&blobs, second).await), (b"a letter".to_vec(), large));
        assert_eq!(blobs.size(first).await.unwrap(), 8);
        assert_eq!(blobs.check(second).await.unwrap(), None);
        assert!(blobs.exists(first).await.unwrap() && !blobs.exists(hash(b"another")).await.unwrap());
        assert!(matches!(blobs.get(hash(b"another")).await, Err(BlobError::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_damaged_file_is_mended_and_a_whole_one_is_not_written_over() {
    everywhere(async |blobs: Blobs| {
        let letter = keep(&blobs, b"a letter").await;
        let again = async || blobs.receive(pieces(b"a letter"), LIMIT).await.unwrap().mend().await.unwrap();
        assert!(!again().await, "it is whole");
        blobs.store.put(&key(letter), Bytes::from_static(b"a lettEr").into()).await.unwrap();
        assert_eq!(blobs.check(letter).await.unwrap(), Some(BlobDamage::Differs));
        assert!(again().await);
        assert_eq!((blobs.check(letter).await.unwrap(), read(&blobs, letter).await), (None, b"a letter".to_vec()));
        blobs.store.delete(&key(letter)).await.unwrap();
        assert!(again().await);
        assert_eq!((blobs.check(letter).await.unwrap(), blobs.store.list(None).count().await), (None, 1));
    })
    .await;
}

#[tokio::test]
async fn what_comes_again_replaces_a_damaged_one_and_tells_whether_it_was_there_before() {
    everywhere(async |blobs: Blobs| {
        let again = async || blobs.receive(pieces(b"a letter"), LIMIT).await.unwrap().keep().await.unwrap();
        let letter = hash(b"a letter");
        assert!(again().await.is_new());
        assert!(!again().await.is_new(), "it is whole");
        blobs.store.put(&key(letter), Bytes::from_static(b"a lettEr").into()).await.unwrap();
        assert!(!again().await.is_new(), "somebody has it, and it is damaged");
        assert_eq!((blobs.check(letter).await.unwrap(), read(&blobs, letter).await), (None, b"a letter".to_vec()));
        blobs.store.delete(&key(letter)).await.unwrap();
        assert!(again().await.is_new());
        assert_eq!((blobs.check(letter).await.unwrap(), blobs.store.list(None).count().await), (None, 1));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_too_large_or_breaks_off_leaves_nothing_behind() {
    everywhere(async |blobs: Blobs| {
        let refused = blobs.receive(pieces(&[7; 20_001]), 20_000).await;
        assert!(matches!(refused, Err(BlobError::TooLarge { bytes_max: 20_000 })));
        let broken = stream::iter([Ok(Bytes::from_static(b"half")), Err("the line is dead")]);
        assert!(matches!(blobs.receive(broken, LIMIT).await, Err(BlobError::Sender(_))));
        blobs.receive(pieces(b"not wanted"), LIMIT).await.unwrap().discard().await.unwrap();
        assert_eq!(blobs.store.list(None).count().await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_arriving_when_the_service_died_is_gone_at_the_next_start() {
    let room = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(room.path()).unwrap();
    let under_way = blobs.receive(pieces(b"half-way"), LIMIT).await.unwrap();
    assert_eq!(blobs.store.list(None).count().await, 1);
    let kept = keep(&blobs, b"kept").await;
    // Another that keeps files in the same place starts meanwhile.
    drop(Blobs::open(room.path()).unwrap());
    let whole = under_way.hash;
    drop(under_way.keep().await.unwrap());
    assert_eq!(read(&blobs, whole).await, b"half-way");
    assert!(blobs.delete_unless(whole, || false).await.unwrap());
    std::mem::forget(blobs.receive(pieces(b"half-way"), LIMIT).await.unwrap());
    // As the system does for whoever is killed.
    *blobs.uses.incoming.held.lock().unwrap() = None;
    let again = Blobs::open(room.path()).unwrap();
    assert_eq!(again.store.list(None).count().await, 1);
    assert_eq!(read(&again, kept).await, b"kept");
    assert!(Blobs::existing(&room.path().join("elsewhere")).unwrap().is_none());
}

#[tokio::test]
async fn a_changed_file_and_a_missing_one_are_told_apart() {
    everywhere(async |blobs: Blobs| {
        let kept = keep(&blobs, b"as it was").await;
        blobs.store.put(&key(kept), Bytes::from_static(b"as it is!").into()).await.unwrap();
        assert_eq!(blobs.check(kept).await.unwrap(), Some(BlobDamage::Differs));
        blobs.store.delete(&key(kept)).await.unwrap();
        assert_eq!(blobs.check(kept).await.unwrap(), Some(BlobDamage::Missing));
    })
    .await;
}

#[cfg(unix)]
#[tokio::test]
async fn one_that_cannot_be_read_is_damaged_and_mended_and_a_store_that_cannot_be_read_is_no_damage() {
    let room = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(room.path()).unwrap();
    let kept = keep(&blobs, b"as it was").await;
    let path = blobs.path(kept).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&path, &path).unwrap();
    assert_eq!(blobs.check(kept).await.unwrap(), Some(BlobDamage::Unreadable));
    assert!(blobs.receive(pieces(b"as it was"), LIMIT).await.unwrap().mend().await.unwrap());
    assert_eq!((blobs.check(kept).await.unwrap(), read(&blobs, kept).await), (None, b"as it was".to_vec()));
    let folder = room.path().join("blobs");
    std::fs::remove_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(&folder, &folder).unwrap();
    assert!(blobs.check(kept).await.is_err(), "it does not lie at the file");
}

#[tokio::test]
async fn a_file_goes_only_when_nobody_needs_it_or_is_about_to() {
    everywhere(async |blobs: Blobs| {
        let kept = keep(&blobs, b"twice").await;
        assert!(!blobs.delete_unless(kept, || true).await.unwrap());
        let pin = blobs.receive(pieces(b"twice"), LIMIT).await.unwrap().keep().await.unwrap();
        assert!(!blobs.delete_unless(kept, || false).await.unwrap());
        assert_eq!(read(&blobs, kept).await, b"twice");
        drop(pin);
        let other = keep(&blobs, b"other").await;
        assert_eq!(blobs.sweep(|hash| hash == other).await.unwrap(), 1);
        assert_eq!(blobs.list().await.unwrap(), [other]);
        assert!(blobs.delete_unless(kept, || false).await.unwrap(), "a second time changes nothing");
    })
    .await;
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_reads_a_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let room = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(room.path()).unwrap();
    let name = keep(&blobs, b"a consent").await.to_string();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = room.path().join("blobs");
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join(&name[..2]).join(&name)), 0o600);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_closed_to_others_already_is_not_touched() {
    use std::os::unix::fs::MetadataExt;
    let room = tempfile::tempdir().unwrap();
    let folder = room.path().join("blobs");
    private_dir(&folder).unwrap();
    let changed = || {
        let found = std::fs::metadata(&folder).unwrap();
        (found.ctime(), found.ctime_nsec())
    };
    let before = changed();
    // The clock of a file system may go by whole ticks.
    std::thread::sleep(std::time::Duration::from_millis(20));
    private_dir(&folder).unwrap();
    assert_eq!(changed(), before);
}
