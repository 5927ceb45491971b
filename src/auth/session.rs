//! Session ids, their cookie and their CSRF token.

use crate::clock::{Clock, to_hex};
use crate::domain::ids::PersonNo;
use crate::vault::{Secret, SessionRow};
use chrono::{DateTime, TimeDelta, Utc};

/// The names of the session cookie. Browsers take the first only over HTTPS, for the whole host and from the host itself
/// (RFC 6265bis), so that neither a line without TLS nor a neighbouring host can plant one.
const GUARDED_NAME: &str = "__Host-strongroom_session";
const PLAIN_NAME: &str = "strongroom_session";

/// The session cookie a request came with.
#[derive(Debug, Clone)]
pub struct Cookie {
    /// The session's id.
    pub id: Secret,
    /// Whether it came under the name that browsers guard.
    pub is_guarded: bool,
}

impl Cookie {
    /// The session cookie among all cookies of a request, the guarded one first.
    #[must_use]
    pub fn of<'a>(cookies: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let mut plain = None;
        for (name, value) in cookies {
            if name == GUARDED_NAME {
                return Some(Self { id: Secret::new(value), is_guarded: true });
            }
            if name == PLAIN_NAME && plain.is_none() {
                plain = Some(Self { id: Secret::new(value), is_guarded: false });
            }
        }
        plain
    }
}

/// Somebody who just signed in: what his browser needs.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonNo,
    /// The session id, for the cookie and nowhere else.
    pub cookie: Cookie,
    /// The token each write must repeat in `x-csrf-token`.
    pub csrf: String,
    /// The password must be changed first.
    pub must_change_password: bool,
    /// The longest the session can last.
    pub lasts: TimeDelta,
}

impl SignedIn {
    /// The `Set-Cookie` text.
    ///
    /// `Lax`, not `Strict`: a link from a mail or another page to a folder must find one signed in. Writes are guarded
    /// by the CSRF token anyway.
    #[must_use]
    pub fn set_cookie(&self) -> String {
        let name = if self.cookie.is_guarded { GUARDED_NAME } else { PLAIN_NAME };
        set(name, self.cookie.id.expose(), self.lasts.num_seconds())
    }
}

/// The `Set-Cookie` texts that take the cookie away, under whichever name it came.
#[must_use]
pub fn clear_cookies() -> [String; 2] {
    [GUARDED_NAME, PLAIN_NAME].map(|name| set(name, "", 0))
}

fn set(name: &str, value: &str, seconds: i64) -> String {
    let secure = if name == GUARDED_NAME { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The CSRF token of a session: derived from its id, so nothing more is kept, and of no use for finding the id.
#[must_use]
pub fn csrf_token(cookie: &Cookie) -> String {
    cookie.id.digest("strongroom csrf")
}

/// What is kept of a session id.
pub(super) fn digest(cookie: &Cookie) -> String {
    cookie.id.digest("strongroom session")
}

pub(super) fn new_session(clock: &Clock, person: PersonNo, secure: bool, now: DateTime<Utc>) -> (Cookie, SessionRow) {
    let cookie = Cookie { id: Secret::new(to_hex(&clock.random::<32>())), is_guarded: secure };
    (cookie, SessionRow { person, created_at: now, last_used_at: now, secure })
}
