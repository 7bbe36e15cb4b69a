//! Symbols of every version, level and mask, decoded as rqrr decodes them: a decoder that shares nothing with ours but
//! the standard.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate_qr::decode_matrix;
use greengate_test_support::{EcLevel, MASKS, MaskPattern, Random, Segment, Symbol};
use rqrr::{Grid, SimpleGrid};

const LEVELS: [EcLevel; 4] = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H];

/// Bytes of the largest symbols of one error correction level (ISO/IEC 18004, table 7).
const LARGEST: usize = 2_953;

/// Text of the symbol, read by rqrr.
fn by_rqrr(modules: &[bool], size: usize) -> Option<Vec<u8>> {
    let grid = Grid::new(SimpleGrid::from_func(size, |x, y| modules[y * size + x]));
    let mut bytes = Vec::new();
    grid.decode_to(&mut bytes).ok().map(|_| bytes)
}

/// A symbol that is as full as it may be.
fn full(version: usize, level: EcLevel, mask: MaskPattern, random: &mut Random) -> (Symbol, Vec<u8>) {
    let text: Vec<u8> = (0..LARGEST).map(|_| b' ' + (random.byte() & 0x3f)).collect();
    let with = |length: usize| {
        let segments = [Segment::Bytes(text[..length].to_vec())];
        Symbol::of_segments_in(&segments, version, level, mask)
    };
    // The most bytes that find room.
    let (mut least, mut most) = (1, LARGEST + 1);
    while most - least > 1 {
        let middle = usize::midpoint(least, most);
        if with(middle).is_some() {
            least = middle;
        } else {
            most = middle;
        }
    }
    (with(least).unwrap(), text[..least].to_vec())
}

#[test]
fn every_version_level_and_mask_is_read_as_by_another_decoder() {
    let mut random = Random::new(18_004);
    let mut count = 0;
    for version in 1..=40 {
        for level in LEVELS {
            let (_, text) = full(version, level, MASKS[0], &mut random);
            for mask in MASKS {
                let segments = [Segment::Bytes(text.clone())];
                let symbol = Symbol::of_segments_in(&segments, version, level, mask).unwrap();
                assert_eq!(symbol.size, 17 + 4 * version);
                let ours = decode_matrix(symbol.modules(), symbol.size);
                let theirs = by_rqrr(symbol.modules(), symbol.size);
                assert_eq!(ours.as_ref(), Some(&text), "version {version}, {level:?}, {mask:?}");
                assert_eq!(ours, theirs, "version {version}, {level:?}, {mask:?}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 40 * 4 * 8);
}

/// Damage that both correct, or that one of them gives up: what both read is the same, and what was put in.
#[test]
fn damaged_symbols_are_read_as_by_another_decoder() {
    let mut random = Random::new(9_303);
    let (mut both, mut theirs_alone) = (0, 0);
    for version in 1..=40 {
        for level in LEVELS {
            let (symbol, text) = full(version, level, MASKS[version % 8], &mut random);
            let mut modules = symbol.modules().to_vec();
            // From slight to more than any level corrects.
            let damage = 1 + random.below(symbol.size * symbol.size / 40);
            for _ in 0..damage {
                let at = random.below(modules.len());
                modules[at] = !modules[at];
            }
            let ours = decode_matrix(&modules, symbol.size);
            let theirs = by_rqrr(&modules, symbol.size);
            assert!(
                ours.as_ref().is_none_or(|ours| *ours == text),
                "version {version}, {level:?}"
            );
            both += usize::from(ours.is_some() && ours == theirs);
            theirs_alone += usize::from(ours.is_none() && theirs.as_ref() == Some(&text));
        }
    }
    assert!(both > 60, "{both} read by both");
    assert!(theirs_alone < 5, "{theirs_alone} read by the other alone");
}
