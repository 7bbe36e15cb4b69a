//! Finder patterns (ISO/IEC 18004, 6.3.3): three dark squares in light rings in dark rings,
//! 1 : 1 : 3 : 1 : 1 along every line through their centre, at any angle.

use super::{binary::Bitmap, geometry::Point};

/// A finder pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder {
    /// Its centre in pixels.
    pub centre: Point,
    /// Pixels a module.
    pub module: f32,
    /// How many lines crossed it.
    hits: u32,
}

impl Finder {
    /// The same in a picture that is larger by this factor.
    pub fn enlarged(&self, factor: f32) -> Self {
        Self {
            centre: self.centre.times(factor),
            module: self.module * factor,
            ..*self
        }
    }
}

/// Narrowest pattern that is looked at, in pixels: 1.4 a module.
const LEAST_WIDTH: u32 = 10;
/// Most patterns that go on to grouping, those first that most lines crossed.
const MOST: usize = 24;
/// A dark square of this many times the expected area has leaked into its ring.
const LEAKED: f32 = 2.2;

/// Finds finder patterns by their runs along every line of the picture.
pub(super) fn find(bitmap: &Bitmap) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..bitmap.height() {
        let row = bitmap.row(y);
        // The last five runs; the current one ends where the colour changes.
        let mut runs = [0_u32; 5];
        let mut start = 0;
        for x in 1..=row.len() {
            if x < row.len() && row[x] == row[x - 1] {
                continue;
            }
            runs.rotate_left(1);
            #[expect(clippy::cast_possible_truncation, reason = "no picture is that wide")]
            let run = (x - start) as u32;
            runs[4] = run;
            start = x;
            if row[x - 1] && is_pattern(&runs) {
                check(bitmap, x, y, &runs, &mut found);
            }
        }
    }
    found.retain(|finder| finder.hits > 1);
    found.sort_by_key(|finder| std::cmp::Reverse(finder.hits));
    found.truncate(MOST);
    found.iter().map(|finder| refine(bitmap, finder)).collect()
}

/// 1 : 1 : 3 : 1 : 1, judged by distances between edges of the same kind, which blur and ink
/// that runs do not change.
fn is_pattern(runs: &[u32; 5]) -> bool {
    let total: u32 = runs.iter().sum();
    if total < LEAST_WIDTH || runs.contains(&0) {
        return false;
    }
    let [a, b, c, d, e] = runs.map(|run| run as f32);
    let module = total as f32 / 7.0;
    let near = |sum: f32, modules: f32| (sum - modules * module).abs() <= (0.22 * modules).mul_add(module, 0.9);
    near(a + b, 2.0) && near(b + c, 4.0) && near(c + d, 4.0) && near(d + e, 2.0) && c > a && c > e && c > 1.4 * module
}

/// A candidate that ends at column `end` of a line: crossed downwards and across once more,
/// then joined with what is known.
fn check(bitmap: &Bitmap, end: usize, y: usize, runs: &[u32; 5], found: &mut Vec<Finder>) {
    let centre = end as f32 - (runs[3] + runs[4]) as f32 - runs[2] as f32 / 2.0;
    let Some((down, height)) = cross(bitmap, centre, y as f32 + 0.5, false) else {
        return;
    };
    let Some((across, width)) = cross(bitmap, centre, down, true) else {
        return;
    };
    if width > 2.5 * height || height > 2.5 * width {
        return;
    }
    let (point, module) = (Point::new(across, down), (width + height) / 14.0);
    for finder in &mut *found {
        let near = finder.centre.distance(point) < 2.0 * module.max(finder.module);
        if near && module < 1.6 * finder.module && finder.module < 1.6 * module {
            let hits = finder.hits as f32;
            finder.centre = finder.centre.times(hits).plus(point).times(1.0 / (hits + 1.0));
            finder.module = finder.module.mul_add(hits, module) / (hits + 1.0);
            finder.hits += 1;
            return;
        }
    }
    found.push(Finder {
        centre: point,
        module,
        hits: 1,
    });
}

/// Counts the runs from a dark point both ways along a line; the centre of the pattern and
/// its width where they fit.
fn cross(bitmap: &Bitmap, x: f32, y: f32, across: bool) -> Option<(f32, f32)> {
    let (column, line) = (x as usize, y as usize);
    let (at, end) = if across {
        (column, bitmap.width())
    } else {
        (line, bitmap.height())
    };
    let dark = |i: usize| {
        if across {
            bitmap.is_dark(i, line)
        } else {
            bitmap.is_dark(column, i)
        }
    };
    if at >= end || !dark(at) {
        return None;
    }
    let mut runs = [0_u32; 5];
    let mut position = at;
    for (n, wanted) in [(2, true), (3, false), (4, true)] {
        while position < end && dark(position) == wanted {
            runs[n] += 1;
            position += 1;
        }
    }
    let last = position;
    let mut position = at;
    for (n, wanted) in [(2, true), (1, false), (0, true)] {
        while position > 0 && dark(position - 1) == wanted {
            runs[n] += 1;
            position -= 1;
        }
    }
    let centre = last as f32 - (runs[3] + runs[4]) as f32 - runs[2] as f32 / 2.0;
    is_pattern(&runs).then(|| (centre, runs.iter().sum::<u32>() as f32))
}

/// The centre of mass of the dark square inside, which is exact to a fraction of a pixel and
/// at any angle; its area tells the size of a module.
fn refine(bitmap: &Bitmap, finder: &Finder) -> Finder {
    let (x, y) = (finder.centre.x as usize, finder.centre.y as usize);
    let most = (9.0 * finder.module * finder.module * LEAKED).ceil() as usize;
    if !bitmap.is_dark(x, y) {
        return *finder;
    }
    let mut inside = vec![(x, y)];
    let mut seen = std::collections::HashSet::from([(x, y)]);
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
        inside.extend(
            beside
                .into_iter()
                .filter(|(x, y)| bitmap.is_dark(*x, *y) && seen.insert((*x, *y))),
        );
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
