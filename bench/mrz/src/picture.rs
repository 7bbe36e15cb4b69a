//! Grey pictures and what a camera does to them.

use crate::between;
use greengate_test_support::Random;

/// Grey picture, one byte a pixel.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Row after row, 0 is black.
    pub pixels: Vec<u8>,
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
}

impl Picture {
    /// The picture as the reader takes it.
    #[must_use]
    pub fn view(&self) -> greengate_mrz::GreyImage<'_> {
        greengate_mrz::GreyImage::new(&self.pixels, self.width, self.height).expect("a picture of its size")
    }

    /// The picture in the middle of a larger one, on a grey table; cut where it is larger.
    #[must_use]
    pub fn on_a_table(&self, width: usize, height: usize) -> Self {
        let place =
            |at: f32, own: usize, whole: usize| (at as usize + own / 2).checked_sub(whole / 2).filter(|at| *at < own);
        Self::of(width, height, |x, y| {
            let at = place(x, self.width, width).zip(place(y, self.height, height));
            at.map_or(128.0, |(x, y)| f32::from(self.pixels[y * self.width + x]))
        })
    }

    /// A picture of what `value` says of each pixel's centre, row after row.
    pub(crate) fn of(width: usize, height: usize, mut value: impl FnMut(f32, f32) -> f32) -> Self {
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            pixels.extend((0..width).map(|x| value(x as f32 + 0.5, y as f32 + 0.5).clamp(0.0, 255.0) as u8));
        }
        Self { pixels, width, height }
    }

    /// Blurs with a Gaussian whose standard deviation is given for each direction, in pixels.
    pub(crate) fn blur(&mut self, across: f32, down: f32) {
        for (deviation, step, length, lines) in [
            (across, 1, self.width, self.height),
            (down, self.width, self.height, self.width),
        ] {
            if deviation < 0.2 {
                continue;
            }
            let radius = (2.5 * deviation).ceil() as i32;
            let weights: Vec<f32> = (-radius..=radius)
                .map(|i| libm::expf(-((i * i) as f32) / (2.0 * deviation * deviation)))
                .collect();
            let sum: f32 = weights.iter().sum();
            let mut line = vec![0.0; length];
            for index in 0..lines {
                let start = if step == 1 { index * self.width } else { index };
                for (i, value) in line.iter_mut().enumerate() {
                    *value = f32::from(self.pixels[start + i * step]);
                }
                for i in 0..length {
                    let mean: f32 = weights
                        .iter()
                        .enumerate()
                        .map(|(k, weight)| {
                            let at = (i as i32 + k as i32 - radius).clamp(0, length as i32 - 1);
                            weight * line[at as usize]
                        })
                        .sum();
                    self.pixels[start + i * step] = (mean / sum + 0.5) as u8;
                }
            }
        }
    }

    /// Moves the picture by this way while it is taken, in pixels.
    pub(crate) fn smear(&mut self, [x, y]: [f32; 2]) {
        let source = self.clone();
        let steps = x.abs().max(y.abs()).ceil().max(1.0);
        let shifts: Vec<[f32; 2]> = (0..=steps as usize)
            .map(|step| step as f32 / steps - 0.5)
            .map(|part| [(part * x).round(), (part * y).round()])
            .collect();
        let (right, bottom) = ((source.width - 1) as f32, (source.height - 1) as f32);
        *self = Self::of(source.width, source.height, |x, y| {
            let at = |[dx, dy]: &[f32; 2]| {
                let (column, row) = ((x + dx).clamp(0.0, right), (y + dy).clamp(0.0, bottom));
                f32::from(source.pixels[row as usize * source.width + column as usize])
            };
            shifts.iter().map(at).sum::<f32>() / shifts.len() as f32 + 0.5
        });
    }

    /// Adds `strength` times what a blur with this deviation takes away.
    pub(crate) fn sharpen(&mut self, strength: f32, deviation: f32) {
        let sharp = self.clone();
        self.blur(deviation.max(0.6), deviation.max(0.6));
        for (pixel, sharp) in self.pixels.iter_mut().zip(sharp.pixels) {
            let (blurred, sharp) = (f32::from(*pixel), f32::from(sharp));
            *pixel = (sharp + strength * (sharp - blurred) + 0.5).clamp(0.0, 255.0) as u8;
        }
    }

    /// Adds noise with this standard deviation, in grey levels.
    pub(crate) fn add_noise(&mut self, random: &mut Random, deviation: f32) {
        // Two uniform numbers from -1 to 1 have a deviation of √(2/3).
        let factor = deviation / 0.816;
        for pixel in &mut self.pixels {
            let noise = (random.noise() + random.noise()) * factor;
            *pixel = (f32::from(*pixel) + noise + 0.5).clamp(0.0, 255.0) as u8;
        }
    }

    /// Writes and reads the picture as JPEG.
    pub(crate) fn compress(&mut self, quality: u8) {
        let mut bytes = Vec::new();
        let (width, height) = (self.width as u32, self.height as u32);
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
            .encode(&self.pixels, width, height, image::ExtendedColorType::L8)
            .expect("JPEG into memory");
        let read = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).expect("what was written");
        self.pixels = read.into_luma8().into_raw();
    }

    /// Lightens round spots, as glare on a laminate does.
    pub(crate) fn add_glare(&mut self, random: &mut Random, radius: f32, strength: f32) {
        let spots: Vec<[f32; 4]> = (0..1 + random.below(3))
            .map(|_| {
                let own = strength * between(random, 0.5, 1.0);
                [
                    between(random, 0.0, self.width as f32),
                    between(random, 0.0, self.height as f32),
                    radius * between(random, 0.6, 1.6),
                    own,
                ]
            })
            .collect();
        for (i, pixel) in self.pixels.iter_mut().enumerate() {
            let (x, y) = ((i % self.width) as f32, (i / self.width) as f32);
            let mut value = f32::from(*pixel);
            for [cx, cy, radius, strength] in &spots {
                let square = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (radius * radius);
                if square < 4.0 {
                    value += (255.0 - value) * strength * libm::expf(-square);
                }
            }
            *pixel = value as u8;
        }
    }
}
