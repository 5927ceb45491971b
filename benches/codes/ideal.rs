//! What could be read at all: codes sampled where the generator knows they lie. No reader's figure; the set's own.

use super::sets::{Page, Truth};
use image::GrayImage;
use rqrr::{Grid, SimpleGrid};

/// The texts of a page that a perfect fit reads, by any of many thresholds.
pub fn read(page: &Page, picture: &GrayImage) -> Vec<String> {
    page.codes.iter().filter(|code| is_readable(code, picture)).map(|code| code.text.clone()).collect()
}

fn is_readable(code: &Truth, picture: &GrayImage) -> bool {
    let shades = shades(code, picture);
    let (low, high) = shades.iter().fold((255.0f32, 0.0f32), |(low, high), shade| (low.min(*shade), high.max(*shade)));
    (1..16).any(|cut| {
        let threshold = low + (high - low) * cut as f32 / 16.0;
        let grid = SimpleGrid::from_func(code.modules, |x, y| shades[y * code.modules + x] < threshold);
        Grid::new(grid).decode().is_ok_and(|(_, text)| text == code.text)
    })
}

/// The mean shade of each module's middle.
fn shades(code: &Truth, picture: &GrayImage) -> Vec<f32> {
    let [origin, right, _, lower] = code.corners;
    let place = |x: f32, y: f32| {
        let (x, y) = (x / code.modules as f32, y / code.modules as f32);
        (
            origin.0 + (right.0 - origin.0) * x + (lower.0 - origin.0) * y,
            origin.1 + (right.1 - origin.1) * x + (lower.1 - origin.1) * y,
        )
    };
    let mut shades = Vec::new();
    for y in 0..code.modules {
        for x in 0..code.modules {
            let spots = (0..9).map(|spot| {
                let (across, down) = ((spot % 3) as f32 * 0.25 + 0.25, (spot / 3) as f32 * 0.25 + 0.25);
                let (x, y) = place(x as f32 + across, y as f32 + down);
                picture.get_pixel_checked(x as u32, y as u32).map_or(255.0, |pixel| f32::from(pixel.0[0]))
            });
            shades.push(spots.sum::<f32>() / 9.0);
        }
    }
    shades
}
