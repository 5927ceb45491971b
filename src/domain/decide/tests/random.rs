//! Commands at random, sensible and hostile: what the properties and the simulation of the archive are driven by.

mod cases;
mod commands;
mod labels;
mod papers;
mod scans;
mod surgery;

pub use commands::{command, observation};

use super::world::{both, day, person, ranges, real};
use crate::domain::command::{
    Command, FolderPatch, NewFolder, NewHome, NewLane, NewSubject, NewZone, Observation, Observed, PersonPatch,
    PlaceCommand, Placement, SettingsPatch, SubjectErasure, SubjectRef,
};
use crate::domain::decide::Context;
use crate::domain::discrepancy::Settling;
use crate::domain::event::ErasedItems;
use crate::domain::folder::{Actor, Condition, Desk, FolderDetails};
use crate::domain::ids::{DiscrepancyNo, FolderNo, PersonNo, SubjectNo};
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
        7 => Actor::Person(super::world::CLERK),
        _ => Actor::Person(PersonNo(random.below(people + 1) as u32)),
    };
    // As often as not somebody tells of it late.
    let late = if random.chance(30) { random.below(40) } else { 0 };
    let now_us = noon + hour as i64;
    Context { actor, occurred_us: now_us - late as i64, now_us, today, queued: random.chance(15), only_new: false }
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
        others if !others.is_empty() && random.chance(30) => random.pick(others).code.to_string(),
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

fn subject_details(random: &mut Random) -> SubjectDetails {
    let identity = |random: &mut Random| {
        let kind = random.pick(&[IdentityKind::IdentityNumber, IdentityKind::Vin, IdentityKind::Plate]);
        let name = format!("ID{}", random.below(12));
        let value = if random.chance(5) { hostile(random) } else { real(kind, &name) };
        Identity { kind, value }
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
        subjects: random.several(2, |random| match random.below(4) {
            0 => SubjectRef::Known {
                subject: SubjectNo(random.below(8) as u32),
                role: None,
                from: random.maybe(30, date),
                until: None,
            },
            _ => new_subject(random).into(),
        }),
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
