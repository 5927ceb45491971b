//! Cases and papers out of tables, and tables that other systems put into a folder.

use super::support::{Client, Server, csv_lines, days_from_now, dealer, eventually, set_up_dealer, text};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::path::Path;

fn case(client: &Client, reference: &str) -> Value {
    client.get(&format!("/cases/{reference}")).ok()
}

fn paper<'a>(case: &'a Value, id: &str) -> &'a Value {
    case["papers"].as_array().unwrap().iter().find(|paper| paper["id"] == id).unwrap()
}

fn problems(client: &Client, job: &Value) -> Vec<String> {
    let lines = client.report(&text(job, "id"));
    let errors = lines.iter().filter(|line| line["severity"] == "error");
    errors.map(|line| format!("{} {}", line["row"], text(line, "code"))).collect()
}

/// A row for each case, two of one folder among them.
fn cases_table() -> String {
    let day = days_from_now(-1);
    format!(
        "\u{feff}案件编号,业务类型,业务日期,移交部门,责任人,客户名称,已有资料,缺少资料\r\n\
         W-1,保养,{day},售后服务部,赵六,张伟,接车单、任务委托书、结算单,12项免费检查表\r\n\
         W-2,保养,{day},售后服务部,admin,李娜,,\r\n\
         ,保养,{day},售后服务部,赵六,王五,,\r\n\
         W-4,保养,{day},售后服务部,赵六,王五,行驶证,\r\n"
    )
}

#[test]
fn a_table_with_a_row_for_each_case_opens_them_and_notes_their_papers() {
    let (_server, admin) = dealer();
    let job = admin.upload("cases.csv", cases_table().into_bytes()).ok();
    let targets: Vec<&str> =
        job["mapping"]["columns"].as_array().unwrap().iter().map(|one| one["target"].as_str().unwrap()).collect();
    assert_eq!(targets[0], "case.reference");
    assert_eq!(&targets[6..], ["papers.there", "papers.missing"]);
    let done = admin.run_import(&job, json!({"placement": "stated_or_none"}));
    assert_eq!((&done["progress"]["good"], &done["progress"]["bad"]), (&json!(2), &json!(2)), "{done}");
    assert_eq!(problems(&admin, &done), ["4 reference_missing", "5 paper_unknown"]);
    let first = case(&admin, "W-1");
    assert_eq!((first["phase"].as_str(), first["responsible"]["name"].as_str()), (Some("announced"), Some("赵六")));
    assert_eq!(paper(&first, "reception_sheet")["state"], "there");
    assert_eq!(paper(&first, "check_sheet_12")["state"], "missing");
    assert!(first["due"]["date"].is_string(), "its day is worked out as if it had been announced");
    let second = case(&admin, "W-2");
    assert_eq!(second["responsible"]["no"], 0, "a name that an account has is that account");

    // The same file again brings nothing, and so does a mended one for the rows that were taken.
    let again = admin.import("cases.csv", cases_table().into_bytes());
    assert_eq!((&again["progress"]["good"], admin.get("/cases").ok()["total"].as_u64()), (&json!(2), Some(2)));
    let mended = cases_table().replace("行驶证", "接车单");
    let mended = admin.import("mended.csv", mended.into_bytes());
    assert_eq!((&mended["progress"]["good"], admin.get("/cases").ok()["total"].as_u64()), (&json!(3), Some(3)));
}

