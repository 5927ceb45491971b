//! Clients that work at once: they lend, take back, put away, look, write notes and register, each write under a key of
//! its own. What they were told, and what they never heard an answer to, is written down with the moment.

use super::Random;
use crate::linearizability::{Lending, Noted, Operation, Said, Whereabouts, Writing};
use crate::support::{Answer, Client, Server, folder, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A folder that is lent about.
#[derive(Debug, Clone)]
pub struct Lent {
    pub code: String,
    pub no: u64,
    pub slot: String,
}

/// What a client asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    CheckOut { folders: Vec<usize>, person: u64 },
    Return { folders: Vec<usize> },
    PutAway { folder: usize },
    Look { folder: usize },
    Edit { folder: usize, note: String },
    Register { name: String },
}

/// An ask and what came of it.
#[derive(Debug, Clone)]
pub struct Record {
    pub key: String,
    pub ask: Ask,
    pub called: u64,
    /// The moment, the status and what was said; nothing if no answer came.
    pub answered: Option<(u64, u16, Value)>,
}

impl Record {
    /// Whether something was acknowledged as done and so must be in the ledger.
    pub fn is_done(&self) -> bool {
        let Some((_, status, body)) = &self.answered else { return false };
        match &self.ask {
            Ask::Look { .. } => false,
            _ => *status < 300 && body["results"].as_array().is_none_or(|all| all.iter().any(is_item_done)),
        }
    }
}

fn is_item_done(result: &Value) -> bool {
    result["problem"].is_null()
}

struct Gate {
    /// Counts the times it was opened.
    opened: u64,
    is_open: bool,
    is_over: bool,
    waiting: usize,
    base: String,
}

struct Shared {
    gate: Mutex<Gate>,
    changed: Condvar,
    started: Instant,
    answers: AtomicU64,
    folders: Vec<Lent>,
    people: Vec<u64>,
}

impl Shared {
    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap()
    }

    fn moment(&self) -> u64 {
        self.started.elapsed().as_nanos() as u64
    }
}

/// Clients at work.
pub struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    records: Arc<Mutex<Vec<Record>>>,
    /// What each client has heard no answer to and will ask again.
    unanswered: Arc<Mutex<BTreeMap<u64, Record>>>,
}

/// Folders to be lent and people to lend them to.
pub fn set_up(admin: &Client, folders: usize) -> (Vec<Lent>, Vec<u64>) {
    let people = (0..4).map(|person| {
        let body =
            json!({"name": format!("li{person}"), "display_name": "LI", "role": "borrower", "may_sign_in": false});
        admin.post("/people", body).ok()["person"]["no"].as_u64().unwrap()
    });
    let people = people.collect();
    let folders: Vec<Value> = (0..folders).map(|at| folder("NEW", "2026-03-05", &format!("客户{at}"))).collect();
    let results = admin.post("/folders/batch", json!({"folders": folders})).ok();
    let lent = |result: &Value| Lent {
        code: text(&result["folder"], "code"),
        no: result["folder"]["folder_no"].as_u64().unwrap(),
        slot: text(&result["folder"]["where"]["home"], "slot"),
    };
    (results["results"].as_array().unwrap().iter().map(lent).collect(), people)
}

impl Load {
    /// Clients that wait until they are let in.
    pub fn new(admin: &Client, (folders, people): (Vec<Lent>, Vec<u64>), clients: u64, random: &mut Random) -> Self {
        let gate = Gate { opened: 0, is_open: false, is_over: false, waiting: 0, base: String::new() };
        let shared = Arc::new(Shared {
            gate: Mutex::new(gate),
            changed: Condvar::new(),
            started: Instant::now(),
            answers: AtomicU64::new(0),
            folders,
            people,
        });
        let records = Arc::new(Mutex::new(Vec::new()));
        let unanswered = Arc::new(Mutex::new(BTreeMap::new()));
        let threads = (0..clients).map(|number| {
            let worker = Worker {
                number,
                client: admin.clone(),
                shared: shared.clone(),
                records: records.clone(),
                unanswered: unanswered.clone(),
                random: Random(random.next()),
                asked: 0,
            };
            std::thread::spawn(move || worker.work())
        });
        Self { threads: threads.collect(), shared, records, unanswered }
    }

    /// Lets the clients work at a server.
    pub fn open(&self, base: &str) {
        let mut gate = self.shared.gate();
        (gate.opened, gate.is_open) = (gate.opened + 1, true);
        base.clone_into(&mut gate.base);
        self.shared.changed.notify_all();
    }

