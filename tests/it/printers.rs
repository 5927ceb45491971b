//! Printers on the network: taking jobs, off, hanging, hanging up, talking nonsense; and a queue that survives all that.

#[path = "printers/stub.rs"]
mod stub;

use super::support::{Client, Server, dealer, eventually, folder, set_up_dealer, text};
use serde_json::{Value, json};
use std::net::TcpListener;
use stub::{IppPrinter, RawPrinter};

fn printer(kind: &str, address: &str) -> Value {
    json!({"name": {"zh": "前台标签机", "en": "Reception"}, "kind": kind, "address": address, "dpi": 203,
        "desks": ["reception"]})
}

fn set(client: &Client, code: &str, kind: &str, address: &str) {
    client.put(&format!("/printers/{code}"), printer(kind, address)).ok();
}

fn add(client: &Client, to: &str, codes: &[&str]) -> String {
    let body = json!({"printer": to, "template": "folder-60x40", "what": {"codes": codes}});
    text(&client.post("/prints", body).ok(), "id")
}

fn print_of(client: &Client, id: &str) -> Value {
    let prints = client.get("/prints").ok();
    prints["items"].as_array().unwrap().iter().find(|print| print["id"] == id).cloned().unwrap_or_default()
}

/// Waits until a print is in one state, with this problem if any.
fn until(client: &Client, id: &str, state: &str, problem: &str) -> Value {
    eventually(&format!("{state} {problem}"), || {
        let print = print_of(client, id);
        let told = print["problem"]["code"].as_str().unwrap_or_default();
        (print["state"] == state && told == problem).then_some(print)
    })
}

/// A port where nobody listens.
fn quiet_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_label_printer_takes_a_job_and_that_is_recorded() {
    let (_server, admin) = dealer();
    // The port that such printers have, unless somebody else has it here.
    let stub = RawPrinter::at(9100).unwrap_or_else(RawPrinter::new);
    set(&admin, "desk", "zpl", &format!("127.0.0.1:{}", stub.port));
    let codes = ["张伟", "李娜"].map(|name| admin.register(folder("NEW", "2026-03-05", name)));
    let id = add(&admin, "desk", &[&codes[0], &codes[1]]);
    let job = String::from_utf8(stub.job()).unwrap();
    assert_eq!((job.matches("^XA").count(), job.matches("^XZ").count()), (2, 2));
    until(&admin, &id, "printed", "");
    let history = admin.in_chinese().get(&format!("/folders/{}/history", codes[0])).ok();
    let told = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .any(|item| item["sentence"] == "打印标签（共 2 张），打印机“前台标签机”");
    assert!(told, "{history}");
    assert_eq!(admin.get("/labels").ok()["to_apply"], 2);
    let body = json!({"printer": "desk", "template": "folder-60x40", "what": {"codes": [codes[0]]}});
    admin.post("/prints", body).refused(422, "ReasonRequired");
    assert!(stub.is_idle(), "nothing was sent twice");
}

#[test]
fn what_waits_for_a_printer_that_is_off_survives_a_kill_and_is_printed_when_it_is_on() {
    let (mut server, admin) = dealer();
    let (port, other_port) = (quiet_port(), quiet_port());
    set(&admin, "desk", "tspl", &format!("127.0.0.1:{port}"));
    set(&admin, "other", "zpl", &format!("127.0.0.1:{other_port}"));
    let [one, two, three] = ["张伟", "李娜", "王芳"].map(|name| admin.register(folder("NEW", "2026-03-05", name)));
    let [first, second, third] =
        [add(&admin, "desk", &[&one]), add(&admin, "desk", &[&two]), add(&admin, "desk", &[&three])];
    until(&admin, &first, "waiting", "PrinterAway");
    admin.post(&format!("/prints/{third}/cancel"), json!({})).ok();
    admin.post(&format!("/prints/{third}/cancel"), json!({})).refused(409, "PrintOver");
    server.kill9();
    let stub = RawPrinter::at(port).unwrap();
    server.restart();
    let admin = admin.at(&server);
    assert!(stub.job().starts_with(b"SIZE 60"));
    until(&admin, &first, "printed", "");
    stub.job();
    until(&admin, &second, "printed", "");
    assert_eq!(print_of(&admin, &third)["state"], "cancelled");
    assert_eq!(admin.get("/labels").ok()["to_apply"], 2);
    // From one printer to another, which speaks another language.
    let moved = add(&admin, "other", &[&three]);
    until(&admin, &moved, "waiting", "PrinterAway");
    admin.post(&format!("/prints/{moved}/again"), json!({"printer": "nowhere"})).refused(404, "PrinterUnknown");
    admin.post(&format!("/prints/{moved}/again"), json!({"printer": "desk"})).ok();
    assert!(stub.job().starts_with(b"SIZE 60"));
    until(&admin, &moved, "printed", "");
    admin.post("/prints/none/cancel", json!({})).refused(404, "PrintUnknown");
}

