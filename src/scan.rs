//! Scanned pages: what is on them.
//!
//! [`file`] opens whatever an office scanner or a telephone makes, page by page; [`page`] says whether a page is blank and how
//! askew, and makes its previews; [`qr`] reads its codes; [`worker`] does all of it in a child process that can be lost.
//! [`separate`] says which page of a stack belongs where. Nothing here knows the archive, a folder's words or a file's
//! fate: files go in, pages and texts come out.

pub mod file;
pub mod page;
pub mod picture;
pub mod qr;
pub mod separate;
pub mod worker;
