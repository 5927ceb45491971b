//! A line to a printer that may take its time but not for ever.

use super::guard::Web;
use super::sealed::{Sealed, Shown, Trust, seal, shown};
use super::send::{Patience, Trouble};
use crate::domain::refusal::Code;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long one attempt to write or read takes before somebody looks whether the print is still wanted.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How much is handed over at a time.
const CHUNK_BYTES: usize = 16 * 1024;

/// A line to a printer.
pub struct Wire<'a> {
    stream: Stream,
    patience: Patience,
    is_wanted: &'a dyn Fn() -> bool,
}

impl<'a> Wire<'a> {
    /// Calls a printer at the first of its addresses that answers.
    ///
    /// # Errors
    /// None does: nothing was sent, so it can be tried again.
    pub fn call(
        addresses: &[SocketAddr],
        patience: Patience,
        is_wanted: &'a dyn Fn() -> bool,
    ) -> Result<Self, Trouble> {
        let mut answered = addresses.iter().filter_map(|at| TcpStream::connect_timeout(at, patience.connect).ok());
        let stream = answered.next().ok_or(Trouble::Later(Code::PrinterAway))?;
        let timeouts =
            stream.set_write_timeout(Some(LOOK_EVERY)).and_then(|()| stream.set_read_timeout(Some(LOOK_EVERY)));
        timeouts.map_err(|_| Trouble::Later(Code::PrinterAway))?;
        Ok(Self { stream: Stream::Plain(stream), patience, is_wanted })
    }

    /// Calls a device that speaks HTTP, sealed by TLS or not. Where it is, `trust` says who may be at its other end.
    ///
    /// # Errors
    /// None answers, or it is not trusted: nothing was sent.
    pub fn call_web(
        addresses: &[SocketAddr],
        patience: Patience,
        is_wanted: &'a dyn Fn() -> bool,
        web: &Web,
        trust: Trust,
    ) -> Result<Self, Trouble> {
        let wire = Self::call(addresses, patience, is_wanted)?;
        let Stream::Plain(stream) = wire.stream else { return Ok(wire) };
        let stream = match web.is_sealed {
            true => Stream::Sealed(Box::new(seal(stream, &web.target.host, trust, patience, is_wanted)?)),
            false => Stream::Plain(stream),
        };
        Ok(Self { stream, ..wire })
    }

    /// What the device at the other end shows of itself; nothing where the line is not sealed.
    #[must_use]
    pub fn shown(&self, web: &Web) -> Option<Shown> {
        match &self.stream {
            Stream::Sealed(sealed) => shown(sealed, &web.target.host),
            Stream::Plain(_) => None,
        }
    }

    /// Sends bytes; the printer may rest as long as it goes on within its time.
    ///
    /// # Errors
    /// It does not, closed the line, or nobody wants the print any more.
    pub fn send(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let (mut rest, mut moved) = (bytes, Instant::now());
        while !rest.is_empty() {
            if !(self.is_wanted)() {
                return Err(Trouble::Unwanted);
            }
            let chunk = rest.get(..CHUNK_BYTES.min(rest.len())).unwrap_or_default();
            match self.stream.write(chunk) {
                Ok(0) => return Err(Trouble::Failed(Code::PrinterStuck)),
                Ok(taken) => (rest, moved) = (rest.get(taken..).unwrap_or_default(), Instant::now()),
                Err(error) if is_pause(error.kind()) && moved.elapsed() < self.patience.stall => {}
                Err(_) => return Err(Trouble::Failed(Code::PrinterStuck)),
            }
        }
        Ok(())
    }

    /// Says that nothing more comes.
    pub fn end(&self) {
        if let Stream::Plain(stream) = &self.stream {
            let _ = stream.shutdown(Shutdown::Write);
        }
    }

    /// Reads something before a moment; nothing at the end of what the printer says, or when the moment has come.
    ///
    /// # Errors
    /// It broke the line, or nobody wants the print any more.
    pub fn hear(&mut self, buffer: &mut [u8], until: Instant) -> Result<Heard, Trouble> {
        loop {
            if !(self.is_wanted)() {
                return Err(Trouble::Unwanted);
            }
            match self.stream.read(buffer) {
                Ok(0) => return Ok(Heard::End),
                Ok(count) => return Ok(Heard::Bytes(count)),
                Err(error) if is_pause(error.kind()) && Instant::now() < until => {}
                Err(error) if is_pause(error.kind()) => return Ok(Heard::Nothing),
                Err(_) => return Err(Trouble::Failed(Code::PrinterStuck)),
            }
        }
    }

    /// Until when an answer that begins now has to be there.
    #[must_use]
    pub fn answer_by(&self) -> Instant {
        Instant::now() + self.patience.stall
    }
}

/// What bytes go through.
enum Stream {
    Plain(TcpStream),
    Sealed(Box<Sealed>),
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Sealed(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Sealed(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Sealed(stream) => stream.flush(),
        }
    }
}

/// What came from a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// So many bytes.
    Bytes(usize),
    /// It has closed its half of the line.
    End,
    /// Nothing, for as long as one would wait.
    Nothing,
}

fn is_pause(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
