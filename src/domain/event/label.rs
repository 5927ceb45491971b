//! Facts about labels: templates of one's own, printers, what was printed and stuck on.

use crate::domain::ids::FolderNo;
use crate::domain::label::Printer;
use serde::{Deserialize, Serialize};

/// A template of one's own has a new version, or its first; or it is not to be used any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSet {
    /// Its code.
    pub code: String,
    /// Counted from 1.
    pub version: u32,
    /// The whole template.
    pub svg: String,
    /// Whether it is not to be used any more.
    #[serde(default)]
    pub retired: bool,
}

/// A printer was added or changed: all of it, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterSet {
    /// The printer.
    pub printer: Printer,
}

/// Labels of folders were printed; why once more, is its private part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelsPrinted {
    /// The template.
    pub template: String,
    /// Its version, of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The printer's code; without one it was printed from a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer: Option<String>,
    /// The folders.
    pub labels: Vec<LabelPrint>,
}

/// A folder's label, and the how manieth of its labels it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelPrint {
    /// The folder.
    pub folder: FolderNo,
    /// 1 for the first.
    pub print: u16,
}

/// The labels of these folders are on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelsApplied {
    /// The folders.
    pub folders: Vec<FolderNo>,
}
