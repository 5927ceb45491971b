//! What labels are printed on: sheets with places for labels, rolls, cards, plain paper.

use super::drawing::{Drawing, Page, Placed};
use super::error::LabelError;
use std::sync::Arc;

/// How many labels one print may have.
pub const LABELS_MAX: usize = 5_000;
/// A label may be this much larger than its place: sheets are sold as 42.3 and 42.4 mm.
const TOLERANCE_MM: f32 = 0.35;
/// How much smaller a page may be made to go on a sheet: an A4 form on Letter, a cover of 220×310 mm on either.
const SHRINK_MIN: f32 = 0.88;
/// Paper that is left white around places that are laid out by size.
const MARGIN_MM: f32 = 10.0;

/// What sort of medium it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// Sheets with places in columns and rows.
    Sheet,
    /// One label after the other, with a gap.
    Roll {
        /// Between two labels.
        gap_mm: f32,
    },
    /// A page of whatever size the template has.
    Own,
}

/// A medium. On a roll the sheet is the label.
#[derive(Debug, Clone, PartialEq)]
pub struct Medium {
    /// Its name in addresses.
    pub id: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// What sort it is.
    pub form: Form,
    /// The sheet's width and height.
    pub page_mm: (f32, f32),
    /// A label's width and height.
    pub label_mm: (f32, f32),
    /// Where the first label begins, from the left and from above.
    pub margin_mm: (f32, f32),
    /// From label to label, across and down.
    pub pitch_mm: (f32, f32),
    /// Columns and rows.
    pub cells: (usize, usize),
}

/// Where on the sheets printing begins, and by how much this printer is off.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Start {
    /// The first place that is used, counted row by row from 0.
    pub cell: usize,
    /// To the right, in tenths of a millimetre.
    pub right_tenths: i32,
    /// Downwards, in tenths of a millimetre.
    pub down_tenths: i32,
}

const A4_MM: (f32, f32) = (210.0, 297.0);
const LETTER_MM: (f32, f32) = (215.9, 279.4);

