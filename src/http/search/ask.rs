//! One question: what was typed and chosen, put together for the index, and asked as whoever asks may see.

use super::SearchQuery;
use super::only::{Only, What};
use super::words;
use crate::archive::finder::unreachable;
use crate::domain::facet::Facet;
use crate::domain::ids::FolderNo;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::http::App;
use crate::http::extract::Asker;
use crate::search::{FACETS_MAX, FacetKeys, Hit, Hits, Query, Request, Sort};
use std::cell::RefCell;

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The most fitting first.
    Relevance,
    /// The latest business date first.
    Newest,
    /// The earliest first.
    Oldest,
    /// In walking order of where they belong.
    Place,
    /// By their codes.
    Code,
}

impl Order {
    fn of(name: Option<&str>) -> Self {
        match name {
            Some("newest") => Self::Newest,
            Some("oldest") => Self::Oldest,
            Some("place") => Self::Place,
            Some("code") => Self::Code,
            _ => Self::Relevance,
        }
    }
}

/// Small numbers, each in it or not.
#[derive(Debug, Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Puts a number in, and says whether it was not there yet.
    pub fn insert(&mut self, number: u32) -> bool {
        let (place, bit) = (number as usize / 64, 1_u64 << (number % 64));
        if self.0.len() <= place {
            self.0.resize(place + 1, 0);
        }
        let Some(word) = self.0.get_mut(place) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Whether a number is in it.
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word & (1_u64 << (number % 64)) != 0)
    }
}

/// All that matched, beyond the hits of a page.
#[derive(Debug, Default)]
pub struct Matched {
    /// Every folder.
    pub folders: Bits,
    /// How many main subjects they have between them; a folder without one counts for itself.
    pub groups: u64,
    subjects: Bits,
    listed: Vec<FolderNo>,
}

/// A question.
pub struct Ask<'a> {
    app: &'a App,
    asker: &'a Asker,
    /// What of the query was left for the index.
    pub text: String,
    /// What the index is asked for.
    pub query: Query,
    /// What State is asked for.
    pub only: Only,
    /// What is chosen in each facet.
    pub chosen: Vec<Vec<u16>>,
    /// Which facets are counted.
    pub wanted: [bool; FACETS_MAX],
    order: Order,
}

impl<'a> Ask<'a> {
    /// The question that `asked` puts.
    pub fn new(app: &'a App, asker: &'a Asker, asked: &SearchQuery) -> Self {
        let state = asker.state();
        let (text, mut only) = words::take(state, asker.no(), &asked.q);
        if let Some(borrower) = asked.borrower.as_deref().filter(|borrower| !borrower.trim().is_empty()) {
            only.add(What::Borrower(words::people(state, asker.no(), borrower)));
        }
        if asked.overdue == Some(true) {
            only.add(What::Overdue);
        }
        if let Some(from) = asked.from {
            only.add(What::From(from));
        }
        if let Some(until) = asked.until {
            only.add(What::Until(until));
        }
        let chosen = Facet::ALL.iter().map(|facet| facet.chosen(state, asked.chosen(*facet))).collect();
        let query = app.finder.query(&text, &asker.now);
        Self { app, asker, text, query, only, chosen, wanted: asked.wanted(), order: Order::of(asked.sort.as_deref()) }
    }

    /// Whether anything was chosen beside what was typed.
    #[must_use]
    pub fn has_filters(&self) -> bool {
        self.chosen.iter().any(|chosen| !chosen.is_empty()) || self.only.tests.iter().any(|test| test.text.is_empty())
    }

    /// The same question in other words.
    #[must_use]
    pub fn reworded(&self, text: &str) -> Self {
        let (text, mut only) = words::take(self.asker.state(), self.asker.no(), text);
        only.tests.extend(self.only.tests.iter().filter(|test| test.text.is_empty()).cloned());
        let query = self.app.finder.query(&text, &self.asker.now);
        Self { text, query, only, chosen: self.chosen.clone(), wanted: [false; FACETS_MAX], ..*self }
    }

