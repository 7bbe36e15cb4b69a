//! Bounded parsing of CBOR (RFC 8949), and conversion from CBOR to JSON.

use super::Error;
use crate::encoding::cbor::{self, CborError};
use ciborium::value::{Integer, Value};
use serde_json::{Map, Number, Value as Json};

/// Parses exactly one CBOR item; bytes after it are an error.
pub(super) fn parse(bytes: &[u8], what: &'static str) -> Result<Value, Error> {
    cbor::parse(bytes).map_err(|fault| match fault {
        // A pass is too short for more items than allowed.
        CborError::TooDeep | CborError::TooMany => Error::TooDeep,
        CborError::Broken => Error::Malformed(what),
        CborError::Trailing => Error::Malformed("there are bytes after the end of the CBOR item"),
    })
}

/// Converts CBOR to JSON, for statements whose schema is written for JSON.
///
/// Tags are dropped (tag 0 date-times are the text that a JSON issuer would have
/// written), integral floats become integers, byte strings become base64.
pub(super) fn to_json(value: &Value) -> Result<Json, Error> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Integer(i) => integer(*i)?,
        Value::Float(f) => float(*f),
        Value::Text(text) => Json::String(text.clone()),
        Value::Bytes(bytes) => Json::String(<base64ct::Base64 as base64ct::Encoding>::encode_string(bytes)),
        Value::Tag(_, inner) => to_json(inner)?,
        Value::Array(items) => Json::Array(items.iter().map(to_json).collect::<Result<_, _>>()?),
        Value::Map(entries) => map_to_json(entries)?,
        _ => return Err(Error::Malformed("an unknown CBOR type")),
    })
}

/// Converts the entries of a map.
pub(super) fn map_to_json(entries: &[(Value, Value)]) -> Result<Json, Error> {
    let mut map = Map::new();
    for (key, value) in entries {
        let key = match key {
            Value::Text(text) => text.clone(),
            Value::Integer(i) => i128::from(*i).to_string(),
            _ => return Err(Error::Malformed("a map key is neither text nor integer")),
        };
        if map.insert(key, to_json(value)?).is_some() {
            return Err(Error::Malformed("a map has the same key twice"));
        }
    }
    Ok(Json::Object(map))
}

fn integer(i: Integer) -> Result<Json, Error> {
    let wide = i128::from(i);
    if let Ok(n) = i64::try_from(wide) {
        Ok(Json::Number(n.into()))
    } else if let Ok(n) = u64::try_from(wide) {
        Ok(Json::Number(n.into()))
    } else {
        Err(Error::Malformed("an integer is out of range"))
    }
}

fn float(f: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if f.fract() == 0.0 && f.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "integral and below 2^53")]
        return Json::Number((f as i64).into());
    }
    Number::from_f64(f).map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_DEPTH;

    fn json(hex: &[u8]) -> Result<Json, Error> {
        to_json(&parse(hex, "test")?)
    }

    #[test]
    fn dates_numbers_and_null_become_what_a_json_issuer_writes() {
        // {"d": 0("2021"), "f": 2.0, "n": null}
        let bytes = b"\xa3\x61d\xc0\x642021\x61f\xf9\x40\x00\x61n\xf6";
        assert_eq!(json(bytes), Ok(serde_json::json!({"d": "2021", "f": 2, "n": null})));
    }

    #[test]
    fn the_same_key_twice_is_malformed() {
        assert!(matches!(json(b"\xa2\x61a\x01\x61a\x02"), Err(Error::Malformed(_))));
    }

    #[test]
    fn bytes_after_the_item_are_malformed() {
        assert!(matches!(json(b"\x01\x02"), Err(Error::Malformed(_))));
        assert!(matches!(json(b""), Err(Error::Malformed(_))));
    }

    #[test]
    fn depth_is_bounded() {
        // `MAX_DEPTH` nested arrays are accepted, one more is not.
        let nested = |depth: usize| {
            let mut bytes = vec![0x81; depth - 1];
            bytes.push(0x80);
            bytes
        };
        assert!(json(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(json(&nested(MAX_DEPTH + 1)), Err(Error::TooDeep));
        assert_eq!(json(&nested(10_000)), Err(Error::TooDeep));
    }

    #[test]
    fn a_huge_announced_length_is_refused_without_allocating() {
        assert!(matches!(
            json(b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff"),
            Err(Error::Malformed(_))
        ));
        assert!(matches!(
            json(b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff\x00"),
            Err(Error::Malformed(_))
        ));
    }
}
