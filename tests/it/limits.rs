//! What one client may ask: lines that dawdle, heads that never end, and greed.

use super::support::{Answer, Client, Server, text};
use reqwest::Method;
use serde_json::json;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// A raw connection that gives up only long after the server should have.
fn line(server: &Server) -> TcpStream {
    let line = TcpStream::connect(address(server)).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    line
}

fn address(server: &Server) -> SocketAddr {
    server.url().trim_start_matches("http://").parse().unwrap()
}

/// Everything the server says until it closes the line.
fn rest(line: &mut TcpStream) -> String {
    let mut said = Vec::new();
    // A reset is an end too.
    let _ = line.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

/// Sends a byte now and then until the line is closed.
fn drip(mut line: TcpStream, bytes: impl Iterator<Item = u8>) -> bool {
    for byte in bytes {
        std::thread::sleep(Duration::from_millis(100));
        if line.write_all(&[byte]).is_err() {
            return true;
        }
    }
    false
}

#[test]
fn whoever_sends_a_head_byte_by_byte_is_let_go() {
    let server = Server::start_with(&["--header-timeout-seconds", "1", "--keep-alive-seconds", "600"]);
    let head = b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ".iter().copied().chain(std::iter::repeat_n(b'z', 500));
    assert!(drip(line(&server), head), "it was never let go");
    // Others are answered meanwhile and after.
    assert_eq!(server.anonymous().get("/healthz").status, 200);
}

#[test]
fn a_line_that_is_kept_without_asking_is_closed_and_one_that_is_used_is_not() {
    let server = Server::start_with(&["--keep-alive-seconds", "1"]);
    let (mut silent, mut used) = (line(&server), line(&server));
    for _ in 0..6 {
        used.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        let mut answer = [0; 15];
        used.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
        let mut left = vec![0; 4_096];
        let _ = used.read(&mut left).unwrap();
        std::thread::sleep(Duration::from_millis(400));
    }
    assert_eq!(rest(&mut silent), "");
}

#[test]
fn a_body_that_comes_too_slowly_is_not_waited_for() {
    let server = Server::start_with(&["--header-timeout-seconds", "1", "--request-timeout-seconds", "3600"]);
    let mut line = line(&server);
    line.write_all(
        b"POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n",
    )
    .unwrap();
    assert!(drip(line, std::iter::repeat_n(b' ', 600)), "it was never let go");
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Server::start();
    let ask = |header: String| {
        let mut line = line(&server);
        let _ =
            line.write_all(format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{header}connection: close\r\n\r\n").as_bytes());
        rest(&mut line)
    };
    assert!(ask(String::new()).starts_with("HTTP/1.1 200"));
    assert!(ask(format!("x-long: {}\r\n", "y".repeat(20_000))).starts_with("HTTP/1.1 200"));
    assert!(ask(format!("x-long: {}\r\n", "y".repeat(60_000))).starts_with("HTTP/1.1 431"));
    let many: String = (0..150).map(|at| format!("x-{at}: y\r\n")).collect();
    assert!(ask(many).starts_with("HTTP/1.1 431"));
}

#[test]
fn an_address_that_has_its_share_of_lines_is_told_so_and_others_are_let_in() {
    let server = Server::start_with(&["--connections-max", "8", "--connections-per-address-max", "3"]);
    let mut held: Vec<TcpStream> = (0..3).map(|_| line(&server)).collect();
    for line in &mut held {
        line.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        line.read_exact(&mut [0; 15]).unwrap();
    }
    let mut fourth = line(&server);
    fourth.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let said = rest(&mut fourth);
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("retry-after: 5"), "{said}");
    let elsewhere = crate::support::http().local_address(Some("127.0.0.2".parse().unwrap()));
    let answer = elsewhere.build().unwrap().get(format!("{}/healthz", server.url())).send().unwrap();
    assert_eq!(answer.status(), 200);
}

/// Asks for one address over so many connections, again and again, until told to stop; counts the answers.
async fn ask_greedily(
    address: SocketAddr,
    connections: usize,
    head: String,
    stop: Arc<AtomicBool>,
    count: Arc<AtomicU64>,
) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..connections {
        let (head, stop, count) = (head.clone(), stop.clone(), count.clone());
        tasks.spawn(async move {
            let mut line = tokio::net::TcpStream::connect(address).await.unwrap();
            let mut answer = vec![0; 64 * 1024];
            while !stop.load(Ordering::Relaxed) {
                if line.write_all(head.as_bytes()).await.is_err() || line.read(&mut answer).await.unwrap_or(0) == 0 {
                    return;
                }
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    tasks.join_all().await;
}

fn token(client: &Client) -> String {
    text(&client.post("/me/tokens", json!({"name": "t"})).ok(), "secret")
}

/// How many searches a greedy client with 200 connections gets answered for each one of a polite client.
fn greed_per_answer(client_requests_max: &str) -> f64 {
    let server = Server::start_with(&[
        "--demo",
        "--inbox-seconds",
        "0",
        "--client-requests-max",
        client_requests_max,
        "--requests-max",
        "512",
    ]);
    let admin = server.administrator();
    let greedy = token(&server.person(&admin, "greedy", "archivist", None));
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let head = format!("GET /api/v1/search?q=a&limit=1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {greedy}\r\n\r\n");
    let greed = {
        let (address, stop, count) = (address(&server), stop.clone(), count.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        std::thread::spawn(move || runtime.block_on(ask_greedily(address, 200, head, stop, count)))
    };
    super::support::eventually("greed", || (count.load(Ordering::Relaxed) > 50).then_some(()));
    let before = count.load(Ordering::Relaxed);
    for _ in 0..12 {
        admin.get("/search?q=a&limit=1").ok();
    }
    let answered = count.load(Ordering::Relaxed) - before;
    stop.store(true, Ordering::Relaxed);
    greed.join().unwrap();
    answered as f64 / 12.0
}

#[test]
fn a_greedy_client_with_two_hundred_lines_does_not_starve_a_polite_one() {
    let held_back = greed_per_answer("8");
    let let_loose = greed_per_answer("256");
    assert!(
        held_back * 2.0 < let_loose,
        "{held_back} answers for each of the polite one's, {let_loose} without a limit"
    );
}

#[test]
fn whoever_asks_more_often_than_allowed_is_told_when_to_come_again() {
    let server = Server::start_with(&["--client-requests-per-second-max", "20"]);
    let admin = server.administrator();
    let answers: Vec<Answer> = (0..200).map(|_| admin.get("/departments")).collect();
    let refused: Vec<Answer> = answers.into_iter().filter(|answer| answer.status != 200).collect();
    assert!(!refused.is_empty());
    for answer in refused {
        assert_eq!(answer.header("retry-after"), "1");
        answer.refused(429, "TooManyRequests");
    }
    // Nobody else pays for it.
    let other = server.anonymous();
    other.get("/departments").refused(401, "SignInRequired");
}

#[test]
fn only_a_proxy_that_was_named_is_believed_when_it_says_whom_it_speaks_for() {
    let guess = |server: &Server, forwarded: String| {
        let request = server.anonymous().request(Method::POST, "/sign-in").header("x-forwarded-for", forwarded);
        Answer::of(request.json(&json!({"name": "admin", "password": "wrong password"}))).status
    };
    let guesses =
        |server: &Server| (0..20).map(|at| guess(server, format!("6.6.6.6, 10.1.0.{at}"))).collect::<Vec<_>>();
    let open = Server::start();
    assert!(guesses(&open).contains(&429), "whoever reaches us directly may write what he likes");
    let behind = Server::start_with(&["--trusted-proxies", "127.0.0.1"]);
    assert!(!guesses(&behind).contains(&429), "twenty people behind one proxy");
    let spoofed: Vec<u16> = (0..20).map(|at| guess(&behind, format!("10.2.0.{at}, 1.2.3.4"))).collect();
    assert!(spoofed.contains(&429), "what stands before the proxy's own word is nobody's");
}
