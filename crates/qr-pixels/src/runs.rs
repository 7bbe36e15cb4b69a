//! Detection of finder patterns by their runs (ISO/IEC 18004, 6.3.3): dark and light runs in the
//! ratio 1 : 1 : 3 : 1 : 1 along every line through their centre, at any angle.

use super::{
    bitmap::Bitmap,
    finder::Finder,
    geometry::Point,
    rings,
    space::{Polarity, Reduced},
    view::View,
};

/// Finder patterns of one scan that a frame needs: those with the highest scores.
pub const FINDERS_PER_SCAN: usize = 20;
/// Candidates that are scored for each finder pattern that is returned, at most: those that most
/// lines crossed.
const SCORED_CANDIDATES: usize = 3;
/// Smallest module in pixels that runs can tell.
const SMALLEST_MODULE: f32 = 1.36;
/// Pixels from the centre within which the dark square is filled; the centre of a larger one is
/// precise enough as it was found.
const LARGEST_FILL_REACH: usize = 400;
/// Minimum score of a finder pattern.
const MIN_SCORE: f32 = 0.4;
/// Share of the lines that can cross a dark square, from which on they prove it.
const CROSSED_SHARE: f32 = 0.4;
/// Multiple of the expected area from which on a filled square has leaked into its ring.
const LEAK_FACTOR: f32 = 2.2;

/// Detects finder patterns by their runs along every `step`th row of the picture, at most `most` of
/// them. The best come first.
#[must_use]
#[inline(never)]
pub fn find_by_runs(
    image: View<'_, Reduced>,
    bitmap: &Bitmap,
    step: usize,
    polarity: Polarity,
    most: usize,
) -> Vec<Finder<Reduced>> {
    let mut candidates = CandidateMap::new(bitmap);
    let tone = u8::from(polarity == Polarity::DarkOnLight);
    for y in (0..bitmap.height()).step_by(step) {
        let row = bitmap.row(y);
        // Starts of the last five runs; the current one ends where the tone changes.
        let mut starts = [0_u32; 5];
        for_each_transition(row, |x| {
            if row[x - 1] == tone {
                let end = x as u32;
                let [a, b, c, d, e] = starts;
                let runs = [b - a, c - b, d - c, e - d, end - e];
                // The middle run is the widest of the inner three, which are symmetric. Most runs fail
                // here.
                let (left, middle, right) = (runs[1], runs[2], runs[3]);
                if middle > left.max(right) && left.abs_diff(right) * 2 <= middle + 2 && has_finder_ratio(&runs) {
                    cross_check((bitmap, tone), (x, y), &runs, &mut candidates);
                }
            }
            starts.rotate_left(1);
            starts[4] = x as u32;
        });
    }
    let mut found = compact_sort::sorted_by_key(candidates.finders, |finder| -(finder.hits as f32));
    found.truncate(SCORED_CANDIDATES * most);
    // Seen at a steep angle a pattern has no round rings, but many lines cross it.
    let crossed = |finder: &Finder<Reduced>| finder.hits as f32 * step as f32 > CROSSED_SHARE * 3.0 * finder.module;
    let scored: Vec<Finder<Reduced>> = found
        .iter()
        .map(|finder| {
            let score = rings::ring_score(image, finder, polarity);
            let least = if crossed(finder) { MIN_SCORE } else { f32::MIN };
            Finder {
                score: score.max(least),
                ..*finder
            }
        })
        .filter(|finder| finder.score >= MIN_SCORE)
        .collect();
    let mut scored = compact_sort::sorted_by_key(scored, |finder| -finder.score);
    scored.truncate(most);
    scored
        .iter()
        .map(|finder| refine_centre((bitmap, tone), finder))
        .collect()
}

