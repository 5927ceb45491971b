//! The proof: each shipped template, in each format, at 203 and 300 dpi, drawn by others, cut apart and read back.

use super::decode;
use crate::label::drawing::{Area, Item, Page};
use crate::label::fonts::Fonts;
use crate::label::raster::Raster;
use crate::label::{Content, Format, Medium, Print, SHIPPED, Start, Template, Words, print, sample, shipped};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const RESOLUTIONS: [u32; 2] = [203, 300];

/// Lists of things that have codes of their own; nothing is looked up by the list.
const OF_NO_ONE_THING: [&str; 5] =
    ["folder-list-a4", "missing-papers-department-a4", "pick-list-a4", "transfer-list-a4", "transfer-register-a4"];

/// Does something with every shipped template, on all processors.
fn with_all(job: impl Fn(&'static str, Template) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(4) {
            scope.spawn(|| {
                while let Some(one) = SHIPPED.get(next.fetch_add(1, Ordering::Relaxed)) {
                    job(one.id, Template::read(one.svg).unwrap_or_else(|error| panic!("{}: {error}", one.id)));
                }
            });
        }
    });
}

/// Rows that fill a page and begin another one.
fn content(template: &Template, words: Words) -> Content {
    sample(template.kind(), words, template.rows_per_page().map_or(0, |rows| rows + 1))
}

fn own<'a>(template: &'a Template, contents: &'a [Content], medium: &'a Medium, dpi: u32) -> Print<'a> {
    Print { template, contents, words: Words::Zh, medium, start: Start::default(), dpi }
}

/// The pages as whoever gets this format sees them.
fn seen(job: &Print<'_>, format: Format) -> Vec<Raster> {
    let printed = print(job, format).unwrap();
    match format {
        Format::Pdf => decode::pdf(&printed.files[0], job.dpi),
        Format::Png => printed.files.iter().map(|file| decode::png(file, job.dpi)).collect(),
        Format::Svg => printed.files.iter().map(|file| decode::svg(file, job.dpi)).collect(),
        Format::Zpl => decode::zpl(std::str::from_utf8(&printed.files[0]).unwrap(), job.dpi),
        Format::Tspl => decode::tspl(&printed.files[0], job.dpi),
    }
}

/// The places of a page's QR codes, with what they should say.
fn expected(page: &Page) -> Vec<(Area, String)> {
    let mut found = Vec::new();
    for placed in &page.placed {
        for item in &placed.drawing.items {
            if let Item::Qr(code) = item {
                let (x_mm, y_mm) = (code.area.x_mm + placed.x_mm, code.area.y_mm + placed.y_mm);
                found.push((Area { x_mm, y_mm, ..code.area }, code.modules.payload().to_owned()));
            }
        }
    }
    found
}

/// Cuts each code out of a picture of its page and reads it.
fn read_back(page: &Page, raster: &Raster, about: &str) -> Vec<(Raster, String)> {
    let mut read = Vec::new();
    for (area, payload) in expected(page) {
        let cut = decode::cut_out(raster, (area.x_mm, area.y_mm), (area.width_mm, area.height_mm));
        assert_eq!(decode::codes(&cut), std::slice::from_ref(&payload), "{about}");
        read.push((cut, payload));
    }
    read
}

#[test]
fn every_template_prints_in_every_format_and_its_codes_are_read_back() {
    let cuts = Mutex::new(Vec::new());
    with_all(|id, template| {
        let contents = [content(&template, Words::Zh)];
        let medium = Medium::own(template.size_mm());
        for dpi in RESOLUTIONS {
            let job = own(&template, &contents, &medium, dpi);
            let (pages, _) = job.pages().unwrap();
            let has_code = pages.iter().any(|page| !expected(page).is_empty());
            assert!(has_code || OF_NO_ONE_THING.contains(&id), "{id} has no QR code");
            // Nobody feeds A4 into a printer of labels; its bitmaps are proved by all the others.
            let is_label = template.size_mm().0 <= 110.0;
            let formats =
                Format::ALL.into_iter().filter(|format| is_label || !matches!(format, Format::Zpl | Format::Tspl));
            for format in formats {
                let about = format!("{id} as {} at {dpi} dpi", format.id());
                let rasters = seen(&job, format);
                assert_eq!(rasters.len(), pages.len(), "{about}");
                for (page, raster) in pages.iter().zip(&rasters) {
                    let width_px = page.width_mm * dpi as f32 / 25.4;
                    assert!((raster.width_px as f32 - width_px).abs() < 8.5, "{about} is not in true size");
                    let read = read_back(page, raster, &about);
                    cuts.lock().unwrap().extend(read);
                }
            }
        }
    });
    let cuts = cuts.into_inner().unwrap();
    assert!(cuts.len() > 400, "only {} codes were read", cuts.len());
    zbar_reads_them_too(&cuts);
}

/// The same codes by a second reader, where it is installed.
fn zbar_reads_them_too(cuts: &[(Raster, String)]) {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..cuts.len()).map(|number| folder.path().join(format!("{number:05}.pgm"))).collect();
    for ((cut, _), path) in cuts.iter().zip(&paths) {
        decode::write_pgm(cut, path);
    }
    let Some(read) = zbar(&paths) else {
        eprintln!("SKIPPED: no zbarimg; apt-get install zbar-tools");
        return;
    };
    let wanted: Vec<&str> = cuts.iter().map(|(_, payload)| payload.as_str()).collect();
    assert_eq!(read.lines().collect::<Vec<_>>(), wanted);
}