    /// Lets the clients work for a while and leaves them in the middle of it.
    pub fn work(&self, server: &Server, random: &mut Random) {
        let enough = self.answers() + 4 + random.below(40);
        self.open(server.url());
        let patience = Instant::now() + Duration::from_secs(20);
        while self.answers() < enough && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(self.answers() >= enough, "nobody is answered: {}", server.log());
        std::thread::sleep(Duration::from_micros(random.below(3_000)));
    }

    /// Waits until nobody is at work any more.
    pub fn close(&self) {
        let mut gate = self.shared.gate();
        gate.is_open = false;
        while gate.waiting < self.threads.len() {
            gate = self.shared.changed.wait(gate).unwrap();
        }
    }

    /// How many answers there have been.
    pub fn answers(&self) -> u64 {
        self.shared.answers.load(Ordering::Relaxed)
    }

    /// The folders that are lent about.
    pub fn folders(&self) -> &[Lent] {
        &self.shared.folders
    }

    /// What has been written down since the last time.
    pub fn take_records(&self) -> Vec<Record> {
        std::mem::take(&mut self.records.lock().unwrap())
    }

    /// What somebody has heard no answer to and will ask again.
    pub fn unanswered(&self) -> Vec<Record> {
        self.unanswered.lock().unwrap().values().cloned().collect()
    }

    /// Sends everybody home.
    pub fn end(self) -> Vec<Record> {
        self.shared.gate().is_over = true;
        self.shared.changed.notify_all();
        for thread in self.threads {
            thread.join().unwrap();
        }
        std::mem::take(&mut self.records.lock().unwrap())
    }
}

struct Worker {
    number: u64,
    client: Client,
    shared: Arc<Shared>,
    records: Arc<Mutex<Vec<Record>>>,
    unanswered: Arc<Mutex<BTreeMap<u64, Record>>>,
    random: Random,
    asked: u64,
}

impl Worker {
    fn work(mut self) {
        let mut entered = 0;
        while let Some(opened) = self.wait(entered) {
            let waiting = self.unanswered.lock().unwrap().remove(&self.number);
            let mut record = waiting.unwrap_or_else(|| self.new_ask());
            if self.send(&mut record) {
                self.shared.answers.fetch_add(1, Ordering::Relaxed);
                self.records.lock().unwrap().push(record);
                continue;
            }
            // Whoever hears nothing asks again under the same key, or gives up.
            entered = opened;
            if self.random.chance(70) && !matches!(record.ask, Ask::Look { .. }) {
                self.unanswered.lock().unwrap().insert(self.number, record);
            } else {
                self.records.lock().unwrap().push(record);
            }
        }
        let left = self.unanswered.lock().unwrap().remove(&self.number);
        self.records.lock().unwrap().extend(left);
    }

    /// Waits until the gate is open, and open anew after a server has gone; nothing when the day is over.
    fn wait(&mut self, entered: u64) -> Option<u64> {
        let shared = self.shared.clone();
        let mut gate = shared.gate();
        while !gate.is_over && (!gate.is_open || gate.opened == entered) {
            gate.waiting += 1;
            shared.changed.notify_all();
            gate = shared.changed.wait(gate).unwrap();
            gate.waiting -= 1;
        }
        self.client.base.clone_from(&gate.base);
        (!gate.is_over).then_some(gate.opened)
    }

    fn new_ask(&mut self) -> Record {
        self.asked += 1;
        let key = format!("w{}-{}", self.number, self.asked);
        let random = &mut self.random;
        let count = self.shared.folders.len() as u64;
        let folder = random.below(count) as usize;
        let several = |random: &mut Random| match random.below(4) {
            0 => vec![folder, (folder + 1 + random.below(count - 1) as usize) % count as usize],
            _ => vec![folder],
        };
        let ask = match random.below(20) {
            0..6 => Ask::CheckOut { folders: several(random), person: random.pick(&self.shared.people) },
            6..9 => Ask::Return { folders: several(random) },
            9..12 => Ask::PutAway { folder },
            12..16 => Ask::Look { folder },
            16..19 => Ask::Edit { folder, note: format!("备注 {key}") },
            _ => Ask::Register { name: format!("新客户{key}") },
        };
        Record { key, ask, called: self.shared.moment(), answered: None }
    }

    /// Sends an ask; false if no answer came, or one that leaves open what happened.
    fn send(&self, record: &mut Record) -> bool {
        let Some(answer) = perhaps(&self.client, &self.shared.folders, record) else { return false };
        if answer.status >= 500 {
            return false;
        }
        record.answered = Some((self.shared.moment(), answer.status, answer.body));
        true
    }
}

