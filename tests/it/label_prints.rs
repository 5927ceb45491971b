//! Labels over HTTP: drawn as files, recorded, read back by scanners; templates of one's own.

use super::support::{Client, dealer, folder, is_chinese, percent, run, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// A file, and what its headers say.
struct Printed {
    bytes: Vec<u8>,
    kind: String,
    pages: String,
    total: String,
    warnings: String,
}

fn print(client: &Client, body: &Value) -> Printed {
    let response = client.request(Method::POST, "/labels").json(body).send().unwrap();
    let header =
        |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let (kind, pages, total) = (header("content-type"), header("x-pages"), header("x-total"));
    let warnings = header("x-warnings");
    let status = response.status().as_u16();
    let bytes = response.bytes().unwrap().to_vec();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    let warnings = form_urlencoded::parse(format!("w={warnings}").as_bytes()).next().unwrap().1.into_owned();
    Printed { bytes, kind, pages, total, warnings }
}

fn labels(codes: &[&str]) -> Value {
    json!({"template": "folder-60x40", "what": {"codes": codes}})
}

fn with(mut body: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// What two scanners read in pictures of a file's pages, one label each.
fn read_codes(bytes: &[u8], dpi: u32) -> BTreeSet<String> {
    let (by_one, by_other) = scanned(bytes, dpi);
    assert_eq!(by_one, by_other);
    by_one
}

/// What zbar and rqrr read in pictures of a file's pages.
fn scanned(bytes: &[u8], dpi: u32) -> (BTreeSet<String>, BTreeSet<String>) {
    let room = tempfile::tempdir().unwrap();
    let pages = room.path().join("page");
    let mut pictures = Vec::new();
    if bytes.starts_with(b"%PDF") {
        let file = room.path().join("labels.pdf");
        fs::write(&file, bytes).unwrap();
        let drawn =
            Command::new("pdftoppm").args(["-png", "-gray", "-r", &dpi.to_string()]).arg(&file).arg(&pages).status();
        assert!(drawn.unwrap().success());
        pictures.extend(fs::read_dir(room.path()).unwrap().map(|entry| entry.unwrap().path()));
        pictures.retain(|path| path.extension().is_some_and(|ending| ending == "png"));
    } else {
        let file = room.path().join("label.png");
        fs::write(&file, bytes).unwrap();
        pictures.push(file);
    }
    let mut by_one = BTreeSet::new();
    let mut by_other = BTreeSet::new();
    for picture in &pictures {
        let said = Command::new("zbarimg")
            .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
            .arg(picture)
            .output()
            .unwrap();
        by_one.extend(String::from_utf8(said.stdout).unwrap().lines().map(str::to_owned));
        let mut reader = png::Decoder::new(std::io::Cursor::new(fs::read(picture).unwrap())).read_info().unwrap();
        let mut grey = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut grey).unwrap();
        let (width, samples) = (info.width as usize, info.color_type.samples());
        let at = |x: usize, y: usize| grey[(y * width + x) * samples];
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, info.height as usize, at);
        by_other.extend(image.detect_grids().iter().map(|grid| grid.decode().unwrap().1));
    }
    (by_one, by_other)
}

fn sentences(client: &Client, code: &str) -> Vec<String> {
    let history = client.get(&format!("/folders/{code}/history")).ok();
    history["items"].as_array().unwrap().iter().map(|item| text(item, "sentence")).collect()
}

fn listed(client: &Client, list: &str) -> Vec<String> {
    client.all(&format!("/lists/{list}")).iter().map(|row| text(&row["folder"], "code")).collect()
}

