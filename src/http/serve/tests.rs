#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::serve;
use crate::config::{Config, Options};
use axum::Router;
use axum::routing::get;
use std::future::pending;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const LINES: usize = 8;
const REQUESTS: usize = 20_000;
const ROUNDS: usize = 7;
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

fn router() -> Router {
    Router::new().route("/", get(|| async { "here" }))
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// What this process has used of the processor so far, in microseconds; the system counts in hundredths of a second.
fn used_us() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    (fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()) * 10_000
}

/// What so many requests on a few lines cost, in nanoseconds each, the asking included.
async fn cost_ns(address: SocketAddr) -> u64 {
    let before = used_us();
    let lines = (0..LINES).map(|_| {
        tokio::spawn(async move {
            let mut line = TcpStream::connect(address).await.unwrap();
            line.set_nodelay(true).unwrap();
            let mut answer = [0; 1_024];
            for _ in 0..REQUESTS {
                line.write_all(REQUEST).await.unwrap();
                let length = line.read(&mut answer).await.unwrap();
                assert!(answer[..length].ends_with(b"here"));
            }
        })
    });
    for line in lines.collect::<Vec<_>>() {
        line.await.unwrap();
    }
    (used_us() - before) * 1_000 / (LINES * REQUESTS) as u64
}

/// `cargo test --release --lib what_the_deadlines_cost -- --ignored --nocapture`. It counts processor time, which other
/// programs on the machine change little.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn what_the_deadlines_cost_is_little_beside_a_request() {
    let ((ours, our_address), (plain, plain_address)) = (listener().await, listener().await);
    let limits = Config::load_with_environment(Options::default(), []).unwrap().limits;
    tokio::spawn(serve(ours, router(), limits, pending()));
    tokio::spawn(async move { axum::serve(plain, router()).await });
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        without.push(cost_ns(plain_address).await);
        with.push(cost_ns(our_address).await);
    }
    with.sort_unstable();
    without.sort_unstable();
    let (with, without) = (with[ROUNDS / 2], without[ROUNDS / 2]);
    println!("a request with its asking: {with} ns of the processor with deadlines, {without} ns without");
    assert!(with < without * 5 / 4, "{with} ns, {without} ns");
}
