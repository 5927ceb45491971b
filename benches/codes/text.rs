//! Print for the pages: glyphs of the machine's own fonts, drawn once for each size.

use super::random::Random;
use ab_glyph::{Font, FontVec, PxScale, ScaleFont as _};
use image::GrayImage;
use std::collections::HashMap;

/// Fonts of Debian's `fonts-dejavu-core` and `fonts-noto-cjk`, the latter for Chinese.
const LATIN: [&str; 3] = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
];
const CHINESE: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
/// What the lines are made of.
const WORDS: &str = "invoice customer delivery contract vehicle signature amount total number date warranty repair \
    order the of and for with service department archive transfer receipt folder insurance policy registered quantity";
const HAN: &str = "车辆销售合同客户签字身份证复印件购车发票金额合计日期部门档案移交清单保险单号码维修结算委托任务交付确认检查首保\
    行驶证登记办理经办人审核备注国田回囗日目口品器圆圈固图围";

/// A face at a size: which font, and pixels from line to line.
pub type Face = (usize, u32);

struct Glyph {
    left: i32,
    top: i32,
    width: usize,
    ink: Vec<u8>,
    advance: f32,
}

/// The fonts and what was drawn with them.
pub struct Press {
    fonts: Vec<FontVec>,
    drawn: HashMap<(Face, char), Glyph>,
}

impl Press {
    /// Reads the fonts.
    pub fn new() -> Result<Self, String> {
        let mut fonts = Vec::new();
        for path in LATIN.into_iter().chain([CHINESE]) {
            let bytes = std::fs::read(path)
                .map_err(|error| format!("{path}: {error}; apt-get install fonts-dejavu-core fonts-noto-cjk"))?;
            fonts.push(FontVec::try_from_vec_and_index(bytes, 0).map_err(|error| format!("{path}: {error}"))?);
        }
        Ok(Self { fonts, drawn: HashMap::new() })
    }

    /// Draws a line from a point on its base line until the text or the room ends; returns where it ended.
    pub fn line(&mut self, page: &mut GrayImage, face: Face, at: (f32, f32), room: f32, text: &str, ink: u8) -> f32 {
        let mut x = at.0;
        for letter in text.chars() {
            let glyph = self.drawn.entry((face, letter)).or_insert_with(|| draw(&self.fonts[face.0], face.1, letter));
            if x + glyph.advance > at.0 + room {
                break;
            }
            stamp(page, glyph, x as i32, at.1 as i32, ink);
            x += glyph.advance;
        }
        x
    }

    /// A face for words or for Chinese, and a line of either.
    pub fn sentence(&self, random: &mut Random, height: u32) -> (Face, String) {
        if random.percent(50) {
            let han: Vec<char> = HAN.chars().filter(|letter| !letter.is_whitespace()).collect();
            let text = (0..90).map(|_| if random.percent(6) { '，' } else { *random.one(&han) }).collect();
            return ((LATIN.len(), height), text);
        }
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let text =
            (0..30)
                .map(|_| {
                    if random.percent(15) { format!("{}", random.below(100_000)) } else { (*random.one(&words)).into() }
                })
                .collect::<Vec<String>>();
        ((random.below(LATIN.len()), height), text.join(" "))
    }
}

fn draw(font: &FontVec, height: u32, letter: char) -> Glyph {
    let scaled = font.as_scaled(PxScale::from(height as f32));
    let glyph = scaled.scaled_glyph(letter);
    let advance = scaled.h_advance(glyph.id);
    let Some(outline) = scaled.outline_glyph(glyph) else {
        return Glyph { left: 0, top: 0, width: 1, ink: Vec::new(), advance };
    };
    let bounds = outline.px_bounds();
    let (width, rows) = (bounds.width().ceil() as usize + 1, bounds.height().ceil() as usize + 1);
    let mut ink = vec![0; width * rows];
    outline.draw(|x, y, covered| ink[y as usize * width + x as usize] = (covered.clamp(0.0, 1.0) * 255.0) as u8);
    Glyph { left: bounds.min.x as i32, top: bounds.min.y as i32, width, ink, advance }
}

fn stamp(page: &mut GrayImage, glyph: &Glyph, x: i32, y: i32, ink: u8) {
    for (at, covered) in glyph.ink.iter().enumerate().filter(|(_, covered)| **covered > 0) {
        let across = x + glyph.left + (at % glyph.width) as i32;
        let down = y + glyph.top + (at / glyph.width) as i32;
        let Ok((across, down)) = u32::try_from(across).and_then(|across| Ok((across, u32::try_from(down)?))) else {
            continue;
        };
        if let Some(pixel) = page.get_pixel_mut_checked(across, down) {
            let part = f32::from(*covered) / 255.0;
            pixel.0[0] = (f32::from(pixel.0[0]) * (1.0 - part) + f32::from(ink) * part) as u8;
        }
    }
}
