//! What a scanner sent, as files for the archive: pictures of a stack become one file, byte for byte as they came.

use crate::domain::scan::ScanMedia;
use crate::export::jpeg_head;
use crate::export::pdf::{Pdf, PdfPage};
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// How much of a document says what it is.
const HEAD_BYTES: u64 = 1_024;
/// A picture that is larger is a file of its own: one at a time is in memory while they are put together.
const PICTURE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Documents, in the order in which they came.
#[derive(Debug, Default)]
pub struct Stack(Vec<(PathBuf, ScanMedia)>);

impl Stack {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes another one; `false` if it is neither a picture nor a file of pages.
    pub fn add(&mut self, path: PathBuf) -> bool {
        let mut head = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
        let media = ScanMedia::recognise(&head);
        let is_ours = read.is_ok() && matches!(media, ScanMedia::Jpeg | ScanMedia::Pdf);
        if is_ours {
            self.0.push((path, media));
        }
        is_ours
    }

    /// The files to bring, with how their names end.
    ///
    /// # Errors
    /// They cannot be read or written.
    pub fn files(&self, folder: &Path, dpi: u16) -> io::Result<Vec<(PathBuf, &'static str)>> {
        let each = || self.0.iter().map(|(path, media)| (path.clone(), media.extension())).collect();
        let are_pictures = self.0.iter().all(|(_, media)| *media == ScanMedia::Jpeg);
        if self.0.len() < 2 || !are_pictures {
            return Ok(each());
        }
        let path = folder.join("stack.pdf");
        Ok(if self.join(&path, dpi)? { vec![(path, ScanMedia::Pdf.extension())] } else { each() })
    }

    /// Writes all pictures into one file; `false` if one of them cannot be put into it.
    fn join(&self, path: &Path, dpi: u16) -> io::Result<bool> {
        let mut out = BufWriter::new(File::create(path)?);
        let (mut pdf, head) = Pdf::begin(self.0.len(), "", None);
        out.write_all(&head)?;
        for (path, _) in &self.0 {
            if std::fs::metadata(path)?.len() > PICTURE_BYTES_MAX {
                return Ok(false);
            }
            let jpeg = std::fs::read(path)?;
            let Some(head) = jpeg_head(&jpeg) else { return Ok(false) };
            let page = PdfPage { jpeg: &jpeg, head, dpi: f32::from(dpi), quarters: 0 };
            out.write_all(&pdf.page(&page, None))?;
        }
        out.write_all(&pdf.end())?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(true)
    }
}
