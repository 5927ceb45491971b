//! Durable checkouts beside PostgreSQL's, in one run: `cargo bench --bench checkouts`.
//!
//! 64 clients lend folders and take them back, each request durable before it is answered: over HTTP on the release
//! binary, signed in, each under its own Idempotency-Key; and as pgbench does the same in PostgreSQL 15 with its default
//! settings (`benches/postgres.sh`). Both stand on the same disk, hold as many folders, and take turns. Then one clerk's
//! day at 8 clients: pairs of lending and returning, and reading by code. `-- --folders N`, `-- --rounds N`,
//! `-- --seconds N` take other sizes; `-- --data DIR` measures an archive that is there.

#[path = "archive/mod.rs"]
mod archive;

use archive::client::Identity;
use archive::crowd::Crowd;
use archive::figures::{Figures, Target, median};
use archive::server::{Server, processor_seconds};
use archive::{codes, filled, load};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const FOLDERS: u64 = 150_000;
const CLIENTS: usize = 64;
const ROUNDS: u64 = 3;
const SECONDS: u64 = 20;
/// How many folders are lent, from all over the archive: as many as a desk could lend in a year and more.
const LENT: usize = 64_000;
/// What the issue asks for.
const TIMES: f64 = 8.0;

fn main() -> io::Result<()> {
    let folders = archive::argument("--folders").unwrap_or(FOLDERS);
    let rounds = archive::argument("--rounds").unwrap_or(ROUNDS);
    let time = Duration::from_secs(archive::argument("--seconds").unwrap_or(SECONDS));
    let mut figures = Figures::default();
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    open_to_others(place.path())?;
    let (server, identity, data) = filled::open(archive::text("--data"), place.path(), folders)?;
    let (codes, _) = codes::scattered(&data, LENT)?;
    let codes = Arc::new(codes);
    let beside = place.path().join("postgres");
    let postgres = if archive::flag("--alone") { None } else { Some(Postgres::start(&beside, folders)?) };
    // An archive that was named has answered earlier runs, and remembers them.
    let started = SystemTime::now().duration_since(UNIX_EPOCH).map_err(io::Error::other)?;
    let mut found = Rounds::default();
    for round in 0..rounds {
        found.syncs.push(syncs_a_second(place.path(), Duration::from_secs(1))?);
        if let Some(postgres) = &postgres {
            let (before, own) = (postgres.processor_seconds(), own_seconds());
            let rate = postgres.run(time)?;
            let each = 1e6 / (rate * time.as_secs_f64());
            found.postgres.push(rate);
            found.postgres_us.push((postgres.processor_seconds() - before) * each);
            found.pgbench_us.push((own_seconds() - own) * each);
        }
        for minimal in [true, false] {
            let crowd = Crowd {
                address: server.address,
                headers: identity.headers().to_owned(),
                clients: CLIENTS,
                minimal,
                run: format!("{:x}-{round}{minimal}", started.as_nanos()),
            };
            let (before, own) = (server.processor_seconds(), own_seconds());
            let busy = crowd.lend(&codes, time)?;
            let crowd_seconds = own_seconds() - own;
            let caught_up = Instant::now();
            filled::wait_followed(&server, &identity)?;
            let kept = if minimal { &mut found.minimal } else { &mut found.cards };
            kept.rates.push(busy.per_second);
            kept.half_ms.push(busy.percentile(50));
            kept.most_ms.push(busy.percentile(99));
            kept.catch_up_s.push(caught_up.elapsed().as_secs_f64());
            // With what the followers had yet to do.
            kept.processor_us.push((server.processor_seconds() - before) * 1e6 / busy.count as f64);
            kept.crowd_us.push(crowd_seconds * 1e6 / busy.count as f64);
            println!("round {round}: {found:?}");
        }
    }
    found.note(&mut figures);
    clerks(&mut figures, &server, &identity, &codes)?;
    figures.print();
    Ok(())
}

/// What the rounds gave.
#[derive(Debug, Default)]
struct Rounds {
    syncs: Vec<f64>,
    postgres: Vec<f64>,
    postgres_us: Vec<f64>,
    pgbench_us: Vec<f64>,
    minimal: Kept,
    cards: Kept,
}

#[derive(Debug, Default)]
struct Kept {
    rates: Vec<f64>,
    half_ms: Vec<f64>,
    most_ms: Vec<f64>,
    catch_up_s: Vec<f64>,
    processor_us: Vec<f64>,
    crowd_us: Vec<f64>,
}

