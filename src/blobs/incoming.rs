//! Where files arrive: in a folder of their process, which is locked as long as that lives. Several processes may keep files
//! in one place, and each clears away at its start what nobody is bringing in any more.

use crate::clock::Clock;
use object_store::path::Path as Key;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Where files are while they arrive.
const INCOMING: &str = "incoming";

/// The folder in which the files of one process arrive.
#[derive(Debug)]
pub(super) struct Incoming {
    name: String,
    pub(super) held: Mutex<Option<File>>,
}

impl Default for Incoming {
    fn default() -> Self {
        Self { name: Clock::real().new_id(), held: Mutex::default() }
    }
}

impl Incoming {
    /// A new file's place. `folder` is the store's, where it is one.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub(super) fn place(&self, folder: Option<&Path>) -> io::Result<Key> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none()
            && let Some(folder) = folder
        {
            let own = folder.join(INCOMING).join(&self.name);
            fs::create_dir_all(&own)?;
            let file = File::open(&own)?;
            // Where folders cannot be locked, others that start take it for left.
            if let Err(error) = file.try_lock() {
                tracing::debug!(%error, "the folder for files on their way cannot be locked");
            }
            *held = Some(file);
        }
        Ok(Key::from_iter([INCOMING, &self.name, &Clock::real().new_id()]))
    }
}

/// Removes what was arriving in processes that are over.
///
/// # Errors
/// The disk.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder.join(INCOMING)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if !path.is_dir() {
            fs::remove_file(&path)?;
        } else if !is_held(&path) {
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

fn is_held(folder: &Path) -> bool {
    File::open(folder).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}
