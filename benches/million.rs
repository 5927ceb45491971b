//! How each cost grows with the archive: `cargo bench --bench million`.
//!
//! The same at 10,000, 150,000 and 1,000,000 folders, each in a directory of its own on this disk: import, loans by 64
//! clients until there are five events a folder, memory, a kill in the midst of loans and the start after it, everything
//! rebuilt while clients go on, one clerk's day at 8 clients, then a kill in the midst of another import. `-- --sizes 10000,150000` takes other sizes,
//! `-- --data DIR` keeps the archives in DIR and uses those that are there.

#[path = "archive/mod.rs"]
mod archive;

use archive::client::{Client, Identity};
use archive::crowd::Crowd;
use archive::figures::load;
use archive::server::Server;
use archive::{codes, filled, load as clerks};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const SIZES: &str = "10000,150000,1000000";
const EVENTS_A_FOLDER: u64 = 5;
const CLIENTS: usize = 64;
const LENT: usize = 64_000;
/// How long the crowd lends at a time, at least twice.
const ROUND: Duration = Duration::from_secs(10);
/// How long a server rests before its memory is read.
const REST: Duration = Duration::from_secs(10);
const MB: f64 = 1_000_000.0;

fn main() -> io::Result<()> {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let kept = archive::text("--data");
    let mut columns: Vec<Column> = Vec::new();
    for size in archive::text("--sizes").unwrap_or_else(|| SIZES.to_owned()).split(',') {
        let folders: u64 = size.parse().map_err(io::Error::other)?;
        let named = kept.as_ref().map(|dir| format!("{dir}/{folders}"));
        if let Some(dir) = &kept {
            fs::create_dir_all(dir)?;
        }
        let mut column = Column { folders, figures: Vec::new() };
        column.measure(named, &place.path().join(size))?;
        columns.push(column);
    }
    print(&columns);
    Ok(())
}

/// What was measured at one size.
struct Column {
    folders: u64,
    figures: Vec<(&'static str, f64, &'static str, f64)>,
}

impl Column {
    fn note(&mut self, name: &'static str, value: f64, unit: &'static str) {
        println!("figure\t{}\t{name}\t{value:.2}\t{unit}\tload {:.1}", self.folders, load());
        self.figures.push((name, value, unit, load()));
    }

    fn measure(&mut self, named: Option<String>, place: &Path) -> io::Result<()> {
        let started = Instant::now();
        let (server, identity, data) = filled::open(named, place, self.folders)?;
        self.note("import, until all is found", started.elapsed().as_secs_f64(), "s");
        self.note("  processor time of that", server.processor_seconds(), "s");
        self.note("memory at its highest during it", server.peak_bytes() as f64 / MB, "MB");
        let (codes, events) = codes::scattered(&data, LENT)?;
        let codes = Arc::new(codes);
        self.lending(&server, &identity, &codes, (self.folders * EVENTS_A_FOLDER).saturating_sub(events))?;
        thread::sleep(REST);
        self.note("memory at rest after that", server.resident_bytes() as f64 / MB, "MB");
        let server = self.killed(server, &identity, &codes, &data)?;
        self.rebuilt(&server, &identity, &codes, &data)?;
        self.clerk(&server, &identity, &codes)?;
        thread::sleep(REST);
        self.note("memory at rest after all that", server.resident_bytes() as f64 / MB, "MB");
        self.note("memory at its highest since the kill", server.peak_bytes() as f64 / MB, "MB");
        server.stop()?;
        self.killed_amid_an_import(&identity, &data)?;
        let server = Server::start(&data)?;
        self.note("ready after a clean stop", server.ready_in.as_secs_f64(), "s");
        thread::sleep(REST);
        self.note("memory at rest after a start", server.resident_bytes() as f64 / MB, "MB");
        for (part, name) in [
            ("ledger", "on disk: ledger"),
            ("views", "on disk: views"),
            ("search", "on disk: search index"),
            ("checkpoint", "on disk: checkpoint"),
        ] {
            self.note(name, filled::bytes_under(&data.join(part)) as f64 / MB, "MB");
        }
        server.stop().map(drop)
    }

    fn lending(
        &mut self,
        server: &Server,
        identity: &Identity,
        codes: &Arc<Vec<String>>,
        events: u64,
    ) -> io::Result<()> {
        let (mut count, mut rates, mut lates, mut rounds) = (0, Vec::new(), Vec::new(), 0);
        let before = server.processor_seconds();
        while rounds < 2 || count < events {
            let busy = crowd(server, identity).lend(codes, ROUND)?;
            count += busy.count as u64;
            rounds += 1;
            rates.push(busy.per_second);
            lates.push(busy.percentile(99));
        }
        filled::wait_followed(server, identity)?;
        self.note("checkouts and returns, 64 clients", archive::figures::median(rates), "/s");
        self.note("  processor time of each", (server.processor_seconds() - before) * 1e6 / count as f64, "µs");
        self.note("  99 of 100 within", archive::figures::median(lates), "ms");
        Ok(())
    }

