//! What was read of a file so far, beside the ledger: an interruption costs a page, not the file. It is no record: where it does
//! not fit, or is gone, the file is read from its beginning.

use crate::domain::attachment::BlobHash;
use crate::domain::scan::PAGES_PER_SCAN_MAX;
use crate::scan::worker::{Limits, Line, WorkerPage, heard};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;

/// How the name of one ends that is not whole yet.
pub(super) const HALF: &str = "half";
/// Its first line is no longer.
const HEAD_BYTES: u64 = 200;

#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Option<File>,
    pages: Vec<WorkerPage>,
}

impl Journal {
    /// What an earlier reading kept of the file with these bytes, to be gone on with.
    pub(super) fn open(path: PathBuf, of: BlobHash, limits: &Limits) -> Self {
        // A number may be another file's after a restore, and another version may see other things on a page.
        let head = format!("{of} {}\n", env!("CARGO_PKG_VERSION"));
        let pages = known(&path, &head, limits);
        let half = path.with_extension(HALF);
        let mut journal = Self { path, file: None, pages: Vec::with_capacity(pages.len()) };
        // Written anew, for behind what can be read there may be half a line; and beside the other until it is whole, so that
        // a kill just now loses none of it.
        journal.file = File::create(&half).and_then(|mut file| file.write_all(head.as_bytes()).map(|()| file)).ok();
        pages.into_iter().for_each(|page| journal.push(page));
        if journal.file.is_some() && fs::rename(&half, &journal.path).is_err() {
            journal.file = None;
        }
        journal
    }

    pub(super) fn pages(&self) -> &[WorkerPage] {
        &self.pages
    }

    /// Keeps another page. Where that cannot be written, an interruption costs more.
    pub(super) fn push(&mut self, page: WorkerPage) {
        let line = Line::Page(page);
        let bytes = serde_json::to_vec(&line).ok().map(|mut bytes| {
            bytes.push(b'\n');
            bytes
        });
        let written = self.file.as_mut().zip(bytes).map(|(file, bytes)| file.write_all(&bytes));
        if !matches!(written, Some(Ok(()))) {
            self.file = None;
        }
        if let Line::Page(page) = line {
            self.pages.push(page);
        }
    }

    /// The file is done with, well or badly.
    pub(super) fn end(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The pages that stand there as a child could have told of them.
fn known(path: &PathBuf, head: &str, limits: &Limits) -> Vec<WorkerPage> {
    let Ok(file) = File::open(path) else { return Vec::new() };
    let (mut file, mut first) = (BufReader::new(file), Vec::new());
    let read = (&mut file).take(HEAD_BYTES).read_until(b'\n', &mut first);
    if read.is_err() || first != head.as_bytes() {
        return Vec::new();
    }
    let mut pages: Vec<WorkerPage> = Vec::new();
    for line in heard(file).take(PAGES_PER_SCAN_MAX as usize) {
        match line {
            Line::Page(page) if page.can_be(pages.len() as u32, limits) => pages.push(page),
            _ => break,
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn page(index: u32) -> WorkerPage {
        let codes = vec![format!("page {index}\n")];
        WorkerPage {
            index,
            of: Some(9),
            width_px: 20,
            height_px: 30,
            dpi: 10,
            codes,
            blank: false,
            skew_centideg: 0,
            lacks: false,
        }
    }

    #[test]
    fn what_was_read_of_a_file_is_known_after_an_interruption_and_of_another_file_nothing_is() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("pages-7");
        let (of, limits) = (BlobHash([7; 32]), Limits::default());
        let open = |of| Journal::open(path.clone(), of, &limits);
        let mut journal = open(of);
        (0..3).for_each(|index| journal.push(page(index)));
        drop(journal);
        // As power that goes leaves it: the last line is cut, or filled with anything.
        for torn in [&b"{\"page\":{\"index\":3,"[..], &[0; 64], b"{\"page\":{\"index\":5}}\n"] {
            let mut file = File::options().append(true).open(&path).unwrap();
            file.write_all(torn).unwrap();
            assert_eq!(open(of).pages(), [page(0), page(1), page(2)]);
        }
        let mut journal = open(of);
        journal.push(page(3));
        drop(journal);
        assert_eq!(open(of).pages().len(), 4, "what was cut does not stand before what came then");
        // A page that is none, or out of turn, ends what is believed.
        let mut journal = open(of);
        journal.push(page(7));
        drop(journal);
        assert_eq!(open(of).pages().len(), 4);
        assert_eq!(open(BlobHash([8; 32])).pages(), []);
        assert_eq!(open(of).pages(), [], "it was the other's meanwhile");
        open(of).end();
        assert!(!path.exists());
    }
}
