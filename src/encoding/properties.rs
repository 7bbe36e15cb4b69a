//! Properties of the encodings: what is written is read again, and no bytes make a panic.

use super::{
    InflateError, Wrapping, base64, base64_lenient, base64url, cbor, inflate, inflate_growing, json, jws::Jws,
};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use ciborium::Value as Cbor;
use coset::CborSerializable;
use greengate_test_support::cases;
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value as Json};

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..most)
}

/// CBOR of every major type, a few levels deep.
fn cbor_values() -> impl Strategy<Value = Cbor> {
    let leaf = prop_oneof![
        Just(Cbor::Null),
        any::<bool>().prop_map(Cbor::Bool),
        any::<i64>().prop_map(|n| Cbor::Integer(n.into())),
        any::<u64>().prop_map(|n| Cbor::Integer(n.into())),
        (-1e9..1e9).prop_map(Cbor::Float),
        bytes(40).prop_map(Cbor::Bytes),
        ".{0,20}".prop_map(Cbor::Text),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Cbor::Array),
            vec((inner.clone(), inner.clone()), 0..4).prop_map(Cbor::Map),
            (6..1_000_000_u64, inner).prop_map(|(tag, value)| Cbor::Tag(tag, Box::new(value))),
        ]
    })
}

/// JSON whose numbers a double holds exactly.
fn json_values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i32>().prop_map(Json::from),
        any::<f64>()
            .prop_filter("JSON has no infinity", |n| n.is_finite())
            .prop_map(Json::from),
        ".{0,20}".prop_map(Json::String),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Json::Array),
            vec((".{0,8}", inner), 0..6).prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn base64_is_read_in_every_dialect(data in bytes(200)) {
        let (standard, url) = (Base64::encode_string(&data), Base64UrlUnpadded::encode_string(&data));
        let bare = standard.trim_end_matches('=');
        prop_assert_eq!(base64url(&url), Some(data.clone()));
        for text in [&standard, bare] {
            prop_assert_eq!(base64(text), Some(data.clone()));
        }
        for text in [&standard, bare, &url] {
            prop_assert_eq!(base64_lenient(text), Some(data.clone()));
        }
    }

    /// A second text for the same bytes would be a second signed text for the same pass.
    #[test]
    fn base64url_has_one_text_for_its_bytes(text in "[A-Za-z0-9_-]{0,12}[A-Za-z0-9=+/_-]?") {
        if let Some(data) = base64url(&text) {
            prop_assert_eq!(Base64UrlUnpadded::encode_string(&data), text);
        }
    }

    #[test]
    fn any_text_is_base64_or_not(text in ".{0,100}") {
        prop_assert!(base64url(&text).is_none_or(|data| data.len() <= text.len()));
        prop_assert!(base64(&text).is_none_or(|data| data.len() <= text.len()));
        prop_assert!(base64_lenient(&text).is_none_or(|data| data.len() <= text.len()));
    }

    #[test]
    fn what_is_deflated_is_inflated_within_its_length(data in bytes(3_000), level in 0_u8..=9) {
        let streams = [
            (Wrapping::Zlib, compress_to_vec_zlib(&data, level)),
            (Wrapping::Raw, compress_to_vec(&data, level)),
        ];
        for (wrapping, packed) in streams {
            prop_assert_eq!(inflate(&packed, wrapping, data.len()), Ok(data.clone()));
            prop_assert_eq!(inflate_growing(&packed, wrapping, 1 << 20), Ok(data.clone()));
            if let Some(less) = data.len().checked_sub(1) {
                prop_assert_eq!(inflate(&packed, wrapping, less), Err(InflateError::TooLong));
                prop_assert_eq!(inflate_growing(&packed, wrapping, less), Err(InflateError::TooLong));
            }
            let more = [&packed[..], &[0]].concat();
            prop_assert!(matches!(inflate(&more, wrapping, 3_000), Err(InflateError::Broken(_))));
            let cut = &packed[..packed.len() - 1];
            prop_assert!(matches!(inflate(cut, wrapping, 3_000), Err(InflateError::Broken(_))));
        }
    }

    #[test]
    fn any_bytes_inflate_within_the_limit_or_say_why_not(data in bytes(200), zlib: bool) {
        let wrapping = if zlib { Wrapping::Zlib } else { Wrapping::Raw };
        match inflate(&data, wrapping, 500) {
            Ok(inflated) => prop_assert!(inflated.len() <= 500),
            Err(InflateError::Broken(why)) => prop_assert!(!why.is_empty()),
            Err(InflateError::TooLong) => {}
        }
    }

    #[test]
    fn cbor_is_read_as_it_was_written(value in cbor_values(), more: u8) {
        let written = value.clone().to_vec().unwrap();
        prop_assert_eq!(cbor::parse(&written), Ok(value));
        let longer = [&written[..], &[more]].concat();
        prop_assert_eq!(cbor::parse(&longer), Err(cbor::CborError::Trailing));
        for end in 0..written.len() {
            prop_assert_eq!(cbor::parse(&written[..end]), Err(cbor::CborError::Broken), "cut at {}", end);
        }
    }

    #[test]
    fn any_bytes_are_cbor_that_can_be_written_again_or_not(data in bytes(60)) {
        if let Ok(value) = cbor::parse(&data) {
            let written = value.to_vec().unwrap();
            let again = cbor::parse(&written).map(|value| value.to_vec().unwrap());
            prop_assert_eq!(again, Ok(written));
        }
    }

    #[test]
    fn json_is_read_as_it_was_written(value in json_values()) {
        prop_assert_eq!(json::parse(value.to_string().as_bytes()), Ok(value.clone()));
        prop_assert_eq!(json::bounded(value.to_string().as_bytes()), Ok(value.clone()));
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        prop_assert_eq!(json::parse(pretty.as_bytes()), Ok(value));
    }

    #[test]
    fn the_canonical_form_of_json_is_its_own(value in json_values()) {
        let canonical = json::canonical(&value);
        let again = json::parse(canonical.as_bytes()).map(|value| json::canonical(&value));
        prop_assert_eq!(again, Ok(canonical.clone()));
        prop_assert!(json::numbers_are_exact(canonical.as_bytes()), "{}", canonical);
        prop_assert!(json::numbers_are_exact(value.to_string().as_bytes()), "{}", value);
    }

    #[test]
    fn a_member_that_stands_twice_is_refused(name in "[a-z]{1,8}", one in json_values(), two in json_values()) {
        let name = Json::String(name);
        let text = format!("{{{name}:{one},{name}:{two}}}");
        prop_assert_eq!(json::parse(text.as_bytes()), Err(json::JsonError::Broken));
    }

    #[test]
    fn any_text_is_json_or_not(text in r#"[\[\]{}",:0-9eE.+\\a-f -]{0,60}"#) {
        let read = json::parse(text.as_bytes());
        _ = json::numbers_are_exact(text.as_bytes());
        if let Ok(value) = read {
            prop_assert_eq!(serde_json::from_str::<Json>(&text).ok(), Some(value));
        }
    }

    #[test]
    fn a_jws_is_taken_apart_as_it_was_put_together(
        header in vec(("[a-z]{1,5}", json_values()), 0..4),
        payload in bytes(100),
        signature in bytes(70),
    ) {
        let header: Map<String, Json> = header.into_iter().collect();
        let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let signed = format!("{}.{}", encode(Json::Object(header.clone()).to_string().as_bytes()), encode(&payload));
        let jws = Jws::parse(&format!("{signed}.{}", encode(&signature)));
        let jws = jws.map(|jws| (jws.header, jws.payload, jws.signature, jws.signed));
        prop_assert_eq!(jws, Ok((header, payload, signature, signed.into_bytes())));
    }

    #[test]
    fn any_text_is_a_jws_or_not(text in "(eyJ)?[A-Za-z0-9_.=-]{0,80}|.{0,40}") {
        if let Ok(jws) = Jws::parse(&text) {
            prop_assert_eq!(text.bytes().filter(|byte| *byte == b'.').count(), 2);
            prop_assert!(text.as_bytes().starts_with(&jws.signed));
        }
    }
}
