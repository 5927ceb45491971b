//! The only source of time and of randomness: the present moment, new ids, salts and secrets.
//!
//! Everything that needs one of them is handed a `Clock`. A fixed one makes a test or a simulation repeatable; it must
//! not know what the values are used for.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// Digits after the point of a second: microseconds, as the ledger records them.
const SUBSECOND_DIGITS: u16 = 6;

/// Gives the present moment and random values. Cheap to clone; clones share one source.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    Real,
    Fixed(Arc<Mutex<Fixed>>),
}

#[derive(Debug)]
struct Fixed {
    now: DateTime<Utc>,
    random_state: u64,
}

impl Clock {
    /// The machine's clock and the operating system's random numbers.
    #[must_use]
    pub fn real() -> Self {
        Self(Source::Real)
    }

    /// A clock that stands still until told otherwise, with a repeatable random sequence. For tests and simulations
    /// only: its ids and secrets can be guessed.
    #[must_use]
    pub fn fixed(now: DateTime<Utc>, seed: u64) -> Self {
        let now = now.trunc_subsecs(SUBSECOND_DIGITS);
        Self(Source::Fixed(Arc::new(Mutex::new(Fixed { now, random_state: seed }))))
    }

    /// Moves a fixed clock on (or back). A real clock takes no orders.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Fixed(fixed) = &self.0 {
            let mut fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
            fixed.now = fixed.now.checked_add_signed(by).unwrap_or(fixed.now);
        }
    }

    /// The present moment, in whole microseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Real => Utc::now().trunc_subsecs(SUBSECOND_DIGITS),
            Source::Fixed(fixed) => fixed.lock().unwrap_or_else(PoisonError::into_inner).now,
        }
    }

    /// The present moment in microseconds since 1970.
    #[must_use]
    pub fn now_us(&self) -> i64 {
        self.now().timestamp_micros()
    }

    /// Random bytes. Without randomness no secret is safe, so a machine that has none stops here.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::Real => {
                if let Err(error) = getrandom::fill(&mut bytes) {
                    tracing::error!(%error, "the operating system gives no random numbers");
                    std::process::abort();
                }
            }
            Source::Fixed(fixed) => {
                let mut fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(8) {
                    let word = split_mix(&mut fixed.random_state).to_le_bytes();
                    for (byte, random) in chunk.iter_mut().zip(word) {
                        *byte = random;
                    }
                }
            }
        }
        bytes
    }

    /// A new 128-bit id in 32 hexadecimal digits.
    #[must_use]
    pub fn new_id(&self) -> String {
        to_hex(&self.random::<16>())
    }

    /// A new 128-bit salt.
    #[must_use]
    pub fn new_salt(&self) -> [u8; 16] {
        self.random()
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)));
    text
}

/// SplitMix64: small, repeatable, good enough for tests.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Clock, to_hex};
    use chrono::{DateTime, TimeDelta, Timelike};

    #[test]
    fn a_fixed_clock_stands_still_until_moved_and_repeats_its_random_values() {
        let (one, other) = (Clock::fixed(DateTime::UNIX_EPOCH, 7), Clock::fixed(DateTime::UNIX_EPOCH, 7));
        assert_eq!(one.now(), DateTime::UNIX_EPOCH);
        one.clone().advance(TimeDelta::seconds(3));
        assert_eq!(one.now_us(), 3_000_000);
        assert_eq!(one.random::<19>(), other.random::<19>());
        assert_ne!(one.new_id(), one.new_id());
    }

    #[test]
    fn the_real_clock_counts_in_microseconds_and_never_repeats_an_id() {
        let clock = Clock::real();
        assert_eq!(clock.now().nanosecond() % 1_000, 0);
        let id = clock.new_id();
        assert_eq!(id.len(), 32);
        assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(id, clock.new_id());
        assert_ne!(clock.new_salt(), clock.new_salt());
    }

    #[test]
    fn bytes_are_written_as_hexadecimal_digits() {
        assert_eq!(to_hex(&[0, 15, 255]), "000fff");
    }
}
