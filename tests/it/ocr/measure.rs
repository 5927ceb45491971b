//! How many characters are read wrong, with and without specks: a figure for docs/performance.md, made where tesseract is.

use super::print::{CONTRACT, page};
use image::{GrayImage, Luma};
use std::path::Path;
use strongroom::scan::page::{PageImage, Turn, legible};

/// Numbers that look random and are the same every time.
struct Seed(u64);

impl Seed {
    fn below(&mut self, end: u32) -> u32 {
        // Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as u32 % end
    }
}

/// A page as an old copier gives it back: so many specks in a thousand dots, black and white.
fn specked(mut page: GrayImage, per_mille: u32, seed: u64) -> GrayImage {
    let mut seed = Seed(seed);
    let (width, height) = page.dimensions();
    for _ in 0..u64::from(width) * u64::from(height) * u64::from(per_mille) / 1_000 {
        let ink = if seed.below(2) == 0 { 20 } else { 255 };
        page.put_pixel(seed.below(width), seed.below(height), Luma([ink]));
    }
    page
}

/// Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (place, b) in other.iter().enumerate() {
            let next = (diagonal + usize::from(a != b)).min(row[place] + 1).min(row[place + 1] + 1);
            diagonal = std::mem::replace(&mut row[place + 1], next);
        }
    }
    row[other.len()]
}

fn read(folder: &Path, picture: &[u8]) -> Vec<char> {
    let path = folder.join("page.png");
    std::fs::write(&path, picture).unwrap();
    let mut command = std::process::Command::new("tesseract");
    command.arg(&path).args(["stdout", "-l", "chi_sim+eng", "--dpi", "200"]).env("OMP_THREAD_LIMIT", "1");
    plain(&String::from_utf8_lossy(&command.output().unwrap().stdout))
}

fn plain(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
#[ignore = "writes what the stub prints, where tesseract is"]
fn record_what_tesseract_prints_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.png");
    std::fs::write(&path, super::png(&page(200))).unwrap();
    let mut command = std::process::Command::new("tesseract");
    let printed =
        command.arg(&path).args(["stdout", "-l", "chi_sim+eng", "--dpi", "200", "tsv"]).output().unwrap().stdout;
    std::fs::write("tests/it/ocr/contract.tsv", printed).unwrap();
}

#[test]
#[ignore = "a measurement that needs tesseract"]
fn errors_of_reading_with_and_without_the_median() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = plain(&CONTRACT.concat());
    for (dpi, per_mille) in [(200, 0), (200, 20), (200, 40), (200, 80), (300, 40), (300, 80)] {
        let mut wrong = [0; 2];
        let begun = std::time::Instant::now();
        for seed in 1..=3 {
            let page = PageImage {
                index: 0,
                grey: specked(page(dpi), per_mille, seed),
                colour: None,
                jpeg: None,
                dpi: dpi as u16,
                lacks: false,
            };
            for (specks, wrong) in [true, false].into_iter().zip(&mut wrong) {
                let picture = legible(&page, Turn::default(), specks).unwrap();
                *wrong += distance(&wanted, &read(folder.path(), &picture));
            }
        }
        let rate = wrong.map(|wrong| 100.0 * wrong as f64 / (3 * wanted.len()) as f64);
        let seconds = begun.elapsed().as_secs_f64() / 6.0;
        println!(
            "{dpi} dpi, {per_mille:>2} ‰ specks: {:>5.1} % wrong, with the median {:>5.1} %; {seconds:.1} s a page",
            rate[0], rate[1]
        );
    }
}
