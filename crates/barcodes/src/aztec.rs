//! Aztec: the search for bull's-eyes, and the way to the decoder.

use crate::{
    binary::{Run, runs},
    image::GreyImage,
    reader::{Barcode, Symbology, guarded},
};
use rxing::{
    Point,
    aztec::{decoder, detector::Detector},
    common::{BitMatrix, DetectorRXingResult},
};

/// Runs across the inner rings: light, dark, light, the dark centre, and back. What is further out differs between
/// compact and full symbols (ISO/IEC 24778, 7.2).
const RINGS: usize = 7;
/// Distance in pixels between rows that are searched: the centre is a module wide.
const ROW_STEP: u32 = 2;
/// Bull's-eyes of which the rings are compared, those seen in most rows first.
const BULLSEYES: usize = 64;
/// Rows in which rings are seen, at most.
const RING_ROWS: usize = 4_096;
/// Least pixels of a module.
const MIN_MODULE: f32 = 1.5;
/// Deviation of a ring's width from the mean, as a share of it, and in pixels.
const DEVIATION: f32 = 0.4;
const DEVIATION_PIXELS: f32 = 1.1;
/// Ratio of the widths across and down, at most: a symbol may be seen aside.
const STRETCH: f32 = 2.0;
/// Modules beside the centre that show the mode message: of full symbols, of compact ones, and with some more around it
/// (ISO/IEC 24778, 7.2).
const CORES: [usize; 3] = [7, 5, 9];
/// Modules beside the centre of the largest symbol, and of the smallest.
const LARGEST: usize = 75;
const SMALLEST: usize = 7;
/// Factor by which what a pose is compared with grows until it is the whole symbol.
const GROWTH: f32 = 1.4;
/// Pixels of a module in the picture for the decoder, and light around the symbol.
const PIXELS: u32 = 4;
const MARGIN: u32 = 8;

/// A place that may be the centre of a bull's-eye.
#[derive(Clone, Copy, Debug)]
struct Bullseye {
    x: f32,
    y: f32,
    /// Pixels of a module across and down.
    module: [f32; 2],
    /// Rows in which it was seen.
    rows: usize,
}

/// Symbols in a picture that was binarised, of so many bull's-eyes.
pub fn read(image: &GreyImage, matrix: &BitMatrix, most: usize) -> Vec<Barcode> {
    let seen = bullseyes(matrix);
    let mut starts: Vec<Starts> = seen
        .iter()
        .take(BULLSEYES)
        .map(|seen| Pose::starts(image, seen))
        .collect();
    // The lines of the reference grid of large symbols cross like rings, and less clearly.
    starts.sort_by(|a, b| b[0].0.total_cmp(&a[0].0));
    let mut found: Vec<Barcode> = Vec::new();
    for starts in starts.into_iter().take(most) {
        if !found.iter().any(|barcode| barcode.contains(starts[0].1.centre)) {
            found.extend(Pose::of(image, starts).and_then(|pose| symbol(image, pose)));
        }
    }
    found
}

/// Bull's-eyes of a picture, those that were seen in most rows first.
fn bullseyes(matrix: &BitMatrix) -> Vec<Bullseye> {
    let (width, height) = (matrix.getWidth(), matrix.getHeight());
    let (mut row, mut column) = (Vec::new(), Vec::new());
    let mut rings = 0;
    let mut found: Vec<Bullseye> = Vec::new();
    for y in (0..height).step_by(ROW_STEP as usize) {
        runs(width, |x| matrix.get(x, y), &mut row);
        for window in row.windows(RINGS) {
            // The outer of the seven is light, as the one in the middle is dark.
            let Some((x, across)) = rings_of(window).filter(|_| !window[0].is_dark) else {
                continue;
            };
            rings += 1;
            if rings > RING_ROWS {
                return ranked(found);
            }
            if let Some(known) = found.iter_mut().find(|known| known.is_near(x, y as f32 + 0.5)) {
                known.rows += 1;
                continue;
            }
            // The same down through the centre.
            runs(height, |y| matrix.get(x as u32, y), &mut column);
            let Some((centre, down)) = rings_at(&column, y) else {
                continue;
            };
            let stretch = across.max(down) / across.min(down);
            if stretch <= STRETCH {
                found.push(Bullseye {
                    x,
                    y: centre,
                    module: [across, down],
                    rows: 1,
                });
            }
        }
    }
    ranked(found)
}

fn ranked(mut found: Vec<Bullseye>) -> Vec<Bullseye> {
    found.sort_by_key(|bullseye| std::cmp::Reverse(bullseye.rows));
    found
}

