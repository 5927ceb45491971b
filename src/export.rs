//! What leaves the archive as files for others: the pages of a folder as one PDF, with a watermark if it is a copy, and a
//! folder as a bag that others can check.
//!
//! It must not know what a folder is, who may see it, nor where files are kept: whoever calls it hands pictures over.

pub mod bag;
mod jpeg;
pub mod pdf;
mod watermark;

pub use jpeg::{JpegHead, jpeg_head};
pub use watermark::{Watermark, shortened};
