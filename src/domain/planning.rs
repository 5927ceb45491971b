//! Plans of larger works: what a move of shelves or a re-slotting would do, piece by piece.
//!
//! A plan is made on a copy of the places on which every piece is carried out as soon as it is planned, so that it says
//! what will come out if nothing else happens meanwhile. It changes nothing, and the same places give the same plan.
//! Whoever carries it out has each piece decided anew: the world goes on while paper is carried.

mod moves;
mod remedy;
mod reslotting;
#[cfg(test)]
mod tests;

pub use moves::{Piece, Step, Target, plan_move};
pub use remedy::{Remedy, remedy};
pub use reslotting::{Change, Reslotting, Selection, plan_reslotting};

use crate::domain::folder::FolderState;
use crate::domain::ids::{FolderNo, ShelfNo};
use crate::domain::place::Places;
use crate::domain::state::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What a plan comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// Shelves that move whole.
    pub shelves: u64,
    /// Boxes that move by themselves.
    pub boxes: u64,
    /// Folders that get another home, however they move.
    pub folders: u64,
    /// Those of them that are not on their shelf now: nobody has to carry them.
    pub away: u64,
    /// Pieces that find no place.
    pub refused: u64,
    /// Pieces that go into a zone that does not accept all of their folders.
    #[serde(default)]
    pub unaccepted: u64,
    /// Shelves that are free before and in use after.
    pub opened: u64,
    /// Shelves that are in use before and free after.
    pub freed: u64,
    /// Shelves that mix lanes or periods before, among those that it touches.
    pub mixed_before: u64,
    /// The same after.
    pub mixed_after: u64,
}

impl Figures {
    /// Counts a folder that moves.
    fn count(&mut self, state: &State, folder: FolderNo) {
        self.folders += 1;
        self.away += u64::from(state.custody.get(folder).is_none_or(|row| row.state != FolderState::OnShelf));
    }

    /// Compares the shelves that a plan touches.
    fn compare(&mut self, before: &Places, after: &Places, touched: &BTreeSet<ShelfNo>) {
        for &shelf in touched {
            self.opened += u64::from(before.is_free(shelf) && !after.is_free(shelf));
            self.freed += u64::from(!before.is_free(shelf) && after.is_free(shelf));
            self.mixed_before += u64::from(before.mixes_periods(shelf));
            self.mixed_after += u64::from(after.mixes_periods(shelf));
        }
    }
}
