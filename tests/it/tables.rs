//! Lists taken along as CSV and XLSX, read back as a spreadsheet would.

use super::support::{Client, Server, csv_lines, days_from_now, dealer, folder, text};
use calamine::{Data, DataType, Reader, Xlsx};
use serde_json::{Value, json};
use std::io::Cursor;

/// The cells of a workbook, its headings first.
fn workbook(client: &Client, path: &str) -> Vec<Vec<Data>> {
    let answer = client.request(reqwest::Method::GET, path).send().unwrap();
    assert_eq!(answer.status().as_u16(), 200, "{path}");
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.ends_with("spreadsheetml.sheet"), "{path}: {kind}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes().unwrap())).unwrap();
    let name = book.sheet_names()[0].clone();
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn csv(client: &Client, path: &str) -> Vec<Vec<String>> {
    let answer = client.get(path);
    assert_eq!((answer.status, answer.header("content-type").as_str()), (200, "text/csv; charset=utf-8"), "{path}");
    assert!(answer.text.starts_with('\u{feff}'), "{path}: Excel reads Chinese only behind the mark");
    csv_lines(&answer.text)
}

fn at(rows: &[Vec<Data>], heading: &str) -> usize {
    let found = rows[0].iter().position(|cell| *cell == Data::String(heading.to_owned()));
    found.unwrap_or_else(|| panic!("no {heading} in {:?}", rows[0]))
}

/// Every list of the product that has one row for one thing.
fn lists(code: &str) -> Vec<String> {
    let fixed: &[&str] = &[
        "/loans",
        "/loans?overdue=true",
        "/at-desk",
        "/search?q=",
        "/subjects?q=张伟",
        "/people",
        "/people/0/loans",
        "/jobs",
        "/imports",
        "/discrepancies",
        "/discrepancies?state=settled",
        "/counts",
        "/lists/missing",
        "/lists/misplaced",
        "/lists/damaged",
        "/occupancy?by=zone",
        "/occupancy?by=range",
        "/occupancy?by=shelf&storeroom=A",
        "/move-list",
        "/move-list?kind=moves",
        "/boxes",
        "/zones",
        "/lanes",
        "/storerooms",
        "/storerooms/A/shelves?range=01",
        "/departments",
        "/classes",
        "/cases",
        "/cases?state=incomplete",
        "/cases/T-1/history",
        "/gaps",
        "/transfers",
        "/figures?by=department",
        "/figures/evidence?by=type&which=received",
    ];
    let mut lists: Vec<String> = fixed.iter().map(|&list| list.to_owned()).collect();
    lists.push(format!("/folders/{code}/history"));
    lists
}

/// A case that comes with a paper missing.
fn hand_over(server: &Server, admin: &Client) {
    let archivist = server.person(admin, "zhao", "archivist", None);
    let case = json!({"business_type": "NEW", "reference": "T-1", "department": "sales1",
        "business_date": days_from_now(0), "subjects": [{"kind": "person", "name": "王小明"}]});
    admin.post("/cases", json!({"cases": [case]})).ok();
    let opened = archivist.post("/transfers", json!({"department": "sales1", "desk": "reception"})).ok();
    let papers = json!({"all_except": [{"paper": "0", "state": "missing"}]});
    archivist
        .post(&format!("/transfers/{}/receive", opened["transfer"]), json!({"case": "T-1", "papers": papers}))
        .ok();
}

#[test]
fn every_list_is_a_page_and_a_csv_and_a_workbook_with_the_same_rows() {
    let (server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    admin.post("/people", json!({"name": "li", "display_name": "李四", "role": "borrower", "may_sign_in": false})).ok();
    admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "li"})).ok();
    let lost = admin.register(folder("SRV", "2026-03-06", "王五"));
    admin.post(&format!("/folders/{lost}/missing"), json!({"note": "找不到"})).ok();
    hand_over(&server, &admin);
    // Those that are found are found by now.
    let seq = admin.get("/system").ok()["seq"].as_u64().unwrap();
    admin.get(&format!("/search?limit=1&min_seq={seq}")).ok();
    for list in lists(&code) {
        let page = admin.get(&list).ok();
        let join = if list.contains('?') { '&' } else { '?' };
        let lines = csv(&admin.in_chinese(), &format!("{list}{join}format=csv"));
        let book = workbook(&admin.in_chinese(), &format!("{list}{join}format=xlsx"));
        let items = page["items"].as_array().unwrap_or_else(|| panic!("{list}: {page}"));
        assert_eq!(lines.len() - 1, items.len(), "{list}: the CSV has a line for each entry");
        assert_eq!(book.len() - 1, items.len(), "{list}: and so has the workbook");
        let headings: Vec<Data> = lines[0].iter().map(|heading| Data::String(heading.clone())).collect();
        assert_eq!(book[0], headings, "{list}");
        assert!(lines[0].iter().all(|heading| !heading.is_ascii()), "{list}: headings in Chinese: {:?}", lines[0]);
    }
}

