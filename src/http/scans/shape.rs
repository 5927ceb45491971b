//! Scans and pages on the wire.

use crate::archive::codec;
use crate::archive::codec::time_of;
use crate::domain::event::{Damage, Event};
use crate::domain::folder::Actor;
use crate::domain::ids::{CaseNo, FolderNo, PageNo, ScanNo};
use crate::domain::paper::PaperNo;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::scan::{FoundBy, PagePlace, ScanMedia, ScanSource, ScanState, Side, Why};
use crate::domain::state::{Scan, Stands};
use crate::http::App;
use crate::http::extract::Asker;
use crate::http::scans::fixity::{Fixity, FixityShown};
use crate::http::scans::settled::ScanSettledShown;
use crate::http::scans::would::{ReadingShown, WouldGo};
use crate::http::stories::paper_name;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
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
    /// Who sent it.
    pub received_by: String,
    /// How many sheets were announced.
    pub sheets: Option<u16>,
    /// Where its first pages belong, as was said with it.
    pub into: Option<IntoShown>,
    /// How many of its pages are in the record.
    pub pages: u32,
    /// How far reading it is, while it is being read.
    pub reading: Option<ReadingShown>,
    /// How many of them wait to be put where they belong.
    pub waiting: u32,
    /// Why it could not be read.
    pub fault: Option<FaultShown>,
    /// Who dealt with it and how, if it could not be read and somebody did.
    pub settled: Option<ScanSettledShown>,
    /// What is wrong with its original, if anything is.
    pub damage: Option<Damage>,
    /// Whether pages of it were erased on a lawful order: its file is destroyed then, or stays closed.
    pub erased: bool,
    /// The folders on which its pages hang, as far as the asker sees them, with how many.
    pub folders: Vec<PagesOn>,
}

/// Why a file could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultShown {
    /// `unsupported`, `damaged`, `encrypted`, `too_large`, `too_many_pages`, `empty`, `crashed`, `too_slow` or `vanished`;
    /// more may come.
    pub code: String,
    /// The same in the language asked for, with what helps.
    pub detail: String,
    /// Whether reading the same file once more can help.
    pub again: bool,
}

/// Where the first pages of a scan belong.
#[derive(Debug, Serialize, ToSchema)]
pub struct IntoShown {
    /// The folder's own code.
    pub folder: String,
    /// The case's code.
    pub case: Option<String>,
}

/// A folder on which pages hang.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PagesOn {
    /// Its own code.
    pub code: String,
    pub title: String,
    /// How many of the scan's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
}

/// A case of which a page is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseOfPage {
    pub code: String,
    pub title: String,
}

/// A paper of which a page is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaperOfPage {
    /// Its number in its case.
    pub no: u16,
    /// Its id on the case's list; nothing for one that is on none.
    pub id: Option<String>,
    pub name_zh: String,
    pub name_en: String,
}

/// Where a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// It hangs on a folder.
    Filed,
    /// Somebody has to say where it belongs.
    Waits,
    /// It was set aside.
    Aside,
}

/// Why a page waits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhyShown {
    pub code: Why,
    /// The same in the language asked for, with the codes.
    pub detail: String,
    /// For which codes: those on the page, or on the one from which it follows; four at most, and of each its beginning.
    pub codes: Vec<String>,
}

/// A page: one side of a scanned paper.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PageShown {
    /// Its number.
    pub no: u32,
    /// The scan's number.
    pub scan: u32,
    /// Its place in the file, from 0.
    pub index: u32,
    pub state: PageState,
    /// Why it waits.
    pub why: Option<WhyShown>,
    /// Of a page that waits, where the codes before it say that it belongs, if they do: it can be moved there.
    pub would: Option<WouldGo>,
    /// The folder on which it hangs.
    pub folder: Option<PagesOn>,
    pub case: Option<CaseOfPage>,
    pub paper: Option<PaperOfPage>,
    /// What said where it belongs.
    pub found_by: Option<FoundBy>,
    pub side: Side,
    /// Whether there is nothing on it.
    pub is_blank: bool,
    /// Whether it is not shown.
    pub is_hidden: bool,
    /// By how many quarters it was turned, clockwise; its pictures are turned already.
    pub quarters: u8,
    /// As it was scanned, in dots.
    pub width_px: u32,
    pub height_px: u32,
    /// Dots in an inch; 0 if nobody knows.
    pub dpi: u16,
}

