//! Training of the classifier.

use crate::{Degradation, Drawn, Scene, Typeface, between, foreign, random, text};
use greengate_mrz::{
    cell::{CELL_WIDTH, Cell, cut},
    network::{
        CELLS_1, CELLS_2, CELLS_3, CHANNELS_1, CHANNELS_2, CHANNELS_3, CHARACTERS, CLASSES, FEATURES, GRID_1, GRID_2,
        GRID_3, Layer, NOTHING, Network, OUTPUTS, TAPS_1, TAPS_2, TAPS_3, input_1, input_2, input_3, output_1,
        output_2,
    },
    pose::{Adjustment, LinePose},
};
use greengate_test_support::Random;
use std::{f32::consts::PI, thread};

/// Set of random numbers of the training pictures.
const TRAINING_SET: u32 = 1;
/// Set of random numbers of the pictures that training never sees.
const HELD_OUT_SET: u32 = 2;
/// Pictures that are drawn for training; each is seen once.
pub const PICTURES: u32 = 60_000;
/// Set of random numbers of the order in which cells are seen.
const ORDER_SET: u32 = 3;
/// Pictures drawn at a time, by [`THREADS`] threads.
const BLOCK: u32 = 32;
/// Cells of one step.
const BATCH: usize = 64;
/// Threads of one step. Each adds up its own part of a batch, so that the sums are the same on every machine.
const THREADS: usize = 4;
/// Step size of the optimiser at the beginning, and at the end.
const STEP_SIZES: (f32, f32) = (0.003, 0.000_05);

/// Cell with its class.
pub type Example = (Cell, usize);

/// Trains a network; `progress` is told the number of pictures and the mean loss since it was told last.
#[must_use]
pub fn train(pictures: u32, mut progress: impl FnMut(u32, f32)) -> Network {
    let typeface = Typeface::new();
    let mut trainer = Trainer::new();
    // Cells of several pictures, so that no step sees one picture only.
    let mut waiting: Vec<Example> = Vec::new();
    let (mut loss, mut count) = (0.0, 0);
    for first in (0..pictures).step_by(BLOCK as usize) {
        let numbers: Vec<u32> = (first..(first + BLOCK).min(pictures)).collect();
        for (drawn, number) in drawn(&typeface, TRAINING_SET, &numbers).into_iter().zip(numbers) {
            waiting.extend(drawn);
            let mut random = random(ORDER_SET, number);
            while waiting.len() > 12 * BATCH {
                let batch: Vec<Example> = (0..BATCH)
                    .map(|_| waiting.swap_remove(random.below(waiting.len())))
                    .collect();
                let done = number as f32 / pictures as f32;
                loss += trainer.step(&batch, STEP_SIZES.0 + (STEP_SIZES.1 - STEP_SIZES.0) * done);
                count += 1;
            }
            if number % 1000 == 999 {
                progress(number + 1, loss / count.max(1) as f32);
                (loss, count) = (0.0, 0);
            }
        }
    }
    trainer.network
}

