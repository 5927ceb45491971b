//! Files that other programs made, whole and broken: tests/samples/scans, whose README says how.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::scan::picture::PictureLimits;
use crate::scan::qr::{Limits as CodeLimits, read_codes};
use std::path::PathBuf;

/// What every page of a sample carries.
const CODE: &str = "HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000123X";
const SIZE: (u32, u32) = (583, 827);

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/scans").join(name)
}

/// The pages that were had, and how it ended.
fn had(path: &Path, limits: &Limits) -> (Vec<PageImage>, Result<u32, ScanFault>) {
    let mut had = Vec::new();
    let end = pages(path, limits, &mut |page| {
        had.push(page);
        Ok(())
    });
    (had, end)
}

fn bytes(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The label is at the upper left of a page that stands upright.
fn is_upright(page: &PageImage) -> bool {
    let codes = read_codes(&page.grey, &CodeLimits::default());
    let middle = |code: &crate::scan::qr::ReadCode| {
        let sum = code.corners.iter().fold((0.0, 0.0), |sum, corner| (sum.0 + corner.x / 4.0, sum.1 + corner.y / 4.0));
        (sum.0 / page.grey.width() as f32, sum.1 / page.grey.height() as f32)
    };
    let found = codes.iter().find(|code| code.text == CODE);
    // Which of its own corners comes first says how it is turned.
    found.is_some_and(|code| {
        let (x, y) = middle(code);
        x < 0.5 && y < 0.4 && code.corners[0].x < code.corners[2].x && code.corners[0].y < code.corners[2].y
    })
}

#[test]
fn every_kind_of_file_gives_its_pages_upright_and_in_order() {
    let known: &[(&str, usize, bool)] = &[
        ("grey.jpg", 1, false),
        ("colour.jpg", 1, true),
        ("progressive.jpg", 1, true),
        ("cmyk.jpg", 1, true),
        ("phone.jpg", 1, true),
        ("bilevel.png", 1, false),
        ("palette.png", 1, true),
        ("alpha.png", 1, false),
        ("lossy.webp", 1, true),
        ("lossless.webp", 1, false),
        ("g4.tif", 2, false),
        ("g3.tif", 2, false),
        ("g3-2d.tif", 2, false),
        ("mirrored.tif", 2, false),
        ("strips.tif", 2, false),
        ("big.tif", 2, false),
        ("packbits.tif", 2, false),
        ("turned.tif", 2, false),
        ("sixteen.tif", 1, false),
        ("lzw.tif", 2, true),
        ("other-order.tif", 2, true),
        ("deflate.tif", 2, true),
        ("planes.tif", 2, true),
        ("tiles.tif", 2, true),
        ("jpeg.tif", 2, true),
        ("cmyk.tif", 1, true),
        ("jpeg.pdf", 2, false),
        ("colour.pdf", 1, true),
        ("g4.pdf", 2, false),
        ("stencil.pdf", 1, false),
        ("jbig2.pdf", 2, false),
        ("jpx.pdf", 1, false),
        ("packed.pdf", 1, false),
        ("turned-1.pdf", 1, false),
        ("turned-2.pdf", 1, false),
        ("turned-3.pdf", 1, false),
        ("with-text.pdf", 1, false),
        ("written-on.pdf", 1, false),
        ("owner.pdf", 2, false),
        ("no-table.pdf", 2, false),
    ];
    for (name, count, is_coloured) in known {
        let (pages, end) = had(&sample(name), &Limits::default());
        assert_eq!(end, Ok(*count as u32), "{name}");
        assert_eq!(pages.len(), *count, "{name}");
        for (index, page) in pages.iter().enumerate() {
            assert_eq!(page.index as usize, index, "{name}");
            // What is drawn has at least 300 dots an inch; what is one picture has its own.
            let is_drawn = *name == "written-on.pdf";
            assert!(is_drawn || page.grey.dimensions() == SIZE, "{name}: {:?}", page.grey.dimensions());
            assert!(
                (98..=102).contains(&page.dpi) || is_drawn || name.ends_with("webp") || *name == "phone.jpg",
                "{name}: {}",
                page.dpi
            );
            assert!(is_upright(page), "{name}: page {index} is not upright, or not sharp");
            assert_eq!(page.colour.is_some(), *is_coloured, "{name}");
        }
    }
}

#[test]
fn one_page_of_many_is_had_by_its_number() {
    for name in ["g4.tif", "g4.pdf", "jpeg.pdf"] {
        let whole = had(&sample(name), &Limits::default()).0;
        let second = page(&sample(name), 1, &Limits::default()).unwrap();
        assert_eq!((second.index, &second.grey), (1, &whole[1].grey), "{name}");
        assert_ne!(whole[0].grey, whole[1].grey, "{name}");
        assert_eq!(page(&sample(name), 2, &Limits::default()).err(), Some(ScanFault::Empty), "{name}");
    }
}

#[test]
fn of_a_file_cut_short_the_whole_pages_are_had_and_then_the_fault() {
    for (name, count) in [("cut.tif", 1), ("cut.pdf", 1), ("circle.tif", 2), ("cut.jpg", 0)] {
        let (pages, end) = had(&sample(name), &Limits::default());
        assert_eq!(end, Err(ScanFault::Damaged), "{name}");
        assert_eq!(pages.len(), count, "{name}");
        assert!(pages.iter().all(is_upright), "{name}");
    }
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let known = [
        ("encrypted.pdf", ScanFault::Encrypted),
        ("huge.tif", ScanFault::TooLarge),
        ("huge.pdf", ScanFault::TooLarge),
        ("nowhere.tif", ScanFault::Vanished),
        ("README.md", ScanFault::Unsupported { kind: "TXT".into() }),
    ];
    for (name, fault) in known {
        assert_eq!(had(&sample(name), &Limits::default()).1, Err(fault), "{name}");
    }
    for (content, fault) in [
        (&b""[..], ScanFault::Empty),
        (b"\0\0\0\x1cftypheic\0\0\0\0", ScanFault::Unsupported { kind: "HEIC".into() }),
        (b"PK\x03\x04 and so on", ScanFault::Unsupported { kind: "ZIP".into() }),
        (b"\x89PNG\r\n\x1a\n", ScanFault::Damaged),
        (b"\xff\xd8\xff\xe0", ScanFault::Damaged),
        (b"II*\0\x08\0\0\0", ScanFault::Damaged),
        (b"II*\0\0\0\0\0", ScanFault::Empty),
        (b"%PDF-1.7\n", ScanFault::Damaged),
        (b"RIFF\x04\0\0\0WEBP", ScanFault::Damaged),
    ] {
        let (_folder, path) = bytes("scan.pdf", content);
        assert_eq!(had(&path, &Limits::default()).1, Err(fault), "{content:?}");
    }
    assert_eq!(had(Path::new("/dev/zero"), &Limits::default()).1, Err(ScanFault::Unsupported { kind: "".into() }));
}

#[test]
fn past_a_limit_there_is_a_fault_and_not_a_shorter_file() {
    for name in ["g4.tif", "g4.pdf"] {
        let few = Limits { pages: 1, ..Limits::default() };
        assert_eq!(had(&sample(name), &few).1, Err(ScanFault::TooManyPages), "{name}");
        let small =
            Limits { picture: PictureLimits { area_px: 400_000, ..PictureLimits::default() }, ..Limits::default() };
        assert_eq!(had(&sample(name), &small).1, Err(ScanFault::TooLarge), "{name}");
        let short = Limits { bytes: 1_000, ..Limits::default() };
        assert_eq!(had(&sample(name), &short).1, Err(ScanFault::TooLarge), "{name}");
    }
}

/// Each of its pages is an object of its own: opening it would take more memory than a child has.
#[test]
fn a_pdf_of_a_million_pages_has_too_many_and_is_not_too_large() {
    use std::fmt::Write as _;
    const PAGES: usize = 1_000_000;
    let kids: String = (0..PAGES).fold(String::new(), |mut kids, at| {
        let _ = write!(kids, "{} 0 R ", at + 3);
        kids
    });
    let mut file = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count {PAGES}>>endobj\n"
    );
    (0..PAGES).for_each(|at| {
        let _ = writeln!(file, "{} 0 obj<</Type/Page/Parent 2 0 R>>endobj", at + 3);
    });
    let _ = write!(file, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n0\n%%EOF\n", PAGES + 3);
    let (_folder, path) = bytes("million.pdf", file.as_bytes());
    assert_eq!(had(&path, &Limits::default()).1, Err(ScanFault::TooManyPages));
}

#[test]
fn a_picture_in_a_pdf_that_says_itself_that_it_is_huge_is_too_large_whatever_the_page_says_of_it() {
    let mut file = std::fs::read(sample("jpx.pdf")).unwrap();
    let sizes = file.windows(4).position(|part| part == [0xFF, 0x4F, 0xFF, 0x51]).unwrap() + 8;
    for (width, height) in [(u32::MAX, 128), (128, u32::MAX), (100_000, 100_000)] {
        file[sizes..sizes + 4].copy_from_slice(&width.to_be_bytes());
        file[sizes + 4..sizes + 8].copy_from_slice(&height.to_be_bytes());
        let (_folder, path) = bytes("huge.pdf", &file);
        let (pages, end) = had(&path, &Limits::default());
        assert_eq!((pages.len(), end), (0, Err(ScanFault::TooLarge)), "{width} by {height}");
    }
}

#[test]
fn colours_are_kept_as_large_as_is_asked_for() {
    let sizes = [(0, None), (100, Some((116, 165))), (1_200, Some(SIZE)), (u32::MAX, Some(SIZE))];
    for (colour_px, size) in sizes {
        let limits = Limits { colour_px, ..Limits::default() };
        for name in ["colour.jpg", "deflate.tif", "colour.pdf"] {
            let page = page(&sample(name), 0, &limits).unwrap();
            assert_eq!(page.colour.map(|colour| colour.dimensions()), size, "{name} at {colour_px}");
        }
    }
}

#[test]
fn whoever_takes_pages_may_end_the_reading() {
    for name in ["g4.tif", "g4.pdf", "grey.jpg"] {
        let mut count = 0;
        let end = pages(&sample(name), &Limits::default(), &mut |_| {
            count += 1;
            Err(ScanFault::Vanished)
        });
        assert_eq!((end, count), (Err(ScanFault::Vanished), 1), "{name}");
    }
}

#[test]
fn a_file_says_beforehand_how_many_pages_will_be_had() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/scans");
    let mut several = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let (had, end) = had(&path, &Limits::default());
        if let Ok(pages) = end {
            assert_eq!(count(&path, &Limits::default()), Some(pages), "{}", path.display());
            several += usize::from(had.len() > 1);
        }
    }
    assert!(several > 0, "some of them have several pages");
    let (_folder, nonsense) = bytes("x.pdf", b"%PDF-1.7 and nothing else");
    assert_eq!(count(&nonsense, &Limits::default()), None);
    assert_eq!(count(Path::new("/nowhere"), &Limits::default()), None);
}
