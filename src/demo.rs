//! Believable make-believe: customers, vehicles and folders of a car dealer, and a small archive full of them.
//!
//! Everything comes from a seed, so that a benchmark and a demonstration are the same everywhere. No person in it exists.
//! The plan is data; `fill` carries it out through the archive like anybody else would.

mod fill;
pub mod generator;
mod morning;
mod names;
mod plan;
mod random;
mod scans;
mod table;
mod variety;

pub use fill::fill;
pub use generator::{DemoFolder, Generator};
pub use morning::{DemoAct, morning};
pub use plan::{DemoLoan, DemoPlan, plan};
pub use random::Random;
pub use scans::{DemoScan, scans};
pub use table::{HEADINGS, spelled_phone, spelled_plate, write_csv};

#[cfg(test)]
mod tests;
