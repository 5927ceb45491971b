//! Commands at random, sensible and hostile: what the properties and the simulation of the archive are driven by.

use super::world::{both, day, person, ranges};
use crate::domain::command::{
    Command, FolderPatch, NewFolder, NewLane, NewSubject, NewZone, PersonPatch, PlaceCommand, Placement, SettingsPatch,
    SubjectRef,
};
use crate::domain::decide::Context;
use crate::domain::folder::{Actor, Condition, Desk, FolderDetails};
use crate::domain::ids::{FolderNo, PersonNo, SubjectNo};
use crate::domain::person::SecrecyClass;
use crate::domain::place::{BoxKind, Granularity};
use crate::domain::policy::Role;
use crate::domain::state::State;
use crate::domain::subject::{Identity, IdentityKind, SubjectDetails, SubjectKind};
use chrono::{Days, NaiveDate};

/// SplitMix64. The same seed gives the same story.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    fn maybe<T>(&mut self, percent: u64, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.chance(percent) { Some(value(self)) } else { None }
    }

    fn several<T>(&mut self, limit: u64, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(limit + 1)).map(|_| one(self)).collect()
    }
}

/// Says which seed a failed test had.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {0}; run this test again with STRONGROOM_SEED={0}", self.0);
        }
    }
}

/// Runs a story for each of so many seeds: as many as `STRONGROOM_SEEDS` says, or only for the one in `STRONGROOM_SEED`.
pub fn for_seeds(count: u64, story: impl Fn(&mut Random)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let count = number("STRONGROOM_SEEDS").unwrap_or(count);
    let seeds = number("STRONGROOM_SEED").map_or(0..count, |seed| seed..seed + 1);
    for seed in seeds {
        let _seed = Seed(seed);
        story(&mut Random(seed.wrapping_mul(0xd134_2543_de82_ef95)));
    }
}

const HOSTILE: &[&str] = &[
    "",
    " ",
    "\n",
    "\0",
    "x\u{202e}y",
    "💾",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE",
    "{\"hash\":\"",
    ",\"hash\":\"0\"",
    "HTTPS://EVIL.EXAMPLE/F/NEW2026-000001",
    "/F/",
    "NEW2026-000001",
    "P00000-1",
    "..",
    "𝔘𝔫𝔦",
    "A-99",
    "-1",
    "18446744073709551616",
];

/// Who asks, and when: as often as not the system, else anybody, also somebody who does not exist.
pub fn context(random: &mut Random, state: &State, hour: u64) -> Context {
    let today = day("2026-03-05") + Days::new(hour / 24);
    let noon = today.and_hms_opt(4, 0, 0).unwrap().and_utc().timestamp_micros();
    let people = state.people.len() as u64;
    let actor = match random.below(10) {
        0..6 => Actor::System,
        6 => Actor::Local,
        _ => Actor::Person(PersonNo(random.below(people + 1) as u32)),
    };
    Context { actor, occurred_us: noon + hour as i64, today }
}

fn hostile(random: &mut Random) -> String {
    if random.chance(5) { "长".repeat(random.below(3_000) as usize) } else { random.pick(HOSTILE).to_owned() }
}

fn text(random: &mut Random) -> String {
    if random.chance(12) { hostile(random) } else { format!("因为 {}", random.below(50)) }
}

fn folder_code(random: &mut Random, state: &State) -> String {
    let count = state.folders.len() as u64;
    if count == 0 || random.chance(6) {
        return hostile(random);
    }
    // The newest ones more often, so that stories are about the same folders for a while.
    let folder = if random.chance(60) { count - 1 - random.below(count.min(8)) } else { random.below(count) };
    let folder = FolderNo(folder as u32);
    match state.codes.others(folder) {
        others if !others.is_empty() && random.chance(30) => random.pick(others).code,
        _ => match random.below(10) {
            0 => state.codes.own(folder).to_lowercase(),
            _ => state.codes.own(folder).to_owned(),
        },
    }
}

fn folder_codes(random: &mut Random, state: &State) -> Vec<String> {
    if random.chance(1) {
        return vec!["NEW".to_owned(); 201];
    }
    random.several(5, |random| folder_code(random, state))
}

fn new_code(random: &mut Random) -> String {
    if random.chance(15) { hostile(random) } else { format!("OLD-{}", random.below(40)) }
}

fn slot_code(random: &mut Random) -> String {
    if random.chance(5) {
        return hostile(random);
    }
    let (range, side) = (1 + random.below(2) + random.below(8) / 7, random.pick(&["L", "R"]));
    let (bay, shelf, slot) = (1 + random.below(2), 1 + random.below(3), 1 + random.below(6));
    format!("A-{range:02}{side}-{bay:02}-{shelf}-{slot:02}")
}

fn box_code(random: &mut Random) -> String {
    format!("B{:06}", random.below(4))
}

fn holder_code(random: &mut Random) -> String {
    if random.chance(25) { box_code(random) } else { slot_code(random) }
}

fn shelf_code(random: &mut Random) -> String {
    let slot = slot_code(random);
    slot.rsplit_once('-').map_or(slot.clone(), |(shelf, _)| shelf.to_owned())
}

fn date(random: &mut Random) -> NaiveDate {
    match random.below(60) {
        0 => NaiveDate::MIN,
        1 => NaiveDate::MAX,
        2 => day("1899-12-31"),
        _ => day("2025-11-01") + Days::new(random.below(140)),
    }
}

