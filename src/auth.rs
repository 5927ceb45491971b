//! Who is asking: sign-in, second factors, sessions, CSRF tokens, API tokens, and how often one may guess.
//!
//! Accounts are events and live in State; this module is handed what it needs of them as an [`Account`] and keeps none.
//! It must not know HTTP beyond the text of a cookie, and decides nothing about rights: that is `domain::policy`.
//!
//! A sign-in always takes one password check, whether the name is known or not, so that neither the answer nor its time
//! tells who has an account.

mod identity;
mod rules;
mod second;
mod session;
mod throttle;
pub mod totp;

pub use identity::{Account, Identity, Via};
pub use rules::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, check_new_password};
pub use second::Enrolment;
pub use session::{Cookie, SignedIn, clear_cookies, csrf_token};
pub use throttle::network;

use crate::clock::Clock;
use crate::config::AuthLimits;
use crate::domain::ids::PersonNo;
use crate::domain::refusal::{Code, Refusal};
use crate::vault::{Secret, Vault, VaultError, Verdict};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use throttle::Throttle;
use tokio::sync::Semaphore;

/// Password checks at once. Each takes 19 MiB and a core for some tens of milliseconds; the rest of the archive needs
/// cores too.
const HASHING_AT_ONCE: usize = 2;
/// Sign-ins that may wait for their turn; past this the archive says it is busy.
const HASHING_WAITING_MAX: usize = 64;
/// How long one waits for a turn.
const HASHING_WAIT: Duration = Duration::from_secs(10);
/// A session's last use is noted when the last note is older than this.
const TOUCH_EVERY: TimeDelta = TimeDelta::seconds(60);

/// How long after a sign-in somebody need not prove again who he is before he does what would outlast his session.
const FRESH_FOR: TimeDelta = TimeDelta::minutes(10);

/// The moment of a request: in UTC, and as a date in the archive's time zone (accounts and tokens end by date).
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Now.
    pub now: DateTime<Utc>,
    /// Today where the archive stands.
    pub today: NaiveDate,
}

/// Where and when a request came.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// Where from.
    pub ip: IpAddr,
    /// Whether browsers reach the archive over HTTPS.
    pub secure: bool,
    /// When.
    pub moment: Moment,
}

/// What somebody typed to sign in, and from where.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The account name as typed.
    pub name: String,
    /// The password as typed.
    pub password: Secret,
    /// The code of the second factor, or a recovery code.
    pub totp: Option<Secret>,
    /// Where the request came from, and when.
    pub from: Origin,
    /// The session the browser already has, which must not outlive a new sign-in.
    pub previous: Option<Cookie>,
}

/// Checks passwords, sessions and tokens. Share it in an `Arc`.
#[derive(Debug)]
pub struct Authenticator {
    vault: Arc<Vault>,
    clock: Clock,
    limits: AuthLimits,
    throttle: Throttle,
    hashing: Semaphore,
    waiting: Semaphore,
}

impl Authenticator {
    /// An authenticator over the vault.
    #[must_use]
    pub fn new(vault: Arc<Vault>, clock: Clock, limits: AuthLimits) -> Self {
        Self {
            vault,
            clock,
            limits,
            throttle: Throttle::default(),
            hashing: Semaphore::new(HASHING_AT_ONCE),
            waiting: Semaphore::new(HASHING_WAITING_MAX),
        }
    }

    /// Signs somebody in. `account` is the account with that name, if there is one. The password is checked off the
    /// serving threads, a few at a time.
    ///
    /// # Errors
    /// `TooManyAttempts`, `SignInFailed`, `AccountExpired`, `Overloaded` or `StorageFailed`.
    pub async fn sign_in(self: &Arc<Self>, account: Option<Account>, sign_in: SignIn) -> Result<SignedIn, Refusal> {
        self.throttle.begin(&sign_in.name, sign_in.from.ip, sign_in.from.moment.now)?;
        self.hashing(move |auth| auth.check_and_open(account.as_ref(), &sign_in)).await?
    }

    /// As [`Authenticator::sign_in`], on the caller's own thread.
    ///
    /// # Errors
    /// As [`Authenticator::sign_in`].
    pub fn sign_in_blocking(&self, account: Option<&Account>, sign_in: &SignIn) -> Result<SignedIn, Refusal> {
        self.throttle.begin(&sign_in.name, sign_in.from.ip, sign_in.from.moment.now)?;
        self.check_and_open(account, sign_in)
    }

