//! Scans and pages on the wire.

use crate::archive::codec;
use crate::archive::codec::time_of;
use crate::domain::event::{Damage, Event};
use crate::domain::folder::Actor;
use crate::domain::ids::{FolderNo, PageNo, ScanNo};
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{FoundBy, PagePlace, ScanMedia, ScanSource, ScanState, Side, Why};
use crate::domain::state::{Scan, Stands};
use crate::http::App;
use crate::http::extract::Asker;
use crate::http::shape::PersonRef;
use crate::http::stories::paper_name;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many folders of a scan are named.
const FOLDERS_NAMED: usize = 50;

/// A scan: a file of scanned pages, as it came.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScanShown {
    /// Its number.
    pub no: u32,
    pub state: ScanState,
    pub source: ScanSource,
    /// What it was called where it came from.
    pub file_name: String,
    #[schema(value_type = String)]
    pub media_type: ScanMedia,
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    pub received_at: DateTime<Utc>,
    pub by: PersonRef,
    /// How many sheets were announced.
    pub sheets: Option<u16>,
    /// Where its first pages belong, as was said with it.
    pub into: Option<PlaceOfPage>,
    /// How many of its pages were read so far.
    pub pages: u32,
    /// How many of them wait to be put where they belong.
    pub waiting: u32,
    /// Why it could not be read.
    pub fault: Option<FaultShown>,
    /// What is wrong with its original, if anything is.
    pub damage: Option<Damage>,
    /// The folders on which its pages hang, as far as the asker sees them, with how many.
    pub folders: Vec<PagesOn>,
}

/// Why a file could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultShown {
    /// `unsupported`, `damaged`, `encrypted`, `too_large`, `too_many_pages`, `empty`, `crashed`, `too_slow` or `vanished`;
    /// more may come.
    pub code: String,
    /// The same in the language asked for.
    pub sentence: String,
}

/// Pages of a scan on one folder.
#[derive(Debug, Serialize, ToSchema)]
pub struct PagesOn {
    /// Its own code.
    pub folder: String,
    pub pages: usize,
}

/// Where a page belongs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceOfPage {
    /// The folder's own code.
    pub folder: String,
    /// The case's code.
    pub case: Option<String>,
    /// The paper's number in its case.
    pub paper: Option<u16>,
    /// What the paper is called.
    pub paper_name: Option<String>,
}

/// Where a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// It hangs on a folder.
    Filed,
    /// Somebody has to say where it belongs.
    Waiting,
    /// It was set aside.
    Aside,
}

/// A page: one side of a scanned paper.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageShown {
    /// Its number.
    pub no: u32,
    /// The scan's number.
    pub scan: u32,
    /// Its place in the file, from 1.
    pub place: u32,
    pub state: PageState,
    /// Where it hangs.
    pub on: Option<PlaceOfPage>,
    /// What said so.
    pub by: Option<FoundBy>,
    /// Why it waits.
    pub why: Option<Why>,
    /// What said so, or why it waits, in the language asked for.
    pub because: String,
    pub side: Side,
    /// Whether there is nothing on it.
    pub blank: bool,
    /// Whether it is not shown.
    pub hidden: bool,
    /// By how many quarters it was turned, clockwise; its pictures are turned already.
    pub quarters: u8,
    /// As it was scanned, in dots.
    pub width_px: u32,
    pub height_px: u32,
    /// Dots in an inch; 0 if nobody knows.
    pub dpi: u16,
    /// Where its picture is; `&width=240`, `1200` or `full` says how large.
    pub picture: String,
}

/// What is shown of scans to whom.
pub struct Scans<'a> {
    pub app: &'a App,
    pub asker: &'a Asker,
    pub state: &'a crate::domain::state::State,
}

