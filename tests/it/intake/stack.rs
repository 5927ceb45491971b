//! Stacks of paper as a scanner makes them: pages with print and codes, in files of several sorts, from a seed.

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};
use qrcode::{EcLevel, QrCode};

/// Of every page here.
const DPI: u32 = 200;
const WIDTH: u32 = 210 * DPI * 10 / 254;
const HEIGHT: u32 = 297 * DPI * 10 / 254;
/// Of a module of a code: 18 mm for one of 37.
const MODULE: u32 = 4;

/// Numbers that look random and are the same every time.
pub struct Seed(pub u64);

impl Seed {
    pub fn next(&mut self) -> u64 {
        // Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u32) -> u32 {
        (self.next() >> 33) as u32 % end
    }
}

/// A page with lines of print, no two of them the same.
pub fn printed(seed: &mut Seed) -> GrayImage {
    let mut page = empty();
    for line in 0..28 {
        let (top, mut left) = (HEIGHT / 3 + line * 50, 180);
        while left < WIDTH - 200 {
            let width = 8 + seed.below(70);
            for y in top..top + 16 {
                for x in left..(left + width).min(WIDTH - 180) {
                    if (x + y) % 5 != 0 {
                        page.put_pixel(x, y, Luma([30]));
                    }
                }
            }
            left += width + 12 + seed.below(20);
        }
    }
    for _ in 0..400 {
        page.put_pixel(seed.below(WIDTH), seed.below(HEIGHT), Luma([90]));
    }
    page
}

/// The back of a sheet.
pub fn empty() -> GrayImage {
    GrayImage::from_pixel(WIDTH, HEIGHT, Luma([252]))
}

/// The same page with a code on it, the how manieth from the left.
pub fn with_code(mut page: GrayImage, text: &str, place: u32) -> GrayImage {
    let code = QrCode::with_error_correction_level(text, EcLevel::Q).unwrap();
    let (modules, colours) = (code.width() as u32, code.to_colors());
    let (left, top) = (200 + place * 500, 160);
    for (at, colour) in (0..).zip(&colours) {
        let (column, row) = (at % modules, at / modules);
        let ink = if *colour == qrcode::Color::Dark { 20 } else { 252 };
        for y in 0..MODULE {
            for x in 0..MODULE {
                page.put_pixel(left + column * MODULE + x, top + row * MODULE + y, Luma([ink]));
            }
        }
    }
    page
}

/// A page laid on the glass upside down.
pub fn upside_down(page: &GrayImage) -> GrayImage {
    image::imageops::rotate180(page)
}

pub fn jpeg(page: &GrayImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80).encode_image(page).unwrap();
    bytes
}

/// A PDF as scanners write it: a picture a page.
pub fn pdf(pages: &[GrayImage]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |bytes: &mut Vec<u8>, head: String, stream: Option<&[u8]>| {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{head}\n", places.len()).into_bytes());
        if let Some(stream) = stream {
            bytes.extend(b"stream\n");
            bytes.extend(stream);
            bytes.extend(b"\nendstream\n");
        }
        bytes.extend(b"endobj\n");
    };
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 3 + 3 * at)).collect();
    object(&mut bytes, "<< /Type /Catalog /Pages 2 0 R >>".to_owned(), None);
    object(&mut bytes, format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")), None);
    for (at, page) in pages.iter().enumerate() {
        let (contents, picture) = (4 + 3 * at, 5 + 3 * at);
        let box_of = "/MediaBox [0 0 595 842]";
        let head = format!(
            "<< /Type /Page /Parent 2 0 R {box_of} /Contents {contents} 0 R /Resources << /XObject << /P {picture} 0 R >> >> >>"
        );
        object(&mut bytes, head, None);
        let drawing = b"q 595 0 0 842 0 0 cm /P Do Q";
        object(&mut bytes, format!("<< /Length {} >>", drawing.len()), Some(drawing));
        let jpeg = jpeg(page);
        let (width, height, length) = (page.width(), page.height(), jpeg.len());
        let head = format!(
            "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 \
             /Filter /DCTDecode /Length {length} >>"
        );
        object(&mut bytes, head, Some(&jpeg));
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).into_bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").into_bytes()));
    let size = places.len() + 1;
    bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

/// A TIFF of black and white pages, one bit a dot.
pub fn tiff(pages: &[GrayImage]) -> Vec<u8> {
    let mut bytes = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for page in pages {
        let strip = bytes.len() as u32;
        for row in page.rows() {
            let dots: Vec<bool> = row.map(|dot| dot.0[0] > 128).collect();
            let packed = dots.chunks(8).map(|eight| {
                eight.iter().enumerate().fold(0_u8, |byte, (at, white)| byte | (u8::from(*white) << (7 - at)))
            });
            bytes.extend(packed);
        }
        let length = bytes.len() as u32 - strip;
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        let resolution = bytes.len() as u32;
        bytes.extend([DPI.to_le_bytes(), 1_u32.to_le_bytes()].concat());
        let here = bytes.len() as u32;
        bytes[link..link + 4].copy_from_slice(&here.to_le_bytes());
        let (short, long, fraction) = (3_u16, 4_u16, 5_u16);
        let fields: [(u16, u16, u32); 11] = [
            (256, long, page.width()),
            (257, long, page.height()),
            (258, short, 1),
            (259, short, 1),
            (262, short, 1),
            (273, long, strip),
            (277, short, 1),
            (278, long, page.height()),
            (279, long, length),
            (282, fraction, resolution),
            (283, fraction, resolution),
        ];
        bytes.extend((fields.len() as u16).to_le_bytes());
        for (tag, kind, value) in fields {
            bytes.extend(
                [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &1_u32.to_le_bytes(), &value.to_le_bytes()].concat(),
            );
        }
        link = bytes.len();
        bytes.extend([0; 4]);
    }
    bytes
}
