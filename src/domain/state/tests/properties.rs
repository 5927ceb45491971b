use super::brute::{check, check_indexes};
use crate::domain::command::{Command, NewFolder, Placement};
use crate::domain::decide::tests::random::{Random, command, context, for_seeds};
use crate::domain::decide::tests::world::{folder, set_up};
use crate::domain::decide::{Overlay, Step};
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::state::{Handled, Stamp, State};
use serde_json::{Deserializer, Value};

/// An archive that is set up, with what led to it.
fn begun(random: &mut Random) -> (State, Vec<Step>) {
    let base = State::default();
    let mut overlay = Overlay::new(&base);
    let mut context = context(random, &base, 0);
    context.actor = Actor::System;
    for command in set_up() {
        overlay.decide(&command, &context).unwrap();
    }
    let new = NewFolder { placement: Placement::Assign, ..folder() };
    overlay.decide(&Command::RegisterFolders(vec![new; 8]), &context).unwrap();
    overlay.into_parts()
}

/// Asks so many things in groups, and hands every group's State to a check.
pub fn story(random: &mut Random, commands: u64, mut look: impl FnMut(&State)) -> (State, Vec<Step>) {
    let (mut state, mut steps) = begun(random);
    let mut hour = 0;
    while hour < commands {
        let base = state;
        let mut overlay = Overlay::new(&base);
        for _ in 0..1 + random.below(8) {
            hour += 1;
            let (context, command) = (context(random, overlay.state(), hour), command(random, overlay.state()));
            let (before, count) = (overlay.state().clone(), overlay.steps().len());
            match overlay.decide(&command, &context) {
                Err(refusal) => {
                    assert_eq!(overlay.state(), &before, "{command:?} was refused ({refusal}) and left a trace");
                    assert_eq!(overlay.steps().len(), count);
                }
                Ok(decided) => {
                    assert!(decided.steps.len() <= crate::domain::command::MAX_EVENTS_PER_COMMAND);
                    if decided.steps.is_empty() {
                        assert_eq!(overlay.state(), &before, "{command:?} changed State without an event");
                    }
                    if random.chance(10) {
                        overlay.undo_to(decided.steps.start);
                        assert_eq!(overlay.state(), &before, "{command:?} could not be taken back");
                    } else if random.chance(30) && !decided.steps.is_empty() {
                        let seq = overlay.state().seq;
                        overlay.remember(random.next().into(), Handled { seq, request: 0 }, context.occurred_us);
                    }
                }
            }
        }
        let (next, made) = overlay.into_parts();
        look(&next);
        state = next;
        steps.extend(made);
    }
    (state, steps)
}

/// An event as it comes back from the ledger.
fn through_json(event: &Event, erased: bool) -> Event {
    let facts = event.write_facts(serde_json::value::Serializer).unwrap().to_string();
    let private = event.write_private(serde_json::value::Serializer).unwrap().to_string();
    let keeps = event.has_private() && !erased;
    let (mut facts, mut private) = (Deserializer::from_str(&facts), Deserializer::from_str(&private));
    Event::read(event.kind(), &mut facts, keeps.then_some(&mut private)).unwrap().unwrap()
}

fn replay(steps: &[Step], mut erased: impl FnMut() -> bool) -> State {
    let mut state = State::default();
    for step in steps {
        match step {
            Step::Event(stamp, event) => state.apply(*stamp, &through_json(event, erased())),
            handled => state.take(handled),
        }
    }
    state
}

#[test]
fn whatever_is_asked_the_indexes_say_what_the_rows_say() {
    for_seeds(12, |random| drop(story(random, 400, check)));
}

#[test]
fn a_state_replayed_from_its_events_is_the_state_that_was_decided_on() {
    for_seeds(12, |random| {
        let (state, steps) = story(random, 300, |_| {});
        assert_eq!(replay(&steps, || false), state);
    });
}

#[test]
fn a_checkpoint_comes_back_as_it_was_and_goes_on_the_same_way() {
    for_seeds(10, |random| {
        let (state, _) = story(random, 120, |_| {});
        let bytes = postcard::to_stdvec(&state).unwrap();
        let back: State = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(back, state);
        check(&back);
        let (mut live, mut restored) = (Overlay::new(&state), Overlay::new(&back));
        for hour in 0..60 {
            let (context, command) = (context(random, live.state(), 200 + hour), command(random, live.state()));
            assert_eq!(live.decide(&command, &context), restored.decide(&command, &context), "{command:?}");
        }
        assert_eq!(live.steps(), restored.steps());
        assert_eq!(live.state(), restored.state());
    });
}

