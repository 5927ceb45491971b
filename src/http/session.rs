//! Signing in and out, one's own account, password and tokens.

use super::App;
use super::connections::Peer;
use super::extract::{Asker, Newcomer, NewcomerSubmit, Path, Submit, account, body_bytes, cookie, parse};
use super::json::Json;
use super::problem::Problem;
use super::shape::Page;
use crate::archive::today;
use crate::auth::{Moment, Origin, SignIn, SignedIn, clear_cookies};
use crate::domain::policy::Role;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::vault::{Secret, TokenRefused, VaultError};
use axum::extract::{ConnectInfo, Request, State as Of};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use utoipa::ToSchema;

/// What one signs in with.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    name: String,
    password: String,
    /// The code of an authenticator app, or a recovery code, once `TotpRequired` has asked for it.
    totp: Option<String>,
}

/// Who is signed in, and what his pages need to know.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// Who.
    person: MyPerson,
    /// To be sent with each write as `x-csrf-token`.
    csrf: String,
    /// Whether a new password must be chosen before anything else.
    must_change_password: bool,
    /// Whether an authenticator app must be set up before anything else.
    must_set_up_totp: bool,
    /// Whether an authenticator app is asked for at sign-in.
    has_totp: bool,
    /// How many recovery codes are left.
    recovery_codes_left: usize,
    /// What his role may do.
    permissions: Vec<String>,
    /// The archive's settings, as far as pages need them.
    settings: MySettings,
    /// How far the archive is set up.
    setup: Setup,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct MyPerson {
    no: u32,
    name: String,
    display_name: String,
    role: Role,
    department: Option<String>,
    badge_code: String,
}

/// The archive's settings, as far as pages need them.
#[derive(Serialize, ToSchema)]
pub struct MySettings {
    archive_name: String,
    base_url: String,
    today: NaiveDate,
    time_zone: String,
    default_loan_days: u32,
    max_loan_days: u32,
}

/// How far the archive is set up.
#[derive(Serialize, ToSchema)]
pub struct Setup {
    has_storeroom: bool,
    has_zones: bool,
    has_types: bool,
    has_lanes: bool,
    has_folders: bool,
}

/// Signs in with name and password.
#[utoipa::path(post, path = "/sign-in", tag = "session", request_body = Credentials,
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(
    Of(app): Of<App>,
    ConnectInfo(Peer(from)): ConnectInfo<Peer>,
    request: Request,
) -> Result<impl IntoResponse, Refusal> {
    // A form on somebody else's page can send words, but not JSON: nobody is signed in as another without his knowing.
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(Refusal::new(Code::BadRequest).with("detail", "content-type"));
    }
    let previous = cookie(request.headers());
    let credentials: Credentials = parse(&body_bytes(request, &app).await?)?;
    let now = app.archive.now();
    let name = credentials.name.trim().to_lowercase();
    let person = now.state.people.by_name(&name);
    let from = origin(&app, &now.state, from);
    let (password, totp) = (Secret::new(credentials.password), credentials.totp.map(Secret::new));
    let sign_in = SignIn { name, password, totp, from, previous };
    let signed_in = app.auth.sign_in(person.map(|person| account(person)), sign_in).await?;
    signed_in_answer(&app, &now.state, signed_in)
}

/// Where a request comes from, and when.
fn origin(app: &App, state: &State, ip: IpAddr) -> Origin {
    let moment = Moment { now: app.archive.clock().now(), today: today(state, app.archive.clock()) };
    Origin { ip, secure: app.secure(), moment }
}

/// Signs out.
#[utoipa::path(post, path = "/sign-out", tag = "session", responses((status = 204)))]
pub async fn sign_out(Of(app): Of<App>, headers: HeaderMap) -> Result<impl IntoResponse, Refusal> {
    if let Some(cookie) = cookie(&headers) {
        app.auth.sign_out(&cookie);
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders(clear_cookies().map(|cookie| (header::SET_COOKIE, cookie)))))
}

/// Who is signed in.
#[utoipa::path(get, operation_id = "show_me", path = "/me", tag = "session", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub async fn me(Of(app): Of<App>, Newcomer(asker): Newcomer) -> Result<Json<Me>, Refusal> {
    let csrf = match &asker.identity.via {
        crate::auth::Via::Session { csrf, .. } => csrf.clone(),
        crate::auth::Via::Token { .. } => String::new(),
    };
    Ok(Json(me_of(&app, asker.state(), asker.no(), csrf, asker.identity.must_change_password)?))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
pub struct NewPassword {
    old_password: String,
    new_password: String,
}

/// Changes one's own password; every other session ends.
#[utoipa::path(post, path = "/me/password", tag = "session", request_body = NewPassword,
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn change_password(
    Of(app): Of<App>,
    ConnectInfo(Peer(from)): ConnectInfo<Peer>,
    NewcomerSubmit(submit): NewcomerSubmit<NewPassword>,
) -> Result<impl IntoResponse, Refusal> {
    let asker = submit.asker;
    let from = origin(&app, asker.state(), from);
    let (old, new) = (Secret::new(submit.body.old_password), Secret::new(submit.body.new_password));
    let signed_in = app.auth.change_password(account(&asker.person), old, new, from).await?;
    signed_in_answer(&app, asker.state(), signed_in)
}

