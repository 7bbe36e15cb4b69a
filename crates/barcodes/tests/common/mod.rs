//! Symbols of other programs, and pictures of them.

#![allow(dead_code, clippy::unwrap_used, reason = "tests; each file uses its part")]

use greengate_barcodes::{GreyImage, Symbology};
use greengate_test_support::Random;

/// Texts of the vectors, by the end of their files' names.
pub const TEXTS: [(&str, &str); 3] = [
    (
        "one-leg",
        "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100",
    ),
    (
        "two-legs",
        "M2SANTOS/MARIA MRS    EXYZ987 GRUADDET 0724 339Y031C0109 11F>6181MM6300BET 0071123456789001XYZ987 ADDACCET 0724 \
         340Y031C0109 1112A0711234567890 0",
    ),
    ("any", "Any text, with marks: ^$#@!*() 0123456789 and lower case."),
];

/// Texts of boarding passes with three and four legs, with all conditional fields and security data.
pub const LONG_TEXTS: [(&str, &str); 2] = [
    (
        "three-legs",
        "M3SANTOS/MARIA MRS    EXYZ987 GRUADDET 0507 330Y031C0109 15B>6250WM6300BET 00712345670010071234599001\
         2A071123456789001LH LH 992123456789012 N2PCYabC=1 XYZ987 ADDACCET 0921 331J002A0009 3322A071123456789001LH LH \
         992123456789012 N2PCYabC=1 KLM456 ACCLOSAW 0110A331Y014F     0322A071123456789001LH LH 992123456789012 \
         N2PCYabC=1 ^104MEQC",
    ),
    (
        "four-legs",
        "M4SANTOS/MARIA MRS    EXYZ987 GRUADDET 0507 330Y031C0109 15B>6250WM6300BET 00712345670010071234599001\
         2A071123456789001LH LH 992123456789012 N2PCYabC=1 XYZ987 ADDACCET 0921 331J002A0009 3322A071123456789001LH LH \
         992123456789012 N2PCYabC=1 KLM456 ACCLOSAW 0110A331Y014F     0322A071123456789001LH LH 992123456789012 \
         N2PCYabC=1 KLM456 LOSJNBSAA0061 002YINF       322A071123456789001LH LH 992123456789012 N2PCYabC=1 ^104MEQC",
    ),
];

/// Modules of a symbol.
pub struct Modules {
    pub symbology: Symbology,
    pub text: String,
    pub width: usize,
    pub height: usize,
    dark: Vec<bool>,
}

/// Height of a row of a PDF417 symbol in modules.
const ROW_HEIGHT: usize = 3;

impl Modules {
    /// A symbol of a vector.
    pub fn of(symbology: Symbology, name: &str) -> Self {
        let path = format!(
            "{}/tests/vectors/{}-{name}.pbm",
            env!("CARGO_MANIFEST_DIR"),
            symbology.name()
        );
        let file = std::fs::read(path).unwrap();
        let mut lines = file.splitn(3, |byte| *byte == b'\n');
        assert_eq!(lines.next().unwrap(), b"P4");
        let size = std::str::from_utf8(lines.next().unwrap()).unwrap();
        let (width, rows) = size.split_once(' ').unwrap();
        let (width, rows): (usize, usize) = (width.parse().unwrap(), rows.parse().unwrap());
        let bits = lines.next().unwrap();
        let is_dark = |x: usize, y: usize| bits[y * width.div_ceil(8) + x / 8] >> (7 - x % 8) & 1 == 1;
        let (_, text) = TEXTS.iter().chain(&LONG_TEXTS).find(|(own, _)| *own == name).unwrap();
        let times = if symbology == Symbology::Pdf417 { ROW_HEIGHT } else { 1 };
        Self::new(symbology, text, (width, rows * times), |x, y| is_dark(x, y / times))
    }

    pub fn new(
        symbology: Symbology,
        text: &str,
        (width, height): (usize, usize),
        is_dark: impl Fn(usize, usize) -> bool,
    ) -> Self {
        Self {
            symbology,
            text: text.to_owned(),
            width,
            height,
            dark: (0..width * height).map(|at| is_dark(at % width, at / width)).collect(),
        }
    }

    /// Boarding passes of one to four legs.
    pub fn boarding_passes() -> Vec<Self> {
        let both = [Symbology::Pdf417, Symbology::Aztec];
        let names = ["one-leg", "two-legs", "three-legs", "four-legs"];
        both.into_iter()
            .flat_map(|symbology| names.map(|name| Self::of(symbology, name)))
            .collect()
    }

    /// Every vector but the long ones.
    pub fn all() -> Vec<Self> {
        let both = [Symbology::Pdf417, Symbology::Aztec];
        let named = both
            .into_iter()
            .flat_map(|symbology| TEXTS.map(|(name, _)| (symbology, name)));
        named.map(|(symbology, name)| Self::of(symbology, name)).collect()
    }

    fn is_dark(&self, x: f32, y: f32) -> bool {
        let inside = (0.0..self.width as f32).contains(&x) && (0.0..self.height as f32).contains(&y);
        inside && self.dark[y as usize * self.width + x as usize]
    }
}

