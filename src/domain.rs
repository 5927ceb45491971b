//! What the archive is and what it allows: pure values and pure functions.
//!
//! Nothing here reads a file, a clock or a random number; time, new ids and the actor arrive in a `Context`. `domain`
//! must not know the ledger, the views, the search index, HTTP or the command line.

pub mod absence;
pub mod attachment;
pub mod business_type;
pub mod calendar;
pub mod case;
pub mod code;
pub mod column;
pub mod command;
pub mod contents;
pub mod count;
pub mod decide;
pub mod discrepancy;
pub mod erasure;
pub mod event;
pub mod facet;
pub mod figures;
pub mod folder;
pub mod forecast;
pub mod ids;
pub mod label;
pub mod limits;
pub mod paper;
pub mod person;
pub mod place;
pub mod planning;
pub mod policy;
pub mod presets;
pub mod refusal;
pub mod scan;
pub mod scanner;
pub mod settings;
pub mod slotting;
pub mod state;
pub mod subject;
pub mod value;
