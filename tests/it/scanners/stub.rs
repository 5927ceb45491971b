//! A scanner that is none: real HTTP, real XML, real pages, and the moods that scanners have. It answers as the Mopria eSCL
//! specification says; `scanimage` with sane-airscan scans from it too.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, GrayImage, ImageEncoder as _};
use rcgen::{CertificateParams, DnType, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

/// What such a scanner says that it can do.
const CAPABILITIES: &str = include_str!("../../../src/scanner/escl/capabilities.xml");
const NAMES: &str = "xmlns:scan=\"http://schemas.hp.com/imaging/escl/2011/05/03\" \
                     xmlns:pwg=\"http://www.pwg.org/schemas/2010/12/sm\"";

/// How it is disposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// Somebody else's job is on it; so often it says so.
    Busy(usize),
    /// Paper jams behind so many pages.
    JamsBehind(usize),
    CoverOpen,
    Empty,
    /// It hangs up in the middle of this page.
    VanishesAt(usize),
    /// It has never enough.
    Endless,
    /// It says nothing any more when it is asked for this page.
    SilentAt(usize),
    /// It wants a password, as those do that somebody has set up.
    Locked,
    /// It points elsewhere.
    Redirects,
    /// It sends what is no page.
    Nonsense,
}

/// What lies in it, and what happened to it.
#[derive(Debug)]
pub struct Tray {
    pub mood: Mood,
    pub pages: Vec<GrayImage>,
    /// The whole stack as one file, or a picture for each page.
    pub as_file: bool,
    pub given: usize,
    job: Option<usize>,
    jobs: usize,
    ended: Option<&'static str>,
    /// What was asked of it, in order: method and path.
    pub asked: Vec<String>,
    /// What it was told to do.
    pub settings: Vec<String>,
}

/// A certificate and its key, as a device makes them for itself.
pub struct Identity {
    pub certificate: CertificateDer<'static>,
    key: KeyPair,
}

impl Identity {
    /// One that nobody vouches for.
    pub fn own(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        Self { certificate: described(name).self_signed(&key).unwrap().into(), key }
    }

    /// One that an authority has signed.
    pub fn signed(name: &str, authority: &Issuer<'_, KeyPair>) -> Self {
        let key = KeyPair::generate().unwrap();
        Self { certificate: described(name).signed_by(&key, authority).unwrap().into(), key }
    }

    /// The certificate of one and the key of another: what somebody has who saw the first.
    pub fn forged(seen: &Self) -> Self {
        Self { certificate: seen.certificate.clone(), key: KeyPair::generate().unwrap() }
    }
}

fn described(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned(), "scanner.local".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "办公设备");
    params
}

/// Shows one identity to everybody, whether its key fits or not.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// A scanner at a port of this machine.
pub struct Scanner {
    pub port: u16,
    tray: Arc<Mutex<Tray>>,
    /// What it speaks TLS with.
    seal: Arc<Mutex<Option<Arc<ServerConfig>>>>,
}

impl Scanner {
    pub fn new(pages: Vec<GrayImage>) -> Self {
        Self::at(0, pages)
    }