impl Scans<'_> {
    /// Whether a scan exists for the asker: he puts pages where they belong, or sent it in.
    pub fn sees(&self, scan: &Scan) -> bool {
        self.asker.require(Permission::ScanReview).is_ok() || scan.by == Actor::Person(self.asker.no())
    }

    /// A scan that the asker may see.
    pub fn find(&self, no: u32) -> Result<(ScanNo, &Scan), Refusal> {
        let scan = ScanNo::of_shown(no);
        let row = self.state.scans.get(scan).filter(|row| self.sees(row));
        row.map(|row| (scan, row)).ok_or_else(|| Refusal::new(Code::ScanUnknown).with("scan", no))
    }

    /// Whether a page exists for the asker: he sees its folder; of one that waits or was set aside, he puts such where they
    /// belong.
    pub fn sees_page(&self, stands: Stands) -> bool {
        match stands.folder() {
            Some(folder) => {
                self.state.sees(&self.asker.sight, folder)
                    && self.asker.identity.require_any(&[Permission::FolderSee, Permission::ScanReview]).is_ok()
            }
            None => self.asker.require(Permission::ScanReview).is_ok(),
        }
    }

    /// A page that the asker may see.
    pub fn find_page(&self, no: u32) -> Result<(PageNo, crate::domain::state::Page), Refusal> {
        let page = PageNo::of_shown(no);
        let row = self.state.scans.page(page).filter(|row| self.sees_page(row.stands));
        row.map(|row| (page, row)).ok_or_else(|| Refusal::new(Code::PageUnknown).with("page", no))
    }

    /// A scan as it is shown. Its name stands in the ledger only.
    pub fn scan(&self, no: ScanNo) -> Result<ScanShown, Refusal> {
        let row = self.state.scans.get(no).ok_or(Code::Internal)?;
        let show = self.app.show(self.state, self.asker);
        let fault = row
            .fault()
            .map(|fault| FaultShown { code: fault.name().to_owned(), sentence: fault.sentence(self.asker.language) });
        let mut folders: BTreeMap<FolderNo, usize> = BTreeMap::new();
        for page in self.state.scans.pages_of(no) {
            let folder = self.state.scans.page(page).and_then(|page| page.stands.folder());
            if let Some(folder) = folder.filter(|folder| self.state.sees(&self.asker.sight, *folder)) {
                *folders.entry(folder).or_default() += 1;
            }
        }
        let named = folders.into_iter().take(FOLDERS_NAMED);
        let seen = |into: &PagePlace| self.state.sees(&self.asker.sight, into.folder);
        Ok(ScanShown {
            no: no.shown(),
            state: row.state(),
            source: row.source,
            file_name: self.file_name(row)?,
            media_type: row.media_type,
            bytes: row.bytes,
            sha256: row.sha256.to_string(),
            received_at: time_of(row.received_us),
            by: show.actor(row.by),
            sheets: row.sheets,
            into: row.into.filter(seen).map(|into| self.place(into)),
            pages: row.pages,
            waiting: row.waiting,
            fault,
            damage: self.state.scans.damage(no),
            folders: named
                .map(|(folder, pages)| PagesOn { folder: self.state.codes.own(folder).to_owned(), pages })
                .collect(),
        })
    }

    /// What a file was called; nothing once that was erased.
    pub fn file_name(&self, row: &Scan) -> Result<String, Refusal> {
        let unreadable = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, seq = row.seq, "a scan's frame cannot be read");
            Refusal::new(Code::Internal)
        };
        let frame = self.app.archive.ledger().read(row.seq).map_err(|error| unreadable(&error))?;
        let events = codec::events_of(&frame).map_err(|error| unreadable(&error))?;
        let named = events.into_iter().find_map(|event| match event {
            Event::ScanReceived(event, details) if event.sha256 == row.sha256 => details,
            _ => None,
        });
        Ok(named.map(|details| details.file_name).unwrap_or_default())
    }

    fn place(&self, place: PagePlace) -> PlaceOfPage {
        let show = self.app.show(self.state, self.asker);
        let seen = place.case.filter(|case| self.state.sees_case(&self.asker.sight, *case));
        PlaceOfPage {
            folder: self.state.codes.own(place.folder).to_owned(),
            case: seen.map(|case| self.state.cases.code(case).to_owned()),
            paper: place.paper.filter(|_| seen.is_some()).map(|paper| paper.0),
            paper_name: seen.zip(place.paper).map(|(case, paper)| paper_name(show, case, paper)),
        }
    }

    /// A page as it is shown.
    pub fn page(&self, no: PageNo) -> Option<PageShown> {
        let page = self.state.scans.page(no)?;
        let language = self.asker.language;
        let (state, by, why, because) = match page.stands {
            Stands::Filed(_, by) => (PageState::Filed, Some(by), None, by.label(language)),
            Stands::Waits(why) => (PageState::Waiting, None, Some(why), why.label(language)),
            Stands::Aside => (PageState::Aside, None, None, ""),
        };
        let (shown, quarters) = (no.shown(), page.quarters);
        Some(PageShown {
            no: shown,
            scan: page.scan.shown(),
            place: page.index + 1,
            state,
            on: page.stands.place().map(|place| self.place(place)),
            by,
            why,
            because: because.to_owned(),
            side: page.side,
            blank: page.is_blank,
            hidden: page.is_hidden,
            quarters,
            width_px: page.width_px,
            height_px: page.height_px,
            dpi: page.dpi,
            picture: format!("{}/pages/{shown}/picture?turned={quarters}", crate::http::routes::API),
        })
    }
}
