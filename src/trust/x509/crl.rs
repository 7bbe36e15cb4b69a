//! Revoked certificates: lists of an authority (RFC 5280, section 5), and the names by which such a list is for a
//! certificate.

use super::{AUTHORITY_KEY_IDENTIFIER, Extension, Parts, authority_key, extension, oid, scheme};
use crate::{
    encoding::ber::{self, BIT_STRING, Element, INTEGER, SEQUENCE},
    trust::{PublicKey, key::Scheme},
};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use x509_cert::der::asn1::ObjectIdentifier;

/// A list that only changes another one (RFC 5280, 5.2.4).
const DELTA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
/// A list of some of an authority's certificates (RFC 5280, 5.2.5).
const ISSUING_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
/// Explicitly tagged extensions of a list.
const LIST_EXTENSIONS: u8 = 0xa0;

/// An authority's list of revoked certificates, read and not verified.
#[derive(Clone, Debug)]
pub(crate) struct CertificateList {
    /// Names of the authority; see [`CertificateNames::authorities`].
    pub authorities: Vec<Vec<u8>>,
    /// Key identifier of the authority.
    pub authority_key: Option<Vec<u8>>,
    /// Time of issue.
    pub issued_at: OffsetDateTime,
    /// Time by which the next list is issued.
    pub next_update: Option<OffsetDateTime>,
    /// Serial numbers of revoked certificates, without leading zeros.
    pub serials: Vec<Vec<u8>>,
    scheme: Option<Scheme>,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

/// Names of a certificate in such lists.
pub(crate) struct CertificateNames {
    /// Serial number without leading zeros.
    pub serial: Vec<u8>,
    /// Key identifier of its authority, and hash of the authority's name.
    pub authorities: Vec<Vec<u8>>,
}

/// Serial number without the zeros that do not count.
fn serial(element: &Element) -> Option<Vec<u8>> {
    (element.tag == INTEGER).then_some(())?;
    let zeros = element.content.iter().take_while(|byte| **byte == 0).count();
    Some(element.content.get(zeros..)?.to_vec())
}

/// An authority is known by its key identifier, and by its name for lists and certificates without one.
fn names(issuer: &Element, key: Option<Vec<u8>>) -> Vec<Vec<u8>> {
    key.into_iter().chain([Sha256::digest(issuer.whole).to_vec()]).collect()
}

/// Names of a certificate in lists of revoked ones.
pub(crate) fn certificate_names(der: &[u8]) -> Option<CertificateNames> {
    let parts = Parts::of(der)?;
    Some(CertificateNames {
        serial: serial(&parts.serial)?,
        authorities: names(
            &parts.issuer,
            parts.extension(AUTHORITY_KEY_IDENTIFIER).and_then(authority_key),
        ),
    })
}

impl CertificateList {
    /// `CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }`. `None` if it is broken, or
    /// names only some of the authority's certificates.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
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
        // version OPTIONAL, signature, issuer, thisUpdate, nextUpdate OPTIONAL, revokedCertificates OPTIONAL, [0]
        let fields = signed.children()?;
        let fields = match fields.first()?.tag {
            INTEGER => fields.get(1..)?,
            _ => &fields[..],
        };
        let [_, issuer, this_update, rest @ ..] = fields else {
            return None;
        };
        let next_update = rest.first().and_then(super::validity::instant);
        let rest = &rest[usize::from(next_update.is_some())..];
        let (revoked, rest) = match rest {
            [revoked, rest @ ..] if revoked.tag == SEQUENCE => (revoked.children()?, rest),
            rest => (Vec::new(), rest),
        };
        let extensions = match rest {
            [] => Vec::new(),
            [explicit] if explicit.tag == LIST_EXTENSIONS => extensions(explicit)?,
            _ => return None,
        };
        let find = |name: ObjectIdentifier| extensions.iter().find(|e| e.name == name.as_bytes());
        if issuer.tag != SEQUENCE || find(DELTA).is_some() || find(ISSUING_POINT).is_some() {
            return None;
        }
        let key = find(AUTHORITY_KEY_IDENTIFIER).and_then(|e| authority_key(&e.value));
        let parameters = algorithm.children()?;
        Some(Self {
            authorities: names(issuer, key.clone()),
            authority_key: key,
            issued_at: super::validity::instant(this_update)?,
            next_update,
            serials: revoked
                .iter()
                .map(|entry| serial(entry.children()?.first()?))
                .collect::<Option<_>>()?,
            scheme: scheme(&oid(parameters.first()?)?, None, parameters.get(1).map(|p| p.whole)),
            signed: signed.whole.to_vec(),
            signature: signature.to_vec(),
        })
    }

    /// True if this key signed the list.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.scheme
            .is_some_and(|scheme| key.verify(scheme, &self.signed, &self.signature))
    }
}

/// Extensions inside their explicit tag.
fn extensions<'a>(explicit: &Element<'a>) -> Option<Vec<Extension<'a>>> {
    let (list, _) = ber::split(explicit.content)?;
    list.children()?.iter().map(extension).collect()
}
