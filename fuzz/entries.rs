//! What comes from outside as bytes, one function for each reader. The fuzz targets call these with whatever they think
//! of; the tests call them with seeded nonsense, so that every run of the suite tries some. A reader may refuse anything;
//! it may not panic, hang, or take without a limit.

use std::io::Write as _;
use std::sync::{Arc, OnceLock};
use strongroom::archive::codec;
use strongroom::domain::code::{normalise_code, parse_scan, read_code};
use strongroom::domain::presets;
use strongroom::import::{ConvertOptions, Limits, Vocabulary, convert_row, open_sheet, suggest_mapping};
use strongroom::ledger::storage::{MemoryStorage, Storage};
use strongroom::ledger::{Ledger, Options, verify};
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
