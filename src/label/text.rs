//! Setting text into a cell: it shrinks to a floor, then wraps, then is cut with an ellipsis, and never leaves the cell.
//!
//! Chinese breaks between any two characters, but no line begins with a closing mark or ends with an opening one
//! (GB/T 15834); Latin words stay whole where they can. Kerning is left out: what is set here are codes, names and numbers.

use super::drawing::{Colour, Glyph, Run};
use super::fonts::{Family, Fonts, Found};
use std::ops::Range;

mod lines;
mod vertical;

/// From baseline to baseline, as a part of the size.
pub const LEADING: f32 = 1.25;
/// What one line needs in height, as a part of the size: from the top of an ideograph to the tail of a `g`.
const LINE_HEIGHT: f32 = 1.24;
/// From the middle of a line down to its baseline, as a part of the size.
const HALF_CAP: f32 = 0.37;
/// A size is found to this, in millimetres.
const STEP_MM: f32 = 0.02;
/// How much smaller text may be for the sake of a single line.
const ONE_LINE: f32 = 0.85;
/// A size that fits exactly would not, by the last digit.
const ALMOST: f32 = 0.9995;
/// So many lines are made about equally long.
const EVEN_LINES: usize = 3;
/// More of a text is not even looked at.
pub const TEXT_CHARS: usize = 4_000;
const ELLIPSIS: char = '…';

/// What a long text does first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// One line as long as the smallest size allows it.
    #[default]
    Shrink,
    /// Several lines at full size, then smaller.
    Wrap,
}

/// Where text stands in a cell, along a line or across lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Left or above.
    Start,
    /// In the middle.
    #[default]
    Middle,
    /// Right or below.
    End,
}

impl Align {
    /// How much of the room that is left goes before the text.
    #[must_use]
    pub fn part(self) -> f32 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }
}

/// How a cell's text is to look.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// Kind of type.
    pub family: Family,
    /// Bold.
    pub is_bold: bool,
    /// The size it should have.
    pub size_mm: f32,
    /// The smallest it may get.
    pub least_mm: f32,
    /// How many lines it may take.
    pub lines: usize,
    /// What it does first when it is long.
    pub fit: Fit,
    /// Along the line.
    pub align: Align,
    /// Across lines.
    pub valign: Align,
    /// Chinese from above, lines from right to left.
    pub is_vertical: bool,
    /// Between characters, besides their own width.
    pub spacing_mm: f32,
    /// The colour.
    pub colour: Colour,
}

/// A character with its glyph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set {
    pub character: char,
    pub found: Found,
}

/// A text that was set.
#[derive(Debug, Clone, Default)]
pub struct Fitted {
    /// Its glyphs, in a cell whose upper left corner is 0, 0.
    pub runs: Vec<Run>,
    /// The size it came to.
    pub size_mm: f32,
    /// Whether something was cut off.
    pub is_cut: bool,
    /// Characters that no face has.
    pub missing: Vec<char>,
}

/// Sets a text into a cell of that size.
#[must_use]
pub fn fit(fonts: &Fonts, style: &Style, text: &str, width_mm: f32, height_mm: f32) -> Fitted {
    let mut fitted = Fitted { size_mm: style.size_mm, ..Fitted::default() };
    let mut set = characters(fonts, style, text, &mut fitted.missing);
    // One name in two kinds of type looks like a mistake: what Song lacks a character for is set without it.
    let lacks =
        |one: &Set| lines::is_ideograph(one.character) && !one.found.is_substitute && !fonts.is_serif(one.found.face);
    let sans;
    let style = if style.family == Family::Serif && !style.is_bold && set.iter().any(lacks) {
        sans = Style { family: Family::Sans, ..style.clone() };
        set = characters(fonts, &sans, text, &mut fitted.missing);
        &sans
    } else {
        style
    };
    if set.iter().all(|one| one.character.is_whitespace()) {
        return fitted;
    }
    let (along_mm, across_mm) = if style.is_vertical { (height_mm, width_mm) } else { (width_mm, height_mm) };
    let room = Room { along_mm, across_mm, style };
    let (size_mm, mut lines) = match room.best(&set) {
        Some(found) => found,
        None => {
            fitted.is_cut = true;
            let ellipsis = Set { character: ELLIPSIS, found: fonts.find(style.family, style.is_bold, ELLIPSIS) };
            room.cut(&mut set, ellipsis)
        }
    };
    for line in &mut lines {
        *line = lines::trimmed(&set, line.clone());
    }
    fitted.size_mm = size_mm;
    fitted.runs = if style.is_vertical {
        vertical::runs(fonts, style, &set, &lines, size_mm, (width_mm, height_mm))
    } else {
        horizontal(style, &set, &lines, size_mm, (width_mm, height_mm))
    };
    fitted
}