    fn check_and_open(&self, account: Option<&Account>, sign_in: &SignIn) -> Result<SignedIn, Refusal> {
        let active = account.filter(|account| account.active);
        let verdict = self.vault.verify_password(active.map(|account| account.no), &sign_in.password);
        let (Some(account), Verdict::Right { must_change }) = (active, verdict) else {
            tracing::info!("a sign-in was refused");
            return Err(Code::SignInFailed.into());
        };
        let Origin { ip, secure, moment } = sign_in.from;
        if account.is_expired(moment.today) {
            return Err(Code::AccountExpired.into());
        }
        self.check_second(account.no, sign_in.totp.as_ref(), moment)?;
        self.throttle.succeed(&sign_in.name, ip, moment.now);
        if let Some(previous) = &sign_in.previous {
            self.sign_out(previous);
        }
        Ok(self.open_session(account.no, must_change, secure, moment.now))
    }

    /// Changes somebody's own password: the old one is asked for, every session ends, and a new one begins.
    ///
    /// # Errors
    /// `TooManyAttempts`, `SignInFailed` for a wrong old password, `WeakPassword`, `Overloaded` or `StorageFailed`.
    pub async fn change_password(
        self: &Arc<Self>,
        account: Account,
        old: Secret,
        new: Secret,
        from: Origin,
    ) -> Result<SignedIn, Refusal> {
        let Origin { ip, secure, moment } = from;
        check_new_password(&account.name, &new)?;
        if old.expose() == new.expose() {
            return Err(rules::weak());
        }
        self.throttle.begin(&account.name, ip, moment.now)?;
        self.hashing(move |auth| {
            if auth.vault.verify_password(Some(account.no), &old) == Verdict::Wrong {
                return Err(Code::SignInFailed.into());
            }
            auth.throttle.succeed(&account.name, ip, moment.now);
            auth.vault.set_password(account.no, &new, false).map_err(storage_failed)?;
            auth.vault.withdraw_sessions(account.no).map_err(storage_failed)?;
            Ok(auth.open_session(account.no, false, secure, moment.now))
        })
        .await?
    }

    /// Asks somebody who is signed in for his password once more, before what cannot be undone.
    ///
    /// # Errors
    /// `SignInFailed`, `TooManyAttempts`, `Overloaded`.
    pub async fn confirm_password(
        self: &Arc<Self>,
        account: Account,
        password: Secret,
        ip: IpAddr,
        moment: Moment,
    ) -> Result<(), Refusal> {
        self.throttle.begin(&account.name, ip, moment.now)?;
        self.hashing(move |auth| {
            if auth.vault.verify_password(Some(account.no), &password) == Verdict::Wrong {
                return Err(Code::SignInFailed.into());
            }
            auth.throttle.succeed(&account.name, ip, moment.now);
            Ok(())
        })
        .await?
    }

    /// Gives an account its first password, chosen by an administrator or made here (then it is returned, to be shown
    /// once). Either way it must be changed at first use, and sessions, tokens and the second factor the account had end.
    ///
    /// # Errors
    /// `WeakPassword`, `Overloaded` or `StorageFailed`.
    pub async fn give_password(
        self: &Arc<Self>,
        person: PersonNo,
        name: &str,
        chosen: Option<Secret>,
    ) -> Result<Option<Secret>, Refusal> {
        if let Some(password) = &chosen {
            check_new_password(name, password)?;
        }
        self.hashing(move |auth| {
            auth.vault.remove_factor(person)?;
            match chosen {
                Some(password) => {
                    auth.vault.set_password(person, &password, true)?;
                    auth.vault.withdraw_person(person).map(|()| None)
                }
                None => auth.vault.reset_password(person).map(Some),
            }
        })
        .await?
        .map_err(storage_failed)
    }

    /// Ends everything a person can sign in with at once: after deactivation.
    ///
    /// # Errors
    /// `StorageFailed`; in memory they are gone all the same.
    pub fn withdraw(&self, person: PersonNo) -> Result<(), Refusal> {
        self.vault.withdraw_person(person).map_err(storage_failed)
    }

    /// Ends all sessions of a person, on every device; tokens stay.
    ///
    /// # Errors
    /// `StorageFailed`; in memory they are gone all the same.
    pub fn sign_out_everywhere(&self, person: PersonNo) -> Result<(), Refusal> {
        self.vault.withdraw_sessions(person).map_err(storage_failed)
    }

    /// Ends one session. What the disk does not take now, it takes later: nobody is kept signed in by a full disk.
    pub fn sign_out(&self, cookie: &Cookie) {
        if let Err(error) = self.vault.withdraw_session(&session::digest(cookie)) {
            tracing::warn!(%error, "a session that ended is not written down yet");
        }
    }

