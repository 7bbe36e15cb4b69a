//! What light, cameras and files do to a picture of a document.

use crate::{Picture, between};
use greengate_test_support::Random;
use std::f32::consts::PI;

/// Change of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// Another size, 0.4 to 2 times.
    Scale,
    /// Turned by up to 20 degrees.
    Rotation,
    /// JPEG of quality 20 to 90.
    Jpeg,
    /// Brighter or darker, with less contrast.
    Brightness,
    /// Round spots of light.
    Glare,
    /// A shadow over a part.
    Shadow,
    /// Fine printed lines.
    SecurityPrint,
    /// Stripes of light on a laminate.
    Laminate,
    /// Two of the others.
    Two,
}

impl Alteration {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Scale,
        Self::Rotation,
        Self::Jpeg,
        Self::Brightness,
        Self::Glare,
        Self::Shadow,
        Self::SecurityPrint,
        Self::Laminate,
        Self::Two,
    ];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scale => "0.4 to 2 times as large",
            Self::Rotation => "turned by up to 20°",
            Self::Jpeg => "JPEG of quality 20 to 90",
            Self::Brightness => "brightness and contrast",
            Self::Glare => "glare",
            Self::Shadow => "shadow over a part",
            Self::SecurityPrint => "security print behind it",
            Self::Laminate => "laminate",
            Self::Two => "two of these",
        }
    }
}

impl Picture {
    /// The picture after a change of strength 0 to 1.
    #[must_use]
    pub fn altered(&self, random: &mut Random, alteration: Alteration) -> Self {
        let mut altered = self.clone();
        match alteration {
            Alteration::Scale => {
                let factor = libm::powf(2.0, between(random, -1.32, 1.0));
                altered = self.mapped(factor, 0.0);
            }
            Alteration::Rotation => altered = self.mapped(1.0, between(random, -PI / 9.0, PI / 9.0)),
            Alteration::Jpeg => altered.compress(between(random, 20.0, 90.0) as u8),
            Alteration::Brightness => {
                let (gain, offset) = (between(random, 0.35, 1.3), between(random, -30.0, 60.0));
                altered.each(|_, _, value| value * gain + offset);
            }
            Alteration::Glare => {
                let strength = between(random, 0.3, 0.9);
                altered.add_glare(random, self.width as f32 / 10.0, strength);
            }
            Alteration::Shadow => altered.shade(random),
            Alteration::SecurityPrint => altered.print_lines(random),
            Alteration::Laminate => altered.reflect(random),
            Alteration::Two => {
                for _ in 0..2 {
                    let kind = Alteration::ALL[random.below(Alteration::ALL.len() - 1)];
                    altered = altered.altered(random, kind);
                }
            }
        }
        altered
    }

    fn each(&mut self, value: impl Fn(f32, f32, f32) -> f32) {
        for (i, pixel) in self.pixels.iter_mut().enumerate() {
            let (x, y) = ((i % self.width) as f32, (i / self.width) as f32);
            *pixel = value(x, y, f32::from(*pixel)).clamp(0.0, 255.0) as u8;
        }
    }

    /// The picture `factor` times as large and turned, grey where it does not reach.
    fn mapped(&self, factor: f32, angle: f32) -> Self {
        let (sin, cos) = (libm::sinf(angle), libm::cosf(angle));
        let (width, height) = (self.width as f32 * factor, self.height as f32 * factor);
        let (whole_width, whole_height) = (
            width * cos.abs() + height * sin.abs(),
            width * sin.abs() + height * cos.abs(),
        );
        // Of several pixels that become one, the mean.
        let side = (1.0 / factor).ceil().max(1.0) as i32;
        Self::of(whole_width as usize, whole_height as usize, |x, y| {
            let (x, y) = (x - whole_width / 2.0, y - whole_height / 2.0);
            let (u, v) = ((x * cos + y * sin) / factor, (y * cos - x * sin) / factor);
            let (u, v) = (u + self.width as f32 / 2.0, v + self.height as f32 / 2.0);
            let part = |i: i32| ((i as f32 + 0.5) / side as f32 - 0.5) / factor;
            let mut sum = 0.0;
            for row in 0..side {
                for column in 0..side {
                    sum += self.sample(u + part(column), v + part(row));
                }
            }
            sum / (side * side) as f32 + 0.5
        })
    }

    /// A strip of the picture: `columns` × `rows` pixels between two points and as far across, with the mean of its
    /// pixels.
    #[must_use]
    pub fn strip(&self, from: [f32; 2], to: [f32; 2], half_height: f32) -> Self {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = dx.hypot(dy).max(1.0);
        let (cos, sin) = (dx / length, dy / length);
        Self::of(length as usize, (2.0 * half_height) as usize, |x, y| {
            let across = y - half_height;
            self.sample(from[0] + x * cos - across * sin, from[1] + x * sin + across * cos) + 0.5
        })
    }

    /// Bilinear sample; grey outside.
    fn sample(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let at = |x: f32, y: f32| {
            let inside = (0.0..self.width as f32).contains(&x) && (0.0..self.height as f32).contains(&y);
            if inside {
                f32::from(self.pixels[y as usize * self.width + x as usize])
            } else {
                128.0
            }
        };
        let (fx, fy) = (x - left, y - top);
        let upper = at(left, top) * (1.0 - fx) + at(left + 1.0, top) * fx;
        let lower = at(left, top + 1.0) * (1.0 - fx) + at(left + 1.0, top + 1.0) * fx;
        upper * (1.0 - fy) + lower * fy
    }

    /// Darkens one side of a line through the picture.
    fn shade(&mut self, random: &mut Random) {
        let (angle, depth, edge) = (
            between(random, 0.0, 2.0 * PI),
            between(random, 0.3, 0.7),
            between(random, 2.0, 30.0),
        );
        let (cos, sin) = (libm::cosf(angle), libm::sinf(angle));
        let middle = [
            self.width as f32 * between(random, 0.2, 0.8),
            self.height as f32 * between(random, 0.5, 0.95),
        ];
        self.each(|x, y, value| {
            let distance = ((x - middle[0]) * cos + (y - middle[1]) * sin) / edge;
            value * (1.0 - depth * (distance + 0.5).clamp(0.0, 1.0))
        });
    }

    /// Darkens fine waves, about as far apart as the strokes of the zone.
    fn print_lines(&mut self, random: &mut Random) {
        let pitch = self.width as f32 / 46.0;
        let (angle, period) = (between(random, 0.0, PI), pitch * between(random, 0.35, 1.2));
        let (depth, bend) = (between(random, 10.0, 45.0), between(random, 0.5, 2.0));
        let (cos, sin) = (libm::cosf(angle), libm::sinf(angle));
        self.each(|x, y, value| {
            let across = (y * cos - x * sin) / period * 2.0 * PI;
            let along = (x * cos + y * sin) / (6.0 * pitch);
            let wave = libm::sinf(across + bend * libm::sinf(along));
            value - depth * (wave - 0.3).max(0.0)
        });
    }

    /// Lightens parallel stripes.
    fn reflect(&mut self, random: &mut Random) {
        let (angle, period) = (between(random, 0.0, PI), self.width as f32 * between(random, 0.08, 0.4));
        let (strength, phase) = (between(random, 0.15, 0.6), between(random, 0.0, 1.0));
        let (cos, sin) = (libm::cosf(angle) / period, libm::sinf(angle) / period);
        self.each(|x, y, value| {
            let wave = libm::sinf(((x * cos + y * sin) + phase) * 2.0 * PI).max(0.0);
            value + (255.0 - value) * strength * wave * wave
        });
    }
}
