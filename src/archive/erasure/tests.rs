//! The power goes at every moment of an erasure; a restore undoes one, and it is done again; files go unless needed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod pages;

use super::{LIST, apply_erasures, files, grouped, is_under_way, plan};
use crate::archive::open::open_on;
use crate::archive::proof::{Derived, prove};
use crate::archive::{Archive, Meta, Opened, Options, Service};
use crate::blobs::{Pin, wait_for};
use crate::clock::Clock;
use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::command::{
    Command, FolderMerge, NewAttachment, NewFolder, SubjectErasure, SubjectRef, SurgeryCommand,
};
use crate::domain::decide::tests::world::{folder, set_up, somebody};
use crate::domain::folder::Actor;
use crate::domain::ids::{FolderNo, SubjectNo};
use crate::ledger::storage::{Crash, DiskStorage, Faults, MemoryStorage, Storage};
use crate::ledger::{self, Erasing, Hash256, finish_erasing, verify};
use chrono::DateTime;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

const NAME: &str = "欧阳慕晴";

fn options(data_dir: &Path) -> Options {
    let clock = Clock::fixed(DateTime::from_timestamp(1_772_683_200, 0).unwrap(), 5);
    let ledger = ledger::Options { segment_bytes: 20_000, preallocate_bytes: 4_000 };
    Options { data_dir: data_dir.to_owned(), scans_dir: data_dir.join("scans"), clock, ledger }
}

fn ask(archive: &Archive, command: Command) {
    archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
}

/// Folders about her and one about somebody else.
fn fill(archive: &Archive) -> SubjectNo {
    set_up().into_iter().for_each(|command| ask(archive, command));
    for (code, name, id) in [("HERS", NAME, "ID1"), ("ALSO", NAME, "ID1"), ("HIS", "司徒明远", "ID2")] {
        let note = format!("{name}到场");
        let new = NewFolder {
            code: Some(code.to_owned()),
            note,
            subjects: vec![SubjectRef::New(somebody(name, Some(id)))],
            ..folder()
        };
        ask(archive, Command::RegisterFolders(vec![new]));
    }
    archive.now().state.folders.subjects(FolderNo(0))[0].subject
}

/// Records what goes of her, and says where it stands; nothing is overwritten yet.
fn ordered(archive: &Archive, subject: SubjectNo) -> Vec<Erasing> {
    let plan = plan::plan(archive.ledger(), &archive.now(), subject).unwrap();
    let places: Vec<_> = plan.found.taken.iter().map(|taken| (taken.seq, taken.item)).collect();
    let erasure = SubjectErasure {
        subject,
        items: grouped(&plan.found.taken),
        folders: plan.found.folders.clone(),
        attachments: Vec::new(),
        scans: plan.found.scans.clone(),
        redactions: plan.found.redactions.clone(),
        reason: "令 17".to_owned(),
        again: false,
    };
    ask(archive, Command::EraseSubject(Box::new(erasure)));
    archive.ledger().locate(&places).unwrap()
}

fn close(opened: Opened) {
    drop(opened.archive);
    opened.writer.join().unwrap();
}

