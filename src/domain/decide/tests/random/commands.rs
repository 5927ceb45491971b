//! The commands themselves.

use super::*;
use crate::domain::attachment::{BlobHash, MediaType};
use crate::domain::command::{NewAttachment, SearchCommand, SearchPatch};
use crate::domain::event::Audience;
use crate::domain::ids::{CountNo, DepartmentNo, SearchNo};

/// Any command.
pub fn command(random: &mut Random, state: &State) -> Command {
    // Papers are put into their folders so seldom that it would hardly ever be taken back.
    let filed = state.recent.newest().next().filter(|(_, act)| !act.filed.is_empty() && !act.undone);
    if let Some((seq, _)) = filed.filter(|_| random.chance(25)) {
        return Command::Undo { seq };
    }
    match random.below(153) {
        0..20 => Command::RegisterFolders(random.several(4, new_folder)),
        20..32 => Command::Observe { observations: random.several(4, |random| observation(random, state)) },
        32..37 => settle(random, state),
        37..40 => undo(random, state),
        40..45 => counting(random, state),
        45..74 => about_folders(random, state),
        74..81 => about_subjects(random, state),
        81..95 => Command::Place(about_places(random)),
        95..97 => attachment(random, state),
        97..100 => about_the_archive(random, state),
        100..110 => super::cases::about_cases(random, state),
        110..118 => super::surgery::surgery(random, state),
        118..128 => super::papers::about_papers(random, state),
        128..130 => columns(random),
        133..143 => super::cases::about_cases(random, state),
        143..147 => super::labels::labels(random, state),
        147.. => super::scans::scans(random, state),
        _ => Command::Search(search(random, state)),
    }
}

fn search(random: &mut Random, state: &State) -> SearchCommand {
    let known: Vec<SearchNo> = state.searches.iter().map(|row| row.no).collect();
    let known = (!known.is_empty()).then(|| random.pick(&known));
    if let (Some(search), true) = (known, random.chance(50)) {
        return SearchCommand::Delete(search);
    }
    let audience = random.pick(&[
        Audience::Nobody,
        Audience::Everybody,
        Audience::Role(Role::Borrower),
        Audience::Department(DepartmentNo(0)),
    ]);
    SearchCommand::Save(SearchPatch {
        search: known.filter(|_| random.chance(40)),
        name: random.maybe(80, text),
        typed: random.maybe(60, text),
        chosen: random.maybe(40, |_| "type=NEW".to_owned()),
        audience: Some(audience),
    })
}

fn columns(random: &mut Random) -> Command {
    let columns = ["code", "title", "due"].map(str::to_owned);
    Command::ChooseColumns { list: "loans".to_owned(), columns: columns[random.below(4) as usize..].to_vec() }
}

/// As often as not a hand has just slipped; else somebody undoes whatever comes to his mind.
fn undo(random: &mut Random, state: &State) -> Command {
    let slips: Vec<u64> = state.recent.newest().take(4).map(|(seq, _)| seq).collect();
    let seq = match slips.is_empty() || random.chance(30) {
        true => state.seq - random.below(4).min(state.seq),
        false => random.pick(&slips),
    };
    Command::Undo { seq }
}

fn counting(random: &mut Random, state: &State) -> Command {
    let shelf = random.pick(&["A-01L-01-1", "A-01L-01-2", "A-01L-01-1-01", "A-02R-02-3"]).to_owned();
    // Most counts are gone on with, once there are any.
    let open: Vec<_> = state.counts.iter().map(|(no, count)| (no, count.shelf)).collect();
    let open = if open.is_empty() || random.chance(30) { None } else { Some(random.pick(&open)) };
    let shelf = open.and_then(|(_, shelf)| state.places.shelf_code(shelf)).unwrap_or(shelf);
    let no = open.map(|(no, _)| no).or_else(|| random.maybe(20, |random| CountNo(random.below(4) as u32)));
    match random.below(8) {
        0..2 => Command::OpenCount { shelf },
        2..6 => {
            let damaged = random.maybe(20, text);
            Command::Count { shelf, no, codes: folder_codes(random, state), damaged }
        }
        6 => Command::CancelCount { shelf, no: None },
        _ => Command::CloseCount { shelf, no },
    }
}

fn attachment(random: &mut Random, state: &State) -> Command {
    let folder = folder_code(random, state);
    let all = (0..state.folders.len() as u32).map(FolderNo);
    let there: Vec<_> = all.flat_map(|folder| state.attachments.of(folder).map(move |row| (folder, row.no))).collect();
    if !there.is_empty() && random.chance(40) {
        let (folder, no) = random.pick(&there);
        let no = if random.chance(80) { no } else { no + 1 };
        return Command::Detach { folder: state.codes.own(folder).to_owned(), no, reason: text(random) };
    }
    let sha256 = BlobHash([random.below(3) as u8; 32]);
    let (file_name, note) = (text(random), text(random));
    Command::Attach(Box::new(NewAttachment { folder, sha256, bytes: 9, media_type: MediaType::Png, file_name, note }))
}

