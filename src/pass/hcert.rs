//! HCERT: `HC1:` + base45 (RFC 9285) of zlib (RFC 1950) of COSE_Sign1 (RFC 9052)
//! of CWT (RFC 8392), as in ehn-dcc-development/hcert-spec 1.0.8.

use super::{
    Algorithm, Claims, Decoder, Error, Format, FormatInfo, KeyReference, Notice, Pass, Readers, Signed, cbor, dates,
    ddcc, vhl,
};
use crate::{
    encoding::{self, Wrapping, base64_lenient, cose},
    limits::MAX_INFLATED,
};
use ciborium::Value;
use coset::{AsCborValue, CoseError, CoseSign1, Header, ProtectedHeader, iana};
use serde_json::Value as Json;
use std::ops::RangeInclusive;
use time::OffsetDateTime;

const PREFIX: &str = "HC1:";

pub(super) fn recognises(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// CBOR tag of a COSE_Sign1 message (RFC 9052).
const TAG_COSE_SIGN1: u64 = 18;
/// CBOR tag of a CWT (RFC 8392), an optional outer tag.
const TAG_CWT: u64 = 61;

/// CWT claim keys (RFC 8392) and the HCERT claim.
pub(super) const ISS: i64 = 1;
pub(super) const EXP: i64 = 4;
pub(super) const NBF: i64 = 5;
const IAT: i64 = 6;
const HCERT: i64 = -260;

/// Milliseconds since 1970, from 2020 to 2100. Seconds of this size lie beyond the year 9999, where no time may lie.
const MILLISECONDS: RangeInclusive<f64> = 1_577_836_800_000.0..=4_102_444_800_000.0;

/// Decodes the envelope, and lets the format of the statement read it.
pub(super) fn read(text: &str, readers: &Readers) -> Result<Pass, Error> {
    let packed = base45(text.strip_prefix(PREFIX).ok_or(Error::NotAPass)?)?;
    let (message, has_text_kid) = sign1(&inflate(&packed)?)?;
    let claims = claims(&message)?;
    let (reader, statement, beside) = statement(&claims, readers)?;
    let (format, Decoder::Hcert { expires, content, .. }) = reader else {
        return Err(Error::NotAPass);
    };
    let mut numbered = claims.iter().chain(beside);
    let has_text = has_text_kid || numbered.any(|(key, _)| is_numbered_by_text(key));
    // The EU's specification, which no issuer of DCC breaks so.
    if has_text_kid && format.name == super::dcc::FORMAT.name {
        return Err(Error::Malformed("the key identifier is not bytes"));
    }
    let mut milliseconds = false;
    let mut date = |key| -> Result<Option<OffsetDateTime>, Error> {
        let (date, is_large) = numeric_date(claim(&claims, key)?)?;
        milliseconds |= is_large;
        Ok(date)
    };
    let claims = Claims {
        issued_at: date(IAT)?,
        not_before: date(NBF)?,
        expires_at: date(EXP)?,
        issuer: match claim(&claims, ISS)? {
            None | Some(Value::Null) => None,
            Some(Value::Text(text)) => Some(text.clone()),
            Some(_) => return Err(Error::Malformed("the issuer claim is not text")),
        },
    };
    if expires && claims.expires_at.is_none() {
        return Err(Error::Malformed("the pass states no expiry"));
    }
    let mut content = content(statement, &claims);
    let encoding = [(Notice::TextKeys, has_text), (Notice::Milliseconds, milliseconds)];
    content.facts.notices.extend(Notice::that_are(encoding));
    Ok(Pass {
        format: Format(format),
        signed: signed(&message)?,
        claims,
        content,
    })
}

type Reader = (&'static FormatInfo, Decoder);
const DDCC: Reader = (&ddcc::FORMAT, ddcc::DECODER);
const LINK: Reader = (&vhl::FORMAT, vhl::DECODER);

type Members = [(Value, Value)];

/// Finds the statement that one of the formats reads: its reader, the statement, and all statements of the HCERT claim.
fn statement<'a>(claims: &'a Members, readers: &Readers) -> Result<(Reader, Json, &'a Members), Error> {
    let statements = match claim(claims, HCERT)? {
        Some(Value::Map(statements)) => statements,
        Some(_) => return Err(Error::Malformed("the HCERT claim is not a map")),
        None if ddcc::is_data_set(claims) => return Ok((DDCC, cbor::map_to_json(claims)?, &[])),
        None => return Err(Error::Malformed("the CWT has no HCERT claim")),
    };
    for reader in readers.iter().chain([&LINK]) {
        let (format, Decoder::Hcert { claims: keys, .. }) = reader else {
            continue;
        };
        for key in *keys {
            let found = match claim(statements, *key)? {
                None => continue,
                // WHO's registry allows several DDCCs under one number.
                Some(Value::Array(list)) if list.len() == 1 && format.name == DDCC.0.name => list.first(),
                found => found,
            };
            let reader = match found {
                Some(Value::Map(members)) if ddcc::is_data_set(members) => DDCC,
                Some(Value::Map(_)) => *reader,
                _ if format.name == LINK.0.name => *reader,
                _ => return Err(Error::Malformed("the pass statement is not a map")),
            };
            return Ok((reader, cbor::to_json(found.unwrap_or(&Value::Null))?, statements));
        }
    }
    Err(Error::Malformed("the HCERT claim holds no known kind of pass"))
}

/// Claims of the CWT in a message.
pub(super) fn claims(message: &CoseSign1) -> Result<Vec<(Value, Value)>, Error> {
    let payload = message
        .payload
        .as_deref()
        .ok_or(Error::Malformed("the COSE message has no payload"))?;
    match cbor::parse(payload, "the CWT is not CBOR")? {
        Value::Map(claims) => Ok(claims),
        _ => Err(Error::Malformed("the CWT is not a map")),
    }
}

/// Decodes base45 strictly: the crate accepts a final pair above 255, RFC 9285 does not.
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

/// Inflates one complete zlib stream, up to [`MAX_INFLATED`] bytes.
fn inflate(packed: &[u8]) -> Result<Vec<u8>, Error> {
    encoding::inflate(packed, Wrapping::Zlib, MAX_INFLATED).map_err(Error::from)
}

/// Turns a key identifier that is text, base64 in real codes, to bytes; true if it was text.
fn kid_to_bytes(header: &mut Value) -> bool {
    let entries = header.as_map_mut().into_iter().flatten();
    let mut found = false;
    for (label, kid) in entries {
        if *label == Value::from(4)
            && let Value::Text(text) = kid
        {
            *kid = Value::Bytes(base64_lenient(text).unwrap_or_else(|| text.as_bytes().into()));
            found = true;
        }
    }
    found
}

/// Decodes a COSE_Sign1 with or without tag 18, and with or without an outer CWT tag 61. Also true if the key identifier
/// was text.
pub(super) fn sign1(bytes: &[u8]) -> Result<(CoseSign1, bool), Error> {
    let mut value = cbor::parse(bytes, "the COSE message is not CBOR")?;
    for tag in [TAG_CWT, TAG_COSE_SIGN1] {
        value = match value {
            Value::Tag(found, inner) if found == tag => *inner,
            other => other,
        };
    }
    let (mut signed_header, mut has_text) = (None, false);
    if let Value::Array(parts) = &mut value
        && let [protected, unprotected, ..] = &mut parts[..]
    {
        // coset decodes the protected header again without our depth limit: check it first.
        if let Value::Bytes(bytes) = protected
            && !bytes.is_empty()
        {
            let mut header = cbor::parse(bytes, "the protected header is not CBOR")?;
            if kid_to_bytes(&mut header) {
                has_text = true;
                // The signature covers the header as it came.
                signed_header = Some(ProtectedHeader {
                    original_data: Some(std::mem::take(bytes)),
                    header: Header::from_cbor_value(header).map_err(refused)?,
                });
            }
        }
        has_text |= kid_to_bytes(unprotected);
    }
    let mut message = CoseSign1::from_cbor_value(value).map_err(refused)?;
    if let Some(header) = signed_header {
        message.protected = header;
    }
    Ok((message, has_text))
}

/// The error for a message or a header that is none.
fn refused(error: CoseError) -> Error {
    match error {
        // The only registered labels in a header map are algorithms and critical labels.
        CoseError::UnregisteredIanaValue | CoseError::UnregisteredIanaNonPrivateValue => {
            Error::UnsupportedAlgorithm("that no registry names".to_owned())
        }
        CoseError::DuplicateMapKey => Error::Malformed("a COSE header has the same label twice"),
        _ => Error::Malformed("it is not a COSE_Sign1 message"),
    }
}

/// Algorithm, key identifier, signed bytes and signature; the protected header takes precedence.
pub(super) fn signed(message: &CoseSign1) -> Result<Signed, Error> {
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
            return Err(Error::UnsupportedAlgorithm(match other.clone().to_cbor_value() {
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
        message: cose::signed_bytes(&message.protected, message.payload.as_deref().unwrap_or_default()),
        signature: message.signature.clone(),
    })
}

/// Claim with this number, which some issuers write as text; a claim that occurs twice is malformed.
pub(super) fn claim(map: &[(Value, Value)], number: i64) -> Result<Option<&Value>, Error> {
    let (key, text) = (Value::from(number), Value::Text(number.to_string()));
    let mut found = map.iter().filter(|(k, _)| *k == key || *k == text);
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Error::Malformed("a claim occurs twice")),
        (first, None) => Ok(first.map(|(_, value)| value)),
    }
}

