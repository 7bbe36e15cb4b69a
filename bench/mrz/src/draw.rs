//! Zones on a page in front of a camera.

use crate::{Picture, Typeface, between};
use greengate_test_support::Random;
use std::f32::consts::PI;

/// What makes a zone hard to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Degradation {
    /// At any angle, upside down too.
    Turned,
    /// Seen from the side.
    Perspective,
    /// On a page that is not flat.
    Curl,
    /// On a printed pattern of fine lines.
    Guilloche,
    /// Under a laminate that reflects light.
    Glare,
    /// Out of focus or moved.
    Blur,
    /// In little light.
    Noise,
    /// Grey on grey.
    LowContrast,
    /// Compressed strongly.
    Jpeg,
    /// Characters of six to eight pixels.
    Small,
}

impl Degradation {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Turned,
        Self::Perspective,
        Self::Curl,
        Self::Guilloche,
        Self::Glare,
        Self::Blur,
        Self::Noise,
        Self::LowContrast,
        Self::Jpeg,
        Self::Small,
    ];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turned => "turned by any angle",
            Self::Perspective => "perspective",
            Self::Curl => "curled page",
            Self::Guilloche => "guilloche behind it",
            Self::Glare => "glare on the laminate",
            Self::Blur => "blur",
            Self::Noise => "noise",
            Self::LowContrast => "low contrast",
            Self::Jpeg => "JPEG of low quality",
            Self::Small => "characters of 6 to 8 pixels",
        }
    }
}

/// Page with a zone and the camera in front of it.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Distance between characters where the camera is nearest, in pixels.
    pub pitch: f32,
    /// Angle of the lines, in radians.
    pub rotation: f32,
    /// Change of the distance along and across the lines, per pitch.
    pub tilt: [f32; 2],
    /// Rise of the lines' ends over their middle, in pitches.
    pub curl: f32,
    /// Lean of the characters: shift along the line per pitch across it.
    pub slant: f32,
    /// Distance between lines, in pitches.
    pub spacing: f32,
    /// Height of the characters, as a multiple of the typeface's.
    pub aspect: f32,
    /// Width of the characters at the same pitch, as a multiple of the typeface's.
    pub stretch: f32,
    /// Change of the strokes' width, from -1 (thin) to 1.
    pub weight: f32,
    /// Part of the ink that is worn off where most of it is.
    pub wear: f32,
    /// Brightness of paper and ink, in grey levels.
    pub paper: f32,
    /// Brightness of the ink.
    pub ink: f32,
    /// Amplitude of a pattern behind the text, in grey levels.
    pub guilloche: f32,
    /// Amplitude of blotches behind the text, in grey levels.
    pub blotches: f32,
    /// Change of the light over the picture, as a part of it.
    pub shade: f32,
    /// Strength of glare, 0 to 1.
    pub glare: f32,
    /// Standard deviation of the blur along the picture's axes, in pitches.
    pub blur: [f32; 2],
    /// Way of the picture while it is taken, in pitches.
    pub motion: [f32; 2],
    /// Standard deviation of noise, in grey levels.
    pub noise: f32,
    /// Strength of the sharpening that cameras and scanners do.
    pub sharpening: f32,
    /// Quality of JPEG compression.
    pub jpeg: Option<u8>,
    /// Paper around the zone: beside it, above it and below it, in pitches.
    pub margins: [f32; 3],
    /// True if lines of other text stand above the zone.
    pub other_text: bool,
}

/// Picture of a zone.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The picture.
    pub picture: Picture,
    /// Centre of each character, by line, in pixels.
    pub centres: Vec<Vec<[f32; 2]>>,
    /// Height of a capital letter, as a multiple of the pitch.
    pub height: f32,
}