fn about_folders(random: &mut Random, state: &State) -> Command {
    let due = |random: &mut Random| random.maybe(20, |random| date(random) + Days::new(0));
    match random.below(31) {
        0..5 => Command::CheckOut {
            folders: folder_codes(random, state),
            borrower: some_person(random, state),
            due: due(random),
            purpose: text(random),
        },
        5..9 => Command::Return {
            folders: folder_codes(random, state),
            desk: random.pick(&[Desk::Reception, Desk::Scanning, Desk::Repair]),
        },
        9..14 => Command::PutAway {
            place: holder_code(random),
            folders: folder_codes(random, state),
            confirm_move: random.chance(60),
        },
        14 => Command::Renew { folders: folder_codes(random, state), due: due(random) },
        15 => Command::Receive { folders: folder_codes(random, state) },
        16..19 => Command::Assign {
            folder: folder_code(random, state),
            place: random.maybe(50, holder_code),
            reason: text(random),
        },
        19..22 => Command::EditFolder(Box::new(patch(random, state))),
        22 => {
            let (folder, code) = (folder_code(random, state), new_code(random));
            Command::AddCode { folder, code, foreign: random.chance(50) }
        }
        23 => {
            let condition = random.pick(&[Condition::Good, Condition::Damaged]);
            Command::NoteCondition { folder: folder_code(random, state), condition, note: text(random) }
        }
        24 => Command::DeclareMissing { folder: folder_code(random, state), note: text(random) },
        25 => Command::Find { folder: folder_code(random, state), note: text(random) },
        26 => Command::Withdraw { folder: folder_code(random, state), reason: text(random) },
        27 => {
            let witnesses = random.several(3, |random| some_person(random, state));
            Command::Destroy { folder: folder_code(random, state), reason: text(random), witnesses }
        }
        28 => Command::Destroy {
            folder: folder_code(random, state),
            reason: "到期".to_owned(),
            witnesses: vec![PersonNo(0), PersonNo(1)],
        },
        29 => Command::AssignFolders {
            folders: folder_codes(random, state)
                .into_iter()
                .map(|folder| NewHome { folder, place: random.maybe(40, holder_code) })
                .collect(),
            reason: text(random),
        },
        _ => Command::Look { folder: folder_code(random, state) },
    }
}

fn about_subjects(random: &mut Random, state: &State) -> Command {
    match random.below(13) {
        12 => Command::EraseSubject(Box::new(SubjectErasure {
            subject: some_subject(random, state),
            items: vec![ErasedItems { seq: random.below(300), items: vec![random.below(3) as u32] }],
            folders: Vec::new(),
            attachments: Vec::new(),
            scans: super::scans::erased(random, state),
            redactions: Vec::new(),
            reason: text(random),
            again: random.chance(10),
        })),
        0..4 => Command::EditSubject {
            subject: some_subject(random, state),
            details: subject_details(random),
            changed: random.several(2, text),
        },
        4..8 => Command::MergeSubjects { from: some_subject(random, state), into: some_subject(random, state) },
        _ => {
            let from = some_subject(random, state);
            let folders = state.subjects.folders_of(state.subjects.resolve(from));
            let mut folders: Vec<_> = folders.iter().map(|&folder| state.codes.own(folder).to_owned()).collect();
            folders.truncate(2);
            Command::SplitSubject { from, folders, details: subject_details(random) }
        }
    }
}

fn about_places(random: &mut Random) -> PlaceCommand {
    let range = random.pick(&["A-01", "A-02", "A-03", "A-03", "B-01", "B-01"]).to_owned();
    let blocked = [1, 2].map(|slot| format!("A-01L-01-1-{slot:02}"));
    match random.below(18) {
        0 => PlaceCommand::DeclareRoom {
            code: random.pick(&["B", "A", ""]).to_owned(),
            name: both("库房"),
            template: None,
        },
        1 => PlaceCommand::ChangeRoom {
            room: random.pick(&["A", "B"]).to_owned(),
            code: "A".to_owned(),
            name: both("一号库房"),
            template: None,
        },
        2 => {
            let from = random.below(4) as u16;
            let mut ranges = ranges(random.pick(&["A", "B"]), from, from + random.below(2) as u16);
            ranges.slots = random.pick(&[0, 5, 6, 7]);
            PlaceCommand::DeclareRanges(ranges)
        }
        3 => {
            let (bays, shelves) = (random.below(3) as u16, 1 + random.below(4) as u16);
            PlaceCommand::ResizeRange { range, bays, shelves, slots: random.pick(&[4, 5, 8, u16::MAX]) }
        }
        4 | 16 => PlaceCommand::RemoveRange { range },
        5 => PlaceCommand::Block { slot: random.pick(&blocked), reason: text(random) },
        13 => PlaceCommand::Block { slot: slot_code(random), reason: text(random) },
        6 => PlaceCommand::Unblock { slot: random.pick(&blocked) },
        7 => PlaceCommand::SetZone(NewZone {
            code: random.pick(&["MAIN", "OVERFLOW", "THIRD"]).to_owned(),
            name: both("区"),
            spans: vec![(range.clone(), range)],
            types: random.several(1, business_type),
            classes: random.several(1, class),
            priority: random.below(3) as u16,
            overflow: random.chance(30),
        }),
        8 => PlaceCommand::SetLane(NewLane {
            code: random.pick(&["new", "rep", "extra"]).to_owned(),
            name: both("货道"),
            types: random.several(1, business_type),
            granularity: random.pick(&[Granularity::Month, Granularity::Quarter, Granularity::Year]),
            boxes: random.maybe(40, |_| BoxKind { capacity_mm: 38, outer_mm: 40 }),
            reserve_per_mille: random.maybe(20, |random| random.pick(&[0, 50, 1_000, 2_000])),
        }),
        9 | 14 => {
            let (capacity_mm, outer_mm) = (random.pick(&[0, 30, 38, 38, 40]), random.maybe(50, |_| 40));
            PlaceCommand::OpenBox { code: random.maybe(10, box_code), capacity_mm, outer_mm, slot: slot_code(random) }
        }
        10 | 15 => PlaceCommand::MoveBox { code: box_code(random), slot: slot_code(random), reason: text(random) },
        11 => PlaceCommand::RemoveBox { code: box_code(random) },
        _ => PlaceCommand::MoveShelf { from: shelf_code(random), to: shelf_code(random), reason: text(random) },
    }
}

