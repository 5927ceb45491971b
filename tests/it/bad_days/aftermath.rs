//! What must hold after every bad day, judged from outside: by the ledger's own lines and by what the server shows.

use super::Random;
use super::ledger::{Frame, Ledger};
use super::load::{Ask, History, Lent, Record, histories, perhaps};
use crate::linearizability::{Custody, Note, Verdict, check};
use crate::support::{Client, Server, eventually, run, said};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Compares what clients were told with what the ledger holds, day after day.
pub struct Aftermath {
    ledger: Ledger,
    folders: Vec<Lent>,
    records: Vec<Record>,
    /// Where the record of a key is.
    by_key: BTreeMap<String, usize>,
    /// Which of them were done.
    done: Vec<usize>,
    /// Frames that were there before anybody was let in.
    begun: u64,
}

impl Aftermath {
    /// Begins with an archive as it is.
    pub fn new(server: &Server, folders: &[Lent]) -> Self {
        let mut ledger = Ledger::new(server.data());
        ledger.read_on();
        let begun = ledger.seq;
        Self {
            ledger,
            folders: folders.to_vec(),
            records: Vec::new(),
            by_key: BTreeMap::new(),
            done: Vec::new(),
            begun,
        }
    }

    /// What was asked in all these days.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Takes a day's records in and looks at the ledger: everything acknowledged is there as it was asked, once, and
    /// nothing else. `unanswered` may be there or not.
    pub fn check_ledger(&mut self, day: Vec<Record>, unanswered: &[Record]) {
        let frames = self.ledger.read_on();
        for record in day.iter().filter(|record| record.is_done()) {
            let frame = self.ledger.by_id.get(&record.key);
            let frame = frame.unwrap_or_else(|| panic!("{record:?} was acknowledged and is gone"));
            self.check_frame(frame, record);
        }
        let refused = |record: &&Record| record.answered.is_some() && !record.is_done();
        for record in day.iter().filter(refused) {
            assert!(!self.ledger.by_id.contains_key(&record.key), "{record:?} was refused and is there");
        }
        for record in day {
            let at = self.records.len();
            self.by_key.insert(record.key.clone(), at);
            self.done.extend(record.is_done().then_some(at));
            self.records.push(record);
        }
        for frame in frames.iter().filter(|frame| frame.seq > self.begun) {
            let heard = self.by_key.get(&frame.command_id).map(|at| &self.records[*at]);
            let record = heard.or_else(|| unanswered.iter().find(|record| record.key == frame.command_id));
            let record = record.unwrap_or_else(|| panic!("nobody asked for {frame:?}"));
            self.check_frame(frame, record);
        }
    }

    /// A frame is what was asked, and about nothing else.
    fn check_frame(&self, frame: &Frame, record: &Record) {
        let numbers = |folders: &[usize]| folders.iter().map(|at| self.folders[*at].no).collect::<Vec<_>>();
        let (kind, folders) = match &record.ask {
            Ask::CheckOut { folders, .. } => ("CheckedOut", numbers(folders)),
            Ask::Return { folders } => ("Returned", numbers(folders)),
            Ask::PutAway { folder } => ("PutAway", numbers(&[*folder])),
            Ask::Edit { folder, .. } => ("FolderEdited", numbers(&[*folder])),
            Ask::Register { .. } => ("FolderRegistered", Vec::new()),
            Ask::Look { .. } => panic!("a look is no write: {frame:?}"),
        };
        assert!(frame.of_kind(kind).next().is_some(), "{frame:?} is not {record:?}");
        for (_, facts) in &frame.events {
            let about = facts["folder"].as_u64();
            assert!(folders.is_empty() || about.is_none_or(|no| folders.contains(&no)), "{frame:?} is not {record:?}");
        }
        if let Ask::CheckOut { person, .. } = &record.ask {
            assert!(frame.of_kind("CheckedOut").all(|facts| facts["borrower"] == *person), "{frame:?} {record:?}");
        }
    }

    /// Some of what was acknowledged is sent again under the same keys: it is answered as the first time, and nothing is
    /// done twice.
    pub fn check_repeats(&mut self, client: &Client, random: &mut Random, count: usize) {
        if self.done.is_empty() {
            return;
        }
        for _ in 0..count {
            let record = &self.records[random.pick(&self.done)];
            let (_, status, before) = record.answered.as_ref().unwrap();
            let again = perhaps(client, &self.folders, record).unwrap();
            assert_eq!(again.status, *status, "{record:?} is answered {}", again.text);
            assert_eq!(essence(&again.body), essence(before), "{record:?}");
        }
        assert_eq!(client.get("/system").ok()["seq"], self.ledger.seq, "a repetition was done again");
    }

