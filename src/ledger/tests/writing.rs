use super::*;

#[test]
fn a_group_is_one_sync() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    ledger.append(&drafts(1..2)).unwrap();
    let before = memory.syncs();
    let appended = ledger.append(&drafts(2..66)).unwrap();
    assert_eq!((memory.syncs() - before, appended.len(), ledger.head().seq), (1, 64, 65));
    assert_eq!(appended.last().unwrap().position, ledger.head());
    assert_eq!(ledger.append(&[]).unwrap(), []);
    assert_eq!(memory.syncs() - before, 1);
}

#[test]
fn what_was_appended_is_there_after_a_crash_that_keeps_only_what_was_synced() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    for number in 1..60 {
        ledger.append(&[draft(number)]).unwrap();
        let after: Arc<dyn Storage> = Arc::new(memory.crash(storage::Crash::LoseUnsynced));
        let (_, report, found) = open(&after, small()).unwrap();
        assert_eq!((report.head, report.torn, found), (ledger.head(), None, ids(1..number + 1)));
    }
}

#[test]
fn segments_roll_over_and_chain_on() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    let mut heads = Vec::new();
    for number in 0..20 {
        heads.push(ledger.append(&drafts(number * 3 + 1..number * 3 + 4)).unwrap());
    }
    let last = ledger.head();
    assert!(last.segment > 5);
    for (name, content) in files(&memory) {
        assert!(content.len() <= 4_000, "{name} has {} bytes", content.len());
    }
    drop(ledger);
    let (ledger, report, found) = open(&storage, small()).unwrap();
    assert_eq!((report.frames, report.segments, report.head), (60, last.segment, last));
    assert_eq!(found, ids(1..61));
    for appended in heads.iter().flatten() {
        assert_eq!(ledger.reader().read_at(appended.position.address()).unwrap().position(), appended.position);
    }
    assert!(verify(&storage).unwrap().is_right());
}

