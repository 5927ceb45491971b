//! What would help a folder that does not fit where it stands, or should stand elsewhere: another place, or another
//! volume.

use crate::domain::ids::FolderNo;
use crate::domain::refusal::Refusal;
use crate::domain::slotting::{AssignRequest, Assignment, ProposalCause};
use crate::domain::state::State;
use chrono::NaiveDate;

/// What would help.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remedy {
    /// Why it should not stay as it is, if it should not.
    pub cause: Option<ProposalCause>,
    /// Where it would go.
    pub to: Option<Assignment>,
    /// Why there is no such place, where there should be one.
    pub refused: Option<Refusal>,
    /// The volume that could be begun instead of carrying all of it elsewhere.
    pub volume: Option<u16>,
}

/// What would help a folder, as things stand.
#[must_use]
pub fn remedy(state: &State, folder: FolderNo, today: NaiveDate) -> Remedy {
    let gone = state.custody.get(folder).is_none_or(|row| row.is_gone());
    let Some(request) = AssignRequest::of(state, folder, today).filter(|_| !gone) else { return Remedy::default() };
    let places = &state.places;
    let too_thick = !places.would_still_fit(folder, request.thickness_mm);
    let cause = too_thick.then_some(ProposalCause::TooThick);
    let found = match places.home(folder) {
        None => places.assign(&request).map(|to| (None, Some(to))),
        Some(_) => places.propose_move(folder, &request).map(|found| match found {
            Some(proposal) => (Some(proposal.cause), Some(proposal.to)),
            None => (cause, None),
        }),
    };
    let (cause, to, refused) = match found {
        Ok((cause, to)) => (cause, to, None),
        Err(refusal) => (cause, None, Some(refusal)),
    };
    let volume = (too_thick || refused.is_some()).then(|| state.volumes.next(folder));
    Remedy { cause, to, refused, volume }
}
