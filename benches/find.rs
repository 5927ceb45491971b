//! Find, measured: `cargo bench --bench find`.
//!
//! A million invented folders in an index of its own on this disk: how long it takes to make, how large it is, how long
//! each kind of query takes on one thread, how much memory that keeps resident, and whether every query finds exactly
//! what the rules say, by brute force. `-- --sizes 10000,150000` takes other sizes, `--data DIR` keeps the indexes in DIR and
//! uses those that are there, `--only times,recall,rivals` leaves the rest out.

#[path = "find/folders.rs"]
mod folders;
#[path = "find/queries.rs"]
mod queries;
#[path = "find/recall.rs"]
mod recall;
#[path = "find/timing.rs"]
mod timing;

use folders::Folders;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use strongroom::demo::Random;
use strongroom::search::{FACETS_MAX, Opened, Position, open};
use timing::{Beside, percentile};

const SIZES: &str = "10000,150000,1000000";
/// From how many folders queries of every kind are taken.
const ASKED: u32 = 200;
/// How many folders are put in between two commits, as when an index is made anew.
const COMMIT_EVERY: u32 = 50_000;

fn main() -> io::Result<()> {
    if let Some(dir) = text("--ask") {
        return ask(Path::new(&dir));
    }
    let place = tempfile::tempdir_in(option_env!("CARGO_TARGET_TMPDIR").unwrap_or("/tmp"))?;
    let only = text("--only").unwrap_or_else(|| "times,recall".to_owned());
    for size in text("--sizes").unwrap_or_else(|| SIZES.to_owned()).split(',') {
        let folders: u32 = size.parse().map_err(io::Error::other)?;
        let base = text("--data").map_or_else(|| place.path().to_owned(), PathBuf::from);
        let dir = base.join(size);
        println!("\n## {folders} folders (load {:.1})\n", load());
        if !dir.join("queries.tsv").exists() {
            fs::create_dir_all(&dir)?;
            make(&dir, folders)?;
        }
        let bytes = bytes_under(&dir.join("search"));
        println!("index: {:.1} MB, {:.0} bytes a folder", bytes as f64 / 1e6, bytes as f64 / f64::from(folders));
        if only.contains("times") {
            // In a process of its own, so that its memory is that of the index alone.
            let status = Command::new(std::env::current_exe()?).arg("--ask").arg(&dir).status()?;
            if !status.success() {
                return Err(io::Error::other("the questions were not answered"));
            }
        }
        if only.contains("rivals") {
            write_texts(&dir, folders)?;
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/find/rivals.py");
            let script = text("--rivals").map_or(script, PathBuf::from);
            if !Command::new("python3").arg(script).arg(&dir).status()?.success() {
                return Err(io::Error::other("the others could not be asked"));
            }
        }
        if only.contains("recall") {
            recall::compare(&dir, folders)?;
        }
    }
    Ok(())
}

/// Makes the index, and leaves beside it what to ask and what the folders' states are.
fn make(dir: &Path, folders: u32) -> io::Result<()> {
    let Opened { indexer, .. } = &mut open(&dir.join("search")).map_err(io::Error::other)?;
    let mut keys = BufWriter::new(fs::File::create(dir.join("keys.bin"))?);
    let mut queries = Vec::new();
    let mut random = Random::new(77);
    let (started, mut making, before) = (Instant::now(), 0.0, processor_seconds());
    for (folder, doc, row) in Folders::new(folders) {
        let putting = Instant::now();
        indexer.put(&doc).map_err(io::Error::other)?;
        let no = doc.folder.0;
        if no % COMMIT_EVERY == COMMIT_EVERY - 1 {
            commit(indexer, u64::from(no))?;
        }
        making += putting.elapsed().as_secs_f64();
        for facet in 0..FACETS_MAX {
            keys.write_all(&row.get(facet).to_le_bytes())?;
        }
        if no % (folders / ASKED).max(1) == 0 {
            queries.extend(queries::about(&folder, &doc, &mut random));
        }
    }
    let finishing = Instant::now();
    commit(indexer, u64::from(folders))?;
    println!(
        "made in {:.1} s, {:.1} s of them in the index; processor time, the inventing of it included: {:.1} s",
        started.elapsed().as_secs_f64(),
        making + finishing.elapsed().as_secs_f64(),
        processor_seconds() - before
    );
    keys.flush()?;
    let lines =
        queries.into_iter().filter(|(_, text)| !text.is_empty()).map(|(kind, text)| format!("{kind}\t{text}\n"));
    fs::write(dir.join("queries.tsv"), lines.collect::<String>())
}

