//! Camera-like frames of QR codes with known text, for tests and benchmarks: pictures that a phone or a desk camera
//! would take of a code on paper or on a screen, graded from mild to severe.
//!
//! The light is simulated before the lens and the sensor: ink and paper, pose, curl, shade and
//! reflection, then blur, exposure, noise and compression. The same seed makes the same frame.
//!
//! ```
//! use greengate::{frame, issue::Symbol, synth::{Degradation, Shot}};
//! let symbol = Symbol::new("HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL").unwrap();
//! let shot = Shot { degradation: Degradation::Rotated, severity: 0.5, seed: 7, ..Shot::default() };
//! let luma = shot.take(&symbol);
//! let codes = frame::read(&luma, shot.width, shot.height);
//! assert_eq!(codes[0].text(), Some("HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL"));
//! ```

// Pixels: every cast is exact or truncates on purpose.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pictures are small"
)]

use crate::issue::Symbol;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::f32::consts::{PI, TAU};

/// Degradation of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Degradation {
    /// Only a camera's usual softness, with growing distance.
    #[default]
    Clean,
    /// Three down to one and a half pixels a module.
    Small,
    /// Turned by any angle.
    Rotated,
    /// Seen from the side.
    Perspective,
    /// Out of focus.
    Defocus,
    /// Moved while the shutter was open.
    Motion,
    /// Little light, much noise.
    LowLight,
    /// Light from one side.
    Gradient,
    /// A reflection.
    Glare,
    /// Grey ink on grey paper.
    LowContrast,
    /// Light modules on dark ground.
    Inverted,
    /// The grid of a screen.
    Moire,
    /// Curled paper.
    Bend,
    /// Specks.
    Dirt,
    /// Dark print close around the code.
    TightQuiet,
    /// Strong compression.
    Jpeg,
    /// Some of everything.
    Mixed,
}

impl Degradation {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Clean,
        Self::Small,
        Self::Rotated,
        Self::Perspective,
        Self::Defocus,
        Self::Motion,
        Self::LowLight,
        Self::Gradient,
        Self::Glare,
        Self::LowContrast,
        Self::Inverted,
        Self::Moire,
        Self::Bend,
        Self::Dirt,
        Self::TightQuiet,
        Self::Jpeg,
        Self::Mixed,
    ];

    /// Name in file names and tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Small => "small",
            Self::Rotated => "rotated",
            Self::Perspective => "perspective",
            Self::Defocus => "defocus",
            Self::Motion => "motion",
            Self::LowLight => "lowlight",
            Self::Gradient => "gradient",
            Self::Glare => "glare",
            Self::LowContrast => "lowcontrast",
            Self::Inverted => "inverted",
            Self::Moire => "moire",
            Self::Bend => "bend",
            Self::Dirt => "dirt",
            Self::TightQuiet => "tightquiet",
            Self::Jpeg => "jpeg",
            Self::Mixed => "mixed",
        }
    }
}

/// Settings of one frame.
#[derive(Clone, Copy, Debug)]
pub struct Shot {
    /// Degradation of the frame.
    pub degradation: Degradation,
    /// Severity from mild, 0, to severe, 1; up to 1.4 for codes that a single frame hardly shows.
    pub severity: f32,
    /// Seed of everything random.
    pub seed: u64,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Number of the frame among several from a moving hand: pose, blur and noise differ, scene and severity stay.
    pub moment: u64,
}

impl Default for Shot {
    fn default() -> Self {
        Self {
            degradation: Degradation::Clean,
            severity: 0.0,
            seed: 0,
            width: 1280,
            height: 720,
            moment: 0,
        }
    }
}

/// Uniform and normal random numbers.
struct Dice(ChaCha8Rng);

impl Dice {
    fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    fn roll(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * (self.0.next_u32() >> 8) as f32 / (1_u32 << 24) as f32
    }

    /// Normally distributed number, from the sum of uniform ones.
    fn normal(&mut self) -> f32 {
        (0..6).map(|_| self.roll(-1.0, 1.0)).sum::<f32>() * std::f32::consts::FRAC_1_SQRT_2
    }
}

