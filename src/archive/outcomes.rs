//! What became of the items of a command, read from its events: so a command sent again is answered as the first time.

use crate::domain::decide::{Item, Outcome};
use crate::domain::discrepancy::Settling;
use crate::domain::event::{Event, ItemRefused, RefusalDetails};
use crate::domain::place::PlaceEvent;
use crate::domain::refusal::{Code, Refusal};

/// What became of each item of a command, from its events: items that were refused or changed nothing stand beside
/// them with their positions, and the others follow in order. Observations say themselves what each was about.
#[must_use]
pub fn outcomes_of(events: &[Event]) -> Vec<Outcome> {
    let observed = events.iter().find_map(|event| match event {
        Event::ItemsObserved(event) => Some(&event.folders),
        _ => None,
    });
    if let Some(folders) = observed {
        // The refusals of the others follow below; one that was lost to an erasure keeps its place.
        let mut outcomes: Vec<Outcome> =
            folders.iter().map(|folder| folder.map(Item::Folder).ok_or_else(|| Code::CodeUnknown.into())).collect();
        for (item, refusal) in refusals(events) {
            if let Some(place) = outcomes.get_mut(item) {
                *place = Err(refusal);
            }
        }
        return outcomes;
    }
    let mut outcomes = carried_out(events);
    for event in events {
        let (item, outcome) = match event {
            Event::ItemRefused(event, details) => (event.item, Err(refusal(event, details.as_ref()))),
            Event::ItemUnchanged(event) => (event.item, Ok(event.case.map_or(event.folder.into(), Item::Case))),
            _ => continue,
        };
        outcomes.insert((item as usize).min(outcomes.len()), outcome);
    }
    outcomes
}

/// The refusal of a command as a whole, from its events.
#[must_use]
pub fn refused(events: &[Event]) -> Option<Refusal> {
    events.iter().find_map(|event| match event {
        Event::CommandRefused(event, details) => Some(Refusal { code: event.code, params: params(details.as_ref()) }),
        _ => None,
    })
}

/// What is said of scans and pages has no items.
fn of_scans(event: &Event) -> bool {
    matches!(event, Event::ScanRead(_) | Event::PagesMoved(_) | Event::OriginalSigned(_))
}

fn carried_out(events: &[Event]) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    // Settling names a discrepancy, undoing a frame, merging and swapping two folders: none has items.
    let names_none = |event: &Event| match event {
        Event::DiscrepancySettled(event, _) => event.how != Settling::Corrected,
        event => {
            matches!(event, Event::Undone(_) | Event::FoldersMerged(..) | Event::LabelsSwapped(..)) || of_scans(event)
        }
    };
    if events.iter().any(names_none) {
        return outcomes;
    }
    // A case brings its folder along; what was asked about is the case. Of a folder that comes back short it is the folder.
    let cases = || events.iter().filter(|event| !matches!(event, Event::PaperShort(..))).filter_map(Event::case);
    if cases().next().is_some() {
        for case in cases() {
            if outcomes.last() != Some(&Ok(case.into())) {
                outcomes.push(Ok(case.into()));
            }
        }
        return outcomes;
    }
    for event in events {
        let folder = match event {
            Event::FolderRegistered(event, _) => event.folder,
            Event::CheckedOut(event, _) => event.folder,
            Event::Renewed(event) => event.folder,
            Event::LoanTakenOver(event) => event.folder,
            Event::VolumeAdded(event) => event.folder,
            Event::VolumeLeft(event) => event.folder,
            Event::ReprintAsked(event) => event.folder,
            Event::Reprinted(event) => event.folder,
            Event::Returned(event) => event.folder,
            Event::PutAway(event) => event.folder,
            Event::Received(event) => event.folder,
            Event::Place(PlaceEvent::FolderAssigned(event), _) => event.folder,
            Event::Sighted(event) => event.folder,
            _ => continue,
        };
        if outcomes.last() != Some(&Ok(folder.into())) {
            outcomes.push(Ok(folder.into()));
        }
    }
    outcomes
}

fn refusals(events: &[Event]) -> impl Iterator<Item = (usize, Refusal)> + '_ {
    events.iter().filter_map(|event| match event {
        Event::ItemRefused(event, details) => Some((event.item as usize, refusal(event, details.as_ref()))),
        _ => None,
    })
}

fn refusal(event: &ItemRefused, details: Option<&RefusalDetails>) -> Refusal {
    Refusal { code: event.code, params: params(details) }
}

fn params(details: Option<&RefusalDetails>) -> Vec<(String, String)> {
    details.map(|details| details.params.clone()).unwrap_or_default()
}
