//! What is asked about saved searches.

use crate::domain::event::Audience;
use crate::domain::ids::SearchNo;
use serde::{Deserialize, Serialize};

/// A wish about saved searches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum SearchCommand {
    /// Save one, or change it.
    Save(SearchPatch),
    /// Delete one.
    Delete(SearchNo),
}

/// A saved search as it is to be; what is `None` stays, or is empty for a new one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SearchPatch {
    /// Which one; a new one without.
    pub search: Option<SearchNo>,
    /// What it is called.
    pub name: Option<String>,
    /// What is typed.
    pub typed: Option<String>,
    /// What is chosen beside, as it stands in an address.
    pub chosen: Option<String>,
    /// Who may open it too.
    pub audience: Option<Audience>,
}
