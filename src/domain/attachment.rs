//! Files that are attached to folders: what names their bytes, and which sorts there are.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A file's bytes by their SHA-256: the same bytes have the same name, and other bytes never have it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash(pub [u8; 32]);

impl BlobHash {
    /// Reads 64 lower-case hex digits; anything else is `None`.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let digits: Vec<u8> = text.bytes().map(digit).collect::<Option<_>>()?;
        let (pairs, rest) = digits.as_chunks::<2>();
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| (high << 4) | low).collect();
        if rest.is_empty() { bytes.try_into().ok().map(Self) } else { None }
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

// Hex where a person may read it, plain bytes in a checkpoint.
impl Serialize for BlobHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for BlobHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("not 64 lower-case hex digits"))
        } else {
            <[u8; 32]>::deserialize(deserializer).map(Self)
        }
    }
}

/// How long a file's name may be, in characters.
const MAX_FILE_NAME_CHARS: usize = 120;

/// The sorts of file that may be attached: what a camera or a scanner makes, and nothing that could carry a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// A picture without loss.
    #[serde(rename = "image/png")]
    Png,
    /// A photograph.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A scanned letter.
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl MediaType {
    /// The sort that a file's first bytes say it is; what its sender calls it does not count.
    #[must_use]
    pub fn recognise(head: &[u8]) -> Option<Self> {
        let sorts: [(&[u8], Self); 3] =
            [(b"\x89PNG\r\n\x1a\n", Self::Png), (b"\xff\xd8\xff", Self::Jpeg), (b"%PDF-", Self::Pdf)];
        sorts.into_iter().find(|(first, _)| head.starts_with(first)).map(|(_, sort)| sort)
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Pdf => "pdf",
        }
    }
}

/// A file's name as it may be shown and saved anywhere: no folders, no control characters, none of the characters that
/// some system forbids, and the ending of what the file really is.
#[must_use]
pub fn safe_file_name(given: &str, media_type: MediaType) -> String {
    safe_name(given, media_type.extension())
}

/// The same for a file whose name has to end so.
#[must_use]
pub fn safe_name(given: &str, extension: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain =
        |letter: &char| !letter.is_control() && !"<>:\"|?*\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}".contains(*letter);
    let clean: String = last.chars().filter(plain).collect();
    let stem = clean.rsplit_once('.').map_or(clean.as_str(), |(stem, _)| stem);
    let stem: String = stem.trim_matches([' ', '.']).chars().take(MAX_FILE_NAME_CHARS).collect();
    let stem = if stem.is_empty() { "file" } else { &stem };
    format!("{stem}.{extension}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{BlobHash, MediaType, safe_file_name};

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(MediaType::recognise(b"\x89PNG\r\n\x1a\n...."), Some(MediaType::Png));
        assert_eq!(MediaType::recognise(b"\xff\xd8\xff\xe0"), Some(MediaType::Jpeg));
        assert_eq!(MediaType::recognise(b"%PDF-1.7"), Some(MediaType::Pdf));
        for other in [b"<svg onload=".as_slice(), b"<html>", b"GIF89a", b"\x89PNG", b"", b" %PDF-1.7"] {
            assert_eq!(MediaType::recognise(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_file_name_leads_nowhere_and_ends_as_what_it_is() {
        let named = |given| safe_file_name(given, MediaType::Jpeg);
        assert_eq!(named("破损 封面.JPG"), "破损 封面.jpg");
        assert_eq!(named("../../etc/passwd"), "passwd.jpg");
        assert_eq!(named("C:\\Users\\a.b.jpeg"), "a.b.jpg");
        assert_eq!(named("photo.jpg.exe"), "photo.jpg.jpg");
        assert_eq!(named("a\r\nSet-Cookie: x\u{202e}gpj.exe"), "aSet-Cookie xgpj.jpg");
        for nameless in ["", ".", "..", "/", "\u{0}", ".jpg"] {
            assert_eq!(named(nameless), "file.jpg", "{nameless:?}");
        }
        assert_eq!(named(&"长".repeat(500)).chars().count(), 124);
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let text = "00ff".repeat(16);
        let hash = BlobHash::from_hex(&text).unwrap();
        assert_eq!(hash.to_string(), text);
        assert_eq!(serde_json::from_str::<BlobHash>(&serde_json::to_string(&hash).unwrap()).unwrap(), hash);
        for other in ["", "00", &text.to_uppercase(), &text[1..], &format!("{text}0"), &format!("{text}00")] {
            assert_eq!(BlobHash::from_hex(other), None, "{other}");
        }
    }
}