/// True for the number of a claim that is written as text.
fn is_numbered_by_text(key: &Value) -> bool {
    key.as_text().is_some_and(|text| text.parse::<i64>().is_ok())
}

/// NumericDate (RFC 8392): seconds since 1970 as integer or float, up to the year 9999; also true if they are
/// milliseconds.
pub(super) fn numeric_date(value: Option<&Value>) -> Result<(Option<OffsetDateTime>, bool), Error> {
    const WRONG: Error = Error::Malformed("a date claim is not a number of seconds up to the year 9999");
    let number = match value {
        None | Some(Value::Null) => return Ok((None, false)),
        Some(Value::Integer(i)) => i64::try_from(i128::from(*i)).map_err(|_| WRONG)? as f64,
        Some(Value::Float(seconds)) => *seconds,
        // Tag 1 is an epoch-based date-time (RFC 8949).
        Some(Value::Tag(1, inner)) if !matches!(**inner, Value::Tag(..)) => return numeric_date(Some(inner)),
        Some(_) => return Err(WRONG),
    };
    match time(number) {
        (None, _) => Err(WRONG),
        found => Ok(found),
    }
}

/// Time of a number of seconds since 1970; also true if the number can only be milliseconds.
pub(super) fn time(number: f64) -> (Option<OffsetDateTime>, bool) {
    let is_large = MILLISECONDS.contains(&number);
    (
        dates::numeric_date(if is_large { number / 1000.0 } else { number }),
        is_large,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use coset::CborSerializable;

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

    fn sign1(bytes: &[u8]) -> Result<CoseSign1, Error> {
        super::sign1(bytes).map(|(message, _)| message)
    }

    /// The JWK of a point on P-256, as in lists.
    fn key(x: &str, y: &str) -> crate::trust::Pin {
        use base64ct::{Base64UrlUnpadded, Encoding};
        let encode = |digits: &str| Base64UrlUnpadded::encode_string(&bytes(digits));
        let jwk = serde_json::json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)});
        crate::trust::Pin::read(jwk.to_string().as_bytes()).unwrap().remove(0)
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let pairs = hex.as_bytes().chunks(2);
        pairs
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    /// True if the signature verifies, and no longer does after any single bit of message, payload or signature has
    /// changed.
    fn holds(message: &[u8], key: &crate::trust::Pin) -> bool {
        let verifies = |bytes: &[u8]| {
            sign1(bytes)
                .and_then(|m| signed(&m))
                .is_ok_and(|s| key.public().verifies(&s))
        };
        let sound = sign1(message).and_then(|m| signed(&m)).unwrap();
        let altered = (0..message.len() * 8).filter(|bit| {
            let mut other = message.to_vec();
            other[bit / 8] ^= 1 << (bit % 8);
            // Unprotected headers and the tag are not signed.
            let same = sign1(&other).and_then(|m| signed(&m));
            let same = same.is_ok_and(|s| (&s.message, &s.signature) == (&sound.message, &sound.signature));
            !same && verifies(&other)
        });
        verifies(message) && altered.count() == 0
    }

    #[test]
    fn the_example_of_rfc_9052() {
        // Appendix C.2.1, a single signature (cose-wg/Examples, RFC8152/Appendix_C_2_1).
        let message = bytes(concat!(
            "d28443a10126a10442313154546869732069732074686520636f6e74656e742e",
            "58408eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0",
            "117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345ca",
            "cb36"
        ));
        let key = key(
            "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff",
            "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e",
        );
        assert_eq!(
            sign1(&message).unwrap().payload.as_deref(),
            Some(&b"This is the content."[..])
        );
        assert!(holds(&message, &key));
    }

    #[test]
    fn the_example_of_rfc_8392() {
        // Appendix A.3, a signed CWT, and A.2.3, its key.
        let message = bytes(concat!(
            "d28443a10126a104524173796d6d657472696345434453413235365850a70175",
            "636f61703a2f2f61732e6578616d706c652e636f6d02656572696b7703781863",
            "6f61703a2f2f6c696768742e6578616d706c652e636f6d041a5612aeb0051a56",
            "10d9f0061a5610d9f007420b7158405427c1ff28d23fbad1f29c4c7c6a555e60",
            "1d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee",
            "743a52b9b63632c57209120e1c9e30"
        ));
        let key = key(
            "143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f",
            "60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9",
        );
        assert!(holds(&message, &key));
        let message = sign1(&message).unwrap();
        assert_eq!(
            signed(&message).unwrap().key,
            KeyReference::Kid(b"AsymmetricECDSA256".to_vec())
        );
        let Ok(Value::Map(claims)) = cbor::parse(message.payload.as_deref().unwrap(), "") else {
            panic!("the claims are a map");
        };
        let date = |key| {
            numeric_date(claim(&claims, key).unwrap())
                .unwrap()
                .0
                .unwrap()
                .unix_timestamp()
        };
        assert_eq!(
            (date(EXP), date(NBF), date(IAT)),
            (1_444_064_944, 1_443_944_944, 1_443_944_944)
        );
        assert_eq!(
            claim(&claims, ISS),
            Ok(Some(&Value::Text("coap://as.example.com".to_owned())))
        );
        // A genuine CWT, and no pass.
        assert_eq!(claim(&claims, HCERT), Ok(None));
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
    fn dates_are_seconds_within_the_calendar() {
        let date = |v: Value| numeric_date(Some(&v)).map(|(d, _)| d.map(|d| d.unix_timestamp()));
        assert_eq!(date(Value::Integer(12.into())), Ok(Some(12)));
        assert_eq!(date(Value::Float(12.9)), Ok(Some(12)));
        assert_eq!(date(Value::Float(253_402_300_799.0)), Ok(Some(253_402_300_799)));
        let fraction = numeric_date(Some(&Value::Float(1_622_576_398.924)));
        assert_eq!(fraction.unwrap().0.unwrap().millisecond(), 924);
        assert_eq!(numeric_date(None), Ok((None, false)));
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

    #[test]
    fn milliseconds_are_read_where_they_can_be_nothing_else() {
        let of =
            |number: i64| numeric_date(Some(&Value::from(number))).map(|(d, is)| (d.map(|d| d.unix_timestamp()), is));
        assert_eq!(of(1_757_271_643_804), Ok((Some(1_757_271_643), true)));
        let float = numeric_date(Some(&Value::Float(1_757_271_643_804.0))).unwrap();
        assert_eq!(float.0.map(|d| d.millisecond()), Some(804));
        let (first, last) = (1_577_836_800_000, 4_102_444_800_000);
        assert!(of(first).unwrap().1 && of(last).unwrap().1);
        assert!(of(first - 1).is_err() && of(last + 1).is_err());
        assert_eq!(of(253_402_300_799), Ok((Some(253_402_300_799), false)));
    }

    #[test]
    fn numbers_of_claims_may_be_text_but_not_both() {
        let (number, text) = (Value::from(-260), Value::Text("-260".to_owned()));
        let entry = |key: &Value| (key.clone(), Value::Null);
        for (map, found) in [
            (vec![entry(&number)], Ok(Some(&Value::Null))),
            (vec![entry(&text)], Ok(Some(&Value::Null))),
            (vec![entry(&Value::Text("260".to_owned()))], Ok(None)),
            (
                vec![entry(&text), entry(&number)],
                Err(Error::Malformed("a claim occurs twice")),
            ),
        ] {
            assert_eq!(claim(&map, HCERT), found);
        }
        assert!(is_numbered_by_text(&text) && !is_numbered_by_text(&number));
        assert!(!is_numbered_by_text(&Value::Text("vc".to_owned())));
    }

    #[test]
    fn a_key_identifier_may_be_text() {
        let header = |kid: Value| Value::Map(vec![(Value::from(4), kid), (Value::from(1), Value::from(-7))]);
        let (text, empty) = (header(Value::Text("I1BAX8FATLs=".to_owned())), Value::Map(Vec::new()));
        let message = |protected: &Value, unprotected: &Value| {
            let parts = vec![
                Value::Bytes(protected.clone().to_vec().unwrap()),
                unprotected.clone(),
                Value::Bytes(vec![0xa0]),
                Value::Bytes(vec![0; 64]),
            ];
            super::sign1(&Value::Array(parts).to_vec().unwrap()).unwrap()
        };
        let bytes = vec![0x23, 0x50, 0x40, 0x5f, 0xc1, 0x40, 0x4c, 0xbb];
        for (protected, unprotected) in [(&text, &empty), (&empty, &text)] {
            let (read, has_text) = message(protected, unprotected);
            let signed = signed(&read).unwrap();
            assert_eq!((signed.key, has_text), (KeyReference::Kid(bytes.clone()), true));
            // The signed bytes are those of the message.
            let original = protected.clone().to_vec().unwrap();
            assert!(signed.message.windows(original.len()).any(|part| part == original));
        }
        let named = header(Value::Text("kid as text".to_owned()));
        let (read, _) = message(&empty, &named);
        assert_eq!(signed(&read).unwrap().key, KeyReference::Kid(b"kid as text".to_vec()));
        assert!(!message(&header(Value::Bytes(bytes)), &empty).1);
    }
}
