//! A sparse persistent column: values by number, where numbers may be missing and a wild one costs one page, no more.

use imbl::OrdMap;
use std::sync::Arc;

const PAGE: u32 = 64;

/// Values by number. A clone shares everything; a change copies one page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pages<T> {
    pages: OrdMap<u32, Arc<Vec<Option<T>>>>,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { pages: OrdMap::new() }
    }
}

impl<T: Clone> Pages<T> {
    pub fn get(&self, number: u32) -> Option<&T> {
        self.pages.get(&(number / PAGE))?.get((number % PAGE) as usize)?.as_ref()
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.get(number)?;
        Arc::make_mut(self.pages.get_mut(&(number / PAGE))?).get_mut((number % PAGE) as usize)?.as_mut()
    }

    pub fn insert(&mut self, number: u32, value: T) {
        let page = self.pages.entry(number / PAGE).or_insert_with(|| Arc::new(vec![None; PAGE as usize]));
        if let Some(place) = Arc::make_mut(page).get_mut((number % PAGE) as usize) {
            *place = Some(value);
        }
    }

    pub fn remove(&mut self, number: u32) -> Option<T> {
        self.get(number)?;
        let page = Arc::make_mut(self.pages.get_mut(&(number / PAGE))?);
        let value = page.get_mut((number % PAGE) as usize)?.take();
        if page.iter().all(Option::is_none) {
            self.pages.remove(&(number / PAGE));
        }
        value
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.pages.iter().flat_map(|(page, values)| {
            (0..PAGE)
                .map(move |offset| page * PAGE + offset)
                .zip(values.iter())
                .filter_map(|(number, value)| Some((number, value.as_ref()?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wild_number_costs_one_page_and_leaves_nothing_behind() {
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
}
