use super::storage::{Crash, Faults};
use super::*;

#[test]
fn a_failed_sync_refuses_the_group_and_the_next_one_follows_what_was_durable() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    ledger.append(&drafts(1..4)).unwrap();
    let head = ledger.head();
    memory.set_faults(Faults { syncs_before_failure: Some(0), ..Faults::default() });
    assert!(matches!(ledger.append(&drafts(4..9)), Err(LedgerError::Io { doing: "making frames durable", .. })));
    assert_eq!((ledger.head(), ledger.reader().head()), (head, head));
    // It was cut at once, durably.
    for crash in [Crash::LoseUnsynced, Crash::KeepUnsynced] {
        let after: Arc<dyn Storage> = Arc::new(memory.crash(crash));
        assert_eq!(open(&after, Options::default()).unwrap().2, ids(1..4));
    }
    let appended = ledger.append(&drafts(9..12)).unwrap();
    assert_eq!(appended[0].seq, 4);
    let after: Arc<dyn Storage> = Arc::new(memory.crash(Crash::LoseUnsynced));
    let (_, report, found) = open(&after, Options::default()).unwrap();
    assert_eq!((found, report.torn), ([ids(1..4), ids(9..12)].concat(), None));
}

#[test]
fn while_the_disk_fails_nothing_is_written_and_afterwards_it_goes_on() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    ledger.append(&drafts(1..4)).unwrap();
    memory.set_faults(Faults { read_only: true, ..Faults::default() });
    for _ in 0..3 {
        assert!(matches!(ledger.append(&drafts(4..9)), Err(LedgerError::Io { .. })));
    }
    assert!(ledger.recover().is_err());
    assert_eq!(ledger.reader().read_from(1, 100).unwrap().len(), 3);
    memory.set_faults(Faults::default());
    assert_eq!(ledger.append(&drafts(9..10)).unwrap()[0].seq, 4);
    drop(ledger);
    assert_eq!(open(&storage, Options::default()).unwrap().2, [ids(1..4), ids(9..10)].concat());
}

#[test]
fn a_disk_that_fills_up_at_any_byte_refuses_the_group_whole() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options { preallocate_bytes: 0, ..small() }).unwrap();
    ledger.append(&drafts(1..3)).unwrap();
    let mut acknowledged = ids(1..3);
    for bytes in (0..2_600).step_by(7) {
        memory.set_faults(Faults { bytes_before_failure: Some(bytes), ..Faults::default() });
        let (first, behind) = (10_000 + bytes * 2, 10_002 + bytes * 2);
        match ledger.append(&drafts(first..behind)) {
            Ok(appended) => {
                assert_eq!(appended.len(), 2);
                acknowledged.extend(ids(first..behind));
            }
            Err(error) => assert!(matches!(error, LedgerError::Io { .. }), "{error}"),
        }
        memory.set_faults(Faults::default());
    }
    assert!(acknowledged.len() > 20 && acknowledged.len() < 700);
    let after: Arc<dyn Storage> = Arc::new(memory.crash(Crash::LoseUnsynced));
    let (_, report, found) = open(&after, small()).unwrap();
    assert_eq!((report.torn, found), (None, acknowledged));
    assert!(verify(&storage).unwrap().is_right());
}

#[test]
fn beginning_a_segment_may_fail_at_any_step() {
    for step in 0..6 {
        let (memory, storage) = memory();
        let (mut ledger, ..) = open(&storage, small()).unwrap();
        let mut number = 1;
        // Until the next group no longer fits.
        while ledger.head().offset < 1_500 {
            ledger.append(&[draft(number)]).unwrap();
            number += 1;
        }
        memory.set_faults(match step {
            0..=3 => Faults { syncs_before_failure: Some(step), ..Faults::default() },
            4 => Faults { bytes_before_failure: Some(10), ..Faults::default() },
            _ => Faults { bytes_before_failure: Some(200), ..Faults::default() },
        });
        let acknowledged = ledger.append(&drafts(100..103)).is_ok();
        memory.set_faults(Faults::default());
        ledger.append(&drafts(200..203)).unwrap();
        let after: Arc<dyn Storage> = Arc::new(memory.crash(Crash::LoseUnsynced));
        let (_, report, found) = open(&after, small()).unwrap();
        let middle = if acknowledged { ids(100..103) } else { Vec::new() };
        assert_eq!((report.torn, found), (None, [ids(1..number), middle, ids(200..203)].concat()), "step {step}");
        assert_eq!(acknowledged, step == 3, "step {step}");
    }
}

/// A ledger whose last group was never acknowledged, and where that group's bytes begin.
fn with_last_group() -> (Vec<u8>, usize) {
    let lines = closed_lines(&[1..2, 2..5, 5..8]);
    let begin = lines[..5].iter().map(Vec::len).sum();
    (lines.concat(), begin)
}

#[test]
fn torn_at_any_byte_the_acknowledged_frames_are_kept_and_nothing_is_invented() {
    let (whole, begin) = with_last_group();
    let fillers: [&[u8]; 4] = [b"", b"\n\n\n\n\n\n\n\n", b"\0\0\0\0\0\0\0", b"\xff{}\n\n"];
    for cut in begin..whole.len() {
        for filler in fillers {
            let content = [&whole[..cut], filler].concat();
            let options = Options { preallocate_bytes: 100, ..Options::default() };
            let storage = one_file(content);
            let (mut ledger, report, found) = open(&storage, options).unwrap();
            assert!((4..8).contains(&found.len()) && found == ids(1..8)[..found.len()], "cut at {cut}");
            ledger.append(&drafts(50..51)).unwrap();
            drop(ledger);
            let (_, again, found_again) = open(&storage, options).unwrap();
            assert_eq!((again.torn, found_again), (None, [found, ids(50..51)].concat()), "cut at {cut}");
            let torn_bytes = report.torn.map_or(0, |torn| torn.bytes);
            assert!(torn_bytes as usize <= cut - begin + filler.len());
        }
    }
}

#[test]
fn a_torn_tail_is_kept_beside_the_segments_and_reported() {
    let (whole, begin) = with_last_group();
    let storage = one_file([&whole[..begin + 100], b"\n\n".as_slice()].concat());
    let (_, report, _) = open(&storage, Options::default()).unwrap();
    let torn = report.torn.unwrap();
    let name = "torn-5-1.bin".to_owned();
    let expected = TornTail { seq: 5, segment: 1, offset: begin as u64, bytes: 101, kept_in: Some(name.clone()) };
    assert_eq!(torn, expected);
    let mut kept = vec![0; 200];
    let read = storage.open(&name).unwrap().read_at(&mut kept, 0).unwrap();
    assert_eq!(&kept[..read], [&whole[begin..begin + 100], b"\n"].concat());
}

#[test]
fn keeping_torn_tails_has_an_end() {
    let (whole, begin) = with_last_group();
    let storage = one_file(whole[..begin].to_vec());
    for round in 1..15 {
        let file = storage.open_to_write("00000001.jsonl").unwrap();
        file.write_at(b"rubbish", begin as u64).unwrap();
        let torn = open(&storage, Options::default()).unwrap().1.torn.unwrap();
        assert_eq!(torn.kept_in.is_some(), round <= 9);
    }
}
