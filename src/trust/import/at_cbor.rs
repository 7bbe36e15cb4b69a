//! `at-cbor`: CBOR `{"c": [{"i": kid, "c": certificate}]}` and, in a second file, a COSE_Sign1 whose payload holds the
//! SHA-256 of the list and its validity (hcert-kotlin: `TrustListV2`).

use super::{CertificateError, Error, File, Import, Listed, Material, Parsed, wrong};
use crate::{
    encoding::cbor,
    trust::{
        KeyUsage, PublicKey, SignatureStatus,
        key::{Curve, Hash, Scheme},
    },
};
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, TaggedCborSerializable, iana};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// Version of the list's layout, in the signature's header.
const VERSION: i64 = 42;
/// CWT claims (RFC 8392).
const SUB: i64 = 2;
const EXP: i64 = 4;
const NBF: i64 = 5;

/// True for a map with the single key "c".
pub(super) fn is_list(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xa1, 0x61, b'c']) || bytes.starts_with(&[0xbf, 0x61, b'c'])
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let (list, signature) = match files {
        [list] => (list.bytes, None),
        [a, b] if is_list(a.bytes) => (a.bytes, Some(b.bytes)),
        [a, b] if is_list(b.bytes) => (b.bytes, Some(a.bytes)),
        _ => return Err(wrong("this format is the list and its signature")),
    };
    let (checked, validity) = match (import.unchecked(), signature) {
        (Some(unchecked), _) => (unchecked, (None, None)),
        (None, None) => return Err(Error::MissingSignature("a file of its own")),
        (None, Some(signature)) => (SignatureStatus::Verified, verify(import, list, signature)?),
    };
    if let (Some(at), Some(from)) = (
        import.at,
        validity.0.filter(|from| import.at.is_some_and(|at| at < *from)),
    ) && at + time::Duration::minutes(5) < from
    {
        return Err(Error::NotYetValid(from));
    }
    let value = cbor::parse(list).map_err(|_| wrong("it is not CBOR"))?;
    let entries = member(&value, "c").and_then(Value::as_array);
    let entries = entries.ok_or_else(|| wrong("it has no array \"c\""))?;
    Ok(Parsed {
        issued_at: validity.0,
        expires_at: validity.1,
        ..Parsed::new(entries.iter().map(entry).collect(), checked)
    })
}

type Validity = (Option<OffsetDateTime>, Option<OffsetDateTime>);

fn verify(import: &Import, list: &[u8], signature: &[u8]) -> Result<Validity, Error> {
    // It may be tagged or not, and has few headers: a signature is short.
    cbor::parse(signature).map_err(|_| wrong("its signature is not CBOR"))?;
    let message = CoseSign1::from_tagged_slice(signature)
        .or_else(|_| CoseSign1::from_slice(signature))
        .map_err(|_| wrong("its signature is not a COSE_Sign1 message"))?;
    let scheme = match message.protected.header.alg {
        Some(coset::Algorithm::Assigned(iana::Algorithm::ES256)) => Scheme::Ecdsa(Hash::Sha256),
        Some(coset::Algorithm::Assigned(iana::Algorithm::PS256)) => Scheme::Pss(Hash::Sha256),
        _ => return Err(Error::BadSignature("its algorithm is not allowed")),
    };
    let signed = message.tbs_data(&[]);
    if !import
        .pins
        .iter()
        .any(|pin| pin.public().verify(scheme, &signed, &message.signature))
    {
        return Err(Error::BadSignature("it was altered, or the pinned key is another"));
    }
    let headers = message.protected.header.rest.iter().chain(&message.unprotected.rest);
    let mut version = headers.filter(|(label, _)| *label == coset::Label::Int(VERSION));
    if version.any(|(_, version)| version.as_integer() != Some(2.into())) {
        return Err(Error::Unsupported("the list is of another version than 2"));
    }
    let claims = cbor::parse(message.payload.as_deref().unwrap_or_default());
    let claims = claims.map_err(|_| wrong("its signature holds no claims"))?;
    let digest = claim(&claims, SUB).and_then(Value::as_bytes);
    if digest.map(Vec::as_slice) != Some(&Sha256::digest(list)[..]) {
        return Err(Error::BadSignature("the list is not the one that was signed"));
    }
    let date = |key| {
        let seconds = i64::try_from(claim(&claims, key)?.as_integer()?).ok()?;
        OffsetDateTime::from_unix_timestamp(seconds).ok()
    };
    Ok((date(NBF), date(EXP)))
}

fn claim(value: &Value, key: i64) -> Option<&Value> {
    let map = value.as_map()?;
    map.iter()
        .find(|(k, _)| k.as_integer() == Some(key.into()))
        .map(|(_, v)| v)
}

fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let map = value.as_map()?;
    map.iter().find(|(k, _)| k.as_text() == Some(key)).map(|(_, v)| v)
}

fn entry(value: &Value) -> Result<Listed, CertificateError> {
    let bytes = |name| member(value, name).and_then(Value::as_bytes);
    let date = |name| {
        let seconds = i64::try_from(member(value, name)?.as_integer()?).ok()?;
        OffsetDateTime::from_unix_timestamp(seconds).ok()
    };
    let material = match (bytes("c"), bytes("x"), bytes("y"), bytes("n"), bytes("e")) {
        (Some(der), ..) => Material::Certificate(der.clone()),
        (_, Some(x), Some(y), ..) => Material::Key(PublicKey::from_coordinates(Curve::P256, x, y)?),
        (.., Some(n), Some(e)) => Material::Key(PublicKey::from_rsa(n, e)?),
        _ => return Err(CertificateError::Shape),
    };
    let usage = member(value, "t").and_then(Value::as_array).map(|kinds| {
        let letters: String = kinds.iter().filter_map(Value::as_text).collect();
        KeyUsage::from_letters(&letters)
    });
    Ok(Listed {
        kid: bytes("i").cloned(),
        usage: usage.filter(|usage| *usage != KeyUsage::ANY),
        not_before: date("nb"),
        not_after: date("na"),
        ..Listed::dcc(material)
    })
}
