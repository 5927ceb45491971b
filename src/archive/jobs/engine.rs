//! The engine: takes the next job of a line, sends its commands one after the other, and writes down how far it is.

use super::import_steps::ImportSteps;
use super::job::{self, Job, JobState, Position, Progress, Work};
use super::plan_steps::PlanSteps;
use super::{Jobs, Table};
use crate::archive::{Meta, Published};
use crate::domain::command::Command;
use crate::domain::decide::Outcome;
use crate::domain::refusal::{Code, Kind, Refusal};
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a job rests at first when the archive cannot write, and at most.
const REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(30);
/// How long a job steps back at most, each time, for those who wait for the writer.
const YIELD_MAX: Duration = Duration::from_millis(100);
/// How many frames the views may be behind before a job waits for them: whoever writes meanwhile waits behind them. Far
/// behind, they are being made anew, which nobody should wait for.
const VIEWS_BEHIND: std::ops::Range<u64> = 16..5_000;
/// How long a job waits for them before each command.
const VIEWS_WAIT: Duration = Duration::from_millis(500);

/// What became of a part.
pub(super) struct Answer {
    /// For a command that names several folders: what became of each, in order.
    pub outcomes: Vec<Outcome>,
    /// Whether it had been carried out before.
    pub repeated: bool,
    /// Whether anything changed.
    pub changed: bool,
    /// The archive behind it.
    pub now: Arc<Published>,
}

/// The next rows of a job.
pub(super) struct Part {
    /// How many.
    pub rows: u64,
    /// The command that carries them out, and its id.
    pub command: Option<(String, Command)>,
}

/// A job's work, cut into parts of one command each.
pub(super) trait Steps {
    /// The next part; nothing if there is none left.
    fn next(&mut self) -> Result<Option<Part>, Refusal>;
    /// Takes down what became of that part. A refusal of its command is its rows' affair.
    fn settle(&mut self, answer: Result<Answer, Refusal>, progress: &mut Progress) -> Result<(), Refusal>;
    /// Hands what was taken down to the disk, and says how much of the files belongs to it.
    fn mark(&mut self, position: &mut Position) -> Result<(), Refusal>;
    /// Takes down what is left to say behind the last part.
    fn finish(&mut self) -> Result<(), Refusal>;
}

/// How a job left the engine.
enum End {
    /// It is at its end.
    Done,
    /// It was paused or cancelled, or the service stops.
    Asked,
    /// It cannot go on now.
    Held(Refusal),
    /// It cannot go on at all.
    Failed(Refusal),
}

impl Jobs {
    /// Works off one of the two lines until the service stops.
    pub(super) fn run_line(&self, dry_runs: bool) {
        let mut rest = REST;
        while let Some(job) = self.next_job(dry_runs) {
            let id = job.id.clone();
            let (jobs, before) = (self.clone(), job.progress.done);
            // On a thread of its own: with its end the allocator gives back what the job needed.
            let work = thread::Builder::new().name("job".to_owned()).spawn(move || jobs.drive(&job));
            let end = work.map_or(End::Held(Code::Overloaded.into()), |thread| {
                thread.join().unwrap_or(End::Failed(Code::Internal.into()))
            });
            let moved = self.get(&id).is_ok_and(|job| job.progress.done > before);
            rest = if moved { REST } else { (rest * 2).min(LONGEST_REST) };
            self.settle_end(&id, end, rest);
        }
    }

