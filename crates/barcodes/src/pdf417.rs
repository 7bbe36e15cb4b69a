//! PDF417: the search for start and stop patterns, and the way to the decoder.

use crate::{
    binary::{Run, binarise, runs},
    image::{GreyImage, Warp},
    limits::MAX_BARCODES,
    reader::{Barcode, Symbology, guarded},
};
use rxing::{
    Point,
    common::BitMatrix,
    pdf417::{decoder::pdf_417_scanning_decoder, detector::pdf_417_detector},
};

/// Widths of the bars and spaces of a start pattern, in modules (ISO/IEC 15438, 5.3.1).
const START: [u32; 8] = [8, 1, 1, 1, 1, 1, 1, 3];
/// Those of a stop pattern.
const STOP: [u32; 9] = [7, 1, 1, 3, 1, 1, 1, 2, 1];
/// Modules of the start pattern, and of a codeword.
const START_MODULES: f32 = 17.0;
/// Modules of the stop pattern.
const STOP_MODULES: f32 = 18.0;
/// Most modules of a row: start and stop pattern, two indicators, thirty codewords.
const MOST_MODULES: f32 = 17.0 * 33.0 + 18.0;
/// Pixels of a module in a part that is drawn anew.
const MODULE: std::ops::Range<f32> = 3.0..5.0;
/// Light around a symbol in such a part, in modules.
const MARGIN: f32 = 16.0;
/// Distance in pixels between lines that are searched: a row of codewords is three modules high or more.
const LINE_STEP: u32 = 4;
/// Lines with a pattern that make a direction worth a search.
const MIN_LINES: usize = 3;
/// Mean and largest deviation of a width, in modules.
const MEAN_DEVIATION: f32 = 0.42;
const DEVIATION: f32 = 0.8;

/// Quarter turns of the picture, counterclockwise, after which a symbol's rows run from left to right.
const TURNS: [u32; 4] = [0, 1, 2, 3];

/// Symbols in a picture that was binarised.
pub fn read(image: &GreyImage, matrix: &BitMatrix) -> Vec<Barcode> {
    let directions = directions(matrix);
    let size = [image.width() as f32, image.height() as f32];
    let mut found = Vec::new();
    for turns in TURNS.into_iter().filter(|turns| directions[*turns as usize]) {
        let mut turned = matrix.clone();
        if turned.rotate(90 * turns).is_err() {
            continue;
        }
        for vertices in detect(&turned) {
            let text = guarded(|| decode(&turned, &vertices)).flatten();
            let vertices = vertices.map(|vertex| Some(turned_back(vertex?, turns, size)));
            match text {
                Some(text) => found.push(barcode(text, &vertices)),
                None => found.extend(straightened(image, &vertices)),
            }
        }
    }
    found
}

/// Corners of a symbol: top left, bottom left, top right, bottom right of all, then of its codewords.
type Vertices = [Option<[f32; 2]>; 8];

/// Symbols whose rows run from left to right. The detector can go on without end when it is asked for all: it is asked for
/// one at a time, and what it has found is taken away.
fn detect(matrix: &BitMatrix) -> Vec<Vertices> {
    let mut matrix = matrix.clone();
    let mut found = Vec::new();
    while found.len() < MAX_BARCODES {
        let detected = guarded(|| pdf_417_detector::detect(false, &matrix)).flatten();
        let Some(vertices) = detected.and_then(|symbols| symbols.into_iter().next()) else {
            break;
        };
        let vertices = vertices.map(|point| point.map(|p| [p.x, p.y]));
        if !clear(&mut matrix, &vertices) {
            break;
        }
        found.push(vertices);
    }
    found
}

/// Makes the place of a symbol light; false if it has none.
fn clear(matrix: &mut BitMatrix, vertices: &Vertices) -> bool {
    let seen = || vertices.iter().flatten();
    let least = |axis: usize| seen().map(|point| point[axis]).fold(f32::MAX, f32::min);
    let most = |axis: usize| seen().map(|point| point[axis]).fold(0.0, f32::max);
    let (left, top) = (least(0).max(0.0) as u32, least(1).max(0.0) as u32);
    let (right, bottom) = (
        (most(0) as u32).min(matrix.getWidth() - 1),
        (most(1) as u32).min(matrix.getHeight() - 1),
    );
    for y in top..=bottom.max(top).min(matrix.getHeight() - 1) {
        for x in left..=right {
            matrix.unset(x, y);
        }
    }
    seen().next().is_some() && left <= right && top <= bottom
}

fn barcode(text: String, vertices: &Vertices) -> Barcode {
    // Without one of its patterns the corners of the part that was seen.
    let first = |places: [usize; 4]| places.into_iter().find_map(|place| vertices[place]).unwrap_or_default();
    Barcode {
        symbology: Symbology::Pdf417,
        text,
        corners: [
            first([0, 4, 6, 2]),
            first([2, 6, 4, 0]),
            first([3, 7, 5, 1]),
            first([1, 5, 7, 3]),
        ],
    }
}

/// A symbol that is turned by some degrees, in a part of the picture in which its rows run from left to right.
fn straightened(image: &GreyImage, vertices: &Vertices) -> Option<Barcode> {
    let part = part(vertices)?;
    let matrix = guarded(|| binarise(&image.warped(&part))).flatten()?;
    detect(&matrix).iter().find_map(|vertices| {
        let text = guarded(|| decode(&matrix, vertices)).flatten()?;
        Some(barcode(text, &vertices.map(|vertex| Some(part.point(vertex?)))))
    })
}

