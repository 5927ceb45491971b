//! What printers and programs make of our files, as grey pictures.

use crate::label::raster::Raster;
use std::io::Write;
use std::process::{Command, Stdio};

/// The picture in a PNG.
pub fn png(file: &[u8], dpi: u32) -> Raster {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut grey = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut grey).unwrap();
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    let dots = reader.info().pixel_dims.unwrap();
    let per_metre = f64::from(dpi) / 0.0254;
    assert!((f64::from(dots.xppu) - per_metre).abs() < 1.0, "the picture must know its resolution");
    Raster { width_px: info.width as usize, height_px: info.height as usize, dpi, grey }
}

/// Every page of a PDF as poppler draws it.
pub fn pdf(file: &[u8], dpi: u32) -> Vec<Raster> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("labels.pdf");
    std::fs::write(&path, file).unwrap();
    let mut command = Command::new("pdftoppm");
    command.args(["-gray", "-r", &dpi.to_string()]).arg(&path).arg(folder.path().join("page"));
    assert!(command.status().expect("pdftoppm of poppler-utils").success());
    let mut pages: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "pgm"));
    pages.sort();
    pages.iter().map(|path| pgm(&std::fs::read(path).unwrap(), dpi)).collect()
}

/// The words in a PDF, as whoever searches it finds them.
pub fn pdf_words(file: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext of poppler-utils");
    child.stdin.take().unwrap().write_all(file).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

fn pgm(file: &[u8], dpi: u32) -> Raster {
    let mut numbers = Vec::new();
    let mut at = 2;
    while numbers.len() < 3 {
        let end = at + file[at..].iter().position(u8::is_ascii_whitespace).unwrap();
        if let Ok(number) = std::str::from_utf8(&file[at..end]).unwrap().parse::<usize>() {
            numbers.push(number);
        }
        at = end + 1;
    }
    let (width_px, height_px) = (numbers[0], numbers[1]);
    Raster { width_px, height_px, dpi, grey: file[at..at + width_px * height_px].to_vec() }
}

/// An SVG as another library draws it.
pub fn svg(file: &[u8], dpi: u32) -> Raster {
    let tree =
        resvg::usvg::Tree::from_data(file, &resvg::usvg::Options { dpi: dpi as f32, ..Default::default() }).unwrap();
    let size = tree.size().to_int_size();
    let mut pixels = resvg::tiny_skia::Pixmap::new(size.width(), size.height()).unwrap();
    pixels.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, resvg::tiny_skia::Transform::identity(), &mut pixels.as_mut());
    let grey = pixels.data().chunks(4).map(|pixel| pixel[0]).collect();
    Raster { width_px: size.width() as usize, height_px: size.height() as usize, dpi, grey }
}

/// What a printer that speaks ZPL makes black: each `^GFA`, by the programming guide.
pub fn zpl(job: &str, dpi: u32) -> Vec<Raster> {
    let mut labels = Vec::new();
    for label in job.split("^XA").skip(1) {
        let number = |command: &str| -> usize {
            let rest = label.split(command).nth(1).unwrap();
            rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
        };
        let (width_px, height_px) = (number("^PW"), number("^LL"));
        let graphic = label.split("^GFA,").nth(1).unwrap().split("^FS").next().unwrap();
        let mut parts = graphic.splitn(4, ',');
        let (bytes, total, row_bytes) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        assert_eq!(bytes, total);
        let row_bytes: usize = row_bytes.parse().unwrap();
        assert_eq!(total.parse::<usize>().unwrap(), row_bytes * height_px);
        let bits = zpl_rows(parts.next().unwrap(), row_bytes, height_px);
        labels.push(from_bits(&bits, (width_px, height_px, row_bytes), dpi, true));
    }
    labels
}