impl Bullseye {
    fn is_near(&self, x: f32, y: f32) -> bool {
        (self.x - x).abs() < self.module[0] && (self.y - y).abs() < self.module[1]
    }
}

/// Centre and module of runs that cross the rings, in pixels along the line.
fn rings_of(window: &[Run]) -> Option<(f32, f32)> {
    let total: u32 = window.iter().map(|run| run.length).sum();
    let module = total as f32 / RINGS as f32;
    let most = (DEVIATION * module).max(DEVIATION_PIXELS);
    let even = window.iter().all(|run| (run.length as f32 - module).abs() <= most);
    let centre = window.get(RINGS / 2)?;
    (even && module >= MIN_MODULE).then(|| (centre.start as f32 + centre.length as f32 / 2.0, module))
}

/// Those of the runs around a place.
fn rings_at(line: &[Run], place: u32) -> Option<(f32, f32)> {
    let at = line.partition_point(|run| run.start + run.length <= place);
    let first = at.checked_sub(RINGS / 2)?;
    rings_of(line.get(first..first + RINGS)?).filter(|_| line.get(at).is_some_and(|run| run.is_dark))
}

/// Position of the modules of a symbol: its centre, the steps across and down, and the perspective.
#[derive(Clone, Copy, Debug)]
struct Pose {
    centre: [f32; 2],
    steps: [[f32; 2]; 2],
    /// Share by which modules shrink from one to the next, across and down.
    tilt: [f32; 2],
}

/// Modules beside the centre that every symbol has as dark and light rings in turn.
const RING_REACH: i32 = 4;
/// Places within a module that are sampled, from its centre: near its edges, where a pose that is off shows first.
const EDGES: [f32; 2] = [-0.42, 0.42];
const WITHIN: [f32; 2] = [-0.25, 0.25];
/// Steps in which a pose is refined, in modules at the end of what is compared.
const COARSE: [f32; 3] = [0.3, 0.12, 0.05];
const FINE: [f32; 3] = [0.3, 0.12, 0.05];
/// Changes of one size, at most.
const CHANGES: usize = 8;
/// Angles that are tried first: a bull's-eye looks the same after a quarter turn.
const ANGLES: u8 = 18;
/// Sizes that are tried with each.
const SCALES: [f32; 3] = [1.0, 1.2, 0.85];
/// Least difference of light and dark rings in grey levels.
const MIN_CONTRAST: f32 = 20.0;
/// Modules of the rings that may have the wrong colour.
const WRONG_MODULES: usize = 6;
/// Modules beside the centre up to which a pose is refined; for larger symbols it is right by then.
const REFINED_REACH: usize = 30;

/// Poses from which the search for the best one starts, with their contrasts.
type Starts = [(f32, Pose); 4];

impl Pose {
    fn point(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let depth = (1.0 + self.tilt[0] * x + self.tilt[1] * y).max(0.1);
        [0, 1].map(|axis| self.centre[axis] + (x * self.steps[0][axis] + y * self.steps[1][axis]) / depth)
    }

    /// Mean grey level of a module, by its number from the centre.
    fn value(&self, image: &GreyImage, [x, y]: [f32; 2], within: [[f32; 2]; 2]) -> f32 {
        let places = within[1]
            .into_iter()
            .flat_map(|dy| within[0].map(|dx| [x + dx, y + dy]));
        let sum: u16 = places
            .map(|place| {
                let [px, py] = self.point(place);
                u16::from(image.sample(px - 0.5, py - 0.5))
            })
            .sum();
        f32::from(sum) / 4.0
    }

