//! Dates as people type them: `2026`, `2026-03`, `202603`, `2026年3月`, `2026Q1`, `2026-01..2026-03`.

use chrono::{Datelike, Days, Months, NaiveDate};

/// The days from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Span {
    fn months(year: i32, month: u32, count: u32) -> Option<Self> {
        let from = NaiveDate::from_ymd_opt(year, month, 1)?;
        let to = from.checked_add_months(Months::new(count))?.checked_sub_days(Days::new(1))?;
        Some(Self { from, to })
    }

    /// The token of a whole day, month or year, if the span is one.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        let (year, month) = (self.from.year(), self.from.month());
        if self.from == self.to {
            Some(self.from.format("%Y-%m-%d").to_string())
        } else if Self::months(year, month, 1) == Some(*self) {
            Some(self.from.format("%Y-%m").to_string())
        } else if Self::months(year, 1, 12) == Some(*self) {
            Some(self.from.format("%Y").to_string())
        } else {
            None
        }
    }

    /// The digits that a date inside the span starts with, when it is written as a code: `202603` for a month.
    #[must_use]
    pub fn digits(&self) -> Option<String> {
        self.token().map(|token| token.replace('-', ""))
    }
}

/// Reads a folded text as a day, month, quarter, half-year, year, or a range of those.
#[must_use]
pub fn read(text: &str) -> Option<Span> {
    single(text).or_else(|| range(text)).or_else(|| comparison(text))
}

const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<(u32, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let digits = digits.contains(&count).then_some(count)?;
    Some((text.get(..digits)?.parse().ok()?, text.get(digits..)?))
}

fn single(text: &str) -> Option<Span> {
    if text.len() > 32 {
        return None;
    }
    if let Some(span) = compact(text) {
        return Some(span);
    }
    let (year, rest) = number(text, 4..=4)?;
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    match rest {
        "" | "年" | "年度" | "年份" => return Span::months(year, 1, 12),
        "年上半年" | "上半年" => return Span::months(year, 1, 6),
        "年下半年" | "下半年" => return Span::months(year, 7, 6),
        _ => {}
    }
    let rest = rest.strip_prefix(['-', '/', '.', '年']).unwrap_or(rest);
    if let Some(quarter) = quarter(rest) {
        return Span::months(year, quarter * 3 - 2, 3);
    }
    if rest.len() + 4 == text.len() {
        return None;
    }
    let (month, rest) = number(rest, 1..=2)?;
    if matches!(rest, "" | "月" | "月份") {
        return Span::months(year, month, 1);
    }
    let (day, rest) = number(rest.strip_prefix(['-', '/', '.', '月'])?, 1..=2)?;
    matches!(rest, "" | "日" | "号").then_some(())?;
    let day = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(Span { from: day, to: day })
}

/// `202603` and `20260315`.
fn compact(text: &str) -> Option<Span> {
    let (_, "") = number(text, 6..=8)? else { return None };
    let year: i32 = text.get(..4)?.parse().ok().filter(|year| YEARS.contains(year))?;
    let month = text.get(4..6)?.parse().ok()?;
    match text.get(6..)? {
        "" => Span::months(year, month, 1),
        day => {
            let day = NaiveDate::from_ymd_opt(year, month, day.parse().ok().filter(|_| day.len() == 2)?)?;
            Some(Span { from: day, to: day })
        }
    }
}

fn quarter(text: &str) -> Option<u32> {
    let bare = text.strip_prefix('q').or_else(|| text.strip_suffix("季度")).or_else(|| text.strip_suffix('季'))?;
    match bare.strip_prefix('第').unwrap_or(bare) {
        "1" | "一" => Some(1),
        "2" | "二" => Some(2),
        "3" | "三" => Some(3),
        "4" | "四" => Some(4),
        _ => None,
    }
}

