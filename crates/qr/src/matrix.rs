//! Decoding of a matrix of modules that is known already.

use crate::decode::{Layout, SampledModules, decode_direct};

/// Decodes the modules of a symbol, `size * size` of them row by row, true for dark ones; mirrored
/// symbols too. Of a message that is divided among several symbols these are the bytes of this one. `None` when no symbol has that size or a block cannot be corrected.
#[must_use]
pub fn decode_matrix(dark: &[bool], size: usize) -> Option<Vec<u8>> {
    let version = size.checked_sub(17).filter(|n| n.is_multiple_of(4)).map(|n| n / 4)?;
    if !(1..=40).contains(&version) || dark.len() != size * size {
        return None;
    }
    let values: Vec<f32> = dark.iter().map(|dark| if *dark { 0.0 } else { 255.0 }).collect();
    decode_direct(&SampledModules::new(&values, size), &Layout::new(version)).map(|content| content.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate_test_support::{EcLevel, Symbol};

    #[test]
    fn plain_and_mirrored_matrices_are_decoded_and_wrong_sizes_refused() {
        let symbol = Symbol::new("HC1:6BF", 1, EcLevel::M);
        let (dark, size) = (symbol.modules(), symbol.size);
        for matrix in [dark, &symbol.mirrored()] {
            assert_eq!(decode_matrix(matrix, size).as_deref(), Some(&b"HC1:6BF"[..]));
        }
        for wrong in [0, 1, 17, 20, 22, 181, usize::MAX] {
            assert_eq!(decode_matrix(dark, wrong), None);
        }
        assert_eq!(decode_matrix(&[], 0), None);
        assert_eq!(decode_matrix(&vec![true; 441], 21), None);
    }

    #[test]
    fn mirrored_symbols_of_every_version_and_level_are_corrected() {
        for version in 1..=40 {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let symbol = Symbol::new("HC1:6BF", version, level);
                let (mut mirrored, size) = (symbol.mirrored(), symbol.size);
                // A wrong codeword near the middle of the right edge, of data or of correction.
                for flip in [size * (size / 2 + 1) - 1, size * (size / 2 + 1) - 2] {
                    mirrored[flip] = !mirrored[flip];
                }
                let read = decode_matrix(&mirrored, size);
                assert_eq!(read.as_deref(), Some(&b"HC1:6BF"[..]), "{version} {level:?}");
            }
        }
    }
}
