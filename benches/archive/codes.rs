//! Codes of folders from all over an archive, read from its ledger.

use serde_json::Value;
use std::io;
use std::path::Path;
use std::sync::Arc;
use strongroom::ledger::LedgerReader;
use strongroom::ledger::storage::DiskStorage;

/// The class whose folders can be lent and read without a look being recorded.
const CLASS: &str = "internal";

/// About so many codes, taken evenly from all folders of an ordinary class, in an order that jumps about; and how many
/// events there are.
pub fn scattered(data: &Path, count: usize) -> io::Result<(Vec<String>, u64)> {
    let storage = Arc::new(DiskStorage::existing(data.join("ledger"))?);
    let reader = LedgerReader::open(storage).map_err(io::Error::other)?;
    let (mut ordinary, mut codes, mut events) = (Value::Null, Vec::new(), 0);
    for frame in reader.frames_from(1).map_err(io::Error::other)? {
        for event in frame.map_err(io::Error::other)?.events {
            events += 1;
            let facts = || serde_json::from_str::<Value>(event.facts.get()).unwrap_or_default();
            match event.kind.as_str() {
                "ClassSet" if facts()["class"]["code"] == CLASS => ordinary = facts()["no"].clone(),
                "FolderRegistered" => {
                    let facts = facts();
                    if facts["facts"]["class"] == ordinary {
                        codes.push(facts["code"].as_str().unwrap_or_default().to_owned());
                    }
                }
                _ => {}
            }
        }
    }
    // A step that shares no factor with the number of codes visits each of them once.
    let (total, mut step) = (codes.len(), codes.len() * 618 / 1_000 + 1);
    while total > 1 && gcd(step, total) != 1 {
        step += 1;
    }
    let at = |index: usize| codes.get(index * step % total.max(1)).cloned();
    Ok(((0..count.min(total)).filter_map(at).collect(), events))
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}
