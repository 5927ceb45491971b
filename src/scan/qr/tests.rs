//! Whole pictures, small ones: what is read of them and what is not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::symbol::MAX_VERSION;
use super::{Limits, Point, ReadCode, Stage, read_codes};
use image::{GrayImage, Luma, imageops};
use proptest::prelude::*;
use qrcode::{Color, EcLevel, QrCode, Version};
use std::time::{Duration, Instant};

const TEXT: &str = "HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000123A";
const QUIET: u32 = 4;

fn code(text: &str, version: Option<i16>, level: EcLevel) -> QrCode {
    match version {
        Some(version) => QrCode::with_version(text, Version::Normal(version), level).unwrap(),
        None => QrCode::with_error_correction_level(text, level).unwrap(),
    }
}

/// A code with its quiet zone, so many pixels a module.
fn drawn(code: &QrCode, module_px: u32) -> GrayImage {
    let side = code.width() as u32 + 2 * QUIET;
    GrayImage::from_fn(side * module_px, side * module_px, |x, y| {
        let (x, y) = ((x / module_px).wrapping_sub(QUIET) as usize, (y / module_px).wrapping_sub(QUIET) as usize);
        let is_dark = x < code.width() && y < code.width() && code[(x, y)] == Color::Dark;
        Luma([if is_dark { 20 } else { 235 }])
    })
}

fn label() -> GrayImage {
    drawn(&code(TEXT, None, EcLevel::Q), 5)
}

/// A picture turned about its middle on white paper.
fn turned(picture: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let side = (picture.width() as f32 * 1.45) as u32;
    let middle = picture.width() as f32 / 2.0;
    GrayImage::from_fn(side, side, |x, y| {
        let (across, down) = (x as f32 + 0.5 - side as f32 / 2.0, y as f32 + 0.5 - side as f32 / 2.0);
        let (from_x, from_y) = (across * cos + down * sin + middle - 0.5, down * cos - across * sin + middle - 0.5);
        imageops::interpolate_bilinear(picture, from_x, from_y).unwrap_or(Luma([235]))
    })
}

/// A picture on a sheet that curls as a tube of this radius does, whose axis is turned so far, seen so far from above it.
fn curled(picture: &GrayImage, radius: f32, turn: f32, aslant: f32) -> GrayImage {
    let side = (picture.width() as f32 * 1.45) as u32;
    let (middle, new_middle) = (picture.width() as f32 / 2.0, side as f32 / 2.0);
    let (sin, cos) = turn.to_radians().sin_cos();
    let (above, before) = aslant.to_radians().sin_cos();
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (x as f32 + 0.5 - new_middle, y as f32 + 0.5 - new_middle);
        let angle = (x / radius).clamp(-1.0, 1.0).asin();
        let (round, along) = (radius * angle, (y - radius * (1.0 - angle.cos()) * above) / before);
        let (from_x, from_y) = (round * cos + along * sin, along * cos - round * sin);
        imageops::interpolate_bilinear(picture, from_x + middle - 0.5, from_y + middle - 0.5).unwrap_or(Luma([235]))
    })
}

/// Covers a part of the code, in modules.
fn covered(mut picture: GrayImage, module_px: u32, (left, top): (u32, u32), side: u32, shade: u8) -> GrayImage {
    for y in (top + QUIET) * module_px..(top + QUIET + side) * module_px {
        for x in (left + QUIET) * module_px..(left + QUIET + side) * module_px {
            picture.put_pixel(x, y, Luma([shade]));
        }
    }
    picture
}

fn read(picture: &GrayImage) -> Vec<ReadCode> {
    // A debug build is slow; what is read must not hang on that.
    read_codes(picture, &Limits { time: Duration::from_secs(30), ..Limits::default() })
}

fn texts(picture: &GrayImage) -> Vec<String> {
    read(picture).into_iter().map(|code| code.text).collect()
}

#[test]
fn a_clean_label_is_read_at_any_angle_and_where_it_lies() {
    for degrees in [0.0, 7.0, 30.0, 45.0, 90.0, 133.0, 180.0, 271.0] {
        let codes = read(&turned(&label(), degrees));
        assert_eq!(codes.iter().map(|code| code.text.as_str()).collect::<Vec<_>>(), [TEXT], "{degrees}°");
        let middle = label().width() as f32 * 1.45 / 2.0;
        let mean = codes[0].corners.iter().fold(Point::default(), |sum, corner| sum + *corner) * 0.25;
        assert!((mean - Point::new(middle, middle)).length() < 3.0, "{degrees}°: {mean:?}");
    }
}

#[test]
fn every_version_up_to_20_is_read_also_with_two_finders_only() {
    for version in 1..=MAX_VERSION as i16 {
        let text = format!("V{version}");
        let code = code(&text, Some(version), EcLevel::H);
        let whole = drawn(&code, 4);
        assert_eq!(texts(&whole), std::slice::from_ref(&text), "version {version}");
        let far = code.width() as u32 - 7;
        for corner in [(0, 0), (far, 0), (0, far)] {
            // A pale patch, as where the print came off.
            let codes = read(&covered(whole.clone(), 4, corner, 7, 215));
            assert_eq!(codes.iter().map(|code| &code.text).collect::<Vec<_>>(), [&text], "{version}, {corner:?}");
            assert_eq!(codes[0].stage, Stage::Second);
        }
    }
}

