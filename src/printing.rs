//! From codes to labels, and from labels to printers.
//!
//! A `Design` says how labels look and what they are printed on; `draw` fills its template with what somebody may see. The
//! `Queue` keeps what printers are to print, on disk, as codes and never as pictures: it is drawn when its turn comes. A
//! printer's address is checked whenever something is sent there; scanners are reached the same way, sealed where they speak TLS. Must not know routes or who has signed in.

mod certificate;
mod design;
mod draw;
mod guard;
mod ipp;
mod queue;
mod raw;
mod sealed;
mod send;
#[cfg(test)]
mod tests;
mod web;
mod wire;

pub use certificate::Certificate;
pub use design::{Design, Spoken, medium, template};
pub use draw::{Eyes, confidential, draw, draw_from, is_label, needed};
pub use guard::{Target, Web, check_address, check_web_address, reach, web_address};
pub use queue::{NewPrint, PrintJob, PrintState, Queue};
pub use sealed::{Shown, Trust};
pub use send::{Patience, Trouble};
pub use web::{Answer, Ask, ask};
pub use wire::Wire;