    /// One order explains everything that anybody was told.
    pub fn check_linearizable(&self) {
        let histories = histories(&self.records);
        assert!(!histories.is_empty());
        for (folder, History { custody, note }) in histories {
            match check::<Custody>(&custody) {
                Verdict::Explained(_) => {}
                Verdict::Impossible(longest) => panic!("{}", unexplained(&self.folders[folder], &custody, &longest)),
                Verdict::TooLong => panic!("{} operations took too long to explain", custody.len()),
            }
            match check::<Note>(&note) {
                Verdict::Explained(_) => {}
                Verdict::Impossible(longest) => panic!("{}", unexplained(&self.folders[folder], &note, &longest)),
                Verdict::TooLong => panic!("{} notes took too long to explain", note.len()),
            }
        }
    }
}

/// What cannot be explained, and what is around it.
fn unexplained<O: std::fmt::Debug>(folder: &Lent, history: &[O], longest: &[usize]) -> String {
    let from = longest.len().saturating_sub(12);
    let around: Vec<_> = history.iter().enumerate().filter(|(at, _)| !longest[..from].contains(at)).take(40).collect();
    format!("{folder:?} cannot be explained behind {} operations: {around:#?}", longest.len())
}

/// Of an answer, what does not change with time: which folders, and what became of each.
pub fn essence(body: &Value) -> Value {
    match body["results"].as_array() {
        Some(results) => results.iter().map(|result| json!([result["code"], result["problem"]])).collect(),
        None => body["code"].clone(),
    }
}

/// Everything the server shows, at a moment when nobody writes.
pub fn shown(admin: &Client, data: &std::path::Path) -> Value {
    let seq = admin.get("/departments").ok()["seq"].clone();
    let mut system = admin.get("/system").ok();
    for part in ["followers", "disk", "published"] {
        system[part] = Value::Null;
    }
    let mut ledger = Ledger::new(data);
    let registered = |frame: &Frame| frame.of_kind("FolderRegistered").cloned().collect::<Vec<_>>();
    let codes = ledger
        .read_on()
        .into_iter()
        .flat_map(|frame| registered(&frame))
        .map(|facts| facts["code"].as_str().unwrap().to_owned());
    let cards = codes.map(|code| {
        let path = format!("/folders/{code}");
        (admin.get(&format!("{path}?min_seq={seq}")).ok(), admin.all(&format!("{path}/history")))
    });
    let cards: Vec<_> = cards.collect();
    let found = |query: &str| {
        let path = format!("/search?limit=50&min_seq={seq}&q={}", crate::support::percent(query));
        let answer = eventually("the index", || Some(admin.get(&path)).filter(|answer| answer.status == 200)).ok();
        let codes: std::collections::BTreeSet<String> =
            answer["items"].as_array().unwrap().iter().map(|hit| hit["code"].to_string()).collect();
        json!([answer["total"], answer["total"].as_u64().filter(|total| *total <= 50).map(|_| codes)])
    };
    let searches = ["客户", "客户3", "备注", "新客户w1", "state:on_loan", "type:REP", "2026-03"].map(found);
    json!({"system": system, "cards": cards, "searches": searches, "loans": admin.all("/loans"),
        "desk": admin.all("/at-desk"), "occupancy": admin.get("/occupancy?by=zone").ok(), "people": admin.all("/people")})
}

/// What is derived is what a replay from nothing makes: shown before and after everything derived was thrown away.
pub fn check_rebuilt(server: &mut Server, admin: &Client) {
    let before = shown(&admin.at(server), server.data());
    assert_eq!(server.stop(), Some(0), "{}", server.log());
    let verified = run(server.data(), &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    let rebuilt = run(server.data(), &["rebuild"]);
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
    server.restart();
    assert_same(&before, &shown(&admin.at(server), server.data()));
}

/// As `assert_eq`, but says only what differs.
pub fn assert_same(before: &Value, after: &Value) {
    for (part, value) in before.as_object().unwrap() {
        let other = &after[part];
        match (value.as_array(), other.as_array()) {
            (Some(one), Some(two)) => {
                for (one, two) in one.iter().zip(two) {
                    assert_eq!(one, two, "{part}");
                }
                assert_eq!(one.len(), two.len(), "{part}");
            }
            _ => assert_eq!(value, other, "{part}"),
        }
    }
}
