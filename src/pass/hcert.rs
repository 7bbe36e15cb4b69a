//! HCERT: `HC1:` + base45 (RFC 9285) of zlib (RFC 1950) of COSE_Sign1 (RFC 9052)
//! of CWT (RFC 8392), as in ehn-dcc-development/hcert-spec 1.0.8.

use super::{Algorithm, Claims, Error, Format, KeyReference, Pass, Readers, Signed, Wire, cbor};
use crate::{
    encoding::{self, Wrapping},
    limits::MAX_INFLATED,
};
use ciborium::Value;
use coset::{AsCborValue, CborSerializable, CoseError, CoseSign1, iana};
use time::OffsetDateTime;

const PREFIX: &str = "HC1:";

pub(super) fn recognises(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// CBOR tag of a COSE_Sign1 message (RFC 9052).
const TAG_COSE_SIGN1: u64 = 18;
/// CBOR tag of a CWT (RFC 8392), which may stand outside.
const TAG_CWT: u64 = 61;

/// CWT claim keys (RFC 8392) and the HCERT claim.
const ISS: i64 = 1;
const EXP: i64 = 4;
const NBF: i64 = 5;
const IAT: i64 = 6;
const HCERT: i64 = -260;

/// The last second of the year 9999, where RFC 3339 ends.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// Takes the envelope apart, and has the statement inside read by the format whose it is.
pub(super) fn read(text: &str, readers: &Readers) -> Result<Pass, Error> {
    let packed = base45(text.strip_prefix(PREFIX).ok_or(Error::NotAPass)?)?;
    let cose = inflate(&packed)?;
    let message = sign1(&cose)?;
    let payload = message
        .payload
        .as_deref()
        .ok_or(Error::Malformed("the COSE message has no payload"))?;
    let Value::Map(claims) = cbor::parse(payload, "the CWT is not CBOR")? else {
        return Err(Error::Malformed("the CWT is not a map"));
    };
    let statement = claim(&claims, HCERT)?.ok_or(Error::Malformed("the CWT has no HCERT claim"))?;
    let Value::Map(statement) = statement else {
        return Err(Error::Malformed("the HCERT claim is not a map"));
    };
    let mut found = None;
    for (format, wire) in readers {
        if let Wire::Hcert {
            claim: key,
            expires,
            content,
        } = *wire
            && let Some(statement) = claim(statement, key)?
        {
            found = Some((*format, statement, expires, content));
            break;
        }
    }
    let (format, statement, expires, content) =
        found.ok_or(Error::Malformed("the HCERT claim holds no known kind of pass"))?;
    if !statement.is_map() {
        return Err(Error::Malformed("the pass statement is not a map"));
    }
    let content = content(cbor::to_json(statement)?);
    let claims = Claims {
        issuer: match claim(&claims, ISS)? {
            None | Some(Value::Null) => None,
            Some(Value::Text(text)) => Some(text.clone()),
            Some(_) => return Err(Error::Malformed("the issuer claim is not text")),
        },
        issued_at: numeric_date(claim(&claims, IAT)?)?,
        not_before: numeric_date(claim(&claims, NBF)?)?,
        expires_at: numeric_date(claim(&claims, EXP)?)?,
    };
    if expires && claims.expires_at.is_none() {
        return Err(Error::Malformed("the pass states no expiry"));
    }
    Ok(Pass {
        format: Format(format),
        signed: signed(&message)?,
        claims,
        content,
    })
}

/// Base45, strict: the crate accepts a final pair above 255, RFC 9285 does not.
fn base45(text: &str) -> Result<Vec<u8>, Error> {
    let bytes = base45::decode(text).map_err(|_| Error::Base45)?;
    let tail = text.len() / 3 * 3;
    match (&text.as_bytes()[tail..], bytes.last()) {
        ([], _) => {}
        (pair, Some(last)) if base45::encode([*last]).as_bytes() == pair => {}
        _ => return Err(Error::Base45),
    }
    Ok(bytes)
}

/// Inflates one whole zlib stream, at most [`MAX_INFLATED`] bytes.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, Error> {
    encoding::inflate(packed, Wrapping::Zlib, MAX_INFLATED).map_err(Error::from)
}

/// COSE_Sign1, tagged 18 or not, perhaps inside a CWT tag 61.
fn sign1(bytes: &[u8]) -> Result<CoseSign1, Error> {
    let mut value = cbor::parse(bytes, "the COSE message is not CBOR")?;
    for tag in [TAG_CWT, TAG_COSE_SIGN1] {
        value = match value {
            Value::Tag(found, inner) if found == tag => *inner,
            other => other,
        };
    }
    // coset decodes the protected header again without our depth limit: check it first.
    if let Value::Array(parts) = &value
        && let Some(Value::Bytes(protected)) = parts.first()
        && !protected.is_empty()
    {
        cbor::parse(protected, "the protected header is not CBOR")?;
    }
    CoseSign1::from_cbor_value(value).map_err(|e| match e {
        // The only registered labels in a header map are algorithms and critical labels.
        CoseError::UnregisteredIanaValue | CoseError::UnregisteredIanaNonPrivateValue => {
            Error::UnsupportedAlgorithm("that no registry names".to_owned())
        }
        CoseError::DuplicateMapKey => Error::Malformed("a COSE header has the same label twice"),
        _ => Error::Malformed("it is not a COSE_Sign1 message"),
    })
}

