//! Folding: what makes 張, 张 and a full-width ａ or A the same to a search.
//!
//! Per character: NFKC, lower case, accents off Latin letters, traditional to simplified. Working character by character
//! keeps each folded one tied to the byte it came from, so that a highlight can be drawn on the text as it was typed. The
//! index and the query fold alike; nothing else in search compares characters in any other way.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Traditional characters each followed by its simplified form, from OpenCC's `TSCharacters` (see NOTICE).
const SIMPLIFIED: &str = include_str!("simplified.txt");

/// The range of the plane-0 ideographs, for which a direct table is both small and fast.
const TABLE_FROM: u32 = 0x3400;
const TABLE_TO: u32 = 0xA000;

struct Simplifier {
    direct: Vec<char>,
    rest: Vec<(char, char)>,
}

static SIMPLIFIER: LazyLock<Simplifier> = LazyLock::new(|| {
    let mut direct: Vec<char> = (TABLE_FROM..TABLE_TO).map(|code| char::from_u32(code).unwrap_or('\u{fffd}')).collect();
    let mut rest = Vec::new();
    let mut chars = SIMPLIFIED.chars().filter(|c| !c.is_whitespace());
    while let (Some(traditional), Some(simplified)) = (chars.next(), chars.next()) {
        let place = (traditional as u32).checked_sub(TABLE_FROM).and_then(|index| direct.get_mut(index as usize));
        match place {
            Some(place) => *place = simplified,
            None => rest.push((traditional, simplified)),
        }
    }
    rest.sort_unstable();
    Simplifier { direct, rest }
});

/// The simplified form of one character, itself if there is none.
#[must_use]
pub fn simplify(c: char) -> char {
    let table = &*SIMPLIFIER;
    match (c as u32).checked_sub(TABLE_FROM) {
        None => c,
        Some(index) if index < TABLE_TO - TABLE_FROM => table.direct.get(index as usize).copied().unwrap_or(c),
        Some(_) => match table.rest.binary_search_by_key(&c, |(traditional, _)| *traditional) {
            Ok(found) => table.rest.get(found).map_or(c, |(_, simplified)| *simplified),
            Err(_) => c,
        },
    }
}

/// What a folded character is to the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Stands for itself, without spaces around it: Chinese, Japanese, Korean, emoji.
    Glyph,
    /// Part of a word of letters.
    Letter,
    /// A digit, or another number sign.
    Digit,
    /// White space.
    Space,
    /// Anything else: punctuation, symbols.
    Mark,
}

/// The class of a folded character.
#[must_use]
pub fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Letter,
        '0'..='9' => Class::Digit,
        ' ' => Class::Space,
        '\0'..='\x7f' => {
            if c.is_whitespace() || c.is_control() {
                Class::Space
            } else {
                Class::Mark
            }
        }
        '\u{30fb}' => Class::Mark,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            Class::Glyph
        }
        '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}' => Class::Glyph,
        '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' => Class::Glyph,
        _ if c.is_alphabetic() => Class::Letter,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_whitespace() || c.is_control() => Class::Space,
        _ => Class::Mark,
    }
}

/// One folded character and where it came from in the raw text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folded {
    /// The folded character.
    pub c: char,
    /// Its class.
    pub class: Class,
    /// Byte offset of the raw character it came from.
    pub from: u32,
    /// Byte offset behind that raw character.
    pub to: u32,
}

/// Folds at most `limit_chars` raw characters of `text`.
#[must_use]
pub fn fold(text: &str, limit_chars: usize) -> Vec<Folded> {
    let mut folded = Vec::with_capacity(text.len().min(limit_chars.saturating_mul(4)) / 2);
    for (from, raw) in text.char_indices().take(limit_chars) {
        let (from, to) = (clip(from), clip(from + raw.len_utf8()));
        fold_char(raw, &mut |c| folded.push(Folded { c, class: class(c), from, to }));
    }
    folded
}

/// The folded text alone.
#[must_use]
pub fn fold_text(text: &str, limit_chars: usize) -> String {
    let mut folded = String::with_capacity(text.len().min(limit_chars.saturating_mul(4)));
    for raw in text.chars().take(limit_chars) {
        fold_char(raw, &mut |c| folded.push(c));
    }
    folded
}

fn clip(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn fold_char(raw: char, push: &mut dyn FnMut(char)) {
    if raw.is_ascii() {
        return push(raw.to_ascii_lowercase());
    }
    if ('\u{4e00}'..='\u{9fff}').contains(&raw) {
        return push(simplify(raw));
    }
    if is_invisible(raw) {
        return;
    }
    for normal in std::iter::once(raw).nfkc() {
        for lower in normal.to_lowercase() {
            if is_accented_latin(lower) {
                std::iter::once(lower).nfd().filter(|c| !is_accent(*c)).for_each(&mut *push);
            } else if !is_accent(lower) {
                push(simplify(lower));
            }
        }
    }
}

/// Characters that a person neither sees nor types: joiners, variation selectors, marks of byte order and direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_accented_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_full_width_and_capitals_fold_to_one_form() {
        assert_eq!(fold_text("張偉ＡＢｃ１２３", 100), "张伟abc123");
        assert_eq!(fold_text("Café Zoë", 100), "cafe zoe");
        assert_eq!(fold_text("⼈㈱", 100), "人(株)");
        assert_eq!(fold_text("张\u{200b}三\u{fe0f}", 100), "张三");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        let all: String = (0..0x3_2000).filter_map(char::from_u32).collect();
        let once = fold_text(&all, usize::MAX);
        let twice = fold_text(&once, usize::MAX);
        let different =
            once.chars().filter(|c| fold_text(&c.to_string(), 9) != c.to_string()).take(20).collect::<String>();
        assert!(once == twice, "not stable: {different:?}");
    }

    #[test]
    fn every_folded_character_knows_the_raw_one_it_came_from() {
        let text = "a張㈱𠮷";
        for folded in fold(text, 100) {
            let raw = &text[folded.from as usize..folded.to as usize];
            assert_eq!(raw.chars().count(), 1);
            assert!(fold_text(raw, 1).contains(folded.c));
        }
    }

    #[test]
    fn rare_characters_of_real_names_are_glyphs() {
        for c in "𠮷㛃䶮〇々😀".chars() {
            assert_eq!(class(c), Class::Glyph, "{c}");
        }
    }
}
