//! What a scanned or typed text is: one of our QR payloads, somebody else's address, or a bare code.

use super::normalise_code;
use serde::{Deserialize, Serialize};

/// The kinds of thing a QR code of ours can name, with the letter in its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QrKind {
    /// `/F/`: a folder.
    Folder,
    /// `/S/`: a slot.
    Slot,
    /// `/B/`: a box.
    Box,
    /// `/U/`: a person's badge.
    Badge,
    /// `/D/`: a document separator.
    Document,
    /// `/C/`: a case.
    Case,
}

impl QrKind {
    /// The letter that stands for it in an address.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Folder => 'F',
            Self::Slot => 'S',
            Self::Box => 'B',
            Self::Badge => 'U',
            Self::Document => 'D',
            Self::Case => 'C',
        }
    }

    fn from_letter(letter: &str) -> Option<Self> {
        let all = [Self::Folder, Self::Slot, Self::Box, Self::Badge, Self::Document, Self::Case];
        all.into_iter().find(|kind| letter.len() == 1 && letter.eq_ignore_ascii_case(&kind.letter().to_string()))
    }
}

/// What a text is. Codes are normalised, not checked: `read_code` does that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// A folder's label.
    Folder(String),
    /// A slot's label.
    Slot(String),
    /// A box's label.
    Box(String),
    /// A person's badge.
    Badge(String),
    /// A document separator.
    Document(String),
    /// A case slip.
    Case(String),
    /// A code or words without an address around them.
    Bare(String),
    /// An address at a server that is not ours.
    ForeignHost {
        /// The server's name, with its port if it names one.
        host: String,
    },
}

impl Scan {
    fn of(kind: QrKind, code: String) -> Self {
        match kind {
            QrKind::Folder => Self::Folder(code),
            QrKind::Slot => Self::Slot(code),
            QrKind::Box => Self::Box(code),
            QrKind::Badge => Self::Badge(code),
            QrKind::Document => Self::Document(code),
            QrKind::Case => Self::Case(code),
        }
    }
}

/// Reads a scanned text. `trusted` are the current and all former base URLs, or bare host names; an address elsewhere is
/// foreign, whatever its path. An address at a trusted host without one of our paths comes back as it is.
#[must_use]
pub fn parse_scan<S: AsRef<str>>(text: &str, trusted: &[S]) -> Scan {
    let text = text.trim();
    let Some((host, path)) = split_address(text) else { return Scan::Bare(normalise_code(text)) };
    let ours = trusted.iter().filter_map(|base| host_of(base.as_ref())).any(|known| known == host);
    if !ours {
        return Scan::ForeignHost { host };
    }
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let mut segments = path.rsplit('/');
    let code = segments.next().map(percent_decoded).unwrap_or_default();
    match segments.next().and_then(QrKind::from_letter) {
        Some(kind) if !code.is_empty() => Scan::of(kind, normalise_code(&code)),
        _ => Scan::Bare(normalise_code(text)),
    }
}

/// The host (and port) of a base URL, in small letters; of a bare host name, itself. Default ports are left out.
#[must_use]
pub fn host_of(base: &str) -> Option<String> {
    let base = base.trim();
    let host = match split_address(base) {
        Some((host, _)) => host,
        None => base.split('/').next().unwrap_or_default().to_lowercase(),
    };
    (!host.is_empty()).then_some(host)
}

/// The text of a QR code: `HTTPS://HOST/F/CODE` in capitals, which keeps the QR in its small alphanumeric mode, or the bare
/// code when the archive has no base URL.
#[must_use]
pub fn qr_payload(base_url: &str, kind: QrKind, code: &str) -> String {
    let base = base_url.trim().trim_end_matches('/');
    if base.is_empty() {
        return code.to_owned();
    }
    format!("{}/{}/{}", base.to_uppercase(), kind.letter(), percent_encoded(code))
}

fn split_address(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    // What stands before an @ is no part of the host, and a known trick to look like one.
    let host = authority.rsplit('@').next().unwrap_or_default().to_lowercase();
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    Some((host.strip_suffix(default_port).unwrap_or(&host).to_owned(), path))
}

fn percent_encoded(code: &str) -> String {
    let mut encoded = String::with_capacity(code.len());
    for byte in code.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, later)) = rest.split_first() {
        let hex = later.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).filter(|_| *first == b'%');
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = later.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = later;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
