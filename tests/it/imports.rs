//! Tables of folders: the samples as the dealer brings them, and files that mean harm.

use super::support::{Client, Server, csv_lines, dealer, eventually, fixture, folder, is_chinese, set_up_dealer, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;

const UTF8: &str = "dealer-folders.utf8-bom.csv";
const GB18030: &str = "dealer-folders.gb18030.csv";

/// The rows of the samples that cannot be taken, with their columns and reasons.
const BAD: [&str; 9] = [
    "35 业务类型 type_unknown",
    "53 业务日期 date_impossible",
    "70 业务日期 date_unreadable",
    "92 车架号(VIN) vin_length",
    "142 客户名称 name_missing",
    "172 厚度mm thickness_range",
    "173 厚度mm thickness_range",
    "283 移交部门 row_short",
    "335 密级 class_unknown",
];
const ROWS: u64 = 399;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

/// A report's errors, as row, column and code.
fn errors(client: &Client, job: &Value) -> Vec<String> {
    let mut errors: Vec<(u64, String)> = Vec::new();
    for line in client.report(&text(job, "id")).iter().filter(|line| line["severity"] == "error") {
        let row = line["row"].as_u64().unwrap();
        errors.push((row, format!("{row} {} {}", line["column"].as_str().unwrap_or("-"), text(line, "code"))));
    }
    errors.sort();
    errors.into_iter().map(|(_, error)| error).collect()
}

fn bad_rows(client: &Client, job: &Value) -> String {
    let answer = client.get(&format!("/imports/{}/bad-rows.csv", text(job, "id")));
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(answer.header("content-disposition").starts_with("attachment"));
    answer.text
}

fn counts(job: &Value) -> [u64; 5] {
    ["done", "total", "good", "bad", "known"].map(|name| job["progress"][name].as_u64().unwrap())
}

#[test]
fn both_samples_say_the_same_and_every_bad_row_is_named() {
    let told: Vec<_> = [UTF8, GB18030]
        .into_iter()
        .map(|name| {
            let (_server, admin) = dealer();
            let job = admin.upload(name, sample(name)).ok();
            assert_eq!(job["encoding"], if name == UTF8 { "UTF-8" } else { "gb18030" });
            assert_eq!((job["rows"].as_u64(), job["headings"].as_array().unwrap().len()), (Some(ROWS), 12));
            let done = admin.run_import(&job, json!({"placement": "stated_or_assign"}));
            assert_eq!(done["state"], "done", "{done}");
            assert_eq!(counts(&done), [ROWS, ROWS, ROWS - 9, 9, 0]);
            assert_eq!(errors(&admin, &done), BAD);
            let chinese = admin.in_chinese().report(&text(&done, "id"));
            assert!(chinese.iter().all(|line| is_chinese(&text(line, "detail"))));
            assert_eq!(admin.get("/system").ok()["folders"], ROWS - 9);
            (admin.report(&text(&done, "id")), bad_rows(&admin, &done), admin.search("HYPERLINK"))
        })
        .collect();
    assert_eq!(told[0], told[1]);
    assert_eq!(csv_lines(&told[0].1).len(), 10, "the headings and nine rows");
    assert_eq!(told[0].2.len(), 1, "a formula is a text like any other");
}

#[test]
fn a_dry_run_names_the_same_and_does_nothing() {
    let (_server, admin) = dealer();
    let job = admin.upload(UTF8, sample(UTF8)).ok();
    let id = text(&job, "id");
    let seq = admin.get("/system").ok()["seq"].clone();
    admin
        .post(&format!("/imports/{id}/check"), json!({"mapping": job["mapping"], "placement": "stated_or_assign"}))
        .ok();
    let checked = admin.import_done(&id);
    assert_eq!((checked["state"].as_str(), counts(&checked)[0]), (Some("checked"), ROWS));
    let found = errors(&admin, &checked);
    assert_eq!(found, BAD);
    let system = admin.get("/system").ok();
    assert_eq!((system["folders"].as_u64(), &system["seq"]), (Some(0), &seq));
}

#[test]
fn imported_twice_it_brings_nothing_twice_and_says_the_same() {
    let (_server, admin) = dealer();
    let first = admin.import(UTF8, sample(UTF8));
    let again = admin.run_import(&first, json!({"placement": "stated_or_assign"}));
    let uploaded_again = admin.import("copy.csv", sample(UTF8));
    for job in [&again, &uploaded_again] {
        assert_eq!(counts(job), [ROWS, ROWS, ROWS - 9, 9, ROWS - 9], "all known");
        assert_eq!(errors(&admin, job), BAD);
    }
    // The same folders in another encoding are another file; row by row they are recognised.
    let other = admin.import(GB18030, sample(GB18030));
    assert_eq!(counts(&other), [ROWS, ROWS, 0, ROWS, 0]);
    assert_eq!(admin.get("/system").ok()["folders"], ROWS - 9);
}

#[test]
fn the_mended_bad_rows_go_in_and_nothing_else() {
    let (_server, admin) = dealer();
    let first = admin.import(UTF8, sample(UTF8));
    let content = bad_rows(&admin, &first);
    assert!(content.starts_with('\u{feff}'), "a spreadsheet program must see that it is UTF-8");
    let mut rows = csv_lines(&content);
    assert_eq!(rows[0].len(), 13, "the reasons stand in a column of their own");
    assert!(rows[1..].iter().all(|row| is_chinese(row.last().unwrap())));
    let column = |rows: &[Vec<String>], name: &str| rows[0].iter().position(|heading| heading == name).unwrap();
    let [kind, date, vin, name, thick, class, old] =
        ["业务类型", "业务日期", "车架号(VIN)", "客户名称", "厚度mm", "密级", "旧档号"].map(|name| column(&rows, name));
    for (at, row) in rows.iter_mut().enumerate().skip(1) {
        row[kind] = "新车销售".to_owned();
        row[date] = "2021-05-06".to_owned();
        row[vin] = String::new();
        row[name] = format!("客户{at}");
        row[thick] = "12".to_owned();
        row[class] = "内部".to_owned();
        row[old] = format!("MENDED-{at}");
    }
    let mut mended = csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| mended.write_record(row).unwrap());
    let done = admin.import("mended.csv", mended.into_inner().unwrap());
    assert_eq!(counts(&done), [9, 9, 9, 0, 0], "{:?}", errors(&admin, &done));
    assert_eq!(admin.get("/system").ok()["folders"], ROWS);
    assert_eq!(admin.get("/folders/MENDED-3").ok()["title"], "客户3");
}

