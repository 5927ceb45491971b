//! Scans and their pages: what came, and where every page of it is.

mod query;
mod reading;
mod row;

pub use reading::Settled;
pub use row::{Page, Stands};

use crate::domain::attachment::BlobHash;
use crate::domain::column::Column;
use crate::domain::event::{
    CaseRetyped, Damage, Event, FixityChecked, FolderSplit, PagesErased, PagesFiled, PagesMoved, PagesPutBack,
    PagesWait, PaperMoved, ScanRead, ScanReceived,
};
use crate::domain::folder::Actor;
use crate::domain::ids::{CaseNo, FolderNo, PageNo, ScanNo};
use crate::domain::scan::{FoundBy, PageLook, PagePlace, ScanMedia, ScanSource, Why};
use crate::domain::scanner::Scanner;
use crate::domain::state::Stamp;
use compact_str::CompactString;
use reading::Reading;
use row::Row;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// What its bytes are called.
    pub sha256: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// What sort of file it is.
    pub media_type: ScanMedia,
    /// By which way it came.
    pub source: ScanSource,
    /// How many sheets were announced.
    pub sheets: Option<u16>,
    /// Where its first pages belong, as was said with it.
    pub into: Option<PagePlace>,
    /// The frame that says it came, where its name stands.
    pub seq: u64,
    /// When it came, microseconds since 1970 UTC.
    pub received_us: i64,
    /// Who sent it.
    pub by: Actor,
    /// How many of its pages were read.
    pub pages: u32,
    /// How many of them wait.
    pub waiting: u32,
    reading: Reading,
    /// Its first pages, one number after the other: nearly always all.
    first: PageNo,
    run: u32,
}

/// The last walk over all originals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What it found.
    pub found: FixityChecked,
    /// When it ended, microseconds since 1970 UTC.
    pub ended_us: i64,
}

/// All scans and pages.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Scans {
    scans: Column<Arc<Scan>>,
    by_hash: imbl::OrdMap<BlobHash, ScanNo>,
    pages: Column<Row>,
    /// Where pages of a scan begin that came after those of another, by their place in the file.
    later: imbl::OrdMap<(ScanNo, u32), PageNo>,
    by_folder: imbl::HashMap<FolderNo, Arc<Vec<PageNo>>>,
    open: imbl::OrdSet<ScanNo>,
    failed: imbl::OrdSet<ScanNo>,
    waiting: imbl::OrdSet<(ScanNo, PageNo)>,
    /// For which codes pages wait. It stays when they are put somewhere, since that may be taken back.
    said: imbl::OrdMap<PageNo, Arc<[CompactString]>>,
    aside: imbl::OrdSet<(ScanNo, PageNo)>,
    damaged: imbl::OrdMap<ScanNo, Damage>,
    /// Scans of which pages were erased, and whether their files are destroyed.
    erased: imbl::OrdMap<ScanNo, bool>,
    /// How many pages of folders were erased.
    erased_on: imbl::OrdMap<FolderNo, u32>,
    checked: Option<Checked>,
    scanners: imbl::OrdMap<String, Arc<Scanner>>,
}

impl Scans {
    /// Of a folder that is no folder it knows nothing: of so many it may hear.
    pub(super) fn apply(&mut self, stamp: Stamp, event: &Event, folders: usize) {
        match event {
            Event::ScanReceived(event, _) => self.received(stamp, event),
            Event::ScanRead(event) => self.read(event),
            Event::ScanFailed(event) => self.now(event.scan, Reading::Failed(event.fault.clone())),
            Event::ScanRetried(event) => self.now(event.scan, Reading::Open),
            Event::ScanSettled(event, _) => self.settle(stamp, event.scan),
            Event::ScanReopened(event) => self.reopen(event.scan),
            Event::PagesFiled(event) if event.folder.index() < folders => self.filed(event),
            Event::PagesWait(event) => self.waits(event, folders),
            Event::PagesMoved(event) if event.to.folder.index() < folders => self.moved(event),
            Event::PagesTurned(event) => self.each(&event.pages, |row| row.turn(event.quarters)),
            Event::PagesHidden(event) => self.each(&event.pages, |row| row.hide(event.hidden)),
            Event::PagesSetAside(event, _) => self.put(&event.pages, |_| Stands::Aside, None),
            Event::PagesPutBack(event) => self.put_back(event, folders),
            Event::OriginalDamaged(event)
                if event.scan.index() < self.scans.len() && !self.is_destroyed(event.scan) =>
            {
                self.damaged.insert(event.scan, event.damage);
            }
            Event::OriginalWhole(event) => drop(self.damaged.remove(&event.scan)),
            Event::PagesErased(event) if event.scan.index() < self.scans.len() => self.erase(event),
            Event::ScannerSet(event) => {
                self.scanners.insert(event.scanner.code.clone(), Arc::new(event.scanner.clone()));
            }
            Event::FixityChecked(event) => {
                self.checked = Some(Checked { found: *event, ended_us: stamp.recorded_us });
            }
            event => self.carried(event, folders),
        }
    }