    /// The same words with nothing chosen.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        let mut only = self.only.clone();
        only.tests.retain(|test| !test.text.is_empty());
        let (text, query, wanted) = (self.text.clone(), self.query.clone(), [false; FACETS_MAX]);
        Self { text, query, only, chosen: vec![Vec::new(); FACETS_MAX], wanted, ..*self }
    }

    /// What each word finds alone, and what is found without it.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn nearest(&self) -> Result<Vec<crate::search::Nearest>, Refusal> {
        let mut needed = [false; FACETS_MAX];
        needed.iter_mut().zip(&self.chosen).for_each(|(needed, chosen)| *needed = !chosen.is_empty());
        let hidden = FacetKeys::all_but(needed);
        let lens = |folder: FolderNo| self.keys(folder, hidden);
        let sort = Sort::Relevance;
        let request = Request { lens: &lens, chosen: &self.chosen, facets: 0, sort, offset: 0, limit: 0 };
        self.app.finder.index().nearest(&self.query, &request).map_err(|error| unreachable(&error))
    }

    /// How many folders it finds, one mistake in a word forgiven.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn count(&self) -> Result<u64, Refusal> {
        Ok(self.hits(Sort::Relevance, 0, 0, None)?.total)
    }

    /// The first hits in order, without counts.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn first(&self, limit: usize) -> Result<Hits, Refusal> {
        let wanted = [false; FACETS_MAX];
        let (text, query, only, chosen) =
            (self.text.clone(), self.query.clone(), self.only.clone(), self.chosen.clone());
        Self { text, query, only, chosen, wanted, ..*self }.page(0, limit)
    }

    /// A page of hits in order.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn page(&self, offset: usize, limit: usize) -> Result<Hits, Refusal> {
        let state = self.asker.state();
        let by_place =
            |folder: FolderNo| state.places.home_slot(folder).map_or(u64::MAX, |slot| state.places.walking_key(slot));
        match self.order {
            Order::Relevance => self.hits(Sort::Relevance, offset, limit, None),
            Order::Newest => self.hits(Sort::Newest, offset, limit, None),
            Order::Oldest => self.hits(Sort::Oldest, offset, limit, None),
            Order::Place => self.hits(Sort::By(&by_place), offset, limit, None),
            Order::Code => self.by_code(offset, limit),
        }
    }

    /// The first hits in order, with all that matched.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn gathered(&self, limit: usize) -> Result<(Hits, Matched), Refusal> {
        let matched = RefCell::new(Matched::default());
        let mut hits =
            self.hits(Sort::Relevance, 0, if self.order == Order::Relevance { limit } else { 0 }, Some(&matched))?;
        if self.order != Order::Relevance {
            hits.hits = self.first(limit)?.hits;
        }
        Ok((hits, matched.into_inner()))
    }

    /// Codes are longer than the number the index sorts by: all that match are gathered, and the page is cut out of them.
    fn by_code(&self, offset: usize, limit: usize) -> Result<Hits, Refusal> {
        let matched = RefCell::new(Matched::default());
        let mut hits = self.hits(Sort::Relevance, 0, 0, Some(&matched))?;
        let mut all = matched.into_inner().listed;
        let codes = &self.asker.state().codes;
        let before = |one: &FolderNo, other: &FolderNo| codes.own(*one).cmp(codes.own(*other)).then(one.cmp(other));
        let end = offset.saturating_add(limit);
        if end > 0 && end < all.len() {
            all.select_nth_unstable_by(end - 1, before);
            all.truncate(end);
        }
        all.sort_unstable_by(before);
        hits.hits = all.into_iter().skip(offset).take(limit).map(|folder| Hit { folder, score: 1.0 }).collect();
        Ok(hits)
    }

    fn hits(
        &self,
        sort: Sort<'_>,
        offset: usize,
        limit: usize,
        matched: Option<&RefCell<Matched>>,
    ) -> Result<Hits, Refusal> {
        let state = self.asker.state();
        let mut needed = self.wanted;
        needed.iter_mut().zip(&self.chosen).for_each(|(needed, chosen)| *needed |= !chosen.is_empty());
        let hidden = FacetKeys::all_but(needed);
        let lens = |folder: FolderNo| {
            let keys = self.keys(folder, hidden)?;
            if let Some(matched) = matched
                && self
                    .chosen
                    .iter()
                    .enumerate()
                    .all(|(no, chosen)| chosen.is_empty() || chosen.contains(&keys.get(no)))
            {
                matched.borrow_mut().take(state, folder);
            }
            Some(keys)
        };
        let facets = if self.wanted.contains(&true) { FACETS_MAX } else { 0 };
        let request = Request { lens: &lens, chosen: &self.chosen, facets, sort, offset, limit };
        self.app.finder.index().search(&self.query, &request).map_err(|error| unreachable(&error))
    }

    /// What the index may know of a folder: nothing if the asker must not, or it is not what is asked for; else its
    /// facet values from State, as they are now.
    fn keys(&self, folder: FolderNo, hidden: FacetKeys) -> Option<FacetKeys> {
        let state = self.asker.state();
        let is_seen = state.sees(&self.asker.sight, folder) && self.only.is_met(state, self.asker.today, folder);
        if is_seen { Some(state.facets.get(folder)?.hiding(hidden)) } else { None }
    }
}

impl Matched {
    fn take(&mut self, state: &State, folder: FolderNo) {
        if !self.folders.insert(folder.0) {
            return;
        }
        self.listed.push(folder);
        let is_new = state.folders.main_subject(folder).is_none_or(|subject| self.subjects.insert(subject.0));
        self.groups += u64::from(is_new);
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn a_number_is_new_only_once() {
        let mut bits = Bits::default();
        assert!(bits.insert(0) && bits.insert(63) && bits.insert(64) && bits.insert(100_000));
        assert!(!bits.insert(63) && bits.contains(64) && !bits.contains(65) && !bits.contains(4_000_000_000));
    }
}
