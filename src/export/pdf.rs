//! Pictures as one PDF, page by page, so that a folder of any length is never whole in memory.
//!
//! Written after ISO 32000-1: a JPEG goes in as it came (7.4.8, `DCTDecode`), a watermark as a stencil (8.9.6.2) painted
//! with constant transparency (11.3.7.2). Objects are written one behind the other and their places noted for the table at
//! the end (7.5.4).

use super::jpeg::JpegHead;
use super::watermark::Watermark;
use crate::label::Raster;
use std::fmt::Write as _;

const POINTS_PER_INCH: f32 = 72.0;
/// How long the longer side is taken to be where nobody knows: that of A4.
const LONG_SIDE_POINTS: f32 = 842.0;
/// A page of PDF may be so long, and no longer (annex C).
const SIDE_POINTS_MAX: f32 = 14_400.0;
/// How the tiled line goes up: 30 degrees.
const TILE_COS_SIN: (f32, f32) = (0.866, 0.5);
/// How far the tiles are from each other, in points.
const TILE_STEP: (f32, f32) = (300.0, 150.0);
/// How far the line at the edge is from it, in points.
const EDGE_FROM_BELOW: f32 = 6.0;

/// Objects of the whole document.
const CATALOGUE: usize = 1;
const PAGES: usize = 2;
const FAINT: usize = 3;
const TILE: usize = 4;
const EDGE: usize = 5;
const INFO: usize = 6;
/// Objects of the first page; each has so many.
const FIRST: usize = 7;
const PER_PAGE: usize = 3;

/// A page to write: a JPEG as it is.
#[derive(Debug)]
pub struct PdfPage<'a> {
    /// The whole file.
    pub jpeg: &'a [u8],
    /// What its head says.
    pub head: JpegHead,
    /// How many dots an inch of the paper has along a row of this picture; 0 if nobody knows.
    pub dpi: f32,
    /// By how many quarters it is turned clockwise, besides what its head says.
    pub quarters: u8,
}

/// A document in the making. What each step answers is to be sent on.
#[derive(Debug)]
pub struct Pdf {
    pages: usize,
    begun: usize,
    written: u64,
    places: Vec<u64>,
    is_marked: bool,
}

