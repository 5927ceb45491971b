//! The invariants of scans and pages: nothing is lost, nothing is in two places.

use crate::domain::ids::{FolderNo, PageNo, ScanNo};
use crate::domain::scan::ScanState;
use crate::domain::state::{Stands, State};
use std::collections::BTreeSet;

/// Every page is in exactly one place, and belongs to one scan in the order of its file. Whatever events are taken.
pub fn check_scans(state: &State) {
    let scans = &state.scans;
    let mut placed = BTreeSet::new();
    for folder in (0..state.folders.len() as u32).map(FolderNo) {
        for page in scans.of_folder(folder) {
            assert_eq!(scans.page(*page).unwrap().stands.folder(), Some(folder), "page {page}");
            assert!(placed.insert(*page), "page {page} hangs twice");
        }
    }
    for (scan, page) in scans.waiting() {
        let row = scans.page(page).unwrap();
        assert!(matches!(row.stands, Stands::Waits(_)) && row.scan == scan, "page {page}");
        assert!(placed.insert(page), "page {page} waits and is elsewhere");
    }
    for (scan, page) in scans.aside() {
        let row = scans.page(page).unwrap();
        assert!(row.stands == Stands::Aside && row.scan == scan, "page {page}");
        assert!(placed.insert(page), "page {page} is aside and elsewhere");
    }
    for page in (0..scans.page_count() as u32).map(PageNo) {
        if matches!(scans.page(page).unwrap().stands, Stands::Erased(_)) {
            assert!(placed.insert(page), "page {page} is erased and elsewhere");
            assert!(scans.said(page).is_empty(), "what was printed on page {page} is still known");
        }
    }
    for (scan, is_destroyed) in scans.erased() {
        let is_erased = |page| matches!(scans.page(page).unwrap().stands, Stands::Erased(_));
        assert!(!is_destroyed || scans.pages_of(scan).all(is_erased), "a page of what is destroyed is somewhere");
        assert!(!is_destroyed || (scans.damage(scan).is_none() && scans.get(scan).unwrap().waiting == 0));
    }
    let all: BTreeSet<PageNo> = (0..scans.page_count() as u32).map(PageNo).collect();
    assert_eq!(placed, all, "no page is lost");
    let mut of_scans = BTreeSet::new();
    for scan in (0..scans.len() as u32).map(ScanNo) {
        let row = scans.get(scan).unwrap();
        let pages: Vec<PageNo> = scans.pages_of(scan).collect();
        assert_eq!(pages.len(), row.pages as usize, "scan {scan}");
        for (index, page) in (0..).zip(&pages) {
            let page = scans.page(*page).unwrap();
            assert_eq!((page.scan, page.index), (scan, index));
        }
        let waiting = pages.iter().filter(|page| matches!(scans.page(**page).unwrap().stands, Stands::Waits(_)));
        assert_eq!(waiting.count(), row.waiting as usize);
        of_scans.extend(pages);
    }
    assert_eq!(of_scans, all, "every page is of a scan");
    let those = |wanted| scans.newest().filter(|(_, row)| row.state() == wanted).map(|(scan, _)| scan).collect();
    let (open, failed): (BTreeSet<ScanNo>, BTreeSet<ScanNo>) = (those(ScanState::Received), those(ScanState::Failed));
    assert_eq!((scans.open().collect(), scans.failed().collect()), (open, failed));
}

/// The same bytes never came twice; pages hang where their cases stand. For a story that makes sense.
pub fn check_filing(state: &State) {
    let scans = &state.scans;
    let kept = (0..scans.len() as u32).filter(|scan| !scans.is_destroyed(ScanNo(*scan)));
    assert_eq!(scans.blobs().count(), kept.count(), "a file is kept once, unless it was destroyed");
    for page in (0..scans.page_count() as u32).map(PageNo) {
        let Stands::Filed(place, _) = scans.page(page).unwrap().stands else { continue };
        assert_eq!(state.codes.kept(place.folder), place.folder, "page {page} hangs on what was merged");
        if let Some(case) = place.case {
            assert_eq!(state.cases.get(case).unwrap().folder, place.folder, "page {page} is not with its case");
        }
        assert!(place.case.is_some() || place.paper.is_none());
    }
}
