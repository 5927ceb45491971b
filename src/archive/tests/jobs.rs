//! Jobs over a disk that is full for a while.

use super::{Machine, SMALL};
use crate::archive::marks::RequestKeys;
use crate::archive::writer::Writer;
use crate::archive::{Archive, Inner, Job, JobState, Jobs, Meta, Published, RunOptions, open};
use crate::clock::Clock;
use crate::domain::folder::Actor;
use crate::domain::refusal::Code;
use crate::ledger::storage::{Faults, MemoryStorage, Storage};
use crate::views::Views;
use arc_swap::ArcSwap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

const ROWS: u64 = 300;

/// An archive with a writer's thread, over a disk of memory.
fn serving(memory: &MemoryStorage, clock: Clock) -> Archive {
    let storage: Arc<dyn Storage> = Arc::new(memory.clone());
    let (ledger, _, state, _) = open::load(None, &storage, SMALL).unwrap();
    let published =
        Arc::new(ArcSwap::from_pointee(Published { state, position: ledger.head(), reworded_seq: ledger.head().seq }));
    let reader = ledger.reader();
    let (requests, waiting) = mpsc::channel(64);
    let keys = Arc::new(RequestKeys::in_memory(clock.clone()));
    let (writer, head) = Writer::new(ledger, clock.clone(), published.clone(), keys.clone()).unwrap();
    std::thread::spawn(move || writer.run(waiting));
    Archive { inner: Arc::new(Inner { clock, published, requests, head, reader, keys }) }
}

fn until(jobs: &Jobs, id: &str, state: JobState) -> Job {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let job = jobs.get(id).unwrap();
        if job.state == state {
            return job;
        }
        assert!(Instant::now() < deadline, "{job:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_full_disk_pauses_a_job_with_the_reason_and_it_goes_on_by_itself_when_there_is_room() {
    let machine = Machine::begun(1);
    let (memory, clock) = (machine.memory.clone(), machine.clock.clone());
    drop(machine);
    let archive = serving(&memory, clock);
    let room = tempfile::tempdir().unwrap();
    let (views, _position, _) = Views::open(&room.path().join("views"), 1 << 20).unwrap();
    let jobs = Jobs::open(room.path(), archive.clone(), views).unwrap();

    let mut table = "旧档号,客户名称,业务类型,业务日期\n".to_owned();
    (0..ROWS).for_each(|row| writeln!(table, "F-{row},客户{row},NEW,2021-01-02").unwrap());
    let upload = jobs.new_upload();
    std::fs::write(&upload, table).unwrap();
    let sender = Meta::of(Actor::System);
    let (job, import) = jobs.add_import(&upload, "t.csv", &sender).unwrap();
    // Room for one command of a hundred rows, and not for the next.
    memory.set_faults(Faults { bytes_before_failure: Some(100_000), ..Faults::default() });
    jobs.start_import(&job.id, &import.mapping, RunOptions::default(), false, &sender).unwrap();

    let held = until(&jobs, &job.id, JobState::Paused);
    assert_eq!((held.failure.map(|refusal| refusal.code), held.by_itself), (Some(Code::StorageFull), true));
    assert!(held.progress.done < ROWS, "it was held in the middle");
    assert_eq!(archive.now().state.folders.len() as u64, held.progress.good);
    memory.set_faults(Faults::default());
    let done = until(&jobs, &job.id, JobState::Done);
    assert_eq!((done.progress.good, done.progress.bad, done.failure), (ROWS, 0, None));
    assert_eq!(archive.now().state.folders.len() as u64, ROWS, "nothing twice, nothing left out");
    jobs.stop();
}
