//! Backups by themselves: at their times, again with pauses when they fail, and loudly so.

use super::destination::{Destination, Place};
use super::error::BackupError;
use super::job::{Job, Known, Made, Stop};
use super::keep::Keep;
use super::seal::Passphrase;
use super::status::Status;
use super::times::Times;
use super::write::write;
use crate::archive::Archive;
use chrono::{DateTime, TimeDelta, Utc};
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long to wait after each failure in a row, in minutes; the last pause goes on.
const PAUSES_MINUTES: [i64; 4] = [1, 5, 15, 60];
/// How long a stop waits for a backup to notice.
const STOP_WAIT: Duration = Duration::from_secs(5);
/// How often the clock is looked at: a machine that slept, or whose clock was set, is not late for long.
const LOOK: Duration = Duration::from_secs(2);

/// Where, when and what to keep.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where to.
    pub place: Place,
    /// When; never by itself if there is none.
    pub times: Option<Times>,
    /// Which snapshots stay.
    pub keep: Keep,
    /// What seals them.
    pub passphrase: Option<Passphrase>,
}

/// How backing up goes, as somebody is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Where backups go, if anywhere.
    pub place: Option<String>,
    /// When the next is made.
    pub next_at: Option<DateTime<Utc>>,
    /// Whether one is being made.
    pub running: bool,
    /// How it went.
    pub status: Status,
}

/// The service's backups. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Keeper {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    data_dir: PathBuf,
    scans_dir: PathBuf,
    plan: Option<Plan>,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    next_at: Option<DateTime<Utc>>,
    running: bool,
}

/// What ends a keeper's thread.
#[derive(Debug)]
pub struct Running {
    stop: Stop,
    wake: Sender<()>,
    thread: JoinHandle<()>,
}

impl Running {
    /// Stops it; a backup that is being made is left where it is, and the next goes on from there. A destination that
    /// does not answer is not waited for: the process ends with its thread.
    pub fn stop(self) {
        self.stop.ask();
        let _ = self.wake.send(());
        let asked = Instant::now();
        while !self.thread.is_finished() && asked.elapsed() < STOP_WAIT {
            thread::sleep(Duration::from_millis(10));
        }
        if self.thread.is_finished() {
            let _ = self.thread.join();
        }
    }
}

impl Keeper {
    /// Begins keeping to a plan, on a thread of its own.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub fn start(
        (data_dir, scans_dir): (PathBuf, PathBuf),
        plan: Option<Plan>,
        archive: Archive,
    ) -> io::Result<(Self, Running)> {
        let keeper = Self { inner: Arc::new(Inner { data_dir, scans_dir, plan, now: Mutex::default() }) };
        let (wake, woken) = channel();
        let stop = Stop::default();
        let (own, stopping) = (keeper.clone(), stop.clone());
        let thread =
            thread::Builder::new().name("backup".to_owned()).spawn(move || own.run(&archive, &stopping, &woken))?;
        Ok((keeper, Running { stop, wake, thread }))
    }

    /// How it goes. Also of backups that a command line made.
    #[must_use]
    pub fn shown(&self) -> Shown {
        let now = self.now();
        let (next_at, running) = (now.next_at, now.running);
        drop(now);
        let place = self.inner.plan.as_ref().map(|plan| plan.place.to_string());
        Shown { place, next_at, running, status: Status::read(&self.inner.data_dir) }
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.inner.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, archive: &Archive, stop: &Stop, woken: &Receiver<()>) {
        let Some((plan, times)) = self.inner.plan.as_ref().and_then(|plan| Some((plan, plan.times?))) else { return };
        let started = archive.clock().now();
        loop {
            let published = archive.now();
            let zone = Known::of_zone(&published.state);
            let next_at = due(&Status::read(&self.inner.data_dir), &times, started, zone);
            self.now().next_at = Some(next_at);
            if archive.clock().now() >= next_at && published.position.seq > 0 {
                self.now().running = true;
                let made = self.make(plan, archive, stop);
                self.now().running = false;
                self.note(plan, archive.clock().now(), made);
            }
            if woken.recv_timeout(LOOK) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    fn make(&self, plan: &Plan, archive: &Archive, stop: &Stop) -> Result<Made, BackupError> {
        let known = || {
            let now = archive.now();
            Some(Known::of(&now.state, now.position))
        };
        let job = Job {
            data_dir: &self.inner.data_dir,
            scans_dir: &self.inner.scans_dir,
            keep: plan.keep,
            known: &known,
            clock: archive.clock().clone(),
            stop: stop.clone(),
            piece_bytes: 0,
        };
        write(&job, |first| Destination::begin(&plan.place, plan.passphrase.as_ref(), first))
    }

    fn note(&self, plan: &Plan, at: DateTime<Utc>, made: Result<Made, BackupError>) {
        let place = plan.place.to_string();
        let noted = match made {
            Ok(made) => {
                tracing::info!(seq = made.seq, bytes = made.new_bytes, dropped = made.dropped, place, "backed up");
                for warning in made.warnings() {
                    tracing::warn!(warning, "the backup is good, but");
                }
                Status::note_good(&self.inner.data_dir, at, &place, &made)
            }
            Err(BackupError::Stopped) => return,
            Err(error) => {
                tracing::error!(%error, place, "THE BACKUP FAILED; it is tried again");
                Status::note_failure(&self.inner.data_dir, at, &error.to_string())
            }
        };
        if let Err(error) = noted {
            tracing::error!(%error, "how the backup went could not be noted");
        }
    }
}

/// When the next backup is due: at its time after the last good one, at once if that was missed, and after a failure once
/// a pause is over.
fn due(status: &Status, times: &Times, started: DateTime<Utc>, zone: chrono_tz::Tz) -> DateTime<Utc> {
    if let Some(failure) = &status.failure {
        let pause = PAUSES_MINUTES.get(failure.times.saturating_sub(1) as usize).or(PAUSES_MINUTES.last());
        return failure.at + TimeDelta::minutes(pause.copied().unwrap_or(1));
    }
    match &status.last_good {
        Some(good) => times.next_after(good.at, zone),
        // Where there was never a backup, the first is not waited for.
        None => started,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::status::{LastFailure, LastGood, Status};
    use super::due;
    use crate::ledger::Hash256;
    use chrono::{DateTime, TimeDelta, Utc};
    use chrono_tz::Asia::Shanghai;

    #[test]
    fn a_missed_time_is_made_up_for_and_failures_are_tried_again_with_growing_pauses() {
        let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (daily, started) = ("every day 02:00".parse().unwrap(), time("2026-11-21T08:00:00Z"));
        assert_eq!(due(&Status::default(), &daily, started, Shanghai), started);
        let at = time("2026-11-18T18:00:05Z");
        let last_good = LastGood { at, place: "a".to_owned(), seq: 1, hash: Hash256::ZERO, warnings: Vec::new() };
        let mut status = Status { last_good: Some(last_good), failure: None };
        let missed = due(&status, &daily, started, Shanghai);
        assert_eq!(missed, time("2026-11-19T18:00:00Z"));
        let mut pauses = Vec::new();
        for times in 1..=6 {
            status.failure = Some(LastFailure { at: started, why: "full".to_owned(), times });
            pauses.push(due(&status, &daily, started, Shanghai) - started);
        }
        assert_eq!(pauses, [1, 5, 15, 60, 60, 60].map(TimeDelta::minutes));
    }
}
