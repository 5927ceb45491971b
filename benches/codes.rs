//! Reading codes off scanned pages, beside other readers: `cargo bench --bench codes`.
//!
//! Makes sets of pages from a seed (A4 with print, labels at any angle, blur, fading, noise, JPEG, dirt on up to 15 % of
//! seven labels in ten: mostly little, and in the sets called even as much as any; in those called bent the paper does not
//! lie flat), reads them with ours, zxing-cpp, zbar and plain rqrr, and prints a table; the processor's time is that of
//! reading, without opening the file (zbar's holds both). `-- --set NAME` takes one set, `--pages N` so many pages
//! of each, `--only ours` (or another reader) one reader, `--keep DIR` copies the pages that ours did not read whole there,
//! `--seed WORD` makes other pages of the same kind, for whatever was tried out on those that the figures are of.
//! Pages lie in `target/codes` and are not made again while they do.
#![allow(clippy::indexing_slicing, missing_docs)]

#[path = "codes/mod.rs"]
mod codes;

use codes::figures::{HEAD, Reading, Score, cpu};
use codes::sets::{Page, SETS, Set};
use codes::text::Press;
use codes::{ideal, rivals};
use std::path::{Path, PathBuf};
use strongroom::scan::qr::{Limits, Stage, read_codes};

fn main() -> Result<(), String> {
    if let Some(page) = argument("--rqrr") {
        return rivals::be_rqrr(&page);
    }
    let pages: Option<usize> = argument("--pages").and_then(|text| text.parse().ok());
    let only = argument("--set");
    let mut press = Press::new()?;
    println!("{HEAD}");
    for set in SETS.iter().filter(|set| only.as_ref().is_none_or(|only| set.name == only)) {
        measure(set, pages.unwrap_or(set.pages), &mut press)?;
    }
    Ok(())
}

/// The text behind an argument.
fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// All readers on one set.
fn measure(set: &Set, count: usize, press: &mut Press) -> Result<(), String> {
    let seed = argument("--seed").map_or_else(|| set.name.to_owned(), |word| format!("{}-{word}", set.name));
    let folder = PathBuf::from("target/codes").join(&seed);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let (mut files, mut truths) = (Vec::new(), Vec::new());
    for number in 0..count {
        let file = folder.join(format!("{number:04}.jpg"));
        truths.push(set.page_at(press, (&seed, number), &file)?);
        files.push(file);
    }
    let is_wanted = |reader: &str| argument("--only").is_none_or(|only| only == reader);
    if is_wanted("ours") {
        ours(set, &files, &truths)?;
    }
    for reader in ["zxing-cpp", "zbar"].into_iter().filter(|reader| is_wanted(reader)) {
        let readings = rivals::python(reader, &files)?;
        report(set, reader, &truths, &readings);
    }
    if is_wanted("rqrr") {
        let readings: Result<Vec<Reading>, String> = files.iter().map(|file| rivals::plain_rqrr(file)).collect();
        report(set, "plain rqrr", &truths, &readings?);
    }
    Ok(())
}

fn report(set: &Set, reader: &str, truths: &[Page], readings: &[Reading]) -> Score {
    let mut score = Score::default();
    for (page, reading) in truths.iter().zip(readings) {
        let texts: Vec<String> = page.codes.iter().map(|code| code.text.clone()).collect();
        score.add(&texts, reading);
    }
    println!("{}", score.row(set.name, reader));
    score
}

/// Ours in this process, and what its first stage read alone.
fn ours(set: &Set, files: &[PathBuf], truths: &[Page]) -> Result<(), String> {
    let (mut all, mut first, mut possible) = (Vec::new(), Vec::new(), Vec::new());
    for (file, page) in files.iter().zip(truths) {
        let picture = image::open(file).map_err(|error| error.to_string())?.into_luma8();
        let begun = cpu();
        let codes = read_codes(&picture, &Limits::default());
        let spent = cpu() - begun;
        let texts = |wanted: &dyn Fn(Stage) -> bool| {
            codes.iter().filter(|code| wanted(code.stage)).map(|code| code.text.clone()).collect()
        };
        possible.push(Reading { texts: ideal::read(page, &picture), cpu: std::time::Duration::ZERO });
        all.push(Reading { texts: texts(&|_| true), cpu: spent });
        first.push(Reading { texts: texts(&|stage| stage == Stage::First), cpu: spent });
    }
    let score = report(set, "ours", truths, &all);
    report(set, "first stage", truths, &first);
    if set.bent == 0.0 {
        report(set, "perfect fit", truths, &possible);
    }
    if set.codes > 0 && score.percent() < set.target {
        println!("| {} misses its target of {} %", set.name, set.target);
    }
    keep_unread(set, files, truths, &all)
}

/// Leaves a copy of each page that was not read whole where it was asked for.
fn keep_unread(set: &Set, files: &[PathBuf], truths: &[Page], readings: &[Reading]) -> Result<(), String> {
    let Some(folder) = argument("--keep") else { return Ok(()) };
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    for ((file, page), reading) in files.iter().zip(truths).zip(readings) {
        let unread: Vec<_> = page.codes.iter().filter(|code| !reading.texts.contains(&code.text)).collect();
        let strange: Vec<_> =
            reading.texts.iter().filter(|text| page.codes.iter().all(|code| code.text != **text)).collect();
        if unread.is_empty() && strange.is_empty() {
            continue;
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        std::fs::copy(file, Path::new(&folder).join(format!("{}-{name}", set.name)))
            .map_err(|error| error.to_string())?;
        for code in unread {
            println!("{name}: unread {} ({} modules) at {:?}", code.text, code.modules, code.corners);
        }
        for text in strange {
            println!("{name}: strange {text:?}");
        }
    }
    Ok(())
}