    pub fn at(port: u16, pages: Vec<GrayImage>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let tray = Tray {
            mood: Mood::Well,
            pages,
            as_file: false,
            given: 0,
            job: None,
            jobs: 0,
            ended: None,
            asked: Vec::new(),
            settings: Vec::new(),
        };
        let tray = Arc::new(Mutex::new(tray));
        let seal: Arc<Mutex<Option<Arc<ServerConfig>>>> = Arc::default();
        let (shared, sealed) = (tray.clone(), seal.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (tray, seal) = (shared.clone(), sealed.lock().unwrap().clone());
                // One that is silent keeps nobody else waiting.
                thread::spawn(move || match seal {
                    Some(seal) => {
                        let connection = ServerConnection::new(seal).unwrap();
                        drop(serve(StreamOwned::new(connection, stream), port, &tray));
                    }
                    None => drop(serve(stream, port, &tray)),
                });
            }
        });
        Self { port, tray, seal }
    }

    /// From now on it speaks TLS, and shows this.
    pub fn shows(&self, identity: &Identity, version: &'static SupportedProtocolVersion) {
        let provider = rustls::crypto::ring::default_provider();
        let key = PrivateKeyDer::Pkcs8(identity.key.serialize_der().into());
        let key = provider.key_provider.load_private_key(key).unwrap();
        let shown = Shows(Arc::new(CertifiedKey::new(vec![identity.certificate.clone()], key)));
        let config = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(shown));
        *self.seal.lock().unwrap() = Some(Arc::new(config));
    }

    pub fn address(&self) -> String {
        let is_sealed = self.seal.lock().unwrap().is_some();
        format!("http{}://127.0.0.1:{}/eSCL", if is_sealed { "s" } else { "" }, self.port)
    }

    pub fn tray(&self) -> MutexGuard<'_, Tray> {
        self.tray.lock().unwrap()
    }

    pub fn was_asked(&self, what: &str) -> bool {
        self.tray().asked.iter().any(|asked| asked.starts_with(what))
    }
}

struct Request {
    method: String,
    path: String,
    body: Vec<u8>,
}

fn request(reader: &mut BufReader<impl Read>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let mut field = String::new();
        reader.read_line(&mut field).ok().filter(|read| *read > 0)?;
        let field = field.trim_end().to_ascii_lowercase();
        if field.is_empty() {
            break;
        }
        if let Some(said) = field.strip_prefix("content-length:") {
            length = said.trim().parse().ok()?;
        }
        is_chunked |= field == "transfer-encoding: chunked";
    }
    assert!(!is_chunked, "scanners want to know how long it is");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, body })
}

fn serve(stream: impl Read + Write, port: u16, tray: &Mutex<Tray>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(Request { method, path, body }) = request(&mut reader) {
        let out = reader.get_mut();
        let mut tray = tray.lock().unwrap();
        tray.asked.push(format!("{method} {path}"));
        match tray.mood {
            Mood::Locked => return say(out, "401 Unauthorized", &[], b""),
            Mood::Redirects => {
                return say(out, "302 Found", &["Location: http://127.0.0.1:1/elsewhere".to_owned()], b"");
            }
            _ => {}
        }
        match (method.as_str(), path.strip_prefix("/eSCL/").unwrap_or_default()) {
            ("GET", "ScannerCapabilities") => say(out, "200 OK", &[xml()], CAPABILITIES.as_bytes())?,
            ("GET", "ScannerStatus") => say(out, "200 OK", &[xml()], status(&tray).as_bytes())?,
            ("POST", "ScanJobs") => begin(out, port, &mut tray, &body)?,
            ("DELETE", job) if Some(job) == job_name(&tray).as_deref() => {
                tray.ended = Some("Canceled");
                tray.job = None;
                say(out, "200 OK", &[], b"")?;
            }
            ("GET", next) if Some(next) == job_name(&tray).map(|job| format!("{job}/NextDocument")).as_deref() => {
                if !give(out, tray)? {
                    return Ok(());
                }
            }
            _ => say(out, "404 Not Found", &[], b"")?,
        }
    }
    Ok(())
}

fn job_name(tray: &Tray) -> Option<String> {
    tray.job.map(|job| format!("ScanJobs/{job}"))
}

fn xml() -> String {
    "Content-Type: text/xml".to_owned()
}

fn say(out: &mut impl Write, status: &str, fields: &[String], body: &[u8]) -> std::io::Result<()> {
    let fields: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
    let head = format!("HTTP/1.1 {status}\r\nServer: Stub\r\n{fields}Content-Length: {}\r\n\r\n", body.len());
    out.write_all(head.as_bytes())?;
    out.write_all(body)?;
    out.flush()
}

