//! What a handler is given: who asks, what he sent, all checked. A handler that takes an `Asker` cannot be reached by
//! somebody who has not signed in; one that takes a `Submit` cannot be reached without the CSRF token.

use super::App;
use super::problem::language;
use super::routes::API;
use crate::archive::{Meta, Published, today};
use crate::auth::{Account, Cookie, Identity, Moment, Via};
use crate::domain::folder::Actor;
use crate::domain::ids::PersonNo;
use crate::domain::person::Person;
use crate::domain::policy::{Permission, Role, Sight};
use crate::domain::refusal::{Code, Language, Refusal};
use crate::domain::state::State;
use crate::ledger::Hash256;
use crate::vault::Secret;
use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa::IntoParams;

/// The header of a request that a page makes by itself while nobody is at it: it does not count as use of the session.
const UNATTENDED: &str = "x-unattended";

/// How long an Idempotency-Key may be, in characters.
const MAX_KEY_CHARS: usize = 128;

/// Path parameters.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Refusal))]
pub struct Path<T>(pub T);

/// Query parameters.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Refusal))]
pub struct Query<T>(pub T);

impl From<PathRejection> for Refusal {
    fn from(rejection: PathRejection) -> Self {
        Refusal::unreadable(rejection.body_text())
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Self {
        Refusal::unreadable(rejection.body_text())
    }
}

/// Somebody who has signed in, by cookie or token, and the archive as it was when he asked.
pub struct Asker {
    /// How he proved who he is.
    pub identity: Identity,
    /// His account.
    pub person: Arc<Person>,
    /// What he may see.
    pub sight: Sight,
    /// The language he reads.
    pub language: Language,
    /// The archive's date.
    pub today: NaiveDate,
    /// The archive as it was when he asked.
    pub now: Arc<Published>,
}

impl Asker {
    /// Refuses what his role may not do.
    ///
    /// # Errors
    /// `NotAllowed`, `PasswordChangeRequired`.
    pub fn require(&self, permission: Permission) -> Result<(), Refusal> {
        self.identity.require(permission)
    }

    /// The archive as it was when he asked.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.now.state
    }

    /// His number.
    #[must_use]
    pub fn no(&self) -> PersonNo {
        self.person.no
    }

    /// Whether he must set up a second factor before anything else. A token was made by somebody who had.
    #[must_use]
    pub fn must_enrol(&self, app: &App) -> bool {
        let needed = self.state().organisation.settings().administrators_need_totp;
        needed
            && self.person.facts.role == Role::Administrator
            && matches!(self.identity.via, Via::Session { .. })
            && !app.auth.has_totp(self.no())
    }

    /// Refuses whoever must change his password or set up a second factor first: here, so that no handler can forget it.
    fn settled(self, app: &App) -> Result<Self, Refusal> {
        if self.identity.must_change_password {
            return Err(Code::PasswordChangeRequired.into());
        }
        if self.must_enrol(app) { Err(Code::TotpEnrolmentRequired.into()) } else { Ok(self) }
    }

    fn of(app: &App, headers: &HeaderMap, now: Arc<Published>) -> Result<Self, Refusal> {
        let r#use = if headers.contains_key(UNATTENDED) { Use::Watches } else { Use::Counts };
        Self::by(app, headers, now, r#use)
    }

    /// Whether whoever began to watch still may, and what he sees by now. Watching does not count as use of his session.
    ///
    /// # Errors
    /// Those of a sign-in that has ended since.
    pub fn still(app: &App, headers: &HeaderMap, now: Arc<Published>) -> Result<Self, Refusal> {
        Self::by(app, headers, now, Use::Watches)?.settled(app)
    }

    fn by(app: &App, headers: &HeaderMap, now: Arc<Published>, r#use: Use) -> Result<Self, Refusal> {
        let today = today(&now.state, app.archive.clock());
        let moment = Moment { now: app.archive.clock().now(), today };
        let lookup =
            |no| now.state.people.get(no).filter(|person| person.facts.may_sign_in).map(|person| account(person));
        let identity = match (bearer(headers), cookie(headers), r#use) {
            (Some(token), ..) => app.auth.authenticate_bearer(&token, moment, lookup)?,
            (None, Some(cookie), Use::Counts) => app.auth.authenticate_cookie(&cookie, moment, lookup)?,
            (None, Some(cookie), Use::Watches) => app.auth.look_at_cookie(&cookie, moment, lookup)?,
            (None, None, _) => return Err(Code::SignInRequired.into()),
        };
        let person = now.state.people.get(identity.account.no).cloned().ok_or(Code::SignInRequired)?;
        let sight = now.state.sight(&person);
        Ok(Self { identity, person, sight, language: language(headers), today, now })
    }
}

/// Whether a session is used, or only watched from a page that stands open.
#[derive(Debug, Clone, Copy)]
enum Use {
    Counts,
    Watches,
}

impl FromRequestParts<App> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        // Somebody unknown is turned away before anything waits for him.
        let asker = Self::of(app, &parts.headers, app.archive.now())?.settled(app)?;
        let Some(min_seq) = min_seq(parts.uri.query().unwrap_or_default())? else {
            return Ok(asker);
        };
        if asker.now.state.seq >= min_seq {
            return Ok(asker);
        }
        Self::of(app, &parts.headers, app.archive.at_least(min_seq).await?)?.settled(app)
    }
}

