//! What others say on a line to this archive: scanners and printers that were asked, browsers that send files.

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart};
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::OnceLock;
use std::time::Duration;
use strongroom::domain::attachment::{BlobHash, safe_name};
use strongroom::printing::{Ask, Certificate, Patience, Target, Wire, ask};
use strongroom::scanner::escl::{self, PaperSource, Settings};

/// What a scanner says of itself, how it stands, and where it says that a job is.
pub fn scanner(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = escl::status(&text);
    if let Some(path) = escl::job_path(text.trim()) {
        assert!(path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic()), "{path:?}");
    }
    let Some(known) = escl::capabilities(&text) else { return };
    assert!(known.model.chars().count() <= 100 && !known.model.contains(char::is_control));
    for (source, duplex) in [(PaperSource::Platen, false), (PaperSource::Feeder, false), (PaperSource::Feeder, true)] {
        let Some(inputs) = known.of(source, duplex) else { continue };
        let Some(wrapping) = inputs.wrapping() else { continue };
        assert!(!inputs.dpi.is_empty() && inputs.dpi.iter().all(|dpi| (75..=1_200).contains(dpi)));
        for (dpi, colours) in inputs.dpi.iter().zip(inputs.colours.iter().cycle()) {
            // What it is told is text of ours: nothing that it said gets into it but a number of its version.
            let told = known.order(Settings { source, duplex, dpi: *dpi, colours: *colours }, inputs, wrapping);
            assert!(told.len() < 2_000 && told.is_ascii() && told.matches('<').count() < 60, "{told}");
        }
    }
}

/// What stands in a device's certificate, for a person who is to trust it.
pub fn certificate(bytes: &[u8]) {
    let read = Certificate::of(bytes, BlobHash([1; 32]));
    assert_eq!(read.sha256, BlobHash([1; 32]));
    assert!(read.names.len() <= 20);
    for text in read.names.iter().chain([&read.subject, &read.issuer]) {
        assert!(text.chars().count() <= 210 && !text.chars().any(char::is_control), "{text:?}");
    }
}

/// What a device answers over HTTP: its head and its body, which ends by a length, in chunks or with the line.
pub fn answer(bytes: &[u8]) {
    static LINE: OnceLock<TcpListener> = OnceLock::new();
    let line =
        LINE.get_or_init(|| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap_or_else(|error| panic!("{error}")));
    let at = line.local_addr().unwrap_or_else(|error| panic!("{error}"));
    let patience = Patience::of(Duration::from_secs(5));
    let is_wanted = || true;
    let mut wire = Wire::call(&[at], patience, &is_wanted).unwrap_or_else(|error| panic!("{error:?}"));
    let (mut device, _) = line.accept().unwrap_or_else(|error| panic!("{error}"));
    // As much as fits into what the system keeps between the two; more would need a thread for each.
    let said = bytes.get(..bytes.len().min(60_000)).unwrap_or_default();
    device.write_all(said).unwrap_or_else(|error| panic!("{error}"));
    device.shutdown(std::net::Shutdown::Write).unwrap_or_else(|error| panic!("{error}"));
    let target = Target { host: "127.0.0.1".into(), port: at.port(), path: "/eSCL".into() };
    let asked = Ask { method: "GET", path: "/eSCL", accept: "*/*", body: None, whole: Duration::from_secs(5) };
    if let Ok(answer) = ask(&mut wire, &target, &asked) {
        assert!(!(100..200).contains(&answer.status));
        let _ = answer.says("location").map(escl::job_path);
        if let Ok(body) = answer.body(1_000) {
            assert!(body.len() <= 1_000.min(said.len()));
        }
    }
}

/// A form with files, as browsers send them: its fields, and what the files will be called.
pub fn form(bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap_or_else(|error| panic!("{error}"));
    let request = axum::http::Request::post("/").header("content-type", "multipart/form-data; boundary=PART");
    let request = request.body(Body::from(bytes.to_vec())).unwrap_or_else(|error| panic!("{error}"));
    runtime.block_on(async {
        let Ok(mut form) = Multipart::from_request(request, &()).await else { return };
        while let Ok(Some(mut field)) = form.next_field().await {
            let name = safe_name(field.file_name().unwrap_or_default(), "pdf");
            let leads_away = name.contains(['/', '\\', '\0', '\n', '\r', '"']) || name.starts_with('.');
            assert!(!leads_away && name.ends_with(".pdf") && name.len() < 600, "{name:?}");
            let mut length = 0;
            while let Ok(Some(chunk)) = field.chunk().await {
                length += chunk.len();
            }
            assert!(length <= bytes.len());
        }
    });
}
