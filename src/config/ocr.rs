//! The command that reads the text of pages, as somebody wrote it down.

use super::{ConfigError, number};
use std::time::Duration;

/// The gap for the picture, which a command cannot do without.
const IMAGE: &str = "{image}";
/// What `tesseract` alone stands for.
const TESSERACT: [&str; 7] = [IMAGE, "stdout", "-l", "{languages}", "--dpi", "{dpi}", "tsv"];
/// Simplified Chinese and English, in tesseract's words.
const LANGUAGES: &str = "chi_sim+eng";
/// More arguments nobody means.
const ARGUMENTS_MAX: usize = 100;

/// Reading the text of pages; not done unless a command is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcrSettings {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The languages, in the command's words.
    pub languages: String,
    /// How long it may work on a page.
    pub page: Duration,
}

/// The settings, if text is to be read.
pub(super) fn settings(
    command: Option<&str>,
    languages: Option<String>,
    page_seconds: Option<u64>,
) -> Result<Option<OcrSettings>, ConfigError> {
    let page = Duration::from_secs(number("ocr_page_seconds", page_seconds, 120, 1..=3_600)?);
    let languages = languages.unwrap_or_else(|| LANGUAGES.to_owned());
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '/' | ',');
    if languages.is_empty() || languages.starts_with('-') || !languages.chars().all(is_word) {
        let expected = "names of languages, such as chi_sim+eng".to_owned();
        return Err(ConfigError::OutOfRange { name: "ocr_languages", expected, found: languages });
    }
    let Some(text) = command.filter(|command| !command.trim().is_empty()) else { return Ok(None) };
    let wrong = || {
        let expected = format!("a program and its arguments, one of them with {IMAGE}; or tesseract");
        ConfigError::OutOfRange { name: "ocr_command", expected, found: text.to_owned() }
    };
    let mut command = split(text).ok_or_else(wrong)?;
    let name = command.first().map(std::path::Path::new).and_then(std::path::Path::file_stem);
    if command.len() == 1 && name.is_some_and(|name| name.eq_ignore_ascii_case("tesseract")) {
        command.extend(TESSERACT.map(str::to_owned));
    }
    let names_image = command.iter().skip(1).any(|argument| argument.contains(IMAGE));
    if !names_image || command.len() > ARGUMENTS_MAX {
        return Err(wrong());
    }
    Ok(Some(OcrSettings { command, languages, page }))
}

/// Arguments as they are written, without a shell: parted by spaces; quotes keep what stands in them together. Nothing if a
/// quote is not closed.
fn split(text: &str) -> Option<Vec<String>> {
    let mut arguments = Vec::new();
    let (mut argument, mut quote): (Option<String>, Option<char>) = (None, None);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                argument.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => arguments.extend(argument.take()),
            (_, c) => argument.get_or_insert_default().push(c),
        }
    }
    arguments.extend(argument);
    quote.is_none().then_some(arguments)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(command: &str) -> Result<Option<OcrSettings>, ConfigError> {
        settings(Some(command), None, None)
    }

    #[test]
    fn text_is_not_read_unless_a_command_is_given() {
        assert_eq!(settings(None, None, None).unwrap(), None);
        assert_eq!(read("  ").unwrap(), None);
    }

    #[test]
    fn tesseract_alone_is_enough() {
        let found = read("/usr/bin/tesseract").unwrap().unwrap();
        assert_eq!(found.command.join(" "), "/usr/bin/tesseract {image} stdout -l {languages} --dpi {dpi} tsv");
        assert_eq!((found.languages.as_str(), found.page.as_secs()), ("chi_sim+eng", 120));
    }

    #[test]
    fn arguments_are_parted_without_a_shell() {
        let found = read("read 'my model' --in \"{image}\" $HOME;ls").unwrap().unwrap();
        assert_eq!(found.command, ["read", "my model", "--in", "{image}", "$HOME;ls"]);
        for wrong in ["read", "read page", "{image}", "read '{image}", "tesseract --psm 6"] {
            assert!(read(wrong).unwrap_err().to_string().contains("ocr_command"), "{wrong}");
        }
        for wrong in ["", "-l", "eng;ls", "eng fra"] {
            assert!(settings(None, Some(wrong.to_owned()), None).is_err(), "{wrong}");
        }
    }
}
