//! Calls into sled: a panic in it is an error like any other, and a lock that is being given back is waited for.

use super::ViewError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

/// Opens a database whose lock a former handle's threads may still be giving back.
pub(super) fn open_when_free(config: &sled::Config) -> Result<sled::Db, ViewError> {
    const TRIES: u32 = 40;
    const REST: Duration = Duration::from_millis(50);
    let is_locked = |error: &sled::Error| error.to_string().contains("could not acquire lock");
    for _ in 0..TRIES {
        let opened = guarded(|| match config.open() {
            Err(error) if is_locked(&error) => Ok(None),
            opened => opened.map(Some),
        })?;
        match opened {
            Some(db) => return Ok(db),
            None => thread::sleep(REST),
        }
    }
    guarded(|| config.open())
}

/// Runs sled; a panic in it is an error like any other.
pub(super) fn guarded<R>(work: impl FnOnce() -> sled::Result<R>) -> Result<R, ViewError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(sled::Error::Io(error))) if is_full(&error) => Err(ViewError::Full),
        Ok(Err(error)) => Err(ViewError::Broken(error.to_string())),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Err(ViewError::Broken(format!("panic: {text}")))
        }
    }
}

fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}
