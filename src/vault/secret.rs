//! A text that must not be shown: passwords, tokens, session ids on their way in or out.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt;

/// A secret text. `Debug` shows nothing, it cannot be displayed or serialised, and reading it takes a call that can be
/// searched for.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, to hash it or to hand it to the one person it is for.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the secret under a label, in hexadecimal. Only for secrets of 256 random bits: passwords need argon2.
    ///
    /// The label keeps the uses apart: the hash kept for a session says nothing about its CSRF token.
    #[must_use]
    pub fn digest(&self, label: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(label.as_bytes());
        hash.update([0]);
        hash.update(self.0.as_bytes());
        crate::clock::to_hex(&hash.finalize())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_not_shown_by_debug() {
        assert!(!format!("{:?}", Secret::new("hunter-hunter")).contains("hunter"));
    }

    #[test]
    fn digests_under_different_labels_differ() {
        let secret = Secret::new("abc");
        assert_eq!(secret.digest("session"), Secret::new("abc").digest("session"));
        assert_ne!(secret.digest("session"), secret.digest("csrf"));
        assert_ne!(secret.digest("session"), Secret::new("abd").digest("session"));
    }
}
