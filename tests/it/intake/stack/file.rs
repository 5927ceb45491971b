//! Files as scanners, copiers, fax machines and telephones write them.

use super::sheet::Sheet;
use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use image::{ExtendedColorType, ImageFormat};

/// One picture, in a file of a sort.
pub fn still(sheet: &Sheet, format: ImageFormat) -> Vec<u8> {
    saved(&sheet.dots, (sheet.width, sheet.height), ExtendedColorType::L8, format)
}

/// A photograph: on yellowish paper, with a red seal.
pub fn photograph(sheet: &Sheet) -> Vec<u8> {
    let mut dots: Vec<u8> = sheet.dots.iter().flat_map(|grey| [*grey, grey - grey / 40, grey - grey / 16]).collect();
    let (left, top, side) = (sheet.width / 2, sheet.height / 5, sheet.width / 6);
    for y in top..top + side {
        for dot in dots[(y * sheet.width + left) * 3..][..side * 3].chunks_exact_mut(3) {
            dot.copy_from_slice(&[200, 40, 40]);
        }
    }
    saved(&dots, (sheet.width, sheet.height), ExtendedColorType::Rgb8, ImageFormat::Jpeg)
}

pub fn jpeg(sheet: &Sheet) -> Vec<u8> {
    still(sheet, ImageFormat::Jpeg)
}

/// By way of a file, for that part of the crate is compiled there and optimised.
fn saved(dots: &[u8], (width, height): (usize, usize), colours: ExtendedColorType, format: ImageFormat) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    image::save_buffer_with_format(file.path(), dots, width as u32, height as u32, colours, format).unwrap();
    std::fs::read(file.path()).unwrap()
}

/// How the picture of a PDF's page is packed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Jpeg,
    G4,
}

/// A page of a PDF: its picture, and by how many quarters whoever shows it turns that.
pub struct PdfPage {
    pub sheet: Sheet,
    pub packing: Packing,
    pub rotate: u8,
}

/// A PDF as scanners write it: a picture a page.
pub fn pdf(pages: &[PdfPage]) -> Vec<u8> {
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
        let PdfPage { sheet, packing, rotate } = page;
        let points = |dots: usize| dots as f32 * 72.0 / sheet.dpi as f32;
        let (across, down) = (points(sheet.width), points(sheet.height));
        let turn = u32::from(*rotate) * 90;
        let head = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {across:.2} {down:.2}] /Rotate {turn} /Contents {contents} 0 R \
             /Resources << /XObject << /P {picture} 0 R >> >> >>"
        );
        object(&mut bytes, head, None);
        let drawing = format!("q {across:.2} 0 0 {down:.2} 0 0 cm /P Do Q");
        object(&mut bytes, format!("<< /Length {} >>", drawing.len()), Some(drawing.as_bytes()));
        let (width, height) = (sheet.width, sheet.height);
        let (data, how) = match packing {
            Packing::Jpeg => (jpeg(sheet), "/BitsPerComponent 8 /Filter /DCTDecode".to_owned()),
            Packing::G4 => {
                let how = format!("/K -1 /Columns {width} /Rows {height}");
                (g4(sheet), format!("/BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << {how} >>"))
            }
        };
        let head = format!(
            "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray {how} /Length {} >>",
            data.len()
        );
        object(&mut bytes, head, Some(&data));
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).into_bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").into_bytes()));
    let size = places.len() + 1;
    bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

/// The same of JPEG pages that stand upright.
pub fn plain_pdf(sheets: &[Sheet]) -> Vec<u8> {
    let page = |sheet: &Sheet| PdfPage { sheet: sheet.clone(), packing: Packing::Jpeg, rotate: 0 };
    pdf(&sheets.iter().map(page).collect::<Vec<_>>())
}

/// What a fax machine sends of a page: ITU-T T.6.
fn g4(sheet: &Sheet) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::with_capacity(sheet.dots.len() / 64));
    for row in sheet.dots.chunks_exact(sheet.width) {
        let colours = row.iter().map(|dot| if *dot < 128 { Color::Black } else { Color::White });
        let Ok(()) = encoder.encode_line(colours, sheet.width as u32);
    }
    let Ok(writer) = encoder.finish();
    writer.finish()
}

/// A TIFF of many pages in black and white, as fax machines and copiers make them.
pub fn tiff(sheets: &[Sheet]) -> Vec<u8> {
    let mut bytes = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for sheet in sheets {
        let strip = bytes.len() as u32;
        bytes.extend(g4(sheet));
        let length = bytes.len() as u32 - strip;
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        let resolution = bytes.len() as u32;
        bytes.extend([sheet.dpi.to_le_bytes(), 1_u32.to_le_bytes()].concat());
        let here = bytes.len() as u32;
        bytes[link..link + 4].copy_from_slice(&here.to_le_bytes());
        let (short, long, fraction) = (3_u16, 4_u16, 5_u16);
        let fields: [(u16, u16, u32); 11] = [
            (256, long, sheet.width as u32),
            (257, long, sheet.height as u32),
            (258, short, 1),
            (259, short, 4),
            (262, short, 0),
            (273, long, strip),
            (277, short, 1),
            (278, long, sheet.height as u32),
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
