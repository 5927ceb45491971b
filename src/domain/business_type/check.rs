//! Whether a business type makes sense, and whether values fit one.

use super::{BusinessType, CHOICES_MAX, DOCUMENTS_MAX, FIELDS_MAX, FieldDef, ROLES_MAX, RetentionKind, THICKNESS_MM};
use crate::domain::calendar::WORKING_DAYS_MAX;
use crate::domain::code::Template;
use crate::domain::limits::{TYPE_CODE_CHARS, TYPE_NAME_CHARS};
use crate::domain::value::{Bilingual, Fault, FieldKind, Parsed, ValueIssue, read, read_choice};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const YEARS_MAX: u16 = 200;
const LOAN_DAYS_MAX: u16 = 366;

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Taken, and flagged to be mended later.
    Warning,
    /// Not taken.
    Error,
}

/// What is wrong or odd about one custom field's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldIssue {
    /// The field's id.
    pub field: String,
    /// The stable code.
    pub code: Cow<'static, str>,
    /// The sentence in both languages.
    pub detail: Bilingual,
    /// Whether the value is refused or only flagged.
    pub severity: Severity,
}

impl FieldIssue {
    fn new(field: &str, issue: ValueIssue, severity: Severity) -> Self {
        Self { field: field.to_owned(), code: issue.code, detail: issue.detail, severity }
    }
}

/// What is wrong with a business type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeIssue {
    /// Which part: `code`, `fields.3.id`.
    pub field: String,
    /// The stable code.
    pub code: Cow<'static, str>,
    /// The sentence in both languages.
    pub detail: Bilingual,
}

impl BusinessType {
    /// Everything that is wrong with this type; nothing when it can be used. Whether its class exists is for the caller.
    #[must_use]
    pub fn validate(&self) -> Vec<TypeIssue> {
        let mut issues = Issues::default();
        issues.require(
            is_type_code(&self.code),
            "code",
            "type_code",
            "编号应以大写字母开头，由 1 至 8 位大写字母和数字组成。",
            "A code is a capital letter and up to 7 more capital letters or digits.",
        );
        issues.name("name", &self.name);
        issues.require(
            THICKNESS_MM.contains(&self.thickness_mm),
            "thickness_mm",
            "thickness_range",
            "厚度应为 1 至 500 毫米。",
            "The thickness is 1 to 500 mm.",
        );
        issues.require(
            (1..=LOAN_DAYS_MAX).contains(&self.loan_days),
            "loan_days",
            "loan_days_range",
            "借期应为 1 至 366。",
            "Loan days are 1 to 366.",
        );
        issues.require(
            !self.class.trim().is_empty(),
            "class",
            "class_required",
            "必须选择密级。",
            "A secrecy class is needed.",
        );
        self.validate_retention(&mut issues);
        if let Err(fault) = Template::parse(&self.code_template) {
            issues.add("code_template", fault.code(), fault.zh(), fault.en());
        }
        self.validate_fields(&mut issues);
        self.validate_roles_and_documents(&mut issues);
        self.validate_cases(&mut issues);
        issues.0
    }

    fn validate_retention(&self, issues: &mut Issues) {
        let years_fit = self.retention.years.is_some_and(|years| (1..=YEARS_MAX).contains(&years));
        let fits = match self.retention.kind {
            RetentionKind::Permanent => self.retention.years.is_none(),
            RetentionKind::Years | RetentionKind::AfterEvent => years_fit,
        };
        issues.require(
            fits,
            "retention",
            "retention_years",
            "定期保管需填写 1 至 200 年，永久保管不填年数。",
            "A limited retention has 1 to 200 years, a permanent one none.",
        );
    }

    fn validate_cases(&self, issues: &mut Issues) {
        if let Err(fault) = Template::parse(&self.case_template) {
            issues.add("case_template", fault.code(), fault.zh(), fault.en());
        }
        issues.require(
            self.case_template != self.code_template,
            "case_template",
            "case_template_taken",
            "业务单编号规则不能与档案袋编号规则相同。",
            "Cases need codes that no folder can have.",
        );
        issues.require(
            self.hand_over_working_days.is_none_or(|days| days <= WORKING_DAYS_MAX),
            "hand_over_working_days",
            "hand_over_range",
            "移交期限最多 1000 个工作日。",
            "Handing over takes 1,000 working days at most.",
        );
        for (at, document) in self.documents.iter().enumerate().take(DOCUMENTS_MAX) {
            let place = format!("documents.{at}");
            issues.require(
                document.one_of.as_deref().is_none_or(is_id),
                &format!("{place}.one_of"),
                "id_syntax",
                "标识应以小写字母开头，由小写字母、数字和下划线组成，最多 32 位。",
                "An id is a small letter and up to 31 small letters, digits or underscores.",
            );
            let mut seen = BTreeSet::new();
            issues.require(
                document.signatures.iter().all(|signature| seen.insert(*signature)),
                &format!("{place}.signatures"),
                "signature_repeated",
                "同一签字不能要求两次。",
                "One signature cannot be asked for twice.",
            );
        }
    }

    fn validate_fields(&self, issues: &mut Issues) {
        issues.require(
            self.fields.len() <= FIELDS_MAX,
            "fields",
            "too_many_fields",
            "自定义字段最多 60 个。",
            "There are at most 60 custom fields.",
        );
        let mut seen = BTreeSet::new();
        for (at, field) in self.fields.iter().enumerate().take(FIELDS_MAX) {
            issues.id(&format!("fields.{at}.id"), &field.id, &mut seen);
            issues.name(&format!("fields.{at}.name"), &field.name);
            validate_choices(at, field, issues);
        }
    }