/// Pose of the code in front of the camera, and effects on its light.
struct Scene {
    /// Pixels a module in the middle.
    scale: f32,
    angle: f32,
    /// Turned out of the plane of the picture, in radians about both axes.
    tilt: (f32, f32),
    /// Curl, in shares of the symbol's side.
    bend: f32,
    /// Quiet zone in modules.
    quiet: f32,
    ink: f32,
    paper: f32,
    /// Standard deviation of the lens's blur in pixels.
    blur: f32,
    /// Length in pixels and direction of a movement.
    motion: (f32, f32),
    /// Share of light lost on the darker side, and where that is.
    shade: (f32, f32),
    /// Grey values that a reflection adds, its radius in pixels, and where it is from the middle.
    glare: (f32, f32, f32, f32),
    /// Depth, period in pixels and direction of a screen's grid.
    moire: (f32, f32, f32),
    specks: usize,
    noise: f32,
    /// JPEG quality, 0 for none.
    quality: f32,
    centre: (f32, f32),
}

impl Shot {
    /// Takes the frame: `width * height` grey values, row by row.
    #[must_use]
    pub fn take(&self, symbol: &Symbol) -> Vec<u8> {
        let mut dice = Dice::new(self.seed, 2 * u64::from(self.degradation as u8));
        let mut hand = Dice::new(self.seed ^ self.moment.wrapping_mul(0x9e37_79b9_7f4a_7c15), 1);
        let mut scene = self.scene(symbol, &mut dice);
        if self.moment > 0 {
            scene.centre.0 += hand.roll(-14.0, 14.0);
            scene.centre.1 += hand.roll(-14.0, 14.0);
            scene.angle += hand.roll(-0.03, 0.03);
            scene.scale *= hand.roll(0.97, 1.03);
            scene.tilt.0 += hand.roll(-0.03, 0.03);
            scene.motion.1 += hand.roll(-0.6, 0.6);
            scene.glare.2 += hand.roll(-60.0, 60.0);
            scene.glare.3 += hand.roll(-60.0, 60.0);
        }
        let mut picture = self.light(symbol, &scene, &mut dice);
        blur(&mut picture, self.width, self.height, scene.blur);
        smear(&mut picture, self.width, self.height, scene.motion);
        self.expose(&mut picture, &scene);
        if scene.quality > 0.0 {
            compress(&mut picture, self.width, self.height, scene.quality);
        }
        let noisy = |value: &f32| (value + scene.noise * hand.normal()).round().clamp(0.0, 255.0) as u8;
        picture.iter().map(noisy).collect()
    }

    fn scene(&self, symbol: &Symbol, dice: &mut Dice) -> Scene {
        let t = self.severity.clamp(0.0, 1.4);
        let grade = |mild: f32, severe: f32| mild + (severe - mild) * t;
        let modules = symbol.size() as f32;
        let fit = 0.92 * self.width.min(self.height) as f32 / modules;
        let (width, height) = (self.width as f32, self.height as f32);
        let mut scene = Scene {
            scale: dice.roll(3.5, 5.0).min(fit),
            angle: dice.roll(-0.2, 0.2),
            tilt: (dice.roll(-0.1, 0.1), dice.roll(-0.1, 0.1)),
            bend: 0.0,
            quiet: 4.0,
            ink: 32.0,
            paper: 222.0,
            blur: 0.7,
            motion: (0.0, 0.0),
            shade: (0.0, dice.roll(0.0, TAU)),
            glare: (0.0, 1.0, dice.roll(-0.15, 0.15) * width, dice.roll(-0.2, 0.2) * height),
            moire: (0.0, dice.roll(3.0, 9.0), dice.roll(0.0, PI)),
            specks: 0,
            noise: 1.5,
            quality: 0.0,
            centre: (width * dice.roll(0.44, 0.56), height * dice.roll(0.47, 0.53)),
        };
        let side = |dice: &mut Dice| if dice.roll(0.0, 1.0) < 0.5 { -1.0 } else { 1.0 };
        match self.degradation {
            Degradation::Clean => scene.scale = grade(5.5, 3.0).min(fit),
            Degradation::Small => scene.scale = grade(3.0, 1.5).min(fit),
            Degradation::Rotated => {
                scene.angle = dice.roll(0.0, TAU);
                scene.scale = 3.6_f32.min(0.75 * fit);
            }
            Degradation::Perspective => {
                scene.tilt = (grade(0.2, 0.85) * side(dice), grade(0.1, 0.5) * side(dice));
                scene.scale = 3.8_f32.min(0.8 * fit);
            }
            Degradation::Defocus => scene.blur = scene.scale * grade(0.25, 0.9),
            Degradation::Motion => scene.motion = (scene.scale * grade(0.6, 2.4), dice.roll(0.0, PI)),
            Degradation::LowLight => {
                (scene.ink, scene.paper) = (grade(20.0, 12.0), grade(110.0, 36.0));
                scene.noise = grade(6.0, 11.0);
            }
            Degradation::Gradient => scene.shade.0 = grade(0.5, 0.92),
            Degradation::Glare => (scene.glare.0, scene.glare.1) = (grade(90.0, 320.0), grade(60.0, 130.0)),
            Degradation::LowContrast => {
                let (middle, half) = (dice.roll(90.0, 160.0), grade(45.0, 9.0));
                (scene.ink, scene.paper, scene.noise) = (middle - half, middle + half, 3.0);
            }
            Degradation::Inverted => {
                (scene.ink, scene.paper) = (222.0, grade(35.0, 60.0));
                scene.blur = grade(0.5, 1.6);
            }
            Degradation::Moire => (scene.moire.0, scene.noise) = (grade(0.15, 0.6), 3.0),
            Degradation::Bend => {
                scene.bend = grade(0.02, 0.12) * side(dice);
                scene.scale = 4.0_f32.min(0.85 * fit);
            }
            Degradation::Dirt => scene.specks = grade(2.0, 14.0) as usize,
            Degradation::TightQuiet => scene.quiet = dice.roll(0.0, 1.2),
            Degradation::Jpeg => (scene.scale, scene.quality) = (3.2_f32.min(fit), grade(45.0, 6.0)),
            Degradation::Mixed => {
                scene.scale = grade(4.0, 2.2).min(0.8 * fit);
                scene.angle = dice.roll(0.0, TAU);
                scene.tilt = (grade(0.1, 0.4) * side(dice), grade(0.05, 0.3) * side(dice));
                (scene.ink, scene.paper) = (grade(30.0, 45.0), grade(220.0, 130.0));
                scene.blur = scene.scale * grade(0.15, 0.42);
                scene.shade.0 = grade(0.1, 0.6);
                scene.noise = grade(2.0, 8.0);
                scene.quality = grade(90.0, 40.0);
            }
        }
        scene
    }

