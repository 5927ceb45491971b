//! How labels look and what they are printed on, as somebody asks for it.

use crate::archive::labels::Tongue;
use crate::domain::label::{Paper, Roll, Sheet};
use crate::domain::refusal::{Code, Refusal};
use crate::domain::state::State;
use crate::label::{Form, Medium, Start, Template, Words, shipped};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;

/// A label's sides, and a sheet's, in tenths of a millimetre.
const SIDES: RangeInclusive<u16> = 50..=12_000;
/// How many labels there may be side by side, or one above the other.
const CELLS: RangeInclusive<u16> = 1..=50;
/// A sheet's last label may reach this much over its edge: sheets are sold as 297 and 297.0 mm.
const OVER_TENTHS: u32 = 10;
/// How far a printer may be off.
const OFF_TENTHS: RangeInclusive<i32> = -1_000..=1_000;
const USUAL_DPI: u32 = 203;

/// In which language the words of a template are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Spoken {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
    /// Both, Chinese first.
    Both,
}

impl Spoken {
    /// The words of a template.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Zh => Words::Zh,
            Self::En => Words::En,
            Self::Both => Words::Both,
        }
    }

    /// The language of what fills it.
    #[must_use]
    pub fn tongue(self) -> Tongue {
        match self {
            Self::Zh => Tongue::Zh,
            Self::En => Tongue::En,
            Self::Both => Tongue::Both,
        }
    }
}

/// How labels look, and what they are printed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Design {
    /// The template: one that comes with the program, or one of the archive's own.
    pub template: String,
    /// What it is printed on; by default paper of the template's own size.
    #[serde(default)]
    pub paper: Paper,
    /// In which language its words are.
    #[serde(default)]
    pub words: Spoken,
    /// The first place on the sheet that is still free, counted from 1.
    #[serde(default)]
    pub start: u16,
    /// By how much the printer is off, to the right, in tenths of a millimetre.
    #[serde(default)]
    pub right_tenths: i32,
    /// The same, downwards.
    #[serde(default)]
    pub down_tenths: i32,
    /// The printer's dots in an inch; 203 unless said.
    #[serde(default)]
    pub dpi: Option<u32>,
}

impl Design {
    /// Where on the sheets printing begins.
    ///
    /// # Errors
    /// `BadValue` if a printer cannot be that far off.
    pub fn start(&self) -> Result<Start, Refusal> {
        for (field, off) in [("right_tenths", self.right_tenths), ("down_tenths", self.down_tenths)] {
            if !OFF_TENTHS.contains(&off) {
                return Err(bad(field, "-1000–1000"));
            }
        }
        let cell = usize::from(self.start.saturating_sub(1));
        Ok(Start { cell, right_tenths: self.right_tenths, down_tenths: self.down_tenths })
    }

    /// The printer's dots in an inch.
    #[must_use]
    pub fn dpi(&self) -> u32 {
        self.dpi.unwrap_or(USUAL_DPI)
    }
}

/// The template of that code: one of the archive's own, or one that comes with the program.
///
/// # Errors
/// `TemplateUnknown`, `TemplateRetired`; or why it cannot be read any more.
pub fn template(state: &State, code: &str) -> Result<Template, Refusal> {
    match state.labels.template(code) {
        Some(own) if own.set.retired => Err(Refusal::new(Code::TemplateRetired).with("name", code)),
        Some(own) => Ok(Template::read(&own.set.svg)?),
        None => Ok(shipped(code)?),
    }
}

/// What is printed on.
///
/// # Errors
/// `TemplateUnknown` if no such paper comes with the program, `BadValue` if nothing could be printed on it.
pub fn medium(paper: &Paper, template_mm: (f32, f32)) -> Result<Medium, Refusal> {
    match paper {
        Paper::Named(id) => Ok(Medium::named(id, template_mm)?),
        Paper::Roll(roll) => rolled(roll),
        Paper::Sheet(sheet) => on_sheets(sheet),
    }
}

fn rolled(roll: &Roll) -> Result<Medium, Refusal> {
    if !SIDES.contains(&roll.width) || !SIDES.contains(&roll.height) || roll.gap > 500 {
        return Err(bad("paper", "width, height 50–12000; gap 0–500"));
    }
    let names = ("卷筒标签".to_owned(), "Roll".to_owned());
    Ok(Medium::roll("roll".to_owned(), names, (mm(roll.width), mm(roll.height)), mm(roll.gap)))
}

fn on_sheets(sheet: &Sheet) -> Result<Medium, Refusal> {
    let sides = [sheet.page_width, sheet.page_height, sheet.width, sheet.height];
    if sides.iter().any(|side| !SIDES.contains(side)) {
        return Err(bad("paper", "page_width, page_height, width, height 50–12000"));
    }
    if !CELLS.contains(&sheet.columns) || !CELLS.contains(&sheet.rows) {
        return Err(bad("paper", "columns, rows 1–50"));
    }
    // Labels that lie on each other, or beside the sheet, are a slip of whoever measured.
    let end = |margin: u16, pitch: u16, count: u16, label: u16| {
        u32::from(margin) + u32::from(pitch) * u32::from(count - 1) + u32::from(label)
    };
    let fits = |page: u16, margin, pitch, count, label| {
        (count == 1 || pitch >= label) && end(margin, pitch, count, label) <= u32::from(page) + OVER_TENTHS
    };
    if !fits(sheet.page_width, sheet.left, sheet.across, sheet.columns, sheet.width) {
        return Err(bad("paper", "left + across × (columns − 1) + width ≤ page_width"));
    }
    if !fits(sheet.page_height, sheet.top, sheet.down, sheet.rows, sheet.height) {
        return Err(bad("paper", "top + down × (rows − 1) + height ≤ page_height"));
    }
    Ok(Medium {
        id: "sheet".to_owned(),
        zh: "自定义整页".to_owned(),
        en: "Own sheet".to_owned(),
        form: Form::Sheet,
        page_mm: (mm(sheet.page_width), mm(sheet.page_height)),
        label_mm: (mm(sheet.width), mm(sheet.height)),
        margin_mm: (mm(sheet.left), mm(sheet.top)),
        pitch_mm: (mm(sheet.across), mm(sheet.down)),
        cells: (usize::from(sheet.columns), usize::from(sheet.rows)),
    })
}

fn mm(tenths: u16) -> f32 {
    f32::from(tenths) / 10.0
}

fn bad(field: &str, detail: &str) -> Refusal {
    Refusal::new(Code::BadValue).with("field", field).with("detail", detail)
}
