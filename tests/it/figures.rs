//! Timeliness and completeness over HTTP, against a reading of the ledger's lines that shares no code with them.

use super::cases::{announce, with_clerks};
use super::support::{Client, Server, csv_lines, days_from_now, dealer, text};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// What the ledger's lines say of one case.
#[derive(Debug, Default, Clone)]
struct Story {
    department: Option<u64>,
    responsible: Option<u64>,
    business_type: u64,
    due: Option<NaiveDate>,
    cancelled: bool,
    received: Option<NaiveDate>,
    gaps_at_first: Option<u64>,
    due_moved: bool,
    extended: bool,
    reassigned: bool,
}

fn day(value: &Value) -> Option<NaiveDate> {
    value.as_str().map(|text| text.parse().unwrap())
}

/// The day in China on which a frame happened. China has had one time zone and no summer time since 1991.
fn day_of(frame: &Value) -> NaiveDate {
    let at: DateTime<Utc> = frame["occurred_at"].as_str().unwrap().parse().unwrap();
    (at + chrono::Duration::hours(8)).date_naive()
}

/// All cases there ever were, straight from the lines of the ledger.
fn stories(data: &Path) -> BTreeMap<u64, Story> {
    let mut files: Vec<_> = std::fs::read_dir(data.join("ledger")).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    let mut stories: BTreeMap<u64, Story> = BTreeMap::new();
    let lines = files.iter().flat_map(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    for line in lines {
        let Ok(frame) = serde_json::from_str::<Value>(&line) else { continue };
        for event in frame["events"].as_array().into_iter().flatten() {
            let facts = &event["facts"];
            let Some(case) = facts["case"].as_u64() else { continue };
            let story = stories.entry(case).or_default();
            match event["kind"].as_str().unwrap() {
                "CaseOpened" | "CaseEdited" => {
                    let known = &facts["facts"];
                    story.department = known["department"].as_u64();
                    story.responsible = known["responsible"].as_u64();
                    story.business_type = known["business_type"].as_u64().unwrap();
                    story.due = day(&known["due"]["date"]);
                    story.extended = known["due"]["is_extended"] == true;
                }
                "DueMoved" => story.due_moved = true,
                "CaseReassigned" => story.reassigned = true,
                "CaseExtended" | "DueRecounted" => {
                    story.due = day(&facts["due"]["date"]);
                    story.extended = facts["due"]["is_extended"] == true;
                }
                "CaseCancelled" => story.cancelled = true,
                "CaseTurnedAway" => story.gaps_at_first = story.gaps_at_first.or(facts["gaps"].as_u64()),
                "CaseReceived" => {
                    story.gaps_at_first = story.gaps_at_first.or(facts["gaps"].as_u64());
                    story.received = Some(day_of(&frame));
                }
                _ => {}
            }
        }
    }
    stories
}

/// due, in time, outstanding, received, complete at first, moved, extended, put on others.
type Numbers = [u64; 8];

/// The numbers by brute force.
fn counted(
    stories: &BTreeMap<u64, Story>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    today: NaiveDate,
    key: impl Fn(&Story, NaiveDate) -> String,
) -> BTreeMap<String, Numbers> {
    let within = |day: NaiveDate| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to);
    let mut numbers: BTreeMap<String, Numbers> = BTreeMap::new();
    for story in stories.values().filter(|story| !story.cancelled) {
        let settled = |due: &NaiveDate| story.received.is_some() || *due < today;
        if let Some(due) = story.due.filter(settled).filter(|due| within(*due)) {
            let line = numbers.entry(key(story, due)).or_default();
            line[0] += 1;
            line[5] += u64::from(story.due_moved);
            line[6] += u64::from(story.extended);
            line[7] += u64::from(story.reassigned);
            match story.received {
                Some(came) if came <= due => line[1] += 1,
                Some(_) => {}
                None => line[2] += 1,
            }
        }
        if let Some(came) = story.received.filter(|came| within(*came)) {
            let line = numbers.entry(key(story, came)).or_default();
            line[3] += 1;
            line[4] += u64::from(story.gaps_at_first == Some(0));
        }
    }
    numbers
}

