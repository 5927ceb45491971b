//! What the ledger promises, over both storages and with every fault the memory one can make.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod damage;
mod faults;
mod format;
mod reading;
mod simulation;
mod writing;

use super::storage::{MemoryStorage, Storage};
use super::*;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;

pub(super) fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).unwrap()
}

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_293_621, 123_456_789).unwrap() + TimeDelta::seconds(seconds)
}

pub(super) fn event(kind: &str, facts: &str, private: Option<&str>) -> DraftEvent {
    let private = private.map(|data| DraftPrivate { salt: [0xa5; 16], data: raw(data) });
    DraftEvent { kind: kind.to_owned(), version: 1, facts: raw(facts), private }
}

/// A command with two events, one of them with personal data.
pub(super) fn draft(number: u64) -> Draft {
    Draft {
        head: Head {
            recorded_at: at(i64::try_from(number).unwrap()),
            occurred_at: at(-5),
            actor: format!("p{}", number % 7),
            device: number.is_multiple_of(2).then(|| "desk-1".to_owned()),
            device_seq: number.is_multiple_of(2).then_some(number),
            command_id: format!("command-{number}"),
            seen_seq: number.checked_sub(3),
            reverses: None,
            request: Some(Hash256::of(&number.to_le_bytes())),
        },
        events: vec![
            event("FolderRegistered", &format!(r#"{{"folder":{number},"code":"NEW2026-{number:06}-X"}}"#), None),
            event("SubjectNamed", &format!(r#"{{"subject":{number}}}"#), Some(r#"{"name":"王小明 \"小王\""}"#)),
        ],
    }
}

pub(super) fn drafts(numbers: std::ops::Range<u64>) -> Vec<Draft> {
    numbers.map(draft).collect()
}

pub(super) fn memory() -> (MemoryStorage, Arc<dyn Storage>) {
    let storage = MemoryStorage::new();
    (storage.clone(), Arc::new(storage))
}

pub(super) fn small() -> Options {
    Options { segment_bytes: 4_000, preallocate_bytes: 1_000 }
}

/// Opens and returns the command ids that were handed on.
pub(super) fn open(
    storage: &Arc<dyn Storage>,
    options: Options,
) -> Result<(Ledger, OpenReport, Vec<String>), LedgerError> {
    let mut ids = Vec::new();
    let (ledger, report) = Ledger::open(storage.clone(), options, |frame| {
        ids.push(frame.head.command_id.clone());
        Ok(())
    })?;
    Ok((ledger, report, ids))
}

/// A memory storage that holds the given files, durable.
pub(super) fn holding(files: &[(String, Vec<u8>)]) -> Arc<dyn Storage> {
    let (memory, storage) = memory();
    for (name, content) in files {
        memory.put(name, content.clone());
    }
    storage
}

pub(super) fn files(memory: &MemoryStorage) -> Vec<(String, Vec<u8>)> {
    let mut names = memory.names().unwrap();
    names.sort();
    names.into_iter().map(|name| (name.clone(), memory.content(&name).unwrap())).collect()
}

pub(super) fn ids(numbers: std::ops::Range<u64>) -> Vec<String> {
    numbers.map(|number| format!("command-{number}")).collect()
}

/// The lines of a ledger of one segment that was closed; the first is the header.
pub(super) fn closed_lines(groups: &[std::ops::Range<u64>]) -> Vec<Vec<u8>> {
    let (memory, storage) = memory();
    let (mut ledger, ..) = open(&storage, Options::default()).unwrap();
    for group in groups {
        ledger.append(&drafts(group.clone())).unwrap();
    }
    drop(ledger);
    let content = memory.content("00000001.jsonl").unwrap();
    content.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

pub(super) fn one_file(content: Vec<u8>) -> Arc<dyn Storage> {
    holding(&[("00000001.jsonl".to_owned(), content)])
}