/// What Python's openpyxl makes of a workbook and the csv module of a table: each cell with its type, line by line.
const READ_BACK: &str = r#"
import csv, datetime, json, openpyxl, sys
def kind(cell):
    if isinstance(cell.value, datetime.datetime):
        whole = cell.value.time() == datetime.time() and ':' not in cell.number_format and 'h' not in cell.number_format
        return ['day', cell.value.date().isoformat()] if whole else ['time', cell.value.isoformat()]
    if cell.value is None:
        return ['none', '']
    return [{'s': 'text', 'inlineStr': 'text', 'n': 'number', 'f': 'formula'}.get(cell.data_type, cell.data_type), str(cell.value)]
sheet = openpyxl.load_workbook(sys.argv[1]).active
with open(sys.argv[2], encoding='utf-8-sig', newline='') as table:
    lines = list(csv.reader(table))
print(json.dumps({'sheet': [[kind(cell) for cell in row] for row in sheet.iter_rows()], 'csv': lines}, ensure_ascii=False))
"#;

/// Another program's eyes; nothing where it is not installed, which is said aloud.
fn read_by_openpyxl(admin: &Client, list: &str) -> Option<Value> {
    let python = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/openpyxl/bin/python");
    if !python.exists() {
        eprintln!(
            "SKIPPED: no openpyxl; `python3 -m venv target/openpyxl && target/openpyxl/bin/pip install openpyxl`"
        );
        return None;
    }
    let (room, join) = (tempfile::tempdir().unwrap(), if list.contains('?') { '&' } else { '?' });
    let fetch = |format: &str| {
        let answer = admin.request(reqwest::Method::GET, &format!("{list}{join}format={format}")).send().unwrap();
        let path = room.path().join(format!("list.{format}"));
        std::fs::write(&path, answer.bytes().unwrap()).unwrap();
        path
    };
    let mut run = std::process::Command::new(python);
    run.args(["-X", "utf8", "-c", READ_BACK]);
    let told = run.arg(fetch("xlsx")).arg(fetch("csv")).output().unwrap();
    assert!(told.status.success(), "{list}: {}", String::from_utf8_lossy(&told.stderr));
    Some(serde_json::from_slice(&told.stdout).unwrap())
}

#[test]
fn another_program_reads_every_list_back_with_its_chinese_its_days_and_its_numbers() {
    let (server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "欧阳=1+1"));
    admin.post("/people", json!({"name": "li", "display_name": "李四", "role": "borrower", "may_sign_in": false})).ok();
    admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "li", "purpose": "核对"})).ok();
    hand_over(&server, &admin);
    let chinese = admin.in_chinese();
    for list in lists(&code) {
        let Some(told) = read_by_openpyxl(&chinese, &list) else { return };
        let (sheet, lines) = (told["sheet"].as_array().unwrap(), told["csv"].as_array().unwrap());
        assert_eq!(sheet.len(), lines.len(), "{list}");
        for (row, line) in sheet.iter().zip(lines) {
            for (cell, text) in row.as_array().unwrap().iter().zip(line.as_array().unwrap()) {
                let (kind, value) = (cell[0].as_str().unwrap(), cell[1].as_str().unwrap());
                // A table of text guards what looks like a formula with a mark of its own.
                let text = text.as_str().unwrap();
                let same = value == text || text.strip_prefix('\'') == Some(value);
                assert!(same || ["number", "time"].contains(&kind), "{list}: {cell} {text}");
                assert!(!["formula", "e"].contains(&kind), "{list}: {cell}");
            }
        }
    }
    let told = read_by_openpyxl(&chinese, "/cases?columns=reference,title,business_date,missing,due_moved").unwrap();
    let row = &told["sheet"][1];
    assert_eq!((&row[0], &row[1]), (&json!(["text", "T-1"]), &json!(["text", "王小明"])));
    assert_eq!(row[2], json!(["day", days_from_now(0)]));
    assert!(row[3][1].as_str().unwrap().starts_with("缺少："), "{row}");
    assert_eq!(told["csv"][1][3], row[3][1]);
}

