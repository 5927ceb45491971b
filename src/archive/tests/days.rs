//! Whole days in memory, each from one seed: programs that send ids and devices that number what they queue, both working
//! from what they last saw; counts, undoing and settling among it; answers that get lost, a disk that fails anywhere or
//! is full, power that goes, a clock that jumps, checkpoints of any age, and a restore of last night's backup while the
//! devices know more. It drives the writer as it is. `STRONGROOM_SEED` tells a day again, `STRONGROOM_SEEDS` says how
//! many to live through.

mod happened;

use super::{Answer, Machine, SMALL, is_of_the_disk};
use crate::archive::queued::recall;
use crate::archive::{Meta, Published, codec, open};
use crate::domain::command::Command;
use crate::domain::decide::tests::random::{Random, command, context, for_seeds};
use crate::domain::decide::tests::world::{ADMINISTRATOR, ARCHIVIST};
use crate::domain::discrepancy::Settling;
use crate::domain::event::Event;
use crate::domain::folder::Actor;
use crate::domain::ids::PersonNo;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::tests::brute::check;
use crate::domain::state::{Queue, State};
use crate::ledger::storage::{Crash, Faults, MemoryStorage};
use crate::ledger::{Frame, Hash256, Position, verify};
use chrono::TimeDelta;
use happened::Happened;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

/// In CI, in a debug build.
const DAYS: u64 = 16;
const STEPS: usize = 50;
const DEVICES: usize = 3;
/// What a device keeps to offer again after a restore.
const KEPT: usize = 12;
/// Whose queues are numbered, as `/sync` wants it; the other devices send ids.
const NUMBERED: [Option<PersonNo>; DEVICES] = [None, Some(ADMINISTRATOR), Some(ARCHIVIST)];

/// A command in a device's queue, and what was answered, whether or not the device heard it.
#[derive(Clone)]
struct Queued {
    meta: Meta,
    command: Command,
}

/// A phone at the shelf: it works from what it last saw and forgets nothing that it has not heard an answer to.
struct Device {
    seen: Arc<Published>,
    queue: VecDeque<Queued>,
    /// What it was told is done, to be offered again.
    heard: VecDeque<Queued>,
    /// The last number it gave.
    number: u64,
}

/// What tells a command from all others: its number in its device's queue, or the id that it was sent with.
fn id_of(device: Option<&str>, number: Option<u64>, id: Option<&str>) -> String {
    match (device, number) {
        (Some(device), Some(number)) => format!("{device}/{number}"),
        _ => id.unwrap_or_default().to_owned(),
    }
}

impl Queued {
    fn id(&self) -> String {
        id_of(self.meta.device.as_deref(), self.meta.device_seq, self.meta.command_id.as_deref())
    }
}

fn id_of_frame(frame: &Frame) -> String {
    id_of(frame.head.device.as_deref(), frame.head.device_seq, Some(&frame.head.command_id))
}

/// What is known of a day, by somebody who hears every answer.
#[derive(Default)]
struct Truth {
    /// The events of every frame that was acknowledged, by its number.
    frames: BTreeMap<u64, Arc<[Event]>>,
    /// Where each command's answer is, by its id.
    done: BTreeMap<String, (u64, Vec<crate::domain::decide::Outcome>)>,
    /// Ids of commands that the disk has failed and that may yet be found.
    failed: BTreeSet<String>,
}

struct Day {
    machine: Machine,
    devices: Vec<Device>,
    truth: Truth,
    checkpoints: Vec<(State, Position)>,
    backup: Option<(MemoryStorage, u64)>,
    begun: u64,
    sent: u64,
    /// The clock is a year ahead.
    is_ahead: bool,
    happened: Happened,
}

impl Day {
    fn new(random: &mut Random) -> Self {
        let machine = Machine::begun(random.next());
        let now = machine.now();
        let device = || Device { seen: now.clone(), queue: VecDeque::new(), heard: VecDeque::new(), number: 0 };
        Self {
            devices: (0..DEVICES).map(|_| device()).collect(),
            begun: now.position.seq,
            machine,
            truth: Truth::default(),
            checkpoints: Vec::new(),
            backup: None,
            sent: 0,
            is_ahead: false,
            happened: Happened::default(),
        }
    }

