//! Scanning of the frames of a camera, one after the other.

use crate::{
    code::Code,
    detect::{Detection, SampledSymbol, detect, track},
    hint::Hint,
    photo::Photo,
    still::{enlarged, is_large_enough, within_max_pixels},
    track::Tracks,
};
use greengate_qr_pixels::{Luma, space::Scale};

/// Share of correct function modules from which on a symbol found anew needs no tracking.
const GOOD_MATCH: f32 = 0.9;

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
            ..
        } = detect(&image, self.scale);
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
