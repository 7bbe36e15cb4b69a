//! Encoding of certificates (RFC 5280). ICAO's authorities publish certificates that are not DER: serial numbers are
//! negative or too long, lengths indefinite, sets out of order, names in old alphabets. Everything unambiguous is read,
//! and signatures cover the bytes as they stand.

mod algorithm;
mod crl;
mod name;
#[cfg(test)]
mod tests;
mod validity;

pub(super) use self::algorithm::{hash, scheme};
pub(crate) use self::crl::{CertificateList, certificate_names};
use self::{
    name::{attribute, text},
    validity::validity,
};
use super::{Certificate, CertificateError, PublicKey};
use crate::{
    country,
    encoding::ber::{self, BIT_STRING, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET},
};
use x509_cert::der::asn1::ObjectIdentifier;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// ICAO Doc 9303 part 12: kinds of document that a signer may sign.
const DOCUMENT_TYPES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.6.2");
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const BOOLEAN: u8 = 0x01;

/// The parts of a certificate that are used.
struct Parts<'a> {
    serial: Element<'a>,
    issuer: Element<'a>,
    signed: Element<'a>,
    algorithm: Element<'a>,
    signature: &'a [u8],
    validity: Element<'a>,
    subject: Element<'a>,
    key: Element<'a>,
    extensions: Vec<Extension<'a>>,
}

struct Extension<'a> {
    name: &'a [u8],
    value: Vec<u8>,
}

/// Reads a certificate.
pub(super) fn read(der: &[u8]) -> Result<Certificate, CertificateError> {
    let parts = Parts::of(der).ok_or(CertificateError::Der)?;
    let (not_before, not_after) = validity(&parts.validity).ok_or(CertificateError::Validity)?;
    let algorithm = parts.algorithm.children().ok_or(CertificateError::Der)?;
    let oid = algorithm.first().and_then(oid).ok_or(CertificateError::Der)?;
    // Ignored for ECDSA: some issuers add a NULL that does not belong there.
    let parameters = algorithm.get(1).map(|parameters| parameters.whole);
    Ok(Certificate {
        public: PublicKey::from_spki_element(&parts.key)?,
        country: attribute(&parts.subject, COUNTRY).and_then(|c| country::normal(&c)),
        common_name: attribute(&parts.subject, COMMON_NAME),
        not_before,
        not_after,
        usages: match parts.extension(EXTENDED_KEY_USAGE) {
            Some(usages) => Some(oids(usages).ok_or(CertificateError::Der)?),
            None => None,
        },
        subject_key: parts
            .extension(SUBJECT_KEY_IDENTIFIER)
            .and_then(ber::split)
            .and_then(|(id, _)| id.octets()),
        authority_key: parts.extension(AUTHORITY_KEY_IDENTIFIER).and_then(authority_key),
        document_types: parts.extension(DOCUMENT_TYPES).and_then(document_types),
        scheme: scheme(&oid, None, parameters),
        signed: parts.signed.whole.to_vec(),
        signature: parts.signature.to_vec(),
        der: der.to_vec(),
    })
}

/// Subject of a certificate in words, to explain why the certificate cannot be used.
pub(super) fn subject(der: &[u8]) -> Option<String> {
    let parts = Parts::of(der)?;
    let named = |oid, label| attribute(&parts.subject, oid).map(|value| format!("{label}={value}"));
    let names = [named(COUNTRY, "C"), named(COMMON_NAME, "CN")];
    let names: Vec<String> = names.into_iter().flatten().collect();
    (!names.is_empty()).then(|| names.join(", "))
}

impl<'a> Parts<'a> {
    /// `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature }`.
    fn of(der: &'a [u8]) -> Option<Self> {
        let (outer, rest) = ber::split(der)?;
        let [signed, algorithm, signature] = outer.children()?[..] else {
            return None;
        };
        let tags = [outer.tag, signed.tag, algorithm.tag, signature.tag];
        if tags != [SEQUENCE, SEQUENCE, SEQUENCE, BIT_STRING] || !rest.is_empty() {
            return None;
        }
        let (0, signature) = signature.content.split_first()? else {
            return None;
        };
        let fields = signed.children()?;
        // Version 1 certificates omit the version.
        let fields = match fields.first()?.tag {
            VERSION => fields.get(1..)?,
            _ => &fields[..],
        };
        let [serial, inner, issuer, validity, subject, key, rest @ ..] = fields else {
            return None;
        };
        let tags = [serial.tag, inner.tag, issuer.tag, validity.tag, subject.tag, key.tag];
        if tags != [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE] {
            return None;
        }
        let extensions = match rest.iter().find(|field| field.tag == EXTENSIONS) {
            Some(explicit) => {
                let (list, _) = ber::split(explicit.content)?;
                list.children()?.iter().map(extension).collect::<Option<Vec<_>>>()?
            }
            None => Vec::new(),
        };
        // With two extensions of the same name it is not clear which one applies.
        let twice = |(i, e): (usize, &Extension)| extensions[..i].iter().any(|other| other.name == e.name);
        if extensions.iter().enumerate().any(twice) {
            return None;
        }
        Some(Self {
            serial: *serial,
            issuer: *issuer,
            signed,
            algorithm,
            signature,
            validity: *validity,
            subject: *subject,
            key: *key,
            extensions,
        })
    }

    fn extension(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
        let found = self.extensions.iter().find(|e| e.name == oid.as_bytes())?;
        Some(&found.value)
    }
}

/// `Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`.
fn extension<'a>(element: &Element<'a>) -> Option<Extension<'a>> {
    let (name, value) = match element.children()?[..] {
        [name, value] => (name, value),
        [name, critical, value] if critical.tag == BOOLEAN => (name, value),
        _ => return None,
    };
    let is_octets = value.tag & !ber::CONSTRUCTED == OCTET_STRING;
    (name.tag == OBJECT_IDENTIFIER && is_octets).then_some(())?;
    Some(Extension {
        name: name.content,
        value: value.octets()?,
    })
}

fn oid(element: &Element) -> Option<ObjectIdentifier> {
    (element.tag == OBJECT_IDENTIFIER).then(|| ObjectIdentifier::from_bytes(element.content).ok())?
}

/// `ExtKeyUsageSyntax ::= SEQUENCE OF OBJECT IDENTIFIER`, an empty one included.
fn oids(der: &[u8]) -> Option<Vec<String>> {
    let (list, _) = ber::split(der).filter(|(list, _)| list.tag == SEQUENCE)?;
    list.children()?
        .iter()
        .map(|e| oid(e).map(|oid| oid.to_string()))
        .collect()
}

/// `AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, … }`.
fn authority_key(der: &[u8]) -> Option<Vec<u8>> {
    let children = ber::split(der)?.0.children()?;
    children.iter().find(|c| c.tag & !ber::CONSTRUCTED == 0x80)?.octets()
}

/// `DocumentTypeList ::= SEQUENCE { version INTEGER, types SET OF PrintableString }`.
fn document_types(der: &[u8]) -> Option<Vec<String>> {
    let children = ber::split(der)?.0.children()?;
    let types = children.iter().find(|c| c.tag == SET)?.children()?;
    types.iter().map(text).collect()
}
