//! What a stream says of scanners that scan for the watcher: how each run stands, whenever that has changed.

use super::LiveEvent;
use crate::domain::folder::Actor;
use crate::http::App;
use crate::http::extract::Asker;
use crate::scanner::{Run, RunState, Scanners};
use std::collections::HashMap;
use tokio::sync::watch;

/// What one watcher was told of runs.
pub struct Scanning {
    scanners: Scanners,
    changes: watch::Receiver<u64>,
    told: HashMap<String, (RunState, u32)>,
}

impl Scanning {
    /// Takes all runs for known: whoever opens a page loads its list first.
    pub fn of(app: &App) -> Self {
        let (scanners, changes) = (app.scanners.clone(), app.scanners.watch());
        let told = scanners.list().into_iter().map(|run| (run.id.clone(), stand(&run))).collect();
        Self { scanners, changes, told }
    }

    /// Waits until one has changed; for ever if the archive stops.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Those of the watcher that stand otherwise than was told.
    pub fn news(&mut self, asker: &Asker, seq: u64) -> Vec<LiveEvent> {
        let mut runs = self.scanners.list();
        runs.retain(|run| run.by == Actor::Person(asker.no()));
        let changed = runs.iter().filter(|run| self.told.get(&run.id) != Some(&stand(run)));
        let news = changed.map(|run| LiveEvent::Scanning {
            seq,
            id: run.id.clone(),
            scanner: run.asked.scanner.clone(),
            state: run.state,
            pages: run.pages,
        });
        let news = news.collect();
        self.told = runs.iter().map(|run| (run.id.clone(), stand(run))).collect();
        news
    }
}

fn stand(run: &Run) -> (RunState, u32) {
    (run.state, run.pages)
}
