//! What stands around the routes: headers, problems, health, figures.

use super::support::{Answer, Server, dealer, demo, is_chinese, text};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn every_answer_carries_a_strict_policy() {
    let (server, admin) = demo();
    for path in ["/", "/page/of/the/app", "/healthz", "/api/v1/departments", "/api/v1/nothing"] {
        let answer = if path.starts_with("/api") { admin.get(path) } else { server.anonymous().get(path) };
        let policy = answer.header("content-security-policy");
        for header in ["permissions-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"] {
            assert!(!answer.header(header).is_empty(), "{path}: {header}");
        }
        for rule in [
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
    assert_eq!(admin.get("/departments").header("cache-control"), "no-store");
}

#[test]
fn an_unknown_address_is_a_problem_in_the_readers_language() {
    let (server, admin) = demo();
    for path in ["/api/v1/nothing", "/api/v1/folders/A/nothing", "/api/v2/folders", "/api/nothing"] {
        admin.get(path).refused(404, "NotFound");
        server.anonymous().get(path).refused(404, "NotFound");
    }
    let chinese = admin.in_chinese().get("/api/v1/nothing").refused(404, "NotFound");
    assert!(is_chinese(chinese["detail"].as_str().unwrap()));
}

#[test]
fn another_method_is_a_problem_that_says_what_is_answered() {
    let (_, admin) = demo();
    let answer = admin.delete("/departments");
    assert!(answer.header("allow").contains("GET") && answer.header("allow").contains("POST"), "{:?}", answer.headers);
    answer.refused(405, "MethodNotAllowed");
}

#[test]
fn what_cannot_be_read_is_a_problem() {
    let (_, admin) = demo();
    let send = |body: &str| {
        Answer::of(
            admin.request(Method::POST, "/departments").header(CONTENT_TYPE, "application/json").body(body.to_owned()),
        )
    };
    for body in ["{", "[]", "{\"code\":7}", "", "\u{0}", "{\"code\":\"x\"}"] {
        send(body).refused(400, "BadRequest");
    }
    Answer::of(admin.request(Method::POST, "/departments").body(vec![0xff, 0xfe, 0x00])).refused(400, "BadRequest");
    admin.get("/loans?limit=many").refused(400, "BadRequest");
    admin.get("/people/first/loans").refused(400, "BadRequest");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    send(&deep).refused(400, "BadRequest");
    admin.get(&format!("/folders/{}", "x".repeat(5_000))).refused(422, "CodeInvalid");
    admin.get("/folders/%00").status.eq(&200).then(|| panic!("a folder called NUL"));
    admin.get("/folders/%ff").refused(400, "BadRequest");
}

#[test]
fn a_body_beyond_the_limit_is_refused_before_it_is_read() {
    let (server, admin) = demo();
    let note = "x".repeat((4 << 20) + 10);
    admin.post("/folders", json!({"note": note})).refused(413, "LimitExceeded");
    server.anonymous().post("/sign-in", json!({"name": note, "password": ""})).refused(413, "LimitExceeded");
}

#[test]
fn an_idempotency_key_has_a_shape() {
    let (_, admin) = demo();
    for key in ["", "a b", "\u{7f}", &"k".repeat(129), "~own"] {
        let mut request = admin.request(Method::POST, "/departments").json(&json!({})).build().unwrap();
        let Ok(value) = key.parse() else { continue };
        request.headers_mut().insert("idempotency-key", value);
        let status = admin.http.execute(request).unwrap().status().as_u16();
        assert_eq!(status, 400, "{key:?}");
    }
}

#[test]
fn health_readiness_and_figures_are_there_for_those_who_watch() {
    let (server, _) = demo();
    let anyone = server.anonymous();
    assert_eq!((anyone.get("/healthz").status, anyone.get("/readyz").status), (200, 200));
    let figures = anyone.get("/metrics");
    assert_eq!(figures.status, 200);
    assert!(figures.header("content-type").starts_with("application/openmetrics-text"));
    for name in ["strongroom_search_behind_frames", "strongroom_http_answers_total", "strongroom_live_streams"] {
        assert!(figures.text.contains(name), "{name} in {}", figures.text);
    }
    assert!(!figures.text.contains("NEW20"), "codes stay out of the figures");
    assert!(figures.text.ends_with("# EOF\n"));
}

#[test]
fn how_much_the_archive_holds_is_told_to_those_who_may_see_all_of_it() {
    const TOTALS: [&str; 4] = [
        "strongroom_ledger_seq ",
        "strongroom_folders 2030",
        "strongroom_folders_on_loan 64",
        "strongroom_folders_at_desk ",
    ];
    let (server, admin) = demo();
    let secret = text(&admin.post("/me/tokens", json!({"name": "prometheus"})).ok(), "secret");
    let by_token = |secret: &str| {
        let request = server.anonymous().request(Method::GET, "/metrics");
        Answer::of(request.header("authorization", format!("Bearer {secret}")))
    };
    for figures in [admin.get("/metrics"), by_token(&secret)] {
        assert!(TOTALS.iter().all(|name| figures.text.contains(name)), "{}", figures.text);
        assert_eq!(figures.text.matches("# EOF").count(), 1);
    }
    by_token("none of ours").refused(401, "SignInRequired");
    let helper = server.person(admin, "xiao", "temporary", None);
    for figures in [server.anonymous().get("/metrics"), helper.get("/metrics")] {
        assert_eq!(figures.status, 200);
        assert!(!figures.text.contains("strongroom_folders"), "{}", figures.text);
        assert!(!figures.text.contains("strongroom_ledger_seq"), "{}", figures.text);
    }
    let system = helper.get("/system").ok();
    for total in ["folders", "subjects", "states", "overdue"] {
        assert_eq!(system[total], json!(null), "{total}");
    }
    assert!(system["seq"].is_u64());
    assert_eq!(admin.get("/system").ok()["folders"], 2_030);
}

#[test]
fn logs_hold_nothing_personal() {
    let server = Server::start_with(&["--log-level", "debug,sled=warn,tantivy=warn"]);
    let admin = server.administrator();
    super::support::set_up_dealer(&admin);
    let mut body = super::support::folder("NEW", "2026-03-05", "欧阳晓峰");
    body["subjects"][0]["phones"] = json!(["13792069384"]);
    let code = admin.register(body);
    admin.get(&format!("/folders/{code}")).ok();
    admin.search("13792069384");
    server
        .anonymous()
        .post("/sign-in", json!({"name": "admin", "password": "secret words here"}))
        .refused(401, "SignInFailed");
    let log = server.log();
    for personal in ["欧阳", "13792069384", "secret words", super::support::PASSWORD, &server.one_time_password] {
        assert!(!log.contains(personal), "{personal}: {log}");
    }
}

#[test]
fn a_page_of_the_app_is_drawn_for_every_address_outside_the_interface() {
    let (server, _admin) = dealer();
    let answer = server.anonymous().get("/page/of/the/app");
    assert!([200, 404].contains(&answer.status), "a build without the app says so");
    assert_eq!(server.anonymous().get("/assets/nothing.js").status, 404);
}

#[test]
fn who_only_holds_lines_open_is_let_in_so_many_times_and_no_more() {
    let server = Server::start_with(&["--connections-max", "3", "--connections-per-address-max", "3"]);
    let held: Vec<TcpStream> =
        (0..3).map(|_| TcpStream::connect(server.url().trim_start_matches("http://")).unwrap()).collect();
    std::thread::sleep(Duration::from_millis(100));
    let asking = {
        let anyone = server.anonymous();
        std::thread::spawn(move || anyone.get("/healthz").status)
    };
    std::thread::sleep(Duration::from_millis(300));
    assert!(!asking.is_finished(), "a fourth waits");
    drop(held);
    assert_eq!(asking.join().unwrap(), 200);
}

#[test]
fn a_form_on_somebody_elses_page_signs_nobody_in() {
    let (server, _) = demo();
    let words = "{\"name\":\"admin\",\"password\":\"x\"}";
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let request = server.anonymous().request(Method::POST, "/sign-in").header(CONTENT_TYPE, kind);
        Answer::of(request.body(words)).refused(400, "BadRequest");
    }
}
