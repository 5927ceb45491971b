//! Where a text may be broken into lines, and where it is.

use super::Set;
use std::ops::Range;

/// May not begin a line.
const CLOSING: &str = "、，。．：；！？）》」』】〕〗〉”’…—,.:;!?)]}%‰℃·";
/// May not end a line.
const OPENING: &str = "（《「『【〔〖〈“‘([{￥$№";

/// Breaks a text into lines no longer than `limit_em`, as a part of the size.
pub fn wrap(set: &[Set], limit_em: f32, spacing_em: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut begin, mut length, mut last_break) = (0, 0.0_f32, None);
    let mut at = 0;
    while let Some(one) = set.get(at) {
        if one.character == '\n' {
            lines.push(begin..at);
            (begin, length, last_break) = (at + 1, 0.0, None);
            at += 1;
            continue;
        }
        if at > begin && may_break(set, at) {
            last_break = Some(at);
        }
        let gap_em = if at > begin { spacing_em } else { 0.0 };
        let next = length + gap_em + one.found.advance_em;
        // A space may hang over the edge; it is not seen there.
        if next > limit_em + 0.001 && at > begin && one.character != ' ' {
            // A word longer than a line is broken where the line ends.
            let end = last_break.unwrap_or(at);
            lines.push(begin..end);
            begin = end;
            while set.get(begin).is_some_and(|one| one.character == ' ') {
                begin += 1;
            }
            (at, length, last_break) = (begin, 0.0, None);
            continue;
        }
        length = next;
        at += 1;
    }
    if begin < set.len() || lines.is_empty() {
        lines.push(begin..set.len());
    }
    lines
}

/// Whether a line may end before this character.
fn may_break(set: &[Set], at: usize) -> bool {
    let (Some(before), Some(after)) = (at.checked_sub(1).and_then(|at| set.get(at)), set.get(at)) else {
        return false;
    };
    let (before, after) = (before.character, after.character);
    if CLOSING.contains(after) || OPENING.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || before == '-' || before == '/' || is_ideograph(before) || is_ideograph(after)
}

/// Whether a character stands alone, with a break allowed on both sides.
pub fn is_ideograph(character: char) -> bool {
    matches!(u32::from(character), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFE10..=0xFE6F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
}

/// A line without the spaces around it.
pub fn trimmed(set: &[Set], mut line: Range<usize>) -> Range<usize> {
    let is_space = |at: usize| set.get(at).is_some_and(|one| matches!(one.character, ' ' | '\n'));
    while line.start < line.end && is_space(line.start) {
        line.start += 1;
    }
    while line.start < line.end && is_space(line.end - 1) {
        line.end -= 1;
    }
    line
}

/// How long characters are in a row.
pub fn length_em(line: &[Set], spacing_em: f32) -> f32 {
    line.iter().map(|one| one.found.advance_em).sum::<f32>() + line.len().saturating_sub(1) as f32 * spacing_em
}
