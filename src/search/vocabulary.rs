//! The archive's own words that a query may use: names of business types, departments, classes and custom fields.
//!
//! Types and departments are indexed by code and found by name through here, so that a new name needs no new index.

use super::fold::fold;
use super::runs::code_form;
use super::schema::{CodeKind, Group};

/// A thing with a code and names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The code, or a custom field's id.
    pub code: String,
    /// Its names in all languages.
    pub names: Vec<String>,
}

impl Named {
    /// A thing with its code and names.
    #[must_use]
    pub fn new(code: &str, names: &[&str]) -> Self {
        Self { code: code.to_owned(), names: names.iter().map(|name| (*name).to_owned()).collect() }
    }
}

/// What the value in `field:value` is looked for in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One group of text.
    Group(Group),
    /// A custom field, by its id.
    Field(String),
    /// One kind of code.
    Code(CodeKind),
    /// Type, department or class: the prefix of their tokens.
    Kind(&'static str),
    /// The business date.
    Date,
    /// The period.
    Period,
}

const MAIN: &[(&str, &[&str])] = &[
    (
        "code",
        &[
            "code",
            "no",
            "编号",
            "档号",
            "档案号",
            "档案编号",
            "号码",
            "编码",
            "合同号",
            "合同编号",
            "旧编号",
            "旧档号",
            "contract",
            "reference",
        ],
    ),
    (
        "name",
        &[
            "name",
            "subject",
            "customer",
            "company",
            "姓名",
            "名称",
            "客户",
            "客户名称",
            "名字",
            "单位",
            "公司",
            "车主",
            "户主",
            "户名",
            "客户名",
            "业主",
            "联系人",
            "公司名称",
            "单位名称",
            "person",
            "owner",
        ],
    ),
    (
        "phone",
        &[
            "phone",
            "tel",
            "mobile",
            "电话",
            "手机",
            "手机号",
            "电话号码",
            "联系电话",
            "移动电话",
            "手机号码",
            "座机",
            "telephone",
        ],
    ),
    ("vin", &["vin", "车架号", "车辆识别代号", "识别代号", "车架", "chassis"]),
    ("plate", &["plate", "车牌", "车牌号", "车牌号码", "号牌", "号牌号码", "registration"]),
    (
        "id",
        &[
            "id",
            "identity",
            "身份证",
            "身份证号",
            "证件",
            "证件号",
            "证件号码",
            "组织机构代码",
            "信用代码",
            "统一社会信用代码",
            "身份证号码",
            "idnumber",
            "account",
            "账号",
            "户号",
        ],
    ),
    ("note", &["note", "notes", "remark", "address", "备注", "说明", "摘要", "地址", "联系地址", "住址"]),
    ("text", &["text", "page", "pages", "ocr", "正文", "页面", "原文", "全文", "文字"]),
    ("type", &["type", "类型", "业务类型", "业务", "businesstype"]),
    ("department", &["department", "dept", "部门"]),
    ("class", &["class", "密级", "secrecy"]),
    ("date", &["date", "day", "日期", "业务日期", "时间"]),
    ("period", &["period", "year", "month", "时段", "年度", "年份", "年", "月份", "月"]),
];

fn main_target(name: &str) -> Option<Target> {
    let (main, _) = MAIN.iter().find(|(_, names)| names.contains(&name))?;
    Some(match *main {
        "code" => Target::Code(CodeKind::Folder),
        "phone" => Target::Code(CodeKind::Phone),
        "vin" => Target::Code(CodeKind::Vin),
        "plate" => Target::Code(CodeKind::Plate),
        "id" => Target::Code(CodeKind::Identity),
        "name" => Target::Group(Group::Name),
        "note" => Target::Group(Group::Note),
        "text" => Target::Group(Group::Page),
        "type" => Target::Kind("t:"),
        "department" => Target::Kind("d:"),
        "class" => Target::Kind("c:"),
        "date" => Target::Date,
        _ => Target::Period,
    })
}

#[derive(Debug)]
struct Entry {
    token: String,
    code: String,
    names: Vec<String>,
}

/// The archive's words, ready to be looked up. Made anew when one of them changes.
#[derive(Debug, Default)]
pub struct Vocabulary {
    kinds: Vec<Entry>,
    fields: Vec<Entry>,
}

/// The limit on things of one sort; a company has tens.
const ENTRIES_MAX: usize = 4_096;
const NAME_CHARS_MAX: usize = 128;

fn plain(text: &str) -> String {
    code_form(&fold(text, NAME_CHARS_MAX))
}

impl Vocabulary {
    /// The vocabulary of an archive.
    #[must_use]
    pub fn new(types: &[Named], departments: &[Named], classes: &[Named], fields: &[Named]) -> Self {
        let entry = |prefix: &str, named: &Named| Entry {
            token: format!("{prefix}{}", named.code),
            code: plain(&named.code),
            names: named.names.iter().map(|name| super::fold::fold_text(name, NAME_CHARS_MAX)).collect(),
        };
        let sort = |prefix: &'static str, all: &[Named]| {
            all.iter().take(ENTRIES_MAX).map(|named| entry(prefix, named)).collect::<Vec<_>>()
        };
        let kinds = [sort("t:", types), sort("d:", departments), sort("c:", classes)];
        Self { kinds: kinds.into_iter().flatten().collect(), fields: sort("", fields) }
    }

    /// What `name` in `name:value` may stand for, nothing if it is no field.
    pub(super) fn targets(&self, name: &str) -> Vec<Target> {
        let custom =
            self.fields.iter().filter(|entry| entry.code == name || entry.names.iter().any(|n| plain(n) == name));
        let custom = custom.map(|entry| Target::Field(entry.token.clone()));
        main_target(name).into_iter().chain(custom).collect()
    }

    /// The tokens of the types, departments and classes that `run`, a run of glyphs or a word, may mean: part of a
    /// Chinese name, the beginning of a Latin word in a name, or the whole code.
    pub(super) fn meant_by(&self, run: &str, prefix: &str) -> Vec<String> {
        let is_latin = run.chars().all(|c| super::fold::class(c) == super::fold::Class::Letter);
        let in_name = |name: &String| {
            if is_latin { begins_word(name, run) } else { name.contains(run) }
        };
        let meant = self.kinds.iter().filter(|entry| entry.token.starts_with(prefix));
        let meant =
            meant.filter(|entry| entry.code == run || entry.code == plain(run) || entry.names.iter().any(in_name));
        meant.map(|entry| entry.token.clone()).collect()
    }
}

fn begins_word(name: &str, beginning: &str) -> bool {
    name.split(|c: char| super::fold::class(c) != super::fold::Class::Letter).any(|word| word.starts_with(beginning))
}
