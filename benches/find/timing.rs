//! How long answers take: one thread, warm, the first twenty hits and the exact count.

use super::folders::vocabulary;
use super::queries::KINDS;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;
use strongroom::domain::ids::FolderNo;
use strongroom::search::{FACETS_MAX, FacetKeys, NO_KEY, Query, Request, SearchIndex, Sort};

/// How often each query is asked after a first time that only warms: an odd number.
const TIMES: usize = 3;
/// How many hits are wanted.
const TOP: usize = 20;
const STATE: usize = 1;

/// What is asked for beside the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Nothing,
    FourFacets,
    LentOnly,
}

/// The times of one kind of query, in milliseconds.
#[derive(Debug, Clone, Default)]
pub struct Times {
    /// Processor time of the thread, for each query the median: what it takes on a machine that does nothing else.
    pub busy: Vec<f64>,
    /// By the clock, all of them: what somebody waits on this machine, whatever else it does.
    pub waited: Vec<f64>,
    pub hits: Vec<f64>,
    pub asked: Vec<String>,
    pub slowest: (f64, String),
}

impl Times {
    fn note(&mut self, query: &str, times: &mut [(f64, f64)], hits: u64) {
        self.waited.extend(times.iter().map(|(waited, _)| *waited));
        times.sort_by(|a, b| a.1.total_cmp(&b.1));
        let busy = times.get(times.len() / 2).map_or(f64::NAN, |(_, busy)| *busy);
        self.busy.push(busy);
        self.hits.push(hits as f64);
        self.asked.push(query.to_owned());
        if busy > self.slowest.0 {
            self.slowest = (busy, query.to_owned());
        }
    }
}

/// Processor time of this thread so far, in milliseconds. The system brings its books up to date when a thread yields.
fn processor_ms() -> f64 {
    std::thread::yield_now();
    let books = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    books.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).map_or(f64::NAN, |ns| ns / 1e6)
}

/// The value below which so many hundredths of the values are.
pub fn percentile(values: &[f64], hundredths: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * hundredths).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// Queries by kind, as `write_queries` left them.
pub fn read_queries(dir: &Path) -> io::Result<Vec<(String, String)>> {
    let text = fs::read_to_string(dir.join("queries.tsv"))?;
    Ok(text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(kind, query)| (kind.to_owned(), query.to_owned()))
        .collect())
}

pub fn read_keys(dir: &Path) -> io::Result<Vec<FacetKeys>> {
    let bytes = fs::read(dir.join("keys.bin"))?;
    let key = |pair: &[u8]| u16::from_le_bytes([pair[0], pair[1]]);
    let keys = bytes.chunks_exact(2 * FACETS_MAX).map(|row| {
        let mut keys = [NO_KEY; FACETS_MAX];
        keys.iter_mut().zip(row.chunks_exact(2)).for_each(|(place, pair)| *place = key(pair));
        keys.into()
    });
    Ok(keys.collect())
}

/// Asks everything, and says how long each kind took.
pub fn ask(
    index: &SearchIndex,
    keys: &[FacetKeys],
    queries: &[(String, String)],
    beside: Beside,
) -> BTreeMap<usize, Times> {
    let vocabulary = vocabulary();
    let lens = |folder: FolderNo| keys.get(folder.0 as usize).copied();
    let mut chosen = vec![Vec::new(); FACETS_MAX];
    if beside == Beside::LentOnly {
        chosen[STATE] = vec![3];
    }
    let request = Request {
        lens: &lens,
        chosen: if beside == Beside::LentOnly { &chosen } else { &[] },
        facets: if beside == Beside::FourFacets { 4 } else { 0 },
        sort: Sort::Relevance,
        offset: 0,
        limit: TOP,
    };
    let mut kinds: BTreeMap<usize, Times> = BTreeMap::new();
    // Facets and filters cost by the hit, whatever was asked: fewer queries tell it.
    for (kind, text) in queries.iter().step_by(if beside == Beside::Nothing { 1 } else { 3 }) {
        let Some(kind) = KINDS.iter().position(|known| known.name == kind) else { continue };
        let (mut times, mut total) = (Vec::new(), 0);
        // The first time only warms.
        for time in 0..=TIMES {
            let busy = processor_ms();
            let started = Instant::now();
            let hits = index.search(&Query::parse(text, &vocabulary), &request);
            let waited = started.elapsed().as_secs_f64() * 1e3;
            let busy = processor_ms() - busy;
            total = hits.map(|hits| hits.total).unwrap_or(u64::MAX);
            if time > 0 {
                times.push((waited, busy));
            }
        }
        kinds.entry(kind).or_default().note(text, &mut times, total);
    }
    kinds
}

/// Resident memory: what the process has of its own, and of mapped files, in bytes.
pub fn resident() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) * 1_024
    };
    (of("RssAnon:"), of("RssFile:"))
}
