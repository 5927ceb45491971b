//! What is asked of scans and pages.

use super::row::{Page, Row, Stands};
use super::{Checked, Scan, Scans, ahead_of};
use crate::domain::attachment::BlobHash;
use crate::domain::event::Damage;
use crate::domain::ids::{FolderNo, PageNo, ScanNo};
use crate::domain::scanner::Scanner;
use crate::domain::state::FormerPages;
use compact_str::CompactString;
use std::sync::Arc;

impl Scans {
    /// How many scans there ever were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scans.len()
    }

    /// Whether there is none yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scans.is_empty()
    }

    /// A scan.
    #[must_use]
    pub fn get(&self, scan: ScanNo) -> Option<&Scan> {
        self.scans.get(scan.index()).map(AsRef::as_ref)
    }

    /// All scans, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = (ScanNo, &Scan)> {
        let last = self.scans.len();
        self.scans.iter_back().enumerate().map(move |(back, scan)| (ScanNo((last - 1 - back) as u32), scan.as_ref()))
    }

    /// The scan that came first with these bytes.
    #[must_use]
    pub fn by_hash(&self, hash: BlobHash) -> Option<ScanNo> {
        self.by_hash.get(&hash).copied()
    }

    /// Every original, in order of their names.
    pub fn blobs(&self) -> impl Iterator<Item = (BlobHash, ScanNo)> + '_ {
        self.by_hash.iter().map(|(hash, scan)| (*hash, *scan))
    }

    /// Those that are to be read, in the order in which they came.
    pub fn open(&self) -> impl ExactSizeIterator<Item = ScanNo> + '_ {
        self.open.iter().copied()
    }

    /// Those that could not be read.
    pub fn failed(&self) -> impl ExactSizeIterator<Item = ScanNo> + '_ {
        self.failed.iter().copied()
    }

    /// How many pages there are.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// A page.
    #[must_use]
    pub fn page(&self, page: PageNo) -> Option<Page> {
        self.pages.get(page.index()).map(Row::page)
    }

    /// The pages of a scan that were read, in the order of the file.
    pub fn pages_of(&self, scan: ScanNo) -> impl Iterator<Item = PageNo> + '_ {
        let (first, run, count) = self.get(scan).map_or((PageNo(0), 0, 0), |row| (row.first, row.run, row.pages));
        let later: Vec<(u32, PageNo)> =
            self.later.range((scan, 0)..=(scan, u32::MAX)).map(|((_, from), first)| (*from, *first)).collect();
        let begins = std::iter::once((0, first)).filter(move |_| run > 0).chain(later.clone());
        let ends = later.into_iter().map(|(from, _)| from).chain([count]);
        begins
            .zip(ends)
            .flat_map(|((from, first), end)| (0..end.saturating_sub(from)).map(move |ahead| ahead_of(first, ahead)))
    }

    /// The pages of a folder, in order.
    #[must_use]
    pub fn of_folder(&self, folder: FolderNo) -> &[PageNo] {
        self.by_folder.get(&folder).map(|list| list.as_slice()).unwrap_or_default()
    }

    /// The pages that wait, scan by scan.
    pub fn waiting(&self) -> impl ExactSizeIterator<Item = (ScanNo, PageNo)> + '_ {
        self.waiting.iter().copied()
    }

    /// The pages that wait, of scans behind one.
    pub fn waiting_after(&self, scan: Option<ScanNo>) -> impl Iterator<Item = (ScanNo, PageNo)> + '_ {
        let from = scan.map_or(0, |scan| scan.0.saturating_add(1));
        self.waiting.range((ScanNo(from), PageNo(0))..).copied()
    }

    /// For which codes a page waits, or waited.
    #[must_use]
    pub fn said(&self, page: PageNo) -> &[CompactString] {
        self.said.get(&page).map(AsRef::as_ref).unwrap_or_default()
    }

    /// The pages that were set aside, scan by scan.
    pub fn aside(&self) -> impl ExactSizeIterator<Item = (ScanNo, PageNo)> + '_ {
        self.aside.iter().copied()
    }

    /// Originals that are damaged.
    pub fn damaged(&self) -> impl ExactSizeIterator<Item = (ScanNo, Damage)> + '_ {
        self.damaged.iter().map(|(scan, damage)| (*scan, *damage))
    }

    /// What is wrong with an original.
    #[must_use]
    pub fn damage(&self, scan: ScanNo) -> Option<Damage> {
        self.damaged.get(&scan).copied()
    }

    /// The pages of a folder as they hang there now, to be hung there again.
    pub(in crate::domain::state) fn former(&self, folder: FolderNo) -> FormerPages {
        let by = |page: &PageNo| match self.pages.get(page.index())?.stands() {
            Stands::Filed(_, by) => Some((*page, by)),
            _ => None,
        };
        FormerPages { folder, pages: self.of_folder(folder).iter().filter_map(by).collect() }
    }

    /// Whether the file of a scan was destroyed on a lawful order.
    #[must_use]
    pub fn is_destroyed(&self, scan: ScanNo) -> bool {
        self.erased.get(&scan).copied().unwrap_or_default()
    }

    /// Whether pages of a scan were erased: its file is shown to nobody then.
    #[must_use]
    pub fn has_erased(&self, scan: ScanNo) -> bool {
        self.erased.contains_key(&scan)
    }

    /// Scans of which pages were erased, and whether their files are destroyed.
    pub fn erased(&self) -> impl Iterator<Item = (ScanNo, bool)> + '_ {
        self.erased.iter().map(|(scan, is_destroyed)| (*scan, *is_destroyed))
    }

    /// How many pages of a folder were erased.
    #[must_use]
    pub fn erased_on(&self, folder: FolderNo) -> u32 {
        self.erased_on.get(&folder).copied().unwrap_or_default()
    }

    /// A scanner.
    #[must_use]
    pub fn scanner(&self, code: &str) -> Option<&Arc<Scanner>> {
        self.scanners.get(code)
    }

    /// All scanners, retired ones too, by code.
    pub fn scanners(&self) -> impl ExactSizeIterator<Item = &Arc<Scanner>> {
        self.scanners.values()
    }

    /// The last walk over all originals.
    #[must_use]
    pub fn checked(&self) -> Option<Checked> {
        self.checked
    }
}
