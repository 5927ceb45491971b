//! Invented contents for looking at a template before there are folders, and for proving that it prints.

use super::kind::Kind;
use super::template::{Content, Values, Words};

/// A field's value in Chinese and English.
type Value = (&'static str, &'static str, &'static str);

const VALUES: &[Value] = &[
    ("action", "已除湿，重新装订", "Dried and bound again"),
    ("archive", "宏达汽车销售服务有限公司 档案室", "Hongda Motors · Archive"),
    ("bay", "3", "3"),
    ("borrower", "𠮷田䶮", "Charlotte Whitfield"),
    ("box", "BX-0042", "BX-0042"),
    ("by", "王晓梅", "W. Xiaomei"),
    ("capacity", "1200 mm", "1200 mm"),
    ("checked_by", "赵建国", "J. Zhao"),
    ("class", "内部", "Internal"),
    ("contact", "分机 8042", "Ext. 8042"),
    ("count", "14", "14"),
    ("date", "2026-03-05", "2026-03-05"),
    ("days", "12", "12"),
    ("department", "销售部", "Sales"),
    ("due", "2026-03-19", "2026-03-19"),
    ("expires", "2027-12-31", "2027-12-31"),
    ("folder", "NEW2026-000123Q", "NEW2026-000123Q"),
    ("folders", "14", "14"),
    ("fonds", "宏达汽车", "Hongda Motors"),
    ("form", "原件", "Original"),
    ("found", "右下角受潮，第 3–5 页有霉斑", "Damp lower corner; mould on pages 3–5"),
    ("giver", "李㛃", "Lee Jie"),
    ("lent", "2026-03-05", "2026-03-05"),
    ("list", "2026-01", "2026-01"),
    ("missing", "车辆合格证复印件、客户签字", "Certificate of conformity (copy), customer's signature"),
    ("name", "𠮷田䶮", "Charlotte Whitfield"),
    ("note", "客户为二次购车", "Second car of this customer"),
    ("number", "T2026-000087", "T2026-000087"),
    ("old_code", "旧 2019-堂-118", "OLD 2019-118"),
    ("page_count", "128", "128"),
    ("page_numbers", "1–12", "1–12"),
    ("paper", "购车发票（复印件）", "Purchase invoice (copy)"),
    ("period", "2026-03", "2026-03"),
    ("pieces", "12", "12"),
    ("position", "第 5 件", "No. 5"),
    ("purpose", "客户投诉处理，需核对交车检查表与合同附件", "Complaint: check delivery sheet against the contract"),
    ("range", "01", "01"),
    ("received", "2026-03-06", "2026-03-06"),
    ("reference", "DD-20260305-017", "DD-20260305-017"),
    ("responsible", "销售部", "Sales"),
    ("retention", "30年", "30 years"),
    ("role", "借阅人", "Borrower"),
    ("room", "A库", "A"),
    (
        "runs",
        "新车销售 2025-01…2025-03\n新车销售 2025-04…2025-06\n首保 2025Q1",
        "New cars 2025-01…03\nNew cars 2025-04…06\nFirst service 2025Q1",
    ),
    ("severity", "中度", "Moderate"),
    ("shelf", "5", "5"),
    ("side", "左面", "L"),
    ("slot", "A-01L-03-5-12", "A-01L-03-5-12"),
    ("status", "齐全", "Complete"),
    ("subject", "𠮷田䶮（车架号 LSVAA4187E2184847）", "Charlotte Whitfield, VIN LSVAA4187E2184847"),
    ("taker", "王晓梅", "W. Xiaomei"),
    ("title", "𠮷田䶮 帕萨特新车销售", "Charlotte Whitfield · Passat, new car"),
    ("today", "2026-03-05", "2026-03-05"),
    ("type", "新车销售", "New-car sale"),
    ("volume", "2", "2"),
    ("volumes", "5", "5"),
    ("year", "2026", "2026"),
];

/// The papers of a sale: Chinese, English, original or not.
const PAPERS: &[(&str, &str, bool)] = &[
    ("客户信息登记表（绿卡）", "Customer card", true),
    ("购车发票", "Purchase invoice", false),
    ("汽车销售合同", "Sales contract", true),
    ("居民身份证（正反面）", "Identity card, both sides", false),
    ("交车检查表", "Delivery check sheet", true),
    ("机动车行驶证", "Vehicle licence", false),
    ("机动车交通事故责任强制保险单", "Insurance policy", false),
    ("衍生服务清单", "Value-added services list", true),
    ("车辆合格证", "Certificate of conformity", false),
    ("交车照片", "Delivery photo", true),
    ("新车PDI检查表", "PDI check sheet", true),
];
/// Subjects of folders.
const PEOPLE: &[(&str, &str)] = &[
    ("𠮷田䶮", "Charlotte Whitfield"),
    ("李㛃", "Lee Jie"),
    ("欧阳靖宇", "Jonathan Ouyang"),
    ("王芳", "Wang Fang"),
    ("上海浦东华泰建筑装饰工程有限公司", "Huatai Building Works Ltd"),
    ("陈思远", "Chen Siyuan"),
    ("阿依古丽·买买提", "Ayguli Memet"),
];

/// What the address of a label's kind is called in its QR code.
fn letter_and_code(kind: Kind) -> (char, &'static str) {
    match kind {
        Kind::Box => ('B', "BX-0042"),
        Kind::Shelf => ('S', "A-01L-03-5"),
        Kind::Slot => ('S', "A-01L-03-5-12-K"),
        Kind::RangeEnd => ('S', "A-01L"),
        Kind::Badge => ('U', "0Q7K2M9XF4"),
        Kind::Separator => ('D', "D2026-004711Z"),
        Kind::CaseSlip | Kind::MissingPapers | Kind::Certificate | Kind::PaperSlip => ('C', "C2026-0004564"),
        _ => ('F', "NEW2026-000123Q"),
    }
}

/// What an archive might print with a kind's templates.
#[must_use]
pub fn sample(kind: Kind, words: Words, rows: usize) -> Content {
    let pick = |(_, zh, en): &Value| if words == Words::En { *en } else { *zh };
    let known = |name: &str| VALUES.iter().find(|value| value.0 == name).map(pick);
    let mut values: Values =
        kind.fields().iter().filter_map(|name| Some(((*name).to_owned(), known(name)?.to_owned()))).collect();
    let (letter, code) = letter_and_code(kind);
    values.insert("code".to_owned(), code.to_owned());
    values.insert("qr".to_owned(), format!("HTTPS://ARCHIVE.EXAMPLE.COM/{letter}/{code}"));
    let is_of_papers = matches!(kind, Kind::Contents | Kind::CaseSlip | Kind::MissingPapers | Kind::Certificate);
    let rows = (0..rows).map(|at| row(kind, words, at, is_of_papers, known)).collect();
    Content { values, rows }
}

fn row(
    kind: Kind,
    words: Words,
    at: usize,
    is_of_papers: bool,
    known: impl Fn(&str) -> Option<&'static str>,
) -> Values {
    let mut row: Values =
        kind.row_fields().iter().filter_map(|name| Some(((*name).to_owned(), known(name)?.to_owned()))).collect();
    let in_english = words == Words::En;
    let mut set = |name: &str, value: String| {
        if kind.row_fields().contains(&name) {
            row.insert(name.to_owned(), value);
        }
    };
    let number = 123 + at;
    set("code", format!("NEW2026-{number:06}{}", char::from(b'A' + (at * 7 % 26) as u8)));
    set(
        "slot",
        format!(
            "A-01{}-{:02}-{}-{:02}",
            if at.is_multiple_of(2) { 'L' } else { 'R' },
            1 + at % 8,
            1 + at % 6,
            1 + at % 30
        ),
    );
    set("date", format!("2026-03-{:02}", 1 + at % 28));
    set("note", String::new());
    set("page_numbers", format!("{}–{}", at * 3 + 1, at * 3 + 3));
    set("page_count", (3 + at % 9).to_string());
    if is_of_papers {
        if let Some((zh, en, is_original)) = PAPERS.get(at % PAPERS.len()) {
            let name = if in_english { en } else { zh };
            set("name", (*name).to_owned());
            set("title", (*name).to_owned());
            set("paper", (*name).to_owned());
            let form = if *is_original { ("原件", "Original") } else { ("复印件", "Copy") };
            set("form", if in_english { form.1 } else { form.0 }.to_owned());
            set("pieces", "1".to_owned());
        }
    } else if let Some((zh, en)) = PEOPLE.get(at % PEOPLE.len()) {
        let name = if in_english { en } else { zh };
        set("subject", (*name).to_owned());
        set("name", (*name).to_owned());
        set("title", if in_english { format!("{name} · new car") } else { format!("{name} 新车销售") });
    }
    row
}
