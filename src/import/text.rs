//! A file as a stream of UTF-8 with one kind of line break, whatever it was written in.

use super::encoding::{TextEncoding, read_full};
use encoding_rs::Decoder;
use std::fs::File;
use std::io;

const CHUNK_BYTES: usize = 64 * 1024;

/// The text of a file, chunk by chunk. What cannot be decoded becomes U+FFFD, which the row reader notices.
pub(super) struct TextStream {
    file: File,
    decoder: Decoder,
    raw: Vec<u8>,
    decoded: Vec<u8>,
    after_return: bool,
    ends_with_break: bool,
    finished: bool,
}

impl TextStream {
    pub(super) fn new(file: File, encoding: TextEncoding) -> Self {
        let decoder = encoding.decoder_of().new_decoder_with_bom_removal();
        let room = decoder.max_utf8_buffer_length(CHUNK_BYTES).unwrap_or(CHUNK_BYTES * 4);
        Self {
            file,
            decoder,
            raw: vec![0; CHUNK_BYTES],
            decoded: vec![0; room],
            after_return: false,
            ends_with_break: true,
            finished: false,
        }
    }

    /// Puts the next piece of text into `chunk`; leaves it empty at the end. The text always ends with a line break, which lets
    /// the row reader count rows exactly.
    pub(super) fn next_chunk(&mut self, chunk: &mut Vec<u8>) -> io::Result<()> {
        chunk.clear();
        while chunk.is_empty() && !self.finished {
            let len = read_full(&mut self.file, &mut self.raw)?;
            let last = len < self.raw.len();
            let mut rest = self.raw.get(..len).unwrap_or_default();
            loop {
                let (result, read, written, _) = self.decoder.decode_to_utf8(rest, &mut self.decoded, last);
                let text = self.decoded.get(..written).unwrap_or_default();
                self.after_return = unify_breaks(text, chunk, self.after_return);
                rest = rest.get(read..).unwrap_or_default();
                if matches!(result, encoding_rs::CoderResult::InputEmpty) {
                    break;
                }
            }
            self.finished = last;
            if let Some(byte) = chunk.last() {
                self.ends_with_break = *byte == b'\n';
            }
            if last && !self.ends_with_break {
                chunk.push(b'\n');
            }
        }
        Ok(())
    }
}

/// Copies text with `\r\n` and `\r` as `\n`; says whether it ended with a `\r` whose `\n` may still come.
fn unify_breaks(text: &[u8], out: &mut Vec<u8>, mut after_return: bool) -> bool {
    for byte in text {
        match byte {
            b'\r' => out.push(b'\n'),
            b'\n' if after_return => {}
            byte => out.push(*byte),
        }
        after_return = *byte == b'\r';
    }
    after_return
}
