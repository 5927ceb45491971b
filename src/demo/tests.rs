#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::domain::case::CasePhase;
use crate::domain::command::Command;
use crate::domain::decide::{Context, Overlay};
use crate::domain::ids::PersonNo;
use crate::domain::person::Actor;
use crate::domain::presets;
use crate::domain::state::{CaseRow, State};
use crate::domain::value::{FieldKind, read};
use crate::import::{ConvertOptions, RepeatedCodes, Vocabulary, convert_row, open_table, suggest_mapping};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use std::sync::Arc;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_same_seed_makes_the_same_table_and_another_seed_another() {
    let table = |seed| {
        let mut out = Vec::new();
        write_csv(50, seed, &mut out).unwrap();
        out
    };
    assert_eq!(table(1), table(1));
    assert_ne!(table(1), table(2));
}

#[test]
fn every_number_of_a_generated_folder_is_right() {
    for folder in Generator::new(3).take(2_000) {
        let identity = if folder.is_company { FieldKind::OrganisationCode } else { FieldKind::IdentityNumber };
        let numbers = [
            (identity, &folder.identity),
            (FieldKind::Vin, &folder.vin),
            (FieldKind::Plate, &folder.plate),
            (FieldKind::Phone, &folder.phone),
        ];
        for (kind, value) in numbers {
            let parsed = read(kind, value).unwrap_or_else(|issue| panic!("{value}: {issue:?}"));
            assert_eq!((&parsed.canonical, parsed.warnings), (value, vec![]));
        }
    }
}

#[test]
fn a_generated_table_of_about_600_bytes_a_row_is_taken_whole() {
    let file = tempfile::NamedTempFile::new().unwrap();
    write_csv(3_000, 7, file.as_file()).unwrap();
    let bytes_a_row = file.as_file().metadata().unwrap().len() / 3_000;
    assert!((520..=680).contains(&bytes_a_row), "{bytes_a_row}");
    let preset = presets::by_name(presets::DEMO).unwrap();
    let departments: Vec<_> =
        preset.departments.into_iter().map(|department| (department.code, department.name)).collect();
    let classes: Vec<_> = preset.classes.into_iter().map(|class| (class.code, class.name)).collect();
    let mut table = open_table(file.path()).unwrap();
    let mapping = suggest_mapping(table.headings(), &preset.types);
    let vocabulary = Vocabulary::new(preset.types.into_iter().map(Arc::new), departments, classes);
    let mut codes = RepeatedCodes::default();
    let mut customers = BTreeSet::new();
    let rows: Vec<_> = table.by_ref().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3_000);
    for row in &rows {
        let converted = convert_row(row, &mapping, &vocabulary, ConvertOptions::default())
            .unwrap_or_else(|issues| panic!("{issues:?}"));
        assert_eq!(converted.warnings, []);
        assert_eq!(codes.note(converted.table_code().unwrap(), row.number), None);
        customers.insert(converted.folder.subjects.first().unwrap().described().unwrap().details.identities.clone());
    }
    assert!((1_000..2_000).contains(&customers.len()), "customers come back: {}", customers.len());
}

#[test]
fn business_has_its_seasons_and_grows() {
    let folders: Vec<_> = Generator::new(5).take(20_000).collect();
    let count =
        |wanted: &dyn Fn(NaiveDate) -> bool| folders.iter().filter(|folder| wanted(folder.business_date)).count();
    assert!(count(&|date| date.month() == 12) > 2 * count(&|date| date.month() == 2));
    assert!(count(&|date| date.year() == 2025) * 2 > count(&|date| date.year() == 2016) * 3);
    assert_eq!(count(&|date| !(2016..=2025).contains(&date.year())), 0);
}

#[test]
fn the_demonstration_holds_together() {
    let today = day("2026-03-05");
    let plan = plan(1, today);
    assert_eq!((plan.folders.len(), plan.loans.len()), (2_000, 64));
    assert!(plan.folders.iter().all(|folder| folder.business_date.is_some_and(|date| date <= today)));
    assert_eq!(plan.loans.iter().map(|loan| loan.folder).collect::<BTreeSet<_>>().len(), plan.loans.len());
    assert!(
        plan.loans
            .iter()
            .all(|loan| loan.folder < plan.folders.len() && loan.borrower < plan.people.len() && loan.since <= today)
    );
    assert_eq!(plan.loans.iter().filter(|loan| loan.due < today).count(), 17);
    let is_after_its_business = |loan: &DemoLoan| plan.folders[loan.folder].business_date <= Some(loan.since);
    assert!(plan.loans.iter().all(is_after_its_business));
    let names: BTreeSet<_> = plan.people.iter().map(|person| &person.name).collect();
    assert_eq!(names.len(), plan.people.len());
}

