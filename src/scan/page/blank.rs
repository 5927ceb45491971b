//! Whether a page is blank: nothing is on it but dust, holes, shadows of the scanner's edges, and what shines through.
//!
//! Connected ink is looked at piece by piece. A page is hidden only if every piece is one of those; whoever doubts shows it.

use super::ink::Ink;

/// A dot belongs to a piece if it is so much darker than paper, of 255; what shines through is fainter.
const FAINT: u8 = 44;
/// A piece counts if some of it is so dark.
const CLEAR: u8 = 62;
/// So many of its dots must be.
const CLEAR_DOTS: u32 = 2;
/// Dust, and the grain of recycled paper.
const DUST_MM: f32 = 1.3;
/// A smaller piece is as large as a letter of print, of which one alone may be a stain; a piece of this size is something by itself: a figure, a stamp, a stroke of a pen.
const MARK_MM: f32 = 2.4;
/// So many letters are words.
const LETTERS: usize = 3;
/// Specks of dust beyond this number are print too small to make out.
const SPECKS: usize = 150;
/// How far a shadow of an edge reaches into the page.
const SHADOW_MM: f32 = 9.0;
/// Holes of a punch: how large, and how near an edge their middle is.
const HOLE_MM: std::ops::RangeInclusive<f32> = 4.0..=9.0;
const HOLE_EDGE_MM: f32 = 22.0;
/// A disc fills π/4 of its square.
const DISC_FILLS: std::ops::RangeInclusive<f32> = 0.62..=0.92;
/// A line of dirt on the scanner's glass runs the page's whole length and is thinner than a pen's.
const STREAK_MM: f32 = 0.8;
const STREAK_PART: f32 = 0.9;

/// A piece of connected ink, in dots.
#[derive(Debug, Clone, Copy)]
struct Piece {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
    dots: u32,
    clear: u32,
}

/// Whether nobody put anything on a page.
pub(super) fn is_blank(ink: &Ink) -> bool {
    let mut seen = shadows(ink);
    streaks(ink, &mut seen);
    let (mut letters, mut specks) = (0, 0);
    let mut stack = Vec::new();
    for start in 0..ink.dark.len() {
        if seen[start] || ink.dark[start] < FAINT {
            continue;
        }
        let piece = piece(ink, start, &mut seen, &mut stack);
        match size(ink, &piece) {
            Size::Nothing => {}
            Size::Speck => specks += 1,
            Size::Letter => letters += 1,
            Size::Mark => return false,
        }
        if letters >= LETTERS || specks > SPECKS {
            return false;
        }
    }
    true
}

/// Ink that hangs together with an edge of the page, no farther than a shadow reaches: what goes on behind that, such as a
/// streak, is looked at by itself.
fn shadows(ink: &Ink) -> Vec<bool> {
    let reach = ink.dots(SHADOW_MM) as usize;
    let is_near = |edge: usize, x: usize, y: usize| {
        x.min(y).min(ink.width - 1 - x).min(ink.height - 1 - y) < edge && ink.dark[y * ink.width + x] >= FAINT
    };
    let mut seen = vec![false; ink.dark.len()];
    let mut stack = Vec::new();
    for start in 0..ink.dark.len() {
        if !seen[start] && is_near(1, start % ink.width, start / ink.width) {
            spread(ink, start, &mut seen, &mut stack, |x, y| is_near(reach, x, y), |_, _, _| {});
        }
    }
    seen
}

/// Takes out lines of dots that are dark from end to end, where no more than a few lie side by side.
fn streaks(ink: &Ink, seen: &mut [bool]) {
    let (width, height) = (ink.width, ink.height);
    for (lines, length, step, start) in [(width, height, width, 1), (height, width, 1, width)] {
        let dots = |line: usize| (0..length).map(move |at| line * start + at * step);
        let is_dark = |line: &usize| {
            let dark = dots(*line).filter(|at| ink.dark[*at] >= FAINT).count();
            dark as f32 >= length as f32 * STREAK_PART
        };
        let dark: Vec<usize> = (0..lines).filter(is_dark).collect();
        for group in dark.chunk_by(|one, next| one + 1 == *next) {
            if group.len() as f32 <= ink.dots(STREAK_MM) {
                group.iter().flat_map(|line| dots(*line)).for_each(|at| seen[at] = true);
            }
        }
    }
}

/// All ink that hangs together with a dot, also over corners.
fn piece(ink: &Ink, start: usize, seen: &mut [bool], stack: &mut Vec<usize>) -> Piece {
    let (x, y) = (start % ink.width, start / ink.width);
    let mut piece = Piece { left: x, right: x, top: y, bottom: y, dots: 0, clear: 0 };
    let is_ink = |x: usize, y: usize| ink.dark[y * ink.width + x] >= FAINT;
    spread(ink, start, seen, stack, is_ink, |x, y, dark| {
        piece.left = piece.left.min(x);
        piece.right = piece.right.max(x);
        piece.top = piece.top.min(y);
        piece.bottom = piece.bottom.max(y);
        piece.dots += 1;
        piece.clear += u32::from(dark >= CLEAR);
    });
    piece
}

/// Goes from a dot to all that belong to it and have not been seen.
fn spread(
    ink: &Ink,
    start: usize,
    seen: &mut [bool],
    stack: &mut Vec<usize>,
    belongs: impl Fn(usize, usize) -> bool,
    mut each: impl FnMut(usize, usize, u8),
) {
    seen[start] = true;
    stack.push(start);
    while let Some(at) = stack.pop() {
        let (x, y) = (at % ink.width, at / ink.width);
        each(x, y, ink.dark[at]);
        for row in y.saturating_sub(1)..(y + 2).min(ink.height) {
            for column in x.saturating_sub(1)..(x + 2).min(ink.width) {
                let beside = row * ink.width + column;
                if !seen[beside] && belongs(column, row) {
                    seen[beside] = true;
                    stack.push(beside);
                }
            }
        }
    }
}

enum Size {
    Nothing,
    Speck,
    Letter,
    Mark,
}

fn size(ink: &Ink, piece: &Piece) -> Size {
    let (across, down) = ((piece.right - piece.left + 1) as f32, (piece.bottom - piece.top + 1) as f32);
    let long = across.max(down);
    if piece.clear < CLEAR_DOTS || is_hole(ink, piece) {
        Size::Nothing
    } else if long < ink.dots(DUST_MM) {
        Size::Speck
    } else if long < ink.dots(MARK_MM) {
        Size::Letter
    } else {
        Size::Mark
    }
}

/// A dark disc near an edge: what lies behind the paper is seen through a punched hole.
fn is_hole(ink: &Ink, piece: &Piece) -> bool {
    let (across, down) = ((piece.right - piece.left + 1) as f32, (piece.bottom - piece.top + 1) as f32);
    let sides = (ink.dots(*HOLE_MM.start())..=ink.dots(*HOLE_MM.end())).contains(&across.max(down));
    let is_round =
        across.min(down) > across.max(down) * 0.8 && DISC_FILLS.contains(&(piece.dots as f32 / (across * down)));
    let middle = ((piece.left + piece.right) as f32 / 2.0, (piece.top + piece.bottom) as f32 / 2.0);
    let near = ink.dots(HOLE_EDGE_MM);
    let edge = middle.0.min(middle.1).min(ink.width as f32 - middle.0).min(ink.height as f32 - middle.1);
    sides && is_round && edge < near
}
