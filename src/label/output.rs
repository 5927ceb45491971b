//! From templates and contents to a file or a printer's job, in one call.

use super::drawing::{Drawing, Page};
use super::error::LabelError;
use super::media::{Form, LABELS_MAX, Medium, Start};
use super::raster::Rasteriser;
use super::template::{Content, Template, Warning, Words};
use super::{pdf, png, svg, tspl, zpl};
use std::ops::RangeInclusive;

/// What labels leave as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// All pages in one document.
    Pdf,
    /// One picture a page.
    Png,
    /// One drawing a page.
    Svg,
    /// All labels in one job, for printers that speak ZPL.
    Zpl,
    /// All labels in one job, for printers that speak TSPL.
    Tspl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Png, Self::Svg, Self::Zpl, Self::Tspl];

    /// Its name, which is also its files' ending.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Zpl => "zpl",
            Self::Tspl => "tspl",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }

    /// The media type of its files.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Zpl => "application/vnd.zebra.zpl",
            Self::Tspl => "application/octet-stream",
        }
    }
}

/// What is to be printed, and how.
#[derive(Debug, Clone)]
pub struct Print<'a> {
    /// The template.
    pub template: &'a Template,
    /// One for each label or form.
    pub contents: &'a [Content],
    /// In which language its words are.
    pub words: Words,
    /// What it is printed on.
    pub medium: &'a Medium,
    /// Where on it.
    pub start: Start,
    /// The printer's dots in an inch; QR codes have whole ones in every format.
    pub dpi: u32,
}

/// Files, and what to know about them.
#[derive(Debug, Clone)]
pub struct Printed {
    /// One file, or one a page where the format has no pages.
    pub files: Vec<Vec<u8>>,
    /// How many pages, or labels of a roll, it came to.
    pub pages: usize,
    /// What whoever prints should know, each once.
    pub warnings: Vec<Warning>,
}

/// Dots in an inch that one may ask for.
const DPI: RangeInclusive<u32> = 72..=1_200;
/// How many things one print may come to: shapes, runs of glyphs, codes. A thousand labels are 20,000.
const ITEMS_MAX: usize = 1_000_000;
/// How many pictures one print may be.
const PICTURES_MAX: usize = 500;

impl Print<'_> {
    /// The pages, and what to know about them.
    ///
    /// # Errors
    /// A content that the template cannot show, too many labels, or a label too large for the medium.
    pub fn pages(&self) -> Result<(Vec<Page>, Vec<Warning>), LabelError> {
        if self.contents.len() > LABELS_MAX {
            return Err(LabelError::TooMuch { limit: LABELS_MAX, what: "labels at once" });
        }
        let mut drawings: Vec<Drawing> = Vec::with_capacity(self.contents.len());
        let mut warnings: Vec<Warning> = Vec::new();
        let mut items = 0;
        for content in self.contents {
            let drawn = self.template.draw(content, self.words)?;
            items += drawn.pages.iter().map(|page| page.items.len()).sum::<usize>();
            if items > ITEMS_MAX {
                return Err(LabelError::TooMuch { limit: ITEMS_MAX, what: "things to print at once" });
            }
            drawings.extend(drawn.pages);
            for warning in drawn.warnings {
                if warnings.len() < 100 && !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
        Ok((self.medium.impose(drawings, self.start)?, warnings))
    }
}

/// Prints into memory.
///
/// # Errors
/// As `pages`, and a QR code too dense for this resolution.
pub fn print(job: &Print<'_>, format: Format) -> Result<Printed, LabelError> {
    let (pages, warnings) = job.pages()?;
    Ok(Printed { files: written(job, format, &pages)?, pages: pages.len(), warnings })
}

/// Prints some pages into memory, counted from 1; those that there are not are left out. `pages` says how many there are
/// in all.
///
/// # Errors
/// As `print`.
pub fn print_pages(job: &Print<'_>, format: Format, chosen: RangeInclusive<usize>) -> Result<Printed, LabelError> {
    let (pages, warnings) = job.pages()?;
    let end = (*chosen.end()).min(pages.len());
    let begin = chosen.start().saturating_sub(1).min(end);
    let files = written(job, format, pages.get(begin..end).unwrap_or_default())?;
    Ok(Printed { files, pages: pages.len(), warnings })
}

fn written(job: &Print<'_>, format: Format, pages: &[Page]) -> Result<Vec<Vec<u8>>, LabelError> {
    if !DPI.contains(&job.dpi) {
        return Err(LabelError::TooMuch { limit: *DPI.end() as usize, what: "dots in an inch, and at least 72" });
    }
    let mut rasteriser = Rasteriser::new(job.dpi);
    Ok(match format {
        Format::Pdf => vec![pdf::write(pages, &job.template.title(job.words), job.dpi)?],
        Format::Svg | Format::Png if pages.len() > PICTURES_MAX => {
            return Err(LabelError::TooMuch { limit: PICTURES_MAX, what: "pictures at once" });
        }
        Format::Svg => {
            pages.iter().map(|page| svg::write(page, job.dpi).map(String::into_bytes)).collect::<Result<_, _>>()?
        }
        Format::Png => pages.iter().map(|page| png::write(&rasteriser.page(page)?)).collect::<Result<_, _>>()?,
        Format::Zpl => {
            let mut all = String::new();
            for page in pages {
                all.push_str(&zpl::write(&rasteriser.page(page)?, 1));
            }
            vec![all.into_bytes()]
        }
        Format::Tspl => {
            let gap_mm = if let Form::Roll { gap_mm } = job.medium.form { gap_mm } else { 0.0 };
            let mut all = Vec::new();
            for page in pages {
                all.extend(tspl::write(&rasteriser.page(page)?, gap_mm, 1));
            }
            vec![all]
        }
    })
}