/// Somebody who has signed in, though perhaps one who must change his password or set up a second factor before anything
/// else.
pub struct Newcomer(pub Asker);

impl FromRequestParts<App> for Newcomer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        Asker::of(app, &parts.headers, app.archive.now()).map(Self)
    }
}

/// How much of an answer a client wants: with `Prefer: return=minimal` (RFC 7240) only what changed, else the whole.
pub struct Wants {
    /// Only what changed.
    pub minimal: bool,
}

impl FromRequestParts<App> for Wants {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        let preferences = parts.headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        let mut each = preferences.flat_map(|value| value.split([',', ';']));
        Ok(Self { minimal: each.any(|preference| preference.trim().eq_ignore_ascii_case("return=minimal")) })
    }
}

/// A write: who asks, what he sent as JSON, and what tells it from others.
pub struct Submit<T> {
    /// Who asks.
    pub asker: Asker,
    /// For the writer.
    pub meta: Meta,
    /// What he sent.
    pub body: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Submit<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let asker = Asker::of(app, request.headers(), app.archive.now())?;
        Self::by(asker.settled(app)?, request, app).await
    }
}

impl<T: DeserializeOwned> Submit<T> {
    async fn by(asker: Asker, request: Request, app: &App) -> Result<Self, Refusal> {
        asker.identity.check_csrf(request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok()))?;
        let command_id = idempotency_key(request.headers())?;
        let only_new = only_new(request.headers());
        let path = request.uri().path();
        let path = format!("{} {}", request.method(), path.strip_prefix(API).unwrap_or(path));
        let body = body_bytes(request, app).await?;
        let digest = Sha256::new().chain_update(path.as_bytes()).chain_update([0]).chain_update(&body).finalize();
        let body = parse(&body)?;
        let meta = Meta {
            command_id,
            request: Some(Hash256(digest.into()).into()),
            only_new,
            ..Meta::of(Actor::Person(asker.no()))
        };
        Ok(Self { asker, meta, body })
    }
}

/// The few writes that a newcomer is let in for: a password of his own, a second factor.
pub struct NewcomerSubmit<T>(pub Submit<T>);

impl<T: DeserializeOwned> FromRequest<App> for NewcomerSubmit<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let asker = Asker::of(app, request.headers(), app.archive.now())?;
        Submit::by(asker, request, app).await.map(Self)
    }
}

/// The whole body of a request, within the limit.
///
/// # Errors
/// `LimitExceeded`, `BadRequest`.
pub async fn body_bytes(request: Request, app: &App) -> Result<Bytes, Refusal> {
    Bytes::from_request(request, app).await.map_err(|rejection| match rejection.status().as_u16() {
        413 => Refusal::new(Code::LimitExceeded).with("limit", app.limits.body_bytes_max).with("what", "bytes"),
        _ => Refusal::unreadable(rejection.body_text()),
    })
}

/// Reads JSON; an empty body reads as an empty object, so that a write without parameters needs none.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Refusal::unreadable(unquoted(&error)))
}

/// What is wrong and where, without the text that was sent: it may be a password in the wrong place.
fn unquoted(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match (text.find(" string \""), text.rfind("\", expected")) {
        (Some(from), Some(to)) if from < to => {
            let (before, after) = (text.get(..from).unwrap_or_default(), text.get(to + 1..).unwrap_or_default());
            format!("{before} string{after}")
        }
        _ => text,
    }
}

/// The frame that an answer has to know of: every read takes `min_seq`, so that one sees what one has just written.
pub fn min_seq(query: &str) -> Result<Option<u64>, Refusal> {
    let Some(value) = query.split('&').find_map(|pair| pair.strip_prefix("min_seq=")) else { return Ok(None) };
    value.parse().map(Some).map_err(|_| Refusal::new(Code::BadValue).with("field", "min_seq").with("detail", "0–"))
}

/// The key under which a write may be sent again.
///
/// # Errors
/// `BadRequest` if it is none.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().unwrap_or_default();
    let fits = !key.is_empty() && key.len() <= MAX_KEY_CHARS && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits || key.starts_with(crate::archive::codec::OWN_ID_MARK) {
        return Err(Refusal::new(Code::BadRequest).with("detail", "Idempotency-Key"));
    }
    Ok(Some(key.to_owned()))
}

/// What a write that adds or changes takes besides.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct OnlyNew {
    /// `*`: adds what is not there yet, and changes nothing that is (412 `CodeInUse`).
    #[serde(rename = "If-None-Match")]
    pub if_none_match: Option<String>,
}

/// Whether only what is not there yet may be set up: `If-None-Match: *` (RFC 9110, 13.1.2). Nothing that is set up has an ETag,
/// so that no other value matches.
fn only_new(headers: &HeaderMap) -> bool {
    headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes().trim_ascii() == b"*")
}

/// The account of a person, as sign-in needs it.
#[must_use]
pub fn account(person: &Person) -> Account {
    Account {
        no: person.no,
        name: person.details.name.clone(),
        role: person.facts.role,
        active: person.facts.active && person.facts.may_sign_in,
        expires_on: person.facts.expires_on,
    }
}

/// The API token a request carries.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| Secret::new(token.trim()))
}

/// The session cookie a request carries.
#[must_use]
pub fn cookie(headers: &HeaderMap) -> Option<Cookie> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    Cookie::of(cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('=')))
}
