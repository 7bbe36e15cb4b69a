//! What verification needs of an X.509 certificate (RFC 5280), and no more: public key,
//! validity, country, extended key usage. Certificates in the wild break strict profiles
//! (encoded defaults, empty EKU, non-positive serial numbers), so nothing else is judged.

use super::{Environment, Key, KeyUsage, PublicKey};
use crate::{limits::MAX_CERTIFICATE, pass::Kind};
use rsa::{pkcs1::DecodeRsaPublicKey, traits::PublicKeyParts};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;
use x509_cert::{
    certificate::{CertificateInner, Raw},
    der::{
        Decode, Encode, Reader, SliceReader,
        asn1::{AnyRef, ObjectIdentifier},
        referenced::OwnedToRef,
    },
};

/// Why a certificate cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not an entry of a known shape.
    #[error("the entry is not of a known shape")]
    Shape,
    /// Its base64 is broken.
    #[error("the base64 of the entry is broken")]
    Base64,
    /// It is larger than allowed.
    #[error("the certificate is larger than {MAX_CERTIFICATE} bytes")]
    TooLarge,
    /// It is not an X.509 certificate in DER.
    #[error("the certificate is not readable X.509")]
    Der,
    /// Its key is of a kind that no pass is signed with.
    #[error("the certificate's key is of an unsupported kind or size")]
    UnsupportedKey,
}

const SUBJECT_COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

/// EU DCC key usages; the second form is an early mistake that many issuers kept.
const USAGES: [(ObjectIdentifier, Kind); 6] = [
    (ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.1"), Kind::Test),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.2"),
        Kind::Vaccination,
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.3"),
        Kind::Recovery,
    ),
    (ObjectIdentifier::new_unwrap("1.3.6.1.4.1.0.1847.2021.1.1"), Kind::Test),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.0.1847.2021.1.2"),
        Kind::Vaccination,
    ),
    (
        ObjectIdentifier::new_unwrap("1.3.6.1.4.1.0.1847.2021.1.3"),
        Kind::Recovery,
    ),
];

/// Key identifier of a certificate: the first 8 bytes of SHA-256 over its DER.
pub(super) fn kid(der: &[u8]) -> Vec<u8> {
    Sha256::digest(der)[..8].to_vec()
}

/// Reads the key and its limits out of a DER certificate.
pub(super) fn read(der: &[u8], source: &Arc<str>) -> Result<Key, CertificateError> {
    if der.len() > MAX_CERTIFICATE {
        return Err(CertificateError::TooLarge);
    }
    let certificate = CertificateInner::<Raw>::from_der(der).map_err(|_| CertificateError::Der)?;
    let tbs = certificate.tbs_certificate();
    let validity = tbs.validity();
    let instant = |time: &x509_cert::time::Time| {
        i64::try_from(time.to_unix_duration().as_secs())
            .ok()
            .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
            .ok_or(CertificateError::Der)
    };
    let usage = match tbs
        .extensions()
        .and_then(|all| all.iter().find(|e| e.extn_id == EXTENDED_KEY_USAGE))
    {
        Some(extension) => key_usage(extension.extn_value.as_bytes())?,
        None => KeyUsage::ANY,
    };
    Ok(Key {
        kid: kid(der),
        country: subject_country(tbs.subject()),
        public: public_key(tbs.subject_public_key_info())?,
        usage,
        domain: None,
        not_before: instant(&validity.not_before)?,
        not_after: instant(&validity.not_after)?,
        environment: Environment::Production,
        source: Arc::clone(source),
    })
}

/// `ExtKeyUsageSyntax ::= SEQUENCE OF OBJECT IDENTIFIER`, an empty one included. Foreign
/// usages mean nothing here; a key without any of ours may sign every kind.
fn key_usage(der: &[u8]) -> Result<KeyUsage, CertificateError> {
    let read = || -> x509_cert::der::Result<KeyUsage> {
        let mut usage = KeyUsage::NONE;
        let mut reader = SliceReader::new(der)?;
        reader.sequence(|list| {
            while !list.is_finished() {
                let oid = ObjectIdentifier::decode(list)?;
                if let Some((_, kind)) = USAGES.iter().find(|(known, _)| *known == oid) {
                    usage = usage.with(*kind);
                }
            }
            Ok::<_, x509_cert::der::Error>(())
        })?;
        Ok(usage)
    };
    match read().map_err(|_| CertificateError::Der)? {
        KeyUsage::NONE => Ok(KeyUsage::ANY),
        usage => Ok(usage),
    }
}

fn subject_country(name: &x509_cert::name::Name) -> Option<String> {
    let attribute = name.iter().find(|attribute| attribute.oid == SUBJECT_COUNTRY)?;
    let der = attribute.value.to_der().ok()?;
    let value = AnyRef::from_der(&der).ok()?;
    let text = std::str::from_utf8(value.value()).ok()?.trim().to_ascii_uppercase();
    (!text.is_empty()).then_some(text)
}

/// `rsaEncryption` and `id-RSASSA-PSS` (RFC 8017) name the same kind of key.
const RSA: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"),
];

fn public_key(spki: &x509_cert::spki::SubjectPublicKeyInfoOwned) -> Result<PublicKey, CertificateError> {
    let unsupported = CertificateError::UnsupportedKey;
    if RSA.contains(&spki.algorithm.oid) {
        let der = spki.subject_public_key.as_bytes().ok_or(CertificateError::Der)?;
        let key = rsa::PublicKey::from_pkcs1_der(der).map_err(|_| unsupported.clone())?;
        // Modulus in bytes: 2048 to 4096 bits.
        if !(256..=512).contains(&key.size()) {
            return Err(unsupported);
        }
        return Ok(PublicKey::Rsa(Box::new(key)));
    }
    if let Ok(key) = p256::ecdsa::VerifyingKey::try_from(spki.owned_to_ref()) {
        return Ok(PublicKey::P256(Box::new(key)));
    }
    let key = p384::ecdsa::VerifyingKey::try_from(spki.owned_to_ref()).map_err(|_| unsupported)?;
    Ok(PublicKey::P384(Box::new(key)))
}