#[test]
fn a_run_after_the_cause_was_mended_takes_the_rows_that_failed_before() {
    let (_server, admin) = dealer();
    let table = "旧档号,客户名称,业务类型,业务日期\nO-1,甲,新车销售,2021-01-02\nO-2,乙,团购,2021-01-03\nO-3,丙,新车销售,2021-01-04\n";
    let first = admin.import("t.csv", table.as_bytes().to_vec());
    assert_eq!((counts(&first), errors(&admin, &first)), ([3, 3, 2, 1, 0], vec!["3 业务类型 type_unknown".to_owned()]));
    let types = admin.get("/business-types").ok();
    let mut kind = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == "NEW").unwrap().clone();
    kind["name"] = json!({"zh": "团购", "en": "Group sale"});
    admin.put("/business-types/GRP", kind).ok();
    let again = admin.run_import(&first, json!({"placement": "stated_or_none"}));
    assert_eq!(counts(&again), [3, 3, 1, 2, 0]);
    assert_eq!(errors(&admin, &again), ["2 - already_imported", "4 - already_imported"]);
    assert_eq!(admin.get("/folders/O-2").ok()["title"], "乙");
    assert_eq!(admin.get("/folders/O-1").ok()["title"], "甲");
    assert_eq!(admin.get("/system").ok()["folders"], 3);
}

#[test]
fn old_numbers_become_own_codes_if_that_is_wanted() {
    let (_server, admin) = dealer();
    let job = admin.upload(UTF8, sample(UTF8)).ok();
    let done = admin.run_import(&job, json!({"placement": "stated_or_none", "keep_codes": true}));
    assert_eq!(counts(&done)[2], ROWS - 10);
    assert!(errors(&admin, &done).contains(&"123 旧档号 code_repeated".to_owned()));
    let card = admin.get("/folders/DA2015-05-000000").ok();
    assert_eq!((card["code"].as_str(), card["where"]["home"].is_null()), (Some("DA2015-05-000000"), true));
}

