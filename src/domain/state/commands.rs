//! Which commands were handled, so that one sent twice is done once.
//!
//! Two generations, each a week long, keep an id for 7 to 14 days without a queue: the older one is dropped whole when
//! the newer one is full of age. The rule depends on recorded times only, so a replay ends with the same memory.

use serde::{Deserialize, Serialize};

const GENERATION_US: i64 = 7 * 24 * 3_600 * 1_000_000;

/// A command that was handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handled {
    /// The frame that holds its events.
    pub seq: u64,
    /// The first bytes of its request's digest, to tell a repetition from another request under the same id.
    pub request: u64,
}

/// Commands of the last 7 days at least, by the 128-bit digest of actor and id.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Commands {
    newer: imbl::OrdMap<u128, Handled>,
    older: imbl::OrdMap<u128, Handled>,
    newer_since_us: i64,
}

impl Commands {
    /// Remembers a command handled at a recorded time.
    pub fn remember(&mut self, key: u128, handled: Handled, recorded_us: i64) {
        if recorded_us.saturating_sub(self.newer_since_us) > GENERATION_US {
            self.older = std::mem::take(&mut self.newer);
            self.newer_since_us = recorded_us;
        }
        self.newer.insert(key, handled);
    }

    /// What became of a command.
    #[must_use]
    pub fn get(&self, key: u128) -> Option<Handled> {
        self.newer.get(&key).or_else(|| self.older.get(&key)).copied()
    }
}
