//! Pages drawn from a seed: what is on them is known, so that what is said of them can be counted.

#![allow(clippy::unwrap_used)]

use super::*;
use image::Luma;

/// A small generator, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.roll()
    }
}

const DPI: f32 = 150.0;

fn mm(length: f32) -> f32 {
    length / 25.4 * DPI
}

/// Paper with the noise of a scanner.
fn paper(dice: &mut Dice) -> GrayImage {
    let bright = dice.between(205.0, 250.0);
    let noise: Vec<f32> = (0..4_099).map(|_| dice.between(-5.0, 5.0)).collect();
    let width = mm(210.0) as u32;
    GrayImage::from_fn(width, mm(297.0) as u32, |x, y| Luma([(bright + noise[(y * width + x) as usize % 4_099]) as u8]))
}

/// Darkens whatever is inside.
fn ink(
    page: &mut GrayImage,
    (left, top, right, bottom): (f32, f32, f32, f32),
    part: f32,
    inside: impl Fn(f32, f32) -> bool,
) {
    for y in mm(top).max(0.0) as u32..(mm(bottom).ceil() as u32).min(page.height()) {
        for x in mm(left).max(0.0) as u32..(mm(right).ceil() as u32).min(page.width()) {
            if inside(x as f32 / mm(1.0), y as f32 / mm(1.0)) {
                let dot = &mut page.get_pixel_mut(x, y).0[0];
                *dot = (f32::from(*dot) * (1.0 - part)) as u8;
            }
        }
    }
}

fn disc(page: &mut GrayImage, x: f32, y: f32, radius: f32, part: f32) {
    let square = (x - radius, y - radius, x + radius, y + radius);
    ink(page, square, part, |at_x, at_y| (at_x - x).hypot(at_y - y) < radius);
}

/// A line of words, as strokes of letters: each has a stem and a bar. Turned by an angle about the page's middle.
fn line(
    page: &mut GrayImage,
    dice: &mut Dice,
    (left, base): (f32, f32),
    length: f32,
    height: f32,
    part: f32,
    degrees: f32,
) {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let stroke = height * 0.14;
    let mut along = left;
    while along < left + length {
        let is_gap = dice.roll() < 0.17;
        if !is_gap {
            let bar = dice.between(0.0, height);
            let beside = (along + stroke, base - bar, height * 0.5 - stroke, stroke);
            for (x, y, wide, high) in [(along, base - height, stroke, height), beside] {
                // Corners turned; a letter is small enough to be drawn as the rectangle around its dots.
                let (dx, dy) = (x + wide / 2.0 - 105.0, y + high / 2.0 - 148.5);
                let (x, y) = (105.0 + dx * cosine - dy * sine, 148.5 + dx * sine + dy * cosine);
                ink(page, (x - wide / 2.0, y - high / 2.0, x + wide / 2.0, y + high / 2.0), part, |_, _| true);
            }
        }
        along += height * dice.between(0.62, 0.9);
    }
}

fn look_at(grey: GrayImage) -> Look {
    look(&PageImage::new(grey, None, Some(DPI)))
}

/// What a scanner and an office leave on a page that nobody wrote on.
fn worn(dice: &mut Dice) -> GrayImage {
    let mut page = paper(dice);
    for _ in 0..(dice.between(0.0, 40.0) as usize) {
        let (x, y) = (dice.between(2.0, 208.0), dice.between(2.0, 295.0));
        let (radius, dark) = (dice.between(0.05, 0.45), dice.between(0.3, 0.9));
        disc(&mut page, x, y, radius, dark);
    }
    if dice.roll() < 0.6 {
        for y in [108.5, 188.5] {
            disc(&mut page, 12.0 + dice.between(-2.0, 2.0), y, 3.0, 0.85);
        }
    }
    // The other side shines through.
    if dice.roll() < 0.8 {
        let faint = dice.between(0.03, 0.14);
        for row in 0..22 {
            line(&mut page, dice, (20.0, 30.0 + row as f32 * 8.0), 165.0, 3.0, faint, 0.0);
        }
        disc(&mut page, 140.0, 240.0, 16.0, faint);
    }
    // Shadows of the edges, one straight, one a wedge.
    if dice.roll() < 0.7 {
        let wide = dice.between(0.5, 6.0);
        ink(&mut page, (0.0, 0.0, wide, 297.0), 0.6, |x, y| x < wide * (1.0 - y / 400.0));
        let high = dice.between(0.5, 4.0);
        ink(&mut page, (0.0, 297.0 - high, 210.0, 297.0), 0.7, |_, _| true);
    }
    if dice.roll() < 0.3 {
        let x = dice.between(20.0, 190.0);
        ink(&mut page, (x, 0.0, x + 0.2, 297.0), 0.5, |_, _| true);
    }
    page
}

#[test]
fn worn_paper_is_blank_and_hardly_ever_shown() {
    let dice = &mut Dice(1);
    let shown = (0..30).filter(|_| !look_at(worn(dice)).is_blank).count();
    assert!(shown <= 1, "{shown} of 30 blank pages are shown");
}

