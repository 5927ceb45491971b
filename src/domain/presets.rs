//! Ready-made archives that ship with the product: departments, secrecy classes, business types, suggested lanes.
//!
//! They are data files of the kind a company could write itself. The regulations of the first users stand in them; the rest
//! are our own defaults, which set-up shows before anything is loaded. Nothing here writes to an archive.

use super::business_type::BusinessType;
use super::calendar::Calendar;
use super::place::Granularity;
use super::value::Bilingual;
use serde::{Deserialize, Serialize};

/// The preset that a demonstration and the tests use.
pub const DEMO: &str = "dealer_a";

const FILES: [&str; 6] = [
    include_str!("../../presets/dealer_a.json"),
    include_str!("../../presets/dealer_b.json"),
    include_str!("../../presets/property_developer.json"),
    include_str!("../../presets/property_management.json"),
    include_str!("../../presets/electricity_utility.json"),
    include_str!("../../presets/hotel.json"),
];

/// The working days of mainland China as the State Council gave them out, year by year. An archive begins with them and
/// may change them.
#[must_use]
pub fn mainland_china() -> Calendar {
    let text = include_str!("../../presets/calendars/mainland_china.json");
    serde_json::from_str(text).unwrap_or_else(|_| Calendar::weekends())
}

/// A department of a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetDepartment {
    /// Its code.
    pub code: String,
    /// What people see.
    pub name: Bilingual,
}

/// A secrecy class of a preset. Never one of the State-secret marks: no company may use those.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetClass {
    /// Its code.
    pub code: String,
    /// What people see.
    pub name: Bilingual,
    /// Whether every look at such a folder is recorded.
    pub confidential: bool,
    /// Its place in the order from open to closed.
    pub rank: u16,
}

/// A suggested lane: which types share shelves, and how long their period is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresetLane {
    /// Its code.
    pub code: String,
    /// What people see.
    pub name: Bilingual,
    /// The codes of its business types.
    pub types: Vec<String>,
    /// How long the period is that shares shelves.
    pub period: Granularity,
    /// Whether its folders stand in boxes.
    pub boxed: bool,
}

/// A ready-made archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Its name in the interface.
    pub name: String,
    /// What people see.
    pub title: Bilingual,
    /// What it is for.
    pub description: Bilingual,
    /// Departments.
    pub departments: Vec<PresetDepartment>,
    /// Secrecy classes.
    pub classes: Vec<PresetClass>,
    /// Business types; their version is set when they are loaded.
    pub types: Vec<BusinessType>,
    /// Suggested lanes.
    pub lanes: Vec<PresetLane>,
}

/// All presets. A file that cannot be read is left out; a test sees to it that none is.
#[must_use]
pub fn all() -> Vec<Preset> {
    FILES.iter().filter_map(|file| serde_json::from_str(file).ok()).collect()
}

/// One preset by its name.
#[must_use]
pub fn by_name(name: &str) -> Option<Preset> {
    all().into_iter().find(|preset| preset.name == name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{DEMO, FILES, Preset, all, by_name};

    #[test]
    fn every_preset_can_be_read_and_its_types_make_sense() {
        let presets = all();
        assert_eq!(presets.len(), FILES.len());
        for preset in &presets {
            for business_type in &preset.types {
                assert_eq!(business_type.validate(), [], "{} {}", preset.name, business_type.code);
                assert!(preset.classes.iter().any(|class| class.code == business_type.class), "{}", business_type.code);
                let lanes = preset.lanes.iter().filter(|lane| lane.types.contains(&business_type.code)).count();
                assert_eq!(lanes, 1, "{} {}", preset.name, business_type.code);
            }
        }
    }

    #[test]
    fn a_preset_survives_a_format_that_does_not_describe_itself() {
        let preset = by_name(DEMO).unwrap();
        let bytes = postcard::to_stdvec(&preset).unwrap();
        assert_eq!(postcard::from_bytes::<Preset>(&bytes).unwrap(), preset);
    }

    #[test]
    fn no_preset_uses_the_marks_of_state_secrets() {
        for class in all().iter().flat_map(|preset| &preset.classes) {
            assert!(!["绝密", "机密", "秘密"].contains(&class.name.zh.as_str()), "{}", class.name.zh);
        }
    }
}
