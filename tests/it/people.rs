//! Signing in, and accounts.

use super::support::{Answer, Client, FIRST_PASSWORD, PASSWORD, Server, days_from_now, folder, set_up_dealer, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A sign-in from another address of this machine.
fn sign_in_from(server: &Server, address: &str, name: &str, password: &str) -> Answer {
    let http = crate::support::http().local_address(Some(address.parse().unwrap())).build().unwrap();
    let request = http.request(Method::POST, format!("{}/api/v1/sign-in", server.url()));
    Answer::of(request.json(&json!({"name": name, "password": password})))
}

#[test]
fn the_first_password_is_good_once_and_must_be_changed() {
    let mut server = Server::start();
    let one_time = server.one_time_password.clone();
    assert!(one_time.len() >= 16, "{one_time}");
    let mut client = server.anonymous();
    assert_eq!(client.sign_in("admin", &one_time).ok()["must_change_password"], true);
    client.get("/people").refused(403, "PasswordChangeRequired");
    client.change_password(&one_time, PASSWORD).ok();
    client.get("/people").ok();
    server.anonymous().sign_in("admin", &one_time).refused(401, "SignInFailed");
    server.kill9();
    server.one_time_password.clear();
    server.restart();
    assert_eq!(server.one_time_password, "", "printed once");
    client.at(&server).get("/people").ok();
    assert!(!server.log().contains(&one_time));
}

#[test]
fn an_unknown_name_and_a_wrong_password_cannot_be_told_apart() {
    let server = Server::start();
    server.administrator();
    let try_one = |name: &str| {
        let started = Instant::now();
        let answer = server.anonymous().sign_in(name, "not the password");
        (started.elapsed(), answer)
    };
    let mut times = [Duration::MAX, Duration::MAX];
    for _ in 0..4 {
        for (at, name) in ["admin", "nobody"].into_iter().enumerate() {
            let (took, answer) = try_one(name);
            times[at] = times[at].min(took);
            let other = try_one(if at == 0 { "nobody" } else { "admin" });
            if answer.status == 401 && other.1.status == 401 {
                assert_eq!(answer.text, other.1.text);
                answer.refused(401, "SignInFailed");
            }
        }
    }
    // Both take one hashing, which is most of the time; without it an answer takes a few milliseconds.
    let (known, unknown) = (times[0].as_secs_f64(), times[1].as_secs_f64());
    assert!(unknown > known / 4.0 && known > unknown / 4.0, "{times:?}");
}

#[test]
fn a_thousand_wrong_passwords_are_slowed_down_and_others_are_let_in() {
    let server = Server::start();
    let admin = server.administrator();
    admin
        .post("/people", json!({"name": "li", "display_name": "LI", "role": "archivist", "password": FIRST_PASSWORD}))
        .ok();
    server.anonymous().sign_in("li", FIRST_PASSWORD).ok();
    let started = Instant::now();
    let http = server.anonymous();
    let (mut wrong, mut slowed) = (0, 0);
    for guess in 0..1_000 {
        let answer = http.post("/sign-in", json!({"name": "admin", "password": format!("guess number {guess}")}));
        match answer.status {
            401 => wrong += 1,
            429 => {
                slowed += 1;
                let seconds: u64 = answer.header("retry-after").parse().unwrap();
                assert!((1..=900).contains(&seconds));
                answer.refused(429, "TooManyAttempts");
            }
            other => panic!("{other}"),
        }
    }
    assert!(wrong < 20 && slowed > 980, "{wrong} guesses were checked in {:?}", started.elapsed());
    server.anonymous().sign_in("admin", PASSWORD).refused(429, "TooManyAttempts");
    // The account itself is not locked: its owner comes in from elsewhere, and whoever is in stays in.
    sign_in_from(&server, "127.0.0.2", "admin", PASSWORD).ok();
    admin.get("/people").ok();
    server.anonymous().sign_in("li", FIRST_PASSWORD).ok();
    // Guessing at many names from one address is slowed down too, but not for a name that has signed in from there.
    let statuses: Vec<u16> = (0..200)
        .map(|at| http.post("/sign-in", json!({"name": format!("name{at}"), "password": "x"})).status)
        .collect();
    assert!(statuses.iter().filter(|status| **status == 401).count() < 60, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
    server.anonymous().sign_in("li", FIRST_PASSWORD).ok();
}

#[test]
fn a_session_one_was_given_is_not_the_session_one_gets() {
    let server = Server::start();
    let admin = server.administrator();
    // An attacker plants a cookie of his own choosing, and one of a session of his.
    let url = server.url().parse().unwrap();
    let cookie_of = |client: &Client| {
        use reqwest::cookie::CookieStore;
        client.jar.cookies(&url).unwrap().to_str().unwrap().to_owned()
    };
    let cookie_name = cookie_of(&admin).split('=').next().unwrap().to_owned();
    let mut victim = server.anonymous();
    victim.jar.add_cookie_str(&format!("{cookie_name}=0123456789abcdef; Path=/"), &url);
    victim.get("/me").refused(401, "SignInRequired");
    victim.sign_in("admin", PASSWORD).ok();
    assert_ne!(cookie_of(&victim), format!("{cookie_name}=0123456789abcdef"));
    let before = cookie_of(&victim);
    let planted = server.anonymous();
    planted.jar.add_cookie_str(&format!("{before}; Path=/"), &url);
    planted.get("/me").ok();
    victim.sign_in("admin", PASSWORD).ok();
    assert_ne!(cookie_of(&victim), before);
    planted.get("/me").refused(401, "SignInRequired");
    // Signing out ends the session for good, not only the cookie.
    let kept = server.anonymous();
    kept.jar.add_cookie_str(&format!("{}; Path=/", cookie_of(&victim)), &url);
    kept.get("/me").ok();
    assert_eq!(victim.post("/sign-out", json!({})).status, 204);
    kept.get("/me").refused(401, "SignInRequired");
}

#[test]
fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let server = Server::start();
    let admin = server.administrator();
    let cookie = admin.post("/sign-in", json!({"name": "admin", "password": PASSWORD})).header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=") && cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.contains("Secure"), "there is no HTTPS here");
    let mut admin = server.sign_in("admin");
    admin.patch("/settings", json!({"base_url": "https://archive.example"})).ok();
    let cookie = admin.sign_in("admin", PASSWORD).header("set-cookie");
    assert!(cookie.contains("; Secure"), "{cookie}");
}

#[test]
fn changing_a_password_ends_every_other_session() {
    let server = Server::start();
    let (mut here, elsewhere) = (server.administrator(), server.sign_in("admin"));
    elsewhere.get("/me").ok();
    here.change_password(PASSWORD, "another long password").ok();
    elsewhere.get("/me").refused(401, "SignInRequired");
    here.get("/me").ok();
}

#[test]
fn an_account_that_is_over_or_closed_is_shut_out_at_once() {
    let server = Server::start();
    let admin = server.administrator();
    let li = server.person(&admin, "li", "archivist", None);
    let token = text(&li.post("/me/tokens", json!({"name": "t"})).ok(), "secret");
    let no = li.get("/me").ok()["person"]["no"].clone();
    let change = |body: Value| admin.patch(&format!("/people/{no}"), body).ok();
    let by_token = || {
        Answer::of(server.anonymous().request(Method::GET, "/me").header("authorization", format!("Bearer {token}")))
    };
    by_token().ok();
    change(json!({"expires_on": days_from_now(-1)}));
    li.get("/me").refused(403, "AccountExpired");
    by_token().refused(403, "AccountExpired");
    server.anonymous().sign_in("li", PASSWORD).refused(403, "AccountExpired");
    server.anonymous().sign_in("li", "wrong password").refused(401, "SignInFailed");
    change(json!({"expires_on": days_from_now(0)}));
    li.get("/me").ok();
    change(json!({"active": false}));
    li.get("/me").refused(401, "SignInRequired");
    by_token().refused(401, "SignInRequired");
    server.anonymous().sign_in("li", PASSWORD).refused(401, "SignInFailed");
    change(json!({"active": true}));
    li.get("/me").refused(401, "SignInRequired");
}

#[test]
fn a_reset_password_is_for_one_use_and_ends_what_was_open() {
    let server = Server::start();
    let admin = server.administrator();
    let li = server.person(&admin, "li", "archivist", None);
    let no = li.get("/me").ok()["person"]["no"].clone();
    let reset = admin.post(&format!("/people/{no}/reset-password"), json!({})).ok();
    li.get("/me").refused(401, "SignInRequired");
    server.anonymous().sign_in("li", PASSWORD).refused(401, "SignInFailed");
    let mut again = server.anonymous();
    let one_time = text(&reset, "one_time_password");
    assert_eq!(again.sign_in("li", &one_time).ok()["must_change_password"], true);
    again.change_password(&one_time, PASSWORD).ok();
    admin.post("/people/99/reset-password", json!({})).refused(404, "NotFound");
}

#[test]
fn accounts_follow_their_rules() {
    let server = Server::start();
    let admin = server.administrator();
    set_up_dealer(&admin);
    let add = |name: &str, role: &str, more: Value| {
        let mut body = json!({"name": name, "display_name": name, "role": role});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        admin.post("/people", body)
    };
    let made = add("li", "borrower", json!({})).ok();
    assert!(made["one_time_password"].is_string());
    add("LI", "borrower", json!({})).refused(409, "NameTaken");
    add("x", "emperor", json!({})).refused(400, "BadRequest");
    add("weak", "borrower", json!({"password": "12345"})).refused(422, "WeakPassword");
    assert_ne!(add("helper", "temporary", json!({})).status, 201, "a temporary account must end");
    add("helper", "temporary", json!({"expires_on": days_from_now(9)})).ok();
    add("dept", "department_clerk", json!({"department": "none"})).refused(404, "DepartmentUnknown");
    admin.patch("/people/0", json!({"role": "archivist"})).refused(409, "LastAdministrator");
    admin.patch("/people/0", json!({"active": false})).refused(409, "LastAdministrator");
    admin.patch("/people/0", json!({"expires_on": days_from_now(5)})).refused(409, "LastAdministrator");
    admin.patch("/people/99", json!({"active": false})).status.eq(&404).then_some(()).unwrap();
    add("second", "administrator", json!({})).ok();
    assert_eq!(admin.get("/people?role=administrator").ok()["items"].as_array().unwrap().len(), 2);
    assert_eq!(admin.get("/people?q=HELP").ok()["items"][0]["name"], "helper");
    // The actor of every event is a real account.
    let zhao = server.person(&admin, "zhao", "archivist", None);
    let code = zhao.register(folder("NEW", "2026-03-05", "张伟"));
    let history = admin.all(&format!("/folders/{code}/history"));
    let no = zhao.get("/me").ok()["person"]["no"].clone();
    assert!(history.iter().all(|item| item["actor"]["no"] == no));
}

#[test]
fn a_base_url_that_was_left_stays_trusted() {
    let server = Server::start();
    let admin = server.administrator();
    set_up_dealer(&admin);
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let scan = |text: &str| admin.get(&format!("/scan?text={}", super::support::percent(text))).ok();
    assert_eq!(scan(&format!("HTTPS://OLD.EXAMPLE/F/{code}"))["kind"], "foreign");
    admin.patch("/settings", json!({"base_url": "https://old.example"})).ok();
    admin.patch("/settings", json!({"base_url": "https://new.example"})).ok();
    for host in ["OLD", "NEW"] {
        assert_eq!(scan(&format!("HTTPS://{host}.EXAMPLE/F/{code}"))["folder"]["code"], code.as_str());
    }
    let slot = scan("HTTPS://NEW.EXAMPLE/S/A-01L-01-1-1");
    assert_eq!((slot["kind"].as_str(), slot["capacity_mm"].as_u64()), (Some("slot"), Some(40)));
    admin.patch("/settings", json!({"time_zone": "Mars/Olympus"})).refused(422, "BadValue");
}
