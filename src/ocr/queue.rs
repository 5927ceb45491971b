//! Which page is read next: the newest that is to be read and was not. Of every page a byte is remembered, so that looking
//! over two million of them takes a moment; of none of them a file is looked at twice.

use crate::archive::Texts;
use crate::domain::ids::PageNo;
use crate::domain::state::{Page, Stands, State};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Looking all pages over takes no more than one part in so many of the time.
const SHARE: u32 = 20;
/// How often they are looked over at most.
const AGAIN: Duration = Duration::from_millis(500);

/// What is known of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Nothing,
    /// It was read, turned so.
    Read(u8),
    /// It was tried often enough, turned so.
    Failed(u8),
    /// It is to be read.
    Unread,
}

pub(super) struct Queue {
    command: u64,
    attempts_max: u32,
    known: Vec<Known>,
    /// Pages to be read, the newest last.
    todo: Vec<PageNo>,
    /// The State that was looked over, and when that may be done again.
    seen: Option<u64>,
    next_look: Instant,
    failed: u64,
    read: u64,
}

impl Queue {
    pub(super) fn new(command: u64, attempts_max: u32) -> Self {
        let (known, todo, seen, next_look) = (Vec::new(), Vec::new(), None, Instant::now());
        Self { command, attempts_max, known, todo, seen, next_look, failed: 0, read: 0 }
    }

    /// The next page, if there is one.
    pub(super) fn next(&mut self, state: &State, texts: &Texts, stopping: &AtomicBool) -> Option<PageNo> {
        if self.seen != Some(state.seq) && Instant::now() >= self.next_look {
            self.look_over(state, texts, stopping);
        }
        while let Some(no) = self.todo.pop() {
            if state.scans.page(no).is_some_and(|page| is_wanted(&page)) {
                return Some(no);
            }
        }
        None
    }

    /// What is known of a page is looked up anew.
    pub(super) fn look_again(&mut self, page: PageNo) {
        if let Some(known) = self.known.get_mut(page.index()) {
            *known = Known::Nothing;
        }
        self.seen = None;
    }

    /// How many pages were read, are to be read, and could not be.
    pub(super) fn counts(&self) -> (u64, u64, u64) {
        (self.read, self.todo.len() as u64, self.failed)
    }

    fn look_over(&mut self, state: &State, texts: &Texts, stopping: &AtomicBool) {
        let begun = Instant::now();
        self.known.resize(state.scans.page_count(), Known::Nothing);
        let (mut todo, mut read, mut failed) = (Vec::new(), 0, 0);
        for (no, known) in (0..).map(PageNo).zip(&mut self.known) {
            let Some(page) = state.scans.page(no).filter(is_wanted) else { continue };
            let is_current = match *known {
                Known::Read(quarters) | Known::Failed(quarters) => quarters == page.quarters,
                Known::Nothing | Known::Unread => *known == Known::Unread,
            };
            if !is_current {
                if stopping.load(Ordering::Relaxed) {
                    return;
                }
                *known = look_up(state, texts, &page, self.command, self.attempts_max);
            }
            match *known {
                Known::Read(quarters) if quarters == page.quarters => read += 1,
                Known::Failed(quarters) if quarters == page.quarters => failed += 1,
                _ => todo.push(no),
            }
        }
        (self.todo, self.read, self.failed) = (todo, read, failed);
        self.seen = Some(state.seq);
        self.next_look = Instant::now() + (begun.elapsed() * SHARE).max(AGAIN);
    }
}

fn look_up(state: &State, texts: &Texts, page: &Page, command: u64, attempts_max: u32) -> Known {
    let Some(scan) = state.scans.get(page.scan) else { return Known::Unread };
    let failed = |attempt: &crate::archive::texts::Attempt| {
        attempt.command == command && attempt.quarters == page.quarters && attempt.count >= attempts_max
    };
    match texts.read_quarters(scan.sha256, page.index) {
        Some(quarters) if quarters == page.quarters => Known::Read(quarters),
        _ if texts.attempt(scan.sha256, page.index).as_ref().is_some_and(failed) => Known::Failed(page.quarters),
        _ => Known::Unread,
    }
}

/// Whether a page hangs on a folder or waits to.
pub(super) fn is_kept(page: &Page) -> bool {
    matches!(page.stands, Stands::Filed(..) | Stands::Waits(_))
}

/// Whether a page is to be read: there is something on it, somebody may look at it, and it was not set aside.
fn is_wanted(page: &Page) -> bool {
    !page.is_blank && !page.is_hidden && is_kept(page)
}
