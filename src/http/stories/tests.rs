//! Nothing that happened is told by the name of its kind.

#![allow(clippy::unwrap_used)]

use super::sentence;
use crate::archive::codec;
use crate::domain::event::Event;
use crate::domain::policy::Sight;
use crate::domain::refusal::Language;
use crate::domain::state::State;
use crate::http::show::Show;
use crate::ledger::LedgerReader;
use crate::ledger::storage::MemoryStorage;
use crate::views::Views;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Every event of the golden ledgers, which hold every kind, and the archive at their end.
fn golden() -> (State, Vec<Event>) {
    let storage = MemoryStorage::new();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v3/ledger")).unwrap() {
        let file = file.unwrap();
        storage.put(file.file_name().to_str().unwrap(), std::fs::read(file.path()).unwrap());
    }
    let (mut state, mut events) = (State::default(), Vec::new());
    for frame in LedgerReader::open(Arc::new(storage)).unwrap().read_from(1, 100_000).unwrap() {
        let stamp = codec::stamp_of(&frame).unwrap();
        for event in codec::events_of(&frame).unwrap() {
            state.apply(stamp, &event);
            events.push(event);
        }
    }
    (state, events)
}

#[test]
fn every_kind_of_event_has_a_sentence_in_chinese_and_in_english() {
    let room = tempfile::tempdir().unwrap();
    let (views, _, _) = Views::open(room.path(), 1 << 20).unwrap();
    let (state, events) = golden();
    let mut told = BTreeMap::new();
    for event in &events {
        let say = |language| {
            let sight = &Sight::everything();
            let show = Show {
                state: &state,
                views: &views,
                texts: None,
                sight,
                today: chrono::NaiveDate::default(),
                language,
            };
            sentence(show, event)
        };
        let (zh, en) = (say(Language::Zh), say(Language::En));
        assert!(zh.chars().any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char)), "{event:?}: {zh}");
        assert!(en.chars().any(|char| char.is_ascii_lowercase()) && en != zh, "{event:?}: {en}");
        assert!(![&*zh, &*en].contains(&"有变更") && en != "something changed", "{event:?} has no sentence");
        assert!(!zh.contains(event.kind()) && !en.contains(event.kind()), "{event:?}: {zh} / {en}");
        assert!(!zh.contains('_') && !en.contains('_'), "an id is no word for people: {zh} / {en}");
        told.insert(event.kind(), en);
    }
    let untold: Vec<_> = Event::KINDS.iter().filter(|kind| !told.contains_key(**kind)).collect();
    assert!(untold.is_empty(), "{untold:?}");
}
