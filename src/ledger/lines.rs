//! Lines of a file, one after the other, without ever holding more than one frame and a chunk.

use super::encode::MAX_FRAME_BYTES;
use super::storage::StorageFile;
use std::io::{self, BufRead};
use std::sync::Arc;

/// What was found at the place where a line should begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A line with its newline.
    Whole,
    /// Bytes without a newline before the end of the file.
    Cut,
    /// More bytes without a newline than a frame may have.
    TooLong,
    /// Nothing.
    End,
}

/// Reads lines from somewhere in a file on.
#[derive(Debug)]
pub(super) struct Lines {
    file: Arc<dyn StorageFile>,
    chunk_bytes: usize,
    buffer: Vec<u8>,
    /// Where in the file the buffer begins.
    base: u64,
    /// The current line in the buffer, without its newline.
    start: usize,
    end: usize,
    /// Where the next line begins in the buffer.
    next: usize,
}

impl Lines {
    pub(super) fn new(file: Arc<dyn StorageFile>, offset: u64, chunk_bytes: usize) -> Self {
        Self { file, chunk_bytes, buffer: Vec::new(), base: offset, start: 0, end: 0, next: 0 }
    }

    /// Forgets what was read and goes on elsewhere.
    pub(super) fn seek(&mut self, offset: u64) {
        self.buffer.clear();
        (self.base, self.start, self.end, self.next) = (offset, 0, 0, 0);
    }

    /// Goes to the next line.
    pub(super) fn next(&mut self) -> io::Result<Found> {
        self.start = self.next;
        let mut searched = 0;
        loop {
            let rest = self.buffer.get(self.start + searched..).unwrap_or_default();
            if let Some(length) = newline(rest) {
                self.end = self.start + searched + length;
                self.next = self.end + 1;
                return Ok(Found::Whole);
            }
            searched += rest.len();
            (self.end, self.next) = (self.start + searched, self.start + searched);
            if searched >= MAX_FRAME_BYTES {
                return Ok(Found::TooLong);
            }
            if self.fill()? == 0 {
                return Ok(if searched == 0 { Found::End } else { Found::Cut });
            }
        }
    }

    /// The current line, without its newline.
    pub(super) fn line(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Where the current line begins in the file.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Where the next line begins in the file.
    pub(super) fn next_offset(&self) -> u64 {
        self.base + self.next as u64
    }

    /// Whether there is nothing but newlines from the current line on: space that was taken ahead.
    pub(super) fn only_blank_follows(&self) -> io::Result<bool> {
        let mut chunk = vec![0; 64 * 1024];
        let mut offset = self.offset();
        loop {
            let read = self.file.read_at(&mut chunk, offset)?;
            let blank = chunk.get(..read).is_some_and(|bytes| bytes.iter().all(|byte| *byte == b'\n'));
            if read == 0 || !blank {
                return Ok(blank);
            }
            offset += read as u64;
        }
    }

    fn fill(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.base += self.start as u64;
        (self.end, self.next, self.start) = (self.end - self.start, self.next - self.start, 0);
        let had = self.buffer.len();
        self.buffer.resize(had + self.chunk_bytes, 0);
        let read = match self.buffer.get_mut(had..) {
            Some(free) => self.file.read_at(free, self.base + had as u64),
            None => Ok(0),
        };
        self.buffer.truncate(had + read.as_ref().copied().unwrap_or(0));
        read
    }
}

/// Where the first newline is. The standard library's search for it is only to be had through `BufRead`.
fn newline(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    let read = rest.skip_until(b'\n').ok()?.checked_sub(1)?;
    (bytes.get(read) == Some(&b'\n')).then_some(read)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ledger::storage::{MemoryStorage, Storage};

    #[test]
    fn lines_are_found_whatever_the_chunk() {
        let storage = MemoryStorage::new();
        storage.put("x", b"one\n\nthree\nfour".to_vec());
        for chunk_bytes in 1..20 {
            let mut lines = Lines::new(storage.open("x").unwrap(), 0, chunk_bytes);
            let mut seen = Vec::new();
            loop {
                let found = lines.next().unwrap();
                seen.push((found, lines.offset(), lines.line().to_vec()));
                if found == Found::End {
                    break;
                }
            }
            let expected: [(Found, u64, &[u8]); 5] = [
                (Found::Whole, 0, b"one"),
                (Found::Whole, 4, b""),
                (Found::Whole, 5, b"three"),
                (Found::Cut, 11, b"four"),
                (Found::End, 15, b""),
            ];
            assert_eq!(seen, expected.map(|(found, offset, line)| (found, offset, line.to_vec())), "{chunk_bytes}");
        }
    }

    #[test]
    fn a_line_without_end_is_not_read_whole() {
        let storage = MemoryStorage::new();
        storage.put("x", vec![b'x'; MAX_FRAME_BYTES + 10_000]);
        let mut lines = Lines::new(storage.open("x").unwrap(), 0, 4_096);
        assert_eq!(lines.next().unwrap(), Found::TooLong);
        assert!(lines.line().len() <= MAX_FRAME_BYTES + 4_096);
    }
}
