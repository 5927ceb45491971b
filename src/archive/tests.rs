//! The flow from command to answer, over a disk of memory that fails and loses power when told to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod checkpoint;
mod days;
mod followers;
mod golden;
mod jobs;
mod older;
mod queued;
mod simulation;
mod writer;

use super::marks::RequestKeys;
use super::writer::{Request, Writer};
use super::{Done, Meta, Published, open};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::decide::tests::world::set_up;
use crate::domain::folder::Actor;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::ledger::storage::{MemoryStorage, Storage};
use crate::ledger::{Frame, LedgerError, LedgerReader, OpenReport, Options, Position};
use arc_swap::ArcSwap;
use chrono::DateTime;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;

/// An archive whose writer is driven by hand.
struct Machine {
    memory: MemoryStorage,
    storage: Arc<dyn Storage>,
    clock: Clock,
    published: Arc<ArcSwap<Published>>,
    writer: Writer,
    report: OpenReport,
    from_checkpoint: bool,
}

type Answer = Result<Done, Refusal>;

const SMALL: Options = Options { segment_bytes: 60_000, preallocate_bytes: 4_000 };

/// 2026-03-05, noon in China.
fn clock(seed: u64) -> Clock {
    Clock::fixed(DateTime::from_timestamp(1_772_683_200, 0).unwrap(), seed)
}

impl Machine {
    fn open(memory: MemoryStorage, clock: Clock, checkpoint: Option<(State, Position)>) -> Result<Self, LedgerError> {
        let storage: Arc<dyn Storage> = Arc::new(memory.clone());
        let (ledger, report, state, from_checkpoint) = open::load(checkpoint, &storage, SMALL)?;
        let published = Arc::new(ArcSwap::from_pointee(Published {
            state,
            position: ledger.head(),
            reworded_seq: ledger.head().seq,
        }));
        let keys = Arc::new(RequestKeys::in_memory(clock.clone()));
        let (writer, _) = Writer::new(ledger, clock.clone(), published.clone(), keys)?;
        Ok(Self { memory, storage, clock, published, writer, report, from_checkpoint })
    }

    /// An archive that is set up.
    fn begun(seed: u64) -> Self {
        let mut machine = Self::open(MemoryStorage::new(), clock(seed), None).unwrap();
        let group = set_up().into_iter().map(|command| (Meta::of(Actor::System), command)).collect();
        machine.ask(group).into_iter().for_each(|answer| drop(answer.unwrap()));
        machine
    }

    /// Sends commands as one group.
    fn ask(&mut self, group: Vec<(Meta, Command)>) -> Vec<Answer> {
        let (mut requests, mut answers) = (VecDeque::new(), Vec::new());
        for (meta, command) in group {
            let (answer, answered) = oneshot::channel();
            requests.push_back(Request { meta, command, answer });
            answers.push(answered);
        }
        self.writer.carry_out(requests);
        answers.into_iter().map(|mut answered| answered.try_recv().expect("every command is answered")).collect()
    }

    fn ask_one(&mut self, meta: Meta, command: Command) -> Answer {
        self.ask(vec![(meta, command)]).remove(0)
    }

    fn now(&self) -> Arc<Published> {
        self.published.load_full()
    }

    fn frames(&self) -> Vec<Frame> {
        LedgerReader::open(self.storage.clone()).unwrap().read_from(1, 100_000).unwrap()
    }

    /// The same disk, opened again after a stop.
    fn reopened(self) -> Self {
        let (memory, clock) = (self.memory.clone(), self.clock.clone());
        drop(self);
        Self::open(memory, clock, None).unwrap()
    }
}

fn system(id: &str) -> Meta {
    Meta::of(Actor::System).with_id(id)
}

/// Whether a command was refused only because the disk did not take it.
fn is_of_the_disk(code: Code) -> bool {
    matches!(code, Code::StorageFailed | Code::StorageFull)
}
