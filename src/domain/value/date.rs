//! Calendar days in the spellings of Chinese offices.

use super::text::half_width;
use super::{Fault, Parsed, ValueIssue};
use chrono::{Datelike, NaiveDate, NaiveTime};

/// A day, kept as `2015-01-13`. See `parse_date` for what is understood.
///
/// # Errors
/// As `parse_date`.
pub fn read_date(raw: &str) -> Result<Parsed, ValueIssue> {
    Ok(Parsed::plain(parse_date(raw)?.format("%Y-%m-%d").to_string()))
}

/// Reads `2015-01-13`, `2015/1/13`, `2015.1.13`, `20150113`, `2015年1月13日` (also `号`), each also with a time behind it, which is
/// dropped. The year always stands first: `3/4/2015` could be two days and is not guessed at.
///
/// # Errors
/// `date_unreadable` for words and other orders, `date_impossible` for days like 30 February, `date_out_of_range`.
pub fn parse_date(raw: &str) -> Result<NaiveDate, ValueIssue> {
    let text = half_width(raw);
    let (year, month, day) = split(text.trim()).ok_or(Fault::DateUnreadable)?;
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(Fault::DateImpossible)?;
    if (1900..2200).contains(&date.year()) { Ok(date) } else { Err(Fault::DateOutOfRange.into()) }
}

fn split(text: &str) -> Option<(i32, u32, u32)> {
    let (text, time) = split_time(text);
    if !time.is_none_or(is_time) {
        return None;
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((
            digits(text.get(..4)?, 4, 4)?.try_into().ok()?,
            digits(text.get(4..6)?, 2, 2)?,
            digits(text.get(6..)?, 2, 2)?,
        ));
    }
    let unified = match text.split_once('年') {
        Some(_) => {
            let body = text.strip_suffix(['日', '号'])?;
            body.replacen('年', "-", 1).replacen('月', "-", 1).replace(' ', "")
        }
        None => text.replace(['/', '.', '–', '—', '−', '‐', '‑'], "-"),
    };
    let mut parts = unified.split('-').map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some((digits(year, 4, 4)?.try_into().ok()?, digits(month, 1, 2)?, digits(day, 1, 2)?))
}

/// Cuts a time off the end: `2015-01-13 08:30:00`, `2015-01-13T08:30`.
fn split_time(text: &str) -> (&str, Option<&str>) {
    match text.rfind([' ', 'T', 't']) {
        Some(at) if text.contains(':') => match text.split_at_checked(at) {
            Some((date, time)) => (date.trim_end(), time.get(1..)),
            None => (text, None),
        },
        _ => (text, None),
    }
}

fn is_time(text: &str) -> bool {
    let text = text.trim().trim_end_matches('Z');
    ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f"].iter().any(|format| NaiveTime::parse_from_str(text, format).is_ok())
}

fn digits(text: &str, width_min: usize, width_max: usize) -> Option<u32> {
    let fits = (width_min..=width_max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}
