//! The classifier of characters: three convolutions and a dense layer, with weights of eight bits.

use crate::cell::{CELL_HEIGHT, CELL_WIDTH, Cell};

/// Characters of a zone, in the order of their classes.
pub const CHARACTERS: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
/// Class of a cell that holds no character, or no whole one.
pub const NOTHING: usize = CHARACTERS.len();
/// Number of classes.
pub const CLASSES: usize = NOTHING + 1;

/// Channels of the first convolution: 5 × 5 pixels, every second one.
pub const CHANNELS_1: usize = 12;
/// Channels of the second convolution: 3 × 3 cells of the first, every second one.
pub const CHANNELS_2: usize = 40;
/// Channels of the third convolution: 3 × 3 cells of the second, every second one.
pub const CHANNELS_3: usize = 96;
/// Channels of the third convolution that are summed up together.
const BLOCK_3: usize = 48;
/// Weights of each channel of the first convolution.
pub const TAPS_1: usize = 25;
/// Weights of each channel of the second convolution.
pub const TAPS_2: usize = 9 * CHANNELS_1;
/// Weights of each channel of the third convolution.
pub const TAPS_3: usize = 9 * CHANNELS_2;
/// Outputs of the first convolution: columns and rows.
pub const GRID_1: (usize, usize) = (CELL_WIDTH / 2, CELL_HEIGHT / 2);
/// Outputs of the second convolution: columns and rows.
pub const GRID_2: (usize, usize) = (GRID_1.0 / 2, GRID_1.1 / 2);
/// Outputs of the third convolution: columns and rows.
pub const GRID_3: (usize, usize) = (GRID_2.0 / 2, GRID_2.1 / 2);
/// Inputs of the dense layer.
pub const FEATURES: usize = GRID_3.0 * GRID_3.1 * CHANNELS_3;
/// Outputs of the dense layer, a multiple of eight; those from [`CLASSES`] on mean nothing.
pub const OUTPUTS: usize = 40;

/// Columns and rows of a cell with its border of two pixels, and of the outputs of two convolutions with theirs of one.
const PADDED_CELL: (usize, usize) = (CELL_WIDTH + 4, CELL_HEIGHT + 4);
const PADDED_1: (usize, usize) = (GRID_1.0 + 2, GRID_1.1 + 2);
const PADDED_2: (usize, usize) = (GRID_2.0 + 2, GRID_2.1 + 2);
/// Cells of the first and the second convolution with their border.
pub const CELLS_1: usize = PADDED_1.0 * PADDED_1.1;
/// The same of the second.
pub const CELLS_2: usize = PADDED_2.0 * PADDED_2.1;
/// Cells of the third convolution.
pub const CELLS_3: usize = GRID_3.0 * GRID_3.1;

/// Natural logarithms of the probabilities of the classes.
pub type Scores = [f32; CLASSES];

/// Layer: weights by input and output, and biases by output.
#[derive(Clone, Debug)]
pub struct Layer<const N: usize> {
    /// Weights of each input to every output.
    pub weights: Vec<[f32; N]>,
    /// Bias of every output.
    pub bias: [f32; N],
}

impl<const N: usize> Layer<N> {
    /// A layer of zeros.
    #[must_use]
    pub fn zero(inputs: usize) -> Self {
        Self {
            weights: vec![[0.0; N]; inputs],
            bias: [0.0; N],
        }
    }

    /// Weights as bytes with one factor an output (little-endian `f32`), then the biases.
    fn read(bytes: &[u8], inputs: usize) -> Option<(Self, &[u8])> {
        let (weights, rest) = bytes.split_at_checked(inputs * N)?;
        let (factors, rest) = floats::<N>(rest)?;
        let (bias, rest) = floats::<N>(rest)?;
        let mut layer = Self::zero(inputs);
        layer.bias = bias;
        for (row, bytes) in layer.weights.iter_mut().zip(weights.chunks_exact(N)) {
            for ((weight, &byte), factor) in row.iter_mut().zip(bytes).zip(factors) {
                *weight = f32::from(byte as i8) * factor;
            }
        }
        Some((layer, rest))
    }

    /// The bytes that [`Network::from_bytes`] reads, each weight rounded to one of 255 values.
    #[cfg(any(test, feature = "training"))]
    pub fn write(&self, bytes: &mut Vec<u8>) {
        let mut factors = [0.0_f32; N];
        for row in &self.weights {
            for (factor, weight) in factors.iter_mut().zip(row) {
                *factor = factor.max(weight.abs() / 127.0);
            }
        }
        for row in &self.weights {
            let rounded = row.iter().zip(factors);
            bytes.extend(rounded.map(|(weight, factor)| (weight / factor.max(1e-12)).round() as i8 as u8));
        }
        for value in factors.iter().chain(&self.bias) {
            bytes.extend(value.to_le_bytes());
        }
    }
}