impl Scene {
    /// A page that lies well before the camera, with small differences from others.
    #[must_use]
    pub fn plain(random: &mut Random) -> Self {
        Self {
            pitch: between(random, 10.0, 20.0),
            rotation: between(random, -0.05, 0.05),
            tilt: [between(random, -0.0008, 0.0008), between(random, -0.0008, 0.0008)],
            curl: between(random, -0.1, 0.1),
            slant: 0.0,
            spacing: between(random, 1.8, 2.6),
            aspect: between(random, 0.92, 1.08),
            stretch: 1.0,
            weight: between(random, -0.5, 0.8),
            wear: 0.0,
            paper: between(random, 170.0, 245.0),
            ink: between(random, 10.0, 70.0),
            guilloche: between(random, 0.0, 12.0),
            blotches: 0.0,
            shade: between(random, -0.15, 0.15),
            glare: 0.0,
            blur: [between(random, 0.0, 0.07), between(random, 0.0, 0.07)],
            motion: [0.0; 2],
            noise: between(random, 0.0, 5.0),
            sharpening: 0.0,
            jpeg: None,
            margins: [
                between(random, 2.0, 5.0),
                between(random, 2.0, 12.0),
                between(random, 2.0, 4.0),
            ],
            other_text: random.flip(),
        }
    }

    /// Makes it harder to read; `severity` is from 0 to 1.
    pub fn degrade(&mut self, random: &mut Random, kind: Degradation, severity: f32) {
        let mut up_to = |low: f32, high: f32| low + (high - low) * severity * between(random, 0.5, 1.0);
        match kind {
            Degradation::Turned => self.rotation = between(random, -PI, PI),
            Degradation::Perspective => {
                let (along, across) = (up_to(0.0, 0.005), up_to(0.0, 0.005));
                self.tilt = [
                    if random.flip() { along } else { -along },
                    if random.flip() { across } else { -across },
                ];
                self.rotation += between(random, -0.15, 0.15);
            }
            Degradation::Curl => {
                let curl = up_to(0.1, 1.3);
                self.curl = if random.flip() { curl } else { -curl };
            }
            Degradation::Guilloche => self.guilloche = up_to(12.0, 45.0),
            Degradation::Glare => self.glare = up_to(0.3, 0.9),
            Degradation::Blur => self.blur = [up_to(0.06, 0.19), up_to(0.06, 0.19)],
            Degradation::Noise => self.noise = up_to(5.0, 30.0),
            Degradation::LowContrast => {
                self.ink = self.paper - up_to(0.0, 1.0).mul_add(-40.0, 60.0);
                self.guilloche = self.guilloche.min(3.0);
                self.noise = self.noise.min(3.0);
            }
            Degradation::Jpeg => self.jpeg = Some(up_to(40.0, 8.0) as u8),
            Degradation::Small => {
                self.pitch = up_to(8.0, 5.8);
                self.blur = self.blur.map(|blur| blur * 0.6);
            }
        }
    }

