//! Transfers 移交: which are open at which desk, and what each that closed held.

use crate::domain::column::Column;
use crate::domain::event::{Confirmation, Event, TransferOpened};
use crate::domain::folder::{Actor, Desk};
use crate::domain::ids::{CaseNo, DepartmentNo, PersonNo, TransferNo};
use crate::domain::state::Stamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many transfers may be open at once.
pub const TRANSFERS_OPEN_MAX: usize = 500;
/// How many cases one transfer may hold.
pub const CASES_PER_TRANSFER_MAX: usize = 1_000;

/// A transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The department that hands over.
    pub department: DepartmentNo,
    /// The desk.
    pub desk: Desk,
    /// When it began, microseconds since 1970 UTC.
    pub opened_us: i64,
    /// Who took over.
    pub taker: Actor,
    /// The cases that were taken, in order.
    pub taken: Vec<CaseNo>,
    /// How many gaps they came with.
    pub gaps: u32,
    /// Cases that were brought and not taken.
    pub turned_away: Vec<CaseNo>,
    /// Who handed over, how he confirmed it, and when it closed.
    pub closed: Option<(PersonNo, Confirmation, i64)>,
}

/// All transfers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Transfers {
    rows: Column<Arc<Transfer>>,
    open: imbl::OrdSet<TransferNo>,
}

impl Transfers {
    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::TransferOpened(event) => self.opened(stamp, event),
            Event::CaseReceived(event) => self.change(event.transfer, |transfer| {
                transfer.taken.push(event.case);
                transfer.gaps = transfer.gaps.saturating_add(u32::from(event.gaps));
            }),
            Event::CaseTurnedAway(event, _) => self.change(event.transfer, |transfer| {
                if !transfer.turned_away.contains(&event.case) {
                    transfer.turned_away.push(event.case);
                }
            }),
            Event::TransferClosed(event) => {
                self.open.remove(&event.transfer);
                self.change(event.transfer, |transfer| {
                    transfer.taker = stamp.actor;
                    transfer.closed = Some((event.giver, event.by, stamp.occurred_us));
                });
            }
            _ => {}
        }
    }

    fn opened(&mut self, stamp: Stamp, event: &TransferOpened) {
        if event.transfer.index() != self.rows.len() {
            return;
        }
        self.open.insert(event.transfer);
        self.rows.push(Arc::new(Transfer {
            department: event.department,
            desk: event.desk,
            opened_us: stamp.occurred_us,
            taker: stamp.actor,
            taken: Vec::new(),
            gaps: 0,
            turned_away: Vec::new(),
            closed: None,
        }));
    }

    fn change(&mut self, transfer: TransferNo, change: impl FnOnce(&mut Transfer)) {
        if let Some(row) = self.rows.get_mut(transfer.index()) {
            change(Arc::make_mut(row));
        }
    }

    /// A transfer.
    #[must_use]
    pub fn get(&self, transfer: TransferNo) -> Option<&Transfer> {
        self.rows.get(transfer.index()).map(AsRef::as_ref)
    }

    /// The open transfer of a department at a desk. There is one at most: two hands at one desk work on the same.
    #[must_use]
    pub fn open_at(&self, desk: Desk, department: DepartmentNo) -> Option<TransferNo> {
        let same = |transfer: &Transfer| (transfer.desk, transfer.department) == (desk, department);
        self.open().find(|no| self.get(*no).is_some_and(same))
    }

    /// Every transfer, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = TransferNo> + '_ {
        (0..self.rows.len() as u32).rev().map(TransferNo)
    }

    /// All that are open, the oldest first.
    pub fn open(&self) -> impl Iterator<Item = TransferNo> + '_ {
        self.open.iter().copied()
    }

    /// How many are open.
    #[must_use]
    pub fn open_count(&self) -> usize {
        self.open.len()
    }

    /// How many there ever were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there was never one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
