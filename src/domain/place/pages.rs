//! A sparse persistent column: values by number, where numbers may be missing and a wild one costs four short lists and
//! one longer one, no more.

use std::sync::Arc;

/// How many bits of a number each list goes by; the first goes by all that are left.
const BITS: u32 = 6;

/// Values by number. A clone shares everything; a change copies the lists on the way to it. A look-up is four hops
/// whatever the length, for one search asks for the homes of ten thousand folders.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pages<T>(List<List<List<List<T>>>>);

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self(List::default())
    }
}

impl<T: Clone> Pages<T> {
    pub fn get(&self, number: u32) -> Option<&T> {
        let [first, second, third, last] = way(number);
        self.0.get(first)?.get(second)?.get(third)?.get(last)
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        // A look first: what is not there must not be copied for.
        self.get(number)?;
        let [first, second, third, last] = way(number);
        self.0.get_mut(first)?.get_mut(second)?.get_mut(third)?.get_mut(last)
    }

    pub fn insert(&mut self, number: u32, value: T) {
        let [first, second, third, last] = way(number);
        self.0.change(first, |list| list.change(second, |list| list.change(third, |list| list.put(last, Some(value)))));
    }

    pub fn remove(&mut self, number: u32) -> Option<T> {
        let value = self.get(number)?.clone();
        let [first, second, third, last] = way(number);
        self.0.change(first, |list| list.change(second, |list| list.change(third, |list| list.put(last, None))));
        Some(value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let lists =
            self.0.iter().flat_map(|(at, list)| list.iter().map(move |(next, list)| ((at << BITS) | next, list)));
        let pages = lists.flat_map(|(at, list)| list.iter().map(move |(next, page)| ((at << BITS) | next, page)));
        pages.flat_map(|(at, page)| page.iter().map(move |(next, value)| ((at << BITS) | next, value)))
    }
}

/// The places on the way to a number.
fn way(number: u32) -> [usize; 4] {
    let part = |of: u32| (number >> (BITS * of)) as usize % (1 << BITS);
    [(number >> (BITS * 3)) as usize, part(2), part(1), part(0)]
}

/// Values by place, some missing, the last one never.
#[derive(Debug, Clone, PartialEq)]
struct List<T>(Arc<Vec<Option<T>>>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> List<T> {
    fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at)?.as_ref()
    }

    fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0_u32..).zip(self.0.iter()).filter_map(|(at, value)| Some((at, value.as_ref()?)))
    }
}

impl<T: Clone> List<T> {
    fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        Arc::make_mut(&mut self.0).get_mut(at)?.as_mut()
    }

    fn put(&mut self, at: usize, value: Option<T>) {
        let values = Arc::make_mut(&mut self.0);
        if values.len() <= at {
            values.resize_with(at + 1, || None);
        }
        if let Some(place) = values.get_mut(at) {
            *place = value;
        }
        while values.last().is_some_and(Option::is_none) {
            values.pop();
        }
    }
}

impl<T: Clone> List<List<T>> {
    /// Changes the list at a place, which goes when nothing is left in it.
    fn change(&mut self, at: usize, change: impl FnOnce(&mut List<T>)) {
        // Taken out while it is changed, or it would count as shared and be copied.
        let there = Arc::make_mut(&mut self.0).get_mut(at).and_then(Option::take);
        let mut list = there.unwrap_or_default();
        change(&mut list);
        self.put(at, Some(list).filter(|list| !list.0.is_empty()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use std::collections::BTreeMap;

    #[test]
    fn a_wild_number_costs_one_way_and_leaves_nothing_behind() {
        let mut pages = Pages::default();
        pages.insert(u32::MAX, 7_u8);
        pages.insert(0, 1);
        let before = pages.clone();
        if let Some(value) = pages.get_mut(0) {
            *value = 2;
        }
        assert_eq!(
            (before.get(0), pages.get(0), pages.get(u32::MAX), pages.get(5)),
            (Some(&1), Some(&2), Some(&7), None)
        );
        assert_eq!(pages.iter().map(|(number, value)| (number, *value)).collect::<Vec<_>>(), [(0, 2), (u32::MAX, 7)]);
        assert_eq!((pages.remove(0), pages.remove(0), pages.remove(u32::MAX)), (Some(2), None, Some(7)));
        assert_eq!(pages, Pages::default());
    }

    proptest! {
        #[test]
        fn it_is_a_map_by_number_whatever_is_put_in_and_taken_out(deeds in vec((number(), any::<Option<u8>>()), 0..200)) {
            let (mut pages, mut map) = (Pages::default(), BTreeMap::new());
            for (number, value) in deeds {
                let former = pages.clone();
                let same = match value {
                    Some(value) => {
                        pages.insert(number, value);
                        map.insert(number, value);
                        map.get(&number).copied()
                    }
                    None => {
                        prop_assert_eq!(pages.remove(number), map.remove(&number));
                        None
                    }
                };
                prop_assert_eq!(pages.get(number).copied(), same);
                prop_assert!(former == pages || former.get(number) != pages.get(number));
            }
            prop_assert!(pages.iter().eq(map.iter().map(|(number, value)| (*number, value))));
            for number in map.into_keys() {
                pages.remove(number);
            }
            prop_assert_eq!(pages, Pages::default());
        }
    }

    /// Numbers on both sides of where lists begin.
    fn number() -> impl Strategy<Value = u32> {
        (select(vec![0, 64, 4_096, 262_144, 9_000_000]), 0..3_u32)
            .prop_map(|(near, by): (u32, u32)| (near + by).saturating_sub(1))
    }
}
