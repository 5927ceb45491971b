//! A page in 24 bytes: there may be millions of them.

use crate::domain::ids::{CaseNo, FolderNo, ScanNo};
use crate::domain::paper::PaperNo;
use crate::domain::scan::{FoundBy, PageLook, PagePlace, Side, Why};
use serde::{Deserialize, Serialize};

const NONE: u32 = u32::MAX;
const NO_PAPER: u16 = u16::MAX;
const TURN: u8 = 0b0000_0011;
const HIDDEN: u8 = 0b0000_0100;
const BLANK: u8 = 0b0000_1000;
const SIDE: u8 = 0b0011_0000;
const SIDE_SHIFT: u32 = 4;
/// What it is besides filed, if it has a place, or waiting, if it has none.
const KIND: u8 = 0b1100_0000;
const ASIDE: u8 = 0b0100_0000;
/// It waits, and what stands there is only where its code says that it belongs.
const WOULD: u8 = 0b1000_0000;
const ERASED: u8 = 0b1100_0000;

/// Where a page is: in exactly one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It hangs on a folder.
    Filed(PagePlace, FoundBy),
    /// Somebody has to say where it belongs.
    Waits(Why),
    /// It was set aside.
    Aside,
    /// It was erased on a lawful order; before that it hung on the folder that is named.
    Erased(Option<FolderNo>),
}

impl Stands {
    /// The folder on which it hangs.
    #[must_use]
    pub fn folder(self) -> Option<FolderNo> {
        self.place().map(|place| place.folder)
    }

    /// Where it hangs.
    #[must_use]
    pub fn place(self) -> Option<PagePlace> {
        if let Self::Filed(place, _) = self { Some(place) } else { None }
    }
}

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The scan it is of.
    pub scan: ScanNo,
    /// Its place in the file, from 0.
    pub index: u32,
    /// Where it is.
    pub stands: Stands,
    /// Of a page that waits, where its code said that it belongs when it was read.
    pub would: Option<PagePlace>,
    /// By how many quarters somebody turned it, clockwise.
    pub quarters: u8,
    /// Whether it is not shown.
    pub is_hidden: bool,
    /// Whether there is nothing on it.
    pub is_blank: bool,
    /// Which side of its paper it is.
    pub side: Side,
    /// How wide it is as it was scanned, in dots.
    pub width_px: u32,
    /// How high, in dots.
    pub height_px: u32,
    /// Dots in an inch; 0 if the file does not say.
    pub dpi: u16,
}

/// A page as it lies in memory and in a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) scan: ScanNo,
    folder: u32,
    case: u32,
    paper: u16,
    pub(super) index: u16,
    width_px: u16,
    height_px: u16,
    dpi: u16,
    /// What said so, or why it waits; which of the two, say `folder` and `flags`.
    told: u8,
    flags: u8,
}

impl Row {
    /// A page that was just read. What is blank is not shown, until somebody asks for it.
    pub(super) fn new(scan: ScanNo, index: u32, look: &PageLook, stands: Stands) -> Self {
        let short = |dots: u32| u16::try_from(dots).unwrap_or(u16::MAX);
        let side = Side::ALL.iter().position(|side| *side == look.side).unwrap_or_default() as u8;
        let blank = if look.blank { BLANK | HIDDEN } else { 0 };
        let mut row = Self {
            scan,
            folder: NONE,
            case: NONE,
            paper: NO_PAPER,
            index: short(index),
            width_px: short(look.width_px),
            height_px: short(look.height_px),
            dpi: look.dpi,
            told: 0,
            flags: blank | ((side << SIDE_SHIFT) & SIDE),
        };
        row.stand(stands);
        row
    }

    pub(super) fn stand(&mut self, stands: Stands) {
        (self.folder, self.case, self.paper) = (NONE, NONE, NO_PAPER);
        self.flags &= !KIND;
        match stands {
            Stands::Filed(place, by) => {
                self.put(place);
                self.told = place_of(FoundBy::ALL, by);
            }
            Stands::Waits(why) => self.told = place_of(Why::ALL, why),
            Stands::Aside => self.flags |= ASIDE,
            Stands::Erased(folder) => {
                self.folder = folder.map_or(NONE, |folder| folder.0);
                self.flags |= ERASED;
            }
        }
    }

    pub(super) fn is_erased(&self) -> bool {
        self.flags & KIND == ERASED
    }

    /// Takes down where the code of a page that waits says that it belongs.
    pub(super) fn would(&mut self, place: PagePlace) {
        if let Stands::Waits(_) = self.stands() {
            self.put(place);
            self.flags = (self.flags & !KIND) | WOULD;
        }
    }

