//! How long labels take: 1,000 folders with Chinese titles, on one core. `cargo bench --bench labels`.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, Instant};
use strongroom::label::{Content, Format, Medium, Print, Start, Words, print, sample, shipped};

/// How often each row is measured; the middle one counts.
const TIMES: usize = 5;
/// Where the names' characters come from: the common ones first.
const FIRST_CHARACTER: u32 = 0x4E00;

fn main() {
    println!("| what | time | bytes |");
    println!("|---|---:|---:|");
    let roll = "roll-60x40";
    row("1,000 labels of 60×40 mm as PDF", 1_000, "folder-60x40", roll, 203, Format::Pdf);
    row("1,000 labels as ZPL, 203 dpi", 1_000, "folder-60x40", roll, 203, Format::Zpl);
    row("1,000 labels as ZPL, 300 dpi", 1_000, "folder-60x40", roll, 300, Format::Zpl);
    row("1,000 labels as TSPL, 203 dpi", 1_000, "folder-60x40", roll, 203, Format::Tspl);
    row("1,000 labels on A4 sheets, 3×8, as PDF", 1_000, "folder-70x37", "a4-3x8", 300, Format::Pdf);
    row("100 labels as PDF", 100, "folder-60x40", roll, 203, Format::Pdf);
    row("one label as PDF", 1, "folder-60x40", roll, 203, Format::Pdf);
    row("one label as SVG", 1, "folder-60x40", roll, 203, Format::Svg);
}

fn row(what: &str, count: u32, template: &str, medium: &str, dpi: u32, format: Format) {
    let template = shipped(template).unwrap();
    let medium = Medium::named(medium, template.size_mm()).unwrap();
    let contents: Vec<Content> = (0..count).map(content).collect();
    let job = Print {
        template: &template,
        contents: &contents,
        words: Words::Zh,
        medium: &medium,
        start: Start::default(),
        dpi,
    };
    let mut times: Vec<(Duration, usize)> = (0..TIMES)
        .map(|_| {
            let begun = Instant::now();
            let printed = print(&job, format).unwrap();
            assert!(printed.warnings.is_empty(), "{:?}", printed.warnings);
            (begun.elapsed(), printed.files.iter().map(Vec::len).sum())
        })
        .collect();
    times.sort();
    let (time, bytes) = times[TIMES / 2];
    println!("| {what} | {:.3} s | {bytes} |", time.as_secs_f64());
}

/// Each label with a name, a code and an address of its own.
fn content(number: u32) -> Content {
    let mut content = sample(shipped("folder-60x40").unwrap().kind(), Words::Zh, 0);
    let character = |step: u32| char::from_u32(FIRST_CHARACTER + number.wrapping_mul(step) % 6_000).unwrap_or('一');
    let code = format!("NEW2026-{number:06}X");
    content
        .values
        .insert("title".to_owned(), format!("{}{}{} 帕萨特新车销售", character(17), character(131), character(7)));
    content.values.insert("qr".to_owned(), format!("HTTPS://ARCHIVE.EXAMPLE.COM/F/{code}"));
    content.values.insert("code".to_owned(), code);
    content
}
