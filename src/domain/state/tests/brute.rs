//! The invariants of State, each worked out again from the rows, the slow way.

use super::scans::{check_filing, check_scans};
use crate::domain::case::CasePhase;
use crate::domain::facet::gathered;
use crate::domain::folder::{CodeKind, Condition, FolderState, Place};
use crate::domain::ids::{CaseNo, FolderNo, PersonNo, SubjectNo, TransferNo};
use crate::domain::paper::gaps;
use crate::domain::place::Holder;
use crate::domain::state::{State, home_place};
use std::collections::{BTreeMap, BTreeSet};

fn folders(state: &State) -> impl Iterator<Item = FolderNo> {
    (0..state.folders.len() as u32).map(FolderNo)
}

/// Everything that holds of a State that commands led to.
pub fn check(state: &State) {
    check_indexes(state);
    check_filing(state);
    check_whereabouts(state);
    check_capacity(state);
    check_codes(state);
    check_attachments(state);
    check_discrepancies(state);
    check_astray(state);
    check_handing_over(state);
    check_cases(state);
    check_surgery(state);
    check_facets(state);
}

fn check_facets(state: &State) {
    for folder in folders(state) {
        assert_eq!(state.facets.get(folder), gathered(state, folder), "{folder:?} is counted as what it was");
    }
}

/// Every case is in the lists its row says, came in one transfer at most, and has the gaps its papers have.
fn check_handing_over(state: &State) {
    let all: Vec<CaseNo> = (0..state.cases.len() as u32).map(CaseNo).collect();
    let row = |case: &CaseNo| *state.cases.get(*case).unwrap();
    let those = |phase: CasePhase| all.iter().copied().filter(|case| row(case).phase == phase).collect::<BTreeSet<_>>();
    assert_eq!(state.cases.announced().collect::<BTreeSet<_>>(), those(CasePhase::Announced));
    assert_eq!(state.cases.waiting().collect::<BTreeSet<_>>(), those(CasePhase::Waiting));
    let mut came: BTreeMap<CaseNo, TransferNo> = BTreeMap::new();
    for no in state.transfers.newest() {
        for case in &state.transfers.get(no).unwrap().taken {
            assert!(came.insert(*case, no).is_none(), "case {case} was taken over twice");
        }
    }
    for case in &all {
        let row = row(case);
        let taken = came.get(case).copied();
        assert_eq!((row.transfer, row.taken_by.is_some()), (taken, taken.is_some()));
        // Old stock that a table brought in is in its folder, and came in no transfer.
        let brought_in = row.phase == CasePhase::Filed && row.received_on.is_none();
        assert_eq!(row.phase.has_come(), taken.is_some() || brought_in);
        assert!(state.cases.of_folder(row.folder).contains(case), "case {case} is not in its folder");
        assert_eq!(state.cases.by_code(state.cases.code(*case)), Some(*case));
        let kind = state.organisation.business_type_version(row.business_type, row.type_version).unwrap();
        let gaps = gaps(kind, state.cases.papers(*case)).len() as u16;
        assert!(row.gaps.is_none_or(|noted| noted == gaps), "case {case}");
        assert!(row.certificate.is_none() || row.phase.has_come());
    }
}

/// Those that stand elsewhere are listed. Only for a story that makes sense: an event that moves a shelf says which folders
/// stood there, and one that lies about it leaves the list as it was told.
fn check_astray(state: &State) {
    let elsewhere = |folder: &FolderNo| {
        let row = state.custody.get(*folder).filter(|row| row.state == FolderState::OnShelf);
        row.is_some_and(|row| home_place(&state.places, *folder) != Some(row.place))
    };
    let astray: BTreeSet<FolderNo> = folders(state).filter(elsewhere).collect();
    assert_eq!(crate::domain::count::misplaced(state).collect::<BTreeSet<_>>(), astray);
}

/// Every open discrepancy names a folder that exists or none, and a folder has at most one of a kind.
fn check_discrepancies(state: &State) {
    let (all, mut kinds) = (&state.discrepancies, BTreeSet::new());
    let open: Vec<_> = all.before(all.next()).collect();
    assert_eq!(open.len(), all.len());
    for (no, open) in open {
        let Some(folder) = open.folder else { continue };
        assert!(folder.index() < state.folders.len(), "discrepancy {no} is about a folder that does not exist");
        assert!(kinds.insert((folder, open.kind)), "{folder} has two of {:?}", open.kind);
        assert!(all.of(folder).any(|(of, _)| of == no));
        let row = state.custody.get(folder).unwrap();
        let misplaced = open.kind == crate::domain::discrepancy::DiscrepancyKind::Misplaced;
        assert!(!misplaced || home_place(&state.places, folder) != Some(row.place), "{folder} stands in its home");
    }
}