fn zpl_rows(data: &str, row_bytes: usize, height_px: usize) -> Vec<u8> {
    let digits = row_bytes * 2;
    let mut rows: Vec<Vec<u8>> = Vec::new();
    let (mut row, mut count): (Vec<u8>, usize) = (Vec::new(), 0);
    for sign in data.chars() {
        match sign {
            ',' => row.resize(digits, 0),
            '!' => row.resize(digits, 15),
            ':' => row = rows.last().unwrap().clone(),
            'G'..='Y' => count += sign as usize - 'G' as usize + 1,
            'g'..='z' => count += (sign as usize - 'g' as usize + 1) * 20,
            digit => {
                let value = digit.to_digit(16).unwrap() as u8;
                row.extend(std::iter::repeat_n(value, count.max(1)));
                count = 0;
            }
        }
        assert!(row.len() <= digits, "a row runs over");
        if row.len() == digits {
            rows.push(std::mem::take(&mut row));
        }
    }
    assert_eq!((rows.len(), row.len()), (height_px, 0));
    rows.concat().chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// What a printer that speaks TSPL makes black: each `BITMAP`.
pub fn tspl(mut job: &[u8], dpi: u32) -> Vec<Raster> {
    let mut labels = Vec::new();
    while let Some(at) = job.windows(7).position(|word| word == b"BITMAP ") {
        let head = std::str::from_utf8(&job[..at]).unwrap();
        assert!(head.trim_start().starts_with("SIZE ") && head.ends_with("CLS\r\n"), "{head}");
        job = &job[at + 7..];
        let mut numbers = Vec::new();
        while numbers.len() < 5 {
            let end = job.iter().position(|byte| *byte == b',').unwrap();
            numbers.push(std::str::from_utf8(&job[..end]).unwrap().parse::<usize>().unwrap());
            job = &job[end + 1..];
        }
        let (row_bytes, height_px) = (numbers[2], numbers[3]);
        let (bits, rest) = job.split_at(row_bytes * height_px);
        assert!(rest.starts_with(b"\r\nPRINT 1,1\r\n"));
        job = &rest[b"\r\nPRINT 1,1\r\n".len()..];
        labels.push(from_bits(bits, (row_bytes * 8, height_px, row_bytes), dpi, false));
    }
    assert!(job.is_empty());
    labels
}

fn from_bits(
    bits: &[u8],
    (width_px, height_px, row_bytes): (usize, usize, usize),
    dpi: u32,
    is_one_black: bool,
) -> Raster {
    let mut grey = Vec::with_capacity(width_px * height_px);
    for row in bits.chunks(row_bytes) {
        let dots = row.iter().flat_map(|byte| (0..8).map(move |bit| byte >> (7 - bit) & 1 == 1));
        grey.extend(dots.take(width_px).map(|is_one| if is_one == is_one_black { 0 } else { 255 }));
    }
    Raster { width_px, height_px, dpi, grey }
}

/// A part of a picture, in millimetres.
pub fn cut_out(raster: &Raster, (x_mm, y_mm): (f32, f32), (width_mm, height_mm): (f32, f32)) -> Raster {
    let dots = |mm: f32| (mm * raster.dpi as f32 / 25.4).round().max(0.0) as usize;
    let (left, top) = (dots(x_mm), dots(y_mm));
    let (right, bottom) = (dots(x_mm + width_mm).min(raster.width_px), dots(y_mm + height_mm).min(raster.height_px));
    let rows = (top..bottom).map(|row| &raster.grey[row * raster.width_px + left..row * raster.width_px + right]);
    Raster { width_px: right - left, height_px: bottom - top, dpi: raster.dpi, grey: rows.collect::<Vec<_>>().concat() }
}

/// Every QR code that rqrr reads in a picture.
pub fn codes(raster: &Raster) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(raster.width_px, raster.height_px, |x, y| {
        raster.grey[y * raster.width_px + x]
    });
    image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

/// A picture as the simplest file there is.
pub fn write_pgm(raster: &Raster, path: &std::path::Path) {
    let mut file = format!("P5\n{} {}\n255\n", raster.width_px, raster.height_px).into_bytes();
    file.extend_from_slice(&raster.grey);
    std::fs::write(path, file).unwrap();
}
