//! What a stream says of prints: how they stand, whenever that has changed. As jobs, they are no part of the ledger.

use super::LiveEvent;
use crate::domain::policy::Permission;
use crate::http::App;
use crate::http::extract::Asker;
use crate::printing::{PrintJob, PrintState, Queue};
use std::collections::HashMap;
use tokio::sync::watch;

/// What one watcher was told of prints.
pub struct Prints {
    queue: Queue,
    changes: watch::Receiver<u64>,
    told: HashMap<String, (PrintState, u32, String)>,
}

impl Prints {
    /// Takes all prints for known: whoever opens a page loads its list first.
    pub fn of(app: &App) -> Self {
        let (queue, changes) = (app.prints.clone(), app.prints.watch());
        let told = queue.list().into_iter().map(|print| (print.id.clone(), stand(&print))).collect();
        Self { queue, changes, told }
    }

    /// Waits until one has changed; for ever if the archive stops.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Those that stand otherwise than was told.
    pub fn news(&mut self, asker: &Asker, seq: u64) -> Vec<LiveEvent> {
        if asker.require(Permission::LabelPrint).is_err() {
            return Vec::new();
        }
        let prints = self.queue.list();
        let changed = prints.iter().filter(|print| self.told.get(&print.id) != Some(&stand(print)));
        let news = changed.map(|print| LiveEvent::Print {
            seq,
            id: print.id.clone(),
            printer: print.asked.printer.clone(),
            state: print.state,
        });
        let news = news.collect();
        self.told = prints.iter().map(|print| (print.id.clone(), stand(print))).collect();
        news
    }
}

fn stand(print: &PrintJob) -> (PrintState, u32, String) {
    let failure = print.failure.as_ref().map(|refusal| refusal.code.name()).unwrap_or_default();
    (print.state, print.tries, format!("{failure} {}", print.asked.printer))
}