#[test]
fn a_row_states_where_its_folder_stands_asks_for_a_slot_or_neither() {
    let (_server, admin) = dealer();
    let table = "旧档号,客户名称,业务类型,业务日期,储位\n\
                 O-1,甲,新车销售,2021-01-02,A-01L-02-3-4\n\
                 O-2,乙,新车销售,2021-01-02,\n\
                 O-3,丙,新车销售,2021-01-02,A-77L-02-3-4\n";
    let job = admin.upload("t.csv", table.as_bytes().to_vec()).ok();
    let done = admin.run_import(&job, json!({"placement": "stated_or_assign"}));
    assert_eq!((counts(&done)[2], errors(&admin, &done)), (2, vec!["4 储位 PlaceUnknown".to_owned()]));
    let stated = admin.get("/folders/O-1").ok();
    assert_eq!(
        (stated["where"]["state"].as_str(), text(&stated["where"]["home"], "slot")),
        (Some("on_shelf"), "A-01L-02-3-04".to_owned())
    );
    let asked = admin.get("/folders/O-2").ok();
    assert_eq!((asked["where"]["state"].as_str(), asked["where"]["home"].is_null()), (Some("at_desk"), false));
}

#[test]
fn what_the_archive_refuses_names_the_cell_it_is_about_in_words_of_either_language() {
    let (_server, admin) = dealer();
    let table = "旧档号,客户名称,业务类型,业务日期\nO-1,甲,新车销售,2098-01-02\nO-2,乙,团购,2021-01-02\n";
    let done = admin.import("t.csv", table.as_bytes().to_vec());
    assert_eq!(errors(&admin, &done), ["2 业务日期 BadValue", "3 业务类型 type_unknown"]);
    let [english, chinese] = [&admin, &admin.in_chinese()].map(|client| client.report(&text(&done, "id")));
    assert_eq!(english[0]["value"], "2098-01-02");
    assert_eq!(text(&english[0], "detail"), "It is not taken: in the future.");
    assert_eq!(text(&chinese[0], "detail"), "该值不能采用：晚于今天。");
    let [known, named] = [&english, &chinese].map(|report| text(&report[1], "detail"));
    assert!(known.is_ascii() && known.contains("New-car sale, Small repair"), "{known}");
    assert!(named.contains("新车销售、小修"), "{named}");
}

#[test]
fn a_mapping_is_saved_under_a_name_and_proposed_for_the_next_file() {
    let (_server, admin) = dealer();
    let table =
        |number: u32| format!("Spalte A,Spalte B,Spalte C,Spalte D\nX-{number},甲,NEW,2021-01-02\n").into_bytes();
    let job = admin.upload("a.csv", table(1)).ok();
    let columns: Vec<Value> = [
        ("Spalte A", "foreign_code"),
        ("Spalte B", "subject.name"),
        ("Spalte C", "business_type"),
        ("Spalte D", "business_date"),
    ]
    .into_iter()
    .map(|(heading, target)| json!({"heading": heading, "target": target}))
    .collect();
    let mapping = json!({"columns": columns});
    let done = admin.run_import(&job, json!({"mapping": mapping, "save_as": "Autohaus"}));
    assert_eq!(counts(&done)[2], 1, "{:?}", errors(&admin, &done));
    let saved = admin.get("/mappings").ok();
    assert_eq!(
        (saved["items"][0]["name"].as_str(), &saved["items"][0]["mapping"]["columns"]),
        (Some("Autohaus"), &json!(columns))
    );
    let next = admin.upload("b.csv", table(2)).ok();
    assert_eq!(next["mapping"]["columns"], json!(columns));
    assert_eq!(counts(&admin.run_import(&next, json!({})))[2], 1);
    let nonsense = json!({"columns": [{"heading": "Spalte A", "target": "moon"}]});
    let answer = admin.post(&format!("/imports/{}/run", text(&next, "id")), json!({"mapping": nonsense}));
    assert!([400, 422].contains(&answer.status), "{}", answer.text);
}

#[test]
fn formulas_leave_as_text() {
    let (_server, admin) = dealer();
    let table = "旧档号,客户名称,业务类型,业务日期,备注\n\
                 O-1,=cmd|'/c calc'!A1,不存在,2021-01-02,+1+2\n\
                 O-2,@SUM(A1),不存在,2021-01-02,-2+3\n";
    let done = admin.import("t.csv", table.as_bytes().to_vec());
    assert_eq!(counts(&done)[3], 2);
    let content = bad_rows(&admin, &done);
    for row in &csv_lines(&content)[1..] {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
    }
    // What was marked comes in again as it was.
    let again = admin.import("again.csv", content.replace("不存在", "新车销售").into_bytes());
    assert_eq!(counts(&again)[2], 2, "{:?}", errors(&admin, &again));
    let card = admin.get("/folders/O-1").ok();
    assert_eq!((card["title"].as_str(), card["note"].as_str()), (Some("=cmd|'/c calc'!A1"), Some("+1+2")));
}

