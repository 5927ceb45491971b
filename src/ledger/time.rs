//! The one spelling of a time in the ledger: `2026-11-21T20:40:21.123456Z`, always UTC, always six decimals.

use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Timelike, Utc};

/// How many bytes a time takes.
pub(super) const TIME_BYTES: usize = 27;

/// What the ledger keeps of a time: microseconds, no leap second.
pub(super) fn to_stored(at: DateTime<Utc>) -> DateTime<Utc> {
    let at = at.trunc_subsecs(6);
    // chrono tells a leap second by a nanosecond past 999,999,999; ISO text would need ":60" for it.
    if at.nanosecond() < 1_000_000_000 { at } else { at.with_nanosecond(999_999_000).unwrap_or(at) }
}

/// Appends a stored time; `false` when its year does not have four digits.
pub(super) fn push_time(out: &mut Vec<u8>, at: DateTime<Utc>) -> bool {
    let Ok(year @ 0..=9999) = u32::try_from(at.year()) else { return false };
    let parts = [
        (year, 4, b'-'),
        (at.month(), 2, b'-'),
        (at.day(), 2, b'T'),
        (at.hour(), 2, b':'),
        (at.minute(), 2, b':'),
        (at.second(), 2, b'.'),
        (at.nanosecond() / 1_000, 6, b'Z'),
    ];
    for (value, width, after) in parts {
        for place in (0..width).rev() {
            out.push(b'0' + (value / 10_u32.pow(place) % 10) as u8);
        }
        out.push(after);
    }
    true
}

/// Reads a stored time; any other spelling is `None`.
pub(super) fn parse_time(text: &[u8]) -> Option<DateTime<Utc>> {
    fn number(text: &[u8], from: usize, width: usize) -> Option<u32> {
        text.get(from..from + width)?.iter().try_fold(0, |sum: u32, digit| match digit {
            b'0'..=b'9' => Some(sum * 10 + u32::from(digit - b'0')),
            _ => None,
        })
    }
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
    if text.len() != TIME_BYTES || marks.iter().any(|(at, mark)| text.get(*at) != Some(mark)) {
        return None;
    }
    let year = i32::try_from(number(text, 0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(text, 5, 2)?, number(text, 8, 2)?)?;
    let (hour, minute, second) = (number(text, 11, 2)?, number(text, 14, 2)?, number(text, 17, 2)?);
    Some(date.and_hms_micro_opt(hour, minute, second, number(text, 20, 6)?)?.and_utc())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_time_is_read_back_as_it_was_written() {
        for text in ["2026-11-21T20:40:21.123456Z", "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z"] {
            let mut out = Vec::new();
            assert!(push_time(&mut out, parse_time(text.as_bytes()).unwrap()));
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }

    #[test]
    fn another_spelling_is_refused() {
        for text in [
            "2026-11-21T20:40:21Z",
            "2026-11-21t20:40:21.123456Z",
            "2026-13-21T20:40:21.123456Z",
            "2026-11-21T20:40:60.123456Z",
            "2026-11-21T20:40:21.123456+",
            "2026-11-21T20:40:21.1234567Z",
        ] {
            assert_eq!(parse_time(text.as_bytes()), None, "{text}");
        }
        assert!(!push_time(&mut Vec::new(), DateTime::<Utc>::MAX_UTC));
    }
}
