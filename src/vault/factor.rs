//! Second factors: the key a person shares with his authenticator app, and recovery codes for when that is lost.
//!
//! The key must be read to check a code, so it lies here as it is; recovery codes are kept as digests.

use super::{Secret, Vault, VaultError};
use crate::domain::ids::PersonNo;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// 160 bits, as RFC 4226 recommends.
pub const KEY_BYTES: usize = 20;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Factors(BTreeMap<u32, FactorRow>);

#[derive(Clone, Serialize, Deserialize)]
struct FactorRow {
    key: [u8; KEY_BYTES],
    /// Since when it counts; until then it was only shown.
    confirmed_at: Option<DateTime<Utc>>,
    /// The newest step of which a code was used.
    used_step: u64,
    recovery: BTreeSet<String>,
}

impl std::fmt::Debug for FactorRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FactorRow").field("confirmed_at", &self.confirmed_at).finish_non_exhaustive()
    }
}

/// A person's second factor.
#[derive(Clone, Copy)]
pub struct Factor {
    /// The key shared with the app.
    pub key: [u8; KEY_BYTES],
    /// Whether it counts.
    pub is_confirmed: bool,
    /// The newest step of which a code was used.
    pub used_step: u64,
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor").field("is_confirmed", &self.is_confirmed).finish_non_exhaustive()
    }
}

impl Vault {
    /// Makes a new key for a person, which does not count before it is confirmed. `None` if he has one that counts.
    ///
    /// # Errors
    /// The disk refused; then nothing has changed.
    pub fn begin_factor(&self, person: PersonNo) -> Result<Option<[u8; KEY_BYTES]>, VaultError> {
        let key = self.clock.random::<KEY_BYTES>();
        let row = FactorRow { key, confirmed_at: None, used_step: 0, recovery: BTreeSet::new() };
        self.factors.change(|factors| {
            let counts = factors.0.get(&person.0).is_some_and(|row| row.confirmed_at.is_some());
            (!counts).then(|| {
                factors.0.insert(person.0, row);
                key
            })
        })
    }

    /// Lets a key count from now on, with the digests of its recovery codes; whether there was one to confirm.
    ///
    /// # Errors
    /// The disk refused; then nothing has changed.
    pub fn confirm_factor(&self, person: PersonNo, step: u64, recovery: &[Secret]) -> Result<bool, VaultError> {
        let now = self.clock.now();
        let confirmed = self.factors.change(|factors| {
            let row = factors.0.get_mut(&person.0).filter(|row| row.confirmed_at.is_none())?;
            row.confirmed_at = Some(now);
            row.used_step = step;
            row.recovery = recovery.iter().map(digest).collect();
            Some(())
        })?;
        Ok(confirmed.is_some())
    }

    /// A person's second factor, if he has one or is about to.
    #[must_use]
    pub fn factor(&self, person: PersonNo) -> Option<Factor> {
        self.factors.read(|factors| {
            let row = factors.0.get(&person.0)?;
            Some(Factor { key: row.key, is_confirmed: row.confirmed_at.is_some(), used_step: row.used_step })
        })
    }

    /// Whether a person has a second factor that counts.
    #[must_use]
    pub fn has_factor(&self, person: PersonNo) -> bool {
        self.factor(person).is_some_and(|factor| factor.is_confirmed)
    }

    /// How many recovery codes a person has left.
    #[must_use]
    pub fn recovery_codes_left(&self, person: PersonNo) -> usize {
        self.factors.read(|factors| factors.0.get(&person.0).map_or(0, |row| row.recovery.len()))
    }

    /// Uses up the codes of a step and of those before it; `false` if they were. A disk that refuses keeps nobody out:
    /// the code stays used until the next start.
    #[must_use]
    pub fn use_step(&self, person: PersonNo, step: u64) -> bool {
        self.use_up(|factors| {
            let row = factors.0.get_mut(&person.0).filter(|row| row.used_step < step);
            row.map(|row| row.used_step = step).is_some()
        })
    }

    /// Uses up a recovery code; `false` if there is no such code. The disk counts for as much as with a step.
    #[must_use]
    pub fn use_recovery_code(&self, person: PersonNo, code: &Secret) -> bool {
        let digest = digest(code);
        self.use_up(|factors| factors.0.get_mut(&person.0).is_some_and(|row| row.recovery.remove(&digest)))
    }

    fn use_up(&self, take: impl FnOnce(&mut Factors) -> bool) -> bool {
        let mut used = false;
        let written = self.factors.change_first(|factors| {
            used = take(factors);
            used
        });
        if let Err(error) = written {
            tracing::warn!(%error, "a code that was used is not written down yet");
        }
        used
    }

    /// Takes a person's second factor away; whether there was one.
    ///
    /// # Errors
    /// The disk refused; then it still counts.
    pub fn remove_factor(&self, person: PersonNo) -> Result<bool, VaultError> {
        Ok(self.factors.change(|factors| factors.0.remove(&person.0))?.is_some())
    }
}

/// However it was copied from paper: small and capital letters are told apart, dashes and spaces are not.
fn digest(code: &Secret) -> String {
    let plain: String = code.expose().chars().filter(|character| character.is_alphanumeric()).collect();
    Secret::new(plain).digest("strongroom recovery")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::clock::Clock;
    use crate::domain::ids::PersonNo;
    use crate::vault::{PasswordCost, Secret, Vault};

    const ANNA: PersonNo = PersonNo(1);

    fn open(root: &std::path::Path) -> Vault {
        Vault::open_with_cost(root, Clock::real(), PasswordCost::cheap_for_tests()).unwrap()
    }

    #[test]
    fn a_key_counts_only_once_it_is_confirmed_and_still_after_a_restart() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        let first = vault.begin_factor(ANNA).unwrap().unwrap();
        assert!(!vault.has_factor(ANNA));
        let second = vault.begin_factor(ANNA).unwrap().unwrap();
        assert_ne!(first, second);
        assert!(vault.confirm_factor(ANNA, 7, &[]).unwrap());
        assert!(!vault.confirm_factor(ANNA, 8, &[]).unwrap(), "once");
        assert_eq!(vault.begin_factor(ANNA).unwrap(), None);
        let again = open(root.path());
        assert!(again.has_factor(ANNA) && again.factor(ANNA).unwrap().key == second);
        assert!(again.remove_factor(ANNA).unwrap() && !again.has_factor(ANNA));
    }

    #[test]
    fn each_code_is_used_once_whatever_happens_to_the_process() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        vault.begin_factor(ANNA).unwrap();
        vault.confirm_factor(ANNA, 7, &[Secret::new("abcde-fghij"), Secret::new("kkkkk-mmmmm")]).unwrap();
        assert!(!vault.use_step(ANNA, 7) && vault.use_step(ANNA, 8));
        assert!(vault.use_recovery_code(ANNA, &Secret::new(" abcde fghij ")));
        let again = open(root.path());
        assert!(!again.use_step(ANNA, 8));
        assert!(!again.use_recovery_code(ANNA, &Secret::new("abcde-fghij")));
        assert_eq!(again.recovery_codes_left(ANNA), 1);
        let text = std::fs::read_to_string(root.path().join("vault/factors.json")).unwrap();
        assert!(!text.contains("kkkkk"), "recovery codes are kept as digests");
    }
}
