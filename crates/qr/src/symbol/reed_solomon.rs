//! Reed–Solomon codes over GF(256) as QR codes use them (ISO/IEC 18004, 7.5.2), with errors
//! and erasures: a codeword whose place is known to be doubtful costs half of one that is
//! wrong unawares.

/// x⁸ + x⁴ + x³ + x² + 1.
const POLYNOMIAL: u16 = 0x11d;
/// Most error correction codewords of a block.
const MOST_PARITY: usize = 30;
/// With erasures, this many codewords are kept back to tell a right correction from a chance
/// one: four leave less than one in 10⁸ to chance.
const KEPT: usize = 4;

struct Tables {
    power: [u8; 512],
    log: [u8; 256],
}

const TABLES: Tables = {
    let (mut power, mut log) = ([0; 512], [0; 256]);
    let (mut value, mut n) = (1_u16, 0);
    while n < 255 {
        power[n] = value as u8;
        power[n + 255] = value as u8;
        log[value as usize] = n as u8;
        value <<= 1;
        if value & 0x100 != 0 {
            value ^= POLYNOMIAL;
        }
        n += 1;
    }
    Tables { power, log }
};

static GF: Tables = TABLES;

fn times(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    GF.power[usize::from(GF.log[usize::from(a)]) + usize::from(GF.log[usize::from(b)])]
}

fn inverse(a: u8) -> u8 {
    GF.power[255 - usize::from(GF.log[usize::from(a)])]
}

/// Value of a polynomial, the lowest coefficient first.
fn value(polynomial: &[u8], x: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, c| times(sum, x) ^ c)
}

/// The codewords of one block.
pub(super) struct Block {
    bytes: Vec<u8>,
    sure: Vec<f32>,
    parity: usize,
}

