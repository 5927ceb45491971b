//! Makes the pictures of pages that somebody asked for and that are not there: turned ones, large ones, those that were
//! deleted, and those that go into documents.

use super::{FOLDER, Intake, LOOK_EVERY, Working};
use crate::archive::erasure::wipe;
use crate::archive::files::previews;
use crate::archive::pictures::{Order, Pictures, Wanted};
use crate::disk::emptied;
use crate::domain::scan::ScanFault;
use crate::domain::state::Stands;
use crate::scan::worker::{View, view};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{io, thread};
use tokio::sync::mpsc::Receiver;

/// Where pictures lie for the moment until they are in a document.
const DRAWING: &str = "drawing";
/// How often an order is looked for: a document has many pages.
const LOOK_SOON: Duration = Duration::from_millis(20);

impl Intake {
    /// Starts making pictures, one at a time: a page takes a moment, and whoever waits asks again.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn draw(&self, pictures: Pictures) -> io::Result<Working> {
        let (intake, other) = (self.clone(), self.clone());
        let mut orders = pictures.orders();
        let for_documents =
            thread::Builder::new().name("documents".to_owned()).spawn(move || other.fill_orders(&mut orders))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = thread::Builder::new().name("pictures".to_owned()).spawn(move || {
            let next = async || tokio::time::timeout(LOOK_EVERY, pictures.next()).await.ok();
            while !intake.is_stopping() {
                let Some(wanted) = runtime.block_on(next()) else { continue };
                if pictures.find(wanted).is_some() || !intake.is_kept(wanted) {
                    continue;
                }
                // Whoever asked asks again, and what the ledger needs is not drawn full.
                match intake.has_room() {
                    true => intake.draw_one(wanted),
                    false => tracing::debug!(index = wanted.index, "there is no room for the picture of a page"),
                }
            }
        })?;
        Ok(Working { intake: self.clone(), threads: vec![thread, for_documents] })
    }

    fn draw_one(&self, wanted: Wanted) {
        match self.picture(wanted, &previews(&self.inner.parts.scans_dir, wanted.sha256)) {
            // Its page may have been erased while it was drawn.
            Ok(path) if !self.is_kept(wanted) => {
                if let Err(error) = wipe(&path) {
                    tracing::error!(%error, "a picture of an erased page could not be removed");
                }
            }
            Ok(_) => {}
            Err(fault) => {
                tracing::warn!(fault = fault.name(), index = wanted.index, "a picture of a page could not be made");
            }
        }
    }

    /// Whether the page is there still: it may have been erased since its picture was asked for.
    fn is_kept(&self, wanted: Wanted) -> bool {
        let now = self.inner.parts.archive.now();
        let scans = &now.state.scans;
        let pages = scans.by_hash(wanted.sha256).map(|scan| scans.pages_of(scan));
        let mut pages = pages.into_iter().flatten().filter_map(|page| scans.page(page));
        pages.any(|page| page.index == wanted.index && !matches!(page.stands, Stands::Erased(_)))
    }

    /// Makes pictures for documents, one at a time whoever asks: they take turns, page by page.
    fn fill_orders(&self, orders: &mut Receiver<Order>) {
        let folder = self.inner.parts.data_dir.join(FOLDER).join(DRAWING);
        // What a sudden end left there is nobody's.
        if let Err(error) = emptied(&folder) {
            tracing::warn!(%error, "the folder of pictures for documents could not be emptied");
        }
        while !self.is_stopping() {
            let Ok(Order { wanted, reply }) = orders.try_recv() else {
                thread::sleep(LOOK_SOON);
                continue;
            };
            // Whoever asked may have hung up since.
            if reply.is_closed() {
                continue;
            }
            match self.picture(wanted, &folder) {
                Ok(path) => {
                    let picture = std::fs::read(&path);
                    let _ = std::fs::remove_file(&path);
                    let _ = picture.map(|picture| reply.send(picture));
                }
                Err(fault) => {
                    tracing::warn!(
                        fault = fault.name(),
                        index = wanted.index,
                        "a page for a document could not be drawn"
                    );
                }
            }
        }
    }

    fn picture(&self, wanted: Wanted, folder: &Path) -> Result<PathBuf, ScanFault> {
        let parts = &self.inner.parts;
        std::fs::create_dir_all(folder).map_err(|_| ScanFault::Crashed)?;
        let original = parts.files.originals.path(wanted.sha256).ok_or(ScanFault::Vanished)?;
        let Wanted { index, width_px, quarters, .. } = wanted;
        let wish = View { index, width_px, is_straight: true, quarters };
        view(&parts.program, &original, folder, &parts.limits, wish)
    }
}
