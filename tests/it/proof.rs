//! Every kind of tampering is found, by `verify` and by the checker that needs nothing of ours.

use super::support::{Server, dealer, folder, last_segment, run, said};
use std::path::Path;
use std::process::Command;

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