impl Pdf {
    /// Begins a document of so many pages.
    #[must_use]
    pub fn begin(pages: usize, title: &str, watermark: Option<&Watermark>) -> (Self, Vec<u8>) {
        let places = vec![0; FIRST + pages * PER_PAGE];
        let mut pdf = Self { pages, begun: 0, written: 0, places, is_marked: watermark.is_some() };
        // Bytes above 127 say that this is no text (7.5.2).
        let mut out = b"%PDF-1.5\n%\xe5\xe4\xb8\xad\n".to_vec();
        pdf.written = out.len() as u64;
        pdf.object(&mut out, CATALOGUE, &format!("<</Type/Catalog/Pages {PAGES} 0 R>>"));
        let kids: String = (0..pages).fold(String::new(), |mut kids, page| {
            let _ = write!(kids, "{} 0 R ", FIRST + page * PER_PAGE);
            kids
        });
        pdf.object(&mut out, PAGES, &format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"));
        pdf.object(&mut out, FAINT, "<</Type/ExtGState/ca 0.22>>");
        match watermark {
            Some(Watermark { tile, edge }) => {
                pdf.stencil(&mut out, TILE, tile);
                pdf.stencil(&mut out, EDGE, edge);
            }
            None => [TILE, EDGE].into_iter().for_each(|no| pdf.object(&mut out, no, "null")),
        }
        pdf.object(&mut out, INFO, &format!("<</Title{}/Producer(Strongroom)>>", text(title)));
        (pdf, out)
    }

    /// Writes the next page.
    #[must_use]
    pub fn page(&mut self, page: &PdfPage<'_>, watermark: Option<&Watermark>) -> Vec<u8> {
        let no = FIRST + self.begun * PER_PAGE;
        self.begun += 1;
        let (image, content) = (no + 1, no + 2);
        let JpegHead { width_px, height_px, components, is_adobe, .. } = page.head;
        let (width, height) = size_points(width_px, height_px, page.dpi);
        let turned = u32::from((page.head.quarters + page.quarters) % 4) * 90;
        let marks = if self.is_marked { format!("/Tile {TILE} 0 R/Edge {EDGE} 0 R") } else { String::new() };
        let mut out = Vec::with_capacity(page.jpeg.len() + 2_048);
        self.object(
            &mut out,
            no,
            &format!(
                "<</Type/Page/Parent {PAGES} 0 R/MediaBox[0 0 {width:.2} {height:.2}]/Rotate {turned}/Contents {content} 0 R\
                 /Resources<</XObject<</Im {image} 0 R{marks}>>/ExtGState<</Faint {FAINT} 0 R>>>>>>"
            ),
        );
        let (space, decode) = match components {
            1 => ("DeviceGray", ""),
            4 if is_adobe => ("DeviceCMYK", "/Decode[1 0 1 0 1 0 1 0]"),
            4 => ("DeviceCMYK", ""),
            _ => ("DeviceRGB", ""),
        };
        let head = format!(
            "/Type/XObject/Subtype/Image/Width {width_px}/Height {height_px}/ColorSpace/{space}/BitsPerComponent 8\
             /Filter/DCTDecode{decode}"
        );
        self.stream(&mut out, image, &head, page.jpeg);
        let mut paint = format!("q {width:.2} 0 0 {height:.2} 0 0 cm /Im Do Q\n");
        if let Some(watermark) = watermark {
            marked(&mut paint, watermark, (width, height), turned);
        }
        self.stream(&mut out, content, "", paint.as_bytes());
        out
    }

    /// Ends the document.
    #[must_use]
    pub fn end(self) -> Vec<u8> {
        debug_assert_eq!(self.begun, self.pages);
        let count = self.places.len();
        let mut out = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for place in self.places.iter().skip(1) {
            let _ = writeln!(out, "{place:010} 00000 n ");
        }
        let at = self.written;
        let _ =
            write!(out, "trailer\n<</Size {count}/Root {CATALOGUE} 0 R/Info {INFO} 0 R>>\nstartxref\n{at}\n%%EOF\n");
        out.into_bytes()
    }

    fn object(&mut self, out: &mut Vec<u8>, no: usize, body: &str) {
        self.put(out, no, &[body.as_bytes()]);
    }

    fn stream(&mut self, out: &mut Vec<u8>, no: usize, head: &str, bytes: &[u8]) {
        let head = format!("<<{head}/Length {}>>\nstream\n", bytes.len());
        self.put(out, no, &[head.as_bytes(), bytes, b"\nendstream"]);
    }

    fn put(&mut self, out: &mut Vec<u8>, no: usize, parts: &[&[u8]]) {
        if let Some(place) = self.places.get_mut(no) {
            *place = self.written;
        }
        let before = out.len();
        out.extend_from_slice(format!("{no} 0 obj\n").as_bytes());
        parts.iter().for_each(|part| out.extend_from_slice(part));
        out.extend_from_slice(b"\nendobj\n");
        self.written += (out.len() - before) as u64;
    }

    /// Text as a stencil: what is black is painted, the rest left as it is.
    fn stencil(&mut self, out: &mut Vec<u8>, no: usize, raster: &Raster) {
        let (width, height) = (raster.width_px, raster.height_px);
        // `Decode [1 0]`: a one is painted.
        let head = format!(
            "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ImageMask true/BitsPerComponent 1/Decode[1 0]"
        );
        self.stream(out, no, &head, &raster.bits());
    }
}

/// How large a page is: as its dots say, else as long as A4.
fn size_points(width_px: u32, height_px: u32, dpi: f32) -> (f32, f32) {
    let long_px = width_px.max(height_px).max(1) as f32;
    let by_dots = POINTS_PER_INCH / dpi;
    let is_likely = dpi >= 30.0 && long_px * by_dots <= SIDE_POINTS_MAX;
    let scale = if is_likely { by_dots } else { LONG_SIDE_POINTS / long_px };
    ((width_px as f32 * scale).max(3.0), (height_px as f32 * scale).max(3.0))
}

/// Paints the watermark over a page, upright for whoever looks at it turned.
fn marked(paint: &mut String, watermark: &Watermark, (width, height): (f32, f32), turned: u32) {
    // The page as it is looked at: its own axes turned back.
    let (wide, high, turn) = match turned {
        90 => (height, width, format!("0 1 -1 0 {width:.2} 0 cm")),
        180 => (width, height, format!("-1 0 0 -1 {width:.2} {height:.2} cm")),
        270 => (height, width, format!("0 -1 1 0 0 {height:.2} cm")),
        _ => (width, height, String::new()),
    };
    let points = |raster: &Raster, most: f32| {
        let scale = POINTS_PER_INCH / raster.dpi.max(1) as f32;
        let long = raster.width_px as f32 * scale;
        let scale = if long > most { scale * most / long } else { scale };
        (raster.width_px as f32 * scale, raster.height_px as f32 * scale)
    };
    let _ = write!(paint, "q {turn}\n0.45 0.05 0.05 rg\nq /Faint gs\n");
    let (cos, sin) = TILE_COS_SIN;
    let (long, across) = points(&watermark.tile, wide.max(high));
    let (step_x, step_y) = (TILE_STEP.0.max(long * 1.1), TILE_STEP.1.max(across * 3.0));
    let mut row = 0_u16;
    let mut y = -wide * sin;
    while y < high {
        let mut x = if row.is_multiple_of(2) { 0.0 } else { -step_x / 2.0 };
        while x < wide {
            let up = x * sin / cos;
            let (a, b) = (long * cos, long * sin);
            let (c, d) = (-across * sin, across * cos);
            let _ = writeln!(paint, "q {a:.2} {b:.2} {c:.2} {d:.2} {x:.2} {:.2} cm /Tile Do Q", y + up);
            x += step_x * cos;
        }
        (y, row) = (y + step_y, row.wrapping_add(1));
    }
    let (long, across) = points(&watermark.edge, wide * 0.94);
    let _ = write!(
        paint,
        "Q\nq {long:.2} 0 0 {across:.2} {:.2} {:.2} cm /Edge Do Q\nQ\n",
        wide * 0.03,
        EDGE_FROM_BELOW.min(across * 0.6)
    );
}

/// A text string of PDF: UTF-16 with its mark (7.9.2.2), in hex.
fn text(title: &str) -> String {
    let units: String = title.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::{Pdf, PdfPage};
    use crate::export::{Watermark, jpeg_head};

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut file = Vec::new();
        let encoder = image::codecs::jpeg::JpegEncoder::new(&mut file);
        image::RgbImage::from_pixel(width, height, image::Rgb([250, 250, 240])).write_with_encoder(encoder).unwrap();
        file
    }