    /// A kill amid loans; then the start.
    fn killed(
        &mut self,
        server: Server,
        identity: &Identity,
        codes: &Arc<Vec<String>>,
        data: &Path,
    ) -> io::Result<Server> {
        let lending = {
            let (crowd, codes) = (crowd(&server, identity), codes.clone());
            thread::spawn(move || crowd.lend(&codes, Duration::from_secs(20)).map(drop))
        };
        thread::sleep(Duration::from_secs(6));
        server.kill()?;
        // The crowd loses its connections; that is what was to happen.
        let _ = lending.join();
        let server = Server::start(data)?;
        self.note("ready after a kill during loans", server.ready_in.as_secs_f64(), "s");
        filled::take_back_all(&server, identity)?;
        Ok(server)
    }

    /// A kill amid the import of a table, as large as a tenth of the archive; then the start, whereupon the import goes on.
    fn killed_amid_an_import(&mut self, identity: &Identity, data: &Path) -> io::Result<()> {
        let rows = self.folders / 10;
        let server = Server::start(data)?;
        let mut client = Client::connect(server.address, identity)?;
        let path = filled::begin_one_more(&mut client, rows)?;
        filled::import_until(&mut client, &path, rows / 2)?;
        server.kill()?;
        let server = Server::start(data)?;
        self.note("ready after a kill during an import", server.ready_in.as_secs_f64(), "s");
        let mut client = Client::connect(server.address, identity)?;
        filled::import_until(&mut client, &path, u64::MAX)?;
        let waiting = Instant::now();
        filled::wait_followed(&server, identity)?;
        self.note("  after its end, until all is found", waiting.elapsed().as_secs_f64(), "s");
        server.stop().map(drop)
    }

    /// Views and index made anew, while 8 clients read and lend.
    fn rebuilt(
        &mut self,
        server: &Server,
        identity: &Identity,
        codes: &Arc<Vec<String>>,
        data: &Path,
    ) -> io::Result<()> {
        let over = AtomicBool::new(false);
        let (address, codes) = (server.address, codes.clone());
        let before = server.processor_seconds();
        let (time, slowest) = thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut client = Client::connect(address, identity)?;
                let mut times = Vec::new();
                for code in codes.iter().cycle() {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let started = Instant::now();
                    filled::expect(200, client.get(&format!("/api/v1/folders/{code}"))?)?;
                    filled::expect(200, client.get(&format!("/api/v1/search?q={code}"))?)?;
                    let body = serde_json::json!({"borrower": 0});
                    filled::expect(200, client.post(&format!("/api/v1/folders/{code}/checkout"), &body)?)?;
                    let body = serde_json::json!({});
                    filled::expect(200, client.post(&format!("/api/v1/folders/{code}/return"), &body)?)?;
                    times.push(started.elapsed().as_secs_f64() * 1_000.0);
                    thread::sleep(Duration::from_millis(10));
                }
                times.sort_by(f64::total_cmp);
                Ok::<_, io::Error>(times.get(times.len() * 99 / 100).copied().unwrap_or(f64::NAN))
            });
            let time = Server::rebuild(data);
            over.store(true, Ordering::Relaxed);
            (time, asking.join().unwrap_or_else(|_| Err(io::Error::other("the client panicked"))))
        });
        self.note("views and index rebuilt while serving", time?.as_secs_f64(), "s");
        self.note("  processor time meanwhile", server.processor_seconds() - before, "s");
        self.note("  read, search, lend and return meanwhile, 99 of 100 within", slowest?, "ms");
        Ok(())
    }

    fn clerk(&mut self, server: &Server, identity: &Identity, codes: &[String]) -> io::Result<()> {
        let target = clerks::Target { address: server.address, identity, codes };
        let before = server.processor_seconds();
        let pairs = target.pairs(ROUND)?;
        filled::wait_followed(server, identity)?;
        let each = |seconds: f64, rate: &clerks::Rate| seconds * 1e6 / rate.count() as f64;
        self.note("lent and returned, 8 clients", pairs.per_second, "pairs/s");
        self.note("  99 of 100 within", pairs.percentile(99), "ms");
        self.note("  processor time of each pair", each(server.processor_seconds() - before, &pairs), "µs");
        let before = server.processor_seconds();
        let reads = target.reads(ROUND)?;
        self.note("folders read by code, 8 clients", reads.per_second, "/s");
        self.note("  99 of 100 within", reads.percentile(99), "ms");
        self.note("  processor time of each", each(server.processor_seconds() - before, &reads), "µs");
        Ok(())
    }
}

fn crowd(server: &Server, identity: &Identity) -> Crowd {
    let run = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    Crowd {
        address: server.address,
        headers: identity.headers().to_owned(),
        clients: CLIENTS,
        minimal: true,
        run: format!("{run:x}"),
    }
}

fn print(columns: &[Column]) {
    let heads: Vec<String> = columns.iter().map(|column| column.folders.to_string()).collect();
    println!("\n| figure | {} |\n|---|{}", heads.join(" | "), "---:|".repeat(columns.len()));
    let Some(first) = columns.first() else { return };
    for (row, (name, _, unit, _)) in first.figures.iter().enumerate() {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| column.figures.get(row).map_or(String::new(), |(_, value, ..)| format!("{value:.2} {unit}")))
            .collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
    let loads = columns.iter().flat_map(|column| column.figures.iter().map(|(.., load)| *load));
    println!("\nthe machine's load meanwhile: up to {:.1}", loads.fold(0.0, f64::max));
}
