//! Signed messages in CMS (RFC 5652), as the EU gateway and the Netherlands use them: one content, inside the message
//! or detached, and at least one signature by a signer that a pin vouches for.

use super::{
    Certificate, Pin,
    x509::{hash, scheme},
};
use crate::{
    encoding::ber::{self, Element, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET},
    limits::MAX_CERTIFICATES,
};
use x509_cert::der::asn1::ObjectIdentifier;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// Reason for rejecting a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CmsError {
    /// Not a CMS message, or one that cannot be checked.
    Structure,
    /// No signature by a signer that the pins vouch for.
    Signature,
}

/// Checks a message and returns its content; `detached` is the content of a message that does not contain it.
pub(crate) fn verify(message: &[u8], detached: Option<&[u8]>, pins: &[Pin]) -> Result<Vec<u8>, CmsError> {
    let parts = parts(message).ok_or(CmsError::Structure)?;
    let content = match (detached, parts.content) {
        (Some(content), None) => content.to_vec(),
        (Some(content), Some(inside)) if inside == content => inside,
        (None, Some(inside)) => inside,
        (Some(_), Some(_)) => return Err(CmsError::Signature),
        (None, None) => return Err(CmsError::Structure),
    };
    let certificates: Vec<Certificate> = parts
        .certificates
        .iter()
        .filter_map(|der| Certificate::read(der).ok())
        .collect();
    let signed = parts.signers.iter().any(|signer| {
        let by_certificate = certificates.iter().any(|certificate| {
            signer.is_by(&content, |scheme, bytes, signature| {
                certificate.public.verify(scheme, bytes, signature)
            }) && pins.iter().any(|pin| pin.vouches_for(certificate, &certificates))
        });
        by_certificate
            || pins.iter().any(|pin| {
                signer.is_by(&content, |scheme, bytes, signature| {
                    pin.public().verify(scheme, bytes, signature)
                })
            })
    });
    if signed { Ok(content) } else { Err(CmsError::Signature) }
}

/// Content inside a message whose signatures are not checked.
pub(crate) fn content(message: &[u8]) -> Result<Vec<u8>, CmsError> {
    let content = parts(message).and_then(|parts| parts.content);
    content.ok_or(CmsError::Structure)
}

/// The parts of `SignedData` that are used.
struct Parts {
    content: Option<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    signers: Vec<Signer>,
}

/// The parts of `SignerInfo` that are used.
struct Signer {
    digest: ObjectIdentifier,
    algorithm: ObjectIdentifier,
    parameters: Option<Vec<u8>>,
    /// The signed attributes, encoded as for the signature.
    attributes: Option<Vec<u8>>,
    message_digest: Option<Vec<u8>>,
    signature: Vec<u8>,
}

impl Signer {
    fn is_by(&self, content: &[u8], checks: impl Fn(super::key::Scheme, &[u8], &[u8]) -> bool) -> bool {
        let Some(scheme) = scheme(&self.algorithm, Some(&self.digest), self.parameters.as_deref()) else {
            return false;
        };
        match &self.attributes {
            None => checks(scheme, content, &self.signature),
            // The attributes are signed, and they contain the content's digest.
            Some(attributes) => {
                let Some(named) = hash(&self.digest) else { return false };
                self.message_digest.as_ref() == Some(&named.of(content)) && checks(scheme, attributes, &self.signature)
            }
        }
    }
}

fn oid(element: &Element) -> Option<ObjectIdentifier> {
    (element.tag == OBJECT_IDENTIFIER).then(|| ObjectIdentifier::from_bytes(element.content).ok())?
}

fn parts(message: &[u8]) -> Option<Parts> {
    let (outer, _) = ber::split(message)?;
    let [kind, body] = outer.children()?[..] else {
        return None;
    };
    if oid(&kind)? != SIGNED_DATA {
        return None;
    }
    let (signed_data, _) = ber::split(body.content)?;
    // version, digestAlgorithms, encapContentInfo, [0] certificates, [1] crls, signerInfos
    let children = signed_data.children()?;
    let content_info = children.iter().find(|c| c.tag == SEQUENCE)?.children()?;
    let content = match content_info.get(1) {
        Some(explicit) => Some(ber::split(explicit.content)?.0.octets()?),
        None => None,
    };
    let certificates = match children.iter().find(|c| c.tag == 0xa0) {
        Some(set) => set.children()?,
        None => Vec::new(),
    };
    let signers = children.iter().rev().find(|c| c.tag == SET)?.children()?;
    if certificates.len() > MAX_CERTIFICATES || signers.len() > MAX_CERTIFICATES {
        return None;
    }
    Some(Parts {
        content,
        certificates: certificates.iter().map(|c| c.whole.to_vec()).collect(),
        signers: signers.iter().map(signer).collect::<Option<_>>()?,
    })
}

fn signer(info: &Element) -> Option<Signer> {
    // version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature, …
    let children = info.children()?;
    let rest = children.get(2..)?;
    let digest = oid(&ber::split(rest.first()?.content)?.0)?;
    let (attributes, rest) = match rest.get(1)? {
        set if set.tag == 0xa0 => (Some(set), rest.get(2..)?),
        _ => (None, rest.get(1..)?),
    };
    let algorithm = rest.first()?.children()?;
    let signature = rest.get(1).filter(|s| s.tag == OCTET_STRING)?;
    let message_digest = attributes.and_then(|set| {
        set.children()?.iter().find_map(|attribute| {
            let [name, values] = attribute.children()?[..] else {
                return None;
            };
            (oid(&name)? == MESSAGE_DIGEST).then_some(())?;
            ber::split(values.content)?.0.octets()
        })
    });
    Some(Signer {
        digest,
        algorithm: oid(algorithm.first()?)?,
        parameters: algorithm.get(1).map(|p| p.whole.to_vec()),
        // They are signed as a SET OF and carried as [0] IMPLICIT.
        attributes: attributes.map(|set| {
            let mut bytes = set.whole.to_vec();
            if let Some(tag) = bytes.first_mut() {
                *tag = SET;
            }
            bytes
        }),
        message_digest,
        signature: signature.content.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DER: tag, length, content.
    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82, length[0], length[1]][..], content].concat()
    }

    #[test]
    fn certificates_and_signers_are_counted() {
        let message = |certificates: usize, signers: usize| {
            let sequence = |parts: &[Vec<u8>]| tlv(SEQUENCE, &parts.concat());
            let oid = |id: &ObjectIdentifier| tlv(OBJECT_IDENTIFIER, id.as_bytes());
            let algorithm = sequence(&[oid(&ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"))]);
            let signer = sequence(&[
                tlv(2, &[1]),
                sequence(&[]),
                algorithm.clone(),
                algorithm.clone(),
                tlv(OCTET_STRING, &[1]),
            ]);
            let body = sequence(&[
                tlv(2, &[1]),
                tlv(SET, &algorithm),
                sequence(&[oid(&ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1"))]),
                tlv(0xa0, &sequence(&[]).repeat(certificates)),
                tlv(SET, &signer.repeat(signers)),
            ]);
            parts(&sequence(&[oid(&SIGNED_DATA), tlv(0xa0, &body)])).map(|p| (p.certificates.len(), p.signers.len()))
        };
        let most = MAX_CERTIFICATES;
        assert_eq!(message(1, 1), Some((1, 1)));
        assert_eq!(message(most, most), Some((most, most)));
        assert_eq!(message(most + 1, 1), None);
        assert_eq!(message(1, most + 1), None);
    }
}
