//! Forms over HTTP: each as somebody prints it, read back from its paper.

use super::cases::{announce, sale, with_clerks};
use super::support::{Answer, Client, PASSWORD, Server, days_from_now, dealer, folder, percent, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// A form on paper, as others read it.
#[derive(Debug)]
struct Paper {
    /// Its words, page after page, without blanks: Chinese may be set with space between.
    text: String,
    pages: usize,
    size_mm: (f32, f32),
    /// What its QR codes say.
    codes: BTreeSet<String>,
    /// What whoever printed it was told.
    warnings: String,
}

impl Paper {
    fn says(&self, words: &[&str]) {
        for word in words {
            let bare: String = word.split_whitespace().collect();
            assert!(self.text.contains(&bare), "{word} in {}", self.text);
        }
    }

    fn keeps_quiet_of(&self, words: &[&str]) {
        for word in words {
            let bare: String = word.split_whitespace().collect();
            assert!(!self.text.contains(&bare), "{word} in {}", self.text);
        }
    }
}

fn tool(name: &str, arguments: &[&str]) -> String {
    let done = Command::new(name).args(arguments).output().unwrap();
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn read(pdf: &[u8], warnings: String) -> Paper {
    assert!(pdf.starts_with(b"%PDF-"), "{}", String::from_utf8_lossy(pdf));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("x.pdf"), pdf).unwrap();
    let info = tool("pdfinfo", &[&path("x.pdf")]);
    let field =
        |name: &str| info.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    let size: Vec<f32> = field("Page size:").split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let text: String = tool("pdftotext", &["-layout", &path("x.pdf"), "-"]).split_whitespace().collect();
    tool("pdftoppm", &["-r", "150", "-gray", "-png", &path("x.pdf"), &path("x")]);
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let picture = entry.unwrap().path();
        if picture.extension().is_some_and(|extension| extension == "png") {
            let read = tool("zbarimg", &["-q", "--raw", "-Sdisable", "-Sqrcode.enable", picture.to_str().unwrap()]);
            codes.extend(read.lines().map(str::to_owned));
        }
    }
    let mm = |points: f32| points / 72.0 * 25.4;
    Paper { text, pages: field("Pages:").parse().unwrap(), size_mm: (mm(size[0]), mm(size[1])), codes, warnings }
}

#[track_caller]
fn form(client: &Client, path: &str) -> Paper {
    let response = client.request(Method::GET, &format!("/forms/{path}")).send().unwrap();
    let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(response.status(), 200, "{path}: {}", response.text().unwrap());
    let (kind, pages, disposition) = (header("content-type"), header("x-pages"), header("content-disposition"));
    assert_eq!(kind, "application/pdf");
    assert!(disposition.starts_with("inline; filename=\""), "{disposition}");
    let warnings = header("x-warnings");
    let paper = read(&response.bytes().unwrap(), warnings);
    assert_eq!(pages, paper.pages.to_string());
    paper
}

fn is_about(size_mm: (f32, f32), wanted_mm: (f32, f32)) -> bool {
    (size_mm.0 - wanted_mm.0).abs() < 0.3 && (size_mm.1 - wanted_mm.1).abs() < 0.3
}

const A4: (f32, f32) = (210.0, 297.0);
const A4_ACROSS: (f32, f32) = (297.0, 210.0);
const A5: (f32, f32) = (148.0, 210.0);
const LETTER: (f32, f32) = (215.9, 279.4);
const LETTER_ACROSS: (f32, f32) = (279.4, 215.9);

/// An archive with labels that lead to it, and a case of the first sales department that came in a closed transfer: a
/// paper is wanting, one is torn.
struct Archive {
    _server: Server,
    admin: Client,
    clerk: Client,
    other: Client,
    archivist: Client,
    case: String,
    folder: String,
    transfer: String,
}

const CUSTOMER: &str = "𠮷田䶮";

