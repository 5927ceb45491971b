//! Reads a scan that was received, and files its pages.

use super::journal::Journal;
use super::resolve::Resolver;
use super::{Intake, Reading};
use crate::archive::Meta;
use crate::archive::files::forget_pages;
use crate::disk::free_bytes;
use crate::domain::command::{Command, Found, PageRead, ScanCommand, ScanPages};
use crate::domain::folder::Actor;
use crate::domain::ids::{PageNo, ScanNo};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{
    PAGES_AT_ONCE_MAX, PAGES_PER_FRAME_MAX, PAGES_PER_SCAN_MAX, PageLook, ScanFault, ScanState, Side, Why, codes_kept,
};
use crate::domain::state::{Scan, State};
use crate::metrics::Failed;
use crate::scan::separate::{Placed, Put, Seen, Sign, Stack, separate};
use crate::scan::worker::{self, WorkerPage};
use compact_str::CompactString;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Instant;

/// With less room than this nothing is read: previews would fill what the ledger needs.
const ROOM_BYTES: u64 = 64 * 1024 * 1024;

const NO_ROOM: Later = "there is no room for previews";

/// So many codes for which pages of one file wait are named in the log.
const CODES_LOGGED_MAX: usize = 20;

/// Why a scan is left for later.
type Later = &'static str;

impl Intake {
    /// Reads a scan to its end, or its fault. Whatever was recorded of it before is not recorded again.
    pub(super) fn read(&self, scan: ScanNo) -> Result<(), Later> {
        let parts = &self.inner.parts;
        let now = parts.archive.now();
        let row = now.state.scans.get(scan).filter(|row| row.state() == ScanState::Received).cloned();
        let Some(row) = row else { return Ok(()) };
        if !self.has_room() {
            return Err(NO_ROOM);
        }
        let mut journal = Journal::open(self.inner.attempts.pages(scan), row.sha256, &parts.limits);
        let behind = journal.pages().len() as u32;
        let begun = self.inner.attempts.begin(scan, behind).map_err(|_| "its attempt could not be noted")?;
        let fault = if begun { self.look(scan, &row, &mut journal) } else { Ok(Some(ScanFault::Crashed)) };
        if begun && self.is_stopping() {
            self.inner.attempts.end(scan);
            return Ok(());
        }
        // A closed file that is read once more shows pages anew that were erased.
        if let Err(error) = forget_pages(self.scans_dir(), &parts.archive.now().state, scan) {
            tracing::error!(%error, scan = scan.shown(), "pictures of erased pages could not be removed");
        }
        let fault = match fault {
            Ok(fault) if fault != Some(ScanFault::Crashed) || self.has_room() => fault,
            // What broke may have done so for want of room too. Reading goes on behind the pages there are.
            _ => {
                if begun {
                    self.inner.attempts.end(scan);
                }
                return Err(NO_ROOM);
            }
        };
        let recorded = self.record(scan, &row, journal.pages(), fault);
        // That the archive takes nothing just now says nothing of the file, unless it was not even begun.
        if begun || recorded.is_ok() {
            self.inner.attempts.end(scan);
        }
        if recorded.is_ok() {
            journal.end();
            // What the archive refused for good is set aside where people see it.
            if self.is_unread(scan) {
                self.fail(scan, ScanFault::Crashed)?;
            }
            // Whatever it made of that: nobody reads one file again and again.
            if self.is_unread(scan) {
                self.at_work().given_up.insert(scan);
            }
        }
        recorded
    }

    /// Whether there is room for more pictures of pages beside what the ledger needs.
    pub(super) fn has_room(&self) -> bool {
        free_bytes(self.scans_dir()).is_none_or(|free| free >= ROOM_BYTES)
    }

    fn is_unread(&self, scan: ScanNo) -> bool {
        let now = self.inner.parts.archive.now();
        now.state.scans.get(scan).is_some_and(|row| row.state() == ScanState::Received)
    }

