//! Sealing what a destination holds, so that whoever has the destination and not the passphrase learns sizes and times and
//! nothing else. docs/backup-format.md says it in words and as a short script.
//!
//! The passphrase goes through Argon2id (RFC 9106), the keys come from HKDF-SHA256 (RFC 5869), and each object is cut into
//! chunks sealed by ChaCha20-Poly1305 (RFC 8439) with a counter and a mark on the last one, as in STREAM (Hoang,
//! Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015).

use super::error::BackupError;
use crate::ledger::Hash256;
use argon2::{Algorithm, Argon2, Params, Version};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::{hkdf, hmac};
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// How a sealed object begins.
const MAGIC: &[u8] = b"strongroom sealed 1\n";
const NONCE_BYTES: usize = 16;
const CHUNK_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
/// A shorter one is guessed by whoever has the destination.
const PASSPHRASE_CHARS_MIN: usize = 12;
/// More memory than this was not asked for by us; 1 GiB in KiB.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;

/// A passphrase. It is never shown.
#[derive(Clone)]
pub struct Passphrase(String);

impl Passphrase {
    /// A passphrase as somebody typed it, without the line's end behind it.
    ///
    /// # Errors
    /// `PassphraseUnfit` if it is too short to protect anything.
    pub fn new(text: &str) -> Result<Self, BackupError> {
        // The same characters may arrive composed or not, from another keyboard in ten years.
        let text: String = text.trim_end_matches(['\r', '\n']).nfc().collect();
        if text.chars().count() < PASSPHRASE_CHARS_MIN {
            return Err(BackupError::PassphraseUnfit("needs 12 characters or more"));
        }
        Ok(Self(text))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// How a destination's keys come from its passphrase. Stands in its header, readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Derivation {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// 16 random bytes in hex.
    salt: String,
    /// What the right keys make of a fixed text, so that a wrong passphrase is called one.
    proof: String,
}

/// What costs a guess 64 MiB and three passes over it; tests do not spend their time on that.
const MEMORY_KIB: u32 = if cfg!(test) { 64 } else { 64 * 1024 };
const PASSES: u32 = 3;

/// The keys of a destination.
pub(super) struct Keys {
    names: hmac::Key,
    objects: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// New keys for a new destination, and how to find them again.
    pub(super) fn begin(passphrase: &Passphrase, salt: [u8; 16]) -> Result<(Self, Derivation), BackupError> {
        let mut derivation = Derivation {
            kdf: "argon2id".to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: 1,
            salt: crate::clock::to_hex(&salt),
            proof: String::new(),
        };
        let keys = Self::derive(passphrase, &derivation)?;
        derivation.proof = keys.proof();
        Ok((keys, derivation))
    }

    /// The keys of a destination that is there; `None` if this is not its passphrase.
    pub(super) fn open(passphrase: &Passphrase, derivation: &Derivation) -> Result<Option<Self>, BackupError> {
        let keys = Self::derive(passphrase, derivation)?;
        let same = keys.proof() == derivation.proof;
        Ok(same.then_some(keys))
    }

    fn derive(passphrase: &Passphrase, derivation: &Derivation) -> Result<Self, BackupError> {
        const UNKNOWN: BackupError = BackupError::PassphraseUnfit("goes with a way of deriving keys that is not known");
        let Derivation { kdf, memory_kib, passes, lanes, salt, .. } = derivation;
        if kdf != "argon2id" || *memory_kib > MEMORY_KIB_MAX || *passes > 100 {
            return Err(UNKNOWN);
        }
        let params = Params::new(*memory_kib, *passes, *lanes, Some(32)).map_err(|_| UNKNOWN)?;
        let salt = from_hex(salt).ok_or(UNKNOWN)?;
        let mut master = [0; 32];
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into(passphrase.0.as_bytes(), &salt, &mut master).map_err(|_| UNKNOWN)?;
        let names = expand(&[], &master, b"strongroom names")?;
        let objects = expand(&[], &master, b"strongroom objects")?;
        Ok(Self { names: hmac::Key::new(hmac::HMAC_SHA256, &names), objects })
    }

    fn proof(&self) -> String {
        crate::clock::to_hex(hmac::sign(&self.names, b"strongroom proof").as_ref())
    }

    /// What content is called: nobody without the keys can tell whether a file he has is in the destination.
    pub(super) fn name(&self, content: Hash256) -> String {
        crate::clock::to_hex(hmac::sign(&self.names, &content.0).as_ref())
    }

    /// Seals an object. `about` must be the same when it is opened: an object cannot be put in another's place.
    pub(super) fn seal(&self, about: &str, plain: &[u8], nonce: [u8; NONCE_BYTES]) -> Result<Vec<u8>, BackupError> {
        let key = self.object_key(nonce)?;
        let chunks = plain.len().div_ceil(CHUNK_BYTES).max(1);
        let mut sealed = Vec::with_capacity(MAGIC.len() + NONCE_BYTES + plain.len() + chunks * TAG_BYTES);
        sealed.extend_from_slice(MAGIC);
        sealed.extend_from_slice(&nonce);
        let mut rest = plain;
        for number in 0..chunks {
            let (chunk, after) = rest.split_at(rest.len().min(CHUNK_BYTES));
            rest = after;
            let mut buffer = chunk.to_vec();
            let nonce = chunk_nonce(number as u64, number + 1 == chunks);
            key.seal_in_place_append_tag(nonce, Aad::from(about.as_bytes()), &mut buffer)
                .map_err(|_| damaged(about, "it cannot be sealed"))?;
            sealed.extend_from_slice(&buffer);
        }
        Ok(sealed)
    }