fn zbar(paths: &[impl AsRef<Path>]) -> Option<String> {
    let mut command = Command::new("zbarimg");
    command.args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"]).args(paths.iter().map(AsRef::as_ref));
    Some(String::from_utf8(command.output().ok()?.stdout).unwrap())
}

#[test]
fn every_sheet_is_cut_apart_and_each_label_says_its_own_code() {
    for (id, medium) in [
        ("folder-70x37", "a4-3x8"),
        ("folder-63x33", "a4-3x8-gaps"),
        ("folder-63x33", "a4-3x7"),
        ("volume-70x37", "a4-3x7-full"),
        ("folder-99x33", "a4-2x7"),
        ("slot-66x25", "letter-3x10"),
        ("shelf-99x33", "letter-2x7"),
        ("condition-100x70", "letter-2x3"),
        ("folder-spine-10", "a4"),
    ] {
        let template = shipped(id).unwrap();
        let medium = Medium::named(medium, template.size_mm()).unwrap();
        let start = Start { cell: 4, right_tenths: 3, down_tenths: -2 };
        // What is left of the first sheet, and some of a second one.
        let count = medium.per_page() - start.cell % medium.per_page() + 2;
        let contents: Vec<Content> = (0..count)
            .map(|number| {
                let mut content = sample(template.kind(), Words::Zh, 0);
                content.values.insert("qr".to_owned(), format!("HTTPS://A.EXAMPLE/F/N{number:04}"));
                content
            })
            .collect();
        let job = Print { start, ..own(&template, &contents, &medium, 300) };
        let rasters = seen(&job, Format::Pdf);
        assert_eq!(rasters.len(), 2, "{id}");
        let mut read = Vec::new();
        for (sheet, raster) in rasters.iter().enumerate() {
            for cell in 0..medium.per_page() {
                let (column, row) = (cell % medium.cells.0, cell / medium.cells.0);
                let x_mm = medium.margin_mm.0 + medium.pitch_mm.0 * column as f32 + 0.3;
                let y_mm = medium.margin_mm.1 + medium.pitch_mm.1 * row as f32 - 0.2;
                let label = decode::cut_out(raster, (x_mm, y_mm.max(0.0)), medium.label_mm);
                let is_empty = (sheet == 0 && cell < start.cell % medium.per_page()) || (sheet == 1 && cell >= 2);
                let codes = decode::codes(&label);
                assert_eq!(codes.is_empty(), is_empty, "{id} sheet {sheet} cell {cell}");
                read.extend(codes);
            }
        }
        let wanted: Vec<String> = (0..count).map(|number| format!("HTTPS://A.EXAMPLE/F/N{number:04}")).collect();
        assert_eq!(read, wanted, "{id}");
    }
}

#[test]
fn all_text_stays_inside_its_cell_however_long_it_is() {
    with_all(|id, template| {
        for words in [Words::Zh, Words::En, Words::Both] {
            for stretch in [1, 2, 7] {
                let mut content = content(&template, words);
                for (name, value) in content.values.iter_mut().chain(content.rows.iter_mut().flatten()) {
                    if !crate::label::kind::NEVER_CUT.contains(&name.as_str()) {
                        *value = value.repeat(stretch);
                    }
                }
                let drawn = template.draw(&content, words).unwrap_or_else(|error| panic!("{id} {words:?}: {error}"));
                if stretch == 1 {
                    assert_eq!(drawn.warnings, [], "{id} {words:?}");
                }
                for item in drawn.pages.iter().flat_map(|page| &page.items) {
                    if let Item::Text(run) = item {
                        assert_inside(run, &format!("{id} {words:?} ×{stretch}"));
                    }
                }
            }
        }
    });
}

/// The ink of each glyph is inside the run's cell.
pub fn assert_inside(run: &crate::label::drawing::Run, about: &str) {
    let cell = run.cell.expect("every text has a cell");
    let (cos, sin) = run.turn.cos_sin();
    let (mut x, mut y) = (run.x_mm, run.y_mm);
    for glyph in &run.glyphs {
        if let Some(outline) = Fonts::shipped().outline(run.face, glyph.id) {
            let size = run.size_mm;
            let frame = tiny_skia::Transform::from_row(cos * size, sin * size, -sin * size, cos * size, x, y);
            let ink = outline.transform(frame).unwrap().bounds();
            let ink = Area { x_mm: ink.left(), y_mm: ink.top(), width_mm: ink.width(), height_mm: ink.height() };
            // The tail of a serif `j` leans 0.08 of its size out of its own width, and marks above capitals out of its height.
            let hair_mm = 0.1 * size;
            let room = Area {
                x_mm: cell.x_mm - hair_mm,
                y_mm: cell.y_mm - hair_mm,
                width_mm: cell.width_mm + 2.0 * hair_mm,
                height_mm: cell.height_mm + 2.0 * hair_mm,
            };
            assert!(room.holds(&ink), "{about}: “{}” at {ink:?} leaves {cell:?}", run.text);
        }
        x += glyph.advance_mm * cos;
        y += glyph.advance_mm * sin;
    }
}
