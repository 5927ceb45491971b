//! Chinese from above: ideographs upright under each other, Latin words and numbers lying on their side.

use super::lines::is_ideograph;
use super::{HALF_CAP, LEADING, LINE_HEIGHT, Set, Style, empty_run, lines, row};
use crate::label::drawing::{Glyph, Run, Turn};
use crate::label::fonts::Fonts;
use std::ops::Range;

/// From an ideograph's upper edge down to its baseline, as a part of the size.
const ASCENT: f32 = 0.88;
/// The marks whose form is another one in lines from above (GB/T 15834), with that form.
const FORMS: [(char, char); 22] = [
    ('，', '︐'),
    ('、', '︑'),
    ('。', '︒'),
    ('：', '︓'),
    ('；', '︔'),
    ('！', '︕'),
    ('？', '︖'),
    ('…', '︙'),
    ('—', '︱'),
    ('（', '︵'),
    ('）', '︶'),
    ('【', '︻'),
    ('】', '︼'),
    ('《', '︽'),
    ('》', '︾'),
    ('〈', '︿'),
    ('〉', '﹀'),
    ('「', '﹁'),
    ('」', '﹂'),
    ('『', '﹃'),
    ('』', '﹄'),
    ('～', '︴'),
];

/// The form a character has in a line from above.
pub fn form(character: char) -> char {
    FORMS.iter().find(|(flat, _)| *flat == character).map_or(character, |(_, upright)| *upright)
}

/// Whether a character stands upright.
fn is_upright(character: char) -> bool {
    is_ideograph(character) || form(character) != character || matches!(character, '〓' | '·' | '→' | '←')
}

pub fn runs(
    _fonts: &Fonts,
    style: &Style,
    set: &[Set],
    columns: &[Range<usize>],
    size_mm: f32,
    (width_mm, height_mm): (f32, f32),
) -> Vec<Run> {
    let leading_mm = size_mm * LEADING;
    let block_mm = leading_mm * columns.len().saturating_sub(1) as f32 + size_mm * LINE_HEIGHT;
    // Across means from the right.
    let right_mm = width_mm - (width_mm - block_mm) * style.valign.part();
    let mut runs = Vec::new();
    for (number, column) in columns.iter().enumerate() {
        let column = &set[column.clone()];
        let middle_mm = right_mm - size_mm * LINE_HEIGHT / 2.0 - leading_mm * number as f32;
        let length_mm =
            lines::length_em(column, 0.0) * size_mm + column.len().saturating_sub(1) as f32 * style.spacing_mm;
        let mut y_mm = (height_mm - length_mm) * style.align.part();
        for part in column.chunk_by(|a, b| is_upright(a.character) == is_upright(b.character)) {
            if part.first().is_some_and(|one| is_upright(one.character)) {
                for one in part {
                    let advance_mm = one.found.advance_em * size_mm;
                    let place = (middle_mm - advance_mm / 2.0, y_mm + advance_mm * ASCENT);
                    let mut run = empty_run(style, one.found, size_mm, place);
                    run.glyphs.push(Glyph { id: one.found.id, advance_mm, at: 0 });
                    run.text.push(one.character);
                    runs.push(run);
                    y_mm += advance_mm + style.spacing_mm;
                }
            } else {
                y_mm = lying(style, part, size_mm, (middle_mm, y_mm), &mut runs);
            }
        }
    }
    runs
}

/// Latin and numbers, turned to the right; answers where the column goes on.
fn lying(style: &Style, part: &[Set], size_mm: f32, (middle_mm, y_mm): (f32, f32), runs: &mut Vec<Run>) -> f32 {
    let first = runs.len();
    row(style, part, size_mm, (0.0, 0.0), runs);
    let mut end_mm = y_mm;
    for run in runs.iter_mut().skip(first) {
        run.y_mm = y_mm + run.x_mm;
        run.x_mm = middle_mm - size_mm * HALF_CAP;
        run.turn = Turn::Right;
        end_mm = run.y_mm + run.glyphs.iter().map(|glyph| glyph.advance_mm).sum::<f32>();
    }
    end_mm
}