    fn validate_roles_and_documents(&self, issues: &mut Issues) {
        issues.require(
            self.roles.len() <= ROLES_MAX,
            "roles",
            "too_many_roles",
            "归户角色最多 12 个。",
            "There are at most 12 roles.",
        );
        issues.require(
            self.documents.len() <= DOCUMENTS_MAX,
            "documents",
            "too_many_documents",
            "文件清单最多 100 项。",
            "A checklist has at most 100 papers.",
        );
        let mut seen = BTreeSet::new();
        for (at, role) in self.roles.iter().enumerate().take(ROLES_MAX) {
            issues.id(&format!("roles.{at}.role"), &role.role, &mut seen);
            issues.name(&format!("roles.{at}.name"), &role.name);
        }
        let mut seen = BTreeSet::new();
        for (at, document) in self.documents.iter().enumerate().take(DOCUMENTS_MAX) {
            issues.id(&format!("documents.{at}.id"), &document.id, &mut seen);
            issues.name(&format!("documents.{at}.name"), &document.name);
        }
    }

    /// Judges the values of a folder's custom fields: the canonical spellings of those that can be kept, and everything
    /// wrong or odd. A missing required field is a warning: receiving is never blocked by missing data.
    #[must_use]
    pub fn check_fields(&self, values: &BTreeMap<String, String>) -> (BTreeMap<String, String>, Vec<FieldIssue>) {
        let mut canonical = BTreeMap::new();
        let mut issues = Vec::new();
        for id in values.keys().filter(|id| self.field(id).is_none()) {
            issues.push(FieldIssue::new(id, Fault::FieldUnknown.into(), Severity::Error));
        }
        for field in &self.fields {
            let raw = values.get(&field.id).map_or("", String::as_str);
            match field.read(raw) {
                Ok(parsed) => {
                    issues.extend(
                        parsed.warnings.into_iter().map(|issue| FieldIssue::new(&field.id, issue, Severity::Warning)),
                    );
                    if !parsed.canonical.is_empty() {
                        canonical.insert(field.id.clone(), parsed.canonical);
                    } else if field.required {
                        issues.push(FieldIssue::new(&field.id, Fault::FieldRequired.into(), Severity::Warning));
                    }
                }
                Err(issue) => issues.push(FieldIssue::new(&field.id, issue, Severity::Error)),
            }
        }
        (canonical, issues)
    }
}

impl FieldDef {
    /// Reads one value for this field.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, raw: &str) -> Result<Parsed, ValueIssue> {
        match self.kind {
            FieldKind::Choice => {
                read_choice(raw, self.choices.iter().map(|choice| (choice.value.as_str(), &choice.name)))
            }
            kind => read(kind, raw),
        }
    }
}

fn validate_choices(at: usize, field: &FieldDef, issues: &mut Issues) {
    let place = format!("fields.{at}.choices");
    let fits = match field.kind {
        FieldKind::Choice => (1..=CHOICES_MAX).contains(&field.choices.len()),
        _ => field.choices.is_empty(),
    };
    issues.require(
        fits,
        &place,
        "choices_count",
        "选择字段需要 1 至 200 个选项，其他字段不能有选项。",
        "A choice has 1 to 200 values, other fields none.",
    );
    let mut seen = BTreeSet::new();
    for choice in field.choices.iter().take(CHOICES_MAX) {
        let length = choice.value.chars().count();
        let usable = (1..=TYPE_NAME_CHARS).contains(&length) && seen.insert(choice.value.as_str());
        issues.require(
            usable,
            &place,
            "choice_value",
            "选项的值不能为空、重复或超过 60 个字符。",
            "A choice's value is 1 to 60 characters and unlike the others.",
        );
        issues.name(&place, &choice.name);
    }
}

fn is_type_code(code: &str) -> bool {
    let head = code.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase());
    head && code.len() <= TYPE_CODE_CHARS && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// `[a-z][a-z0-9_]{0,31}`.
fn is_id(id: &str) -> bool {
    let head = id.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    head && id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[derive(Default)]
struct Issues(Vec<TypeIssue>);

impl Issues {
    fn add(&mut self, field: &str, code: &'static str, zh: &str, en: &str) {
        self.0.push(TypeIssue { field: field.to_owned(), code: Cow::Borrowed(code), detail: Bilingual::new(zh, en) });
    }

    fn require(&mut self, holds: bool, field: &str, code: &'static str, zh: &str, en: &str) {
        if !holds {
            self.add(field, code, zh, en);
        }
    }

    fn name(&mut self, field: &str, name: &Bilingual) {
        let fits = |text: &str| text.chars().count() <= TYPE_NAME_CHARS && !text.chars().any(char::is_control);
        let present = !(name.zh.trim().is_empty() && name.en.trim().is_empty());
        self.require(
            present && fits(&name.zh) && fits(&name.en),
            field,
            "name_length",
            "名称应为 1 至 60 个字符。",
            "A name has 1 to 60 characters.",
        );
    }

    fn id<'a>(&mut self, field: &str, id: &'a str, seen: &mut BTreeSet<&'a str>) {
        self.require(
            is_id(id),
            field,
            "id_syntax",
            "标识应以小写字母开头，由小写字母、数字和下划线组成，最多 32 位。",
            "An id is a small letter and up to 31 small letters, digits or underscores.",
        );
        self.require(seen.insert(id), field, "id_repeated", "标识重复。", "This id is used twice.");
    }
}
