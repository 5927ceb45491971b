//! Passwords: argon2id hashes by person, and one-time passwords.

use super::{Secret, Vault, VaultError};
use crate::clock::Clock;
use crate::domain::ids::PersonNo;
use argon2::password_hash::phc::PasswordHash;
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;

/// A longer password is refused before it is hashed.
const PASSWORD_BYTES_MAX: usize = 1_024;
/// A hash that asks for more memory than this was not written by us; 256 MiB in KiB.
const STORED_MEMORY_KIB_MAX: u32 = 256 * 1024;
/// No 0 O, 1 l I, 5 S, 2 Z, 8 B, u v: what people misread from a screen or a slip of paper. 25 letters and digits.
const READABLE: &[u8] = b"acdefghjkmnpqrtwxy34679HKM";
/// Four groups of five from 26 characters: 94 bits.
const ONE_TIME_GROUPS: usize = 4;
const ONE_TIME_GROUP_CHARS: usize = 5;

/// What hashing a password costs whoever guesses, and us.
#[derive(Debug, Clone)]
pub struct PasswordCost(Params);

impl PasswordCost {
    /// OWASP's recommendation for argon2id: 19 MiB, two passes, one lane.
    #[must_use]
    pub fn recommended() -> Self {
        Self(Params::new(19_456, 2, 1, None).unwrap_or_default())
    }

    /// As cheap as argon2 goes, so that tests do not spend their time hashing. Not for a real archive.
    #[must_use]
    pub fn cheap_for_tests() -> Self {
        Self(Params::new(8, 1, 1, None).unwrap_or_default())
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.0.clone())
    }

    /// A hash nobody's password fits. Checking against it takes as long as against a real one.
    fn nobody(&self) -> String {
        let (memory_kib, passes, lanes) = (self.0.m_cost(), self.0.t_cost(), self.0.p_cost());
        format!(
            "$argon2id$v=19$m={memory_kib},t={passes},p={lanes}$c3Ryb25ncm9vbS1ub25lIQ$\
             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        )
    }
}

/// What checking a password came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It fits.
    Right {
        /// The person must choose a password of his own before anything else.
        must_change: bool,
    },
    /// It does not, or the person has none.
    Wrong,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Passwords(BTreeMap<u32, PasswordRow>);

#[derive(Clone, Serialize, Deserialize)]
struct PasswordRow {
    hash: String,
    must_change: bool,
    set_at: DateTime<Utc>,
}

impl std::fmt::Debug for PasswordRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordRow").field("must_change", &self.must_change).finish_non_exhaustive()
    }
}

impl Passwords {
    /// The first person whose hash is not one this program could have written.
    pub(super) fn check(&self) -> Result<(), u32> {
        let readable = |row: &PasswordRow| {
            let hash = PasswordHash::new(&row.hash).ok().filter(|hash| hash.algorithm == ARGON2ID_IDENT);
            let params = hash.filter(|hash| hash.hash.is_some()).and_then(|hash| Params::try_from(&hash).ok());
            params.is_some_and(|params| params.m_cost() <= STORED_MEMORY_KIB_MAX)
        };
        self.0.iter().find(|(_, row)| !readable(row)).map_or(Ok(()), |(person, _)| Err(*person))
    }
}

impl Vault {
    /// Whether the password is this person's. `None` stands for an unknown name: it takes as long and is always wrong.
    ///
    /// Costs tens of milliseconds and 19 MiB: never call it on a thread that serves requests.
    #[must_use]
    pub fn verify_password(&self, person: Option<PersonNo>, password: &Secret) -> Verdict {
        let row = person.and_then(|person| self.passwords.read(|passwords| passwords.0.get(&person.0).cloned()));
        let (stored, must_change) =
            row.map_or_else(|| (self.cost.nobody(), None), |row| (row.hash, Some(row.must_change)));
        // Too long is as wrong as anything, but must cost the same.
        let normal = normalise(password).unwrap_or_default();
        let fits = PasswordHash::new(&stored)
            .is_ok_and(|hash| self.cost.argon2().verify_password(normal.expose().as_bytes(), &hash).is_ok());
        match must_change {
            Some(must_change) if fits && !normal.expose().is_empty() => Verdict::Right { must_change },
            _ => Verdict::Wrong,
        }
    }