/// All that can be found of each folder, on a line: what others are given.
fn write_texts(dir: &Path, folders: u32) -> io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(dir.join("texts.tsv"))?);
    for (folder, doc, _) in Folders::new(folders) {
        let codes = doc.codes.join(" ");
        let texts = [&codes, &folder.customer, &folder.identity, &folder.phone, &folder.vin, &folder.plate, &doc.note];
        let line = texts.map(|text| text.replace(['\t', '\n', '\\'], " ")).join(" ").to_lowercase();
        writeln!(out, "{}\t{line}", doc.folder.0)?;
    }
    out.flush()
}

fn commit(indexer: &mut strongroom::search::Indexer, seq: u64) -> io::Result<()> {
    let position = Position { seq, hash: String::new(), incarnation: String::new() };
    indexer.commit(&position).map_err(io::Error::other)
}

/// The child: opens the index that is there and asks.
fn ask(dir: &Path) -> io::Result<()> {
    let started = Instant::now();
    let Opened { index, indexer, .. } = open(&dir.join("search")).map_err(io::Error::other)?;
    println!(
        "opened, with all checksums read, in {:.2} s; {} segments",
        started.elapsed().as_secs_f64(),
        index.segments()
    );
    let (keys, queries) = (timing::read_keys(dir)?, timing::read_queries(dir)?);
    let (anonymous, mapped) = timing::resident();
    println!(
        "resident before the first question: {:.0} MB own, {:.0} MB mapped",
        anonymous as f64 / 1e6,
        mapped as f64 / 1e6
    );
    for (beside, title) in [
        (Beside::Nothing, "hits and count"),
        (Beside::FourFacets, "with four facets"),
        (Beside::LentOnly, "of those lent"),
    ] {
        println!(
            "\n| {title} | asked | hits | p50 ms | p99 ms | p99 by the clock | target | verdict | slowest |\n|---|---:|---:|---:|---:|---:|---:|---|---|"
        );
        let kinds = timing::ask(&index, &keys, &queries, beside);
        if beside == Beside::Nothing {
            write_asked(dir, &kinds)?;
        }
        for (kind, times) in kinds {
            let kind = queries::KINDS[kind];
            let limit = if beside == Beside::Nothing { kind.limit_ms } else { 25 };
            let p99 = percentile(&times.busy, 99);
            let verdict = if p99 <= f64::from(limit) { "met" } else { "MISSED" };
            println!(
                "| {} | {} | {:.0} | {:.2} | {p99:.2} | {:.2} | {limit} | {verdict} | {} {:.2} |",
                kind.name,
                times.busy.len(),
                percentile(&times.hits, 50),
                percentile(&times.busy, 50),
                percentile(&times.waited, 99),
                times.slowest.1,
                times.slowest.0
            );
        }
    }
    let (anonymous, mapped) = timing::resident();
    let columns = keys.len() * size_of::<strongroom::search::FacetKeys>();
    println!(
        "\nresident while serving: {:.0} MB own (of these {:.0} MB the bench's columns and questions), {:.0} MB of the index's mapped files",
        anonymous as f64 / 1e6,
        columns as f64 / 1e6,
        mapped as f64 / 1e6
    );
    drop(indexer);
    Ok(())
}

/// What each query took, to be set beside what it takes others.
fn write_asked(dir: &Path, kinds: &BTreeMap<usize, timing::Times>) -> io::Result<()> {
    let mut lines = String::new();
    for (kind, times) in kinds {
        for (text, busy) in times.asked.iter().zip(&times.busy) {
            lines += &format!("{}\t{text}\t{busy:.4}\n", queries::KINDS[*kind].name);
        }
    }
    fs::write(dir.join("asked.tsv"), lines)
}

/// The value behind an option on the command line.
pub fn text(name: &str) -> Option<String> {
    let mut all = std::env::args();
    all.find(|argument| argument == name).and_then(|_| all.next())
}

/// Processor time of this process so far, all threads together.
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    after_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// How busy the machine is.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|one| one.parse().ok()).unwrap_or(f64::NAN)
}

fn bytes_under(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|about| about.len()).sum()
}
