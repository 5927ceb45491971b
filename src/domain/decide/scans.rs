//! Scans: files that come, and what is read of them.

use super::Draft;
use super::papers::reason;
use crate::domain::case::CasePhase;
use crate::domain::command::{CopyWish, Found, NewScan, PageRead, PageTarget, ScanCommand, ScanPages};
use crate::domain::event::{
    CopyDetails, CopyIssued, Event, FiledPage, FixityChecked, OriginalDamaged, OriginalWhole, PagesFiled, PagesWait,
    ScanDetails, ScanFailed, ScanRead, ScanReceived, ScanReopened, ScanRetried, ScanSettled, WaitingPage,
};
use crate::domain::folder::Actor;
use crate::domain::ids::{CaseNo, FolderNo, PageNo, ScanNo};
use crate::domain::limits::REMARK_CHARS;
use crate::domain::paper::{Paper, PaperNo, PaperState};
use crate::domain::policy::Sight;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{
    PAGES_PER_FOLDER_MAX, PAGES_PER_FRAME_MAX, PAGES_PER_SCAN_MAX, PagePlace, SCAN_BYTES_MAX, SCANS_OPEN_MAX,
    ScanFault, ScanState, Why, codes_kept, scan_name,
};
use crate::domain::state::{Scan, Stands};
use chrono::DateTime;
use std::collections::BTreeSet;

/// How many sheets somebody may announce.
const SHEETS_MAX: u16 = 9_999;
/// How many folders a refusal names.
const FOLDERS_NAMED: usize = 5;

/// Pages that follow each other in a file and hang in one place, or wait.
enum Run {
    Filed(PagePlace, Vec<FiledPage>),
    Waits(Vec<WaitingPage>),
}

