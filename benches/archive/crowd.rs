//! A crowd at the desk: many kept connections on two threads, as pgbench drives its clients, so that the crowd itself
//! takes little of the cores it shares with the server.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Threads that drive the connections; pgbench is given as many.
const THREADS: usize = 2;
/// More than an answer has.
const ANSWER_BYTES: usize = 64 * 1024;

/// What came of a while at the desk.
#[derive(Debug)]
pub struct Busy {
    /// Durable checkouts and returns a second, together.
    pub per_second: f64,
    /// How many there were.
    pub count: usize,
    /// Each request's time in milliseconds, in order.
    milliseconds: Vec<f64>,
}

impl Busy {
    /// The time within which so many hundredths of the requests were answered.
    pub fn percentile(&self, hundredths: usize) -> f64 {
        let at = (self.milliseconds.len() * hundredths / 100).min(self.milliseconds.len().saturating_sub(1));
        self.milliseconds.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// Who stands at the desk.
#[derive(Debug, Clone)]
pub struct Crowd {
    /// Where the server listens.
    pub address: SocketAddr,
    /// How each proves who he is: whole header lines.
    pub headers: String,
    /// How many there are.
    pub clients: usize,
    /// Whether they ask for the short answer, which is enough for a scanner.
    pub minimal: bool,
    /// Tells the ids of this run's requests from those of others.
    pub run: String,
}

impl Crowd {
    /// Each lends folders of its own and takes them back, one request after the other, until the time is over. Every
    /// answer is checked: 200, the folder's new state, and the frame that holds it.
    pub fn lend(&self, codes: &Arc<Vec<String>>, time: Duration) -> io::Result<Busy> {
        let over = Arc::new(AtomicBool::new(false));
        let started = Instant::now();
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (crowd, codes, over) = (self.clone(), codes.clone(), over.clone());
                thread::spawn(move || crowd.drive(thread, &codes, &over))
            })
            .collect();
        thread::sleep(time);
        over.store(true, Ordering::Relaxed);
        let mut milliseconds = Vec::new();
        for thread in threads {
            milliseconds.extend(thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked")))?);
        }
        let elapsed = started.elapsed().as_secs_f64();
        milliseconds.sort_by(f64::total_cmp);
        let count = milliseconds.len();
        Ok(Busy { per_second: count as f64 / elapsed, count, milliseconds })
    }

    fn drive(self, thread: usize, codes: &Arc<Vec<String>>, over: &Arc<AtomicBool>) -> io::Result<Vec<f64>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            let numbers = (0..self.clients).filter(|number| number % THREADS == thread);
            let spawned: Vec<_> =
                numbers.map(|number| tokio::spawn(self.clone().one(number, codes.clone(), over.clone()))).collect();
            let mut times = Vec::new();
            for client in spawned {
                times.extend(client.await.map_err(io::Error::other)??);
            }
            Ok(times)
        })
    }

    async fn one(self, number: usize, codes: Arc<Vec<String>>, over: Arc<AtomicBool>) -> io::Result<Vec<f64>> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let mut line = Line { stream, request: Vec::new(), answer: vec![0; ANSWER_BYTES] };
        let mine: Vec<&String> = codes.iter().skip(number).step_by(self.clients).collect();
        let prefer = if self.minimal { "prefer: return=minimal\r\n" } else { "" };
        let mut times = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let round = times.len() / 2;
            let code = mine.get(round % mine.len().max(1)).map_or("", |code| code.as_str());
            for (step, verb, body, state) in [
                ("o", "checkout", r#"{"borrower":0,"purpose":"核对"}"#, r#""state":"on_loan""#),
                ("i", "return", "{}", r#""state":"at_desk""#),
            ] {
                let started = Instant::now();
                line.request.clear();
                line.request.extend_from_slice(
                    format!(
                        "POST /api/v1/folders/{code}/{verb} HTTP/1.1\r\nhost: bench\r\n{}{prefer}idempotency-key: \
                         {}-{number}-{round}{step}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                        self.headers,
                        self.run,
                        body.len()
                    )
                    .as_bytes(),
                );
                line.ask(state).await?;
                times.push(started.elapsed().as_secs_f64() * 1_000.0);
            }
        }
        Ok(times)
    }
}

/// One connection.
struct Line {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Line {
    /// Sends the request and reads the whole answer, which must be 200, hold these words, and name its frame.
    async fn ask(&mut self, words: &str) -> io::Result<()> {
        self.stream.write_all(&self.request).await?;
        let mut length = 0;
        let text = loop {
            let read = self.stream.read(self.answer.get_mut(length..).unwrap_or_default()).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            length += read;
            let text = std::str::from_utf8(self.answer.get(..length).unwrap_or_default());
            if let Some(text) = text.ok().filter(|text| is_whole(text)) {
                break text;
            }
        };
        let seq = text.rsplit_once("\"seq\":").map_or("", |(_, rest)| rest);
        let seq: u64 = seq.trim_end_matches(|end: char| !end.is_ascii_digit()).parse().unwrap_or(0);
        if text.starts_with("HTTP/1.1 200 ") && text.contains(words) && seq > 0 {
            return Ok(());
        }
        Err(io::Error::other(format!("not as expected: {text}")))
    }
}

/// Whether an answer has all of its body.
fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: "));
    length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| body.len() >= length)
}
