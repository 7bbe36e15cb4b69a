//! Dark strokes: pixels darker than their surroundings, and the connected components that they form.

use crate::{image::GreyImage, limits::MAX_COMPONENTS};

/// Side of the squares over which brightness is measured, in pixels. The surroundings of a pixel are three by three.
const BLOCK: usize = 8;
/// Surroundings that vary less have no ink.
const MIN_DEVIATION: f32 = 3.0;

/// Ink of a picture, one byte a pixel.
pub(crate) struct Ink {
    pub mask: Vec<bool>,
    pub width: usize,
    pub height: usize,
}

/// Depth from which on a pixel is ink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Depth {
    /// Whole strokes.
    Usual,
    /// The middle of strokes.
    Dark,
}

impl Depth {
    /// A pixel is ink if it is darker than the mean by so many standard deviations.
    const fn deviations(self) -> f32 {
        match self {
            Self::Usual => 0.45,
            Self::Dark => 1.15,
        }
    }
}

/// Pixels darker than their surroundings.
pub(crate) fn binarise(image: GreyImage, depth: Depth) -> Ink {
    let (width, height) = (image.width(), image.height());
    let (across, down) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
    // Count, sum and sum of squares of each block.
    let mut blocks = vec![(0_u32, 0_u32, 0_u32); across * down];
    for y in 0..height {
        let start = y / BLOCK * across;
        let Some(row) = blocks.get_mut(start..start + across) else {
            continue;
        };
        for (pixels, block) in image.row(y).chunks(BLOCK).zip(row) {
            for &value in pixels {
                let value = u32::from(value);
                block.1 += value;
                block.2 += value * value;
            }
            block.0 += pixels.len() as u32;
        }
    }
    let threshold = |column: usize, row: usize| {
        let (mut count, mut sum, mut squares) = (0, 0, 0);
        for y in row.saturating_sub(1)..(row + 2).min(down) {
            for x in column.saturating_sub(1)..(column + 2).min(across) {
                let block = blocks.get(y * across + x).copied().unwrap_or_default();
                count += block.0;
                sum += block.1;
                squares += block.2;
            }
        }
        let count = count.max(1) as f32;
        let mean = sum as f32 / count;
        let deviation = (squares as f32 / count - mean * mean).max(0.0).sqrt();
        if deviation < MIN_DEVIATION {
            0
        } else {
            (mean - depth.deviations() * deviation).clamp(0.0, 255.0) as u8
        }
    };
    let mut mask = Vec::with_capacity(width * height);
    let mut thresholds = vec![0; across];
    for y in 0..height {
        if y % BLOCK == 0 {
            for (column, value) in thresholds.iter_mut().enumerate() {
                *value = threshold(column, y / BLOCK);
            }
        }
        for (pixels, &limit) in image.row(y).chunks(BLOCK).zip(&thresholds) {
            mask.extend(pixels.iter().map(|&value| value < limit));
        }
    }
    Ink { mask, width, height }
}

/// Bounding box of connected ink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Component {
    /// Centre of the box, continuous coordinates.
    pub centre: [f32; 2],
    /// Longer side of the box.
    pub size: f32,
}

/// Connected components (with diagonals) whose longer side is within `sizes` pixels. At most [`MAX_COMPONENTS`], from the
/// top.
pub(crate) fn components(ink: &Ink, sizes: std::ops::RangeInclusive<u32>) -> Vec<Component> {
    let mut boxes = Boxes::default();
    let mut above: Vec<Run> = Vec::new();
    let mut current: Vec<Run> = Vec::new();
    for (y, row) in ink.mask.chunks(ink.width.max(1)).enumerate().take(ink.height) {
        current.clear();
        let mut x = 0;
        let mut first_above = 0;
        while let Some(start) = row.get(x..).and_then(|rest| rest.iter().position(|&dark| dark)) {
            let start = x + start;
            let length = row
                .get(start..)
                .unwrap_or_default()
                .iter()
                .take_while(|&&dark| dark)
                .count();
            let (start, end) = (start as u32, (start + length) as u32);
            let mut label = None;
            while above.get(first_above).is_some_and(|run| run.end < start) {
                first_above += 1;
            }
            for run in above
                .get(first_above..)
                .unwrap_or_default()
                .iter()
                .take_while(|run| run.start <= end)
            {
                label = Some(label.map_or(run.label, |label| boxes.join(label, run.label)));
            }
            let label = boxes.extend(label, start, end, y as u32);
            current.push(Run { start, end, label });
            x = end as usize;
        }
        std::mem::swap(&mut above, &mut current);
    }
    boxes.of_sizes(sizes)
}

