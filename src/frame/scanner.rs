//! Frame after frame: what one frame leaves undecided is kept and added to the next, and the
//! person is told what would help.

use super::{
    Code, Luma, Photo,
    finder::Finder,
    grid::Grid,
    ladder::{self, Attempt, Found},
    order,
    soft::{self, Modules},
    symbol::{self, Layout, Outcome},
};

use serde::{Deserialize, Serialize};

/// Symbols whose evidence is gathered at a time.
const TRACKS: usize = 3;
/// Frames without new evidence after which a symbol is given up.
const PATIENCE: u32 = 15;
/// Two frames show the same symbol when their modules agree by this correlation; those of
/// different symbols agree by chance, which is a fifth of it.
const SAME: f32 = 0.08;
/// Pictures of one symbol that are sharpened together, and modules of all of them.
const PICTURES: usize = 5;
const SHARPENED: usize = 40_000;
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
            if self.tracks.len() == TRACKS {
                let oldest = (0..TRACKS).max_by_key(|n| self.tracks.get(*n).map(|track| track.idle))?;
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
        // The best of them, each with its own blur, all at once.
        track.pictures.push((fidelity, modules));
        let mut pictures = order::by(std::mem::take(&mut track.pictures), |picture| -picture.0);
        pictures.truncate((SHARPENED / track.layout.fixed.len().max(1)).clamp(2, PICTURES));
        track.pictures = pictures;
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
        None => match finder? {
            // One pattern alone may be none: it has to look like one.
            finder if finder.module * MODULES > side && finder.score > CLEAR => Some(Hint::Farther),
            finder if finder.module < RESOLVED => Some(Hint::Closer),
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