#[test]
fn a_frame_larger_than_a_segment_gets_one_of_its_own() {
    let (_, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    let mut large = draft(2);
    large.events = vec![event("Large", &format!(r#"{{"text":"{}"}}"#, "x".repeat(9_000)), None)];
    for draft in [draft(1), large, draft(3)] {
        ledger.append(&[draft]).unwrap();
    }
    assert_eq!(ledger.head().segment, 3);
    drop(ledger);
    assert_eq!(open(&storage, small()).unwrap().2, ids(1..4));
}

#[test]
fn a_clock_that_goes_back_does_not_turn_the_ledgers_time_back() {
    let (_, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    ledger.append(&[draft(100)]).unwrap();
    let late = ledger.append(&[draft(50), draft(200), draft(60)]).unwrap();
    let times: Vec<i64> = late.iter().map(|frame| (frame.recorded_at - at(0)).num_seconds()).collect();
    assert_eq!(times, [99, 199, 199]);
    drop(ledger);
    // Also across a restart, and the stored time is the one that was answered.
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    let after = ledger.append(&[draft(1)]).unwrap();
    assert_eq!(after[0].recorded_at, late[2].recorded_at);
    assert_eq!(ledger.reader().read(5).unwrap().head.recorded_at, late[2].recorded_at);
    assert!(verify(&storage).unwrap().is_right());
}

#[test]
fn what_is_over_a_limit_is_refused_and_nothing_is_written() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    ledger.append(&[draft(1)]).unwrap();
    let before = files(&memory);
    let with_head = |head: Head| Draft { head, ..draft(2) };
    let with = |events: Vec<DraftEvent>| Draft { events, ..draft(2) };
    let long = |bytes: usize| format!(r#"{{"text":"{}"}}"#, "x".repeat(bytes));
    let cases = [
        (with(vec![event("Many", "{}", None); MAX_EVENTS + 1]), DraftProblem::TooManyEvents { events: 2_001 }),
        (with(vec![event("Not plain", "{}", None)]), DraftProblem::Kind),
        (with(vec![event("", "{}", None)]), DraftProblem::Kind),
        (with(vec![event("A", "[1]", None)]), DraftProblem::NotAnObject { part: "facts" }),
        (with(vec![event("A", "{}", Some("\"x\""))]), DraftProblem::NotAnObject { part: "private" }),
        (with(vec![event("A", "{\n}", None)]), DraftProblem::NotOneLine { part: "facts" }),
        (with(vec![event("A", "{}", Some("{\n}"))]), DraftProblem::NotOneLine { part: "private" }),
        (with(vec![event("A", r#"{"a":1,"hash":"x"}"#, None)]), DraftProblem::HashKey),
        (
            with_head(Head { actor: "x".repeat(MAX_NAME_BYTES + 1), ..draft(2).head }),
            DraftProblem::NameTooLong { bytes: 257 },
        ),
        (with_head(Head { occurred_at: DateTime::<Utc>::MAX_UTC, ..draft(2).head }), DraftProblem::Time),
    ];
    for (bad, expected) in cases {
        match ledger.append(&[draft(2), bad]) {
            Err(LedgerError::Draft { index: 1, problem }) => assert_eq!(problem, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    for parts in [vec![event("A", &long(MAX_FRAME_BYTES), None)], vec![event("A", &long(1_500_000), Some("{}")); 3]] {
        let result = ledger.append(&[with(parts)]);
        assert!(matches!(result, Err(LedgerError::Draft { index: 0, problem: DraftProblem::TooLarge { .. } })));
    }
    let huge = vec![with(vec![event("A", &long(4_000_000), None)]); 9];
    assert!(matches!(ledger.append(&huge), Err(LedgerError::GroupTooLarge { .. })));
    assert_eq!(files(&memory), before);
    // The largest that is allowed goes in, and the bytes that end a hash's cover do no harm inside a text or in private.
    let edge = with(vec![
        event("A", &long(4_000_000), None),
        event("A", r#"{"t":",\"hash\":\""}"#, Some(r#"{"a":1,"hash":"x"}"#)),
    ]);
    let full = [edge, with(vec![event("Many", "{}", None); MAX_EVENTS]), with(Vec::new())];
    for (draft, frame) in full.iter().zip(ledger.append(&full).unwrap()) {
        let end = ledger.reader().address_of(frame.seq + 1).map_or(u64::MAX, |next| next.offset);
        assert!(end == u64::MAX || end - frame.position.offset <= draft.bytes_at_most() as u64);
    }
    assert!(verify(&storage).unwrap().is_right());
    assert_eq!(ledger.reader().read(3).unwrap().events.len(), MAX_EVENTS);
}

#[test]
fn only_the_frames_behind_a_position_are_handed_on() {
    let (_, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    let mut appended = Vec::new();
    for number in 1..30 {
        appended.extend(ledger.append(&[draft(number)]).unwrap());
    }
    drop(ledger);
    for known in &appended {
        let mut found = Vec::new();
        let (_, report) = Ledger::open_from(storage.clone(), small(), known.position, |frame| {
            found.push(frame.head.command_id.clone());
            Ok(())
        })
        .unwrap();
        assert_eq!((report.head, report.frames), (appended[28].position, 29 - known.seq));
        assert_eq!(found, ids(known.seq + 1..30));
    }
    // And the writer goes on from there, in order of time too.
    let (mut ledger, _) = Ledger::open_from(storage.clone(), small(), appended[28].position, |_| Ok(())).unwrap();
    assert_eq!(ledger.append(&[draft(3)]).unwrap()[0].recorded_at, appended[28].recorded_at);
    assert!(verify(&storage).unwrap().is_right());
}

#[test]
fn a_position_that_does_not_fit_is_said_to_before_anything_is_handed_on() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    for number in 1..30 {
        ledger.append(&[draft(number)]).unwrap();
    }
    let head = ledger.head();
    drop(ledger);
    let before = files(&memory);
    let wrong = [
        Position { seq: head.seq + 1, ..head },
        Position { hash: Hash256::of(b"another"), ..head },
        Position { segment: head.segment + 1, ..head },
        Position { offset: head.offset + 1, ..head },
        Position { offset: 10_000_000, ..head },
        Position { offset: 0, ..head },
        Position { segment: 1, ..head },
    ];
    for position in wrong {
        let opened = Ledger::open_from(storage.clone(), small(), position, |_| panic!("handed on"));
        assert!(matches!(opened, Err(LedgerError::PositionDoesNotFit { .. })), "{position:?}");
    }
    assert_eq!(files(&memory), before);
    let (_, empty) = super::memory();
    let opened = Ledger::open_from(empty, small(), head, |_| panic!("handed on"));
    assert!(matches!(opened, Err(LedgerError::PositionDoesNotFit { .. })));
}

#[test]
fn a_follower_that_gives_up_stops_the_opening() {
    let (_, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    ledger.append(&drafts(1..9)).unwrap();
    drop(ledger);
    let opened =
        Ledger::open(storage, small(), |frame| if frame.seq < 4 { Ok(()) } else { Err("unknown kind".into()) });
    match opened {
        Err(LedgerError::Follow { seq: 4, source }) => assert_eq!(source.to_string(), "unknown kind"),
        other => panic!("{other:?}"),
    }
}
