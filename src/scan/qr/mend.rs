//! Mending what dirt has spoilt beyond what a plain decoder corrects.
//!
//! A decoder that is given dark and light corrects so many wrong bytes; of bytes that it knows to be spoilt it corrects twice
//! as many. Dirt gives itself away: it is grey, it cuts through modules, or it covers a patch evenly as no mask would. So the
//! most suspicious bytes are declared spoilt, more and more of them, until the checks agree (Forney, "Generalized minimum
//! distance decoding", 1966). Checks are held back for proof: what is only just explained is not believed.

use super::field::correct;
use super::layout::{Format, blocks, data_places, format_places};

/// Checks of each block that must agree without having been used up.
const PROOF: usize = 3;
/// Bytes declared spoilt are this many more each time.
const MORE: usize = 2;
/// Of the modules not declared spoilt, so many must be as the mended code has them.
const MIN_AGREEING: f32 = 0.8;
/// How suspicious a module is that all its neighbours are like: an even patch.
const EVEN_PATCH: f32 = 0.5;

/// What a module gains against each neighbour when it is sharpened.
const SHARPEN: f32 = 0.1;
/// Shades differ so much within a module for blur alone.
const BLUR: f32 = 0.4;

/// A code as it was sampled.
#[derive(Debug, Clone)]
pub(super) struct Sampled {
    pub modules: usize,
    /// Of each module, row by row, how much it is ink: 1 is as what must be dark, 0 as what must be light.
    pub ink: Vec<f32>,
    /// And how much that differs within it.
    pub uneven: Vec<f32>,
}

impl Sampled {
    fn at(&self, x: usize, y: usize) -> f32 {
        self.ink[y * self.modules + x]
    }

    /// The same mirrored.
    pub fn turned_over(&self) -> Self {
        let turn = |values: &[f32]| {
            (0..self.modules).flat_map(|y| (0..self.modules).map(move |x| values[x * self.modules + y])).collect()
        };
        Self { modules: self.modules, ink: turn(&self.ink), uneven: turn(&self.uneven) }
    }

    /// The same where half ink is taken for so much of it.
    pub fn cut_at(&self, cut: f32) -> Self {
        let ink =
            self.ink.iter().map(|ink| if *ink < cut { ink * 0.5 / cut } else { 1.0 - (1.0 - ink) * 0.5 / (1.0 - cut) });
        Self { modules: self.modules, ink: ink.collect(), uneven: self.uneven.clone() }
    }

    /// The same as if the picture had been sharper: what blur has brought from the four neighbours is taken off again.
    pub fn sharpened(&self) -> Self {
        let last = self.modules - 1;
        let mut sharpened = self.clone();
        for y in 0..self.modules {
            for x in 0..self.modules {
                let [left, right] = [x.saturating_sub(1), (x + 1).min(last)].map(|x| self.at(x, y));
                let [above, below] = [y.saturating_sub(1), (y + 1).min(last)].map(|y| self.at(x, y));
                let here = self.at(x, y);
                sharpened.ink[y * self.modules + x] = here + (4.0 * here - left - right - above - below) * SHARPEN;
            }
        }
        sharpened
    }

    /// How little a module's colour is to be trusted.
    fn suspicion(&self, x: usize, y: usize) -> f32 {
        let ink = self.at(x, y);
        let between = ink.clamp(0.0, 1.0).min(1.0 - ink.clamp(0.0, 1.0)) * 2.0;
        let around = |at: usize| at.saturating_sub(1)..(at + 2).min(self.modules);
        let is_even = around(y).all(|row| around(x).all(|column| (self.at(column, row) > 0.5) == (ink > 0.5)));
        let patch = if is_even { EVEN_PATCH } else { 0.0 };
        between.max(patch) + (self.uneven[y * self.modules + x] - BLUR).max(0.0)
    }

    /// The format that fits best, and how well: 1 is a perfect fit.
    fn format(&self) -> Option<(Format, f32)> {
        let fit = |format: Format| {
            let bits: Vec<bool> = format.bits().collect();
            let places = format_places(self.modules).flat_map(|(bit, places)| places.map(|place| (bits[bit], place)));
            places
                .map(|(is_dark, (x, y))| (self.at(x, y).clamp(0.0, 1.0) - 0.5) * if is_dark { 2.0 } else { -2.0 })
                .sum::<f32>()
                / 30.0
        };
        Format::all().map(|format| (format, fit(format))).max_by(|one, other| one.1.total_cmp(&other.1))
    }
}

/// The code as it was before the dirt, module by module: whether each is dark. `None` if it cannot be known for sure.
pub(super) fn mend(sampled: &Sampled) -> Option<Vec<bool>> {
    let over = sampled.turned_over();
    let (format, fit) = sampled.format()?;
    let (format_over, fit_over) = over.format()?;
    if fit >= fit_over { mend_as(sampled, format) } else { mend_as(&over, format_over) }
}

