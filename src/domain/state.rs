//! What decisions and live answers need of the archive, in memory: the result of replaying the ledger.
//!
//! Everything in it is persistent: a clone is cheap and shares all, a change copies little. The one writer clones it,
//! decides and applies onto the clone, makes the events durable and only then publishes the clone; readers hold
//! snapshots (docs/adr/0001). `apply` is pure and total: it knows no policy, refuses nothing and never panics, also not
//! on events that make no sense. State knows no names of folders or subjects: those stand in the views.

mod attachments;
mod cases;
mod codes;
mod commands;
mod counts;
mod custody;
mod devices;
mod discrepancies;
mod files;
mod folders;
mod labels;
mod organisation;
mod people;
mod preferences;
mod recent;
mod reprints;
mod scans;
mod searches;
mod subjects;
mod tallies;
mod transfers;
mod volumes;

pub use attachments::{Attachment, Attachments};
pub use cases::{CaseRow, Cases};
pub use codes::{Codes, Other};
pub use commands::{Commands, Handled};
pub use counts::{COUNTS_OPEN_MAX, Counts, OpenCount};
pub use custody::{Aside, Custody, folders_placed, home_place};
pub use devices::{Devices, MAX_DEVICES_PER_PERSON, Queue, is_device_name};
pub use discrepancies::{Discrepancies, OpenDiscrepancy, words_key};
pub use files::FileSort;
pub use folders::{FolderRow, Folders};
pub use labels::{LabelRow, Labels, OwnTemplate};
pub use organisation::Organisation;
pub use people::People;
pub use preferences::{COLUMN_CHARS_MAX, COLUMNS_MAX, LISTS_PER_PERSON_MAX, Preferences};
pub use recent::{Former, FormerPages, FormerPaper, MAX_RECENT, Recent, RecentAct, Surgery};
pub use reprints::{Reprint, Reprints};
pub use scans::{Checked, Page, Scan, Scans, Settled, Stands};
pub use searches::{SEARCHES_PER_PERSON_MAX, SEARCHES_SHARED_MAX, SavedSearch, Searches};
pub use subjects::{Erased, Subjects};
pub use tallies::{Tallied, Tallies};
pub use transfers::{CASES_PER_TRANSFER_MAX, TRANSFERS_OPEN_MAX, Transfer, Transfers};
pub use volumes::{VOLUMES_MAX, Volumes};

use super::case::CasePhase;
use super::decide::Step;
use super::event::{DiscrepancySettled, Event, FoldersMerged};
use super::facet::{FacetColumn, gathered};
use super::folder::{Actor, Place};
use super::ids::{CaseNo, ClassNo, FolderNo, TransferNo};
use super::paper::PaperNo;
use super::person::Person;
use super::place::Places;
use super::policy::{ClassRule, Policy, Sight, Who};
use serde::{Deserialize, Serialize};

/// Where and when an event stands, for `apply`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The frame's number.
    pub seq: u64,
    /// When it happened at the shelf, microseconds since 1970 UTC.
    pub occurred_us: i64,
    /// When it was recorded, microseconds since 1970 UTC.
    pub recorded_us: i64,
    /// Who did it.
    pub actor: Actor,
}

