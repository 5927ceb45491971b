//! The first stage: rxing, driven by ourselves.
//!
//! rxing's own reader looks for finders, makes sets of three of them, samples and decodes each, without a limit: a page
//! of wallpaper keeps it busy for minutes. Here its parts are called one by one, under a deadline and with caps, and a panic
//! of one set loses that set only. Method: ZXing's QR reader as reworked by Axel Waggershauser (zxing-cpp), which rxing ports.

use super::black::{BLOCK, Blocks, Rows, Thresholds};
use super::deadline::Deadline;
use super::geometry::{Point, Quad};
use super::{ReadCode, Stage};
use image::GrayImage;
use rxing::common::cpp_essentials::{ConcentricPattern, LocateConcentricPattern};
use rxing::common::{BitArray, BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Every so many rows are looked at: a finder's middle of a module of one pixel is three high.
const ROW_STEP: usize = 3;
/// A page with more finders than this is wallpaper.
const MAX_FINDERS: usize = 1_000;
/// After so many panics the picture is one rxing cannot deal with.
const MAX_PANICS: usize = 3;

/// Reads what rxing can read.
pub(super) fn read(picture: &GrayImage, deadline: Deadline, max_codes: usize) -> Vec<ReadCode> {
    let mut codes = Vec::new();
    let Some((matrix, sets)) = catch_unwind(AssertUnwindSafe(|| candidates(picture, deadline))).ok().flatten() else {
        return codes;
    };
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut panics = 0;
    for set in sets {
        if deadline.is_over() || codes.len() >= max_codes || panics >= MAX_PANICS {
            break;
        }
        let finders = [set.bl, set.tl, set.tr];
        if finders.iter().any(|finder| used.contains(finder)) {
            continue;
        }
        match catch_unwind(AssertUnwindSafe(|| decode(&matrix, &set))) {
            Ok(Some(code)) => {
                codes.push(code);
                used.extend(finders);
            }
            Ok(None) => {}
            Err(_) => panics += 1,
        }
    }
    codes
}

/// The picture in black and white, and the sets of three finders, likeliest first.
fn candidates(picture: &GrayImage, deadline: Deadline) -> Option<(BitMatrix, Vec<FinderPatternSet>)> {
    let rows = Rows::of(picture);
    let thresholds = Blocks::of(rows).hybrid();
    let matrix = bits(rows, &thresholds)?;
    let mut finders = finders(rows, &thresholds, &matrix, deadline);
    let sets = GenerateFinderPatternSets(&mut finders);
    Some((matrix, sets))
}

/// Black and white as rxing takes it: a word of bits for so many pixels, the leftmost in the lowest bit. Blocks of paper are passed by.
fn bits(rows: Rows<'_>, thresholds: &Thresholds) -> Option<BitMatrix> {
    const WORD: usize = usize::BITS as usize;
    let mut matrix = BitMatrix::new(rows.width as u32, rows.height as u32).ok()?;
    let mut line = BitArray::with_size(rows.width);
    for y in 0..rows.height {
        for (at, pixels) in rows.row(y).chunks(WORD).enumerate() {
            let left = at * WORD;
            let word = pixels.chunks(BLOCK).enumerate().fold(0usize, |word, (block, pixels)| {
                let threshold = thresholds.block(left + block * BLOCK, y);
                if threshold.all == Some(false) {
                    return word;
                }
                let dark = |(at, pixel): (usize, &u8)| usize::from(*pixel < threshold.below) << at;
                let eight: usize = pixels.iter().enumerate().map(dark).sum();
                word | eight << (block * BLOCK)
            });
            line.setBulk(left, word);
        }
        matrix.setRow(y as u32, &line);
    }
    Some(matrix)
}

/// Finders that are whole: rxing checks across, down and both diagonals what a row suggests.
fn finders(rows: Rows<'_>, thresholds: &Thresholds, matrix: &BitMatrix, deadline: Deadline) -> Vec<ConcentricPattern> {
    let mut found: Vec<ConcentricPattern> = Vec::new();
    // Those that later rows may still cross.
    let mut near: Vec<ConcentricPattern> = Vec::new();
    for y in (ROW_STEP - 1..rows.height).step_by(ROW_STEP) {
        if deadline.is_over() || found.len() >= MAX_FINDERS {
            break;
        }
        let middle_y = y as f32 + 0.5;
        near.retain(|finder| finder.p.y + finder.size as f32 / 2.0 >= middle_y);
        thresholds.across(rows, y, |five, x| {
            if !five.is_dark || !five.is_finder_with_spread_ink() {
                return;
            }
            let place = rxing::point(x as f32 - five.end_to_middle(), middle_y);
            let is_known =
                |known: &ConcentricPattern| (known.p.x - place.x).hypot(known.p.y - place.y) < known.size as f32 / 2.0;
            if near.iter().any(is_known) {
                return;
            }
            // Three times as far down and aslant as across, for what is seen from the side.
            let reach = 3 * i32::from(five.total());
            if let Some(finder) = LocateConcentricPattern::<true, 5, 7>(matrix, &[1, 1, 3, 1, 1], place, reach) {
                found.push(finder);
                near.push(finder);
            }
        });
    }
    found
}

/// The code that three finders belong to.
fn decode(matrix: &BitMatrix, set: &FinderPatternSet) -> Option<ReadCode> {
    let sampled = SampleQR(matrix, set).ok()?;
    let decoded = Decode(sampled.getBits()).ok().filter(|decoded| decoded.isValid())?;
    // In rows, not around.
    let [upper_left, upper_right, lower_left, lower_right] = sampled.getPoints() else { return None };
    let corners: Quad = [upper_left, upper_right, lower_right, lower_left].map(|corner| Point::new(corner.x, corner.y));
    Some(ReadCode { text: decoded.text(), corners, stage: Stage::First })
}
