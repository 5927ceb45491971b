//! What a stream says of files that are being read: how many of their pages were. It is no part of the ledger; that a file
//! was read says the frame at its end.

use super::LiveEvent;
use crate::domain::ids::ScanNo;
use crate::http::App;
use crate::http::extract::Asker;
use crate::http::scans::sees;
use crate::intake::{Intake, Reading};
use std::collections::HashMap;
use tokio::sync::watch;

/// What one watcher was told of files that are being read.
pub struct Readings {
    intake: Intake,
    changes: watch::Receiver<u64>,
    told: HashMap<ScanNo, Reading>,
}

impl Readings {
    /// Takes how far all are for known: whoever opens a page loads its list first.
    pub fn of(app: &App) -> Self {
        let (intake, changes) = (app.intake.clone(), app.intake.watch());
        let told = intake.at_hand().into_iter().collect();
        Self { intake, changes, told }
    }

    /// Waits until a page more was read; for ever if the archive stops.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Those that are further than was told.
    pub fn news(&mut self, asker: &Asker, seq: u64) -> Vec<LiveEvent> {
        let now: HashMap<ScanNo, Reading> = self.intake.at_hand().into_iter().collect();
        let is_news = |(scan, reading): &(&ScanNo, &Reading)| {
            let row = asker.state().scans.get(**scan);
            self.told.get(scan) != Some(reading) && row.is_some_and(|row| sees(asker, row))
        };
        let mut news: Vec<(u32, Reading)> =
            now.iter().filter(is_news).map(|(scan, reading)| (scan.shown(), *reading)).collect();
        news.sort_by_key(|(no, _)| *no);
        self.told = now;
        news.into_iter().map(|(no, Reading { pages, of })| LiveEvent::Reading { seq, no, pages, of }).collect()
    }
}
