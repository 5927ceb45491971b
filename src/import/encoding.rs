//! Which text encoding a file is written in. The whole file is looked at: a wrong byte may stand at its very end.

use super::{unreadable, unsupported};
use crate::domain::refusal::{Code, Refusal};
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// A text encoding a table may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    /// UTF-8, with or without its mark.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// GB18030, and so also GBK and GB 2312: what a Chinese spreadsheet saves by default.
    #[serde(rename = "GB18030")]
    Gb18030,
    /// UTF-16 with its mark, as "Unicode text" is saved.
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// The same with the other byte first.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
}

impl TextEncoding {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.decoder_of().name()
    }

    pub(super) fn decoder_of(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Gb18030 => GB18030,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        }
    }
}

const CHUNK_BYTES: usize = 64 * 1024;
/// A few damaged characters make bad rows; more make another encoding.
const DAMAGED_MAX: u64 = 100;

/// Finds the encoding and rewinds the file.
pub(super) fn sniff(file: &mut File) -> Result<TextEncoding, Refusal> {
    let mut head = [0; 8 * 1024];
    let head_len = read_full(file, &mut head).map_err(|error| unreadable(&error))?;
    let head = head.get(..head_len).unwrap_or_default();
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        rewind(file)?;
        return Ok(if encoding == UTF_16LE {
            TextEncoding::Utf16Le
        } else if encoding == UTF_16BE {
            TextEncoding::Utf16Be
        } else {
            TextEncoding::Utf8
        });
    }
    if head.contains(&0) {
        return Err(unsupported("不是文本表格", "this is not a text table"));
    }
    let utf8 = census(file, UTF_8)?;
    if utf8.damaged == 0 {
        return Ok(TextEncoding::Utf8);
    }
    let gb = census(file, GB18030)?;
    if gb.damaged == 0 && gb.looks_chinese() {
        return Ok(TextEncoding::Gb18030);
    }
    if utf8.hardly_damaged() {
        return Ok(TextEncoding::Utf8);
    }
    if gb.hardly_damaged() && gb.looks_chinese() {
        return Ok(TextEncoding::Gb18030);
    }
    Err(Refusal::new(Code::EncodingUnknown))
}

/// What a file holds when read in one encoding.
#[derive(Default)]
struct Census {
    damaged: u64,
    non_ascii: u64,
    common: u64,
}

impl Census {
    /// Almost any bytes can be read as GB18030, but only real Chinese text lies nearly all in its everyday part: Big5, Shift-JIS
    /// and Western files do not.
    fn looks_chinese(&self) -> bool {
        self.common * 10 >= self.non_ascii * 6
    }

    fn hardly_damaged(&self) -> bool {
        self.damaged <= DAMAGED_MAX && self.damaged * 100 <= self.non_ascii
    }

    fn count(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_ascii()) {
            self.non_ascii += 1;
            self.common += u64::from(is_everyday(c));
        }
    }
}

/// Whether a character lies in the everyday part of GB 2312: punctuation, full-width forms, hanzi.
fn is_everyday(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmapped) = GB18030.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [lead, trail] => !unmapped && trail >= 0xA1 && (matches!(lead, 0xA1..=0xA3) || matches!(lead, 0xB0..=0xF7)),
        _ => false,
    }
}

/// Reads the whole file and rewinds it. For GB18030 only a sample is judged for looking Chinese; damage is looked for
/// everywhere.
fn census(file: &mut File, encoding: &'static Encoding) -> Result<Census, Refusal> {
    const JUDGED_BYTES: usize = 256 * 1024;
    rewind(file)?;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut census = Census::default();
    let mut input = vec![0; CHUNK_BYTES];
    let mut output = vec![0; CHUNK_BYTES * 3];
    let mut judged = 0;
    loop {
        let len = read_full(file, &mut input).map_err(|error| unreadable(&error))?;
        let last = len < input.len();
        let mut rest = input.get(..len).unwrap_or_default();
        loop {
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(rest, &mut output, last);
            let text = output.get(..written).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
            if judged < JUDGED_BYTES {
                census.count(text);
                judged += written;
            }
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::Malformed(..) => census.damaged += 1,
                DecoderResult::OutputFull => {}
            }
            if census.damaged > DAMAGED_MAX {
                break;
            }
        }
        if last || census.damaged > DAMAGED_MAX {
            break;
        }
    }
    rewind(file)?;
    Ok(census)
}

fn rewind(file: &mut File) -> Result<(), Refusal> {
    file.seek(SeekFrom::Start(0)).map(|_| ()).map_err(|error| unreadable(&error))
}

/// Fills the buffer as far as the file goes.
pub(super) fn read_full(input: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut len = 0;
    while let Some(free) = buffer.get_mut(len..).filter(|free| !free.is_empty()) {
        match input.read(free) {
            Ok(0) => break,
            Ok(read) => len += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(len)
}