    /// Opens an object; a single other bit anywhere in it, or another one in its place, is found.
    pub(super) fn open_object(&self, about: &str, sealed: &[u8]) -> Result<Vec<u8>, BackupError> {
        let wrong = || damaged(about, "it does not open with the keys of this destination");
        let body = sealed.strip_prefix(MAGIC).ok_or_else(wrong)?;
        let (nonce, mut rest) = body.split_first_chunk::<NONCE_BYTES>().ok_or_else(wrong)?;
        let key = self.object_key(*nonce)?;
        let mut plain = Vec::with_capacity(rest.len());
        let mut number = 0_u64;
        loop {
            let (chunk, after) = rest.split_at(rest.len().min(CHUNK_BYTES + TAG_BYTES));
            rest = after;
            let mut buffer = chunk.to_vec();
            let nonce = chunk_nonce(number, rest.is_empty());
            let opened = key.open_in_place(nonce, Aad::from(about.as_bytes()), &mut buffer).map_err(|_| wrong())?;
            plain.extend_from_slice(opened);
            number += 1;
            if rest.is_empty() {
                return Ok(plain);
            }
        }
    }

    fn object_key(&self, nonce: [u8; NONCE_BYTES]) -> Result<LessSafeKey, BackupError> {
        let key = expand(&nonce, &self.objects, b"strongroom object")?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key).map_err(|_| damaged("a key", "it has another length"))?;
        Ok(LessSafeKey::new(key))
    }
}

/// Eleven bytes of the chunk's number and one that says whether it is the last.
fn chunk_nonce(number: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    for (place, byte) in bytes.iter_mut().skip(3).zip(number.to_be_bytes()) {
        *place = byte;
    }
    if let Some(mark) = bytes.last_mut() {
        *mark = u8::from(last);
    }
    Nonce::assume_unique_for_key(bytes)
}

fn expand(salt: &[u8], secret: &[u8], use_for: &[u8]) -> Result<[u8; 32], BackupError> {
    let mut key = [0; 32];
    let pseudo_random = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    let parts = [use_for];
    pseudo_random
        .expand(&parts, hkdf::HKDF_SHA256)
        .and_then(|output| output.fill(&mut key))
        .map_err(|_| damaged("a key", "it cannot be derived"))?;
    Ok(key)
}

fn damaged(object: &str, detail: &str) -> BackupError {
    BackupError::Damaged { object: object.to_owned(), detail: detail.to_owned() }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| (high << 4) | low).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn keys() -> (Keys, Derivation) {
        Keys::begin(&Passphrase::new("twelve letters\n").unwrap(), [3; 16]).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_whatever_its_length() {
        let (keys, _) = keys();
        for length in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES] {
            let plain = vec![7; length];
            let sealed = keys.seal("pieces/a", &plain, [1; 16]).unwrap();
            assert_eq!(keys.open_object("pieces/a", &sealed).unwrap(), plain, "{length}");
        }
    }

    #[test]
    fn a_flipped_bit_a_missing_end_and_another_place_are_found() {
        let (keys, _) = keys();
        let sealed = keys.seal("pieces/a", &vec![7; CHUNK_BYTES + 9], [1; 16]).unwrap();
        for at in (0..sealed.len()).step_by(977).chain([sealed.len() - 1]) {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert!(keys.open_object("pieces/a", &other).is_err(), "byte {at}");
        }
        let whole_chunk = MAGIC.len() + NONCE_BYTES + CHUNK_BYTES + TAG_BYTES;
        for length in [0, 10, MAGIC.len() + NONCE_BYTES, whole_chunk, sealed.len() - 1] {
            assert!(keys.open_object("pieces/a", &sealed[..length]).is_err(), "{length} bytes");
        }
        assert!(keys.open_object("pieces/b", &sealed).is_err());
    }

    #[test]
    fn only_the_right_passphrase_opens_however_it_was_typed() {
        let composed = Passphrase::new("caf\u{e9} au lait").unwrap();
        let (keys, derivation) = Keys::begin(&composed, [9; 16]).unwrap();
        let decomposed = Passphrase::new("cafe\u{301} au lait\r\n").unwrap();
        let again = Keys::open(&decomposed, &derivation).unwrap().unwrap();
        assert_eq!(again.name(Hash256([1; 32])), keys.name(Hash256([1; 32])));
        let other = Passphrase::new("caf\u{e9} sans lait").unwrap();
        assert!(Keys::open(&other, &derivation).unwrap().is_none());
        assert!(Passphrase::new("too short").is_err());
        assert!(!format!("{other:?} {keys:?}").contains("lait"));
    }
}