    /// Pages go along with the cases and papers they are of.
    fn carried(&mut self, event: &Event, folders: usize) {
        match event {
            Event::FolderSplit(FolderSplit { from, into, cases }, _) if into.index() < folders => {
                let cases: BTreeSet<CaseNo> = cases.iter().copied().collect();
                self.carry(*from, |place| {
                    let goes = place.case.is_some_and(|case| cases.contains(&case));
                    goes.then_some(PagePlace { folder: *into, ..place })
                });
            }
            Event::CaseMoved(event, _) if event.into.index() < folders => self.carry(event.folder, |place| {
                (place.case == Some(event.case)).then_some(PagePlace { folder: event.into, ..place })
            }),
            Event::PaperMoved(PaperMoved { case, folder, paper, to, to_folder, to_paper, .. }, _)
                if to_folder.index() < folders =>
            {
                let there = PagePlace { folder: *to_folder, case: Some(*to), paper: Some(to_paper.no) };
                self.carry(*folder, |place| {
                    ((place.case, place.paper) == (Some(*case), Some(paper.no))).then_some(there)
                });
            }
            Event::CaseRetyped(CaseRetyped { case, facts, renumbered, .. }, _) => self.carry(facts.folder, |place| {
                let paper = place.paper.filter(|_| place.case == Some(*case))?;
                let now = renumbered.iter().find(|(before, _)| *before == paper).map(|(_, now)| *now);
                (now != Some(paper)).then_some(PagePlace { paper: now, ..place })
            }),
            _ => {}
        }
    }

    /// Hangs all pages of a folder on another, behind those that are there.
    pub(super) fn merged(&mut self, from: FolderNo, into: FolderNo) {
        self.carry(from, |place| Some(PagePlace { folder: into, ..place }));
        if let Some(count) = self.erased_on.remove(&from) {
            *self.erased_on.entry(into).or_default() += count;
        }
    }

    /// Pages that nobody sees any more. A scan whose file goes with them is over, and its bytes may come again one day.
    fn erase(&mut self, event: &PagesErased) {
        let all: Vec<PageNo> = if event.is_destroyed { self.pages_of(event.scan).collect() } else { Vec::new() };
        let is_his = |page: &&PageNo| self.pages.get(page.index()).is_some_and(|row| row.scan == event.scan);
        let pages: BTreeSet<PageNo> = event.pages.iter().filter(is_his).copied().chain(all).collect();
        let hung = |page: &PageNo| Some((*page, self.pages.get(page.index())?.stands().folder()));
        let hung: BTreeMap<PageNo, Option<FolderNo>> = pages.iter().filter_map(hung).collect();
        self.put(
            &pages.into_iter().collect::<Vec<_>>(),
            |page| Stands::Erased(hung.get(&page).copied().flatten()),
            None,
        );
        for (page, folder) in hung {
            self.said.remove(&page);
            let Some(folder) = folder else { continue };
            *self.erased_on.entry(folder).or_default() += 1;
        }
        let was_destroyed = self.erased.get(&event.scan).copied().unwrap_or_default();
        self.erased.insert(event.scan, was_destroyed || event.is_destroyed);
        if !event.is_destroyed {
            return;
        }
        self.damaged.remove(&event.scan);
        self.now(event.scan, Reading::Ended);
        let hash = self.scans.get(event.scan.index()).map(|scan| scan.sha256);
        if let Some(hash) = hash.filter(|hash| self.by_hash.get(hash) == Some(&event.scan)) {
            self.by_hash.remove(&hash);
        }
    }