/// Cells of several pictures, by picture.
fn drawn(typeface: &Typeface, set: u32, numbers: &[u32]) -> Vec<Vec<Example>> {
    let part = numbers.len().div_ceil(THREADS).max(1);
    thread::scope(|scope| {
        let draw = |numbers: &[u32]| -> Vec<Vec<Example>> {
            let each = numbers.iter();
            each.map(|number| examples(&mut random(set, *number), typeface))
                .collect()
        };
        let threads: Vec<_> = numbers
            .chunks(part)
            .map(|numbers| scope.spawn(move || draw(numbers)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a thread that draws"))
            .collect()
    })
}

/// Examples that training never sees.
#[must_use]
pub fn held_out(pictures: u32) -> Vec<Example> {
    let typeface = Typeface::new();
    (0..pictures)
        .flat_map(|number| examples(&mut random(HELD_OUT_SET, number), &typeface))
        .collect()
}

/// Cells of one picture.
fn examples(random: &mut Random, typeface: &Typeface) -> Vec<Example> {
    if random.below(24) == 0 {
        return pattern_examples(random);
    }
    let is_foreign = random.below(10) == 0;
    let lines: Vec<String> = match random.below(4) {
        _ if is_foreign => (0..2).map(|_| small_letters(random)).collect(),
        0 => {
            let zone = text::any_zone(random);
            let start = random.below(8);
            zone.lines
                .iter()
                .map(|line| line[start..start + COLUMNS].to_owned())
                .collect()
        }
        _ => text::any_characters(random, 2, COLUMNS),
    };
    let scene = scene(random);
    let drawn = scene.draw(random, typeface, &lines);
    let mut found = Vec::new();
    for (line, centres) in lines.iter().zip(&drawn.centres) {
        if is_foreign {
            found.extend(nothing_examples(random, &drawn, line.as_bytes(), centres));
        } else {
            found.extend(line_examples(random, &drawn, line.as_bytes(), centres));
        }
    }
    found
}

/// Characters of a line of the training pictures.
const COLUMNS: usize = 22;

/// A scene that is as hard as any, and differs from the typeface as printers do.
fn scene(random: &mut Random) -> Scene {
    const KINDS: [Degradation; 15] = [
        Degradation::Perspective,
        Degradation::Curl,
        Degradation::Guilloche,
        Degradation::Guilloche,
        Degradation::Guilloche,
        Degradation::Glare,
        Degradation::Blur,
        Degradation::Blur,
        Degradation::Blur,
        Degradation::Noise,
        Degradation::Noise,
        Degradation::LowContrast,
        Degradation::Jpeg,
        Degradation::Small,
        Degradation::Small,
    ];
    let mut scene = Scene::plain(random);
    // Small characters are harder and need more examples.
    let part = between(random, 0.0, 1.0);
    scene.pitch = 6.0 + 16.0 * part * part;
    for _ in 0..[0, 1, 1, 2, 2, 3][random.below(6)] {
        let kind = KINDS[random.below(KINDS.len())];
        let severity = between(random, 0.1, 1.3);
        scene.degrade(random, kind, severity);
    }
    if random.below(4) == 0 {
        scene.rotation = between(random, -PI, PI);
    }
    let mut mostly_small = |size: f32| size * random.noise() * random.noise().abs();
    scene.slant = mostly_small(0.3);
    scene.stretch = 1.0 + mostly_small(0.2);
    scene.weight += mostly_small(0.5);
    if random.below(6) == 0 {
        scene.wear = between(random, 0.1, 0.8);
    }
    if random.below(6) == 0 {
        scene.blotches = between(random, 10.0, 70.0);
    }
    if random.below(7) == 0 {
        let (angle, way) = (between(random, 0.0, PI), between(random, 0.1, 0.6));
        scene.motion = [libm::cosf(angle) * way, libm::sinf(angle) * way];
        scene.blur = scene.blur.map(|blur| blur.min(0.12));
    }
    if random.below(6) == 0 {
        scene.sharpening = between(random, 0.3, 2.0);
    }
    scene.margins = [3.0, between(random, 2.0, 3.5), 2.0];
    scene
}

/// Cells of patterns that have the size of characters.
fn pattern_examples(random: &mut Random) -> Vec<Example> {
    let (width, height) = (240, 60);
    let picture = if random.flip() {
        foreign::stripes(random, width, height)
    } else {
        foreign::modules(random, width, height, (1.5, 14.0))
    };
    let (pitch, angle) = (between(random, 7.0, 20.0), between(random, -0.3, 0.3));
    let (cos, sin) = (libm::cosf(angle) * pitch, libm::sinf(angle) * pitch);
    let (middle, first) = (
        [width as f32 / 2.0, height as f32 / 2.0],
        between(random, -0.5, 0.5) - 5.0,
    );
    let at = |i: f32| (i, [middle[0] + i * cos, middle[1] + i * sin]);
    let Some(pose) = LinePose::fitted(&[at(-5.0), at(0.0), at(5.0)], 99.0) else {
        return Vec::new();
    };
    (0..11)
        .map(|i| (cut(picture.view(), &pose, first + i as f32), NOTHING))
        .collect()
}

/// Letters of print that are unlike all of a zone, in words.
fn small_letters(random: &mut Random) -> String {
    let letter = |random: &mut Random| match random.below(6) {
        0 => ' ',
        _ => char::from(SMALL_LETTERS[random.below(SMALL_LETTERS.len())]),
    };
    (0..COLUMNS).map(|_| letter(random)).collect()
}

const SMALL_LETTERS: &[u8] = b"adefghmnrtijbq";

/// Cells of small letters, and of characters of another pitch than theirs.
fn nothing_examples(random: &mut Random, drawn: &Drawn, line: &[u8], centres: &[[f32; 2]]) -> Vec<Example> {
    let Some(pose) = exact_pose(drawn, centres) else {
        return Vec::new();
    };
    let image = drawn.picture.view();
    (0..line.len())
        .map(|i| {
            let offset = 0.2 * random.noise();
            (cut(image, &pose, i as f32 + offset), NOTHING)
        })
        .collect()
}

fn exact_pose(drawn: &Drawn, centres: &[[f32; 2]]) -> Option<LinePose> {
    let points: Vec<(f32, [f32; 2])> = (0..).map(|i: i32| i as f32).zip(centres.iter().copied()).collect();
    let mut pose = LinePose::fitted(&points, 10.0)?;
    pose.height = drawn.height;
    Some(pose)
}

/// The line with characters `factor` times as large.
fn rescaled(pose: &LinePose, factor: f32) -> LinePose {
    let [square, factor_1] = [factor * factor, factor];
    LinePose {
        x: [pose.x[0], pose.x[1] * factor_1, pose.x[2] * square],
        y: [pose.y[0], pose.y[1] * factor_1, pose.y[2] * square],
        height: pose.height,
    }
}

fn line_examples(random: &mut Random, drawn: &Drawn, line: &[u8], centres: &[[f32; 2]]) -> Vec<Example> {
    let Some(exact) = exact_pose(drawn, centres) else {
        return Vec::new();
    };
    let mut off = |size: f32| size * random.noise() * random.noise().abs();
    let adjustment = Adjustment {
        along: [off(0.16), off(0.05), 0.0],
        across: [off(0.16), off(0.05), 0.0],
        height: 1.0 + off(0.2),
    };
    let pose = exact.adjusted(&adjustment, 22.0);
    let image = drawn.picture.view();
    let mut found: Vec<Example> = Vec::new();
    for (i, c) in line.iter().enumerate() {
        let cell = cut(image, &pose, i as f32);
        let class = CHARACTERS.iter().position(|other| other == c).unwrap();
        if class == NOTHING - 1 && random.flip() {
            // There are more fillers than anything else.
            continue;
        }
        match random.below(12) {
            0 if !looks_alike_turned(*c) => found.push((turned(&cell), NOTHING)),
            1 if !looks_alike_mirrored(*c) => found.push((mirrored(&cell), NOTHING)),
            2 => {
                let between_two = i as f32 + between(random, 0.38, 0.62);
                found.push((cut(image, &pose, between_two), NOTHING));
            }
            3 => {
                let mut aside = Adjustment::NONE;
                let distance = between(random, 0.5, 0.9);
                aside.across[0] = if random.flip() { distance } else { -distance };
                found.push((cut(image, &exact.adjusted(&aside, 22.0), i as f32), NOTHING));
            }
            _ => {}
        }
        found.push((cell, class));
    }
    // Print of another size.
    let factor = if random.flip() {
        between(random, 0.5, 0.7)
    } else {
        between(random, 1.45, 1.8)
    };
    let other = rescaled(&exact, factor);
    for _ in 0..2 {
        let i = between(random, 0.0, line.len() as f32 / factor);
        found.push((cut(image, &other, i), NOTHING));
    }
    for i in [-2.0, -1.0, line.len() as f32, line.len() as f32 + 1.0] {
        found.push((cut(image, &pose, i), NOTHING));
    }
    found
}

/// True for characters that look like one when they stand on their head.
fn looks_alike_turned(c: u8) -> bool {
    b"0OQHINSXZ8152MWUVLD6B9AGCP3T7E".contains(&c)
}

/// True for characters that look like one in a mirror.
fn looks_alike_mirrored(c: u8) -> bool {
    b"0OQAHIMTUVWXY81SZ25DNVLJ3E".contains(&c)
}

fn turned(cell: &Cell) -> Cell {
    let mut turned = *cell;
    turned.reverse();
    turned
}

fn mirrored(cell: &Cell) -> Cell {
    let mut mirrored = *cell;
    for row in mirrored.chunks_exact_mut(CELL_WIDTH) {
        row.reverse();
    }
    mirrored
}

/// Network with the state of the optimiser (Adam, Kingma and Ba 2014).
struct Trainer {
    network: Network,
    mean: Network,
    square: Network,
    steps: i32,
}

impl Trainer {
    fn new() -> Self {
        let mut random = random(TRAINING_SET, u32::MAX);
        let mut network = Network::zero();
        // He et al. 2015: the variance of the weights is two by the number of inputs.
        fill(&mut random, &mut network.first, TAPS_1);
        fill(&mut random, &mut network.second, TAPS_2);
        fill(&mut random, &mut network.third, TAPS_3);
        fill(&mut random, &mut network.dense, FEATURES);
        Self {
            network,
            mean: Network::zero(),
            square: Network::zero(),
            steps: 0,
        }
    }

    /// One step on a batch; answers its mean loss.
    fn step(&mut self, batch: &[Example], step_size: f32) -> f32 {
        let network = &self.network;
        let parts: Vec<(Network, f32)> = thread::scope(|scope| {
            let threads: Vec<_> = batch
                .chunks(batch.len().div_ceil(THREADS))
                .map(|part| scope.spawn(move || gradient(network, part)))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("a thread that adds"))
                .collect()
        });
        self.steps += 1;
        let factor = 1.0 / batch.len() as f32;
        let corrections = (1.0 - power(0.9, self.steps), 1.0 - power(0.999, self.steps));
        let adam = Adam {
            factor,
            corrections,
            step_size,
        };
        macro_rules! apply {
            ($($layer:ident)*) => {$({
                let slopes: Vec<_> = parts.iter().map(|(part, _)| &part.$layer).collect();
                let Self { network, mean, square, .. } = self;
                adam.apply(&mut network.$layer, &slopes, &mut mean.$layer, &mut square.$layer);
            })*};
        }
        apply!(first second third dense);
        parts.iter().map(|(_, loss)| loss).sum::<f32>() * factor
    }
}

/// Gradient of the cross entropy over examples, and the loss.
fn gradient(network: &Network, examples: &[Example]) -> (Network, f32) {
    let mut gradient = Network::zero();
    let loss = examples
        .iter()
        .map(|example| add_gradient(network, &mut gradient, example))
        .sum();
    (gradient, loss)
}

/// Adds the gradient of the cross entropy of one example; answers the loss.
fn add_gradient(network: &Network, gradient: &mut Network, (cell, class): &Example) -> f32 {
    let a = network.run(cell);
    let largest = a.outputs[..CLASSES].iter().copied().fold(f32::MIN, f32::max);
    let mut slope = [0.0; OUTPUTS];
    let mut sum = 0.0;
    for (slope, output) in slope.iter_mut().zip(&a.outputs[..CLASSES]) {
        *slope = libm::expf(output - largest);
        sum += *slope;
    }
    let probability = slope[*class] / sum;
    for slope in &mut slope[..CLASSES] {
        *slope /= sum;
    }
    slope[*class] -= 1.0;
    let mut third = [[0.0_f32; CHANNELS_3]; CELLS_3];
    add(&mut gradient.dense.bias, &slope, 1.0);
    pass_back(
        a.third.as_flattened(),
        third.as_flattened_mut(),
        (&network.dense.weights, &mut gradient.dense.weights),
        &slope,
    );
    let mut second = [[0.0_f32; CHANNELS_2]; CELLS_2];
    for (at, slope) in third.iter().enumerate() {
        add(&mut gradient.third.bias, slope, 1.0);
        for tap in 0..9 {
            let (place, rows) = (
                input_3(at % GRID_3.0, at / GRID_3.0, tap),
                tap * CHANNELS_2..(tap + 1) * CHANNELS_2,
            );
            let weights = (&network.third.weights[rows.clone()], &mut gradient.third.weights[rows]);
            pass_back(&a.second[place], &mut second[place], weights, slope);
        }
    }
    let mut first = [[0.0_f32; CHANNELS_1]; CELLS_1];
    for at in 0..GRID_2.0 * GRID_2.1 {
        let (column, row) = (at % GRID_2.0, at / GRID_2.0);
        let slope = &second[output_2(column, row)];
        add(&mut gradient.second.bias, slope, 1.0);
        for tap in 0..9 {
            let (place, rows) = (input_2(column, row, tap), tap * CHANNELS_1..(tap + 1) * CHANNELS_1);
            let weights = (
                &network.second.weights[rows.clone()],
                &mut gradient.second.weights[rows],
            );
            pass_back(&a.first[place], &mut first[place], weights, slope);
        }
    }
    for row in 0..GRID_1.1 {
        for column in 0..GRID_1.0 {
            let slope = &first[output_1(column, row)];
            add(&mut gradient.first.bias, slope, 1.0);
            for (tap, gradient) in gradient.first.weights.iter_mut().enumerate() {
                let input = a.cell[input_1(column, row, tap)];
                if input > 0.0 {
                    add(gradient, slope, input);
                }
            }
        }
    }
    -libm::logf(probability.max(1e-12))
}

/// Passes the slope of a layer's outputs back to some of its inputs and to their weights, which are given with their
/// gradient. Below zero the activation passes nothing back.
fn pass_back<const N: usize>(
    inputs: &[f32],
    slopes: &mut [f32],
    (weights, gradient): (&[[f32; N]], &mut [[f32; N]]),
    slope: &[f32; N],
) {
    for ((input, slope_in), (weights, gradient)) in inputs.iter().zip(slopes).zip(weights.iter().zip(gradient)) {
        if *input > 0.0 {
            add(gradient, slope, *input);
            *slope_in += dot(weights, slope);
        }
    }
}

struct Adam {
    factor: f32,
    corrections: (f32, f32),
    step_size: f32,
}

impl Adam {
    /// Changes a layer by the sum of `slopes`.
    fn apply<const N: usize>(
        &self,
        layer: &mut Layer<N>,
        slopes: &[&Layer<N>],
        mean: &mut Layer<N>,
        square: &mut Layer<N>,
    ) {
        let rows = layer.weights.iter_mut().chain([&mut layer.bias]).enumerate();
        let means = mean.weights.iter_mut().chain([&mut mean.bias]);
        let squares = square.weights.iter_mut().chain([&mut square.bias]);
        for (((at, row), mean), square) in rows.zip(means).zip(squares) {
            let mut sum = [0.0; N];
            for slopes in slopes {
                add(&mut sum, slopes.weights.get(at).unwrap_or(&slopes.bias), 1.0);
            }
            self.apply_row(row, &sum, mean, square);
        }
    }

    fn apply_row<const N: usize>(
        &self,
        row: &mut [f32; N],
        slope: &[f32; N],
        mean: &mut [f32; N],
        square: &mut [f32; N],
    ) {
        for (((weight, slope), mean), square) in row.iter_mut().zip(slope).zip(mean).zip(square) {
            let slope = slope * self.factor;
            *mean = 0.9 * *mean + 0.1 * slope;
            *square = 0.999 * *square + 0.001 * slope * slope;
            let (mean, square) = (*mean / self.corrections.0, *square / self.corrections.1);
            *weight -= self.step_size * mean / (square.sqrt() + 1e-8);
        }
    }
}

fn fill<const N: usize>(random: &mut Random, layer: &mut Layer<N>, inputs: usize) {
    // A uniform number from -1 to 1 has a variance of a third.
    let size = (6.0 / inputs as f32).sqrt();
    for weight in layer.weights.as_flattened_mut() {
        *weight = size * random.noise();
    }
}

fn power(base: f32, exponent: i32) -> f32 {
    libm::powf(base, exponent as f32)
}

fn add<const N: usize>(sum: &mut [f32; N], values: &[f32; N], factor: f32) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += value * factor;
    }
}

fn dot<const N: usize>(a: &[f32; N], b: &[f32; N]) -> f32 {
    // Several sums side by side, which the compiler turns into vectors.
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// Part of the examples that a network reads right, and its mean loss.
#[must_use]
pub fn accuracy(network: &Network, examples: &[Example]) -> (f32, f32) {
    let (mut right, mut loss) = (0, 0.0);
    for (cell, class) in examples {
        let scores = network.scores(cell);
        let best = (0..CLASSES).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        right += usize::from(best == Some(*class));
        loss -= scores[*class];
    }
    let count = examples.len().max(1) as f32;
    (right as f32 / count, loss / count)
}
