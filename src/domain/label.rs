//! Labels as the archive remembers them: what they are printed on, and by which printers. What a template draws, only
//! `label` knows; here it is text.

use super::folder::Desk;
use super::value::Bilingual;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many folders' labels one print has at most.
pub const PRINT_MAX: usize = 2_000;
/// How many templates of its own an archive may have.
pub const TEMPLATES_MAX: usize = 200;
/// How long a template of one's own may be, in bytes: State holds them all.
pub const OWN_TEMPLATE_BYTES: usize = 64 * 1024;
/// How many printers an archive may have.
pub const PRINTERS_MAX: usize = 100;
/// What begins the codes of templates of one's own, so that they never hide a shipped one.
pub const OWN_MARK: &str = "own-";

/// What labels are printed on. Lengths are in tenths of a millimetre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// One that comes with the program, `own` for paper of the template's own size, `a4` or `letter` for as many labels as
    /// go on a sheet.
    Named(String),
    /// A roll of labels of one size.
    Roll(Roll),
    /// Sheets of one's own, with places in columns and rows.
    Sheet(Sheet),
}

impl Default for Paper {
    fn default() -> Self {
        Self::Named("own".to_owned())
    }
}

/// A roll of labels of one size, in tenths of a millimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Roll {
    /// A label's width.
    pub width: u16,
    /// A label's height.
    pub height: u16,
    /// What lies between two labels.
    pub gap: u16,
}

/// Sheets with places for labels in columns and rows, in tenths of a millimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sheet {
    /// The sheet's width.
    pub page_width: u16,
    /// The sheet's height.
    pub page_height: u16,
    /// A label's width.
    pub width: u16,
    /// A label's height.
    pub height: u16,
    /// Where the first label begins, from the left.
    pub left: u16,
    /// Where it begins, from above.
    pub top: u16,
    /// From label to label across.
    pub across: u16,
    /// From label to label down.
    pub down: u16,
    /// How many side by side.
    pub columns: u16,
    /// How many one above the other.
    pub rows: u16,
}

/// What a printer understands, and how it is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrinterKind {
    /// ZPL graphics at a port, 9100 as a rule.
    Zpl,
    /// TSPL graphics at a port, 9100 as a rule.
    Tspl,
    /// PDF by the Internet Printing Protocol.
    Ipp,
}

impl PrinterKind {
    /// The word for it in requests and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zpl => "zpl",
            Self::Tspl => "tspl",
            Self::Ipp => "ipp",
        }
    }
}

/// A printer on the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printer {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// What it understands.
    pub kind: PrinterKind,
    /// `host` or `host:port`; of an IPP printer `ipp://host:port/path`.
    pub address: String,
    /// Its dots in an inch.
    pub dpi: u32,
    /// What lies in it.
    pub paper: Paper,
    /// By how much it prints off, to the right and downwards.
    #[serde(default)]
    pub right_tenths: i32,
    /// The same, downwards.
    #[serde(default)]
    pub down_tenths: i32,
    /// At which desks it stands.
    #[serde(default)]
    pub desks: Vec<Desk>,
    /// Whether nothing more is printed on it.
    #[serde(default)]
    pub retired: bool,
}
