//! Nine in the morning: several desks take over what several departments bring, all at once, with clashes, requests that
//! are sent again and a power cut in the midst. Afterwards every case was received once and stands in one transfer.

use super::support::{Answer, Client, PASSWORD, Server, days_from_now, dealer, eventually, key, run, said, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Instant;

/// How many cases an hour have to be coped with.
const CASES: usize = 300;
const DESKS: [&str; 4] = ["reception", "scanning", "repair", "reading"];
const DEPARTMENTS: [(&str, &str); 3] = [("sales1", "NEW"), ("sales2", "NEW"), ("service", "SRV")];

/// What a desk is brought.
#[derive(Clone)]
struct Brought {
    department: usize,
    /// An announced case's reference, or nothing if it just comes.
    announced: Option<String>,
    reference: String,
    papers: Value,
}

impl Brought {
    /// The `at`th case of the morning: every fifth lacks something, every tenth nobody announced.
    fn case(at: usize) -> Self {
        let department = at % DEPARTMENTS.len();
        let reference = format!("M-{at:04}");
        let first = if DEPARTMENTS[department].1 == "NEW" { "customer_card" } else { "settlement" };
        let missing = json!([{"paper": first, "state": "missing"}]);
        let papers = json!({"all_except": if at.is_multiple_of(5) { missing } else { json!([]) }});
        let announced = (at % 10 != 9).then(|| reference.clone());
        Self { department, announced, reference, papers }
    }

    fn announcement(&self) -> Value {
        let (department, kind) = DEPARTMENTS[self.department];
        json!({"business_type": kind, "reference": self.reference, "department": department,
            "business_date": days_from_now(0), "subjects": [{"kind": "person", "name": format!("客户{}", self.reference)}]})
    }

    fn body(&self) -> Value {
        match &self.announced {
            Some(case) => json!({"case": case, "papers": self.papers}),
            None => json!({"new": self.announcement(), "papers": self.papers}),
        }
    }
}

/// Where the server is now; nowhere while it is down.
type Address = Arc<RwLock<String>>;

/// One desk with its archivist, and what was answered to him.
struct DeskWorker {
    client: Client,
    address: Address,
    transfers: Vec<String>,
    received: Arc<AtomicUsize>,
    clashes: Arc<Mutex<BTreeMap<String, String>>>,
}

impl DeskWorker {
    /// Takes over what is brought. What gets no answer is sent again with the same key until it gets one.
    fn work(&self, queue: &[Brought]) {
        for (at, brought) in queue.iter().enumerate() {
            let (path, id) = (format!("{}/receive", self.transfers[brought.department]), key());
            let answer = self.insist(&path, &id, &brought.body());
            match answer.status {
                200 => {
                    self.received.fetch_add(1, Ordering::Relaxed);
                    let card = answer.ok();
                    if at % 7 == 3 {
                        // An answer that got lost on the way: asked again, it is the same.
                        let again = self.insist(&path, &id, &brought.body()).ok();
                        assert_eq!((&again["code"], &again["transfer"]), (&card["code"], &card["transfer"]));
                    }
                }
                _ => {
                    let refused = if brought.announced.is_some() { "CaseReceived" } else { "CaseAnnounced" };
                    answer.refused(409, refused);
                    self.clashes.lock().unwrap().insert(brought.reference.clone(), refused.to_owned());
                }
            }
        }
    }

    fn insist(&self, path: &str, id: &str, body: &Value) -> Answer {
        eventually("an answer", || {
            let base = self.address.read().unwrap().clone();
            let request = self.client.http.request(Method::POST, format!("{base}/api/v1{path}"));
            let request = request.header("x-csrf-token", &self.client.csrf).header("idempotency-key", id);
            Answer::perhaps(request.json(body)).filter(|answer| answer.status != 503)
        })
    }
}

fn begin(client: &Client, department: &str, desk: &str) -> String {
    let open = client.post("/transfers", json!({"department": department, "desk": desk})).ok();
    format!("/transfers/{}", open["transfer"])
}

/// A phone at the door: what it scanned without a network, offered as one batch, and offered again as a phone does that
/// got no answer.
fn offer(client: &Client, cases: &[Brought]) -> Vec<Value> {
    let command = |brought: &Brought| {
        let department = DEPARTMENTS[brought.department].0;
        json!({"kind": "receive_case", "department": department, "desk": "reception", "case": brought.reference,
            "papers": brought.papers})
    };
    let now = chrono::Utc::now().to_rfc3339();
    let numbered = cases.iter().zip(1..);
    let commands: Vec<Value> = numbered
        .map(|(brought, number)| json!({"number": number, "occurred_at": now, "command": command(brought)}))
        .collect();
    let batch = json!({"device": "door", "commands": commands});
    let first = client.post("/sync", batch.clone()).ok();
    let second = client.post("/sync", batch).ok();
    let result =
        |answer: &Value, at: usize| (answer["results"][at]["status"].clone(), answer["results"][at]["seq"].clone());
    for at in 0..cases.len() {
        assert_eq!(result(&first, at), result(&second, at), "a batch offered twice is answered as the first time");
    }
    first["results"].as_array().unwrap().clone()
}

/// The cases of each desk: each belongs to one, and every ninth is put on the next desk's table as well.
fn tables(cases: &[Brought]) -> Vec<Vec<Brought>> {
    let mut tables = vec![Vec::new(); DESKS.len()];
    for (at, brought) in cases.iter().enumerate() {
        tables[at / 2 % DESKS.len()].push(brought.clone());
        if at % 9 == 4 {
            tables[(at / 2 + 1) % DESKS.len()].push(brought.clone());
        }
    }
    tables
}

/// Announces what is announced, in a batch for each department.
fn announce_all(admin: &Client, cases: &[Brought]) {
    for part in cases.chunks(200) {
        let new: Vec<Value> =
            part.iter().filter(|brought| brought.announced.is_some()).map(Brought::announcement).collect();
        let results = admin.post("/cases", json!({"cases": new})).ok();
        assert!(results["results"].as_array().unwrap().iter().all(|result| result["refusal"].is_null()), "{results}");
    }
}

/// All transfers' registers: which case was taken in which transfers.
fn taken(admin: &Client) -> BTreeMap<String, Vec<u64>> {
    let mut taken: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for line in admin.all("/transfers") {
        let card = admin.get(&format!("/transfers/{}", line["no"])).ok();
        let entries = card["entries"].as_array().unwrap();
        assert_eq!(entries.len() as u64, line["cases"].as_u64().unwrap(), "{line}");
        for entry in entries {
            assert_eq!(entry["outcome"], "taken");
            taken.entry(text(&entry["case"], "code")).or_default().push(line["no"].as_u64().unwrap());
        }
    }
    taken
}

/// How often the ledger's own lines say that each case was received; no code of ours reads them.
fn received_in_the_ledger(server: &Server) -> BTreeMap<u64, usize> {
    let mut received = BTreeMap::new();
    for entry in std::fs::read_dir(server.data().join("ledger")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|name| name != "jsonl") {
            continue;
        }
        for line in std::fs::read_to_string(path).unwrap().lines().filter(|line| line.contains("CaseReceived")) {
            let frame: Value = serde_json::from_str(line).unwrap();
            for event in frame["events"].as_array().unwrap().iter().filter(|event| event["kind"] == "CaseReceived") {
                *received.entry(event["facts"]["case"].as_u64().unwrap()).or_default() += 1;
            }
        }
    }
    received
}