/// Algorithm, key identifier, signed bytes and signature; the protected header wins.
fn signed(message: &CoseSign1) -> Result<Signed, Error> {
    let (protected, unprotected) = (&message.protected.header, &message.unprotected);
    if !protected.crit.is_empty() || !unprotected.crit.is_empty() {
        return Err(Error::Malformed(
            "a COSE header is marked critical that is not understood",
        ));
    }
    let algorithm = match protected.alg.as_ref().or(unprotected.alg.as_ref()) {
        Some(coset::Algorithm::Assigned(iana::Algorithm::ES256)) => Algorithm::Es256,
        Some(coset::Algorithm::Assigned(iana::Algorithm::PS256)) => Algorithm::Ps256,
        Some(other) => {
            let bytes = other.clone().to_vec().unwrap_or_default();
            return Err(Error::UnsupportedAlgorithm(match cbor::parse(&bytes, "") {
                Ok(Value::Integer(i)) => i128::from(i).to_string(),
                _ => "named by text".to_owned(),
            }));
        }
        None => return Err(Error::UnsupportedAlgorithm("(none named)".to_owned())),
    };
    let kid = match (&protected.key_id[..], &unprotected.key_id[..]) {
        ([], []) => return Err(Error::Malformed("the COSE message names no key")),
        ([], kid) | (kid, _) => kid.to_vec(),
    };
    Ok(Signed {
        algorithm,
        key: KeyReference::Kid(kid),
        message: message.tbs_data(&[]),
        signature: message.signature.clone(),
    })
}

/// The claim with this key; the same key twice is malformed.
fn claim(map: &[(Value, Value)], key: i64) -> Result<Option<&Value>, Error> {
    let key = Value::Integer(key.into());
    let mut found = map.iter().filter(|(k, _)| *k == key);
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Error::Malformed("a claim stands twice")),
        (first, None) => Ok(first.map(|(_, value)| value)),
    }
}

/// NumericDate (RFC 8392): seconds since 1970 as integer or float, up to the year 9999.
fn numeric_date(value: Option<&Value>) -> Result<Option<OffsetDateTime>, Error> {
    const WRONG: Error = Error::Malformed("a date claim is no number of seconds up to the year 9999");
    let seconds = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Integer(i)) => i64::try_from(i128::from(*i)).map_err(|_| WRONG)?,
        #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
        Some(Value::Float(f)) if f.is_finite() && f.abs() <= LAST_SECOND => f.trunc() as i64,
        // Tag 1 is an epoch-based date-time (RFC 8949).
        Some(Value::Tag(1, inner)) if !matches!(**inner, Value::Tag(..)) => return numeric_date(Some(inner)),
        Some(_) => return Err(WRONG),
    };
    OffsetDateTime::from_unix_timestamp(seconds)
        .map(Some)
        .map_err(|_| WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base45_follows_rfc_9285() {
        assert_eq!(base45("BB8").as_deref(), Ok(&b"AB"[..]));
        assert_eq!(base45("QED8WEX0").as_deref(), Ok(&b"ietf!"[..]));
        assert_eq!(base45("%69 VD92EX0").as_deref(), Ok(&b"Hello!!"[..]));
        for broken in ["A", "GGW", ":::", "::", "ÄÖ", "bb8", "BB8A", "ZZ"] {
            assert_eq!(base45(broken), Err(Error::Base45), "{broken}");
        }
        // The last pair may say 255 (U5), not 256 (V5).
        assert_eq!(base45("U5").as_deref(), Ok(&[255][..]));
        assert_eq!(base45("V5"), Err(Error::Base45));
    }

    fn zlib(data: &[u8]) -> Vec<u8> {
        miniz_oxide::deflate::compress_to_vec_zlib(data, 6)
    }

    #[test]
    fn inflating_stops_at_the_limit() {
        assert_eq!(
            inflate(&zlib(&vec![7; MAX_INFLATED])).map(|v| v.len()),
            Ok(MAX_INFLATED)
        );
        let too_large = Err(Error::InflatedTooLong { limit: MAX_INFLATED });
        assert_eq!(inflate(&zlib(&vec![7; MAX_INFLATED + 1])), too_large);
        assert_eq!(inflate(&zlib(&vec![7; 50_000_000])), too_large);
    }

    #[test]
    fn a_broken_stream_says_how() {
        let good = zlib(b"some bytes that are worth packing, some bytes");
        assert!(inflate(&good).is_ok());
        let trailing = [&good[..], &[0]].concat();
        assert_eq!(
            inflate(&trailing),
            Err(Error::Compression("there are bytes after its end"))
        );
        let mut checksum = good.clone();
        *checksum.last_mut().unwrap() ^= 1;
        assert_eq!(inflate(&checksum), Err(Error::Compression("its checksum is wrong")));
        assert_eq!(
            inflate(&good[..good.len() - 6]),
            Err(Error::Compression("it ends too early"))
        );
        for junk in [&b""[..], b"x", b"\x78\x9c", b"\xd2\x84\x43\xa1\x01\x26"] {
            assert!(matches!(inflate(junk), Err(Error::Compression(_))), "{junk:?}");
        }
    }

    #[test]
    fn dates_are_whole_seconds_within_the_calendar() {
        let date = |v: Value| numeric_date(Some(&v)).map(|d| d.map(|d| d.unix_timestamp()));
        assert_eq!(date(Value::Integer(12.into())), Ok(Some(12)));
        assert_eq!(date(Value::Float(12.9)), Ok(Some(12)));
        assert_eq!(date(Value::Float(LAST_SECOND)), Ok(Some(253_402_300_799)));
        assert_eq!(numeric_date(None), Ok(None));
        let beyond = 253_402_300_800_i64;
        for wrong in [
            Value::Float(f64::NAN),
            Value::Float(f64::INFINITY),
            Value::Float(1e300),
            Value::Text("12".into()),
            Value::Integer(beyond.into()),
            Value::Integer(u64::MAX.into()),
        ] {
            assert!(matches!(date(wrong.clone()), Err(Error::Malformed(_))), "{wrong:?}");
        }
    }
}