    /// The light that falls through the pinhole: the code before its background.
    fn light(&self, symbol: &Symbol, scene: &Scene, dice: &mut Dice) -> Vec<f32> {
        let (width, height) = (self.width as f32, self.height as f32);
        // Without the symbol's own quiet zone of four modules.
        let modules = symbol.size() as f32 - 8.0;
        let half = modules / 2.0 + scene.quiet;
        let boxes: Vec<[f32; 5]> = (0..14)
            .map(|_| {
                let (x, y) = (dice.roll(-0.1, 1.0) * width, dice.roll(-0.1, 1.0) * height);
                let (w, h) = (dice.roll(0.02, 0.4) * width, dice.roll(0.02, 0.3) * height);
                [x, y, x + w, y + h, dice.roll(20.0, 240.0)]
            })
            .collect();
        let wall = dice.roll(60.0, 200.0);
        // Little light falls on everything.
        let exposure = if self.degradation == Degradation::LowLight {
            scene.paper / 222.0
        } else {
            1.0
        };
        let specks: Vec<[f32; 4]> = (0..scene.specks)
            .map(|_| {
                let place = |dice: &mut Dice| dice.roll(-0.5, 0.5) * modules;
                [place(dice), place(dice), dice.roll(0.6, 2.2), dice.roll(0.0, 255.0)]
            })
            .collect();
        let (sin, cos) = scene.angle.sin_cos();
        let (slope_x, slope_y) = (scene.tilt.0.tan(), scene.tilt.1.tan());
        // The camera stands two frame widths away.
        let distance = 2.0 * width / scene.scale;
        let ray = |x: f32, y: f32| -> f32 {
            let (x, y) = ((x - scene.centre.0) / scene.scale, (y - scene.centre.1) / scene.scale);
            // Where the ray meets the tilted plane.
            let depth = 1.0 / (1.0 - (slope_x * x + slope_y * y) / distance).max(0.05);
            let (x, y) = (x * depth / scene.tilt.0.cos(), y * depth / scene.tilt.1.cos());
            let (u, v) = (cos * x + sin * y, cos * y - sin * x);
            let curl = |t: f32| scene.bend * 2.0 * half * (PI * (t / half + 1.0) / 2.0).sin();
            let (u, v) = if scene.bend == 0.0 {
                (u, v)
            } else {
                let u = u + curl(v);
                (u, v + 0.7 * curl(u))
            };
            if u.abs() > half || v.abs() > half {
                let covering = boxes.iter().rev().find(|b| {
                    let (px, py) = (x * scene.scale + scene.centre.0, y * scene.scale + scene.centre.1);
                    px > b[0] && py > b[1] && px < b[2] && py < b[3]
                });
                return exposure * covering.map_or(wall, |b| b[4]);
            }
            let speck = specks.iter().find(|s| (u - s[0]).hypot(v - s[1]) < s[2]);
            if let Some(speck) = speck {
                return speck[3];
            }
            // The symbol's own coordinates begin four modules outside of it.
            let at = |t: f32| t + modules / 2.0 + 4.0;
            if symbol.is_dark(at(u) as usize, at(v) as usize) {
                scene.ink
            } else {
                scene.paper
            }
        };
        let mut picture = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                let mut sum = 0.0;
                for dy in [0.17, 0.5, 0.83] {
                    for dx in [0.17, 0.5, 0.83] {
                        sum += ray(x as f32 + dx, y as f32 + dy);
                    }
                }
                picture.push(sum / 9.0);
            }
        }
        picture
    }

    /// Shade, reflection and the grid of a screen.
    fn expose(&self, picture: &mut [f32], scene: &Scene) {
        let (width, height) = (self.width as f32, self.height as f32);
        let (shade_sin, shade_cos) = scene.shade.1.sin_cos();
        let (moire_sin, moire_cos) = scene.moire.2.sin_cos();
        for (i, value) in picture.iter_mut().enumerate() {
            let (x, y) = ((i % self.width) as f32, (i / self.width) as f32);
            let (across, down) = (2.0 * x / width - 1.0, 2.0 * y / height - 1.0);
            *value *= 1.0 - scene.shade.0 * (0.5 + 0.5 * (across * shade_cos + down * shade_sin)).clamp(0.0, 1.0);
            let wave = TAU * (x * moire_cos + y * moire_sin) / scene.moire.1;
            *value *= 1.0 - scene.moire.0 * (0.5 + 0.5 * wave.sin());
            if scene.glare.0 > 0.0 {
                let away = (x - width / 2.0 - scene.glare.2).hypot(y - height / 2.0 - scene.glare.3);
                *value += scene.glare.0 * (-0.5 * (away / scene.glare.1).powi(2)).exp();
            }
            *value = value.clamp(0.0, 255.0);
        }
    }
}

