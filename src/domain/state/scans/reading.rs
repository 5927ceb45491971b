//! How far a scan is: to be read, read, failed, or failed and dealt with.

use super::{Scan, Scans};
use crate::domain::folder::Actor;
use crate::domain::ids::ScanNo;
use crate::domain::scan::{ScanFault, ScanState};
use crate::domain::state::Stamp;
use serde::{Deserialize, Serialize};

/// How far reading a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Reading {
    Open,
    Ended,
    Failed(ScanFault),
    Settled(ScanFault, Settled),
}

/// That somebody dealt with a file that could not be read; how, stands in the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The frame that says so.
    pub seq: u64,
    /// When, microseconds since 1970 UTC.
    pub at_us: i64,
    /// Who.
    pub by: Actor,
}

impl Scan {
    /// How far it is.
    #[must_use]
    pub fn state(&self) -> ScanState {
        match &self.reading {
            Reading::Open => ScanState::Received,
            Reading::Failed(_) => ScanState::Failed,
            Reading::Settled(..) => ScanState::Settled,
            Reading::Ended if self.waiting > 0 => ScanState::NeedsReview,
            Reading::Ended => ScanState::Filed,
        }
    }

    /// Why it could not be read.
    #[must_use]
    pub fn fault(&self) -> Option<&ScanFault> {
        match &self.reading {
            Reading::Failed(fault) | Reading::Settled(fault, _) => Some(fault),
            Reading::Open | Reading::Ended => None,
        }
    }

    /// Who dealt with it, if it could not be read and somebody did.
    #[must_use]
    pub fn settled(&self) -> Option<Settled> {
        if let Reading::Settled(_, settled) = self.reading { Some(settled) } else { None }
    }
}

impl Scans {
    pub(super) fn now(&mut self, scan: ScanNo, reading: Reading) {
        let Some(row) = self.scans.get_mut(scan.index()) else { return };
        self.open.remove(&scan);
        self.failed.remove(&scan);
        match reading {
            Reading::Open => drop(self.open.insert(scan)),
            Reading::Failed(_) => drop(self.failed.insert(scan)),
            Reading::Ended | Reading::Settled(..) => {}
        }
        std::sync::Arc::make_mut(row).reading = reading;
    }

    /// Of what did not fail there is nothing to be dealt with.
    pub(super) fn settle(&mut self, stamp: Stamp, scan: ScanNo) {
        let Some(Reading::Failed(fault)) = self.get(scan).map(|row| row.reading.clone()) else { return };
        let settled = Settled { seq: stamp.seq, at_us: stamp.recorded_us, by: stamp.actor };
        self.now(scan, Reading::Settled(fault, settled));
    }

    pub(super) fn reopen(&mut self, scan: ScanNo) {
        let Some(Reading::Settled(fault, _)) = self.get(scan).map(|row| row.reading.clone()) else { return };
        self.now(scan, Reading::Failed(fault));
    }
}
