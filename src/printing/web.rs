//! One HTTP request to a device on the network (RFC 9112): a body of known length if it has one, and an answer within
//! limits, that ends by a length, in chunks, or with the line. Nothing is followed: what a device points at, whoever asks
//! decides about.

use super::guard::Target;
use super::send::Trouble;
use super::wire::{Heard, Wire};
use crate::domain::refusal::Code;
use std::time::{Duration, Instant};

const HEAD_BYTES_MAX: usize = 16 * 1024;
/// How many answers may come before the one that counts (100 Continue).
const INTERIM_MAX: usize = 4;

/// What is asked of a device.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The method.
    pub method: &'a str,
    /// Where on the device.
    pub path: &'a str,
    /// What it may answer.
    pub accept: &'a str,
    /// Of what sort the body is, and its parts.
    pub body: Option<(&'a str, &'a [&'a [u8]])>,
    /// How long all of it may take; a device that rests longer than its patience has stopped anyway.
    pub whole: Duration,
}

/// What a device answered; its body is still to be heard.
pub struct Answer<'a, 'b> {
    /// The status.
    pub status: u16,
    fields: Vec<(String, String)>,
    heard: Listener<'a, 'b>,
}

/// Who takes a body part by part.
pub type Take<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Trouble>;

/// Asks, and hears the answer's head.
///
/// # Errors
/// The device hangs, breaks the line, or answers what is no HTTP.
pub fn ask<'a, 'b>(wire: &'a mut Wire<'b>, target: &Target, ask: &Ask<'_>) -> Result<Answer<'a, 'b>, Trouble> {
    let (method, path, host, accept) = (ask.method, ask.path, target.authority(), ask.accept);
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: strongroom\r\nAccept: {accept}\r\nConnection: close\r\n"
    );
    if let Some((kind, parts)) = ask.body {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        head.push_str(&format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n"));
    }
    head.push_str("\r\n");
    wire.send(head.as_bytes())?;
    for part in ask.body.map(|(_, parts)| parts).unwrap_or_default() {
        wire.send(part)?;
    }
    let until = Instant::now() + ask.whole;
    let mut heard = Listener { wire, until, bytes: Vec::new() };
    let (status, fields) = heard.head()?;
    Ok(Answer { status, fields, heard })
}

impl Answer<'_, '_> {
    /// A field, by its name in small letters.
    #[must_use]
    pub fn says(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body, which is small.
    ///
    /// # Errors
    /// It is larger than that, or breaks off.
    pub fn body(self, bytes_max: usize) -> Result<Vec<u8>, Trouble> {
        let mut body = Vec::new();
        self.body_into(bytes_max as u64, &mut |part| {
            body.extend_from_slice(part);
            Ok(())
        })?;
        Ok(body)
    }

    /// Hands the body on as it comes; says how long it was.
    ///
    /// # Errors
    /// It is larger than that, or breaks off; or whoever takes it does not.
    pub fn body_into(mut self, bytes_max: u64, take: Take<'_>) -> Result<u64, Trouble> {
        if self.says("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            return self.heard.chunks(bytes_max, take);
        }
        match self.says("content-length").map(str::parse::<u64>) {
            Some(Ok(length)) if length <= bytes_max => self.heard.exactly(length, take).map(|()| length),
            Some(_) => Err(nonsense()),
            None => self.heard.rest(bytes_max, take),
        }
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

    fn chunks(&mut self, bytes_max: u64, take: Take<'_>) -> Result<u64, Trouble> {
        let mut whole = 0;
        loop {
            let line = self.until_mark(b"\r\n", HEAD_BYTES_MAX)?;
            let line = String::from_utf8_lossy(&line).into_owned();
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(|_| nonsense())?;
            if size == 0 {
                return Ok(whole);
            }
            if size > bytes_max - whole {
                return Err(nonsense());
            }
            whole += size;
            self.exactly(size, take)?;
            self.exactly(2, &mut |_| Ok(()))?;
        }
    }

    fn exactly(&mut self, count: u64, take: Take<'_>) -> Result<(), Trouble> {
        let mut wanted = count;
        while wanted > 0 {
            if self.bytes.is_empty() && !self.more()? {
                return Err(nonsense());
            }
            let part = usize::try_from(wanted).unwrap_or(usize::MAX).min(self.bytes.len());
            let left = self.bytes.split_off(part);
            take(&self.bytes)?;
            self.bytes = left;
            wanted -= part as u64;
        }
        Ok(())
    }

    fn rest(&mut self, bytes_max: u64, take: Take<'_>) -> Result<u64, Trouble> {
        let mut whole = 0;
        loop {
            whole += self.bytes.len() as u64;
            if whole > bytes_max {
                return Err(nonsense());
            }
            take(&std::mem::take(&mut self.bytes))?;
            if !self.more()? {
                return Ok(whole);
            }
        }
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
        let mut buffer = [0; 16 * 1_024];
        // A device that drips would be listened to for ever.
        if Instant::now() >= self.until {
            return Err(Trouble::Failed(Code::PrinterStuck));
        }
        match self.wire.hear(&mut buffer, self.until.min(self.wire.answer_by()))? {
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
