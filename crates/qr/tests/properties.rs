//! Symbols of an independent encoder, with segments of every mode, are decoded to the bytes that were put in.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate_qr::decode_matrix;
use greengate_test_support::{EcLevel, Random, Segment, Symbol, cases};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

/// Characters of two bytes in Shift JIS, from both ranges that the mode has.
fn kanji() -> impl Strategy<Value = Vec<u8>> {
    let character = prop_oneof![(0x81_u8..=0x9f, 0x40_u8..=0x7e), (0xe0_u8..=0xea, 0x80_u8..=0xfc),];
    vec(character, 1..30).prop_map(|pairs| pairs.into_iter().flat_map(|(high, low)| [high, low]).collect())
}

/// Characters of two bytes in GB 2312, from both ranges that the mode has.
fn hanzi() -> impl Strategy<Value = Vec<u8>> {
    let character = (prop_oneof![0xa1_u8..=0xaa, 0xb0_u8..=0xfa], 0xa1_u8..=0xfe);
    vec(character, 1..30).prop_map(|pairs| pairs.into_iter().flat_map(|(high, low)| [high, low]).collect())
}

fn segment() -> impl Strategy<Value = Segment> {
    prop_oneof![
        "[0-9]{1,120}".prop_map(Segment::Numeric),
        "[0-9A-Z $%*+./:-]{1,120}".prop_map(Segment::Alphanumeric),
        vec(any::<u8>(), 1..120).prop_map(Segment::Bytes),
        kanji().prop_map(Segment::Kanji),
        hanzi().prop_map(Segment::Hanzi),
        (0_u32..999_999).prop_map(Segment::CharacterSet),
    ]
}

fn level() -> impl Strategy<Value = EcLevel> {
    select(vec![EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H])
}

/// The bytes that segments stand for.
fn content(segments: &[Segment]) -> Vec<u8> {
    let bytes = |segment: &Segment| match segment {
        Segment::Numeric(text) | Segment::Alphanumeric(text) => text.clone().into_bytes(),
        Segment::Bytes(bytes) | Segment::Kanji(bytes) | Segment::Hanzi(bytes) => bytes.clone(),
        Segment::CharacterSet(_) | Segment::Gs1 | Segment::Append { .. } => Vec::new(),
    };
    segments.iter().flat_map(bytes).collect()
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn segments_are_decoded_as_they_were_encoded(segments in vec(segment(), 1..6), level in level()) {
        let (symbol, version) = Symbol::of_segments(&segments, level).unwrap();
        let content = content(&segments);
        let expected = (!content.is_empty()).then_some(content);
        prop_assert_eq!(&decode_matrix(symbol.modules(), symbol.size), &expected, "version {}", version);
        prop_assert_eq!(&decode_matrix(&symbol.mirrored(), symbol.size), &expected, "mirrored, version {}", version);
    }

    /// Error correction either restores the bytes or gives up; it does not make up others.
    #[test]
    fn a_damaged_symbol_is_decoded_as_it_was_or_not_at_all(
        text in "[0-9A-Z $%*+./:-]{10,300}",
        level in level(),
        damage in vec(any::<Index>(), 1..60),
    ) {
        let (symbol, _) = Symbol::of_segments(&[Segment::Alphanumeric(text.clone())], level).unwrap();
        let mut modules = symbol.modules().to_vec();
        for place in damage {
            let place = place.index(modules.len());
            modules[place] = !modules[place];
        }
        let decoded = decode_matrix(&modules, symbol.size);
        prop_assert!(decoded.as_ref().is_none_or(|bytes| bytes == text.as_bytes()), "{:?}", decoded);
    }

    #[test]
    fn noise_holds_no_text(version in 1_usize..8, seed: u32) {
        let size = 17 + 4 * version;
        let mut random = Random::new(seed);
        let modules: Vec<bool> = (0..size * size).map(|_| random.flip()).collect();
        prop_assert_eq!(decode_matrix(&modules, size), None);
    }
}
