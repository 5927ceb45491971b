//! Smaller pictures: each dot the mean of what it covers, which keeps thin lines and does not shimmer.

use std::borrow::Cow;

/// Samples of a picture of so many dots with so many samples each, as a smaller one. A larger one is never made.
pub(super) fn shrunk(samples: &[u8], of: usize, from: (usize, usize), to: (usize, usize)) -> Cow<'_, [u8]> {
    let (width, height) = from;
    let (across, down) = (to.0.clamp(1, width.max(1)), to.1.clamp(1, height.max(1)));
    if (across, down) == from {
        return Cow::Borrowed(samples);
    }
    let columns = Spans::of(width, across);
    let rows = Spans::of(height, down);
    let mut result = Vec::with_capacity(across * down * of);
    let (mut sums, mut line) = (vec![0.0f32; across * of], vec![0.0f32; across * of]);
    // A row that two dots share is summed up once.
    let mut summed = usize::MAX;
    let area = 1.0 / (rows.length * columns.length);
    for span in 0..down {
        sums.fill(0.0);
        for (y, part) in rows.parts(span) {
            if summed != y {
                columns.sum(&samples[y * width * of..][..width * of], of, &mut line);
                summed = y;
            }
            sums.iter_mut().zip(&line).for_each(|(sum, value)| *sum += value * part);
        }
        result.extend(sums.iter().map(|sum| (sum * area + 0.5) as u8));
    }
    Cow::Owned(result)
}

/// Dots of a line, in parts of equal length.
struct Spans {
    dots: usize,
    length: f32,
}

impl Spans {
    fn of(dots: usize, parts: usize) -> Self {
        Self { dots, length: dots as f32 / parts as f32 }
    }

    /// The dots of a part, and how much of each.
    fn parts(&self, part: usize) -> impl Iterator<Item = (usize, f32)> {
        let (start, end) = (part as f32 * self.length, (part + 1) as f32 * self.length);
        (start as usize..(end.ceil() as usize).min(self.dots)).map(move |dot| {
            let dot_at = dot as f32;
            (dot, (end.min(dot_at + 1.0) - start.max(dot_at)).max(0.0))
        })
    }

    /// The sum of every part of a row.
    fn sum(&self, row: &[u8], of: usize, sums: &mut [f32]) {
        for (part, sums) in sums.chunks_exact_mut(of).enumerate() {
            let (start, end) = (part as f32 * self.length, (part + 1) as f32 * self.length);
            let (first, last) = (start as usize, (end.ceil() as usize).min(self.dots) - 1);
            let (before, behind) = (start - first as f32, last as f32 + 1.0 - end.min(last as f32 + 1.0));
            for (sample, sum) in sums.iter_mut().enumerate() {
                let value = |dot: usize| row[dot * of + sample];
                let whole: u32 = (first..=last).map(|dot| u32::from(value(dot))).sum();
                *sum = whole as f32 - f32::from(value(first)) * before - f32::from(value(last)) * behind;
            }
        }
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
    let mut sums = vec![0u32; across];
    for rows in samples.chunks_exact(width * factor) {
        sums.fill(0);
        for row in rows.chunks_exact(width) {
            let dots = row.chunks_exact(factor);
            sums.iter_mut()
                .zip(dots)
                .for_each(|(sum, dots)| *sum += dots.iter().map(|dot| u32::from(*dot)).sum::<u32>());
        }
        result.extend(sums.iter().map(|sum| (sum / area) as u8));
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