    /// Somebody does something at a device, by what the device knows.
    fn work(&mut self, device: usize, random: &mut Random) {
        self.sent += 1;
        let state = &self.devices[device].seen.state;
        let anybody = match context(random, state, 0).actor {
            Actor::Local => Actor::System,
            actor => actor,
        };
        let occurred_us = Some(self.machine.clock.now_us() - random.below(3_600_000_000) as i64);
        let command = command(random, state);
        // A restore is the archive's own doing, and done below.
        if matches!(command, Command::NoteRestore { .. }) {
            return;
        }
        let meta = Meta {
            occurred_us,
            request: Some(Hash256::of(&self.sent.to_le_bytes()).into()),
            seen_seq: Some(state.seq),
            ..Meta::of(NUMBERED[device].map_or(anybody, Actor::Person))
        };
        let at = &mut self.devices[device];
        let meta = match NUMBERED[device] {
            Some(_) => {
                at.number += 1;
                numbered(meta, device, at.number)
            }
            None => meta.with_id(format!("d{device}-{}", self.sent)),
        };
        at.queue.push_back(Queued { meta, command });
    }

    /// Each device sends a part of its queue; all that arrives is one group.
    fn send(&mut self, random: &mut Random, most: u64, lost_percent: u64) {
        let (mut group, mut from) = (Vec::new(), Vec::new());
        for (number, device) in self.devices.iter().enumerate() {
            for queued in device.queue.iter().take(random.below(most + 1) as usize) {
                group.push((queued.meta.clone(), queued.command.clone()));
                from.push(number);
            }
        }
        if group.is_empty() {
            return;
        }
        let before = self.machine.now();
        let answers = self.machine.ask(group.clone());
        self.happened.commands += group.len() as u64;
        let now = self.machine.now();
        let is_disk = |answer: &Answer| answer.as_ref().is_err_and(|no| is_of_the_disk(no.code));
        if answers.iter().any(is_disk) {
            assert_eq!((now.position, &now.state), (before.position, &before.state), "what is not durable was seen");
        }
        let mut heard = [0; DEVICES];
        let mut listens: Vec<bool> = (0..DEVICES).map(|_| !random.chance(lost_percent)).collect();
        for (((meta, command), device), answer) in group.iter().zip(from).zip(&answers) {
            let id = Queued { meta: meta.clone(), command: command.clone() }.id();
            let _told = OnPanic(command);
            let answer = &self.answered_before(&id, answer);
            self.take_note(&id, answer);
            // In order: what comes behind something unheard waits, as a queue does.
            let waits =
                |no: &Refusal| is_of_the_disk(no.code) || [Code::Internal, Code::NumberAhead].contains(&no.code);
            let settled = !answer.as_ref().is_err_and(waits);
            listens[device] &= settled;
            heard[device] += usize::from(listens[device]);
        }
        for (device, heard) in self.devices.iter_mut().zip(heard) {
            let done: Vec<Queued> = device.queue.drain(..heard).collect();
            device.heard.extend(done);
            let surplus = device.heard.len().saturating_sub(KEPT);
            device.heard.drain(..surplus);
            if random.chance(50) {
                device.seen = now.clone();
            }
        }
    }

    /// What `/sync` answers to a number that was handled before: what its frame says.
    fn answered_before(&mut self, id: &str, answer: &Answer) -> Answer {
        if !answer.as_ref().is_err_and(|no| no.code == Code::NumberHandled) {
            return answer.clone();
        }
        self.happened.numbered_again += 1;
        if self.machine.memory.is_failing() {
            return Err(Code::Internal.into());
        }
        let frame = self.machine.frames().into_iter().find(|frame| id_of_frame(frame) == id).unwrap();
        let (ledger, ..) = open::load(None, &self.machine.storage, SMALL).unwrap();
        recall(&ledger.reader(), frame.seq, &self.machine.now())
    }

