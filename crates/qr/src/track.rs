//! Accumulation of evidence for symbols that several frames showed and none could decode.

use crate::{
    content::Content,
    decode::{Decoding, Layout, SampledModules, decode, decode_together},
    detect::{Grid, SampledSymbol},
    limits::{MAX_PICTURE_MODULES, MAX_PICTURES, MAX_TRACKS},
};
use greengate_qr_pixels::space::{Full, Polarity};

/// Frames without new evidence after which a track ends.
const PATIENCE: u32 = 15;
/// Correlation above which two frames show the same symbol; different symbols reach a fifth of it.
const SAME_SYMBOL_CORRELATION: f32 = 0.08;
/// Frames whose evidence a track holds, so that a wrong grid is forgotten.
const LARGEST_WEIGHT: f32 = 12.0;

/// A symbol that was seen and not decoded.
pub(crate) struct Track {
    pub layout: Layout,
    /// Its position in the last frame that showed it.
    pub grid: Grid<Full>,
    pub polarity: Polarity,
    /// Sum of the soft modules of all frames.
    soft: Vec<f32>,
    /// Number of frames in the sum.
    weight: f32,
    /// The modules of the best frames, each with its share of correct function modules.
    pictures: Vec<(f32, SampledModules)>,
    /// Frames since the last evidence.
    idle: u32,
}

impl Track {
    fn new(symbol: SampledSymbol) -> Self {
        Self {
            layout: symbol.layout,
            grid: symbol.grid,
            polarity: symbol.polarity,
            soft: symbol.soft,
            weight: 1.0,
            pictures: vec![(symbol.function_pattern_match, symbol.modules)],
            idle: 0,
        }
    }

    /// True if a sampled symbol is the one of this track.
    fn is_same(&self, symbol: &SampledSymbol) -> bool {
        self.layout.version == symbol.layout.version
            && correlation(&self.soft, &symbol.soft, &self.layout) > SAME_SYMBOL_CORRELATION
    }

    /// Adds the evidence of a frame and decodes the sum.
    fn add(&mut self, symbol: SampledSymbol) -> Option<Content> {
        if self.weight >= LARGEST_WEIGHT {
            let keep = 1.0 - 1.0 / LARGEST_WEIGHT;
            self.soft.iter_mut().for_each(|sum| *sum *= keep);
        } else {
            self.weight += 1.0;
        }
        for (sum, soft) in self.soft.iter_mut().zip(&symbol.soft) {
            *sum += soft;
        }
        self.idle = 0;
        (self.grid, self.polarity) = (symbol.grid, symbol.polarity);
        if let Decoding::Complete(content) = decode(&self.soft, &self.layout) {
            return Some(content);
        }
        self.add_picture(symbol.function_pattern_match, symbol.modules)
    }

    /// Adds a picture if it is among the best, and deconvolves all of them together.
    fn add_picture(&mut self, function_pattern_match: f32, modules: SampledModules) -> Option<Content> {
        let count = (MAX_PICTURE_MODULES / self.layout.function_modules.len().max(1)).clamp(2, MAX_PICTURES);
        let worst = self.pictures.last().filter(|_| self.pictures.len() >= count);
        if worst.is_some_and(|worst| worst.0 >= function_pattern_match) {
            return None;
        }
        self.pictures.push((function_pattern_match, modules));
        self.pictures = compact_sort::sorted_by_key(std::mem::take(&mut self.pictures), |picture| -picture.0);
        self.pictures.truncate(count);
        let pictures: Vec<&SampledModules> = self.pictures.iter().map(|(_, modules)| modules).collect();
        decode_together(&pictures, &self.layout)
    }
}

/// The tracks of one camera.
#[derive(Default)]
pub(crate) struct Tracks(Vec<Track>);

impl Tracks {
    /// Counts a frame, and ends the tracks without recent evidence.
    pub fn next_frame(&mut self) {
        self.0.iter_mut().for_each(|track| track.idle += 1);
        self.0.retain(|track| track.idle < PATIENCE);
    }

    /// The track with the most recent evidence.
    pub fn latest(&self) -> Option<&Track> {
        self.0.iter().min_by_key(|track| track.idle)
    }

    /// Adds the evidence of a frame to the track of its symbol, or starts one. Returns the bytes if
    /// the evidence suffices.
    pub fn add(&mut self, symbol: SampledSymbol) -> Option<Content> {
        if let Some(track) = self.0.iter_mut().find(|track| track.is_same(&symbol)) {
            return track.add(symbol);
        }
        if self.0.len() == MAX_TRACKS {
            let oldest = (0..MAX_TRACKS).max_by_key(|n| self.0.get(*n).map(|track| track.idle))?;
            self.0.swap_remove(oldest);
        }
        self.0.push(Track::new(symbol));
        None
    }

