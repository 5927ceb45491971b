//! Mending what dirt has spoilt beyond what a plain decoder corrects.
//!
//! A decoder that is given dark and light corrects so many wrong bytes; of bytes that it knows to be spoilt it corrects twice
//! as many. Dirt gives itself away ([`Sampled::strangeness`]), so the least credible bytes are declared spoilt, more and more of
//! them, until the checks agree (Forney, "Generalized minimum distance decoding", 1966). A block that is mended shows where dirt
//! is, and the others are looked at again with that ([`doubts`]).
//!
//! What is found is believed by how unlikely chance is: each check that was not used up says eight bits, and each module that
//! was declared spoilt and is nevertheless as the mended code has it says up to one, by how clean it looks. Were the mended
//! code nothing but chance, so much evidence would be seen once in two to its power (Markov's inequality: each such module
//! doubles a stake that is fair).

use super::belief::doubts;
use super::field::correct;
use super::layout::{Block, Format, blocks, data_places, format_places};
use super::sampled::Sampled;

/// Bits of evidence without which no block is believed.
const MIN_EVIDENCE: f32 = 32.0;
/// No module is believed more, or less, than this: what is not thought of may have happened to it.
const MIN_DOUBT: f32 = 0.01;

/// The code as it was before the dirt, module by module: whether each is dark. `None` if it cannot be known for sure.
pub(super) fn mend(sampled: &Sampled) -> Option<Vec<bool>> {
    let over = sampled.turned_over();
    let (format, fit) = sampled.format()?;
    let (format_over, fit_over) = over.format()?;
    let (sampled, format) = if fit >= fit_over { (sampled, format) } else { (&over, format_over) };
    let mut code = Code::of(sampled, format);
    code.solve().then(|| code.drawn())
}

/// A code that is being mended.
struct Code<'a> {
    sampled: &'a Sampled,
    format: Format,
    places: Vec<(usize, usize)>,
    blocks: Vec<Block>,
    /// The bits as they were seen.
    read: Vec<bool>,
    /// How likely each is wrong.
    doubts: Vec<f32>,
    /// Of each module, whether it is as it was printed, where that is known.
    right: Vec<Option<bool>>,
    strange: Vec<f32>,
    /// Each block's bytes, once it is mended.
    words: Vec<Option<Vec<u8>>>,
}

impl<'a> Code<'a> {
    fn of(sampled: &'a Sampled, format: Format) -> Self {
        let places = data_places(sampled.modules);
        let blocks = blocks((sampled.modules - 17) / 4, format, places.len() / 8);
        let read = places.iter().map(|(x, y)| (sampled.at(*x, *y) > 0.5) ^ format.turns(*x, *y)).collect();
        let words = vec![None; blocks.len()];
        let mut right = sampled.fixed();
        let bits: Vec<bool> = format.bits().collect();
        for (bit, places) in format_places(sampled.modules) {
            for (x, y) in places {
                right[y * sampled.modules + x] = Some((sampled.at(x, y) > 0.5) == bits[bit]);
            }
        }
        let strange = sampled.strangeness();
        let mut code = Self { sampled, format, places, blocks, read, doubts: Vec::new(), right, strange, words };
        code.doubt();
        code
    }

    /// Weighs every bit by what is known so far.
    fn doubt(&mut self) {
        let doubts = doubts(self.sampled, &self.strange, &self.right);
        let of = |(x, y): &(usize, usize)| doubts[y * self.sampled.modules + x].clamp(MIN_DOUBT, 1.0 - MIN_DOUBT);
        self.doubts = self.places.iter().map(of).collect();
    }

    /// Mends block after block, those that are mended helping the others; whether all are.
    fn solve(&mut self) -> bool {
        loop {
            let open: Vec<usize> = (0..self.blocks.len()).filter(|at| self.words[*at].is_none()).collect();
            if open.is_empty() {
                return true;
            }
            let mut is_better = false;
            for at in open {
                if let Some(word) = self.mend_block(&self.blocks[at]) {
                    self.learn(at, &word);
                    self.words[at] = Some(word);
                    is_better = true;
                }
            }
            if !is_better {
                return false;
            }
            self.doubt();
        }
    }

    /// Notes of a mended block's modules whether they are as they were printed.
    fn learn(&mut self, at: usize, word: &[u8]) {
        for (place, byte) in self.blocks[at].bytes.iter().zip(word) {
            for bit in 0..8 {
                let (x, y) = self.places[place * 8 + bit];
                self.right[y * self.sampled.modules + x] = Some(is_set(*byte, bit) == self.read[place * 8 + bit]);
            }
        }
    }

