use super::storage::DiskStorage;
use super::*;

#[test]
fn any_frame_is_found_by_its_number_after_a_whole_and_after_a_short_start() {
    let (_, storage) = memory();
    let options = Options { segment_bytes: 100_000, preallocate_bytes: 5_000 };
    let (mut ledger, ..) = open(&storage, options).unwrap();
    let mut positions = Vec::new();
    for group in 0..100 {
        let appended = ledger.append(&drafts(group * 7 + 1..group * 7 + 8)).unwrap();
        positions.extend(appended.into_iter().map(|frame| frame.position));
    }
    let check = |reader: LedgerReader| {
        for position in positions.iter().rev().step_by(13).chain(&positions) {
            assert_eq!(reader.position_of(position.seq).unwrap(), *position);
            assert_eq!(reader.address_of(position.seq).unwrap(), position.address());
        }
        for seq in [0, 701] {
            assert!(matches!(reader.read(seq), Err(LedgerError::NoSuchFrame { head: 700, .. })));
        }
    };
    check(ledger.reader());
    drop(ledger);
    check(open(&storage, options).unwrap().0.reader());
    check(Ledger::open_from(storage.clone(), options, positions[650], |_| Ok(())).unwrap().0.reader());
    check(LedgerReader::open(storage).unwrap());
}

#[test]
fn frames_are_read_in_order_from_anywhere_up_to_a_limit() {
    let (_, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    for number in 1..40 {
        ledger.append(&[draft(number)]).unwrap();
    }
    let reader = ledger.reader();
    for (seq, limit, expected) in [(1, 10, 1..11), (0, 2, 1..3), (20, 100, 20..40), (39, 5, 39..40), (40, 5, 0..0)] {
        let frames = reader.read_from(seq, limit).unwrap();
        let found: Vec<String> = frames.into_iter().map(|frame| frame.head.command_id).collect();
        assert_eq!(found, ids(expected));
    }
    // What is appended while somebody iterates is left to the next time.
    let mut frames = reader.frames_from(38).unwrap();
    ledger.append(&[draft(40)]).unwrap();
    assert_eq!(frames.by_ref().map(|frame| frame.unwrap().seq).collect::<Vec<_>>(), [38, 39]);
    assert_eq!(reader.read_from(38, 10).unwrap().len(), 3);
}

#[test]
fn no_frame_is_read_where_none_begins() {
    let (_, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    ledger.append(&drafts(1..3)).unwrap();
    let right = ledger.head().address();
    for (segment, offset) in [(1, right.offset + 1), (1, 0), (1, 1_000_000), (9, right.offset)] {
        let read = ledger.reader().read_at(Address { segment, offset });
        assert!(matches!(read, Err(LedgerError::NoFrameThere { .. })), "{segment} {offset}");
    }
}

#[test]
fn damage_that_happens_while_the_ledger_is_open_is_met_by_the_reader() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    let appended = ledger.append(&drafts(1..6)).unwrap();
    let file = memory.open_to_write("00000001.jsonl").unwrap();
    file.write_at(b"?", appended[2].position.offset + 200).unwrap();
    let results: Vec<_> = ledger.reader().frames_from(1).unwrap().collect();
    assert_eq!(results.len(), 3);
    assert!(matches!(&results[2], Err(LedgerError::Damaged(damage)) if (damage.seq, damage.line) == (3, 4)));
    assert!(ledger.reader().read(3).is_err());
}

#[test]
fn readers_and_verifiers_see_only_whole_frames_while_another_writes() {
    let folder = tempfile::tempdir().unwrap();
    let storage: Arc<dyn Storage> = Arc::new(DiskStorage::create(folder.path()).unwrap());
    let options = Options { segment_bytes: 20_000, preallocate_bytes: 3_000 };
    let (mut ledger, ..) = open(&storage, options).unwrap();
    let (beside, elsewhere) = (ledger.reader(), storage.clone());
    let stop = std::sync::atomic::AtomicBool::new(false);
    let going = || !stop.load(std::sync::atomic::Ordering::Relaxed);
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| {
            let mut seen = 0;
            while going() || seen < beside.head().seq {
                for frame in beside.frames_from(seen + 1).unwrap() {
                    seen += 1;
                    assert_eq!(frame.unwrap().head.command_id, format!("command-{seen}"));
                }
            }
            seen
        });
        let elsewhere = scope.spawn(|| {
            let other: Arc<dyn Storage> = Arc::new(DiskStorage::existing(folder.path()).unwrap());
            let reader = LedgerReader::open(other.clone()).unwrap();
            let mut seen = 0;
            while going() || seen < reader.refresh().unwrap().seq {
                reader.refresh().unwrap();
                for frame in reader.frames_from(seen + 1).unwrap() {
                    seen += 1;
                    assert_eq!(frame.unwrap().head.command_id, format!("command-{seen}"));
                }
                let report = verify(&other).unwrap();
                assert_eq!(report.damage, None);
            }
            seen
        });
        for group in 0..150 {
            ledger.append(&drafts(group * 4 + 1..group * 4 + 5)).unwrap();
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!((beside.join().unwrap(), elsewhere.join().unwrap()), (600, 600));
    });
    assert!(verify(&elsewhere).unwrap().is_right());
}

