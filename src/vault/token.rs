//! Personal API tokens: 256 random bits shown once, of which only the hash is kept.

use super::{Secret, Vault, VaultError};
use crate::domain::ids::PersonNo;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq as _;

/// Makes a token recognisable in logs and by secret scanners.
const PREFIX: &str = "sr_";
const TOKENS_PER_PERSON_MAX: usize = 50;
/// The longest name of a token.
pub const TOKEN_NAME_CHARS_MAX: usize = 100;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Tokens {
    rows: BTreeMap<String, TokenRow>,
    #[serde(skip)]
    unsaved: bool,
}

/// Keyed by the secret's digest, so that a stolen file gives no token away.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct TokenRow {
    id: String,
    person: PersonNo,
    name: String,
    created_at: DateTime<Utc>,
    expires_on: Option<NaiveDate>,
    last_used_at: Option<DateTime<Utc>>,
}

/// A token as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// Its id; not the secret.
    pub id: String,
    /// Whose it is.
    pub person: PersonNo,
    /// What the owner called it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The last day it works.
    pub expires_on: Option<NaiveDate>,
    /// When it was last used, give or take a few minutes after a crash.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A token just made: the only time its secret is known.
#[derive(Debug)]
pub struct NewToken {
    /// Its id.
    pub id: String,
    /// The secret, to be shown once.
    pub secret: Secret,
}

/// Why a token was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefused {
    /// The person has as many as one may have.
    TooMany {
        /// How many that is.
        limit: usize,
    },
    /// The name is empty or too long.
    BadName {
        /// How many characters it may have.
        limit: usize,
    },
}

impl Tokens {
    pub(super) fn remove_person(&mut self, person: PersonNo) -> bool {
        let before = self.rows.len();
        self.rows.retain(|_, row| row.person != person);
        self.rows.len() != before
    }

    pub(super) fn take_unsaved(&mut self) -> bool {
        std::mem::take(&mut self.unsaved)
    }
}

impl From<&TokenRow> for TokenInfo {
    fn from(row: &TokenRow) -> Self {
        let TokenRow { id, person, name, created_at, expires_on, last_used_at } = row.clone();
        Self { id, person, name, created_at, expires_on, last_used_at }
    }
}

impl Vault {
    /// Makes a token for a person.
    ///
    /// # Errors
    /// The disk refused. A token that may not be made is the inner refusal.
    pub fn create_token(
        &self,
        person: PersonNo,
        name: &str,
        expires_on: Option<NaiveDate>,
    ) -> Result<Result<NewToken, TokenRefused>, VaultError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > TOKEN_NAME_CHARS_MAX {
            return Ok(Err(TokenRefused::BadName { limit: TOKEN_NAME_CHARS_MAX }));
        }
        let secret = Secret::new(format!("{PREFIX}{}", crate::clock::to_hex(&self.clock.random::<32>())));
        let id = self.clock.new_id();
        let created_at = self.clock.now();
        let row =
            TokenRow { id: id.clone(), person, name: name.to_owned(), created_at, expires_on, last_used_at: None };
        let made = self.tokens.change(|tokens| {
            let held = tokens.rows.values().filter(|row| row.person == person).count();
            (held < TOKENS_PER_PERSON_MAX).then(|| tokens.rows.insert(digest(&secret), row))
        })?;
        let refused = TokenRefused::TooMany { limit: TOKENS_PER_PERSON_MAX };
        Ok(made.map(|_| NewToken { id, secret }).ok_or(refused))
    }

    /// A person's tokens, oldest first.
    #[must_use]
    pub fn tokens(&self, person: PersonNo) -> Vec<TokenInfo> {
        let mut tokens: Vec<TokenInfo> = self
            .tokens
            .read(|tokens| tokens.rows.values().filter(|row| row.person == person).map(TokenInfo::from).collect());
        tokens.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        tokens
    }

    /// Ends one of a person's own tokens; whether there was one.
    ///
    /// # Errors
    /// The disk refused; the token is dead all the same until the next start.
    pub fn delete_token(&self, person: PersonNo, id: &str) -> Result<bool, VaultError> {
        let mut found = false;
        self.tokens.change_first(|tokens| {
            let before = tokens.rows.len();
            tokens.rows.retain(|_, row| row.person != person || row.id != id);
            found = tokens.rows.len() != before;
            found
        })?;
        Ok(found)
    }

    /// Whose token this is, unless it has expired; notes the use in memory.
    #[must_use]
    pub fn find_token(&self, secret: &Secret, today: NaiveDate) -> Option<TokenInfo> {
        let digest = digest(secret);
        let now = self.clock.now();
        self.tokens.change_in_memory(|tokens| {
            // Looking up a digest gives nothing away about the secret; comparing again in constant time costs nothing.
            let (stored, row) = tokens.rows.get_key_value(&digest)?;
            if !bool::from(stored.as_bytes().ct_eq(digest.as_bytes())) || row.expires_on.is_some_and(|day| day < today)
            {
                return None;
            }
            let row = tokens.rows.get_mut(&digest)?;
            row.last_used_at = Some(now);
            tokens.unsaved = true;
            Some(TokenInfo::from(&*row))
        })
    }
}

