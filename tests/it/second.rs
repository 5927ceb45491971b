//! The second factor, as an authenticator app would use it; sessions that end; proof of who it is.

use super::support::{Answer, Client, PASSWORD, Server, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

/// The key in base 32, as an app reads it.
fn unbase32(text: &str) -> Vec<u8> {
    let value = |character: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(character).unwrap();
    let bits: Vec<bool> =
        text.chars().map(value).flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect()
}

/// What an app shows so many steps from now: written a second time, from RFC 4226 and 6238.
fn code(secret: &str, steps: i64) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&unbase32(secret)).unwrap();
    mac.update(&(now / 30 + steps).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Sets an app up; returns its key and the recovery codes.
fn enrol(client: &Client) -> (String, Vec<String>) {
    let key = client.post("/me/totp", json!({})).ok();
    let secret = text(&key, "secret");
    assert!(text(&key, "uri").starts_with("otpauth://totp/") && text(&key, "uri").contains(&secret));
    assert!(text(&key, "qr_svg").contains("<svg"));
    let codes = client.post("/me/totp/confirm", json!({"code": code(&secret, -1)})).ok();
    let codes = codes["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    (secret, codes.collect())
}

fn sign_in(server: &Server, name: &str, totp: &str) -> Answer {
    server.anonymous().post("/sign-in", json!({"name": name, "password": PASSWORD, "totp": totp}))
}

#[test]
fn an_app_that_was_set_up_is_asked_for_at_sign_in_and_each_code_opens_once() {
    let mut server = Server::start();
    let admin = server.administrator();
    let li = server.person(&admin, "li", "archivist", None);
    assert_eq!(li.get("/me").ok()["has_totp"], false);
    let (secret, recovery) = enrol(&li);
    assert_eq!(recovery.iter().collect::<BTreeSet<_>>().len(), 10);
    let me = li.get("/me").ok();
    assert_eq!((&me["has_totp"], &me["recovery_codes_left"]), (&json!(true), &json!(10)));
    li.post("/me/totp", json!({})).refused(409, "TotpEnrolled");
    server.anonymous().sign_in("li", PASSWORD).refused(401, "TotpRequired");
    server.anonymous().sign_in("li", "wrong password").refused(401, "SignInFailed");
    sign_in(&server, "li", "12345").refused(401, "TotpFailed");
    let now = code(&secret, 0);
    sign_in(&server, "li", &now).ok();
    sign_in(&server, "li", &now).refused(401, "TotpFailed");
    sign_in(&server, "li", &recovery[0]).ok();
    sign_in(&server, "li", &recovery[0]).refused(401, "TotpFailed");
    // The vault knows it after a restart, and nobody else does.
    server.kill9();
    server.restart();
    server.anonymous().sign_in("li", PASSWORD).refused(401, "TotpRequired");
    sign_in(&server, "li", &recovery[0]).refused(401, "TotpFailed");
    for folder in ["ledger", "views", "search"] {
        for entry in std::fs::read_dir(server.data().join(folder)).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
            assert!(!String::from_utf8_lossy(&bytes).contains(&secret), "{folder}");
        }
    }
    assert!(!server.log().contains(&secret));
}

#[test]
fn an_administrator_who_resets_a_password_resets_the_app_too() {
    let server = Server::start();
    let admin = server.administrator();
    let li = server.person(&admin, "li", "archivist", None);
    let (_, recovery) = enrol(&li);
    let no = li.get("/me").ok()["person"]["no"].clone();
    let one_time = text(&admin.post(&format!("/people/{no}/reset-password"), json!({})).ok(), "one_time_password");
    li.get("/me").refused(401, "SignInRequired");
    let mut again = server.anonymous();
    again.sign_in("li", &one_time).ok();
    again.change_password(&one_time, PASSWORD).ok();
    assert_eq!(again.get("/me").ok()["has_totp"], false);
    let (_, codes) = enrol(&again);
    again.post("/me/totp/remove", json!({"code": recovery[0]})).refused(401, "TotpFailed");
    assert_eq!(again.post("/me/totp/remove", json!({"code": codes[0]})).status, 204);
    server.anonymous().sign_in("li", PASSWORD).ok();
}

#[test]
fn administrators_may_be_made_to_have_one() {
    let server = Server::start();
    let admin = server.administrator();
    let li = server.person(&admin, "li", "archivist", None);
    let token = text(&admin.post("/me/tokens", json!({"name": "t"})).ok(), "secret");
    admin.patch("/settings", json!({"administrators_need_totp": true})).ok();
    admin.get("/people").refused(403, "TotpEnrolmentRequired");
    admin.post("/departments", json!({})).refused(403, "TotpEnrolmentRequired");
    assert_eq!(admin.get("/me").ok()["must_set_up_totp"], true);
    li.get("/departments").ok();
    let bearer = server.anonymous().request(Method::GET, "/people").header("authorization", format!("Bearer {token}"));
    Answer::of(bearer).ok();
    enrol(&admin);
    admin.get("/people").ok();
    assert_eq!(admin.get("/me").ok()["must_set_up_totp"], false);
    assert_eq!(admin.get("/settings").ok()["administrators_need_totp"], true);
}

#[test]
fn tokens_and_apps_are_not_for_whoever_holds_a_token() {
    let server = Server::start();
    let admin = server.administrator();
    let token = text(&admin.post("/me/tokens", json!({"name": "t"})).ok(), "secret");
    let ask = |path: &str, body: Value| {
        let request = server.anonymous().request(Method::POST, path).header("authorization", format!("Bearer {token}"));
        Answer::of(request.json(&body))
    };
    ask("/me/tokens", json!({"name": "another"})).refused(403, "ConfirmationRequired");
    ask("/me/totp", json!({})).refused(403, "ConfirmationRequired");
    ask("/me/totp/confirm", json!({"code": "1"})).refused(403, "ConfirmationRequired");
    ask("/me/totp/remove", json!({"code": "1"})).refused(403, "ConfirmationRequired");
}

#[test]
fn signing_out_everywhere_ends_every_session_and_no_token() {
    let server = Server::start();
    let (here, elsewhere) = (server.administrator(), server.sign_in("admin"));
    let token = text(&here.post("/me/tokens", json!({"name": "t"})).ok(), "secret");
    assert_eq!(here.post("/me/sign-out-everywhere", json!({})).status, 204);
    for client in [&here, &elsewhere] {
        client.get("/me").refused(401, "SignInRequired");
    }
    let bearer = server.anonymous().request(Method::GET, "/me").header("authorization", format!("Bearer {token}"));
    Answer::of(bearer).ok();
}

#[test]
fn another_role_begins_with_another_sign_in() {
    let server = Server::start();
    let admin = server.administrator();
    let li = server.person(&admin, "li", "archivist", None);
    let no = li.get("/me").ok()["person"]["no"].clone();
    admin.patch(&format!("/people/{no}"), json!({"display_name": "Li Si"})).ok();
    li.get("/me").ok();
    admin.patch(&format!("/people/{no}"), json!({"role": "auditor"})).ok();
    li.get("/me").refused(401, "SignInRequired");
    assert_eq!(server.sign_in("li").get("/me").ok()["person"]["role"], "auditor");
}

#[test]
fn under_https_the_cookie_is_guarded_and_browsers_are_told_to_stay() {
    let server = Server::start();
    let mut admin = server.administrator();
    let plain = server.anonymous().get("/healthz");
    assert_eq!(plain.header("strict-transport-security"), "");
    admin.patch("/settings", json!({"base_url": "https://archive.example"})).ok();
    for path in ["/healthz", "/api/v1/departments", "/page/of/the/app"] {
        let strict = server.anonymous().get(path).header("strict-transport-security");
        assert_eq!(strict, "max-age=31536000", "{path}");
    }
    // Whoever was signed in stays so; the next sign-in gets the guarded cookie, good under no other name.
    admin.get("/me").ok();
    let cookie = admin.sign_in("admin", PASSWORD).header("set-cookie");
    assert!(cookie.starts_with("__Host-strongroom_session=") && cookie.contains("; Secure"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    let ask = |pair: &str| {
        let url = format!("{}/api/v1/me", server.url());
        Answer::of(reqwest::blocking::Client::new().get(url).header("cookie", pair))
    };
    ask(pair).ok();
    ask(pair.trim_start_matches("__Host-")).refused(401, "SignInRequired");
}
