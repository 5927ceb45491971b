//! What a password must be. Length counts; composition rules only make people write passwords down.

use crate::domain::refusal::{Code, Refusal};
use crate::vault::Secret;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization as _;

/// The fewest characters a password may have.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// More than anybody types; a limit so that nobody sends a book.
pub const PASSWORD_CHARS_MAX: usize = 256;
/// "aaaaaaaaaa" and "1212121212" are long but not passwords.
const DISTINCT_CHARS_MIN: usize = 4;

/// Passwords everybody tries first, one a line, in small letters.
const COMMON: &str = include_str!("common_passwords.txt");

/// Checks a password somebody wants to have.
///
/// # Errors
/// `WeakPassword`, with the least length.
pub fn check_new_password(name: &str, password: &Secret) -> Result<(), Refusal> {
    let plain: String = password.expose().nfkc().flat_map(char::to_lowercase).collect();
    let length = password.expose().nfkc().count();
    let distinct = plain.chars().collect::<BTreeSet<char>>().len();
    let name: String = name.nfkc().flat_map(char::to_lowercase).collect();
    // "password2026!!" is "password" to whoever guesses; so is the name with a year behind it.
    let stem = plain.trim_end_matches(|character: char| !character.is_alphabetic());
    let is_name = [plain.trim(), stem].contains(&name.trim());
    let is_common = || COMMON.lines().any(|common| !common.is_empty() && (common == plain || common == stem));
    let fits = (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&length) && distinct >= DISTINCT_CHARS_MIN;
    if !fits || is_name || is_common() { Err(weak()) } else { Ok(()) }
}

pub(super) fn weak() -> Refusal {
    Refusal::new(Code::WeakPassword).with("min", PASSWORD_CHARS_MIN)
}

#[cfg(test)]
mod tests {
    use super::{COMMON, check_new_password};
    use crate::clock::Clock;
    use crate::vault::{Secret, one_time_password};
    use std::collections::BTreeSet;

    fn accepted(password: &str) -> bool {
        check_new_password("zhang.wei", &Secret::new(password)).is_ok()
    }

    #[test]
    fn short_common_repeated_and_ones_own_name_are_refused() {
        for password in [
            "",
            "short9chr",
            "1234567890",
            "Password2026!!",
            "ＰＡＳＳＷＯＲＤ１２３",
            "woaini1314520",
            "aaaaaaaaaaaaaa",
            "1212121212",
            "zhang.wei",
            "Zhang.Wei2026",
            "qwertyuiop",
            "1qaz2wsx3edc",
        ] {
            assert!(!accepted(password), "{password}");
        }
        assert!(!accepted(&"abcdefgh ".repeat(40)));
    }

    #[test]
    fn long_and_unusual_ones_are_accepted_in_any_script() {
        for password in ["correct horse battery", "库房门口第三个柜子有猫", "tr0ub4dor&3x", "my zhang.wei is not this"]
        {
            assert!(accepted(password), "{password}");
        }
    }

    #[test]
    fn a_one_time_password_satisfies_the_rules() {
        assert!(accepted(one_time_password(&Clock::real()).expose()));
    }

    #[test]
    fn the_list_of_common_passwords_is_in_small_letters_without_repeats() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() > 250, "{}", lines.len());
        assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), lines.len());
        assert!(lines.iter().all(|line| !line.is_empty() && *line == line.trim().to_lowercase()));
    }
}