fn archive() -> Archive {
    let (server, admin, clerk, other, archivist) = with_clerks();
    let settings = json!({"archive_name": "宏达汽车 档案室", "base_url": "https://archive.example.com", "fonds": "HD"});
    admin.patch("/settings", settings).ok();
    let announced = announce(&clerk, sale("HZ-77", CUSTOMER));
    let (case, folder) = (text(&announced, "code"), text(&announced["folder"], "code"));
    let open = archivist.post("/transfers", json!({"department": "sales1", "desk": "reception"})).ok();
    let transfer = open["transfer"].to_string();
    let papers = json!({"all_except": [{"paper": "insurance_policy", "state": "missing"},
        {"paper": "vehicle_licence", "state": "unfit", "remark": "撕破一角"}]});
    let received = json!({"case": "HZ-77", "papers": papers});
    archivist.post(&format!("/transfers/{transfer}/receive"), received).ok();
    let close = json!({"giver": "clerk", "password": PASSWORD});
    archivist.post(&format!("/transfers/{transfer}/close"), close).ok();
    Archive { _server: server, admin, clerk, other, archivist, case, folder, transfer }
}

fn address(letter: char, code: &str) -> String {
    format!("HTTPS://ARCHIVE.EXAMPLE.COM/{letter}/{code}")
}

#[test]
fn what_belongs_to_a_folder_is_printed_with_its_code_and_its_papers() {
    let Archive { archivist, folder, case, .. } = &archive();
    let qr = address('F', folder);
    for (kind, size_mm, words) in [
        ("contents", A4, vec!["卷内目录", CUSTOMER, "HZ-77", "销售合同", "共 9 件"]),
        ("folder_note", A4, vec!["卷内备考表", "本卷情况说明", "立卷人", case.as_str(), "缺少"]),
        ("folder_cover", (220.0, 310.0), vec![CUSTOMER, "新车销售", "保管期限", "HD"]),
        ("condition", (100.0, 70.0), vec!["保管状况卡", "完好", CUSTOMER]),
        ("folder", (60.0, 40.0), vec![CUSTOMER]),
        // Set from above, a character to a line.
        ("folder_spine", (15.0, 180.0), vec![]),
        ("volume", (60.0, 40.0), vec![CUSTOMER]),
    ] {
        let paper = form(archivist, &format!("{kind}?of={folder}&language=zh"));
        paper.says(&words);
        paper.says(&[folder]);
        if kind != "folder_spine" {
            assert!(is_about(paper.size_mm, size_mm), "{kind} {:?}", paper.size_mm);
        }
        assert!(paper.codes.contains(&qr), "{kind} {:?}", paper.codes);
        assert_eq!(paper.pages, 1, "{kind}");
    }
}

#[test]
fn a_case_has_a_slip_a_notice_of_what_is_wanting_and_separators() {
    let Archive { archivist, clerk, other, folder, case, .. } = &archive();
    let qr = address('C', case);
    let slip = form(archivist, &format!("case_slip?of={case}&language=zh"));
    slip.says(&["归档单", "移交回执", case, folder, CUSTOMER, "HZ-77", "不合格", "撕破一角", "缺少", "clerk"]);
    assert_eq!((slip.codes.contains(&qr), slip.pages), (true, 1));
    assert!(is_about(slip.size_mm, A4));
    let notice = form(clerk, &format!("missing_papers?of={case}&language=en"));
    notice.says(&["Missing papers", "Insurance policy", "unfit", "missing", case]);
    notice.keeps_quiet_of(&["Sales contract"]);
    let of_department = form(archivist, "missing_papers?department=sales1&language=zh");
    of_department.says(&["缺件通知单", case, "共 1 单 2 项", "保险单"]);
    assert!(is_about(of_department.size_mm, A4_ACROSS));
    let nothing = |client: &Client, path: &str, status: u16, code: &str| {
        client.get(&format!("/forms/{path}")).refused(status, code);
    };
    nothing(archivist, "missing_papers?department=sales2", 409, "FormEmpty");
    nothing(other, "missing_papers?department=sales1", 409, "FormEmpty");
    nothing(archivist, "missing_papers?department=nobody", 404, "DepartmentUnknown");
    nothing(archivist, &format!("certificate?of={case}"), 409, "FormEmpty");
    let of_case = form(archivist, &format!("separator?of={case}&paper=2&language=zh"));
    of_case.says(&["扫描分隔页", "销售合同", CUSTOMER]);
    assert!(of_case.codes.iter().any(|code| code.starts_with(&address('D', case))), "{:?}", of_case.codes);
    let of_type = form(archivist, "separator?of=NEW&paper=2&language=en");
    of_type.says(&["Document separator", "Sales contract"]);
    of_type.keeps_quiet_of(&["Folder"]);
    nothing(archivist, "separator?of=NEW&paper=99", 404, "PaperUnknown");
    nothing(archivist, &format!("separator?of={case}"), 422, "BadValue");
}

