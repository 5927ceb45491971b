//! What is printed can be read: every shipped template in every format, as printers and readers see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod decode;
mod hostile;
mod media;
mod outputs;
mod proof;
mod setting;
