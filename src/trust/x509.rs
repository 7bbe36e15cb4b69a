//! Certificates as they are encoded.

use super::{
    Certificate, CertificateError, PublicKey,
    key::{Hash, Scheme},
};
use crate::encoding::ber;
use time::OffsetDateTime;
use x509_cert::{
    certificate::{CertificateInner, Raw},
    der::{
        Decode, Encode, Reader, SliceReader,
        asn1::{AnyRef, ObjectIdentifier},
    },
    name::Name,
};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// ICAO Doc 9303 part 12: kinds of document that a signer may sign.
const DOCUMENT_TYPES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.6.2");

/// Reads a DER certificate.
pub(super) fn read(der: &[u8]) -> Result<Certificate, CertificateError> {
    let broken = CertificateError::Der;
    let certificate = CertificateInner::<Raw>::from_der(der).map_err(|_| broken.clone())?;
    // The signed bytes as they stand: encoding them again could mend what is odd in them.
    let (outer, _) = ber::split(der).ok_or(broken.clone())?;
    let (signed, _) = ber::split(outer.content).ok_or(broken.clone())?;
    let tbs = certificate.tbs_certificate();
    let validity = tbs.validity();
    let instant = |time: &x509_cert::time::Time| {
        i64::try_from(time.to_unix_duration().as_secs())
            .ok()
            .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
            .ok_or(CertificateError::Der)
    };
    let extension = |oid: ObjectIdentifier| {
        let found = tbs.extensions()?.iter().find(|e| e.extn_id == oid)?;
        Some(found.extn_value.as_bytes())
    };
    let algorithm = certificate.signature_algorithm();
    // Not judged: some issuers add a NULL where none belongs.
    let parameters = algorithm.parameters.as_ref().and_then(|p| p.to_der().ok());
    Ok(Certificate {
        public: PublicKey::from_spki(tbs.subject_public_key_info())?,
        country: attribute(tbs.subject(), COUNTRY).map(|c| c.to_ascii_uppercase()),
        common_name: attribute(tbs.subject(), COMMON_NAME),
        not_before: instant(&validity.not_before)?,
        not_after: instant(&validity.not_after)?,
        usages: extension(EXTENDED_KEY_USAGE).map(oids).transpose()?,
        subject_key: extension(SUBJECT_KEY_IDENTIFIER)
            .and_then(ber::split)
            .map(|(id, _)| id.content.to_vec()),
        authority_key: extension(AUTHORITY_KEY_IDENTIFIER).and_then(authority_key),
        document_types: extension(DOCUMENT_TYPES).and_then(document_types),
        scheme: scheme(&algorithm.oid, None, parameters.as_deref()),
        signed: signed.whole.to_vec(),
        signature: certificate.signature().as_bytes().ok_or(broken)?.to_vec(),
        der: der.to_vec(),
    })
}

/// How an algorithm identifier (RFC 3279, RFC 4055, RFC 5758) says that something was signed;
/// `digest` is named beside it in CMS, where the signature's own OID may leave it out.
pub(super) fn scheme(
    oid: &ObjectIdentifier,
    digest: Option<&ObjectIdentifier>,
    parameters: Option<&[u8]>,
) -> Option<Scheme> {
    const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
    let named = |oid: &ObjectIdentifier| match oid.to_string().as_str() {
        SHA_256 => Some(Hash::Sha256),
        "2.16.840.1.101.3.4.2.2" => Some(Hash::Sha384),
        "2.16.840.1.101.3.4.2.3" => Some(Hash::Sha512),
        _ => None,
    };
    Some(match oid.to_string().as_str() {
        "1.2.840.10045.4.3.2" => Scheme::EcdsaDer(Hash::Sha256),
        "1.2.840.10045.4.3.3" => Scheme::EcdsaDer(Hash::Sha384),
        "1.2.840.10045.4.3.4" => Scheme::EcdsaDer(Hash::Sha512),
        "1.2.840.10045.2.1" => Scheme::EcdsaDer(named(digest?)?),
        "1.2.840.113549.1.1.11" => Scheme::Pkcs1(Hash::Sha256),
        "1.2.840.113549.1.1.12" => Scheme::Pkcs1(Hash::Sha384),
        "1.2.840.113549.1.1.13" => Scheme::Pkcs1(Hash::Sha512),
        "1.2.840.113549.1.1.1" => Scheme::Pkcs1(named(digest?)?),
        "1.2.840.113549.1.1.10" => {
            // RSASSA-PSS-params: [0] SEQUENCE { hash algorithm, … }, …
            let hash = || {
                let (params, _) = ber::split(parameters?)?;
                let hash = params.children()?.into_iter().find(|p| p.tag == 0xa0)?;
                let (algorithm, _) = ber::split(hash.content)?;
                let (oid, _) = ber::split(algorithm.content)?;
                named(&ObjectIdentifier::from_bytes(oid.content).ok()?)
            };
            Scheme::Pss(hash().or_else(|| named(digest?))?)
        }
        _ => return None,
    })
}

/// `ExtKeyUsageSyntax ::= SEQUENCE OF OBJECT IDENTIFIER`, an empty one included.
fn oids(der: &[u8]) -> Result<Vec<String>, CertificateError> {
    let read = || -> x509_cert::der::Result<Vec<String>> {
        let mut oids = Vec::new();
        SliceReader::new(der)?.sequence(|list| {
            while !list.is_finished() {
                oids.push(<ObjectIdentifier>::decode(list)?.to_string());
            }
            Ok::<_, x509_cert::der::Error>(())
        })?;
        Ok(oids)
    };
    read().map_err(|_| CertificateError::Der)
}

/// `AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, … }`.
fn authority_key(der: &[u8]) -> Option<Vec<u8>> {
    let children = ber::split(der)?.0.children()?;
    Some(children.iter().find(|c| c.tag == 0x80)?.content.to_vec())
}

/// `DocumentTypeList ::= SEQUENCE { version INTEGER, types SET OF PrintableString }`.
fn document_types(der: &[u8]) -> Option<Vec<String>> {
    let children = ber::split(der)?.0.children()?;
    let types = children.iter().find(|c| c.tag == ber::SET)?.children()?;
    let text = |e: &ber::Element| String::from_utf8(e.content.to_vec()).ok();
    types.iter().map(text).collect()
}

fn attribute(name: &Name, oid: ObjectIdentifier) -> Option<String> {
    let attribute = name.iter().find(|attribute| attribute.oid == oid)?;
    let der = attribute.value.to_der().ok()?;
    let value = AnyRef::from_der(&der).ok()?;
    let text = std::str::from_utf8(value.value()).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}