/// A workbook of one sheet.
fn workbook(sheet_data: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |target: &str, kind: &str| {
        format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned(),
        ),
        ("_rels/.rels", relation("xl/workbook.xml", "officeDocument")),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="客户" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relation("worksheets/sheet1.xml", "worksheet")),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>"#),
        ),
    ];
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_goes_in_as_a_csv_does() {
    let (_server, admin) = dealer();
    let rows = [
        ["旧档号", "客户名称", "业务类型", "业务日期"],
        ["O-1", "甲", "新车销售", "2021-01-02"],
        ["O-2", "乙", "无", "2021-01-02"],
    ];
    let mut sheet = String::new();
    for (at, row) in (1..).zip(rows) {
        write!(sheet, r#"<row r="{at}">"#).unwrap();
        for (column, cell) in ["A", "B", "C", "D"].into_iter().zip(row) {
            write!(sheet, r#"<c r="{column}{at}" t="inlineStr"><is><t>{cell}</t></is></c>"#).unwrap();
        }
        sheet.push_str("</row>");
    }
    let done = admin.import("客户.xlsx", workbook(&sheet));
    assert_eq!((counts(&done), errors(&admin, &done)), ([2, 2, 1, 1, 0], vec!["3 业务类型 type_unknown".to_owned()]));
    assert_eq!(done["encoding"], "XLSX: 客户");
    assert_eq!(admin.get("/folders/O-1").ok()["title"], "甲");
}

#[test]
fn a_zip_bomb_and_a_broken_workbook_are_refused_and_the_service_goes_on() {
    let (_server, admin) = dealer();
    let bomb = workbook(&" ".repeat(64 << 20));
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    admin.upload("bomb.xlsx", bomb).refused(415, "UnsupportedFile");
    let mut cut = workbook("<row/>");
    cut.truncate(cut.len() / 2);
    let problem = admin.in_chinese().upload("cut.xlsx", cut).refused(415, "UnsupportedFile");
    assert!(is_chinese(problem["detail"].as_str().unwrap()));
    assert_eq!(admin.get("/imports").ok()["items"], json!([]));
    assert_eq!(admin.get("/readyz").status, 200);
}

#[test]
fn a_table_beyond_the_limit_is_refused_and_leaves_nothing_behind() {
    let server = Server::start_with(&["--upload-mib-max", "2"]);
    let admin = server.administrator();
    set_up_dealer(&admin);
    let row = "O-1,甲,新车销售,2021-01-02\n";
    let table = format!("旧档号,客户名称,业务类型,业务日期\n{}", row.repeat((3 << 20) / row.len()));
    admin.upload("big.csv", table.into_bytes()).refused(413, "LimitExceeded");
    let left = || std::fs::read_dir(server.data().join("imports")).unwrap().count();
    eventually("an empty folder", || (left() == 0).then_some(()));
    // A file that was still arriving when its sender hung up, or when the power went, is not kept either.
    let mut line = std::net::TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    let cookie = reqwest::cookie::CookieStore::cookies(&*admin.jar, &server.url().parse().unwrap()).unwrap();
    write!(
        line,
        "POST /api/v1/imports HTTP/1.1\r\nhost: x\r\ncookie: {}\r\nx-csrf-token: {}\r\ncontent-length: 9999\r\n\
         content-type: multipart/form-data; boundary=B\r\n\r\n\
         --B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\n\r\na,b\r\n",
        cookie.to_str().unwrap(),
        admin.csrf
    )
    .unwrap();
    eventually("a file that arrives", || (left() == 1).then_some(()));
    drop(line);
    eventually("an empty folder", || (left() == 0).then_some(()));
    assert_eq!(
        counts(&admin.import("small.csv", format!("旧档号,客户名称,业务类型,业务日期\n{row}").into_bytes()))[2],
        1
    );
}

#[test]
fn ten_thousand_columns_are_refused_as_headings_and_are_a_bad_row_below() {
    let (_server, admin) = dealer();
    let wide = vec!["x"; 10_000].join(",");
    let answer = admin.upload("wide.csv", format!("{wide}\n{wide}\n").into_bytes());
    assert!([413, 415].contains(&answer.status), "{}", answer.text);
    let table = format!("旧档号,客户名称,业务类型,业务日期\nO-1,{wide}\nO-2,乙,新车销售,2021-01-02\n");
    let done = admin.import("row.csv", table.into_bytes());
    assert_eq!(counts(&done), [2, 2, 1, 1, 0], "{:?}", errors(&admin, &done));
    assert!(bad_rows(&admin, &done).len() < 1 << 20);
}

#[test]
fn other_encodings_and_files_that_are_no_tables_are_refused_by_name() {
    let (_server, admin) = dealer();
    let latin =
        "Name,Stra\u{df}e\nM\u{fc}ller,Gr\u{fc}ne Gasse\n".chars().map(|c| c as u8).collect::<Vec<u8>>().repeat(50);
    let answer = admin.upload("latin.csv", latin);
    assert_eq!((answer.status, answer.body["code"].as_str()), (415, Some("EncodingUnknown")), "{}", answer.text);
    for (name, content) in [
        ("empty.csv", Vec::new()),
        ("zeros.csv", vec![0; 4096]),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".repeat(20)),
    ] {
        let answer = admin.upload(name, content);
        assert_eq!(answer.status, 415, "{name}: {}", answer.text);
    }
    let form = reqwest::blocking::multipart::Form::new().text("other", "x");
    super::support::Answer::of(admin.request(reqwest::Method::POST, "/imports").multipart(form))
        .refused(400, "BadRequest");
    admin.post("/imports", json!({})).refused(400, "BadRequest");
    admin.get("/imports/none").refused(404, "ImportUnknown");
    admin.get("/imports/..%2F..%2Fvault").refused(404, "ImportUnknown");
    admin.post("/imports/none/run", json!({"mapping": {"columns": []}})).refused(404, "ImportUnknown");
}

#[test]
fn rows_without_room_come_out_and_go_in_once_there_is() {
    let (_server, admin) = dealer();
    let mut table = "旧档号,客户名称,业务类型,业务日期,厚度mm\n".to_owned();
    for row in 0..3 {
        writeln!(table, "O-{row},甲,新车销售,2021-01-0{},12", row + 1).unwrap();
    }
    // Wider than any slot.
    table.push_str("O-9,乙,新车销售,2021-01-02,60\n");
    let done = admin.import("t.csv", table.into_bytes());
    assert_eq!((counts(&done), errors(&admin, &done)), ([4, 4, 3, 1, 0], vec!["5 - NoRoom".to_owned()]));
    let report = admin.in_chinese().report(&text(&done, "id"));
    assert!(is_chinese(&text(&report[0], "detail")));
    let wide = json!({"from": 8, "to": 8, "sides": ["-"], "bays": 1, "shelves": 2, "slots": 2, "slot_width_mm": 100});
    admin.post("/storerooms/A/ranges", wide).ok();
    admin.put("/zones/WIDE", super::support::zone("A-08", &["NEW"], 2, false)).ok();
    let again = admin.import("bad.csv", bad_rows(&admin, &done).into_bytes());
    assert_eq!(counts(&again), [1, 1, 1, 0, 0]);
    let home = text(&admin.get("/folders/O-9").ok()["where"]["home"], "slot");
    assert!(home.starts_with("A-08"), "{home}");
}

#[test]
fn subjects_of_rows_meet_by_identity() {
    let (_server, admin) = dealer();
    admin.import(UTF8, sample(UTF8));
    let codes: BTreeSet<String> = admin.search("罗金明");
    assert!(!codes.is_empty());
    let card = admin.get("/folders/DA2015-05-000000").ok();
    assert_eq!(card["subjects"].as_array().unwrap().len(), 2, "a customer and a vehicle");
    let mut body = folder("SRV", "2022-03-05", "罗金明");
    body["subjects"][0]["identities"] = json!([{"kind": "identity_number", "value": "320102195902176749"}]);
    let later = admin.post("/folders", body).ok();
    assert_eq!(later["subjects"][0]["no"], card["subjects"][0]["no"]);
}

#[test]
fn a_run_right_behind_the_end_of_another_is_a_run_of_its_own() {
    let (_server, admin) = dealer();
    let job = admin.upload("t.csv", "旧档号,客户名称,业务类型,业务日期\nO-1,甲,新车销售,2021-01-02\n".into()).ok();
    for again in 0..40 {
        let done = admin.run_import(&job, json!({}));
        assert_eq!((done["state"].as_str(), counts(&done)[4]), (Some("done"), u64::from(again > 0)));
    }
    let id = text(&job, "id");
    let running: Vec<u16> =
        (0..4).map(|_| admin.post(&format!("/imports/{id}/run"), json!({"mapping": job["mapping"]})).status).collect();
    assert!(running.iter().all(|status| [200, 409].contains(status)), "{running:?}");
    admin.import_done(&id);
}
