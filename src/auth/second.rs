//! The second factor: enrolled with a code before it counts, asked for after the password, guessed at as slowly.

use super::{Account, Authenticator, Moment, storage_failed, totp};
use crate::domain::ids::PersonNo;
use crate::domain::refusal::{Code, Refusal};
use crate::vault::{Secret, one_time_password};
use std::net::{IpAddr, Ipv4Addr};

/// How many recovery codes a person gets.
const RECOVERY_CODES: usize = 10;
/// How long one is: two of a one-time password's groups, 47 bits.
const RECOVERY_CHARS: usize = 11;
/// Codes are guessed at by somebody who knows the password; where he sits does not matter.
const ANYWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// A key to be typed or scanned into an authenticator app.
#[derive(Debug)]
pub struct Enrolment {
    /// The key, to be typed.
    pub key: Secret,
    /// The same as an `otpauth://` address, to be scanned.
    pub address: Secret,
}

impl Authenticator {
    /// Begins an enrolment: the key counts only after [`Authenticator::confirm_totp`].
    ///
    /// # Errors
    /// `TotpEnrolled`, `StorageFailed`.
    pub fn begin_totp(&self, account: &Account, issuer: &str) -> Result<Enrolment, Refusal> {
        let key = self.vault.begin_factor(account.no).map_err(storage_failed)?.ok_or(Code::TotpEnrolled)?;
        let issuer = if issuer.is_empty() { "Strongroom" } else { issuer };
        Ok(Enrolment { key: totp::base32(&key), address: totp::address(&key, issuer, &account.name) })
    }

    /// Lets the key count, once the app has shown that it knows it. Returns the recovery codes, to be shown once; every
    /// other session of the person ends.
    ///
    /// # Errors
    /// `TotpFailed`, `TotpEnrolled`, `TooManyAttempts`, `StorageFailed`.
    pub fn confirm_totp(&self, person: PersonNo, code: &Secret, moment: Moment) -> Result<Vec<Secret>, Refusal> {
        let factor = self.vault.factor(person).ok_or(Code::TotpFailed)?;
        if factor.is_confirmed {
            return Err(Code::TotpEnrolled.into());
        }
        self.throttle.begin(&throttled(person), ANYWHERE, moment.now)?;
        let step = totp::step_of(&factor.key, code.expose().trim(), moment.now, factor.used_step);
        let step = step.ok_or(Code::TotpFailed)?;
        self.throttle.succeed(&throttled(person), ANYWHERE, moment.now);
        let codes: Vec<Secret> = (0..RECOVERY_CODES).map(|_| self.recovery_code()).collect();
        if !self.vault.confirm_factor(person, step, &codes).map_err(storage_failed)? {
            return Err(Code::TotpEnrolled.into());
        }
        Ok(codes)
    }

    /// Whether a person has a second factor that counts.
    #[must_use]
    pub fn has_totp(&self, person: PersonNo) -> bool {
        self.vault.has_factor(person)
    }

    /// How many recovery codes a person has left.
    #[must_use]
    pub fn recovery_codes_left(&self, person: PersonNo) -> usize {
        self.vault.recovery_codes_left(person)
    }

    /// Takes a person's own second factor away, against a code of it.
    ///
    /// # Errors
    /// `TotpRequired`, `TotpFailed`, `TooManyAttempts`, `StorageFailed`.
    pub fn remove_totp(&self, person: PersonNo, code: Option<&Secret>, moment: Moment) -> Result<(), Refusal> {
        self.check_second(person, code, moment)?;
        self.vault.remove_factor(person).map(drop).map_err(storage_failed)
    }

    /// Refuses whoever has a second factor and does not show it. The password was right.
    pub(super) fn check_second(&self, person: PersonNo, code: Option<&Secret>, moment: Moment) -> Result<(), Refusal> {
        let Some(factor) = self.vault.factor(person).filter(|factor| factor.is_confirmed) else { return Ok(()) };
        let Some(code) = code.filter(|code| !code.expose().trim().is_empty()) else {
            return Err(Code::TotpRequired.into());
        };
        self.throttle.begin(&throttled(person), ANYWHERE, moment.now)?;
        let typed: String = code.expose().chars().filter(|character| !character.is_whitespace()).collect();
        let used = match totp::step_of(&factor.key, &typed, moment.now, factor.used_step) {
            // Two at once with the same code: the vault lets one of them have it.
            Some(step) => self.vault.use_step(person, step),
            None => self.vault.use_recovery_code(person, code),
        };
        if !used {
            tracing::info!("a second factor was refused");
            return Err(Code::TotpFailed.into());
        }
        self.throttle.succeed(&throttled(person), ANYWHERE, moment.now);
        Ok(())
    }

    fn recovery_code(&self) -> Secret {
        let long = one_time_password(&self.clock);
        Secret::new(long.expose().chars().take(RECOVERY_CHARS).collect::<String>())
    }
}

/// The name under which guesses at a person's codes are counted. No account can be called so: names hold no spaces.
fn throttled(person: PersonNo) -> String {
    format!("second factor of {}", person.0)
}