    fn put(&mut self, place: PagePlace) {
        self.folder = place.folder.0;
        self.case = place.case.map_or(NONE, |case| case.0);
        self.paper = place.paper.map_or(NO_PAPER, |paper| paper.0);
    }

    fn place(&self) -> Option<PagePlace> {
        (self.folder != NONE).then_some(PagePlace {
            folder: FolderNo(self.folder),
            case: (self.case != NONE).then_some(CaseNo(self.case)),
            paper: (self.paper != NO_PAPER).then_some(PaperNo(self.paper)),
        })
    }

    pub(super) fn stands(&self) -> Stands {
        match self.flags & KIND {
            ERASED => return Stands::Erased((self.folder != NONE).then_some(FolderNo(self.folder))),
            ASIDE => return Stands::Aside,
            _ => {}
        }
        if let Some(place) = self.place().filter(|_| self.flags & KIND != WOULD) {
            let by = FoundBy::ALL.get(usize::from(self.told)).copied().unwrap_or(FoundBy::Hand);
            return Stands::Filed(place, by);
        }
        Stands::Waits(Why::ALL.get(usize::from(self.told)).copied().unwrap_or(Why::NoCode))
    }

    pub(super) fn turn(&mut self, quarters: u8) {
        let turned = (self.flags & TURN).wrapping_add(quarters) & TURN;
        self.flags = (self.flags & !TURN) | turned;
    }

    pub(super) fn hide(&mut self, hidden: bool) {
        self.flags = if hidden { self.flags | HIDDEN } else { self.flags & !HIDDEN };
    }

    pub(super) fn page(&self) -> Page {
        let side = usize::from((self.flags & SIDE) >> SIDE_SHIFT);
        Page {
            scan: self.scan,
            index: u32::from(self.index),
            stands: self.stands(),
            would: self.place().filter(|_| self.flags & KIND == WOULD),
            quarters: self.flags & TURN,
            is_hidden: self.flags & HIDDEN != 0,
            is_blank: self.flags & BLANK != 0,
            side: Side::ALL.get(side).copied().unwrap_or(Side::Unknown),
            width_px: u32::from(self.width_px),
            height_px: u32::from(self.height_px),
            dpi: self.dpi,
        }
    }
}

fn place_of<T: PartialEq>(all: &[T], one: T) -> u8 {
    all.iter().position(|known| *known == one).unwrap_or_default() as u8
}

#[cfg(test)]
mod tests {
    use super::{Row, Stands};
    use crate::domain::ids::{CaseNo, FolderNo, ScanNo};
    use crate::domain::paper::PaperNo;
    use crate::domain::scan::{FoundBy, PageLook, PagePlace, Side, Why};

    #[test]
    fn a_page_takes_24_bytes_and_says_what_was_put_in() {
        assert_eq!(size_of::<Row>(), 24);
        let look =
            PageLook { width_px: 2_480, height_px: 3_508, dpi: 300, side: Side::Back, blank: true, skew_centideg: 0 };
        let place = PagePlace { folder: FolderNo(7), case: Some(CaseNo(0)), paper: Some(PaperNo(3)) };
        let erased = [None, Some(FolderNo(4))].map(Stands::Erased);
        let all =
            [Stands::Aside, erased[0], erased[1], Stands::Filed(PagePlace::folder(FolderNo(0)), FoundBy::Swapped)];
        let all = all.into_iter().chain(Why::ALL.iter().map(|why| Stands::Waits(*why)));
        for stands in all.chain(FoundBy::ALL.iter().map(|by| Stands::Filed(place, *by))) {
            let mut row = Row::new(ScanNo(5), 9_999, &look, stands);
            if let Stands::Waits(_) = stands {
                row.would(place);
                assert_eq!(row.page().would, Some(place));
            }
            let page = row.page();
            assert_eq!((page.scan, page.index, page.stands), (ScanNo(5), 9_999, stands));
            assert_eq!((page.width_px, page.height_px, page.dpi), (2_480, 3_508, 300));
            assert_eq!((page.side, page.is_blank, page.is_hidden, page.quarters), (Side::Back, true, true, 0));
            row.turn(3);
            row.turn(2);
            row.hide(false);
            row.stand(Stands::Waits(Why::PutBack));
            let page = row.page();
            assert_eq!((page.quarters, page.is_hidden, page.stands), (1, false, Stands::Waits(Why::PutBack)));
            assert_eq!(page.would, None, "once it was somewhere else");
            assert!(page.is_blank && page.side == Side::Back);
        }
    }
}
