//! Walks everything and names the first thing that does not fit. Needs no lock, changes nothing.

use super::error::{Damage, FollowError, LedgerError};
use super::frame::{Frame, Position, PrivatePart};
use super::segment;
use super::storage::Storage;
use super::tail::{self, Verdict};
use super::walk::{Step, Walker};
use std::sync::Arc;

/// What stands behind the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// Nothing.
    Clean,
    /// A frame that was never finished, or is being written right now. Opening the ledger cuts it.
    Torn {
        /// The frame it would have been.
        seq: u64,
        /// The segment's number.
        segment: u32,
        /// Where it begins.
        offset: u64,
        /// How long it is.
        bytes: u64,
    },
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// How many segments were walked, the damaged one included.
    pub segments: u32,
    /// How many frames are right, from the first on without gap.
    pub frames: u64,
    /// How many events they hold.
    pub events: u64,
    /// How many private items were found right.
    pub private: u64,
    /// How many private items are erased. Whether each was erased rightly, the erasures among the events tell.
    pub erased: u64,
    /// The last frame that is right: compare it with heads kept elsewhere, for a chain that was cut or made anew from
    /// some frame on is right in itself.
    pub head: Position,
    /// What stands behind it.
    pub tail: Tail,
    /// The first thing that does not fit; nothing behind it was looked at.
    pub damage: Option<Damage>,
}

impl VerifyReport {
    /// Before the first frame.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            segments: 0,
            frames: 0,
            events: 0,
            private: 0,
            erased: 0,
            head: Position::START,
            tail: Tail::Clean,
            damage: None,
        }
    }

    /// Whether everything fits. A torn tail does: nobody was told that it was done.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.damage.is_none()
    }
}

/// Walks the whole ledger.
///
/// # Errors
/// If the disk fails or a newer program wrote the ledger. Damage is no error here: it stands in the report.
pub fn verify(storage: &Arc<dyn Storage>) -> Result<VerifyReport, LedgerError> {
    let report = verify_with(storage, |_| Ok(()))?;
    // A server that refuses a group cuts its frames, perhaps after they were read here. Damage is still there when one
    // looks again.
    if report.is_right() { Ok(report) } else { verify_with(storage, |_| Ok(())) }
}

/// Walks the whole ledger and hands every right frame on, to be compared with something.
///
/// # Errors
/// As [`verify`], and if `follow` gives up.
pub fn verify_with(
    storage: &Arc<dyn Storage>,
    mut follow: impl FnMut(&Frame) -> Result<(), FollowError>,
) -> Result<VerifyReport, LedgerError> {
    let mut report = VerifyReport::nothing();
    match walk(storage, &mut report, &mut follow) {
        Err(LedgerError::Damaged(damage)) => report.damage = Some(damage),
        other => other?,
    }
    Ok(report)
}

fn walk(
    storage: &Arc<dyn Storage>,
    report: &mut VerifyReport,
    follow: &mut dyn FnMut(&Frame) -> Result<(), FollowError>,
) -> Result<(), LedgerError> {
    // Walked first and counted afterwards, so that the frames before a missing segment are verified all the same.
    let names = segment::count(storage.as_ref());
    if matches!(names, Ok(0)) {
        return Ok(());
    }
    let mut walker = Walker::from_segment(storage, 1)?;
    loop {
        report.segments = walker.header().segment;
        match walker.step()? {
            Step::Frame(frame) => {
                report.count(&frame);
                follow(&frame).map_err(|source| LedgerError::Follow { seq: frame.seq, source })?;
            }
            Step::End => return names.map(drop),
            Step::Bad(bad) => match tail::judge(storage.as_ref(), &bad)? {
                Verdict::Damaged(damage) => return Err(damage.into()),
                Verdict::Readable => {}
                Verdict::Torn { end } => {
                    let Damage { seq, segment, offset, .. } = bad.damage;
                    report.tail = Tail::Torn { seq, segment, offset, bytes: end - offset };
                    return names.map(drop);
                }
            },
        }
    }
}

impl VerifyReport {
    fn count(&mut self, frame: &Frame) {
        self.frames += 1;
        self.events += frame.events.len() as u64;
        for event in &frame.events {
            match event.private {
                PrivatePart::None => {}
                PrivatePart::Present { .. } => self.private += 1,
                PrivatePart::Erased => self.erased += 1,
            }
        }
        self.head = frame.position();
    }
}