#[test]
fn a_day_is_a_day_a_number_a_number_and_what_looks_like_a_formula_stays_words() {
    let (_server, admin) = dealer();
    let mut evil = folder("NEW", "2026-03-05", "张伟");
    evil["subjects"][0]["name"] = json!("=1+1");
    let code = admin.register(evil);
    admin.post("/people", json!({"name": "li", "display_name": "李四", "role": "borrower", "may_sign_in": false})).ok();
    let due = days_from_now(10);
    admin.post(&format!("/folders/{code}/checkout"), json!({"borrower": "li", "due": due, "purpose": "核对"})).ok();
    let rows = workbook(&admin, "/loans?format=xlsx");
    let cell = |heading: &str| &rows[1][at(&rows, heading)];
    assert_eq!(cell("Title"), &Data::String("=1+1".to_owned()));
    assert_eq!(cell("Borrower"), &Data::String("李四".to_owned()));
    for heading in ["Due", "Business date", "Since"] {
        assert!(cell(heading).is_datetime(), "{heading}: {:?}", cell(heading));
    }
    // 5 March 2026 is the day 46086 of Excel's calendar.
    assert!(matches!(cell("Business date"), Data::DateTime(day) if day.as_f64() == 46_086.0));
    assert_eq!((cell("Renewals").as_f64(), cell("Days overdue").as_f64()), (Some(0.0), Some(0.0)));
    assert_eq!(admin.get("/loans?format=csv").header("x-rows"), "1");
    let lines = csv(&admin, "/loans?format=csv&columns=title,due");
    assert_eq!(lines, [["Title", "Due"], ["'=1+1", due.as_str()]]);
}

#[test]
fn a_table_has_the_columns_one_names_else_those_one_chose_else_all() {
    let (server, admin) = dealer();
    admin.register(folder("NEW", "2026-03-05", "张伟"));
    let headings = |client: &Client, columns: &str| csv(client, &format!("/at-desk?format=csv{columns}"))[0].clone();
    assert!(headings(&admin, "").len() > 8);
    assert_eq!(headings(&admin, "&columns=home,code"), ["Belongs in", "Code"]);
    let problem = admin.get("/at-desk?format=csv&columns=code,salary").refused(422, "BadValue");
    assert!(text(&problem, "detail").contains("salary"), "{problem}");

    let chosen = admin.put("/me/columns/at-desk", json!({"columns": ["title", "code"]})).ok();
    assert_eq!(chosen["chosen"], json!(["title", "code"]));
    assert_eq!(headings(&admin, ""), ["Title", "Code"]);
    assert_eq!(headings(&admin, "&columns=code"), ["Code"], "what one asks for now goes before");
    assert!(csv(&admin, "/search?q=&format=csv")[0].len() > 8, "another list is another choice");
    let other = server.person(&admin, "zhao", "archivist", None);
    assert!(headings(&other, "").len() > 8, "another person has his own");
    let known = admin.get("/me/columns").ok();
    let list = |name: &str| -> Value {
        let lists = known["items"].as_array().unwrap();
        lists.iter().find(|list| list["list"] == name).unwrap().clone()
    };
    assert_eq!(list("at-desk")["chosen"], json!(["title", "code"]));
    assert_eq!(list("loans")["chosen"], json!([]));
    assert_eq!(list("loans")["all"][0]["name"]["zh"], "编号");

    admin.put("/me/columns/at-desk", json!({"columns": []})).ok();
    assert!(headings(&admin, "").len() > 8);
    admin.put("/me/columns/salaries", json!({"columns": []})).refused(404, "NotFound");
    admin.put("/me/columns/loans", json!({"columns": ["salary"]})).refused(422, "BadValue");
    admin.put("/me/columns/loans", json!({"columns": ["due", "due"]})).refused(422, "BadValue");
}

#[test]
fn chosen_columns_outlive_a_restart_for_they_are_in_the_ledger() {
    let (mut server, admin) = dealer();
    admin.put("/me/columns/loans", json!({"columns": ["due", "code"]})).ok();
    server.kill9();
    server.restart();
    let admin = server.sign_in("admin");
    assert_eq!(csv(&admin, "/loans?format=csv")[0], ["Due", "Code"]);
}