/// The text as glyphs. What has no shape (marks that choose a variant, joiners, control characters) is left out.
fn characters(fonts: &Fonts, style: &Style, text: &str, missing: &mut Vec<char>) -> Vec<Set> {
    let mut set = Vec::new();
    for character in text.chars().take(TEXT_CHARS) {
        let character = match character {
            '\n' => '\n',
            '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' => continue,
            space if space.is_whitespace() && space != '\u{3000}' => ' ',
            control if control.is_control() => continue,
            other => other,
        };
        let shown = if style.is_vertical { vertical::form(character) } else { character };
        let found = fonts.find(style.family, style.is_bold, if shown == '\n' { ' ' } else { shown });
        if found.is_substitute && !missing.contains(&character) {
            missing.push(character);
        }
        set.push(Set { character, found });
    }
    set
}

/// The room a text has, along its lines and across them.
struct Room<'a> {
    along_mm: f32,
    across_mm: f32,
    style: &'a Style,
}

impl Room<'_> {
    /// How many lines of a size there is room for.
    fn lines_at(&self, size_mm: f32) -> usize {
        let more = (self.across_mm / size_mm - LINE_HEIGHT + 0.001) / LEADING;
        if more < 0.0 { 0 } else { (more as usize + 1).min(self.style.lines) }
    }

    fn wrapped(&self, set: &[Set], size_mm: f32) -> Vec<Range<usize>> {
        lines::wrap(set, self.along_mm / size_mm, self.style.spacing_mm / size_mm)
    }

    fn fits(&self, set: &[Set], size_mm: f32) -> bool {
        let room = self.lines_at(size_mm);
        room > 0 && widest_em(set) * size_mm <= self.along_mm && self.wrapped(set, size_mm).len() <= room
    }

    /// The largest size at which each of these lines fits as it is, and all of them below each other.
    fn unbroken(&self, lines: &[&[Set]]) -> f32 {
        let by_length = lines.iter().map(|line| {
            let spaces_mm = line.len().saturating_sub(1) as f32 * self.style.spacing_mm;
            (self.along_mm - spaces_mm) / lines::length_em(line, 0.0).max(0.01) * ALMOST
        });
        let height_em = LINE_HEIGHT + LEADING * lines.len().saturating_sub(1) as f32;
        by_length.fold(self.style.size_mm, f32::min).min(self.across_mm / height_em * ALMOST)
    }

    /// The size and lines of a text that need not be cut.
    fn best(&self, set: &[Set]) -> Option<(f32, Vec<Range<usize>>)> {
        let (largest, least) = (self.style.size_mm, self.style.least_mm);
        // First without any break that is not asked for.
        let asked: Vec<&[Set]> = set.split(|one| one.character == '\n').collect();
        let (size_mm, count) = (self.unbroken(&asked), asked.len());
        let good_enough = if self.style.fit == Fit::Shrink { least } else { least.max(largest * ONE_LINE) };
        if size_mm >= good_enough && self.lines_at(size_mm) >= count {
            let mut begin = 0;
            let lines = asked.iter().map(|line| {
                let line = begin..begin + line.len();
                begin = line.end + 1;
                line
            });
            return Some((size_mm, lines.collect()));
        }
        let steps = ((largest - least).max(0.0) / STEP_MM) as u32;
        // Whether it fits grows with every step down, so the largest size that fits is found by halving.
        let (mut fits, mut too_large) = (steps, 0);
        let size_at = |step: u32| (largest - step as f32 * STEP_MM).max(least);
        if self.fits(set, largest) {
            return Some((largest, self.even(set, largest)));
        }
        if !self.fits(set, size_at(steps)) {
            return self.fits(set, least).then(|| (least, self.even(set, least)));
        }
        while fits - too_large > 1 {
            let middle = (fits + too_large) / 2;
            if self.fits(set, size_at(middle)) { fits = middle } else { too_large = middle }
        }
        Some((size_at(fits), self.even(set, size_at(fits))))
    }

    /// The lines at a size. A few lines are made about equally long, so that no single character is left on the last.
    fn even(&self, set: &[Set], size_mm: f32) -> Vec<Range<usize>> {
        let lines = self.wrapped(set, size_mm);
        let count = lines.len();
        // A paragraph, which begins at the top of its cell, fills its lines.
        let is_paragraph = self.style.valign == Align::Start;
        if is_paragraph || !(2..=EVEN_LINES).contains(&count) || set.iter().any(|one| one.character == '\n') {
            return lines;
        }
        let narrowed = |part: f32| lines::wrap(set, self.along_mm * part / size_mm, self.style.spacing_mm / size_mm);
        let (mut narrow, mut wide) = (0.3_f32, 1.0_f32);
        for _ in 0..6 {
            let middle = (narrow + wide) / 2.0;
            if narrowed(middle).len() <= count { wide = middle } else { narrow = middle }
        }
        narrowed(wide)
    }

    /// As much as there is room for at the smallest size, with an ellipsis.
    fn cut(&self, set: &mut Vec<Set>, ellipsis: Set) -> (f32, Vec<Range<usize>>) {
        // The ellipsis is as wide as an ideograph, wider than all that it may stand behind.
        let widest_em = widest_em(set).max(ellipsis.found.advance_em);
        let size_mm = self.style.least_mm.min(self.across_mm / LINE_HEIGHT).min(self.along_mm / widest_em * ALMOST);
        let room = self.lines_at(size_mm).max(1);
        let end = self.wrapped(set, size_mm).get(room - 1).map_or(set.len(), |line| line.end);
        set.truncate(end);
        loop {
            while set.last().is_some_and(|one| one.character.is_whitespace()) {
                set.pop();
            }
            set.push(ellipsis);
            let lines = self.wrapped(set, size_mm);
            if lines.len() <= room || set.len() <= 1 {
                return (size_mm, lines);
            }
            set.truncate(set.len().saturating_sub(2));
        }
    }
}

