//! From sampled modules to bytes (ISO/IEC 18004, clause 12).
//!
//! Modules are soft values: positive for dark, negative for light, their magnitude is the
//! confidence. Nothing here knows pixels.

mod box_sums;
mod deconvolve;
mod direct;
mod equaliser;
mod layout;
mod modules;
mod reed_solomon;
mod segments;

pub(crate) use deconvolve::decode_together;
pub(crate) use direct::decode_direct;
pub(crate) use equaliser::decode_equalised;
pub(crate) use layout::{Layout, alignment_centres, version_pattern};
pub(crate) use modules::{MIN_FUNCTION_PATTERN_MATCH, SampledModules};

use crate::content::Content;
use layout::FormatInformation;
use reed_solomon::Block;

/// Share by which soft values must agree with a format pattern, at least.
const MIN_FORMAT_AGREEMENT: f32 = 0.2;
/// Formats that are tried, the best first.
const TRIED_FORMATS: usize = 2;

/// The result of decoding a symbol.
pub(crate) enum Decoding {
    /// All blocks were corrected; the content of the segments.
    Complete(Content),
    /// Some blocks were corrected; their modules are known: 1 dark, -1 light, 0 unknown.
    Partial(Vec<i8>),
    /// No block was corrected, or the segments are malformed.
    Failed,
}

/// Decodes soft modules by their format information. Codewords of low confidence are taken as
/// erasures.
pub(crate) fn decode(soft: &[f32], layout: &Layout) -> Decoding {
    let mut partial = Decoding::Failed;
    for format in layout
        .formats(soft, MIN_FORMAT_AGREEMENT)
        .into_iter()
        .take(TRIED_FORMATS)
    {
        match decode_with_format(soft, layout, format) {
            Decoding::Failed => {}
            Decoding::Partial(known) => partial = Decoding::Partial(known),
            complete @ Decoding::Complete(_) => return complete,
        }
    }
    partial
}

/// Decodes soft modules of a known format.
fn decode_with_format(soft: &[f32], layout: &Layout, format: FormatInformation) -> Decoding {
    let codewords = layout.codewords(soft, format.mask);
    let plan = layout.blocks(format.level);
    let mut data = Vec::with_capacity(codewords.len());
    let mut corrected = vec![None; codewords.len()];
    let mut failed = 0;
    for indices in &plan.blocks {
        let mut block = Block::new(indices.iter().map(|i| codewords[*i]), plan.ec_codewords);
        if block.correct(layout.version) {
            for (i, byte) in indices.iter().zip(block.bytes()) {
                corrected[*i] = Some(*byte);
            }
            data.extend_from_slice(block.data());
        } else {
            failed += 1;
        }
    }
    if failed == plan.blocks.len() {
        Decoding::Failed
    } else if failed == 0 {
        segments::parse(&data, layout.version).map_or(Decoding::Failed, Decoding::Complete)
    } else {
        Decoding::Partial(layout.known_modules(&corrected, format))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate_test_support::{EcLevel, Random, Symbol};

    fn text(decoding: Decoding) -> Option<Vec<u8>> {
        match decoding {
            Decoding::Complete(content) => Some(content.bytes),
            _ => None,
        }
    }

    #[test]
    fn every_version_and_level_is_decoded() {
        for version in 1..=40 {
            let layout = Layout::new(version);
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                let soft = Symbol::new("HC1:6B", version, level).soft();
                assert_eq!(
                    text(decode(&soft, &layout)).as_deref(),
                    Some(&b"HC1:6B"[..]),
                    "{version} {level:?}"
                );
            }
        }
    }

    #[test]
    fn erasures_cost_half_as_much_as_errors() {
        let message = [b'A'; 300];
        let layout = Layout::new(16);
        let clean = Symbol::new(message, 16, EcLevel::Q).soft();
        // Rows without information, as under glare.
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
    fn a_partial_decoding_knows_the_modules_of_its_blocks() {
        let message: Vec<u8> = (0..200_u8).collect();
        let layout = Layout::new(14);
        let clean = Symbol::new(message, 14, EcLevel::M).soft();
        let format = layout.formats(&clean, 0.9)[0];
        // All codewords of the first block are wrong with full confidence.
        let mut soft = clean.clone();
        let blocks = layout.blocks(format.level).blocks;
        for index in &blocks[0] {
            for module in layout.modules(*index) {
                soft[*module as usize] = -soft[*module as usize];
            }
        }
        let Decoding::Partial(known) = decode_with_format(&soft, &layout, format) else {
            panic!("the other blocks are sound");
        };
        let spoilt: usize = blocks[0].len() * 8;
        let unknown = known.iter().filter(|k| **k == 0).count();
        // The remainder bits are unknown too.
        assert!((spoilt..spoilt + 8).contains(&unknown), "{unknown} of {spoilt}");
        for (known, clean) in known.iter().zip(&clean) {
            assert!(*known == 0 || f32::from(*known) == *clean);
        }
    }

    #[test]
    fn noise_is_never_decoded() {
        let mut random = Random::new(1);
        for version in [1, 2, 5, 10, 20] {
            let layout = Layout::new(version);
            for _ in 0..300 {
                let soft: Vec<f32> = (0..layout.size * layout.size).map(|_| random.noise()).collect();
                assert!(text(decode(&soft, &layout)).is_none(), "version {version}");
            }
        }
    }
}