#[test]
fn a_printer_that_hangs_or_hangs_up_is_named_and_the_job_is_kept() {
    let server = Server::start_with(&["--printer-stall-seconds", "1"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let many = vec![code.as_str(); 120];
    let hanging = RawPrinter::hanging();
    let mut coarse = printer("tspl", &format!("127.0.0.1:{}", hanging.port));
    coarse["dpi"] = json!(600);
    admin.put("/printers/desk", coarse).ok();
    let body = json!({"printer": "desk", "template": "folder-100x70", "what": {"codes": many}});
    let id = text(&admin.post("/prints", body).ok(), "id");
    let stuck = until(&admin, &id, "failed", "PrinterStuck");
    assert_eq!(stuck["problem"]["params"]["name"], "desk");
    assert_eq!(admin.get("/labels").ok()["to_apply"], 0, "what did not come out is not recorded");
    let stub = RawPrinter::new();
    set(&admin, "other", "tspl", &format!("127.0.0.1:{}", stub.port));
    admin.post(&format!("/prints/{id}/again"), json!({"printer": "other"})).ok();
    stub.job();
    until(&admin, &id, "printed", "");
    let nonsense = stub::speaking(b"220 smtp.example.com ESMTP\r\n\r\n");
    admin.put("/printers/office", printer("ipp", &format!("ipp://127.0.0.1:{nonsense}/ipp/print"))).ok();
    let body = json!({"printer": "office", "template": "folder-60x40", "what": {"codes": [code]}, "reason": "再打"});
    let id = text(&admin.post("/prints", body).ok(), "id");
    until(&admin, &id, "failed", "PrinterNonsense");
    admin.post(&format!("/prints/{id}/cancel"), json!({})).ok();
}

#[test]
fn an_office_printer_is_given_a_document_and_asked_until_it_is_done() {
    let (_server, admin) = dealer();
    let stub = IppPrinter::new(&["image/urf", "application/pdf"]);
    set(&admin, "office", "ipp", &format!("ipp://127.0.0.1:{}/ipp/print", stub.port));
    let code = admin.register(folder("NEW", "2026-03-05", "𠮷田䶮"));
    let id = add(&admin, "office", &[&code]);
    until(&admin, &id, "printed", "");
    let document = stub.document();
    assert!(document.starts_with(b"%PDF"));
    let words = stub::words_of(&document);
    assert!(words.contains("𠮷田䶮") && words.contains(&code), "{words}");
    let only_raster = IppPrinter::new(&["image/urf"]);
    set(&admin, "raster", "ipp", &format!("ipp://127.0.0.1:{}/ipp/print", only_raster.port));
    let body = json!({"printer": "raster", "template": "folder-60x40", "what": {"codes": [code]}, "reason": "再打"});
    let id = text(&admin.post("/prints", body).ok(), "id");
    let refused = until(&admin, &id, "failed", "PrinterRefused");
    assert_eq!(refused["problem"]["params"]["status"], "application/pdf");
}

/// `ippeveprinter` is the printer that CUPS brings along for tests; where it is not installed, the stub above has to do.
#[test]
fn a_printer_of_cups_takes_a_document() {
    let Some(real) = stub::Eve::start() else { return };
    let (_server, admin) = dealer();
    set(&admin, "office", "ipp", &format!("ipp://127.0.0.1:{}/ipp/print", real.port));
    let code = admin.register(folder("NEW", "2026-03-05", "𠮷田䶮"));
    let id = add(&admin, "office", &[&code]);
    until(&admin, &id, "printed", "");
    assert!(stub::words_of(&real.document()).contains(&code));
}

#[test]
fn only_administrators_say_where_printers_are_and_only_in_the_archives_own_network() {
    let (server, admin) = dealer();
    let archivist = server.person(&admin, "archivist", "archivist", None);
    archivist.put("/printers/desk", printer("zpl", "127.0.0.1")).refused(403, "NotAllowed");
    for (address, code) in [
        ("8.8.8.8", "PrinterOutside"),
        ("169.254.169.254:9100", "PrinterOutside"),
        ("10.0.0.7:22", "PrinterAddress"),
        ("http://10.0.0.7/", "PrinterAddress"),
    ] {
        admin.put("/printers/desk", printer("zpl", address)).refused(422, code);
    }
    set(&admin, "desk", "zpl", "10.0.0.7");
    let seen = archivist.get("/printers").ok();
    assert!(seen["items"][0]["address"].is_null() && seen["items"][0]["desks"] == json!(["reception"]));
    assert_eq!(admin.get("/printers").ok()["items"][0]["address"], "10.0.0.7");
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let body = json!({"printer": "desk", "template": "folder-100x70", "what": {"codes": [code]}});
    let mut small = printer("zpl", "10.0.0.7");
    small["paper"] = json!({"roll": {"width": 400, "height": 300, "gap": 20}});
    admin.put("/printers/desk", small).ok();
    admin.post("/prints", body.clone()).refused(422, "LabelDoesNotFit");
    let mut retired = printer("zpl", "10.0.0.7");
    retired["retired"] = json!(true);
    admin.put("/printers/desk", retired).ok();
    admin.post("/prints", body).refused(409, "PrinterRetired");
}

#[test]
fn a_print_sent_twice_is_printed_once() {
    let (_server, admin) = dealer();
    let stub = RawPrinter::new();
    set(&admin, "desk", "zpl", &format!("127.0.0.1:{}", stub.port));
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let ask = |printer: &str| {
        let body = json!({"printer": printer, "template": "folder-60x40", "what": {"codes": [code]}});
        let request = admin.http.post(format!("{}/api/v1/prints", admin.base)).header("x-csrf-token", &admin.csrf);
        super::support::Answer::of(request.header("idempotency-key", "print-me-once").json(&body))
    };
    let first = text(&ask("desk").ok(), "id");
    stub.job();
    until(&admin, &first, "printed", "");
    assert_eq!(text(&ask("desk").ok(), "id"), first);
    assert!(stub.is_idle());
}
