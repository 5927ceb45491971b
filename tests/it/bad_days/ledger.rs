//! The ledger as anybody could read it: lines of JSON in a file, without any of the program's own code.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A frame's number, who may have asked for it, and what happened.
#[derive(Debug, Clone)]
pub struct Frame {
    pub seq: u64,
    pub command_id: String,
    pub recorded_at: String,
    /// Kind and facts.
    pub events: Vec<(String, Value)>,
}

impl Frame {
    /// The facts of all events of a kind.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.events.iter().filter(move |(known, _)| known == kind).map(|(_, facts)| facts)
    }
}

/// What has been read so far.
pub struct Ledger {
    folder: PathBuf,
    segment: u32,
    offset: u64,
    /// Every frame that was sent under an id of its sender's own, by that id.
    pub by_id: BTreeMap<String, Frame>,
    /// The last frame.
    pub seq: u64,
    last_recorded_at: String,
}

impl Ledger {
    pub fn new(data: &Path) -> Self {
        Self {
            folder: data.join("ledger"),
            segment: 1,
            offset: 0,
            by_id: BTreeMap::new(),
            seq: 0,
            last_recorded_at: String::new(),
        }
    }

    /// Reads on. Only what is whole is taken: while a server that has opened the ledger is at rest, that is everything.
    pub fn read_on(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while self.read_segment(&mut frames) {}
        frames
    }

    fn read_segment(&mut self, frames: &mut Vec<Frame>) -> bool {
        let folder = self.folder.clone();
        let path = |segment: u32| folder.join(format!("{segment:08}.jsonl"));
        let mut file = File::open(path(self.segment)).unwrap();
        file.seek(SeekFrom::Start(self.offset)).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if line == b"\n" || !line.ends_with(b"\n") {
                break;
            }
            self.offset += line.len() as u64;
            let line: Value = serde_json::from_slice(line).unwrap();
            if line["frame"].is_null() {
                continue;
            }
            frames.push(self.note(&line));
        }
        let more = path(self.segment + 1).exists();
        if more {
            (self.segment, self.offset) = (self.segment + 1, 0);
        }
        more
    }

    fn note(&mut self, line: &Value) -> Frame {
        let events = line["events"].as_array().unwrap();
        let frame = Frame {
            seq: line["seq"].as_u64().unwrap(),
            command_id: line["command_id"].as_str().unwrap().to_owned(),
            recorded_at: line["recorded_at"].as_str().unwrap().to_owned(),
            events: events.iter().map(|one| (one["kind"].as_str().unwrap().to_owned(), one["facts"].clone())).collect(),
        };
        assert_eq!(frame.seq, self.seq + 1);
        self.seq = frame.seq;
        assert!(frame.recorded_at >= self.last_recorded_at, "time went back in frame {}", frame.seq);
        self.last_recorded_at.clone_from(&frame.recorded_at);
        if !frame.command_id.starts_with('~') {
            let twice = self.by_id.insert(frame.command_id.clone(), frame.clone());
            assert!(twice.is_none(), "{} was carried out twice", frame.command_id);
        }
        frame
    }
}
