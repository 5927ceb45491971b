//! Decimal numbers and amounts of money, kept as text: a float would change them.

use super::text::{half_width, without_spaces};
use super::{Fault, Parsed, ValueIssue};

const WHOLE_DIGITS_MAX: usize = 15;
const FRACTION_DIGITS_MAX: usize = 6;

/// A decimal number: an optional sign, digits, thousands commas in their places, a point. `-01,234.50` is kept as
/// `-1234.5`.
///
/// # Errors
/// `number_unreadable` or `number_too_long`.
pub fn read_number(raw: &str) -> Result<Parsed, ValueIssue> {
    let text = without_spaces(&half_width(raw));
    let number = Decimal::parse(&text).ok_or(Fault::NumberUnreadable)?;
    if number.whole.len() > WHOLE_DIGITS_MAX || number.fraction.len() > FRACTION_DIGITS_MAX {
        return Err(Fault::NumberTooLong.into());
    }
    Ok(Parsed::plain(number.to_text(0)))
}

/// An amount in yuan: `￥88,000`, `88000元`, `RMB 88000.5`; kept as `88000.00`.
///
/// # Errors
/// `money_unreadable` or `money_too_fine`.
pub fn read_money(raw: &str) -> Result<Parsed, ValueIssue> {
    let text = without_spaces(&half_width(raw)).to_uppercase();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let text = ["人民币", "RMB", "CNY", "¥"].iter().fold(text, |text, mark| text.strip_prefix(mark).unwrap_or(text));
    let text = ["元整", "元", "RMB", "CNY"].iter().fold(text, |text, mark| text.strip_suffix(mark).unwrap_or(text));
    let number = Decimal::parse(&format!("{sign}{text}")).ok_or(Fault::MoneyUnreadable)?;
    if number.fraction.len() > 2 {
        return Err(Fault::MoneyTooFine.into());
    }
    if number.whole.len() > WHOLE_DIGITS_MAX {
        return Err(Fault::NumberTooLong.into());
    }
    Ok(Parsed::plain(number.to_text(2)))
}

/// The digits of a number: no leading zeros in `whole`, no trailing ones in `fraction`.
struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole = ungrouped(whole)?;
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(&whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        Some(Self { negative, whole, fraction })
    }

    fn to_text(&self, decimals_min: usize) -> String {
        let zero = self.whole.is_empty() && self.fraction.is_empty();
        let sign = if self.negative && !zero { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        let width = decimals_min.max(self.fraction.len());
        if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{:0<width$}", self.fraction) }
    }
}

/// Takes thousands commas out, if they stand where they belong: `1,23` is a slip of the pen, not 123.
fn ungrouped(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let well_formed = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    well_formed.then(|| whole.replace(',', ""))
}
