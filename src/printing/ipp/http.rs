//! One HTTP request to a printer (RFC 9112): a POST with a known length, and an answer within limits. Printers' answers
//! end by a length, in chunks, or with the line.

use crate::domain::refusal::Code;
use crate::printing::guard::Target;
use crate::printing::send::Trouble;
use crate::printing::wire::{Heard, Wire};
use std::time::Instant;

const HEAD_BYTES_MAX: usize = 16 * 1024;
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// How many answers may come before the one that counts (100 Continue).
const INTERIM_MAX: usize = 4;

/// Posts a message and a document, and hands back the answer's body.
///
/// # Errors
/// The printer hangs, breaks the line, refuses, or answers what is no HTTP.
pub fn post(wire: &mut Wire<'_>, target: &Target, message: &[u8], document: &[u8]) -> Result<Vec<u8>, Trouble> {
    let length = message.len() + document.len();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/ipp\r\nContent-Length: {length}\r\n\
         User-Agent: strongroom\r\nAccept: application/ipp\r\nConnection: close\r\n\r\n",
        target.path,
        target.authority()
    );
    wire.send(head.as_bytes())?;
    wire.send(message)?;
    wire.send(document)?;
    let mut heard = Listener { until: wire.answer_by(), wire, bytes: Vec::new() };
    let (status, head) = heard.head()?;
    if status != 200 {
        return Err(Trouble::Refused(Code::PrinterRefused, format!("HTTP {status}")));
    }
    let says = |name: &str| head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if says("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return heard.chunks();
    }
    match says("content-length").map(str::parse::<usize>) {
        Some(Ok(length)) if length <= ANSWER_BYTES_MAX => heard.exactly(length),
        Some(_) => Err(nonsense()),
        None => heard.rest(),
    }
}

struct Listener<'a, 'b> {
    wire: &'a mut Wire<'b>,
    until: Instant,
    /// What was heard and not used yet.
    bytes: Vec<u8>,
}

type Head = Vec<(String, String)>;

impl Listener<'_, '_> {
    /// The status and the fields, names in small letters.
    fn head(&mut self) -> Result<(u16, Head), Trouble> {
        for _ in 0..INTERIM_MAX {
            let text = self.until_mark(b"\r\n\r\n", HEAD_BYTES_MAX)?;
            let text = String::from_utf8_lossy(&text).into_owned();
            let mut lines = text.split("\r\n");
            let status = lines.next().and_then(status_of).ok_or_else(nonsense)?;
            if (100..200).contains(&status) {
                continue;
            }
            let field = |line: &str| {
                line.split_once(':').map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            };
            return Ok((status, lines.filter_map(field).collect()));
        }
        Err(nonsense())
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut body = Vec::new();
        loop {
            let line = self.until_mark(b"\r\n", HEAD_BYTES_MAX)?;
            let line = String::from_utf8_lossy(&line).into_owned();
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).map_err(|_| nonsense())?;
            if size == 0 {
                return Ok(body);
            }
            if size > ANSWER_BYTES_MAX - body.len() {
                return Err(nonsense());
            }
            body.extend(self.exactly(size)?);
            self.exactly(2)?;
        }
    }

    fn exactly(&mut self, count: usize) -> Result<Vec<u8>, Trouble> {
        while self.bytes.len() < count {
            if !self.more()? {
                return Err(nonsense());
            }
        }
        let left = self.bytes.split_off(count);
        Ok(std::mem::replace(&mut self.bytes, left))
    }

    fn rest(&mut self) -> Result<Vec<u8>, Trouble> {
        while self.bytes.len() <= ANSWER_BYTES_MAX {
            if !self.more()? {
                return Ok(std::mem::take(&mut self.bytes));
            }
        }
        Err(nonsense())
    }

    /// What stands before a mark, which is taken away with it.
    fn until_mark(&mut self, mark: &[u8], bytes_max: usize) -> Result<Vec<u8>, Trouble> {
        loop {
            if let Some(at) = self.bytes.windows(mark.len()).position(|window| window == mark) {
                let left = self.bytes.split_off(at + mark.len());
                let mut taken = std::mem::replace(&mut self.bytes, left);
                taken.truncate(at);
                return Ok(taken);
            }
            if self.bytes.len() > bytes_max || !self.more()? {
                return Err(nonsense());
            }
        }
    }

    /// Hears more; nothing at the end of the line.
    fn more(&mut self) -> Result<bool, Trouble> {
        let mut buffer = [0; 4_096];
        // A printer that drips would be listened to for ever.
        if Instant::now() >= self.until {
            return Err(Trouble::Failed(Code::PrinterStuck));
        }
        match self.wire.hear(&mut buffer, self.until)? {
            Heard::Bytes(count) => {
                self.bytes.extend(buffer.get(..count).unwrap_or_default());
                Ok(true)
            }
            Heard::End => Ok(false),
            Heard::Nothing => Err(Trouble::Failed(Code::PrinterStuck)),
        }
    }
}

/// The number in `HTTP/1.1 200 OK`.
fn status_of(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/1.")?;
    let (_, rest) = rest.split_once(' ')?;
    rest.get(..3)?.parse().ok()
}

fn nonsense() -> Trouble {
    Trouble::Failed(Code::PrinterNonsense)
}
