//! Carrying the demonstration out: through the archive, like anybody else.

use super::{DemoPlan, morning, plan};
use crate::archive::{Archive, Meta, today};
use crate::domain::command::{Command, LabelCommand, MAX_FOLDERS_PER_COMMAND, NewPerson};
use crate::domain::decide::Item;
use crate::domain::folder::Actor;
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::place::Holder;
use crate::domain::refusal::{Code, Refusal};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The seed of the demonstration; the same archive everywhere, apart from today's date.
const SEED: u64 = 20_260;
/// Of so many folders one still waits at the desk.
const WAITING_ONE_IN: usize = 60;

/// Fills an archive that has no folders yet, and says whether it did. An archive with folders is left as it is.
///
/// # Errors
/// If the archive refuses something, which would be a fault of the plan.
pub fn fill(archive: &Archive) -> Result<bool, Refusal> {
    if !archive.now().state.folders.is_empty() {
        tracing::info!("the archive has folders; the demonstration is left out");
        return Ok(false);
    }
    let plan = plan(SEED, today(&archive.now().state, archive.clock()));
    for command in &plan.set_up {
        send(archive, command.clone())?;
    }
    let first_person = archive.now().state.people.len() as u32;
    for person in &plan.people {
        add(archive, person)?;
    }
    let mut folders = Vec::with_capacity(plan.folders.len());
    for part in plan.folders.chunks(MAX_FOLDERS_PER_COMMAND / 2) {
        let done = archive.execute_blocking(Meta::of(Actor::System), Command::RegisterFolders(part.to_vec()))?;
        folders.extend(done.outcomes);
    }
    let folders = folders.into_iter().collect::<Result<Vec<Item>, Refusal>>()?;
    let folders: Vec<FolderNo> = folders.into_iter().filter_map(Item::folder).collect();
    label(archive, &folders)?;
    put_away(archive, &folders)?;
    lend(archive, &plan, &folders, first_person)?;
    hand_over(archive, &plan, &folders, first_person)?;
    Ok(true)
}

fn send(archive: &Archive, command: Command) -> Result<(), Refusal> {
    archive.execute_blocking(Meta::of(Actor::System), command).map(|_| ())
}

/// A demonstration that was broken off is begun again: whoever is there already stays.
fn add(archive: &Archive, person: &NewPerson) -> Result<(), Refusal> {
    match send(archive, Command::AddPerson(person.clone())) {
        Err(refusal) if refusal.code == Code::NameTaken => Ok(()),
        other => other,
    }
}

/// What stands on the shelves has its label; what waits at the desk waits for it too.
fn label(archive: &Archive, folders: &[FolderNo]) -> Result<(), Refusal> {
    let codes = &archive.now().state.codes;
    let shelved = folders.iter().enumerate().filter(|(index, _)| index % WAITING_ONE_IN != 0);
    let shelved: Vec<String> = shelved.map(|(_, folder)| codes.own(*folder).to_owned()).collect();
    for folders in shelved.chunks(MAX_FOLDERS_PER_COMMAND) {
        send(archive, Command::Label(LabelCommand::NoteApplied { folders: folders.to_vec() }))?;
    }
    Ok(())
}

fn put_away(archive: &Archive, folders: &[FolderNo]) -> Result<(), Refusal> {
    let now = archive.now();
    let mut by_place: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (index, &folder) in folders.iter().enumerate() {
        let place = match now.state.places.home(folder) {
            Some(Holder::Slot(slot)) => now.state.places.slot_code(slot),
            Some(Holder::Box(r#box)) => now.state.places.box_code(r#box),
            None => None,
        };
        if let Some(place) = place.filter(|_| index % WAITING_ONE_IN != 0) {
            by_place.entry(place).or_default().push(now.state.codes.own(folder).to_owned());
        }
    }
    for (place, folders) in by_place {
        send(archive, Command::PutAway { place, folders, confirm_move: false })?;
    }
    Ok(())
}

fn lend(archive: &Archive, plan: &DemoPlan, folders: &[FolderNo], first_person: u32) -> Result<(), Refusal> {
    for loan in &plan.loans {
        let Some(&folder) = folders.get(loan.folder) else { continue };
        let code = archive.now().state.codes.own(folder).to_owned();
        let meta = Meta { occurred_us: Some(noon(loan.since)), ..Meta::of(Actor::System) };
        let command = Command::CheckOut {
            folders: vec![code],
            borrower: PersonNo(first_person + loan.borrower as u32),
            due: Some(loan.due),
            purpose: loan.purpose.to_owned(),
        };
        let done = archive.execute_blocking(meta, command)?;
        done.outcomes.into_iter().collect::<Result<Vec<Item>, Refusal>>()?;
    }
    Ok(())
}

/// What departments brought and bring. Today's is done now: it may be earlier than noon.
fn hand_over(archive: &Archive, plan: &DemoPlan, folders: &[FolderNo], first_person: u32) -> Result<(), Refusal> {
    let now = archive.now();
    let today = today(&now.state, archive.clock());
    let code = |at: usize| folders.get(at).map(|folder| now.state.codes.own(*folder).to_owned());
    for act in morning(plan, today, first_person, code) {
        let actor = Actor::Person(PersonNo(first_person + act.by as u32));
        let meta = Meta { occurred_us: (act.on < today).then(|| noon(act.on)), ..Meta::of(actor) };
        let done = archive.execute_blocking(meta, Command::Case(act.command))?;
        done.outcomes.into_iter().collect::<Result<Vec<Item>, Refusal>>()?;
    }
    Ok(())
}

/// Around noon in China, where the demonstration plays.
fn noon(day: NaiveDate) -> i64 {
    day.and_hms_opt(4, 0, 0).map_or(0, |noon| noon.and_utc().timestamp_micros())
}
