//! Scanned files and what is read off them: pages, codes, where pages go, words, and what a child says of all that.

use super::folder;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use strongroom::archive::codec;
use strongroom::archive::texts::PageText;
use strongroom::domain::scan::PagePlace;
use strongroom::domain::state::State;
use strongroom::intake::Resolver;
use strongroom::ledger::storage::{MemoryStorage, Storage};
use strongroom::ledger::{Ledger, Options};
use strongroom::scan::file::Limits as FileLimits;
use strongroom::scan::page::look;
use strongroom::scan::picture::{PictureLimits, open_grey};
use strongroom::scan::qr::{Limits as CodeLimits, read_codes};
use strongroom::scan::separate::{Put, Seen, Sign, Stack, separate};
use strongroom::scan::worker::{Limits as ChildLimits, Line, heard};

const PICTURE: PictureLimits = PictureLimits { side_px: 2_000, area_px: 1_000_000, memory_bytes: 16 << 20 };

/// A scanned page: opened with its colours and without, and its codes read.
pub fn picture(bytes: &[u8]) {
    let opened = open_grey(std::io::Cursor::new(bytes), &PICTURE);
    if bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"\x89PNG") || bytes.get(8..12) == Some(b"WEBP") {
        pages(bytes);
    }
    let Ok(page) = opened else { return };
    assert!(u64::from(page.width()) * u64::from(page.height()) <= PICTURE.area_px);
    let few = CodeLimits { codes: 4, ..CodeLimits::default() };
    assert!(read_codes(&page, &few).len() <= few.codes);
}

/// A scanned file: every page of it, as far as it goes.
pub fn pages(bytes: &[u8]) {
    let mut file = tempfile::NamedTempFile::new_in(folder()).unwrap_or_else(|error| panic!("{error}"));
    file.write_all(bytes).and_then(|()| file.flush()).unwrap_or_else(|error| panic!("{error}"));
    let limits = FileLimits { picture: PICTURE, pages: 8, ..FileLimits::default() };
    let said = strongroom::scan::file::count(file.path(), &limits);
    assert!(said.is_none_or(|said| (1..=limits.pages).contains(&said)));
    let mut count = 0;
    let end = strongroom::scan::file::pages(file.path(), &limits, &mut |page| {
        assert_eq!(page.index, count);
        count += 1;
        let (width, height) = page.grey.dimensions();
        assert!(width <= PICTURE.side_px && height <= PICTURE.side_px, "{width} × {height}");
        assert!(u64::from(width) * u64::from(height) <= PICTURE.area_px, "{width} × {height}");
        let _ = look(&page);
        Ok(())
    });
    assert!(count <= limits.pages && end.map_or(true, |pages| pages == count));
}

/// The codes on the pages of a stack, in an archive that knows some: the first byte says how many sheets there were, the
/// second where its pages go by whoever brought them; then a line for each code, a form feed between pages, `!` on a page
/// that cannot be read.
pub fn separator(bytes: &[u8]) {
    let Some(([sheets, told], text)) = bytes.split_first_chunk::<2>() else { return };
    let resolver = Resolver::of(archive());
    let text = String::from_utf8_lossy(text);
    let pages: Vec<Seen> = text.split('\u{c}').take(200).map(|page| seen(&resolver, page)).collect();
    let places = places();
    let into = usize::from(*told).checked_sub(1).and_then(|at| places.get(at)).map(|place| resolver.told(*place));
    let stack = Stack {
        into,
        sheets: (*sheets > 0).then_some(u16::from(*sheets)),
        paper_in: &|case, paper| resolver.paper_in(case, paper),
        pages_of: &|case, paper| resolver.pages_of(case, paper),
    };
    let placed = separate(&pages, &stack);
    assert_eq!(placed.len(), pages.len());
    let mut named: Vec<Sign> = into.into_iter().collect();
    for (page, placed) in pages.iter().zip(&placed) {
        named.extend(&page.signs);
        let Put::Filed(place, _) = placed.put else { continue };
        assert!(!page.is_unreadable && !page.signs.contains(&Sign::Unknown) && !page.signs.contains(&Sign::Gone));
        assert!(named.iter().any(|sign| is_of(*sign, place)), "{place:?} was named by nothing: {named:?}");
    }
}

