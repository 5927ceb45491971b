//! Files that come and are read, and pages that somebody moves about, at random.

use super::*;
use crate::domain::attachment::BlobHash;
use crate::domain::business_type::Signature;
use crate::domain::command::{
    CopyWish, Found, NewScan, PageRead, PageTarget, ScanCommand, ScanPages, SignNote, WaitedAs,
};
use crate::domain::erasure::ErasedPages;
use crate::domain::event::Damage;
use crate::domain::ids::{CaseNo, PageNo, ScanNo};
use crate::domain::paper::PaperNo;
use crate::domain::scan::{FoundBy, PageLook, PagePlace, ScanFault, ScanMedia, ScanSource, Side, Why};
use crate::domain::scanner::Scanner;
use crate::domain::state::Stands;

/// Anything about scans.
pub fn scans(random: &mut Random, state: &State) -> Command {
    Command::Scan(match random.below(46) {
        0..4 => ScanCommand::Receive(Box::new(new_scan(random, state))),
        4..12 | 29..33 => ScanCommand::File(read(random, state)),
        12 => {
            let kind = random.pick(&["HEIC", "", "x\n💾"]).into();
            let fault = random.pick(&[ScanFault::Unsupported { kind }, ScanFault::Crashed, ScanFault::Empty]);
            ScanCommand::Fail { scan: open_scan(random, state), fault }
        }
        13 => ScanCommand::Retry { scan: state.scans.failed().next().unwrap_or_else(|| scan(random, state)) },
        14..18 => {
            let before = random.maybe(40, |random| page(random, state));
            ScanCommand::Move { pages: pages(random, state), to: target(random, state), before }
        }
        18 => ScanCommand::Turn { pages: pages(random, state), quarters: random.below(5) as u8 },
        19 => ScanCommand::Hide { pages: pages(random, state), hidden: random.chance(50) },
        20 => ScanCommand::SetAside { pages: pages(random, state), reason: text(random) },
        21 => ScanCommand::PutBack { pages: pages(random, state), was: random.maybe(40, |random| was(random, state)) },
        22 if random.chance(40) => sign(random, state),
        22 | 33..35 => ScanCommand::IssueCopy(CopyWish {
            folder: folder_with_pages(random, state),
            pages: if random.chance(70) { Vec::new() } else { pages(random, state) },
            for_whom: text(random),
            why: text(random),
        }),
        23..25 | 35..39 => match (random.below(5), state.scans.damaged().next()) {
            (0..3, Some((scan, _))) => ScanCommand::NoteWhole { scan },
            (0..3, None) => ScanCommand::NoteDamaged {
                scan: scan(random, state),
                damage: random.pick(&[Damage::Missing, Damage::Altered, Damage::Unreadable]),
            },
            (3, _) => ScanCommand::NoteWhole { scan: scan(random, state) },
            _ => ScanCommand::NoteChecked { began_us: 7, files: 3, bytes: 9_000, damaged: random.below(2) as u32 },
        },
        25..29 | 39..45 => settle(random, state),
        _ => ScanCommand::SetScanner(Box::new(Scanner {
            code: random.pick(&["office", "desk-1", "ünter"]).to_owned(),
            name: both("扫描仪"),
            address: random.pick(&["http://10.0.0.9/eSCL", "https://10.0.0.8/eSCL", "a b"]).to_owned(),
            retired: random.chance(20),
            certificate: random.chance(30).then_some(BlobHash([9; 32])),
        })),
    })
}

/// Deals with what could not be read, takes that back, reads it once more; what can still be read fails for that.
fn settle(random: &mut Random, state: &State) -> ScanCommand {
    let settled = state.scans.newest().find(|(_, row)| row.settled().is_some()).map(|(no, _)| no);
    let note = random.pick(&["已重扫", "已重扫", " "]).to_owned();
    match (settled, state.scans.failed().next(), random.below(10)) {
        (Some(scan), _, 0..7) => ScanCommand::Reopen { scan },
        (Some(scan), _, 7) | (None, Some(scan), 0..3) => ScanCommand::Retry { scan },
        (None, Some(scan), _) => ScanCommand::Settle { scan, note },
        (None, None, 0..4) => ScanCommand::Fail { scan: open_scan(random, state), fault: ScanFault::Crashed },
        (_, _, 8) => ScanCommand::Reopen { scan: scan(random, state) },
        _ => ScanCommand::Settle { scan: scan(random, state), note },
    }
}

fn new_scan(random: &mut Random, state: &State) -> NewScan {
    let bytes = random.below(80) as u8;
    NewScan {
        sha256: BlobHash([bytes; 32]),
        bytes: if random.chance(3) { u64::MAX } else { 1_000 },
        media_type: random.pick(&ScanMedia::ALL),
        source: random.pick(ScanSource::ALL),
        file_name: text(random),
        sheets: random.maybe(30, |random| random.below(4) as u16),
        into: random.maybe(20, |random| folder_code(random, state)),
    }
}