#[test]
fn a_table_holds_what_one_may_see_and_all_of_it_whatever_page_was_open() {
    let (server, admin) = dealer();
    for day in 1..=9 {
        admin.register(folder("NEW", &format!("2026-03-0{day}"), "张伟"));
    }
    let mut secret = folder("NEW", "2026-03-10", "钱七");
    secret["class"] = json!("secret");
    let secret = admin.register(secret);
    let lines = csv(&admin, "/at-desk?format=csv&columns=code&limit=2&cursor=4");
    assert_eq!(lines.len(), 11, "a table has no pages");
    assert!(lines.iter().any(|line| line[0] == secret));
    let clerk = server.person(&admin, "clerk", "department_clerk", Some("sales1"));
    let seen = csv(&clerk, "/search?q=&format=csv&columns=code");
    assert!(seen.iter().all(|line| line[0] != secret), "{seen:?}");
    clerk.get("/at-desk?format=csv").refused(403, "NotAllowed");
    server.anonymous().get("/at-desk?format=csv").refused(401, "SignInRequired");
}

#[test]
fn a_list_is_sorted_and_narrowed_whole_and_its_file_is_what_was_seen() {
    let (_server, admin) = dealer();
    for (name, shown) in [("zhao", "赵一"), ("anna", "安二"), ("li", "李三"), ("wang", "王四")] {
        let body = json!({"name": name, "display_name": shown, "role": "borrower", "department": "sales1", "may_sign_in": false});
        admin.post("/people", body).ok();
    }
    let zh = admin.in_chinese();
    let names = |answer: &Value| -> Vec<String> {
        answer["items"].as_array().unwrap().iter().map(|one| text(one, "display_name")).collect()
    };
    // A page of a sorted list is a part of the whole that is sorted, never a page that was.
    let first = zh.get("/people?contains=销售&order=display_name&limit=2&cells=display_name,department,loans").ok();
    assert_eq!(names(&first), ["安二", "李三"]);
    assert_eq!(first["total"], 4);
    assert_eq!(first["cells"][0][0], json!({"text": "安二"}));
    assert_eq!(first["cells"][0][2], json!({"number": 0}));
    let next = text(&first, "next_cursor");
    let second = zh.get(&format!("/people?contains=销售&order=display_name&limit=2&cursor={next}")).ok();
    assert_eq!((names(&second), second["next_cursor"].is_null()), (vec!["王四".to_owned(), "赵一".to_owned()], true));
    let down = zh.get("/people?contains=销售&order=-display_name&limit=9").ok();
    assert_eq!(names(&down), ["赵一", "王四", "李三", "安二"]);
    let file = csv(&zh, "/people?contains=销售&order=-display_name&columns=display_name&limit=2&format=csv");
    assert_eq!(file, [["姓名"], ["赵一"], ["王四"], ["李三"], ["安二"]]);
    assert_eq!(zh.get("/people?contains=销售 李").ok()["total"], 1, "each of the words has to stand there");
    for refused in ["/people?order=shoe", "/people?cells=shoe", "/search?order=code", "/search?contains=x"] {
        admin.get(refused).refused(422, "BadValue");
    }
}

#[test]
fn loans_are_those_of_one_department_and_the_one_due_first_comes_first() {
    let (_server, admin) = dealer();
    let person = |name: &str, department: &str| {
        let body = json!({"name": name, "display_name": name, "role": "borrower", "department": department, "may_sign_in": false});
        admin.post("/people", body).ok();
    };
    person("chen", "sales1");
    person("sun", "finance_dept");
    let codes: Vec<String> =
        ["甲", "乙", "丙"].iter().map(|name| admin.register(folder("NEW", "2026-03-05", name))).collect();
    for (code, who, days) in [(&codes[0], "chen", 9), (&codes[1], "sun", 5), (&codes[2], "chen", 3)] {
        let body = json!({"borrower": who, "due": days_from_now(days)});
        admin.post(&format!("/folders/{code}/checkout"), body).ok();
    }
    let listed = |path: &str| -> Vec<String> {
        admin.get(path).ok()["items"].as_array().unwrap().iter().map(|loan| text(&loan["folder"], "code")).collect()
    };
    assert_eq!(listed("/loans"), [codes[2].clone(), codes[1].clone(), codes[0].clone()]);
    assert_eq!(listed("/loans?department=sales1"), [codes[2].clone(), codes[0].clone()]);
    assert_eq!(listed("/loans?department=nobody"), Vec::<String>::new());
    assert_eq!(listed("/loans?department=sales1&order=-due"), [codes[0].clone(), codes[2].clone()]);
}
