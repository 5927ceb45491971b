//! What somebody may have meant by a word that nothing is found by: a name heard and written with other characters, a name or
//! a code with one mistake in it. Each is again something to type, so that it is looked for by the same rules as all else.

use super::fold::fold;
use super::parse::QUERY_CHARS_MAX;
use super::pinyin;
use super::runs::{RunKind, code_form, runs};

/// How many ways are tried; each is a search.
pub const MEANT_MAX: usize = 40;
/// Longer runs of glyphs are phrases of notes, not names.
const NAME_CHARS_MAX: usize = 12;
/// Of a shorter code, a part would be found in a great many others.
const CODE_CHARS_MIN: usize = 6;
/// How long each part of a code must be that is looked for beside the other.
const PART_CHARS_MIN: usize = 3;
/// How long it must be where it is looked for alone.
const ALONE_CHARS_MIN: usize = 5;

/// Ways in which `word` may have been meant, the likeliest first, each as one or more words that all must be met.
#[must_use]
pub fn meant(word: &str) -> Vec<Vec<String>> {
    let folded = fold(word, QUERY_CHARS_MAX);
    let mut ways = match runs(&folded).as_slice() {
        [run] if run.kind == RunKind::Glyphs => name(&run.text),
        [_, ..] => code(&code_form(&folded)),
        [] => Vec::new(),
    };
    ways.truncate(MEANT_MAX);
    ways
}

/// A name: how it sounds, then with one of its characters another one, or one too many.
fn name(glyphs: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = glyphs.chars().collect();
    if !(2..=NAME_CHARS_MAX).contains(&chars.len()) {
        return Vec::new();
    }
    let mut ways: Vec<Vec<String>> = pinyin::sounds(glyphs).into_iter().map(|sound| vec![sound]).collect();
    if chars.len() > 2 {
        ways.extend((0..chars.len()).map(|at| without(&chars, at, 1)));
    }
    ways
}

/// A code: one character wrong or too many, two that changed places, one left out.
fn code(code: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = code.chars().collect();
    if chars.len() < CODE_CHARS_MIN || !chars.iter().any(char::is_ascii_digit) {
        return Vec::new();
    }
    let is_telling = |parts: &Vec<String>| match parts.as_slice() {
        [alone] => alone.chars().count() >= ALONE_CHARS_MIN,
        parts => parts.iter().all(|part| part.chars().count() >= PART_CHARS_MIN),
    };
    // Too short a part says nothing: it is left out where the other says enough alone.
    let cut = |at: usize, length: usize| {
        let mut parts = without(&chars, at, length);
        if parts.iter().any(|part| part.chars().count() >= ALONE_CHARS_MIN) {
            parts.retain(|part| part.chars().count() >= PART_CHARS_MIN);
        }
        Some(parts).filter(is_telling)
    };
    let mut ways: Vec<Vec<String>> = Vec::new();
    for length in [1, 2, 0] {
        // Cut into nothing and all the rest it would be the word itself.
        let places = usize::from(length == 0)..chars.len();
        for way in places.filter_map(|at| cut(at, length)) {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
    }
    ways
}

/// What stands before and behind `length` characters at `at`.
fn without(chars: &[char], at: usize, length: usize) -> Vec<String> {
    let (before, behind) = (chars.get(..at).unwrap_or_default(), chars.get(at + length..).unwrap_or_default());
    [before, behind].into_iter().filter(|part| !part.is_empty()).map(|part| part.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{MEANT_MAX, meant};

    fn ways(word: &str) -> Vec<String> {
        meant(word).iter().map(|way| way.join(" ")).collect()
    }

    #[test]
    fn a_name_is_meant_as_it_sounds_and_with_one_character_another() {
        assert_eq!(ways("张卫国"), ["zhangweiguo", "卫国", "张 国", "张卫"]);
        assert_eq!(ways("張衛"), ["zhangwei"], "traditional is folded; one character of two says nothing");
        assert_eq!(ways("张"), [] as [&str; 0]);
    }

    #[test]
    fn a_code_is_meant_with_one_character_wrong_two_changed_or_one_left_out() {
        let ways = ways("13800138000");
        for expected in ["0138000", "138 0138000", "13800 38000", "138 138000", "1380013"] {
            assert!(ways.iter().any(|way| way == expected), "{expected}: {ways:?}");
        }
        assert!(super::meant("SRV2025-000265V").iter().any(|way| way == &["srv2025", "00265v"]));
    }

    #[test]
    fn what_is_short_or_long_is_tried_in_few_ways() {
        assert!(meant("12345").is_empty() && meant("abcdefgh").is_empty() && meant("").is_empty());
        assert!(meant(&"张".repeat(40)).is_empty());
        assert!(meant(&"1234567890".repeat(20)).len() <= MEANT_MAX);
    }
}