#[test]
fn the_same_wishes_always_have_the_same_results() {
    for_seeds(5, |random| {
        let seed = random.next();
        let (one, other) = (story(&mut Random(seed), 120, |_| {}), story(&mut Random(seed), 120, |_| {}));
        assert_eq!(one.1, other.1);
        assert_eq!(one.0, other.0);
    });
}

#[test]
fn what_an_erasure_leaves_still_replays_to_the_same_places_codes_and_loans() {
    for_seeds(10, |random| {
        let (state, steps) = story(random, 150, |_| {});
        let erased = replay(&steps, || random.chance(50));
        assert_eq!(erased.custody, state.custody);
        assert_eq!(erased.places, state.places);
        assert_eq!(erased.codes, state.codes);
        assert_eq!(erased.folders, state.folders);
        assert_eq!(erased.organisation, state.organisation);
        check(&erased);
        let nothing = replay(&steps, || true);
        assert!(nothing.people.iter().all(|person| person.details.name.is_empty()));
        assert_eq!(nothing.custody, state.custody);
    });
}

/// Numbers and words of the facts put in place of others.
fn spoil(random: &mut Random, value: &mut Value) {
    match value {
        Value::Number(number) if random.chance(25) => {
            let wrong = [0, 1, 2, 3, 7, 40, 300, 65_535, 70_000, u64::from(u32::MAX)];
            *number = random.pick(&wrong).into();
        }
        Value::String(text) if random.chance(5) => *text = random.pick(&["", "A", "NEW2026-000001", "💾"]).to_owned(),
        Value::Array(values) => {
            if random.chance(10) {
                values.truncate(1);
            }
            values.iter_mut().for_each(|value| spoil(random, value));
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| spoil(random, value)),
        _ => {}
    }
}

fn spoilt(random: &mut Random, event: &Event) -> Option<Event> {
    let mut facts = event.write_facts(serde_json::value::Serializer).unwrap();
    spoil(random, &mut facts);
    let private = event.write_private(serde_json::value::Serializer).unwrap();
    let private = (event.has_private() && random.chance(70)).then_some(private);
    Event::read(event.kind(), facts, private).ok().flatten()
}

#[test]
fn events_that_make_no_sense_are_taken_without_a_panic_and_leave_the_indexes_right() {
    for_seeds(20, |random| {
        let (_, steps) = story(random, 100, |_| {});
        let mut state = if random.chance(50) { State::default() } else { begun(random).0 };
        let events: Vec<_> =
            steps.iter().filter_map(|step| if let Step::Event(_, event) = step { Some(event) } else { None }).collect();
        for seq in 0..300 {
            // In order for the most part, or nothing would ever be there to be spoilt.
            let at =
                if random.chance(70) { seq * events.len() / 300 } else { random.below(events.len() as u64) as usize };
            let Some(event) = spoilt(random, events[at]) else { continue };
            let (occurred_us, recorded_us) = (random.next() as i64, random.next() as i64);
            let stamp = Stamp { seq: seq as u64 + 1, occurred_us, recorded_us, actor: Actor::System };
            state.apply(stamp, &event);
        }
        check_indexes(&state);
        let bytes = postcard::to_stdvec(&state).unwrap();
        assert_eq!(postcard::from_bytes::<State>(&bytes).unwrap(), state);
        let mut overlay = Overlay::new(&state);
        for hour in 0..40 {
            let (context, command) = (context(random, overlay.state(), hour), command(random, overlay.state()));
            let _ = overlay.decide(&command, &context);
        }
    });
}

#[test]
fn the_random_stories_are_about_everything_that_can_happen() {
    let told = std::cell::RefCell::new(std::collections::BTreeMap::new());
    for_seeds(160, |random| {
        for step in story(random, 400, |_| {}).1 {
            if let Step::Event(_, event) = step {
                *told.borrow_mut().entry(event.kind()).or_insert(0) += 1;
            }
        }
    });
    let told = told.into_inner();
    if std::env::var_os("STRONGROOM_SEED").is_none() {
        let missing: Vec<_> = Event::KINDS.iter().filter(|kind| !told.contains_key(*kind)).collect();
        assert!(missing.is_empty(), "{missing:?} never happened; {told:?}");
    }
}
