//! What the README says of speed, measured on the real program: `cargo bench --bench archive`.
//!
//! It starts the release binary in a directory on this disk, talks to it over HTTP as anybody would, imports a generated
//! table, stops it, kills it, and looks at its memory and its files. `-- --folders N` takes another number of folders
//! than 150,000, `-- --small N` another than 10,000. Each figure is printed as it comes, and all of them as a table.

#[path = "archive/mod.rs"]
mod archive;

use archive::client::{Client, Identity};
use archive::figures::{Figures, Target, median};
use archive::filled::{bytes_under, expect, import, some_codes, wait_findable};
use archive::server::Server;
use archive::{argument, load};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

const FOLDERS: u64 = 150_000;
const SMALL: u64 = 10_000;
/// How often a start is timed.
const STARTS: usize = 5;
/// How often a kill is followed by a start.
const KILLS: usize = 3;
/// How long a server rests before its memory is read.
const REST: Duration = Duration::from_secs(6);
/// How long each kind of load lasts.
const LOAD: Duration = Duration::from_secs(10);
/// How many folders are read and lent.
const SAMPLE: usize = 8_000;
const MB: f64 = 1_000_000.0;

fn main() -> io::Result<()> {
    let (folders, small) = (argument("--folders").unwrap_or(FOLDERS), argument("--small").unwrap_or(SMALL));
    let mut figures = Figures::default();
    raw_disk(&mut figures)?;
    if small > 0 {
        small_archive(&mut figures, small)?;
    }
    if folders > 0 {
        large_archive(&mut figures, folders)?;
    }
    raw_disk(&mut figures)?;
    figures.print();
    println!("\n{} | {} cores", if figures.are_met() { "all targets met" } else { "a target was MISSED" }, cores());
    Ok(())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What one small durable write costs on this disk: what no acknowledged command can be faster than, alone.
fn raw_disk(figures: &mut Figures) -> io::Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut file = File::create(folder.path().join("raw"))?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        file.write_all(&[b'x'; 512])?;
        file.sync_data()?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    figures.note("raw 512 bytes + fdatasync", median(times), "ms", Target::None);
    Ok(())
}

fn small_archive(figures: &mut Figures, folders: u64) -> io::Result<()> {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let data = place.path().join("data");
    let server = Server::start(&data)?;
    let identity = server.first_token()?;
    let import = import(&server, &identity, folders)?;
    figures.note("small archive: import to findable", import.as_secs_f64(), "s", Target::None);
    sleep(REST);
    figures.note(
        "small archive: resident after its import",
        server.resident_bytes() as f64 / MB,
        "MB",
        Target::AtMost(80.0),
    );
    server.stop()?;
    let (starts, resident) = clean_starts(&data)?;
    figures.note("small archive: ready after a clean stop", starts, "s", Target::AtMost(0.5));
    figures.note("small archive: resident at rest", resident, "MB", Target::AtMost(80.0));
    Ok(())
}

/// Starts a few times after clean stops: the median time, and the memory some seconds after.
fn clean_starts(data: &Path) -> io::Result<(f64, f64)> {
    let (mut times, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let server = Server::start(data)?;
        times.push(server.ready_in.as_secs_f64());
        if resident.len() < 2 {
            sleep(REST);
            resident.push(server.resident_bytes() as f64 / MB);
        }
        server.stop()?;
    }
    Ok((median(times), median(resident)))
}

fn large_archive(figures: &mut Figures, folders: u64) -> io::Result<()> {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let data = place.path().join("data");
    let server = Server::start(&data)?;
    let identity = server.first_token()?;
    let time = import(&server, &identity, folders)?;
    figures.note("import to slotted, durable and findable", time.as_secs_f64(), "s", Target::AtMost(60.0));
    figures.note("import: processor time of both cores", server.processor_seconds(), "s", Target::None);
    figures.note("import: memory at its highest", server.peak_bytes() as f64 / MB, "MB", Target::AtMost(600.0));
    server.kill()?;
    let server = Server::start(&data)?;
    figures.note("ready after a kill at the import's end", server.ready_in.as_secs_f64(), "s", Target::AtMost(3.0));
    wait_findable(&server, &identity, folders)?;
    server.stop()?;
    disk(figures, &data, folders);
    let (starts, resident) = clean_starts(&data)?;
    figures.note("ready after a clean stop", starts, "s", Target::AtMost(1.0));
    figures.note("resident at rest", resident, "MB", Target::AtMost(300.0));
    let server = Server::start(&data)?;
    under_load(figures, &server, &identity, folders)?;
    sleep(REST);
    figures.note("resident after all that", server.resident_bytes() as f64 / MB, "MB", Target::AtMost(300.0));
    server.kill()?;
    killed_starts(figures, &data, &identity, folders)
}

