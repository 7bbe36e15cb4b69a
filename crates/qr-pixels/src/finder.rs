//! Finder patterns (ISO/IEC 18004, 6.3.3): three dark squares in light rings in dark rings,
//! 1 : 1 : 3 : 1 : 1 along every line through their centre, at any angle.

use super::{Luma, binary::Bitmap, geometry::Point, rings};

/// A finder pattern.
#[derive(Clone, Copy, Debug)]
pub struct Finder {
    /// Its centre in pixels.
    pub centre: Point,
    /// Pixels a module.
    pub module: f32,
    /// How much it looks like one, up to 1.
    pub score: f32,
    /// How many lines crossed it.
    hits: u32,
}

impl Finder {
    /// A pattern that was not found by its runs.
    pub const fn new(centre: Point, module: f32, score: f32) -> Self {
        Self {
            centre,
            module,
            score,
            hits: 1,
        }
    }

    /// The same in a picture that is larger by this factor.
    pub fn scaled(&self, factor: f32) -> Self {
        Self {
            centre: self.centre.times(factor),
            module: self.module * factor,
            ..*self
        }
    }
}

/// Most patterns that go on to grouping, those that look most like one.
pub const MOST: usize = 20;
/// Most patterns that are looked at closely, those that most lines crossed.
const MOST_JUDGED: usize = 60;
/// Fewest pixels a module that runs can tell.
const LEAST_MODULE: f32 = 1.36;
/// The centre of a larger dark square is near enough as it was found.
const MOST_REACH: usize = 400;
/// What looks less like a finder pattern than this is none.
const LEAST_SCORE: f32 = 0.4;
/// Of the lines that can cross a dark square, this share does.
const MOSTLY: f32 = 0.4;
/// A dark square of this many times the expected area has leaked into its ring.
const LEAKED: f32 = 2.2;

/// Finds finder patterns by their runs along every `step`th line of the picture: dark ones, or
/// those of symbols that are light on dark ground. The most likely ones come first.
#[inline(never)]
pub fn find(image: &Luma, bitmap: &Bitmap, step: usize, light: bool) -> Vec<Finder> {
    let mut found = Found::new(bitmap);
    let tone = u8::from(!light);
    for y in (0..bitmap.height()).step_by(step) {
        let row = bitmap.row(y);
        // Where the last runs began; the current one ends where the colour changes.
        let mut starts = [0_u32; 5];
        each_change(row, |x| {
            if row[x - 1] == tone {
                let end = x as u32;
                let [a, b, c, d, e] = starts;
                let runs = [b - a, c - b, d - c, e - d, end - e];
                // The middle is the widest of the inner three, and they are alike from left to
                // right: most runs fail here.
                let (left, middle, right) = (runs[1], runs[2], runs[3]);
                if middle > left.max(right) && left.abs_diff(right) * 2 <= middle + 2 && is_pattern(&runs) {
                    check((bitmap, tone), (x, y), &runs, &mut found);
                }
            }
            starts.rotate_left(1);
            starts[4] = x as u32;
        });
    }
    let mut found = compact_sort::sorted_by_key(found.finders, |finder| -(finder.hits as f32));
    found.truncate(MOST_JUDGED);
    // Seen far from the side a pattern has no rings, but many lines cross it.
    let crossed = |finder: &Finder| finder.hits as f32 * step as f32 > MOSTLY * 3.0 * finder.module;
    let judged: Vec<Finder> = found
        .iter()
        .map(|finder| {
            let score = rings::judge(image, finder, light).0;
            let least = if crossed(finder) { LEAST_SCORE } else { f32::MIN };
            Finder {
                score: score.max(least),
                ..*finder
            }
        })
        .filter(|finder| finder.score >= LEAST_SCORE)
        .collect();
    let mut judged = compact_sort::sorted_by_key(judged, |finder| -finder.score);
    judged.truncate(MOST);
    judged.iter().map(|finder| refine((bitmap, tone), finder)).collect()
}