fn seen(resolver: &Resolver<'_>, page: &str) -> Seen {
    let codes = page.lines().map(str::trim).filter(|code| !code.is_empty() && *code != "!");
    Seen {
        signs: codes.take(64).map(|code| resolver.sign(code)).collect(),
        is_blank: page.trim().is_empty(),
        is_unreadable: page.trim() == "!",
    }
}

fn is_of(sign: Sign, place: PagePlace) -> bool {
    match sign {
        Sign::Folder { folder, .. } => folder == place.folder,
        Sign::Case { folder, case } => folder == place.folder && place.case.is_none_or(|own| own == case),
        Sign::Paper { folder, case, .. } => folder == place.folder && place.case.is_none_or(|own| own == case),
        _ => false,
    }
}

/// Each folder of the archive, and each case.
fn places() -> Vec<PagePlace> {
    let of_folder = |folder| PagePlace { folder, case: None, paper: None };
    let cases = (0..64).map(strongroom::domain::ids::CaseNo).filter_map(|case| {
        let folder = archive().cases.get(case)?.folder;
        Some(PagePlace { folder, case: Some(case), paper: None })
    });
    (0..24).map(strongroom::domain::ids::FolderNo).map(of_folder).chain(cases).collect()
}

/// The archive of the golden ledger: everything that can be in one is in it.
fn archive() -> &'static State {
    static ARCHIVE: OnceLock<State> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let memory = MemoryStorage::new();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let known = [here, here.parent().unwrap_or(here)].map(|root| root.join("tests/golden/v1/ledger"));
        for entry in known.iter().find_map(|ledger| std::fs::read_dir(ledger).ok()).into_iter().flatten().flatten() {
            let content = std::fs::read(entry.path()).unwrap_or_else(|error| panic!("{error}"));
            memory.put(&entry.file_name().to_string_lossy(), content);
        }
        let storage: Arc<dyn Storage> = Arc::new(memory);
        let mut state = State::default();
        let opened = Ledger::open(storage, Options::default(), |frame| {
            let stamp = codec::stamp_of(frame).unwrap_or_else(|error| panic!("{error}"));
            for event in codec::events_of(frame).unwrap_or_else(|error| panic!("{error}")) {
                state.apply(stamp, &event);
            }
            Ok(())
        });
        assert!(opened.is_ok() && state.seq > 100, "the golden ledger is there");
        state
    })
}

/// What a command prints of a page: read, it is kept as it is read again.
pub fn words(bytes: &[u8]) {
    let printed = String::from_utf8_lossy(bytes);
    let quarters = bytes.len() as u8;
    for size in [(1_654, 2_339), (1, 1), (0, 7)] {
        let Some(text) = strongroom::ocr::read_printed(&printed, size, quarters) else { continue };
        assert!(text.plain().words.len() <= strongroom::archive::texts::WORDS_MAX);
        assert_eq!(PageText::parse(&text.written()), Some(text));
    }
    // A file of texts is read by whoever searches: it may hold anything.
    if let Some(text) = PageText::parse(&printed) {
        let again = PageText::parse(&text.written());
        assert!(again.is_some_and(|again| again.plain().text == text.plain().text));
    }
}

/// What a child says to its parent: pages that can be, a number of them, or a fault that may be kept.
pub fn child(bytes: &[u8]) {
    let (limits, mut before) = (ChildLimits::default(), 0);
    for line in heard(bytes) {
        match line {
            Line::Page(page) if page.can_be(before, &limits) => {
                before += 1;
                assert!(page.index < limits.file.pages && page.codes.len() <= limits.codes && page.dpi > 0);
            }
            Line::Page(_) | Line::Done { .. } => break,
            Line::Fault(fault) => {
                let kept = fault.kept();
                assert_eq!(kept.kept(), kept);
                let told = serde_json::to_string(&kept).unwrap_or_else(|error| panic!("{error}"));
                assert!(told.len() < 200, "{told}");
                break;
            }
        }
    }
}
