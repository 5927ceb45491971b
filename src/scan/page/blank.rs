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
const DUST_MM: f32 = 1.1;
/// A piece as large as a letter of print, of which one alone may be a stain.
const LETTER_MM: f32 = 1.5;
/// A piece of this size is something by itself: a figure, a stamp, a stroke of a pen.
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
    let mut seen = vec![false; ink.dark.len()];
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

/// All ink that hangs together with a dot, also over corners.
fn piece(ink: &Ink, start: usize, seen: &mut [bool], stack: &mut Vec<usize>) -> Piece {
    let (x, y) = (start % ink.width, start / ink.width);
    let mut piece = Piece { left: x, right: x, top: y, bottom: y, dots: 0, clear: 0 };
    seen[start] = true;
    stack.push(start);
    while let Some(at) = stack.pop() {
        let (x, y) = (at % ink.width, at / ink.width);
        piece.left = piece.left.min(x);
        piece.right = piece.right.max(x);
        piece.top = piece.top.min(y);
        piece.bottom = piece.bottom.max(y);
        piece.dots += 1;
        piece.clear += u32::from(ink.dark[at] >= CLEAR);
        for row in y.saturating_sub(1)..(y + 2).min(ink.height) {
            for beside in row * ink.width + x.saturating_sub(1)..row * ink.width + (x + 2).min(ink.width) {
                if !seen[beside] && ink.dark[beside] >= FAINT {
                    seen[beside] = true;
                    stack.push(beside);
                }
            }
        }
    }
    piece
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
    if piece.clear < CLEAR_DOTS || is_shadow(ink, piece) || is_hole(ink, piece) || is_streak(ink, piece) {
        Size::Nothing
    } else if long < ink.dots(DUST_MM) {
        Size::Speck
    } else if long < ink.dots(LETTER_MM) {
        Size::Letter
    } else if long < ink.dots(MARK_MM) && piece.dots > 3 {
        Size::Letter
    } else {
        Size::Mark
    }
}

/// It begins at an edge and stays beside it.
fn is_shadow(ink: &Ink, piece: &Piece) -> bool {
    let reach = ink.dots(SHADOW_MM) as usize;
    (piece.left == 0 && piece.right < reach)
        || (piece.top == 0 && piece.bottom < reach)
        || (piece.right + 1 == ink.width && piece.left + reach >= ink.width)
        || (piece.bottom + 1 == ink.height && piece.top + reach >= ink.height)
        || is_frame(ink, piece, reach)
}

/// It goes round corners: of the inner page nothing belongs to it but its square.
fn is_frame(ink: &Ink, piece: &Piece, reach: usize) -> bool {
    let edges = [piece.left == 0, piece.top == 0, piece.right + 1 == ink.width, piece.bottom + 1 == ink.height];
    let sides = edges.iter().filter(|edge| **edge).count();
    let most = 2 * reach * (ink.width + ink.height);
    // Whether it enters the page is seen by what it could not hold beside its edges.
    sides >= 2 && (piece.dots as usize) < most && !enters(ink, piece, reach)
}

/// Whether ink of a piece's square is farther from every edge than a shadow reaches. Other pieces there count as its own,
/// and show the page.
fn enters(ink: &Ink, piece: &Piece, reach: usize) -> bool {
    let rows = piece.top.max(reach)..(piece.bottom + 1).min(ink.height.saturating_sub(reach));
    rows.into_iter().any(|y| {
        let columns = piece.left.max(reach)..(piece.right + 1).min(ink.width.saturating_sub(reach));
        columns.start < columns.end && ink.dark[y * ink.width..][columns].iter().any(|dark| *dark >= CLEAR)
    })
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

/// A thin straight line from end to end, along the page's side.
fn is_streak(ink: &Ink, piece: &Piece) -> bool {
    let (across, down) = ((piece.right - piece.left + 1) as f32, (piece.bottom - piece.top + 1) as f32);
    let thin = ink.dots(STREAK_MM);
    (across <= thin && down >= ink.height as f32 * STREAK_PART)
        || (down <= thin && across >= ink.width as f32 * STREAK_PART)
}