    fn take_note(&mut self, id: &str, answer: &Answer) {
        match answer {
            Ok(done) if done.repeated => {
                self.happened.repeated += 1;
                let events = self.truth.frames.get(&done.seq);
                assert_eq!(events, Some(&done.events), "{id}: the answer of frame {} is another one now", done.seq);
                let first = self.truth.done.entry(id.to_owned()).or_insert((done.seq, done.outcomes.clone()));
                assert_eq!(*first, (done.seq, done.outcomes.clone()), "{id}");
                self.truth.failed.remove(id);
            }
            Ok(done) if !done.events.is_empty() => {
                assert!(self.truth.frames.insert(done.seq, done.events.clone()).is_none(), "frame {} twice", done.seq);
                let twice = self.truth.done.insert(id.to_owned(), (done.seq, done.outcomes.clone()));
                assert!(twice.is_none(), "{id} was done twice");
                self.truth.failed.remove(id);
                for event in done.events.iter() {
                    match event {
                        Event::CountClosed(_) => self.happened.counted += 1,
                        Event::Undone(_) => self.happened.undone += 1,
                        Event::DiscrepancySettled(event, _) if event.how != Settling::Corrected => {
                            self.happened.settled += 1;
                        }
                        _ => {}
                    }
                }
            }
            Ok(_) => {}
            Err(refusal) if is_of_the_disk(refusal.code) => {
                self.happened.failed += 1;
                self.happened.full += u64::from(refusal.code == Code::StorageFull);
                if !self.truth.done.contains_key(id) {
                    self.truth.failed.insert(id.to_owned());
                }
            }
            Err(refusal) => {
                assert_ne!(refusal.code, Code::IdempotencyKeyReused, "{id}");
                // Something that was done cannot be told again only while the disk cannot be read.
                let unreadable = refusal.code == Code::Internal && self.machine.memory.is_failing();
                assert!(unreadable || !self.truth.done.contains_key(id), "{id} was done and is now {refusal}");
                assert!(unreadable || refusal.code != Code::Internal, "{id}");
            }
        }
    }

    /// The power goes, or the service stops; then the ledger is opened again.
    fn open_again(&mut self, random: &mut Random) {
        self.happened.crashes += 1;
        let live = self.machine.now();
        let crash =
            [Crash::LoseUnsynced, Crash::KeepUnsynced, Crash::Seeded(random.next()), Crash::Seeded(random.next())];
        let memory = self.machine.memory.crash(random.pick(&crash));
        let checkpoint =
            if random.chance(70) && !self.checkpoints.is_empty() { Some(random.pick(&self.checkpoints)) } else { None };
        self.machine = Machine::open(memory, self.machine.clock.clone(), checkpoint).unwrap();
        self.happened.torn += u64::from(self.machine.report.torn.is_some());
        let now = self.machine.now();
        assert!(now.position.seq >= live.position.seq, "what was acknowledged is gone");
        if now.position.seq == live.position.seq {
            assert_eq!(now.state, live.state, "what was replayed is not what was live");
        }
        self.check_ledger(live.position.seq);
    }

    /// Every frame holds what was acknowledged; behind those there may be some that the disk failed, and nothing else.
    fn check_ledger(&mut self, live_seq: u64) {
        for frame in self.machine.frames().iter().filter(|frame| frame.seq > self.begun) {
            let events = codec::events_of(frame).unwrap();
            match self.truth.frames.get(&frame.seq) {
                Some(acknowledged) => assert_eq!(events.as_slice(), acknowledged.as_ref(), "frame {}", frame.seq),
                None => {
                    assert!(frame.seq > live_seq, "frame {} was never acknowledged", frame.seq);
                    let id = id_of_frame(frame);
                    assert!(self.truth.failed.contains(&id), "{id} was invented");
                    self.truth.frames.insert(frame.seq, events.into());
                }
            }
        }
        assert_eq!(self.truth.frames.len() as u64, self.machine.now().position.seq - self.begun);
        // Whatever was not found now never will be.
        self.truth.failed.clear();
    }

    fn keep(&mut self, random: &mut Random) {
        let now = self.machine.now();
        if random.chance(15) {
            let bytes = postcard::to_stdvec(&now.state).unwrap();
            self.checkpoints.push((postcard::from_bytes(&bytes).unwrap(), now.position));
        }
        if random.chance(10) && !self.machine.memory.is_failing() && self.truth.failed.is_empty() {
            self.backup = Some((self.machine.memory.crash(Crash::KeepUnsynced), now.position.seq));
        }
    }

    /// Last night's backup takes the archive's place; the devices offer again what they were told is done.
    fn restore(&mut self, random: &mut Random) {
        let Some((memory, seq)) = self.backup.take() else { return };
        self.happened.restores += 1;
        self.machine = Machine::open(memory, self.machine.clock.clone(), None).unwrap();
        assert_eq!(self.machine.now().position.seq, seq);
        self.truth.frames.retain(|known, _| *known <= seq);
        self.truth.done.retain(|_, (known, _)| *known <= seq);
        self.truth.failed.clear();
        self.checkpoints.clear();
        let note = Command::NoteRestore { incarnation: format!("{:016x}", random.next()) };
        let done = self.machine.ask_one(Meta::of(Actor::System), note).unwrap();
        self.truth.frames.insert(done.seq, done.events);
        let now = self.machine.now();
        for device in &mut self.devices {
            self.happened.offered_again += device.heard.len() as u64;
            device.heard.append(&mut device.queue);
            device.queue = std::mem::take(&mut device.heard);
            device.seen = now.clone();
        }
        self.fill_gaps(&now.state);
    }

