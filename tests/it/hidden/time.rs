//! Whether a clock tells hidden from absent. Each question is asked of both in turn, in an order that is drawn anew for
//! each pair, and the times are compared by their ranks (Mann and Whitney, 1947), which no outlier moves.

use super::{ABSENT, HIDDEN};
use crate::bad_days::Random;
use crate::policy::world;
use crate::sight::hide;
use crate::support::{Server, percent, text};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

/// Another code that is not there: what the clock says of two absent ones is what it says of nothing.
const ABSENT_TOO: &str = "HIDDENY";
const ROUNDS: usize = 20_000;
/// The first ones fill caches.
const WARMING: usize = 500;
/// How many standard deviations the ranks may lie apart. Of twenty honest comparisons one is beyond 4 once in 800 runs.
const FAR: f64 = 4.0;

/// A line to the server on which one question follows the other.
struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Line {
    fn new(server: &Server) -> Self {
        let stream = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, read: vec![0; 64 * 1024] }
    }

    /// How long an answer takes, in nanoseconds.
    fn time(&mut self, request: &[u8]) -> u64 {
        let started = Instant::now();
        self.stream.write_all(request).unwrap();
        let mut length = 0;
        while !is_whole(&self.read[..length]) {
            let more = self.stream.read(&mut self.read[length..]).unwrap();
            assert!(more > 0, "the line was closed");
            length += more;
        }
        started.elapsed().as_nanos() as u64
    }
}

fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&answer[..head]).to_lowercase();
    let length: usize = text.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    answer.len() >= head + 4 + length
}

/// How far apart the ranks of two samples are, in standard deviations of what chance makes of equal ones.
fn apart(one: &[u64], other: &[u64]) -> f64 {
    let mut all: Vec<(u64, bool)> =
        one.iter().map(|time| (*time, true)).chain(other.iter().map(|time| (*time, false))).collect();
    all.sort_unstable();
    let (mut ranks, mut ties, mut from) = (0.0, 0.0, 0);
    while from < all.len() {
        let same = all[from..].iter().take_while(|(time, _)| *time == all[from].0).count();
        let rank = from as f64 + (same as f64 + 1.0) / 2.0;
        ranks += rank * all[from..from + same].iter().filter(|(_, is_one)| *is_one).count() as f64;
        ties += (same as f64).powi(3) - same as f64;
        from += same;
    }
    let (a, b) = (one.len() as f64, other.len() as f64);
    let u = ranks - a * (a + 1.0) / 2.0;
    let n = a + b;
    let deviation = (a * b / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)))).sqrt();
    (u - a * b / 2.0) / deviation
}

fn median(times: &mut [u64]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2] as f64 / 1_000.0
}

#[test]
fn the_rank_test_sees_a_hundredth_and_nothing_where_nothing_is() {
    let sample = |from: u64, add: u64| -> Vec<u64> {
        (0..20_000_u64).map(|at| 50_000 + (at + from).wrapping_mul(0x9e37_79b9_7f4a_7c15) % 10_000 + add).collect()
    };
    assert!(apart(&sample(0, 0), &sample(70_000, 0)).abs() < FAR);
    assert!(apart(&sample(0, 500), &sample(70_000, 0)) > FAR);
    assert!(apart(&sample(0, 0), &sample(70_000, 500)) < -FAR);
}

/// By itself on an idle machine: `cargo test --release --test integration hidden_and_absent -- --ignored --nocapture`.
#[test]
#[ignore = "it measures time"]
fn hidden_and_absent_take_the_same_time() {
    let (server, admin, people) = world();
    let subject = hide(&admin).subject;
    let clerk = &people.iter().find(|(role, _)| *role == "department_clerk").unwrap().1;
    let token = text(&clerk.post("/me/tokens", json!({"name": "clock"})).ok(), "secret");
    let questions: [(&str, [String; 3]); 6] = [
        ("folder", [HIDDEN, ABSENT, ABSENT_TOO].map(|code| format!("/folders/{code}"))),
        ("history", [HIDDEN, ABSENT, ABSENT_TOO].map(|code| format!("/folders/{code}/history"))),
        ("scan", [HIDDEN, ABSENT, ABSENT_TOO].map(|code| format!("/scan?text={code}"))),
        ("subject", [subject, subject + 1_000, subject + 2_000].map(|no| format!("/subjects/{no}"))),
        ("search", [HIDDEN, ABSENT, ABSENT_TOO].map(|code| format!("/search?q={code}"))),
        ("subjects", ["慕容复", "慕容垂", "慕容恪"].map(|name| format!("/subjects?q={}", percent(name)))),
    ];
    let mut seen = Vec::new();
    for (name, paths) in questions {
        let [mut hidden, mut absent, too] = times(&server, &token, &paths);
        let (told, nothing) = (apart(&hidden, &absent), apart(&too, &absent));
        let (hidden, absent) = (median(&mut hidden), median(&mut absent));
        println!(
            "{name}: hidden {hidden:.1} us, absent {absent:.1} us, {told:+.1} standard deviations apart (two absent \
             ones {nothing:+.1})"
        );
        seen.extend((told.abs() > FAR).then_some(name));
    }
    assert!(seen.is_empty(), "a clock tells hidden from absent: {seen:?}");
}

/// How long the answers to three questions took, each asked as often as the others and in no order.
fn times(server: &Server, token: &str, paths: &[String; 3]) -> [Vec<u64>; 3] {
    let mut line = Line::new(server);
    let requests = paths.each_ref().map(|path| {
        format!("GET /api/v1{path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n").into_bytes()
    });
    let (mut times, mut random) = ([const { Vec::new() }; 3], Random(7));
    for round in 0..WARMING + ROUNDS {
        let first = random.below(3) as usize;
        let second = (first + 1 + random.below(2) as usize) % 3;
        for at in [first, second, 3 - first - second] {
            let time = line.time(&requests[at]);
            if round >= WARMING {
                times[at].push(time);
            }
        }
    }
    times
}
