//! Training of the classifier.

use crate::{Degradation, Drawn, Scene, Typeface, between, random, text};
use greengate_mrz::{
    cell::{CELL_WIDTH, Cell, cut},
    network::{
        CHANNELS_1, CHANNELS_2, CHARACTERS, CLASSES, FEATURES, GRID_1, GRID_2, Layer, NOTHING, Network, OUTPUTS,
        TAPS_1, TAPS_2, input_1, input_2, output_1,
    },
    pose::{Adjustment, LinePose},
};
use greengate_test_support::Random;
use std::f32::consts::PI;

/// Set of random numbers of the training pictures.
const TRAINING_SET: u32 = 1;
/// Set of random numbers of the pictures that training never sees.
const HELD_OUT_SET: u32 = 2;
/// Pictures that are drawn for training; each is seen once.
pub const PICTURES: u32 = 30_000;
/// Cells of one step.
const BATCH: usize = 64;
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
    for number in 0..pictures {
        let mut random = random(TRAINING_SET, number);
        waiting.extend(examples(&mut random, &typeface));
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
    trainer.network
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
    let lines: Vec<String> = if random.below(4) > 0 {
        text::any_characters(random, 2, 22)
    } else {
        let zone = text::any_zone(random);
        let start = random.below(8);
        zone.lines
            .iter()
            .map(|line| line[start..start + 22].to_owned())
            .collect()
    };
    let mut scene = Scene::plain(random);
    // Small characters are harder and need more examples.
    let part = between(random, 0.0, 1.0);
    scene.pitch = 6.0 + 16.0 * part * part;
    for _ in 0..[0, 1, 1, 2, 2, 3][random.below(6)] {
        let kind = Degradation::ALL[random.below(Degradation::ALL.len())];
        // The direction of a page is the pose's, not the cell's.
        if kind != Degradation::Turned {
            let severity = between(random, 0.1, 1.3);
            scene.degrade(random, kind, severity);
        }
    }
    if random.below(4) == 0 {
        scene.rotation = between(random, -PI, PI);
    }
    scene.margins = [3.0, between(random, 2.0, 3.5), 2.0];
    let drawn = scene.draw(random, typeface, &lines);
    let mut found = Vec::new();
    for (line, centres) in lines.iter().zip(&drawn.centres) {
        found.extend(line_examples(random, &drawn, line.as_bytes(), centres));
    }
    found
}

fn line_examples(random: &mut Random, drawn: &Drawn, line: &[u8], centres: &[[f32; 2]]) -> Vec<Example> {
    let points: Vec<(f32, [f32; 2])> = (0..).map(|i: i32| i as f32).zip(centres.iter().copied()).collect();
    let Some(mut exact) = LinePose::fitted(&points, 10.0) else {
        return Vec::new();
    };
    exact.height = drawn.height;
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
    gradient: Network,
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
        fill(&mut random, &mut network.dense, FEATURES);
        Self {
            network,
            gradient: Network::zero(),
            mean: Network::zero(),
            square: Network::zero(),
            steps: 0,
        }
    }

    /// One step on a batch; answers its mean loss.
    fn step(&mut self, batch: &[Example], step_size: f32) -> f32 {
        self.gradient = Network::zero();
        let loss: f32 = batch.iter().map(|example| self.add_gradient(example)).sum();
        self.steps += 1;
        let factor = 1.0 / batch.len() as f32;
        let corrections = (1.0 - power(0.9, self.steps), 1.0 - power(0.999, self.steps));
        let adam = Adam {
            factor,
            corrections,
            step_size,
        };
        adam.apply(
            &mut self.network.first,
            &self.gradient.first,
            &mut self.mean.first,
            &mut self.square.first,
        );
        adam.apply(
            &mut self.network.second,
            &self.gradient.second,
            &mut self.mean.second,
            &mut self.square.second,
        );
        adam.apply(
            &mut self.network.dense,
            &self.gradient.dense,
            &mut self.mean.dense,
            &mut self.square.dense,
        );
        loss * factor
    }

    /// Adds the gradient of the cross entropy of one example; answers the loss.
    fn add_gradient(&mut self, (cell, class): &Example) -> f32 {
        let a = self.network.run(cell);
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
        // Dense layer.
        add(&mut self.gradient.dense.bias, &slope, 1.0);
        let mut second = [[0.0_f32; CHANNELS_2]; GRID_2.0 * GRID_2.1];
        let inputs = a.second.as_flattened().iter().zip(second.as_flattened_mut());
        let rows = self.network.dense.weights.iter().zip(&mut self.gradient.dense.weights);
        for ((input, slope_in), (weights, gradient)) in inputs.zip(rows) {
            // Below zero the activation passes nothing back.
            if *input > 0.0 {
                add(gradient, &slope, *input);
                *slope_in = dot(weights, &slope);
            }
        }
        // Second convolution.
        let mut first = [[0.0_f32; CHANNELS_1]; (GRID_1.0 + 2) * (GRID_1.1 + 2)];
        for (at, slope) in second.iter().enumerate() {
            add(&mut self.gradient.second.bias, slope, 1.0);
            for tap in 0..9 {
                let place = input_2(at % GRID_2.0, at / GRID_2.0, tap);
                for (channel, (&input, slope_in)) in a.first[place].iter().zip(&mut first[place]).enumerate() {
                    if input > 0.0 {
                        let row = tap * CHANNELS_1 + channel;
                        add(&mut self.gradient.second.weights[row], slope, input);
                        *slope_in += dot(&self.network.second.weights[row], slope);
                    }
                }
            }
        }
        // First convolution.
        for row in 0..GRID_1.1 {
            for column in 0..GRID_1.0 {
                let slope = &first[output_1(column, row)];
                add(&mut self.gradient.first.bias, slope, 1.0);
                for (tap, gradient) in self.gradient.first.weights.iter_mut().enumerate() {
                    add(gradient, slope, a.cell[input_1(column, row, tap)]);
                }
            }
        }
        -libm::logf(probability.max(1e-12))
    }
}

struct Adam {
    factor: f32,
    corrections: (f32, f32),
    step_size: f32,
}

impl Adam {
    fn apply<const N: usize>(
        &self,
        layer: &mut Layer<N>,
        slope: &Layer<N>,
        mean: &mut Layer<N>,
        square: &mut Layer<N>,
    ) {
        for (((row, slope), mean), square) in layer
            .weights
            .iter_mut()
            .zip(&slope.weights)
            .zip(&mut mean.weights)
            .zip(&mut square.weights)
        {
            self.apply_row(row, slope, mean, square);
        }
        self.apply_row(&mut layer.bias, &slope.bias, &mut mean.bias, &mut square.bias);
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
