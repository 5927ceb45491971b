use super::*;

fn damage_of(content: Vec<u8>) -> Option<Damage> {
    let storage = one_file(content);
    let verified = verify(&storage).unwrap().damage;
    match Ledger::open(storage.clone(), Options::default(), |_| Ok(())) {
        Ok(_) => assert_eq!(verified, None),
        Err(LedgerError::Damaged(damage)) => assert_eq!(verified, Some(damage)),
        Err(other) => panic!("{other}"),
    }
    verified
}

#[test]
fn any_flipped_bit_of_a_durable_frame_is_damage_and_names_the_frame() {
    let lines = closed_lines(&[1..3, 3..4, 4..5]);
    let whole = lines.concat();
    let mut begin = lines[0].len();
    for (index, line) in lines.iter().enumerate().take(4).skip(1) {
        for at in begin..begin + line.len() {
            for bit in [0, 3, 5, 7] {
                let mut content = whole.clone();
                content[at] ^= 1 << bit;
                let damage = damage_of(content).unwrap_or_else(|| panic!("byte {at} bit {bit} was not noticed"));
                let named = (damage.segment, damage.line, damage.offset, damage.seq);
                assert_eq!(named, (1, index as u64 + 1, begin as u64, index as u64), "byte {at} bit {bit}");
            }
        }
        begin += line.len();
    }
}

#[test]
fn a_byte_overwritten_with_a_newline_is_damage_too() {
    let lines = closed_lines(&[1..2, 2..3, 3..4]);
    let (begin, length) = (lines[0].len(), lines[1].len());
    for at in begin..begin + length - 1 {
        let mut content = lines.concat();
        content[at] = b'\n';
        assert_eq!(damage_of(content).map(|damage| (damage.seq, damage.offset)), Some((1, begin as u64)));
    }
    // As is a whole frame of newlines, which is no end of the ledger.
    let mut content = lines.concat();
    content[begin..begin + length].fill(b'\n');
    assert_eq!(damage_of(content).map(|damage| damage.seq), Some(1));
}

#[test]
fn a_flipped_byte_of_a_header_is_refused() {
    let lines = closed_lines(&[1..2, 2..3]);
    for at in 0..lines[0].len() {
        let mut content = lines.concat();
        content[at] ^= 1;
        match Ledger::open(one_file(content), Options::default(), |_| Ok(())) {
            Err(LedgerError::Damaged(damage)) => assert_eq!((damage.segment, damage.line), (1, 1)),
            Err(LedgerError::UnknownVersion { line: 1, .. }) => assert_eq!(at, 21),
            other => panic!("byte {at}: {other:?}"),
        }
    }
}

#[test]
fn swapped_deleted_and_inserted_lines_are_noticed_even_at_the_end() {
    let lines = closed_lines(&[1..2, 2..3, 3..4, 4..5]);
    for first in 1..4 {
        let mut swapped = lines.clone();
        swapped.swap(first, first + 1);
        let damage = damage_of(swapped.concat()).unwrap();
        assert_eq!((damage.seq, damage.problem), (first as u64, Problem::OutOfOrder { found: first as u64 + 1 }));

        let mut deleted = lines.clone();
        deleted.remove(first);
        let damage = damage_of(deleted.concat()).unwrap();
        assert_eq!((damage.seq, damage.problem), (first as u64, Problem::OutOfOrder { found: first as u64 + 1 }));

        let mut inserted = lines.clone();
        inserted.insert(first + 1, lines[first].clone());
        let damage = damage_of(inserted.concat()).unwrap();
        assert_eq!((damage.seq, damage.problem), (first as u64 + 1, Problem::OutOfOrder { found: first as u64 }));
    }
}

#[test]
fn a_frame_with_another_past_does_not_fit_in() {
    let lines = closed_lines(&[1..2, 2..3, 3..4]);
    let others = closed_lines(&[11..12, 12..13, 13..14]);
    let damage = damage_of([&lines[..2], &others[2..]].concat().concat()).unwrap();
    assert_eq!((damage.seq, damage.line, damage.problem), (2, 3, Problem::ChainBroken));
}

/// Makes a frame's hash fit again after a change.
fn rehashed(line: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(line).unwrap().replacen(from, to, 1);
    let (covered, rest) = text.split_once(",\"hash\":\"").unwrap();
    format!("{covered},\"hash\":\"{}{}", Hash256::of(covered.as_bytes()), &rest[64..]).into_bytes()
}

#[test]
fn a_frame_that_says_the_impossible_is_noticed_though_its_hash_fits() {
    let lines = closed_lines(&[1..3, 3..5]);
    let cases = [
        (4, "\"durable\":2", "\"durable\":4", Problem::DurableImpossible { durable: 4 }),
        (4, "\"durable\":2", "\"durable\":1", Problem::DurableImpossible { durable: 1 }),
        (4, "\"durable\":2", "\"durable\":0", Problem::DurableImpossible { durable: 0 }),
        (4, "recorded_at\":\"2026", "recorded_at\":\"2025", Problem::TimeWentBack),
        (4, "\"seq\":4", "\"seq\":5", Problem::OutOfOrder { found: 5 }),
    ];
    for (line, from, to, expected) in cases {
        let mut changed = lines.clone();
        changed[line] = rehashed(&lines[line], from, to);
        assert_eq!(damage_of(changed.concat()).map(|damage| damage.problem), Some(expected));
    }
}

