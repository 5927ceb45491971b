use super::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Everything docs/ledger-format.md says, checked with a JSON parser and a hash and none of the ledger's own code.
fn check_independently(content: &str) -> usize {
    let mut lines = content.lines().take_while(|line| !line.is_empty());
    let header: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(header["strongroom_ledger"], 1);
    let (mut seq, mut prev) = (header["first_seq"].as_u64().unwrap(), header["prev_hash"].as_str().unwrap().to_owned());
    let mut count = 0;
    for line in lines {
        let frame: Value = serde_json::from_str(line).unwrap();
        let covered = line.split(",\"hash\":\"").next().unwrap();
        let hash = Sha256::digest(covered).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(
            (&frame["seq"], &frame["prev_hash"], &frame["hash"]),
            (&seq.into(), &prev.into(), &hash.clone().into())
        );
        let (_, items) = line.rsplit_once("\",\"private\":").unwrap();
        let items: Vec<&RawValue> = serde_json::from_str(items.strip_suffix('}').unwrap()).unwrap();
        for (event, item) in frame["events"].as_array().unwrap().iter().zip(&items) {
            match event["private"].as_str() {
                None => assert_eq!(item.get(), "null"),
                Some(digest) => assert_eq!(digest, Hash256::of(item.get().as_bytes()).to_string()),
            }
        }
        (seq, prev, count) = (seq + 1, hash, count + 1);
    }
    count
}

#[test]
fn a_stranger_with_a_json_parser_and_a_hash_can_check_the_ledger() {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    ledger.append(&drafts(1..4)).unwrap();
    ledger.append(&drafts(4..9)).unwrap();
    // Also while space is taken ahead.
    let content = String::from_utf8(memory.content("00000001.jsonl").unwrap()).unwrap();
    assert!(content.ends_with("\n\n\n"));
    assert_eq!(check_independently(&content), 8);
    drop(ledger);
    let content = String::from_utf8(memory.content("00000001.jsonl").unwrap()).unwrap();
    assert!(content.ends_with("]}\n"));
    assert_eq!(check_independently(&content), 8);
}

/// The bytes of version 1 for ever: if this test has to be changed, old ledgers can no longer be read.
#[test]
fn the_bytes_of_a_frame_never_change() {
    let mut only = draft(2);
    only.head.reverses = Some(1);
    only.events.truncate(2);
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    ledger.append(&[only]).unwrap();
    drop(ledger);
    let content = String::from_utf8(memory.content("00000001.jsonl").unwrap()).unwrap();
    let expected = include_str!("golden_v1.jsonl");
    assert_eq!(content, expected);
}

#[test]
fn a_frame_comes_out_as_it_went_in() {
    let (_, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    let given = draft(4);
    ledger.append(std::slice::from_ref(&given)).unwrap();
    let frame = ledger.reader().read(1).unwrap();
    assert_eq!((frame.seq, frame.durable, frame.prev_hash), (1, 0, Hash256::ZERO));
    assert_eq!(frame.head.recorded_at.timestamp_micros(), given.head.recorded_at.timestamp_micros());
    assert_eq!(frame.head.occurred_at.timestamp_micros(), given.head.occurred_at.timestamp_micros());
    assert_eq!(
        (&frame.head.actor, &frame.head.device, frame.head.device_seq),
        (&given.head.actor, &given.head.device, given.head.device_seq)
    );
    assert_eq!((&frame.head.command_id, frame.head.seen_seq), (&given.head.command_id, given.head.seen_seq));
    assert_eq!((frame.head.reverses, frame.head.request), (given.head.reverses, given.head.request));
    assert_eq!(frame.events.len(), 2);
    for (event, given) in frame.events.iter().zip(&given.events) {
        assert_eq!((&event.kind, event.version, event.facts.get()), (&given.kind, 1, given.facts.get()));
    }
    assert!(matches!(frame.events[0].private, PrivatePart::None));
    let PrivatePart::Present { salt, data } = &frame.events[1].private else { panic!("no private part") };
    assert_eq!((salt, data.get()), (&[0xa5; 16], r#"{"name":"王小明 \"小王\""}"#));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_and_any_object_comes_out_as_it_went_in(
        actor in ".{0,40}",
        command_id in "\\PC{0,40}",
        numbers in proptest::collection::vec(proptest::option::of(0_u64..), 3),
        entries in proptest::collection::vec((".{0,12}", ".{0,30}", 0_i64..), 0..6),
    ) {
        let map: serde_json::Map<String, Value> = entries
            .iter()
            .map(|(key, text, number)| (key.clone(), serde_json::json!({ "text": text, "number": [number, null] })))
            .collect();
        let json = serde_json::to_string(&map).unwrap();
        let given = Draft {
            head: Head {
                actor,
                command_id,
                device_seq: numbers[0],
                seen_seq: numbers[1],
                reverses: numbers[2],
                ..draft(1).head
            },
            events: vec![event("Any", &json, Some(&json)), event("Any", "{}", None)],
        };
        let (_, storage) = memory();
        let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
        ledger.append(std::slice::from_ref(&given)).unwrap();
        let frame = ledger.reader().read(1).unwrap();
        proptest::prop_assert_eq!((&frame.head.actor, &frame.head.command_id), (&given.head.actor, &given.head.command_id));
        proptest::prop_assert_eq!(
            (frame.head.device_seq, frame.head.seen_seq, frame.head.reverses),
            (given.head.device_seq, given.head.seen_seq, given.head.reverses)
        );
        proptest::prop_assert_eq!(frame.events[0].facts.get(), &json);
        let PrivatePart::Present { data, .. } = &frame.events[0].private else { panic!("no private part") };
        proptest::prop_assert_eq!(data.get(), &json);
        proptest::prop_assert!(verify(&storage).unwrap().is_right());
    }

    #[test]
    fn no_line_whatever_it_holds_makes_the_decoder_panic(mut line in proptest::collection::vec(0_u8.., 0..300), cut in 0_usize..900) {
        let address = Address { segment: 1, offset: 0 };
        let _ = super::super::decode::decode(&line, address);
        let whole = closed_lines(&[1..2, 2..3]);
        let mut start = whole[1].clone();
        start.truncate(cut);
        start.append(&mut line);
        let _ = super::super::decode::decode(&start, address);
    }
}
