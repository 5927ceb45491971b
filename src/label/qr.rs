//! QR codes as every reader takes them: one alphanumeric segment, the smallest version that holds it, whole dots.

use super::error::LabelError;
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, Version};

/// Light modules that must surround a code (ISO/IEC 18004, 6.3.8).
pub const QUIET_MODULES: usize = 4;
/// The longest payload, in characters: an address of 100 and a code of 64.
pub const PAYLOAD_CHARS: usize = 192;
/// What a code can hold and stay in the alphanumeric mode.
const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// How much of a code may be spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// A quarter: labels on folders and boxes.
    #[default]
    Q,
    /// Three tenths: slots and badges, which are touched for decades.
    H,
}

/// A code's modules, without the quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    side: usize,
    dark: Vec<bool>,
    payload: String,
}

impl Modules {
    /// Encodes a payload: capitals, digits and ` $%*+-./:` in the alphanumeric mode, any other ASCII as bytes.
    ///
    /// # Errors
    /// It is empty, longer than 192 characters, or not ASCII: other programs misread what is not.
    pub fn encode(payload: &str, level: Level) -> Result<Self, LabelError> {
        let shown = || payload.chars().take(PAYLOAD_CHARS).collect::<String>();
        if payload.is_empty()
            || payload.len() > PAYLOAD_CHARS
            || payload.bytes().any(|byte| !(0x20..0x7f).contains(&byte))
        {
            return Err(LabelError::QrPayload { payload: shown() });
        }
        let ec = match level {
            Level::Q => EcLevel::Q,
            Level::H => EcLevel::H,
        };
        (1..=40)
            .find_map(|version| encode_as(payload.as_bytes(), Version::Normal(version), ec))
            .map(|(side, dark)| Self { side, dark, payload: payload.to_owned() })
            .ok_or_else(|| LabelError::QrPayload { payload: shown() })
    }

    /// How many modules are in a row.
    #[must_use]
    pub fn side(&self) -> usize {
        self.side
    }

    /// How many are in a row with the quiet zone on both sides.
    #[must_use]
    pub fn side_with_quiet(&self) -> usize {
        self.side + 2 * QUIET_MODULES
    }

    /// What it says.
    #[must_use]
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// The dark stretches: row, first column, length.
    pub fn stretches(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.dark.chunks(self.side.max(1)).enumerate().flat_map(|(row, line)| {
            let mut from = 0;
            line.chunk_by(|a, b| a == b).filter_map(move |chunk| {
                let at = from;
                from += chunk.len();
                chunk.first().copied().unwrap_or(false).then_some((row, at, chunk.len()))
            })
        })
    }
}

fn encode_as(payload: &[u8], version: Version, ec: EcLevel) -> Option<(usize, Vec<bool>)> {
    let mut bits = Bits::new(version);
    if payload.iter().all(|byte| ALPHANUMERIC.contains(byte)) {
        bits.push_alphanumeric_data(payload).ok()?;
    } else {
        bits.push_byte_data(payload).ok()?;
    }
    bits.push_terminator(ec).ok()?;
    let code = qrcode::QrCode::with_bits(bits, ec).ok()?;
    Some((code.width(), code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect()))
}
