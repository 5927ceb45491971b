//! What somebody who looks around finds: the demonstration, scans and all.

use super::support::{Server, eventually, text};

#[test]
fn the_scans_of_a_demonstration_hang_on_their_cases_and_what_lay_before_the_first_slip_waits() {
    let server = Server::start_with(&["--demo", "--inbox-seconds", "1"]);
    let admin = server.administrator();
    eventually("both files to arrive", || (admin.all("/scans").len() == 2).then_some(()));
    let scans = ["1", "2"].map(|no| {
        eventually("a scan to be read", || {
            let scan = admin.get(&format!("/scans/{no}")).ok();
            (scan["state"] != "received").then_some(scan)
        })
    });
    assert_eq!(
        (text(&scans[0], "state"), text(&scans[1], "state")),
        ("filed".into(), "needs_review".into()),
        "{scans:?}"
    );
    assert_eq!(scans[1]["waiting"], 2, "{scans:?}");
    assert_eq!(admin.get("/today").ok()["scans"]["to_sort"], 2);
    for folder in scans.iter().flat_map(|scan| scan["folders"].as_array().unwrap()) {
        let pages = admin.all(&format!("/folders/{}/pages", text(folder, "code")));
        let seen: Vec<u64> = pages
            .iter()
            .filter(|page| page["is_hidden"] == false)
            .filter_map(|page| page["paper"]["no"].as_u64())
            .collect();
        assert_eq!(seen, [0, 1], "slip, separators and the blank back are hidden: {pages:?}");
    }
}
