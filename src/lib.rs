//! Strongroom keeps track of paper: where each folder stands, who has it, what is inside it.
//!
//! The library holds everything; `main.rs` only parses, dispatches and turns errors into an exit code. Data flows one
//! way: an edge (`http`, `cli`) builds a command, `archive` lets `domain` decide it, makes it durable in the `ledger`,
//! applies it, and `views` and `search` follow. ARCHITECTURE.md tells the rest.

pub mod archive;
pub mod auth;
pub mod blobs;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod disk;
pub mod domain;
pub mod export;
pub mod http;
pub mod import;
pub mod intake;
pub mod label;
#[cfg(test)]
mod layers;
pub mod ledger;
pub mod metrics;
pub mod ocr;
pub mod printing;
pub mod scan;
pub mod scanner;
pub mod search;
#[cfg(test)]
mod tests;
pub mod vault;
pub mod views;