    /// What a device does not keep any more, and the archive has lost, would hold up the rest for ever.
    fn fill_gaps(&mut self, state: &State) {
        for (at, device) in self.devices.iter_mut().enumerate() {
            let Some(person) = NUMBERED[at] else { continue };
            let handled = state.devices.handled(&Queue { person, device: format!("D{at}").into() });
            let first = device.queue.front().and_then(|queued| queued.meta.device_seq).unwrap_or(device.number + 1);
            for number in (handled + 1..first).rev() {
                self.happened.forgotten += 1;
                let command = Command::Unfit { refusal: Code::CommandForgotten.into(), folders: Vec::new() };
                let meta = numbered(Meta::of(Actor::Person(person)), at, number);
                device.queue.push_front(Queued { meta, command });
            }
        }
    }

    /// Time goes on, or jumps: a year ahead and home again, for keys are forgotten two weeks after the last jump ahead.
    fn pass_time(&mut self, random: &mut Random) {
        let by = match random.below(30) {
            0 => {
                self.is_ahead = !self.is_ahead;
                TimeDelta::days(if self.is_ahead { 365 } else { -365 })
            }
            1 => TimeDelta::days(-3),
            _ => TimeDelta::seconds(random.below(600) as i64),
        };
        self.machine.clock.advance(by);
    }

    /// Everything works again, and every queue is emptied.
    fn evening(&mut self, random: &mut Random) {
        self.machine.memory.set_faults(Faults::default());
        self.open_again(random);
        while self.devices.iter().any(|device| !device.queue.is_empty()) {
            self.send(random, 9, 0);
        }
        self.open_again(random);
        let now = self.machine.now();
        check(&now.state);
        assert!(verify(&self.machine.storage).unwrap().is_right());
        let (_, _, replayed, _) = open::load(None, &self.machine.storage, SMALL).unwrap();
        assert_eq!(replayed, now.state, "a fresh replay");
    }
}

fn numbered(meta: Meta, device: usize, number: u64) -> Meta {
    Meta { device: Some(format!("D{device}")), device_seq: Some(number), ..meta }
}

/// Says which command a failed test was about.
struct OnPanic<'a>(&'a Command);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("it was about {:?}", self.0);
        }
    }
}

fn fault(random: &mut Random) -> Faults {
    let then_read_only = random.chance(50);
    match random.below(5) {
        0 => Faults { syncs_before_failure: Some(random.below(3) as u32), then_read_only, ..Faults::default() },
        1 => Faults { bytes_before_failure: Some(random.below(8_000)), then_read_only, ..Faults::default() },
        2 => Faults { read_only: true, ..Faults::default() },
        3 => Faults { free_bytes: Some(random.below(20_000_000)), ..Faults::default() },
        _ => Faults { errors_per_mille: 20 + random.below(200) as u16, ..Faults::default() },
    }
}

#[test]
fn after_any_day_nothing_acknowledged_is_lost_and_nothing_is_invented() {
    let (all, started) = (Cell::new([0; 13]), Instant::now());
    let days = Cell::new(0);
    for_seeds(DAYS, |random| {
        let mut day = Day::new(random);
        for _ in 0..STEPS {
            match random.below(20) {
                0..2 => day.machine.memory.set_faults(fault(random)),
                2..5 => day.machine.memory.set_faults(Faults::default()),
                5 => day.open_again(random),
                6 if random.chance(30) => day.restore(random),
                _ => {}
            }
            day.pass_time(random);
            for _ in 0..random.below(8) {
                let device = random.below(DEVICES as u64) as usize;
                day.work(device, random);
            }
            let failed = day.happened.failed;
            day.send(random, 4, 20);
            if day.happened.failed > failed && random.chance(30) {
                day.open_again(random);
            }
            day.keep(random);
        }
        day.evening(random);
        let one = day.happened.figures();
        let mut sum = all.get();
        sum.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
        all.set(sum);
        days.set(days.get() + 1);
    });
    let (days, seconds) = (days.get(), started.elapsed().as_secs_f64());
    let figures: Vec<String> =
        Happened::NAMES.iter().zip(all.get()).map(|(name, figure)| format!("{figure} {name}")).collect();
    println!(
        "{days} days in {seconds:.1} s, {:.0} a minute: {}",
        f64::from(days as u32) * 60.0 / seconds,
        figures.join(", ")
    );
    assert!(std::env::var_os("STRONGROOM_SEED").is_some() || !all.get().contains(&0), "{:?}", all.get());
}
