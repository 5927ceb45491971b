//! Bad days on the real binary: kills, power cuts, full and failing disks, flipped bytes, clocks that jump. After each
//! of them nothing acknowledged is lost, nothing is there that nobody asked for, and what is derived equals what a
//! replay from nothing makes. What each kind of test can find, and what none of them can: docs/adr/0013.

#[path = "bad_days/aftermath.rs"]
mod aftermath;
#[path = "bad_days/clock.rs"]
mod clock;
#[path = "bad_days/damage.rs"]
mod damage;
#[path = "bad_days/disk_full.rs"]
mod disk_full;
#[path = "bad_days/kills.rs"]
mod kills;
#[path = "bad_days/ledger.rs"]
mod ledger;
#[path = "bad_days/load.rs"]
mod load;

#[path = "bad_days/mounts.rs"]
pub mod mounts;
#[path = "bad_days/power.rs"]
mod power;
#[path = "bad_days/restore.rs"]
mod restore;

use crate::support::{Client, Server, set_up_dealer};

/// How many clients work at once, on how many folders.
pub const CLIENTS: u64 = 6;
pub const FOLDERS: usize = 24;

/// A dealer's archive in memory, if the machine has such a place: for tests that end processes and not disks.
pub fn quick_dealer() -> (tempfile::TempDir, Server, Client) {
    let room = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let server = Server::at(&room.path().join("data"), &[]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    (room, server, admin)
}

/// SplitMix64. The same seed gives the same story, as far as the machine's own timing lets it.
pub struct Random(pub u64);

impl Random {
    /// Seeded by `STRONGROOM_SEED`, else by the moment, and told so that a failure can be tried again.
    pub fn told(what: &str) -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let seed = number("STRONGROOM_SEED").unwrap_or(now.as_nanos() as u64 % 1_000_000);
        eprintln!("{what}: STRONGROOM_SEED={seed}");
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }
}

/// A number from the environment.
pub fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|number| number.parse().ok())
}