#[test]
fn a_workbook_with_a_row_for_each_paper_brings_many_papers_of_one_case() {
    let (_server, admin) = dealer();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        ["案件编号", "业务类型", "移交部门", "业务日期", "客户名称", "资料名称", "资料状态"],
        ["X-1", "SRV", "service", "2026-03-05", "张伟", "接车单", "已有"],
        ["X-1", "SRV", "service", "2026-03-05", "张伟", "结算单", "缺少"],
        ["X-1", "SRV", "service", "2026-03-05", "张伟", "任务委托书", "不合格"],
        ["X-2", "SRV", "service", "2026-03-06", "李娜", "接车单", ""],
        ["X-2", "SRV", "service", "2026-03-06", "李娜", "结算单", "丢了"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let job = admin.upload("papers.xlsx", book.save_to_buffer().unwrap()).ok();
    let dry = admin.post(&format!("/imports/{}/check", text(&job, "id")), json!({"mapping": job["mapping"]})).ok();
    let dry = admin.import_done(&text(&dry, "id"));
    assert_eq!((&dry["progress"]["good"], admin.get("/cases").ok()["total"].as_u64()), (&json!(4), Some(0)));
    let done = admin.run_import(&job, json!({}));
    assert_eq!(
        (&done["progress"]["good"], problems(&admin, &done)),
        (&json!(4), vec!["6 paper_state_unknown".to_owned()])
    );
    let first = case(&admin, "X-1");
    let states = ["reception_sheet", "settlement", "repair_authorisation", "check_sheet_12"];
    let states = states.map(|id| paper(&first, id)["state"].clone());
    assert_eq!(states, [json!("there"), json!("missing"), json!("unfit"), Value::Null]);
    assert_eq!(paper(&case(&admin, "X-2"), "reception_sheet")["state"], "there");
    let bad = admin.get(&format!("/imports/{}/bad-rows.csv", text(&done, "id")));
    assert_eq!(csv_lines(&bad.text).len(), 2, "one row to mend under the headings");
}

#[test]
fn old_stock_comes_with_its_cases_in_their_folders_and_is_late_for_nobody() {
    let (_server, admin) = dealer();
    let code = admin.register(super::support::folder("NEW", "2026-03-05", "张伟"));
    let table = format!(
        "案件编号,业务类型,移交部门,业务日期,档案袋编号,缺少资料\r\nO-1,NEW,sales1,2026-03-05,{code},行驶证\r\n"
    );
    let job = admin.upload("old.csv", table.into_bytes()).ok();
    let mut mapping = job["mapping"].clone();
    mapping["defaults"]["filed"] = json!(true);
    let done = admin.run_import(&job, json!({ "mapping": mapping }));
    assert_eq!(done["progress"]["good"], 1, "{:?}", admin.report(&text(&done, "id")));
    let case = case(&admin, "O-1");
    assert_eq!((case["phase"].as_str(), case["folder"]["code"].as_str()), (Some("filed"), Some(code.as_str())));
    assert_eq!(admin.get("/figures?by=department").ok()["items"], json!([]));
}

/// Whatever stands in a folder, by name.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn a_table_put_into_the_watched_folder_is_imported_once_and_moved_away_with_its_report() {
    let server = Server::start_with(&["--incoming-seconds", "1"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let folder = server.data().join("incoming");
    let good = format!("案件编号,业务类型,移交部门,业务日期,客户名称\r\nI-1,NEW,sales1,{},张伟\r\n", days_from_now(0));
    std::fs::write(folder.join("~half.csv"), &good).unwrap();
    std::fs::write(folder.join("night.csv"), &good).unwrap();
    std::fs::write(folder.join("dirty.csv"), cases_table()).unwrap();
    std::fs::write(folder.join("nonsense.xlsx"), b"no workbook").unwrap();
    eventually("the tables to be moved away", || (names(&folder) == ["done", "failed", "~half.csv"]).then_some(()));
    assert_eq!(names(&folder.join("done")), ["night.csv", "night.report.csv"]);
    let failed = ["dirty.bad-rows.csv", "dirty.csv", "dirty.report.csv", "nonsense.report.csv", "nonsense.xlsx"];
    assert_eq!(names(&folder.join("failed")), failed);
    assert_eq!(case(&admin, "I-1")["phase"], "announced");
    assert_eq!(admin.get("/cases").ok()["total"], 3);
    let report = std::fs::read_to_string(folder.join("failed/dirty.report.csv")).unwrap();
    assert!(report.starts_with('\u{feff}') && report.contains("reference_missing"), "{report}");
    // A file that is no table of ours is refused as a whole: one line says why, and no row was counted.
    let told = csv_lines(&std::fs::read_to_string(folder.join("failed/nonsense.report.csv")).unwrap());
    assert!(told.len() == 1 && told[0][2] != "summary" && told[0][3].contains(" / "), "{told:?}");

    // The same name the next night is another table; the same content brings nothing twice.
    std::fs::write(folder.join("night.csv"), &good).unwrap();
    eventually("the second night", || names(&folder.join("done")).contains(&"night-2.csv".to_owned()).then_some(()));
    assert_eq!(admin.get("/cases").ok()["total"], 3);
}

#[test]
fn folders_that_another_system_expects_come_with_a_saved_mapping_and_wait_to_be_handed_over() {
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("from-sales");
    let path = folder.to_str().unwrap().to_owned();
    let server = Server::start_with(&["--incoming", &path, "--incoming-seconds", "1"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let table = |name: &str| format!("合同号,业务类型,业务日期,客户名称\r\nHT-{name},NEW,2026-03-05,{name}\r\n");
    // The first one is run by hand, and what its columns mean is saved.
    let job = admin.upload("first.csv", table("甲").into_bytes()).ok();
    let mut mapping = job["mapping"].clone();
    mapping["defaults"]["expected"] = json!(true);
    admin.run_import(&job, json!({"mapping": mapping, "placement": "stated_or_none", "save_as": "sales system"}));
    std::fs::write(folder.join("second.csv"), table("乙")).unwrap();
    eventually("the table to be taken", || {
        names(&folder.join("done")).contains(&"second.csv".to_owned()).then_some(())
    });
    for name in ["甲", "乙"] {
        let card = admin.get(&format!("/folders/HT-{name}")).ok();
        assert_eq!(card["where"]["state"], "expected", "{card}");
    }
}
