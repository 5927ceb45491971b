//! Labels and forms: drawn once, printed anywhere.
//!
//! `Template` (an SVG with fields) and `Content` (what fills it) make drawings; a `Medium` puts them on pages; `pdf`, `png`,
//! `svg`, `zpl` and `tspl` write the same pages for whatever prints them. Everything it needs travels with the program:
//! typefaces, templates, media. It must not know what a folder or a person is, where values come from or who may see
//! them, nor any printer's address: whoever calls it fills the fields and sends the bytes.

pub mod drawing;
mod error;
mod fonts;
mod kind;
mod media;
mod output;
mod pdf;
mod png;
mod qr;
mod raster;
mod sample;
mod shipped;
mod stamp;
mod svg;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod tspl;
mod zpl;

pub use drawing::{Drawing, Page};
pub use error::LabelError;
pub use kind::{BUILT_IN, FIELDS, Kind};
pub use media::{Form, LABELS_MAX, Medium, Start};
pub use output::{Format, Print, Printed, print, print_pages};
pub use qr::{Level, Modules, PAYLOAD_CHARS};
pub use raster::{Raster, Rasteriser};
pub use sample::sample;
pub use shipped::{SHIPPED, Shipped, shipped};
pub use stamp::stamp;
pub use template::{Content, Drawn, ROWS_MAX, TEMPLATE_BYTES, Template, VALUE_CHARS, Values, Warning, Words};
