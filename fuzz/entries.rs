//! What comes from outside as bytes, one function for each reader. The fuzz targets call these with whatever they think
//! of; the tests call them with seeded nonsense, so that every run of the suite tries some. A reader may refuse anything;
//! it may not panic, hang, or take without a limit.

#[path = "entries/devices.rs"]
pub mod devices;
#[path = "entries/packed.rs"]
pub mod packed;
#[path = "entries/scans.rs"]
pub mod scans;

use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt as _};
use std::io::Write as _;
use std::sync::{Arc, OnceLock};
use strongroom::archive::backup::{Destination, Restoring, check, restore};
use strongroom::archive::codec;
use strongroom::auth::totp;
use strongroom::config::TrustedProxies;
use strongroom::domain::attachment::{MediaType, safe_file_name};
use strongroom::domain::code::{normalise_code, parse_scan, read_code};
use strongroom::domain::presets;
use strongroom::http::extract;
use strongroom::http::sync::{QueuedCommand, SyncBody};
use strongroom::import::{ConvertOptions, Limits, Vocabulary, convert_row, open_sheet, suggest_mapping};
use strongroom::label::{Format, Medium, Print, Start, Template, Words, print, sample};
use strongroom::ledger::storage::{MemoryStorage, Storage};
use strongroom::ledger::{Hash256, Ledger, Options, verify};
use strongroom::search::{Named, Query};

/// A ledger's segment: every frame that is accepted, its events too, and what becomes of a torn tail.
pub fn frames(bytes: &[u8]) {
    let memory = MemoryStorage::new();
    memory.put("00000001.jsonl", bytes.to_vec());
    let storage: Arc<dyn Storage> = Arc::new(memory);
    let _ = verify(&storage);
    let mut read = 0;
    let opened = Ledger::open(storage.clone(), Options::default(), |frame| {
        let _ = (codec::events_of(frame), codec::stamp_of(frame));
        read += 1;
        Ok(())
    });
    if opened.is_ok() {
        // What opening left is a ledger.
        let report = verify(&storage).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((report.is_right(), report.frames), (true, read));
    }
}

/// A template of labels: read, and what was read can be drawn.
pub fn template(bytes: &[u8]) {
    let Ok(template) = Template::read(&String::from_utf8_lossy(bytes)) else { return };
    let contents = [sample(template.kind(), Words::Both, 2)];
    let medium = Medium::own(template.size_mm());
    let job = Print {
        template: &template,
        contents: &contents,
        words: Words::Both,
        medium: &medium,
        start: Start::default(),
        dpi: 72,
    };
    for format in [Format::Pdf, Format::Svg, Format::Zpl] {
        let _ = print(&job, format);
    }
}

/// A table to import, of any kind: recognised, read to its end, each row turned into a folder.
pub fn table(bytes: &[u8]) {
    let mut file = tempfile::NamedTempFile::new_in(folder()).unwrap_or_else(|error| panic!("{error}"));
    file.write_all(bytes).and_then(|()| file.flush()).unwrap_or_else(|error| panic!("{error}"));
    let limits = Limits { rows: 1_000, unpacked_bytes: 1 << 20, ..Limits::default() };
    let Ok(reader) = open_sheet(file.path(), None, &limits) else { return };
    let mapping = suggest_mapping(
        reader.headings(),
        &vocabulary().types().iter().map(|kind| (**kind).clone()).collect::<Vec<_>>(),
    );
    let options = ConvertOptions { keep_codes: false, assign_unplaced: true };
    let columns = reader.headings().len();
    for row in reader.map_while(Result::ok) {
        assert!(row.cells.len() <= columns.max(limits.columns));
        let _ = convert_row(&row, &mapping, vocabulary(), options);
    }
}

/// A search query.
pub fn query(bytes: &[u8]) {
    static WORDS: OnceLock<strongroom::search::Vocabulary> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let named = |code: &str, zh: &str, en: &str| Named::new(code, &[zh, en]);
        let types = [named("NEW", "新车销售", "New car"), named("REP", "维修", "Repair")];
        strongroom::search::Vocabulary::new(
            &types,
            &[named("sales1", "销售一部", "Sales 1")],
            &[],
            &[named("vin", "车架号", "VIN")],
        )
    });
    let text = String::from_utf8_lossy(bytes);
    assert!(Query::parse(&text, words).terms.len() <= 64);
}

/// What a scanner read: a code, a label's address, somebody else's QR code.
pub fn scan(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let trusted = ["https://archive.example.com", "http://old.example:8080/archive"];
    let _ = (parse_scan(&text, &trusted), parse_scan::<&str>(&text, &[]));
    // A code that was read once reads as itself for ever.
    if let Ok(code) = read_code(&text) {
        assert_eq!(read_code(&code).ok().as_ref(), Some(&code));
    }
    let once = normalise_code(&text);
    assert_eq!(normalise_code(&once), once);
}