#[test]
fn labels_come_as_a_file_of_every_format_and_two_scanners_read_their_codes() {
    let (server, admin) = dealer();
    admin.patch("/settings", json!({"base_url": "https://archive.example.com"})).ok();
    let codes: Vec<String> =
        ["𠮷田䶮", "李㛃", "王芳"].iter().map(|name| admin.register(folder("NEW", "2026-03-05", name))).collect();
    let names: Vec<&str> = codes.iter().map(String::as_str).collect();
    let expected: BTreeSet<String> = codes.iter().map(|code| format!("HTTPS://ARCHIVE.EXAMPLE.COM/F/{code}")).collect();
    for dpi in [203, 300] {
        let document = print(&admin, &with(labels(&names), json!({"dpi": dpi})));
        assert_eq!(
            (document.kind.as_str(), document.pages.as_str(), document.total.as_str()),
            ("application/pdf", "3", "3")
        );
        assert_eq!(read_codes(&document.bytes, dpi), expected);
        let picture = print(&admin, &with(labels(&names), json!({"dpi": dpi, "format": "png", "page": 2})));
        assert_eq!(picture.kind, "image/png");
        assert!(read_codes(&picture.bytes, dpi).is_subset(&expected));
    }
    // What the command line writes is proven in the label's own tests; over HTTP it is the same to the byte.
    for format in ["zpl", "tspl", "svg"] {
        let file = server.data().join(format!("by-hand.{format}"));
        let arguments = ["label", names[0], "--format", format, "-o", file.to_str().unwrap()];
        assert!(run(server.data(), &arguments).status.success());
        let one = print(&admin, &with(labels(&names[..1]), json!({"format": format})));
        assert!(one.bytes == fs::read(&file).unwrap(), "{format}");
    }
    let sheet = json!({"page_width": 2100, "page_height": 2970, "width": 600, "height": 400, "left": 100, "top": 100,
        "across": 650, "down": 450, "columns": 3, "rows": 6});
    let own = with(
        labels(&names),
        json!({"paper": {"sheet": sheet}, "start": 18, "right_tenths": 5, "words": "both", "dpi": 300}),
    );
    let own = print(&admin, &own);
    assert_eq!(own.pages, "2", "the last place of the first sheet, and a new sheet");
    // Several codes on a page: only zbar is made for that; cut apart, both read them in the label's own tests.
    assert_eq!(scanned(&own.bytes, 300).0, expected);
    let roll =
        with(labels(&names), json!({"paper": {"roll": {"width": 700, "height": 500, "gap": 30}}, "format": "zpl"}));
    let roll = String::from_utf8(print(&admin, &roll).bytes).unwrap();
    assert_eq!(roll.matches("^XA^PW559^LL400").count(), 3);
}

