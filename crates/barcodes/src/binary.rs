//! Black and white pictures, and the lengths of their runs.

use crate::image::GreyImage;
use rxing::{
    Binarizer, Luma8Source,
    common::{BitMatrix, HybridBinarizer},
};

/// Dark pixels of a picture, told from the brightness around each.
pub fn binarise(image: &GreyImage) -> Option<BitMatrix> {
    let (width, height) = (u32::try_from(image.width()).ok()?, u32::try_from(image.height()).ok()?);
    let source = Luma8Source::new_with_slice(image.pixels(), width, height).ok()?;
    HybridBinarizer::new(source).get_black_matrix().ok().cloned()
}

/// Pixels in a line of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First pixel.
    pub start: u32,
    /// Number of pixels.
    pub length: u32,
    /// True for dark pixels.
    pub is_dark: bool,
}

/// Runs of a line of so many pixels, into a buffer.
pub fn runs(length: u32, is_dark: impl Fn(u32) -> bool, runs: &mut Vec<Run>) {
    runs.clear();
    for at in 0..length {
        let is_dark = is_dark(at);
        match runs.last_mut() {
            Some(run) if run.is_dark == is_dark => run.length += 1,
            _ => runs.push(Run {
                start: at,
                length: 1,
                is_dark,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_a_line() {
        let mut found = Vec::new();
        runs(7, |at| (2..5).contains(&at), &mut found);
        let parts: Vec<(u32, u32, bool)> = found.iter().map(|run| (run.start, run.length, run.is_dark)).collect();
        assert_eq!(parts, [(0, 2, false), (2, 3, true), (5, 2, false)]);
        runs(0, |_| true, &mut found);
        assert_eq!(found, []);
    }

    #[test]
    fn dark_is_darker_than_around_it() {
        // Light falls off from left to right: the dark bar on the left is as bright as the paper on the right.
        let (width, height) = (160, 80);
        let light = |x: usize| 240 - x;
        let is_bar = |x: usize| x / 5 % 2 == 1;
        let pixels: Vec<u8> = (0..width * height)
            .map(|at| at % width)
            .map(|x| if is_bar(x) { light(x) / 2 } else { light(x) } as u8)
            .collect();
        let matrix = binarise(&GreyImage::new(&pixels, width, height).unwrap()).unwrap();
        let wrong = (0..width).filter(|x| matrix.get(*x as u32, 40) != is_bar(*x)).count();
        assert_eq!(wrong, 0);
    }
}