    /// The clearest poses of all angles and some sizes, the clearest first.
    fn starts(image: &GreyImage, bullseye: &Bullseye) -> Starts {
        let [across, down] = bullseye.module;
        let angles = (0..ANGLES).map(|n| f32::from(n) * std::f32::consts::FRAC_PI_2 / f32::from(ANGLES));
        let poses = angles.flat_map(|angle| {
            let (sin, cos) = angle.sin_cos();
            SCALES.map(|scale| {
                // Rows of a symbol that is turned cross more of each module.
                let scale = scale / (sin + cos).max(1.0);
                Self {
                    centre: [bullseye.x, bullseye.y],
                    steps: [[cos * across, sin * down], [-sin * across, cos * down]]
                        .map(|step| step.map(|d| d * scale)),
                    tilt: [0.0; 2],
                }
            })
        });
        let mut scored: Vec<(f32, Self)> = poses.map(|pose| (pose.contrast(image, WITHIN), pose)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        std::array::from_fn(|n| scored[n])
    }

    /// The pose in which the rings are clearest: coordinate ascent from each start.
    fn of(image: &GreyImage, starts: Starts) -> Option<Self> {
        let ascents = starts.into_iter().map(|start| {
            let steps = COARSE
                .into_iter()
                .map(|size| (size, WITHIN))
                .chain(COARSE.map(|size| (size / 2.0, EDGES)));
            steps.fold(start, |(_, pose), (size, within)| {
                pose.ascended(size, RING_REACH as f32, 6, |pose| pose.contrast(image, within))
            })
        });
        let best = ascents.max_by(|a, b| a.0.total_cmp(&b.0))?;
        (best.0 >= MIN_CONTRAST).then_some(best.1)
    }

    /// The best pose near this one with its score: coordinate ascent over so many of the eight parameters, in steps that
    /// move a module at `reach` by `size` modules.
    fn ascended(self, size: f32, reach: f32, parameters: usize, score: impl Fn(&Self) -> f32) -> (f32, Self) {
        let module = self.steps[0][0].hypot(self.steps[0][1]);
        let mut best = (score(&self), self);
        for _ in 0..CHANGES {
            let before = best.0;
            for parameter in 0..parameters {
                for change in [-size, size] {
                    let pose = best.1.changed(parameter, change, reach, module);
                    let score = score(&pose);
                    if score > best.0 {
                        best = (score, pose);
                    }
                }
            }
            if best.0 <= before {
                break;
            }
        }
        best
    }

    /// The pose with one parameter changed: place, turn, size, aspect, shear, perspective.
    fn changed(mut self, parameter: usize, change: f32, reach: f32, module: f32) -> Self {
        let turn = |[x, y]: [f32; 2], by: f32| [x - by * y, y + by * x];
        let (share, [across, down]) = (change / reach, self.steps);
        match parameter {
            0 | 1 => self.centre[parameter] += change * module,
            2 => self.steps = [turn(across, share), turn(down, share)],
            3 => self.steps = self.steps.map(|step| step.map(|d| d * (1.0 + share))),
            4 => self.steps[0] = across.map(|d| d * (1.0 + share)),
            5 => self.steps[1] = turn(down, share),
            _ => self.tilt[parameter - 6] += share / reach,
        }
        self
    }

    /// Mean difference of the light and the dark rings.
    fn contrast(&self, image: &GreyImage, within: [f32; 2]) -> f32 {
        let [light, dark] = self.levels(image, within);
        light - dark
    }

    /// Mean grey levels of the light and of the dark rings.
    fn levels(&self, image: &GreyImage, within: [f32; 2]) -> [f32; 2] {
        let (mut sums, mut counts) = ([0.0_f32; 2], [0.0_f32; 2]);
        for (x, y, is_dark) in rings() {
            // What is beyond the outermost ring is unknown, so that its outer edge says nothing.
            let inner = |c: i32| {
                if c.abs() == RING_REACH {
                    within.map(|w| -w.abs() * c.signum() as f32)
                } else {
                    within
                }
            };
            sums[usize::from(is_dark)] += self.value(image, [x as f32, y as f32], [inner(x), inner(y)]);
            counts[usize::from(is_dark)] += 1.0;
        }
        [sums[0] / counts[0], sums[1] / counts[1]]
    }

    /// The pose in which the modules up to `reach` are clearest, whatever their colours are.
    fn refined(self, image: &GreyImage, reach: usize, threshold: f32) -> Self {
        let side = -(reach as i32)..=reach as i32;
        let clarity = |pose: &Self| -> f32 {
            let modules = side
                .clone()
                .flat_map(|y| side.clone().map(move |x| [x as f32, y as f32]));
            modules
                .map(|module| (pose.value(image, module, [EDGES; 2]) - threshold).abs())
                .sum()
        };
        FINE.into_iter()
            .fold(self, |pose, size| pose.ascended(size, reach as f32, 8, clarity).1)
    }
}

/// Modules of the rings with their colour.
fn rings() -> impl Iterator<Item = (i32, i32, bool)> {
    let side = -RING_REACH..=RING_REACH;
    side.clone()
        .flat_map(move |y| side.clone().map(move |x| (x, y, x.abs().max(y.abs()) % 2 == 0)))
}

/// The symbol of a pose: its core says how large it is, then all of it is drawn upright for the decoder.
fn symbol(image: &GreyImage, pose: Pose) -> Option<Barcode> {
    let [light, dark] = pose.levels(image, WITHIN);
    let threshold = f32::midpoint(light, dark);
    let is_dark = |pose: &Pose, x: i32, y: i32| pose.value(image, [x as f32, y as f32], [WITHIN; 2]) < threshold;
    let wrong = rings().filter(|(x, y, dark)| is_dark(&pose, *x, *y) != *dark).count();
    if wrong > WRONG_MODULES {
        return None;
    }
    let drawn = |pose: &Pose, reach: usize| drawing(reach, |x, y| is_dark(pose, x, y));
    let (mut pose, size) = CORES.into_iter().find_map(|core| {
        let pose = pose.refined(image, core, threshold);
        let picture = drawn(&pose, core)?;
        let detected = guarded(|| Detector::new(&picture).detect(false).ok()).flatten()?;
        Some((pose, size(detected.isCompact(), detected.getNbLayers())?))
    })?;
    let mut reach = SMALLEST;
    loop {
        reach = ((reach as f32 * GROWTH) as usize).min(size);
        pose = pose.refined(image, reach.min(REFINED_REACH), threshold);
        if reach == size {
            return decode(&pose, &drawn(&pose, size)?);
        }
    }
}

/// Modules beside the centre of a symbol with so many layers (ISO/IEC 24778, 7.1): full symbols have a line of the
/// reference grid for every fifteen modules.
fn size(is_compact: bool, layers: u32) -> Option<usize> {
    let layers = usize::try_from(layers).ok()?;
    let reach = if is_compact {
        5 + 2 * layers
    } else {
        7 + 2 * layers + (2 * layers + 6) / 15
    };
    (SMALLEST..=LARGEST).contains(&reach).then_some(reach)
}

/// Picture of the modules up to `reach` beside the centre, and light around them as far as the largest symbol goes.
fn drawing(reach: usize, is_dark: impl Fn(i32, i32) -> bool) -> Option<BitMatrix> {
    let side = (2 * LARGEST as u32 + 1) * PIXELS + 2 * MARGIN;
    let mut picture = BitMatrix::new(side, side).ok()?;
    let modules = -(reach as i32)..=reach as i32;
    for y in modules.clone() {
        for x in modules.clone().filter(|x| is_dark(*x, y)) {
            let place = |module: i32| (module + LARGEST as i32) as u32 * PIXELS + MARGIN;
            picture.setRegion(place(x), place(y), PIXELS, PIXELS).ok()?;
        }
    }
    Some(picture)
}

/// The symbol in such a picture.
fn decode(pose: &Pose, picture: &BitMatrix) -> Option<Barcode> {
    guarded(|| {
        let detected = Detector::new(picture).detect(false).ok()?;
        let text = decoder::decode(&detected).ok()?.getText().to_owned();
        // The decoder's order is top right, bottom right, bottom left, top left of the outline in the picture.
        let [b, c, d, a] = <[Point; 4]>::try_from(detected.getPoints()).ok()?;
        let corners = upright([a, b, c, d].map(|p| [p.x, p.y]), detected.getBits(), picture);
        let module = |pixel: f32| (pixel - MARGIN as f32) / PIXELS as f32 - LARGEST as f32 - 0.5;
        Some(Barcode {
            symbology: Symbology::Aztec,
            text,
            corners: corners.map(|corner| pose.point(corner.map(module))),
        })
    })
    .flatten()
}

/// Corners of a symbol, from those of its outline as the picture shows it: turned until the modules agree with the
/// picture.
fn upright(mut corners: [[f32; 2]; 4], modules: &BitMatrix, picture: &BitMatrix) -> [[f32; 2]; 4] {
    let side = modules.getWidth();
    let agreement = |corners: &[[f32; 2]; 4]| {
        let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        places
            .filter(|(x, y)| {
                let (u, v) = ((*x as f32 + 0.5) / side as f32, (*y as f32 + 0.5) / side as f32);
                let [px, py] = [0, 1].map(|axis| {
                    let [a, b, c, d] = corners.map(|corner| corner[axis]);
                    (a * (1.0 - u) + b * u) * (1.0 - v) + (d * (1.0 - u) + c * u) * v
                });
                let is_dark = picture.try_get(px.max(0.0) as u32, py.max(0.0) as u32);
                is_dark == Some(modules.get(*x, *y))
            })
            .count()
    };
    let mut best = (0, corners);
    for _ in 0..4 {
        let count = agreement(&corners);
        if count > best.0 {
            best = (count, corners);
        }
        corners.rotate_left(1);
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_of_symbols() {
        // Modules of a side (ISO/IEC 24778, table 1).
        for (is_compact, layers, side) in [
            (true, 1, 15),
            (true, 4, 27),
            (false, 1, 19),
            (false, 4, 31),
            (false, 5, 37),
            (false, 12, 67),
            (false, 20, 101),
            (false, 32, 151),
        ] {
            assert_eq!(size(is_compact, layers), Some((side - 1) / 2), "{layers}");
        }
        assert_eq!(size(false, 33), None);
        assert_eq!(size(true, 0), None);
    }
}
