//! Drawn scenes as photographs show them: sheets of codes, several codes of different sizes, steep
//! views, codes with a module a pixel.

#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the scenes are small"
)]

use greengate_qr::{Code, Luma, Photo};
use greengate_test_support::{EcLevel, Random, Symbol};

/// A symbol in a scene.
struct Placed {
    symbol: Symbol,
    /// Its centre in pixels.
    centre: (f32, f32),
    /// Pixels per module before foreshortening.
    module: f32,
    /// Its turn in degrees.
    turn: f32,
    /// Factors across and down that foreshorten it after the turn.
    squeeze: (f32, f32),
}

impl Placed {
    fn new(symbol: Symbol, centre: (f32, f32), module: f32) -> Self {
        Self {
            symbol,
            centre,
            module,
            turn: 0.0,
            squeeze: (1.0, 1.0),
        }
    }

    /// The module at a point of the picture; `None` outside the quiet zone.
    fn dark_at(&self, (x, y): (f32, f32)) -> Option<bool> {
        const QUIET: f32 = 4.0;
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let (x, y) = (
            (x - self.centre.0) / self.squeeze.0,
            (y - self.centre.1) / self.squeeze.1,
        );
        let half = self.symbol.size as f32 / 2.0;
        let module = |t: f32| t / self.module + half;
        let (column, row) = (module(cos * x + sin * y), module(cos * y - sin * x));
        let inside = |t: f32| t > -QUIET && t < 2.0 * half + QUIET;
        let is_dark = || column >= 0.0 && row >= 0.0 && self.symbol.is_dark(column as usize, row as usize);
        (inside(column) && inside(row)).then(is_dark)
    }