/// Calls `transition` with the index of every pixel that differs from the one before, and with the
/// length of the row. Compares eight pixels at a time.
fn for_each_transition(row: &[u8], mut transition: impl FnMut(usize)) {
    let mut x = 1;
    while x + 8 <= row.len() {
        let word = |at: usize| row[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
        let mut differ = word(x) ^ word(x - 1);
        while differ != 0 {
            transition(x + differ.trailing_zeros() as usize / 8);
            differ &= differ - 1;
        }
        x += 8;
    }
    while x < row.len() {
        if row[x] != row[x - 1] {
            transition(x);
        }
        x += 1;
    }
    if !row.is_empty() {
        transition(row.len());
    }
}

/// True if runs have the ratio 1 : 1 : 3 : 1 : 1. Compares distances between edges of the same direction, which blur
/// and bleeding ink do not change. Without a quiet zone the outer runs may continue beyond the symbol.
fn has_finder_ratio(runs: &[u32; 5]) -> bool {
    if runs.contains(&0) {
        return false;
    }
    let [a, b, c, d, e] = runs.map(|run| run as f32);
    // All seven modules, or the inner five where an outer run is too long.
    let inner = (b + c + d) / 5.0;
    let module = if a < 1.8 * inner && e < 1.8 * inner {
        (a + b + c + d + e) / 7.0
    } else {
        inner
    };
    if module < SMALLEST_MODULE {
        return false;
    }
    let near = |sum: f32, modules: f32| (sum - modules * module).abs() <= 0.22 * modules * module + 0.9;
    near(b + c, 4.0)
        && near(c + d, 4.0)
        && (near(a + b, 2.0) || a > module)
        && (near(d + e, 2.0) || e > module)
        && c > 1.4 * module
}

/// Width of the pattern in pixels by its runs, of which the outer ones are cut where they continue
/// beyond the symbol.
fn pattern_width(runs: &[u32; 5]) -> f32 {
    let inner = (runs[1] + runs[2] + runs[3]) as f32;
    let most = inner * 0.36;
    inner + (runs[0] as f32).min(most) + (runs[4] as f32).min(most)
}

/// Confirms a candidate that ends at column `end` of a row by its runs down and across, and adds it
/// to the candidates.
fn cross_check(bitmap: (&Bitmap, u8), (end, y): (usize, usize), runs: &[u32; 5], candidates: &mut CandidateMap) {
    let centre = end as f32 - (runs[3] + runs[4]) as f32 - runs[2] as f32 / 2.0;
    // A longer run is no part of the pattern.
    let most = 3 * (runs[1] + runs[2] + runs[3]) as usize;
    let Some((down, height)) = count_runs(bitmap, (centre, y as f32 + 0.5), false, most) else {
        return;
    };
    let Some((across, width)) = count_runs(bitmap, (centre, down), true, most) else {
        return;
    };
    if width > 2.5 * height || height > 2.5 * width {
        return;
    }
    let (point, module) = (Point::new(across, down), (width + height) / 14.0);
    candidates.add(point, module);
}

/// Candidates indexed by their position, so that crossings of the same pattern are merged.
struct CandidateMap {
    finders: Vec<Finder<Reduced>>,
    /// Indices of candidates, by squares of the picture.
    squares: Vec<Vec<u32>>,
    columns: usize,
}

impl CandidateMap {
    /// Side of a square in pixels.
    const SIDE: usize = 32;

    fn new(bitmap: &Bitmap) -> Self {
        let columns = bitmap.width() / Self::SIDE + 1;
        Self {
            finders: Vec::new(),
            squares: vec![Vec::new(); columns * (bitmap.height() / Self::SIDE + 1)],
            columns,
        }
    }

    /// Adds a crossing to its candidate, or as a new one.
    fn add(&mut self, point: Point<Reduced>, module: f32) {
        let (column, row) = (point.x as usize / Self::SIDE, point.y as usize / Self::SIDE);
        for y in row.saturating_sub(1)..=row + 1 {
            for x in column.saturating_sub(1)..(column + 2).min(self.columns) {
                for n in self.squares.get(y * self.columns + x).into_iter().flatten() {
                    let finder = &mut self.finders[*n as usize];
                    let near = finder.centre.distance(point) < 2.0 * module.max(finder.module);
                    if near && module < 1.6 * finder.module && finder.module < 1.6 * module {
                        let hits = finder.hits as f32;
                        finder.centre = finder.centre.times(hits).plus(point).times(1.0 / (hits + 1.0));
                        finder.module = (finder.module * hits + module) / (hits + 1.0);
                        finder.hits += 1;
                        return;
                    }
                }
            }
        }
        if let Some(square) = self.squares.get_mut(row * self.columns + column) {
            square.push(self.finders.len() as u32);
            self.finders.push(Finder::new(point, module, 0.0));
        }
    }
}

/// Counts the runs on both sides of a point, up to `most` pixels each. Returns the centre of the
/// pattern along that line and its width, if the runs have the right ratio.
fn count_runs((bitmap, tone): (&Bitmap, u8), (x, y): (f32, f32), across: bool, most: usize) -> Option<(f32, f32)> {
    let (column, line) = (x as usize, y as usize);
    let (at, end) = if across {
        (column, bitmap.width())
    } else {
        (line, bitmap.height())
    };
    let dark = |i: usize| {
        if across {
            bitmap.is(tone, i, line)
        } else {
            bitmap.is(tone, column, i)
        }
    };
    if at >= end || !dark(at) {
        return None;
    }
    let mut runs = [0_u32; 5];
    let mut position = at;
    for (n, wanted) in [(2, true), (3, false), (4, true)] {
        let stop = end.min(position + most);
        let start = position;
        while position < stop && dark(position) == wanted {
            position += 1;
        }
        runs[n] += (position - start) as u32;
    }
    let last = position;
    let mut position = at;
    for (n, wanted) in [(2, true), (1, false), (0, true)] {
        let stop = position.saturating_sub(most);
        let start = position;
        while position > stop && dark(position - 1) == wanted {
            position -= 1;
        }
        runs[n] += (start - position) as u32;
    }
    let centre = last as f32 - (runs[3] + runs[4]) as f32 - runs[2] as f32 / 2.0;
    has_finder_ratio(&runs).then(|| (centre, pattern_width(&runs)))
}

/// Moves a finder pattern to the centroid of its inner square, which is exact to a fraction of a
/// pixel at any rotation. The square's area gives the size of a module.
fn refine_centre((bitmap, tone): (&Bitmap, u8), finder: &Finder<Reduced>) -> Finder<Reduced> {
    let (x, y) = (finder.centre.x as usize, finder.centre.y as usize);
    let most = (9.0 * finder.module * finder.module * LEAK_FACTOR).ceil() as usize;
    // The square reaches no farther from the centre at any rotation.
    let reach = ((4.0 * finder.module).ceil() as usize).min(LARGEST_FILL_REACH);
    let (left, top, side) = (x.saturating_sub(reach), y.saturating_sub(reach), 2 * reach + 1);
    if !bitmap.is(tone, x, y) {
        return *finder;
    }
    let mut seen = vec![false; side * side];
    let mut see = |x: usize, y: usize| {
        let (column, line) = (x.wrapping_sub(left), y.wrapping_sub(top));
        column < side
            && line < side
            && bitmap.is(tone, x, y)
            && !std::mem::replace(&mut seen[line * side + column], true)
    };
    see(x, y);
    let mut inside = vec![(x, y)];
    let (mut sum_x, mut sum_y) = (0.0, 0.0);
    let mut n = 0;
    while let Some((x, y)) = inside.pop() {
        n += 1;
        if n > most {
            return *finder;
        }
        sum_x += x as f32 + 0.5;
        sum_y += y as f32 + 0.5;
        let beside = [(x + 1, y), (x.wrapping_sub(1), y), (x, y + 1), (x, y.wrapping_sub(1))];
        inside.extend(beside.into_iter().filter(|(x, y)| see(*x, *y)));
    }
    let area = n as f32;
    let module = (area / 9.0).sqrt();
    let centre = Point::new(sum_x / area, sum_y / area);
    if centre.distance(finder.centre) > 1.5 * finder.module || module < 0.5 * finder.module {
        return *finder;
    }
    Finder {
        centre,
        module,
        ..*finder
    }
}
