//! Pictures of pages: made by whoever reads scans, kept beside the originals, and thrown away and made again at will.
//!
//! Nobody here opens a file that came from outside: what is missing is asked for, and whoever reads scans takes the wishes
//! from here and makes them where files cannot do harm.

mod room;

pub use room::{Looking, Weight, keep_room};

use super::files::{PREVIEWS, previews};
use crate::domain::attachment::BlobHash;
use crate::domain::scan::{NOTE_WITHIN_BYTES, PictureNote, WIDTHS_PX, preview_name, view_name};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, mpsc, oneshot};

/// How many pictures are remembered as asked for; whoever misses one asks again.
const ASKED_MAX: usize = 2_000;
/// How many documents may wait for their next picture before one waits to ask.
const ORDERS_MAX: usize = 16;
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
    orders: Arc<Mutex<Option<mpsc::Sender<Order>>>>,
}

/// A picture that goes into a document and is not kept.
#[derive(Debug)]
pub struct Order {
    /// Which.
    pub wanted: Wanted,
    /// Who waits for it; nothing is sent if it cannot be made.
    pub reply: oneshot::Sender<Vec<u8>>,
}

impl Pictures {
    /// The pictures of a scans directory.
    #[must_use]
    pub fn of(scans_dir: &Path) -> Self {
        Self { scans_dir: scans_dir.into(), asked: Arc::default(), bell: Arc::default(), orders: Arc::default() }
    }

    /// The file of a picture, if there is one.
    #[must_use]
    pub fn find(&self, wanted: Wanted) -> Option<PathBuf> {
        let folder = previews(&self.scans_dir, wanted.sha256);
        let Wanted { index, width_px, quarters, .. } = wanted;
        let plain = width_px.filter(|_| quarters == 0).map(|width_px| preview_name(index, width_px));
        let views = [view_name(index, width_px, quarters)];
        plain.into_iter().chain(views).map(|name| folder.join(name)).find(|path| path.is_file())
    }

    /// How a page lies in its file, by what its previews say; nothing as long as there are none.
    #[must_use]
    pub fn note(&self, wanted: Wanted) -> Option<PictureNote> {
        let said = |width_px: u32| {
            let file = self.find(Wanted { width_px: Some(width_px), quarters: 0, ..wanted })?;
            let mut head = Vec::new();
            File::open(file).ok()?.take(NOTE_WITHIN_BYTES as u64).read_to_end(&mut head).ok()?;
            PictureNote::of(&head)
        };
        WIDTHS_PX.into_iter().find_map(said)
    }

    /// The bytes of a picture, if there is one. Whoever asks looks at it: it stays while others go.
    ///
    /// # Errors
    /// The disk; also if it is thrown away just now.
    pub fn read(&self, wanted: Wanted) -> io::Result<Option<Vec<u8>>> {
        let Some(path) = self.find(wanted) else { return Ok(None) };
        let picture = std::fs::read(&path)?;
        room::looked_at(&path, std::time::SystemTime::now());
        Ok(Some(picture))
    }

    /// Makes a picture for a document; nothing if it cannot be made, or nobody makes any.
    pub async fn made(&self, wanted: Wanted) -> Option<Vec<u8>> {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let (reply, picture) = oneshot::channel();
        orders.send(Order { wanted, reply }).await.ok()?;
        picture.await.ok()
    }

    /// Where whoever makes pictures hears of those that go into documents.
    #[must_use]
    pub fn orders(&self) -> mpsc::Receiver<Order> {
        let (sender, receiver) = mpsc::channel(ORDERS_MAX);
        *self.orders.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
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
