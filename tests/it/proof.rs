//! Every kind of tampering is found, by `verify` and by the checker that needs nothing of ours.

use super::support::{Client, PASSWORD, Server, dealer, eventually, folder, is_chinese, last_segment, run, said};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use strongroom::archive::heads;
use strongroom::archive::proof::{Derived, Verdict, prove};
use strongroom::clock::Clock;

/// Whether `verify` and the script take a ledger for whole; they must agree.
fn is_whole(data: &Path, more: &[&str]) -> bool {
    let verified = run(data, &[&["verify"], more].concat());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/check_ledger.py");
    let checked = Command::new("python3").arg(script).arg(data).args(more).output().unwrap();
    assert_eq!(verified.status.success(), checked.status.success(), "{}\n{}", said(&verified), said(&checked));
    verified.status.success()
}

/// A stopped archive with some frames, and its head as it would be published.
fn archive() -> (Server, String) {
    let (mut server, admin) = dealer();
    for number in 0..6 {
        admin.register(folder("NEW", "2026-03-05", &format!("客户{number}")));
    }
    assert_eq!(server.stop(), Some(0));
    let heads = std::fs::read_to_string(server.data().join("heads.jsonl")).unwrap();
    let head: serde_json::Value = serde_json::from_str(heads.lines().last().unwrap()).unwrap();
    let head = format!("{}:{}", head["seq"], head["hash"].as_str().unwrap());
    (server, head)
}

#[test]
fn every_kind_of_tampering_is_found_by_verify_and_by_the_script() {
    let (server, head) = archive();
    let data = server.data();
    assert!(is_whole(data, &["--head", &head]));
    let path = last_segment(data);
    let good = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = good.lines().filter(|line| !line.is_empty()).collect();
    let join = |lines: &[&str]| lines.join("\n") + "\n";
    let last = lines.len() - 1;
    let changed = |at: usize, from: &str, to: &str| {
        let line = lines[at].replacen(from, to, 1);
        assert_ne!(line, lines[at]);
        let mut all = lines.clone();
        all[at] = &line;
        join(&all)
    };
    let (mut swapped, mut repeated, mut lacking) = (lines.clone(), lines.clone(), lines.clone());
    swapped.swap(3, 4);
    repeated.insert(4, lines[3]);
    lacking.remove(4);
    let begin = lines[last].rfind("{\"salt\":").unwrap();
    let item = &lines[last][begin..lines[last].len() - 2];
    let erased = format!("{{\"erased\":\"{}\"}}", ".".repeat(item.len() - 13));
    let attempts = [
        ("a changed fact", changed(3, "\"seen_seq\":null", "\"seen_seq\":9999")),
        ("a back-dated frame", changed(last, "\"recorded_at\":\"20", "\"recorded_at\":\"19")),
        ("changed private data", changed(last, "客户", "顾客")),
        ("an erasure that nobody ordered", changed(last, item, &erased)),
        ("a changed header", changed(0, "\"first_seq\":1", "\"first_seq\":2")),
        ("two frames swapped", join(&swapped)),
        ("a frame put in", join(&repeated)),
        ("a frame taken out", join(&lacking)),
    ];
    for (what, text) in attempts {
        std::fs::write(&path, text).unwrap();
        assert!(!is_whole(data, &[]), "{what} was not found");
    }
    std::fs::remove_file(data.join("heads.jsonl")).unwrap();
    // Whatever is derived would give it away too; a careful forger removes that.
    std::fs::remove_file(data.join("checkpoint")).unwrap();
    std::fs::remove_dir_all(data.join("views")).unwrap();
    std::fs::remove_dir_all(data.join("search")).unwrap();
    std::fs::write(&path, join(&lines[..last])).unwrap();
    assert!(is_whole(data, &[]), "an end cut off leaves a chain that is right in itself");
    assert!(!is_whole(data, &["--head", &head]), "only a published head shows it");
    std::fs::write(&path, &good).unwrap();
    assert!(is_whole(data, &["--head", &head]));
}

