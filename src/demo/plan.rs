//! A small archive to look around in: what to set up, which folders to register, who has borrowed which.

use super::generator::{DemoFolder, Generator};
use super::morning::CASES;
use crate::domain::command::{Command, NewFolder, NewLane, NewPerson, NewRanges, NewZone, PlaceCommand, Placement};
use crate::domain::person::SecrecyClass;
use crate::domain::place::{Granularity, Sides};
use crate::domain::policy::Role;
use crate::domain::presets::{self, Preset};
use crate::domain::value::Bilingual;
use chrono::{Days, NaiveDate};

/// How many folders the demonstration holds.
const FOLDERS: usize = 2_000;
/// How many of them are lent, and how many of those should be back by now.
const LOANS: usize = 64;
const OVERDUE: usize = 17;
/// From how long ago its folders are.
const DAYS_BACK: u64 = 730;

/// A loan of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoLoan {
    /// Which folder, as an index into the plan's folders.
    pub folder: usize,
    /// Who has it, as an index into the plan's people.
    pub borrower: usize,
    /// When it was lent.
    pub since: NaiveDate,
    /// When it is due; before today for the overdue ones.
    pub due: NaiveDate,
    /// Why.
    pub purpose: &'static str,
}

/// What makes up the demonstration, in the order in which to do it.
#[derive(Debug, Clone)]
pub struct DemoPlan {
    /// Departments, classes, business types, storeroom, zones, lanes.
    pub set_up: Vec<Command>,
    /// Who works and borrows here.
    pub people: Vec<NewPerson>,
    /// What stands in the archive, oldest first; every one asks for a slot.
    pub folders: Vec<NewFolder>,
    /// Who has what; no folder twice.
    pub loans: Vec<DemoLoan>,
    /// Whom the cases that are handed over are about.
    pub cases: Vec<DemoFolder>,
}

/// The demonstration as of a day. New-car sales get twelve shelves for nine quarters: that zone is nearly full.
#[must_use]
pub fn plan(seed: u64, today: NaiveDate) -> DemoPlan {
    let from = today.checked_sub_days(Days::new(DAYS_BACK)).unwrap_or(today);
    let mut generator = Generator::new(seed).over(from, today);
    let mut folders: Vec<_> = generator.by_ref().take(FOLDERS).collect();
    folders.sort_by_key(|folder| folder.business_date);
    let people = people(&mut generator, today);
    let folders: Vec<_> = folders.iter().map(|folder| folder.to_new_folder(Placement::Assign)).collect();
    let loans = loans(&mut generator, &people, &folders, today);
    let set_up = presets::by_name(presets::DEMO).map(|preset| set_up(&preset)).unwrap_or_default();
    let cases = generator.take(CASES).collect();
    DemoPlan { set_up, people, folders, loans, cases }
}

fn set_up(preset: &Preset) -> Vec<Command> {
    let mut commands = Vec::new();
    for department in &preset.departments {
        commands.push(Command::SetDepartment { code: department.code.clone(), name: department.name.clone() });
    }
    for class in &preset.classes {
        let rank = u8::try_from(class.rank).unwrap_or(u8::MAX);
        commands.push(Command::SetClass(SecrecyClass {
            code: class.code.clone(),
            name: class.name.clone(),
            rank,
            confidential: class.confidential,
        }));
    }
    commands.extend(preset.types.iter().map(|business_type| Command::SetType(Box::new(business_type.clone()))));
    commands.extend(storeroom().into_iter().map(Command::Place));
    for lane in &preset.lanes {
        // Two thousand folders are few: by quarter their shelves fill.
        let (code, name, types) = (lane.code.clone(), lane.name.clone(), lane.types.clone());
        let lane =
            NewLane { code, name, types, granularity: Granularity::Quarter, boxes: None, reserve_per_mille: None };
        commands.push(Command::Place(PlaceCommand::SetLane(lane)));
    }
    commands
}