fn about_the_archive(random: &mut Random, state: &State) -> Command {
    match random.below(11) {
        0 => Command::NoteRestore { incarnation: format!("{:016x}", random.next()) },
        1 => Command::ChangeSettings(SettingsPatch {
            base_url: random
                .maybe(50, |random| random.pick(&["https://archive.example.com", "", "nonsense"]).to_owned()),
            max_renewals: random.maybe(50, |random| random.below(4) as u32),
            default_loan_days: random.maybe(20, |random| random.pick(&[0, 7, u32::MAX])),
            ..SettingsPatch::default()
        }),
        2 => Command::LoadPreset { name: random.pick(&["dealer_a", "dealer_b", "nothing"]).to_owned() },
        3 => Command::SetDepartment { code: random.pick(&["sales1", "new", ""]).to_owned(), name: both(&text(random)) },
        4 => Command::SetClass(SecrecyClass {
            code: class(random),
            name: both("密级"),
            rank: random.below(5) as u8,
            confidential: random.chance(50),
        }),
        5 => {
            let known = state.organisation.types().next().map(|(_, known)| known.as_ref().clone());
            let Some(mut known) = known else { return Command::LoadPreset { name: "dealer_a".to_owned() } };
            known.thickness_mm = random.pick(&[0, 5, 12, 13, 900]);
            known.code_template = random.pick(&["{type}{yyyy}-{seq:6}", "{seq:1}", "{nope}"]).to_owned();
            Command::SetType(Box::new(known))
        }
        6 => Command::SaveMapping { name: text(random), mapping: "{}".to_owned() },
        7 => {
            let name = format!("p{}", random.below(8));
            Command::AddPerson(person(&name, random.pick(Role::ALL), random.maybe(50, |_| "service")))
        }
        8..10 => Command::ChangePerson(PersonPatch {
            person: some_person(random, state),
            display_name: random.maybe(20, text),
            role: random.maybe(30, |random| random.pick(Role::ALL)),
            department: random.maybe(20, department),
            expires_on: random.maybe(20, |random| random.maybe(60, date)),
            clearance: random.maybe(20, |random| random.maybe(60, |random| random.below(4) as u8)),
            active: random.maybe(30, |random| random.chance(70)),
            may_sign_in: random.maybe(20, |random| random.chance(70)),
            blocked_reason: random.maybe(30, |random| random.pick(&["", "欠还"]).to_owned()),
        }),
        _ => Command::IssueBadge { person: some_person(random, state) },
    }
}

/// Anything that somebody may have seen or done at the shelf.
pub fn observation(random: &mut Random, state: &State) -> Observation {
    let at = |random: &mut Random| match random.below(10) {
        0 => shelf_code(random),
        1 => random.pick(&["reception", "Scanning", "A-01", "A"]).to_owned(),
        _ => holder_code(random),
    };
    let what = match random.below(10) {
        0..5 => Observed::Sighted { at: at(random) },
        5..8 => Observed::PutAway { at: at(random) },
        _ => Observed::Returned { desk: random.pick(&Desk::ALL) },
    };
    Observation { folder: folder_code(random, state), what }
}

fn settle(random: &mut Random, state: &State) -> Command {
    let open: Vec<_> = state.discrepancies.before(state.discrepancies.next()).map(|(no, _)| no).take(6).collect();
    let no = if open.is_empty() { DiscrepancyNo(random.below(9) as u32) } else { random.pick(&open) };
    let how =
        [Settling::AsObserved, Settling::AsObserved, Settling::AsRecorded, Settling::Explained, Settling::Corrected];
    Command::SettleDiscrepancy { no, how: random.pick(&how), note: text(random) }
}