/// The body that a device sends, and each command in it.
pub fn sync(bytes: &[u8]) {
    let Ok(body) = extract::parse::<SyncBody>(bytes) else { return };
    for queued in body.commands {
        let _ = (queued.occurred_at.timestamp_micros(), serde_json::from_value::<QueuedCommand>(queued.command));
    }
}

/// What stands in the head of a request, one header a line: cookies, a token, a key, whom a proxy speaks for, and what
/// stands behind the question mark.
pub fn head(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut headers = axum::http::HeaderMap::new();
    for (name, value) in text.lines().filter_map(|line| line.split_once(": ")).take(100) {
        let name = axum::http::HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, axum::http::HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    }
    let _ = (extract::cookie(&headers), extract::bearer(&headers), extract::min_seq(&text));
    let _ = strongroom::http::problem::language(&headers);
    if let Ok(Some(key)) = extract::idempotency_key(&headers) {
        assert!((1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()), "{key:?}");
    }
    let peer = [127, 0, 0, 1].into();
    let forwarded: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    for named in ["127.0.0.1, 10.0.0.0/8, ::1/3", forwarded.first().copied().unwrap_or_default()] {
        let Ok(proxies) = named.parse::<TrustedProxies>() else { continue };
        let client = proxies.client(peer, forwarded.iter().copied());
        assert!(client == peer || proxies.trust(peer), "nobody who is not trusted is believed");
        let _ = strongroom::auth::network(client);
    }
}

/// A code by the clock: the first eight bytes say when it is, the others are what somebody typed.
pub fn code(bytes: &[u8]) {
    const KEY: &[u8] = b"12345678901234567890";
    let Some((when, typed)) = bytes.split_first_chunk::<8>() else { return };
    let now = chrono::DateTime::from_timestamp(i64::from_be_bytes(*when), 0).unwrap_or_default();
    let typed = String::from_utf8_lossy(typed);
    if let Some(step) = totp::step_of(KEY, &typed, now, 0) {
        assert_eq!(totp::code_at(KEY, step), typed);
        assert_eq!(totp::step_of(KEY, &typed, now, step), None, "a code is good once");
    }
}

/// A file that is attached: what it is, and what it will be called.
pub fn attachment(bytes: &[u8]) {
    let kind = MediaType::recognise(bytes).unwrap_or(MediaType::Pdf);
    let name = safe_file_name(&String::from_utf8_lossy(bytes), kind);
    let leads_away = name.contains(['/', '\\', '\0', '\n', '\r', '"']) || name.starts_with('.');
    assert!(!leads_away && !name.is_empty() && name.len() < 600, "{name:?}");
}

/// A backup's destination: its header, a manifest and pieces, with a zero byte between them. What only somebody who
/// counts could write is filled in: `HEADER` and `PIECE0`… stand for hashes of what follows.
pub fn backup(bytes: &[u8]) {
    let mut parts = bytes.split(|byte| *byte == 0);
    let (header, manifest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut manifest = String::from_utf8_lossy(manifest).replace("HEADER", &Hash256::of(header).to_string());
    let mut objects = vec![("strongroom-backup.json".to_owned(), header.to_vec())];
    for (number, piece) in parts.take(8).enumerate() {
        manifest = manifest.replace(&format!("PIECE{number}"), &Hash256::of(piece).to_string());
        objects.push((format!("pieces/{number}"), piece.to_vec()));
    }
    let digest: String = Hash256::of(manifest.as_bytes()).to_string().chars().take(32).collect();
    objects.push((format!("snapshots/20260305T040000.000000Z-000000000001-{digest}"), manifest.into_bytes()));
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap_or_else(|error| panic!("{error}"));
    for (name, content) in objects {
        let put = runtime.block_on(store.put(&name.into(), content.into()));
        put.unwrap_or_else(|error| panic!("{error}"));
    }
    let Ok(destination) = Destination::over("memory".to_owned(), store, None, None) else { return };
    let destination = Arc::new(destination);
    let _ = (destination.snapshots(), check(&destination));
    let room = tempfile::tempdir_in(folder()).unwrap_or_else(|error| panic!("{error}"));
    let _ = restore(
        &Restoring { source: &destination, at: None, erasures: None },
        &room.path().join("data"),
        &room.path().join("scans"),
    );
    let outside: Vec<_> = std::fs::read_dir(room.path()).into_iter().flatten().flatten().collect();
    assert!(outside.iter().all(|entry| entry.file_name() == "data"), "{outside:?}");
}

/// Where files are written and read again at once: memory, where there is such a place.
fn folder() -> std::path::PathBuf {
    let memory = std::path::PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| {
        let preset = presets::by_name("dealer_a").unwrap_or_else(|| panic!("the preset is there"));
        let departments = preset.departments.into_iter().map(|known| (known.code, known.name));
        let classes = preset.classes.into_iter().map(|known| (known.code, known.name));
        Vocabulary::new(preset.types.into_iter().map(Arc::new), departments, classes)
    })
}