/// A Gaussian blur of this standard deviation.
fn blur(picture: &mut [f32], width: usize, height: usize, sigma: f32) {
    if sigma <= 0.0 {
        return;
    }
    let reach = (3.0 * sigma).ceil() as i32;
    let kernel: Vec<f32> = (-reach..=reach)
        .map(|i| (-0.5 * (i as f32 / sigma).powi(2)).exp())
        .collect();
    let whole: f32 = kernel.iter().sum();
    for (count, step, line, length) in [(height, 1, width, width), (width, width, 1, height)] {
        let mut out = vec![0.0; length];
        for n in 0..count {
            let start = n * line;
            for (i, out) in out.iter_mut().enumerate() {
                let taps = kernel.iter().enumerate();
                let at = |k: usize| (i as i32 + k as i32 - reach).clamp(0, length as i32 - 1) as usize;
                *out = taps
                    .map(|(k, weight)| weight * picture[start + at(k) * step])
                    .sum::<f32>()
                    / whole;
            }
            for (i, out) in out.iter().enumerate() {
                picture[start + i * step] = *out;
            }
        }
    }
}

/// A straight movement of this length and direction.
fn smear(picture: &mut [f32], width: usize, height: usize, (length, direction): (f32, f32)) {
    if length <= 0.0 {
        return;
    }
    let before = picture.to_vec();
    let (sin, cos) = direction.sin_cos();
    let steps = (3.0 * length).ceil().max(2.0) as i32;
    let offsets: Vec<(f32, f32)> = (0..=steps)
        .map(|i| length * (i as f32 / steps as f32 - 0.5))
        .map(|away| (away * cos, away * sin))
        .collect();
    for (i, value) in picture.iter_mut().enumerate() {
        let (x, y) = ((i % width) as f32, (i / width) as f32);
        let sample = |(dx, dy): &(f32, f32)| {
            let (x, y) = (
                (x + dx).clamp(0.0, width as f32 - 1.001),
                (y + dy).clamp(0.0, height as f32 - 1.001),
            );
            let (left, top) = (x as usize, y as usize);
            let (fx, fy) = (x - left as f32, y - top as f32);
            let at = |x: usize, y: usize| before[y.min(height - 1) * width + x.min(width - 1)];
            let above = at(left, top) * (1.0 - fx) + at(left + 1, top) * fx;
            let below = at(left, top + 1) * (1.0 - fx) + at(left + 1, top + 1) * fx;
            above * (1.0 - fy) + below * fy
        };
        *value = offsets.iter().map(sample).sum::<f32>() / offsets.len() as f32;
    }
}

