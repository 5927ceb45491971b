//! A label with its code, and what years in a workshop do to it.

use super::page::dots;
use super::random::Random;
use super::text::Press;
use image::{GrayImage, Luma};
use qrcode::{EcLevel, QrCode};

/// Dots of the label's own drawing for one of the page: it is laid down turned, and smaller.
pub const FINER: f32 = 4.0;
const QUIET_MODULES: usize = 4;
const CAPTION_MM: f32 = 4.0;

/// A label, and where in it the code is.
pub struct Label {
    pub drawing: GrayImage,
    pub text: String,
    /// The code without its quiet zone, in dots of the drawing: left, top, side.
    pub code: (f32, f32, f32),
    pub modules: usize,
}

/// A folder's code as labels carry it.
pub fn payload(random: &mut Random) -> String {
    let kind = random.one(&["NEW", "REP", "SRV", "FST", "OVH", "CLM"]);
    let number = random.below(1_000_000);
    let check = char::from(b'A' + random.below(26) as u8);
    format!("HTTPS://ARCHIVE.EXAMPLE.COM/F/{kind}{}-{number:06}{check}", 2019 + random.below(9))
}

/// A label whose code is so many millimetres wide without its quiet zone, level Q as all our labels.
pub fn label(press: &mut Press, random: &mut Random, side_mm: f32, dpi: f32) -> Result<Label, String> {
    let text = payload(random);
    let code = QrCode::with_error_correction_level(&text, EcLevel::Q).map_err(|error| error.to_string())?;
    let (modules, colours) = (code.width(), code.to_colors());
    let fine = dpi * FINER;
    let module = dots(side_mm, fine) / modules as f32;
    let margin = module * QUIET_MODULES as f32;
    let side = module * modules as f32;
    let width = (side + 2.0 * margin) as u32;
    let mut drawing = GrayImage::from_pixel(width, width + dots(CAPTION_MM, fine) as u32, Luma([255]));
    for y in 0..side as u32 {
        for x in 0..side as u32 {
            let (column, row) = ((x as f32 / module) as usize, (y as f32 / module) as usize);
            let at = row.min(modules - 1) * modules + column.min(modules - 1);
            if colours[at] == qrcode::Color::Dark {
                drawing.put_pixel(x + margin as u32, y + margin as u32, Luma([0]));
            }
        }
    }
    let caption = text.rsplit('/').next().unwrap_or_default();
    let base = (margin, width as f32 + dots(CAPTION_MM * 0.5, fine));
    press.line(&mut drawing, (0, dots(2.6, fine) as u32), base, side, caption, 0);
    Ok(Label { drawing, text, code: (margin, margin, side), modules })
}

/// Dirt on a part of the label: blots, pale spots where the print came off, and strokes of a pen.
pub fn soil(label: &mut Label, random: &mut Random, part: f32, dpi: f32) {
    let (width, height) = (label.drawing.width() as usize, label.drawing.height() as usize);
    let fine = dpi * FINER;
    let wanted = (width as f32 * height as f32 * part) as usize;
    let mut covered = vec![false; width * height];
    let mut count = 0;
    while count < wanted {
        let shade = if random.percent(65) { random.between(0.0, 110.0) } else { random.between(190.0, 255.0) } as u8;
        let centre = (random.between(0.0, width as f32), random.between(0.0, height as f32));
        let stroke = random.percent(8);
        let reach = dots(if stroke { random.between(3.0, 9.0) } else { random.between(1.2, 4.0) }, fine);
        let slim = if stroke { random.between(0.03, 0.06) } else { random.between(0.4, 1.0) };
        let (sin, cos) = random.between(0.0, std::f32::consts::TAU).sin_cos();
        let bumps = (random.between(0.0, 0.25), random.between(0.0, 6.0));
        'spot: for y in (centre.1 - reach).max(0.0) as usize..((centre.1 + reach) as usize).min(height) {
            for x in (centre.0 - reach).max(0.0) as usize..((centre.0 + reach) as usize).min(width) {
                let (across, down) = (x as f32 - centre.0, y as f32 - centre.1);
                let (along, beside) = (across * cos + down * sin, (down * cos - across * sin) / slim);
                let ragged = 1.0 - bumps.0 * (beside.atan2(along) * 5.0 + bumps.1).sin().abs();
                if along.hypot(beside) > reach * ragged {
                    continue;
                }
                label.drawing.put_pixel(x as u32, y as u32, Luma([shade]));
                count += usize::from(!std::mem::replace(&mut covered[y * width + x], true));
                if count >= wanted {
                    break 'spot;
                }
            }
        }
    }
}

/// Where a label lies on a page: the middle of it, and how far it is turned.
#[derive(Clone, Copy)]
pub struct Lie {
    pub centre: (f32, f32),
    pub angle: f32,
}

impl Lie {
    /// A point of the label's drawing on the page.
    pub fn on_page(&self, label: &Label, (x, y): (f32, f32)) -> (f32, f32) {
        let (across, down) =
            ((x - label.drawing.width() as f32 / 2.0) / FINER, (y - label.drawing.height() as f32 / 2.0) / FINER);
        let (sin, cos) = self.angle.sin_cos();
        (self.centre.0 + across * cos - down * sin, self.centre.1 + across * sin + down * cos)
    }

    /// The code's corners on the page, clockwise from the one between the two others with finders.
    pub fn corners(&self, label: &Label) -> [(f32, f32); 4] {
        let (left, top, side) = label.code;
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
            .map(|(x, y)| self.on_page(label, (left + x * side, top + y * side)))
    }
}

/// Lays a label down; each dot of the page is the mean of those of the label under it.
pub fn lay(page: &mut GrayImage, label: &Label, lie: Lie) {
    let (width, height) = (label.drawing.width() as f32, label.drawing.height() as f32);
    let reach = width.hypot(height) / 2.0 / FINER + 1.0;
    let (sin, cos) = lie.angle.sin_cos();
    let (from, to) = ((lie.centre.0 - reach, lie.centre.1 - reach), (lie.centre.0 + reach, lie.centre.1 + reach));
    for y in from.1.max(0.0) as u32..(to.1.max(0.0) as u32).min(page.height()) {
        for x in from.0.max(0.0) as u32..(to.0.max(0.0) as u32).min(page.width()) {
            let (mut sum, mut inside) = (0u32, 0u32);
            for part in 0..16u32 {
                let across = x as f32 + ((part % 4) as f32 + 0.5) / 4.0 - lie.centre.0;
                let down = y as f32 + ((part / 4) as f32 + 0.5) / 4.0 - lie.centre.1;
                let label_x = (across * cos + down * sin) * FINER + width / 2.0;
                let label_y = (down * cos - across * sin) * FINER + height / 2.0;
                if label_x >= 0.0 && label_y >= 0.0 && label_x < width && label_y < height {
                    sum += u32::from(label.drawing.get_pixel(label_x as u32, label_y as u32).0[0]);
                    inside += 1;
                }
            }
            let pixel = &mut page.get_pixel_mut(x, y).0[0];
            *pixel = ((sum + u32::from(*pixel) * (16 - inside)) / 16) as u8;
        }
    }
}