fn status(tray: &Tray) -> String {
    let jams = matches!(tray.mood, Mood::JamsBehind(pages) if tray.given >= pages);
    let adf = match tray.mood {
        Mood::CoverOpen => "ScannerAdfHatchOpen",
        Mood::Empty => "ScannerAdfEmpty",
        _ if jams => "ScannerAdfJam",
        _ if tray.given >= tray.pages.len() && tray.mood != Mood::Endless => "ScannerAdfEmpty",
        _ => "ScannerAdfLoaded",
    };
    let state = if tray.job.is_some() || matches!(tray.mood, Mood::Busy(1..)) { "Processing" } else { "Idle" };
    let ended = tray.ended.unwrap_or("Processing");
    let job = match tray.jobs {
        0 => String::new(),
        job => format!(
            "<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{job}</pwg:JobUri><pwg:JobUuid>{job}</pwg:JobUuid>\
             <scan:Age>1</scan:Age><pwg:ImagesCompleted>{}</pwg:ImagesCompleted><pwg:JobState>{ended}</pwg:JobState>\
             <pwg:JobStateReasons><pwg:JobStateReason>JobScanning</pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo>",
            tray.given
        ),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><scan:ScannerStatus {NAMES}><pwg:Version>2.63</pwg:Version>\
         <pwg:State>{state}</pwg:State><scan:AdfState>{adf}</scan:AdfState><scan:Jobs>{job}</scan:Jobs></scan:ScannerStatus>"
    )
}

fn begin(out: &mut impl Write, port: u16, tray: &mut Tray, body: &[u8]) -> std::io::Result<()> {
    if let Mood::Busy(times) = &mut tray.mood
        && *times > 0
    {
        *times -= 1;
        return say(out, "503 Service Unavailable", &["Retry-After: 1".to_owned()], b"");
    }
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(text.contains("http://schemas.hp.com/imaging/escl/2011/05/03"), "{text}");
    let wants_file = text.contains("application/pdf");
    tray.as_file = wants_file && !text.contains("image/jpeg");
    tray.settings.push(text);
    tray.jobs += 1;
    (tray.job, tray.ended) = (Some(tray.jobs), None);
    let at = format!("Location: http://127.0.0.1:{port}/eSCL/ScanJobs/{}", tray.jobs);
    say(out, "201 Created", &[at], b"")
}

/// Gives the next document; `false` if it hung up.
fn give(out: &mut impl Write, mut tray: MutexGuard<'_, Tray>) -> std::io::Result<bool> {
    let (mood, given) = (tray.mood, tray.given);
    let is_over = match mood {
        Mood::JamsBehind(pages) => given >= pages,
        Mood::Endless => false,
        Mood::Empty => true,
        _ => given >= tray.pages.len(),
    };
    if is_over {
        tray.ended = Some(if matches!(mood, Mood::JamsBehind(_)) { "Aborted" } else { "Completed" });
        tray.job = None;
        say(out, "404 Not Found", &[], b"")?;
        return Ok(true);
    }
    let page = tray.pages.get(given % tray.pages.len().max(1)).cloned().unwrap_or_default();
    tray.given += 1;
    drop(tray);
    let jpeg = jpeg(&page);
    match mood {
        Mood::SilentAt(at) if at == given => thread::park(),
        Mood::VanishesAt(at) if at == given => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", jpeg.len());
            out.write_all(head.as_bytes())?;
            out.write_all(&jpeg[..jpeg.len() / 2])?;
            out.flush()?;
            return Ok(false);
        }
        Mood::Nonsense => say(out, "200 OK", &[], b"<html>Please sign in</html>")?,
        _ => chunked(out, &jpeg)?,
    }
    Ok(true)
}

/// In chunks, as scanners do that do not know beforehand how long it will be.
fn chunked(out: &mut impl Write, body: &[u8]) -> std::io::Result<()> {
    out.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    for part in body.chunks(60_000) {
        out.write_all(format!("{:x}\r\n", part.len()).as_bytes())?;
        out.write_all(part)?;
        out.write_all(b"\r\n")?;
    }
    out.write_all(b"0\r\n\r\n")?;
    out.flush()
}

fn jpeg(page: &GrayImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 75);
    encoder.write_image(page, page.width(), page.height(), ExtendedColorType::L8).unwrap();
    bytes
}
