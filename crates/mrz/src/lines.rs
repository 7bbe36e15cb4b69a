//! Lines of text of fixed pitch among components of ink, at any angle.

use crate::{ink::Component, limits::MAX_LINES, pose::LinePose};
use std::f32::consts::PI;

/// Directions in which characters are linked, over half a turn.
const DIRECTIONS: usize = 12;
/// Neighbours of a component that are looked at.
const NEIGHBOURS: usize = 14;
/// Fewest characters of a line.
const FEWEST: usize = 7;
/// Part of the linked characters that has to stand where the pitch says.
const MIN_REGULAR: f32 = 0.6;
/// Farthest that a character stands from its place, in pitches.
const TOLERANCE: f32 = 0.27;
/// Places without ink over which a line continues.
const LONGEST_GAP: i32 = 4;
/// Places by which a line is continued in each direction.
const LONGEST_CONTINUATION: i32 = 60;
/// Characters between the outer ones from which on a line may be bent.
const BENT_FROM: f32 = 14.0;

/// Line of text of fixed pitch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub pose: LinePose,
    /// Index of the first character seen.
    pub first: f32,
    /// Index of the last character seen.
    pub last: f32,
    /// Number of characters seen at their places.
    pub count: usize,
}

impl Line {
    pub fn middle(&self) -> f32 {
        (self.first + self.last) / 2.0
    }
}

/// Lines of text among `components`, the longest first; at most [`MAX_LINES`].
pub(crate) fn find(components: &[Component]) -> Vec<Line> {
    let grid = Grid::new(components);
    let neighbours: Vec<Vec<u32>> = components.iter().map(|from| grid.neighbours(from)).collect();
    let mut lines: Vec<Line> = Vec::new();
    for direction in 0..DIRECTIONS {
        let angle = PI * direction as f32 / DIRECTIONS as f32;
        for chain in chains(components, &neighbours, angle) {
            let centres: Vec<[f32; 2]> = chain
                .iter()
                .filter_map(|at| Some(components.get(*at as usize)?.centre))
                .collect();
            let Some(seed) = regular(&centres) else { continue };
            if !lines.iter().any(|line| same(line, &seed)) {
                let line = continued(seed, &grid);
                if !lines.iter().any(|other| same(other, &line)) {
                    lines.push(line);
                }
            }
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    lines.truncate(MAX_LINES);
    lines
}

/// Components by place.
struct Grid<'a> {
    components: &'a [Component],
    cells: Vec<Vec<u32>>,
    width: usize,
    height: usize,
}

/// Side of a cell of the grid, in pixels.
const CELL: f32 = 24.0;

impl<'a> Grid<'a> {
    fn new(components: &'a [Component]) -> Self {
        let place = |value: f32| (value.max(0.0) / CELL) as usize;
        let width = components.iter().map(|c| place(c.centre[0])).max().unwrap_or_default() + 1;
        let height = components.iter().map(|c| place(c.centre[1])).max().unwrap_or_default() + 1;
        let mut cells = vec![Vec::new(); width * height];
        for (index, component) in components.iter().enumerate() {
            let at = place(component.centre[1]) * width + place(component.centre[0]);
            if let Some(cell) = cells.get_mut(at) {
                cell.push(index as u32);
            }
        }
        Self {
            components,
            cells,
            width,
            height,
        }
    }

    fn near(&self, centre: [f32; 2], radius: f32) -> impl Iterator<Item = (u32, &'a Component)> {
        let range = |value: f32, end: usize| {
            let first = ((value - radius).max(0.0) / CELL) as usize;
            let last = ((value + radius).max(0.0) / CELL) as usize;
            first.min(end)..(last + 1).min(end)
        };
        let (columns, rows) = (range(centre[0], self.width), range(centre[1], self.height));
        let components = self.components;
        rows.flat_map(move |row| columns.clone().map(move |column| row * self.width + column))
            .filter_map(|at| self.cells.get(at))
            .flatten()
            .filter_map(move |index| Some((*index, components.get(*index as usize)?)))
    }

    /// The nearest components of similar size, without the component itself.
    fn neighbours(&self, from: &Component) -> Vec<u32> {
        let radius = 2.4 * from.size;
        let mut found: Vec<(f32, u32)> = self
            .near(from.centre, radius)
            .filter_map(|(index, to)| {
                let ratio = to.size / from.size;
                let distance = (to.centre[0] - from.centre[0]).hypot(to.centre[1] - from.centre[1]);
                let alike = (0.45..2.2).contains(&ratio) && distance > 0.3 * from.size && distance < radius;
                alike.then_some((distance, index))
            })
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.truncate(NEIGHBOURS);
        found.into_iter().map(|(_, index)| index).collect()
    }
}

/// Runs of components that follow each other in one direction.
fn chains(components: &[Component], neighbours: &[Vec<u32>], angle: f32) -> Vec<Vec<u32>> {
    let (sin, cos) = angle.sin_cos();
    let next: Vec<Option<u32>> = components
        .iter()
        .zip(neighbours)
        .map(|(from, neighbours)| {
            let ahead = neighbours.iter().filter_map(|&index| {
                let to = components.get(index as usize)?;
                let (dx, dy) = (to.centre[0] - from.centre[0], to.centre[1] - from.centre[1]);
                let (along, across) = (dx * cos + dy * sin, dy * cos - dx * sin);
                let beside = along > 0.3 * from.size && across.abs() < 0.27 * along + 0.06 * from.size;
                beside.then_some((along + across.abs(), index))
            });
            ahead.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, index)| index)
        })
        .collect();
    let mut has_previous = vec![false; components.len()];
    for &to in next.iter().flatten() {
        if let Some(entry) = has_previous.get_mut(to as usize) {
            *entry = true;
        }
    }
    let mut visited = vec![false; components.len()];
    let mut found = Vec::new();
    for (start, _) in has_previous.iter().enumerate().filter(|(_, has)| !**has) {
        let mut chain = Vec::new();
        let mut at = Some(start as u32);
        while let Some(index) = at
            && let Some(seen) = visited.get_mut(index as usize)
            && !*seen
        {
            *seen = true;
            chain.push(index);
            at = next.get(index as usize).copied().flatten();
        }
        if chain.len() >= FEWEST {
            found.push(chain);
        }
    }
    found
}

