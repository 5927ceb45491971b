//! Scanners over TLS: whoever shows a certificate has to hold its key, and is the one that somebody trusted or an authority
//! vouches for.

use super::super::intake::stack::Seed;
use super::super::support::{Client, Server, set_up_dealer, text};
use super::stub::{Identity, Mood, Scanner};
use super::{archive, code_of, on_glass, over, printed, scan, stack};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::net::TcpListener;

fn fingerprint(identity: &Identity) -> String {
    Sha256::digest(identity.certificate.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn trusted(address: &str, certificate: Option<&str>) -> Value {
    json!({"name": {"zh": "办公室", "en": "Office"}, "address": address, "certificate": certificate})
}

fn look(client: &Client, address: &str) -> Value {
    client.post("/scanner-certificate", json!({ "address": address })).ok()
}

/// A scanner that speaks one version of TLS, and what it shows.
fn sealed(pages: Vec<image::GrayImage>, version: &'static SupportedProtocolVersion) -> (Scanner, Identity) {
    let (scanner, own) = (Scanner::new(pages), Identity::own("OfficeScan 400"));
    scanner.shows(&own, version);
    (scanner, own)
}

#[test]
fn a_scanner_with_a_certificate_of_its_own_is_asked_nothing_before_somebody_trusts_exactly_that_one() {
    let (server, admin, [one, _]) = archive(&[]);
    let archivist = server.person(&admin, "wang", "archivist", None);
    let (scanner, own) = sealed(stack(&one, &mut Seed(61)), &TLS13);
    let address = scanner.address();
    admin.put("/scanners/office", trusted(&address, None)).ok();
    admin.get("/scanners/office").refused(409, "ScannerUntrusted");
    assert_eq!(code_of(&over(&admin, &scan(&admin, json!({"source": "feeder"})))), "ScannerUntrusted");
    archivist.post("/scanner-certificate", json!({ "address": address })).refused(403, "NotAllowed");

    let shown = look(&admin, &address);
    assert_eq!((text(&shown, "sha256"), &shown["is_vouched"]), (fingerprint(&own), &json!(false)));
    assert_eq!((&shown["subject"], &shown["issuer"]), (&json!("OfficeScan 400, 办公设备"), &shown["subject"]));
    assert_eq!(shown["names"], json!(["127.0.0.1", "scanner.local"]));
    assert!(text(&shown, "valid_from") < text(&shown, "valid_until"), "{shown}");
    assert!(scanner.tray().asked.is_empty(), "looked at, it is asked nothing: {:?}", scanner.tray().asked);

    for nonsense in ["", "12", &"g".repeat(64), &"0".repeat(66)] {
        let refused = admin.put("/scanners/office", trusted(&address, Some(nonsense)));
        assert_eq!(refused.status, 422, "{nonsense}: {}", refused.text);
    }
    // As people copy it from the scanner's own page.
    let pairs: Vec<String> = fingerprint(&own)
        .to_ascii_uppercase()
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8(pair.to_vec()).unwrap())
        .collect();
    admin.put("/scanners/office", trusted(&address, Some(&pairs.join(":")))).ok();
    assert_eq!(admin.get("/scanners/office").ok()["capabilities"]["model"], "Stub OfficeScan 400");
    let run = over(&admin, &scan(&admin, json!({"source": "feeder", "dpi": 200, "sheets": 3})));
    assert_eq!((&run["state"], &run["pages"]), (&json!("done"), &json!(3)), "{run}");
    assert_eq!(admin.get("/scanners").ok()["items"][0]["certificate"], fingerprint(&own));
    assert_eq!(archivist.get("/scanners").ok()["items"][0]["certificate"], Value::Null);
}

#[test]
fn another_certificate_than_the_trusted_one_is_refused_until_somebody_trusts_that_and_both_languages_say_so() {
    let (mut server, admin, _) = archive(&[]);
    let (scanner, own) = sealed(vec![on_glass(printed(&mut Seed(62)))], &TLS12);
    admin.put("/scanners/office", trusted(&scanner.address(), Some(&fingerprint(&own)))).ok();
    admin.get("/scanners/office").ok();
    let asked = scanner.tray().asked.len();
    // Made anew after a reset, with the same names in it.
    let fresh = Identity::own("OfficeScan 400");
    scanner.shows(&fresh, &TLS13);
    server.stop();
    server.restart();
    let admin = admin.at(&server);
    admin.get("/scanners/office").refused(409, "ScannerChanged");
    let id = scan(&admin, json!({"source": "platen"}));
    assert_eq!(code_of(&over(&admin, &id)), "ScannerChanged");
    let chinese = admin.in_chinese().get("/scanners/office");
    assert!(text(&chinese.body, "detail").contains("证书"), "{}", chinese.text);
    assert_eq!(scanner.tray().asked.len(), asked, "it is told nothing");
    assert_eq!(look(&admin, &scanner.address())["sha256"], fingerprint(&fresh));
    admin.put("/scanners/office", trusted(&scanner.address(), Some(&fingerprint(&fresh)))).ok();
    admin.get("/scanners/office").ok();
    // Over a line that is not sealed there is nothing to trust.
    let plain = admin.put("/scanners/office", trusted("http://127.0.0.1:8080/eSCL", Some(&fingerprint(&fresh)))).ok();
    assert_eq!(plain["certificate"], Value::Null);
}

#[test]
fn whoever_shows_a_trusted_certificate_without_its_key_is_told_nothing_in_any_version_of_tls() {
    let (_server, admin, _) = archive(&[]);
    for version in [&TLS12, &TLS13] {
        let (scanner, own) = sealed(vec![], version);
        admin.put("/scanners/office", trusted(&scanner.address(), Some(&fingerprint(&own)))).ok();
        admin.get("/scanners/office").ok();
        let asked = scanner.tray().asked.len();
        scanner.shows(&Identity::forged(&own), version);
        admin.get("/scanners/office").refused(409, "ScannerUnsafe");
        let looked = admin.post("/scanner-certificate", json!({ "address": scanner.address() }));
        looked.refused(409, "ScannerUnsafe");
        assert_eq!(scanner.tray().asked.len(), asked, "{version:?}");
    }
}

#[test]
fn a_scanner_that_an_authority_of_this_machine_vouches_for_needs_nobody_who_trusts_it() {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = params.self_signed(&key).unwrap();
    let authority = Issuer::new(params, key);
    let room = tempfile::tempdir().unwrap();
    let known = room.path().join("authorities.pem");
    std::fs::write(&known, root.pem()).unwrap();
    let environment = [("SSL_CERT_FILE", known.display().to_string())];
    let server = Server::at_with(&room.path().join("data"), &[], &environment);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let scanner = Scanner::new(vec![]);
    scanner.shows(&Identity::signed("Hall", &authority), &TLS13);
    assert_eq!(look(&admin, &scanner.address())["is_vouched"], true);
    admin.put("/scanners/office", trusted(&scanner.address(), None)).ok();
    admin.get("/scanners/office").ok();
    // It counts for its own names alone.
    let elsewhere = scanner.address().replace("127.0.0.1", "localhost");
    assert_eq!(look(&admin, &elsewhere)["is_vouched"], false);
    admin.put("/scanners/office", trusted(&elsewhere, None)).ok();
    admin.get("/scanners/office").refused(409, "ScannerUntrusted");
}

#[test]
fn what_speaks_no_tls_or_says_nothing_at_all_is_named_and_keeps_nobody_waiting() {
    let (_server, admin, _) = archive(&["--scanner-stall-seconds", "1"]);
    let plain = Scanner::new(vec![]);
    plain.tray().mood = Mood::Nonsense;
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = |port: u16| format!("https://127.0.0.1:{port}/eSCL");
    let silent_port = silent.local_addr().unwrap().port();
    for (port, code) in [(plain.port, "ScannerNonsense"), (silent_port, "ScannerStuck")] {
        admin.post("/scanner-certificate", json!({ "address": at(port) })).refused(503, code);
        admin.put("/scanners/office", trusted(&at(port), None)).ok();
        admin.get("/scanners/office").refused(503, code);
    }
    let outside = json!({"address": "https://8.8.8.8/eSCL"});
    admin.post("/scanner-certificate", outside).refused(422, "ScannerOutside");
    for address in ["http://127.0.0.1:8080/eSCL", "nonsense"] {
        admin.post("/scanner-certificate", json!({ "address": address })).refused(422, "ScannerAddress");
    }
}