/// Calls with every place where a row differs from the place before, and with its end. Eight
/// pixels are compared at a time.
fn each_change(row: &[u8], mut change: impl FnMut(usize)) {
    let mut x = 1;
    while x + 8 <= row.len() {
        let word = |at: usize| row[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
        let mut differ = word(x) ^ word(x - 1);
        while differ != 0 {
            change(x + differ.trailing_zeros() as usize / 8);
            differ &= differ - 1;
        }
        x += 8;
    }
    while x < row.len() {
        if row[x] != row[x - 1] {
            change(x);
        }
        x += 1;
    }
    if !row.is_empty() {
        change(row.len());
    }
}

/// 1 : 1 : 3 : 1 : 1, judged by distances between edges of the same kind, which blur and ink
/// that runs do not change. Where there is no quiet zone the outer dark runs go on into what
/// lies beside the symbol.
fn is_pattern(runs: &[u32; 5]) -> bool {
    if runs.contains(&0) {
        return false;
    }
    let [a, b, c, d, e] = runs.map(|run| run as f32);
    // The inner five modules, and the whole seven where they are as they should be.
    let inner = (b + c + d) / 5.0;
    let module = if a < 1.8 * inner && e < 1.8 * inner {
        (a + b + c + d + e) / 7.0
    } else {
        inner
    };
    if module < LEAST_MODULE {
        return false;
    }
    let near = |sum: f32, modules: f32| (sum - modules * module).abs() <= 0.22 * modules * module + 0.9;
    near(b + c, 4.0)
        && near(c + d, 4.0)
        && (near(a + b, 2.0) || a > module)
        && (near(d + e, 2.0) || e > module)
        && c > 1.4 * module
}

/// Width of the pattern in pixels by its runs; what lies beside the symbol does not count.
fn width(runs: &[u32; 5]) -> f32 {
    let inner = (runs[1] + runs[2] + runs[3]) as f32;
    let most = inner * 0.36;
    inner + (runs[0] as f32).min(most) + (runs[4] as f32).min(most)
}

/// A candidate that ends at column `end` of a line: crossed downwards and across once more,
/// then joined with what is known.
fn check(bitmap: (&Bitmap, u8), (end, y): (usize, usize), runs: &[u32; 5], found: &mut Found) {
    let centre = end as f32 - (runs[3] + runs[4]) as f32 - runs[2] as f32 / 2.0;
    // What is longer than this is none, or lies beside the symbol.
    let most = 3 * (runs[1] + runs[2] + runs[3]) as usize;
    let Some((down, height)) = cross(bitmap, (centre, y as f32 + 0.5), false, most) else {
        return;
    };
    let Some((across, width)) = cross(bitmap, (centre, down), true, most) else {
        return;
    };
    if width > 2.5 * height || height > 2.5 * width {
        return;
    }
    let (point, module) = (Point::new(across, down), (width + height) / 14.0);
    found.add(point, module);
}

/// Patterns by where they are, so that crossings of one and the same find each other.
struct Found {
    finders: Vec<Finder>,
    /// Indices by squares of the picture.
    squares: Vec<Vec<u32>>,
    columns: usize,
}

impl Found {
    /// Pixels a side of a square.
    const SIDE: usize = 32;

    fn new(bitmap: &Bitmap) -> Self {
        let columns = bitmap.width() / Self::SIDE + 1;
        Self {
            finders: Vec::new(),
            squares: vec![Vec::new(); columns * (bitmap.height() / Self::SIDE + 1)],
            columns,
        }
    }

    /// Adds a crossing to the pattern that it belongs to.
    fn add(&mut self, point: Point, module: f32) {
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

/// Counts the runs from a dark point both ways along a line, up to `most` pixels each; the centre
/// of the pattern and its width where they fit.
fn cross((bitmap, tone): (&Bitmap, u8), (x, y): (f32, f32), across: bool, most: usize) -> Option<(f32, f32)> {
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
    is_pattern(&runs).then(|| (centre, width(&runs)))
}

/// The centre of mass of the dark square inside, which is exact to a fraction of a pixel and
/// at any angle; its area tells the size of a module.
fn refine((bitmap, tone): (&Bitmap, u8), finder: &Finder) -> Finder {
    let (x, y) = (finder.centre.x as usize, finder.centre.y as usize);
    let most = (9.0 * finder.module * finder.module * LEAKED).ceil() as usize;
    // The square does not reach farther than this from the centre, however it is turned.
    let reach = ((4.0 * finder.module).ceil() as usize).min(MOST_REACH);
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
