//! Frame after frame: what one frame leaves undecided is kept and added to the next, and the
//! person is told what would help.

use super::{
    Code, Luma, Photo, blur,
    finder::Finder,
    grid::Grid,
    ladder::{self, Attempt, Found},
    soft::{self, Modules},
    symbol::{self, Layout, Outcome},
};
use crate::limits::{MAX_PICTURES, MAX_SHARPENED, MAX_TRACKS};
use serde::{Deserialize, Serialize};

/// Frames without new evidence after which a symbol is given up.
const PATIENCE: u32 = 15;
/// Two frames show the same symbol when their modules agree by this correlation; those of
/// different symbols agree by chance, which is a fifth of it.
const SAME: f32 = 0.08;
/// From this share of right fixed modules on a frame is as good by itself as beside others.
const PLAIN: f32 = 0.9;
/// What looks this much like a finder pattern is one.
const CLEAR: f32 = 0.75;
/// What is added up may be at most this many frames' worth, so that a wrong grid is forgotten.
const MOST_WEIGHT: f32 = 12.0;

/// What would help to read the code, one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hint {
    /// Modules are too small: go closer, or zoom in.
    Closer,
    /// The code is larger than the picture.
    Farther,
    /// The code is blurred.
    HoldStill,
    /// There is too little light.
    MoreLight,
    /// A reflection covers part of the code.
    Glare,
}

/// What one look at a frame came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The codes that were read.
    pub codes: Vec<Code>,
    /// Outline of a code that was found, but not read, in pixels of the frame.
    pub sighted: Option<[(f32, f32); 4]>,
    /// What would help.
    pub hint: Option<Hint>,
}

/// Reads the frames of one camera.
#[derive(Default)]
pub struct Scanner {
    /// The size of the picture at which codes were found last.
    shrink: usize,
    tracks: Vec<Track>,
}

/// A symbol that several frames showed and none could be read from.
struct Track {
    layout: Layout,
    /// Where the last frame showed it.
    grid: Grid,
    /// Light modules on dark ground: 1.
    light: usize,
    /// The sum of the frames' soft modules.
    soft: Vec<f32>,
    weight: f32,
    /// What the best frames show, and how many of the fixed modules are right in each.
    pictures: Vec<(f32, Modules)>,
    /// Frames since the last evidence.
    idle: u32,
}

impl Scanner {
    /// A scanner that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at the next frame.
    ///
    /// Frames of more than [`crate::limits::MAX_PIXELS`] are scaled down first.
    pub fn look(&mut self, frame: &Luma) -> Look {
        let (image, scale) = super::bounded(frame);
        if !super::is_large_enough(&image) {
            return Look::default();
        }
        let Found {
            mut codes,
            shrink,
            best,
            finder,
            ..
        } = ladder::climb(&image, self.shrink);
        self.tracks.iter_mut().for_each(|track| track.idle += 1);
        self.tracks.retain(|track| track.idle < PATIENCE);
        let mut look = Look::default();
        let mut best = best;
        // What is known from frames before need not be found anew.
        if codes.is_empty() && best.as_ref().is_none_or(|best| best.fidelity < PLAIN) {
            let track = self.tracks.iter().min_by_key(|track| track.idle);
            if let Some(track) = track {
                let (code, attempt) = ladder::follow(&image, &track.grid, &track.layout, track.light);
                codes.extend(code);
                let better = |other: &Attempt| best.as_ref().is_none_or(|best| best.fidelity < other.fidelity);
                best = attempt.filter(better).or(best);
            }
        }
        if codes.is_empty() {
            look.hint = hint(&image, best.as_ref(), finder.as_ref());
            if let Some(attempt) = best {
                let corners = attempt.grid.corners();
                match self.add(attempt) {
                    Some(bytes) => codes.push(Code { bytes, corners }),
                    None => look.sighted = Some(super::scaled(corners, scale)),
                }
            }
        } else {
            self.shrink = shrink;
        }
        if !codes.is_empty() {
            self.tracks.clear();
            (look.hint, look.sighted) = (None, None);
        }
        for code in &mut codes {
            code.corners = super::scaled(code.corners, scale);
        }
        look.codes = codes;
        look
    }

    /// Looks at the next frame, in colour: in grey, and where that shows nothing in the channel
    /// in which the picture stands out.
    pub fn look_at_photo(&mut self, frame: &Photo) -> Look {
        let look = self.look(frame.grey());
        if !look.codes.is_empty() || look.sighted.is_some() {
            return look;
        }
        match frame.standing_out() {
            Some(channel) => {
                let other = self.look(&channel);
                if other.codes.is_empty() && other.sighted.is_none() {
                    look
                } else {
                    other
                }
            }
            None => look,
        }
    }