fn floats<const N: usize>(bytes: &[u8]) -> Option<([f32; N], &[u8])> {
    let (own, rest) = bytes.split_at_checked(4 * N)?;
    let mut values = [0.0; N];
    for (value, bytes) in values.iter_mut().zip(own.chunks_exact(4)) {
        *value = f32::from_le_bytes(bytes.try_into().ok()?);
    }
    Some((values, rest))
}

/// The classifier.
#[derive(Clone, Debug)]
pub struct Network {
    /// First convolution; inputs are pixels, row after row.
    pub first: Layer<CHANNELS_1>,
    /// Second convolution; inputs are channels of cells, row after row.
    pub second: Layer<CHANNELS_2>,
    /// Third convolution; inputs are channels of cells, row after row.
    pub third: Layer<CHANNELS_3>,
    /// Dense layer; inputs are channels of cells, row after row.
    pub dense: Layer<OUTPUTS>,
}

/// What the layers answer for one cell. The convolutions' have a border of zeros where the next layer needs one.
#[derive(Clone, Debug)]
pub struct Activations {
    /// The cell from 0 to 1, with a border of two pixels.
    pub cell: [f32; PADDED_CELL.0 * PADDED_CELL.1],
    /// Outputs of the first convolution, with a border of one.
    pub first: [[f32; CHANNELS_1]; CELLS_1],
    /// Outputs of the second convolution, with a border of one.
    pub second: [[f32; CHANNELS_2]; CELLS_2],
    /// Outputs of the third convolution.
    pub third: [[f32; CHANNELS_3]; CELLS_3],
    /// Outputs of the dense layer.
    pub outputs: [f32; OUTPUTS],
}

/// Place in [`Activations::cell`] under tap `tap` of the first convolution at an output.
#[must_use]
pub const fn input_1(column: usize, row: usize, tap: usize) -> usize {
    (2 * row + tap / 5) * PADDED_CELL.0 + 2 * column + tap % 5
}

/// Place in [`Activations::first`] of an output of the first convolution.
#[must_use]
pub const fn output_1(column: usize, row: usize) -> usize {
    (row + 1) * PADDED_1.0 + column + 1
}

/// Place in [`Activations::first`] under tap `tap` (0 to 8) of the second convolution at an output.
#[must_use]
pub const fn input_2(column: usize, row: usize, tap: usize) -> usize {
    (2 * row + tap / 3) * PADDED_1.0 + 2 * column + tap % 3
}

/// Place in [`Activations::second`] of an output of the second convolution.
#[must_use]
pub const fn output_2(column: usize, row: usize) -> usize {
    (row + 1) * PADDED_2.0 + column + 1
}

/// Place in [`Activations::second`] under tap `tap` (0 to 8) of the third convolution at an output.
#[must_use]
pub const fn input_3(column: usize, row: usize, tap: usize) -> usize {
    (2 * row + tap / 3) * PADDED_2.0 + 2 * column + tap % 3
}

impl Network {
    /// A classifier whose weights are all zero.
    #[must_use]
    pub fn zero() -> Self {
        Self {
            first: Layer::zero(TAPS_1),
            second: Layer::zero(TAPS_2),
            third: Layer::zero(TAPS_3),
            dense: Layer::zero(FEATURES),
        }
    }

