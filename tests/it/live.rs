//! Live updates: who is told what, from where, for how long, and what somebody who does not listen costs.

use super::support::{Answer, Client, Server, dealer, eventually, folder, run, said, text};
use reqwest::Method;
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write as _};
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// An event as it was told.
#[derive(Debug, Clone)]
struct Told {
    name: String,
    id: String,
    data: Value,
}

/// A stream that is listened to.
struct Stream(Receiver<Told>);

impl Stream {
    fn open(client: &Client, since: &str) -> Self {
        let request = client.request(Method::GET, "/live").header("accept", "text/event-stream");
        let response = request.header("last-event-id", since).send().unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let (sender, told) = channel();
        std::thread::spawn(move || {
            for event in events(BufReader::new(response)) {
                let _ = sender.send(event);
            }
        });
        Self(told)
    }

    /// The next event that is no position.
    #[track_caller]
    fn next(&self) -> Told {
        loop {
            let told = self.0.recv_timeout(PATIENCE).expect("the stream goes on");
            if told.name != "position" {
                return told;
            }
        }
    }

    /// Everything that is told of folders until one is named, by code.
    #[track_caller]
    fn until(&self, code: &str) -> Vec<Told> {
        let mut all = Vec::new();
        loop {
            let told = self.next();
            let last = told.data["code"] == code;
            all.push(told);
            if last {
                return all;
            }
        }
    }

    /// Waits for the stream's end.
    #[track_caller]
    fn ends(&self) {
        while self.0.recv_timeout(PATIENCE).is_ok() {}
        let disconnected = std::sync::mpsc::TryRecvError::Disconnected;
        assert_eq!(self.0.try_recv().unwrap_err(), disconnected, "the stream goes on");
    }
}

/// Reads events; `retry` and comments are left out.
fn events(body: impl BufRead) -> impl Iterator<Item = Told> {
    let mut lines = body.lines().map_while(Result::ok);
    std::iter::from_fn(move || {
        let mut told = Told { name: String::new(), id: String::new(), data: Value::Null };
        loop {
            let line = lines.next()?;
            match line.split_once(':').unwrap_or((&line, "")) {
                ("event", name) => told.name = name.trim().to_owned(),
                ("id", id) => told.id = id.trim().to_owned(),
                ("data", data) => told.data = serde_json::from_str(data).unwrap(),
                _ if line.is_empty() && !told.name.is_empty() => return Some(told),
                _ => {}
            }
        }
    })
}

