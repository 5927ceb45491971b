//! Printers that are off, hang, close the line or talk nonsense; and addresses that are none of ours.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::guard::{self, Target};
use super::send::{Errand, Fault, Patience, Trouble};
use crate::domain::label::{Paper, Printer, PrinterKind};
use crate::domain::refusal::Code;
use crate::domain::value::Bilingual;
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const IMPATIENT: Patience =
    Patience { connect: Duration::from_secs(2), stall: Duration::from_millis(600), whole: Duration::from_secs(20) };

/// Something that listens, and does what it likes with each call.
fn stub(mut act: impl FnMut(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().for_each(|stream| act(stream.unwrap())));
    port
}

fn bring_to(kind: PrinterKind, address: String, bytes: &[u8], is_wanted: &dyn Fn() -> bool) -> Result<(), Fault> {
    let printer = Printer {
        code: "desk".to_owned(),
        name: Bilingual::new("前台", "Desk"),
        kind,
        address,
        dpi: 203,
        paper: Paper::default(),
        right_tenths: 0,
        down_tenths: 0,
        desks: Vec::new(),
        retired: false,
    };
    let errand = Errand {
        printer: &printer,
        bytes,
        page: (6_000, 4_000),
        known_as: None,
        taken_as: &|_| {},
        is_wanted,
        anywhere: false,
        patience: IMPATIENT,
    };
    errand.run()
}

fn bring(kind: PrinterKind, port: u16, bytes: &[u8]) -> Result<(), Fault> {
    bring_to(kind, format!("127.0.0.1:{port}"), bytes, &|| true)
}

#[test]
fn a_label_printer_gets_every_byte() {
    let (sender, got) = std::sync::mpsc::channel();
    let port = stub(move |mut stream| {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        sender.send(bytes).unwrap();
    });
    let job: Vec<u8> = (0..300_000_u32).map(|at| at as u8).collect();
    bring(PrinterKind::Zpl, port, &job).unwrap();
    assert!(got.recv().unwrap() == job);
}

#[test]
fn a_label_printer_that_talks_is_not_listened_to_for_ever() {
    let port = stub(|mut stream| {
        thread::spawn(move || while stream.write_all(&[b'x'; 4_096]).is_ok() {});
    });
    bring(PrinterKind::Tspl, port, b"CLS\r\n").unwrap();
}

#[test]
fn a_printer_that_is_off_is_tried_again_and_one_that_hangs_or_hangs_up_is_not() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let off = bring(PrinterKind::Zpl, closed, b"^XA^XZ");
    assert_eq!(off, Err(Trouble::Later(Code::PrinterAway).into()));
    // More than any buffer on the way holds.
    let much = vec![b'0'; 64 * 1024 * 1024];
    let mut held = Vec::new();
    let hanging = stub(move |stream| held.push(stream));
    assert_eq!(bring(PrinterKind::Zpl, hanging, &much), Err(Trouble::Failed(Code::PrinterStuck).into()));
    let closing = stub(|mut stream| drop(stream.read(&mut [0; 16])));
    assert_eq!(bring(PrinterKind::Zpl, closing, &much), Err(Trouble::Failed(Code::PrinterStuck).into()));
}

#[test]
fn what_nobody_wants_any_more_is_not_sent_on() {
    let mut held = Vec::new();
    let hanging = stub(move |stream| held.push(stream));
    let looks = Cell::new(0);
    let wanted = || {
        looks.set(looks.get() + 1);
        looks.get() < 100
    };
    let much = vec![b'0'; 64 * 1024 * 1024];
    let given_up = bring_to(PrinterKind::Zpl, format!("127.0.0.1:{hanging}"), &much, &wanted);
    assert_eq!(given_up, Err(Trouble::Unwanted.into()));
}

