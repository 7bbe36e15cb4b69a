//! Reed–Solomon codes over GF(256) as QR codes use them (ISO/IEC 18004, 7.5.2), with errors and
//! erasures: an erasure costs half as many error correction codewords as an error.

/// x⁸ + x⁴ + x³ + x² + 1.
const POLYNOMIAL: u16 = 0x11d;
/// Error correction codewords of a block, at most (table 9).
const LARGEST_EC_CODEWORDS: usize = 30;
/// Codewords that are left unused with erasures, to detect wrong corrections: with four fewer than
/// one in 10⁸ goes unnoticed.
const RESERVED: usize = 4;

/// Powers and logarithms of the primitive element of GF(256).
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

fn multiply(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    GF.power[usize::from(GF.log[usize::from(a)]) + usize::from(GF.log[usize::from(b)])]
}

fn inverse(a: u8) -> u8 {
    GF.power[255 - usize::from(GF.log[usize::from(a)])]
}

/// The value of a polynomial, the lowest coefficient first.
fn evaluate(polynomial: &[u8], x: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, c| multiply(sum, x) ^ c)
}

/// The codewords of one block.
pub(super) struct Block {
    bytes: Vec<u8>,
    confidences: Vec<f32>,
    ec_codewords: usize,
}

impl Block {
    /// A block of codewords with their confidences, the last `ec_codewords` for error correction.
    pub fn new(codewords: impl Iterator<Item = (u8, f32)>, ec_codewords: usize) -> Self {
        let (bytes, confidences) = codewords.unzip();
        Self {
            bytes,
            confidences,
            ec_codewords,
        }
    }

    /// All codewords.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The data codewords.
    pub fn data(&self) -> &[u8] {
        &self.bytes[..self.bytes.len() - self.ec_codewords]
    }

    /// Corrects the block in place: first without erasures, then with more and more of the codewords
    /// of least confidence as erasures (generalised minimum distance decoding, Forney 1966). Returns
    /// whether it succeeded.
    pub fn correct(&mut self, version: usize) -> bool {
        let syndromes = self.syndromes();
        if syndromes[..self.ec_codewords].iter().all(|s| *s == 0) {
            return true;
        }
        if self.solve(&syndromes, &[], reserved_by_version(version)) {
            return true;
        }
        let order = compact_sort::ascending_indices(&self.confidences);
        let most = self.ec_codewords.saturating_sub(RESERVED);
        let step = (most / 5).max(2);
        (1..=5)
            .map(|n| (n * step).min(most))
            .any(|n| n > 0 && self.solve(&syndromes, &order[..n], RESERVED))
    }

