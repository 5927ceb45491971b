//! Seen here, recorded there: both stories, settling them, and taking a slip back.

use super::support::{Answer, Client, Server, dealer, folder, is_chinese, text};
use serde_json::{Value, json};

const HOME: &str = "A-01L-01-1-01";
const ELSEWHERE: &str = "A-01L-02-3-07";

fn shelved(admin: &Client, slot: &str) -> String {
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["placement"] = json!({"kind": "stated", "slot": slot});
    admin.register(body)
}

fn see(client: &Client, code: &str, at: &str) -> Answer {
    client.post(&format!("/folders/{code}/sighted"), json!({"at": at}))
}

fn open(client: &Client) -> Vec<Value> {
    client.get("/discrepancies").ok()["items"].as_array().unwrap().clone()
}

fn with_a_misplaced_folder() -> (Server, Client, String) {
    let (server, admin) = dealer();
    let code = shelved(&admin, HOME);
    see(&admin, &code, ELSEWHERE).ok();
    (server, admin, code)
}

#[test]
fn a_folder_seen_in_the_wrong_slot_is_shown_there_with_both_stories() {
    let (_server, admin, code) = with_a_misplaced_folder();
    let card = admin.get(&format!("/folders/{code}")).ok();
    assert_eq!(
        (text(&card["where"]["place"], "code"), card["where"]["wrong_place"].clone()),
        (ELSEWHERE.into(), json!(true))
    );
    assert_eq!(card["where"]["home"]["slot"], HOME);
    assert_eq!(card["discrepancies"][0]["kind"], "misplaced");
    let found = open(&admin);
    assert_eq!(found.len(), 1);
    let one = admin.get("/discrepancies/0").ok();
    assert_eq!(one["recorded"]["place"]["code"], HOME);
    assert_eq!(one["observed"]["place"]["code"], ELSEWHERE);
    assert_eq!(one["settlings"], json!(["as_observed", "as_recorded", "explained"]));
    assert_eq!(one["needs_words"], json!(["explained"]));
    let chinese = admin.in_chinese().get("/discrepancies/0").ok();
    for story in ["recorded", "observed"] {
        assert!(is_chinese(chinese[story]["sentence"].as_str().unwrap()), "{chinese}");
        assert_ne!(one[story]["sentence"], chinese[story]["sentence"]);
    }
    let history = admin.get(&format!("/folders/{code}/history")).ok();
    let sentences: Vec<String> =
        history["items"].as_array().unwrap().iter().map(|item| text(item, "sentence")).collect();
    assert!(sentences.contains(&format!("seen at {ELSEWHERE}")), "{sentences:?}");
    assert!(sentences.contains(&"discrepancy 0: not in its place".to_owned()), "{sentences:?}");
}

#[test]
fn settling_follows_the_story_that_holds_and_keeps_the_words() {
    let (_server, admin, code) = with_a_misplaced_folder();
    admin.post("/discrepancies/0/settle", json!({"how": "explained"})).refused(422, "ReasonRequired");
    let settled = admin.post("/discrepancies/0/settle", json!({"how": "as_observed", "note": "看过"})).ok();
    assert_eq!((settled["state"].clone(), settled["settled"]["note"].clone()), (json!("settled"), json!("看过")));
    assert_eq!(settled["settlings"], json!([]));
    let card = admin.get(&format!("/folders/{code}")).ok();
    assert_eq!(
        (card["where"]["home"]["slot"].clone(), card["where"]["wrong_place"].clone()),
        (json!(ELSEWHERE), json!(false))
    );
    admin.post("/discrepancies/0/settle", json!({"how": "as_observed"})).refused(409, "DiscrepancySettled");
    admin.post("/discrepancies/7/settle", json!({"how": "as_observed"})).refused(404, "DiscrepancyUnknown");
    assert!(open(&admin).is_empty());
    let settled = admin.get(&format!("/discrepancies?state=settled&kind=misplaced&folder={code}")).ok();
    assert_eq!(settled["items"][0]["settled"]["how"], "as_observed");
    assert_eq!(admin.get("/discrepancies?state=settled&kind=no_room").ok()["items"], json!([]));
}

