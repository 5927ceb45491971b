//! How much was done: counted when it was recorded, for who may see it, and no more once it was undone.

use super::world::{BORROWER, World, check_out, folder, give_back, put_away};
use crate::domain::command::{Command, NewFolder};
use crate::domain::policy::Sight;
use crate::domain::state::Tallied;
use std::ops::Range;

const SLOT: &str = "A-01L-01-1-01";
const DAY_US: i64 = 86_400_000_000;

impl World {
    /// Of today, by UTC, which is all the same here.
    fn tallied(&self, what: Tallied) -> u64 {
        self.state.tallies.count(what, &self.span(0), &Sight::everything())
    }

    fn span(&self, days_ago: i64) -> Range<i64> {
        let begins = self.context().now_us.div_euclid(DAY_US) * DAY_US - days_ago * DAY_US;
        begins..begins + DAY_US
    }
}

#[test]
fn each_act_is_counted_on_the_day_on_which_it_was_recorded() {
    let mut world = World::new();
    let code = world.register(folder());
    let begun = world.tallied(Tallied::Registered);
    for act in [put_away(SLOT, &code, true), check_out(&code, BORROWER), give_back(&code)] {
        world.ask(act).unwrap();
    }
    let expected = world.register(NewFolder { expected: true, ..folder() });
    world.ask(Command::Receive { folders: vec![expected] }).unwrap();
    assert_eq!(world.tallied(Tallied::Registered), begun + 1);
    for what in [Tallied::PutAway, Tallied::Lent, Tallied::Returned, Tallied::Received] {
        assert_eq!(world.tallied(what), 1, "{what:?}");
    }
    world.pass_days(1);
    assert_eq!(world.tallied(Tallied::Lent), 0);
    assert_eq!(world.state.tallies.count(Tallied::Lent, &world.span(1), &Sight::everything()), 1);
}

#[test]
fn what_was_undone_was_not_done() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    world.ask(check_out(&code, BORROWER)).unwrap();
    assert_eq!(world.tallied(Tallied::Lent), 1);
    world.ask(Command::Undo { seq: world.state.seq }).unwrap();
    assert_eq!(world.tallied(Tallied::Lent), 0);
}

#[test]
fn what_is_older_than_some_days_is_forgotten() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    world.ask(check_out(&code, BORROWER)).unwrap();
    let then = world.span(0);
    world.pass_days(10);
    world.ask(give_back(&code)).unwrap();
    assert_eq!(world.state.tallies.count(Tallied::Lent, &then, &Sight::everything()), 0);
}

#[test]
fn of_what_somebody_may_not_see_nothing_is_counted_for_him() {
    let mut world = World::new();
    let code = world.shelved(SLOT);
    world.ask(check_out(&code, BORROWER)).unwrap();
    let blind = crate::domain::policy::Policy::new([]).sight(&crate::domain::policy::Who {
        person: BORROWER,
        role: crate::domain::policy::Role::Borrower,
        department: None,
        clearance: None,
    });
    assert_eq!(world.state.tallies.count(Tallied::Lent, &world.span(0), &blind), 0);
}