/// What holds even if the events made no sense: every index says what the rows say.
pub fn check_indexes(state: &State) {
    check_scans(state);
    let (mut counts, mut loans) = (BTreeMap::new(), BTreeSet::new());
    let (mut due, mut at_desk) = (BTreeSet::new(), BTreeSet::new());
    let (mut missing, mut damaged) = (BTreeSet::new(), BTreeSet::new());
    for folder in folders(state) {
        let row = state.custody.get(folder).expect("every folder has whereabouts");
        *counts.entry(row.state).or_insert(0) += 1;
        if let Place::Person(person) = row.place {
            loans.insert((person, folder));
        }
        due.extend(row.due.map(|due| (due, folder)));
        at_desk.extend((row.state == FolderState::AtDesk).then_some(folder));
        missing.extend((row.state == FolderState::Missing).then_some(folder));
        damaged.extend((row.condition == Condition::Damaged).then_some(folder));
    }
    for state_of_life in FolderState::ALL {
        let count = counts.get(&state_of_life).copied().unwrap_or(0);
        assert_eq!(state.custody.count_in(state_of_life), count, "{state_of_life:?}");
    }
    let people = loans.iter().map(|(person, _)| *person).chain((0..20).map(PersonNo)).collect::<BTreeSet<_>>();
    let indexed = people.iter().flat_map(|&person| state.custody.loans_of(person).map(move |folder| (person, folder)));
    assert_eq!(indexed.collect::<BTreeSet<_>>(), loans);
    assert_eq!(state.custody.loans_by_due().collect::<Vec<_>>(), due.into_iter().collect::<Vec<_>>());
    assert_eq!(state.custody.at_desk().collect::<Vec<_>>(), at_desk.into_iter().collect::<Vec<_>>());
    assert_eq!(state.custody.missing().collect::<BTreeSet<_>>(), missing);
    assert_eq!(state.custody.damaged().collect::<BTreeSet<_>>(), damaged);
    for (no, open) in state.discrepancies.before(state.discrepancies.next()) {
        let listed = open.folder.is_none_or(|folder| state.discrepancies.of(folder).any(|(of, _)| of == no));
        assert!(listed, "discrepancy {no}");
    }
    let mut about: BTreeMap<SubjectNo, BTreeSet<FolderNo>> = BTreeMap::new();
    for folder in folders(state) {
        for link in state.folders.subjects(folder) {
            about.entry(link.subject).or_default().insert(folder);
        }
    }
    for subject in (0..state.subjects.len() as u32).map(SubjectNo) {
        let indexed: BTreeSet<_> = state.subjects.folders_of(subject).into_iter().collect();
        assert_eq!(indexed, about.remove(&subject).unwrap_or_default(), "subject {subject}");
    }
}

/// Every file is counted once for each attachment that needs it.
fn check_attachments(state: &State) {
    let mut uses = BTreeMap::new();
    for row in folders(state).flat_map(|folder| state.attachments.of(folder)) {
        *uses.entry(row.sha256).or_insert(0) += 1;
    }
    assert!(state.attachments.blobs().eq(uses.keys().copied()));
    assert!(uses.iter().all(|(hash, count)| state.attachments.uses(*hash) == *count));
}

/// A folder is in exactly one place, and that place fits its state.
fn check_whereabouts(state: &State) {
    for folder in folders(state) {
        let row = state.custody.get(folder).unwrap();
        let lent = matches!(row.place, Place::Person(_));
        let fits = match row.state {
            FolderState::Expected | FolderState::Withdrawn | FolderState::Destroyed => row.place == Place::Nowhere,
            FolderState::AtDesk => matches!(row.place, Place::Desk(_)),
            FolderState::OnShelf => matches!(row.place, Place::Slot(_) | Place::Box(_) | Place::Shelf(_)),
            FolderState::OnLoan => lent,
            FolderState::InTransit => row.place == Place::Transit,
            FolderState::Missing => true,
        };
        assert!(fits, "{folder}: {row:?}, home {:?}", state.places.home(folder));
        assert_eq!(row.due.is_some(), lent, "{folder}: {row:?}");
        let gone = matches!(row.state, FolderState::Withdrawn | FolderState::Destroyed);
        assert!(!(gone && state.places.home(folder).is_some()), "{folder} is gone and keeps a slot");
    }
}

