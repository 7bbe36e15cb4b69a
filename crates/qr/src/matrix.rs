//! Decoding of a matrix of modules that is known already.

use crate::decode::{Layout, SampledModules, decode_direct};

/// Decodes the modules of a symbol, `size * size` of them row by row, true for dark ones; mirrored
/// symbols too. `None` when no symbol has that size or a block cannot be corrected.
#[must_use]
pub fn decode_matrix(dark: &[bool], size: usize) -> Option<Vec<u8>> {
    let version = size.checked_sub(17).filter(|n| n.is_multiple_of(4)).map(|n| n / 4)?;
    if !(1..=40).contains(&version) || dark.len() != size * size {
        return None;
    }
    let values: Vec<f32> = dark.iter().map(|dark| if *dark { 0.0 } else { 255.0 }).collect();
    decode_direct(&SampledModules::new(&values, size), &Layout::new(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_mirrored_matrices_are_decoded_and_wrong_sizes_refused() {
        let code = qrcode::QrCode::new("HC1:6BF").unwrap();
        let (size, colors) = (code.width(), code.to_colors());
        let dark: Vec<bool> = colors.iter().map(|c| *c == qrcode::Color::Dark).collect();
        let mirrored: Vec<bool> = (0..size * size).map(|i| dark[i % size * size + i / size]).collect();
        for matrix in [&dark, &mirrored] {
            assert_eq!(decode_matrix(matrix, size).as_deref(), Some(&b"HC1:6BF"[..]));
        }
        for wrong in [0, 1, 17, 20, 22, 181, usize::MAX] {
            assert_eq!(decode_matrix(&dark, wrong), None);
        }
        assert_eq!(decode_matrix(&[], 0), None);
        assert_eq!(decode_matrix(&vec![true; 441], 21), None);
    }

    #[test]
    fn mirrored_symbols_of_every_version_and_level_are_corrected() {
        use qrcode::{Color, EcLevel, QrCode, Version};
        for version in 1..=40_i16 {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let code = QrCode::with_version("HC1:6BF", Version::Normal(version), level).unwrap();
                let (size, colors) = (code.width(), code.to_colors());
                let mut mirrored: Vec<bool> = (0..size * size)
                    .map(|i| colors[i % size * size + i / size] == Color::Dark)
                    .collect();
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