/// What there is to tell somebody now, without staying.
fn told(client: &Client, since: &str) -> Vec<Told> {
    let answer = client.get(&format!("/live?since={since}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    events(answer.text.as_bytes()).collect()
}

/// Where somebody is who comes now.
fn here(client: &Client) -> String {
    told(client, "").pop().unwrap().id
}

fn codes(all: &[Told]) -> BTreeSet<String> {
    all.iter().filter_map(|told| told.data["code"].as_str().map(str::to_owned)).collect()
}

fn register(client: &Client, class: &str, customer: &str) -> (String, String) {
    let mut body = folder("NEW", "2026-03-05", customer);
    body["class"] = json!(class);
    body["department"] = json!("service");
    let card = client.post("/folders", body).ok();
    (text(&card, "code"), text(&card["where"]["home"], "slot"))
}

fn put_away(client: &Client, (code, slot): &(String, String)) {
    client.post(&format!("/folders/{code}/put-away"), json!({"slot": slot})).ok();
}

#[test]
fn two_who_watch_are_told_of_the_folders_that_each_may_see_and_nothing_personal() {
    let (server, admin) = dealer();
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let (hidden, open) = (register(&admin, "personal", "慕容复"), register(&admin, "public", "虚竹"));
    let (all, some) = (Stream::open(&admin, ""), Stream::open(&seller, ""));
    put_away(&admin, &hidden);
    admin.get(&format!("/folders/{}", hidden.0)).ok();
    put_away(&admin, &open);

    let (to_all, to_some) = (all.until(&open.0), some.until(&open.0));
    assert_eq!(codes(&to_all), BTreeSet::from([hidden.0.clone(), open.0.clone()]));
    assert_eq!(codes(&to_some), BTreeSet::from([open.0.clone()]));
    assert!(!to_all.iter().any(|told| told.data["what"].to_string().contains("Looked")), "{to_all:?}");
    let Told { name, id, data } = to_some.last().unwrap();
    assert_eq!(name, "folder");
    assert_eq!(id.rsplit(':').next().unwrap(), data["seq"].to_string());
    assert_eq!((&data["what"], &data["state"]), (&json!(["PutAway"]), &json!("on_shelf")));
    assert_eq!(data["place"], json!({"kind": "slot", "code": open.1, "label": open.1}));
    assert_eq!(data.as_object().unwrap().len(), 6, "no more than this: {data}");
}

#[test]
fn a_folder_that_leaves_ones_sight_is_not_named_any_more() {
    let (server, admin) = dealer();
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let (leaving, open) = (register(&admin, "public", "段誉"), register(&admin, "public", "虚竹"));
    let stream = Stream::open(&seller, "");
    put_away(&admin, &leaving);
    let at = stream.until(&leaving.0).pop().unwrap().id;
    let path = format!("/folders/{}", leaving.0);
    let edit = admin.request(Method::PATCH, &path).header("if-match", admin.get(&path).etag());
    Answer::of(edit.json(&json!({"class": "personal"}))).ok();
    admin.post(&format!("{path}/checkout"), json!({"borrower": "admin"})).ok();
    put_away(&admin, &open);
    assert_eq!(codes(&stream.until(&open.0)), BTreeSet::from([open.0.clone()]));
    assert_eq!(codes(&told(&seller, &at)), BTreeSet::from([open.0]), "nor to whoever comes back");
}

#[test]
fn a_stream_goes_on_where_it_was_cut_off_also_after_a_power_cut() {
    let (mut server, admin) = dealer();
    let folders: Vec<_> = ["甲", "乙", "丙"].map(|name| register(&admin, "public", name)).into();
    let stream = Stream::open(&admin, "");
    put_away(&admin, &folders[0]);
    let last = stream.until(&folders[0].0).pop().unwrap().id;
    put_away(&admin, &folders[1]);
    server.kill9();
    server.restart();
    let admin = admin.at(&server);
    put_away(&admin, &folders[2]);
    let again = Stream::open(&admin, &last);
    let seen: Vec<String> = again.until(&folders[2].0).iter().map(|told| text(&told.data, "code")).collect();
    assert_eq!(seen, [folders[1].0.clone(), folders[2].0.clone()], "each once, in order, and not the first again");
}

#[test]
fn whoever_comes_with_a_position_that_means_nothing_here_loads_anew() {
    let (server, admin) = dealer();
    let at = here(&admin);
    let (incarnation, seq) = at.rsplit_once(':').unwrap();
    let ahead = format!("{incarnation}:{}", seq.parse::<u64>().unwrap() + 1_000);
    for since in ["nonsense", "x:1", &ahead, &format!("{incarnation}:-1")] {
        let all = told(&admin, since);
        assert_eq!((all.len(), all[0].name.as_str(), all[0].id.as_str()), (1, "reset", at.as_str()), "{since}");
    }
    // A restore begins a new incarnation.
    let copies = tempfile::tempdir().unwrap();
    let (copy, other) = (copies.path().join("copy"), copies.path().join("other"));
    let made = run(server.data(), &["backup", copy.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    let restored = run(&other, &["restore", copy.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", said(&restored));
    let second = Server::at(&other, &[]);
    let admin = second.administrator();
    let stream = Stream::open(&admin, &at);
    let reset = stream.next();
    assert_eq!(reset.name, "reset");
    assert!(!reset.id.starts_with(incarnation), "{reset:?}");
}

#[test]
fn settings_and_ones_own_account_are_told_of_and_other_accounts_not() {
    let (server, admin) = dealer();
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    server.person(&admin, "qian", "borrower", Some("sales1"));
    let stream = Stream::open(&seller, "");
    let find = |name: &str| {
        let people = admin.all("/people");
        people.iter().find(|person| person["name"] == name).unwrap()["no"].as_u64().unwrap()
    };
    admin.patch(&format!("/people/{}", find("qian")), json!({"display_name": "钱"})).ok();
    admin.patch(&format!("/people/{}", find("zhao")), json!({"display_name": "赵"})).ok();
    let told = stream.next();
    assert_eq!((told.name.as_str(), &told.data["what"]), ("settings", &json!(["PersonSet"])));
    admin.post("/departments", json!({"code": "new1", "name": {"zh": "新", "en": "New"}})).ok();
    let all: Vec<String> = (0..)
        .map(|_| stream.next().data["what"].to_string())
        .take_while(|what| !what.contains("DepartmentSet"))
        .collect();
    assert!(all.iter().all(|what| !what.contains("PersonSet")), "{all:?}");
}

#[test]
fn a_scan_that_leads_to_no_folder_is_told_to_who_reads_discrepancies_and_to_nobody_else() {
    let (server, admin) = dealer();
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let open = register(&admin, "public", "虚竹");
    let (all, some) = (Stream::open(&admin, ""), Stream::open(&seller, ""));
    let seen = json!({"at": open.1});
    admin.post("/folders/GHOST-1/sighted", seen).refused(404, "CodeUnknown");
    let told = all.next();
    assert_eq!((told.name.as_str(), &told.data["no"], &told.data["folder"]), ("discrepancy", &json!(0), &Value::Null));
    assert_eq!(told.id.rsplit(':').next().unwrap(), told.data["seq"].to_string());
    admin.post("/discrepancies/0/settle", json!({"how": "as_recorded"})).ok();
    assert_eq!(all.next().name, "discrepancy");
    put_away(&admin, &open);
    assert_eq!(some.next().data["code"], *open.0);
}

#[test]
fn a_great_many_folders_at_once_are_counted_and_not_named() {
    let (server, admin) = dealer();
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let stream = Stream::open(&seller, "");
    let one = |number: usize| {
        let class = if number.is_multiple_of(3) { "personal" } else { "public" };
        json!({"business_type": "NEW", "business_date": "2026-03-05", "class": class, "department": "service",
            "subjects": [{"kind": "person", "name": format!("客户{number}")}]})
    };
    admin.post("/folders/batch", json!({"folders": (0..180).map(one).collect::<Vec<_>>()})).ok();
    let told = stream.next();
    assert_eq!((told.name.as_str(), &told.data["count"]), ("folders", &json!(120)), "only those in his sight count");
}

#[test]
fn a_stream_ends_when_its_session_does_or_its_account_is_closed() {
    let server = Server::start_with(&["--live-heartbeat-seconds", "1"]);
    let admin = server.administrator();
    super::support::set_up_dealer(&admin);
    let leaving = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let closed = server.person(&admin, "qian", "borrower", Some("sales1"));
    let (one, two, stays) = (Stream::open(&leaving, ""), Stream::open(&closed, ""), Stream::open(&admin, ""));
    leaving.post("/sign-out", json!({})).ok();
    let people = admin.all("/people");
    let no = people.iter().find(|person| person["name"] == "qian").unwrap()["no"].clone();
    admin.patch(&format!("/people/{no}"), json!({"active": false})).ok();
    one.ends();
    two.ends();
    leaving.get("/live").refused(401, "SignInRequired");
    let open = register(&admin, "public", "虚竹");
    stays.until(&open.0);
}

#[test]
fn one_person_holds_so_many_streams_and_the_service_so_many() {
    let server = Server::start_with(&["--live-streams-max", "14", "--live-heartbeat-seconds", "1"]);
    let admin = server.administrator();
    super::support::set_up_dealer(&admin);
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let mut his: Vec<Stream> = (0..12).map(|_| Stream::open(&seller, "")).collect();
    seller.get("/live").refused(429, "TooManyStreams");
    let _others = [Stream::open(&admin, ""), Stream::open(&admin, "")];
    admin.get("/live").refused(503, "Overloaded");
    assert!(server.anonymous().get("/metrics").text.contains("strongroom_live_streams 14"));
    // A stream that nobody reads any more is found out at the next heartbeat, and its place is free.
    drop(his.pop());
    seller.post("/sign-out", json!({})).ok();
    eventually("a free place", || (admin.get("/live").status == 200).then_some(()));
}

#[test]
fn whoever_never_reads_loses_his_stream_and_holds_up_nobody() {
    let server = Server::start_with(&["--live-heartbeat-seconds", "1"]);
    let admin = server.administrator();
    super::support::set_up_dealer(&admin);
    let one = |number: usize| folder("NEW", "2026-03-05", &format!("客户{number}"));
    let made = admin.post("/folders/batch", json!({"folders": (0..100).map(one).collect::<Vec<_>>()})).ok();
    let codes: Vec<&Value> = made["results"].as_array().unwrap().iter().map(|result| &result["code"]).collect();
    let token = text(&admin.post("/me/tokens", json!({"name": "deaf"})).ok(), "secret");
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let address: SocketAddr = server.url().trim_start_matches("http://").parse().unwrap();
    socket.connect(&address.into()).unwrap();
    let mut deaf: std::net::TcpStream = socket.into();
    write!(
        deaf,
        "GET /api/v1/live HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\nauthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let streams = || {
        let figures = server.anonymous().get("/metrics").text;
        let line = figures.lines().find(|line| line.starts_with("strongroom_live_streams ")).unwrap();
        line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()
    };
    eventually("his stream", || (streams() == 1).then_some(()));
    let mut lent = false;
    // The buffers between the two are filled at the stream's own pace.
    let rounds = (0..2_000).find(|_| {
        let (path, body) = match lent {
            true => ("/returns", json!({"codes": codes})),
            false => ("/checkouts", json!({"borrower": "admin", "codes": codes})),
        };
        let done = admin.post(path, body).ok();
        assert!(done["results"].as_array().unwrap().iter().all(|result| result["problem"].is_null()));
        lent = !lent;
        streams() == 0
    });
    assert!(rounds.is_some(), "his stream goes on");
    drop(deaf);
}

#[test]
fn a_service_that_stops_ends_its_streams_at_once() {
    let mut server = Server::start_with(&["--stop-timeout-seconds", "50"]);
    let admin = server.administrator();
    let stream = Stream::open(&admin, "");
    assert_eq!(server.stop(), Some(0));
    stream.ends();
    assert!(!server.log().contains("still being answered"), "{}", server.log());
}

/// Everything told until an event of a name says something.
#[track_caller]
fn until(stream: &Stream, name: &str, says: impl Fn(&Value) -> bool) -> Vec<Told> {
    let mut all = Vec::new();
    loop {
        let told = stream.next();
        let last = told.name == name && says(&told.data);
        all.push(told);
        if last {
            return all;
        }
    }
}

fn named(all: &[Told], name: &str) -> Vec<Value> {
    all.iter().filter(|told| told.name == name).map(|told| told.data.clone()).collect()
}

#[test]
fn counts_and_discrepancies_are_told_to_whoever_may_see_them_and_of_hidden_folders_to_nobody_else() {
    let (server, admin) = dealer();
    let auditor = server.person(&admin, "auditor", "auditor", None);
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let folder = register(&admin, "public", "虚竹");
    put_away(&admin, &folder);
    let elsewhere = "A-01L-04-5-10";
    let (his, sellers) = (Stream::open(&auditor, ""), Stream::open(&seller, ""));
    let shelf = folder.1.rsplit_once('-').unwrap().0.to_owned();
    let no = admin.post("/counts", json!({"shelf": shelf})).ok()["no"].clone();
    admin.post(&format!("/counts/{no}/scans"), json!({"codes": [folder.0]})).ok();
    admin.post(&format!("/counts/{no}/close"), json!({})).ok();
    admin.post(&format!("/folders/{}/sighted", folder.0), json!({"at": elsewhere})).ok();
    let raised = admin.get("/discrepancies").ok()["items"][0]["no"].clone();
    let what = |data: &Value, kind: &str| data["what"].as_array().unwrap().contains(&json!(kind));
    let all = until(&his, "discrepancy", |data| what(data, "DiscrepancyRaised"));
    let counts = named(&all, "count");
    assert!(counts.iter().all(|count| count["no"] == no), "{counts:?}");
    for kind in ["CountOpened", "Sighted", "CountClosed"] {
        assert!(counts.iter().any(|count| what(count, kind)), "{kind}: {counts:?}");
    }
    let told = &all.last().unwrap();
    assert_eq!((&told.data["no"], &told.data["folder"]), (&raised, &json!(folder.0)));
    let since = told.id.clone();
    admin.post(&format!("/discrepancies/{raised}/settle"), json!({"how": "as_recorded"})).ok();
    until(&his, "discrepancy", |data| data["no"] == raised && what(data, "DiscrepancySettled"));
    // Whoever was cut off is told of it as well, and whoever may not read them of neither.
    assert!(!named(&self::told(&auditor, &since), "discrepancy").is_empty());
    put_away(&admin, &folder);
    let to_seller = sellers.until(&folder.0);
    assert!(to_seller.iter().all(|told| ["folder", "settings"].contains(&told.name.as_str())), "{to_seller:?}");
}

#[test]
fn a_job_is_told_from_its_beginning_to_its_end_and_whoever_comes_back_learns_that_it_has_ended() {
    let (server, admin) = dealer();
    let seller = server.person(&admin, "zhao", "borrower", Some("sales1"));
    let (stream, sellers) = (Stream::open(&admin, ""), Stream::open(&seller, ""));
    let before = here(&admin);
    let rows: String = (0..300).map(|row| format!("L-{row:04},客户{row},新车销售,2021-01-02,3\n")).collect();
    let table = format!("旧档号,客户名称,业务类型,业务日期,厚度mm\n{rows}");
    let job = admin.import("t.csv", table.into_bytes());
    let is_done = |data: &Value| data["id"] == job["id"] && data["state"] == "done";
    let jobs = named(&until(&stream, "job", is_done), "job");
    assert!(jobs.iter().all(|told| told["work"] == "import" && told["id"] == job["id"]), "{jobs:?}");
    let done: Vec<u64> = jobs.iter().map(|told| told["progress"]["done"].as_u64().unwrap()).collect();
    assert!(done.is_sorted() && done.last() == Some(&300), "{done:?}");
    let missed = told(&admin, &before);
    assert!(named(&missed, "job").iter().any(is_done), "{missed:?}");
    assert!(missed.iter().all(|told| told.id.starts_with(before.rsplit_once(':').unwrap().0)));
    let open = register(&admin, "public", "虚竹");
    assert_eq!(named(&sellers.until(&open.0), "job"), [Value::Null; 0], "it is no business of his");
}

#[test]
fn a_second_desk_is_told_of_a_transfer_and_another_departments_clerk_is_not() {
    let (_server, admin, clerk, other, archivist) = super::cases::with_clerks();
    super::cases::announce(&clerk, super::cases::sale("77", "王小明"));
    let streams = [&admin, &clerk, &other].map(|client| Stream::open(client, ""));
    let open = archivist.post("/transfers", json!({"department": "sales1", "desk": "reception"})).ok();
    let transfer = format!("/transfers/{}", open["transfer"]);
    archivist.post(&format!("{transfer}/receive"), json!({"case": "77", "papers": {"all_except": []}})).ok();
    archivist.post(&format!("{transfer}/close"), json!({"giver": "clerk", "password": super::support::PASSWORD})).ok();
    let public = folder("NEW", "2026-03-05", "张伟");
    let last = admin.register(public);
    for (at, stream) in streams.iter().enumerate() {
        let told = stream.until(&last);
        let of_transfer: Vec<&Told> = told.iter().filter(|told| told.name == "transfer").collect();
        let kinds: BTreeSet<String> = of_transfer
            .iter()
            .flat_map(|told| told.data["what"].as_array().unwrap())
            .map(|kind| kind.as_str().unwrap().to_owned())
            .collect();
        assert!(of_transfer.iter().all(|told| told.data["no"] == open["transfer"]));
        let expected = ["CaseReceived", "TransferClosed", "TransferOpened"].map(str::to_owned);
        let expected = if at == 2 { BTreeSet::new() } else { expected.into() };
        assert_eq!(kinds, expected, "watcher {at}");
    }
}
