//! `strongroom decode`: every QR code on pictures, ours or not; for measuring, and for looking why a page was not filed.

use crate::domain::refusal::Language;
use crate::domain::scan::ScanFault;
use crate::scan::file::{Limits, pages};
use crate::scan::page::PageImage;
use crate::scan::qr::{Limits as CodeLimits, read_codes};
use anyhow::{Result, bail};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// What `decode` is told.
#[derive(Debug, clap::Args)]
pub struct DecodeArgs {
    /// Scanned files: JPEG, PNG, WebP, TIFF or PDF
    #[arg(required = true)]
    images: Vec<PathBuf>,
}

/// What was read of a file, and why no more.
struct Read {
    texts: Vec<String>,
    fault: Option<ScanFault>,
}

/// Prints a line for each file, in their order: its path, a tab, and what was read on all of its pages with bars between. A
/// file that cannot be opened, or not to its end, has a sentence on standard error too.
///
/// # Errors
/// If a file could not be read to its end; the others have been read all the same.
pub fn run(args: &DecodeArgs) -> Result<()> {
    let mut unread = 0;
    for path in &args.images {
        let read = texts(path);
        if let Some(fault) = read.fault {
            eprintln!("strongroom: {}: {}", path.display(), fault.sentence(Language::En));
            unread += 1;
        }
        say!("{}", line(path, &read.texts));
    }
    match unread {
        0 => Ok(()),
        count => bail!("{count} of {} files could not be read to their end", args.images.len()),
    }
}

/// The texts of all pages, in their order. A page that breaks its reader is a file that cannot be opened, no more.
fn texts(path: &Path) -> Read {
    let mut texts = Vec::new();
    let limits = Limits { colour_px: 0, ..Limits::default() };
    let mut each = |page: PageImage| {
        let codes = read_codes(&page.grey, &CodeLimits::default());
        texts.extend(codes.into_iter().map(|code| code.text));
        Ok(())
    };
    let read = catch_unwind(AssertUnwindSafe(|| pages(path, &limits, &mut each)));
    let fault = read.unwrap_or(Err(ScanFault::Crashed)).err();
    Read { texts, fault }
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