    /// Gives a person a password. Whoever calls decides what becomes of the person's sessions and tokens.
    ///
    /// # Errors
    /// The password breaks a limit, or the disk refused; then nothing has changed.
    pub fn set_password(&self, person: PersonNo, password: &Secret, must_change: bool) -> Result<(), VaultError> {
        let normal = normalise(password).ok_or_else(|| VaultError::Hash("too long".to_owned()))?;
        let hash = self
            .cost
            .argon2()
            .hash_password_with_salt(normal.expose().as_bytes(), &self.clock.new_salt())
            .map_err(|error| VaultError::Hash(error.to_string()))?
            .to_string();
        let row = PasswordRow { hash, must_change, set_at: self.clock.now() };
        self.passwords.change(|passwords| Some(passwords.0.insert(person.0, row))).map(drop)
    }

    /// Whether the person has a password, and so may sign in.
    #[must_use]
    pub fn has_password(&self, person: PersonNo) -> bool {
        self.passwords.read(|passwords| passwords.0.contains_key(&person.0))
    }

    /// Whether the person must choose a password of his own first.
    #[must_use]
    pub fn must_change_password(&self, person: PersonNo) -> bool {
        self.passwords.read(|passwords| passwords.0.get(&person.0).is_some_and(|row| row.must_change))
    }

    /// Gives a person a new one-time password, which must be changed at first use, and takes every session and token
    /// away. The caller shows it once.
    ///
    /// # Errors
    /// The disk refused.
    pub fn reset_password(&self, person: PersonNo) -> Result<Secret, VaultError> {
        let password = one_time_password(&self.clock);
        self.set_password(person, &password, true)?;
        self.withdraw_person(person)?;
        Ok(password)
    }
}

/// The same password typed on another keyboard or input method (full-width letters, composed accents) must fit.
fn normalise(password: &Secret) -> Option<Secret> {
    let short = password.expose().len() <= PASSWORD_BYTES_MAX;
    short.then(|| Secret::new(password.expose().nfkc().collect::<String>()))
}

