//! Sessions: only the digest of each id is kept, so the file is of no use to a thief, and a restart signs nobody out.

use super::{Vault, VaultError};
use crate::domain::ids::PersonNo;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Somebody with more devices than this loses the session used longest ago.
const SESSIONS_PER_PERSON_MAX: usize = 20;
/// The whole archive's bound; past it the sessions used longest ago go.
const SESSIONS_MAX: usize = 10_000;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Sessions {
    rows: BTreeMap<String, SessionRow>,
    #[serde(skip)]
    unsaved: bool,
}

/// One session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Who signed in.
    pub person: PersonNo,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last used; written to disk rarely.
    pub last_used_at: DateTime<Utc>,
    /// Whether it began when browsers came over HTTPS: then only the cookie that HTTPS guards counts.
    #[serde(default)]
    pub secure: bool,
}

impl Sessions {
    pub(super) fn take_unsaved(&mut self) -> bool {
        std::mem::take(&mut self.unsaved)
    }

    /// Drops the session used longest ago among those chosen, while there are `limit` or more.
    fn make_room(&mut self, limit: usize, chosen: impl Fn(&SessionRow) -> bool) {
        let mut oldest: Vec<(DateTime<Utc>, String)> = self
            .rows
            .iter()
            .filter(|(_, row)| chosen(row))
            .map(|(digest, row)| (row.last_used_at, digest.clone()))
            .collect();
        oldest.sort_unstable();
        let surplus = (oldest.len() + 1).saturating_sub(limit);
        for (_, digest) in oldest.iter().take(surplus) {
            self.rows.remove(digest);
        }
    }
}

impl Vault {
    /// Keeps a new session under its id's digest.
    ///
    /// # Errors
    /// The disk refused; the session lives until the next start, or longer if the disk takes it by then.
    pub fn add_session(&self, digest: String, row: SessionRow) -> Result<(), VaultError> {
        self.sessions.change_first(|sessions| {
            sessions.make_room(SESSIONS_PER_PERSON_MAX, |other| other.person == row.person);
            sessions.make_room(SESSIONS_MAX, |_| true);
            sessions.rows.insert(digest, row);
            true
        })
    }

    /// The session with this digest.
    #[must_use]
    pub fn session(&self, digest: &str) -> Option<SessionRow> {
        self.sessions.read(|sessions| sessions.rows.get(digest).copied())
    }

    /// Notes in memory that a session was used.
    pub fn touch_session(&self, digest: &str, now: DateTime<Utc>) {
        self.sessions.change_in_memory(|sessions| {
            if let Some(row) = sessions.rows.get_mut(digest) {
                row.last_used_at = row.last_used_at.max(now);
                sessions.unsaved = true;
            }
        });
    }