fn was(random: &mut Random, state: &State) -> WaitedAs {
    WaitedAs { why: random.pick(&[Why::NoCode, Why::PutBack]), would: random.maybe(60, |random| target(random, state)) }
}

fn scan(random: &mut Random, state: &State) -> ScanNo {
    ScanNo(random.below(state.scans.len() as u64 + 1) as u32)
}

fn open_scan(random: &mut Random, state: &State) -> ScanNo {
    let open: Vec<ScanNo> = state.scans.open().take(4).collect();
    if open.is_empty() || random.chance(10) { scan(random, state) } else { random.pick(&open) }
}

fn read(random: &mut Random, state: &State) -> ScanPages {
    let scan = open_scan(random, state);
    let known = state.scans.get(scan).map_or(0, |row| row.pages);
    let from = if random.chance(95) { known } else { random.below(u64::from(known) + 2) as u32 };
    let mut place = place(random, state);
    let page = |random: &mut Random| {
        if random.chance(30) {
            place = self::place(random, state);
        }
        let look = PageLook {
            width_px: 2_480,
            height_px: random.pick(&[3_508, 70_000]),
            dpi: 300,
            side: random.pick(Side::ALL),
            blank: random.chance(20),
            skew_centideg: random.below(400) as i16 - 200,
        };
        let found = match random.chance(75) {
            true => Found::Filed(place, random.pick(FoundBy::ALL)),
            false => Found::Waits(random.pick(Why::ALL)),
        };
        let waits = matches!(found, Found::Waits(_));
        let would = random.maybe(50, |random| self::place(random, state)).filter(|_| waits);
        let codes = random.several(3, |random| random.pick(&["NEW2026-000001X", "\n", "沪-1"]).into());
        PageRead { look, found, would, codes }
    };
    let pages = random.several(6, page);
    ScanPages { scan, from, pages, is_last: random.chance(50) }
}

/// A place as whatever reads files says it: mostly one that is there.
fn place(random: &mut Random, state: &State) -> PagePlace {
    let cases = state.cases.len() as u64;
    if cases > 0 && random.chance(50) {
        let case = CaseNo((cases - 1 - random.below(cases.min(6))) as u32);
        let folder = state.cases.get(case).map_or(FolderNo(0), |row| row.folder);
        let paper = random.maybe(70, |random| PaperNo(random.below(15) as u16));
        return PagePlace { folder, case: Some(case), paper };
    }
    let folder = random.below(state.folders.len() as u64 + 1) as u32;
    PagePlace::folder(FolderNo(folder))
}

fn page(random: &mut Random, state: &State) -> PageNo {
    let count = state.scans.page_count() as u64;
    match count == 0 || random.chance(4) {
        true => PageNo(random.pick(&[0, 7, u32::MAX])),
        false => PageNo((count - 1 - random.below(count.min(30))) as u32),
    }
}

fn pages(random: &mut Random, state: &State) -> Vec<PageNo> {
    random.several(5, |random| page(random, state))
}

/// Pages that an erasure takes: of one file, all of it or not.
pub fn erased(random: &mut Random, state: &State) -> Vec<ErasedPages> {
    if random.chance(40) {
        return Vec::new();
    }
    let scan = scan(random, state);
    let is_destroyed = random.chance(60);
    let all: Vec<PageNo> = state.scans.pages_of(scan).collect();
    let keeps = |page: &PageNo| {
        let stands = state.scans.page(*page).map(|page| page.stands);
        !matches!(stands, Some(Stands::Erased(_)))
    };
    let pages = if is_destroyed { all.into_iter().filter(keeps).collect() } else { all.into_iter().take(2).collect() };
    vec![ErasedPages { scan, pages, is_destroyed }]
}

fn case_code(random: &mut Random, state: &State) -> String {
    let cases = state.cases.len() as u64;
    if cases == 0 || random.chance(10) {
        return hostile(random);
    }
    state.cases.code(CaseNo((cases - 1 - random.below(cases.min(6))) as u32)).to_owned()
}

fn target(random: &mut Random, state: &State) -> PageTarget {
    let (case, folder) = (case_code(random, state), folder_code(random, state));
    match random.below(4) {
        0 => PageTarget { folder: String::new(), case: Some(case), paper: None },
        1 => PageTarget { folder: case, case: None, paper: Some(random.below(12).to_string()) },
        _ => PageTarget { folder, case: None, paper: None },
    }
}

/// As often as not a folder on which a page hangs.
fn folder_with_pages(random: &mut Random, state: &State) -> String {
    let hangs = state.scans.page(page(random, state)).and_then(|page| page.stands.folder());
    hangs.map_or_else(|| folder_code(random, state), |folder| state.codes.own(folder).to_owned())
}

fn sign(random: &mut Random, state: &State) -> ScanCommand {
    let signature = random.pick(&[Signature::Customer, Signature::Staff]);
    let (case, paper) = (case_code(random, state), random.below(10).to_string());
    ScanCommand::Sign(SignNote { case, paper, signature, page: random.maybe(20, |random| page(random, state)) })
}
