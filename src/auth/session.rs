//! Session ids, their cookie and their CSRF token.

use crate::clock::{Clock, to_hex};
use crate::domain::ids::PersonNo;
use crate::vault::{Secret, SessionRow};
use chrono::{DateTime, TimeDelta, Utc};

/// The name of the session cookie.
pub const COOKIE_NAME: &str = "strongroom_session";

/// Somebody who just signed in: what his browser needs.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonNo,
    /// The session id, for the cookie and nowhere else.
    pub cookie: Secret,
    /// The token each write must repeat in `x-csrf-token`.
    pub csrf: String,
    /// The password must be changed first.
    pub must_change_password: bool,
    /// The longest the session can last.
    pub lasts: TimeDelta,
}

impl SignedIn {
    /// The `Set-Cookie` text. `secure` when browsers reach the archive over HTTPS.
    ///
    /// `Lax`, not `Strict`: a link from a mail or another page to a folder must find one signed in. Writes are guarded
    /// by the CSRF token anyway.
    #[must_use]
    pub fn set_cookie(&self, secure: bool) -> String {
        let seconds = self.lasts.num_seconds();
        format!(
            "{COOKIE_NAME}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{}",
            self.cookie.expose(),
            tail(secure)
        )
    }
}

/// The `Set-Cookie` text that takes the cookie away.
#[must_use]
pub fn clear_cookie(secure: bool) -> String {
    format!("{COOKIE_NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", tail(secure))
}

fn tail(secure: bool) -> &'static str {
    if secure { "; Secure" } else { "" }
}

/// The CSRF token of a session: derived from its id, so nothing more is kept, and of no use for finding the id.
#[must_use]
pub fn csrf_token(cookie: &Secret) -> String {
    cookie.digest("strongroom csrf")
}

/// What is kept of a session id.
pub(super) fn digest(cookie: &Secret) -> String {
    cookie.digest("strongroom session")
}

pub(super) fn new_session(clock: &Clock, person: PersonNo, now: DateTime<Utc>) -> (Secret, SessionRow) {
    let cookie = Secret::new(to_hex(&clock.random::<32>()));
    (cookie, SessionRow { person, created_at: now, last_used_at: now })
}