    fn received(&mut self, stamp: Stamp, event: &ScanReceived) {
        // A number out of turn is nonsense.
        if event.scan.index() != self.scans.len() {
            return;
        }
        let ScanReceived { scan, sha256, bytes, media_type, source, sheets, into } = *event;
        self.scans.push(Arc::new(Scan {
            sha256,
            bytes,
            media_type,
            source,
            sheets,
            into,
            seq: stamp.seq,
            received_us: stamp.recorded_us,
            by: stamp.actor,
            pages: 0,
            waiting: 0,
            reading: Reading::Open,
            first: PageNo(0),
            run: 0,
        }));
        self.by_hash.entry(sha256).or_insert(scan);
        self.open.insert(scan);
    }

    fn read(&mut self, event: &ScanRead) {
        if event.is_last {
            self.now(event.scan, Reading::Ended);
        }
    }

    fn filed(&mut self, event: &PagesFiled) {
        let place = PagePlace { folder: event.folder, case: event.case, paper: event.paper };
        for (ahead, page) in (0..).zip(&event.pages) {
            let (no, index) = (ahead_of(event.first, ahead), event.from.saturating_add(ahead));
            if self.begun(no, event.scan, index, &page.look, Stands::Filed(place, page.by)) {
                Arc::make_mut(self.by_folder.entry(event.folder).or_default()).push(no);
            }
        }
    }

    fn waits(&mut self, event: &PagesWait, folders: usize) {
        for (ahead, page) in (0..).zip(&event.pages) {
            let (no, index) = (ahead_of(event.first, ahead), event.from.saturating_add(ahead));
            if self.begun(no, event.scan, index, &page.look, Stands::Waits(page.why)) {
                self.waiting.insert((event.scan, no));
                if !page.codes.is_empty() {
                    self.said.insert(no, page.codes.as_slice().into());
                }
                let would = page.would.filter(|place| place.folder.index() < folders);
                if let (Some(would), Some(row)) = (would, self.pages.get_mut(no.index())) {
                    row.would(would);
                }
            }
        }
    }

    /// Adds a page, if it is the next one of all and the next one of its scan.
    fn begun(&mut self, page: PageNo, scan: ScanNo, index: u32, look: &PageLook, stands: Stands) -> bool {
        let Some(row) = self.scans.get_mut(scan.index()).filter(|_| page.index() == self.pages.len()) else {
            return false;
        };
        if index != row.pages {
            return false;
        }
        let row = Arc::make_mut(row);
        row.pages += 1;
        row.waiting += u32::from(matches!(stands, Stands::Waits(_)));
        if index == 0 {
            row.first = page;
        }
        let follows = |first: PageNo, from: u32| u64::from(first.0) + u64::from(index - from) == u64::from(page.0);
        if row.run == index && follows(row.first, 0) {
            row.run += 1;
        } else {
            let last = self.later.range((scan, 0)..=(scan, index)).next_back();
            if !last.is_some_and(|((_, from), first)| follows(*first, *from)) {
                self.later.insert((scan, index), page);
            }
        }
        self.pages.push(Row::new(scan, index, look, stands));
        true
    }

    fn moved(&mut self, event: &PagesMoved) {
        self.put(&event.pages, |_| Stands::Filed(event.to, event.by), event.before);
    }

    fn put_back(&mut self, event: &PagesPutBack, folders: usize) {
        let why = event.was.map_or(Why::PutBack, |was| was.why);
        self.put(&event.pages, |_| Stands::Waits(why), None);
        let would = event.was.and_then(|was| was.would).filter(|place| place.folder.index() < folders);
        if let Some(would) = would {
            self.each(&event.pages, |row| row.would(would));
        }
    }

