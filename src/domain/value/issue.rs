//! The table of everything that can be wrong or odd about a value: one stable code, a sentence in each language.

use crate::domain::refusal::Language;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A text in the two languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Bilingual {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// A text in both languages.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in one language, or in the other where that one is missing.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::Zh => (&self.zh, &self.en),
            Language::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }
}

/// What is wrong or odd about a value. Holds no part of the value, which may be personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueIssue {
    /// The stable code.
    pub code: Cow<'static, str>,
    /// The sentence in both languages.
    pub detail: Bilingual,
}

impl From<Fault> for ValueIssue {
    fn from(fault: Fault) -> Self {
        Self { code: Cow::Borrowed(fault.code()), detail: Bilingual::new(fault.zh(), fault.en()) }
    }
}

macro_rules! faults {
    ($($name:ident, $code:literal, $en:literal, $zh:literal;)*) => {
        /// What can be wrong or odd about a value.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Fault { $(#[doc = $en] $name,)* }

        impl Fault {
            /// Every fault, in the order of the table.
            pub const ALL: &'static [Fault] = &[$(Fault::$name,)*];

            /// The stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Fault::$name => $code,)* }
            }

            /// The sentence in English.
            #[must_use]
            pub fn en(self) -> &'static str {
                match self { $(Fault::$name => $en,)* }
            }

            /// The sentence in Chinese.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $(Fault::$name => $zh,)* }
            }
        }
    };
}

faults! {
    TextTooLong, "text_too_long", "The text is longer than 2,000 characters.", "文字超过 2000 个字符。";
    NumberUnreadable, "number_unreadable", "This is not a number.", "不是有效的数字。";
    NumberTooLong, "number_too_long", "The number has more than 15 digits before or 6 after the point.", "数字过长：整数最多 15 位，小数最多 6 位。";
    MoneyUnreadable, "money_unreadable", "This is not an amount in yuan.", "不是有效的金额（元）。";
    MoneyTooFine, "money_too_fine", "An amount has at most two decimals.", "金额最多保留两位小数。";
    DateUnreadable, "date_unreadable", "This cannot be read as a date; write it like 2015-01-13.", "无法识别为日期，请写成 2015-01-13。";
    DateImpossible, "date_impossible", "There is no such day in the calendar.", "日历中没有这一天。";
    DateOutOfRange, "date_out_of_range", "The year is not between 1900 and 2199.", "年份不在 1900 至 2199 之间。";
    PhoneInvalid, "phone_invalid", "This is not a telephone number.", "不是有效的电话号码。";
    PhoneNoAreaCode, "phone_no_area_code", "The landline number has no area code.", "固定电话缺少区号。";
    VinLength, "vin_length", "A VIN has 17 characters.", "车架号应为 17 位。";
    VinCharacters, "vin_characters", "A VIN holds digits and capital letters except I, O and Q.", "车架号只能包含数字和除 I、O、Q 以外的大写字母。";
    VinCheckDigit, "vin_check_digit", "The check digit (9th character) of the VIN does not fit; it may be mistyped.", "车架号第 9 位校验位不符，可能输入有误。";
    PlateInvalid, "plate_invalid", "This is not a number plate.", "不是有效的车牌号。";
    PlateUnusual, "plate_unusual", "The plate has as many characters as a new-energy plate but not its form.", "车牌位数与新能源号牌相同，但格式不符。";
    IdentityLength, "identity_length", "An identity number has 18 characters (15 on old cards).", "身份证号应为 18 位（旧证 15 位）。";
    IdentityCharacters, "identity_characters", "An identity number holds digits; only the last may be X.", "身份证号只能包含数字，最后一位可为 X。";
    IdentityRegion, "identity_region", "The identity number begins with a region that does not exist.", "身份证号的地区码不存在。";
    IdentityDate, "identity_date", "The birth date inside the identity number does not exist.", "身份证号中的出生日期不存在。";
    IdentityCheckDigit, "identity_check_digit", "The check digit of the identity number does not fit.", "身份证号校验位不符。";
    IdentityOldForm, "identity_old_form", "This is a 15-digit identity number of an old card.", "这是旧版 15 位身份证号。";
    OrganisationLength, "organisation_code_length", "A unified social credit code has 18 characters.", "统一社会信用代码应为 18 位。";
    OrganisationCharacters, "organisation_code_characters", "A unified social credit code holds digits and capital letters except I, O, S, V and Z.", "统一社会信用代码只能包含数字和除 I、O、S、V、Z 以外的大写字母。";
    OrganisationCheck, "organisation_code_check", "The check character of the unified social credit code does not fit.", "统一社会信用代码校验位不符。";
    ChoiceUnknown, "choice_unknown", "This is not one of the choices.", "不在可选范围内。";
    FieldRequired, "field_required", "This field is required.", "此项必填。";
    FieldUnknown, "field_unknown", "The business type has no such field.", "该业务类型没有此字段。";
}