fn holds(storage: &dyn Storage, text: &str) -> bool {
    storage.names().unwrap().iter().any(|name| {
        let file = storage.open(name).unwrap();
        let mut bytes = vec![0; file.size().unwrap() as usize];
        file.read_at(&mut bytes, 0).unwrap();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

/// A data directory as it is when the bytes are about to be overwritten.
fn journalled(subject: SubjectNo, items: &[Erasing]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let at = DateTime::UNIX_EPOCH;
    let listed = |one: &Erasing| files::Listed {
        subject: subject.0,
        seq: one.seq,
        item: one.item,
        digest: one.digest,
        at,
        pages: None,
        file: None,
    };
    files::begin(dir.path(), subject.0).unwrap();
    files::add_to_list(dir.path(), &items.iter().map(listed).collect::<Vec<_>>()).unwrap();
    files::note_items(dir.path(), items).unwrap();
    dir
}

#[test]
fn a_power_cut_at_any_byte_of_overwriting_is_finished_at_the_next_start_and_at_the_one_after_that() {
    let (memory, dir) = (MemoryStorage::new(), tempfile::tempdir().unwrap());
    let opened = open_on(Arc::new(memory.clone()), options(dir.path())).unwrap();
    let subject = fill(&opened.archive);
    let items = ordered(&opened.archive, subject);
    close(opened);
    assert!(items.len() >= 3, "{items:?}");
    assert!(holds(&memory, NAME));
    let total: u64 = items.iter().map(|item| item.bytes).sum();
    let ends = items.iter().scan(0, |sum, item| {
        *sum += item.bytes;
        Some(*sum)
    });
    let mut cuts: Vec<u64> = ends.flat_map(|end| [end - 1, end, end - 7]).chain([0, 1, total / 3]).collect();
    cuts.sort_unstable();
    for cut in cuts.into_iter().filter(|cut| *cut < total) {
        let failing = memory.crash(Crash::KeepUnsynced);
        failing.set_faults(Faults { bytes_before_failure: Some(cut), then_read_only: true, ..Faults::default() });
        let storage: Arc<dyn Storage> = Arc::new(failing.clone());
        assert!(finish_erasing(&storage, &items).is_err(), "cut at {cut} of {total}");
        for crash in [Crash::LoseUnsynced, Crash::KeepUnsynced, Crash::Seeded(cut)] {
            let (dir, after) = (journalled(subject, &items), failing.crash(crash));
            // The power goes once more while the start finishes it.
            after.set_faults(Faults { bytes_before_failure: Some(cut / 2), then_read_only: true, ..Faults::default() });
            if let Ok(opened) = open_on(Arc::new(after.clone()), options(dir.path())) {
                close(opened);
            }
            let after = after.crash(crash);
            let storage: Arc<dyn Storage> = Arc::new(after.clone());
            if is_under_way(dir.path()) {
                close(open_on(storage.clone(), options(dir.path())).unwrap());
            }
            assert!(!is_under_way(dir.path()), "cut at {cut}, {crash:?}");
            let report = verify(&storage).unwrap();
            assert_eq!((report.damage, report.erased), (None, items.len() as u64), "cut at {cut}, {crash:?}");
            assert!(!holds(&after, NAME) && holds(&after, "司徒明远"), "cut at {cut}, {crash:?}");
        }
    }
}

#[test]
fn what_a_restore_brought_back_is_erased_again_and_recorded_and_other_ledgers_are_not_meant() {
    let room = tempfile::tempdir().unwrap();
    let (here, restored) = (room.path().join("here"), room.path().join("restored"));
    std::fs::create_dir_all(restored.join("ledger")).unwrap();
    let opened = crate::archive::open(options(&here)).unwrap();
    let subject = fill(&opened.archive);
    for entry in std::fs::read_dir(here.join("ledger")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), restored.join("ledger").join(entry.file_name())).unwrap();
    }
    let items = ordered(&opened.archive, subject);
    super::resume::overwrite(&here, &opened.archive, &items, |_| subject.0).unwrap();
    close(opened);
    let list = here.join(LIST);
    let other = room.path().join("other.jsonl");
    let text = std::fs::read_to_string(&list).unwrap();
    let digest = items[0].digest.to_string();
    let others: String = text
        .lines()
        .filter(|line| line.contains(&digest))
        .map(|line| line.replace(&digest, &Hash256::of(b"").to_string()) + "\n")
        .collect();
    std::fs::write(&other, others).unwrap();
    let storage = DiskStorage::existing(restored.join("ledger")).unwrap();
    assert_eq!(apply_erasures(&restored, &other).unwrap(), 0, "an item of another ledger");
    assert!(holds(&storage, NAME));
    assert_eq!(apply_erasures(&restored, &list).unwrap(), items.len());
    assert_eq!(apply_erasures(&restored, &list).unwrap(), 0, "once is enough");
    assert!(!holds(&storage, NAME) && holds(&storage, "司徒明远"));
    close(crate::archive::open(options(&restored)).unwrap());
    let report = prove(&restored, &restored.join("scans"), &[], Derived::Held).unwrap();
    assert_eq!(report.misfit(), None, "each erased item has its event here too");
    assert!(std::fs::read_to_string(restored.join(LIST)).unwrap().contains(&digest));
}

fn attach(service: &Service, folder: &str, content: &'static [u8]) -> (BlobHash, Pin) {
    let whole = futures_util::stream::iter([Ok::<_, Infallible>(bytes::Bytes::from_static(content))]);
    let (sha256, pin) = wait_for(async {
        let arrived = service.files.attached.receive(whole, 1 << 20).await.unwrap();
        (arrived.hash, arrived.keep().await.unwrap())
    })
    .unwrap();
    let new = NewAttachment {
        folder: folder.to_owned(),
        sha256,
        bytes: content.len() as u64,
        media_type: MediaType::Pdf,
        file_name: "letter".to_owned(),
        note: String::new(),
    };
    ask(&service.archive, Command::Attach(Box::new(new)));
    (sha256, pin)
}

#[test]
fn files_of_an_erased_person_go_unless_another_folder_or_somebody_about_to_attach_them_has_them() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(options(dir.path()), 8 << 20, None).unwrap();
    let subject = fill(&service.archive);
    let (hers, _) = attach(&service, "HERS", b"%PDF-1.7 hers alone");
    let (shared, _) = attach(&service, "HERS", b"%PDF-1.7 of both");
    attach(&service, "HIS", b"%PDF-1.7 of both");
    // Somebody is about to attach the same bytes to another folder: the service knows, so the erasure must ask there.
    let (awaited, pin) = attach(&service, "HERS", b"%PDF-1.7 once more");
    let plan = service.erasures.plan(subject).unwrap();
    service.erasures.erase(subject, &plan.digest, "令 17", &Meta::of(Actor::System)).unwrap();
    service.erasures.settle();
    let exists = |hash| wait_for(service.files.attached.exists(hash)).unwrap().unwrap();
    assert_eq!((exists(hers), exists(shared), exists(awaited)), (false, true, true));
    drop(pin);
    service.stop();
    let service = Service::start(options(dir.path()), 8 << 20, None).unwrap();
    let exists = |hash| wait_for(service.files.attached.exists(hash)).unwrap().unwrap();
    assert_eq!((exists(shared), exists(awaited)), (true, false), "what nobody attached goes with the next start");
    service.stop();
}