fn mend_as(sampled: &Sampled, format: Format) -> Option<Vec<bool>> {
    let places = data_places(sampled.modules);
    let read: Vec<bool> = places.iter().map(|(x, y)| (sampled.at(*x, *y) > 0.5) ^ format.turns(*x, *y)).collect();
    let suspicions: Vec<f32> =
        places.chunks(8).map(|byte| byte.iter().map(|(x, y)| sampled.suspicion(*x, *y)).sum()).collect();
    let mut bytes: Vec<u8> =
        read.chunks(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect();
    let mut spoilt = vec![false; bytes.len()];
    for block in blocks((sampled.modules - 17) / 4, format, bytes.len()) {
        let mut word: Vec<u8> = block.bytes.iter().map(|at| bytes[*at]).collect();
        let suspicion = |at: &usize| suspicions[block.bytes[*at]];
        let mut suspects: Vec<usize> = (0..word.len()).collect();
        suspects.sort_by(|one, other| suspicion(other).total_cmp(&suspicion(one)));
        let erased = (0..=block.checks.saturating_sub(PROOF)).step_by(MORE).find(|erased| {
            let max_wrong = (block.checks - PROOF.min(block.checks)).saturating_sub(*erased) / 2;
            correct(&mut word, block.checks, &suspects[..*erased], max_wrong).is_some()
        })?;
        suspects[..erased].iter().for_each(|at| spoilt[block.bytes[*at]] = true);
        block.bytes.iter().zip(word).for_each(|(at, byte)| bytes[*at] = byte);
    }
    let mended = |bit: usize| bytes[bit / 8] >> (7 - bit % 8) & 1 == 1;
    let believed: Vec<usize> = (0..read.len()).filter(|bit| !spoilt[bit / 8]).collect();
    let agreeing = believed.iter().filter(|bit| mended(**bit) == read[**bit]).count();
    if (agreeing as f32) < believed.len() as f32 * MIN_AGREEING {
        return None;
    }
    let mut dark: Vec<bool> = sampled.ink.iter().map(|ink| *ink > 0.5).collect();
    for (bit, (x, y)) in places.iter().enumerate() {
        dark[y * sampled.modules + x] = mended(bit) ^ format.turns(*x, *y);
    }
    let bits: Vec<bool> = format.bits().collect();
    for (bit, places) in format_places(sampled.modules) {
        places.iter().for_each(|(x, y)| dark[y * sampled.modules + x] = bits[bit]);
    }
    Some(dark)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use crate::scan::qr::symbol::MAX_VERSION;
    use proptest::prelude::*;
    use qrcode::{Color, EcLevel, QrCode, Version};

    fn dark(text: &str, version: usize, level: EcLevel) -> (usize, Vec<bool>) {
        let code = QrCode::with_version(text, Version::Normal(version as i16), level).expect("it has room");
        (code.width(), code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect())
    }

    fn sampled(modules: usize, dark: &[bool]) -> Sampled {
        let ink = dark.iter().map(|is_dark| f32::from(u8::from(*is_dark))).collect();
        Sampled { modules, ink, uneven: vec![0.0; dark.len()] }
    }

    /// A grey square, as coffee leaves it.
    fn stain(sampled: &mut Sampled, left: usize, top: usize, side: usize) {
        for y in top..top + side {
            sampled.ink[y * sampled.modules + left..][..side].fill(0.55);
        }
    }

    #[test]
    fn a_clean_code_of_any_version_and_level_is_what_it_was() {
        for version in 1..=MAX_VERSION {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let (modules, dark) = dark("CLEAN", version, level);
                assert_eq!(mend(&sampled(modules, &dark)).as_ref(), Some(&dark), "version {version}, {level:?}");
            }
        }
    }

    #[test]
    fn a_stain_that_a_plain_decoder_cannot_correct_is_mended() {
        let (modules, dark) = dark("HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000123A", 3, EcLevel::Q);
        let mut dirty = sampled(modules, &dark);
        stain(&mut dirty, 9, 9, 12);
        let plain = rqrr::Grid::new(rqrr::SimpleGrid::from_func(modules, |x, y| dirty.at(x, y) > 0.5));
        assert!(plain.decode().is_err(), "the test is too easy");
        assert_eq!(mend(&dirty), Some(dark));
    }

    #[test]
    fn a_mirrored_code_comes_out_the_right_way_round() {
        let (modules, dark) = dark("MIRROR", 2, EcLevel::M);
        assert_eq!(mend(&sampled(modules, &dark).turned_over()), Some(dark));
    }

    proptest! {
        #[test]
        fn noise_is_never_mended_into_a_code(ink in proptest::collection::vec(-0.5f32..1.5, 29 * 29)) {
            prop_assert_eq!(mend(&Sampled { modules: 29, uneven: vec![0.1; ink.len()], ink }), None);
        }
    }
}
