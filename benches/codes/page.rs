//! An A4 page as offices make them: paragraphs, tables, headings, a stamp, in two languages.

use super::random::Random;
use super::text::Press;
use image::{GrayImage, Luma};

/// A4 in millimetres.
pub const WIDTH_MM: f32 = 210.0;
/// A4 in millimetres.
pub const HEIGHT_MM: f32 = 297.0;
const MARGIN_MM: f32 = 18.0;

/// Dots for a length.
pub fn dots(length_mm: f32, dpi: f32) -> f32 {
    length_mm / 25.4 * dpi
}

/// A page with print on it, upright.
pub fn printed(press: &mut Press, random: &mut Random, dpi: f32) -> GrayImage {
    let size = (dots(WIDTH_MM, dpi) as u32, dots(HEIGHT_MM, dpi) as u32);
    let mut page = GrayImage::from_pixel(size.0, size.1, Luma([255]));
    let mut down_mm = MARGIN_MM;
    while down_mm < HEIGHT_MM - MARGIN_MM {
        down_mm += match random.below(5) {
            0 => table(&mut page, press, random, dpi, down_mm),
            1 => heading(&mut page, press, random, dpi, down_mm),
            _ => paragraph(&mut page, press, random, dpi, down_mm),
        };
    }
    for _ in 0..random.below(3) {
        stamp(&mut page, random, dpi);
    }
    page
}

fn heading(page: &mut GrayImage, press: &mut Press, random: &mut Random, dpi: f32, down_mm: f32) -> f32 {
    let height_mm = random.between(5.0, 9.0);
    let (face, text) = press.sentence(random, dots(height_mm, dpi) as u32);
    let text: String = text.chars().take(18).collect();
    let at = (dots(random.between(MARGIN_MM, 60.0), dpi), dots(down_mm + height_mm, dpi));
    press.line(page, face, at, dots(140.0, dpi), &text, 0);
    height_mm + 6.0
}

fn paragraph(page: &mut GrayImage, press: &mut Press, random: &mut Random, dpi: f32, down_mm: f32) -> f32 {
    let height_mm = random.between(3.0, 4.6);
    let lines = 2 + random.below(6);
    let ink = random.between(0.0, 70.0) as u8;
    for line in 1..=lines {
        let (face, text) = press.sentence(random, dots(height_mm, dpi) as u32);
        let base_mm = down_mm + line as f32 * height_mm * 1.3;
        if base_mm < HEIGHT_MM - MARGIN_MM / 2.0 {
            let room = dots(WIDTH_MM - 2.0 * MARGIN_MM, dpi);
            press.line(page, face, (dots(MARGIN_MM, dpi), dots(base_mm, dpi)), room, &text, ink);
        }
    }
    lines as f32 * height_mm * 1.3 + 4.0
}

fn table(page: &mut GrayImage, press: &mut Press, random: &mut Random, dpi: f32, down_mm: f32) -> f32 {
    let (rows, columns) = (2 + random.below(5), 2 + random.below(5));
    let (row_mm, column_mm) = (random.between(6.0, 10.0), (WIDTH_MM - 2.0 * MARGIN_MM) / columns as f32);
    let right_mm = WIDTH_MM - MARGIN_MM;
    let rule_mm = random.between(0.15, 0.5);
    for row in 0..=rows {
        let top_mm = down_mm + row as f32 * row_mm;
        fill(page, dpi, (MARGIN_MM, top_mm, right_mm, top_mm + rule_mm), 20);
        for column in 0..columns {
            let left_mm = MARGIN_MM + column as f32 * column_mm;
            if row < rows {
                let (face, text) = press.sentence(random, dots(3.6, dpi) as u32);
                let at = (dots(left_mm + 1.5, dpi), dots(top_mm + row_mm * 0.7, dpi));
                press.line(page, face, at, dots(column_mm - 3.0, dpi), &text, 30);
            }
        }
    }
    for column in 0..=columns {
        let left_mm = MARGIN_MM + column as f32 * column_mm;
        fill(page, dpi, (left_mm, down_mm, left_mm + rule_mm, down_mm + rows as f32 * row_mm), 20);
    }
    rows as f32 * row_mm + 6.0
}

fn fill(page: &mut GrayImage, dpi: f32, (left, top, right, bottom): (f32, f32, f32, f32), ink: u8) {
    for y in dots(top, dpi) as u32..(dots(bottom, dpi).ceil() as u32).min(page.height()) {
        for x in dots(left, dpi) as u32..(dots(right, dpi).ceil() as u32).min(page.width()) {
            page.put_pixel(x, y, Luma([ink]));
        }
    }
}

/// A company's round seal: two rings and a blot, as grey as red ink is to a scanner.
fn stamp(page: &mut GrayImage, random: &mut Random, dpi: f32) {
    let centre = (dots(random.between(40.0, 170.0), dpi), dots(random.between(40.0, 260.0), dpi));
    let radius = dots(random.between(12.0, 21.0), dpi);
    let ink = random.between(80.0, 150.0) as u8;
    let from = (centre.0 - radius, centre.1 - radius);
    for y in from.1 as u32..((from.1 + 2.0 * radius) as u32).min(page.height()) {
        for x in from.0 as u32..((from.0 + 2.0 * radius) as u32).min(page.width()) {
            let away = (x as f32 - centre.0).hypot(y as f32 - centre.1) / radius;
            if (0.93..1.0).contains(&away) || (0.55..0.58).contains(&away) || away < 0.2 {
                let pixel = &mut page.get_pixel_mut(x, y).0[0];
                *pixel = (*pixel).min(ink);
            }
        }
    }
}

/// The page as the scanner drew it in: turned about its middle, what lies outside is white.
pub fn turned(page: &GrayImage, size: (u32, u32), angle: f32) -> GrayImage {
    let (sin, cos) = angle.sin_cos();
    let (width, height) = (page.width() as usize, page.height() as usize);
    let mut turned = GrayImage::from_pixel(size.0, size.1, Luma([255]));
    let pixels = page.as_raw();
    for (y, row) in turned.chunks_exact_mut(size.0 as usize).enumerate() {
        let down = y as f32 - size.1 as f32 / 2.0;
        for (x, pixel) in row.iter_mut().enumerate() {
            let across = x as f32 - size.0 as f32 / 2.0;
            let from_x = across * cos + down * sin + width as f32 / 2.0;
            let from_y = -across * sin + down * cos + height as f32 / 2.0;
            if from_x < 0.0 || from_y < 0.0 || from_x >= width as f32 - 1.0 || from_y >= height as f32 - 1.0 {
                continue;
            }
            let (left, top) = (from_x as usize, from_y as usize);
            let (part_x, part_y) = (from_x - left as f32, from_y - top as f32);
            let at = top * width + left;
            let mix = |a: u8, b: u8| f32::from(a) * (1.0 - part_x) + f32::from(b) * part_x;
            let upper = mix(pixels[at], pixels[at + 1]);
            *pixel = (upper * (1.0 - part_y) + mix(pixels[at + width], pixels[at + width + 1]) * part_y) as u8;
        }
    }
    turned
}