    /// Ends all tracks.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// Correlation of the modules of two frames without the function modules.
fn correlation(a: &[f32], b: &[f32], layout: &Layout) -> f32 {
    let (mut both, mut squares_a, mut squares_b) = (0.0, 0.0, 0.0);
    for ((a, b), function) in a.iter().zip(b).zip(&layout.function_modules) {
        if *function == 0 {
            both += a * b;
            squares_a += a * a;
            squares_b += b * b;
        }
    }
    let scale = (squares_a * squares_b).sqrt();
    if scale > 0.0 { both / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        detect::{detect, track},
        scanner::Scanner,
    };
    use greengate_qr_pixels::Luma;
    use greengate_test_support::{EcLevel, Random, Symbol, picture};

    /// Soft modules of a symbol with strong noise.
    fn noisy(text: &str, seed: u32) -> Vec<f32> {
        let mut random = Random::new(seed);
        let soft = Symbol::new(text, 14, EcLevel::M).soft();
        soft.iter().map(|module| module + 3.0 * random.noise()).collect()
    }

    /// A picture of a symbol that cannot be decoded: correct function modules, random data. Its top left
    /// corner lies at `(left, top)`.
    fn undecodable(version: usize, seed: u32, (left, top): (usize, usize)) -> Luma<'static> {
        const MODULE: usize = 3;
        let layout = Layout::new(version);
        let mut random = Random::new(seed);
        let dark: Vec<bool> = layout
            .function_modules
            .iter()
            .map(|fixed| {
                let any = random.flip();
                *fixed == 1 || *fixed == 0 && any
            })
            .collect();
        let side = layout.size * MODULE + 80;
        let at = |x: usize, y: usize| {
            let (x, y) = (x.wrapping_sub(left) / MODULE, y.wrapping_sub(top) / MODULE);
            x < layout.size && y < layout.size && dark[y * layout.size + x]
        };
        Luma::new(picture(side, side, [40, 210], at), side, side).unwrap()
    }

    #[test]
    fn tracks_and_their_pictures_are_bounded() {
        let mut scanner = Scanner::new();
        for seed in 1..=MAX_TRACKS as u32 + 2 {
            let look = scanner.scan(&undecodable(7, seed, (40, 40)));
            assert!(look.codes.is_empty() && look.sighted.is_some(), "{seed}");
        }
        assert_eq!(scanner.tracks.0.len(), MAX_TRACKS);
        // The same symbol again and again.
        let most = |scanner: &Scanner| scanner.tracks.0.iter().map(|track| track.pictures.len()).max();
        for _ in 0..=MAX_PICTURES {
            scanner.scan(&undecodable(7, 1, (40, 40)));
        }
        assert_eq!(most(&scanner), Some(MAX_PICTURES));
        // The largest symbols have 177 modules a side.
        let mut scanner = Scanner::new();
        for _ in 0..4 {
            let look = scanner.scan(&undecodable(40, 1, (40, 40)));
            assert!(look.codes.is_empty() && look.sighted.is_some());
        }
        assert_eq!(most(&scanner), Some((MAX_PICTURE_MODULES / (177 * 177)).max(2)));
    }

    #[test]
    fn a_symbol_is_tracked_when_it_moves() {
        let layout = Layout::new(10);
        let before = detect(&undecodable(10, 5, (40, 40)), None).best.unwrap();
        assert!(
            before.function_pattern_match > 0.95,
            "{}",
            before.function_pattern_match
        );
        for (x, y) in [(40, 40), (64, 31), (12, 58)] {
            let (code, now) = track(
                &undecodable(10, 5, (x, y)),
                &before.grid,
                &layout,
                Polarity::DarkOnLight,
            );
            assert!(code.is_none());
            let now = now.expect("the symbol is there");
            assert!(now.function_pattern_match > 0.95, "{}", now.function_pattern_match);
            for (was, is) in before.grid.corners().into_iter().zip(now.grid.corners()) {
                let (dx, dy) = (is.0 - was.0 - (x as f32 - 40.0), is.1 - was.1 - (y as f32 - 40.0));
                assert!(dx.hypot(dy) < 1.0, "{x} {y}: off by {dx} {dy}");
            }
            assert!(correlation(&before.soft, &now.soft, &layout) > 0.9);
        }
        let (_, other) = track(
            &undecodable(10, 6, (40, 40)),
            &before.grid,
            &layout,
            Polarity::DarkOnLight,
        );
        assert!(correlation(&before.soft, &other.unwrap().soft, &layout) < SAME_SYMBOL_CORRELATION);
        let nothing = Luma::new(vec![200; 300 * 300], 300, 300).unwrap();
        assert!(
            track(&nothing, &before.grid, &layout, Polarity::DarkOnLight)
                .1
                .is_none()
        );
    }

    #[test]
    fn only_frames_of_the_same_symbol_correlate() {
        let layout = Layout::new(14);
        // Compressed and signed, passes look random after their prefix.
        let text = |factor: usize| -> String {
            let digit = |n: usize| char::from(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(n * n * factor + n / 5) % 36]);
            format!("HC1:{}", (0..500).map(digit).collect::<String>())
        };
        let (one, other) = (text(7), text(11));
        for seed in 1..20 {
            let first = noisy(&one, seed);
            assert!(
                correlation(&first, &noisy(&one, seed + 100), &layout) > SAME_SYMBOL_CORRELATION,
                "{seed}"
            );
            assert!(
                correlation(&first, &noisy(&other, seed + 200), &layout) < SAME_SYMBOL_CORRELATION,
                "{seed}"
            );
        }
    }
}
