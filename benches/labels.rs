//! How long labels take: 1,000 folders with Chinese titles, on one core; then 100 over HTTP, of a real server's archive.
//! `cargo bench --bench labels`; `-- --data DIR` keeps the archive.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "archive/mod.rs"]
mod archive;

use archive::client::Client;
use archive::filled;
use serde_json::json;
use std::io;
use std::time::{Duration, Instant};
use strongroom::label::{Content, Format, Medium, Print, Start, Words, print, sample, shipped};

/// How often each row is measured; the middle one counts.
const TIMES: usize = 5;
/// Where the names' characters come from: the common ones first.
const FIRST_CHARACTER: u32 = 0x4E00;

/// How many folders the server has of which labels are asked.
const FOLDERS: u64 = 2_000;

fn main() -> io::Result<()> {
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
    over_http()
}

/// From the first byte asked to the last one answered, over one kept connection: found as whoever asks may see them, filled
/// from State and the views, drawn, written.
fn over_http() -> io::Result<()> {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let (server, identity, _data) = filled::open(archive::text("--data"), place.path(), FOLDERS)?;
    let mut client = Client::connect(server.address, &identity)?;
    let found = filled::expect(200, client.get("/api/v1/search?limit=100&q=")?)?.json();
    let hits = found["items"].as_array().cloned().unwrap_or_default();
    let codes: Vec<_> = hits.iter().map(|hit| hit["code"].clone()).collect();
    assert_eq!(codes.len(), 100);
    for (format, paper, template) in [
        ("pdf", "roll-60x40", "folder-60x40"),
        ("pdf", "a4-3x8", "folder-70x37"),
        ("zpl", "roll-60x40", "folder-60x40"),
    ] {
        let body = json!({"template": template, "paper": {"named": paper}, "format": format, "what": {"codes": codes}});
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..TIMES * 4 {
            let begun = Instant::now();
            bytes = filled::expect(200, client.post("/api/v1/labels", &body)?)?.body.len();
            times.push(begun.elapsed());
        }
        times.sort();
        let (middle, worst) = (times[times.len() / 2], times[times.len() - 1]);
        println!(
            "| 100 labels over HTTP as {format} on {paper} | {:.3} s, {:.3} s at worst | {bytes} |",
            middle.as_secs_f64(),
            worst.as_secs_f64()
        );
    }
    Ok(())
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