    fn document(pages: &[Vec<u8>], watermark: Option<&Watermark>) -> Vec<u8> {
        let (mut pdf, mut file) = Pdf::begin(pages.len(), "档案 A-1", watermark);
        for (no, jpeg) in pages.iter().enumerate() {
            let head = jpeg_head(jpeg).unwrap();
            file.extend(pdf.page(&PdfPage { jpeg, head, dpi: 150.0, quarters: no as u8 }, watermark));
        }
        file.extend(pdf.end());
        file
    }

    fn find(file: &[u8], what: &[u8]) -> Option<usize> {
        file.windows(what.len()).position(|part| part == what)
    }

    #[test]
    fn every_object_stands_where_the_table_says_and_a_jpeg_is_in_it_byte_for_byte() {
        let pages = [jpeg(124, 175), jpeg(175, 124), jpeg(60, 60)];
        let watermark = Watermark::new(["副本 张律师", "诉讼"], "副本 仅供张律师 用途：诉讼 2026-11-22").unwrap();
        for watermark in [None, Some(&watermark)] {
            let file = document(&pages, watermark);
            assert!(pages.iter().all(|page| find(&file, page).is_some()), "not re-encoded");
            let table = find(&file, b"\nxref\n").unwrap() + 1;
            let rows = std::str::from_utf8(&file[table..]).unwrap().lines();
            for (no, row) in rows.skip(3).take_while(|row| row.ends_with("n ")).enumerate() {
                let place: usize = row[..10].parse().unwrap();
                let head = format!("{} 0 obj\n", no + 1);
                assert!(file[place..].starts_with(head.as_bytes()), "object {}", no + 1);
            }
            let told = format!("startxref\n{table}\n");
            assert!(find(&file, told.as_bytes()).is_some());
            assert_eq!(find(&file, b"/Tile Do").is_some(), watermark.is_some());
            for turned in ["/Rotate 0", "/Rotate 90", "/Rotate 180"] {
                assert!(find(&file, turned.as_bytes()).is_some());
            }
        }
    }
}