/// What a slot or box has reserved is what the folders with their home there need, wherever they are just now.
fn check_capacity(state: &State) {
    let places = &state.places;
    let mut reserved: BTreeMap<Holder, (u64, BTreeSet<FolderNo>)> = BTreeMap::new();
    for folder in folders(state) {
        let Some(row) = places.folder(folder) else { continue };
        assert_eq!(u32::from(row.thickness_mm), state.folders.get(folder).unwrap().thickness_mm, "{folder}");
        let (used_mm, held) = reserved.entry(row.home).or_default();
        *used_mm += u64::from(row.thickness_mm);
        held.insert(folder);
    }
    assert_eq!(places.folders().count(), reserved.values().map(|(_, held)| held.len()).sum::<usize>());
    for (r#box, row) in places.boxes() {
        let (used_mm, held) = reserved.remove(&Holder::Box(r#box)).unwrap_or_default();
        assert_eq!((u64::from(row.used_mm), row.folders().iter().copied().collect()), (used_mm, held), "box {}", r#box);
        assert_eq!(places.box_in(row.slot), Some(r#box));
    }
    for (room, _) in places.rooms().iter().enumerate() {
        let room = crate::domain::ids::RoomNo(room as u16);
        for (range, _) in places.ranges(room).collect::<Vec<_>>() {
            for slot in places.shelves(range).flat_map(|shelf| places.slots(shelf)).collect::<Vec<_>>() {
                let (used_mm, held) = reserved.remove(&Holder::Slot(slot)).unwrap_or_default();
                // A box takes its slot up as a whole; what is loose beside it was stated by a person.
                if places.box_in(slot).is_none() {
                    assert_eq!(places.slot_occupancy(slot).unwrap().used_mm, used_mm, "slot {slot}");
                    assert_eq!(places.slot_contents(slot).into_iter().collect::<BTreeSet<_>>(), held);
                }
            }
        }
    }
    assert!(reserved.is_empty(), "folders stand in places that do not exist: {reserved:?}");
}

/// Every case stands in one folder, which knows of it.
fn check_cases(state: &State) {
    let mut held: BTreeMap<FolderNo, BTreeSet<CaseNo>> = BTreeMap::new();
    for case in (0..state.cases.len() as u32).map(CaseNo) {
        let row = state.cases.get(case).unwrap();
        assert_eq!(state.codes.kept(row.folder), row.folder, "case {case} stands in a folder that was merged");
        held.entry(row.folder).or_default().insert(case);
    }
    for folder in folders(state) {
        let indexed: BTreeSet<_> = state.cases.of_folder(folder).iter().copied().collect();
        assert_eq!(indexed, held.remove(&folder).unwrap_or_default(), "{folder}");
    }
    assert!(held.is_empty(), "cases stand in folders that do not exist: {held:?}");
}

/// What was merged is gone with all it had; volumes know their file; labels are printed for folders that are there.
fn check_surgery(state: &State) {
    let mut merged = 0;
    for folder in folders(state).filter(|folder| state.codes.kept(*folder) != *folder) {
        merged += 1;
        let kept = state.codes.kept(folder);
        assert_eq!(state.custody.get(folder).unwrap().state, FolderState::Withdrawn, "{folder}");
        assert!(state.codes.parts(kept).contains(&folder));
        assert!(state.folders.subjects(folder).is_empty() && state.attachments.of(folder).next().is_none());
        assert!(state.volumes.of(folder).is_empty() && state.codes.others(folder).is_empty());
    }
    assert_eq!(state.codes.merged_count(), merged);
    let mut in_files = BTreeSet::new();
    for (file, volumes) in state.volumes.files() {
        assert!(volumes.len() > 1 && volumes.is_sorted() && volumes[0] == (1, file), "{file}: {volumes:?}");
        for (no, folder) in volumes {
            assert!(in_files.insert(*folder), "{folder} is in two files");
            assert_eq!((state.volumes.file(*folder), state.volumes.number(*folder)), (file, Some(*no)));
        }
    }
    for folder in folders(state).filter(|folder| !in_files.contains(folder)) {
        assert!(state.volumes.of(folder).is_empty(), "{folder}");
    }
    for (folder, _) in state.reprints.iter() {
        assert!(!state.custody.get(folder).unwrap().is_gone(), "{folder} is gone and gets a label");
    }
}

/// Every code leads to every folder that carries it, and no two folders own one code.
fn check_codes(state: &State) {
    let mut owners = BTreeMap::new();
    for folder in folders(state) {
        let own = state.codes.own(folder);
        // What was merged into another answers to nothing, and the other one to its codes.
        if state.codes.kept(folder) != folder {
            assert_eq!(state.codes.owner(own), Some(state.codes.kept(folder)), "{own}");
            continue;
        }
        let others = state.codes.others(folder);
        assert!(state.codes.carriers(own).iter().any(|carrier| carrier.folder == folder && carrier.owned), "{own}");
        for other in others {
            let carries = state.codes.carriers(&other.code).iter().any(|carrier| carrier.folder == folder);
            assert!(carries, "{}", other.code);
        }
        let aliases = others.iter().filter(|other| other.kind == CodeKind::Alias).map(|other| other.code.as_str());
        for code in aliases.chain([own]) {
            let before = owners.insert(code.to_owned(), folder);
            assert!(before.is_none_or(|before| before == folder), "{code} belongs to {folder} and {before:?}");
            assert_eq!(state.codes.owner(code), Some(folder));
        }
    }
}
