//! Where the bits of a code stand and how they are shared out among blocks (ISO/IEC 18004, 7.5 to 7.9).

use super::symbol::{ALIGNMENT, MAX_VERSION};

/// Check bytes of each block, by version, for levels L, M, Q, H (table 9).
const CHECKS: [[u8; MAX_VERSION]; 4] = [
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28],
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26],
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30],
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28],
];
/// Blocks, likewise.
const BLOCKS: [[u8; MAX_VERSION]; 4] = [
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8],
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25],
];
/// How the two bits of a level count in the tables above: M, L, H, Q.
const LEVELS: [usize; 4] = [1, 0, 3, 2];

/// What a code says of itself beside its size: level and mask, five bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format(u8);

impl Format {
    /// All 32.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..32).map(Self)
    }

    /// Its fifteen bits, the lowest first: the five, ten checks (BCH, generator 0x537), and the standard's mask over all.
    pub fn bits(self) -> impl Iterator<Item = bool> {
        let data = u32::from(self.0) << 10;
        let rest =
            (10..15).rev().fold(data, |rest, bit| if rest >> bit & 1 == 1 { rest ^ 0x537 << (bit - 10) } else { rest });
        let word = (data | rest) ^ 0x5412;
        (0..15).map(move |bit| word >> bit & 1 == 1)
    }

    /// Whether its mask turns the module at a column and row over (table 10).
    pub fn turns(self, x: usize, y: usize) -> bool {
        match self.0 & 7 {
            0 => (x + y).is_multiple_of(2),
            1 => y.is_multiple_of(2),
            2 => x.is_multiple_of(3),
            3 => (x + y).is_multiple_of(3),
            4 => (x / 3 + y / 2).is_multiple_of(2),
            5 => x * y % 2 + x * y % 3 == 0,
            6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
            _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
        }
    }

    fn level(self) -> usize {
        LEVELS[usize::from(self.0 >> 3)]
    }
}

/// Where the fifteen bits of the format stand, twice, the lowest first, in modules from the code's corner.
pub(super) fn format_places(modules: usize) -> impl Iterator<Item = (usize, [(usize, usize); 2])> {
    (0..15).map(move |bit| {
        let at_corner = match bit {
            0..6 => (8, bit),
            6 => (8, 7),
            7 => (8, 8),
            8 => (7, 8),
            _ => (14 - bit, 8),
        };
        let apart = if bit < 8 { (modules - 1 - bit, 8) } else { (8, modules - 15 + bit) };
        (bit, [at_corner, apart])
    })
}

/// Where each bit of the data stands, in the order in which they are read; bits beyond the last whole byte are left out.
pub(super) fn data_places(modules: usize) -> Vec<(usize, usize)> {
    let version = (modules - 17) / 4;
    let mut places = Vec::new();
    // Two columns at a time from the right, up and down in turn; the column of the timing pattern is passed over.
    let pairs = (0..modules / 2).map(|pair| modules - 1 - 2 * pair).map(|x| if x <= 6 { x - 1 } else { x });
    for (pair, right) in pairs.enumerate() {
        for step in 0..modules {
            let y = if pair % 2 == 0 { modules - 1 - step } else { step };
            places.extend([right, right - 1].into_iter().filter(|x| !is_reserved(*x, y, version)).map(|x| (x, y)));
        }
    }
    places.truncate(places.len() / 8 * 8);
    places
}

/// Whether a module is no data: a pattern, the format or the version.
fn is_reserved(x: usize, y: usize, version: usize) -> bool {
    let modules = 17 + 4 * version;
    let in_corner = (x < 9 && (y < 9 || y >= modules - 8)) || (x >= modules - 8 && y < 9);
    let in_version = version >= 7 && ((x >= modules - 11 && y < 6) || (y >= modules - 11 && x < 6));
    if in_corner || in_version || x == 6 || y == 6 {
        return true;
    }
    let centres = ALIGNMENT[version - 1];
    let (Some(first), Some(last)) = (centres.first(), centres.last()) else { return false };
    centres.iter().any(|middle_y| {
        centres.iter().any(|middle_x| {
            let is_finders = [(first, first), (first, last), (last, first)].contains(&(middle_x, middle_y));
            !is_finders && x.abs_diff(*middle_x) <= 2 && y.abs_diff(*middle_y) <= 2
        })
    })
}

/// A block: which of the code's bytes it has, the checks last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub bytes: Vec<usize>,
    pub checks: usize,
}

/// The blocks among which a code's bytes are dealt out, byte by byte in turn; the later ones may have one more.
pub(super) fn blocks(version: usize, format: Format, bytes: usize) -> Vec<Block> {
    let (count, checks) =
        (usize::from(BLOCKS[format.level()][version - 1]), usize::from(CHECKS[format.level()][version - 1]));
    let data = bytes - count * checks;
    let (short, longer) = (data / count, data % count);
    let block = |number: usize| {
        let dealt = (0..short).map(|turn| turn * count + number);
        // Only the longer blocks, which come last, have a byte in the last turn.
        let one_more = number.checked_sub(count - longer).map(|place| short * count + place);
        let checked = (0..checks).map(|turn| data + turn * count + number);
        Block { bytes: dealt.chain(one_more).chain(checked).collect(), checks }
    };
    (0..count).map(block).collect()
}