    /// Ends one session.
    ///
    /// # Errors
    /// The disk refused; the session is dead all the same until the next start.
    pub fn withdraw_session(&self, digest: &str) -> Result<(), VaultError> {
        self.sessions.change_first(|sessions| sessions.rows.remove(digest).is_some())
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// As [`Vault::withdraw_session`].
    pub fn withdraw_sessions(&self, person: PersonNo) -> Result<(), VaultError> {
        self.retain_sessions(|row| row.person != person)
    }

    /// Ends the sessions that are too old, by their creation or by their last use.
    ///
    /// # Errors
    /// As [`Vault::withdraw_session`].
    pub fn expire_sessions(&self, now: DateTime<Utc>, idle: TimeDelta, absolute: TimeDelta) -> Result<(), VaultError> {
        self.retain_sessions(|row| row.is_alive(now, idle, absolute))
    }

    fn retain_sessions(&self, keep: impl Fn(&SessionRow) -> bool) -> Result<(), VaultError> {
        self.sessions.change_first(|sessions| {
            let before = sessions.rows.len();
            sessions.rows.retain(|_, row| keep(row));
            sessions.rows.len() != before
        })
    }
}

impl SessionRow {
    /// Whether it has been neither idle nor in use for too long. One from the future was begun while the clock was wrong,
    /// and would live until then.
    #[must_use]
    pub fn is_alive(&self, now: DateTime<Utc>, idle: TimeDelta, absolute: TimeDelta) -> bool {
        let since = |then: DateTime<Utc>| now.signed_duration_since(then).abs();
        since(self.last_used_at) < idle && since(self.created_at) < absolute
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{SESSIONS_PER_PERSON_MAX, SessionRow};
    use crate::clock::Clock;
    use crate::domain::ids::PersonNo;
    use crate::vault::{PasswordCost, Vault};
    use chrono::{DateTime, TimeDelta};

    fn open(root: &std::path::Path) -> Vault {
        Vault::open_with_cost(root, Clock::real(), PasswordCost::cheap_for_tests()).unwrap()
    }

    fn row(person: u32, minute: i64) -> SessionRow {
        let at = DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        SessionRow { person: PersonNo(person), created_at: at, last_used_at: at, secure: false }
    }

    #[test]
    fn a_session_survives_a_restart_until_it_is_withdrawn() {
        let root = tempfile::tempdir().unwrap();
        open(root.path()).add_session("aa".to_owned(), row(1, 0)).unwrap();
        let vault = open(root.path());
        assert_eq!(vault.session("aa"), Some(row(1, 0)));
        vault.withdraw_session("aa").unwrap();
        assert_eq!((vault.session("aa"), open(root.path()).session("aa")), (None, None));
    }

    #[test]
    fn on_a_full_disk_sessions_begin_and_end_all_the_same_and_are_written_down_later() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        vault.add_session("old".to_owned(), row(1, 0)).unwrap();
        // A directory where the temporary file should go: nothing can be written.
        let obstacle = root.path().join("vault/sessions.tmp");
        std::fs::create_dir(&obstacle).unwrap();
        assert!(vault.add_session("new".to_owned(), row(1, 5)).is_err());
        assert!(vault.withdraw_session("old").is_err());
        assert_eq!((vault.session("new"), vault.session("old")), (Some(row(1, 5)), None));
        assert!(vault.flush().is_err() && vault.session("new").is_some());
        std::fs::remove_dir(&obstacle).unwrap();
        vault.flush().unwrap();
        let again = open(root.path());
        assert_eq!((again.session("new"), again.session("old")), (Some(row(1, 5)), None));
    }

    #[test]
    fn withdrawing_a_persons_sessions_leaves_other_peoples() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        for (digest, person) in [("a", 1), ("b", 1), ("c", 2)] {
            vault.add_session(digest.to_owned(), row(person, 0)).unwrap();
        }
        vault.withdraw_sessions(PersonNo(1)).unwrap();
        let alive: Vec<bool> = ["a", "b", "c"].iter().map(|digest| vault.session(digest).is_some()).collect();
        assert_eq!(alive, [false, false, true]);
    }

    #[test]
    fn one_session_too_many_ends_the_one_used_longest_ago() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        for number in 0..SESSIONS_PER_PERSON_MAX {
            vault.add_session(number.to_string(), row(1, i64::try_from(number).unwrap())).unwrap();
        }
        vault.touch_session("0", DateTime::UNIX_EPOCH + TimeDelta::days(1));
        vault.add_session("new".to_owned(), row(1, 5_000)).unwrap();
        assert!(vault.session("0").is_some() && vault.session("1").is_none() && vault.session("2").is_some());
    }

    #[test]
    fn use_is_remembered_over_a_restart_after_a_flush() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        vault.add_session("a".to_owned(), row(1, 0)).unwrap();
        let later = DateTime::UNIX_EPOCH + TimeDelta::hours(2);
        vault.touch_session("a", later);
        vault.flush().unwrap();
        assert_eq!(open(root.path()).session("a").unwrap().last_used_at, later);
        vault.expire_sessions(later + TimeDelta::hours(12), TimeDelta::hours(12), TimeDelta::days(7)).unwrap();
        assert_eq!(vault.session("a"), None);
    }
}