    /// Lets a child read the file, behind the pages that were read before an interruption.
    fn look(&self, scan: ScanNo, row: &Scan, journal: &mut Journal) -> Result<Option<ScanFault>, Later> {
        let parts = &self.inner.parts;
        let previews = self.previews(row);
        let original = parts.files.originals.path(row.sha256);
        let Some(original) = original.filter(|_| std::fs::create_dir_all(&previews).is_ok()) else {
            return Ok(Some(ScanFault::Crashed));
        };
        let from = journal.pages().len() as u32;
        self.goes_on(scan, Reading { pages: from, of: journal.pages().last().and_then(|page| page.of) });
        let mut limits = parts.limits;
        let (mut begun, mut is_full) = (Instant::now(), false);
        limits.file.pages = limits.file.pages.min(PAGES_PER_SCAN_MAX);
        let read = worker::run_from(&parts.program, &original, &previews, &limits, from, &mut |page| {
            let of = page.of;
            journal.push(page);
            parts.figures.pages.inc();
            parts.figures.page_seconds.observe(std::mem::replace(&mut begun, Instant::now()).elapsed().as_secs_f64());
            self.goes_on(scan, Reading { pages: journal.pages().len() as u32, of });
            is_full = !self.has_room();
            if is_full || self.is_stopping() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if is_full { Err(NO_ROOM) } else { Ok(read.err()) }
    }

    /// Files what was read, hides the sheets that only steered, and closes the scan.
    fn record(&self, scan: ScanNo, row: &Scan, pages: &[WorkerPage], fault: Option<ScanFault>) -> Result<(), Later> {
        let now = self.inner.parts.archive.now();
        let placed = place(&now.state, row, pages);
        let resolver = Resolver::of(&now.state);
        let read = |(page, placed)| page_read(row, pages.len(), page, placed, codes_behind(&resolver, pages, placed));
        let reads: Vec<PageRead> = pages.iter().zip(&placed).map(read).collect();
        let done = row.pages as usize;
        let ends = fault.is_none() && !placed.iter().any(|placed| placed.is_cover);
        let mut from = done.min(reads.len());
        while let Some(part) = reads.get(from..).filter(|rest| !rest.is_empty()) {
            let part = part.get(..PAGES_PER_FRAME_MAX.min(part.len())).unwrap_or_default();
            let is_last = ends && from + part.len() == reads.len();
            self.file(scan, from, part.to_vec(), is_last)?;
            from += part.len();
        }
        self.hide(scan, &placed)?;
        log_codes(scan, reads.get(done..).unwrap_or_default());
        let figures = &self.inner.parts.figures;
        match fault {
            Some(fault) => {
                figures.failed.get_or_create(&Failed { fault: fault.name() }).inc();
                tracing::warn!(scan = scan.shown(), fault = fault.name(), pages = pages.len(), "a scan was set aside");
                self.fail(scan, fault)
            }
            None => {
                figures.read.inc();
                self.close(scan, ends, done, reads.len())
            }
        }
    }

    /// Says that a scan is read, unless its last pages said so.
    fn close(&self, scan: ScanNo, ends: bool, done: usize, count: usize) -> Result<(), Later> {
        if ends && done < count { Ok(()) } else { self.file(scan, done.max(count), Vec::new(), true) }
    }

    fn file(&self, scan: ScanNo, from: usize, pages: Vec<PageRead>, is_last: bool) -> Result<(), Later> {
        self.tell(scan, ScanCommand::File(ScanPages { scan, from: from as u32, pages, is_last }))
    }

    fn fail(&self, scan: ScanNo, fault: ScanFault) -> Result<(), Later> {
        self.tell(scan, ScanCommand::Fail { scan, fault })
    }

    /// Hides sheets that only steer: they are kept, and are no papers.
    fn hide(&self, scan: ScanNo, placed: &[Placed]) -> Result<(), Later> {
        let now = self.inner.parts.archive.now();
        let pages = now.state.scans.pages_of(scan).zip(placed).filter(|(_, placed)| placed.is_cover);
        let pages: Vec<PageNo> = pages.map(|(page, _)| page).collect();
        for pages in pages.chunks(PAGES_AT_ONCE_MAX) {
            self.tell(scan, ScanCommand::Hide { pages: pages.to_vec(), hidden: true })?;
        }
        Ok(())
    }

    /// Tells the archive; what it refuses for good is not asked again.
    fn tell(&self, scan: ScanNo, command: ScanCommand) -> Result<(), Later> {
        let told = self.inner.parts.archive.execute_blocking(Meta::of(Actor::System), Command::Scan(command));
        match told.map_err(|Refusal { code, .. }| code) {
            Ok(_) => Ok(()),
            // Somebody else did it meanwhile.
            Err(Code::ScanOver) => Ok(()),
            Err(Code::StorageFull | Code::StorageFailed | Code::Overloaded) => {
                Err("the archive takes nothing just now")
            }
            Err(code) => {
                tracing::error!(scan = scan.shown(), code = code.name(), "what was read of a scan was refused");
                Ok(())
            }
        }
    }
}

/// Where each page of a scan belongs, by State as it is.
fn place(state: &State, row: &Scan, pages: &[WorkerPage]) -> Vec<Placed> {
    let resolver = Resolver::of(state);
    let seen = |page: &WorkerPage| Seen {
        signs: page.codes.iter().map(|text| resolver.sign(text)).collect(),
        is_blank: page.blank,
        is_unreadable: page.lacks,
    };
    let seen: Vec<Seen> = pages.iter().map(seen).collect();
    let stack = Stack {
        into: row.into.map(|place| resolver.told(place)),
        sheets: row.sheets,
        paper_in: &|case, paper| resolver.paper_in(case, paper),
        pages_of: &|case, paper| resolver.pages_of(case, paper),
    };
    separate(&seen, &stack)
}

/// The codes that say where a page belongs, or for which it waits; none where it waits for anything else.
fn codes_behind(resolver: &Resolver<'_>, pages: &[WorkerPage], placed: &Placed) -> Vec<CompactString> {
    let Some(page) = placed.said_on.and_then(|at| pages.get(at)) else { return Vec::new() };
    let is_meant = |sign: Sign| match placed.put {
        Put::Waits(Why::UnknownCode, _) => sign == Sign::Unknown,
        Put::Waits(Why::NotAllowed, _) => sign == Sign::Gone,
        Put::Waits(Why::CodesDisagree, _) | Put::Filed(..) => sign.steers(),
        Put::Waits(..) => false,
    };
    let meant = page.codes.iter().filter(|text| is_meant(resolver.sign(text)));
    // One page may speak for thousands behind it.
    codes_kept(&meant.map(|text| resolver.code(text)).collect::<Vec<_>>())
}

/// Names in the log the codes for which pages wait, each once.
fn log_codes(scan: ScanNo, reads: &[PageRead]) {
    let mut told: BTreeMap<(Why, CompactString), usize> = BTreeMap::new();
    for read in reads {
        let Found::Waits(why) = read.found else { continue };
        for code in codes_kept(&read.codes) {
            *told.entry((why, code)).or_default() += 1;
        }
    }
    for ((why, code), pages) in told.into_iter().take(CODES_LOGGED_MAX) {
        tracing::info!(scan = scan.shown(), why = why.name(), code = code.as_str(), pages, "pages wait for a code");
    }
}

fn page_read(row: &Scan, count: usize, page: &WorkerPage, placed: &Placed, codes: Vec<CompactString>) -> PageRead {
    // Twice as many pages as sheets: both sides of each, in turn.
    let is_duplex = row.sheets.is_some_and(|sheets| usize::from(sheets) * 2 == count);
    let side = match (is_duplex, page.index % 2) {
        (false, _) => Side::Unknown,
        (true, 0) => Side::Front,
        (true, _) => Side::Back,
    };
    let look = PageLook {
        width_px: page.width_px,
        height_px: page.height_px,
        dpi: page.dpi,
        side,
        blank: page.blank,
        skew_centideg: page.skew_centideg,
    };
    let (found, would) = match placed.put {
        Put::Filed(place, by) => (Found::Filed(place, by), None),
        Put::Waits(why, would) => (Found::Waits(why), would),
    };
    PageRead { look, found, would, codes }
}
