//! The whole archive, with its threads and followers, over a disk that fails anywhere: readers see only what is durable,
//! and the followers end where those of a fresh replay do.

use super::{SMALL, clock, is_of_the_disk};
use crate::archive::open::open_on;
use crate::archive::{Archive, Meta, Options, Service, codec};
use crate::domain::command::Command;
use crate::domain::decide::tests::random::{Random, command, for_seeds};
use crate::domain::decide::tests::world::{folder, set_up};
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::ids::FolderNo;
use crate::ledger::Hash256;
use crate::ledger::storage::{Crash, Faults, MemoryStorage};
use crate::views::store::{Entry, Scan};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Command as Process;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const CLIENTS: u64 = 3;
const COMMANDS: u64 = 120;
const CACHE_BYTES: u64 = 4 << 20;

fn service(memory: &MemoryStorage, room: &Path) -> Service {
    let options = Options { data_dir: room.to_owned(), scans_dir: room.join("scans"), clock: clock(7), ledger: SMALL };
    let opened = open_on(Arc::new(memory.clone()), options.clone()).unwrap();
    Service::start_behind((opened, crate::archive::Pace::default()), options, CACHE_BYTES, None).unwrap()
}

/// Sends commands one after the other, each again until the disk has taken it; what was acknowledged, by frame.
fn work(archive: &Archive, client: u64, mut random: Random, sent: &AtomicU64) -> BTreeMap<u64, Arc<[Event]>> {
    let mut acknowledged = BTreeMap::new();
    for number in 0..COMMANDS {
        let command = loop {
            match command(&mut random, &archive.now().state) {
                Command::NoteRestore { .. } => {}
                command => break command,
            }
        };
        let meta = Meta::of(Actor::System).with_id(format!("{client}-{number}"));
        loop {
            sent.fetch_add(1, Ordering::Relaxed);
            match archive.execute_blocking(meta.clone(), command.clone()) {
                Err(refusal) if is_of_the_disk(refusal.code) => thread::sleep(Duration::from_millis(1)),
                Ok(done) if !done.events.is_empty() => {
                    assert!(acknowledged.insert(done.seq, done.events).is_none());
                    break;
                }
                _ => break,
            }
        }
    }
    acknowledged
}

fn fault(random: &mut Random) -> Faults {
    match random.below(5) {
        0 => Faults { syncs_before_failure: Some(random.below(3) as u32), ..Faults::default() },
        1 => Faults { bytes_before_failure: Some(random.below(8_000)), ..Faults::default() },
        2 => Faults { read_only: true, ..Faults::default() },
        3 => Faults { free_bytes: Some(0), ..Faults::default() },
        _ => Faults { errors_per_mille: 10 + random.below(150) as u16, ..Faults::default() },
    }
}

/// Waits until the followers know of everything.
fn caught_up(service: &Service) {
    let seq = service.archive.now().position.seq;
    let patience = Instant::now() + Duration::from_secs(60);
    while service.views.seq() < seq || service.finder.seq() < seq {
        let (views, search) = (service.views.seq(), service.finder.seq());
        assert!(Instant::now() < patience, "views at {views}, search at {search} of {seq}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// What the views hold, once what they took in has been written down.
fn views(service: &Service) -> Vec<Entry> {
    let (seq, words) = (service.archive.now().position.seq, service.views.words());
    let patience = Instant::now() + Duration::from_secs(60);
    while words.store().position().unwrap().is_none_or(|position| position.seq < seq) {
        assert!(Instant::now() < patience, "the views are not written down");
        thread::sleep(Duration::from_millis(20));
    }
    words.store().scan(&Scan::first(&[], 100_000)).unwrap()
}

#[test]
fn whatever_the_disk_does_readers_see_what_is_durable_and_followers_end_as_after_a_replay() {
    for_seeds(3, |random| {
        let (memory, room) = (MemoryStorage::new(), tempfile::tempdir().unwrap());
        let live = service(&memory, room.path());
        for command in set_up() {
            live.archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
        }
        let (sent, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
        let seen: Mutex<BTreeMap<u64, Hash256>> = Mutex::default();
        let mut acknowledged = BTreeMap::new();
        thread::scope(|scope| {
            let archive = &live.archive;
            let looking = scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let now = archive.now();
                    assert_eq!(now.state.seq, now.position.seq);
                    seen.lock().unwrap().insert(now.position.seq, now.position.hash);
                    thread::sleep(Duration::from_micros(200));
                }
            });
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| (client, Random(random.next()), &sent))
                .map(|(client, random, sent)| scope.spawn(move || work(archive, client, random, sent)))
                .collect();
            while clients.iter().any(|client| !client.is_finished()) {
                memory.set_faults(fault(random));
                let enough = sent.load(Ordering::Relaxed) + random.below(20);
                while sent.load(Ordering::Relaxed) < enough && clients.iter().any(|client| !client.is_finished()) {
                    thread::sleep(Duration::from_micros(300));
                }
                memory.set_faults(Faults::default());
                thread::sleep(Duration::from_millis(random.below(4)));
            }
            clients.into_iter().for_each(|client| acknowledged.extend(client.join().unwrap()));
            is_over.store(true, Ordering::Relaxed);
            looking.join().unwrap();
        });
        caught_up(&live);
        // The power goes: what was only written, and never synced, is gone.
        let other_room = tempfile::tempdir().unwrap();
        let fresh = service(&memory.crash(Crash::LoseUnsynced), other_room.path());
        assert_eq!(fresh.archive.now().position, live.archive.now().position);
        assert_eq!(fresh.archive.now().state, live.archive.now().state, "what was live and what is replayed");
        let ledger = fresh.archive.ledger();
        for (seq, hash) in seen.into_inner().unwrap() {
            assert_eq!(ledger.position_of(seq).unwrap().hash, hash, "somebody saw another frame {seq}");
        }
        for (seq, events) in &acknowledged {
            assert_eq!(codec::events_of(&ledger.read(*seq).unwrap()).unwrap().as_slice(), events.as_ref());
        }
        assert!(acknowledged.len() > 50, "{}", acknowledged.len());
        caught_up(&fresh);
        assert_eq!(views(&fresh), views(&live));
        live.stop();
        fresh.stop();
    });
}

