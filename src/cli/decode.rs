//! `strongroom decode`: every QR code on pictures, ours or not; for measuring, and for looking why a page was not filed.

use crate::scan::picture::{PictureLimits, open_grey};
use crate::scan::qr::{Limits, read_codes};
use anyhow::{Result, bail};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// What `decode` is told.
#[derive(Debug, clap::Args)]
pub struct DecodeArgs {
    /// Pictures: JPEG or PNG
    #[arg(required = true)]
    images: Vec<PathBuf>,
}

/// Prints a line for each picture, in their order: its path, a tab, and what was read with bars between. A picture that
/// cannot be opened has nothing behind its tab, and a sentence on standard error.
///
/// # Errors
/// If a picture could not be opened; the others have been read all the same.
pub fn run(args: &DecodeArgs) -> Result<()> {
    let mut unopened = 0;
    for path in &args.images {
        let texts = texts(path).unwrap_or_else(|error| {
            eprintln!("strongroom: {}: {error:#}", path.display());
            unopened += 1;
            Vec::new()
        });
        say!("{}", line(path, &texts));
    }
    match unopened {
        0 => Ok(()),
        count => bail!("{count} of {} pictures could not be opened", args.images.len()),
    }
}

fn texts(path: &Path) -> Result<Vec<String>> {
    let picture = open_grey(BufReader::new(File::open(path)?), &PictureLimits::default())?;
    Ok(read_codes(&picture, &Limits::default()).into_iter().map(|code| code.text).collect())
}

fn line(path: &Path, texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| escaped(text)).collect();
    format!("{}\t{}", path.display(), texts.join("|"))
}

/// A text that holds neither a bar nor a tab nor the end of a line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '|' => escaped.push_str("\\p"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_be_taken_for_two_nor_for_another_line() {
        let texts = ["a|b".to_owned(), "c\td\r\n".to_owned(), "\\p 档案".to_owned()];
        assert_eq!(line(Path::new("page.png"), &texts), "page.png\ta\\pb|c\\td\\r\\n|\\\\p 档案");
        assert_eq!(line(Path::new("page.png"), &[]), "page.png\t");
    }
}