    /// The job whose turn it is; waits until there is one. Nothing when the service stops.
    fn next_job(&self, dry_runs: bool) -> Option<Job> {
        let mut table = self.table();
        loop {
            if table.stopping {
                return None;
            }
            let Table { jobs, busy, again_at, .. } = &mut *table;
            let of_line = jobs.values_mut().filter(|job| job.dry_run == dry_runs && !busy.contains(&job.id));
            let ready = of_line
                .filter(|job| job.state == JobState::Waiting || (job.state == JobState::Paused && job.by_itself));
            let first = ready.min_by(|one, other| (one.queued_at, &one.id).cmp(&(other.queued_at, &other.id)));
            let wait = match first {
                None => LONGEST_REST,
                Some(job) => match again_at.get(&job.id).map(|at| at.saturating_duration_since(Instant::now())) {
                    Some(left) if !left.is_zero() => left,
                    _ => {
                        (job.state, job.failure, job.by_itself) = (JobState::Running, None, false);
                        again_at.remove(&job.id);
                        busy.insert(job.id.clone());
                        self.tell();
                        return Some(job.clone());
                    }
                },
            };
            table = self.inner.changed.wait_timeout(table, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Writes down how a job left the engine.
    fn settle_end(&self, id: &str, end: End, rest: Duration) {
        let now = self.inner.archive.clock().now();
        let mut table = self.table();
        let Table { jobs, busy, again_at, stopping } = &mut *table;
        if let Some(job) = jobs.get_mut(id) {
            // Whoever paused or cancelled it meanwhile has said the last word, and it stands on disk.
            if job.state == JobState::Running {
                let (state, failure, by_itself) = match end {
                    End::Done => (JobState::Done, None, false),
                    End::Asked => (JobState::Waiting, None, false),
                    End::Held(refusal) => {
                        let by_itself = refusal.code.kind() == Kind::Unavailable;
                        again_at.insert(id.to_owned(), Instant::now() + rest);
                        (JobState::Paused, Some(refusal), by_itself)
                    }
                    End::Failed(refusal) => (JobState::Failed, Some(refusal), false),
                };
                if let Some(refusal) = &failure {
                    tracing::warn!(job = id, code = refusal.code.name(), by_itself, "a job stopped");
                }
                (job.state, job.failure, job.by_itself) = (state, failure, by_itself);
                job.ended_at = (!state.is_open()).then_some(now);
            }
            job.progress.seconds_left = job.progress.seconds_left.filter(|_| job.state.is_open());
            if !*stopping && let Err(error) = job::write(&self.folder_of(job), job) {
                tracing::error!(%error, "a job's state could not be written");
            }
        }
        busy.remove(id);
        drop(table);
        self.wake();
    }

    fn drive(&self, job: &Job) -> End {
        match self.go_through(job) {
            Ok(end) => end,
            Err(refusal) if holds(&refusal) => End::Held(refusal),
            Err(refusal) => End::Failed(refusal),
        }
    }

    fn go_through(&self, job: &Job) -> Result<End, Refusal> {
        let folder = self.folder_of(job);
        let mut position = job::read_position(&folder).unwrap_or_default();
        let mut steps: Box<dyn Steps> = match &job.work {
            Work::Import(import) => Box::new(ImportSteps::open(self, job, import, &mut position)?),
            Work::Move(_) | Work::Reslotting(_) => Box::new(PlanSteps::open(self, job, &mut position)?),
        };
        self.note_progress(&job.id, position.progress);
        while self.goes_on(&job.id) {
            let started = Instant::now();
            let Some(part) = steps.next()? else {
                steps.finish()?;
                return Ok(End::Done);
            };
            let answer = match part.command {
                Some((id, command)) => match self.send(job, id, command) {
                    Err(refusal) if holds(&refusal) => return Ok(End::Held(refusal)),
                    answer => answer,
                },
                None => Ok(self.nothing()),
            };
            steps.settle(answer, &mut position.progress)?;
            steps.mark(&mut position)?;
            position.progress.done += part.rows;
            position.pace.observe(part.rows, started.elapsed().as_secs_f64());
            let left = position.progress.total.saturating_sub(position.progress.done);
            position.progress.seconds_left = position.pace.seconds_for(left);
            job::write_position(&folder, &position).map_err(super::storage_failed)?;
            self.note_progress(&job.id, position.progress);
        }
        Ok(End::Asked)
    }

    /// Sends a part's command as the one who asked for the job, or, in a dry run, only asks what would become of it.
    fn send(&self, job: &Job, id: String, command: Command) -> Result<Answer, Refusal> {
        let archive = self.archive();
        let meta = Meta { local_user: job.local_user.clone(), ..Meta::of(job.actor) }.with_id(id);
        if job.dry_run {
            let (outcomes, now) = archive.would(meta.actor, &[command])?;
            return Ok(Answer { outcomes, repeated: false, changed: true, now });
        }
        self.wait_for_views();
        let sent = Instant::now();
        let done = archive.execute_blocking(meta, command)?;
        if archive.is_asked() {
            // Others wait for the writer: they have as long as this took.
            thread::sleep(sent.elapsed().min(YIELD_MAX));
        }
        let changed = !done.events.is_empty();
        Ok(Answer { outcomes: done.outcomes, repeated: done.repeated, changed, now: done.now })
    }

    fn nothing(&self) -> Answer {
        Answer { outcomes: Vec::new(), repeated: false, changed: false, now: self.archive().now() }
    }

    fn wait_for_views(&self) {
        let deadline = Instant::now() + VIEWS_WAIT;
        let behind = || self.archive().now().state.seq.saturating_sub(self.inner.views.seq());
        while VIEWS_BEHIND.contains(&behind()) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Whether nobody wants a job to stop.
    fn goes_on(&self, id: &str) -> bool {
        let table = self.table();
        !table.stopping && table.jobs.get(id).is_some_and(|job| job.state == JobState::Running)
    }

    fn note_progress(&self, id: &str, progress: Progress) {
        if let Some(job) = self.table().jobs.get_mut(id) {
            job.progress = progress;
        }
        self.tell();
    }

    /// Writes down what a job's plan comes to, and of how many rows it is.
    pub(super) fn note_plan(&self, id: &str, change: impl FnOnce(&mut Job)) -> Result<(), Refusal> {
        let mut table = self.table();
        let Some(job) = table.jobs.get_mut(id) else { return Ok(()) };
        change(job);
        job::write(&self.folder_of(job), job).map_err(super::storage_failed)
    }
}

/// Whether a refusal is about the moment or the asker, and not about the rows: the job rests then. What is about the
/// moment passes by itself; an account has to be seen to by an administrator.
fn holds(refusal: &Refusal) -> bool {
    let asker = [Code::SignInRequired, Code::AccountExpired, Code::NotAllowed, Code::PasswordChangeRequired];
    refusal.code.kind() == Kind::Unavailable || asker.contains(&refusal.code)
}
