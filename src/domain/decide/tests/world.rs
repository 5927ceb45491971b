//! A small archive to ask things of, without a disk: the preset, one storeroom, one person of each role.

use crate::domain::command::{Command, NewFolder, NewPerson, NewRanges, NewSubject, NewZone, PlaceCommand, Placement};
use crate::domain::decide::{Context, Outcome, Overlay};
use crate::domain::event::Event;
use crate::domain::folder::{Actor, Place, Whereabouts};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::place::Sides;
use crate::domain::policy::Role;
use crate::domain::presets::DEMO;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::domain::subject::{Identity, IdentityKind, SubjectDetails, SubjectKind};
use crate::domain::value::Bilingual;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// The first administrator, whom the archive begins with.
pub const ADMINISTRATOR: PersonNo = PersonNo(0);
/// Borrows for the first sales department.
pub const BORROWER: PersonNo = PersonNo(1);
/// Borrows for the workshop.
pub const OTHER_BORROWER: PersonNo = PersonNo(2);
/// Keeps the folders.
pub const ARCHIVIST: PersonNo = PersonNo(3);
/// Hands folders over.
pub const CLERK: PersonNo = PersonNo(4);
/// Looks only.
pub const AUDITOR: PersonNo = PersonNo(5);

/// An archive, and who asks it on what day.
pub struct World {
    pub state: State,
    pub actor: Actor,
    pub today: NaiveDate,
    /// How many hours after noon it is.
    pub hours: i64,
    /// How many minutes after noon the archive's clock stands at least.
    pub minutes: i64,
    /// Whether what is asked waited in a device's queue.
    pub queued: bool,
}

/// What became of a command.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub events: Vec<Event>,
    pub outcomes: Vec<Outcome>,
}

