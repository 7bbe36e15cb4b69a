//! Pictures sampled anew: reduced, enlarged, stretched or turned.

use greengate_qr_pixels::{
    Luma,
    geometry::{Affine, Point},
    space::Full,
};
use std::f32::consts::FRAC_1_SQRT_2;

/// A new sampling of a picture.
pub(crate) struct Resampling {
    /// The map from its pixels to those of the picture.
    pub map: Affine<Full, Full>,
    pub width: usize,
    pub height: usize,
}

impl Resampling {
    /// The whole picture, its sides times these factors.
    pub fn scaled(picture: &Luma, across: f32, down: f32) -> Self {
        Self {
            map: Affine::new(
                Point::ORIGIN,
                Point::new(1.0 / across, 0.0),
                Point::new(0.0, 1.0 / down),
            ),
            width: (picture.width() as f32 * across) as usize,
            height: (picture.height() as f32 * down) as usize,
        }
    }

    /// The whole picture, its sides times a factor, after an eighth of a turn.
    pub fn turned(picture: &Luma, factor: f32) -> Self {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let side = (width + height) * FRAC_1_SQRT_2 * factor;
        let step = FRAC_1_SQRT_2 / factor;
        let (u, v) = (Point::new(step, step), Point::new(-step, step));
        let middle = Point::new(width / 2.0, height / 2.0);
        Self {
            map: Affine::new(middle.minus(u.plus(v).times(side / 2.0)), u, v),
            width: side as usize,
            height: side as usize,
        }
    }

    /// The picture in this sampling, interpolated bilinearly; where its pixels are farther apart than
    /// those of the picture, each is the mean of four.
    #[inline(never)]
    pub fn sample(&self, picture: &Luma) -> Option<Luma<'static>> {
        /// Distance of samples in pixels of the picture above which one would miss some.
        const SPARSE: f32 = 1.7;
        let Affine { u, v, .. } = self.map;
        let offsets: &[f32] = if u.length().min(v.length()) > SPARSE {
            &[0.25, 0.75]
        } else {
            &[0.5]
        };
        let weight = 1.0 / (offsets.len() * offsets.len()) as f32;
        let mut pixels = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                let mut sum = 0.5;
                for dy in offsets {
                    for dx in offsets {
                        let at = self.map.map(Point::new(x as f32 + dx, y as f32 + dy));
                        sum += weight * picture.bilinear(at.x, at.y);
                    }
                }
                pixels.push(sum as u8);
            }
        }
        Luma::new(pixels, self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sampling_maps_back_to_the_picture() {
        // Grey values that tell the position.
        let pixels: Vec<u8> = (0..60 * 40).map(|i| (i % 60 * 2 + i / 60 * 3) as u8).collect();
        let picture = Luma::new(pixels, 60, 40).unwrap();
        let samplings = [
            Resampling::scaled(&picture, 0.4, 0.4),
            Resampling::scaled(&picture, 3.0, 1.0),
            Resampling::scaled(&picture, 1.0, 2.5),
            Resampling::turned(&picture, 1.5),
        ];
        for sampling in &samplings {
            let sampled = sampling.sample(&picture).unwrap();
            let mut inside = 0;
            for y in 0..sampled.height() {
                for x in 0..sampled.width() {
                    let at = sampling.map.map(Point::new(x as f32 + 0.5, y as f32 + 0.5));
                    if at.x > 2.0 && at.y > 2.0 && at.x < 58.0 && at.y < 38.0 {
                        let wanted = picture.bilinear(at.x, at.y);
                        assert!((f32::from(sampled.at(x, y)) - wanted).abs() < 2.0);
                        inside += 1;
                    }
                }
            }
            let area = 56.0 * 36.0 / sampling.map.u.cross(sampling.map.v);
            assert!((inside as f32 / area - 1.0).abs() < 0.1, "the whole picture");
        }
        assert!(
            Resampling::scaled(&picture, 0.01, 0.01).sample(&picture).is_none(),
            "no pixel"
        );
    }
}
