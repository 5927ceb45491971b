//! Believable make-believe: customers, vehicles and folders of a car dealer, and a small archive full of them.
//!
//! Everything comes from a seed, so that a benchmark and a demonstration are the same everywhere. No person in it exists.
//! It only makes data; whoever wants a demonstration carries the plan out through the archive like anybody else.

pub mod generator;
mod names;
mod plan;
mod random;
mod table;

pub use generator::{DemoFolder, Generator};
pub use plan::{DemoLoan, DemoPlan, plan};
pub use random::Random;
pub use table::{HEADINGS, write_csv};

#[cfg(test)]
mod tests;