/// Ink in a row.
struct Run {
    start: u32,
    /// First column after it.
    end: u32,
    label: usize,
}

/// Bounding boxes of a union-find forest.
#[derive(Default)]
struct Boxes {
    parents: Vec<usize>,
    /// Left, top, right, bottom; the last two exclusive. Sound at roots.
    bounds: Vec<[u32; 4]>,
}

impl Boxes {
    fn root(&mut self, mut label: usize) -> usize {
        while let Some(&parent) = self.parents.get(label)
            && parent != label
        {
            let grandparent = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(entry) = self.parents.get_mut(label) {
                *entry = grandparent;
            }
            label = grandparent;
        }
        label
    }

    fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            let bounds = self.bounds.get(b).copied().unwrap_or_default();
            if let Some(parent) = self.parents.get_mut(b) {
                *parent = a;
            }
            self.cover(a, bounds);
        }
        a
    }

    fn cover(&mut self, label: usize, [left, top, right, bottom]: [u32; 4]) {
        if let Some(own) = self.bounds.get_mut(label) {
            *own = [own[0].min(left), own[1].min(top), own[2].max(right), own[3].max(bottom)];
        }
    }

    fn extend(&mut self, label: Option<usize>, start: u32, end: u32, row: u32) -> usize {
        let bounds = [start, row, end, row + 1];
        if let Some(label) = label {
            let root = self.root(label);
            self.cover(root, bounds);
            return root;
        }
        self.parents.push(self.parents.len());
        self.bounds.push(bounds);
        self.parents.len() - 1
    }

    fn of_sizes(&self, sizes: std::ops::RangeInclusive<u32>) -> Vec<Component> {
        self.parents
            .iter()
            .zip(&self.bounds)
            .enumerate()
            .filter(|(label, (parent, _))| label == *parent)
            .map(|(_, (_, &[left, top, right, bottom]))| Component {
                centre: [(left + right) as f32 / 2.0, (top + bottom) as f32 / 2.0],
                size: (right - left).max(bottom - top) as f32,
            })
            .filter(|component| sizes.contains(&(component.size as u32)))
            .take(MAX_COMPONENTS)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(rows: &[&str]) -> Ink {
        Ink {
            mask: rows.concat().chars().map(|c| c == '#').collect(),
            width: rows[0].len(),
            height: rows.len(),
        }
    }

    #[test]
    fn strokes_that_meet_below_are_one_component() {
        let found = components(&ink(&["#..#..#", "#..#...", ".##..##", "......."]), 1..=10);
        let mut boxes: Vec<_> = found.iter().map(|c| (c.centre, c.size)).collect();
        boxes.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]));
        assert_eq!(boxes, [([2.0, 1.5], 4.0), ([6.0, 2.5], 2.0), ([6.5, 0.5], 1.0)]);
    }

    #[test]
    fn the_number_of_components_is_bounded() {
        // Dots, each in the middle of four pixels.
        let width = 2 * 200;
        let dots = |count: usize| {
            let mut mask = vec![false; width * 2 * count.div_ceil(200)];
            for i in 0..count {
                mask[(i / 200) * 2 * width + (i % 200) * 2] = true;
            }
            let height = mask.len() / width;
            components(&Ink { mask, width, height }, 1..=4).len()
        };
        assert_eq!(dots(MAX_COMPONENTS), MAX_COMPONENTS);
        assert_eq!(dots(MAX_COMPONENTS + 1), MAX_COMPONENTS);
    }

    #[test]
    fn ink_is_what_is_darker_than_its_surroundings() {
        // A shadow from left to right, and a stroke in the light and in the dark.
        let pixels: Vec<u8> = (0..240 * 60)
            .map(|i| {
                let (x, y) = (i % 240, i / 240);
                let paper = 230 - x * 3 / 4;
                let stroke = (y > 20 && y < 40) && (x % 120 > 58 && x % 120 < 62);
                (if stroke { paper / 2 } else { paper }) as u8
            })
            .collect();
        let ink = binarise(GreyImage::new(&pixels, 240, 60).unwrap(), Depth::Usual);
        let found = components(&ink, 15..=25);
        let mut columns: Vec<f32> = found.iter().map(|c| c.centre[0]).collect();
        columns.sort_by(f32::total_cmp);
        assert_eq!(columns, [60.5, 180.5]);
    }
}
