//! A real server behind a guard, and somebody to talk to it.

#[path = "support/answer.rs"]
mod answer;
#[path = "support/client.rs"]
mod client;
#[path = "support/dealer.rs"]
mod dealer;
#[path = "support/server.rs"]
mod server;

pub use answer::{Answer, text};
pub use client::{Client, ciphers, http, key, percent};
pub use dealer::{both, days_from_now, dealer, demo, fixture, folder, set_up_dealer, zone};
pub use server::{Server, run, said, strongroom};

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What every account of the tests ends up with as its password.
pub const PASSWORD: &str = "库房门口第三个柜子有猫";
/// What an account is given first; it has to be changed.
pub const FIRST_PASSWORD: &str = "correct horse battery";
/// How long anything may take that should take a moment.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until something is so.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{what} did not come about");
}

/// The last segment of a ledger.
pub fn last_segment(data: &Path) -> PathBuf {
    let entries = std::fs::read_dir(data.join("ledger")).unwrap().map(|entry| entry.unwrap().path());
    let mut segments: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|name| name == "jsonl")).collect();
    segments.sort();
    segments.pop().unwrap()
}

/// The lines of a CSV file that came from us.
pub fn csv_lines(content: &str) -> Vec<Vec<String>> {
    let content = content.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Whether a text holds Chinese.
pub fn is_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

/// A file to append to.
pub fn append_to(path: &Path) -> File {
    OpenOptions::new().append(true).open(path).unwrap()
}
