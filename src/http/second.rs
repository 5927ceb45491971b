//! One's own second factor: an authenticator app, set up, confirmed and taken away; and signing out everywhere.

use super::App;
use super::extract::{NewcomerSubmit, Submit, account};
use super::json::Json;
use super::problem::Problem;
use crate::auth::{Moment, clear_cookies};
use crate::domain::refusal::{Code, Refusal};
use crate::vault::Secret;
use axum::extract::State as Of;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A key for an authenticator app. It counts once a code of it was sent back.
#[derive(Serialize, ToSchema)]
pub struct TotpKey {
    /// The key, to be typed.
    secret: String,
    /// The same as an `otpauth://` address.
    uri: String,
    /// That address as a QR code, to be scanned.
    qr_svg: String,
}

/// Begins to set up an authenticator app. Needs a sign-in a moment ago.
#[utoipa::path(post, path = "/me/totp", tag = "session", request_body = super::Nothing,
    responses((status = 200, body = TotpKey), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn begin_totp(
    Of(app): Of<App>,
    NewcomerSubmit(submit): NewcomerSubmit<super::Nothing>,
) -> Result<Json<TotpKey>, Refusal> {
    let asker = submit.asker;
    may_enrol(&asker)?;
    let issuer = &asker.state().organisation.settings().archive_name;
    let enrolment = app.auth.begin_totp(&account(&asker.person), issuer)?;
    let uri = enrolment.address.expose().to_owned();
    let code = QrCode::new(&uri).map_err(|_| Code::Internal)?;
    let qr_svg = code.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(Json(TotpKey { secret: enrolment.key.expose().to_owned(), uri, qr_svg }))
}

/// A code of an authenticator app.
#[derive(Deserialize, ToSchema)]
pub struct TotpCode {
    /// Six digits.
    #[schema(max_length = 64)]
    code: String,
}

/// For when the app is lost: each opens the account once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Shown here and never again.
    recovery_codes: Vec<String>,
}

/// Confirms an authenticator app with one of its codes: from now on it is asked for at sign-in.
#[utoipa::path(post, path = "/me/totp/confirm", tag = "session", request_body = TotpCode,
    responses((status = 200, body = RecoveryCodes), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 429, body = Problem)))]
pub async fn confirm_totp(
    Of(app): Of<App>,
    NewcomerSubmit(submit): NewcomerSubmit<TotpCode>,
) -> Result<Json<RecoveryCodes>, Refusal> {
    may_enrol(&submit.asker)?;
    let moment = Moment { now: app.archive.clock().now(), today: submit.asker.today };
    let codes = app.auth.confirm_totp(submit.asker.no(), &Secret::new(submit.body.code), moment)?;
    Ok(Json(RecoveryCodes { recovery_codes: codes.iter().map(|code| code.expose().to_owned()).collect() }))
}

/// Whoever must change his password does that first; a key shown to somebody who only found a session open is his.
fn may_enrol(asker: &super::extract::Asker) -> Result<(), Refusal> {
    if asker.identity.must_change_password {
        return Err(Code::PasswordChangeRequired.into());
    }
    asker.identity.require_fresh()
}

/// Takes one's authenticator app away, against one of its codes or a recovery code. Needs a sign-in a moment ago.
#[utoipa::path(post, path = "/me/totp/remove", tag = "session", request_body = TotpCode,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 429, body = Problem)))]
pub async fn remove_totp(Of(app): Of<App>, submit: Submit<TotpCode>) -> Result<StatusCode, Refusal> {
    submit.asker.identity.require_fresh()?;
    let moment = Moment { now: app.archive.clock().now(), today: submit.asker.today };
    app.auth.remove_totp(submit.asker.no(), Some(&Secret::new(submit.body.code)), moment)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all of one's sessions, on every device, this one too. Tokens stay.
#[utoipa::path(post, path = "/me/sign-out-everywhere", tag = "session", request_body = super::Nothing,
    responses((status = 204)))]
pub async fn sign_out_everywhere(
    Of(app): Of<App>,
    NewcomerSubmit(submit): NewcomerSubmit<super::Nothing>,
) -> Result<impl IntoResponse, Refusal> {
    app.auth.sign_out_everywhere(submit.asker.no())?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders(clear_cookies().map(|cookie| (header::SET_COOKIE, cookie)))))
}
