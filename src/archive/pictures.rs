//! Pictures of pages: made by whoever reads scans, kept beside the originals, and thrown away and made again at will.
//!
//! Nobody here opens a file that came from outside: what is missing is asked for, and whoever reads scans takes the wishes
//! from here and makes them where files cannot do harm.

use super::files::previews;
use crate::domain::attachment::BlobHash;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// How many pictures are remembered as asked for; whoever misses one asks again.
const ASKED_MAX: usize = 2_000;
/// How good a picture that was turned is.
const TURNED_QUALITY: u8 = 85;

/// A picture that somebody would like to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// The original.
    pub sha256: BlobHash,
    /// The page's place in it, from 0.
    pub index: u32,
    /// How wide; as it was scanned without.
    pub width_px: Option<u32>,
    /// By how many quarters it is turned clockwise.
    pub quarters: u8,
}

/// All pictures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pictures {
    scans_dir: Arc<Path>,
    asked: Arc<Mutex<BTreeSet<Wanted>>>,
    bell: Arc<Notify>,
}

impl Pictures {
    /// The pictures of a scans directory.
    #[must_use]
    pub fn of(scans_dir: &Path) -> Self {
        Self { scans_dir: scans_dir.into(), asked: Arc::default(), bell: Arc::default() }
    }

    /// The file of a picture, if there is one. A page that was straightened has its own name for that.
    #[must_use]
    pub fn find(&self, wanted: Wanted) -> Option<PathBuf> {
        let folder = previews(&self.scans_dir, wanted.sha256);
        let width = wanted.width_px.map_or("full".to_owned(), |width| width.to_string());
        let (index, quarters) = (wanted.index, wanted.quarters);
        let plain = (quarters == 0 && wanted.width_px.is_some()).then(|| format!("{index:04}-{width}.jpg"));
        let views = ["s", ""].map(|straight| format!("{index:04}-{width}-{quarters}{straight}.jpg"));
        plain.into_iter().chain(views).map(|name| folder.join(name)).find(|path| path.is_file())
    }

    /// Asks for a picture to be made.
    pub fn ask(&self, wanted: Wanted) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() < ASKED_MAX {
            asked.insert(wanted);
        }
        drop(asked);
        self.bell.notify_one();
    }

    /// Waits for the next picture that somebody asked for, and takes it over.
    pub async fn next(&self) -> Wanted {
        loop {
            let first = self.asked.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
            if let Some(wanted) = first {
                return wanted;
            }
            self.bell.notified().await;
        }
    }
}

/// A picture of ours, turned clockwise.
///
/// # Errors
/// If it is none.
pub fn turned(jpeg: &[u8], quarters: u8) -> io::Result<Vec<u8>> {
    let picture = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).map_err(io::Error::other)?;
    let picture = match quarters % 4 {
        1 => picture.rotate90(),
        2 => picture.rotate180(),
        3 => picture.rotate270(),
        _ => picture,
    };
    let mut out = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, TURNED_QUALITY);
    picture.write_with_encoder(encoder).map_err(io::Error::other)?;
    Ok(out)
}