    /// Draws the lines of a zone.
    #[must_use]
    pub fn draw(&self, random: &mut Random, typeface: &Typeface, lines: &[String]) -> Drawn {
        let rows = lines.len() as f32;
        let columns = lines.iter().map(String::len).max().unwrap_or_default() as f32;
        let [side, above, below] = self.margins;
        let half = columns / 2.0;
        let (top, bottom) = (-rows / 2.0 * self.spacing - above, rows / 2.0 * self.spacing + below);
        let camera = Camera::before(self, [half + side, top, bottom]);
        let pattern = Pattern::new(random, self.guilloche);
        let texture = Texture::new(random, self.wear > 0.0 || self.blotches > 0.0);
        let other = OtherText::new(random, typeface, if self.other_text { above } else { 0.0 }, half);
        let text: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        let shade_angle = between(random, 0.0, 2.0 * PI);
        let (shade_x, shade_y) = (libm::cosf(shade_angle), libm::sinf(shade_angle));
        let (width, height) = (camera.width, camera.height);
        let mut picture = Picture::of(width, height, |x, y| {
            let [u, v] = camera.to_page([x, y]);
            let row = v / self.spacing + (rows - 1.0) / 2.0;
            let nearest = row.round().clamp(0.0, rows - 1.0);
            let down = (v - (nearest - (rows - 1.0) / 2.0) * self.spacing) / self.aspect;
            let along = u + half;
            let character = text
                .get(nearest as usize)
                .filter(|_| along >= 0.0 && down.abs() < 0.75)
                .and_then(|line| line.get(along as usize));
            let mask = character.map_or_else(
                || other.coverage(typeface, u, v - (-rows / 2.0 * self.spacing), self.pitch),
                |c| {
                    let across = (along.fract() - 0.5) / self.stretch + 0.5;
                    typeface.coverage(*c, across, down, self.pitch)
                },
            );
            let mask = mask * (1.0 - self.wear * texture.at(5.0 * u, 5.0 * v));
            let coverage = ((mask - 0.5 + 0.25 * self.weight) * 1.8 + 0.5).clamp(0.0, 1.0) * (mask * 8.0).min(1.0);
            let paper = self.paper + pattern.at(u, v) - self.blotches * texture.at(0.6 * u, 0.6 * v);
            let value = paper + (self.ink - paper) * coverage;
            let across = (x / width as f32 - 0.5) * shade_x + (y / height as f32 - 0.5) * shade_y;
            value * (1.0 + self.shade * across)
        });
        if self.glare > 0.0 {
            picture.add_glare(random, 4.0 * self.pitch, self.glare);
        }
        picture.blur(self.blur[0] * self.pitch, self.blur[1] * self.pitch);
        if self.motion != [0.0; 2] {
            picture.smear(self.motion.map(|way| way * self.pitch));
        }
        if self.noise > 0.0 {
            picture.add_noise(random, self.noise);
        }
        if self.sharpening > 0.0 {
            picture.sharpen(self.sharpening, 0.1 * self.pitch);
        }
        if let Some(quality) = self.jpeg {
            picture.compress(quality);
        }
        let centres = (0..lines.len())
            .map(|row| {
                let v = (row as f32 - (rows - 1.0) / 2.0) * self.spacing;
                (0..columns as usize)
                    .map(|i| camera.to_picture([i as f32 + 0.5 - half, v]))
                    .collect()
            })
            .collect();
        Drawn {
            picture,
            centres,
            height: self.aspect,
        }
    }
}

/// Projection of the page, in pitches from the middle of the zone, to the picture, in pixels.
struct Camera {
    pitch: f32,
    cos: f32,
    sin: f32,
    tilt: [f32; 2],
    curl: f32,
    slant: f32,
    centre: [f32; 2],
    width: usize,
    height: usize,
}

impl Camera {
    /// One that has the page from `-side` to `side` and from `top` to `bottom` in view.
    fn before(scene: &Scene, [side, top, bottom]: [f32; 3]) -> Self {
        let mut camera = Self {
            pitch: scene.pitch,
            cos: libm::cosf(scene.rotation),
            sin: libm::sinf(scene.rotation),
            tilt: scene.tilt,
            curl: scene.curl,
            slant: scene.slant,
            centre: [0.0; 2],
            width: 0,
            height: 0,
        };
        let corners =
            [[-side, top], [side, top], [side, bottom], [-side, bottom]].map(|corner| camera.to_picture(corner));
        let bound = |axis: usize, choose: fn(f32, f32) -> f32| corners.iter().map(|c| c[axis]).reduce(choose).unwrap();
        let (left, right) = (bound(0, f32::min), bound(0, f32::max));
        let (upper, lower) = (bound(1, f32::min), bound(1, f32::max));
        camera.centre = [-left, -upper];
        camera.width = (right - left).ceil().clamp(1.0, 4000.0) as usize;
        camera.height = (lower - upper).ceil().clamp(1.0, 4000.0) as usize;
        camera
    }

    fn bend(&self, u: f32) -> f32 {
        self.curl * (u / 20.0) * (u / 20.0)
    }

    fn to_picture(&self, [u, v]: [f32; 2]) -> [f32; 2] {
        let v = v + self.bend(u);
        let u = u + self.slant * v;
        let distance = 1.0 + self.tilt[0] * u + self.tilt[1] * v;
        let (x, y) = (self.pitch * u / distance, self.pitch * v / distance);
        [
            self.centre[0] + x * self.cos - y * self.sin,
            self.centre[1] + x * self.sin + y * self.cos,
        ]
    }

    fn to_page(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let (x, y) = ((x - self.centre[0]) / self.pitch, (y - self.centre[1]) / self.pitch);
        let (x, y) = (x * self.cos + y * self.sin, y * self.cos - x * self.sin);
        let distance = 1.0 / (1.0 - self.tilt[0] * x - self.tilt[1] * y);
        let v = y * distance;
        let u = x * distance - self.slant * v;
        [u, v - self.bend(u)]
    }
}

