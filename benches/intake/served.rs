//! Files through the inbox of a running service: from file to filed, with the original kept and both previews made. What it
//! costs is all that the service and its children were on a processor, so a busy machine does not count; what else the
//! service does meanwhile shows in how long searches take.

use super::archive::client::{Client, Identity};
use super::archive::load::escaped;
use super::archive::server::{Server, processor_seconds};
use super::archive::{filled, text};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How many folders can be searched for.
const FOLDERS: u64 = 10_000;
/// How long is searched with nothing else to do.
const IDLE: Duration = Duration::from_secs(8);
/// Somebody who types all the time.
const BETWEEN: Duration = Duration::from_millis(20);
const LOOK_EVERY: Duration = Duration::from_millis(50);
const QUERIES: [&str; 6] = ["王小明", "上海", "2024 保养", "粤B", "NEW2023", "合同"];
const KINDS: [&str; 6] = ["g4.tif", "jpeg.pdf", "colour.pdf", "g4.pdf", "jbig2.pdf", "jpx.pdf"];

/// A service with an archive, and whoever asks it.
struct Bench {
    server: Server,
    identity: Identity,
    inbox: PathBuf,
    /// Files and pages so far.
    read: u64,
    pages: u64,
}

/// What reading files took.
struct Cost {
    cpu_s: f64,
    clock_s: f64,
    /// The most that a child had of its own, in kilobytes, and with its file.
    own_kb: u64,
    all_kb: u64,
}

/// Reads files of every kind, then one of very many pages while somebody searches.
pub fn report(folder: &Path, singles: &[PathBuf], many: &[&str]) -> io::Result<()> {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let (server, identity, data) = filled::open(None, place.path(), FOLDERS)?;
    filled::wait_findable(&server, &identity, filled::count(&server, &identity)?)?;
    let mut bench = Bench { server, identity, inbox: data.join("scans/inbox"), read: 0, pages: 0 };
    println!(
        "| through the inbox | pages | ms of CPU a page | pages a minute and core | child MB | with file | service MB |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let only = text("--only");
    let wanted = |name: &str| only.as_ref().is_none_or(|only| only.split(',').any(|one| one == name));
    if wanted("grey.jpg") {
        let (pages, cost) = bench.give(singles)?;
        bench.row("grey.jpg", pages, &cost);
    }
    for name in KINDS.into_iter().filter(|name| wanted(name)) {
        let (pages, cost) = bench.give(&[folder.join(name)])?;
        bench.row(name, pages, &cost);
    }
    for name in many.iter().filter(|name| wanted(name)) {
        let mut idle = bench.searches(&AtomicBool::new(false), Some(IDLE))?;
        let (pages, cost, mut busy) = bench.give_and_search(&folder.join(name))?;
        bench.row(name, pages, &cost);
        let (before, during) = (part(&mut idle, 95), part(&mut busy, 95));
        println!(
            "\nsearches, one at a time: half within {:.1} ms and 95 of 100 within {before:.1} ms with nothing else to do ({}); {:.1} \
             and {during:.1} ms while {name} is read ({}): {:.2} times\n",
            part(&mut idle, 50),
            idle.len(),
            part(&mut busy, 50),
            busy.len(),
            during / before
        );
    }
    bench.server.stop().map(drop)
}

/// So many of a hundred took no longer, in milliseconds.
fn part(times: &mut [f64], hundredths: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() * hundredths / 100).min(times.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

impl Bench {
    fn row(&self, name: &str, pages: u64, cost: &Cost) {
        let each = cost.cpu_s / pages.max(1) as f64;
        println!(
            "| {name} | {pages} | {:.0} | {:.0} | {} | {} | {} | {:.1} s by the clock",
            each * 1_000.0,
            60.0 / each,
            cost.own_kb / 1024,
            cost.all_kb / 1024,
            self.server.peak_bytes() >> 20,
            cost.clock_s
        );
    }

    /// Puts files into the inbox and waits until all of their pages are filed; how many those are, and what it took.
    fn give(&mut self, files: &[PathBuf]) -> io::Result<(u64, Cost)> {
        let clock = Instant::now();
        let before = processor_seconds(self.server.process());
        for file in files {
            self.read += 1;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let half = self.inbox.join(format!(".{name}"));
            fs::copy(file, &half)?;
            fs::rename(half, self.inbox.join(&*name))?;
        }
        let (mut own_kb, mut all_kb) = (0, 0);
        let pages;
        let mut client = Client::connect(self.server.address, &self.identity)?;
        loop {
            let (own, all) = super::memory_of_children_kb(self.server.process());
            (own_kb, all_kb) = (own_kb.max(own), all_kb.max(all));
            let figures = client.get("/api/v1/scans/figures")?.json();
            let count = |name: &str| figures[name].as_u64().unwrap_or(0);
            if count("failed") > 0 {
                return Err(io::Error::other(format!("a file could not be read: {figures}")));
            }
            if count("scans") == self.read && count("received") == 0 {
                pages = count("pages") - std::mem::replace(&mut self.pages, count("pages"));
                break;
            }
            thread::sleep(LOOK_EVERY);
        }
        let cpu_s = processor_seconds(self.server.process()) - before;
        Ok((pages, Cost { cpu_s, clock_s: clock.elapsed().as_secs_f64(), own_kb, all_kb }))
    }

    /// The same with one file, while somebody searches, which is in what it took.
    fn give_and_search(&mut self, file: &Path) -> io::Result<(u64, Cost, Vec<f64>)> {
        let is_over = Arc::new(AtomicBool::new(false));
        let (address, identity, over) = (self.server.address, self.identity.clone(), is_over.clone());
        let searching = thread::spawn(move || search(address, &identity, &over, None));
        let cost = self.give(&[file.to_owned()]);
        is_over.store(true, Ordering::Relaxed);
        let times = searching.join().map_err(|_| io::Error::other("whoever searched is gone"))??;
        let (pages, cost) = cost?;
        Ok((pages, cost, times))
    }

    fn searches(&self, is_over: &AtomicBool, time: Option<Duration>) -> io::Result<Vec<f64>> {
        search(self.server.address, &self.identity, is_over, time)
    }
}

/// Searches, one after the other with a pause, until it is over; how long each took in milliseconds.
fn search(
    address: std::net::SocketAddr,
    identity: &Identity,
    is_over: &AtomicBool,
    time: Option<Duration>,
) -> io::Result<Vec<f64>> {
    let mut client = Client::connect(address, identity)?;
    let (begun, mut times) = (Instant::now(), Vec::new());
    while !is_over.load(Ordering::Relaxed) && time.is_none_or(|time| begun.elapsed() < time) {
        let query = QUERIES[times.len() % QUERIES.len()];
        let asked = Instant::now();
        let answer = client.get(&format!("/api/v1/search?q={}&limit=20", escaped(query)))?;
        if answer.status != 200 {
            return Err(io::Error::other(format!("a search was answered with {}", answer.status)));
        }
        times.push(asked.elapsed().as_secs_f64() * 1_000.0);
        thread::sleep(BETWEEN);
    }
    Ok(times)
}
