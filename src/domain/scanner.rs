//! Scanners on the network, as the archive knows them.

use super::attachment::BlobHash;
use super::value::Bilingual;
use serde::{Deserialize, Serialize};

/// How many scanners there may be.
pub const SCANNERS_MAX: usize = 100;

/// A scanner on the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanner {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// Where it is: `http://host:port/eSCL`, or `https`.
    pub address: String,
    /// Whether nothing more is scanned on it.
    #[serde(default)]
    pub retired: bool,
    /// The one certificate that it may show over `https`, by its SHA-256; nothing where an authority has to vouch for it.
    #[serde(default)]
    pub certificate: Option<BlobHash>,
}
