//! Packed pictures by themselves: the bytes that a scanner packed, put into the smallest file that holds such, so that what
//! is tried is the unpacking and not the file around it.

use super::scans::pages;

/// How a picture is packed and how large it is, by the first six bytes: two to choose by, then width and height.
struct Head {
    choice: u8,
    more: u8,
    width: u32,
    height: u32,
}

fn head(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let ([choice, more, size @ ..], packed) = bytes.split_first_chunk::<6>()?;
    let [width, height] = [[size[0], size[1]], [size[2], size[3]]].map(|side| u32::from(u16::from_le_bytes(side)));
    Some((Head { choice: *choice, more: *more, width: width % 1_024 + 1, height: height % 1_024 + 1 }, packed))
}

/// Fax, groups 3 and 4, in a TIFF or a PDF.
pub fn fax(bytes: &[u8]) {
    let Some((head, packed)) = head(bytes) else { return };
    let file = match head.choice % 6 {
        0 => tiff(&head, (4, 0), 1, packed),
        1 => tiff(&head, (3, 0), 1, packed),
        2 => tiff(&head, (3, 1), 1, packed),
        3 => tiff(&head, (2, 0), 1, packed),
        4 => pdf(&head, "/CCITTFaxDecode", &fax_parms(&head, -1), 1, packed),
        _ => pdf(&head, "/CCITTFaxDecode", &fax_parms(&head, i32::from(head.more & 4)), 1, packed),
    };
    pages(&file);
}

fn fax_parms(head: &Head, k: i32) -> String {
    let of = |bit: u8| head.more & bit != 0;
    format!(
        "<</K {k} /Columns {} /Rows {} /BlackIs1 {} /EncodedByteAlign {} /EndOfLine {}>>",
        head.width,
        if of(8) { 0 } else { head.height },
        of(1),
        of(2),
        of(16)
    )
}

/// LZW, Deflate and PackBits, with predictors and without, in a TIFF or a PDF.
pub fn lzw(bytes: &[u8]) {
    let Some((head, packed)) = head(bytes) else { return };
    let predictor = if head.more & 2 == 0 { 1 } else { 12 };
    let parms = format!(
        "<</EarlyChange {} /Predictor {predictor} /Colors 1 /BitsPerComponent 8 /Columns {}>>",
        head.more & 1,
        head.width
    );
    let file = match head.choice % 6 {
        0 => tiff(&head, (5, 0), 8, packed),
        1 => tiff(&head, (8, 0), 8, packed),
        2 => tiff(&head, (32_773, 0), 8, packed),
        3 => tiff(&head, (5, 0), 16, packed),
        4 => pdf(&head, "/LZWDecode", &parms, 8, packed),
        _ => pdf(&head, "/FlateDecode", &parms, 8, packed),
    };
    pages(&file);
}

/// JPEG in a TIFF, old and new, or in a PDF.
pub fn jpeg(bytes: &[u8]) {
    let Some((head, packed)) = head(bytes) else { return };
    let file = match head.choice % 3 {
        0 => tiff(&head, (7, 0), 8, packed),
        1 => tiff(&head, (6, 0), 8, packed),
        _ => pdf(&head, "/DCTDecode", "null", 8, packed),
    };
    pages(&file);
}

/// JBIG2 in a PDF.
pub fn jbig2(bytes: &[u8]) {
    let Some((head, packed)) = head(bytes) else { return };
    pages(&pdf(&head, "/JBIG2Decode", "null", 1, packed));
}

/// JPEG 2000 in a PDF, drawn or taken as it is.
pub fn jpx(bytes: &[u8]) {
    let Some((head, packed)) = head(bytes) else { return };
    pages(&pdf(&head, "/JPXDecode", "null", 8, packed));
}

/// A TIFF of one page and one strip, of so many bits a sample.
fn tiff(head: &Head, (packing, options): (u16, u32), bits: u16, packed: &[u8]) -> Vec<u8> {
    let length = packed.len() as u32;
    let colours = if bits == 8 && head.more & 4 != 0 { 3 } else { 1 };
    let fields: [(u16, u32); 14] = [
        (256, head.width),
        (257, head.height),
        (258, u32::from(bits)),
        (259, u32::from(packing)),
        (262, if colours == 3 { 2 } else { u32::from(head.more & 1) }),
        (266, 1 + u32::from(head.more >> 3 & 1)),
        (273, 8 + 2 + 14 * 12 + 4),
        (277, colours),
        (278, head.height),
        (279, length),
        (292, options),
        (317, 1 + u32::from(head.more >> 1 & 1)),
        (513, 8 + 2 + 14 * 12 + 4),
        (514, length),
    ];
    let mut file = b"II*\0\x08\0\0\0\x0e\0".to_vec();
    for (tag, value) in fields {
        file.extend(tag.to_le_bytes());
        file.extend(b"\x04\0\x01\0\0\0");
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend(packed);
    file
}

/// A PDF of one page with one picture on it, of so many bits a sample.
fn pdf(head: &Head, filter: &str, parms: &str, bits: u8, packed: &[u8]) -> Vec<u8> {
    let Head { width, height, choice, .. } = head;
    // A page that is more than one picture is drawn.
    let drawn = if choice & 128 == 0 { "" } else { " 0 0 9 9 re f" };
    let content = format!("q 200 0 0 300 0 0 cm /P Do Q{drawn}");
    let space = if choice & 64 == 0 { "/DeviceGray" } else { "/DeviceRGB" };
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>".into(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".into(),
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R /Resources <</XObject <</P 5 0 R>>>>>>"
            .into(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        format!(
            "<</Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent {bits} /ColorSpace {space} \
             /Filter {filter} /DecodeParms {parms} /Length {}>>\nstream\n",
            packed.len()
        ),
    ];
    let (mut file, mut places) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{object}", at + 1).bytes());
        if at + 1 == objects.len() {
            file.extend(packed);
            file.extend(b"\nendstream");
        }
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(b"xref\n0 6\n0000000000 65535 f \n");
    places.iter().for_each(|place| file.extend(format!("{place:010} 00000 n \n").bytes()));
    file.extend(format!("trailer\n<</Size 6 /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    file
}
