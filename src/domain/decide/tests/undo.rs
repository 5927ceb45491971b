//! Taking a slip of the hand back: as it was before, in time, once, and only while nothing followed.

use super::observations::{ELSEWHERE, HOME, put_down, sighted};
use super::random::{for_seeds, observation};
use super::world::{ADMINISTRATOR, ARCHIVIST, BORROWER, World, check_out, folder, give_back, person, put_away};
use crate::domain::command::{Command, NewFolder, NewPerson};
use crate::domain::discrepancy::DiscrepancyKind;
use crate::domain::folder::{Condition, Desk, FolderState, Place, Whereabouts};
use crate::domain::ids::{FolderNo, PersonNo};
use crate::domain::place::FolderRow;
use crate::domain::policy::Role;
use crate::domain::refusal::Code;

impl World {
    /// The last frame.
    fn last(&self) -> u64 {
        self.state.seq
    }

    fn undo(&mut self) -> Result<super::world::Answer, crate::domain::refusal::Refusal> {
        self.ask(Command::Undo { seq: self.last() })
    }

    /// A folder as undoing has to leave it: all but the numbers of the frames that changed it.
    fn as_it_is(&self, folder: FolderNo) -> (Whereabouts, Option<FolderRow>) {
        let row = *self.state.custody.get(folder).unwrap();
        (Whereabouts { changed_seq: 0, edited_seq: 0, ..row }, self.state.places.folder(folder).copied())
    }

    /// A helper who only puts away.
    fn helper(&mut self, name: &str) -> PersonNo {
        let expires_on = Some(self.today + chrono::Days::new(30));
        let helper = NewPerson { expires_on, ..person(name, Role::Temporary, None) };
        self.ask(Command::AddPerson(helper)).unwrap();
        PersonNo(self.state.people.len() as u32 - 1)
    }
}

#[test]
fn every_custody_act_can_be_undone_and_leaves_the_folder_as_it_was() {
    let mut world = World::new();
    let (shelved, lent) = (world.shelved(HOME), world.lent("A-01L-01-1-02"));
    let (fresh, missing) = (world.register(folder()), world.shelved("A-01L-01-1-03"));
    world.ask(Command::DeclareMissing { folder: missing.clone(), note: String::new() }).unwrap();
    let expected = world.register(NewFolder { expected: true, ..folder() });
    let damaged = Condition::Damaged;
    let acts = [
        (&shelved, check_out(&shelved, BORROWER)),
        (&lent, Command::Renew { folders: vec![lent.clone()], due: None }),
        (&lent, give_back(&lent)),
        (&lent, put_away("A-01L-01-1-02", &lent, false)),
        (&fresh, put_away(ELSEWHERE, &fresh, false)),
        (&shelved, put_away(ELSEWHERE, &shelved, true)),
        (&shelved, Command::DeclareMissing { folder: shelved.clone(), note: String::new() }),
        (&missing, Command::Find { folder: missing.clone(), note: String::new() }),
        (&shelved, Command::NoteCondition { folder: shelved.clone(), condition: damaged, note: String::new() }),
        (&shelved, sighted(ELSEWHERE, &shelved)),
        (&lent, sighted(ELSEWHERE, &lent)),
        (&shelved, put_down(ELSEWHERE, &shelved)),
        (&expected, Command::Receive { folders: vec![expected.clone()] }),
        (&shelved, Command::Return { folders: vec![shelved.clone()], desk: Desk::Repair }),
    ];
    for (code, act) in acts {
        let (no, before) = (world.find(code), world.as_it_is(world.find(code)));
        world.ask(act.clone()).unwrap();
        let done = world.last();
        let answer = world.undo().unwrap();
        assert_eq!(answer.kinds()[0], "Undone", "{act:?}");
        assert_eq!(world.as_it_is(no), before, "{act:?}");
        assert_eq!(world.open(code), [], "{act:?}");
        assert_eq!(world.refused(Command::Undo { seq: done }), Code::UndoneAlready);
    }
}

#[test]
fn what_an_act_had_settled_is_open_again_once_it_is_undone() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.ask(sighted(ELSEWHERE, &code)).unwrap();
    world.check_out(&code).unwrap();
    assert_eq!(world.open(&code), []);
    world.undo().unwrap();
    assert_eq!(world.open(&code), [DiscrepancyKind::Misplaced]);
    assert_eq!(world.place(&code), Place::Slot(world.slot(ELSEWHERE)));
}