/// A full file system in memory, for what is derived; nothing where mounting is not allowed.
struct FullDisk(tempfile::TempDir);

impl FullDisk {
    fn mount() -> Option<Self> {
        let room = tempfile::tempdir().unwrap();
        let mounted = Process::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(room.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(room));
        }
        eprintln!("NOT TESTED, for nothing can be mounted here");
        None
    }

    fn fill(&self) {
        let mut filler = std::fs::File::create(self.0.path().join("filler")).unwrap();
        for piece in [1 << 20, 1] {
            while filler.write_all(&vec![0; piece]).is_ok() {}
        }
    }

    fn give_back(&self) {
        std::fs::remove_file(self.0.path().join("filler")).unwrap();
    }
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        let _ = Process::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn followers_on_a_full_disk_wait_with_what_they_have_and_catch_up_when_there_is_room() {
    let Some(disk) = FullDisk::mount() else { return };
    // The ledger is elsewhere and goes on: the worst there can be for those behind it.
    let live = service(&MemoryStorage::new(), disk.0.path());
    let register = |count: usize| Command::RegisterFolders(vec![folder(); count]);
    let ask = |command| live.archive.execute_blocking(Meta::of(Actor::System), command).unwrap().now.position.seq;
    for command in set_up() {
        ask(command);
    }
    let known = ask(register(20));
    caught_up(&live);
    disk.fill();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    // More than the views keep in memory until they can write it down.
    let unknown = (0..100).map(|_| ask(register(20))).fold(None, |_, done| Some(done)).unwrap();
    // As soon as they know that they wait, nobody waits for them.
    while runtime.block_on(live.views.caught_up(unknown)).is_err() {}
    assert!(live.views.seq() < unknown && live.views.seq() >= known);
    for no in 0..20 {
        assert!(live.views.folder(FolderNo(no)).unwrap().is_some(), "folder {no}");
    }
    assert!(runtime.block_on(live.views.surely_caught_up(unknown)).is_err());
    disk.give_back();
    caught_up(&live);
    assert!(live.views.folder(FolderNo(20 * 101 - 1)).unwrap().is_some());
    runtime.block_on(live.views.surely_caught_up(unknown)).unwrap();
    live.stop();
}

#[test]
fn views_that_a_reader_finds_broken_are_made_anew_though_nobody_writes() {
    let room = tempfile::tempdir().unwrap();
    let service = service(&MemoryStorage::new(), room.path());
    for command in set_up().into_iter().chain([Command::RegisterFolders(vec![folder()])]) {
        service.archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
    }
    caught_up(&service);
    let before = views(&service);
    service.views.words().store().mistrust();
    assert!(service.views.folder(FolderNo(0)).is_err());
    let patience = Instant::now() + Duration::from_secs(60);
    while service.views.folder(FolderNo(0)).is_err() {
        assert!(Instant::now() < patience, "nobody mended it");
        thread::sleep(Duration::from_millis(20));
    }
    caught_up(&service);
    assert_eq!(views(&service), before);
    service.stop();
}

#[test]
fn an_index_that_a_search_found_damaged_is_put_aside_and_made_anew_though_nobody_writes() {
    let room = tempfile::tempdir().unwrap();
    let service = service(&MemoryStorage::new(), room.path());
    for command in set_up().into_iter().chain([Command::RegisterFolders(vec![folder()])]) {
        service.archive.execute_blocking(Meta::of(Actor::System), command).unwrap();
    }
    caught_up(&service);
    let index = service.finder.index();
    assert_eq!(index.len(), 1);
    let files = std::fs::read_dir(room.path().join("search")).unwrap().map(|entry| entry.unwrap().path());
    let terms = files.filter(|path| path.extension().is_some_and(|end| end == "term")).collect::<Vec<_>>();
    assert!(!terms.is_empty());
    for path in terms {
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.iter_mut().for_each(|byte| *byte ^= 0x55);
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, bytes).unwrap();
    }
    index.doubt();
    let patience = Instant::now() + Duration::from_secs(60);
    while service.finder.index().is_doubted() || service.finder.index().is_empty() {
        assert!(Instant::now() < patience, "nobody mended it");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(service.finder.index().len(), 1);
    assert!(room.path().join("search.aside").exists());
    service.stop();
}
