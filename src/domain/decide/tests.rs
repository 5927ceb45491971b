//! What the archive allows and refuses, command by command, and what holds whatever is asked of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attachments;
mod bringing;
mod cases;
mod codes;
mod counts;
mod custody;
mod discrepancies;
mod files;
mod groups;
mod handing;
mod labels;
mod mending;
mod observations;
mod order;
mod organisation;
mod paper_custody;
mod paper_queued;
mod paper_random;
mod people;
mod places;
mod printing;
mod putting_right;
mod queued;
pub(crate) mod random;
mod register;
pub(crate) mod scans;
mod subjects;
mod surgery;
mod swapped_pages;
mod tallied;
mod undo;
pub(crate) mod world;
