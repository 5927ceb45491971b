//! How often one may guess a password: exponential waits per (name, address) and per address, in bounded memory.
//!
//! Every attempt counts as failed until it succeeds, so a thousand at once are no better than one after the other. An
//! address from which a name has signed in before is waited for by name only: an office behind one address must not be
//! locked out by one guesser in it.

use crate::domain::refusal::{Code, Refusal};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Failures without a wait, for one name from one address: people mistype.
const FREE_PER_NAME: u32 = 5;
/// Failures without a wait from one address, whatever the names.
const FREE_PER_ADDRESS: u32 = 30;
/// The longest wait.
const WAIT_MAX: TimeDelta = TimeDelta::minutes(15);
/// Failures are forgotten after this long without another.
const FORGET_AFTER: TimeDelta = TimeDelta::hours(1);
/// How long an address stays known for a name.
const KNOWN_FOR: TimeDelta = TimeDelta::days(30);
/// Entries in each map. Past it the oldest go: memory is bounded, and guessers must then come from thousands of places.
const ENTRIES_MAX: usize = 20_000;

/// A name as a digest: a key of fixed size, and a password typed into the wrong field is not kept.
type NameKey = [u8; 16];

#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Attempts>);

#[derive(Debug, Default)]
struct Attempts {
    by_name: HashMap<(NameKey, IpAddr), Failures>,
    by_address: HashMap<IpAddr, Failures>,
    known: HashMap<(NameKey, IpAddr), DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last_at: DateTime<Utc>,
}

impl Failures {
    fn wait(self, free: u32) -> TimeDelta {
        let Some(over) = self.count.checked_sub(free) else {
            return TimeDelta::zero();
        };
        // 1, 2, 4, 8 … seconds.
        TimeDelta::seconds(1_i64 << over.min(20)).min(WAIT_MAX)
    }

    fn is_fresh(self, now: DateTime<Utc>) -> bool {
        now.signed_duration_since(self.last_at) < FORGET_AFTER
    }
}

impl Throttle {
    /// Counts an attempt, or refuses it if it comes too soon.
    pub(super) fn begin(&self, name: &str, ip: IpAddr, now: DateTime<Utc>) -> Result<(), Refusal> {
        let (name_key, address) = (name_key(name), network(ip));
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name_key, address);
        let known = attempts.known.get(&key).is_some_and(|at| now.signed_duration_since(*at) < KNOWN_FOR);
        let mut ready_at = ready_at(&mut attempts.by_name, &key, FREE_PER_NAME, now);
        if !known {
            ready_at = ready_at.max(self::ready_at(&mut attempts.by_address, &address, FREE_PER_ADDRESS, now));
        }
        if ready_at > now {
            let seconds = (ready_at - now).num_seconds().max(1);
            return Err(Refusal::new(Code::TooManyAttempts).with("seconds", seconds));
        }
        count(&mut attempts.by_name, key, now);
        if !known {
            count(&mut attempts.by_address, address, now);
        }
        Ok(())
    }

    /// Takes back the attempt just counted: it was no guess.
    pub(super) fn succeed(&self, name: &str, ip: IpAddr, now: DateTime<Utc>) {
        let (name_key, address) = (name_key(name), network(ip));
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name_key, address);
        attempts.by_name.remove(&key);
        // Only this one: a guesser with an account of his own must not wipe his slate by signing in.
        if !attempts.known.contains_key(&key)
            && let Some(failures) = attempts.by_address.get_mut(&address)
        {
            failures.count = failures.count.saturating_sub(1);
        }
        make_room(&mut attempts.known, |at| *at);
        attempts.known.insert(key, now);
    }

    /// Forgets what no longer counts.
    pub(super) fn forget_old(&self, now: DateTime<Utc>) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.by_name.retain(|_, failures| failures.is_fresh(now));
        attempts.by_address.retain(|_, failures| failures.is_fresh(now));
        attempts.known.retain(|_, at| now.signed_duration_since(*at) < KNOWN_FOR);
    }
}

fn ready_at<K: Hash + Eq>(map: &mut HashMap<K, Failures>, key: &K, free: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let Some(failures) = map.get_mut(key).filter(|failures| failures.is_fresh(now)) else { return now };
    // The clock went back: the wait begins now, and not when the future has come.
    failures.last_at = failures.last_at.min(now);
    failures.last_at + failures.wait(free)
}

fn count<K: Hash + Eq + Clone>(map: &mut HashMap<K, Failures>, key: K, now: DateTime<Utc>) {
    make_room(map, |failures| failures.last_at);
    let failures = map.entry(key).or_insert(Failures { count: 0, last_at: now });
    let before = if failures.is_fresh(now) { failures.count } else { 0 };
    *failures = Failures { count: before.saturating_add(1), last_at: now };
}