/// Quantisation of the luminance as baseline JPEG does it (ITU-T T.81, annex K.1), scaled to a
/// quality as libjpeg does.
fn compress(picture: &mut [f32], width: usize, height: usize, quality: f32) {
    #[rustfmt::skip]
    const TABLE: [f32; 64] = [
        16.0, 11.0, 10.0, 16.0, 24.0, 40.0, 51.0, 61.0, 12.0, 12.0, 14.0, 19.0, 26.0, 58.0, 60.0, 55.0,
        14.0, 13.0, 16.0, 24.0, 40.0, 57.0, 69.0, 56.0, 14.0, 17.0, 22.0, 29.0, 51.0, 87.0, 80.0, 62.0,
        18.0, 22.0, 37.0, 56.0, 68.0, 109.0, 103.0, 77.0, 24.0, 35.0, 55.0, 64.0, 81.0, 104.0, 113.0, 92.0,
        49.0, 64.0, 78.0, 87.0, 103.0, 121.0, 120.0, 101.0, 72.0, 92.0, 95.0, 98.0, 112.0, 100.0, 103.0, 99.0,
    ];
    let scale = if quality < 50.0 {
        50.0 / quality
    } else {
        2.0 - quality / 50.0
    };
    let basis: [[f32; 8]; 8] = std::array::from_fn(|u| {
        let unit = if u == 0 { 0.125_f32.sqrt() } else { 0.5 };
        std::array::from_fn(|x| unit * ((2.0 * x as f32 + 1.0) * u as f32 * PI / 16.0).cos())
    });
    // Both directions of a block, by the basis or back by it.
    let transform = |block: &[f32; 64], back: bool| -> [f32; 64] {
        let at = |u: usize, x: usize| if back { basis[x][u] } else { basis[u][x] };
        let rows: [f32; 64] = std::array::from_fn(|i| (0..8).map(|x| at(i % 8, x) * block[i / 8 * 8 + x]).sum());
        std::array::from_fn(|i| (0..8).map(|y| at(i / 8, y) * rows[y * 8 + i % 8]).sum())
    };
    for top in (0..height).step_by(8) {
        for left in (0..width).step_by(8) {
            let place = |i: usize| {
                let (x, y) = ((left + i % 8).min(width - 1), (top + i / 8).min(height - 1));
                y * width + x
            };
            let block: [f32; 64] = std::array::from_fn(|i| picture[place(i)] - 128.0);
            let mut waves = transform(&block, false);
            for (wave, table) in waves.iter_mut().zip(TABLE) {
                let step = (table * scale).round().clamp(1.0, 255.0);
                *wave = (*wave / step).round() * step;
            }
            let block = transform(&waves, true);
            for (i, value) in block.iter().enumerate() {
                if left + i % 8 < width && top + i / 8 < height {
                    picture[place(i)] = (value + 128.0).clamp(0.0, 255.0);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol() -> Symbol {
        Symbol::new(&"HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL".repeat(6)).unwrap()
    }

    #[test]
    fn the_same_seed_makes_the_same_frame() {
        let shot = Shot {
            degradation: Degradation::Mixed,
            severity: 0.3,
            seed: 4,
            width: 320,
            height: 240,
            moment: 0,
        };
        let again = |shot: Shot| shot.take(&symbol());
        assert_eq!(again(shot), again(shot));
        assert_ne!(again(shot), again(Shot { seed: 5, ..shot }));
        assert_ne!(again(shot), again(Shot { moment: 1, ..shot }));
    }

    #[test]
    fn compression_keeps_the_picture_at_full_quality_and_not_at_low() {
        let picture: Vec<f32> = (0..300).map(|i| ((i * 37) % 256) as f32).collect();
        let loss = |quality: f32| {
            let mut packed = picture.clone();
            compress(&mut packed, 20, 15, quality);
            picture.iter().zip(&packed).map(|(a, b)| (a - b).abs()).sum::<f32>() / 300.0
        };
        assert!(loss(100.0) < 1.0 && loss(10.0) > 8.0, "{} {}", loss(100.0), loss(10.0));
    }
}