    /// Who holds this session cookie. `lookup` finds the account.
    ///
    /// # Errors
    /// `SignInRequired` for a session that is unknown, too old, or whose account is closed; `AccountExpired`.
    pub fn authenticate_cookie(
        &self,
        cookie: &Cookie,
        moment: Moment,
        lookup: impl FnOnce(PersonNo) -> Option<Account>,
    ) -> Result<Identity, Refusal> {
        let (identity, last_used_at) = self.recognise(cookie, moment, lookup)?;
        if moment.now.signed_duration_since(last_used_at) >= TOUCH_EVERY {
            self.vault.touch_session(&session::digest(cookie), moment.now);
        }
        Ok(identity)
    }

    /// The same without counting as use: a page that only stays open must not keep its session alive.
    ///
    /// # Errors
    /// As [`Authenticator::authenticate_cookie`].
    pub fn look_at_cookie(
        &self,
        cookie: &Cookie,
        moment: Moment,
        lookup: impl FnOnce(PersonNo) -> Option<Account>,
    ) -> Result<Identity, Refusal> {
        self.recognise(cookie, moment, lookup).map(|(identity, _)| identity)
    }

    fn recognise(
        &self,
        cookie: &Cookie,
        moment: Moment,
        lookup: impl FnOnce(PersonNo) -> Option<Account>,
    ) -> Result<(Identity, DateTime<Utc>), Refusal> {
        let row = self.vault.session(&session::digest(cookie)).ok_or(Code::SignInRequired)?;
        let alive = row.is_alive(moment.now, self.limits.session_idle, self.limits.session_absolute);
        // A session of HTTPS in the unguarded cookie was planted by somebody on a neighbouring host.
        if !alive || (row.secure && !cookie.is_guarded) {
            return Err(Code::SignInRequired.into());
        }
        let account = usable(lookup(row.person), moment.today)?;
        let must_change_password = self.vault.must_change_password(account.no);
        let is_fresh = moment.now.signed_duration_since(row.created_at) < FRESH_FOR;
        let via = Via::Session { csrf: csrf_token(cookie), is_fresh };
        Ok((Identity { account, via, must_change_password }, row.last_used_at))
    }

    /// Who holds this API token.
    ///
    /// # Errors
    /// As [`Authenticator::authenticate_cookie`].
    pub fn authenticate_bearer(
        &self,
        token: &Secret,
        moment: Moment,
        lookup: impl FnOnce(PersonNo) -> Option<Account>,
    ) -> Result<Identity, Refusal> {
        let found = self.vault.find_token(token, moment.today).ok_or(Code::SignInRequired)?;
        let account = usable(lookup(found.person), moment.today)?;
        Ok(Identity { account, via: Via::Token { id: found.id }, must_change_password: false })
    }

    /// Forgets what is too old and writes what is kept in memory only. Call it every few minutes, and at stop.
    ///
    /// # Errors
    /// `StorageFailed`.
    pub fn tidy(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.throttle.forget_old(now);
        let limits = &self.limits;
        self.vault
            .expire_sessions(now, limits.session_idle, limits.session_absolute)
            .and_then(|()| self.vault.flush())
            .map_err(storage_failed)
    }

    /// Runs work that hashes a password where it cannot hold up anything else.
    async fn hashing<R: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> R + Send + 'static,
    ) -> Result<R, Refusal> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Code::Overloaded)?;
        let turn = tokio::time::timeout(HASHING_WAIT, self.hashing.acquire()).await;
        let _turn = turn.ok().and_then(Result::ok).ok_or(Code::Overloaded)?;
        let auth = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&auth)).await.map_err(|_| Code::Internal.into())
    }

    fn open_session(&self, person: PersonNo, must_change: bool, secure: bool, now: DateTime<Utc>) -> SignedIn {
        let (cookie, row) = session::new_session(&self.clock, person, secure, now);
        // Whoever cannot be written down may look things up all the same; at the next start he signs in again.
        if let Err(error) = self.vault.add_session(session::digest(&cookie), row) {
            tracing::warn!(%error, "a session is kept in memory only");
        }
        let csrf = csrf_token(&cookie);
        let lasts = self.limits.session_absolute;
        SignedIn { person, cookie, csrf, must_change_password: must_change, lasts }
    }
}

fn usable(account: Option<Account>, today: NaiveDate) -> Result<Account, Refusal> {
    let account = account.filter(|account| account.active).ok_or(Code::SignInRequired)?;
    if account.is_expired(today) { Err(Code::AccountExpired.into()) } else { Ok(account) }
}

/// What a vault error is to the person who asked; the error itself goes to the log.
#[allow(clippy::needless_pass_by_value)]
fn storage_failed(error: VaultError) -> Refusal {
    tracing::error!(%error, "the vault could not be written");
    error.refusal_code().into()
}

#[cfg(test)]
mod tests;