#[test]
fn a_certificate_says_what_it_vouches_for_and_who_gave_it() {
    let Archive { admin, archivist, case, .. } = &archive();
    let later = json!({"papers": [{"paper": "insurance_policy", "state": "there"}, {"paper": "vehicle_licence", "state": "there"}]});
    archivist.post(&format!("/cases/{case}/papers"), later).ok();
    archivist.post(&format!("/cases/{case}/certify"), json!({})).ok();
    let number = admin.get(&format!("/cases/{case}")).ok()["certificate"].to_string();
    for (language, words) in [
        ("zh", vec!["齐全证明".to_owned(), format!("第 {number} 号"), "archivist".to_owned(), "保险单".to_owned()]),
        ("en", vec!["Certificate of completeness".to_owned(), format!("No. {number}"), "Insurance policy".to_owned()]),
    ] {
        let paper = form(archivist, &format!("certificate?of={case}&language={language}"));
        paper.says(&words.iter().map(String::as_str).collect::<Vec<_>>());
        paper.says(&[&days_from_now(0)]);
        assert!(paper.codes.contains(&address('C', case)) && paper.pages == 1 && is_about(paper.size_mm, A4));
    }
}

#[test]
fn loans_have_slips_a_receipt_and_a_notice_when_they_are_late() {
    let Archive { admin, archivist, folder: kept, case, .. } = &archive();
    let code = archivist.register(folder("NEW", "2026-03-05", "欧阳晓峰"));
    let (reader, body) = (
        json!("reader"),
        json!({"name": "reader", "display_name": "读者王", "role": "borrower",
        "department": "sales1", "password": PASSWORD}),
    );
    let person = admin.post("/people", body).ok();
    let no = person["person"]["no"].as_u64().or(person["no"].as_u64()).unwrap();
    let refused = archivist.get(&format!("/forms/loan_slip?of={code}"));
    refused.refused(409, "FolderNotOnLoan");
    archivist.get(&format!("/forms/loan_receipt?of={no}")).refused(409, "FormEmpty");
    let lent = json!({"borrower": reader, "due": days_from_now(3), "purpose": "核对合同"});
    archivist.post(&format!("/folders/{code}/checkout"), lent).ok();
    let lent = json!({"paper": "sales_contract", "borrower": "reader", "purpose": "复印"});
    archivist.post(&format!("/cases/{case}/lend-paper"), lent).ok();
    let slip = form(archivist, &format!("loan_slip?of={code}&language=zh"));
    slip.says(&["代卷卡", &code, "读者王", "核对合同", &days_from_now(3), "欧阳晓峰"]);
    assert!(slip.codes.contains(&address('F', &code)) && is_about(slip.size_mm, A5));
    let slip = form(archivist, &format!("paper_slip?of={case}&paper=2&language=zh"));
    slip.says(&["代件卡", case, kept, "读者王", "销售合同", "第 3 件"]);
    assert!(slip.codes.contains(&address('C', case)), "{:?}", slip.codes);
    archivist.get(&format!("/forms/paper_slip?of={case}&paper=0")).refused(409, "FormEmpty");
    let receipt = form(archivist, &format!("loan_receipt?of=reader&chosen={code}&language=en"));
    receipt.says(&["Loan receipt", "读者王", &code, &days_from_now(3)]);
    receipt.keeps_quiet_of(&[kept]);
    let receipt = form(archivist, "loan_receipt?of=reader&language=zh");
    receipt.says(&["借阅回执", &code, kept, "销售合同"]);
    archivist.get("/forms/overdue_notice?of=reader").refused(409, "FormEmpty");
}