#[test]
fn verifying_tells_a_torn_tail_from_a_clean_one_and_leaves_it_alone() {
    let lines = closed_lines(&[1..2, 2..4]);
    let torn = [lines[..3].concat(), lines[3][..50].to_vec()].concat();
    let (memory, storage) = memory();
    memory.put("00000001.jsonl", torn.clone());
    let report = verify(&storage).unwrap();
    let offset = lines[..3].concat().len() as u64;
    assert_eq!(report.tail, Tail::Torn { seq: 3, segment: 1, offset, bytes: 50 });
    assert_eq!((report.frames, report.events, report.segments, report.head.seq), (2, 4, 1, 2));
    assert!(report.is_right());
    assert_eq!(LedgerReader::open(storage.clone()).unwrap().head().seq, 2);
    assert_eq!(memory.content("00000001.jsonl").unwrap(), torn);
    let (_, empty) = super::memory();
    let report = verify(&empty).unwrap();
    assert_eq!((report.frames, report.tail, report.head), (0, Tail::Clean, Position::START));
    assert_eq!(LedgerReader::open(empty).unwrap().head(), Position::START);
}

#[test]
fn a_last_segment_whose_first_frame_is_torn_hides_none_before_it() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    let mut number = 0;
    while memory.content("00000002.jsonl").is_none() {
        number += 1;
        ledger.append(&[draft(number)]).unwrap();
    }
    drop(ledger);
    let second = memory.content("00000002.jsonl").unwrap();
    let header = second.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    memory.put("00000002.jsonl", second[..header + 50].to_vec());
    let reader = LedgerReader::open(storage).unwrap();
    assert_eq!(reader.head().seq, number - 1);
    assert_eq!(reader.read_from(1, 1_000).unwrap().len() as u64, number - 1);
}

#[test]
fn a_follower_gets_every_frame_once_as_it_comes_and_none_behind_its_limit() {
    let (_, storage) = memory();
    // Room for a few frames is taken ahead as blank lines, and segments end every now and then.
    let (mut ledger, ..) = open(&storage, Options { segment_bytes: 9_000, preallocate_bytes: 2_000 }).unwrap();
    let mut following = ledger.reader().follow_from(1);
    let mut late = ledger.reader().follow_from(3);
    assert!(following.next_until(u64::MAX).unwrap().is_none());
    let mut seen = Vec::new();
    for group in 0..60_u64 {
        let size = group % 4 + 1;
        let first = ledger.head().seq + 1;
        ledger.append(&drafts(first..first + size)).unwrap();
        // Not the last of the group yet, as while State is not published.
        for limit in [ledger.head().seq - 1, ledger.head().seq] {
            while let Some(frame) = following.next_until(limit).unwrap() {
                assert!(frame.seq <= limit);
                seen.push(frame.seq);
            }
        }
    }
    assert_eq!(seen, (1..=ledger.head().seq).collect::<Vec<_>>());
    assert!(ledger.reader().head().segment > 2);
    for seq in 3..=ledger.head().seq {
        assert_eq!(late.next_until(u64::MAX).unwrap().unwrap().seq, seq);
    }
    assert!(late.next_until(u64::MAX).unwrap().is_none());
}
