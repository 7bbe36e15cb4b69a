//! Scanning of the frames of a camera, one after the other.

use crate::{
    code::Code,
    detect::{Detection, SampledSymbol, detect, track},
    hint::Hint,
    limits::MAX_CODES,
    paint::without,
    photo::Photo,
    still::{enlarged, is_large_enough, within_max_pixels},
    track::Tracks,
};
use greengate_qr_pixels::{Luma, space::Scale};

/// Share of correct function modules from which on a symbol found anew needs no tracking.
const GOOD_MATCH: f32 = 0.9;

/// Finder patterns beside the codes that were read from which on there likely is another code.
const UNREAD_FINDERS: usize = 2;

/// The result of scanning a frame.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ScanResult {
    /// The codes that were decoded.
    pub codes: Vec<Code>,
    /// Corners of a code that was found and not decoded, in pixels of the frame.
    pub sighted: Option<[(f32, f32); 4]>,
    /// Advice that would help to decode it.
    pub hint: Option<Hint>,
}

/// Scans the frames of one camera: evidence that does not suffice is accumulated.
#[derive(Default)]
pub struct Scanner {
    /// The scale at which codes were found last.
    scale: Option<Scale>,
    pub(crate) tracks: Tracks,
}

impl Scanner {
    /// A scanner before its first frame.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Scans the next frame. Frames of more than [`MAX_PIXELS`](crate::limits::MAX_PIXELS) are reduced
    /// first.
    pub fn scan(&mut self, frame: &Luma) -> ScanResult {
        let (image, factor) = within_max_pixels(frame);
        if !is_large_enough(&image) {
            return ScanResult::default();
        }
        let Detection {
            mut codes,
            scale,
            mut best,
            finder,
            finders,
            ..
        } = detect(&image, self.scale);
        if !codes.is_empty()
            && finders >= UNREAD_FINDERS
            && let Some(rest) = without(&image, &codes)
        {
            // One more search, bounded as the first.
            codes.extend(detect(&rest, scale).codes);
            codes.truncate(MAX_CODES);
        }
        self.tracks.next_frame();
        if codes.is_empty() {
            codes.extend(self.follow(&image, &mut best));
        }
        let mut result = ScanResult::default();
        if codes.is_empty() {
            result.hint = Hint::from_frame(&image, best.as_ref(), finder.as_ref());
            if let Some(symbol) = best {
                let corners = symbol.grid.corners();
                match self.tracks.add(symbol) {
                    Some(content) => codes.push(Code::of_content(content, corners)),
                    None => result.sighted = Some(enlarged(corners, factor)),
                }
            }
        } else {
            self.scale = scale;
        }
        if !codes.is_empty() {
            self.tracks.clear();
            (result.hint, result.sighted) = (None, None);
        }
        for code in &mut codes {
            code.corners = enlarged(code.corners, factor);
        }
        result.codes = codes;
        result
    }

    /// Searches for the symbol of the latest track where it was, unless a good one was found anew.
    /// Keeps the better one in `best`.
    fn follow(&self, image: &Luma, best: &mut Option<SampledSymbol>) -> Option<Code> {
        let best_match = best.as_ref().map(|best| best.function_pattern_match);
        if best_match.is_some_and(|found| found >= GOOD_MATCH) {
            return None;
        }
        let latest = self.tracks.latest()?;
        let (code, symbol) = track(image, &latest.grid, &latest.layout, latest.polarity);
        if let Some(symbol) = symbol
            && best_match.is_none_or(|found| found < symbol.function_pattern_match)
        {
            *best = Some(symbol);
        }
        code
    }

    /// Scans the next frame in colour: in grey, then in the channel with the highest contrast where
    /// grey shows nothing.
    pub fn scan_photo(&mut self, frame: &Photo) -> ScanResult {
        let result = self.scan(frame.grey());
        if !result.codes.is_empty() || result.sighted.is_some() {
            return result;
        }
        match frame.high_contrast_channel() {
            Some(channel) => {
                let other = self.scan(&channel);
                if other.codes.is_empty() && other.sighted.is_none() {
                    result
                } else {
                    other
                }
            }
            None => result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::still::search_once;
    use greengate_test_support::{EcLevel, Symbol, picture};

    /// A sound code beside one that lacks a side of a finder pattern's ring, so that only two others tell where it is.
    #[test]
    fn a_code_beside_one_that_was_read_is_searched_for_again() {
        const MODULE: usize = 4;
        const QUIET: usize = 6;
        let symbols = ["ONE", "OTHER"].map(|text| Symbol::new(text, 4, EcLevel::H));
        let size = symbols[0].size;
        let side = (size + 2 * QUIET) * MODULE;
        for (left, top) in [(0, 0), (size - 7, 0), (0, size - 7)] {
            for damaged in 0..2 {
                let dark = |x: usize, y: usize| {
                    let n = x / side;
                    let inside = |t: usize| (t / MODULE).wrapping_sub(QUIET);
                    let (x, y) = (inside(x % side), inside(y));
                    let is_damage = n == damaged && x == left && (top..top + 7).contains(&y);
                    !is_damage && symbols[n].is_dark(x, y)
                };
                let frame = Luma::new(picture(2 * side, side, [30, 220], dark), 2 * side, side).unwrap();
                let once = search_once(&frame);
                assert_eq!(once.len(), 1, "one search reads the sound one");
                let mut scanner = Scanner::new();
                for _ in 0..2 {
                    let codes = scanner.scan(&frame).codes;
                    let mut texts: Vec<_> = codes.iter().filter_map(Code::text).collect();
                    texts.sort_unstable();
                    assert_eq!(texts, ["ONE", "OTHER"], "{damaged} damaged at {left}, {top}");
                    let middles: Vec<bool> = codes.iter().map(|code| code.corners[0].0 < side as f32).collect();
                    assert_ne!(middles[0], middles[1], "one in each half");
                }
            }
        }
    }
}