#[test]
fn an_undoing_is_not_undone_but_done_again() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.check_out(&code).unwrap();
    world.undo().unwrap();
    let undoing = Command::Undo { seq: world.last() };
    assert_eq!(world.refused(undoing), Code::UndoUnknown);
    world.check_out(&code).unwrap();
    assert_eq!(world.whereabouts(&code).state, FolderState::OnLoan);
}

#[test]
fn what_came_later_is_not_undone_with_it() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    world.check_out(&code).unwrap();
    let lent = world.last();
    world.ask(Command::Renew { folders: vec![code], due: None }).unwrap();
    assert_eq!(world.refused(Command::Undo { seq: lent }), Code::UndoOvertaken);
}

#[test]
fn only_acts_on_folders_are_undone_and_nothing_that_was_decided_about_them() {
    let mut world = World::new();
    let code = world.shelved(HOME);
    assert_eq!(world.undo().unwrap_err().code, Code::UndoUnknown, "a registration");
    let reason = "近门".to_owned();
    world.ask(Command::Assign { folder: code.clone(), place: Some(ELSEWHERE.to_owned()), reason }).unwrap();
    assert_eq!(world.undo().unwrap_err().code, Code::UndoUnknown, "a home that somebody chose");
    world.ask(Command::Withdraw { folder: code, reason: "移交".to_owned() }).unwrap();
    assert_eq!(world.undo().unwrap_err().code, Code::UndoUnknown, "what left for good");
    assert_eq!(world.refused(Command::Undo { seq: 99_999 }), Code::UndoUnknown);
}

#[test]
fn one_undoes_ones_own_acts_for_a_quarter_of_an_hour_and_an_archivist_anybodys_for_a_day() {
    let mut world = World::new();
    let (helper, other) = (world.helper("helper"), world.helper("other"));
    let code = world.shelved(HOME);
    let mut try_as = |person, minutes| {
        world.minutes = 0;
        world.ask_as(helper, sighted(ELSEWHERE, &code)).unwrap();
        world.minutes = minutes;
        let seq = world.last();
        let answer = world.ask_as(person, Command::Undo { seq }).map(|_| ()).map_err(|refusal| refusal.code);
        world.minutes = 0;
        answer
    };
    assert_eq!(try_as(helper, 15), Ok(()));
    assert_eq!(try_as(helper, 16), Err(Code::UndoTooLate));
    assert_eq!(try_as(other, 1), Err(Code::UndoNotYours));
    assert_eq!(try_as(ARCHIVIST, 24 * 60), Ok(()));
    assert_eq!(try_as(ADMINISTRATOR, 24 * 60 + 1), Err(Code::UndoTooLate));
    assert_eq!(try_as(BORROWER, 1), Err(Code::NotAllowed));
}

#[test]
fn nobody_undoes_what_was_done_to_a_folder_hidden_from_him() {
    let mut world = World::new();
    let helper = world.helper("helper");
    let code = world.register(NewFolder { class: Some("secret".to_owned()), ..folder() });
    world.ask_as(helper, put_down(HOME, &code)).unwrap();
    let seq = world.last();
    let refusal = world.ask_as(helper, Command::Undo { seq }).unwrap_err();
    assert_eq!(refusal.code, Code::UndoUnknown);
}

#[test]
fn whatever_was_observed_can_be_undone() {
    for_seeds(80, |random| {
        let mut world = World::new();
        let codes = [world.shelved(HOME), world.lent("A-01L-01-1-02"), world.register(folder())];
        let all = codes.clone().map(|code| world.find(&code));
        for hours in 0..25 {
            let before = all.map(|folder| world.as_it_is(folder));
            let open = codes.clone().map(|code| world.open(&code));
            let observations = (0..1 + random.below(3)).map(|_| observation(random, &world.state)).collect();
            world.ask_at(hours - random.below(4) as i64, Command::Observe { observations });
            if world.undo().is_ok() && random.chance(70) {
                assert_eq!(all.map(|folder| world.as_it_is(folder)), before);
                assert_eq!(codes.clone().map(|code| world.open(&code)), open);
            }
        }
    });
}