/// A stopped archive with everything that lies beside a ledger: an attached file, a list of erasures, heads, secrets.
fn furnished() -> Server {
    let (mut server, admin) = dealer();
    let codes: Vec<_> =
        (0..4).map(|number| admin.register(folder("NEW", "2026-03-05", &format!("客户{number}")))).collect();
    admin.attach(&format!("/folders/{}/attachments", codes[0]), "a.pdf", b"%PDF-1.7 a letter".to_vec(), "");
    let subject = admin.get(&format!("/folders/{}", codes[1])).ok()["subjects"][0]["no"].clone();
    let plan = admin.post(&format!("/subjects/{subject}/erasure-plan"), json!({})).ok();
    let order = json!({"plan": plan["plan"], "reason": "令 17", "confirm": plan["confirm"], "password": PASSWORD});
    admin.post(&format!("/subjects/{subject}/erase"), order).ok();
    super::support::eventually("the end of the erasure", || {
        (!server.data().join("erasing.jsonl").exists()).then_some(())
    });
    assert_eq!(server.stop(), Some(0));
    server
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(files_in(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// What `verify` says of a part, if it does not fit.
fn misfits(data: &Path, part: &str) -> bool {
    if part == "vault" {
        return strongroom::vault::check(&data.join("vault")).is_err();
    }
    let derived = if ["views", "index"].contains(&part) { Derived::Files } else { Derived::Held };
    let report = prove(data, &data.join("scans"), &[], derived).unwrap();
    let found = report.misfit();
    assert!(found.is_none_or(|line| line.check == part && line.advice_zh.is_some()), "{found:?}");
    // A checkpoint of another version is used by nobody; `verify` says so.
    let noted = |line: &strongroom::archive::proof::Line| line.check == part && line.en.contains("another version");
    found.is_some() || (part == "checkpoint" && report.lines.iter().any(noted))
}

/// Whether two texts mean the same in all that anybody goes by.
fn means_the_same(part: &str, one: &[u8], other: &[u8]) -> bool {
    let lines = |text: &[u8], keys: &[&str]| -> Option<Vec<Vec<Value>>> {
        let text = std::str::from_utf8(text).ok()?;
        let line = |line: &str| -> Option<Vec<Value>> {
            let line: Value = serde_json::from_str(line).ok()?;
            Some(keys.iter().map(|key| line[key].clone()).collect())
        };
        text.lines().map(line).collect()
    };
    match part {
        "heads" => lines(one, &["seq", "hash"]) == lines(other, &["seq", "hash"]) && heads::parse(other).is_ok(),
        "erasures" => {
            let keys = ["subject", "seq", "item", "digest"];
            lines(one, &keys) == lines(other, &keys)
        }
        "vault" => {
            let content = |text: &[u8]| serde_json::from_slice::<Value>(text).ok().map(|file| file["content"].clone());
            content(one) == content(other)
        }
        _ => false,
    }
}

#[test]
fn every_flip_and_cut_beside_the_ledger_is_found_or_changes_nothing_that_anybody_goes_by() {
    let server = furnished();
    let data = server.data();
    let seed = std::env::var("STRONGROOM_SEED").map_or(20_261_122, |seed| seed.parse().unwrap());
    let random = Clock::fixed(chrono::DateTime::UNIX_EPOCH, seed);
    let number = |below: usize| u64::from_be_bytes(random.random()) as usize % below;
    let mut parts = vec![("checkpoint", data.join("checkpoint")), ("heads", data.join("heads.jsonl"))];
    parts.push(("erasures", data.join("erasures.jsonl")));
    parts.extend(files_in(&data.join("blobs")).into_iter().map(|path| ("files", path)));
    parts.push(("vault", data.join("vault/passwords.json")));
    // What the index is read from; what its writer keeps for itself is made again whatever it says.
    let of_the_index = |path: &PathBuf| path.extension().is_some_and(|kind| kind != "json" && kind != "lock");
    let index = files_in(&data.join("search")).into_iter().filter(of_the_index);
    parts.extend(index.take(3).map(|path| ("index", path)));
    for (part, path) in parts {
        assert!(!misfits(data, part), "{part} fits as it is");
        let whole = std::fs::read(&path).unwrap();
        let name = path.display();
        for _ in 0..if part == "index" { 2 } else { 10 } {
            let mut spoilt = whole.clone();
            let (at, mask) = (number(whole.len()), 1 << number(8));
            spoilt[at] ^= mask;
            std::fs::write(&path, &spoilt).unwrap();
            let found = misfits(data, part) || means_the_same(part, &whole, &spoilt);
            assert!(found, "seed {seed}: {name}, byte {at} ^ {mask}");
        }
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(misfits(data, part) || part == "heads", "{name} cut");
        std::fs::write(&path, &whole).unwrap();
    }
    // sled keeps much that is out of date: what it answers is compared, whatever its files say.
    for path in files_in(&data.join("views")).into_iter().filter(|path| path.metadata().unwrap().len() > 0).take(4) {
        let whole = std::fs::read(&path).unwrap();
        let mut spoilt = whole.clone();
        spoilt[number(whole.len())] ^= 1;
        std::fs::write(&path, &spoilt).unwrap();
        let report = prove(data, &data.join("scans"), &[], Derived::Files).unwrap();
        let views = report.lines.iter().find(|line| line.check == "views").unwrap();
        assert!(views.verdict != Verdict::Fits || views.en.contains("equal a fresh projection"), "{views:?}");
        std::fs::write(&path, &whole).unwrap();
    }
}

#[test]
fn verify_names_what_does_not_fit_in_both_languages_and_says_what_to_do() {
    let server = furnished();
    let data = server.data();
    let blob = files_in(&data.join("blobs")).remove(0);
    let spoils: [(&str, PathBuf, &str, &str); 5] = [
        ("heads.jsonl", data.join("heads.jsonl"), "heads.jsonl cannot be read", "无法读取 heads.jsonl"),
        ("the list", data.join("erasures.jsonl"), "erasures.jsonl", "删除清单"),
        ("a file", blob, "the attached file", "附件"),
        ("secrets", data.join("vault/passwords.json"), "passwords.json", "保险库"),
        ("the checkpoint", data.join("checkpoint"), "the checkpoint is damaged", "检查点已损坏"),
    ];
    for (what, path, en, zh) in spoils {
        let whole = std::fs::read(&path).unwrap();
        let mut spoilt = whole.clone();
        // Lists lose a line; everything else a bit.
        if what == "the list" {
            spoilt.clear()
        } else {
            spoilt[whole.len() / 2] ^= 0x80
        }
        std::fs::write(&path, &spoilt).unwrap();
        let verified = run(data, &["verify"]);
        let words = said(&verified);
        assert_eq!(verified.status.code(), Some(1), "{what}: {words}");
        assert!(words.contains(en) && words.contains(zh) && words.contains("WRONG"), "{what}: {words}");
        std::fs::write(&path, &whole).unwrap();
    }
    assert!(run(data, &["verify"]).status.success());
}

#[test]
fn a_tail_made_anew_is_found_by_the_backups_that_the_settings_name_and_nothing_is_backed_up_over_them() {
    let (server, head) = archive();
    let (data, room) = (server.data(), tempfile::tempdir().unwrap());
    let copy = room.path().join("copy");
    let to = ["--backup-to", copy.to_str().unwrap()];
    let with = |arguments: &[&str]| run(data, &[arguments, &to].concat());
    assert!(with(&["backup"]).status.success());
    let printed = said(&with(&["backup", "--heads"]));
    let published = room.path().join("heads.jsonl");
    std::fs::write(
        &published,
        printed.lines().filter(|line| line.starts_with('{')).collect::<Vec<_>>().join("\n") + "\n",
    )
    .unwrap();
    assert!(printed.contains(&head.split(':').nth(1).unwrap().to_owned()), "{printed}");
    assert!(is_whole(data, &["--heads", published.to_str().unwrap()]));
    let path = last_segment(data);
    let good = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = good.lines().filter(|line| !line.is_empty()).collect();
    std::fs::write(&path, lines[..lines.len() - 1].join("\n") + "\n").unwrap();
    for trace in ["heads.jsonl", "checkpoint"] {
        std::fs::remove_file(data.join(trace)).unwrap();
    }
    for derived in ["views", "search"] {
        std::fs::remove_dir_all(data.join(derived)).unwrap();
    }
    assert!(is_whole(data, &[]), "nothing here tells of it any more");
    assert!(!is_whole(data, &["--heads", published.to_str().unwrap()]));
    let verified = with(&["verify"]);
    assert!(!verified.status.success() && said(&verified).contains("its end was cut off"), "{}", said(&verified));
    let refused = with(&["backup"]);
    assert!(!refused.status.success() && said(&refused).contains("nothing was backed up"), "{}", said(&refused));
    assert!(with(&["backup", "--check"]).status.success());
    std::fs::remove_dir_all(&copy).unwrap();
    let verified = with(&["verify"]);
    assert!(verified.status.success() && said(&verified).contains("could not be compared"), "{}", said(&verified));
}

#[test]
fn a_proof_started_from_the_page_runs_beside_the_service_and_its_outcome_stays() {
    let (mut server, admin) = dealer();
    admin.register(folder("NEW", "2026-03-05", "客户"));
    assert!(admin.get("/system/proof").ok()["last"].is_null());
    assert_eq!(admin.post("/system/proof", json!({})).status, 202);
    let outcome = |client: &Client| {
        eventually("the proof to end", || {
            let proof = client.get("/system/proof").ok();
            (proof["under_way"].is_null() && !proof["last"].is_null()).then(|| proof["last"].clone())
        })
    };
    let last = outcome(&admin.in_chinese());
    assert_eq!(last["fits"], true, "{last}");
    let checks: Vec<&str> = last["checks"].as_array().unwrap().iter().filter_map(|one| one["check"].as_str()).collect();
    for check in ["ledger", "views", "index", "vault"] {
        assert!(checks.contains(&check), "{check}: {checks:?}");
    }
    for check in last["checks"].as_array().unwrap() {
        assert!(check["check"] == "head" || is_chinese(check["detail"].as_str().unwrap()), "{check}");
    }
    assert_eq!(admin.post("/system/rebuild", json!({})).status, 202);
    eventually("the rebuilding to end", || admin.get("/system").ok()["rebuilding"].is_null().then_some(()));
    let (codes, path) = (admin.get("/system").ok()["warnings"].clone(), last_segment(server.data()));
    assert!(!codes.to_string().contains("proof_misfit"), "{codes}");
    // It is known after a restart, and once something does not fit somebody is told.
    server.stop();
    let server = Server::at(server.data(), &[]);
    let mut admin = Client::new(server.url());
    admin.sign_in("admin", PASSWORD);
    assert_eq!(outcome(&admin)["fits"], true);
    let whole = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, whole.replacen("Registered", "Registeret", 1)).unwrap();
    assert_ne!(whole, std::fs::read_to_string(&path).unwrap());
    assert_eq!(admin.post("/system/proof", json!({})).status, 202);
    eventually("the proof to find it", || (outcome(&admin)["fits"] == json!(false)).then_some(()));
    assert!(admin.get("/system").ok()["warnings"].to_string().contains("proof_misfit"));
}