impl Rounds {
    fn note(self, figures: &mut Figures) {
        let postgres = median(self.postgres);
        figures.note("raw 512 bytes + fdatasync, alone", median(self.syncs), "/s", Target::None);
        figures.note("PostgreSQL 15, 64 clients", postgres, "/s", Target::None);
        let (server, clients) = (median(self.postgres_us), median(self.pgbench_us));
        figures.note("  processor time of each", server, "µs", Target::None);
        figures.note("  … of pgbench for each", clients, "µs", Target::None);
        for (kept, name, times) in [
            (self.minimal, "Strongroom, 64 clients, short answers", "  times PostgreSQL, short answers"),
            (self.cards, "Strongroom, 64 clients, whole cards", "  times PostgreSQL, whole cards"),
        ] {
            let rate = median(kept.rates);
            figures.note(name, rate, "/s", Target::None);
            figures.note(times, rate / postgres, "×", Target::AtLeast(TIMES));
            let (ours, crowd) = (median(kept.processor_us), median(kept.crowd_us));
            figures.note("  processor time of each", ours, "µs", Target::None);
            figures.note("  … of the crowd for each", crowd, "µs", Target::None);
            // On an idle machine this is about what the rates come to; others at work cost PostgreSQL more than us.
            figures.note(
                "  PostgreSQL's processor time, times ours, clients included",
                (server + clients) / (ours + crowd),
                "×",
                Target::None,
            );
            figures.note("  half within", median(kept.half_ms), "ms", Target::None);
            figures.note("  99 of 100 within", median(kept.most_ms), "ms", Target::None);
            figures.note("  views and index have caught up after", median(kept.catch_up_s), "s", Target::None);
        }
    }
}

/// Pairs and reads at 8 clients, on the same archive.
fn clerks(figures: &mut Figures, server: &Server, identity: &Identity, codes: &[String]) -> io::Result<()> {
    let target = load::Target { address: server.address, identity, codes };
    let time = Duration::from_secs(10);
    let pairs = target.pairs(time)?;
    figures.note("lent and returned, 8 clients", pairs.per_second, "pairs/s", Target::AtLeast(3_000.0));
    figures.note("  99 of 100 within", pairs.percentile(99), "ms", Target::None);
    let reads = target.reads(time)?;
    figures.note("folders read by code, 8 clients", reads.per_second, "/s", Target::AtLeast(15_000.0));
    figures.note("  99 of 100 within", reads.percentile(99), "ms", Target::AtMost(5.0));
    Ok(())
}

/// This program's processor time so far and that of the scripts it has waited for: of the clients.
fn own_seconds() -> f64 {
    processor_seconds(std::process::id())
}

/// What one small durable write after the other makes on this disk.
fn syncs_a_second(folder: &Path, time: Duration) -> io::Result<f64> {
    let mut file = File::create(folder.join("raw"))?;
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < time {
        file.write_all(&[b'x'; 512])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / started.elapsed().as_secs_f64())
}

/// PostgreSQL runs as somebody else, who has to reach its directory.
fn open_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

/// PostgreSQL, stopped when this is dropped.
struct Postgres<'a> {
    dir: &'a Path,
    folders: u64,
}

impl<'a> Postgres<'a> {
    fn start(dir: &'a Path, folders: u64) -> io::Result<Self> {
        let postgres = Self { dir, folders };
        println!("{}", postgres.script(&["start", &dir.to_string_lossy(), &folders.to_string()])?);
        Ok(postgres)
    }

    /// Durable transactions a second.
    fn run(&self, time: Duration) -> io::Result<f64> {
        let (dir, seconds) = (self.dir.to_string_lossy(), time.as_secs().to_string());
        let said = self.script(&["run", &dir, &seconds, &CLIENTS.to_string(), &self.folders.to_string()])?;
        said.trim().parse().map_err(|_| io::Error::other(format!("pgbench said {said:?}")))
    }

    /// Its processor time so far, in seconds, with that of the clients' processes that have ended.
    fn processor_seconds(&self) -> f64 {
        let file = fs::read_to_string(self.dir.join("data/postmaster.pid")).unwrap_or_default();
        let first = file.lines().next().and_then(|line| line.trim().parse().ok());
        first.map_or(f64::NAN, processor_seconds)
    }

    fn script(&self, arguments: &[&str]) -> io::Result<String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/postgres.sh");
        let output = Command::new(script).args(arguments).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(io::Error::other(format!("benches/postgres.sh {arguments:?} failed")));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Postgres<'_> {
    fn drop(&mut self) {
        let _ = self.script(&["stop", &self.dir.to_string_lossy()]);
    }
}