#[test]
fn a_page_with_one_line_or_a_small_stamp_is_never_hidden() {
    let dice = &mut Dice(2);
    for page_no in 0..32 {
        let mut page = worn(dice);
        let (x, y) = (dice.between(20.0, 120.0), dice.between(20.0, 280.0));
        let what = page_no % 4;
        match what {
            // Ten point, faded or fresh, of a few words.
            0 => {
                let (length, dark) = (dice.between(15.0, 60.0), dice.between(0.4, 0.9));
                line(&mut page, dice, (x, y), length, 2.4, dark, 0.0);
            }
            // A round stamp of 12 mm, as grey as red is.
            1 => {
                let (radius, dark) = (dice.between(6.0, 15.0), dice.between(0.35, 0.6));
                disc(&mut page, x, y, radius, dark);
                disc(&mut page, x, y, radius * 0.85, -dark / (1.0 - dark));
            }
            // A signature: one stroke of a pen.
            2 => {
                let dark = dice.between(0.4, 0.8);
                ink(&mut page, (x, y - 6.0, x + 30.0, y + 6.0), dark, |at_x, at_y| {
                    (at_y - y - 4.0 * ((at_x - x) * 0.7).sin()).abs() < 0.35
                });
            }
            // A number of four figures by hand.
            _ => line(&mut page, dice, (x, y), 8.0, 4.0, 0.5, 0.0),
        }
        assert!(!look_at(page).is_blank, "page {page_no} is hidden");
    }
}

#[test]
fn a_page_is_straightened_by_what_its_lines_say() {
    let dice = &mut Dice(3);
    let mut worst = 0.0f32;
    for page_no in 0..16 {
        let degrees = [0.0, 0.3, -0.7, 1.5, -3.0, 6.0, -11.0, 14.5][page_no % 8] + dice.between(-0.2, 0.2);
        let mut page = paper(dice);
        for row in 0..(4 + page_no) {
            line(&mut page, dice, (25.0, 40.0 + row as f32 * 7.0), 150.0, 2.8, 0.8, degrees);
        }
        // Edges that lie straight do not count, and a page may lie on its side.
        ink(&mut page, (0.0, 0.0, 2.0, 297.0), 0.7, |_, _| true);
        let page = if page_no % 3 == 2 { image::imageops::rotate90(&page) } else { page };
        let said = f32::from(look_at(page).skew_centideg) / 100.0;
        worst = worst.max((said - degrees).abs());
    }
    assert!(worst < 0.25, "off by {worst} degrees");
}

#[test]
fn a_page_without_lines_is_left_as_it_is() {
    let dice = &mut Dice(4);
    let mut page = paper(dice);
    for _ in 0..200 {
        let (x, y, radius) = (dice.between(10.0, 200.0), dice.between(10.0, 280.0), dice.between(1.0, 5.0));
        disc(&mut page, x, y, radius, 0.7);
    }
    assert_eq!(look_at(page), Look { is_blank: false, skew_centideg: 0 });
}

#[test]
fn a_preview_is_as_wide_as_was_asked_straight_and_turned() {
    let dice = &mut Dice(5);
    let mut page = paper(dice);
    for row in 0..20 {
        line(&mut page, dice, (25.0, 40.0 + row as f32 * 9.0), 150.0, 2.8, 0.8, 4.0);
    }
    let page = PageImage::new(page, None, Some(DPI));
    let skew = look(&page).skew_centideg;
    for (width, quarters, size) in
        [(240, 0, (240, 339)), (800, 0, (800, 1_131)), (1_200, 1, (1_200, 849)), (240, 6, (240, 339))]
    {
        let picture =
            image::load_from_memory(&view(&page, Some(width), skew, Turn::quarters(quarters)).unwrap()).unwrap();
        let (across, down) = (picture.width(), picture.height());
        assert!(across.abs_diff(size.0) <= 1 && down.abs_diff(size.1) <= 2, "{across} × {down} for {width}");
        let again = look(&PageImage::new(picture.into_luma8(), None, Some(across as f32 / 8.27)));
        assert!(width < 700 || again.skew_centideg.abs() < 30, "still askew by {}", again.skew_centideg);
    }
    let full = image::load_from_memory(&view(&page, None, 0, Turn::default()).unwrap()).unwrap();
    assert_eq!((full.width(), full.height()), page.grey.dimensions());
}

#[test]
fn dots_an_inch_are_believed_if_they_can_be() {
    for (long_px, said, dpi) in [
        (3_508, Some(300.0), 300),
        (3_508, None, 300),
        // A telephone's photo says 72, and means nothing by it.
        (4_032, Some(72.0), 345),
        (3_508, Some(0.0), 300),
        (3_508, Some(f32::NAN), 300),
        (3_508, Some(30_000.0), 300),
        (827, Some(72.0), 72),
        (14_043, Some(300.0), 300),
    ] {
        assert_eq!(dots_per_inch(long_px, said), dpi, "{long_px} {said:?}");
    }
}