fn digest(secret: &Secret) -> String {
    secret.digest("strongroom token")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{TOKENS_PER_PERSON_MAX, TokenRefused};
    use crate::clock::Clock;
    use crate::domain::ids::PersonNo;
    use crate::vault::{PasswordCost, Secret, Vault};
    use chrono::NaiveDate;

    const ANNA: PersonNo = PersonNo(1);
    const BO: PersonNo = PersonNo(2);

    fn open(root: &std::path::Path) -> Vault {
        Vault::open_with_cost(root, Clock::real(), PasswordCost::cheap_for_tests()).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_works_until_its_last_day_and_survives_a_restart() {
        let root = tempfile::tempdir().unwrap();
        let token = open(root.path()).create_token(ANNA, " desk ", Some(day("2026-03-31"))).unwrap().unwrap();
        assert!(token.secret.expose().starts_with("sr_") && token.secret.expose().len() == 67);
        let vault = open(root.path());
        let found = vault.find_token(&token.secret, day("2026-03-31")).unwrap();
        assert_eq!((found.person, found.name.as_str()), (ANNA, "desk"));
        assert_eq!(vault.find_token(&token.secret, day("2026-04-01")), None);
        assert_eq!(vault.find_token(&Secret::new("sr_00"), day("2026-03-31")), None);
    }

    #[test]
    fn the_file_holds_no_token_and_last_use_is_written_at_a_flush() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        let token = vault.create_token(ANNA, "desk", None).unwrap().unwrap();
        assert_eq!(vault.tokens(ANNA).first().unwrap().last_used_at, None);
        vault.find_token(&token.secret, day("2026-01-01")).unwrap();
        vault.flush().unwrap();
        let text = std::fs::read_to_string(root.path().join("vault/tokens.json")).unwrap();
        assert!(!text.contains(token.secret.expose().strip_prefix("sr_").unwrap()));
        assert!(open(root.path()).tokens(ANNA).first().unwrap().last_used_at.is_some());
    }

    #[test]
    fn one_ends_only_ones_own_tokens() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        let token = vault.create_token(ANNA, "desk", None).unwrap().unwrap();
        assert!(!vault.delete_token(BO, &token.id).unwrap());
        assert!(vault.find_token(&token.secret, day("2026-01-01")).is_some());
        assert!(vault.delete_token(ANNA, &token.id).unwrap());
        assert_eq!(vault.find_token(&token.secret, day("2026-01-01")), None);
        assert!(open(root.path()).tokens(ANNA).is_empty());
    }

    #[test]
    fn a_person_holds_only_so_many_tokens_and_each_has_a_name() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        for number in 0..TOKENS_PER_PERSON_MAX {
            vault.create_token(ANNA, &number.to_string(), None).unwrap().unwrap();
        }
        let refused = vault.create_token(ANNA, "one more", None).unwrap().unwrap_err();
        assert_eq!(refused, TokenRefused::TooMany { limit: TOKENS_PER_PERSON_MAX });
        assert!(vault.create_token(BO, "first", None).unwrap().is_ok());
        assert!(vault.create_token(BO, "  ", None).unwrap().is_err());
        assert!(vault.create_token(BO, &"x".repeat(101), None).unwrap().is_err());
    }
}