    /// A block's bytes, if there is evidence enough.
    fn mend_block(&self, block: &Block) -> Option<Vec<u8>> {
        let bits = |at: usize| block.bytes[at] * 8..block.bytes[at] * 8 + 8;
        let seen = |at| bits(at).fold(0, |byte, bit| byte << 1 | u8::from(self.read[bit]));
        let credible = |at| bits(at).map(|bit| 1.0 - self.doubts[bit]).product::<f32>();
        let word: Vec<u8> = (0..block.bytes.len()).map(seen).collect();
        let mut suspects: Vec<(f32, usize)> = (0..word.len()).map(|at| (credible(at), at)).collect();
        suspects.sort_by(|one, other| one.0.total_cmp(&other.0));
        let suspects: Vec<usize> = suspects.into_iter().map(|(_, at)| at).collect();
        (0..=block.checks).find_map(|erased| {
            let mut mended = word.clone();
            correct(&mut mended, block.checks, &suspects[..erased], usize::MAX)?;
            (self.evidence(block, &word, &mended, suspects.split_at(erased)) >= MIN_EVIDENCE).then_some(mended)
        })
    }

    /// Bits of evidence that a mended block is no chance.
    fn evidence(&self, block: &Block, word: &[u8], mended: &[u8], (declared, others): (&[usize], &[usize])) -> f32 {
        let wrong: Vec<usize> = others.iter().copied().filter(|at| word[*at] != mended[*at]).collect();
        // That many wrong bytes among the others could have been chosen in so many ways.
        let ways: f32 = (0..wrong.len()).map(|at| ((others.len() - at) as f32 / (at + 1) as f32).log2()).sum();
        let checks = 8.0 * (block.checks - declared.len()) as f32 - 8.0 * wrong.len() as f32 - ways;
        let stakes = declared.iter().chain(&wrong).flat_map(|at| (0..8).map(move |bit| (*at, bit)));
        let seen = stakes.map(|(at, bit)| {
            let place = block.bytes[at] * 8 + bit;
            let is_seen = is_set(mended[at], bit) == self.read[place];
            // Whoever thinks a module wrong more often than not knows nothing of it: an even patch hits half of them.
            let doubt = self.doubts[place].min(0.5);
            let chance = if is_seen { 1.0 - doubt } else { doubt };
            (2.0 * chance).log2()
        });
        checks + seen.sum::<f32>()
    }

    /// Every module as it was.
    fn drawn(&self) -> Vec<bool> {
        let mut dark: Vec<bool> = self.sampled.ink.iter().map(|ink| *ink > 0.5).collect();
        for (block, word) in self.blocks.iter().zip(&self.words) {
            for (place, byte) in block.bytes.iter().zip(word.iter().flatten()) {
                for bit in 0..8 {
                    let (x, y) = self.places[place * 8 + bit];
                    dark[y * self.sampled.modules + x] = is_set(*byte, bit) ^ self.format.turns(x, y);
                }
            }
        }
        let bits: Vec<bool> = self.format.bits().collect();
        for (bit, places) in format_places(self.sampled.modules) {
            places.iter().for_each(|(x, y)| dark[y * self.sampled.modules + x] = bits[bit]);
        }
        dark
    }
}

/// A bit of a byte, the highest first.
fn is_set(byte: u8, bit: usize) -> bool {
    byte >> (7 - bit) & 1 == 1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use crate::scan::qr::sampled::SPOTS;
    use crate::scan::qr::symbol::MAX_VERSION;
    use proptest::prelude::*;
    use qrcode::{Color, EcLevel, QrCode, Version};

    fn dark(text: &str, version: usize, level: EcLevel) -> (usize, Vec<bool>) {
        let code = QrCode::with_version(text, Version::Normal(version as i16), level).expect("it has room");
        (code.width(), code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect())
    }

    fn sampled(modules: usize, dark: &[bool]) -> Sampled {
        Sampled::new(modules, dark.iter().map(|is_dark| [f32::from(u8::from(*is_dark)); SPOTS]).collect())
    }

    /// A grey square, as coffee leaves it.
    fn stain(sampled: &mut Sampled, left: usize, top: usize, side: usize) {
        for y in top..top + side {
            sampled.ink[y * sampled.modules + left..][..side].fill(0.55);
            sampled.spots[y * sampled.modules + left..][..side].fill([0.55; SPOTS]);
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
        fn whatever_part_of_a_code_is_random_it_becomes_what_it_was_or_nothing(
            other in proptest::collection::vec(any::<bool>(), 29 * 29),
            whose in proptest::collection::vec(0u8..100, 29 * 29),
            percent in 0u8..60,
        ) {
            let (modules, dark) = dark("HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000123A", 3, EcLevel::Q);
            let mixed: Vec<bool> =
                (0..dark.len()).map(|at| if whose[at] < percent { other[at] } else { dark[at] }).collect();
            if let Some(mended) = mend(&sampled(modules, &mixed)) {
                // Beside the data it is as it was seen.
                let data = data_places(modules);
                prop_assert!(data.iter().all(|(x, y)| mended[y * modules + x] == dark[y * modules + x]));
            }
        }

        #[test]
        fn noise_is_never_mended_into_a_code(ink in proptest::collection::vec(-0.5f32..1.5, 29 * 29)) {
            prop_assert_eq!(mend(&Sampled::new(29, ink.iter().map(|ink| [*ink; SPOTS]).collect())), None);
        }
    }
}
