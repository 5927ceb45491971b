//! The streams that are open: how many there may be, and that all end when the service stops.

use crate::domain::ids::PersonNo;
use crate::domain::refusal::{Code, Refusal};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// How many streams one person may have: his browsers' pages that are looked at, and a program or two.
pub const STREAMS_PER_PERSON_MAX: usize = 12;

/// The open streams. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Streams {
    open: Arc<Mutex<Open>>,
    closing: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    of: HashMap<PersonNo, usize>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Arc::default(), closing: watch::Sender::new(false) }
    }
}

impl Streams {
    /// A place for one more stream of a person.
    ///
    /// # Errors
    /// `TooManyStreams` if he has as many as one may have, `Overloaded` if there are `all_max` in all.
    pub fn enter(&self, person: PersonNo, all_max: usize) -> Result<Entry, Refusal> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all = open.all;
        let his = open.of.entry(person).or_default();
        if *his >= STREAMS_PER_PERSON_MAX {
            return Err(Refusal::new(Code::TooManyStreams).with("limit", STREAMS_PER_PERSON_MAX));
        }
        if all >= all_max {
            return Err(Code::Overloaded.into());
        }
        *his += 1;
        open.all += 1;
        Ok(Entry { streams: self.clone(), person })
    }

    /// How many are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).all
    }

    /// Ends all streams, those that come later too: the service stops.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Tells when the service stops.
    pub(super) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }
}

/// The place of an open stream, until this is dropped.
#[derive(Debug)]
pub struct Entry {
    streams: Streams,
    person: PersonNo,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        let left = open.of.get(&self.person).map_or(0, |his| his.saturating_sub(1));
        if left == 0 {
            open.of.remove(&self.person);
        } else {
            open.of.insert(self.person, left);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{STREAMS_PER_PERSON_MAX, Streams};
    use crate::domain::ids::PersonNo;
    use crate::domain::refusal::Code;

    #[test]
    fn one_person_holds_so_many_streams_and_all_together_so_many() {
        let streams = Streams::default();
        let enter =
            |person| streams.enter(PersonNo(person), STREAMS_PER_PERSON_MAX + 1).map_err(|refusal| refusal.code);
        let mut held: Vec<_> = (0..STREAMS_PER_PERSON_MAX).map(|_| enter(1).unwrap()).collect();
        assert_eq!(enter(1).unwrap_err(), Code::TooManyStreams);
        let other = enter(2).unwrap();
        assert_eq!(enter(3).unwrap_err(), Code::Overloaded);
        drop(other);
        enter(3).unwrap();
        held.pop();
        enter(1).unwrap();
        drop(held);
        assert_eq!(streams.count(), 0);
        assert!(streams.open.lock().unwrap().of.is_empty(), "nobody is remembered");
    }
}
