//! Scanned pages: what is on them.
//!
//! So far the codes ([`qr`]) and opening a picture without being harmed by it ([`picture`]). Nothing here knows the
//! archive, a folder or a file's fate: pixels come in, texts go out.

pub mod picture;
pub mod qr;
pub mod separate;