#[test]
fn lists_of_discrepancies_come_page_by_page_the_newest_first() {
    let (_server, admin) = dealer();
    for number in 0..7 {
        see(&admin, &format!("GHOST-{number}"), HOME).refused(404, "CodeUnknown");
    }
    let numbers = |state: &str| {
        let pages = admin.all(&format!("/discrepancies?state={state}"));
        pages.iter().map(|item| item["no"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(numbers("open"), [6, 5, 4, 3, 2, 1, 0]);
    let total = |query: &str| admin.get(&format!("/discrepancies?{query}")).ok()["total"].clone();
    assert_eq!([total("limit=2"), total("limit=2&cursor=3"), total("kind=misplaced")], [json!(7), json!(7), json!(0)]);
    for no in [1, 4, 5] {
        admin.post(&format!("/discrepancies/{no}/settle"), json!({"how": "as_recorded"})).ok();
    }
    assert_eq!((numbers("open"), numbers("settled")), (vec![6, 3, 2, 0], vec![5, 4, 1]));
    assert_eq!(admin.get("/discrepancies/6").ok()["observed"]["code"], "GHOST-6");
}

#[test]
fn a_discrepancy_says_on_which_device_it_was_seen() {
    let (_server, admin, code) = with_a_misplaced_folder();
    assert_eq!(admin.get("/discrepancies/0").ok()["observed"]["device"], Value::Null, "it was told directly");
    let seen = json!({"kind": "sighted", "codes": [code], "at": "A-01L-02-3-09"});
    let queued = json!({"number": 1, "occurred_at": chrono::Utc::now().to_rfc3339(), "command": seen});
    admin.post("/sync", json!({"device": "PDA-7", "commands": [queued]})).ok();
    let open = open(&admin);
    assert_eq!((open.len(), &open[0]["observed"]["device"]), (1, &json!("PDA-7")), "{open:?}");
}

#[test]
fn only_who_keeps_or_audits_reads_discrepancies_and_only_who_keeps_settles_them() {
    let (server, admin, _) = with_a_misplaced_folder();
    let auditor = server.person(&admin, "auditor", "auditor", None);
    assert_eq!(open(&auditor).len(), 1);
    auditor.post("/discrepancies/0/settle", json!({"how": "as_observed"})).refused(403, "NotAllowed");
    let helper = server.person(&admin, "helper", "temporary", None);
    helper.get("/discrepancies").refused(403, "NotAllowed");
    let archivist = server.person(&admin, "archivist", "archivist", None);
    archivist.post("/discrepancies/0/settle", json!({"how": "as_recorded"})).ok();
}

#[test]
fn a_helper_who_scans_a_hidden_folder_hears_what_he_hears_of_no_folder() {
    let (server, admin) = dealer();
    let mut body = folder("SRV", "2026-03-05", "慕容复");
    body["class"] = json!("personal");
    body["code"] = json!("HIDDENX");
    admin.register(body);
    let helper = server.person(&admin, "helper", "temporary", None);
    let blind = |answer: Answer, code: &str| answer.refused(404, "CodeUnknown").to_string().replace(code, "?");
    assert_eq!(
        blind(see(&helper, "HIDDENX", ELSEWHERE), "HIDDENX"),
        blind(see(&helper, "HIDDENY", ELSEWHERE), "HIDDENY")
    );
    let many = helper.post("/sightings", json!({"at": ELSEWHERE, "codes": ["HIDDENX", "HIDDENY"]})).ok();
    let answer = |index: usize, code: &str| many["results"][index].to_string().replace(code, "?");
    assert_eq!(answer(0, "HIDDENX"), answer(1, "HIDDENY"));
    assert_eq!(admin.get("/folders/HIDDENX").ok()["where"]["place"]["code"], ELSEWHERE, "the archive knows");
}

#[test]
fn a_put_away_that_has_happened_is_recorded_wherever_it_was() {
    let (_server, admin) = dealer();
    let code = shelved(&admin, HOME);
    let put = |body: Value| admin.post(&format!("/folders/{code}/put-away"), body);
    put(json!({"slot": ELSEWHERE})).refused(409, "WrongSlot");
    let card = put(json!({"slot": ELSEWHERE, "observed": true})).ok();
    assert_eq!(
        (text(&card["where"]["place"], "code"), text(&card["where"]["home"], "slot")),
        (ELSEWHERE.into(), HOME.into())
    );
    let home = admin.post("/put-aways", json!({"slot": HOME, "codes": [code], "observed": true})).ok();
    assert_eq!(home["results"][0]["folder"]["discrepancies"], json!([]));
}

#[test]
fn what_was_destroyed_and_is_handed_over_the_desk_is_taken_and_noted() {
    let (_server, admin) = dealer();
    let code = shelved(&admin, HOME);
    for name in ["li", "wang"] {
        admin
            .post("/people", json!({"name": name, "display_name": name, "role": "borrower", "may_sign_in": false}))
            .ok();
    }
    admin.post(&format!("/folders/{code}/destroy"), json!({"reason": "到期", "witnesses": [1, 2]})).ok();
    let card = admin.post(&format!("/folders/{code}/return"), json!({})).ok();
    assert_eq!(card["where"]["state"], "destroyed");
    assert_eq!(card["discrepancies"][0]["kind"], "gone_but_here");
    assert_eq!(card["last_seen"]["place"]["kind"], "desk", "the card says where it was seen");
}

#[test]
fn a_slip_is_undone_once_and_in_time_and_only_by_who_may() {
    let (server, admin) = dealer();
    let code = shelved(&admin, HOME);
    admin.post("/people", json!({"name": "li", "display_name": "LI", "role": "borrower", "may_sign_in": false})).ok();
    let lent = admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "li"})).ok();
    let undo = |client: &Client, seq: &Value| client.post("/undo", json!({"seq": seq}));
    let helper = server.person(&admin, "helper", "temporary", None);
    undo(&helper, &lent["changed_seq"]).refused(403, "UndoNotYours");
    let undone = undo(&admin, &lent["changed_seq"]).ok();
    assert_eq!(undone["folders"][0]["where"]["place"]["code"], HOME);
    undo(&admin, &lent["changed_seq"]).refused(409, "UndoneAlready");
    undo(&admin, &undone["seq"]).refused(404, "UndoUnknown");
    let lent = admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "li"})).ok();
    admin.post(&format!("/folders/{code}/return"), json!({})).ok();
    undo(&admin, &lent["changed_seq"]).refused(409, "UndoOvertaken");
    let history = admin.get(&format!("/folders/{code}/history")).ok();
    let kinds: Vec<String> = history["items"].as_array().unwrap().iter().map(|item| text(item, "kind")).collect();
    assert!(kinds.contains(&"CustodySet".to_owned()), "nothing is forgotten: {kinds:?}");
}
