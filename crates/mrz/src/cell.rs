//! Pictures of single characters, of one size and contrast.

use crate::{image::GreyImage, pose::LinePose};

/// Width of a cell in its own pixels.
pub const CELL_WIDTH: usize = 16;
/// Height of a cell in its own pixels. A capital letter is two thirds as high.
pub const CELL_HEIGHT: usize = 24;
/// Number of pixels of a cell.
pub const CELL_PIXELS: usize = CELL_WIDTH * CELL_HEIGHT;

/// Width of a cell in pitches: blur carries the neighbours' ink into a cell, which shows whose it is.
const SPAN: f32 = 1.25;
/// Height of a capital letter in the pixels of a cell.
const CAPITAL: f32 = 16.0;
/// Columns beside the cell that are looked at for paper and ink.
const MARGIN: usize = 4;
/// Share of darker pixels at which the brightness counts as that of ink, and of paper.
const INK_SHARE: f32 = 0.04;
const PAPER_SHARE: f32 = 0.8;
/// Smallest difference of paper and ink that is stretched to the full contrast, in grey levels.
const MIN_CONTRAST: f32 = 14.0;

/// Picture of one character: 0 is paper, 255 is ink; row after row.
pub type Cell = [u8; CELL_PIXELS];

/// Cuts character `index` of a line out of a picture, whose coordinates the pose has.
#[must_use]
pub fn cut(image: GreyImage, pose: &LinePose, index: f32) -> Cell {
    const WIDTH: usize = CELL_WIDTH + 2 * MARGIN;
    let mut window = [0_u8; WIDTH * CELL_HEIGHT];
    let mut histogram = [0_u32; 256];
    for column in 0..WIDTH {
        let i = index + ((column as f32 - MARGIN as f32 + 0.5) / CELL_WIDTH as f32 - 0.5) * SPAN;
        let ([x, y], [foot_x, foot_y]) = (pose.centre(i), pose.foot(i));
        for (row, pixels) in window.chunks_exact_mut(WIDTH).enumerate() {
            let down = (row as f32 + 0.5 - CELL_HEIGHT as f32 / 2.0) / (CAPITAL / 2.0);
            let value = image.sample(x + down * foot_x, y + down * foot_y) as u8;
            if let Some(pixel) = pixels.get_mut(column) {
                *pixel = value;
            }
            // Neighbouring lines may reach into the outer rows.
            if (3..CELL_HEIGHT - 3).contains(&row)
                && let Some(bin) = histogram.get_mut(usize::from(value))
            {
                *bin += 1;
            }
        }
    }
    let total = (WIDTH * (CELL_HEIGHT - 6)) as f32;
    let quantile = |share: f32| {
        let mut below = 0;
        let level = histogram.iter().position(|&count| {
            below += count;
            below as f32 > share * total
        });
        level.unwrap_or(255) as f32
    };
    let (ink, paper) = (quantile(INK_SHARE), quantile(PAPER_SHARE));
    let gain = 255.0 / (paper - ink).max(MIN_CONTRAST);
    let mut cell = [0; CELL_PIXELS];
    for (pixels, source) in cell.chunks_exact_mut(CELL_WIDTH).zip(window.chunks_exact(WIDTH)) {
        for (pixel, &value) in pixels.iter_mut().zip(source.iter().skip(MARGIN)) {
            *pixel = ((paper - f32::from(value)) * gain).clamp(0.0, 255.0) as u8;
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_full_contrast_wherever_it_lies() {
        // Strokes of ten grey levels more than the least contrast, every 20 pixels, on a line that rises.
        let pixels: Vec<u8> = (0..400 * 200)
            .map(|i| {
                let (x, y) = ((i % 400) as f32, (i / 400) as f32);
                let along = x * 0.96 - y * 0.28;
                if along.rem_euclid(20.0) < 4.0 { 120 } else { 144 }
            })
            .collect();
        let image = GreyImage::new(&pixels, 400, 200).unwrap();
        // The middle of a stroke at (100, 100): along is 68, so 62 and 82 are middles.
        let at = |i: f32| [100.0 + (i * 20.0 - 6.0) * 0.96, 100.0 - (i * 20.0 - 6.0) * 0.28];
        let points: Vec<_> = (-3..4).map(|i| (i as f32, at(i as f32))).collect();
        let pose = LinePose::fitted(&points, 99.0).unwrap();
        for index in [-1.0, 0.0, 1.0] {
            let cell = cut(image, &pose, index);
            for row in cell.chunks(CELL_WIDTH) {
                assert!(row[7] > 230 && row[8] > 230, "{row:?}");
                assert!(row[2] < 25 && row[13] < 25, "{row:?}");
            }
        }
    }
}
