//! The archive: the one flow from a command to its events, and everything that follows from them.
//!
//! `execute` hands a command to the one writer, which decides it on an overlay, makes its events durable and publishes
//! the next State. Followers (views, search) read the ledger behind it, each at its own position. Edges know this
//! module and nothing below it but the domain's words. The archive must not know HTTP, the command line, or languages
//! beyond handing them on.

pub mod backup;
pub mod checkpoint;
pub mod codec;
pub mod erasure;
pub mod files;
pub mod finder;
mod fixity;
mod follow;
pub mod heads;
mod incoming;
mod jobs;
pub mod labels;
mod live;
mod marks;
mod open;
mod outcomes;
pub mod pictures;
pub mod proof;
mod queued;
mod rebuild;
mod service;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod upkeep;
mod writer;

pub use erasure::Erasures;
pub use files::Files;
pub use finder::Finder;
pub use fixity::{Going, Pace};
pub use incoming::Incoming;
pub use jobs::{
    Chosen, Import, Job, JobRequest, JobState, Jobs, Move, Piece, Placing, Progress, Reslot, Row, RowOutcome,
    RunOptions, Work,
};
pub use live::{Contradiction, FRAMES_REMEMBERED, Live, Missed, Notice, Watching};
pub use marks::RequestDigest;
pub use open::{OpenError, Opened, Options, open};
pub use outcomes::outcomes_of;
pub use queued::Sent;
pub use rebuild::{Rebuild, Stopped};
pub use service::{Service, ServiceError};
pub use texts::Texts;
pub use writer::{Done, Meta, span_of, today};

use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::decide::{Context, Outcome, Overlay};
use crate::domain::folder::Actor;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::ledger::{LedgerReader, Position};
use arc_swap::ArcSwap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// How long a reader waits for a frame that he has heard of.
const CATCH_UP: Duration = Duration::from_secs(5);

/// State, and the position it is the State of.
#[derive(Debug, Clone)]
pub struct Published {
    /// The State.
    pub state: State,
    /// The last frame in it.
    pub position: Position,
    /// The last frame that may have changed a folder's words: behind it there is nothing new to search for.
    pub reworded_seq: u64,
}

/// A handle on the archive. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Archive {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    clock: Clock,
    published: Arc<ArcSwap<Published>>,
    requests: mpsc::Sender<writer::Request>,
    head: watch::Receiver<u64>,
    reader: LedgerReader,
    keys: Arc<marks::RequestKeys>,
}

impl Archive {
    /// Carries out a command. When this answers, its events are durable.
    ///
    /// # Errors
    /// A refusal; nothing was changed then.
    pub async fn execute(&self, meta: Meta, command: Command) -> Result<Done, Refusal> {
        let (answer, answered) = oneshot::channel();
        let request = writer::Request { meta, command, answer };
        self.inner.requests.try_send(request).map_err(|_| Refusal::new(Code::Overloaded))?;
        answered.await.map_err(|_| Refusal::new(Code::StorageFailed))?
    }

    /// The same for a thread of its own; it waits for a place in the queue instead of being refused one.
    ///
    /// # Errors
    /// A refusal; nothing was changed then.
    pub fn execute_blocking(&self, meta: Meta, command: Command) -> Result<Done, Refusal> {
        let (answer, answered) = oneshot::channel();
        let request = writer::Request { meta, command, answer };
        self.inner.requests.blocking_send(request).map_err(|_| Refusal::new(Code::StorageFailed))?;
        answered.blocking_recv().map_err(|_| Refusal::new(Code::StorageFailed))?
    }

    /// What would become of commands if they were carried out now, one after the other. Changes nothing.
    ///
    /// # Errors
    /// A refusal, if one of them could not be carried out as a whole.
    pub fn would(&self, actor: Actor, commands: &[Command]) -> Result<(Vec<Outcome>, Arc<Published>), Refusal> {
        let now = self.now();
        let (now_us, today) = (self.clock().now_us(), today(&now.state, self.clock()));
        let context = Context { actor, occurred_us: now_us, now_us, today, queued: false, only_new: false };
        let mut overlay = Overlay::new(&now.state);
        let mut outcomes = Vec::new();
        for command in commands {
            outcomes.extend(overlay.decide(command, &context)?.outcomes);
        }
        drop(overlay);
        Ok((outcomes, now))
    }

    /// Whether somebody's command waits for the writer.
    pub(crate) fn is_asked(&self) -> bool {
        self.inner.requests.capacity() < self.inner.requests.max_capacity()
    }

    /// The archive as it is now: a snapshot that does not change under its reader.
    #[must_use]
    pub fn now(&self) -> Arc<Published> {
        self.inner.published.load_full()
    }

    /// The archive once it knows of a frame, within a bound.
    ///
    /// # Errors
    /// `NotCaughtUp` if that takes too long.
    pub async fn at_least(&self, seq: u64) -> Result<Arc<Published>, Refusal> {
        let mut head = self.inner.head.clone();
        let waiting = head.wait_for(|known| *known >= seq);
        match tokio::time::timeout(CATCH_UP, waiting).await {
            Ok(Ok(_)) => Ok(self.now()),
            _ => Err(Code::NotCaughtUp.into()),
        }
    }

    /// The clock that everything goes by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The ledger, to read.
    #[must_use]
    pub fn ledger(&self) -> &LedgerReader {
        &self.inner.reader
    }

    /// Tells of every new durable frame.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<u64> {
        self.inner.head.clone()
    }
}
