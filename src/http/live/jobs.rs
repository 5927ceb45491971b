//! What a stream says of jobs: how they stand, whenever that has changed. They are no part of the ledger and have no
//! position in it, so whoever comes back is told of all that are open, or have ended since he was here.

use super::LiveEvent;
use crate::archive::{self, Job, JobState, Progress};
use crate::http::App;
use crate::http::extract::Asker;
use crate::http::jobs::needed;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use tokio::sync::watch;

/// What one watcher was told of jobs.
pub struct Jobs {
    jobs: archive::Jobs,
    changes: watch::Receiver<u64>,
    told: HashMap<String, (JobState, Progress)>,
}

impl Jobs {
    /// Nothing told yet.
    pub fn of(app: &App) -> Self {
        Self { jobs: app.jobs.clone(), changes: app.jobs.watch(), told: HashMap::new() }
    }

    /// Takes all jobs for known, except those that are open or have ended since a moment.
    pub fn begin(&mut self, asker: &Asker, since: Option<DateTime<Utc>>) {
        let is_known = |job: &Job| since.is_none_or(|since| job.ended_at.is_some_and(|ended_at| ended_at < since));
        self.told = self.seen(asker).filter(is_known).map(|job| (job.id, (job.state, job.progress))).collect();
    }

    /// Waits until one has changed; for ever if the archive stops.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Those that stand otherwise than was told.
    pub fn news(&mut self, asker: &Asker, seq: u64) -> Vec<LiveEvent> {
        let (mut told, mut news) = (HashMap::new(), Vec::new());
        for job in self.seen(asker) {
            let now = (job.state, job.progress);
            if self.told.get(&job.id) != Some(&now) {
                let (work, dry_run) = (job.work.kind().to_owned(), job.dry_run);
                let (id, state, progress) = (job.id.clone(), job.state, job.progress);
                news.push(LiveEvent::Job { seq, id, work, state, dry_run, progress });
            }
            told.insert(job.id, now);
        }
        self.told = told;
        news
    }

    fn seen(&self, asker: &Asker) -> impl Iterator<Item = Job> {
        self.jobs.list().into_iter().filter(|job| asker.require(needed(&job.work)).is_ok())
    }
}