/// The line through a chain of centres, if most of them stand at places of one pitch.
fn regular(centres: &[[f32; 2]]) -> Option<Line> {
    let distance = |pair: &[[f32; 2]]| match pair {
        [a, b] => (b[0] - a[0]).hypot(b[1] - a[1]),
        _ => 0.0,
    };
    let steps: Vec<f32> = centres.windows(2).map(distance).collect();
    let mut sorted = steps.clone();
    sorted.sort_by(f32::total_cmp);
    let mut pitch = *sorted.get(sorted.len() / 2)?;
    // The pitch and the places depend on each other; a few rounds settle both.
    let mut best: Option<Line> = None;
    for _ in 0..3 {
        let mut index = 0.0;
        let mut points = vec![(0.0, *centres.first()?)];
        for (&step, &centre) in steps.iter().zip(centres.get(1..).unwrap_or_default()) {
            let places = (step / pitch).round();
            index += places;
            // Two pieces of one broken character have one place.
            if places > 0.0 {
                points.push((index, centre));
            }
        }
        let Some(pose) = LinePose::fitted(&points, BENT_FROM) else {
            break;
        };
        let inliers: Vec<_> = points
            .iter()
            .copied()
            .filter(|point| stands_at(&pose, *point))
            .collect();
        let Some(line) = line_through(&inliers) else { break };
        if best.is_none_or(|best| line.count > best.count) {
            best = Some(line);
        }
        pitch = pose.pitch(index / 2.0);
        if !pitch.is_finite() || pitch < 2.0 {
            break;
        }
    }
    best.filter(|line| {
        let span = line.last - line.first + 1.0;
        line.count >= FEWEST && line.count as f32 >= MIN_REGULAR * span.max(centres.len() as f32 * 0.8)
    })
}

fn stands_at(pose: &LinePose, (index, centre): (f32, [f32; 2])) -> bool {
    let at = pose.centre(index);
    (at[0] - centre[0]).hypot(at[1] - centre[1]) < TOLERANCE * pose.pitch(index)
}

fn line_through(points: &[(f32, [f32; 2])]) -> Option<Line> {
    let pose = LinePose::fitted(points, BENT_FROM)?;
    Some(Line {
        pose,
        first: points.iter().map(|point| point.0).reduce(f32::min)?,
        last: points.iter().map(|point| point.0).reduce(f32::max)?,
        count: points.len(),
    })
}

/// True if most of the shorter line is part of the other.
fn same(a: &Line, b: &Line) -> bool {
    let (long, short) = if a.count >= b.count { (a, b) } else { (b, a) };
    [0.25, 0.75].into_iter().all(|part| {
        let point = short.pose.centre(short.first + part * (short.last - short.first));
        let (index, across) = long.pose.locate(point, long.middle());
        across.abs() < 0.4 && index > long.first - 1.0 && index < long.last + 1.0
    })
}