/// The numbers as the server tells them.
fn told(client: &Client, query: &str) -> BTreeMap<String, Numbers> {
    let page = client.get(&format!("/figures?{query}")).ok();
    let line = |line: &Value| {
        let number = |field: &str| line[field].as_u64().unwrap_or_else(|| panic!("{field}: {line}"));
        let fields =
            ["due", "in_time", "outstanding", "received", "complete_at_first", "due_moved", "extended", "reassigned"];
        let numbers = fields.map(number);
        assert_eq!(number("late"), numbers[0] - numbers[1], "{line}");
        assert_eq!(number("incomplete"), numbers[3] - numbers[4], "{line}");
        // What reads the answer here rounds the last digit.
        let is_share = |told: &Value, part: u64, whole: u64| match told.as_f64() {
            None => whole == 0,
            Some(told) => whole > 0 && (told - part as f64 / whole as f64).abs() < 1e-12,
        };
        assert!(is_share(&line["timeliness"], numbers[1], numbers[0]), "{line}");
        assert!(is_share(&line["completeness"], numbers[4], numbers[3]), "{line}");
        assert!(!text(line, "label").is_empty());
        (text(line, "key"), numbers)
    };
    page["items"].as_array().unwrap().iter().map(line).collect()
}

/// Any numbers, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const MISSING: [&str; 4] = ["0", "1", "2", "3"];

fn papers(gaps: usize) -> Value {
    let missing: Vec<Value> = MISSING[..gaps].iter().map(|no| json!({"paper": no, "state": "missing"})).collect();
    json!({ "all_except": missing })
}

/// Takes a case over some days ago, as a device would have queued it.
fn receive(client: &Client, number: u64, (department, case): (&str, &str), days_ago: u64, gaps: usize) {
    let occurred_at = Utc::now() - chrono::Duration::days(i64::try_from(days_ago).unwrap());
    let command = json!({"kind": "receive_case", "department": department, "desk": "reception", "case": case,
        "papers": papers(gaps)});
    let queued = json!({"number": number, "occurred_at": occurred_at, "command": command});
    let answer = client.post("/sync", json!({"device": "PDA-7", "commands": [queued]})).ok();
    assert_eq!(answer["results"][0]["status"], "done", "{answer}");
}

/// A hundred and twenty cases of two departments: in time, late, outstanding, put off, cancelled, sent back, put right.
fn a_busy_quarter() -> (Server, Client, Client) {
    let (server, admin, clerk, _, archivist) = with_clerks();
    let people: Vec<u64> = ["admin", "clerk", "archivist"].iter().map(|name| person(&admin, name)).collect();
    let mut dice = Dice(20_261_122);
    let mut number = 0;
    for at in 0..120 {
        let department = if dice.roll(2) == 0 { "sales1" } else { "sales2" };
        let business_type = ["NEW", "REP", "SRV"][dice.roll(3) as usize];
        let mut case = json!({"business_type": business_type, "reference": format!("B-{at}"), "department": department,
            "subjects": [{"kind": "person", "name": "王小明"}]});
        if dice.roll(8) > 0 {
            case["business_date"] = json!(days_from_now(-(dice.roll(70) as i64)));
        }
        if dice.roll(3) > 0 {
            case["responsible"] = json!(people[dice.roll(3) as usize]);
        }
        let announced = announce(&admin, case);
        let code = text(&announced, "code");
        let due = day(&announced["due"]["date"]);
        let today: NaiveDate = days_from_now(0).parse().unwrap();
        if let Some(due) = due.filter(|due| *due >= today && dice.roll(2) == 0) {
            let body = json!({"due": due + Days::new(3), "reason": "客户出差"});
            admin.post(&format!("/cases/{code}/extend"), body).ok();
        }
        match dice.roll(10) {
            0 => drop(admin.post(&format!("/cases/{code}/cancel"), json!({"reason": "退单"})).ok()),
            1 | 2 => {}
            fate => {
                if fate == 3 {
                    turn_away(&archivist, department, &code);
                }
                number += 1;
                receive(&archivist, number, (department, &code), dice.roll(60), dice.roll(3) as usize);
                if fate == 4 {
                    let came = json!({"papers": [{"paper": "0", "state": "there"}]});
                    archivist.post(&format!("/cases/{code}/papers"), came).ok();
                }
                if fate == 6 {
                    let other = if department == "sales1" { "sales2" } else { "sales1" };
                    let body = json!({"department": other, "reason": "登错部门"});
                    admin.patch(&format!("/cases/{code}"), body).ok();
                }
                if fate == 5 {
                    let date = days_from_now(-(dice.roll(40) as i64));
                    let body = json!({"business_date": date, "deadline_from": date, "reason": "录错日期"});
                    admin.patch(&format!("/cases/{code}"), body).ok();
                }
            }
        }
    }
    (server, admin, clerk)
}