fn some_person(random: &mut Random, state: &State) -> PersonNo {
    PersonNo(if random.chance(4) { u32::MAX } else { random.below(state.people.len() as u64) as u32 })
}

fn some_subject(random: &mut Random, state: &State) -> SubjectNo {
    SubjectNo(if random.chance(4) { u32::MAX } else { random.below(state.subjects.len() as u64) as u32 })
}

fn business_type(random: &mut Random) -> String {
    if random.chance(3) { "nope".to_owned() } else { random.pick(&["NEW", "NEW", "REP", "FST"]).to_owned() }
}

fn class(random: &mut Random) -> String {
    if random.chance(5) {
        "绝密".to_owned()
    } else {
        random.pick(&["public", "internal", "secret", "personal"]).to_owned()
    }
}

fn department(random: &mut Random) -> String {
    if random.chance(5) { "nowhere".to_owned() } else { random.pick(&["sales1", "service", "archive", ""]).to_owned() }
}

/// Identity numbers of nobody, with right check digits.
const IDENTITIES: [&str; 6] = [
    "11010519491231002X",
    "110105194912310038",
    "110105194912310046",
    "110105194912310054",
    "110105194912310062",
    "110105194912310070",
];

fn subject_details(random: &mut Random) -> SubjectDetails {
    let identity = |random: &mut Random| {
        if random.chance(10) {
            // A number with a slip in it, and a kind that only helps to find.
            let kinds = [IdentityKind::OrganisationCode, IdentityKind::Vin, IdentityKind::Plate];
            return Identity { kind: random.pick(&kinds), value: format!("ID{}", random.below(12)) };
        }
        Identity { kind: IdentityKind::IdentityNumber, value: random.pick(&IDENTITIES).to_owned() }
    };
    SubjectDetails {
        name: random.pick(&["张伟", "张伟", "王芳", ""]).to_owned(),
        identities: random.several(2, identity),
        phones: random.several(1, |random| format!("1380000{:04}", random.below(9_999))),
        address: String::new(),
        note: text(random),
    }
}

fn new_subject(random: &mut Random) -> NewSubject {
    let kinds = [SubjectKind::Person, SubjectKind::Person, SubjectKind::Company, SubjectKind::Vehicle];
    NewSubject {
        role: random.maybe(10, |random| random.pick(&["customer", "vehicle", "agent", "king"]).to_owned()),
        kind: random.pick(&kinds),
        details: subject_details(random),
    }
}

fn new_folder(random: &mut Random) -> NewFolder {
    NewFolder {
        business_type: business_type(random),
        code: random.maybe(20, new_code),
        foreign_codes: random.several(2, new_code),
        business_date: random.maybe(90, date),
        department: random.maybe(70, department),
        class: random.maybe(30, class),
        thickness_mm: random.maybe(70, thickness_mm),
        subjects: random.several(2, new_subject),
        fields: random.several(1, |random| ("contract_no".to_owned(), text(random))).into_iter().collect(),
        note: text(random),
        placement: match random.below(6) {
            0 => Placement::None,
            1 => Placement::Slot(slot_code(random)),
            2 => Placement::Box(box_code(random)),
            _ => Placement::Assign,
        },
        expected: random.chance(15),
        once: random.chance(10),
    }
}

fn thickness_mm(random: &mut Random) -> u32 {
    if random.chance(8) { random.pick(&[0, 41, 500, 501, u32::MAX]) } else { random.pick(&[1, 7, 12, 19, 25, 40]) }
}

fn patch(random: &mut Random, state: &State) -> FolderPatch {
    let subject = |random: &mut Random| {
        if random.chance(50) {
            return SubjectRef::New(new_subject(random));
        }
        let subject = some_subject(random, state);
        SubjectRef::Known { subject, role: None, from: random.maybe(30, date), until: None }
    };
    FolderPatch {
        folder: folder_code(random, state),
        if_version: random.maybe(10, |random| random.below(50)),
        business_type: random.maybe(20, business_type),
        business_date: random.maybe(20, |random| random.maybe(80, date)),
        department: random.maybe(20, |random| random.maybe(80, department)),
        class: random.maybe(20, class),
        thickness_mm: random.maybe(30, thickness_mm),
        subjects: random.maybe(25, |random| random.several(2, subject)),
        details: random.maybe(20, |random| FolderDetails { note: text(random), ..FolderDetails::default() }),
        changed_details: random.several(1, text),
        condition: random.maybe(10, |random| random.pick(&[Condition::Good, Condition::Damaged])),
    }
}

/// Any command.
pub fn command(random: &mut Random, state: &State) -> Command {
    match random.below(100) {
        0..20 => Command::RegisterFolders(random.several(4, new_folder)),
        20..74 => about_folders(random, state),
        74..81 => about_subjects(random, state),
        81..95 => Command::Place(about_places(random)),
        _ => about_the_archive(random, state),
    }
}

fn about_folders(random: &mut Random, state: &State) -> Command {
    let due = |random: &mut Random| random.maybe(20, |random| date(random) + Days::new(0));
    match random.below(30) {
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
        _ => Command::Look { folder: folder_code(random, state) },
    }
}

fn about_subjects(random: &mut Random, state: &State) -> Command {
    match random.below(3) {
        0 => Command::EditSubject {
            subject: some_subject(random, state),
            details: subject_details(random),
            changed: random.several(2, text),
        },
        1 => Command::MergeSubjects { from: some_subject(random, state), into: some_subject(random, state) },
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
