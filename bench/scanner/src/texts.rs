//! Contents of the frames: pass texts, other texts, and no code at all.

use anyhow::Result;
use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, issue},
    pass::Kind,
};
use time::{Duration, OffsetDateTime, macros::datetime};

/// Texts of passes of every kind and invented person.
pub fn pass_texts(seed: u64) -> Result<Vec<String>> {
    let at: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);
    let issuer = Issuer::new(&IssuerOptions::demo(at))?;
    let mut texts = Vec::new();
    for n in 0..24 {
        let days = i64::try_from((seed + n as u64) % 300)?;
        let options = PassOptions::new(Kind::ALL[n % 3], n / 3, at - Duration::days(days));
        texts.push(issue(&issuer, &options)?.text);
    }
    Ok(texts)
}

/// Even numbers, the same at every run.
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// A text as codes on menus, tickets and posters carry it.
    pub fn text(&mut self) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./?=&%";
        let length = [6, 12, 25, 50, 90, 160, 300][self.below(7)] + self.below(8);
        let letters = (0..length).map(|_| char::from(LETTERS[self.below(LETTERS.len())]));
        format!("https://{}", letters.collect::<String>())
    }

    /// Changes from one to many values, scattered or in a row.
    pub fn spoil<T>(&mut self, values: &mut [T], change: impl Fn(&mut T)) {
        let most = [1, 3, 10, 40, 150, 600, values.len()][self.below(7)];
        let count = 1 + self.below(most);
        let start = self.below(values.len());
        let scattered = self.below(2) == 0;
        for n in 0..count {
            let at = if scattered {
                self.below(values.len())
            } else {
                (start + n) % values.len()
            };
            if let Some(value) = values.get_mut(at) {
                change(value);
            }
        }
    }

    /// A picture without any code: noise, stripes, rings, boxes, checks, modules at random.
    pub fn picture(&mut self, n: usize) -> (usize, usize, Vec<u8>) {
        let (width, height) = (160 + self.below(240), 120 + self.below(200));
        let (a, b) = (1 + self.below(9), 1 + self.below(40));
        let (dark, light) = (self.below(120) as u8, 130 + self.below(125) as u8);
        let (cx, cy) = (self.below(width) as f32, self.below(height) as f32);
        let seed = self.0;
        let picture = (0..width * height).map(|i| {
            let (x, y) = (i % width, i / width);
            let cell = |side: usize| {
                let mut cell = Self(seed ^ ((x / side) as u64) << 32 ^ (y / side) as u64);
                cell.next()
            };
            let is_dark = match n % 6 {
                0 => cell(1) % 2 == 0,
                1 => (x / a + y / b) % 2 == 0,
                2 => (((x as f32 - cx).hypot(y as f32 - cy) / (a as f32 + 2.0)) as usize).is_multiple_of(2),
                3 => cell(1 + b) % 3 == 0,
                // Modules, as inside of a code that has lost its finder patterns.
                4 => cell(1 + a) % 2 == 0,
                // Squares in squares, as finder patterns that belong to nothing.
                _ => {
                    let side = 7 * (1 + a);
                    let ring = |t: usize| (t % side / (1 + a)).abs_diff(3);
                    ring(x).max(ring(y)) != 2 && cell(side) % 4 == 0
                }
            };
            let noise = (cell(1) >> 20) as u8 % 12;
            if is_dark {
                dark.saturating_add(noise)
            } else {
                light.saturating_sub(noise)
            }
        });
        (width, height, picture.collect())
    }
}