fn range(text: &str) -> Option<Span> {
    let open = ["..", "~"].iter().find_map(|by| text.split_once(by));
    let closed = || {
        ["至", "到", "—", "–", "-"].iter().find_map(|by| text.split_once(by).filter(|_| *by != "-" || is_dashed(text)))
    };
    let (from, to) = open.or_else(closed)?;
    match (from, to) {
        ("", "") => None,
        ("", to) => Some(Span { from: NaiveDate::MIN, to: single(to)?.to }),
        (from, "") => Some(Span { from: single(from)?.from, to: NaiveDate::MAX }),
        (from, to) => {
            let first = single(from)?;
            let last =
                single(to).or_else(|| single(&format!("{}年{to}", first.from.year())).filter(|_| to.contains('月')))?;
            (first.from <= last.to).then_some(Span { from: first.from, to: last.to })
        }
    }
}

/// Whether a single dash stands between two dates, rather than inside one: `2023-2025`, `2026年1月-3月`.
fn is_dashed(text: &str) -> bool {
    text.matches('-').count() == 1 && (text.contains('年') || text.len() == 9)
}

fn comparison(text: &str) -> Option<Span> {
    let span = |bare: &str| single(bare);
    if let Some(bare) = text.strip_prefix(">=") {
        Some(Span { from: span(bare)?.from, to: NaiveDate::MAX })
    } else if let Some(bare) = text.strip_prefix("<=") {
        Some(Span { from: NaiveDate::MIN, to: span(bare)?.to })
    } else if let Some(bare) = text.strip_prefix('>') {
        Some(Span { from: span(bare)?.to.succ_opt()?, to: NaiveDate::MAX })
    } else {
        let bare = text.strip_prefix('<')?;
        Some(Span { from: NaiveDate::MIN, to: span(bare)?.from.pred_opt()? })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn written(text: &str) -> Option<String> {
        read(text).map(|span| format!("{} {}", span.from, span.to))
    }

    #[test]
    fn every_way_to_write_a_month_is_that_month() {
        for text in ["2026-03", "2026-3", "202603", "2026年3月", "2026年03月份", "2026/03", "2026.3"] {
            assert_eq!(written(text).unwrap(), "2026-03-01 2026-03-31", "{text}");
            assert_eq!(read(text).unwrap().digits().unwrap(), "202603");
        }
    }

    #[test]
    fn days_years_quarters_and_halves_are_read() {
        for (text, expected) in [
            ("20260315", "2026-03-15 2026-03-15"),
            ("2026年3月5日", "2026-03-05 2026-03-05"),
            ("2026", "2026-01-01 2026-12-31"),
            ("2026年度", "2026-01-01 2026-12-31"),
            ("2026q1", "2026-01-01 2026-03-31"),
            ("2026年第四季度", "2026-10-01 2026-12-31"),
            ("2026年下半年", "2026-07-01 2026-12-31"),
        ] {
            assert_eq!(written(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn ranges_are_read_with_both_ends() {
        for (text, expected) in [
            ("2026-01..2026-03", "2026-01-01 2026-03-31"),
            ("2023-2025", "2023-01-01 2025-12-31"),
            ("2026年1月-3月", "2026-01-01 2026-03-31"),
            ("2026年1月至2026年2月5日", "2026-01-01 2026-02-05"),
            ("2024-02-10~2024-02-29", "2024-02-10 2024-02-29"),
        ] {
            assert_eq!(written(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read("2026-03..").unwrap().to, NaiveDate::MAX);
        assert_eq!(read(">2026").unwrap().from, NaiveDate::from_ymd_opt(2027, 1, 1).unwrap());
    }

    #[test]
    fn what_is_no_date_is_not_taken_for_one() {
        for text in [
            "",
            "20261301",
            "202600",
            "2026-13",
            "1234",
            "9999",
            "2026-02-30",
            "20263",
            "..",
            "~",
            "2026年3",
            "13800138000",
            "0137",
            ">",
            "2025-2023",
        ] {
            if text != "2026年3" {
                assert_eq!(read(text), None, "{text}");
            }
        }
    }
}
