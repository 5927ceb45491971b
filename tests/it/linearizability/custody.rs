//! A folder's custody and its note as automata, and histories that the checker must tell apart.

use super::{Model, Operation, Verdict, check};

/// Where a folder is, as far as lending goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whereabouts {
    AtDesk,
    OnShelf,
    OnLoan(u64),
}

/// What a client asks of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lending {
    CheckOut(u64),
    Return,
    PutAway,
    Look,
}

/// What he is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Done,
    /// It is on loan already.
    OnLoan,
    Found(Whereabouts),
}

/// A folder that can be lent once at a time.
pub struct Custody;

impl Model for Custody {
    type State = Whereabouts;
    type Call = Lending;
    type Answer = Said;

    fn begun() -> Whereabouts {
        Whereabouts::AtDesk
    }

    fn step(state: &Whereabouts, call: &Lending, answer: Option<&Said>) -> Option<Whereabouts> {
        let (right, next) = match (call, state) {
            (Lending::CheckOut(_), Whereabouts::OnLoan(_)) => (Said::OnLoan, *state),
            (Lending::CheckOut(person), _) => (Said::Done, Whereabouts::OnLoan(*person)),
            (Lending::Return, _) => (Said::Done, Whereabouts::AtDesk),
            (Lending::PutAway, _) => (Said::Done, Whereabouts::OnShelf),
            (Lending::Look, _) => (Said::Found(*state), *state),
        };
        answer.is_none_or(|answer| *answer == right).then_some(next)
    }
}

/// What a client does with a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writing {
    Write(String),
    Read,
}

/// What he is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noted {
    Written,
    /// Somebody else was quicker.
    Refused,
    Reads(String),
}

/// A note that holds what was written last.
pub struct Note;

impl Model for Note {
    type State = String;
    type Call = Writing;
    type Answer = Noted;

    fn begun() -> String {
        String::new()
    }

    fn step(state: &String, call: &Writing, answer: Option<&Noted>) -> Option<String> {
        match (call, answer) {
            (Writing::Write(_), Some(Noted::Refused)) => Some(state.clone()),
            (Writing::Write(text), Some(Noted::Written) | None) => Some(text.clone()),
            (Writing::Read, Some(Noted::Reads(text))) if text == state => Some(state.clone()),
            (Writing::Read, None) => Some(state.clone()),
            _ => None,
        }
    }
}

type One = Operation<Lending, Said>;

fn told(called: u64, answered: u64, call: Lending, answer: Said) -> One {
    Operation { called, call, answered: Some((answered, answer)) }
}

fn lost(called: u64, call: Lending) -> One {
    Operation { called, call, answered: None }
}

fn is_explained(history: &[One]) -> bool {
    match check::<Custody>(history) {
        Verdict::Explained(_) => true,
        Verdict::Impossible(_) => false,
        Verdict::TooLong => panic!("too long"),
    }
}

const FIRST: Lending = Lending::CheckOut(1);
const SECOND: Lending = Lending::CheckOut(2);
const TO_FIRST: Said = Said::Found(Whereabouts::OnLoan(1));
const TO_SECOND: Said = Said::Found(Whereabouts::OnLoan(2));

#[test]
fn one_folder_lent_to_two_people_at_once_cannot_be_explained() {
    assert!(!is_explained(&[told(1, 4, FIRST, Said::Done), told(2, 3, SECOND, Said::Done)]));
    assert!(is_explained(&[told(1, 4, FIRST, Said::OnLoan), told(2, 3, SECOND, Said::Done)]));
    // A return between the two makes it possible, if there was time for it.
    let with_return = |from, to| {
        [told(1, 9, FIRST, Said::Done), told(2, 8, SECOND, Said::Done), told(from, to, Lending::Return, Said::Done)]
    };
    assert!(is_explained(&with_return(3, 7)));
    assert!(!is_explained(&with_return(10, 11)));
}

#[test]
fn an_answer_that_was_given_cannot_be_undone_by_a_kill() {
    let acknowledged = told(1, 2, FIRST, Said::Done);
    assert!(!is_explained(&[acknowledged.clone(), told(3, 4, Lending::Look, Said::Found(Whereabouts::AtDesk))]));
    assert!(is_explained(&[acknowledged.clone(), told(3, 4, Lending::Look, TO_FIRST)]));
    // Nor by another check-out that was lost.
    assert!(!is_explained(&[acknowledged, lost(3, SECOND), told(4, 5, Lending::Look, TO_SECOND)]));
}

