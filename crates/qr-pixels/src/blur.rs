//! Whether a picture is out of focus or was moved while it was taken.

use super::Luma;

/// Pixels a side of the squares in which is counted.
const SIDE: usize = 64;
/// Of so many rows and columns one is looked at.
const STEP: usize = 16;
/// Grey values from one end of an edge to the other.
const EDGE: i32 = 30;
/// Edges of a square, along each direction, that are as many as in a code.
const DENSE: u32 = 10;
/// So many squares are as large as a code that can be read.
const SQUARES: usize = 12;
/// Pixels that a sharp edge is narrower than, had it its steepest slope all along.
const WIDE: f32 = 3.0;
/// Share of the edges that are sharp where nothing is: noise makes some so.
const SHARP: f32 = 0.3;

/// Edges of a square along one direction, and how many of them are sharp.
#[derive(Clone, Copy, Default)]
struct Edges {
    all: u32,
    sharp: u32,
}

/// Whether there is something as dense as a code, and none of it is sharp: out of focus in every
/// direction, or moved in one.
#[inline(never)]
pub fn is_blurred(image: &Luma) -> bool {
    let (width, height) = (image.width(), image.height());
    let columns = width / SIDE + 1;
    let mut squares = vec![[Edges::default(); 2]; columns * (height / SIDE + 1)];
    for direction in [0, 1] {
        let (lines, length) = if direction == 0 {
            (height, width)
        } else {
            (width, height)
        };
        for line in (0..lines).step_by(STEP) {
            let place = |t: usize| if direction == 0 { (t, line) } else { (line, t) };
            let value = |t: usize| {
                let (x, y) = place(t);
                i32::from(image.at(x, y))
            };
            each_edge(length, value, |t, wide| {
                let (x, y) = place(t);
                let edges = &mut squares[y / SIDE * columns + x / SIDE][direction];
                edges.all += 1;
                edges.sharp += u32::from(wide < WIDE);
            });
        }
    }
    squares.retain(|square| square.iter().all(|edges| edges.all >= DENSE));
    let blurred = |direction: usize| {
        let sum = |count: fn(&Edges) -> u32| squares.iter().map(|square| count(&square[direction])).sum::<u32>() as f32;
        sum(|edges| edges.sharp) <= SHARP * sum(|edges| edges.all)
    };
    squares.len() >= SQUARES && (blurred(0) || blurred(1))
}

/// Calls with the middle of every edge of a line, and how wide it is.
fn each_edge(length: usize, value: impl Fn(usize) -> i32, mut edge: impl FnMut(usize, f32)) {
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
            if rise >= EDGE {
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

    /// Modules by chance, smeared over so many pixels across and down, with noise.
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
    fn what_is_dense_and_nowhere_sharp_is_blurred() {
        assert!(!is_blurred(&modules(1, 1)));
        assert!(!is_blurred(&modules(2, 2)));
        assert!(is_blurred(&modules(6, 6)), "out of focus");
        assert!(is_blurred(&modules(6, 1)) && is_blurred(&modules(1, 6)), "moved");
    }

    #[test]
    fn what_has_no_modules_is_not_blurred() {
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