    /// True if a code with this text lies here.
    fn is_read(&self, codes: &[Code], text: &[u8]) -> bool {
        codes.iter().any(|code| {
            let sum = code
                .corners
                .iter()
                .fold((0.0, 0.0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
            let (x, y) = (sum.0 / 4.0 - self.centre.0, sum.1 / 4.0 - self.centre.1);
            code.bytes == text && x.hypot(y) < 3.0 * self.module
        })
    }
}

/// A picture of symbols on grey ground, each pixel the mean of 16 points, with some noise.
fn scene(width: usize, height: usize, placed: &[Placed]) -> Photo {
    const POINTS: usize = 4;
    let mut random = Random::new(7);
    let mut pixels = vec![170_u8; width * height];
    for one in placed {
        // A square that holds the symbol and its quiet zone at any turn.
        let reach = (one.symbol.size as f32 / 2.0 + 4.0) * one.module * 1.5;
        let range = |centre: f32, end: usize| (centre - reach).max(0.0) as usize..((centre + reach) as usize).min(end);
        for y in range(one.centre.1, height) {
            for x in range(one.centre.0, width) {
                let point = |t: usize, n: usize| t as f32 + (n as f32 + 0.5) / POINTS as f32;
                let points = (0..POINTS * POINTS).map(|n| (point(x, n % POINTS), point(y, n / POINTS)));
                let ground = f32::from(pixels[y * width + x]);
                let sum: f32 = points
                    .map(|p| one.dark_at(p).map_or(ground, |dark| if dark { 40.0 } else { 220.0 }))
                    .sum();
                pixels[y * width + x] = (sum / (POINTS * POINTS) as f32) as u8;
            }
        }
    }
    for pixel in &mut pixels {
        *pixel = pixel.saturating_add_signed((3.0 * random.noise()) as i8);
    }
    Photo::from(Luma::new(pixels, width, height).unwrap())
}

#[test]
fn every_code_of_a_sheet_is_read_with_equal_texts_too() {
    // 9 x 8 labels, a few modules apart, so that patterns of neighbours fit together as well.
    let text = b"LOT 4711 EXP 2027-05";
    let labels: Vec<Placed> = (0..72)
        .map(|n| {
            let centre = (90.0 + 130.0 * (n % 9) as f32, 90.0 + 130.0 * (n / 9) as f32);
            Placed::new(Symbol::new(text, 2, EcLevel::L), centre, 4.0)
        })
        .collect();
    let codes = scene(1250, 1110, &labels).read_codes();
    assert_eq!(codes.len(), labels.len());
    for (n, label) in labels.iter().enumerate() {
        assert!(label.is_read(&codes, text), "label {n}");
    }
}

#[test]
fn a_small_code_beside_a_large_one_is_read() {
    let texts: [&[u8]; 2] = [b"LARGE", b"SMALL"];
    let placed = [
        Placed::new(Symbol::new(texts[0], 3, EcLevel::M), (500.0, 700.0), 22.0),
        // Too small for the reduced picture in which the large one is found.
        Placed {
            turn: 20.0,
            ..Placed::new(Symbol::new(texts[1], 3, EcLevel::M), (1400.0, 1100.0), 2.2)
        },
    ];
    let codes = scene(1600, 1300, &placed).read_codes();
    assert_eq!(codes.len(), placed.len());
    for (placed, text) in placed.iter().zip(texts) {
        assert!(placed.is_read(&codes, text), "{text:?}");
    }
}

#[test]
fn steep_views_are_read() {
    let text = b"FROM FAR ASIDE";
    for squeeze in [0.4, 0.32, 0.27] {
        for turn in [0.0, 8.0, 83.0] {
            for squeeze in [(squeeze, 1.0), (1.0, squeeze)] {
                let placed = Placed {
                    turn,
                    squeeze,
                    ..Placed::new(Symbol::new(text, 2, EcLevel::M), (300.0, 250.0), 9.0)
                };
                let codes = scene(600, 500, std::slice::from_ref(&placed)).read_codes();
                assert!(placed.is_read(&codes, text), "{squeeze:?} turned by {turn}");
            }
        }
    }
}

#[test]
fn codes_with_a_module_a_pixel_are_read() {
    let mut random = Random::new(3);
    for version in 1..=30 {
        // Filled, since padding is easier than text.
        let room = [7, 14, 26, 34, 46, 58, 64, 84, 98, 119];
        let length = room.get(version - 1).map_or(119 + 30 * (version - 10), |room| *room);
        let text: Vec<u8> = (0..length).map(|_| b'A' + random.below(26) as u8).collect();
        let symbol = Symbol::new(&text, version, EcLevel::L);
        let side = symbol.size + 8 + version % 3;
        let middle = 4.0 + symbol.size as f32 / 2.0;
        let placed = Placed::new(symbol, (middle, middle), 1.0);
        let codes = scene(side, side, std::slice::from_ref(&placed)).read_codes();
        assert!(placed.is_read(&codes, &text), "version {version}");
    }
}

/// A symbol on a bottle: a cylinder before a pinhole camera. All lengths are in modules.
#[cfg(feature = "curved")]
struct Bottle {
    symbol: Symbol,
    /// Pixels per module where the surface is closest to the camera.
    module: f32,
    radius: f32,
    /// Turn of the bottle in the plane of the picture and towards the camera, in degrees.
    lean: (f32, f32),
    /// Turn of the bottle about its own axis, in degrees.
    spin: f32,
    /// Turn of the symbol on the surface, in degrees.
    turn: f32,
}

#[cfg(feature = "curved")]
impl Bottle {
    /// The module seen in the direction `(x, y, 1)`; `None` beside the bottle and its label.
    fn dark_at(&self, (x, y): (f32, f32), distance: f32) -> Option<bool> {
        const QUIET: f32 = 4.0;
        type Vector = [f32; 3];
        let dot = |a: Vector, b: Vector| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        let (roll_sin, roll_cos) = self.lean.0.to_radians().sin_cos();
        let (pitch_sin, pitch_cos) = self.lean.1.to_radians().sin_cos();
        // Along the axis, to the right of it, and away from the camera.
        let axis = [-roll_sin * pitch_cos, roll_cos * pitch_cos, pitch_sin];
        let right = [roll_cos, roll_sin, 0.0];
        let away = [roll_sin * pitch_sin, -roll_cos * pitch_sin, pitch_cos];
        let centre = [
            away[0] * self.radius,
            away[1] * self.radius,
            away[2] * self.radius + distance,
        ];
        let ray = [x, y, 1.0];
        // Where the ray meets the circle around the axis.
        let (p, q) = (dot(ray, right), dot(ray, away));
        let (cx, cy) = (-dot(centre, right), -dot(centre, away));
        let (a, b, c) = (
            p * p + q * q,
            p * cx + q * cy,
            cx * cx + cy * cy - self.radius * self.radius,
        );
        let root = b * b - a * c;
        if root < 0.0 {
            return None;
        }
        let t = (-b - root.sqrt()) / a;
        let angle = (t * p + cx).atan2(-(t * q + cy)) + self.spin.to_radians();
        let (s, h) = (self.radius * angle, t * dot(ray, axis) - dot(centre, axis));
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let half = self.symbol.size as f32 / 2.0;
        let (column, row) = (cos * s + sin * h + half, cos * h - sin * s + half);
        let inside = |t: f32| t > -QUIET && t < 2.0 * half + QUIET;
        let is_dark = || column >= 0.0 && row >= 0.0 && self.symbol.is_dark(column as usize, row as usize);
        (inside(column) && inside(row)).then(is_dark)
    }

    /// The picture of the bottle, as the camera of a telephone takes it.
    fn photo(&self, width: usize, height: usize) -> Photo {
        const POINTS: usize = 3;
        const FOCAL_LENGTH: f32 = 0.75;
        let mut random = Random::new(7);
        let focal = FOCAL_LENGTH * width.max(height) as f32;
        let distance = focal / self.module;
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let point = |t: usize, n: usize, side: usize| {
                    (t as f32 + (n as f32 + 0.5) / POINTS as f32 - side as f32 / 2.0) / focal
                };
                let points = (0..POINTS * POINTS).map(|n| (point(x, n % POINTS, width), point(y, n / POINTS, height)));
                let sum: f32 = points
                    .map(|p| {
                        self.dark_at(p, distance)
                            .map_or(150.0, |dark| if dark { 40.0 } else { 220.0 })
                    })
                    .sum();
                let value = (sum / (POINTS * POINTS) as f32) as u8;
                pixels.push(value.saturating_add_signed((3.0 * random.noise()) as i8));
            }
        }
        Photo::from(Luma::new(pixels, width, height).unwrap())
    }
}