fn storeroom() -> Vec<PlaceCommand> {
    let room = "A".to_owned();
    let ranges = |from, to, bays, shelves| {
        let ranges = NewRanges {
            room: "A".to_owned(),
            from,
            to,
            sides: Sides::Both,
            bays,
            shelves,
            slots: 15,
            slot_width_mm: 40,
        };
        PlaceCommand::DeclareRanges(ranges)
    };
    let zone = |code: &str, name: Bilingual, ranges: &[&str], types: &[&str], priority, overflow| {
        PlaceCommand::SetZone(NewZone {
            code: code.to_owned(),
            name,
            spans: ranges.iter().map(|range| ((*range).to_owned(), (*range).to_owned())).collect(),
            types: types.iter().map(|code| (*code).to_owned()).collect(),
            classes: Vec::new(),
            priority,
            overflow,
        })
    };
    vec![
        PlaceCommand::DeclareRoom { code: room, name: Bilingual::new("一号库房", "Storeroom A"), template: None },
        ranges(1, 1, 1, 6),
        ranges(2, 4, 3, 6),
        zone("SALES", Bilingual::new("销售区", "Sales"), &["A-01"], &["NEW"], 1, false),
        zone(
            "SERVICE",
            Bilingual::new("售后区", "Service"),
            &["A-02", "A-03"],
            &["REP", "FST", "SRV", "OVH", "CLM"],
            1,
            false,
        ),
        zone("OVERFLOW", Bilingual::new("备用区", "Overflow"), &["A-04"], &[], 9, true),
    ]
}

fn people(generator: &mut Generator, today: NaiveDate) -> Vec<NewPerson> {
    const STAFF: [(&str, Role, &str); 16] = [
        ("archivist1", Role::Archivist, "archive"),
        ("archivist2", Role::Archivist, "archive"),
        ("clerk-sales1", Role::DepartmentClerk, "sales1"),
        ("clerk-sales2", Role::DepartmentClerk, "sales2"),
        ("clerk-service", Role::DepartmentClerk, "service"),
        ("clerk-insurance", Role::DepartmentClerk, "insurance"),
        ("advisor1", Role::Borrower, "service"),
        ("advisor2", Role::Borrower, "service"),
        ("advisor3", Role::Borrower, "service"),
        ("seller1", Role::Borrower, "sales1"),
        ("seller2", Role::Borrower, "sales2"),
        ("insurer1", Role::Borrower, "insurance"),
        ("accountant1", Role::Borrower, "accounts"),
        ("care1", Role::Borrower, "crm"),
        ("auditor1", Role::Auditor, "admin"),
        ("helper1", Role::Temporary, "archive"),
    ];
    let person = |(name, role, department): (&str, Role, &str)| NewPerson {
        name: name.to_owned(),
        display_name: generator.person_name(),
        role,
        department: Some(department.to_owned()),
        expires_on: (role == Role::Temporary).then(|| today.checked_add_days(Days::new(60)).unwrap_or(today)),
        may_sign_in: role != Role::Borrower,
        clearance: None,
    };
    STAFF.into_iter().map(person).collect()
}

fn loans(generator: &mut Generator, people: &[NewPerson], folders: &[NewFolder], today: NaiveDate) -> Vec<DemoLoan> {
    const PURPOSES: [&str; 6] = ["客户投诉核对", "保险理赔", "索赔复核", "财务对账", "续保联系", "二手车评估"];
    // A borrower may have what is his department's and not above its type's class; the archive refuses the rest.
    let borrowers_of = |folder: &NewFolder| -> Vec<usize> {
        let fits = |person: &NewPerson| person.role == Role::Borrower && person.department == folder.department;
        people
            .iter()
            .enumerate()
            .filter(|(_, person)| folder.class.is_none() && fits(person))
            .map(|(at, _)| at)
            .collect()
    };
    let random = generator.random();
    let stretch = FOLDERS / LOANS;
    let mut loans = Vec::with_capacity(LOANS);
    for at in 0..LOANS {
        // One folder of each stretch of the list, so that none is lent twice.
        let first = usize::try_from(random.below(stretch as u64)).unwrap_or(0);
        let candidates = (0..stretch).map(|step| at * stretch + (first + step) % stretch);
        let lendable = candidates.filter_map(|no| Some((no, borrowers_of(folders.get(no)?))));
        let Some((folder, borrowers)) = lendable.into_iter().find(|(_, borrowers)| !borrowers.is_empty()) else {
            continue;
        };
        let days_ago = if at < OVERDUE { random.between(16, 70) } else { random.between(0, 12) };
        let business_date = folders.get(folder).and_then(|folder| folder.business_date);
        let since = today.checked_sub_days(Days::new(days_ago)).max(business_date).unwrap_or(today);
        let due = since.checked_add_days(Days::new(14)).unwrap_or(since);
        loans.push(DemoLoan { folder, borrower: random.pick(&borrowers), since, due, purpose: random.pick(&PURPOSES) });
    }
    loans
}
