//! What is asked about labels, templates of one's own and printers.

use crate::domain::label::Printer;
use serde::{Deserialize, Serialize};

/// A wish about labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LabelCommand {
    /// Give a template of one's own a version; what it draws was found good.
    SetTemplate(TemplatePatch),
    /// Add a printer, or change one.
    SetPrinter(Box<Printer>),
    /// Labels of folders were printed.
    NotePrinted(PrintNote),
    /// Labels are on their folders.
    NoteApplied {
        /// The folders.
        folders: Vec<String>,
    },
}

/// A template of one's own as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePatch {
    /// Its code.
    pub code: String,
    /// The template; as before without one.
    pub svg: Option<String>,
    /// Whether it is not to be used any more; as before without one.
    pub retired: Option<bool>,
    /// The version that this was made from; 0 for a new one.
    pub if_version: Option<u32>,
}

/// What was printed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PrintNote {
    /// The folders.
    pub folders: Vec<String>,
    /// The template.
    pub template: String,
    /// The printer's code; without one it was printed from a file.
    pub printer: Option<String>,
    /// Why once more, of those that were printed before.
    pub reason: String,
}