/// Every case is filed, with the gaps it came with, and stands in one transfer's register: its own.
fn received_once(admin: &Client) {
    let listed = admin.all("/cases?state=all");
    let phases: BTreeSet<&str> = listed.iter().map(|case| case["phase"].as_str().unwrap()).collect();
    let references: BTreeSet<String> = listed.iter().map(|case| text(case, "reference")).collect();
    assert_eq!((listed.len(), references.len(), phases), (CASES, CASES, BTreeSet::from(["filed"])));
    let taken = taken(admin);
    assert_eq!(taken.len(), CASES);
    for case in &listed {
        let own = case["transfer"].as_u64().unwrap();
        assert_eq!(taken.get(&text(case, "code")), Some(&vec![own]), "{case}");
        let is_fifth = text(case, "reference").trim_start_matches("M-").parse::<usize>().unwrap() % 5 == 0;
        assert_eq!(case["gaps"].as_u64(), Some(u64::from(is_fifth)), "{case}");
    }
}

/// Both sides confirm every transfer; together they hold all cases.
fn close_all(archivist: &Client) {
    for line in archivist.all("/transfers") {
        let clerk = format!("clerk-{}", line["department"]["code"].as_str().unwrap());
        let close = json!({"giver": clerk, "password": PASSWORD});
        archivist.post(&format!("/transfers/{}/close", line["no"]), close).ok();
    }
    assert_eq!(archivist.get("/transfers?open=true").ok()["total"], 0);
    let closed: u64 = archivist.all("/transfers").iter().map(|line| line["cases"].as_u64().unwrap()).sum();
    assert_eq!(closed as usize, CASES);
}

