//! The layout of a symbol (ISO/IEC 18004, clauses 6 and 7): function patterns, format and version
//! information, codewords and their blocks.

/// Error correction codewords of each block, by level (L, M, Q, H) and version
/// (ISO/IEC 18004, table 9).
#[rustfmt::skip]
const EC_CODEWORDS: [[u8; 40]; 4] = [
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
];
/// Number of blocks, by level and version.
#[rustfmt::skip]
const BLOCKS: [[u8; 40]; 4] = [
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
];
/// Bits of the error correction levels L, M, Q and H (table 12).
pub(super) const LEVEL_BITS: [u16; 4] = [1, 0, 3, 2];
/// Mask of the format information (7.9.1).
const FORMAT_MASK: u16 = 0x5412;
/// First version whose symbols carry version information (7.10).
const FIRST_WITH_VERSION_INFO: usize = 7;

/// Centres of the alignment patterns along one side, as indices of modules (annex E).
pub(crate) fn alignment_centres(version: usize) -> Vec<usize> {
    if version < 2 {
        return Vec::new();
    }
    let (first, last) = (6, 10 + 4 * version);
    let count = version / 7 + 2;
    // Equal even steps from the end, the remainder at the start; version 32 is the exception of the
    // standard.
    let step = if version == 32 {
        26
    } else {
        (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2
    };
    let mut centres: Vec<usize> = (0..count - 1).map(|n| last - n * step).collect();
    centres.push(first);
    centres.reverse();
    centres
}

/// Version information of 18 bits, the least significant first (7.10); `None` for versions that
/// carry none.
pub(crate) fn version_pattern(version: usize) -> Option<u32> {
    if version < FIRST_WITH_VERSION_INFO {
        return None;
    }
    let version = u32::try_from(version).ok()?;
    Some(version << 12 | bch_remainder(version << 12, 0x1f25, 12))
}

/// The remainder of a polynomial over GF(2), which BCH codes append.
const fn bch_remainder(mut bits: u32, generator: u32, degree: u32) -> u32 {
    let mut at = 31;
    while at >= degree {
        if bits >> at & 1 == 1 {
            bits ^= generator << (at - degree);
        }
        at -= 1;
    }
    bits
}

/// The layout of the symbols of one version.
pub(crate) struct Layout {
    pub version: usize,
    /// Modules along each side.
    pub size: usize,
    /// Modules of the function patterns, row by row: 1 dark, -1 light, 0 for all other modules.
    pub function_modules: Vec<i8>,
    /// Indices of the modules that carry codewords, in the order of their bits.
    data_modules: Vec<u32>,
}

/// Error correction level and data mask of a symbol (7.9).
#[derive(Clone, Copy)]
pub(super) struct FormatInformation {
    /// 0 to 3 for L, M, Q, H.
    pub level: usize,
    /// Number of the mask, 0 to 7.
    pub mask: u8,
}

/// The error correction blocks of a symbol.
pub(super) struct BlockLayout {
    /// Error correction codewords of each block.
    pub ec_codewords: usize,
    /// Indices of the codewords of each block in the sequence of the symbol, data first.
    pub blocks: Vec<Vec<usize>>,
}

impl Layout {
    /// The layout of a version from 1 to 40.
    pub fn new(version: usize) -> Self {
        let size = 17 + 4 * version;
        let mut function_modules = vec![0_i8; size * size];
        let mut reserved = vec![false; size * size];
        let mut set = |x: usize, y: usize, dark: bool| {
            function_modules[y * size + x] = if dark { 1 } else { -1 };
            reserved[y * size + x] = true;
        };
        for i in 0..size {
            set(i, 6, i % 2 == 0);
            set(6, i, i % 2 == 0);
        }
        for (left, top) in [(0, 0), (size - 7, 0), (0, size - 7)] {
            // With its light separator.
            for y in top.saturating_sub(1)..(top + 8).min(size) {
                for x in left.saturating_sub(1)..(left + 8).min(size) {
                    let ring = (left + 3).abs_diff(x).max((top + 3).abs_diff(y));
                    set(x, y, ring != 2 && ring != 4);
                }
            }
        }
        let centres = alignment_centres(version);
        for (i, y) in centres.iter().enumerate() {
            for (j, x) in centres.iter().enumerate() {
                let last = centres.len() - 1;
                if (i == 0 && (j == 0 || j == last)) || (i == last && j == 0) {
                    continue;
                }
                for down in 0..5_usize {
                    for across in 0..5_usize {
                        let ring = down.abs_diff(2).max(across.abs_diff(2));
                        set(x + across - 2, y + down - 2, ring != 1);
                    }
                }
            }
        }
        set(8, size - 8, true);
        for (x, y) in format_positions(size).into_iter().flatten() {
            reserved[y * size + x] = true;
        }
        if let Some(pattern) = version_pattern(version) {
            for bit in 0..18 {
                let (a, b) = (bit / 3, size - 11 + bit % 3);
                let dark = pattern >> bit & 1 == 1;
                for at in [a * size + b, b * size + a] {
                    function_modules[at] = if dark { 1 } else { -1 };
                    reserved[at] = true;
                }
            }
        }
        Self {
            version,
            size,
            function_modules,
            data_modules: data_modules(size, &reserved),
        }
    }

    /// Formats whose pattern agrees with the soft modules by more than `min_agreement`, a share; the
    /// best first. Mirrored symbols have none.
    pub(super) fn formats(&self, soft: &[f32], min_agreement: f32) -> Vec<FormatInformation> {
        let positions = format_positions(self.size);
        let total: f32 = positions
            .iter()
            .flatten()
            .map(|(x, y)| soft[y * self.size + x].abs())
            .sum();
        let mut scored: Vec<(f32, FormatInformation)> = Vec::with_capacity(32);
        for (level, bits) in LEVEL_BITS.into_iter().enumerate() {
            for mask in 0..8_u8 {
                let pattern = format_pattern(bits, mask);
                let agreement = |copy: &[(usize, usize)]| -> f32 {
                    let value = |(bit, (x, y)): (usize, &(usize, usize))| {
                        let value = soft[y * self.size + x];
                        if pattern >> bit & 1 == 1 { value } else { -value }
                    };
                    copy.iter().enumerate().map(value).sum()
                };
                scored.push((
                    positions.iter().map(|copy| agreement(copy)).sum(),
                    FormatInformation { level, mask },
                ));
            }
        }
        compact_sort::sorted_by_key(scored, |scored| -scored.0)
            .into_iter()
            .take_while(|(score, _)| *score > min_agreement * total)
            .map(|(_, format)| format)
            .collect()
    }

    /// All codewords, each with its confidence: the lowest of its modules.
    pub(super) fn codewords(&self, soft: &[f32], mask: u8) -> Vec<(u8, f32)> {
        let codeword = |modules: &[u32]| {
            let (mut byte, mut confidence) = (0, f32::MAX);
            for module in modules {
                let value = soft[*module as usize];
                let dark = (value > 0.0) != self.is_masked(*module as usize, mask);
                byte = byte << 1 | u8::from(dark);
                confidence = confidence.min(value.abs());
            }
            (byte, confidence)
        };
        self.data_modules.chunks_exact(8).map(codeword).collect()
    }

    /// The modules of the codeword with this index.
    #[cfg(test)]
    pub(super) fn modules(&self, index: usize) -> &[u32] {
        &self.data_modules[index * 8..index * 8 + 8]
    }

    /// The blocks of an error correction level (7.6).
    pub(super) fn blocks(&self, level: usize) -> BlockLayout {
        let total = self.data_modules.len() / 8;
        let ec_codewords = usize::from(EC_CODEWORDS[level][self.version - 1]);
        let count = usize::from(BLOCKS[level][self.version - 1]);
        let (short_data, long_blocks) = ((total / count).saturating_sub(ec_codewords), total % count);
        let first_long = count - long_blocks;
        let indices = |block: usize| {
            let data = (0..short_data).map(|n| n * count + block);
            let last = (block >= first_long).then(|| short_data * count + block - first_long);
            let first_ec = short_data * count + long_blocks;
            let ec = (0..ec_codewords).map(move |n| first_ec + n * count + block);
            data.chain(last).chain(ec).collect()
        };
        BlockLayout {
            ec_codewords,
            blocks: (0..count).map(indices).collect(),
        }
    }

    /// The modules that follow from these codewords and the format: 1 dark, -1 light, 0 unknown.
    pub(super) fn known_modules(&self, codewords: &[Option<u8>], format: FormatInformation) -> Vec<i8> {
        let mut known = self.function_modules.clone();
        for (modules, byte) in self.data_modules.chunks_exact(8).zip(codewords) {
            let Some(byte) = byte else { continue };
            for (bit, module) in modules.iter().enumerate() {
                let dark = (byte >> (7 - bit) & 1 == 1) != self.is_masked(*module as usize, format.mask);
                known[*module as usize] = if dark { 1 } else { -1 };
            }
        }
        let pattern = format_pattern(LEVEL_BITS[format.level], format.mask);
        for copy in format_positions(self.size) {
            for (bit, (x, y)) in copy.into_iter().enumerate() {
                known[y * self.size + x] = if pattern >> bit & 1 == 1 { 1 } else { -1 };
            }
        }
        known
    }

    /// True if the mask inverts a module (7.8.2).
    const fn is_masked(&self, module: usize, mask: u8) -> bool {
        let (x, y) = (module % self.size, module / self.size);
        match mask {
            0 => (x + y).is_multiple_of(2),
            1 => y.is_multiple_of(2),
            2 => x.is_multiple_of(3),
            3 => (x + y).is_multiple_of(3),
            4 => (x / 3 + y / 2).is_multiple_of(2),
            5 => (x * y) % 2 + (x * y) % 3 == 0,
            6 => ((x * y) % 2 + (x * y) % 3).is_multiple_of(2),
            _ => ((x + y) % 2 + (x * y) % 3).is_multiple_of(2),
        }
    }
}

/// FormatInformation information of 15 bits, the least significant first.
fn format_pattern(level: u16, mask: u8) -> u16 {
    let data = u32::from(level << 3 | u16::from(mask)) << 10;
    #[expect(clippy::cast_possible_truncation, reason = "15 bits")]
    let pattern = (data | bch_remainder(data, 0x537, 10)) as u16;
    pattern ^ FORMAT_MASK
}

/// Modules of both copies of the format information, the least significant bit first (7.9.1).
fn format_positions(size: usize) -> [Vec<(usize, usize)>; 2] {
    let around = (0..15).map(|bit| match bit {
        0..=5 => (8, bit),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14 - bit, 8),
    });
    let apart = (0..15).map(|bit| {
        if bit < 8 {
            (size - 1 - bit, 8)
        } else {
            (8, size - 15 + bit)
        }
    });
    [around.collect(), apart.collect()]
}

