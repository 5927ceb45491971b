//! Looks at confidential folders through their pages: one act opens many pictures, and is recorded once.

use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::refusal::Refusal;
use crate::http::App;
use crate::http::extract::Asker;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long one look lasts: whoever goes on looking after that looks again.
const LASTS: Duration = Duration::from_secs(600);
/// How many looks are remembered; past that the next ones are recorded each time.
const REMEMBERED_MAX: usize = 20_000;

/// Who has looked at what a while ago.
#[derive(Debug, Default)]
pub struct Looks(Mutex<HashMap<(PersonNo, FolderNo), Instant>>);

impl Looks {
    /// Records a look at a folder of a confidential class, unless this person's last one is not over yet: no ledger, no
    /// look.
    ///
    /// # Errors
    /// The archive cannot record it.
    pub async fn look(&self, app: &App, asker: &Asker, folder: FolderNo) -> Result<(), Refusal> {
        let key = (asker.no(), folder);
        if self.lasts(key) {
            return Ok(());
        }
        // What was none may be one tomorrow, or in a minute: only what is recorded is over with.
        if !crate::http::folders::look(app, asker, folder).await? {
            return Ok(());
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED_MAX {
            known.retain(|_, since| since.elapsed() < LASTS);
        }
        if known.len() < REMEMBERED_MAX {
            known.insert(key, Instant::now());
        }
        Ok(())
    }

    fn lasts(&self, key: (PersonNo, FolderNo)) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).is_some_and(|since| since.elapsed() < LASTS)
    }
}