/// Part of the picture around a symbol, along its sides.
fn part(vertices: &Vertices) -> Option<Warp> {
    let between = |from: [f32; 2], to: [f32; 2]| [to[0] - from[0], to[1] - from[1]];
    let middle = |a: [f32; 2], b: [f32; 2]| [f32::midpoint(a[0], b[0]), f32::midpoint(a[1], b[1])];
    let length = |[x, y]: [f32; 2]| x.hypot(y);
    // Outer and inner edge of the start pattern, inner and outer edge of the stop pattern.
    let edge = |top: usize, bottom: usize| Some((vertices[top]?, vertices[bottom]?));
    let edges = [edge(0, 1), edge(4, 5), edge(6, 7), edge(2, 3)];
    let (first, last) = (edges.iter().flatten().next()?, edges.iter().flatten().last()?);
    let pattern = match edges {
        [Some(outer), Some(inner), ..] => {
            length(between(middle(outer.0, outer.1), middle(inner.0, inner.1))) / START_MODULES
        }
        [.., Some(inner), Some(outer)] => {
            length(between(middle(inner.0, inner.1), middle(outer.0, outer.1))) / STOP_MODULES
        }
        _ => return None,
    };
    let module = pattern.max(0.5);
    let down = between(middle(first.0, last.0), middle(first.1, last.1));
    let height = length(down);
    if height < 1.0 {
        return None;
    }
    let down = down.map(|d| d / height);
    let across = between(middle(first.0, first.1), middle(last.0, last.1));
    let has_both = edges[0].is_some() && edges[3].is_some();
    // Without the other end the symbol is as wide as symbols may be.
    let (width, across) = if has_both {
        (length(across), across.map(|d| d / length(across)))
    } else {
        (2.0 * MOST_MODULES * module, [down[1], -down[0]])
    };
    let centre = middle(middle(first.0, first.1), middle(last.0, last.1));
    let pixels = module.clamp(MODULE.start, MODULE.end);
    let step = module / pixels;
    let side = |length: f32, most: f32| ((length / module).min(most) * pixels + 2.0 * MARGIN * pixels) as usize;
    Some(Warp::around(
        centre,
        [across.map(|d| d * step), down.map(|d| d * step)],
        side(width, 2.0 * MOST_MODULES),
        side(height, MOST_MODULES),
    ))
}

/// Directions in which patterns are seen, by the quarter turns that make them run from left to right.
fn directions(matrix: &BitMatrix) -> [bool; 4] {
    let (width, height) = (matrix.getWidth(), matrix.getHeight());
    let mut buffer = Vec::new();
    let mut lines = [0; 4];
    for y in (0..height).step_by(LINE_STEP as usize) {
        runs(width, |x| matrix.get(x, y), &mut buffer);
        let [forward, backward] = patterns(&buffer);
        lines[0] += usize::from(forward);
        lines[2] += usize::from(backward);
    }
    for x in (0..width).step_by(LINE_STEP as usize) {
        runs(height, |y| matrix.get(x, y), &mut buffer);
        let [down, up] = patterns(&buffer);
        lines[1] += usize::from(down);
        lines[3] += usize::from(up);
    }
    lines.map(|count| count >= MIN_LINES)
}

/// True if a line has a start or stop pattern in its own direction, and in the other.
fn patterns(line: &[Run]) -> [bool; 2] {
    let has = |pattern: &[u32], is_dark: bool| {
        line.windows(pattern.len())
            .any(|window| window[0].is_dark == is_dark && fits(window, pattern))
    };
    let (mut start, mut stop) = (START, STOP);
    let forward = has(&start, true) || has(&stop, true);
    start.reverse();
    stop.reverse();
    // The start pattern ends with a space, the stop pattern with a bar.
    [forward, has(&start, false) || has(&stop, true)]
}

/// True if runs have the widths of a pattern.
fn fits(window: &[Run], pattern: &[u32]) -> bool {
    let total: u32 = window.iter().map(|run| run.length).sum();
    let modules: u32 = pattern.iter().sum();
    if total < modules {
        return false;
    }
    let module = total as f32 / modules as f32;
    let mut sum = 0.0;
    for (run, width) in window.iter().zip(pattern) {
        let deviation = (run.length as f32 - *width as f32 * module).abs();
        if deviation > DEVIATION * module {
            return false;
        }
        sum += deviation;
    }
    sum <= MEAN_DEVIATION * total as f32
}

/// Text of a symbol whose patterns were found.
fn decode(matrix: &BitMatrix, vertices: &Vertices) -> Option<String> {
    // Between the outer and the inner end of a row's start or stop pattern lie as many modules as it has.
    let width = |from: usize, to: usize, modules: f32| {
        let width = (vertices[from]?[0] - vertices[to]?[0]).abs();
        Some((width.trunc() * START_MODULES / modules) as u32)
    };
    let widths = [
        width(0, 4, START_MODULES),
        width(6, 2, STOP_MODULES),
        width(1, 5, START_MODULES),
        width(7, 3, STOP_MODULES),
    ];
    let widths = widths.into_iter().flatten();
    let (least, most) = (widths.clone().min()?, widths.max()?);
    let point = |place: usize| vertices[place].map(|[x, y]| Point { x, y });
    let decoded = pdf_417_scanning_decoder::decode(matrix, point(4), point(5), point(6), point(7), least, most);
    decoded.ok().map(|decoded| decoded.getText().to_owned())
}

/// A point of the picture that was turned, in the picture itself.
fn turned_back([x, y]: [f32; 2], turns: u32, [width, height]: [f32; 2]) -> [f32; 2] {
    match turns {
        0 => [x, y],
        1 => [width - y, x],
        2 => [width - x, height - y],
        _ => [y, height - x],
    }
}
