//! What can be wrong or odd about a row: one table of codes and sentences, beside those of values.

use crate::domain::business_type::Severity;
use crate::domain::refusal::Language;
use crate::domain::value::{Bilingual, ValueIssue};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How much of a cell an issue quotes.
const QUOTED_CHARS_MAX: usize = 120;

/// One thing wrong or odd about one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowIssue {
    /// The row's number as a spreadsheet shows it.
    pub row: u64,
    /// The heading of the column; empty when it is the row as a whole.
    pub column: String,
    /// The stable code.
    pub code: Cow<'static, str>,
    /// The sentence in both languages.
    pub detail: Bilingual,
    /// The cell, cut to what can be shown.
    pub value: String,
    /// Whether it keeps the row out.
    pub severity: Severity,
}

impl RowIssue {
    pub(super) fn of_value(row: u64, column: &str, value: &str, issue: ValueIssue, severity: Severity) -> Self {
        Self { row, column: column.to_owned(), code: issue.code, detail: issue.detail, value: quoted(value), severity }
    }
}

/// An issue from the table, for those who find out more about a row than its file tells: `{}` in the sentences becomes
/// `about`.
#[must_use]
pub fn row_issue(row: u64, column: &str, value: &str, problem: Problem, about: &str) -> RowIssue {
    row_issue_in_words(row, column, value, problem, &Bilingual::new(about, about))
}

/// The same where `about` is words, which each language has of its own.
pub(super) fn row_issue_in_words(row: u64, column: &str, value: &str, problem: Problem, about: &Bilingual) -> RowIssue {
    let [zh, en] = [Language::Zh, Language::En].map(|language| about.in_language(language));
    RowIssue {
        row,
        column: column.to_owned(),
        code: Cow::Borrowed(problem.code()),
        detail: Bilingual::new(problem.zh().replace("{}", zh), problem.en().replace("{}", en)),
        value: quoted(value),
        severity: problem.severity(),
    }
}

/// As much of a cell as an issue quotes.
#[must_use]
pub fn quoted(value: &str) -> String {
    value.chars().take(QUOTED_CHARS_MAX).collect()
}

macro_rules! problems {
    ($($name:ident, $severity:ident, $code:literal, $en:literal, $zh:literal;)*) => {
        /// What can be wrong or odd about a row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Problem { $(#[doc = $en] $name,)* }

        impl Problem {
            /// Every problem, in the order of the table.
            pub const ALL: &'static [Problem] = &[$(Problem::$name,)*];

            /// The stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Problem::$name => $code,)* }
            }

            /// Whether it keeps the row out.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Problem::$name => Severity::$severity,)* }
            }

            fn en(self) -> &'static str {
                match self { $(Problem::$name => $en,)* }
            }

            fn zh(self) -> &'static str {
                match self { $(Problem::$name => $zh,)* }
            }
        }
    };
}