impl Answer {
    pub fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(Event::kind).collect()
    }

    /// The refusal of each item; `None` where it was carried out.
    pub fn refusals(&self) -> Vec<Option<Code>> {
        self.outcomes.iter().map(|outcome| outcome.as_ref().err().map(|refusal| refusal.code)).collect()
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn both(text: &str) -> Bilingual {
    Bilingual::new(text, text)
}

/// The commands that set the small archive up.
pub fn set_up() -> Vec<Command> {
    let mut commands = vec![
        Command::BeginArchive {
            incarnation: "0123456789abcdef".to_owned(),
            administrator: person("admin", Role::Administrator, None),
        },
        Command::LoadPreset { name: DEMO.to_owned() },
        Command::AddPerson(person("seller", Role::Borrower, Some("sales1"))),
        Command::AddPerson(person("mechanic", Role::Borrower, Some("service"))),
        Command::AddPerson(person("archivist", Role::Archivist, Some("archive"))),
        Command::AddPerson(person("clerk", Role::DepartmentClerk, Some("sales1"))),
        Command::AddPerson(person("auditor", Role::Auditor, None)),
    ];
    let zone = |code: &str, range: &str, overflow| {
        PlaceCommand::SetZone(NewZone {
            code: code.to_owned(),
            name: both(code),
            spans: vec![(range.to_owned(), range.to_owned())],
            types: Vec::new(),
            classes: Vec::new(),
            priority: 1,
            overflow,
        })
    };
    let places = [
        PlaceCommand::DeclareRoom { code: "A".to_owned(), name: both("Storeroom A"), template: None },
        PlaceCommand::DeclareRanges(ranges("A", 1, 2)),
        zone("MAIN", "A-01", false),
        zone("OVERFLOW", "A-02", true),
    ];
    commands.extend(places.into_iter().map(Command::Place));
    commands
}

/// Ranges of two bays of three shelves of five slots of 40 mm, on two sides.
pub fn ranges(room: &str, from: u16, to: u16) -> NewRanges {
    let (room, sides) = (room.to_owned(), Sides::Both);
    NewRanges { room, from, to, sides, bays: 2, shelves: 3, slots: 5, slot_width_mm: 40 }
}

pub fn person(name: &str, role: Role, department: Option<&str>) -> NewPerson {
    NewPerson {
        name: name.to_owned(),
        display_name: format!("{name} 先生"),
        role,
        department: department.map(str::to_owned),
        expires_on: None,
        may_sign_in: true,
        clearance: None,
    }
}

pub fn folder() -> NewFolder {
    NewFolder {
        business_type: "NEW".to_owned(),
        code: None,
        foreign_codes: Vec::new(),
        business_date: Some(day("2026-03-02")),
        department: Some("sales1".to_owned()),
        class: None,
        thickness_mm: Some(10),
        subjects: Vec::new(),
        fields: BTreeMap::new(),
        note: String::new(),
        placement: Placement::None,
        expected: false,
        once: false,
    }
}

pub fn details(name: &str, identities: &[(IdentityKind, &str)]) -> SubjectDetails {
    let identity = |&(kind, value): &(IdentityKind, &str)| Identity { kind, value: real(kind, value) };
    SubjectDetails {
        name: name.to_owned(),
        identities: identities.iter().map(identity).collect(),
        ..SubjectDetails::default()
    }
}

/// An identity that could exist, for a short name such as `ID7`.
pub fn real(kind: IdentityKind, name: &str) -> String {
    let Some(Ok(number)) = name.strip_prefix("ID").map(str::parse::<u32>) else { return name.to_owned() };
    match kind {
        IdentityKind::IdentityNumber => identity_number(number),
        IdentityKind::Vin => format!("LSVAA49J013{number:06}"),
        _ => name.to_owned(),
    }
}

/// A resident identity number with its check digit (GB 11643).
fn identity_number(number: u32) -> String {
    let body = format!("11010519900101{number:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", "10X98765432".chars().nth(sum as usize % 11).unwrap())
}

pub fn somebody(name: &str, identity: Option<&str>) -> NewSubject {
    let identities: Vec<_> = identity.into_iter().map(|value| (IdentityKind::IdentityNumber, value)).collect();
    NewSubject { role: None, kind: SubjectKind::Person, details: details(name, &identities) }
}

impl World {
    pub fn new() -> Self {
        let mut world = Self {
            state: State::default(),
            actor: Actor::System,
            today: day("2026-03-05"),
            hours: 0,
            minutes: 0,
            queued: false,
        };
        for command in set_up() {
            world.ask(command).unwrap();
        }
        world
    }

    pub fn context(&self) -> Context {
        let noon = self.today.and_hms_opt(4, 0, 0).unwrap().and_utc().timestamp_micros();
        let occurred_us = noon + self.hours * 3_600_000_000;
        let now_us = occurred_us.max(noon + self.minutes * 60_000_000);
        Context { actor: self.actor, occurred_us, now_us, today: self.today, queued: self.queued, only_new: false }
    }

    /// Carries a command out.
    pub fn ask(&mut self, command: Command) -> Result<Answer, Refusal> {
        let mut overlay = Overlay::new(&self.state);
        let decided = overlay.decide(&command, &self.context())?;
        let (state, steps) = overlay.into_parts();
        let event = |step: &crate::domain::decide::Step| match step {
            crate::domain::decide::Step::Event(_, event) => event.clone(),
            other => panic!("{other:?}"),
        };
        let events = steps[decided.steps].iter().map(event).collect();
        self.state = state;
        Ok(Answer { events, outcomes: decided.outcomes })
    }

    /// The same as somebody.
    pub fn ask_as(&mut self, person: PersonNo, command: Command) -> Result<Answer, Refusal> {
        self.actor = Actor::Person(person);
        let answer = self.ask(command);
        self.actor = Actor::System;
        answer
    }

    /// The code of the refusal, for a command that has to be refused and leaves no trace.
    pub fn refused(&mut self, command: Command) -> Code {
        let before = self.state.clone();
        let code = self.ask(command).unwrap_err().code;
        assert_eq!(self.state, before);
        code
    }

    /// Registers a folder and says its own code.
    pub fn register(&mut self, new: NewFolder) -> String {
        let folder = self.register_no(new);
        self.state.codes.own(folder).to_owned()
    }

    pub fn register_no(&mut self, new: NewFolder) -> FolderNo {
        let answer = self.ask(Command::RegisterFolders(vec![new])).unwrap();
        answer.outcomes[0].clone().unwrap().folder().unwrap()
    }

    /// A folder that stands in a slot.
    pub fn shelved(&mut self, slot: &str) -> String {
        self.register(NewFolder { placement: Placement::Slot(slot.to_owned()), ..folder() })
    }

    /// A folder that is lent to the borrower.
    pub fn lent(&mut self, slot: &str) -> String {
        let code = self.shelved(slot);
        self.check_out(&code).unwrap();
        code
    }

    pub fn check_out(&mut self, code: &str) -> Result<Answer, Refusal> {
        self.ask(check_out(code, BORROWER))
    }

    pub fn find(&self, code: &str) -> FolderNo {
        self.state.codes.owner(code).unwrap()
    }

    pub fn whereabouts(&self, code: &str) -> Whereabouts {
        *self.state.custody.get(self.find(code)).unwrap()
    }

    pub fn place(&self, code: &str) -> Place {
        self.whereabouts(code).place
    }

    pub fn slot(&self, code: &str) -> crate::domain::ids::SlotNo {
        self.state.places.slot_of(code).unwrap()
    }

    pub fn used_mm(&self, slot: &str) -> u64 {
        self.state.places.slot_occupancy(self.slot(slot)).unwrap().used_mm
    }

    pub fn pass_days(&mut self, days: u64) {
        self.today = self.today + Days::new(days);
    }
}

pub fn check_out(code: &str, borrower: PersonNo) -> Command {
    Command::CheckOut { folders: vec![code.to_owned()], borrower, due: None, purpose: String::new() }
}

pub fn give_back(code: &str) -> Command {
    Command::Return { folders: vec![code.to_owned()], desk: crate::domain::folder::Desk::Reception }
}

pub fn put_away(place: &str, code: &str, confirm_move: bool) -> Command {
    Command::PutAway { place: place.to_owned(), folders: vec![code.to_owned()], confirm_move }
}
