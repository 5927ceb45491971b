//! One-time codes by the clock: RFC 6238 over RFC 4226, HMAC-SHA-1, 30 seconds, six digits, as every authenticator app
//! knows them.

use crate::vault::Secret;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

/// How long one code lasts, in seconds.
const STEP_SECONDS: i64 = 30;
/// How many steps a clock may be off, either way.
const STEPS_OFF: u64 = 1;
/// Digits of a code.
const DIGITS: usize = 6;
/// Base 32 as in RFC 4648.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step in which a code is good now, if it is and was not used in that step or a later one.
#[must_use]
pub fn step_of(key: &[u8], code: &str, now: DateTime<Utc>, used: u64) -> Option<u64> {
    let current = u64::try_from(now.timestamp() / STEP_SECONDS).ok()?;
    let mut found = None;
    // All steps are looked at whatever fits, so that the time says nothing.
    for step in current.saturating_sub(STEPS_OFF)..=current + STEPS_OFF {
        let fits = bool::from(code.as_bytes().ct_eq(code_at(key, step).as_bytes()));
        if fits && step > used {
            found = Some(step);
        }
    }
    found
}

/// The code of a step: HOTP, RFC 4226 section 5.3.
#[must_use]
pub fn code_at(key: &[u8], step: u64) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().copied().unwrap_or_default() & 0x0f);
    let four = digest.iter().skip(offset).take(4).fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    format!("{:0DIGITS$}", (four & 0x7fff_ffff) % 1_000_000)
}

/// A key as people and apps write it.
#[must_use]
pub(super) fn base32(key: &[u8]) -> Secret {
    let mut text = String::with_capacity(key.len().div_ceil(5) * 8);
    for bits in 0..(key.len() * 8).div_ceil(5) {
        let value = (0..5).fold(0_usize, |value, bit| {
            let at = bits * 5 + bit;
            let byte = key.get(at / 8).copied().unwrap_or_default();
            (value << 1) | usize::from((byte >> (7 - at % 8)) & 1)
        });
        text.extend(ALPHABET.get(value).copied().map(char::from));
    }
    Secret::new(text)
}

/// The address that an authenticator app reads from a QR code.
#[must_use]
pub(super) fn address(key: &[u8], issuer: &str, name: &str) -> Secret {
    let (issuer, name) = (percent(issuer), percent(name));
    let secret = base32(key);
    Secret::new(format!(
        "otpauth://totp/{issuer}:{name}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}",
        secret.expose()
    ))
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{address, base32, code_at, step_of};
    use chrono::{DateTime, Utc};

    const KEY: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_4226() {
        let codes: Vec<String> = (0..10).map(|step| code_at(KEY, step)).collect();
        let wanted =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        assert_eq!(codes, wanted);
    }

    #[test]
    fn times_are_those_of_rfc_6238() {
        // Appendix B has eight digits; the last six are ours.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(KEY, code, at(seconds), 0), u64::try_from(seconds / 30).ok(), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_one_late_and_only_once() {
        let code = code_at(KEY, 100);
        for (seconds, good) in [(2_969, false), (2_970, true), (3_000, true), (3_059, true), (3_060, false)] {
            assert_eq!(step_of(KEY, &code, at(seconds), 0).is_some(), good, "{seconds}");
        }
        assert_eq!(step_of(KEY, &code, at(3_000), 99), Some(100));
        assert_eq!(step_of(KEY, &code, at(3_000), 100), None);
        for wrong in ["", "000000", "12345", "1234567", "abcdef"] {
            assert_eq!(step_of(KEY, wrong, at(3_000), 0), None);
        }
    }

    #[test]
    fn a_key_is_written_in_base_32_and_an_address_names_archive_and_person() {
        assert_eq!(base32(KEY).expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"f").expose(), "MY");
        let address = address(KEY, "档案 A", "li@x");
        assert_eq!(
            address.expose(),
            "otpauth://totp/%E6%A1%A3%E6%A1%88%20A:li%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E6%A1%A3%E6%A1%88%20A&algorithm=SHA1&digits=6&period=30"
        );
    }
}
