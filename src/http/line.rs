//! One connection: its bytes, and what is known of how it goes on, so that whoever dawdles can be let go.
//!
//! Deadlines are not timers of each request, which would cost every quick answer something, but moments noted in passing;
//! the connection's own watch reads them every few seconds.

use crate::config::HttpLimits;
use axum::body::Body;
use hyper::body::{Body as _, Bytes, Frame, Incoming, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Whoever sends a body slower than this, look after look, is let go.
const BODY_BYTES_PER_SECOND_MIN: u64 = 1_024;
/// Looks in a row at which a body came too slowly: a bad moment of a radio link is none.
const SLOW_LOOKS_MAX: u32 = 3;
/// How long an answer may wait for its reader to take anything of it.
const STALLED_MAX: Duration = Duration::from_secs(60);

/// What is noted of a connection. Moments are milliseconds since it began, plus one; 0 is never.
#[derive(Debug)]
pub struct Pulse {
    began: Instant,
    answering: AtomicBool,
    /// Since when a request is waited for.
    idle_at: AtomicU64,
    /// When the first byte of the next request came.
    heard_at: AtomicU64,
    /// Since when nothing of an answer was taken.
    stalled_at: AtomicU64,
    body_bytes: AtomicU64,
    /// Whether a body was waited for since the last look.
    body_awaited: AtomicBool,
}

impl Pulse {
    /// A connection that begins now.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            answering: AtomicBool::new(false),
            idle_at: AtomicU64::new(1),
            heard_at: AtomicU64::new(0),
            stalled_at: AtomicU64::new(0),
            body_bytes: AtomicU64::new(0),
            body_awaited: AtomicBool::new(false),
        })
    }

    /// Notes that a request is being answered, until what is returned is dropped.
    #[must_use]
    pub fn answering(self: &Arc<Self>) -> Busy {
        self.answering.store(true, Relaxed);
        Busy(Arc::clone(self))
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1
    }

    fn heard(&self) {
        if !self.answering.load(Relaxed) && self.heard_at.load(Relaxed) == 0 {
            self.heard_at.store(self.now_ms(), Relaxed);
        }
    }

    fn written(&self, done: bool) {
        if done {
            if self.stalled_at.load(Relaxed) != 0 {
                self.stalled_at.store(0, Relaxed);
            }
        } else if self.stalled_at.load(Relaxed) == 0 {
            self.stalled_at.store(self.now_ms(), Relaxed);
        }
    }
}

/// A request being answered.
#[derive(Debug)]
pub struct Busy(Arc<Pulse>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.heard_at.store(0, Relaxed);
        self.0.idle_at.store(self.0.now_ms(), Relaxed);
        self.0.answering.store(false, Relaxed);
    }
}

/// Looks at a connection now and then.
#[derive(Debug)]
pub struct Watch {
    pulse: Arc<Pulse>,
    header_ms: u64,
    keep_alive_ms: u64,
    every: Duration,
    body_bytes: u64,
    slow_looks: u32,
}

impl Watch {
    /// A watch over a connection.
    #[must_use]
    pub fn new(pulse: Arc<Pulse>, limits: &HttpLimits) -> Self {
        let ms = |limit: Duration| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        let every = (limits.header_timeout.min(limits.keep_alive) / 4).min(Duration::from_secs(5));
        Self {
            pulse,
            header_ms: ms(limits.header_timeout),
            keep_alive_ms: ms(limits.keep_alive),
            every,
            body_bytes: 0,
            slow_looks: 0,
        }
    }

    /// How often to look.
    #[must_use]
    pub fn every(&self) -> Duration {
        self.every
    }

    /// Why the connection should be let go, if it should.
    pub fn look(&mut self) -> Option<&'static str> {
        let now = self.pulse.now_ms();
        let over = |since: u64, limit_ms: u64| since != 0 && now.saturating_sub(since) > limit_ms;
        if over(self.pulse.stalled_at.load(Relaxed), u64::try_from(STALLED_MAX.as_millis()).unwrap_or(u64::MAX)) {
            return Some("nobody takes the answer");
        }
        if self.pulse.answering.load(Relaxed) {
            return self.dawdles().then_some("the body comes too slowly");
        }
        let heard_at = self.pulse.heard_at.load(Relaxed);
        if over(heard_at, self.header_ms) {
            return Some("the head of a request comes too slowly");
        }
        (heard_at == 0 && over(self.pulse.idle_at.load(Relaxed), self.keep_alive_ms)).then_some("nothing is asked")
    }

    fn dawdles(&mut self) -> bool {
        let bytes = self.pulse.body_bytes.load(Relaxed);
        let came = bytes.saturating_sub(std::mem::replace(&mut self.body_bytes, bytes));
        let wanted = u64::try_from(self.every.as_millis()).unwrap_or(u64::MAX) * BODY_BYTES_PER_SECOND_MIN / 1_000;
        let slow = self.pulse.body_awaited.swap(false, Relaxed) && came < wanted;
        self.slow_looks = if slow { self.slow_looks + 1 } else { 0 };
        self.slow_looks >= SLOW_LOOKS_MAX
    }
}

/// A connection's bytes.
#[derive(Debug)]
pub struct Line {
    stream: TcpStream,
    pulse: Arc<Pulse>,
}

impl Line {
    /// The bytes of a stream, noted on its pulse.
    #[must_use]
    pub fn new(stream: TcpStream, pulse: Arc<Pulse>) -> Self {
        Self { stream, pulse }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before {
            self.pulse.heard();
        }
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.pulse.written(written.is_ready());
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.pulse.written(written.is_ready());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// A request's body, noted on its connection's pulse.
#[derive(Debug)]
pub struct Arriving {
    body: Incoming,
    pulse: Arc<Pulse>,
}

impl Arriving {
    /// The body of a request. One without content costs nothing.
    pub fn body(body: Incoming, pulse: &Arc<Pulse>) -> Body {
        if body.is_end_stream() { Body::empty() } else { Body::new(Self { body, pulse: Arc::clone(pulse) }) }
    }
}

impl hyper::body::Body for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match &frame {
            Poll::Pending => self.pulse.body_awaited.store(true, Relaxed),
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
                self.pulse.body_bytes.fetch_add(bytes, Relaxed);
            }
            Poll::Ready(_) => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body: its request is being answered until this is gone.
#[derive(Debug)]
pub struct Leaving {
    body: Body,
    _busy: Busy,
}

impl Leaving {
    /// The body of the answer to a request.
    #[must_use]
    pub fn new(body: Body, busy: Busy) -> Self {
        Self { body, _busy: busy }
    }
}

impl hyper::body::Body for Leaving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
