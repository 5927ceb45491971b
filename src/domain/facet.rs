//! What folders are counted and chosen by in a search: eight small numbers a folder, side by side.
//!
//! State keeps them in a column of their own ([`crate::domain::state::State`]): a search asks for them of every folder it
//! finds, and gathering them from six places took it two fifths of its time.

use super::column::Column;
use super::folder::{Condition, Whereabouts};
use super::ids::FolderNo;
use super::state::{FolderRow, State};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// How many facets there are.
pub const FACETS_MAX: usize = 8;
/// The key of a folder that has no value in a facet; it is not counted.
pub const NO_KEY: u16 = u16::MAX;
/// The key of nothing: a folder without a department, say. It is counted.
pub const NOTHING: u16 = 0;

/// A folder's value in each facet, as the facets are numbered. One number, so that it stays in registers: a list of eight,
/// written one by one and then copied as a whole, made the processor wait for each folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetKeys(u128);

impl FacetKeys {
    /// No value in any facet.
    pub const NONE: Self = Self(u128::MAX);

    /// The same with a value in a facet.
    #[must_use]
    pub fn with(self, facet: usize, key: u16) -> Self {
        let shift = Self::shift(facet);
        Self((self.0 & !(u128::from(u16::MAX) << shift)) | (u128::from(key) << shift))
    }

    /// The value in a facet.
    #[must_use]
    pub fn get(self, facet: usize) -> u16 {
        (self.0 >> Self::shift(facet)) as u16
    }

    /// What [`hiding`](Self::hiding) takes to leave only the facets that are `wanted`.
    #[must_use]
    pub fn all_but(wanted: [bool; FACETS_MAX]) -> Self {
        let shown = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
        shown.fold(Self::NONE, |hidden, (facet, _)| hidden.with(facet, 0))
    }

    /// The same without the values that are `hidden`.
    #[must_use]
    pub fn hiding(self, hidden: Self) -> Self {
        Self(self.0 | hidden.0)
    }

    fn shift(facet: usize) -> usize {
        facet % FACETS_MAX * u16::BITS as usize
    }
}

impl From<[u16; FACETS_MAX]> for FacetKeys {
    fn from(keys: [u16; FACETS_MAX]) -> Self {
        keys.into_iter().enumerate().fold(Self::NONE, |all, (facet, key)| all.with(facet, key))
    }
}

/// How complete the papers of all cases of a folder are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// Nobody looked, or there is no case.
    NotChecked,
    /// Nothing is wanting of any case somebody looked at.
    Complete,
    /// Something is.
    Incomplete,
}

impl Whole {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::NotChecked, Self::Complete, Self::Incomplete];

    /// The word for it in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotChecked => "not_checked",
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
        }
    }

    /// Of a folder, from its cases.
    #[must_use]
    pub fn of(state: &State, folder: FolderNo) -> Self {
        let cases = state.cases.of_folder(folder).iter().filter(|case| state.cases.is_looked_at(**case));
        let mut gaps = cases.filter_map(|case| state.cases.get(*case)?.gaps).peekable();
        match (gaps.peek().is_some(), gaps.any(|gaps| gaps > 0)) {
            (false, _) => Self::NotChecked,
            (true, true) => Self::Incomplete,
            (true, false) => Self::Complete,
        }
    }
}

/// The key of a date's month.
#[must_use]
pub fn month_key(date: NaiveDate) -> u16 {
    u16::try_from(date.year() * 12 + date.month0() as i32 + 1).unwrap_or(NOTHING)
}

/// One thing to choose by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// The business type.
    Type,
    /// The month of the business date, under its year.
    Period,
    /// The state.
    State,
    /// The department.
    Department,
    /// The storeroom it belongs in.
    Storeroom,
    /// Good or damaged.
    Condition,
    /// Whether its papers are complete.
    Completeness,
    /// The secrecy class.
    Class,
}

impl Facet {
    /// Every facet, in the order of keys.
    pub const ALL: [Self; FACETS_MAX] = [
        Self::Type,
        Self::Period,
        Self::State,
        Self::Department,
        Self::Storeroom,
        Self::Condition,
        Self::Completeness,
        Self::Class,
    ];

    /// What it is called in requests and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Period => "period",
            Self::State => "state",
            Self::Department => "department",
            Self::Storeroom => "storeroom",
            Self::Condition => "condition",
            Self::Completeness => "completeness",
            Self::Class => "class",
        }
    }

    /// A folder's value as a key.
    fn key(self, state: &State, folder: FolderNo, row: &FolderRow, custody: &Whereabouts) -> u16 {
        let some = |no: u16| no.saturating_add(1);
        match self {
            Self::Type => some(row.business_type.0),
            Self::Period => row.business_date.map_or(NOTHING, month_key),
            Self::State => some(custody.state as u16),
            Self::Department => row.department.map_or(NOTHING, |no| some(no.0)),
            Self::Storeroom => state.places.home_room(folder).map_or(NOTHING, |room| some(room.0)),
            Self::Condition => some(u16::from(custody.condition == Condition::Damaged)),
            Self::Completeness => some(Whole::of(state, folder) as u16),
            Self::Class => some(row.class.0),
        }
    }
}

/// The facet keys of every folder.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FacetColumn(Column<FacetKeys>);

impl FacetColumn {
    /// A folder's values, as they are now.
    #[must_use]
    pub fn get(&self, folder: FolderNo) -> Option<FacetKeys> {
        self.0.get(folder.index()).copied()
    }

    /// Notes what a folder's values are now. A folder out of turn is nonsense and left out.
    pub(super) fn note(&mut self, folder: FolderNo, now: FacetKeys) {
        match self.get(folder) {
            Some(before) if before == now => {}
            Some(_) => drop(self.0.get_mut(folder.index()).map(|keys| *keys = now)),
            None if folder.index() == self.0.len() => self.0.push(now),
            None => {}
        }
    }
}

/// A folder's values, gathered from where they come from.
#[must_use]
pub fn gathered(state: &State, folder: FolderNo) -> Option<FacetKeys> {
    let (row, custody) = (state.folders.get(folder)?, state.custody.get(folder)?);
    let facets = Facet::ALL.into_iter().enumerate();
    Some(facets.fold(FacetKeys::NONE, |keys, (no, facet)| keys.with(no, facet.key(state, folder, row, custody))))
}
