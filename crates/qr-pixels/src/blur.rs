//! Detection of defocus and motion blur.

use super::Luma;

/// Side, in pixels, of the blocks in which edges are counted.
const BLOCK_SIDE: usize = 64;
/// Distance in pixels between the rows, and between the columns, that are examined.
const LINE_STEP: usize = 16;
/// Grey values between both ends of an edge, at least.
const MIN_EDGE_RISE: i32 = 30;
/// Edges in each direction from which on a block is as dense as a code.
const MIN_EDGES: u32 = 10;
/// Dense blocks that cover as much as a code that can be read.
const MIN_DENSE_BLOCKS: usize = 12;
/// Width in pixels, at its steepest slope, below which an edge is sharp.
const SHARP_WIDTH: f32 = 3.0;
/// Share of sharp edges up to which a direction is blurred: noise makes some edges sharp.
const BLURRED_SHARP_SHARE: f32 = 0.3;

/// Edges of a block in one direction.
#[derive(Clone, Copy, Default)]
struct Edges {
    all: u32,
    sharp: u32,
}

/// True if the picture has an area as dense as a code whose edges are blurred in one direction (motion) or in both
/// (defocus).
#[must_use]
#[inline(never)]
pub fn is_blurred(image: &Luma) -> bool {
    let (width, height) = (image.width(), image.height());
    let columns = width / BLOCK_SIDE + 1;
    let mut blocks = vec![[Edges::default(); 2]; columns * (height / BLOCK_SIDE + 1)];
    for direction in [0, 1] {
        let (lines, length) = if direction == 0 {
            (height, width)
        } else {
            (width, height)
        };
        for line in (0..lines).step_by(LINE_STEP) {
            let place = |t: usize| if direction == 0 { (t, line) } else { (line, t) };
            let value = |t: usize| {
                let (x, y) = place(t);
                i32::from(image.at(x, y))
            };
            for_each_edge(length, value, |t, edge_width| {
                let (x, y) = place(t);
                let edges = &mut blocks[y / BLOCK_SIDE * columns + x / BLOCK_SIDE][direction];
                edges.all += 1;
                edges.sharp += u32::from(edge_width < SHARP_WIDTH);
            });
        }
    }
    blocks.retain(|block| block.iter().all(|edges| edges.all >= MIN_EDGES));
    let blurred = |direction: usize| {
        let sum = |count: fn(&Edges) -> u32| blocks.iter().map(|block| count(&block[direction])).sum::<u32>() as f32;
        sum(|edges| edges.sharp) <= BLURRED_SHARP_SHARE * sum(|edges| edges.all)
    };
    blocks.len() >= MIN_DENSE_BLOCKS && (blurred(0) || blurred(1))
}

/// Calls `edge` with the middle of every edge of a line and its width in pixels.
fn for_each_edge(length: usize, value: impl Fn(usize) -> i32, mut edge: impl FnMut(usize, f32)) {
    if length == 0 {
        return;
    }
    let (mut start, mut steepest, mut rising) = (0, 0, 0);
    let mut last = value(0);
    let mut from = last;
    for t in 1..=length {
        let now = if t < length { value(t) } else { last };
        let step = now - last;
        if step.signum() != rising || t == length {
            let rise = (last - from).abs();
            if rise >= MIN_EDGE_RISE {
                edge((start + t - 1) / 2, rise as f32 / steepest as f32);
            }
            (start, from, steepest, rising) = (t - 1, last, 0, step.signum());
        }
        steepest = steepest.max(step.abs());
        last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random modules, averaged over this many pixels across and down, with noise.
    fn modules(across: usize, down: usize) -> Luma<'static> {
        const MODULE: usize = 5;
        let (width, height) = (640, 480);
        let dark = |x: usize, y: usize| {
            let cell = (x / MODULE * 7_919) ^ (y / MODULE * 104_729);
            (cell * cell + cell / 3) % 7 < 3
        };
        let at = |x: usize, y: usize| {
            let mut sum = 0;
            for dy in 0..down {
                for dx in 0..across {
                    sum += if dark(x + dx, y + dy) { 30 } else { 210 };
                }
            }
            sum / (across * down) + (x * 31 + y * 17) % 5
        };
        let pixels: Vec<u8> = (0..width * height).map(|i| at(i % width, i / width) as u8).collect();
        Luma::new(pixels, width, height).unwrap()
    }

    #[test]
    fn a_dense_picture_without_sharp_edges_is_blurred() {
        assert!(!is_blurred(&modules(1, 1)));
        assert!(!is_blurred(&modules(2, 2)));
        assert!(is_blurred(&modules(6, 6)), "out of focus");
        assert!(is_blurred(&modules(6, 1)) && is_blurred(&modules(1, 6)), "moved");
    }

    #[test]
    fn a_picture_without_modules_is_not_blurred() {
        let picture = |shade: fn(usize, usize) -> u8| {
            let pixels: Vec<u8> = (0..640 * 480).map(|i| shade(i % 640, i / 640)).collect();
            Luma::new(pixels, 640, 480).unwrap()
        };
        assert!(!is_blurred(&picture(|_, _| 128)));
        // Wide soft stripes, and one soft edge.
        assert!(!is_blurred(&picture(|x, _| (x * 4 % 256) as u8)));
        assert!(!is_blurred(&picture(|x, y| (x / 4 + y / 8) as u8)));
        assert!(
            !is_blurred(&picture(|x, y| (x * x * 31 + y * y * 17 + x * y) as u8)),
            "noise"
        );
        assert!(!is_blurred(&Luma::new(vec![9], 1, 1).unwrap()));
    }
}