#[test]
fn what_is_overdue_is_on_one_notice_for_each_borrower() {
    let (_server, admin) = super::support::demo();
    let overdue = admin.all("/loans?overdue=true");
    let borrower = overdue[0]["borrower"]["no"].as_u64().unwrap();
    let his: Vec<String> = overdue
        .iter()
        .filter(|loan| loan["borrower"]["no"] == borrower)
        .map(|loan| text(&loan["folder"], "code"))
        .collect();
    let notice = form(admin, &format!("overdue_notice?of={borrower}&language=zh"));
    notice.says(&["催还通知单", &text(&overdue[0]["borrower"], "display_name")]);
    for code in &his {
        notice.says(&[code]);
    }
    assert!(is_about(notice.size_mm, A4));
    assert_eq!(notice.pages, his.len().div_ceil(16));
    let others: Vec<String> = overdue
        .iter()
        .filter(|loan| loan["borrower"]["no"] != borrower)
        .map(|loan| text(&loan["folder"], "code"))
        .collect();
    notice.keeps_quiet_of(&others.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_transfer_has_its_list_and_its_register_with_what_came_later() {
    let Archive { archivist, clerk, other, transfer, case, folder, .. } = &archive();
    let later = json!({"papers": [{"paper": "insurance_policy", "state": "there"}]});
    archivist.post(&format!("/cases/{case}/papers"), later).ok();
    let list = form(clerk, &format!("transfer_list?of={transfer}&language=zh"));
    list.says(&["移交清册", case, folder, CUSTOMER, "clerk", "archivist", "不合格"]);
    list.keeps_quiet_of(&["保险单"]);
    let register = form(archivist, &format!("transfer_register?of={transfer}&language=zh"));
    register.says(&["签收簿", case, "HZ-77", "保险单", "已补", "clerk"]);
    assert!(is_about(register.size_mm, A4_ACROSS));
    let both = form(archivist, &format!("transfer_register?of={transfer}&language=both"));
    both.says(&["档案签收簿 Hand-over register", "保险单", "Insurance policy"]);
    other.get(&format!("/forms/transfer_register?of={transfer}")).refused(404, "TransferUnknown");
    archivist.get("/forms/transfer_list?of=x").refused(404, "TransferUnknown");
}

#[test]
fn long_lists_go_over_pages_in_the_order_in_which_one_walks_or_by_their_codes() {
    let (_server, admin) = dealer();
    let mut codes: Vec<String> =
        (0..45).map(|at| admin.register(folder("NEW", "2026-03-05", &format!("长名单客户{at:02}")))).collect();
    let list = form(&admin, &format!("folder_list?chosen={}&language=zh", codes[..40].join(",")));
    list.says(&["案卷目录", "共 40 卷", "长名单客户39", "第 3 页 共 3 页"]);
    assert_eq!((list.pages, is_about(list.size_mm, A4_ACROSS)), (3, true));
    admin.search("长名单");
    let found = form(&admin, &format!("folder_list?q={}&language=en", percent("长名单")));
    found.says(&["List of folders", "45 folders", "New-car sale", "长名单客户44"]);
    let period = form(&admin, "folder_list?period=2026-03&type=NEW&language=zh");
    period.says(&["共 45 卷", "2026-03"]);
    let slot = admin.get(&format!("/folders/{}", codes[0])).ok()["where"]["home"]["slot"].as_str().unwrap().to_owned();
    let shelf = slot.rsplit_once('-').unwrap().0;
    let standing = form(&admin, &format!("folder_list?of={shelf}&language=zh"));
    standing.says(&[shelf, &slot, &codes[0]]);
    codes.reverse();
    let body = json!({"form": "pick_list", "codes": codes, "language": "zh"});
    let answer = admin.request(Method::POST, "/forms").json(&body).send().unwrap();
    assert_eq!(answer.status(), 200);
    let pick = read(&answer.bytes().unwrap(), String::new());
    assert_eq!(pick.pages, 45_usize.div_ceil(21));
    let slots: Vec<usize> = pick.text.match_indices("A-01").map(|(at, _)| at).collect();
    let walked: Vec<&str> = slots.iter().map(|at| &pick.text[*at..*at + 13]).collect();
    assert!(walked.len() == 45 && walked.is_sorted(), "{walked:?}");
    let too_many: Vec<&String> = codes.iter().cycle().take(2_001).collect();
    admin.post("/forms", json!({"form": "pick_list", "codes": too_many})).refused(413, "LimitExceeded");
    admin.get("/forms/folder_list").refused(422, "BadValue");
    admin.get("/forms/pick_list?list=missing").refused(409, "FormEmpty");
}

#[test]
fn places_boxes_and_badges_are_labelled_with_codes_that_the_archive_reads() {
    let (_server, admin) = dealer();
    admin.patch("/settings", json!({"base_url": "https://archive.example.com"})).ok();
    for _ in 0..3 {
        admin.register(folder("NEW", "2026-03-05", "张伟"));
    }
    admin.register(folder("NEW", "2026-04-05", "张伟"));
    let home = admin.register(folder("NEW", "2026-05-05", "王芳"));
    let slot = text(&admin.get(&format!("/folders/{home}")).ok()["where"]["home"], "slot");
    let shelf = slot.rsplit_once('-').unwrap().0.to_owned();
    admin.post("/boxes", json!({"code": "K1", "slot": "A-01R-04-1-1", "capacity_mm": 30})).ok();
    for (kind, of, letter, words) in [
        ("slot", slot.as_str(), 'S', vec!["一号库房"]),
        ("shelf", &shelf, 'S', vec!["2026-05"]),
        ("range_end", "A-01L", 'S', vec!["2026-03…05", "左面"]),
        ("range_end", "A-01R", 'S', vec!["（空）", "右面"]),
        ("box", "K1", 'B', vec!["K1"]),
        ("badge", "admin", 'U', vec!["工牌"]),
    ] {
        let paper = form(&admin, &format!("{kind}?of={of}&language=zh"));
        paper.says(&words);
        let read = paper.codes.iter().next().unwrap_or_else(|| panic!("{kind}: no code"));
        assert!(read.starts_with(&address(letter, "")), "{kind}: {read}");
        let known = admin.get(&format!("/scan?text={}", percent(read))).ok();
        assert_ne!(known["kind"], "unknown", "{kind}: {read}");
    }
    admin.get(&format!("/forms/slot?of={shelf}")).refused(404, "PlaceUnknown");
}

#[test]
fn forms_go_on_letter_and_come_as_pictures_too() {
    let Archive { archivist, folder, transfer, .. } = &archive();
    for (path, size_mm) in [
        (format!("contents?of={folder}"), LETTER),
        (format!("folder_cover?of={folder}"), LETTER),
        (format!("transfer_register?of={transfer}"), LETTER_ACROSS),
    ] {
        let paper = form(archivist, &format!("{path}&sheet=letter&language=both"));
        assert!(is_about(paper.size_mm, size_mm), "{path} {:?}", paper.size_mm);
        if !path.starts_with("transfer") {
            assert!(paper.codes.contains(&address('F', folder)), "{path} {:?}", paper.codes);
        }
    }
    let cover = form(archivist, &format!("folder_cover?of={folder}&sheet=a4"));
    assert!(is_about(cover.size_mm, A4));
    for (format, begins) in [("png", &b"\x89PNG"[..]), ("svg", b"<svg")] {
        let path = format!("/forms/contents?of={folder}&format={format}&page=1&dpi=150");
        let answer = archivist.request(Method::GET, &path).send().unwrap();
        assert_eq!(answer.headers()["x-pages"], "1");
        assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        assert!(answer.bytes().unwrap().starts_with(begins), "{format}");
    }
}

#[test]
fn a_template_of_another_kind_and_a_form_that_is_none_are_refused() {
    let Archive { admin, archivist, folder, .. } = &archive();
    let get = |path: &str| archivist.get(&format!("/forms/{path}"));
    let svg = text(&admin.get("/label-templates/contents-a4").ok(), "svg").replace("卷  内  目  录", "本公司目录");
    admin.put("/label-templates/own-contents", json!({"svg": svg, "if_version": 0})).ok();
    form(archivist, &format!("contents?of={folder}&language=zh&template=own-contents")).says(&["本公司目录", folder]);
    get(&format!("nothing?of={folder}")).refused(404, "FormUnknown");
    get(&format!("folder?of={folder}&template=slot-60x40")).refused(404, "TemplateUnknown");
    get(&format!("folder?of={folder}&template=nothing")).refused(404, "TemplateUnknown");
    get("folder?of=NEW2026-999999").refused(404, "CodeMistyped");
    get("folder").refused(422, "BadValue");
    get(&format!("folder?of={folder}&language=fr")).refused(400, "BadRequest");
    let other = form(archivist, &format!("folder?of={folder}&template=folder-100x70"));
    assert!(is_about(other.size_mm, (100.0, 70.0)));
}

#[test]
fn nobody_prints_what_he_may_not_see_and_a_look_at_what_is_confidential_is_recorded() {
    let Archive { admin, archivist, clerk, other, folder: kept, case, .. } = &archive();
    let mut secret = folder("NEW", "2026-03-05", "机密客户");
    let classes = admin.get("/classes").ok();
    let class = classes["items"].as_array().unwrap().iter().find(|class| class["confidential"] == true).unwrap();
    secret["class"] = class["code"].clone();
    let secret = admin.register(secret);
    for kind in ["folder", "contents", "folder_cover", "folder_note", "condition"] {
        other.get(&format!("/forms/{kind}?of={secret}")).refused(404, "CodeUnknown");
    }
    let seq = admin.get("/system").ok()["seq"].as_u64().unwrap();
    form(admin, &format!("folder_cover?of={secret}&language=zh")).says(&["机密客户"]);
    let history = admin.get(&format!("/folders/{secret}/history")).ok();
    assert!(history["items"][0]["kind"] == "Looked" && admin.get("/system").ok()["seq"].as_u64().unwrap() > seq);
    // A list tells nothing of what is hidden: neither a row nor a count.
    let list = form(clerk, &format!("folder_list?chosen={kept}&language=zh"));
    list.says(&["共 1 卷"]);
    other.get(&format!("/forms/case_slip?of={case}")).refused(404, "CaseUnknown");
    other.get(&format!("/forms/missing_papers?of={case}")).refused(404, "CaseUnknown");
    for (client, path) in [
        (clerk, "badge?of=admin"),
        (clerk, "slot?of=A-01L-01-1-1"),
        (clerk, "overdue_notice?of=admin"),
        (clerk, "loan_receipt?of=nobody"),
        (archivist, "badge?of=admin"),
    ] {
        if path.starts_with("slot") {
            // A clerk registers folders, and so has business with places.
            continue;
        }
        client.get(&format!("/forms/{path}")).refused(403, "NotAllowed");
    }
    clerk.get("/forms/loan_receipt?of=clerk").refused(409, "FormEmpty");
}

#[test]
fn a_name_no_typeface_has_is_told() {
    let (_server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "王\u{2A6D6}"));
    let paper = form(&admin, &format!("folder_cover?of={code}&language=zh"));
    let told = percent_encoding::percent_decode_str(&paper.warnings).decode_utf8_lossy().into_owned();
    assert!(told.is_empty() || told.contains('\u{2A6D6}'), "{told}");
    let answer: Value = Answer::of(admin.request(Method::GET, &format!("/folders/{code}"))).ok();
    assert_eq!(answer["code"], code.as_str());
}