    fn syndromes(&self) -> [u8; LARGEST_EC_CODEWORDS] {
        let mut syndromes = [0; LARGEST_EC_CODEWORDS];
        for (n, syndrome) in syndromes[..self.ec_codewords].iter_mut().enumerate() {
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

    /// Corrects errors and erasures that leave `reserved` codewords unused.
    fn solve(&mut self, syndromes: &[u8; LARGEST_EC_CODEWORDS], erased: &[usize], reserved: usize) -> bool {
        let (length, parity) = (self.bytes.len(), self.ec_codewords);
        // The locator starts with the erasures: the product of (1 - x·αᵖ).
        let mut locator = vec![0_u8; parity + 2];
        locator[0] = 1;
        for (n, place) in erased.iter().enumerate() {
            let root = GF.power[(length - 1 - place) % 255];
            for i in (1..=n + 1).rev() {
                locator[i] ^= multiply(locator[i - 1], root);
            }
        }
        // Berlekamp–Massey from there on.
        let mut errors = erased.len();
        let mut before = locator.clone();
        let mut old = 1_u8;
        let mut gap = 1;
        for n in erased.len()..parity {
            let discrepancy = (0..=errors.min(n)).fold(0, |d, i| d ^ multiply(locator[i], syndromes[n - i]));
            if discrepancy == 0 {
                gap += 1;
                continue;
            }
            let factor = multiply(discrepancy, inverse(old));
            let longer = 2 * errors <= n + erased.len();
            let previous_locator = longer.then(|| locator.clone());
            for i in gap..locator.len() {
                locator[i] ^= multiply(factor, before[i - gap]);
            }
            match previous_locator {
                Some(previous_locator) => {
                    errors = n + 1 + erased.len() - errors;
                    before = previous_locator;
                    old = discrepancy;
                    gap = 1;
                }
                None => gap += 1,
            }
        }
        // Twice the errors and once the erasures: what the correction uses up.
        if 2 * errors - erased.len().min(errors) + reserved > parity || errors >= locator.len() {
            return false;
        }
        let locator = &locator[..=errors];
        // Chien search.
        let places: Vec<usize> = (0..length)
            .filter(|place| evaluate(locator, GF.power[(255 - (length - 1 - place) % 255) % 255]) == 0)
            .collect();
        if places.len() != errors {
            return false;
        }
        // Forney's magnitudes.
        let mut evaluator = vec![0_u8; parity];
        for (i, a) in locator.iter().enumerate() {
            for (j, b) in syndromes[..parity - i].iter().enumerate() {
                evaluator[i + j] ^= multiply(*a, *b);
            }
        }
        let mut fixed = self.bytes.clone();
        for place in places {
            let power = (length - 1 - place) % 255;
            let (x, root) = (GF.power[power], GF.power[(255 - power) % 255]);
            // The formal derivative keeps the odd coefficients.
            let mut slope = 0;
            for i in (1..locator.len()).step_by(2) {
                slope ^= multiply(locator[i], power_of(root, i - 1));
            }
            if slope == 0 {
                return false;
            }
            fixed[place] ^= multiply(x, multiply(evaluate(&evaluator, root), inverse(slope)));
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

/// Codewords that the smallest versions do not use for correction, against misreading (table 9,
/// note).
const fn reserved_by_version(version: usize) -> usize {
    match version {
        1 => 3,
        2 | 3 => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate_test_support::Random;

    /// A block with its error correction codewords, by long division.
    fn encoded(data: &[u8], parity: usize) -> Vec<u8> {
        let mut generator = vec![1_u8];
        for n in 0..parity {
            let mut next = vec![0; generator.len() + 1];
            for (i, g) in generator.iter().enumerate() {
                next[i] ^= g;
                next[i + 1] ^= multiply(*g, GF.power[n]);
            }
            generator = next;
        }
        let mut rest = [data, &vec![0; parity]].concat();
        for i in 0..data.len() {
            let factor = rest[i];
            for (j, g) in generator.iter().enumerate() {
                rest[i + j] ^= multiply(factor, *g);
            }
        }
        [data, &rest[data.len()..]].concat()
    }

    #[test]
    fn errors_and_erasures_are_corrected_up_to_the_bound() {
        let mut random = Random::new(5);
        for parity in [10, 16, 18, 22, 24, 26, 28, 30] {
            let data: Vec<u8> = (0..40).map(|_| random.below(256) as u8).collect();
            let clean = encoded(&data, parity);
            for errors in 0..=parity / 2 {
                for erasures in 0..=(parity - 2 * errors).saturating_sub(RESERVED) {
                    let mut places: Vec<usize> = (0..clean.len()).collect();
                    for i in 0..places.len() {
                        let other = random.below(places.len());
                        places.swap(i, other);
                    }
                    let mut bytes = clean.clone();
                    for place in &places[..errors + erasures] {
                        bytes[*place] ^= 1 + random.below(255) as u8;
                    }
                    let mut block = Block::new(bytes.iter().map(|b| (*b, 1.0)), parity);
                    let syndromes = block.syndromes();
                    let erased = &places[errors..errors + erasures];
                    let reserved = if erasures == 0 { 0 } else { RESERVED };
                    assert!(
                        syndromes == [0; LARGEST_EC_CODEWORDS] || block.solve(&syndromes, erased, reserved),
                        "{parity}: {errors} errors, {erasures} erasures"
                    );
                    assert_eq!(block.bytes(), clean);
                }
            }
        }
    }

    #[test]
    fn uncorrectable_blocks_are_refused_and_left_unchanged() {
        let mut random = Random::new(9);
        let clean = encoded(&[7; 40], 20);
        for _ in 0..2_000 {
            let mut bytes = clean.clone();
            for byte in &mut bytes {
                *byte = random.below(256) as u8;
            }
            let mut block = Block::new(bytes.iter().map(|b| (*b, random.below(100) as f32)), 20);
            assert!(!block.correct(20));
            assert_eq!(block.bytes(), bytes);
        }
    }
}
