//! Smaller pictures: each dot the mean of what it covers, which keeps thin lines and does not shimmer.

use std::borrow::Cow;

/// Samples of a picture of so many dots with so many samples each, as a smaller one. A larger one is never made.
///
/// Rows are added up first, each dot to the one below it: that is nearly all of the work, and it runs over memory in order.
pub(super) fn shrunk(samples: &[u8], of: usize, from: (usize, usize), to: (usize, usize)) -> Cow<'_, [u8]> {
    let (width, height) = from;
    let (across, down) = (to.0.clamp(1, width.max(1)), to.1.clamp(1, height.max(1)));
    if (across, down) == from {
        return Cow::Borrowed(samples);
    }
    let columns: Vec<Span> = Span::all(width, across).collect();
    let mut result = Vec::with_capacity(across * down * of);
    let mut sums = vec![0u32; width * of];
    for rows in Span::all(height, down) {
        sums.fill(0);
        for (y, weight) in rows.dots() {
            let row = &samples[y * width * of..][..width * of];
            // The product fits, since a dot weighs 256 at most; in 16 bits eight of them are had at once.
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(u16::from(*value) * weight));
        }
        for columns in &columns {
            let area = 1.0 / (rows.length() * columns.length());
            for sample in 0..of {
                result.push((columns.sum(&sums, of, sample) * area + 0.5) as u8);
            }
        }
    }
    Cow::Owned(result)
}

/// A whole dot.
const WHOLE: u16 = 256;

/// The dots that become one: from the first to the last, of which a part may belong to the one beside it.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
    /// How much of the first, and of the last if that is another, in 256ths.
    head: u16,
    tail: u16,
}

impl Span {
    /// A line of dots in so many parts of equal length.
    fn all(dots: usize, parts: usize) -> impl Iterator<Item = Self> {
        let whole = usize::from(WHOLE);
        (0..parts).map(move |part| {
            let (start, end) = (part * dots * whole / parts, (part + 1) * dots * whole / parts);
            let (first, last) = (start / whole, (end - 1) / whole);
            let head = end.min((first + 1) * whole) - start;
            let tail = if last > first { end - last * whole } else { 0 };
            Self { first, last, head: head as u16, tail: tail as u16 }
        })
    }

    /// How many dots it is long, in 256ths.
    fn length(&self) -> f32 {
        let between = (self.last - self.first).saturating_sub(1);
        f32::from(self.head) + f32::from(self.tail) + between as f32 * f32::from(WHOLE)
    }

    /// Each dot, and how much of it.
    fn dots(self) -> impl Iterator<Item = (usize, u16)> {
        (self.first..=self.last).map(move |dot| match dot {
            _ if dot == self.first => (dot, self.head),
            _ if dot == self.last => (dot, self.tail),
            _ => (dot, WHOLE),
        })
    }

    /// The sum of one sample of its dots, in 256ths.
    fn sum(&self, row: &[u32], of: usize, sample: usize) -> f32 {
        let value = |dot: usize| row[dot * of + sample];
        let between: u64 = (self.first + 1..self.last).map(|dot| u64::from(value(dot))).sum();
        value(self.first) as f32 * f32::from(self.head)
            + value(self.last) as f32 * f32::from(self.tail)
            + between as f32 * f32::from(WHOLE)
    }
}

/// The mean of each square of so many dots; what is left at the right and below is left out.
pub(super) fn squares(samples: &[u8], width: usize, factor: usize) -> (Vec<u8>, usize) {
    let across = width / factor.max(1);
    if factor <= 1 {
        return (samples.to_vec(), width);
    }
    let area = (factor * factor) as u32;
    let mut result = Vec::with_capacity(samples.len() / (factor * factor));
    let mut sums = vec![0u32; width];
    for rows in samples.chunks_exact(width * factor) {
        sums.fill(0);
        for row in rows.chunks_exact(width) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
        }
        result.extend(sums.chunks_exact(factor).map(|dots| (dots.iter().sum::<u32>() / area) as u8));
    }
    (result, across)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_picture_is_as_bright_as_the_larger_and_a_line_stays() {
        let (width, height) = (247, 353);
        let page: Vec<u8> = (0..width * height).map(|at| if at % width == 100 { 0 } else { 200 }).collect();
        let small = shrunk(&page, 1, (width, height), (120, 171));
        assert_eq!(small.len(), 120 * 171);
        let mean = |samples: &[u8]| samples.iter().map(|sample| f64::from(*sample)).sum::<f64>() / samples.len() as f64;
        assert!((mean(&page) - mean(&small)).abs() < 0.6);
        assert!(small.chunks(120).all(|row| row.iter().any(|dot| *dot < 140)));
        assert_eq!(shrunk(&page, 1, (width, height), (900, 900)), page);
    }

    #[test]
    fn three_samples_stay_apart() {
        let page: Vec<u8> = (0..30 * 20).flat_map(|_| [10, 100, 200]).collect();
        let small = shrunk(&page, 3, (30, 20), (7, 9));
        assert!(small.chunks(3).all(|dot| dot == [10, 100, 200]), "{small:?}");
        let (squares, across) = squares(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 1, 1, 1], 6, 2);
        assert_eq!((squares, across), (vec![45, 40, 28], 3));
    }
}
