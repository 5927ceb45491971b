//! The sets of pages: what is asked of each, and its pages, the same from the same seed.

use super::curl::Curl;
use super::label::{Label, Lie, label, lay, soil};
use super::page::{dots, printed, turned};
use super::random::Random;
use super::text::Press;
use super::wear::Wear;
use std::f32::consts::{FRAC_PI_2, TAU};
use std::path::Path;

/// Of a hundred labels so many are dirty, each on up to [`DIRTY_PART`] of its code.
const DIRTY_PERCENT: usize = 70;
const DIRTY_PART: f32 = 0.15;
/// A page goes through the scanner's feeder this crooked at most.
const SKEW: f32 = 0.07;

/// How much of its code is dirty on a dirty label.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dirt {
    /// None is dirty.
    None,
    /// Mostly little, as on shelves: a part's square is even.
    Little,
    /// Any part is as common as any other, up to the most.
    Even,
}

/// A set of pages of one kind.
pub struct Set {
    pub name: &'static str,
    pub dpi: f32,
    pub side_mm: f32,
    pub codes: usize,
    pub dirt: Dirt,
    /// By how many modules the paper is bent over a code, at most.
    pub bent: f32,
    pub pages: usize,
    /// Of a hundred codes so many are to be read; nobody asked for any of the bent ones.
    pub target: f64,
}

/// All of them.
pub const SETS: [Set; 10] = [
    Set::flat("18mm-300", (18.0, 300.0), 1, Dirt::Little, 200, 97.0),
    Set::flat("18mm-200", (18.0, 200.0), 1, Dirt::Little, 200, 97.0),
    Set::flat("even-300", (18.0, 300.0), 1, Dirt::Even, 200, 97.0),
    Set::flat("even-200", (18.0, 200.0), 1, Dirt::Even, 200, 97.0),
    Set::flat("three-300", (18.0, 300.0), 3, Dirt::Little, 100, 95.0),
    Set::flat("15mm-200", (15.0, 200.0), 1, Dirt::Little, 200, 88.0),
    Set::flat("clean-300", (18.0, 300.0), 1, Dirt::None, 100, 100.0),
    Set::flat("none-300", (0.0, 300.0), 0, Dirt::Little, 500, 0.0),
    Set { bent: 3.0, ..Set::flat("bent-300", (18.0, 300.0), 1, Dirt::Little, 200, 0.0) },
    Set { bent: 3.0, ..Set::flat("bent-200", (18.0, 200.0), 1, Dirt::Little, 200, 0.0) },
];

/// A scanned page: what is on it, and the file.
pub struct Page {
    file: Vec<u8>,
    pub codes: Vec<Truth>,
}

/// A code that is on a page.
pub struct Truth {
    pub text: String,
    /// Clockwise from the corner whose two neighbours have finders too.
    pub corners: [(f32, f32); 4],
    pub modules: usize,
}

impl Truth {
    fn line(&self) -> String {
        let corners: Vec<String> = self.corners.iter().map(|(x, y)| format!("{x} {y}")).collect();
        format!("{} {} {}\n", self.text, self.modules, corners.join(" "))
    }

    fn of_line(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (text, modules) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
        let mut number = || words.next()?.parse::<f32>().ok();
        let mut corners = [(0.0, 0.0); 4];
        for corner in &mut corners {
            *corner = (number()?, number()?);
        }
        Some(Self { text, corners, modules })
    }
}

impl Set {
    const fn flat(
        name: &'static str,
        (side_mm, dpi): (f32, f32),
        codes: usize,
        dirt: Dirt,
        pages: usize,
        target: f64,
    ) -> Self {
        Self { name, dpi, side_mm, codes, dirt, bent: 0.0, pages, target }
    }

    /// One page of it, from a seed and the page's number, in a file with what is on it beside it; made if it is not there.
    pub fn page_at(&self, press: &mut Press, seed: (&str, usize), file: &Path) -> Result<Page, String> {
        let truth = file.with_extension("txt");
        if let Ok(lines) = std::fs::read_to_string(&truth) {
            return Ok(Page { file: Vec::new(), codes: lines.lines().filter_map(Truth::of_line).collect() });
        }
        let page = self.page(press, seed)?;
        std::fs::write(file, &page.file).map_err(|error| error.to_string())?;
        let lines: String = page.codes.iter().map(Truth::line).collect();
        std::fs::write(truth, lines).map_err(|error| error.to_string())?;
        Ok(page)
    }

    fn page(&self, press: &mut Press, (seed, number): (&str, usize)) -> Result<Page, String> {
        let random = &mut Random::new(seed, number as u64);
        let upright = printed(press, random, self.dpi);
        let quarters = random.below(4);
        let angle = quarters as f32 * FRAC_PI_2 + random.between(-SKEW, SKEW);
        let size = if quarters.is_multiple_of(2) { upright.dimensions() } else { (upright.height(), upright.width()) };
        let mut page = turned(&upright, size, angle);
        let mut lies: Vec<(Label, Lie)> = Vec::new();
        while lies.len() < self.codes {
            let mut label = label(press, random, self.side_mm, self.dpi)?;
            if self.dirt != Dirt::None && random.percent(DIRTY_PERCENT) {
                let part = random.between(0.0, 1.0);
                let part = DIRTY_PART * if self.dirt == Dirt::Even { part } else { part * part };
                soil(&mut label, random, part, self.dpi);
            }
            let lie = self.somewhere(random, size, &lies);
            lay(&mut page, &label, lie);
            lies.push((label, lie));
        }
        for (label, lie) in lies.iter().filter(|_| self.bent > 0.0) {
            let side = dots(self.side_mm, self.dpi);
            let size = (side / 2.0, side / label.modules as f32);
            page = Curl::any(random, lie.centre, size, self.bent).bent(&page);
        }
        let wear = if self.dirt == Dirt::None { Wear::CLEAN } else { Wear::usual(random, self.dpi) };
        let codes = lies
            .iter()
            .map(|(label, lie)| Truth { text: label.text.clone(), corners: lie.corners(label), modules: label.modules })
            .collect();
        Ok(Page { file: wear.file(&page, random)?, codes })
    }

    /// A place for a label, away from the others, at any angle.
    fn somewhere(&self, random: &mut Random, size: (u32, u32), taken: &[(Label, Lie)]) -> Lie {
        let apart = dots(self.side_mm * 2.1, self.dpi);
        let edge = apart / 2.0 + 4.0;
        loop {
            let centre = (random.between(edge, size.0 as f32 - edge), random.between(edge, size.1 as f32 - edge));
            let is_free = taken.iter().all(|(_, lie)| (lie.centre.0 - centre.0).hypot(lie.centre.1 - centre.1) > apart);
            if is_free {
                return Lie { centre, angle: random.between(0.0, TAU) };
            }
        }
    }
}
