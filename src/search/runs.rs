//! Cutting folded text into runs, and finding the codes that stand in free text.

use super::fold::{Class, Folded};

/// A code longer than this is indexed, and asked for, by its beginning.
pub const CODE_CHARS_MAX: usize = 128;
/// A word longer than this is indexed, and asked for, by its beginning.
pub const WORD_CHARS_MAX: usize = 40;
/// The shortest code taken from free text; single digits there are noise.
const TEXT_CODE_CHARS_MIN: usize = 2;

/// The characters that begin a number plate: one a province, and the special ones.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台使领学警";

/// What a run is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Glyphs, written without spaces.
    Glyphs,
    /// Letters only: a word.
    Letters,
    /// Digits, or letters and digits: a code.
    Mixed,
}

/// A maximal run of glyphs, or of letters and digits, in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What it is made of.
    pub kind: RunKind,
    /// Its characters.
    pub text: String,
    /// Where it starts in the folded text, in characters.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// All runs of a folded text, in order.
#[must_use]
pub fn runs(folded: &[Folded]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open: Option<Run> = None;
    for (at, folded) in folded.iter().enumerate() {
        let kind = match folded.class {
            Class::Glyph => Some(RunKind::Glyphs),
            Class::Letter => Some(RunKind::Letters),
            Class::Digit => Some(RunKind::Mixed),
            Class::Space | Class::Mark => None,
        };
        match (&mut open, kind) {
            (Some(run), Some(kind)) if (run.kind == RunKind::Glyphs) == (kind == RunKind::Glyphs) => {
                run.text.push(folded.c);
                run.end = at + 1;
                if kind == RunKind::Mixed {
                    run.kind = RunKind::Mixed;
                }
            }
            (_, kind) => {
                runs.extend(open.take());
                open = kind.map(|kind| Run { kind, text: folded.c.to_string(), start: at, end: at + 1 });
            }
        }
    }
    runs.extend(open);
    runs
}

/// What of a text counts when it is taken as a code: glyphs, letters and digits, without what stands between them.
#[must_use]
pub fn code_form(folded: &[Folded]) -> String {
    code_places(folded).filter_map(|at| folded.get(at)).map(|f| f.c).collect()
}

/// Where those stand in the folded text.
pub fn code_places(folded: &[Folded]) -> impl Iterator<Item = usize> {
    let counts = |class| matches!(class, Class::Glyph | Class::Letter | Class::Digit);
    folded.iter().enumerate().filter(move |(_, f)| counts(f.class)).map(|(at, _)| at).take(CODE_CHARS_MAX)
}

/// The first characters of a word, as many as the index keeps.
#[must_use]
pub fn word_form(word: &str) -> &str {
    word.char_indices().nth(WORD_CHARS_MAX).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// Whether `c` begins number plates.
#[must_use]
pub fn is_province(c: char) -> bool {
    PROVINCES.contains(c)
}

/// The codes that stand in free text: words with a digit in them, together with what is tied to them.
///
/// `HT-2023-0005`, `138 0013 8000`, `12,500.00` and `粤B·12345` are one code each, so that they are found whichever way
/// their parts are joined when somebody types them.
#[must_use]
pub fn text_codes(folded: &[Folded], runs: &[Run]) -> Vec<String> {
    let text = |places: Vec<usize>| places.into_iter().filter_map(|at| folded.get(at)).map(|f| f.c).collect();
    text_code_places(folded, runs).into_iter().map(text).collect()
}

/// The same, as the places of their characters in the folded text.
#[must_use]
pub fn text_code_places(folded: &[Folded], runs: &[Run]) -> Vec<Vec<usize>> {
    let mut codes = Vec::new();
    let mut group = Vec::new();
    let mut last: Option<&Run> = None;
    for run in runs.iter().filter(|run| run.kind != RunKind::Glyphs) {
        match last {
            Some(before) if are_tied(folded, before, run, &group) => {}
            _ => {
                keep(folded, &mut codes, &mut group);
                group.extend(province_before(folded, run));
            }
        }
        group.extend(run.start..run.end);
        last = Some(run);
    }
    keep(folded, &mut codes, &mut group);
    codes
}

fn keep(folded: &[Folded], codes: &mut Vec<Vec<usize>>, group: &mut Vec<usize>) {
    let is_digit = |at: &usize| folded.get(*at).is_some_and(|f| f.class == Class::Digit);
    if group.len() >= TEXT_CODE_CHARS_MIN && group.iter().any(is_digit) {
        group.truncate(CODE_CHARS_MAX);
        codes.push(std::mem::take(group));
    }
    group.clear();
}

/// Whether the two runs belong to one code, going by what stands between them.
fn are_tied(folded: &[Folded], before: &Run, after: &Run, group: &[usize]) -> bool {
    let [between] = folded.get(before.end..after.start).unwrap_or_default() else { return false };
    let is_number = |run: &Run| run.text.chars().all(|c| super::fold::class(c) == Class::Digit);
    match between.c {
        '-' | '_' | '.' | '/' | '#' | '@' | '+' | '·' | '•' | '・' | '‐' | '–' => true,
        ',' => is_number(before) && is_number(after),
        c if super::fold::class(c) == Class::Space => {
            let begins_plate = match group {
                [first, _] => folded.get(*first).is_some_and(|first| is_province(first.c)),
                _ => false,
            };
            (is_number(before) && is_number(after)) || begins_plate
        }
        _ => false,
    }
}

/// The province character right before a run that starts with a letter, a middle dot allowed between.
fn province_before(folded: &[Folded], run: &Run) -> Option<usize> {
    let starts_with_letter = run.text.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let before = run.start.checked_sub(1)?;
    (starts_with_letter && is_province(folded.get(before)?.c)).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    fn codes_in(text: &str) -> Vec<String> {
        let folded = fold(text, 1_000);
        text_codes(&folded, &runs(&folded))
    }

    #[test]
    fn runs_part_glyphs_from_words_and_words_from_codes() {
        let folded = fold("张三 NewCar-X5号", 100);
        let kinds: Vec<_> = runs(&folded).into_iter().map(|run| (run.kind, run.text)).collect();
        let expected = [
            (RunKind::Glyphs, "张三".to_owned()),
            (RunKind::Letters, "newcar".to_owned()),
            (RunKind::Mixed, "x5".to_owned()),
            (RunKind::Glyphs, "号".to_owned()),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn codes_in_free_text_are_taken_whole() {
        assert_eq!(codes_in("合同HT-2023-0005，电话 138 0013 8000。"), ["ht20230005", "13800138000"]);
        assert_eq!(codes_in("车牌 粤B·12345 和京 A 88888"), ["粤b12345", "88888"]);
        assert_eq!(codes_in("粤B 12345"), ["粤b12345"]);
        assert_eq!(codes_in("fee 12,500.00; paid 3 times, see-also none"), ["1250000"]);
    }
}
