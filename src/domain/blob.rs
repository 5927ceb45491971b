//! What names a file's bytes: their SHA-256.

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::BlobHash;

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