/// Ready again after `kill -9` in the midst of lending, and nothing acknowledged is lost.
fn killed_starts(figures: &mut Figures, data: &Path, identity: &Identity, folders: u64) -> io::Result<()> {
    let mut times = Vec::new();
    let mut acknowledged = 0;
    for _ in 0..KILLS {
        let server = Server::start(data)?;
        times.push(server.ready_in.as_secs_f64());
        let mut client = Client::connect(server.address, identity)?;
        let system = expect(200, client.get("/api/v1/system")?)?.json();
        if system["folders"] != folders || system["seq"].as_u64() < Some(acknowledged) {
            return Err(io::Error::other(format!("something acknowledged is gone: {system}")));
        }
        let codes = some_codes(&server, identity, 200)?;
        load::Target { address: server.address, identity, codes: &codes }.pairs(Duration::from_secs(2))?;
        acknowledged = expect(200, client.get("/api/v1/system")?)?.json()["seq"].as_u64().unwrap_or(0);
        server.kill()?;
    }
    figures.note("ready after a kill during lending", median(times), "s", Target::AtMost(3.0));
    Ok(())
}

/// What a folder takes on disk, the uploaded file left out.
fn disk(figures: &mut Figures, data: &Path, folders: u64) {
    let per_folder = |bytes: u64| bytes as f64 / folders as f64 / 1_000.0;
    let mut whole = 0;
    for (name, figure) in [
        ("ledger", "on disk a folder: ledger"),
        ("views", "on disk a folder: views"),
        ("search", "on disk a folder: search index"),
        ("checkpoint", "on disk a folder: checkpoint"),
    ] {
        let bytes = bytes_under(&data.join(name));
        whole += bytes;
        figures.note(figure, per_folder(bytes), "KB", Target::None);
    }
    figures.note("on disk a folder in all", per_folder(whole), "KB", Target::AtMost(5.0));
}

fn under_load(figures: &mut Figures, server: &Server, identity: &Identity, folders: u64) -> io::Result<()> {
    let codes = some_codes(server, identity, SAMPLE)?;
    let target = load::Target { address: server.address, identity, codes: &codes };
    let reads = target.reads(LOAD)?;
    figures.note("folders read by code, 8 clients", reads.per_second, "/s", Target::Later("15,000 in Bedrock"));
    figures.note("  99 of 100 within", reads.percentile(99), "ms", Target::Later("5 in Bedrock"));
    let pairs = target.pairs(LOAD)?;
    figures.note("lent and returned, 8 clients", pairs.per_second, "pairs/s", Target::Later("3,000 in Bedrock"));
    figures.note("  99 of 100 within", pairs.percentile(99), "ms", Target::None);
    let queries = queries(server, identity)?;
    let searches = target.searches(&queries, LOAD)?;
    figures.note("searches, 8 clients", searches.per_second, "/s", Target::None);
    figures.note("  half within", searches.percentile(50), "ms", Target::None);
    figures.note("  99 of 100 within", searches.percentile(99), "ms", Target::None);
    wait_findable(server, identity, folders)
}

/// What people type, taken from folders that are there.
fn queries(server: &Server, identity: &Identity) -> io::Result<Vec<String>> {
    let mut client = Client::connect(server.address, identity)?;
    let page = expect(200, client.get("/api/v1/search?q=&limit=100")?)?.json();
    let mut queries = Vec::new();
    for item in page["items"].as_array().into_iter().flatten() {
        let code = item["code"].as_str().unwrap_or("");
        let card = expect(200, client.get(&format!("/api/v1/folders/{code}"))?)?.json();
        let subject = &card["subjects"][0];
        let name = subject["name"].as_str().unwrap_or("").to_owned();
        queries.push(code.to_owned());
        queries.push(name.chars().take(2).collect());
        queries.push(name);
        queries.extend(subject["phones"][0].as_str().map(|phone| phone.chars().skip(7).collect()));
        queries.extend(
            card["fields"]
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(_, value)| value.as_str().map(str::to_owned))
                .take(2),
        );
    }
    queries.retain(|query| !query.is_empty());
    Ok(queries)
}