#[test]
fn three_hundred_cases_in_a_morning_and_none_is_lost_or_taken_twice() {
    let (mut server, admin) = dealer();
    for (department, _) in DEPARTMENTS {
        server.person(&admin, &format!("clerk-{department}"), "department_clerk", Some(department));
    }
    let archivists: Vec<Client> =
        DESKS.iter().map(|desk| server.person(&admin, &format!("at-{desk}"), "archivist", None)).collect();
    let cases: Vec<Brought> = (0..CASES).map(Brought::case).collect();
    announce_all(&admin, &cases);
    let address: Address = Arc::new(RwLock::new(server.url().to_owned()));
    let (received, clashes) = (Arc::new(AtomicUsize::new(0)), Arc::default());
    let began = Instant::now();
    let desks: Vec<_> = tables(&cases)
        .into_iter()
        .zip(&archivists)
        .zip(DESKS)
        .map(|((table, client), desk)| {
            let transfers = DEPARTMENTS.iter().map(|(department, _)| begin(client, department, desk)).collect();
            let (client, address) = (client.clone(), address.clone());
            let worker =
                DeskWorker { client, address, transfers, received: received.clone(), clashes: Arc::clone(&clashes) };
            std::thread::spawn(move || worker.work(&table))
        })
        .collect();
    // The power goes when half of them are in.
    eventually("half of the cases", || (received.load(Ordering::Relaxed) >= CASES / 2).then_some(()));
    server.kill9();
    let before_the_cut = received.load(Ordering::Relaxed);
    assert!(before_the_cut < CASES, "the morning is too short for a power cut in its midst");
    server.restart();
    server.url().clone_into(&mut address.write().unwrap());
    let admin = admin.at(&server);
    let phone: Vec<Brought> = cases.iter().skip(250).filter(|brought| brought.announced.is_some()).cloned().collect();
    let offered = offer(&archivists[0].at(&server), &phone);
    desks.into_iter().for_each(|desk| desk.join().unwrap());
    let taken_by_phone = offered.iter().filter(|result| result["status"] == "done").count();
    let (at_desks, took) = (received.load(Ordering::Relaxed), began.elapsed());
    assert_eq!(at_desks + taken_by_phone, CASES, "each was said to be taken over exactly once");
    println!(
        "{CASES} cases at {} desks and a phone, {} of them brought twice, one kill -9: {took:.1?}, {:.0} an hour",
        DESKS.len(),
        clashes.lock().unwrap().len(),
        CASES as f64 * 3_600.0 / took.as_secs_f64()
    );
    received_once(&admin);
    let in_ledger = received_in_the_ledger(&server);
    assert_eq!((in_ledger.len(), in_ledger.values().max()), (CASES, Some(&1)));
    close_all(&archivists[0].at(&server));
    server.stop();
    let verified = run(server.data(), &["verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
}