#[cfg(feature = "curved")]
#[test]
fn codes_on_bottles_are_read() {
    let text = b"ON A BOTTLE";
    // Degrees from the middle of the symbol to its edge on the surface, and turns of the symbol on it.
    let bends: [(f32, &[f32], &[usize]); 4] = [
        (25.0, &[0.0, 45.0, 90.0, 250.0], &[1, 2, 3, 5]),
        (40.0, &[0.0, 90.0], &[1, 2, 3, 5]),
        (50.0, &[0.0, 90.0], &[1]),
        (25.0, &[0.0, 90.0], &[8]),
    ];
    let mut unread = Vec::new();
    for (bend, turns, versions) in bends {
        for version in versions {
            for turn in turns {
                for lean in [(0.0, 25.0), (30.0, -35.0)] {
                    let symbol = Symbol::new(text, *version, EcLevel::L);
                    let bottle = Bottle {
                        radius: symbol.size as f32 / 2.0 / bend.to_radians(),
                        module: 240.0 / symbol.size as f32,
                        symbol,
                        lean,
                        spin: 6.0,
                        turn: *turn,
                    };
                    let codes = bottle.photo(800, 600).read_codes();
                    if !codes.iter().any(|code| code.bytes == text) {
                        unread.push((*version, bend, *turn, lean));
                    }
                }
            }
        }
    }
    assert!(unread.is_empty(), "version, bend, turn and lean: {unread:?}");
}
