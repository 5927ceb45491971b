//! Find over HTTP: `cargo bench --bench searches`.
//!
//! The real server with 10,000 and with 150,000 folders imported from a table; eight clients ask a mix of every kind of
//! query, each answer with its hits' places and custody as they are now, counts and facets. Processor time stands beside
//! the rate, since clients and whatever else runs on the machine share its cores. `-- --sizes 10000` takes other sizes,
//! `-- --data DIR` keeps the archives in DIR and uses those that are there, `-- --seconds N` asks for as long.

#[path = "archive/mod.rs"]
mod archive;
#[path = "find/folders.rs"]
#[allow(dead_code, reason = "each bench uses its own part")]
mod folders;
#[path = "find/queries.rs"]
#[allow(dead_code, reason = "each bench uses its own part")]
mod queries;

use archive::figures::load;
use archive::filled;
use archive::load::Target;
use std::fs;
use std::io;
use std::time::Duration;
use strongroom::demo::{Generator, Random};

/// What the issue asks for at each size, in searches a second.
const SIZES: &[(u64, f64)] = &[(10_000, 3_000.0), (150_000, 1_500.0)];
/// How many folders queries are taken from.
const ASKED: u64 = 100;
/// Of which table `filled` imports.
const SEED: u64 = 1_850;

fn main() -> io::Result<()> {
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let seconds = Duration::from_secs(archive::argument("--seconds").unwrap_or(15));
    let wanted = archive::text("--sizes").unwrap_or_else(|| "10000,150000".to_owned());
    println!(
        "| folders | searches/s | target | half within | 99 of 100 within | processor time each | server's memory | load |\n|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for size in wanted.split(',') {
        let folders: u64 = size.parse().map_err(io::Error::other)?;
        let named = archive::text("--data").map(|dir| format!("{dir}/{folders}"));
        if let Some(dir) = &named {
            fs::create_dir_all(dir)?;
        }
        let (server, identity, _) = filled::open(named, &place.path().join(size), folders)?;
        filled::wait_findable(&server, &identity, filled::count(&server, &identity)?)?;
        let queries = mix(folders);
        let target = Target { address: server.address, identity: &identity, codes: &[] };
        // Once to warm.
        target.searches(&queries, seconds / 3)?;
        let before = server.processor_seconds();
        let rate = target.searches(&queries, seconds)?;
        let each_us = (server.processor_seconds() - before) * 1e6 / rate.count() as f64;
        let goal = SIZES.iter().find(|(of, _)| *of == folders).map_or(f64::NAN, |(_, goal)| *goal);
        println!(
            "| {folders} | {:.0} | {goal:.0} | {:.1} ms | {:.1} ms | {each_us:.0} µs | {:.0} MB | {:.1} |",
            rate.per_second,
            rate.percentile(50),
            rate.percentile(99),
            server.resident_bytes() as f64 / 1e6,
            load()
        );
        server.stop()?;
    }
    Ok(())
}

/// Queries of every kind about folders of the table, in an order that mixes the kinds.
fn mix(folders: u64) -> Vec<String> {
    let rows = folders.min(250_000);
    let mut generator = Generator::new(SEED + rows).with_notes_of(12, 19);
    let (mut make, mut random) = (folders::Folders::new(0), Random::new(3));
    let mut all = Vec::new();
    for row in 0..rows.min(20_000) {
        let folder = generator.folder_at(row, rows);
        if row % (rows.min(20_000) / ASKED).max(1) == 0 {
            let mut doc = make.doc(&folder);
            doc.codes = vec![folder.old_code.clone()];
            all.extend(queries::about(&folder, &doc, &mut random).into_iter().map(|(_, text)| text));
        }
    }
    all.retain(|text| !text.is_empty());
    // A walk through all of them by a step that shares no factor with their number.
    let step = all.len() * 618 / 1_000 + 1;
    (0..all.len()).filter_map(|at| all.get(at * step % all.len()).cloned()).collect()
}
