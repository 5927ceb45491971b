//! What holds of State whatever happened, checked against brute force after random stories.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub(crate) mod brute;
pub(crate) mod properties;
mod scans;
