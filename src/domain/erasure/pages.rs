//! Scanned pages: what an erasure takes of the files in which they came.
//!
//! An original is kept byte for byte or not at all (docs/adr/0039). A file goes when every page of it hangs on folders that
//! are about nobody but the subject, or was set aside, or is erased already. Of any other file his pages are erased and the
//! file is closed; once the others' papers are scanned anew and their old pages set aside, another erasure takes it.

use super::{ClosedOriginal, ErasedPages, Found};
use crate::domain::ids::{FolderNo, PageNo, ScanNo};
use crate::domain::scan::ScanState;
use crate::domain::state::{Scan, Stands, State};
use std::collections::BTreeSet;

/// Adds to what was found the pages that hang on its folders.
pub(super) fn judge(state: &State, found: &mut Found) {
    let folders: BTreeSet<FolderNo> = found.folders.iter().copied().collect();
    let scans = &state.scans;
    let mut touched: BTreeSet<ScanNo> = BTreeSet::new();
    for folder in &folders {
        let of_pages = scans.of_folder(*folder).iter().filter_map(|page| scans.page(*page));
        touched.extend(of_pages.map(|page| page.scan));
    }
    let told = |scan: &Scan| scan.into.is_some_and(|into| folders.contains(&state.codes.kept(into.folder)));
    touched.extend(scans.newest().filter(|(_, row)| told(row)).map(|(scan, _)| scan));
    touched.extend(scans.erased().filter(|(_, is_destroyed)| !is_destroyed).map(|(scan, _)| scan));
    for scan in touched.into_iter().filter(|scan| !scans.is_destroyed(*scan)) {
        let Some(row) = scans.get(scan) else { continue };
        let mut sorted = Sorted::of(state, scan, &folders);
        // Behind where reading broke off there may be anybody's pages, unless the sender said whose they are or somebody dealt
        // with them.
        if row.state() == ScanState::Failed && row.pages > 0 && !told(row) {
            sorted.others += 1;
        }
        if !(sorted.is_concerned || told(row) && row.pages == 0) {
            continue;
        }
        if row.state() == ScanState::Received {
            found.is_reading = true;
            continue;
        }
        if sorted.others == 0 {
            let pages = sorted.his.into_iter().chain(sorted.aside).collect();
            found.scans.push(ErasedPages { scan, pages, is_destroyed: true });
            continue;
        }
        found.closed.push(ClosedOriginal { scan, erased: sorted.his.len() + sorted.erased, others: sorted.others });
        if !sorted.his.is_empty() {
            found.scans.push(ErasedPages { scan, pages: sorted.his, is_destroyed: false });
        }
    }
}

/// The pages of a scan, by whose they are.
struct Sorted {
    his: Vec<PageNo>,
    aside: Vec<PageNo>,
    erased: usize,
    others: usize,
    /// Whether a page of it hangs on one of the folders, or did before it was erased.
    is_concerned: bool,
}

impl Sorted {
    fn of(state: &State, scan: ScanNo, folders: &BTreeSet<FolderNo>) -> Self {
        let mut sorted = Self { his: Vec::new(), aside: Vec::new(), erased: 0, others: 0, is_concerned: false };
        for page in state.scans.pages_of(scan) {
            match state.scans.page(page).map(|page| page.stands) {
                Some(Stands::Filed(place, _)) if folders.contains(&place.folder) => {
                    sorted.is_concerned = true;
                    sorted.his.push(page);
                }
                Some(Stands::Erased(folder)) => {
                    sorted.erased += 1;
                    let hung = folder.map(|folder| state.codes.kept(folder));
                    sorted.is_concerned |= hung.is_some_and(|folder| folders.contains(&folder));
                }
                Some(Stands::Aside) => sorted.aside.push(page),
                _ => sorted.others += 1,
            }
        }
        sorted
    }
}
