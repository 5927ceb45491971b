//! Whether what concurrent clients were told can be explained at all: is there one order of the operations, each taking
//! effect at a moment between its call and its answer, in which every answer is right?
//!
//! The search is that of Wing and Gong (Testing and Verifying Concurrent Objects, J. Parallel Distrib. Comput. 17, 1993)
//! with the memory of Lowe (Testing for Linearizability, Concurrency Computat.: Pract. Exper. 29, 2017): a set of
//! operations that led to a state once need not be tried again. Histories are cut into one for each folder first, which
//! changes no verdict (P-compositionality: Horn and Kroening, Faster Linearizability Checking via P-Compositionality,
//! FORTE 2015) and is what makes long ones affordable. An operation whose answer was lost may have happened at any time
//! after its call, or not at all.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

#[path = "linearizability/custody.rs"]
mod custody;
pub use custody::{Custody, Lending, Note, Noted, Said, Whereabouts, Writing};

/// What the history is compared with: one object, used by one client at a time.
pub trait Model {
    type State: Clone + Eq + Hash + Debug;
    type Call: PartialEq + Debug;
    type Answer: Debug;

    fn begun() -> Self::State;

    /// The state after a call that got this answer; nothing if it could not have got it. Where the answer was lost, the
    /// state after whatever the call would have done.
    fn step(state: &Self::State, call: &Self::Call, answer: Option<&Self::Answer>) -> Option<Self::State>;
}

/// A call, and what was answered. Moments count up.
#[derive(Debug, Clone)]
pub struct Operation<C, A> {
    pub called: u64,
    pub call: C,
    pub answered: Option<(u64, A)>,
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// An order that explains it, as indices into the history.
    Explained(Vec<usize>),
    /// There is none. The longest beginning that could be explained.
    Impossible(Vec<usize>),
    /// The search took more than so many steps.
    TooLong,
}

const MAX_STEPS: u64 = 30_000_000;
/// The place before the first event.
const HEAD: usize = 0;

/// An event in time order: a call, or the answer to one.
#[derive(Clone, Copy)]
enum Event {
    Head,
    Call { operation: usize },
    Answer,
}

/// The events that are not explained yet, as a list from which one can be taken and put back in its place.
struct Events {
    events: Vec<Event>,
    next: Vec<usize>,
    before: Vec<usize>,
    /// Where an operation's call and answer stand.
    of: Vec<(usize, Option<usize>)>,
}

impl Events {
    fn new<C, A>(history: &[Operation<C, A>]) -> Self {
        let mut moments = Vec::new();
        for (operation, one) in history.iter().enumerate() {
            moments.push((one.called, Event::Call { operation }, operation));
            if let Some((at, _)) = &one.answered {
                assert!(*at > one.called, "an answer before its call");
                moments.push((*at, Event::Answer, operation));
            }
        }
        // At one moment calls come first: the two were under way together.
        moments.sort_by_key(|(at, event, _)| (*at, matches!(event, Event::Answer)));
        let mut of = vec![(0, None); history.len()];
        let mut events = vec![Event::Head];
        for (_, event, operation) in moments {
            match event {
                Event::Call { .. } => of[operation].0 = events.len(),
                _ => of[operation].1 = Some(events.len()),
            }
            events.push(event);
        }
        let count = events.len();
        // Behind the last one stands the head again.
        let next = (1..=count).map(|at| at % count).collect();
        let before = (0..count).map(|at| (at + count - 1) % count).collect();
        Self { events, next, before, of }
    }

    fn unlink(&mut self, at: usize) {
        let (before, next) = (self.before[at], self.next[at]);
        self.next[before] = next;
        self.before[next] = before;
    }

    fn link(&mut self, at: usize) {
        let (before, next) = (self.before[at], self.next[at]);
        self.next[before] = at;
        self.before[next] = at;
    }

    fn take(&mut self, operation: usize) {
        let (call, answer) = self.of[operation];
        self.unlink(call);
        if let Some(answer) = answer {
            self.unlink(answer);
        }
    }

    fn put_back(&mut self, operation: usize) {
        let (call, answer) = self.of[operation];
        if let Some(answer) = answer {
            self.link(answer);
        }
        self.link(call);
    }
}

/// Looks for an order that explains a history.
pub fn check<M: Model>(history: &[Operation<M::Call, M::Answer>]) -> Verdict {
    let mut events = Events::new(history);
    let mut to_explain = history.iter().filter(|one| one.answered.is_some()).count();
    let twins = lost_twins(history);
    let mut taken = vec![0_u64; history.len().div_ceil(64)];
    let mut state = M::begun();
    let mut seen: HashSet<(Vec<u64>, M::State)> = HashSet::new();
    let mut order: Vec<(usize, M::State)> = Vec::new();
    let mut longest = Vec::new();
    let mut at = events.next[HEAD];
    for _ in 0..MAX_STEPS {
        if to_explain == 0 {
            return Verdict::Explained(order.into_iter().map(|(operation, _)| operation).collect());
        }
        if let Event::Call { operation } = events.events[at] {
            let one = &history[operation];
            let answer = one.answered.as_ref().map(|(_, answer)| answer);
            let twin_waits = twins[operation].is_some_and(|twin| taken[twin / 64] >> (twin % 64) & 1 == 0);
            let next = M::step(&state, &one.call, answer).filter(|next| {
                // A lost operation is worth a try only where it changes something, and the first of its like will do.
                if answer.is_none() && (twin_waits || *next == state) {
                    return false;
                }
                let mut with = taken.clone();
                with[operation / 64] |= 1 << (operation % 64);
                seen.insert((with, next.clone()))
            });
            if let Some(next) = next {
                taken[operation / 64] |= 1 << (operation % 64);
                to_explain -= usize::from(answer.is_some());
                order.push((operation, std::mem::replace(&mut state, next)));
                if order.len() > longest.len() {
                    longest = order.iter().map(|(operation, _)| *operation).collect();
                }
                events.take(operation);
                at = events.next[HEAD];
            } else {
                at = events.next[at];
            }
            continue;
        }
        // An answer whose call must come first but cannot, or the end: the last choice was wrong.
        let Some((operation, before)) = order.pop() else { return Verdict::Impossible(longest) };
        state = before;
        taken[operation / 64] &= !(1 << (operation % 64));
        to_explain += usize::from(history[operation].answered.is_some());
        events.put_back(operation);
        at = events.next[events.of[operation].0];
    }
    Verdict::TooLong
}

/// For each lost operation the one before it that asked for the same, if there is one: of those that are alike any will
/// do in place of another, so that they are tried in one order only.
fn lost_twins<C: PartialEq, A>(history: &[Operation<C, A>]) -> Vec<Option<usize>> {
    let mut lost: Vec<usize> = (0..history.len()).filter(|one| history[*one].answered.is_none()).collect();
    lost.sort_by_key(|one| history[*one].called);
    let mut twins = vec![None; history.len()];
    for (at, one) in lost.iter().enumerate() {
        twins[*one] = lost[..at].iter().rev().find(|other| history[**other].call == history[*one].call).copied();
    }
    twins
}
