//! Signature algorithms of certificates and CMS.

use super::oid;
use crate::{
    encoding::ber::{self, Element, SEQUENCE},
    trust::key::{Hash, Scheme},
};
use x509_cert::der::asn1::ObjectIdentifier;

/// Hash function of an object identifier (RFC 5754).
pub(in crate::trust) fn hash(oid: &ObjectIdentifier) -> Option<Hash> {
    Some(match oid.to_string().as_str() {
        "2.16.840.1.101.3.4.2.4" => Hash::Sha224,
        "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
        "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
        "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
        _ => return None,
    })
}

/// Signature scheme of an algorithm identifier (RFC 3279, RFC 4055, RFC 5758). CMS names the digest separately, and the
/// algorithm identifier may then omit it: `digest`. SHA-1 is refused.
pub(in crate::trust) fn scheme(
    algorithm: &ObjectIdentifier,
    digest: Option<&ObjectIdentifier>,
    parameters: Option<&[u8]>,
) -> Option<Scheme> {
    Some(match algorithm.to_string().as_str() {
        "1.2.840.10045.4.3.1" => Scheme::EcdsaDer(Hash::Sha224),
        "1.2.840.10045.4.3.2" => Scheme::EcdsaDer(Hash::Sha256),
        "1.2.840.10045.4.3.3" => Scheme::EcdsaDer(Hash::Sha384),
        "1.2.840.10045.4.3.4" => Scheme::EcdsaDer(Hash::Sha512),
        // ecdsa-with-Specified (ANSI X9.62): the parameters contain the hash.
        "1.2.840.10045.4.3" => {
            let (named, _) = ber::split(parameters?)?;
            Scheme::EcdsaDer(hash(&oid(named.children()?.first()?)?)?)
        }
        "1.2.840.10045.2.1" => Scheme::EcdsaDer(hash(digest?)?),
        "1.2.840.113549.1.1.14" => Scheme::Pkcs1(Hash::Sha224),
        "1.2.840.113549.1.1.11" => Scheme::Pkcs1(Hash::Sha256),
        "1.2.840.113549.1.1.12" => Scheme::Pkcs1(Hash::Sha384),
        "1.2.840.113549.1.1.13" => Scheme::Pkcs1(Hash::Sha512),
        "1.2.840.113549.1.1.1" => Scheme::Pkcs1(hash(digest?)?),
        "1.2.840.113549.1.1.10" => match parameters.and_then(ber::split) {
            Some((parameters, _)) if parameters.tag == SEQUENCE && !parameters.content.is_empty() => pss(&parameters)?,
            // Some signers of lists omit the parameters: then hash and salt are those of the separately named digest.
            _ => Scheme::Pss(hash(digest?)?),
        },
        _ => return None,
    })
}

/// `RSASSA-PSS-params` (RFC 4055): the same function for hash and mask, and a salt of any length. A missing hash means
/// SHA-1.
fn pss(parameters: &Element) -> Option<Scheme> {
    const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
    let fields = parameters.children()?;
    let field = |tag: u8| {
        let explicit = fields.iter().find(|field| field.tag == tag)?;
        ber::split(explicit.content).map(|(inner, _)| inner)
    };
    let named = |algorithm: Element| oid(algorithm.children()?.first()?);
    let hashed = hash(&named(field(0xa0)?)?)?;
    let mask = field(0xa1)?.children()?;
    if oid(mask.first()?)? != MGF1 || hash(&named(*mask.get(1)?)?)? != hashed {
        return None;
    }
    let unsigned = |number: Element| {
        let mut digits = number.content.iter();
        digits.try_fold(0_u16, |n, digit| n.checked_mul(256)?.checked_add(u16::from(*digit)))
    };
    let salt = match field(0xa2) {
        Some(salt) => unsigned(salt)?,
        None => 20,
    };
    // Last byte of the signed data; no standard defines another.
    if field(0xa3).is_some_and(|trailer| unsigned(trailer) != Some(1)) {
        return None;
    }
    Some(Scheme::PssSalt(hashed, salt))
}
