//! Reading of a still picture to its end: what was decoded is painted over, and the rest is searched
//! again, in other samplings too, since much depends on where the grid of pixels lies.

use crate::{
    code::Code,
    detect::{Detection, detect_crowd, detect_still},
    limits::{MAX_RESAMPLED, MAX_SHEET},
    resample::Resampling,
    still::{enlarged, is_large_enough, within_max_pixels},
};
use greengate_qr_pixels::{Luma, geometry::Point, space::Full};

/// Finder patterns beside decoded codes from which on there may be another code.
const TRACE_FINDERS: usize = 2;

/// Another sampling of a picture.
struct Sampling {
    /// Factor by which the picture is reduced, at least.
    factor: f32,
    /// Pixels to which it is reduced, at most, before it is stretched or turned.
    pixels: f32,
    /// Factors across and down, against foreshortening.
    stretch: (f32, f32),
    /// True if it is turned by an eighth of a turn.
    turned: bool,
}

impl Sampling {
    const fn reduced(factor: f32, pixels: f32) -> Self {
        Self {
            factor,
            pixels,
            stretch: (1.0, 1.0),
            turned: false,
        }
    }

    const fn stretched(across: f32, down: f32) -> Self {
        Self {
            stretch: (across, down),
            ..Self::reduced(1.0, 500_000.0)
        }
    }

    const TURNED: Self = Self {
        turned: true,
        ..Self::reduced(1.0, 1_000_000.0)
    };
}

/// The samplings of a picture that are tried, the cheapest first.
const SAMPLINGS: [Sampling; 5] = [
    Sampling::reduced(0.75, 1_000_000.0),
    Sampling::stretched(3.0, 1.0),
    Sampling::stretched(1.0, 3.0),
    Sampling::TURNED,
    Sampling::reduced(0.75, 7_000_000.0),
];

/// A picture in which the codes that were read are painted over.
pub(crate) struct Rest {
    pixels: Vec<u8>,
    width: usize,
    /// The codes that were read, each symbol once.
    pub codes: Vec<Code>,
    /// True if the last search saw what may be another code.
    has_trace: bool,
    /// Pixels of the samplings that were searched.
    resampled: usize,
}

impl Rest {
    /// The whole picture.
    pub fn new(picture: &Luma) -> Self {
        Self {
            pixels: picture.rows().flatten().copied().collect(),
            width: picture.width(),
            codes: Vec::new(),
            has_trace: true,
            resampled: 0,
        }
    }

    /// Reads the codes of the picture as it is: those of a crowd, then one after the other.
    pub fn read(&mut self) {
        self.search(None, |picture| (detect_crowd(picture), true));
        while self.search(None, search_once) {}
    }

    /// Reads the codes that other samplings show, if there may be any.
    pub fn read_resampled(&mut self) {
        if !self.codes.is_empty() && !self.has_trace {
            return;
        }
        for sampling in &SAMPLINGS {
            let Some(resampling) = self.picture().map(|picture| resampling(&picture, sampling)) else {
                return;
            };
            let pixels = resampling.width * resampling.height;
            while self.resampled + pixels <= MAX_RESAMPLED {
                self.resampled += pixels;
                if !self.search(Some(&resampling), search_once) {
                    break;
                }
            }
        }
    }

    /// Reads the codes of an enlarged picture.
    pub fn read_enlarged(&mut self, factor: f32) {
        if let Some(resampling) = self
            .picture()
            .map(|picture| Resampling::scaled(&picture, factor, factor))
        {
            self.search(Some(&resampling), search_once);
        }
    }

    fn picture(&self) -> Option<Luma<'_>> {
        Luma::new(&self.pixels[..], self.width, self.pixels.len() / self.width.max(1))
    }

    /// Searches what is left, in a sampling of it or as it is. True if a code was new.
    fn search(&mut self, resampling: Option<&Resampling>, search: fn(&Luma) -> (Vec<Code>, bool)) -> bool {
        let Some(picture) = self.picture() else { return false };
        let resampled = resampling.and_then(|resampling| resampling.sample(&picture));
        let (found, has_trace) = search(resampled.as_ref().unwrap_or(&picture));
        self.has_trace = has_trace;
        let known = self.codes.len();
        for mut code in found {
            if let Some(resampling) = resampling {
                code.corners = code.corners.map(|(x, y)| {
                    let corner = resampling.map.map(Point::new(x, y));
                    (corner.x, corner.y)
                });
            }
            if self.codes.len() < MAX_SHEET && code.is_convex() && !self.codes.iter().any(|other| other.overlaps(&code))
            {
                self.paint_over(&code);
                self.codes.push(code);
            }
        }
        self.codes.len() > known
    }

    /// Fills the outline of a code with a uniform grey.
    fn paint_over(&mut self, code: &Code) {
        const GREY: u8 = 128;
        let range = |axis: fn(&(f32, f32)) -> f32| {
            let values = code.corners.iter().map(axis);
            let (least, most) = values.fold((f32::MAX, 0.0_f32), |(least, most), t| (least.min(t), most.max(t)));
            (least.max(0.0) as usize, most as usize + 2)
        };
        let ((left, right), (top, bottom)) = (range(|corner| corner.0), range(|corner| corner.1));
        let rows = self.pixels.chunks_exact_mut(self.width).enumerate();
        for (y, row) in rows.take(bottom).skip(top) {
            for (x, pixel) in row.iter_mut().enumerate().take(right).skip(left) {
                if code.contains(Point::<Full>::new(x as f32 + 0.5, y as f32 + 0.5)) {
                    *pixel = GREY;
                }
            }
        }
    }
}

/// The map of a sampling for a picture of this size.
fn resampling(picture: &Luma, sampling: &Sampling) -> Resampling {
    let factor = (sampling.pixels / picture.pixels() as f32).sqrt().min(sampling.factor);
    if sampling.turned {
        Resampling::turned(picture, factor)
    } else {
        Resampling::scaled(picture, factor * sampling.stretch.0, factor * sampling.stretch.1)
    }
}

/// Finds and decodes codes of a picture; without any, whether something looks like one.
fn search_once(frame: &Luma) -> (Vec<Code>, bool) {
    let (image, factor) = within_max_pixels(frame);
    if !is_large_enough(&image) {
        return (Vec::new(), false);
    }
    let Detection {
        mut codes,
        best,
        finders,
        ..
    } = detect_still(&image);
    for code in &mut codes {
        code.corners = enlarged(code.corners, factor);
    }
    (codes, best.is_some() || finders >= TRACE_FINDERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samplings_are_bounded() {
        // A long picture is large when it is turned.
        let flat = Luma::new(vec![128; 16_000 * 700], 16_000, 700).unwrap();
        let mut rest = Rest::new(&flat);
        rest.read_resampled();
        let largest = SAMPLINGS
            .iter()
            .fold(0.0_f32, |most, sampling| most.max(sampling.pixels));
        assert!(rest.resampled <= MAX_RESAMPLED);
        assert!(rest.resampled > MAX_RESAMPLED - largest as usize, "{}", rest.resampled);
        assert!(rest.codes.is_empty());
    }
}
