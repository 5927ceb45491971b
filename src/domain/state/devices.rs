//! How far each person's queue on each device was worked off, for ever: so a queue offered again after weeks is answered
//! as the first time, and one that skips a number waits.

use crate::domain::ids::PersonNo;
use crate::domain::limits::DEVICE_NAME_CHARS;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// How many devices one person may number his commands on.
pub const MAX_DEVICES_PER_PERSON: usize = 100;

/// Whether a device may be called so.
#[must_use]
pub fn is_device_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=DEVICE_NAME_CHARS).contains(&name.len()) && name.bytes().all(fits)
}

/// One person on one device.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Queue {
    /// Who.
    pub person: PersonNo,
    /// Where.
    pub device: CompactString,
}

/// The highest number handled of every queue there ever was.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Devices {
    handled: imbl::OrdMap<Queue, u64>,
}

impl Devices {
    /// Notes that a number was handled. A lower one than before changes nothing.
    pub fn note(&mut self, queue: Queue, number: u64) {
        let highest = self.handled.entry(queue).or_insert(0);
        *highest = (*highest).max(number);
    }

    /// The highest number of a queue that was handled; 0 before the first.
    #[must_use]
    pub fn handled(&self, queue: &Queue) -> u64 {
        self.handled.get(queue).copied().unwrap_or(0)
    }

    /// Whether a queue may begin: it has begun, or its person has devices left.
    #[must_use]
    pub fn has_room(&self, queue: &Queue) -> bool {
        let first = Queue { person: queue.person, device: CompactString::default() };
        let of_person = self.handled.range(first..).take_while(|(other, _)| other.person == queue.person);
        self.handled.contains_key(queue) || of_person.count() < MAX_DEVICES_PER_PERSON
    }
}

#[cfg(test)]
mod tests {
    use super::{Devices, MAX_DEVICES_PER_PERSON, Queue, is_device_name};
    use crate::domain::ids::PersonNo;

    fn queue(person: u32, device: &str) -> Queue {
        Queue { person: PersonNo(person), device: device.into() }
    }

    #[test]
    fn each_person_on_each_device_counts_for_himself_and_never_backwards() {
        let mut devices = Devices::default();
        devices.note(queue(1, "a"), 3);
        devices.note(queue(1, "a"), 2);
        devices.note(queue(2, "a"), 9);
        let handled = [queue(1, "a"), queue(2, "a"), queue(1, "b")].map(|queue| devices.handled(&queue));
        assert_eq!(handled, [3, 9, 0]);
    }

    #[test]
    fn nobody_uses_up_the_memory_with_devices_of_his_own_invention() {
        let mut devices = Devices::default();
        for number in 0..MAX_DEVICES_PER_PERSON {
            assert!(devices.has_room(&queue(1, &format!("d{number}"))));
            devices.note(queue(1, &format!("d{number}")), 1);
        }
        assert!(!devices.has_room(&queue(1, "one-more")));
        assert!(devices.has_room(&queue(1, "d7")) && devices.has_room(&queue(2, "d7")));
    }

    #[test]
    fn a_device_is_called_by_letters_digits_lines_and_nothing_else() {
        for (name, fits) in [("PDA-7_b", true), ("", false), ("a b", false), ("手机", false), ("a/b", false)] {
            assert_eq!(is_device_name(name), fits, "{name}");
        }
        assert!(is_device_name(&"x".repeat(64)) && !is_device_name(&"x".repeat(65)));
    }
}