/// The line with the characters before and after it, as far as they stand at its places.
fn continued(seed: Line, grid: &Grid) -> Line {
    let mut line = seed;
    let at = |pose: &LinePose, index: f32| {
        let (centre, pitch) = (pose.centre(index), pose.pitch(index));
        grid.near(centre, pitch)
            .map(|(_, component)| component)
            .filter(|component| component.size > 0.4 * pitch && component.size < 1.8 * pitch)
            .map(|component| component.centre)
            .filter(|found| stands_at(pose, (index, *found)))
            .min_by(|a, b| {
                let distance = |p: &[f32; 2]| (p[0] - centre[0]).hypot(p[1] - centre[1]);
                distance(a).total_cmp(&distance(b))
            })
    };
    let mut points: Vec<(f32, [f32; 2])> = Vec::new();
    let mut index = seed.first;
    while index <= seed.last {
        points.extend(at(&seed.pose, index).map(|centre| (index, centre)));
        index += 1.0;
    }
    if points.len() < FEWEST {
        return seed;
    }
    for direction in [1.0, -1.0] {
        let mut gap = 0;
        let mut index = if direction > 0.0 { line.last } else { line.first };
        for _ in 0..LONGEST_CONTINUATION {
            index += direction;
            if let Some(centre) = at(&line.pose, index) {
                points.push((index, centre));
                gap = 0;
                line = line_through(&points).unwrap_or(line);
            } else {
                gap += 1;
                if gap > LONGEST_GAP {
                    break;
                }
            }
        }
    }
    line_through(&points).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters of a pitch of ten pixels on a line that starts at (60, 60).
    fn characters(count: usize, angle: f32, offset: f32) -> Vec<Component> {
        (0..count)
            .map(|i| {
                let (along, across) = (10.0 * i as f32, offset + 0.004 * (i * i) as f32);
                Component {
                    centre: [
                        400.0 + along * angle.cos() - across * angle.sin(),
                        400.0 + along * angle.sin() + across * angle.cos(),
                    ],
                    size: if i % 3 == 0 { 7.0 } else { 10.0 },
                }
            })
            .collect()
    }

    #[test]
    fn lines_are_found_at_any_angle() {
        for degrees in (0..360).step_by(7) {
            let angle = (degrees as f32).to_radians();
            let mut components = characters(36, angle, 0.0);
            components.extend(characters(36, angle, 22.0));
            let lines = find(&components);
            assert_eq!(lines.len(), 2, "{degrees}");
            for line in lines {
                assert_eq!(line.count, 36, "{degrees}");
                assert!((line.pose.pitch(line.middle()) - 10.0).abs() < 0.3, "{degrees}");
            }
        }
    }

    #[test]
    fn gaps_and_broken_characters_do_not_end_a_line() {
        let mut components = characters(44, 0.3, 0.0);
        components.remove(30);
        components.remove(30);
        components.remove(30);
        components.remove(9);
        // Two halves instead of one character.
        let whole = components[20];
        components[20].centre[0] -= 2.0;
        components.push(Component {
            centre: [whole.centre[0] + 2.0, whole.centre[1]],
            size: 6.0,
        });
        let lines = find(&components);
        assert_eq!(lines.len(), 1);
        assert!(
            lines[0].count >= 39 && lines[0].last - lines[0].first == 43.0,
            "{lines:?}"
        );
    }

    #[test]
    fn characters_of_varying_width_are_no_line() {
        // Widths from 4 to 14 pixels.
        let mut random = greengate_test_support::Random::new(9);
        let mut x = 50.0;
        let components: Vec<Component> = (0..60)
            .map(|_| {
                x += 9.0 + 5.0 * random.noise();
                Component {
                    centre: [x, 100.0],
                    size: 10.0,
                }
            })
            .collect();
        assert!(find(&components).iter().all(|line| line.count < 20));
    }

    #[test]
    fn the_number_of_lines_is_bounded() {
        let lines = |count: usize| {
            let components: Vec<Component> = (0..count)
                .flat_map(|row| {
                    (0..8).map(move |i| Component {
                        centre: [50.0 + 10.0 * i as f32, 50.0 + 60.0 * row as f32],
                        size: 10.0,
                    })
                })
                .collect();
            find(&components).len()
        };
        assert_eq!(lines(MAX_LINES), MAX_LINES);
        assert_eq!(lines(MAX_LINES + 1), MAX_LINES);
    }
}
