//! A seeded simulation: random commands in groups, repeated ids, a disk that fails, power that goes, checkpoints of any
//! age. `STRONGROOM_SEED` runs one story again, `STRONGROOM_SEEDS` says how many to run.

use super::{Answer, Machine, SMALL, is_of_the_disk};
use crate::archive::{Meta, codec, open};
use crate::domain::command::Command;
use crate::domain::decide::tests::random::{Random, command, context, for_seeds};
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::refusal::Code;
use crate::domain::state::State;
use crate::domain::state::tests::brute::check;
use crate::ledger::storage::{Crash, Faults};
use crate::ledger::{Hash256, Position, verify};
use chrono::TimeDelta;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A command that was sent under an id, and what was said of it.
#[derive(Clone)]
struct Sent {
    meta: Meta,
    command: Command,
    answer: Option<Answer>,
}

impl Seen {
    fn and(self, other: Self) -> Self {
        Self {
            frames: self.frames + other.frames,
            repeated: self.repeated + other.repeated,
            failed: self.failed + other.failed,
            reappeared: self.reappeared + other.reappeared,
            torn: self.torn + other.torn,
            from_checkpoint: self.from_checkpoint + other.from_checkpoint,
        }
    }
}

struct Story {
    machine: Machine,
    sent: Vec<Sent>,
    /// The events of every frame that was acknowledged, by its number.
    acknowledged: BTreeMap<u64, Arc<[Event]>>,
    /// Ids of commands whose group the disk failed.
    failed: Vec<String>,
    checkpoints: Vec<(State, Position)>,
    frames_before: u64,
    seen: Seen,
}

/// What happened in a story, to see that the stories are worth telling.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    frames: u64,
    repeated: u64,
    failed: u64,
    reappeared: u64,
    torn: u64,
    from_checkpoint: u64,
}

impl Story {
    fn begun(random: &mut Random) -> Self {
        let machine = Machine::begun(random.next());
        let frames_before = machine.now().position.seq;
        let (sent, acknowledged) = (Vec::new(), BTreeMap::new());
        Self {
            machine,
            sent,
            acknowledged,
            failed: Vec::new(),
            checkpoints: Vec::new(),
            frames_before,
            seen: Seen::default(),
        }
    }

    fn new_command(&self, random: &mut Random) -> Sent {
        let state = &self.machine.now().state;
        let context = context(random, state, 0);
        let now_us = self.machine.clock.now_us();
        let number = self.sent.len() as u64 + random.next() % 1_000_000 * 1_000;
        let occurred_us = [None, None, None, Some(now_us - 5_000_000), Some(i64::MIN), Some(i64::MAX)];
        let mut meta = Meta { occurred_us: random.pick(&occurred_us), ..Meta::of(context.actor) };
        if context.actor == Actor::Local {
            meta.local_user = Some("archive".to_owned());
        }
        if random.chance(80) {
            meta = meta.with_id(format!("c{number}"));
            meta.request = Some(Hash256::of(&number.to_le_bytes()).into());
        }
        Sent { meta, command: command(random, state), answer: None }
    }

    /// Sends a group: new commands, and some that were sent before.
    fn send(&mut self, random: &mut Random) {
        let mut group: Vec<Sent> = (0..1 + random.below(6)).map(|_| self.new_command(random)).collect();
        if !self.sent.is_empty() && random.chance(40) {
            group.push(random.pick(&self.sent));
        }
        if random.chance(15) {
            let twice = random.pick(&group);
            group.push(twice);
        }
        let before = self.machine.now();
        let answers = self.machine.ask(group.iter().map(|sent| (sent.meta.clone(), sent.command.clone())).collect());
        let stored = !answers.iter().any(|answer| answer.as_ref().is_err_and(|no| is_of_the_disk(no.code)));
        for (mut sent, answer) in group.into_iter().zip(answers) {
            self.check_answer(&sent, &answer);
            sent.answer = Some(answer);
            if sent.meta.command_id.is_some() {
                self.sent.push(sent);
            }
        }
        let now = self.machine.now();
        if !stored {
            self.seen.failed += 1;
            assert_eq!(now.position, before.position);
            assert_eq!(now.state, before.state, "a group that is not durable was seen");
        }
        assert_eq!(now.state.seq, now.position.seq);
    }

    fn check_answer(&mut self, sent: &Sent, answer: &Answer) {
        let done = match answer {
            Ok(done) => done,
            Err(refusal) => {
                assert_ne!(refusal.code, Code::Internal, "{:?}", sent.command);
                assert_ne!(refusal.code, Code::IdempotencyKeyReused, "no id was used for two requests");
                if is_of_the_disk(refusal.code) {
                    self.failed.extend(sent.meta.command_id.clone());
                }
                return;
            }
        };
        let known = self.acknowledged.get(&done.seq);
        self.seen.repeated += u64::from(done.repeated);
        if done.repeated {
            assert_eq!(known, Some(&done.events), "the answer of frame {} is another one now", done.seq);
        } else if !done.events.is_empty() {
            assert_eq!(known, None, "frame {} was given twice", done.seq);
            self.acknowledged.insert(done.seq, done.events.clone());
        }
        let same =
            |other: &&Sent| (other.meta.actor, &other.meta.command_id) == (sent.meta.actor, &sent.meta.command_id);
        let earlier = self.sent.iter().filter(|_| sent.meta.command_id.is_some()).filter(same);
        for earlier in earlier.filter_map(|earlier| earlier.answer.as_ref()?.as_ref().ok()) {
            if !earlier.events.is_empty() {
                assert!(done.repeated, "frame {} was done again as {}", earlier.seq, done.seq);
                assert_eq!((earlier.seq, &earlier.outcomes), (done.seq, &done.outcomes));
            }
        }
    }

