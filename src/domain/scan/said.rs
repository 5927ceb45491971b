//! Which codes a page that waits is about, as they are kept and shown: a few, short, and nothing in them that could pass for
//! anything but a code.

use super::Why;
use crate::domain::refusal::Language;
use compact_str::CompactString;

impl Why {
    /// Why pages wait, with the codes for which they do.
    #[must_use]
    pub fn about(self, codes: &[CompactString], language: Language) -> String {
        let label = self.label(language);
        match language {
            _ if codes.is_empty() => label.to_owned(),
            Language::Zh => format!("{label}：{}", codes.join("、")),
            Language::En => format!("{label}: {}", codes.join(", ")),
        }
    }
}

/// So many codes are named of one page.
const CODES_MAX: usize = 4;
/// So much of each.
const CHARS_MAX: usize = 48;
/// Behind one of which there is more.
const MORE: char = '…';

/// The codes as they are kept. What is printed on a page is anybody's: no control characters, no marks that turn the
/// direction of what stands beside them, no quotes, and an end that says that more was there. Those that are kept so already
/// stay as they are.
#[must_use]
pub fn codes_kept(codes: &[CompactString]) -> Vec<CompactString> {
    let kept = codes.iter().map(|code| one(code)).filter(|code| !code.is_empty());
    kept.take(CODES_MAX).collect()
}

fn one(code: &str) -> CompactString {
    let mut letters = code.chars().filter(|letter| letter.is_alphanumeric() || "-_./#".contains(*letter));
    let kept: CompactString = letters.by_ref().take(CHARS_MAX).collect();
    if letters.next().is_some() || code.ends_with(MORE) { kept + MORE.encode_utf8(&mut [0; 4]) } else { kept }
}

#[cfg(test)]
mod tests {
    use super::codes_kept;
    use compact_str::CompactString;

    #[test]
    fn of_what_is_printed_on_a_page_only_what_may_be_a_code_is_kept() {
        let said = ["NEW2026-000123X", "沪房-12号", "<b>A</b>\"\n\u{202e}B", "\u{7}\n ", "C", "D"];
        let kept = codes_kept(&said.map(CompactString::from));
        assert_eq!(kept, ["NEW2026-000123X", "沪房-12号", "bA/bB", "C"]);
        let long = codes_kept(&[CompactString::from("A".repeat(4_000))]);
        assert_eq!(long, [format!("{}…", "A".repeat(48))]);
        assert_eq!((codes_kept(&kept), codes_kept(&long)), (kept, long.clone()), "kept twice they stay as they are");
    }
}