    /// Hangs pages of a folder elsewhere, in order; those for which there is no elsewhere stay.
    fn carry(&mut self, folder: FolderNo, to: impl Fn(PagePlace) -> Option<PagePlace>) {
        let goes = |page: &PageNo| match self.pages.get(page.index())?.stands() {
            Stands::Filed(place, by) => Some((*page, to(place)?, by)),
            _ => None,
        };
        let goes: Vec<(PageNo, PagePlace, FoundBy)> = self.of_folder(folder).iter().filter_map(goes).collect();
        // What stays in its folder stays where it is there.
        let (stay, leave): (Vec<_>, Vec<_>) = goes.into_iter().partition(|(_, to, _)| to.folder == folder);
        for (page, to, by) in stay {
            if let Some(row) = self.pages.get_mut(page.index()) {
                row.stand(Stands::Filed(to, by));
            }
        }
        let to: BTreeMap<PageNo, Stands> =
            leave.iter().map(|(page, to, by)| (*page, Stands::Filed(*to, *by))).collect();
        let pages: Vec<PageNo> = leave.iter().map(|(page, ..)| *page).collect();
        self.put(&pages, |page| to.get(&page).copied().unwrap_or(Stands::Aside), None);
    }

    /// Puts pages somewhere else, each once and in this order.
    fn put(&mut self, pages: &[PageNo], to: impl Fn(PageNo) -> Stands, before: Option<PageNo>) {
        let mut seen = BTreeSet::new();
        // What was erased never comes back.
        let known = |page: &&PageNo| self.pages.get(page.index()).is_some_and(|row| !row.is_erased());
        let pages: Vec<PageNo> = pages.iter().filter(known).copied().filter(|page| seen.insert(*page)).collect();
        self.take_off(&pages, &seen);
        let mut hung: BTreeMap<FolderNo, Vec<PageNo>> = BTreeMap::new();
        for page in pages {
            let stands = to(page);
            let Some(row) = self.pages.get_mut(page.index()) else { continue };
            row.stand(stands);
            let scan = row.scan;
            match stands {
                Stands::Filed(place, _) => hung.entry(place.folder).or_default().push(page),
                Stands::Waits(_) => {
                    self.waiting.insert((scan, page));
                    self.change(scan, |scan| scan.waiting += 1);
                }
                Stands::Aside => drop(self.aside.insert((scan, page))),
                Stands::Erased(_) => {}
            }
        }
        for (folder, pages) in hung {
            let list = Arc::make_mut(self.by_folder.entry(folder).or_default());
            let at = before.and_then(|before| list.iter().position(|page| *page == before)).unwrap_or(list.len());
            list.splice(at..at, pages);
        }
    }

    /// Takes pages from where they are.
    fn take_off(&mut self, pages: &[PageNo], set: &BTreeSet<PageNo>) {
        let mut folders = BTreeSet::new();
        for page in pages {
            let Some(row) = self.pages.get(page.index()) else { continue };
            let scan = row.scan;
            match row.stands() {
                Stands::Filed(place, _) => drop(folders.insert(place.folder)),
                Stands::Waits(_) => {
                    self.waiting.remove(&(scan, *page));
                    self.change(scan, |scan| scan.waiting = scan.waiting.saturating_sub(1));
                }
                Stands::Aside => drop(self.aside.remove(&(scan, *page))),
                Stands::Erased(_) => {}
            }
        }
        for folder in folders {
            let Some(list) = self.by_folder.get_mut(&folder) else { continue };
            Arc::make_mut(list).retain(|page| !set.contains(page));
            if list.is_empty() {
                self.by_folder.remove(&folder);
            }
        }
    }

    fn change(&mut self, scan: ScanNo, change: impl FnOnce(&mut Scan)) {
        if let Some(row) = self.scans.get_mut(scan.index()) {
            change(Arc::make_mut(row));
        }
    }

    fn each(&mut self, pages: &[PageNo], change: impl Fn(&mut Row)) {
        for page in pages {
            if let Some(row) = self.pages.get_mut(page.index()) {
                change(row);
            }
        }
    }
}

fn ahead_of(page: PageNo, ahead: u32) -> PageNo {
    PageNo(page.0.saturating_add(ahead))
}