impl Block {
    /// Codewords with how sure each is, the last `parity` of them for error correction.
    pub fn new(codewords: impl Iterator<Item = (u8, f32)>, parity: usize) -> Self {
        let (bytes, sure) = codewords.unzip();
        Self { bytes, sure, parity }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Without the error correction codewords.
    pub fn data(&self) -> &[u8] {
        &self.bytes[..self.bytes.len() - self.parity]
    }

    /// Corrects the block in place: first without, then with more and more of the least sure
    /// codewords as erasures (generalised minimum distance decoding, Forney 1966). False
    /// when it cannot be done.
    pub fn correct(&mut self, version: usize) -> bool {
        let syndromes = self.syndromes();
        if syndromes[..self.parity].iter().all(|s| *s == 0) {
            return true;
        }
        if self.solve(&syndromes, &[], reserve(version)) {
            return true;
        }
        let order = compact_sort::ascending_indices(&self.sure);
        let most = self.parity.saturating_sub(KEPT);
        let step = (most / 5).max(2);
        (1..=5)
            .map(|n| (n * step).min(most))
            .any(|n| n > 0 && self.solve(&syndromes, &order[..n], KEPT))
    }

    fn syndromes(&self) -> [u8; MOST_PARITY] {
        let mut syndromes = [0; MOST_PARITY];
        for (n, syndrome) in syndromes[..self.parity].iter_mut().enumerate() {
            let x = usize::from(GF.log[usize::from(GF.power[n])]);
            let mut sum = 0_u8;
            for byte in &self.bytes {
                if sum != 0 {
                    sum = GF.power[usize::from(GF.log[usize::from(sum)]) + x];
                }
                sum ^= byte;
            }
            *syndrome = sum;
        }
        syndromes
    }

    /// Errors and erasures, up to what leaves `kept` codewords unused.
    fn solve(&mut self, syndromes: &[u8; MOST_PARITY], erased: &[usize], kept: usize) -> bool {
        let (length, parity) = (self.bytes.len(), self.parity);
        // The locator starts with the erasures: the product of (1 - x·αᵖ).
        let mut locator = vec![0_u8; parity + 2];
        locator[0] = 1;
        for (n, place) in erased.iter().enumerate() {
            let root = GF.power[(length - 1 - place) % 255];
            for i in (1..=n + 1).rev() {
                locator[i] ^= times(locator[i - 1], root);
            }
        }
        // Berlekamp–Massey from there on.
        let mut errors = erased.len();
        let mut before = locator.clone();
        let mut old = 1_u8;
        let mut gap = 1;
        for n in erased.len()..parity {
            let discrepancy = (0..=errors.min(n)).fold(0, |d, i| d ^ times(locator[i], syndromes[n - i]));
            if discrepancy == 0 {
                gap += 1;
                continue;
            }
            let factor = times(discrepancy, inverse(old));
            let longer = 2 * errors <= n + erased.len();
            let kept_locator = longer.then(|| locator.clone());
            for i in gap..locator.len() {
                locator[i] ^= times(factor, before[i - gap]);
            }
            match kept_locator {
                Some(kept_locator) => {
                    errors = n + 1 + erased.len() - errors;
                    before = kept_locator;
                    old = discrepancy;
                    gap = 1;
                }
                None => gap += 1,
            }
        }
        // Twice the errors and once the erasures: what the correction uses up.
        if 2 * errors - erased.len().min(errors) + kept > parity || errors >= locator.len() {
            return false;
        }
        let locator = &locator[..=errors];
        // Chien search.
        let places: Vec<usize> = (0..length)
            .filter(|place| value(locator, GF.power[(255 - (length - 1 - place) % 255) % 255]) == 0)
            .collect();
        if places.len() != errors {
            return false;
        }
        // Forney's magnitudes.
        let mut evaluator = vec![0_u8; parity];
        for (i, a) in locator.iter().enumerate() {
            for (j, b) in syndromes[..parity - i].iter().enumerate() {
                evaluator[i + j] ^= times(*a, *b);
            }
        }
        let mut fixed = self.bytes.clone();
        for place in places {
            let power = (length - 1 - place) % 255;
            let (x, root) = (GF.power[power], GF.power[(255 - power) % 255]);
            // The formal derivative keeps the odd coefficients.
            let mut slope = 0;
            for i in (1..locator.len()).step_by(2) {
                slope ^= times(locator[i], power_of(root, i - 1));
            }
            if slope == 0 {
                return false;
            }
            fixed[place] ^= times(x, times(value(&evaluator, root), inverse(slope)));
        }
        std::mem::swap(&mut self.bytes, &mut fixed);
        if self.syndromes()[..parity].iter().all(|s| *s == 0) {
            return true;
        }
        self.bytes = fixed;
        false
    }
}

fn power_of(x: u8, exponent: usize) -> u8 {
    if exponent == 0 {
        return 1;
    }
    if x == 0 {
        return 0;
    }
    GF.power[usize::from(GF.log[usize::from(x)]) * exponent % 255]
}

/// Codewords that the smallest versions keep back from correction (table 9, note), so that
/// they are not misread; larger ones have enough of them.
const fn reserve(version: usize) -> usize {
    match version {
        1 => 3,
        2 | 3 => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block with its error correction codewords, by long division.
    fn encoded(data: &[u8], parity: usize) -> Vec<u8> {
        let mut generator = vec![1_u8];
        for n in 0..parity {
            let mut next = vec![0; generator.len() + 1];
            for (i, g) in generator.iter().enumerate() {
                next[i] ^= g;
                next[i + 1] ^= times(*g, GF.power[n]);
            }
            generator = next;
        }
        let mut rest = [data, &vec![0; parity]].concat();
        for i in 0..data.len() {
            let factor = rest[i];
            for (j, g) in generator.iter().enumerate() {
                rest[i + j] ^= times(factor, *g);
            }
        }
        [data, &rest[data.len()..]].concat()
    }

    fn roll(state: &mut u32, below: usize) -> usize {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*state >> 8) as usize % below
    }

    #[test]
    fn errors_up_to_half_and_erasures_up_to_the_kept_ones_are_corrected() {
        let mut dice = 5;
        for parity in [10, 16, 18, 22, 24, 26, 28, 30] {
            let data: Vec<u8> = (0..40).map(|_| roll(&mut dice, 256) as u8).collect();
            let clean = encoded(&data, parity);
            for errors in 0..=parity / 2 {
                for erasures in 0..=(parity - 2 * errors).saturating_sub(KEPT) {
                    let mut places: Vec<usize> = (0..clean.len()).collect();
                    for i in 0..places.len() {
                        let other = roll(&mut dice, places.len());
                        places.swap(i, other);
                    }
                    let mut bytes = clean.clone();
                    for place in &places[..errors + erasures] {
                        bytes[*place] ^= 1 + roll(&mut dice, 255) as u8;
                    }
                    let mut block = Block::new(bytes.iter().map(|b| (*b, 1.0)), parity);
                    let syndromes = block.syndromes();
                    let erased = &places[errors..errors + erasures];
                    let kept = if erasures == 0 { 0 } else { KEPT };
                    assert!(
                        syndromes == [0; MOST_PARITY] || block.solve(&syndromes, erased, kept),
                        "{parity}: {errors} errors, {erasures} erasures"
                    );
                    assert_eq!(block.bytes(), clean);
                }
            }
        }
    }

    #[test]
    fn what_is_beyond_is_refused_and_left_alone() {
        let mut dice = 9;
        let clean = encoded(&[7; 40], 20);
        for _ in 0..2_000 {
            let mut bytes = clean.clone();
            for byte in &mut bytes {
                *byte = roll(&mut dice, 256) as u8;
            }
            let mut block = Block::new(bytes.iter().map(|b| (*b, (roll(&mut dice, 100)) as f32)), 20);
            assert!(!block.correct(20));
            assert_eq!(block.bytes(), bytes);
        }
    }
}