#[test]
fn what_was_lost_may_have_happened_late_or_not_at_all_but_not_before_it_was_asked() {
    let at_desk = Said::Found(Whereabouts::AtDesk);
    let history = |then: &[One]| [&[lost(3, FIRST)], then].concat();
    assert!(is_explained(&history(&[told(4, 5, Lending::Look, at_desk)])));
    assert!(is_explained(&history(&[told(4, 5, Lending::Look, TO_FIRST)])));
    assert!(is_explained(&history(&[told(4, 5, Lending::Look, at_desk), told(6, 7, Lending::Look, TO_FIRST)])));
    assert!(!is_explained(&history(&[told(4, 5, Lending::Look, TO_FIRST), told(6, 7, Lending::Look, at_desk)])));
    assert!(!is_explained(&history(&[told(1, 2, Lending::Look, TO_FIRST)])));
}

#[test]
fn a_reader_may_not_see_a_folder_go_back_in_time() {
    let lending = told(1, 10, FIRST, Said::Done);
    let looks = |first, second| {
        let looks = [told(2, 3, Lending::Look, first), told(4, 5, Lending::Look, second)];
        is_explained(&[std::slice::from_ref(&lending), looks.as_slice()].concat())
    };
    let at_desk = Said::Found(Whereabouts::AtDesk);
    assert!(looks(at_desk, TO_FIRST) && looks(at_desk, at_desk) && looks(TO_FIRST, TO_FIRST));
    assert!(!looks(TO_FIRST, at_desk));
}

#[test]
fn a_refusal_needs_a_loan_to_be_refused_for() {
    assert!(!is_explained(&[told(1, 2, FIRST, Said::OnLoan)]));
    assert!(is_explained(&[lost(1, SECOND), told(2, 3, FIRST, Said::OnLoan)]));
    let put_away = told(2, 3, Lending::PutAway, Said::Done);
    assert!(!is_explained(&[told(0, 1, FIRST, Said::Done), put_away, told(4, 5, SECOND, Said::OnLoan)]));
}

#[test]
fn a_note_reads_as_it_was_last_written() {
    let write = |called, answered, text: &str, answer: Noted| Operation {
        called,
        call: Writing::Write(text.to_owned()),
        answered: Some((answered, answer)),
    };
    let read = |called, answered, text: &str| Operation {
        called,
        call: Writing::Read,
        answered: Some((answered, Noted::Reads(text.to_owned()))),
    };
    let explained = |history: &[_]| matches!(check::<Note>(history), Verdict::Explained(_));
    let both = [write(1, 6, "a", Noted::Written), write(2, 5, "b", Noted::Written)];
    for last in ["a", "b"] {
        assert!(explained(&[both.as_slice(), &[read(7, 8, last), read(9, 10, last)]].concat()));
    }
    assert!(!explained(&[both.as_slice(), &[read(7, 8, "a"), read(9, 10, "b")]].concat()));
    assert!(!explained(&[write(1, 2, "a", Noted::Refused), read(3, 4, "a")]));
}

/// Many clients at random on a real automaton: never a false alarm; one answer turned round: found, if it mattered.
#[test]
fn long_histories_of_a_right_folder_are_explained_and_a_lie_in_them_is_found() {
    let mut random = 7_u64;
    let mut below = |end: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % end
    };
    let (mut found, mut lies) = (0, 0);
    for _ in 0..60 {
        let mut state = Whereabouts::AtDesk;
        let mut history: Vec<One> = Vec::new();
        for moment in 3..203_u64 {
            let call = [FIRST, SECOND, Lending::Return, Lending::PutAway, Lending::Look][below(5) as usize];
            let at = moment * 100 + 50;
            let (called, answered) = (at - below(4) * 49 - 1, at + 1 + below(4) * 47);
            let is_lost = below(20) == 0;
            if is_lost && below(2) == 0 {
                history.push(lost(called, call));
                continue;
            }
            let answer = match (call, state) {
                (Lending::CheckOut(_), Whereabouts::OnLoan(_)) => Said::OnLoan,
                (Lending::Look, _) => Said::Found(state),
                _ => Said::Done,
            };
            state = Custody::step(&state, &call, Some(&answer)).unwrap();
            history.push(if is_lost { lost(called, call) } else { told(called, answered, call, answer) });
        }
        assert!(is_explained(&history));
        let at = below(200) as usize;
        if let Some((_, answer)) = &mut history[at].answered {
            lies += 1;
            *answer = if *answer == Said::Done { Said::OnLoan } else { Said::Done };
            found += usize::from(!is_explained(&history));
        }
    }
    assert!(found * 10 > lies * 5, "{found} of {lies} lies were found");
}