/// Printed pattern of waves.
struct Pattern {
    waves: [[f32; 4]; 3],
    amplitude: f32,
}

impl Pattern {
    fn new(random: &mut Random, amplitude: f32) -> Self {
        let waves = std::array::from_fn(|_| {
            let (angle, frequency) = (between(random, 0.0, PI), between(random, 3.0, 14.0));
            [
                libm::cosf(angle) * frequency,
                libm::sinf(angle) * frequency,
                between(random, 0.0, 2.0),
                between(random, 0.2, 0.9),
            ]
        });
        Self { waves, amplitude }
    }

    fn at(&self, u: f32, v: f32) -> f32 {
        if self.amplitude < 1.0 {
            return 0.0;
        }
        let lines: f32 = self
            .waves
            .iter()
            .map(|[x, y, depth, slow]| {
                let wave = libm::sinf(u * x + v * y + depth * libm::sinf(slow * (u - v)));
                (wave - 0.4).max(0.0)
            })
            .sum();
        -self.amplitude * lines
    }
}

/// Smooth noise from 0 to 1.
struct Texture {
    /// Values at whole places of a square that repeats; none if nothing is drawn with it.
    values: Vec<f32>,
}

impl Texture {
    const SIDE: i32 = 32;

    fn new(random: &mut Random, used: bool) -> Self {
        let count = if used { Self::SIDE * Self::SIDE } else { 0 };
        Self {
            values: (0..count).map(|_| between(random, 0.0, 1.0)).collect(),
        }
    }

    fn at(&self, u: f32, v: f32) -> f32 {
        let (left, top) = (u.floor(), v.floor());
        let value = |x: i32, y: i32| {
            let at = y.rem_euclid(Self::SIDE) * Self::SIDE + x.rem_euclid(Self::SIDE);
            self.values.get(at as usize).copied().unwrap_or_default()
        };
        let (x, y, fx, fy) = (left as i32, top as i32, u - left, v - top);
        let upper = value(x, y) * (1.0 - fx) + value(x + 1, y) * fx;
        let lower = value(x, y + 1) * (1.0 - fx) + value(x + 1, y + 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

/// Where a character begins, in pitches, and the character.
type PlacedCharacter = (f32, u8);

/// Lines of proportional text above the zone.
struct OtherText {
    /// Middle of each line over the zone, its size, and its characters with where they begin.
    lines: Vec<(f32, f32, Vec<PlacedCharacter>)>,
}

impl OtherText {
    fn new(random: &mut Random, typeface: &Typeface, space: f32, half: f32) -> Self {
        let mut lines = Vec::new();
        let mut v = -1.8;
        while v > -space {
            let size = between(random, 0.5, 1.1);
            let mut characters = Vec::new();
            let mut u = between(random, -half, 0.0);
            let end = between(random, u, half);
            while u < end {
                let c = if random.below(4) > 0 {
                    b'a' + random.below(26) as u8
                } else {
                    b'A' + random.below(26) as u8
                };
                let (left, right) = typeface.extent(c);
                characters.push((u - left * size, c));
                u += (right - left + 0.12 + if random.below(6) == 0 { 0.4 } else { 0.0 }) * size;
            }
            lines.push((v, size, characters));
            v -= between(random, 1.2, 2.2);
        }
        Self { lines }
    }

    /// Coverage at a place; `v` is counted from the zone's upper edge, upwards negative.
    fn coverage(&self, typeface: &Typeface, u: f32, v: f32, pitch: f32) -> f32 {
        let line = self
            .lines
            .iter()
            .find(|(middle, size, _)| (v - middle).abs() < 0.75 * size);
        let Some((middle, size, characters)) = line else {
            return 0.0;
        };
        let next = characters.partition_point(|(start, _)| *start <= u);
        let near = &characters[next.saturating_sub(2)..next];
        near.iter()
            .map(|(start, c)| (((u - start) / size), c))
            .filter(|(along, _)| (0.0..1.0).contains(along))
            .map(|(along, c)| typeface.coverage(*c, along, (v - middle) / size, pitch * size))
            .fold(0.0, f32::max)
    }
}