impl Draft<'_> {
    pub(super) fn decide_scans(&mut self, command: &ScanCommand) -> Result<(), Refusal> {
        match command {
            ScanCommand::Receive(new) => self.receive_scan(new),
            ScanCommand::File(pages) => self.file_pages(pages),
            ScanCommand::Fail { scan, fault } => self.fail_scan(*scan, fault),
            ScanCommand::Retry { scan } => self.retry_scan(*scan),
            ScanCommand::Settle { scan, note } => self.settle_scan(*scan, note),
            ScanCommand::Reopen { scan } => self.reopen_scan(*scan),
            ScanCommand::Move { pages, to, before } => self.move_pages(pages, to, *before),
            ScanCommand::Turn { pages, quarters } => self.turn_pages(pages, *quarters),
            ScanCommand::Hide { pages, hidden } => self.hide_pages(pages, *hidden),
            ScanCommand::SetAside { pages, reason } => self.set_pages_aside(pages, reason),
            ScanCommand::PutBack { pages, was } => self.put_pages_back(pages, was.as_ref()),
            ScanCommand::Sign(note) => self.sign_original(note),
            ScanCommand::IssueCopy(wish) => self.issue_copy(wish),
            ScanCommand::NoteDamaged { scan, damage } => {
                self.scan(*scan)?;
                // What was destroyed meanwhile is not damaged.
                if self.state.scans.damage(*scan) != Some(*damage) && !self.state.scans.is_destroyed(*scan) {
                    self.record(OriginalDamaged { scan: *scan, damage: *damage });
                }
                Ok(())
            }
            ScanCommand::NoteWhole { scan } => {
                if self.state.scans.damage(*scan).is_some() {
                    self.record(OriginalWhole { scan: *scan });
                }
                Ok(())
            }
            ScanCommand::SetScanner(scanner) => self.set_scanner(scanner),
            ScanCommand::NoteChecked { began_us, files, bytes, damaged } => {
                let (began_us, files, bytes, damaged) = (*began_us, *files, *bytes, *damaged);
                self.record(FixityChecked { began_us, files, bytes, damaged });
                Ok(())
            }
        }
    }

    pub(super) fn scan(&self, scan: ScanNo) -> Result<&Scan, Refusal> {
        self.state.scans.get(scan).ok_or_else(|| Refusal::new(Code::ScanUnknown).with("scan", scan))
    }

    fn receive_scan(&mut self, new: &NewScan) -> Result<(), Refusal> {
        let over =
            |limit: u64, what: &str| Err(Refusal::new(Code::LimitExceeded).with("limit", limit).with("what", what));
        if new.bytes > SCAN_BYTES_MAX {
            return over(SCAN_BYTES_MAX, "bytes");
        }
        if self.state.scans.open().len() >= SCANS_OPEN_MAX {
            return over(SCANS_OPEN_MAX as u64, "scans");
        }
        if new.sheets.is_some_and(|sheets| !(1..=SHEETS_MAX).contains(&sheets)) {
            return Err(Refusal::bad("sheets", format!("1–{SHEETS_MAX}")));
        }
        if let Some(known) = self.state.scans.by_hash(new.sha256) {
            return Err(self.known_scan(known));
        }
        let target = |code: &String| PageTarget { folder: code.clone(), case: None, paper: None };
        let into = new.into.as_ref().map(|code| self.page_place(&target(code))).transpose()?;
        let scan = ScanNo(self.state.scans.len() as u32);
        let NewScan { sha256, bytes, media_type, source, sheets, .. } = *new;
        let received = ScanReceived { scan, sha256, bytes, media_type, source, sheets, into };
        let details = ScanDetails { file_name: scan_name(&new.file_name, media_type) };
        self.record(Event::ScanReceived(received, Some(details)));
        Ok(())
    }

    /// The same file came before: which scan that is, when it came, and where its pages are, as far as the asker sees.
    fn known_scan(&self, scan: ScanNo) -> Refusal {
        let scans = &self.state.scans;
        let received = scans.get(scan).and_then(|row| DateTime::from_timestamp_micros(row.received_us));
        let day = received.map(|at| at.date_naive().to_string()).unwrap_or_default();
        let (mut folders, mut filed, mut others) = (BTreeSet::new(), 0_usize, 0_usize);
        for page in scans.pages_of(scan) {
            match scans.page(page).and_then(|page| page.stands.folder()) {
                Some(folder) => {
                    filed += 1;
                    folders.extend(self.state.sees(&self.sight, folder).then_some(folder));
                }
                None => others += 1,
            }
        }
        let named: Vec<&str> = folders.iter().take(FOLDERS_NAMED).map(|folder| self.state.codes.own(*folder)).collect();
        let (more_en, more_zh) = if folders.len() > FOLDERS_NAMED { (" …", "等") } else { ("", "") };
        let (en, zh) = match named.is_empty() {
            true => (String::new(), String::new()),
            false => (format!(" ({}{more_en})", named.join(", ")), format!("（{}{more_zh}）", named.join("、"))),
        };
        Refusal::new(Code::ScanKnown).with("scan", scan).with("day", day).in_words(
            "where",
            &format!("{filed} pages on folders{en}, {others} waiting or set aside"),
            &format!("{filed} 页已归入档案袋{zh}，{others} 页待整理或已搁置"),
        )
    }

    /// Records what was read. What was recorded already is not recorded again: whoever reads on after a stop may repeat
    /// himself.
    fn file_pages(&mut self, read: &ScanPages) -> Result<(), Refusal> {
        let ScanPages { scan, from, pages, is_last } = read;
        let row = self.scan(*scan)?.clone();
        if pages.len() > PAGES_PER_FRAME_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", PAGES_PER_FRAME_MAX).with("what", "pages"));
        }
        let end = from.saturating_add(pages.len() as u32);
        let is_open = row.state() == ScanState::Received;
        if end <= row.pages && (!pages.is_empty() || !is_open) && (!is_last || !is_open) {
            return Ok(());
        }
        if !is_open || *from != row.pages {
            return Err(Refusal::new(Code::ScanOver).with("scan", scan));
        }
        if end > PAGES_PER_SCAN_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", PAGES_PER_SCAN_MAX).with("what", "pages"));
        }
        if end == 0 {
            return if *is_last { self.fail_scan(*scan, &ScanFault::Empty) } else { Ok(()) };
        }
        self.record(ScanRead { scan: *scan, from: *from, pages: pages.len() as u32, is_last: *is_last });
        let mut papers: Vec<(CaseNo, PaperNo)> = Vec::new();
        let (mut from, mut first) = (*from, PageNo(self.state.scans.page_count() as u32));
        for run in self.runs(&row, pages) {
            let count = match run {
                Run::Filed(place, pages) => {
                    papers.extend(place.case.zip(place.paper).filter(|paper| !papers.contains(paper)));
                    let (PagePlace { folder, case, paper }, count) = (place, pages.len() as u32);
                    self.record(PagesFiled { scan: *scan, from, first, folder, case, paper, pages });
                    count
                }
                Run::Waits(pages) => {
                    let count = pages.len() as u32;
                    self.record(PagesWait { scan: *scan, from, first, pages });
                    count
                }
            };
            (from, first) = (from + count, PageNo(first.0.saturating_add(count)));
        }
        papers.into_iter().for_each(|(case, paper)| self.tick(case, paper));
        Ok(())
    }

    /// What becomes of pages, those that follow each other to one place together.
    fn runs(&self, scan: &Scan, pages: &[PageRead]) -> Vec<Run> {
        let sight = self.sight_of(scan.by);
        let mut runs: Vec<Run> = Vec::new();
        let mut hung: Vec<(FolderNo, usize)> = Vec::new();
        for read in pages {
            let look = read.look;
            let would = read.would.and_then(|place| self.vetted(sight.as_ref(), place).ok());
            let found = match read.found {
                Found::Filed(place, by) => self.vetted(sight.as_ref(), place).map(|place| (place, by)),
                Found::Waits(why) => Err(why),
            };
            let found = found.and_then(|(place, by)| {
                let known = hung.iter().position(|(folder, _)| *folder == place.folder);
                let at = known.unwrap_or_else(|| {
                    hung.push((place.folder, self.state.scans.of_folder(place.folder).len()));
                    hung.len() - 1
                });
                let Some((_, count)) = hung.get_mut(at).filter(|(_, count)| *count < PAGES_PER_FOLDER_MAX) else {
                    return Err(Why::NotAllowed);
                };
                *count += 1;
                Ok((place, by))
            });
            match (found, runs.last_mut()) {
                (Ok((place, by)), Some(Run::Filed(known, pages))) if *known == place => {
                    pages.push(FiledPage { by, look })
                }
                (Ok((place, by)), _) => runs.push(Run::Filed(place, vec![FiledPage { by, look }])),
                (Err(why), last) => {
                    let page = WaitingPage { why, would, codes: codes_kept(&read.codes), look };
                    match last {
                        Some(Run::Waits(pages)) => pages.push(page),
                        _ => runs.push(Run::Waits(vec![page])),
                    }
                }
            }
        }
        runs
    }

    /// What whoever sent a file may see; nothing if he is not there any more.
    fn sight_of(&self, actor: Actor) -> Option<Sight> {
        match actor {
            Actor::System | Actor::Local => Some(Sight::everything()),
            Actor::Person(no) => Some(self.state.sight(self.person(no)?)),
        }
    }

    /// A place as it is now: cases move and folders are merged while files are read. A page never hangs where whoever sent
    /// it may not look, nor on what has left for good.
    fn vetted(&self, sight: Option<&Sight>, place: PagePlace) -> Result<PagePlace, Why> {
        let mut place = PagePlace { folder: self.state.codes.kept(place.folder), ..place };
        if let Some(case) = place.case {
            let row = self.case_row(case).filter(|row| row.phase != CasePhase::Cancelled).ok_or(Why::UnknownCode)?;
            place.folder = row.folder;
            let kind = self.type_of_case(row).map_err(|_| Why::UnknownCode)?;
            let is_known =
                |no: &PaperNo| usize::from(no.0) < kind.documents.len() || self.state.cases.paper(case, *no).is_some();
            place.paper = place.paper.filter(is_known);
        } else {
            place.paper = None;
        }
        if place.folder.index() >= self.state.folders.len() {
            return Err(Why::UnknownCode);
        }
        let sees = sight.is_some_and(|sight| self.state.sees(sight, place.folder));
        if !sees || self.present(place.folder).is_err() {
            return Err(Why::NotAllowed);
        }
        Ok(place)
    }

    /// A paper of which a page hangs there is there. That it is signed, only somebody who saw it says; and whoever answers
    /// for one that is short goes on answering: a picture is no paper.
    pub(super) fn tick(&mut self, case: CaseNo, no: PaperNo) {
        let Some(paper) = self.one_paper(case, no) else { return };
        let known = self.state.cases.paper(case, no).map(|known| known.state);
        let wanting = match known {
            None => true,
            Some(PaperState::Missing) => self.state.cases.absent(case, no).is_none(),
            Some(_) => false,
        };
        if wanting && paper.row.phase != CasePhase::Cancelled {
            let unsigned = Paper { signatures: Vec::new(), ..paper.as_usual() };
            self.note(case, &paper.kind, vec![unsigned], crate::domain::event::PaperRemarks::default());
        }
    }

    fn fail_scan(&mut self, scan: ScanNo, fault: &ScanFault) -> Result<(), Refusal> {
        let row = self.scan(scan)?;
        let fault = fault.kept();
        match row.state() {
            ScanState::Received => self.record(ScanFailed { scan, fault }),
            ScanState::Failed | ScanState::Settled => {}
            ScanState::Filed | ScanState::NeedsReview => return Err(Refusal::new(Code::ScanOver).with("scan", scan)),
        }
        Ok(())
    }

    fn retry_scan(&mut self, scan: ScanNo) -> Result<(), Refusal> {
        match self.scan(scan)?.state() {
            ScanState::Failed | ScanState::Settled => self.record(ScanRetried { scan }),
            ScanState::Received => {}
            ScanState::Filed | ScanState::NeedsReview => return Err(Refusal::new(Code::ScanOver).with("scan", scan)),
        }
        Ok(())
    }

    fn settle_scan(&mut self, scan: ScanNo, note: &str) -> Result<(), Refusal> {
        match self.scan(scan)?.state() {
            ScanState::Failed => {
                let remark = reason(note)?;
                self.record(Event::ScanSettled(ScanSettled { scan }, Some(remark)));
            }
            ScanState::Settled => {}
            _ => return Err(Refusal::new(Code::ScanNotFailed).with("scan", scan)),
        }
        Ok(())
    }

    fn reopen_scan(&mut self, scan: ScanNo) -> Result<(), Refusal> {
        match self.scan(scan)?.state() {
            ScanState::Settled => self.record(ScanReopened { scan }),
            ScanState::Failed => {}
            _ => return Err(Refusal::new(Code::ScanNotFailed).with("scan", scan)),
        }
        Ok(())
    }

    /// Notes that a copy goes out, before it is made.
    fn issue_copy(&mut self, wish: &CopyWish) -> Result<(), Refusal> {
        let folder = self.find(&wish.folder)?;
        let cut = |text: &str| -> String { text.trim().chars().take(REMARK_CHARS).collect() };
        let (for_whom, why) = (cut(&wish.for_whom), reason(&wish.why)?.text);
        if for_whom.is_empty() {
            return Err(Refusal::bad("for_whom", format!("1–{REMARK_CHARS}")));
        }
        let scans = &self.state.scans;
        let is_shown = |page: &&PageNo| scans.page(**page).is_some_and(|page| !page.is_hidden);
        let hangs = |page: &PageNo| match scans.page(*page).map(|page| page.stands) {
            Some(Stands::Filed(place, _)) if place.folder == folder => Ok(*page),
            _ => Err(Refusal::new(Code::PageUnknown).with("page", page)),
        };
        let pages: Vec<PageNo> = match wish.pages.is_empty() {
            true => scans.of_folder(folder).iter().filter(is_shown).copied().collect(),
            false => wish.pages.iter().map(hangs).collect::<Result<_, _>>()?,
        };
        if pages.is_empty() {
            return Err(self.refusal(Code::FolderWithoutPages, folder));
        }
        if pages.len() > PAGES_PER_FOLDER_MAX {
            return Err(Refusal::new(Code::LimitExceeded).with("limit", PAGES_PER_FOLDER_MAX).with("what", "pages"));
        }
        self.record(Event::CopyIssued(CopyIssued { folder, pages }, Some(CopyDetails { for_whom, why })));
        Ok(())
    }
}