    /// Adds the evidence of a frame to that of the frames before, and decodes the sum.
    fn add(&mut self, attempt: Attempt) -> Option<Vec<u8>> {
        let Attempt {
            layout,
            soft,
            grid,
            light,
            fidelity,
            modules,
            ..
        } = attempt;
        let same = |track: &&mut Track| {
            track.layout.version == layout.version && agreement(&track.soft, &soft, &layout) > SAME
        };
        let Some(track) = self.tracks.iter_mut().find(same) else {
            if self.tracks.len() == MAX_TRACKS {
                let oldest = (0..MAX_TRACKS).max_by_key(|n| self.tracks.get(*n).map(|track| track.idle))?;
                self.tracks.swap_remove(oldest);
            }
            self.tracks.push(Track {
                layout,
                grid,
                light,
                soft,
                weight: 1.0,
                pictures: vec![(fidelity, modules)],
                idle: 0,
            });
            return None;
        };
        if track.weight >= MOST_WEIGHT {
            let keep = 1.0 - 1.0 / MOST_WEIGHT;
            track.soft.iter_mut().for_each(|sum| *sum *= keep);
        } else {
            track.weight += 1.0;
        }
        for (sum, soft) in track.soft.iter_mut().zip(&soft) {
            *sum += soft;
        }
        track.idle = 0;
        (track.grid, track.light) = (grid, light);
        if let Outcome::Decoded(bytes) = symbol::decode(&track.soft, &track.layout) {
            return Some(bytes);
        }
        // The best of them, each with its own blur, all at once; nothing new when this is none of them.
        let most = (MAX_SHARPENED / track.layout.fixed.len().max(1)).clamp(2, MAX_PICTURES);
        let least = track.pictures.last().filter(|_| track.pictures.len() >= most);
        if least.is_some_and(|least| least.0 >= fidelity) {
            return None;
        }
        track.pictures.push((fidelity, modules));
        track.pictures = compact_sort::sorted_by_key(std::mem::take(&mut track.pictures), |picture| -picture.0);
        track.pictures.truncate(most);
        let pictures: Vec<&Modules> = track.pictures.iter().map(|(_, modules)| modules).collect();
        soft::decode_together(&pictures, &track.layout)
    }
}

/// Correlation of two frames' modules, those left out that every symbol has.
fn agreement(a: &[f32], b: &[f32], layout: &Layout) -> f32 {
    let (mut both, mut squares_a, mut squares_b) = (0.0, 0.0, 0.0);
    for ((a, b), fixed) in a.iter().zip(b).zip(&layout.fixed) {
        if *fixed == 0 {
            both += a * b;
            squares_a += a * a;
            squares_b += b * b;
        }
    }
    let scale = (squares_a * squares_b).sqrt();
    if scale > 0.0 { both / scale } else { 0.0 }
}