/// Grey picture.
pub struct Picture {
    pub pixels: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

/// Place of a symbol in a picture.
#[derive(Clone, Copy)]
pub struct Place {
    /// Centre in pixels.
    pub centre: [f32; 2],
    /// Pixels of a module.
    pub module: f32,
    /// Turn in degrees, clockwise.
    pub turn: f32,
    /// Perspective: share by which the module shrinks from the symbol's centre to its right end.
    pub tilt: f32,
}

impl Place {
    /// Point of the symbol for a point of the picture, in modules.
    fn module_at(&self, symbol: &Modules, [x, y]: [f32; 2]) -> [f32; 2] {
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let (dx, dy) = (x - self.centre[0], y - self.centre[1]);
        let (u, v) = ((dx * cos + dy * sin) / self.module, (dy * cos - dx * sin) / self.module);
        let depth = 1.0 - self.tilt * u / (symbol.width as f32 / 2.0);
        [
            u / depth + symbol.width as f32 / 2.0,
            v / depth + symbol.height as f32 / 2.0,
        ]
    }

    /// Point of the picture for a point of the symbol, without perspective.
    pub fn point(&self, symbol: &Modules, [u, v]: [f32; 2]) -> [f32; 2] {
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let (u, v) = (
            (u - symbol.width as f32 / 2.0) * self.module,
            (v - symbol.height as f32 / 2.0) * self.module,
        );
        [self.centre[0] + u * cos - v * sin, self.centre[1] + u * sin + v * cos]
    }

    pub fn corners(&self, symbol: &Modules) -> [[f32; 2]; 4] {
        let (width, height) = (symbol.width as f32, symbol.height as f32);
        [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]].map(|corner| self.point(symbol, corner))
    }
}

impl Picture {
    /// White paper.
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            pixels: vec![230; width * height],
            width,
            height,
        }
    }

    /// A picture that is just large enough for a symbol.
    pub fn of(symbol: &Modules, module: f32, turn: f32) -> Self {
        let longest = symbol.width.max(symbol.height) as f32;
        let side = ((longest + 16.0) * module) as usize;
        let mut picture = Self::new(side, side);
        picture.draw(
            symbol,
            Place {
                centre: [side as f32 / 2.0; 2],
                module,
                turn,
                tilt: 0.0,
            },
        );
        picture
    }

    /// Draws a symbol with light around it.
    pub fn draw(&mut self, symbol: &Modules, place: Place) {
        const SAMPLES: [f32; 3] = [1.0 / 6.0, 0.5, 5.0 / 6.0];
        for y in 0..self.height {
            for x in 0..self.width {
                let samples = SAMPLES.into_iter().flat_map(|dy| SAMPLES.map(|dx| (dx, dy)));
                let dark = samples
                    .filter(|(dx, dy)| {
                        let [u, v] = place.module_at(symbol, [x as f32 + dx, y as f32 + dy]);
                        symbol.is_dark(u, v)
                    })
                    .count();
                let pixel = &mut self.pixels[y * self.width + x];
                *pixel = pixel.saturating_sub((dark * 22) as u8);
            }
        }
    }

    /// What a camera adds: blur, light that falls off, noise.
    pub fn photographed(&self, random: &mut Random) -> Self {
        let at =
            |x: usize, y: usize| f32::from(self.pixels[y.min(self.height - 1) * self.width + x.min(self.width - 1)]);
        let pixels = (0..self.width * self.height).map(|place| {
            let (x, y) = (place % self.width, place / self.width);
            let blurred = (2.0 * at(x, y)
                + at(x + 1, y)
                + at(x, y + 1)
                + at(x.saturating_sub(1), y)
                + at(x, y.saturating_sub(1)))
                / 6.0;
            let light = 1.0 - 0.35 * x as f32 / self.width as f32;
            (blurred * light + 6.0 * random.noise()).clamp(0.0, 255.0) as u8
        });
        Self {
            pixels: pixels.collect(),
            ..*self
        }
    }

    /// Lines of print, and dark bars at the border.
    pub fn with_print(mut self, random: &mut Random) -> Self {
        for row in (20..self.height.saturating_sub(20)).step_by(26) {
            let mut x = 12;
            while x + 12 < self.width {
                for dy in 0..12 {
                    for dx in 0..8 {
                        if random.below(5) < 2 {
                            self.pixels[(row + dy) * self.width + x + dx] = 40;
                        }
                    }
                }
                x += 11 + 8 * random.below(2);
            }
        }
        self
    }

    /// White paper over a part.
    pub fn with_paper(mut self, [left, top]: [usize; 2], [right, bottom]: [usize; 2]) -> Self {
        for y in top..bottom.min(self.height) {
            for x in left..right.min(self.width) {
                self.pixels[y * self.width + x] = 230;
            }
        }
        self
    }

    pub fn view(&self) -> GreyImage<'_> {
        GreyImage::new(&self.pixels, self.width, self.height).unwrap()
    }
}