/// A password to be read aloud or copied from paper: four groups of five, 94 bits, no characters that look alike.
#[must_use]
pub fn one_time_password(clock: &Clock) -> Secret {
    let mut text = String::with_capacity(ONE_TIME_GROUPS * (ONE_TIME_GROUP_CHARS + 1));
    let mut chosen = 0;
    while chosen < ONE_TIME_GROUPS * ONE_TIME_GROUP_CHARS {
        let [byte] = clock.random::<1>();
        // 234 = 9 × 26: bytes above would make some characters likelier than others.
        let Some(character) = READABLE.get(usize::from(byte) % READABLE.len()).filter(|_| byte < 234) else {
            continue;
        };
        if chosen > 0 && chosen % ONE_TIME_GROUP_CHARS == 0 {
            text.push('-');
        }
        text.push(char::from(*character));
        chosen += 1;
    }
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{PasswordCost, READABLE, Verdict, one_time_password};
    use crate::clock::Clock;
    use crate::domain::ids::PersonNo;
    use crate::vault::{Secret, Vault, VaultError};
    use argon2::Params;
    use argon2::password_hash::phc::PasswordHash;
    use std::collections::BTreeSet;
    use std::fs;

    const ANNA: PersonNo = PersonNo(1);
    const BO: PersonNo = PersonNo(2);

    fn open(root: &std::path::Path) -> Vault {
        Vault::open_with_cost(root, Clock::real(), PasswordCost::cheap_for_tests()).unwrap()
    }

    #[test]
    fn a_password_fits_only_its_person_and_still_after_a_restart() {
        let root = tempfile::tempdir().unwrap();
        let password = Secret::new("a long enough one");
        open(root.path()).set_password(ANNA, &password, false).unwrap();
        let vault = open(root.path());
        assert_eq!(vault.verify_password(Some(ANNA), &password), Verdict::Right { must_change: false });
        assert_eq!(vault.verify_password(Some(ANNA), &Secret::new("another one here")), Verdict::Wrong);
        assert_eq!(vault.verify_password(Some(BO), &password), Verdict::Wrong);
        assert_eq!(vault.verify_password(None, &password), Verdict::Wrong);
        assert!(vault.has_password(ANNA) && !vault.has_password(BO));
    }

    #[test]
    fn full_width_letters_fit_as_their_plain_ones() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        vault.set_password(ANNA, &Secret::new("ｐａｓｓｐｈｒａｓｅ９"), false).unwrap();
        assert_ne!(vault.verify_password(Some(ANNA), &Secret::new("passphrase9")), Verdict::Wrong);
    }

    #[test]
    fn a_password_of_megabytes_is_refused_when_set_and_wrong_when_tried() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        let long = Secret::new("x".repeat(3_000_000));
        assert!(matches!(vault.set_password(ANNA, &long, false), Err(VaultError::Hash(_))));
        vault.set_password(ANNA, &Secret::new("a long enough one"), false).unwrap();
        assert_eq!(vault.verify_password(Some(ANNA), &long), Verdict::Wrong);
    }

    #[test]
    fn the_recommended_cost_is_what_is_written_in_the_hash() {
        let root = tempfile::tempdir().unwrap();
        let vault = Vault::open(root.path(), Clock::real()).unwrap();
        vault.set_password(ANNA, &Secret::new("a long enough one"), false).unwrap();
        let text = fs::read_to_string(root.path().join("vault/passwords.json")).unwrap();
        assert!(text.contains("$argon2id$v=19$m=19456,t=2,p=1$"), "{text}");
        assert!(!text.contains("long enough"));
    }

    #[test]
    fn checking_an_unknown_name_costs_what_checking_a_known_one_costs() {
        let root = tempfile::tempdir().unwrap();
        let vault = Vault::open(root.path(), Clock::real()).unwrap();
        vault.set_password(ANNA, &Secret::new("a long enough one"), false).unwrap();
        let known = vault.passwords.read(|passwords| passwords.0[&ANNA.0].hash.clone());
        // All that the time of argon2 hangs on; that both are checked shows `verify_password`, which knows no other way.
        let work = |hash: &str| {
            let hash = PasswordHash::new(hash).unwrap();
            let (salt, output) = (hash.salt.unwrap().len(), hash.hash.unwrap().len());
            (hash.algorithm.to_string(), hash.version, Params::try_from(&hash).unwrap(), salt, output)
        };
        assert_eq!(work(&vault.cost.nobody()), work(&known));
        assert_eq!(vault.verify_password(None, &Secret::new("a long enough one")), Verdict::Wrong);
    }

    #[test]
    fn a_reset_password_is_to_be_changed_and_ends_sessions_and_tokens() {
        let root = tempfile::tempdir().unwrap();
        let vault = open(root.path());
        let token = vault.create_token(ANNA, "scanner", None).unwrap().unwrap();
        let password = vault.reset_password(ANNA).unwrap();
        assert_eq!(vault.verify_password(Some(ANNA), &password), Verdict::Right { must_change: true });
        assert!(vault.must_change_password(ANNA));
        let today = chrono::NaiveDate::MIN;
        assert_eq!(vault.find_token(&token.secret, today), None);
    }

    #[test]
    fn one_time_passwords_are_readable_and_never_the_same() {
        let clock = Clock::real();
        let all: BTreeSet<String> = (0..500).map(|_| one_time_password(&clock).expose().to_owned()).collect();
        assert_eq!(all.len(), 500);
        assert!(all.iter().all(|text| text.len() == 23 && !text.contains(['0', 'O', '1', 'l', 'I', 'o', 'i'])));
        let used: BTreeSet<u8> = all.iter().flat_map(|text| text.bytes()).filter(|byte| *byte != b'-').collect();
        assert_eq!(used, READABLE.iter().copied().collect());
        // 26^20 > 2^80.
        assert!((READABLE.len() as f64).log2() * 20.0 >= 80.0);
    }

    #[test]
    fn a_hash_that_was_tampered_with_stops_the_vault_and_names_the_file() {
        let root = tempfile::tempdir().unwrap();
        open(root.path()).set_password(ANNA, &Secret::new("a long enough one"), false).unwrap();
        let path = root.path().join("vault/passwords.json");
        let text = fs::read_to_string(&path).unwrap();
        for (from, to) in [("m=8,", "m=4000000000,"), ("$argon2id$", "$plain$")] {
            fs::write(&path, text.replace(from, to)).unwrap();
            let error = Vault::open_with_cost(root.path(), Clock::real(), PasswordCost::cheap_for_tests()).unwrap_err();
            assert!(error.to_string().contains("passwords.json"), "{error}");
        }
    }
}