fn person(admin: &Client, name: &str) -> u64 {
    let people = admin.get("/people").ok();
    let found = people["items"].as_array().unwrap().iter().find(|person| person["name"] == name).cloned();
    found.unwrap()["no"].as_u64().unwrap()
}

fn turn_away(client: &Client, department: &str, code: &str) {
    let transfer = client.post("/transfers", json!({"department": department, "desk": "reception"})).ok();
    let body = json!({"case": code, "papers": papers(2), "reason": "缺件"});
    client.post(&format!("/transfers/{}/turn-away", transfer["transfer"]), body).ok();
}

#[test]
fn the_numbers_are_those_that_a_reading_of_the_ledger_comes_to() {
    let (server, admin, clerk) = a_busy_quarter();
    let stories = stories(server.data());
    assert_eq!(stories.len(), 120);
    let today: NaiveDate = days_from_now(0).parse().unwrap();
    let codes = |path: &str| -> Vec<String> {
        let page = admin.get(path).ok();
        page["items"].as_array().unwrap().iter().map(|one| text(one, "code")).collect()
    };
    let (departments, types) = (codes("/departments"), codes("/business-types"));
    let by = |known: &[String], no: Option<u64>| no.map_or("-".to_owned(), |no| known[no as usize].clone());
    let spans = [(None, None), (Some(today - Days::new(40)), Some(today - Days::new(10))), (None, Some(today))];
    for (from, to) in spans {
        let limits = [("from", from), ("to", to)];
        let span: String = limits.iter().filter_map(|(name, day)| Some(format!("&{name}={}", (*day)?))).collect();
        let counted = |key: &dyn Fn(&Story, NaiveDate) -> String| counted(&stories, (from, to), today, key);
        let by_department = counted(&|story, _| by(&departments, story.department));
        assert!(
            by_department.values().all(|numbers| numbers.iter().take(6).all(|number| *number > 0)),
            "{by_department:?}"
        );
        let sum = |at: usize| by_department.values().map(|numbers| numbers[at]).sum::<u64>();
        assert!(from.or(to).is_some() || (sum(6) > 0 && sum(7) > 0), "{by_department:?}");
        assert_eq!(told(&admin, &format!("by=department{span}")), by_department);
        assert_eq!(
            told(&admin, &format!("by=person{span}")),
            counted(&|story, _| story.responsible.map_or("-".to_owned(), |no| no.to_string()))
        );
        assert_eq!(told(&admin, &format!("by=type{span}")), counted(&|story, _| by(&types, Some(story.business_type))));
        let by_month = counted(&|_, day| day.format("%Y-%m").to_string());
        assert_eq!(told(&admin, &format!("by=month{span}")), by_month);
        let own = by_department.get("sales1").map(|numbers| ("sales1".to_owned(), *numbers));
        assert_eq!(told(&clerk, &format!("by=department{span}")), own.into_iter().collect(), "a clerk has his own");
    }
}

