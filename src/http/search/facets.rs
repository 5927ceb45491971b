//! What hits are counted and chosen by, in words: a facet's value of a folder is a key in State, as it is now.
//!
//! A facet's counts leave out what is chosen in that facet itself, so that the other values keep their counts: the
//! engine counts so in the same pass. A value is a small number; 0 is "has none", shown and asked for as `-`.

use crate::domain::facet::{Facet, NO_KEY, NOTHING, Whole, month_key};
use crate::domain::folder::FolderState;
use crate::domain::ids::{ClassNo, DepartmentNo, RoomNo, TypeNo};
use crate::domain::state::State;
use crate::search::{FACETS_MAX, Hits};
use chrono::NaiveDate;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The value of a folder that has none.
pub const NONE: &str = "-";
/// How many values may be chosen in one facet; a year is twelve months.
const CHOSEN_MAX: usize = 240;
/// How many values of a facet are answered.
const VALUES_MAX: usize = 200;
/// A key that no folder has: what was chosen is not there.
const NOWHERE: u16 = NO_KEY - 1;

/// How often a value occurs.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetValue {
    /// The value: a code, a state, a year or month; `-` for none.
    value: String,
    /// How many folders have it.
    count: u64,
    /// The months of a year.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    under: Vec<FacetValue>,
}

/// The month of a key as `2026-03`.
fn month(key: u16) -> String {
    let months = key - 1;
    format!("{:04}-{:02}", months / 12, months % 12 + 1)
}

impl Facet {
    /// The value of a key, as answers have it.
    fn value(self, state: &State, key: u16) -> Option<String> {
        let Some(no) = key.checked_sub(1) else { return Some(NONE.to_owned()) };
        let organisation = &state.organisation;
        match self {
            Self::Type => organisation.business_type(TypeNo(no)).map(|kind| kind.code.clone()),
            Self::Period => Some(month(key)),
            Self::State => FolderState::ALL.get(usize::from(no)).map(|state| state.name().to_owned()),
            Self::Department => organisation.department(DepartmentNo(no)).map(|known| known.code.clone()),
            Self::Storeroom => state.places.room(RoomNo(no)).map(|room| room.code.clone()),
            Self::Condition => Some(if no == 0 { "good" } else { "damaged" }.to_owned()),
            Self::Completeness => Whole::ALL.get(usize::from(no)).map(|whole| whole.name().to_owned()),
            Self::Class => organisation.class(ClassNo(no)).map(|class| class.code.clone()),
        }
    }

    /// The keys of one chosen value.
    fn keys(self, state: &State, value: &str) -> Vec<u16> {
        let organisation = &state.organisation;
        let some = |no: u16| no.saturating_add(1);
        if value == NONE {
            return vec![NOTHING];
        }
        let key = match self {
            Self::Type => organisation.type_by_code(value).map(|no| some(no.0)),
            Self::Period => return months(value),
            Self::State => FolderState::from_name(value).map(|state| some(state as u16)),
            Self::Department => organisation.department_by_code(value).map(|no| some(no.0)),
            Self::Storeroom => state.places.room_named(value).map(|no| some(no.0)),
            Self::Condition => ["good", "damaged"].iter().position(|name| *name == value).map(|no| some(no as u16)),
            Self::Completeness => Whole::ALL.iter().position(|whole| whole.name() == value).map(|no| some(no as u16)),
            Self::Class => organisation.class_by_code(value).map(|no| some(no.0)),
        };
        vec![key.unwrap_or(NOWHERE)]
    }

    /// The keys of what was chosen, separated by commas; none leaves the facet open.
    #[must_use]
    pub fn chosen(self, state: &State, text: Option<&str>) -> Vec<u16> {
        let values = text.unwrap_or_default().split(',').map(str::trim).filter(|value| !value.is_empty());
        values.take(CHOSEN_MAX).flat_map(|value| self.keys(state, value)).take(CHOSEN_MAX).collect()
    }
}

/// The months of `2026` or `2026-03`.
fn months(value: &str) -> Vec<u16> {
    let (year, month) = value.split_once('-').map_or((value, None), |(year, month)| (year, Some(month)));
    let first = year.parse().ok().filter(|_| year.len() == 4).and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    let Some(first) = first.map(month_key) else { return vec![NOWHERE] };
    match month.map(str::parse::<u16>) {
        None => (first..first + 12).collect(),
        Some(Ok(month @ 1..=12)) => vec![first + month - 1],
        Some(_) => vec![NOWHERE],
    }
}

/// The counts of the facets that are `wanted`, by name: the most frequent first, periods from the newest.
#[must_use]
pub fn counted(state: &State, hits: &Hits, wanted: [bool; FACETS_MAX]) -> BTreeMap<String, Vec<FacetValue>> {
    let mut counted = BTreeMap::new();
    for ((facet, counts), _) in Facet::ALL.into_iter().zip(&hits.facets).zip(wanted).filter(|(_, wanted)| *wanted) {
        let values = if facet == Facet::Period { years(counts) } else { plain(state, facet, counts) };
        counted.insert(facet.name().to_owned(), values);
    }
    counted
}

fn plain(state: &State, facet: Facet, counts: &[(u16, u64)]) -> Vec<FacetValue> {
    let value = |(key, count): &(u16, u64)| {
        Some(FacetValue { value: facet.value(state, *key)?, count: *count, under: Vec::new() })
    };
    counts.iter().take(VALUES_MAX).filter_map(value).collect()
}

fn years(counts: &[(u16, u64)]) -> Vec<FacetValue> {
    let mut counts = counts.to_vec();
    counts.sort_by_key(|(key, _)| Reverse(*key));
    let mut years: Vec<FacetValue> = Vec::new();
    for (key, count) in counts {
        if key == NOTHING {
            years.push(FacetValue { value: NONE.to_owned(), count, under: Vec::new() });
            continue;
        }
        let name = month(key);
        let year = name.get(..4).unwrap_or_default();
        let under = FacetValue { value: name.clone(), count, under: Vec::new() };
        match years.last_mut().filter(|last| last.value == year) {
            Some(last) => {
                last.count += count;
                last.under.push(under);
            }
            None => years.push(FacetValue { value: year.to_owned(), count, under: vec![under] }),
        }
    }
    years.truncate(VALUES_MAX);
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_its_months_and_a_month_is_itself() {
        assert_eq!(months("2026").len(), 12);
        assert_eq!(months("2026").into_iter().map(month).next_back().as_deref(), Some("2026-12"));
        assert_eq!(months("2026-03").into_iter().map(month).collect::<Vec<_>>(), ["2026-03"]);
        for nonsense in ["", "26", "2026-13", "2026-00", "2026-", "x", "-2026", "99999", "0-1"] {
            assert_eq!(months(nonsense), [NOWHERE], "{nonsense}");
        }
    }

    #[test]
    fn months_are_counted_under_their_years_from_the_newest() {
        let key = |text: &str| months(text)[0];
        let counted = years(&[(key("2025-12"), 5), (NOTHING, 2), (key("2026-01"), 3), (key("2026-03"), 1)]);
        let shown: Vec<_> = counted.iter().map(|year| (year.value.as_str(), year.count, year.under.len())).collect();
        assert_eq!(shown, [("2026", 4, 2), ("2025", 5, 1), (NONE, 2, 0)]);
        assert_eq!(counted[0].under[0].value, "2026-03");
    }
}