/// What would help, by what was measured; the surest first.
fn hint(image: &Luma, best: Option<&Attempt>, finder: Option<&Finder>) -> Option<Hint> {
    /// Mean grey value below which noise drowns modules.
    const DARK: f32 = 40.0;
    /// Share of washed out modules from which on error correction is short of the rest.
    const WASHED: f32 = 0.08;
    /// Pixels a module that a camera resolves.
    const RESOLVED: f32 = 2.2;
    /// A pass has at least this many modules a side.
    const MODULES: f32 = 57.0;
    let side = image.width().min(image.height()) as f32;
    if best.map_or_else(|| image.mean(), |attempt| attempt.brightness) < DARK {
        return (best.is_some() || finder.is_some()).then_some(Hint::MoreLight);
    }
    match best {
        Some(attempt) if attempt.washed > WASHED => Some(Hint::Glare),
        Some(attempt) if attempt.grid.module() < RESOLVED => Some(Hint::Closer),
        Some(_) => Some(Hint::HoldStill),
        None => match finder {
            // One pattern alone may be none: it has to look like one.
            Some(finder) if finder.module * MODULES > side && finder.score > CLEAR => Some(Hint::Farther),
            _ if blur::is_blurred(image) => Some(Hint::HoldStill),
            Some(finder) if finder.module < RESOLVED => Some(Hint::Closer),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{Color, EcLevel, QrCode, Version};

    /// Modules of a symbol, each of them wrong by chance.
    fn noisy(text: &str, seed: u32) -> Vec<f32> {
        let code = QrCode::with_version(text, Version::Normal(14), EcLevel::M).unwrap();
        let mut state = seed;
        let colors = code.to_colors();
        let soft = colors.iter().map(|color| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 8) as f32 / 8_388_608.0 - 1.0;
            (if *color == Color::Dark { 1.0 } else { -1.0 }) + 3.0 * noise
        });
        soft.collect()
    }

    /// A picture of a symbol that nobody can read: what every symbol has is right, and the rest is
    /// chance. Its top left corner lies at a place.
    fn unreadable(version: usize, seed: u32, (left, top): (usize, usize)) -> Luma<'static> {
        const MODULE: usize = 3;
        let layout = Layout::new(version);
        let mut state = seed;
        let dark: Vec<bool> = layout
            .fixed
            .iter()
            .map(|fixed| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *fixed == 1 || *fixed == 0 && state >> 31 == 1
            })
            .collect();
        let side = layout.size * MODULE + 80;
        let at = |x: usize, y: usize| {
            let (x, y) = (x.wrapping_sub(left) / MODULE, y.wrapping_sub(top) / MODULE);
            x < layout.size && y < layout.size && dark[y * layout.size + x]
        };
        let pixels: Vec<u8> = (0..side * side)
            .map(|i| if at(i % side, i / side) { 40 } else { 210 })
            .collect();
        Luma::new(pixels, side, side).unwrap()
    }

    #[test]
    fn what_is_kept_of_frames_is_bounded() {
        let mut scanner = Scanner::new();
        for seed in 1..=MAX_TRACKS as u32 + 2 {
            let look = scanner.look(&unreadable(7, seed, (40, 40)));
            assert!(look.codes.is_empty() && look.sighted.is_some(), "{seed}");
        }
        assert_eq!(scanner.tracks.len(), MAX_TRACKS);
        // From there on the same one again and again.
        let most = |scanner: &Scanner| scanner.tracks.iter().map(|track| track.pictures.len()).max();
        for _ in 0..=MAX_PICTURES {
            scanner.look(&unreadable(7, 1, (40, 40)));
        }
        assert_eq!(most(&scanner), Some(MAX_PICTURES));
        // The largest symbols have 177 modules a side.
        let mut scanner = Scanner::new();
        for _ in 0..4 {
            let look = scanner.look(&unreadable(40, 1, (40, 40)));
            assert!(look.codes.is_empty() && look.sighted.is_some());
        }
        assert_eq!(most(&scanner), Some((MAX_SHARPENED / (177 * 177)).max(2)));
    }

    #[test]
    fn a_symbol_is_followed_to_where_it_has_moved() {
        let layout = Layout::new(10);
        let before = ladder::climb(&unreadable(10, 5, (40, 40)), 0).best.unwrap();
        assert!(before.fidelity > 0.95, "{}", before.fidelity);
        for (x, y) in [(40, 40), (64, 31), (12, 58)] {
            let (code, now) = ladder::follow(&unreadable(10, 5, (x, y)), &before.grid, &layout, 0);
            assert!(code.is_none());
            let now = now.expect("it is there");
            assert!(now.fidelity > 0.95, "{}", now.fidelity);
            for (was, is) in before.grid.corners().into_iter().zip(now.grid.corners()) {
                let (dx, dy) = (is.0 - was.0 - (x as f32 - 40.0), is.1 - was.1 - (y as f32 - 40.0));
                assert!(dx.hypot(dy) < 1.0, "{x} {y}: off by {dx} {dy}");
            }
            // What lies there is the same symbol, and another one is not.
            assert!(agreement(&before.soft, &now.soft, &layout) > 0.9);
        }
        let (_, other) = ladder::follow(&unreadable(10, 6, (40, 40)), &before.grid, &layout, 0);
        assert!(agreement(&before.soft, &other.unwrap().soft, &layout) < SAME);
        let nothing = Luma::new(vec![200; 300 * 300], 300, 300).unwrap();
        assert!(ladder::follow(&nothing, &before.grid, &layout, 0).1.is_none());
    }

    #[test]
    fn only_frames_of_the_same_symbol_are_added_up() {
        let layout = Layout::new(14);
        // Packed and signed, passes look like chance from the first letters on.
        let text = |factor: usize| -> String {
            let digit = |n: usize| char::from(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(n * n * factor + n / 5) % 36]);
            format!("HC1:{}", (0..500).map(digit).collect::<String>())
        };
        let (one, other) = (text(7), text(11));
        for seed in 1..20 {
            let first = noisy(&one, seed);
            assert!(agreement(&first, &noisy(&one, seed + 100), &layout) > SAME, "{seed}");
            assert!(agreement(&first, &noisy(&other, seed + 200), &layout) < SAME, "{seed}");
        }
    }
}
