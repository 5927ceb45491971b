//! Whether the index finds exactly what the rules say, on all folders: recall and precision against brute force.

use super::folders::{Folders, vocabulary};
use super::timing::read_queries;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;
use strongroom::search::brute::Examined;
use strongroom::search::{Query, SearchDoc, SearchIndex, open};

/// How many queries of each kind are compared.
const OF_EACH_KIND: usize = 25;
const THREADS: usize = 2;
const BATCH: usize = 512;

/// Compares, and fails if a single folder is found that should not be, or is not found that should be.
pub fn compare(dir: &Path, folders: u32) -> io::Result<()> {
    let vocabulary = vocabulary();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let queries: Vec<(String, String, Query)> = read_queries(dir)?
        .into_iter()
        .filter(|(kind, _)| {
            let count = taken.entry(kind.clone()).or_default();
            *count += 1;
            *count <= OF_EACH_KIND
        })
        .map(|(kind, text)| (kind, text.clone(), Query::parse(&text, &vocabulary)))
        .collect();
    let started = Instant::now();
    let expected = by_brute_force(&queries, folders);
    let took = started.elapsed().as_secs_f64();
    let index = open(&dir.join("search")).map_err(io::Error::other)?.index;
    let mut kinds: BTreeMap<&str, (usize, u64, u64, u64)> = BTreeMap::new();
    for ((kind, text, query), expected) in queries.iter().zip(&expected) {
        let found = found(&index, query)?;
        let both = expected.iter().filter(|folder| found.binary_search(folder).is_ok()).count() as u64;
        let row = kinds.entry(kind).or_default();
        row.0 += 1;
        row.1 += both;
        row.2 += expected.len() as u64;
        row.3 += found.len() as u64;
        if both != expected.len() as u64 || both != found.len() as u64 {
            println!("DIFFERS: {text:?}: {} expected, {} found, {both} in both", expected.len(), found.len());
        }
    }
    println!(
        "\n| against brute force ({took:.0} s) | asked | folders | recall | precision |\n|---|---:|---:|---:|---:|"
    );
    for (kind, (asked, both, expected, found)) in kinds {
        let share = |of: u64| if of == 0 { 100.0 } else { 100.0 * both as f64 / of as f64 };
        println!("| {kind} | {asked} | {expected} | {:.4} % | {:.4} % |", share(expected), share(found));
    }
    Ok(())
}

fn found(index: &SearchIndex, query: &Query) -> io::Result<Vec<u32>> {
    let mut found = Vec::new();
    index.for_each(query, &mut |folder| found.push(folder.0)).map_err(io::Error::other)?;
    found.sort_unstable();
    Ok(found)
}

fn by_brute_force(queries: &[(String, String, Query)], folders: u32) -> Vec<Vec<u32>> {
    let mut expected: Vec<Vec<u32>> = vec![Vec::new(); queries.len()];
    thread::scope(|scope| {
        let mut workers = Vec::new();
        let mut senders = Vec::new();
        for _ in 0..THREADS {
            let (sender, receiver) = sync_channel::<Vec<SearchDoc>>(4);
            senders.push(sender);
            workers.push(scope.spawn(move || {
                let mut mine: Vec<Vec<u32>> = vec![Vec::new(); queries.len()];
                for doc in receiver.into_iter().flatten() {
                    let examined = Examined::new(&doc);
                    for (all, (_, _, query)) in mine.iter_mut().zip(queries) {
                        if examined.meets(query) {
                            all.push(doc.folder.0);
                        }
                    }
                }
                mine
            }));
        }
        let mut batch = Vec::new();
        for (number, (_, doc, _)) in Folders::new(folders).enumerate() {
            batch.push(doc);
            if batch.len() == BATCH {
                let _ = senders[number / BATCH % THREADS].send(std::mem::take(&mut batch));
            }
        }
        let _ = senders[0].send(batch);
        drop(senders);
        for worker in workers {
            for (all, part) in expected.iter_mut().zip(worker.join().unwrap_or_default()) {
                all.extend(part);
            }
        }
    });
    expected.iter_mut().for_each(|all| all.sort_unstable());
    expected
}
