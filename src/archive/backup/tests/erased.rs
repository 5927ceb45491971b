use super::{Room, SORTS};
use crate::archive::backup::{Keep, Restoring, check, restore};
use crate::archive::files::originals;
use crate::blobs::Blobs;
use crate::domain::attachment::BlobHash;
use crate::domain::command::{Command, NewFolder, NewScan, ScanCommand, SubjectErasure, SubjectRef};
use crate::domain::decide::tests::world::{folder, somebody};
use crate::domain::erasure::ErasedPages;
use crate::domain::ids::{ScanNo, SubjectNo};
use crate::domain::scan::{ScanFault, ScanMedia, ScanSource};
use crate::ledger::erased_item;
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt};
use std::convert::Infallible;

const WORDS: &str = "要忘记的话";

/// Overwrites the private part of the frame that holds some words, as an erasure does, and lists it.
fn erase(room: &Room) {
    let mut listed = String::new();
    for entry in std::fs::read_dir(room.path().join("ledger")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for line in lines.iter_mut().filter(|line| line.contains(WORDS)) {
            let begin = line.find("{\"salt\":").unwrap();
            let end = line.rfind("}]}").unwrap() + 1;
            let item = String::from_utf8(erased_item(end - begin).unwrap()).unwrap();
            line.replace_range(begin..end, &item);
            let seq = line.split("\"seq\":").nth(1).unwrap().split(',').next().unwrap().to_owned();
            listed.push_str(&format!(
                "{{\"subject\":0,\"seq\":{seq},\"item\":0,\"digest\":\"{}\",\"at\":\"2026-11-22T00:00:00Z\"}}\n",
                "0".repeat(64)
            ));
        }
        std::fs::write(&path, lines.join("\n")).unwrap();
    }
    assert!(!listed.is_empty(), "there was something to erase");
    std::fs::write(room.path().join("erasures.jsonl"), listed).unwrap();
}

fn everything(room: &Room) -> Vec<u8> {
    let store = &room.store;
    let reading = async {
        let listed = store.list(None).try_collect::<Vec<_>>().await.unwrap();
        let mut all = Vec::new();
        for meta in listed {
            all.extend(store.get(&meta.location).await.unwrap().bytes().await.unwrap());
        }
        all
    };
    crate::blobs::wait_for(reading).unwrap()
}

fn with_words(sort: Option<&str>) -> Room {
    let room = Room::new(sort);
    room.register(10);
    let mut new = crate::domain::decide::tests::world::folder();
    new.note = WORDS.to_owned();
    room.ask(crate::domain::command::Command::RegisterFolders(vec![new]));
    room.register(3);
    room
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(WORDS.len()).any(|part| part == WORDS.as_bytes())
}

#[test]
fn what_was_erased_goes_from_earlier_snapshots_with_the_next_backup() {
    for sort in SORTS {
        let room = with_words(sort);
        let first = room.backup().unwrap();
        room.register(30);
        room.backup().unwrap();
        assert_eq!(holds(&everything(&room)), sort.is_none());
        erase(&room);
        let made = room.backup().unwrap();
        assert_eq!((made.amended, made.not_amended.len()), (2, 0));
        assert!(!holds(&everything(&room)), "nothing of it is left at the destination");
        let found = check(&room.destination()).unwrap();
        assert_eq!((found.snapshots, found.left_over), (3, 0));
        let snapshots = room.destination().snapshots().unwrap().0;
        assert_eq!((snapshots[0].seq, snapshots[0].hash), (first.seq, first.hash), "its head is what it was");
        assert!(snapshots[0].amended_at.is_some());
        let target = tempfile::tempdir().unwrap();
        let at = Some(crate::archive::backup::Moment::Seq(first.seq));
        let restored = restore(
            &Restoring { source: &room.destination(), at, erasures: None },
            target.path(),
            &target.path().join("scans"),
        )
        .unwrap();
        assert!(restored.erasures && restored.seq == first.seq);
        let again = room.backup_to(room.store.clone(), Keep::All).unwrap();
        assert_eq!(again.amended, 0, "what is amended stays so");
    }
}

#[test]
fn the_file_of_an_erased_attachment_goes_from_earlier_snapshots_and_others_stay() {
    let room = Room::new(None);
    room.register(1);
    let (kept, gone) = (room.attach(b"%PDF-1.7 kept"), room.attach(b"%PDF-1.7 gone"));
    room.backup().unwrap();
    let seq = room.state().1.seq;
    let code = room.code();
    for no in [1, 2] {
        room.ask(crate::domain::command::Command::Detach { folder: code.clone(), no, reason: "依法".to_owned() });
    }
    let line = format!(
        "{{\"subject\":0,\"seq\":{seq},\"item\":0,\"digest\":\"{}\",\"at\":\"2026-11-22T00:00:00Z\"}}\n",
        "0".repeat(64)
    );
    std::fs::write(room.path().join("erasures.jsonl"), line).unwrap();
    room.backup().unwrap();
    let bytes = everything(&room);
    let has = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    assert!(has(b"%PDF-1.7 kept") && !has(b"%PDF-1.7 gone"), "{kept} {gone}");
    check(&room.destination()).unwrap();
}