#[test]
fn behind_every_number_stand_exactly_that_many_cases() {
    let (_server, admin, clerk) = a_busy_quarter();
    for by in ["department", "person", "type", "month"] {
        let page = admin.get(&format!("/figures?by={by}")).ok();
        for line in page["items"].as_array().unwrap() {
            let key = text(line, "key");
            let whiches = [
                "due",
                "in_time",
                "late",
                "outstanding",
                "due_moved",
                "extended",
                "reassigned",
                "received",
                "complete",
                "incomplete",
            ];
            for which in whiches {
                let field = if which == "complete" { "complete_at_first" } else { which };
                let path = format!("/figures/evidence?by={by}&key={key}&which={which}&limit=3");
                let behind = admin.get(&path).ok();
                assert_eq!(behind["total"], line[field], "{by} {key} {which}");
                let table = admin.get(&format!("{path}&format=csv&columns=code"));
                assert_eq!(
                    csv_lines(&table.text).len() as u64 - 1,
                    line[field].as_u64().unwrap(),
                    "{by} {key} {which}"
                );
            }
        }
    }
    // Another department's cases are behind no number of a clerk's.
    assert_eq!(clerk.get("/figures/evidence?by=department&key=sales2&which=received").ok()["total"], 0);
    admin.get("/figures/evidence?by=month&key=2026-13&which=late").refused(422, "BadValue");
    admin.get("/figures/evidence?by=month&which=cheap").refused(400, "BadRequest");
    admin.get("/figures?by=moon").refused(400, "BadRequest");
}

#[test]
fn gaps_are_listed_by_department_until_they_are_closed_and_a_clerk_has_his_own() {
    let (_server, admin, clerk, other, archivist) = with_clerks();
    let sale = |reference: &str, department: &str| {
        json!({"business_type": "NEW", "reference": reference, "department": department,
            "business_date": days_from_now(-1), "subjects": [{"kind": "person", "name": "王小明"}]})
    };
    for (at, (reference, department)) in [("G-1", "sales2"), ("G-2", "sales1"), ("G-3", "sales1")].iter().enumerate() {
        let case = announce(&admin, sale(reference, department));
        receive(
            &archivist,
            at as u64 + 1,
            (department, &text(&case, "code")),
            0,
            if *reference == "G-3" { 0 } else { 2 },
        );
    }
    let references = |client: &Client, query: &str| -> Vec<String> {
        let page = client.get(&format!("/gaps{query}")).ok();
        page["items"].as_array().unwrap().iter().map(|line| text(&line["case"], "reference")).collect()
    };
    assert_eq!(references(&admin, ""), ["G-2", "G-1"]);
    assert_eq!(references(&admin, "?department=sales2"), ["G-1"]);
    assert_eq!(references(&admin, &format!("?to={}", days_from_now(-1))), [""; 0]);
    assert_eq!((references(&clerk, ""), references(&other, "")), (vec!["G-2".to_owned()], vec!["G-1".to_owned()]));
    let line = clerk.get("/gaps").ok()["items"][0].clone();
    assert_eq!(line["gaps"].as_array().unwrap().len(), 2);
    assert!(!text(&line, "since").is_empty() && line["gaps"][0]["text"].as_str().is_some_and(|text| !text.is_empty()));
    let code = text(&line["case"], "code");
    let came = json!({"papers": [{"paper": "0", "state": "there"}, {"paper": "1", "state": "there"}]});
    archivist.post(&format!("/cases/{code}/papers"), came).ok();
    assert_eq!(references(&admin, ""), ["G-1"]);
    // The number of that month stays what it was.
    let figures = clerk.get("/figures?by=department").ok();
    assert_eq!((&figures["items"][0]["received"], &figures["items"][0]["complete_at_first"]), (&json!(2), &json!(1)));
}

#[test]
fn an_archive_without_cases_has_no_numbers_and_a_borrower_may_not_ask() {
    let (server, admin) = dealer();
    assert_eq!(admin.get("/figures?by=month").ok()["items"], json!([]));
    let borrower = server.person(&admin, "li", "borrower", Some("sales1"));
    borrower.get("/figures?by=month").refused(403, "NotAllowed");
    borrower.get("/gaps").refused(403, "NotAllowed");
}
