use super::{Machine, system};
use crate::archive::checkpoint::{read, remove, write};
use crate::domain::command::{CaseCommand, Command, NewCase, PaperNote, Papers};
use crate::domain::decide::tests::world::folder;
use crate::domain::folder::Desk;
use crate::domain::ids::{CaseNo, TransferNo};
use crate::domain::paper::PaperState;
use crate::domain::state::State;
use crate::ledger::{Hash256, LedgerError, Position};
use std::fs;

fn filled() -> Machine {
    let mut machine = Machine::begun(1);
    machine.ask_one(system("a"), Command::RegisterFolders(vec![folder(); 3])).unwrap();
    machine
}

#[test]
fn a_checkpoint_is_read_as_it_was_written() {
    let (dir, now) = (tempfile::tempdir().unwrap(), filled().now());
    assert!(read(dir.path()).is_none());
    write(dir.path(), &now.state, now.position).unwrap();
    assert_eq!(read(dir.path()), Some((now.state.clone(), now.position)));
    remove(dir.path()).unwrap();
    remove(dir.path()).unwrap();
    assert!(read(dir.path()).is_none());
}

#[test]
fn a_checkpoint_holds_cases_with_their_days_and_papers() {
    let mut machine = filled();
    let extra = PaperNote {
        paper: None,
        name: "委托书".to_owned(),
        state: PaperState::There,
        pieces: None,
        pages: 2,
        signatures: None,
        remark: String::new(),
    };
    let announced = NewCase {
        business_type: "NEW".to_owned(),
        business_date: Some("2025-12-01".parse().unwrap()),
        ..NewCase::default()
    };
    let wishes = |case: String| {
        [
            CaseCommand::NotePapers { case: case.clone(), papers: vec![extra.clone()] },
            CaseCommand::OpenTransfer { department: "sales1".to_owned(), desk: Desk::Reception },
            CaseCommand::Receive { transfer: TransferNo(0), case, papers: Papers::AllExcept(Vec::new()) },
        ]
    };
    machine.ask_one(system("b"), Command::Case(CaseCommand::Announce(vec![announced]))).unwrap();
    let case = machine.now().state.cases.code(CaseNo(0)).to_owned();
    for (no, wish) in wishes(case).into_iter().enumerate() {
        machine.ask_one(system(&format!("c{no}")), Command::Case(wish)).unwrap();
    }
    let (dir, now) = (tempfile::tempdir().unwrap(), machine.now());
    assert!(now.state.cases.get(CaseNo(0)).unwrap().due.is_some());
    assert!(now.state.cases.papers(CaseNo(0)).iter().any(|paper| paper.signatures.is_empty()));
    write(dir.path(), &now.state, now.position).unwrap();
    assert_eq!(read(dir.path()), Some((now.state.clone(), now.position)));
}

#[test]
fn a_checkpoint_with_any_byte_changed_or_missing_is_discarded() {
    let (dir, now) = (tempfile::tempdir().unwrap(), filled().now());
    write(dir.path(), &now.state, now.position).unwrap();
    let file = dir.path().join("checkpoint");
    let bytes = fs::read(&file).unwrap();
    // Every byte of the head, and one here and there of the rest, which a digest covers as a whole.
    let places = (0..200).chain((200..bytes.len()).step_by(997)).chain([bytes.len() - 1]);
    for at in places {
        let mut spoilt = bytes.clone();
        spoilt[at] ^= 1;
        fs::write(&file, &spoilt).unwrap();
        // What says where it belongs is checked against the ledger; all else is checked here.
        assert!(read(dir.path()).is_none_or(|(state, _)| state == now.state), "byte {at}");
        fs::write(&file, &bytes[..at]).unwrap();
        assert!(read(dir.path()).is_none(), "cut at byte {at}");
    }
}

#[test]
fn a_checkpoint_that_does_not_fit_the_ledger_is_discarded_and_the_ledger_replayed() {
    let machine = filled();
    let now = machine.now();
    let misfits = [
        Position { hash: Hash256::of(b"another history"), ..now.position },
        Position { offset: now.position.offset + 1, ..now.position },
        Position { segment: now.position.segment + 7, ..now.position },
    ];
    for position in misfits {
        let wrong = Some((State::default(), position));
        let opened = Machine::open(machine.memory.clone(), machine.clock.clone(), wrong).unwrap();
        assert!(!opened.from_checkpoint, "{position:?}");
        assert_eq!(opened.now().state, now.state);
    }
    let right = Some((now.state.clone(), now.position));
    let opened = Machine::open(machine.memory.clone(), machine.clock.clone(), right).unwrap();
    assert_eq!((opened.from_checkpoint, opened.report.frames), (true, 0));
    assert_eq!(opened.now().state, now.state);
}

#[test]
fn a_ledger_that_ends_before_its_checkpoint_has_lost_its_end_and_is_not_opened() {
    let machine = filled();
    let known = machine.now();
    let name = "00000001.jsonl";
    let bytes = machine.memory.content(name).unwrap();
    let last = bytes.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').unwrap();
    machine.memory.put(name, bytes[..=last].to_vec());
    let (memory, clock) = (machine.memory.clone(), machine.clock.clone());
    let checkpoint = Some((known.state.clone(), known.position));
    let refused = Machine::open(memory.clone(), clock.clone(), checkpoint).map(drop).unwrap_err();
    let seq = known.position.seq;
    assert!(matches!(refused, LedgerError::EndLost { head, known } if (head + 1, known) == (seq, seq)), "{refused}");
    assert_eq!(Machine::open(memory, clock, None).unwrap().now().position.seq, seq - 1);
}
