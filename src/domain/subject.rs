//! Subjects: the persons, companies, vehicles and households that folders are about.
//!
//! Two subjects are the same only when an identity says so: an identity number, an organisation code, a VIN. Names
//! never match anything; half the archive is called 张伟.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use super::value::{IdentityKind, SubjectKind};

impl IdentityKind {
    /// Whether two subjects with this identity in common are the same.
    #[must_use]
    pub fn matches(self) -> bool {
        matches!(self, Self::IdentityNumber | Self::OrganisationCode | Self::Vin)
    }

    /// The word for it in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::IdentityNumber => "identity_number",
            Self::OrganisationCode => "organisation_code",
            Self::Vin => "vin",
            Self::Plate => "plate",
            Self::Account => "account",
            Self::Other => "other",
        }
    }
}

/// Something that tells one subject from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Identity {
    /// What it is.
    pub kind: IdentityKind,
    /// Its canonical value.
    pub value: String,
}

impl Identity {
    /// A 128-bit key for the index of identities: FNV-1a over kind and value. State keeps keys, not values, so that
    /// a checkpoint holds no identity numbers.
    #[must_use]
    pub fn key(&self) -> u128 {
        let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
        for byte in self.kind.name().bytes().chain([0]).chain(self.value.bytes()) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
        hash
    }
}

/// What the law may ask us to erase of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SubjectDetails {
    /// Its name; for a vehicle its plate or VIN.
    pub name: String,
    /// Its identities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<Identity>,
    /// Telephone numbers, digits only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// A postal address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// A free note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