/// Indices of the modules that carry codewords: two columns at a time from the right, alternately
/// up and down, without the column of the timing pattern (7.7.3).
fn data_modules(size: usize, reserved: &[bool]) -> Vec<u32> {
    let mut modules = Vec::with_capacity(size * size);
    let mut right = size - 1;
    let mut up = true;
    loop {
        for step in 0..size {
            let y = if up { size - 1 - step } else { step };
            for x in [right, right - 1] {
                if !reserved[y * size + x] {
                    modules.push((y * size + x) as u32);
                }
            }
        }
        up = !up;
        right = match right {
            8 => 5,
            0..=2 => return modules,
            _ => right - 2,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alignment_centres_of_annex_e() {
        for (version, wanted) in [
            (1, &[][..]),
            (2, &[6, 18]),
            (6, &[6, 34]),
            (7, &[6, 22, 38]),
            (14, &[6, 26, 46, 66]),
            (22, &[6, 26, 50, 74, 98]),
            (32, &[6, 34, 60, 86, 112, 138]),
            (36, &[6, 24, 50, 76, 102, 128, 154]),
            (39, &[6, 26, 54, 82, 110, 138, 166]),
            (40, &[6, 30, 58, 86, 114, 142, 170]),
        ] {
            assert_eq!(alignment_centres(version), wanted, "version {version}");
        }
    }

    #[test]
    fn format_and_version_information_of_the_examples() {
        // 7.9.1: level M, mask 5; 7.10: version 7.
        assert_eq!(format_pattern(0, 5), 0b100_0000_1100_1110);
        assert_eq!(version_pattern(7), Some(0b00_0111_1100_1001_0100));
        assert_eq!(version_pattern(6), None);
    }
}