#[test]
fn a_newer_format_is_refused_but_a_flipped_version_is_damage() {
    let lines = closed_lines(&[1..2, 2..3, 3..4]);
    let mut newer = lines.clone();
    newer[2] = rehashed(&lines[2], "{\"frame\":1", "{\"frame\":2");
    for storage in [one_file(newer.concat()), one_file(newer[..3].concat())] {
        let unknown = |error: Option<LedgerError>| {
            assert!(
                matches!(error, Some(LedgerError::UnknownVersion { segment: 1, line: 3, version: 2 })),
                "{error:?}"
            );
        };
        unknown(open(&storage, Options::default()).err());
        unknown(verify(&storage).err());
    }
    let flipped = String::from_utf8(lines[2].clone()).unwrap().replacen("{\"frame\":1", "{\"frame\":2", 1);
    let damage = damage_of([lines[..2].concat(), flipped.into_bytes(), lines[3].clone()].concat()).unwrap();
    assert_eq!(damage.seq, 2);
}

fn several_segments() -> Vec<(String, Vec<u8>)> {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, small()).unwrap();
    for number in 1..30 {
        ledger.append(&[draft(number)]).unwrap();
    }
    drop(ledger);
    files(&memory)
}

fn damage_of_files(files: &[(String, Vec<u8>)]) -> Damage {
    let storage = holding(files);
    assert!(matches!(Ledger::open(storage.clone(), small(), |_| Ok(())), Err(LedgerError::Damaged(_))));
    verify(&storage).unwrap().damage.unwrap()
}

#[test]
fn a_missing_segment_is_named() {
    for missing in [0, 2] {
        let mut files = several_segments();
        assert!(files.len() > 4);
        files.remove(missing);
        let damage = damage_of_files(&files);
        assert_eq!((damage.segment as usize, damage.problem), (missing + 1, Problem::SegmentMissing));
        if missing == 2 {
            // What is before it was verified all the same.
            assert!(verify(&holding(&files)).unwrap().frames > 3);
        }
    }
}

#[test]
fn segments_in_each_others_place_are_noticed() {
    let mut files = several_segments();
    let second = files[1].1.clone();
    files[1].1 = std::mem::replace(&mut files[2].1, second);
    assert_eq!(damage_of_files(&files).problem, Problem::HeaderDoesNotContinue);
}

#[test]
fn an_end_that_is_missing_from_any_but_the_last_segment_is_damage() {
    for cut in [1, 10, 700] {
        let mut files = several_segments();
        let length = files[1].1.len();
        files[1].1.truncate(length - cut);
        assert_eq!(
            damage_of_files(&files).segment,
            if cut == 10 || cut == 1 { 2 } else { damage_of_files(&files).segment }
        );
    }
    // The very end of a segment, with nothing but the next one's header to tell.
    let mut files = several_segments();
    let last = files.len() - 1;
    let header = files[last].1.iter().position(|byte| *byte == b'\n').unwrap();
    files[last].1.truncate(header + 1);
    let length = files[last - 1].1.len();
    files[last - 1].1[length - 5] ^= 1;
    let damage = damage_of_files(&files);
    assert_eq!(damage.segment as usize, last);
}

#[test]
fn erased_personal_data_is_no_damage_and_is_counted() {
    let mut lines = closed_lines(&[1..3, 3..4]);
    let text = String::from_utf8(lines[2].clone()).unwrap();
    let begin = text.rfind("{\"salt\":").unwrap();
    let item = &text[begin..text.len() - 3];
    let erased = String::from_utf8(erased_item(item.len()).unwrap()).unwrap();
    assert_eq!(erased.len(), item.len());
    lines[2] = text.replace(item, &erased).into_bytes();
    let storage = one_file(lines.concat());
    let report = verify(&storage).unwrap();
    assert_eq!((report.damage, report.frames, report.private, report.erased), (None, 3, 2, 1));
    let (ledger, ..) = open(&storage, Options::default()).unwrap();
    let frame = ledger.reader().read(2).unwrap();
    assert!(matches!(frame.events[1].private, PrivatePart::Erased));
    drop(ledger);
    // But nothing else may stand there, and nothing may be erased that never was.
    for (from, to) in
        [(erased.as_str(), "null"), (r#"{"erased":".."#, r#"{"erased":".x"#), ("[null,", r#"[{"erased":""},"#)]
    {
        let mut changed = lines.clone();
        changed[2] = String::from_utf8(lines[2].clone()).unwrap().replacen(from, to, 1).into_bytes();
        assert_ne!(changed[2], lines[2]);
        assert_eq!(damage_of(changed.concat()).map(|damage| damage.seq), Some(2));
    }
    assert_eq!(erased_item(3), None);
}

#[test]
fn more_rubbish_than_a_group_can_be_is_no_torn_tail() {
    let mut content = closed_lines(&[1..2, 2..3]).concat();
    content.resize(content.len() + MAX_GROUP_BYTES + 10, b'x');
    assert_eq!(damage_of(content).map(|damage| damage.seq), Some(3));
}

#[test]
fn every_finding_says_where_it_is_and_what_to_do_in_both_languages() {
    use crate::domain::refusal::Language;
    let mut content = closed_lines(&[1..2, 2..3]).concat();
    content[300] ^= 1;
    let damage = damage_of(content).unwrap();
    let english = damage.sentence(Language::En);
    assert!(english.starts_with("segment 00000001, line 2, byte "), "{english}");
    assert!(damage.sentence(Language::Zh).contains("第 2 行"));
    assert!(!damage.advice(Language::En).is_empty() && !damage.advice(Language::Zh).is_empty());
}