type Sheet = (&'static str, &'static str, &'static str, (f32, f32), (f32, f32), (f32, f32), (f32, f32), (usize, usize));

/// Sheets: id, Chinese, English, paper, label, margin, pitch, columns and rows.
const SHEETS: &[Sheet] = &[
    (
        "a4-3x8",
        "A4 3×8 70×37 mm",
        "A4 3×8 70×37 mm (Avery 3474)",
        A4_MM,
        (70.0, 37.0),
        (0.0, 0.5),
        (70.0, 37.0),
        (3, 8),
    ),
    (
        "a4-3x8-gaps",
        "A4 3×8 63.5×33.9 mm",
        "A4 3×8 63.5×33.9 mm (Avery L7159)",
        A4_MM,
        (63.5, 33.9),
        (7.25, 12.9),
        (66.0, 33.9),
        (3, 8),
    ),
    (
        "a4-3x7",
        "A4 3×7 63.5×38.1 mm",
        "A4 3×7 63.5×38.1 mm (Avery L7160)",
        A4_MM,
        (63.5, 38.1),
        (7.25, 15.15),
        (66.0, 38.1),
        (3, 7),
    ),
    (
        "a4-3x7-full",
        "A4 3×7 70×42.3 mm",
        "A4 3×7 70×42.3 mm (Avery 3652)",
        A4_MM,
        (70.0, 42.3),
        (0.0, 0.45),
        (70.0, 42.3),
        (3, 7),
    ),
    (
        "a4-2x7",
        "A4 2×7 99.1×38.1 mm",
        "A4 2×7 99.1×38.1 mm (Avery L7163)",
        A4_MM,
        (99.1, 38.1),
        (4.65, 15.15),
        (101.6, 38.1),
        (2, 7),
    ),
    (
        "a4-2x4",
        "A4 2×4 99.1×67.7 mm",
        "A4 2×4 99.1×67.7 mm (Avery L7165)",
        A4_MM,
        (99.1, 67.7),
        (4.65, 13.1),
        (101.6, 67.7),
        (2, 4),
    ),
    (
        "letter-3x10",
        "Letter 3×10 66.7×25.4 mm",
        "Letter 3×10 2⅝×1 in (Avery 5160)",
        LETTER_MM,
        (66.675, 25.4),
        (4.76, 12.7),
        (69.85, 25.4),
        (3, 10),
    ),
    (
        "letter-2x7",
        "Letter 2×7 101.6×33.9 mm",
        "Letter 2×7 4×1⅓ in (Avery 5162)",
        LETTER_MM,
        (101.6, 33.867),
        (3.97, 21.17),
        (106.36, 33.867),
        (2, 7),
    ),
    (
        "letter-2x5",
        "Letter 2×5 101.6×50.8 mm",
        "Letter 2×5 4×2 in (Avery 5163)",
        LETTER_MM,
        (101.6, 50.8),
        (3.97, 12.7),
        (106.36, 50.8),
        (2, 5),
    ),
    (
        "letter-2x3",
        "Letter 2×3 101.6×84.7 mm",
        "Letter 2×3 4×3⅓ in (Avery 5164)",
        LETTER_MM,
        (101.6, 84.667),
        (3.97, 12.7),
        (106.36, 84.667),
        (2, 3),
    ),
];

/// Rolls: width and height of a label.
const ROLLS: &[(u16, u16)] = &[(60, 40), (50, 30), (40, 30), (70, 50), (100, 70)];
/// What lies between two labels of a roll, unless a printer says otherwise.
const ROLL_GAP_MM: f32 = 2.0;

impl Medium {
    /// Every shipped medium.
    #[must_use]
    pub fn shipped() -> Vec<Self> {
        let sheets = SHEETS.iter().map(|(id, zh, en, page_mm, label_mm, margin_mm, pitch_mm, cells)| Self {
            id: (*id).to_owned(),
            zh: (*zh).to_owned(),
            en: (*en).to_owned(),
            form: Form::Sheet,
            page_mm: *page_mm,
            label_mm: *label_mm,
            margin_mm: *margin_mm,
            pitch_mm: *pitch_mm,
            cells: *cells,
        });
        let rolls = ROLLS.iter().map(|&(width, height)| {
            let id = format!("roll-{width}x{height}");
            let names = (format!("卷筒标签 {width}×{height} mm"), format!("Roll {width}×{height} mm"));
            Self::roll(id, names, (f32::from(width), f32::from(height)), ROLL_GAP_MM)
        });
        sheets.chain(rolls).collect()
    }

    /// The shipped medium of that name, `own` for paper of the template's own size, or `a4` and `letter` for as many labels
    /// as go on a sheet; a form of a little more than a sheet is made smaller.
    ///
    /// # Errors
    /// There is none.
    pub fn named(id: &str, template_mm: (f32, f32)) -> Result<Self, LabelError> {
        match id {
            "own" => Ok(Self::own(template_mm)),
            "a4" => Self::grid("a4", A4_MM, template_mm),
            "letter" => Self::grid("letter", LETTER_MM, template_mm),
            _ => Self::shipped()
                .into_iter()
                .find(|medium| medium.id == id)
                .ok_or_else(|| LabelError::Unknown { name: id.chars().take(64).collect() }),
        }
    }

    /// A roll of labels of one size.
    #[must_use]
    pub fn roll(id: String, (zh, en): (String, String), label_mm: (f32, f32), gap_mm: f32) -> Self {
        Self { form: Form::Roll { gap_mm }, ..Self { id, zh, en, ..Self::own(label_mm) } }
    }

    /// Paper of a template's own size.
    #[must_use]
    pub fn own(size_mm: (f32, f32)) -> Self {
        Self {
            id: "own".to_owned(),
            zh: "模板原尺寸".to_owned(),
            en: "The template's own size".to_owned(),
            form: Form::Own,
            page_mm: size_mm,
            label_mm: size_mm,
            margin_mm: (0.0, 0.0),
            pitch_mm: size_mm,
            cells: (1, 1),
        }
    }

    /// Plain paper with as many labels side by side as there is room for, to be cut apart.
    ///
    /// # Errors
    /// Not one fits.
    pub fn grid(id: &str, page_mm: (f32, f32), label_mm: (f32, f32)) -> Result<Self, LabelError> {
        if label_mm.0 >= page_mm.0 - 2.0 * MARGIN_MM || label_mm.1 >= page_mm.1 - 2.0 * MARGIN_MM {
            return Self::whole(id, page_mm, label_mm);
        }
        let count = |page: f32, label: f32| (((page - 2.0 * MARGIN_MM) / label) as usize).max(1);
        let cells = (count(page_mm.0, label_mm.0), count(page_mm.1, label_mm.1));
        let margin = |page: f32, label: f32, count: usize| (page - label * count as f32) / 2.0;
        Ok(Self {
            id: id.to_owned(),
            zh: "按标签尺寸排满整页".to_owned(),
            en: "As many as fit on a sheet".to_owned(),
            form: Form::Sheet,
            page_mm,
            label_mm,
            margin_mm: (margin(page_mm.0, label_mm.0, cells.0), margin(page_mm.1, label_mm.1, cells.1)),
            pitch_mm: label_mm,
            cells,
        })
    }

    /// A sheet, upright or across, that holds one page; one that is a little larger is made smaller.
    fn whole(id: &str, page_mm: (f32, f32), size_mm: (f32, f32)) -> Result<Self, LabelError> {
        let is_across = (size_mm.0 > size_mm.1) != (page_mm.0 > page_mm.1);
        let page_mm = if is_across { (page_mm.1, page_mm.0) } else { page_mm };
        let by = shrink(page_mm, size_mm).ok_or_else(|| too_large(size_mm, id))?;
        let label_mm = (size_mm.0 * by, size_mm.1 * by);
        let margin_mm = ((page_mm.0 - label_mm.0) / 2.0, (page_mm.1 - label_mm.1) / 2.0);
        let own = Self::own(label_mm);
        Ok(Self { id: id.to_owned(), form: Form::Sheet, page_mm, margin_mm, ..own })
    }

    /// How many labels go on one sheet.
    #[must_use]
    pub fn per_page(&self) -> usize {
        (self.cells.0 * self.cells.1).max(1)
    }

    /// Puts drawings on pages, each in the middle of its place.
    ///
    /// # Errors
    /// One is larger than its place, or there are more than 5,000.
    pub fn impose(&self, drawings: Vec<Drawing>, start: Start) -> Result<Vec<Page>, LabelError> {
        if drawings.len() > LABELS_MAX {
            return Err(LabelError::TooMuch { limit: LABELS_MAX, what: "labels at once" });
        }
        let (columns, per_page) = (self.cells.0.max(1), self.per_page());
        let mut pages: Vec<Page> = Vec::new();
        // A start past the sheet's end begins on it as if it were new.
        let first = start.cell % per_page;
        for (number, mut drawing) in drawings.into_iter().enumerate() {
            if self.form == Form::Sheet && per_page == 1 {
                let by = shrink(self.label_mm, (drawing.width_mm, drawing.height_mm)).unwrap_or(1.0);
                drawing = if by < 1.0 { drawing.scaled(by) } else { drawing };
            }
            let size_mm = (drawing.width_mm, drawing.height_mm);
            if size_mm.0 > self.label_mm.0 + TOLERANCE_MM || size_mm.1 > self.label_mm.1 + TOLERANCE_MM {
                return Err(too_large(size_mm, &self.id));
            }
            let cell = (first + number) % per_page;
            if cell == 0 || pages.is_empty() {
                pages.push(Page { width_mm: self.page_mm.0, height_mm: self.page_mm.1, placed: Vec::new() });
            }
            let (column, row) = (cell % columns, cell / columns);
            let place = |margin: f32, pitch: f32, at: usize, label: f32, size: f32, off: i32| {
                margin + pitch * at as f32 + (label - size) / 2.0 + off as f32 / 10.0
            };
            let x_mm = place(self.margin_mm.0, self.pitch_mm.0, column, self.label_mm.0, size_mm.0, start.right_tenths);
            let y_mm = place(self.margin_mm.1, self.pitch_mm.1, row, self.label_mm.1, size_mm.1, start.down_tenths);
            if let Some(page) = pages.last_mut() {
                page.placed.push(Placed { x_mm, y_mm, drawing: Arc::new(drawing) });
            }
        }
        Ok(pages)
    }
}

/// By how much something has to be made smaller to fit: 1 if it fits, nothing if it would become too small.
fn shrink(room_mm: (f32, f32), size_mm: (f32, f32)) -> Option<f32> {
    if size_mm.0 <= room_mm.0 + TOLERANCE_MM && size_mm.1 <= room_mm.1 + TOLERANCE_MM {
        return Some(1.0);
    }
    Some((room_mm.0 / size_mm.0).min(room_mm.1 / size_mm.1)).filter(|by| *by >= SHRINK_MIN)
}

fn too_large(size_mm: (f32, f32), medium: &str) -> LabelError {
    LabelError::DoesNotFit { label: format!("{}×{}", size_mm.0, size_mm.1), medium: medium.to_owned() }
}
