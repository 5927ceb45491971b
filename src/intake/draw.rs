//! Makes the pictures of pages that somebody asked for and that are not there: turned ones, large ones, and those that were
//! deleted.

use super::{Intake, LOOK_EVERY, Working};
use crate::archive::pictures::{Pictures, Wanted};
use crate::domain::scan::ScanFault;
use crate::scan::worker::{View, view};
use std::{io, thread};

impl Intake {
    /// Starts making pictures, one at a time: a page takes a moment, and whoever waits asks again.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn draw(&self, pictures: Pictures) -> io::Result<Working> {
        let intake = self.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = thread::Builder::new().name("pictures".to_owned()).spawn(move || {
            let next = async || tokio::time::timeout(LOOK_EVERY, pictures.next()).await.ok();
            while !intake.is_stopping() {
                let Some(wanted) = runtime.block_on(next()) else { continue };
                if pictures.find(wanted).is_none()
                    && let Err(fault) = intake.picture(wanted)
                {
                    tracing::warn!(fault = fault.name(), index = wanted.index, "a picture of a page could not be made");
                }
            }
        })?;
        Ok(Working { intake: self.clone(), threads: vec![thread] })
    }

    fn picture(&self, wanted: Wanted) -> Result<(), ScanFault> {
        let parts = &self.inner.parts;
        let folder = crate::archive::files::previews(&parts.scans_dir, wanted.sha256);
        std::fs::create_dir_all(&folder).map_err(|_| ScanFault::Crashed)?;
        let original = parts.files.originals.path(wanted.sha256).ok_or(ScanFault::Vanished)?;
        let Wanted { index, width_px, quarters, .. } = wanted;
        let wish = View { index, width_px, skew_centideg: 0, quarters };
        view(&parts.program, &original, &folder, &parts.limits, wish).map(|_| ())
    }
}
