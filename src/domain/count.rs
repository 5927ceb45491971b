//! Counting a shelf: what should stand there, what was seen, and what follows. Pure reading of State; the same for the
//! page that shows a count and for the decision that closes it.

use super::folder::{FolderState, Place, Whereabouts};
use super::ids::{FolderNo, ShelfNo};
use super::state::{OpenCount, State, home_place};

/// What a folder that was seen in a count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It belongs on the shelf.
    Here,
    /// It stands on the shelf and belongs elsewhere, or has no home.
    Misplaced,
    /// It is lent, gone, or not handed over, and was here all the same.
    Unexpected,
    /// It was here, and has lawfully gone elsewhere since.
    Left,
}

/// A count as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// What stands on the shelf by the record, in walking order.
    pub expected: Vec<FolderNo>,
    /// Expected and not seen since the count began, by anybody.
    pub missing: Vec<FolderNo>,
    /// Seen, and belonging elsewhere.
    pub misplaced: Vec<FolderNo>,
    /// Seen, though lent, gone, or not handed over.
    pub unexpected: Vec<FolderNo>,
}

/// The shelf on which a folder stands by the record, if it stands on one.
#[must_use]
pub fn shelf_of(state: &State, row: &Whereabouts) -> Option<ShelfNo> {
    if row.state != FolderState::OnShelf {
        return None;
    }
    match row.place {
        Place::Slot(slot) => state.places.shelf_of(slot),
        Place::Box(r#box) => state.places.shelf_of(state.places.r#box(r#box)?.slot),
        Place::Shelf(shelf) => Some(shelf),
        _ => None,
    }
}

/// What stands on a shelf by the record: what has its home there, in walking order, then what is only known to stand
/// there. A box's folders stand where their box does.
#[must_use]
pub fn expected(state: &State, shelf: ShelfNo) -> Vec<FolderNo> {
    let stands = |folder: &FolderNo| state.custody.get(*folder).is_some_and(|row| shelf_of(state, row) == Some(shelf));
    let homes = state.places.shelf_contents(shelf);
    let strangers: Vec<FolderNo> =
        state.custody.seen_standing().filter(|folder| stands(folder) && !homes.contains(folder)).collect();
    homes.into_iter().filter(stands).chain(strangers).collect()
}

/// The folders that stand somewhere else than where they belong.
pub fn misplaced(state: &State) -> impl Iterator<Item = FolderNo> + '_ {
    state.custody.seen_standing().filter(|folder| {
        let row = state.custody.get(*folder).filter(|row| row.state == FolderState::OnShelf);
        row.is_some_and(|row| home_place(&state.places, *folder) != Some(row.place))
    })
}

/// Whether a folder that is expected counts as seen: in this count, or by anybody since it began; or it came, or was
/// moved, since then.
#[must_use]
pub fn is_accounted_for(state: &State, count: &OpenCount, folder: FolderNo) -> bool {
    let fresh = |row: &Whereabouts| row.seen_us.max(row.since_us) >= count.opened_us;
    count.seen.contains_key(&folder) || count.moved.contains(&folder) || state.custody.get(folder).is_some_and(fresh)
}

/// What a folder that was seen in a count is by now.
#[must_use]
pub fn found(state: &State, count: &OpenCount, folder: FolderNo) -> Found {
    let Some(row) = state.custody.get(folder) else { return Found::Left };
    if shelf_of(state, row) == Some(count.shelf) {
        let home = home_place(&state.places, folder);
        return if home == Some(row.place) { Found::Here } else { Found::Misplaced };
    }
    let seen_us = count.seen.get(&folder).copied().unwrap_or(i64::MIN);
    let aside = matches!(
        row.state,
        FolderState::Expected | FolderState::OnLoan | FolderState::Withdrawn | FolderState::Destroyed
    );
    // Lent or withdrawn after it was seen is as it should be.
    if aside && (row.state == FolderState::Expected || row.since_us <= seen_us) {
        Found::Unexpected
    } else {
        Found::Left
    }
}

/// A count as it stands.
#[must_use]
pub fn tally(state: &State, count: &OpenCount) -> Tally {
    let expected = expected(state, count.shelf);
    let missing = expected.iter().copied().filter(|folder| !is_accounted_for(state, count, *folder)).collect();
    let all = |wanted| {
        let is_wanted = move |folder: &FolderNo| found(state, count, *folder) == wanted;
        count.seen.keys().copied().filter(is_wanted).collect()
    };
    Tally { expected, missing, misplaced: all(Found::Misplaced), unexpected: all(Found::Unexpected) }
}