/// Everything that decisions need.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// The last frame applied; 0 before the first.
    pub seq: u64,
    /// The archive's incarnation; empty before the first event.
    pub incarnation: String,
    /// Settings, departments, classes, business types, mappings.
    pub organisation: Organisation,
    /// Accounts.
    pub people: People,
    /// What each of them likes to see.
    pub preferences: Preferences,
    /// Searches they saved.
    pub searches: Searches,
    /// Which code leads to which folder.
    pub codes: Codes,
    /// What folders are.
    pub folders: Folders,
    /// Who folders are about.
    pub subjects: Subjects,
    /// Which folders are volumes of one file.
    pub volumes: Volumes,
    /// Which folders need a new label.
    pub reprints: Reprints,
    /// Which folders have their labels; templates of one's own, and printers.
    pub labels: Labels,
    /// Where folders are and who has them.
    pub custody: Custody,
    /// What searches count and choose folders by.
    pub facets: FacetColumn,
    /// Where the record and somebody's eyes contradict each other.
    pub discrepancies: Discrepancies,
    /// Counts that are open.
    pub counts: Counts,
    /// Cases and their papers.
    pub cases: Cases,
    /// What departments handed over at once.
    pub transfers: Transfers,
    /// Storerooms, zones, lanes, and what is assigned where.
    pub places: Places,
    /// Files attached to folders.
    pub attachments: Attachments,
    /// Scans and their pages.
    pub scans: Scans,
    /// Commands of the last days, so that one sent twice is done once.
    pub commands: Commands,
    /// How far each person's queue on each device was worked off.
    pub devices: Devices,
    /// What the last custody acts found.
    pub recent: Recent,
    /// How much was done in the last days.
    pub tallies: Tallies,
}

impl State {
    /// The identity of this shape: a checkpoint of another shape is discarded and the ledger replayed. Change it
    /// whenever a field of State, at any depth, changes its meaning or layout.
    pub const SCHEMA: &'static str = "strongroom-state-14";