problems! {
    TooManyColumns, Error, "too_many_columns", "The row has more than 256 cells.", "该行超过 256 列。";
    RowTooLong, Error, "row_too_long", "The row is too long; a quotation mark may not be closed.", "该行过长，可能有引号未闭合。";
    CellTooLong, Error, "cell_too_long", "The cell has more than 32,768 characters.", "单元格超过 32768 个字符。";
    Undecodable, Error, "cell_undecodable", "The cell holds characters that cannot be read in this encoding.", "单元格含有无法按文件编码识别的字符。";
    RowShort, Error, "row_short", "The row ends too early: {}.", "该行列数不足：{}。";
    RowShortHarmless, Warning, "row_short", "The row ends too early: {}.", "该行列数不足：{}。";
    RowLong, Error, "row_long", "There are cells beyond the last heading; a comma may be missing its quotation marks.", "数据超出最后一列表头，可能有逗号未加引号。";
    RowBlank, Warning, "row_blank", "The row is empty and was skipped.", "空行，已跳过。";
    CellError, Error, "cell_error", "The cell holds an error of the spreadsheet.", "单元格是电子表格的错误值。";
    DigitsLost, Error, "digits_lost", "The spreadsheet has cut this long number; enter it again as text.", "电子表格已截断该长数字，请按文本重新填写。";
    FullWidth, Warning, "full_width", "Full-width characters were read as ordinary ones.", "全角字符已按半角读取。";
    FormulaText, Warning, "formula_text", "The cell looks like a formula; it was kept as text.", "单元格形似公式，已按文本保存。";
    TypeMissing, Error, "type_missing", "The business type is missing.", "缺少业务类型。";
    TypeUnknown, Error, "type_unknown", "There is no such business type. Known: {}.", "没有该业务类型。已有：{}。";
    TypeReadAs, Warning, "type_read_as", "The business type was read as {}.", "业务类型已识别为 {}。";
    DepartmentUnknown, Error, "department_unknown", "There is no such department. Known: {}.", "没有该部门。已有：{}。";
    ClassUnknown, Error, "class_unknown", "There is no such secrecy class. Known: {}.", "没有该密级。已有：{}。";
    ClassReadAs, Warning, "class_read_as", "The secrecy class was read as {}; marks of State secrets are not used.", "密级已识别为 {}；本系统不使用国家秘密标志。";
    NameMissing, Error, "name_missing", "The name is missing.", "缺少名称。";
    NameTooLong, Error, "name_too_long", "The name has more than 200 characters.", "名称超过 200 个字符。";
    CodeRepeated, Error, "code_repeated", "Row {} has the same code.", "与第 {} 行编号重复。";
    ForeignCodeRepeated, Warning, "foreign_code_repeated", "Row {} has the same old code; both are kept, and a scan will offer the choice.", "与第 {} 行旧编号相同，均予保留，扫描时可选择。";
    CodeEmpty, Error, "code_empty", "The code is empty.", "编号为空。";
    CodeTooLong, Error, "code_too_long", "A code has at most 64 characters.", "编号最多 64 个字符。";
    CodeUnprintable, Error, "code_unprintable", "The code holds a character that cannot be printed.", "编号含有无法打印的字符。";
    CodeOfSigns, Error, "code_of_signs", "The code has neither a letter nor a digit.", "编号不含任何文字或数字。";
    ThicknessUnreadable, Error, "thickness_unreadable", "The thickness is not a number of millimetres.", "厚度不是有效的毫米数。";
    ThicknessRange, Error, "thickness_range", "The thickness is not between 1 and 500 mm.", "厚度不在 1 至 500 毫米之间。";
    DateMissing, Warning, "date_missing", "The business date is missing; the day of registration will count.", "缺少业务日期，将按登记日期计。";
    PlaceRequestUnknown, Error, "place_request_unknown", "Write \"assign\" to ask for a slot, \"none\" for none.", "请填“分配”表示需要储位，或填“无”。";
    PlaceBoth, Error, "place_stated_twice", "Both a slot and a box are stated.", "同时填写了储位和档案盒。";
    FieldNotInType, Warning, "field_not_in_type", "This business type has no such field; it was added to the note.", "该业务类型没有此字段，已写入备注。";
    ReferenceMissing, Error, "reference_missing", "The case has no reference: without it nobody could tell a row brought twice from two cases.", "缺少合同/工单号：没有编号就无法区分重复的行和不同的业务单。";
    PaperUnknown, Error, "paper_unknown", "The checklist of this type has no such paper. It has: {}.", "该业务类型的清单没有此文件。清单有：{}。";
    PaperTwice, Error, "paper_twice", "This paper stands in the row twice.", "该文件在本行重复。";
    PaperStateUnknown, Error, "paper_state_unknown", "Write there, missing, wrong, unfit or not called for.", "请填：已有、缺少、错误、不合格或不需要。";
    TooManyIdentities, Error, "too_many_values", "There are more than 20 values of this kind in the row.", "该行此类内容超过 20 项。";
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn every_problem_has_a_sentence_in_both_languages() {
        assert!(Problem::ALL.iter().all(|problem| !problem.en().is_empty() && !problem.zh().is_ascii()));
    }
}