/// Sends an ask under its key.
pub fn perhaps(client: &Client, folders: &[Lent], record: &Record) -> Option<Answer> {
    let code = |folder: &usize| folders[*folder].code.clone();
    let codes = |of: &[usize]| of.iter().map(code).collect::<Vec<_>>();
    let (method, path, body) = match &record.ask {
        Ask::CheckOut { folders, person } => {
            (Method::POST, "/checkouts".to_owned(), json!({"borrower": person, "codes": codes(folders)}))
        }
        Ask::Return { folders } => (Method::POST, "/returns".to_owned(), json!({"codes": codes(folders)})),
        Ask::PutAway { folder } => {
            (Method::POST, format!("/folders/{}/put-away", code(folder)), json!({"slot": folders[*folder].slot}))
        }
        Ask::Look { folder } => (Method::GET, format!("/folders/{}", code(folder)), Value::Null),
        Ask::Edit { folder, note } => (Method::PATCH, format!("/folders/{}", code(folder)), json!({"note": note})),
        Ask::Register { name } => (Method::POST, "/folders".to_owned(), folder("REP", "2026-03-06", name)),
    };
    let request = client.http.request(method, format!("{}/api/v1{path}", client.base));
    let request = match &record.ask {
        Ask::Look { .. } => request,
        _ => request.header("x-csrf-token", &client.csrf).header("idempotency-key", &record.key).json(&body),
    };
    Answer::perhaps(request)
}

/// What happened to one folder, as the checker takes it.
#[derive(Default)]
pub struct History {
    pub custody: Vec<Operation<Lending, Said>>,
    pub note: Vec<Operation<Writing, Noted>>,
}

/// Cuts what was written down into one history for each folder.
pub fn histories(records: &[Record]) -> BTreeMap<usize, History> {
    let mut histories: BTreeMap<usize, History> = BTreeMap::new();
    for record in records {
        let at = record.answered.as_ref().map(|(at, ..)| *at);
        let status = record.answered.as_ref().map_or(0, |(_, status, _)| *status);
        let body = record.answered.as_ref().map_or(&Value::Null, |(.., body)| body);
        let mut lend = |folder: usize, call: Lending, said: Said| {
            let answered = at.map(|at| (at, said));
            histories.entry(folder).or_default().custody.push(Operation { called: record.called, call, answered });
        };
        match &record.ask {
            Ask::CheckOut { folders, person } => {
                for (item, folder) in folders.iter().enumerate() {
                    lend(*folder, Lending::CheckOut(*person), said(status, &body["results"][item]["problem"]));
                }
            }
            Ask::Return { folders } => {
                for (item, folder) in folders.iter().enumerate() {
                    lend(*folder, Lending::Return, said(status, &body["results"][item]["problem"]));
                }
            }
            Ask::PutAway { folder } => lend(*folder, Lending::PutAway, said(status, &Value::Null)),
            Ask::Look { folder } if at.is_some() => {
                lend(*folder, Lending::Look, Said::Found(whereabouts(body)));
                let answered = at.map(|at| (at, Noted::Reads(text(body, "note"))));
                let read = Operation { called: record.called, call: Writing::Read, answered };
                histories.entry(*folder).or_default().note.push(read);
            }
            Ask::Edit { folder, note } => {
                let noted = if status == 412 { Noted::Refused } else { Noted::Written };
                assert!([0, 200, 412].contains(&status), "{record:?}");
                let (call, answered) = (Writing::Write(note.clone()), at.map(|at| (at, noted)));
                histories.entry(*folder).or_default().note.push(Operation { called: record.called, call, answered });
            }
            Ask::Look { .. } | Ask::Register { .. } => {}
        }
    }
    histories
}

fn said(status: u16, problem: &Value) -> Said {
    match problem["code"].as_str() {
        None => Said::Done,
        Some("FolderOnLoan") => Said::OnLoan,
        Some(other) => panic!("{status} {other}"),
    }
}

fn whereabouts(card: &Value) -> Whereabouts {
    match card["where"]["state"].as_str() {
        Some("at_desk") => Whereabouts::AtDesk,
        Some("on_shelf") => Whereabouts::OnShelf,
        Some("on_loan") => Whereabouts::OnLoan(card["loan"]["borrower"]["no"].as_u64().unwrap()),
        other => panic!("{other:?} in {card}"),
    }
}