    fn maybe_keep_checkpoint(&mut self, random: &mut Random) {
        if random.chance(20) {
            let now = self.machine.now();
            let bytes = postcard::to_stdvec(&now.state).unwrap();
            self.checkpoints.push((postcard::from_bytes(&bytes).unwrap(), now.position));
        }
    }

    /// Opens the ledger again, after a stop or after the power went.
    fn open_again(&mut self, random: &mut Random) {
        let live = self.machine.now();
        let crash =
            [Crash::LoseUnsynced, Crash::KeepUnsynced, Crash::Seeded(random.next()), Crash::Seeded(random.next())];
        let memory = self.machine.memory.crash(random.pick(&crash));
        let checkpoint =
            if random.chance(70) && !self.checkpoints.is_empty() { Some(random.pick(&self.checkpoints)) } else { None };
        let fits = checkpoint.is_some();
        self.machine = Machine::open(memory, self.machine.clock.clone(), checkpoint).unwrap();
        assert_eq!(self.machine.from_checkpoint, fits, "a checkpoint of an acknowledged State always fits");
        self.seen.torn += u64::from(self.machine.report.torn.is_some());
        self.seen.from_checkpoint += u64::from(fits);
        let now = self.machine.now();
        assert!(now.position.seq >= live.position.seq, "what was acknowledged is gone");
        self.check_ledger(live.position.seq);
        if now.position.seq == live.position.seq {
            assert_eq!(now.state, live.state, "what was replayed is not what was live");
        }
        let (_, _, replayed, _) = open::load(None, &self.machine.storage, SMALL).unwrap();
        assert_eq!(replayed, now.state, "with and without a checkpoint");
        check(&now.state);
        self.failed.clear();
    }

    /// Every frame holds what was acknowledged; behind the last one there may be frames of a group that the disk failed.
    fn check_ledger(&mut self, live_seq: u64) {
        assert!(verify(&self.machine.storage).unwrap().is_right());
        for frame in self.machine.frames().iter().filter(|frame| frame.seq > self.frames_before) {
            let events = codec::events_of(frame).unwrap();
            match self.acknowledged.get(&frame.seq) {
                Some(acknowledged) => assert_eq!(events.as_slice(), acknowledged.as_ref(), "frame {}", frame.seq),
                None => {
                    assert!(frame.seq > live_seq, "frame {} was never acknowledged", frame.seq);
                    let own = frame.head.command_id.starts_with(codec::OWN_ID_MARK);
                    assert!(
                        own || self.failed.contains(&frame.head.command_id),
                        "{} was invented",
                        frame.head.command_id
                    );
                    self.acknowledged.insert(frame.seq, events.into());
                    self.seen.reappeared += 1;
                }
            }
        }
        assert_eq!(self.acknowledged.len() as u64, self.machine.now().position.seq - self.frames_before);
    }
}

fn fault(random: &mut Random) -> Faults {
    let then_read_only = random.chance(60);
    match random.below(3) {
        0 => Faults { syncs_before_failure: Some(random.below(3) as u32), then_read_only, ..Faults::default() },
        1 => Faults { bytes_before_failure: Some(random.below(8_000)), then_read_only, ..Faults::default() },
        _ => Faults { read_only: true, ..Faults::default() },
    }
}

#[test]
fn whatever_fails_nothing_acknowledged_is_lost_nothing_refused_is_seen_and_replay_is_what_was_live() {
    let seen = Cell::new(Seen::default());
    for_seeds(50, |random| {
        let mut story = Story::begun(random);
        for _ in 0..24 {
            match random.below(10) {
                0..2 => story.machine.memory.set_faults(fault(random)),
                2 => story.machine.memory.set_faults(Faults::default()),
                3 => story.open_again(random),
                _ => {}
            }
            story.machine.clock.advance(TimeDelta::seconds(random.below(4_000) as i64 - 1_000));
            let failed = story.seen.failed;
            story.send(random);
            if story.seen.failed > failed && random.chance(50) {
                story.open_again(random);
            }
            story.maybe_keep_checkpoint(random);
        }
        story.machine.memory.set_faults(Faults::default());
        story.open_again(random);
        story.send(random);
        let live = story.machine.now();
        story.machine = Machine::open(story.machine.memory.clone(), story.machine.clock.clone(), None).unwrap();
        assert_eq!(story.machine.now().state, live.state);
        story.seen.frames = live.position.seq;
        seen.set(seen.get().and(story.seen));
    });
    let Seen { frames, repeated, failed, reappeared, torn, from_checkpoint } = seen.get();
    let all = [frames, repeated, failed, reappeared, torn, from_checkpoint];
    assert!(std::env::var_os("STRONGROOM_SEED").is_some() || !all.contains(&0), "{:?}", seen.get());
}