    /// Takes one step.
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Event(stamp, event) => self.apply(*stamp, event),
            Step::Handled(key, handled, recorded_us) => self.commands.remember(*key, *handled, *recorded_us),
            Step::Numbered(queue, number) => self.devices.note(queue.clone(), *number),
        }
    }

    /// Applies one event. Total: an event that makes no sense changes nothing.
    pub fn apply(&mut self, stamp: Stamp, event: &Event) {
        self.seq = stamp.seq;
        self.remember_former(stamp, event);
        self.apply_aside(stamp, event);
        self.apply_to_folders(stamp, event);
        for folder in event.folders() {
            if let Some(keys) = gathered(self, folder) {
                self.facets.note(folder, keys);
            }
        }
    }

    fn apply_to_folders(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::ArchiveBegan(event) => self.incarnation.clone_from(&event.incarnation),
            Event::SettingsChanged(_)
            | Event::DepartmentSet(_)
            | Event::ClassSet(_)
            | Event::TypeSet(_)
            | Event::CalendarSet(_)
            | Event::MappingSaved(_) => self.organisation.apply(event),
            Event::PersonSet(facts, details) => self.people.set(facts, details.as_ref()),
            Event::ColumnsChosen(event) => self.preferences.apply(event),
            Event::SearchSaved(event, words) => self.searches.saved(stamp, event, words.as_ref()),
            Event::SearchDeleted(event) => self.searches.deleted(event.search),
            // A number out of turn or unknown is nonsense, and must not leave half a folder behind.
            Event::FolderRegistered(event, _) if event.folder.index() != self.folders.len() => {}
            Event::FolderEdited(event, _) if event.folder.index() >= self.folders.len() => {}
            Event::FoldersMerged(event, _) if !self.may_merge(event) => {}
            Event::FoldersMerged(event, _) => self.merge(stamp, event),
            Event::FolderRegistered(event, _) => {
                self.folders.registered(event);
                self.codes.registered(event);
                self.subjects.linked(event.folder, &[], &event.facts.subjects);
                self.custody.registered(stamp, event);
            }
            Event::FolderEdited(event, _) => {
                self.subjects.linked(event.folder, &self.folders.subjects(event.folder), &event.facts.subjects);
                self.folders.edited(event);
                self.custody.edited(stamp, event.folder);
            }
            Event::CodeAdded(event) => {
                self.codes.added(event);
                self.custody.edited(stamp, event.folder);
            }
            Event::SubjectAdded(..)
            | Event::SubjectEnriched(..)
            | Event::SubjectEdited(..)
            | Event::SubjectErased(..)
            | Event::SubjectsMerged(_)
            | Event::SubjectSplit(_) => self.apply_to_subjects(stamp, event),
            Event::Place(event, _) => {
                let standing = self.custody.standing_at_home(event, &self.places);
                self.places.apply(event);
                self.custody.placed(stamp, event, &standing, &self.places);
            }
            Event::Attached(event, _) => self.attachments.attached(stamp, event),
            Event::Detached(event, _) => self.attachments.detached(event),
            Event::Received(_)
            | Event::CheckedOut(..)
            | Event::LoanTakenOver(_)
            | Event::Renewed(_)
            | Event::Returned(_)
            | Event::PutAway(_)
            | Event::ConditionNoted(..)
            | Event::DeclaredMissing(..)
            | Event::Found(..)
            | Event::Withdrawn(..)
            | Event::Destroyed(..)
            | Event::Sighted(_)
            | Event::CustodySet(_) => {
                self.custody.apply(stamp, event, &self.places);
                self.reprints.apply(stamp, event);
            }
            event => self.apply_beside(stamp, event),
        }
        self.tallies.apply(stamp, event, &self.folders);
    }

    /// Those that take from every event what is theirs.
    fn apply_aside(&mut self, stamp: Stamp, event: &Event) {
        self.counts.apply(stamp, event);
        self.cases.apply(stamp, event);
        self.transfers.apply(stamp, event);
        self.labels.apply(stamp, event);
        self.scans.apply(stamp, event, self.folders.len());
    }

    /// What stands beside folders and where they are. Counts, cases and transfers have taken theirs before; looks and
    /// refusals change nothing that decisions ask for.
    fn apply_beside(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::VolumeAdded(event) => {
                let known = |folder: FolderNo| folder.index() < self.folders.len();
                if known(event.file) && known(event.folder) {
                    self.volumes.added(event);
                }
            }
            Event::VolumeLeft(event) => self.volumes.left(event),
            Event::ReprintAsked(asked) if asked.folder.index() >= self.folders.len() => {}
            Event::ReprintAsked(_) | Event::Reprinted(_) | Event::LabelsPrinted(..) => {
                self.reprints.apply(stamp, event);
            }
            Event::DiscrepancyRaised(event, details) => {
                self.discrepancies.raised(stamp, event, details.as_ref(), self.folders.len());
            }
            Event::DiscrepancySettled(event, _) => self.settle(stamp, event),
            Event::Undone(event) => self.recent.undone(event.seq),
            _ => {}
        }
    }

    /// Whether an event that merges folders makes sense: both are there, and neither was merged before.
    fn may_merge(&self, event: &FoldersMerged) -> bool {
        let stands = |folder: FolderNo| folder.index() < self.folders.len() && self.codes.kept(folder) == folder;
        event.from != event.into && stands(event.from) && stands(event.into)
    }

    fn merge(&mut self, stamp: Stamp, event: &FoldersMerged) {
        self.codes.merged(event);
        self.cases.move_all(stamp, event.from, event.into);
        self.attachments.merged(event);
        self.scans.merged(event.from, event.into);
        self.volumes.merged(event);
        self.reprints.apply(stamp, &Event::FoldersMerged(event.clone(), None));
        self.custody.merged(stamp, event);
    }

    fn apply_to_subjects(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::SubjectAdded(event, details) => self.subjects.added(event, details.as_ref()),
            Event::SubjectEnriched(event, details) => self.subjects.enriched(event.subject, details.as_ref()),
            Event::SubjectEdited(event, details) => self.subjects.edited(event, details.as_ref()),
            Event::SubjectErased(event, _) => {
                self.subjects.erased(event.subject, stamp);
                let frames = event.items.iter().map(|erased| erased.seq).collect();
                self.discrepancies.forget_words(&frames);
                self.recent.forget_words(&frames);
                self.searches.forget_words(&frames);
            }
            Event::SubjectsMerged(event) => {
                for folder in self.subjects.merged(event) {
                    self.folders.relink(folder, event.from, event.into);
                    self.custody.edited(stamp, folder);
                }
            }
            Event::SubjectSplit(event) => {
                for &folder in &event.folders {
                    self.folders.relink(folder, event.from, event.into);
                    self.custody.edited(stamp, folder);
                }
                self.subjects.split(event);
            }
            _ => {}
        }
    }

    fn settle(&mut self, stamp: Stamp, event: &DiscrepancySettled) {
        if let Some(open) = self.discrepancies.settled(event.no) {
            self.recent.settled(stamp.seq, &open);
        }
    }

    /// Keeps how a custody act finds its folder, so that it can be undone.
    fn remember_former(&mut self, stamp: Stamp, event: &Event) {
        let part = recent::Part::of(event);
        let former = |folder: FolderNo| {
            let home = self.places.folder(folder).copied();
            self.custody.get(folder).map(|row| Former { folder, row: *row, home })
        };
        let formers = match &part {
            recent::Part::Act(folder) => former(*folder).into_iter().collect(),
            // Only this is taken back by putting both as they were.
            recent::Part::Surgery(swapped @ recent::Surgery::Swapped(..)) => {
                swapped.folders().into_iter().filter_map(former).collect()
            }
            _ => Vec::new(),
        };
        let paper = |&(case, paper): &(CaseNo, PaperNo)| FormerPaper {
            case,
            paper,
            now: self.cases.paper(case, paper).cloned(),
            absent: self.cases.absent(case, paper),
        };
        let papers = match &part {
            recent::Part::Papers(papers) => papers.iter().map(paper).collect(),
            _ => Vec::new(),
        };
        let pages = match &part {
            recent::Part::Surgery(swapped @ recent::Surgery::Swapped(..)) => {
                swapped.folders().into_iter().map(|folder| self.scans.former(folder)).collect()
            }
            _ => Vec::new(),
        };
        let waits = |case: &CaseNo| self.cases.get(*case).is_some_and(|row| row.phase == CasePhase::Waiting);
        let filed = match part {
            recent::Part::Filed(case) => Some(case).filter(waits),
            _ => None,
        };
        self.recent.note(stamp, &part, recent::Found { formers, papers, pages, filed });
    }

    /// What a person may see.
    #[must_use]
    pub fn sight(&self, person: &Person) -> Sight {
        let classes =
            self.organisation.classes().iter().enumerate().map(|(no, class)| {
                (ClassNo(no as u16), ClassRule { rank: class.rank, confidential: class.confidential })
            });
        Policy::new(classes).sight(&Who {
            person: person.no,
            role: person.facts.role,
            department: person.facts.department,
            clearance: person.facts.clearance,
        })
    }

    /// Whether a folder exists for somebody.
    #[must_use]
    pub fn sees(&self, sight: &Sight, folder: FolderNo) -> bool {
        if sight.sees_everything() {
            return folder.index() < self.folders.len();
        }
        let Some(row) = self.folders.get(folder) else { return false };
        let borrower = match self.custody.get(folder).map(|row| row.place) {
            Some(Place::Person(person)) => Some(person),
            _ => None,
        };
        sight.sees_folder(row.department, row.class, borrower)
    }

    /// Whether a case exists for somebody: he sees its folder, or hands over for its department.
    #[must_use]
    pub fn sees_case(&self, sight: &Sight, case: CaseNo) -> bool {
        let Some(row) = self.cases.get(case) else { return false };
        sight.hands_over(row.department).unwrap_or_else(|| self.sees(sight, row.folder))
    }

    /// Whether a transfer exists for somebody.
    #[must_use]
    pub fn sees_transfer(&self, sight: &Sight, transfer: TransferNo) -> bool {
        let Some(row) = self.transfers.get(transfer) else { return false };
        sight.hands_over(Some(row.department)).unwrap_or(true)
    }
}

#[cfg(test)]
pub(crate) mod tests;