/// Something of everything that a desk has to do with.
fn believable_morning(state: &State, today: NaiveDate) {
    let cases = &state.cases;
    let rows: Vec<_> = cases.newest().filter_map(|case| cases.get(case)).collect();
    let count = |fits: &dyn Fn(&CaseRow) -> bool| rows.iter().filter(|row| fits(row)).count();
    let of = |phase| count(&|row: &CaseRow| row.phase == phase);
    assert_eq!(rows.len(), 32);
    assert_eq!((of(CasePhase::Cancelled), of(CasePhase::Waiting), of(CasePhase::Filed)), (1, 2, 10));
    let late = |row: &CaseRow| row.phase == CasePhase::Announced && row.due.is_some_and(|due| due.date < today);
    assert_eq!((count(&late), count(&|row| row.due.is_some_and(|due| due.is_extended))), (4, 1));
    assert_eq!(count(&|row| row.is_incomplete()), 4);
    assert_eq!((state.transfers.len(), state.transfers.open_count()), (2, 1));
    assert_eq!(cases.all_absent().count(), 1, "one paper is lent, one came back");
    let types: BTreeSet<_> = rows.iter().map(|row| row.business_type).collect();
    assert!(types.len() >= 5, "{types:?}");
}

#[test]
fn the_demonstration_can_be_carried_out_and_leaves_one_zone_nearly_full() {
    let (plan, state) = (plan(1, day("2026-03-05")), State::default());
    let mut overlay = Overlay::new(&state);
    let mut decide = |command: Command, today: NaiveDate| {
        let context =
            Context { actor: Actor::System, occurred_us: 0, now_us: 0, today, queued: false, only_new: false };
        overlay.decide(&command, &context).unwrap_or_else(|refusal| panic!("{refusal}")).outcomes
    };
    let today = day("2026-03-05");
    plan.set_up.iter().for_each(|command| drop(decide(command.clone(), today)));
    plan.people.iter().for_each(|person| drop(decide(Command::AddPerson(person.clone()), today)));
    let mut folders = Vec::new();
    for batch in plan.folders.chunks(200) {
        folders.extend(decide(Command::RegisterFolders(batch.to_vec()), today));
    }
    assert!(folders.iter().all(Result::is_ok));
    let codes: Vec<String> = {
        let codes = &overlay.state().codes;
        folders.iter().flatten().filter_map(|about| Some(codes.own(about.folder()?).to_owned())).collect()
    };
    let acts = morning(&plan, today, 0, |at| codes.get(at).cloned());
    for loan in &plan.loans {
        let borrower = PersonNo(u32::try_from(loan.borrower).unwrap());
        let folders = vec![codes[loan.folder].clone()];
        let command = Command::CheckOut { folders, borrower, due: Some(loan.due), purpose: loan.purpose.to_owned() };
        let context = Context {
            actor: Actor::System,
            occurred_us: 0,
            now_us: 0,
            today: loan.since,
            queued: false,
            only_new: false,
        };
        let outcomes = overlay.decide(&command, &context).unwrap_or_else(|refusal| panic!("{refusal}")).outcomes;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    }
    assert_eq!(acts, morning(&plan, today, 0, |at| codes.get(at).cloned()), "the same every time");
    for act in acts {
        let actor = Actor::Person(PersonNo(u32::try_from(act.by).unwrap()));
        let context = Context { actor, occurred_us: 0, now_us: 0, today: act.on, queued: false, only_new: false };
        let command = Command::Case(act.command);
        let outcomes = overlay.decide(&command, &context).unwrap_or_else(|refusal| panic!("{command:?} {refusal}"));
        assert!(outcomes.outcomes.iter().all(Result::is_ok), "{command:?} {outcomes:?}");
    }
    believable_morning(overlay.state(), today);
    let places = &overlay.state().places;
    let free = |code: &str| {
        places
            .zones()
            .iter()
            .position(|zone| zone.code == code)
            .map(|at| places.zone_shelves(crate::domain::ids::ZoneNo(u16::try_from(at).unwrap())).free)
    };
    assert!(free("SALES").unwrap() <= 1);
    assert!(free("SERVICE").unwrap() > 10 && free("OVERFLOW").unwrap() > 30);
}
