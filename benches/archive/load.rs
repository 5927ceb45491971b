//! Many clients at once: reads by code, lending and returning, searches.

use super::client::{Client, Identity};
use serde_json::json;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How many clients ask at once.
pub const CLIENTS: usize = 8;

/// What came of a while of asking.
#[derive(Debug)]
pub struct Rate {
    /// Rounds in a second, all clients together.
    pub per_second: f64,
    /// Each round's time in milliseconds, in order.
    milliseconds: Vec<f64>,
}

impl Rate {
    /// How many rounds there were.
    pub fn count(&self) -> usize {
        self.milliseconds.len()
    }

    /// The time within which so many hundredths of the rounds were done.
    pub fn percentile(&self, hundredths: usize) -> f64 {
        let at = (self.milliseconds.len() * hundredths / 100).min(self.milliseconds.len().saturating_sub(1));
        self.milliseconds.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// Where to ask, and as whom.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    pub address: SocketAddr,
    pub identity: &'a Identity,
    pub codes: &'a [String],
}

impl Target<'_> {
    /// Reads one folder after the other by its code.
    pub fn reads(&self, time: Duration) -> io::Result<Rate> {
        self.run(time, |client, code, _| {
            super::filled::expect(200, client.get(&format!("/api/v1/folders/{code}"))?).map(drop)
        })
    }

    /// Lends a folder and takes it back; each client has folders of its own.
    pub fn pairs(&self, time: Duration) -> io::Result<Rate> {
        let (lend, back) = (json!({"borrower": 0, "purpose": "核对"}), json!({}));
        self.run(time, move |client, code, _| {
            super::filled::expect(200, client.post(&format!("/api/v1/folders/{code}/checkout"), &lend)?)?;
            super::filled::expect(200, client.post(&format!("/api/v1/folders/{code}/return"), &back)?).map(drop)
        })
    }

    /// Searches as people do: half a code, a name, a plate, a phone, words with a filter.
    pub fn searches(&self, queries: &[String], time: Duration) -> io::Result<Rate> {
        self.run(time, |client, _, round| {
            let query = queries.get(round % queries.len().max(1)).map_or("", String::as_str);
            super::filled::expect(200, client.get(&format!("/api/v1/search?q={}", escaped(query)))?).map(drop)
        })
    }

    fn run(&self, time: Duration, one: impl Fn(&mut Client, &str, usize) -> io::Result<()> + Sync) -> io::Result<Rate> {
        let over = AtomicBool::new(false);
        let started = Instant::now();
        let clients = thread::scope(|scope| {
            let spawned: Vec<_> = (0..CLIENTS)
                .map(|no| {
                    scope.spawn({
                        let (one, over) = (&one, &over);
                        move || self.client(no, one, over)
                    })
                })
                .collect();
            thread::sleep(time);
            over.store(true, Ordering::Relaxed);
            spawned
                .into_iter()
                .map(|client| client.join().unwrap_or_else(|_| Err(io::Error::other("a client panicked"))))
                .collect::<Vec<_>>()
        });
        let elapsed = started.elapsed().as_secs_f64();
        let mut milliseconds = Vec::new();
        for client in clients {
            milliseconds.extend(client?);
        }
        milliseconds.sort_by(f64::total_cmp);
        Ok(Rate { per_second: milliseconds.len() as f64 / elapsed, milliseconds })
    }

    fn client(
        &self,
        no: usize,
        one: impl Fn(&mut Client, &str, usize) -> io::Result<()>,
        over: &AtomicBool,
    ) -> io::Result<Vec<f64>> {
        let mut client = Client::connect(self.address, self.identity)?;
        let mine: Vec<&String> = self.codes.iter().skip(no).step_by(CLIENTS).collect();
        let mut times = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let round = times.len();
            let code = mine.get(round % mine.len().max(1)).map_or("", |code| code.as_str());
            let started = Instant::now();
            one(&mut client, code, no + round * CLIENTS)?;
            times.push(started.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(times)
    }
}

/// A text as it stands in an address.
pub fn escaped(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