#[test]
fn a_file_that_a_restore_brought_back_is_taken_off_again_and_those_of_others_and_of_other_ledgers_stay() {
    let room = tempfile::tempdir().unwrap();
    let [here, restored, merged, other] = ["here", "restored", "merged", "other"].map(|name| room.path().join(name));
    let service = Service::start(options(&here), 8 << 20, None).unwrap();
    let subject = fill(&service.archive);
    let (hers, pin) = attach(&service, "HERS", b"%PDF-1.7 hers alone");
    drop((pin, attach(&service, "HERS", b"%PDF-1.7 of both"), attach(&service, "HIS", b"%PDF-1.7 of both")));
    // Merged, it stands under another number than it came with.
    let merge = FolderMerge {
        from: "ALSO".to_owned(),
        into: "HERS".to_owned(),
        thickness_mm: None,
        details: None,
        if_versions: None,
        reason: "一份".to_owned(),
    };
    let (also, pin) = attach(&service, "ALSO", b"%PDF-1.7 hers too");
    drop(pin);
    for part in ["ledger", "blobs"] {
        pages::copied(&here.join(part), &restored.join(part));
        pages::copied(&here.join(part), &other.join(part));
    }
    ask(&service.archive, Command::Surgery(SurgeryCommand::Merge(Box::new(merge))));
    for part in ["ledger", "blobs"] {
        pages::copied(&here.join(part), &merged.join(part));
    }
    let plan = service.erasures.plan(subject).unwrap();
    service.erasures.erase(subject, &plan.digest, "令 17", &Meta::of(Actor::System)).unwrap();
    service.erasures.settle();
    service.stop();

    let on = |service: &Service, code: &str| {
        let state = &service.archive.now().state;
        state.attachments.of(state.codes.owner(code).unwrap()).count()
    };
    // From before the merger, and from after it.
    for back in [&restored, &merged] {
        apply_erasures(back, &here.join(LIST)).unwrap();
        for start in ["first", "second"] {
            let service = Service::start(options(back), 8 << 20, None).unwrap();
            assert_eq!(["HERS", "ALSO", "HIS"].map(|code| on(&service, code)), [0, 0, 1], "{back:?}, {start} start");
            let exists = |hash| wait_for(service.files.attached.exists(hash)).unwrap().unwrap();
            assert_eq!([hers, also].map(exists), [false, false], "{back:?}, {start} start");
            service.stop();
        }
        assert_eq!(prove(back, &back.join("scans"), &[], Derived::Held).unwrap().misfit(), None);
    }
    let carried = std::fs::read_to_string(restored.join(LIST)).unwrap();
    assert!(carried.contains(&hers.to_string()), "for the next restore");

    let foreign = carried.replace(&hers.to_string(), &Hash256::of(b"another").to_string());
    let list = room.path().join("foreign.jsonl");
    std::fs::write(&list, foreign).unwrap();
    apply_erasures(&other, &list).unwrap();
    let service = Service::start(options(&other), 8 << 20, None).unwrap();
    assert_eq!(["HERS", "ALSO", "HIS"].map(|code| on(&service, code)), [1, 0, 1], "what differs is not meant");
    service.stop();
}

#[test]
fn files_that_were_taken_off_and_kept_off_the_list_by_a_kill_are_listed_by_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(options(dir.path()), 8 << 20, None).unwrap();
    let subject = fill(&service.archive);
    let (hers, pin) = attach(&service, "HERS", b"%PDF-1.7 hers alone");
    drop(pin);
    files::begin(dir.path(), subject.0).unwrap();
    let plan = plan::plan(service.archive.ledger(), &service.archive.now(), subject).unwrap();
    let erasure = SubjectErasure {
        subject,
        items: grouped(&plan.found.taken),
        folders: plan.found.folders.clone(),
        attachments: plan.found.attachments.clone(),
        scans: Vec::new(),
        redactions: Vec::new(),
        reason: "令 17".to_owned(),
        again: false,
    };
    ask(&service.archive, Command::EraseSubject(Box::new(erasure)));
    service.stop();
    Service::start(options(dir.path()), 8 << 20, None).unwrap().stop();
    let listed = files::read_list(&dir.path().join(LIST)).unwrap();
    assert_eq!(listed.iter().filter(|one| one.file.is_some_and(|file| file.sha256 == hers)).count(), 1);
}
