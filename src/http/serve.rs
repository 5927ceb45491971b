//! Taking connections and letting them go: in order at a stop, and at once when somebody only holds them open.

use super::connections::{Peer, Place, Places};
use super::line::{Arriving, Leaving, Line, Pulse, Watch};
use crate::config::HttpLimits;
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::Service as _;

/// The largest head of a request: its line and headers.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// What one connection may keep in memory of what it reads and writes.
const BUFFER_BYTES_MAX: usize = 64 * 1024;
/// How long to wait when the system has no more files to give.
const NO_FILES_WAIT: Duration = Duration::from_millis(200);
/// How long somebody who was turned away has to read why, and how many may do so at once.
const FAREWELL: Duration = Duration::from_secs(1);
const FAREWELLS_MAX: usize = 32;
/// What an address with too many connections is told; no request was read, so nobody knows in which language.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\nretry-after: 5\r\n\
    connection: close\r\ncontent-length: 31\r\n\r\ntoo many connections from here\n";

/// What every connection is served with.
#[derive(Debug, Clone)]
struct Service {
    router: Router,
    limits: HttpLimits,
    /// Turns true when the service is to stop.
    stopping: watch::Receiver<bool>,
}

/// Serves until `stop` is there and all requests are answered.
pub async fn serve(listener: TcpListener, router: Router, limits: HttpLimits, stop: impl Future<Output = ()>) {
    let places = Places::new(&limits);
    let farewells = Arc::new(Semaphore::new(FAREWELLS_MAX));
    let (stop_sender, stopping) = watch::channel(false);
    let service = Service { router, limits, stopping };
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let free = places.free().await;
            (free, accept(&listener).await)
        };
        let (free, (stream, from)) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match places.give(free, from) {
            Some(place) => drop(tokio::spawn(converse(service.clone(), stream, from, place))),
            None => turn_away(&farewells, stream),
        }
    }
    drop(listener);
    drop(service);
    stop_sender.send_replace(true);
    // Each connection holds a receiver until it ends.
    stop_sender.closed().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // Somebody who left before he was let in is nobody's fault; too few files for all is the machine's.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => {}
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(NO_FILES_WAIT).await;
            }
        }
    }
}

/// One connection, from its first request to its end.
async fn converse(service: Service, stream: TcpStream, from: SocketAddr, _place: Place) {
    // Answers leave as a whole; waiting for more to send with them only makes them late.
    let _ = stream.set_nodelay(true);
    let Service { router, limits, mut stopping } = service;
    let pulse = Pulse::new();
    let mut watch = Watch::new(pulse.clone(), &limits);
    let mut looks = tokio::time::interval(watch.every());
    let line = TokioIo::new(Line::new(stream, pulse.clone()));
    let proxies = limits.trusted_proxies;
    let answer = service_fn(move |request: Request<Incoming>| {
        let busy = pulse.answering();
        let mut request = request.map(|body| Arriving::body(body, &pulse));
        let client = if proxies.is_empty() { from.ip() } else { client_of(&proxies, from.ip(), &request) };
        request.extensions_mut().insert(ConnectInfo(Peer(client)));
        let answered = router.clone().call(request);
        async move { answered.await.map(|response: Response<_>| response.map(|body| Leaving::new(body, busy))) }
    });
    let mut conversation = pin!(
        http1::Builder::new()
            .header_read_timeout(None)
            .max_header_size(HEAD_BYTES_MAX)
            .max_buf_size(BUFFER_BYTES_MAX)
            .serve_connection::<_, _>(line, answer)
    );
    let mut stop = pin!(stopping.wait_for(|stopping| *stopping));
    let mut told_to_stop = false;
    loop {
        tokio::select! {
            biased;
            // Whatever went wrong on a line is its other end's affair.
            _ = conversation.as_mut() => return,
            _ = &mut stop, if !told_to_stop => {
                told_to_stop = true;
                conversation.as_mut().graceful_shutdown();
            }
            _ = looks.tick() => {
                if let Some(why) = watch.look() {
                    tracing::debug!(why, "a connection was let go");
                    return;
                }
            }
        }
    }
}

fn client_of<B>(proxies: &crate::config::TrustedProxies, peer: IpAddr, request: &Request<B>) -> IpAddr {
    let forwarded = request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    proxies.client(peer, forwarded)
}

/// Tells somebody why he is not let in. What he has sent is read for a moment: a line that is closed with something
/// unread on it loses the answer too.
fn turn_away(farewells: &Arc<Semaphore>, mut stream: TcpStream) {
    let Ok(turn) = farewells.clone().try_acquire_owned() else { return };
    tokio::spawn(async move {
        let _turn = turn;
        let farewell = async {
            stream.write_all(TOO_MANY).await?;
            stream.shutdown().await?;
            let mut unread = [0; 4_096];
            while stream.read(&mut unread).await? > 0 {}
            Ok::<(), std::io::Error>(())
        };
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
    });
}

#[cfg(test)]
mod tests;
