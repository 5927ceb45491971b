//! What somebody saw or did at the shelf. These are no wishes: they are recorded, whatever the record thinks.

use crate::domain::folder::Desk;
use serde::{Deserialize, Serialize};

/// One folder, and what was seen of it or done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The folder, by any of its codes.
    pub folder: String,
    /// What happened.
    pub what: Observed,
}

/// What was seen, or done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Observed {
    /// It was seen there.
    Sighted {
        /// A slot, box, shelf or desk, by its code.
        at: String,
    },
    /// It was put there.
    PutAway {
        /// A slot, box, shelf or desk, by its code.
        at: String,
    },
    /// It was brought back.
    Returned {
        /// To this desk.
        desk: Desk,
    },
}