fn signed_in_answer(app: &App, state: &State, signed_in: SignedIn) -> Result<impl IntoResponse + use<>, Refusal> {
    let me = me_of(app, state, signed_in.person, signed_in.csrf.clone(), signed_in.must_change_password)?;
    Ok((AppendHeaders([(header::SET_COOKIE, signed_in.set_cookie())]), Json(me)))
}

fn me_of(
    app: &App,
    state: &State,
    no: crate::domain::ids::PersonNo,
    csrf: String,
    must_change_password: bool,
) -> Result<Me, Refusal> {
    let person = state.people.get(no).ok_or(Code::SignInRequired)?;
    let settings = state.organisation.settings();
    let has_totp = app.auth.has_totp(no);
    let must_enrol = settings.administrators_need_totp && person.facts.role == Role::Administrator;
    let department = person.facts.department.and_then(|no| state.organisation.department(no));
    Ok(Me {
        person: MyPerson {
            no: no.0,
            name: person.details.name.clone(),
            display_name: person.details.display_name.clone(),
            role: person.facts.role,
            department: department.map(|department| department.code.clone()),
            badge_code: person.badge_code(),
        },
        csrf,
        must_change_password,
        must_set_up_totp: must_enrol && !has_totp,
        has_totp,
        recovery_codes_left: app.auth.recovery_codes_left(no),
        permissions: person.facts.role.permissions().iter().map(|permission| permission.name().to_owned()).collect(),
        settings: MySettings {
            archive_name: settings.archive_name.clone(),
            base_url: settings.base_url.clone(),
            today: today(state, app.archive.clock()),
            time_zone: settings.time_zone.clone(),
            default_loan_days: settings.default_loan_days,
            max_loan_days: settings.max_loan_days,
        },
        setup: Setup {
            has_storeroom: !state.places.rooms().is_empty(),
            has_zones: !state.places.zones().is_empty(),
            has_types: state.organisation.type_count() > 0,
            has_lanes: !state.places.lanes().is_empty(),
            has_folders: !state.folders.is_empty(),
        },
    })
}

/// A personal API token; its secret is shown only once.
#[derive(Serialize, ToSchema)]
pub struct TokenLine {
    id: String,
    name: String,
    created_at: DateTime<Utc>,
    expires_on: Option<NaiveDate>,
    last_used_at: Option<DateTime<Utc>>,
}

/// One's own API tokens.
#[utoipa::path(get, operation_id = "list_tokens", path = "/me/tokens", tag = "session", responses((status = 200, body = Page<TokenLine>)))]
pub async fn tokens(Of(app): Of<App>, asker: Asker) -> Result<Json<Page<TokenLine>>, Refusal> {
    let line = |token: crate::vault::TokenInfo| TokenLine {
        id: token.id,
        name: token.name,
        created_at: token.created_at,
        expires_on: token.expires_on,
        last_used_at: token.last_used_at,
    };
    let items = app.vault.tokens(asker.no()).into_iter().map(line).collect();
    Ok(Json(Page::whole(items, asker.state().seq)))
}

/// A token to make.
#[derive(Deserialize, ToSchema)]
pub struct NewToken {
    name: String,
    expires_on: Option<NaiveDate>,
}

/// A token that was made. The secret is shown here and never again.
#[derive(Serialize, ToSchema)]
pub struct MadeToken {
    id: String,
    name: String,
    secret: String,
}

/// Makes an API token. Needs a sign-in a moment ago.
#[utoipa::path(post, path = "/me/tokens", tag = "session", request_body = NewToken,
    responses((status = 201, body = MadeToken), (status = 422, body = Problem)))]
pub async fn make_token(Of(app): Of<App>, submit: Submit<NewToken>) -> Result<impl IntoResponse, Refusal> {
    submit.asker.identity.require_fresh()?;
    let made = app.vault.create_token(submit.asker.no(), &submit.body.name, submit.body.expires_on);
    let made = made.map_err(|error| storage_failed(&error))?.map_err(token_refused)?;
    let token = MadeToken { id: made.id, name: submit.body.name, secret: made.secret.expose().to_owned() };
    Ok((StatusCode::CREATED, Json(token)))
}

/// Deletes one of one's own API tokens.
#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "session", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn delete_token(
    Of(app): Of<App>,
    Path(id): Path<String>,
    submit: Submit<super::Nothing>,
) -> Result<StatusCode, Refusal> {
    match app.vault.delete_token(submit.asker.no(), &id) {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(Refusal::new(Code::NotFound).with("what", "token").with("name", id)),
        Err(error) => Err(storage_failed(&error)),
    }
}

fn storage_failed(error: &VaultError) -> Refusal {
    tracing::error!(%error, "the vault could not be written");
    error.refusal_code().into()
}

fn token_refused(refused: TokenRefused) -> Refusal {
    match refused {
        TokenRefused::TooMany { limit } => {
            Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", "tokens")
        }
        TokenRefused::BadName { limit } => {
            Refusal::new(Code::BadValue).with("field", "name").with("detail", format!("1–{limit}"))
        }
    }
}