/// Drops the older half of a full map at once, so that a flood does not pay for a search at each step.
fn make_room<K: Hash + Eq + Clone, V>(map: &mut HashMap<K, V>, at: impl Fn(&V) -> DateTime<Utc>) {
    if map.len() < ENTRIES_MAX {
        return;
    }
    let mut times: Vec<DateTime<Utc>> = map.values().map(&at).collect();
    let middle = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(middle);
    let median = *median;
    let mut keep = ENTRIES_MAX / 2;
    map.retain(|_, value| {
        let kept = at(value) >= median && keep > 0;
        keep -= usize::from(kept);
        kept
    });
}

fn name_key(name: &str) -> NameKey {
    let digest = Sha256::digest(name.trim().to_lowercase().as_bytes());
    let mut key = NameKey::default();
    for (to, from) in key.iter_mut().zip(digest) {
        *to = from;
    }
    key
}

/// The address that counts: one IPv6 customer has 2^64 of them, and they are one.
#[must_use]
pub fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6((u128::from(ip) >> 64 << 64).into()),
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{ENTRIES_MAX, FREE_PER_ADDRESS, FREE_PER_NAME, Throttle};
    use chrono::{DateTime, TimeDelta, Utc};
    use std::net::{IpAddr, Ipv4Addr};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    const THERE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn seconds_to_wait(throttle: &Throttle, name: &str, ip: IpAddr, now: DateTime<Utc>) -> Option<u64> {
        let refusal = throttle.begin(name, ip, now).err()?;
        refusal.params.first().and_then(|(_, value)| value.parse().ok())
    }

    #[test]
    fn a_few_mistakes_are_free_and_then_each_doubles_the_wait_up_to_a_limit() {
        let throttle = Throttle::default();
        for _ in 0..FREE_PER_NAME {
            throttle.begin("anna", HERE, at(0)).unwrap();
        }
        let (mut now, mut waits) = (at(0), Vec::new());
        for _ in 0..12 {
            let wait = seconds_to_wait(&throttle, "anna", HERE, now).unwrap();
            waits.push(wait);
            now += TimeDelta::seconds(i64::try_from(wait).unwrap());
            throttle.begin("anna", HERE, now).unwrap();
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(seconds_to_wait(&throttle, " ANNA ", HERE, now), Some(900));
        assert_eq!(seconds_to_wait(&throttle, "anna", THERE, now), None);
    }

    #[test]
    fn a_success_wipes_the_slate_of_the_name_but_not_of_the_address() {
        let throttle = Throttle::default();
        for number in 0..FREE_PER_ADDRESS {
            throttle.begin(&number.to_string(), HERE, at(0)).unwrap();
        }
        assert!(seconds_to_wait(&throttle, "own", HERE, at(0)).is_some());
        throttle.begin("own", HERE, at(2)).unwrap();
        throttle.succeed("own", HERE, at(2));
        assert!(seconds_to_wait(&throttle, "another", HERE, at(2)).is_some());
    }

    #[test]
    fn a_known_person_is_not_locked_out_by_a_guesser_at_the_same_address() {
        let throttle = Throttle::default();
        throttle.begin("anna", HERE, at(0)).unwrap();
        throttle.succeed("anna", HERE, at(0));
        for number in 0..1_000 {
            let _ = throttle.begin(&number.to_string(), HERE, at(1));
        }
        assert!(seconds_to_wait(&throttle, "zoe", HERE, at(1)).is_some());
        assert_eq!(seconds_to_wait(&throttle, "anna", HERE, at(1)), None);
    }

    #[test]
    fn failures_are_forgotten_after_an_hour() {
        let throttle = Throttle::default();
        for _ in 0..FREE_PER_NAME {
            throttle.begin("anna", HERE, at(0)).unwrap();
        }
        assert!(throttle.begin("anna", HERE, at(0)).is_err());
        for _ in 0..FREE_PER_NAME {
            throttle.begin("anna", HERE, at(3_700)).unwrap();
        }
        throttle.forget_old(at(9_000));
        assert!(throttle.0.lock().unwrap().by_name.is_empty());
    }

    #[test]
    fn memory_stays_bounded_however_many_addresses_guess() {
        let throttle = Throttle::default();
        for number in 0..u32::try_from(ENTRIES_MAX).unwrap() * 2 {
            let ip = IpAddr::V4(Ipv4Addr::from(number));
            throttle.begin(&number.to_string(), ip, at(i64::from(number) / 100)).unwrap();
            throttle.succeed("anna", ip, at(i64::from(number) / 100));
        }
        let attempts = throttle.0.lock().unwrap();
        for len in [attempts.by_name.len(), attempts.by_address.len(), attempts.known.len()] {
            assert!(len <= ENTRIES_MAX, "{len}");
        }
    }

    #[test]
    fn all_addresses_of_one_ipv6_network_count_as_one() {
        let throttle = Throttle::default();
        let ip = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 9, 9, 9, last]);
        for number in 0..u16::try_from(FREE_PER_NAME).unwrap() {
            throttle.begin("anna", ip(number), at(0)).unwrap();
        }
        assert!(throttle.begin("anna", ip(99), at(0)).is_err());
    }
}
