//! The templates that come with the program: data files under `presets/labels`, built in.

use super::error::LabelError;
use super::template::Template;

/// A template that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Its name in addresses and on the command line.
    pub id: &'static str,
    /// The file.
    pub svg: &'static str,
}

macro_rules! templates {
    ($($id:literal)*) => {
        /// All of them.
        pub const SHIPPED: &[Shipped] =
            &[$(Shipped { id: $id, svg: include_str!(concat!("../../presets/labels/", $id, ".svg")) },)*];
    };
}

templates! {
    "badge-86x54"
    "box-20"
    "box-30"
    "box-40"
    "box-50"
    "case-slip-a4"
    "certificate-a4"
    "condition-100x70"
    "contents-a4"
    "folder-100x70"
    "folder-40x30"
    "folder-50x30"
    "folder-60x40"
    "folder-63x33"
    "folder-66x25"
    "folder-70x37"
    "folder-70x50"
    "folder-99x33"
    "folder-cover-220x310"
    "folder-list-a4"
    "folder-note-a4"
    "folder-spine-10"
    "folder-spine-15"
    "folder-spine-20"
    "loan-receipt-a5"
    "loan-slip-100x70"
    "loan-slip-a5"
    "missing-papers-a4"
    "missing-papers-department-a4"
    "overdue-notice-a4"
    "paper-slip-100x70"
    "paper-slip-a5"
    "pick-list-a4"
    "range-end-100x70"
    "range-end-a4"
    "separator-a4"
    "shelf-100x70"
    "shelf-63x33"
    "shelf-70x37"
    "shelf-99x33"
    "slot-40x30"
    "slot-50x30"
    "slot-60x40"
    "slot-63x33"
    "slot-66x25"
    "slot-70x37"
    "transfer-list-a4"
    "transfer-register-a4"
    "volume-100x70"
    "volume-60x40"
    "volume-63x33"
    "volume-70x37"
    "volume-99x33"
}

/// Reads a shipped template.
///
/// # Errors
/// There is none of that name.
pub fn shipped(id: &str) -> Result<Template, LabelError> {
    let found = SHIPPED.iter().find(|shipped| shipped.id == id);
    Template::read(found.ok_or_else(|| LabelError::Unknown { name: id.chars().take(64).collect() })?.svg)
}
