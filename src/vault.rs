//! The vault: secrets that are never events. Password hashes, API tokens' hashes, sessions' hashes,
//! the keys of second factors.
//!
//! They live in `vault/` inside the data directory, in files only the service may read, replaced as a whole. Backups
//! take them; the ledger, exports and logs never hold them. People are known here by number only: the vault must not
//! know names, roles or rights, which are events.
//!
//! Every change is made on disk first and in memory after, so memory never promises what a restart would take back.
//! Removing a session or a token is the other way round: it stops working even when the disk refuses. So is beginning a
//! session: it promises no more than a sign-in, and on a full disk people must still look things up. What the disk
//! refused then is owed to it, and written with the next change or flush.

mod factor;
mod file;
mod password;
mod secret;
mod session;
mod token;

pub use factor::Factor;
pub use file::{VaultError, check};
pub use password::{PasswordCost, Verdict, one_time_password};
pub use secret::Secret;
pub use session::SessionRow;
pub use token::{NewToken, TOKEN_NAME_CHARS_MAX, TokenInfo, TokenRefused};

use crate::clock::Clock;
use crate::domain::ids::PersonNo;
use factor::Factors;
use file::VaultFile;
use password::Passwords;
use session::Sessions;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use token::Tokens;

/// A collection of secrets: what is in memory and the file that holds it.
///
/// Writers queue on `file`, work on a copy, write it, then publish it; readers never wait for the disk.
#[derive(Debug)]
struct Shelf<T> {
    file: Mutex<VaultFile>,
    rows: RwLock<T>,
    /// Memory holds something that the disk refused.
    owed: AtomicBool,
}

impl<T: Clone + Default + serde::Serialize + serde::de::DeserializeOwned> Shelf<T> {
    fn open(dir: &Path, name: &'static str) -> Result<Self, VaultError> {
        let file = VaultFile::new(dir, name);
        let rows = file.read()?.unwrap_or_default();
        Ok(Self { file: Mutex::new(file), rows: RwLock::new(rows), owed: AtomicBool::new(false) })
    }

    /// As `open`, for what may be lost: a damaged file is put aside.
    fn open_or_begin(dir: &Path, name: &'static str) -> Result<Self, VaultError> {
        match Self::open(dir, name) {
            Err(error @ VaultError::Damaged { .. }) => {
                let aside = VaultFile::new(dir, name).put_aside()?;
                tracing::warn!(%error, aside = %aside.display(), "it was put aside; everybody signs in again");
                Self::open(dir, name)
            }
            opened => opened,
        }
    }

    fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.rows.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes memory only; for what may be lost at a kill.
    fn change_in_memory<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.rows.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Disk first: if the write fails, nothing has changed. `None` from `change` means there is nothing to write.
    fn change<R>(&self, change: impl FnOnce(&mut T) -> Option<R>) -> Result<Option<R>, VaultError> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = self.read(T::clone);
        let Some(result) = change(&mut next) else {
            return Ok(None);
        };
        file.write(&next)?;
        self.owed.store(false, Ordering::Relaxed);
        // A last use noted while the file was written is lost here; the next request notes another.
        self.change_in_memory(|rows| *rows = next);
        Ok(Some(result))
    }

    /// Memory first: for taking rights away, and for what may be lost at a restart. `false` from `change` means that
    /// nothing changed.
    fn change_first(&self, change: impl FnOnce(&mut T) -> bool) -> Result<(), VaultError> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if self.change_in_memory(change) { self.write_to(&file) } else { Ok(()) }
    }

    /// Writes what is in memory, if something of it is not on disk.
    fn flush(&self, take_unsaved: impl FnOnce(&mut T) -> bool) -> Result<(), VaultError> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let unsaved = self.change_in_memory(take_unsaved);
        if unsaved || self.owed.load(Ordering::Relaxed) { self.write_to(&file) } else { Ok(()) }
    }

    fn write_to(&self, file: &VaultFile) -> Result<(), VaultError> {
        let written = file.write(&self.read(T::clone));
        self.owed.store(written.is_err(), Ordering::Relaxed);
        written
    }
}

/// All secrets of one archive. Share it in an `Arc`; every method takes `&self`.
#[derive(Debug)]
pub struct Vault {
    clock: Clock,
    passwords: Shelf<Passwords>,
    tokens: Shelf<Tokens>,
    sessions: Shelf<Sessions>,
    factors: Shelf<Factors>,
    cost: PasswordCost,
}

impl Vault {
    /// Opens `vault/` in the data directory, making it if it is not there.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged or comes from a newer version is named in the error.
    pub fn open(data_dir: &Path, clock: Clock) -> Result<Self, VaultError> {
        Self::open_with_cost(data_dir, clock, PasswordCost::recommended())
    }

    /// Opens the vault with a password cost of one's own. For tests: there is no other way to a cheaper hash.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn open_with_cost(data_dir: &Path, clock: Clock, cost: PasswordCost) -> Result<Self, VaultError> {
        let dir = file::prepare_dir(data_dir)?;
        let passwords = Shelf::<Passwords>::open(&dir, "passwords")?;
        passwords.read(Passwords::check).map_err(|person| VaultError::Damaged {
            path: dir.join("passwords.json"),
            detail: format!("the password hash of person {person} cannot be read"),
        })?;
        Ok(Self {
            clock,
            passwords,
            tokens: Shelf::open(&dir, "tokens")?,
            sessions: Shelf::open_or_begin(&dir, "sessions")?,
            factors: Shelf::open(&dir, "factors")?,
            cost,
        })
    }

    /// Writes what is kept in memory only (when sessions and tokens were last used). Call it now and then, and at stop.
    ///
    /// # Errors
    /// The disk refused.
    pub fn flush(&self) -> Result<(), VaultError> {
        self.tokens.flush(Tokens::take_unsaved)?;
        self.factors.flush(|_| false)?;
        self.sessions.flush(Sessions::take_unsaved)
    }

    /// Takes every session and token away from a person: after deactivation or a reset by an administrator.
    ///
    /// # Errors
    /// The disk refused; in memory they are gone all the same.
    pub fn withdraw_person(&self, person: PersonNo) -> Result<(), VaultError> {
        let sessions = self.withdraw_sessions(person);
        let tokens = self.tokens.change_first(|tokens| tokens.remove_person(person));
        sessions.and(tokens)
    }
}
