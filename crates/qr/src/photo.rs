//! Pictures in colour: codes are searched for in grey, then in single channels, which show what grey
//! hides, such as red on green.

use crate::{code::Code, limits::MAX_ENLARGED, rest::Rest};
use greengate_qr_pixels::Luma;

/// Difference of red, green and blue, at most, in a grey picture.
const GREY_DIFFERENCE: u8 = 24;
/// Distance in pixels between those that are checked for colour.
const COLOUR_STRIDE: usize = 61;
/// Contrast of a channel relative to grey above which it is searched.
const MIN_CONTRAST_RATIO: f32 = 1.15;

/// Factor by which a small picture is enlarged.
const ENLARGEMENT: f32 = 3.0;

/// A picture, in colour or grey.
pub struct Photo {
    grey: Luma<'static>,
    /// Empty for a grey picture.
    rgba: Vec<u8>,
}

impl Photo {
    /// A picture of `width * height` RGBA pixels, row by row; transparent ones are white. `None` when
    /// there are more, fewer or none.
    #[must_use]
    pub fn from_rgba(rgba: Vec<u8>, width: usize, height: usize) -> Option<Self> {
        let grey = Luma::new(from_rgba(&rgba), width, height)?;
        let coloured = rgba.chunks_exact(4).step_by(COLOUR_STRIDE).any(|p| {
            let (least, most) = (p[0].min(p[1]).min(p[2]), p[0].max(p[1]).max(p[2]));
            p[3] > 0 && most - least > GREY_DIFFERENCE
        });
        let rgba = if coloured { rgba } else { Vec::new() };
        Some(Self { grey, rgba })
    }

    /// The grey picture.
    #[must_use]
    pub const fn grey(&self) -> &Luma<'static> {
        &self.grey
    }

    /// Finds and decodes the QR codes in grey, then in each channel if grey shows none, then in other
    /// samplings of grey: reduced, stretched, turned, and a small picture enlarged, since its modules may be
    /// single pixels. At most [`MAX_SHEET`](crate::limits::MAX_SHEET) codes are returned, each symbol
    /// once: two may have the same text.
    #[must_use]
    pub fn read_codes(&self) -> Vec<Code> {
        let mut rest = Rest::new(&self.grey);
        rest.read();
        let channels: &[usize] = if self.rgba.is_empty() || !rest.codes.is_empty() {
            &[]
        } else {
            &[0, 2, 1]
        };
        for channel in channels.iter().filter_map(|channel| self.channel(*channel)) {
            let mut rest = Rest::new(&channel);
            rest.read();
            if !rest.codes.is_empty() {
                return rest.codes;
            }
        }
        rest.read_resampled();
        if rest.codes.is_empty() && self.grey.pixels() <= MAX_ENLARGED {
            rest.read_enlarged(ENLARGEMENT);
        }
        rest.codes
    }

    /// The channel with the highest contrast, if it is much higher than that of grey.
    pub(crate) fn high_contrast_channel(&self) -> Option<Luma<'static>> {
        let grey = contrast(
            self.grey
                .rows()
                .flat_map(|row| row.windows(5).step_by(7))
                .map(|w| (w[0], w[4])),
        );
        let width = self.grey.width() * 4;
        let best = (0..3)
            .map(|channel| {
                let rows = self.rgba.chunks_exact(width);
                let pairs = rows
                    .flat_map(|row| row.windows(17).step_by(28))
                    .map(|w| (w[channel], w[channel + 4 * 3]));
                (contrast(pairs), channel)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        if best.0 > MIN_CONTRAST_RATIO * grey {
            self.channel(best.1)
        } else {
            None
        }
    }

    fn channel(&self, channel: usize) -> Option<Luma<'static>> {
        let over_white = |p: &[u8]| blend(u32::from(p[channel]), p[3]);
        let pixels: Vec<u8> = self.rgba.chunks_exact(4).map(over_white).collect();
        Luma::new(pixels, self.grey.width(), self.grey.height())
    }
}

impl From<Luma<'static>> for Photo {
    fn from(grey: Luma<'static>) -> Self {
        Self { grey, rgba: Vec::new() }
    }
}

/// Mean difference of pairs of values.
fn contrast(pairs: impl Iterator<Item = (u8, u8)>) -> f32 {
    let (mut sum, mut count) = (0_u64, 0_u64);
    for (a, b) in pairs {
        sum += u64::from(a.abs_diff(b));
        count += 1;
    }
    sum as f32 / count.max(1) as f32
}

/// A value composed over white.
fn blend(value: u32, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((value * alpha + 255 * (255 - alpha)) / 255) as u8
}

/// Grey values of RGBA pixels (ITU-R BT.601 weights); transparent ones are white.
#[must_use]
pub fn from_rgba(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4)
        .map(|p| {
            let grey = (77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])) >> 8;
            if p[3] == 255 { grey as u8 } else { blend(grey, p[3]) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate_test_support::{EcLevel, Symbol, picture};

    #[test]
    fn transparent_pixels_are_white_in_grey() {
        let rgba = [255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255];
        assert_eq!(from_rgba(&rgba), [255, 0, 255, 76]);
    }

    /// A symbol with a module a pixel, in the middle of a white picture of these sides.
    fn one_pixel_a_module(version: usize, width: usize, height: usize) -> Photo {
        let symbol = Symbol::new("HC1:6BF", version, EcLevel::L);
        let (left, top) = ((width - symbol.size) / 2, (height - symbol.size) / 2);
        let pixels = picture(width, height, [0, 255], |x, y| {
            symbol.is_dark(x.wrapping_sub(left), y.wrapping_sub(top))
        });
        Photo::from(Luma::new(pixels, width, height).unwrap())
    }

    #[test]
    fn modules_may_be_single_pixels() {
        for version in [1, 2, 5, 7, 12, 18, 25, 32, 40] {
            let codes = one_pixel_a_module(version, 200, 190).read_codes();
            assert_eq!(codes.len(), 1, "version {version}");
            assert_eq!(codes[0].text(), Some("HC1:6BF"));
            let size = (17 + 4 * version) as f32;
            let (x, y) = codes[0].corners[0];
            let (left, top) = ((200.0 - size) / 2.0, (190.0 - size) / 2.0);
            assert!((x - left).abs() < 2.0 && (y - top).abs() < 2.0, "{x} {y}");
        }
    }

    #[test]
    fn only_small_pictures_are_enlarged() {
        let height = MAX_ENLARGED / 1000;
        assert_eq!(one_pixel_a_module(5, 1000, height).read_codes().len(), 1);
        assert!(one_pixel_a_module(5, 1000, height + 1).read_codes().is_empty());
    }

    #[test]
    fn only_coloured_pictures_have_channels() {
        let grey = Photo::from_rgba([90, 90, 90, 255].repeat(400), 20, 20).unwrap();
        assert!(grey.rgba.is_empty() && grey.high_contrast_channel().is_none());
        // Stripes of red and green with the same grey value.
        let stripes: Vec<u8> = (0..400)
            .flat_map(|i| {
                if i % 20 / 4 % 2 == 0 {
                    [200, 0, 0, 255]
                } else {
                    [0, 102, 0, 255]
                }
            })
            .collect();
        let stripes = Photo::from_rgba(stripes, 20, 20).unwrap();
        let channel = stripes.high_contrast_channel().unwrap();
        assert_eq!((channel.at(0, 0), channel.at(4, 0)), (200, 0));
        assert!(Photo::from_rgba(vec![0; 15], 2, 2).is_none());
    }
}