#[test]
fn a_longer_list_kept_apart_wins_over_the_backups() {
    let room = with_words(None);
    let line = |seq: u64| {
        format!(
            "{{\"subject\":0,\"seq\":{seq},\"item\":0,\"digest\":\"{}\",\"at\":\"2026-11-22T00:00:00Z\"}}\n",
            "0".repeat(64)
        )
    };
    std::fs::write(room.path().join("erasures.jsonl"), line(1)).unwrap();
    room.backup().unwrap();
    let apart = room.path().join("apart.jsonl");
    std::fs::write(&apart, format!("{}{}{{\"seq\":3,\"it", line(1), line(2))).unwrap();
    let target = tempfile::tempdir().unwrap();
    restore(
        &Restoring { source: &room.destination(), at: None, erasures: Some(&apart) },
        target.path(),
        &target.path().join("scans"),
    )
    .unwrap();
    let list = std::fs::read_to_string(target.path().join("erasures.jsonl")).unwrap();
    assert_eq!(list, line(1) + &line(2));
}

#[test]
fn a_backup_waits_until_nothing_is_being_erased() {
    let room = with_words(None);
    let journal = room.path().join("erasing.jsonl");
    std::fs::write(&journal, "").unwrap();
    std::thread::scope(|scope| {
        let backing_up = scope.spawn(|| room.backup());
        // However soon it looks, it does not end before this is gone.
        assert!(!backing_up.is_finished());
        std::fs::remove_file(&journal).unwrap();
        backing_up.join().unwrap().unwrap();
    });
}

/// An original of a scan that says so on its page.
fn scanned(room: &Room, content: &'static [u8]) -> (ScanNo, BlobHash) {
    let blobs = Blobs::open_at(&originals(&room.path().join("scans"))).unwrap();
    let whole = futures_util::stream::iter([Ok::<_, Infallible>(bytes::Bytes::from_static(content))]);
    let (sha256, _pin) = crate::blobs::wait_for(async {
        let arrived = blobs.receive(whole, 1 << 20).await.unwrap();
        (arrived.hash, arrived.keep().await.unwrap())
    })
    .unwrap();
    let (bytes, media_type, source) = (content.len() as u64, ScanMedia::Pdf, ScanSource::Inbox);
    let file_name = "a.pdf".to_owned();
    let new = NewScan { sha256, bytes, media_type, source, file_name, sheets: None, into: None };
    room.ask(Command::Scan(ScanCommand::Receive(Box::new(new))));
    let scan = room.state().0.scans.by_hash(sha256).unwrap();
    room.ask(Command::Scan(ScanCommand::Fail { scan, fault: ScanFault::Empty }));
    (scan, sha256)
}

#[test]
fn a_destroyed_original_goes_from_earlier_snapshots_and_nothing_misses_it() {
    let room = Room::new(None);
    let hers = SubjectRef::New(somebody("欧阳慕晴", Some("ID1")));
    room.ask(Command::RegisterFolders(vec![NewFolder { subjects: vec![hers], ..folder() }]));
    let (kept, gone) = (scanned(&room, b"%PDF-1.7 kept"), scanned(&room, b"%PDF-1.7 gone"));
    room.backup().unwrap();
    let scans = vec![ErasedPages { scan: gone.0, pages: Vec::new(), is_destroyed: true }];
    let erasure = SubjectErasure {
        subject: SubjectNo(0),
        items: Vec::new(),
        folders: Vec::new(),
        attachments: Vec::new(),
        scans,
        redactions: Vec::new(),
        reason: "令 17".to_owned(),
        again: false,
    };
    room.ask(Command::EraseSubject(Box::new(erasure)));
    let (scan, sha256) = (gone.0.0, gone.1);
    let line = format!(
        "{{\"subject\":0,\"seq\":0,\"item\":0,\"digest\":\"{sha256}\",\"at\":\"2026-11-22T00:00:00Z\",\"pages\":{{\"scan\":{scan},\"sha256\":\"{sha256}\",\"at\":[],\"is_destroyed\":true}}}}\n"
    );
    std::fs::write(room.path().join("erasures.jsonl"), line).unwrap();
    let made = room.backup().unwrap();
    assert!(made.missing_blobs.is_empty(), "{:?}", made.missing_blobs);
    let bytes = everything(&room);
    let has = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    assert!(has(b"%PDF-1.7 kept") && !has(b"%PDF-1.7 gone"), "{kept:?}");
    check(&room.destination()).unwrap();
}