/// A page with what is known of its file.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageCard {
    #[serde(flatten)]
    pub page: PageShown,
    /// What its file was called where it came from.
    pub scan_name: String,
    #[schema(value_type = String)]
    pub media_type: ScanMedia,
    pub bytes: u64,
    /// The SHA-256 of its file.
    pub sha256: String,
    pub received_at: DateTime<Utc>,
    /// Who sent its file.
    pub received_by: String,
    pub source: ScanSource,
    pub fixity: FixityShown,
}

/// Whether a scan exists for somebody: he puts pages where they belong, or sent it in.
pub fn sees(asker: &Asker, scan: &Scan) -> bool {
    asker.require(Permission::ScanReview).is_ok() || scan.by == Actor::Person(asker.no())
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
        sees(self.asker, scan)
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
            _ if matches!(stands, Stands::Erased(_)) => false,
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
        let fault = row.fault().map(|fault| FaultShown {
            code: fault.name().to_owned(),
            detail: fault.sentence(self.asker.language),
            again: fault.may_pass(),
        });
        let mut folders: BTreeMap<FolderNo, usize> = BTreeMap::new();
        for page in self.state.scans.pages_of(no) {
            let folder = self.state.scans.page(page).and_then(|page| page.stands.folder());
            if let Some(folder) = folder.filter(|folder| self.state.sees(&self.asker.sight, *folder)) {
                *folders.entry(folder).or_default() += 1;
            }
        }
        let named = folders.into_iter().take(FOLDERS_NAMED);
        let reading = self.app.intake.progress(no).filter(|_| row.state() == ScanState::Received);
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
            received_by: show.actor(row.by).display_name,
            sheets: row.sheets,
            into: row.into.filter(seen).map(|into| IntoShown {
                folder: self.state.codes.own(into.folder).to_owned(),
                case: into.case.map(|case| self.state.cases.code(case).to_owned()),
            }),
            pages: row.pages,
            reading: reading.map(ReadingShown::of),
            waiting: row.waiting,
            fault,
            settled: row.settled().map(|settled| self.settled(settled)).transpose()?,
            damage: self.state.scans.damage(no),
            erased: self.state.scans.has_erased(no),
            folders: named.map(|(folder, pages)| PagesOn { pages: Some(pages), ..self.folder(folder) }).collect(),
        })
    }

    /// What a file was called; nothing once that was erased.
    pub fn file_name(&self, row: &Scan) -> Result<String, Refusal> {
        let named = self.events(row.seq)?.into_iter().find_map(|event| match event {
            Event::ScanReceived(event, details) if event.sha256 == row.sha256 => details,
            _ => None,
        });
        Ok(named.map(|details| details.file_name).unwrap_or_default())
    }

    /// What a frame about scans says, in which their words stand.
    pub(super) fn events(&self, seq: u64) -> Result<Vec<Event>, Refusal> {
        let unreadable = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, seq, "a scan's frame cannot be read");
            Refusal::new(Code::Internal)
        };
        let frame = self.app.archive.ledger().read(seq).map_err(|error| unreadable(&error))?;
        codec::events_of(&frame).map_err(|error| unreadable(&error))
    }

    /// A folder by its code and whom it is about; by its code alone while its words are not there yet.
    pub(super) fn folder(&self, folder: FolderNo) -> PagesOn {
        let code = self.state.codes.own(folder).to_owned();
        let subject = self.state.folders.main_subject(folder);
        let record = subject.and_then(|subject| self.app.views.subject(subject).ok().flatten());
        let named = record.map(|record| record.details.name).filter(|name| !name.is_empty());
        PagesOn { title: named.unwrap_or_else(|| code.clone()), code, pages: None }
    }

    pub(super) fn case(&self, case: CaseNo) -> CaseOfPage {
        let code = self.state.cases.code(case).to_owned();
        let reference = self.state.cases.reference(case);
        let title = if reference.is_empty() { code.clone() } else { reference.to_owned() };
        CaseOfPage { code, title }
    }

    pub(super) fn paper(&self, case: CaseNo, no: PaperNo) -> PaperOfPage {
        let organisation = &self.state.organisation;
        let kind = self.state.cases.get(case);
        let kind = kind.and_then(|row| organisation.business_type_version(row.business_type, row.type_version));
        match kind.and_then(|kind| kind.documents.get(usize::from(no.0))) {
            Some(wanted) => PaperOfPage {
                no: no.0,
                id: Some(wanted.id.clone()),
                name_zh: wanted.name.zh.clone(),
                name_en: wanted.name.en.clone(),
            },
            None => {
                let name = paper_name(self.app.show(self.state, self.asker), case, no);
                PaperOfPage { no: no.0, id: None, name_zh: name.clone(), name_en: name }
            }
        }
    }

    /// A page as it is shown.
    pub fn page(&self, no: PageNo) -> Option<PageShown> {
        let page = self.state.scans.page(no)?;
        let (state, found_by, why) = match page.stands {
            Stands::Filed(_, by) => (PageState::Filed, Some(by), None),
            Stands::Waits(why) => (PageState::Waits, None, Some(why)),
            Stands::Aside => (PageState::Aside, None, None),
            Stands::Erased(_) => return None,
        };
        let place = page.stands.place();
        let case = place.and_then(|place| place.case).filter(|case| self.state.sees_case(&self.asker.sight, *case));
        let paper = case.zip(place.and_then(|place| place.paper));
        Some(PageShown {
            no: no.shown(),
            scan: page.scan.shown(),
            index: page.index,
            state,
            why: why.map(|why| self.why(why, no)),
            would: page.would.and_then(|place| self.would_go(place)),
            folder: place.map(|place| self.folder(place.folder)),
            case: case.map(|case| self.case(case)),
            paper: paper.map(|(case, paper)| self.paper(case, paper)),
            found_by,
            side: page.side,
            is_blank: page.is_blank,
            is_hidden: page.is_hidden,
            quarters: page.quarters,
            width_px: page.width_px,
            height_px: page.height_px,
            dpi: page.dpi,
        })
    }

    fn why(&self, why: Why, page: PageNo) -> WhyShown {
        // Whoever put it back said nothing of codes.
        let said = if why == Why::PutBack { &[] } else { self.state.scans.said(page) };
        WhyShown {
            code: why,
            detail: why.about(said, self.asker.language),
            codes: said.iter().map(ToString::to_string).collect(),
        }
    }

    /// A page with what is known of its file.
    pub fn card(&self, no: PageNo) -> Result<PageCard, Refusal> {
        let page = self.page(no).ok_or(Code::Internal)?;
        let scan = ScanNo::of_shown(page.scan);
        let row = self.state.scans.get(scan).ok_or(Code::Internal)?;
        let checked = self.state.scans.checked();
        let state = Fixity::of(self.state, scan);
        Ok(PageCard {
            page,
            scan_name: self.file_name(row)?,
            media_type: row.media_type,
            bytes: row.bytes,
            sha256: row.sha256.to_string(),
            received_at: time_of(row.received_us),
            received_by: self.app.show(self.state, self.asker).actor(row.by).display_name,
            source: row.source,
            fixity: FixityShown { state, at: checked.map(|checked| time_of(checked.ended_us)) },
        })
    }
}