#[test]
fn an_office_printer_that_answers_nonsense_is_said_to() {
    for (answer, code) in [
        (&b"SSH-2.0-OpenSSH_9.2\r\n\r\n"[..], Code::PrinterNonsense),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", Code::PrinterNonsense),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Code::PrinterNonsense),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", Code::PrinterNonsense),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", Code::PrinterNonsense),
        (b"", Code::PrinterNonsense),
    ] {
        let port = stub(move |mut stream| {
            let _ = stream.read(&mut [0; 65_536]);
            let _ = stream.write_all(answer);
        });
        let told = bring(PrinterKind::Ipp, port, b"%PDF-1.7");
        assert_eq!(told, Err(Trouble::Failed(code).into()), "{}", String::from_utf8_lossy(answer));
    }
    let port = stub(|mut stream| {
        let _ = stream.read(&mut [0; 65_536]);
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    });
    let refused = Trouble::Refused(Code::PrinterRefused, "HTTP 404".to_owned());
    assert_eq!(bring(PrinterKind::Ipp, port, b"%PDF-1.7"), Err(refused.into()));
    let mut held = Vec::new();
    let silent = stub(move |stream| held.push(stream));
    assert_eq!(bring(PrinterKind::Ipp, silent, b"%PDF"), Err(Trouble::Failed(Code::PrinterStuck).into()));
}

#[test]
fn an_address_is_read_and_what_is_none_is_refused() {
    let read = |kind, address: &str| guard::read(kind, address).ok();
    let target = |host: &str, port, path: &str| Some(Target { host: host.to_owned(), port, path: path.to_owned() });
    assert_eq!(read(PrinterKind::Zpl, "10.0.0.7"), target("10.0.0.7", 9100, "/ipp/print"));
    assert_eq!(read(PrinterKind::Tspl, "labels.local:9101"), target("labels.local", 9101, "/ipp/print"));
    assert_eq!(read(PrinterKind::Ipp, "ipp://office:631/printers/a4"), target("office", 631, "/printers/a4"));
    assert_eq!(read(PrinterKind::Ipp, "ipp://[fd00::7]/"), target("fd00::7", 631, "/ipp/print"));
    for (kind, address) in [
        (PrinterKind::Zpl, ""),
        (PrinterKind::Zpl, ":9100"),
        (PrinterKind::Zpl, "10.0.0.7:22"),
        (PrinterKind::Zpl, "10.0.0.7:99999"),
        (PrinterKind::Zpl, "ipp://10.0.0.7"),
        (PrinterKind::Zpl, "a b"),
        (PrinterKind::Ipp, "https://10.0.0.7/ipp"),
        (PrinterKind::Ipp, "ipp://user@10.0.0.7/ipp"),
        (PrinterKind::Ipp, "ipp://10.0.0.7:25/ipp"),
        (PrinterKind::Ipp, "ipp://10.0.0.7/a\r\nHost: x"),
        (PrinterKind::Ipp, "ipp://[::1"),
    ] {
        assert_eq!(guard::read(kind, address).map_err(|refusal| refusal.code), Err(Code::PrinterAddress), "{address}");
    }
}

#[test]
fn printers_stand_in_the_archives_own_network_and_never_where_clouds_keep_their_secrets() {
    let allowed = |address: &str, anywhere| guard::check_address(PrinterKind::Zpl, address, anywhere).is_ok();
    for inside in ["127.0.0.1", "10.1.2.3", "172.16.9.9:9100", "192.168.0.40", "[::1]", "[fd12::9]:9100"] {
        assert!(allowed(inside, false), "{inside}");
    }
    for outside in ["8.8.8.8", "172.32.0.1", "[2001:db8::1]:9100", "[::ffff:8.8.8.8]:9100"] {
        assert!(!allowed(outside, false) && allowed(outside, true), "{outside}");
    }
    for never in [
        "169.254.169.254",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "[::]:9100",
        "[fe80::1]:9100",
        "[::ffff:169.254.169.254]:9100",
    ] {
        assert!(!allowed(never, false) && !allowed(never, true), "{never}");
    }
    let named = guard::read(PrinterKind::Zpl, "localhost").unwrap();
    let found = guard::resolve("desk", &named, false).unwrap();
    assert!(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback()));
    let nowhere = guard::read(PrinterKind::Zpl, "nowhere.invalid").unwrap();
    assert_eq!(guard::resolve("desk", &nowhere, false).map_err(|refusal| refusal.code), Err(Code::PrinterAway));
}