/// The widest character, as a part of the size.
fn widest_em(set: &[Set]) -> f32 {
    set.iter().map(|one| one.found.advance_em).fold(0.01, f32::max)
}

fn horizontal(
    style: &Style,
    set: &[Set],
    lines: &[Range<usize>],
    size_mm: f32,
    (width_mm, height_mm): (f32, f32),
) -> Vec<Run> {
    let leading_mm = size_mm * LEADING;
    let block_mm = leading_mm * (lines.len().saturating_sub(1)) as f32 + size_mm * LINE_HEIGHT;
    let top_mm = (height_mm - block_mm) * style.valign.part();
    let mut runs = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let line = &set[line.clone()];
        let length_mm = lines::length_em(line, 0.0) * size_mm + line.len().saturating_sub(1) as f32 * style.spacing_mm;
        let x_mm = (width_mm - length_mm) * style.align.part();
        let y_mm = top_mm + leading_mm * number as f32 + size_mm * (LINE_HEIGHT / 2.0 + HALF_CAP);
        row(style, line, size_mm, (x_mm, y_mm), &mut runs);
    }
    runs
}

/// A line's characters as runs of one face each.
fn row(style: &Style, line: &[Set], size_mm: f32, (mut x_mm, y_mm): (f32, f32), runs: &mut Vec<Run>) {
    for part in line.chunk_by(|a, b| a.found.face == b.found.face && a.found.is_widened == b.found.is_widened) {
        let Some(first) = part.first() else { continue };
        let mut run = empty_run(style, first.found, size_mm, (x_mm, y_mm));
        for one in part {
            let advance_mm = one.found.advance_em * size_mm + style.spacing_mm;
            run.glyphs.push(Glyph { id: one.found.id, advance_mm, at: run.text.len() });
            run.text.push(one.character);
            x_mm += advance_mm;
        }
        runs.push(run);
    }
}

fn empty_run(style: &Style, found: Found, size_mm: f32, (x_mm, y_mm): (f32, f32)) -> Run {
    Run {
        face: found.face,
        is_widened: found.is_widened,
        size_mm,
        colour: style.colour,
        x_mm,
        y_mm,
        turn: super::drawing::Turn::None,
        glyphs: Vec::new(),
        text: String::new(),
        cell: None,
    }
}