#[test]
fn a_stain_beyond_what_a_plain_decoder_corrects_is_mended() {
    assert_eq!(texts(&covered(label(), 5, (9, 9), 12, 120)), [TEXT]);
}

#[test]
fn a_label_of_whose_finders_one_is_left_is_read_at_any_angle() {
    let far = 29 - 7;
    for hidden in [[(0, 0), (far, 0)], [(0, 0), (0, far)], [(far, 0), (0, far)]] {
        let dirty = hidden.into_iter().fold(label(), |label, corner| covered(label, 5, corner, 7, 215));
        for degrees in [0.0, 24.0, 137.0] {
            assert_eq!(texts(&turned(&dirty, degrees)), [TEXT], "{hidden:?}, {degrees}°");
        }
    }
}

#[test]
fn a_label_on_a_sheet_that_curls_is_read_at_any_angle_clean_and_dirty() {
    // As on a rod of 10 cm and of 6 cm, if a label is 18 mm.
    for radius in [400.0, 240.0] {
        for (turn, dirt) in [(0.0, 0), (15.0, 6), (30.0, 0), (45.0, 6), (90.0, 6), (135.0, 0), (200.0, 6)] {
            let page = curled(&covered(label(), 5, (11, 13), dirt, 120), radius, turn, 30.0);
            assert_eq!(texts(&page), [TEXT], "{dirt} modules of dirt, {turn}°, radius {radius}");
        }
    }
}

#[test]
fn mirrored_and_inverse_codes_are_read() {
    assert_eq!(texts(&imageops::flip_horizontal(&label())), [TEXT]);
    let mut inverse = label();
    imageops::invert(&mut inverse);
    assert_eq!(texts(&inverse), [TEXT]);
}

#[test]
fn a_code_that_the_edge_of_the_page_cuts_into_is_read() {
    let whole = label();
    let margin = QUIET * 5 + 4;
    let cut = imageops::crop_imm(&whole, margin, margin, whole.width() - margin, whole.height() - margin).to_image();
    assert_eq!(texts(&cut), [TEXT]);
}

#[test]
fn all_codes_of_a_page_are_read_and_no_more_than_is_allowed() {
    let mut page = GrayImage::from_pixel(900, 700, Luma([235]));
    let mut expected = Vec::new();
    for (number, (x, y)) in [(20, 30), (450, 60), (250, 380)].into_iter().enumerate() {
        let text = format!("HTTPS://ARCHIVE.EXAMPLE.COM/F/REP2026-00000{number}");
        let mut one = drawn(&code(&text, None, EcLevel::Q), 6);
        if number == 1 {
            one = covered(one, 6, (0, 0), 7, 90);
        }
        imageops::replace(&mut page, &one, x, y);
        expected.push(text);
    }
    let mut found = texts(&page);
    found.sort();
    assert_eq!(found, expected);
    let few = Limits { codes: 1, time: Duration::from_secs(30), ..Limits::default() };
    assert_eq!(read_codes(&page, &few).len(), 1);
    assert!(read_codes(&page, &Limits { codes: 0, ..few }).is_empty());
}

#[test]
fn a_picture_beyond_the_limit_is_read_at_half_its_size() {
    let large = drawn(&code(TEXT, None, EcLevel::Q), 10);
    let limits = Limits { pixels: 50_000, time: Duration::from_secs(30), ..Limits::default() };
    let codes = read_codes(&large, &limits);
    assert_eq!(codes.len(), 1);
    assert!((codes[0].corners[0] - Point::new(40.0, 40.0)).length() < 6.0, "{:?}", codes[0].corners);
}

#[test]
fn wallpaper_of_finders_ends_in_time() {
    // Every nine pixels a finder: tens of thousands, and more trios than anybody can try.
    let finder = |x: u32, y: u32| {
        let ring = (x % 9).abs_diff(4).max((y % 9).abs_diff(4));
        Luma([if matches!(ring, 0 | 1 | 3) { 0 } else { 255 }])
    };
    let page = GrayImage::from_fn(1_800, 1_800, finder);
    let begun = Instant::now();
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    assert!(read_codes(&page, &limits).is_empty());
    // On a busy machine a second of work may take long; this is against minutes.
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn pictures_too_small_or_without_contrast_hold_nothing() {
    for (width, height) in [(0, 0), (1, 1), (20, 900), (900, 20), (21, 21), (40, 40), (41, 300)] {
        for shade in [0, 128, 255] {
            assert!(read(&GrayImage::from_pixel(width, height, Luma([shade]))).is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn noise_is_never_read(seed in proptest::collection::vec(any::<u8>(), 64), grain in 1u32..9, side in 30u32..220) {
        let noise = GrayImage::from_fn(side, side, |x, y| {
            let (x, y) = ((x / grain) as usize, (y / grain) as usize);
            Luma([seed[(x * 7 + y * 13) % 64] ^ seed[(x * y + x / 3) % 64].rotate_left((y % 8) as u32)])
        });
        prop_assert!(read(&noise).is_empty());
    }

    #[test]
    fn a_label_with_random_stains_is_read_right_or_not_at_all(
        stains in proptest::collection::vec((0u32..24, 0u32..24, 1u32..6, any::<u8>()), 0..8),
    ) {
        let mut stained = label();
        for (left, top, side, shade) in stains {
            stained = covered(stained, 5, (left, top), side.min(29 - left.max(top)), shade);
        }
        for text in texts(&stained) {
            prop_assert_eq!(text, TEXT);
        }
    }
}