#[test]
fn what_cannot_be_printed_is_refused_in_both_languages_and_what_is_odd_is_said() {
    let (_server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", &"很长的名字".repeat(60)));
    let wrong = |more: Value, status: u16, refusal: &str| {
        let body = with(labels(&[&code]), more);
        let told = admin.post("/labels", body.clone()).refused(status, refusal);
        let chinese = text(&admin.in_chinese().post("/labels", body).refused(status, refusal), "detail");
        assert!(is_chinese(&chinese) && !is_chinese(&text(&told, "detail")), "{chinese} / {told}");
    };
    wrong(json!({"template": "nothing"}), 404, "TemplateUnknown");
    wrong(json!({"template": "transfer-list-a4"}), 422, "TemplateUnfit");
    wrong(json!({"template": "badge-86x54"}), 404, "BorrowerUnknown");
    wrong(json!({"template": "shelf-100x70"}), 404, "PlaceUnknown");
    wrong(json!({"paper": {"named": "roll-40x30"}}), 422, "LabelDoesNotFit");
    wrong(json!({"what": {"codes": []}}), 409, "NothingToPrint");
    wrong(json!({"what": {"codes": ["NEW2026-999999"]}}), 404, "CodeMistyped");
    wrong(json!({"what": {"within": "Z-99"}}), 404, "PlaceUnknown");
    wrong(json!({"what": {"import": "none"}}), 404, "ImportUnknown");
    wrong(json!({"what": {"transfer": 7}}), 404, "TransferUnknown");
    for more in [
        json!({"paper": {"roll": {"width": 1, "height": 400, "gap": 20}}}),
        json!({"right_tenths": 5_000}),
        json!({"format": "png", "page": 2}),
        json!({"what": {"search": "type=NEW&borrower=%ff&limit=x"}}),
    ] {
        admin.post("/labels", with(labels(&[&code]), more)).refused(422, "BadValue");
    }
    admin.post("/labels", labels(&[&"N".repeat(200)])).refused(422, "CodeInvalid");
    admin.post("/labels", with(labels(&[&code]), json!({"dpi": 9_999}))).refused(413, "LimitExceeded");
    admin.post("/labels", json!({"template": "folder-60x40", "what": {"all": []}})).refused(400, "BadRequest");
    let cut = print(&admin.in_chinese(), &labels(&[&code]));
    assert!(cut.warnings.contains("已截断"), "{}", cut.warnings);
    let strange = admin.register(folder("NEW", "2026-03-05", "𠀋𠀋"));
    let missing = print(&admin, &labels(&[&strange]));
    assert!(missing.warnings.is_empty() || missing.warnings.contains("stands for it"), "{}", missing.warnings);
}

#[test]
fn a_folder_is_on_the_list_until_its_label_is_on_it_and_history_tells() {
    let (server, admin) = dealer();
    let [one, other] = ["张伟", "李娜"].map(|name| admin.register(folder("NEW", "2026-03-05", name)));
    assert_eq!(listed(&admin, "not_labelled").len(), 2);
    let helper = server.person(&admin, "helper", "temporary", None);
    let clerk = server.person(&admin, "clerk", "department_clerk", Some("sales1"));
    clerk.post("/labels", labels(&[&one])).refused(403, "NotAllowed");
    print(&admin, &labels(&[&one, &other]));
    assert_eq!(listed(&admin, "not_labelled").len(), 2, "a look is no print");
    let all = json!({"template": "folder-60x40", "what": {"list": "not_labelled"}, "record": true});
    assert_eq!(print(&admin, &all).total, "2");
    assert_eq!((listed(&admin, "not_labelled").len(), listed(&admin, "to_apply").len()), (0, 2));
    admin.post("/labels", all).refused(409, "NothingToPrint");
    helper.post("/labels/applied", json!({"codes": [one]})).ok();
    assert_eq!(listed(&admin, "to_apply"), [other.as_str()]);
    let again = with(labels(&[&one]), json!({"record": true}));
    admin.post("/labels", again.clone()).refused(422, "ReasonRequired");
    print(&admin, &with(again, json!({"reason": "卡纸"})));
    admin.post(&format!("/folders/{other}/reprint"), json!({})).ok();
    let counts = admin.get("/labels").ok();
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!((count("not_labelled"), count("to_apply"), count("to_reprint")), (0, 2, 1));
    print(&admin, &json!({"template": "folder-60x40", "what": {"list": "to_reprint"}, "record": true}));
    assert!(listed(&admin, "to_reprint").is_empty(), "printing it closes it");
    let told = sentences(&admin.in_chinese(), &one);
    for sentence in ["打印标签（共 2 张）", "标签已粘贴", "打印标签（第 2 次）：卡纸"] {
        assert!(told.iter().any(|known| known == sentence), "{sentence} in {told:?}");
    }
    assert!(sentences(&admin, &one).iter().any(|known| known == "its label was printed (print 2): 卡纸"));
}

#[test]
fn labels_are_printed_for_an_import_a_search_and_a_place() {
    let (_server, admin) = dealer();
    let table = "编号,业务类型,业务日期,客户\nOLD-1,NEW,2026-03-05,张伟\nOLD-2,NEW,2026-03-06,李娜\n";
    let job = admin.import("t.csv", table.as_bytes().to_vec());
    let beside = admin.register(folder("REP", "2026-03-05", "王芳"));
    let total = |what: Value| print(&admin, &json!({"template": "folder-60x40", "what": what})).total;
    assert_eq!(total(json!({"import": text(&job, "id")})), "2");
    admin.search("王芳");
    assert_eq!(total(json!({"search": "type=REP"})), "1");
    assert_eq!(total(json!({"search": format!("q={}", percent("张伟"))})), "1");
    let slot = text(&admin.get(&format!("/folders/{beside}")).ok()["where"]["home"], "slot");
    assert_eq!(total(json!({"within": slot})), "1");
    assert_eq!(total(json!({"within": "A"})), "3");
    let second =
        print(&admin, &json!({"template": "folder-60x40", "what": {"within": "A"}, "skip": 2, "format": "zpl"}));
    assert_eq!((second.total.as_str(), second.pages.as_str()), ("3", "1"));
}

#[test]
fn places_and_people_have_labels_too() {
    let (server, admin) = dealer();
    let archivist = server.person(&admin, "archivist", "archivist", None);
    let total = |template: &str, within: &str| {
        print(&archivist, &json!({"template": template, "what": {"within": within}, "format": "zpl"})).pages
    };
    assert_eq!(total("slot-60x40", "A-01L-01-1"), "10");
    assert_eq!(total("shelf-100x70", "A-01"), "40");
    assert_eq!(total("range-end-100x70", "A"), "6", "a panel for each side");
    let slot = print(&archivist, &json!({"template": "slot-60x40", "what": {"codes": ["A-01L-01-1-1"]}}));
    assert_eq!(read_codes(&slot.bytes, 203).len(), 1);
    let me = admin.get("/me").ok();
    let badge =
        json!({"template": "badge-86x54", "what": {"codes": [me["person"]["no"].to_string()]}, "format": "png"});
    archivist.post("/labels", badge.clone()).refused(403, "NotAllowed");
    let read = read_codes(&print(&admin, &badge).bytes, 203);
    let scanned = admin.get(&format!("/scan?text={}", percent(read.first().unwrap()))).ok();
    assert_eq!(scanned["kind"], "person", "{read:?}");
}

#[test]
fn a_look_at_a_confidential_label_is_recorded_and_so_is_its_print() {
    let (_server, admin) = dealer();
    let mut body = folder("NEW", "2026-03-05", "张伟");
    body["class"] = json!("personal");
    let code = admin.register(body);
    let before = sentences(&admin, &code).len();
    print(&admin, &labels(&[&code]));
    assert_eq!(sentences(&admin, &code).len(), before + 1, "the look");
}

#[test]
fn a_template_is_copied_changed_looked_at_and_retired() {
    let (_server, admin) = dealer();
    let code = admin.register(folder("NEW", "2026-03-05", "张伟"));
    let shipped = admin.get("/label-templates/folder-60x40").ok();
    assert!(shipped["version"].is_null() && shipped["width_tenths"] == 600);
    let svg = text(&shipped, "svg");
    let at = "/label-templates/own-small";
    let first = admin.put(at, json!({"svg": svg, "if_version": 0})).ok();
    assert_eq!((&first["version"], &first["kind"]), (&json!(1), &json!("folder")));
    let changed = svg
        .replace("</svg>", "<line x1=\"1\" y1=\"39\" x2=\"9\" y2=\"39\" stroke=\"black\" stroke-width=\"0.3\"/></svg>");
    admin.put(at, json!({"svg": changed, "if_version": 1})).ok();
    admin.put(at, json!({"svg": svg, "if_version": 1})).refused(412, "Stale");
    let card = admin.get(at).ok();
    assert_eq!((&card["version"], card["versions"].as_array().unwrap().len()), (&json!(2), 2));
    assert_eq!(admin.get(&format!("{at}?version=1")).ok()["svg"], svg.as_str());
    let own =
        print(&admin, &json!({"template": "own-small", "what": {"codes": [code]}, "format": "zpl", "record": true}));
    let theirs = print(&admin, &with(labels(&[&code]), json!({"format": "zpl"})));
    assert_ne!(own.bytes, theirs.bytes);
    for of in [Value::Null, json!(code)] {
        let look = admin.post("/label-templates/preview", json!({"svg": changed, "of": of}));
        assert!(look.status == 200 && look.text.starts_with("<svg") && look.text.contains("60mm"), "{}", look.text);
    }
    let bad = svg.replace("</svg>", "\n<script/></svg>");
    let line = (bad.lines().count()).to_string();
    for answer in [admin.post("/label-templates/preview", json!({"svg": bad})), admin.put(at, json!({"svg": bad}))] {
        let told = answer.refused(422, "TemplateForbidden");
        assert_eq!(told["params"]["line"], line.as_str());
    }
    admin.put("/label-templates/folder-60x40", json!({"svg": svg})).refused(422, "BadValue");
    admin.put(at, json!({"retired": true})).ok();
    admin.post("/labels", json!({"template": "own-small", "what": {"codes": [code]}})).refused(409, "TemplateRetired");
    let list = admin.get("/label-templates").ok();
    assert_eq!((&list["items"][0]["code"], &list["items"][0]["retired"]), (&json!("own-small"), &json!(true)));
    assert!(list["items"].as_array().unwrap().len() > 50);
    assert!(admin.get("/label-papers").ok()["items"].as_array().unwrap().iter().any(|paper| paper["id"] == "a4-3x8"));
}