    /// Reads weights; `None` if they have another length.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (first, rest) = Layer::read(bytes, TAPS_1)?;
        let (second, rest) = Layer::read(rest, TAPS_2)?;
        let (third, rest) = Layer::read(rest, TAPS_3)?;
        let (dense, rest) = Layer::read(rest, FEATURES)?;
        rest.is_empty().then_some(Self {
            first,
            second,
            third,
            dense,
        })
    }

    /// The weights as [`Network::from_bytes`] reads them.
    #[cfg(any(test, feature = "training"))]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.first.write(&mut bytes);
        self.second.write(&mut bytes);
        self.third.write(&mut bytes);
        self.dense.write(&mut bytes);
        bytes
    }

    /// Answers of all layers.
    #[must_use]
    pub fn run(&self, cell: &Cell) -> Activations {
        let mut a = Activations {
            cell: [0.0; PADDED_CELL.0 * PADDED_CELL.1],
            first: [[0.0; CHANNELS_1]; CELLS_1],
            second: [[0.0; CHANNELS_2]; CELLS_2],
            third: [[0.0; CHANNELS_3]; CELLS_3],
            outputs: self.dense.bias,
        };
        for (pixels, row) in cell
            .chunks_exact(CELL_WIDTH)
            .zip(a.cell.chunks_exact_mut(PADDED_CELL.0).skip(2))
        {
            for (value, &pixel) in row.iter_mut().skip(2).zip(pixels) {
                *value = f32::from(pixel) / 255.0;
            }
        }
        for row in 0..GRID_1.1 {
            for column in 0..GRID_1.0 {
                let mut sum = self.first.bias;
                for (tap, weights) in self.first.weights.iter().enumerate() {
                    add(&mut sum, weights, a.cell[input_1(column, row, tap)]);
                }
                a.first[output_1(column, row)] = sum.map(|value| value.max(0.0));
            }
        }
        for row in 0..GRID_2.1 {
            for column in 0..GRID_2.0 {
                let mut sum = self.second.bias;
                for (tap, weights) in self.second.weights.chunks_exact(CHANNELS_1).enumerate() {
                    let inputs = &a.first[input_2(column, row, tap)];
                    for (weights, &input) in weights.iter().zip(inputs) {
                        add(&mut sum, weights, input);
                    }
                }
                a.second[output_2(column, row)] = sum.map(|value| value.max(0.0));
            }
        }
        for (at, output) in a.third.iter_mut().enumerate() {
            let (column, row) = (at % GRID_3.0, at / GRID_3.0);
            // As many sums at a time as there are vector registers for.
            for (block, output) in output.as_chunks_mut::<BLOCK_3>().0.iter_mut().enumerate() {
                *output = self.third_block(&a.second, (column, row), block);
            }
        }
        for (weights, &input) in self.dense.weights.iter().zip(a.third.as_flattened()) {
            if input > 0.0 {
                add(&mut a.outputs, weights, input);
            }
        }
        a
    }

    /// Outputs of some channels of the third convolution at one place.
    fn third_block(
        &self,
        second: &[[f32; CHANNELS_2]; CELLS_2],
        (column, row): (usize, usize),
        block: usize,
    ) -> [f32; BLOCK_3] {
        let mut sum = self.third.bias.as_chunks::<BLOCK_3>().0[block];
        for (tap, weights) in self.third.weights.chunks_exact(CHANNELS_2).enumerate() {
            let inputs = &second[input_3(column, row, tap)];
            for (weights, &input) in weights.iter().zip(inputs) {
                // The activation leaves most inputs zero.
                if input > 0.0 {
                    add(&mut sum, &weights.as_chunks::<BLOCK_3>().0[block], input);
                }
            }
        }
        sum.map(|value| value.max(0.0))
    }

    /// Logarithms of the probabilities of the classes.
    #[must_use]
    pub fn scores(&self, cell: &Cell) -> Scores {
        let activations = self.run(cell);
        let mut scores: Scores = [0.0; CLASSES];
        scores.copy_from_slice(&activations.outputs[..CLASSES]);
        let largest = scores.iter().copied().fold(f32::MIN, f32::max);
        let sum: f32 = scores.iter().map(|score| (score - largest).exp()).sum();
        let norm = largest + sum.ln();
        scores.map(|score| score - norm)
    }
}

fn add<const N: usize>(sum: &mut [f32; N], weights: &[f32; N], input: f32) {
    for (sum, weight) in sum.iter_mut().zip(weights) {
        *sum += weight * input;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_survive_their_bytes() {
        let mut network = Network::zero();
        network.first.weights[3][2] = 0.5;
        network.first.weights[4][2] = -1.27;
        network.second.bias[7] = 3.0;
        network.dense.weights[FEATURES - 1][37] = 2.54;
        let bytes = network.to_bytes();
        let read = Network::from_bytes(&bytes).unwrap();
        assert!((read.first.weights[3][2] - 0.5).abs() < 1e-6);
        assert!((read.first.weights[4][2] + 1.27).abs() < 1e-6);
        assert_eq!(read.second.bias[7], 3.0);
        assert!((read.dense.weights[FEATURES - 1][37] - 2.54).abs() < 1e-6);
        assert!(Network::from_bytes(&bytes[1..]).is_none());
        assert!(Network::from_bytes(&[&bytes[..], &[0]].concat()).is_none());
    }

    #[test]
    fn the_layers_look_where_they_say() {
        // Each convolution passes its middle on, the dense layer the cell in column 1 and row 2: the pixel in column 8 and
        // row 16.
        let mut network = Network::zero();
        network.first.weights[12][1] = 1.0;
        network.second.weights[4 * CHANNELS_1 + 1][5] = 1.0;
        network.third.weights[4 * CHANNELS_2 + 5][7] = 1.0;
        network.dense.weights[(2 * GRID_3.0 + 1) * CHANNELS_3 + 7][9] = 1.0;
        let mut cell = [0; CELL_WIDTH * CELL_HEIGHT];
        cell[16 * CELL_WIDTH + 8] = 255;
        assert_eq!(network.run(&cell).outputs[9], 1.0);
        let scores = network.scores(&cell);
        assert!((scores.iter().map(|score| score.exp()).sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((scores[9] - scores[8] - 1.0).abs() < 1e-5);
        cell = [255; CELL_WIDTH * CELL_HEIGHT];
        cell[16 * CELL_WIDTH + 8] = 0;
        assert_eq!(network.run(&cell).outputs[9], 0.0);
    }
}
