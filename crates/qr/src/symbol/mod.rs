//! Module values to bytes: what ISO/IEC 18004 fixes of a symbol, and how its codewords are
//! read where modules are uncertain.
//!
//! Modules are soft here: a positive value says dark, a negative one light, the magnitude how
//! sure that is. Nothing in this folder knows pixels.

mod layout;
mod reed_solomon;
mod segments;

pub(super) use layout::{Layout, alignment, version_pattern};

use reed_solomon::Block;

/// Soft values of a format pattern's modules must agree with it by this share to be tried.
const LEAST_FORMAT: f32 = 0.2;
/// How many formats are tried, the best first.
const FORMATS: usize = 2;

/// What decoding came to.
pub(super) enum Outcome {
    /// Every block is sound.
    Decoded(Vec<u8>),
    /// Some blocks are; the modules of those are known: 1 dark, -1 light, 0 unknown.
    Partly(Vec<i8>),
    /// None is.
    Nothing,
}

/// Decodes soft modules, with the least sure codewords as erasures.
pub(super) fn decode(soft: &[f32], layout: &Layout) -> Outcome {
    let mut partly = Outcome::Nothing;
    for (level, mask) in layout.formats(soft, LEAST_FORMAT).into_iter().take(FORMATS) {
        match decode_as(soft, layout, level, mask) {
            Outcome::Nothing => {}
            Outcome::Partly(known) => partly = Outcome::Partly(known),
            decoded @ Outcome::Decoded(_) => return decoded,
        }
    }
    partly
}

/// The same for a symbol whose level (L, M, Q, H) and mask are known.
pub(super) fn decode_as(soft: &[f32], layout: &Layout, level: usize, mask: u8) -> Outcome {
    let read = layout.codewords(soft, mask);
    let plan = layout.blocks(level);
    let mut data = Vec::with_capacity(read.len());
    let mut sound = vec![None; read.len()];
    let (mut good, mut bad) = (0, 0);
    for places in &plan.blocks {
        let mut block = Block::new(places.iter().map(|at| read[*at]), plan.parity);
        if block.correct(layout.version) {
            good += 1;
            for (at, byte) in places.iter().zip(block.bytes()) {
                sound[*at] = Some(*byte);
            }
            data.extend_from_slice(block.data());
        } else {
            bad += 1;
        }
    }
    match (good, bad) {
        (0, _) => Outcome::Nothing,
        (_, 0) => segments::read(&data, layout.version).map_or(Outcome::Nothing, Outcome::Decoded),
        _ => Outcome::Partly(layout.known(&sound, mask, level)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{Color, EcLevel, QrCode, Version};

    /// The soft modules of a symbol as an encoder of others makes it.
    pub(super) fn symbol(text: &[u8], version: i16, level: EcLevel) -> Vec<f32> {
        let code = QrCode::with_version(text, Version::Normal(version), level).unwrap();
        let soft = |color: &Color| if *color == Color::Dark { 1.0 } else { -1.0 };
        code.to_colors().iter().map(soft).collect()
    }

    fn text(outcome: Outcome) -> Option<Vec<u8>> {
        match outcome {
            Outcome::Decoded(bytes) => Some(bytes),
            _ => None,
        }
    }

    #[test]
    fn every_version_and_level_is_read() {
        for version in 1..=40_i16 {
            let layout = Layout::new(version as usize);
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let soft = symbol(b"HC1:6B", version, level);
                assert_eq!(
                    text(decode(&soft, &layout)).as_deref(),
                    Some(&b"HC1:6B"[..]),
                    "{version} {level:?}"
                );
            }
        }
    }

    #[test]
    fn unsure_modules_cost_half_of_what_wrong_ones_do() {
        let message = [b'A'; 300];
        let layout = Layout::new(16);
        let clean = symbol(&message, 16, EcLevel::Q);
        // The rows from `from` on are light, as under glare.
        let blotted = |rows: usize, value: f32| {
            let mut soft = clean.clone();
            let start = layout.size * 30;
            soft[start..start + layout.size * rows].fill(value);
            text(decode(&soft, &layout)).is_some()
        };
        let most = |value: f32| (1..40).take_while(|rows| blotted(*rows, value)).count();
        let (sure, unsure) = (most(-1.0), most(-0.001));
        assert!(
            unsure as f32 >= 1.4 * sure as f32,
            "{unsure} rows when unsure, {sure} when sure"
        );
    }

    #[test]
    fn a_symbol_that_is_read_in_part_tells_its_modules() {
        let message: Vec<u8> = (0..200_u8).collect();
        let layout = Layout::new(14);
        let clean = symbol(&message, 14, EcLevel::M);
        let (mask, level) = (layout.formats(&clean, 0.9)[0].1, layout.formats(&clean, 0.9)[0].0);
        // All codewords of the first block are wrong, and sure of it.
        let mut soft = clean.clone();
        let blocks = layout.blocks(level).blocks;
        for place in &blocks[0] {
            for module in layout.modules(*place) {
                soft[*module as usize] = -soft[*module as usize];
            }
        }
        let Outcome::Partly(known) = decode_as(&soft, &layout, level, mask) else {
            panic!("the other blocks are sound");
        };
        let spoilt: usize = blocks[0].len() * 8;
        let unknown = known.iter().filter(|k| **k == 0).count();
        // The remainder bits, which say nothing, are unknown too.
        assert!((spoilt..spoilt + 8).contains(&unknown), "{unknown} of {spoilt}");
        for (known, clean) in known.iter().zip(&clean) {
            assert!(*known == 0 || f32::from(*known) == *clean);
        }
    }

    #[test]
    fn noise_is_never_read() {
        let mut state = 1_u32;
        for version in [1, 2, 5, 10, 20] {
            let layout = Layout::new(version);
            for _ in 0..300 {
                let soft: Vec<f32> = (0..layout.size * layout.size)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (state >> 8) as f32 / 8_388_608.0 - 1.0
                    })
                    .collect();
                assert!(text(decode(&soft, &layout)).is_none(), "version {version}");
            }
        }
    }
}
