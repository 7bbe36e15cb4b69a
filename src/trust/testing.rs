//! Hand-made certificates, which no builder would make.

#![allow(clippy::unwrap_used, reason = "tests")]

use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};

/// Tag, length and content; of indefinite length if the tag asks for it.
pub(super) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    match content.len() {
        0..=0x7f => [&[tag, length[1]][..], content].concat(),
        0x80..=0xff => [&[tag, 0x81, length[1]][..], content].concat(),
        _ => [&[tag, 0x82, length[0], length[1]][..], content].concat(),
    }
}

/// Element of indefinite length (BER).
pub(super) fn indefinite(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80][..], content, &[0, 0]].concat()
}

/// An object identifier.
pub(super) fn oid(text: &str) -> Vec<u8> {
    tlv(6, x509_cert::der::asn1::ObjectIdentifier::new_unwrap(text).as_bytes())
}

/// An attribute of a name.
pub(super) fn attribute(name: &str, tag: u8, text: &[u8]) -> Vec<u8> {
    tlv(0x30, &[oid(name), tlv(tag, text)].concat())
}

/// The parts of a certificate, each in its encoding.
#[derive(Clone)]
pub(super) struct CertificateParts {
    pub(super) version: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) validity: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) key: Vec<u8>,
    pub(super) extensions: Vec<u8>,
    /// Parameters of the signature's algorithm.
    pub(super) parameters: Vec<u8>,
    /// Encoder of the outer sequences.
    pub(super) sequence: fn(u8, &[u8]) -> Vec<u8>,
}

impl CertificateParts {
    /// A plain certificate of version 3 for a key in a `SubjectPublicKeyInfo`.
    pub(super) fn new(key: &[u8]) -> Self {
        let names = [
            tlv(0x31, &attribute("2.5.4.6", 0x13, b"XA")),
            tlv(0x31, &attribute("2.5.4.3", 0x0c, b"Authority")),
        ];
        let identifier = [oid("2.5.29.14"), tlv(4, &tlv(4, &[1, 2, 3]))].concat();
        Self {
            version: tlv(0xa0, &tlv(2, &[2])),
            serial: tlv(2, &[1]),
            validity: [tlv(0x17, b"200101000000Z"), tlv(0x17, b"400101000000Z")].concat(),
            subject: names.concat(),
            key: key.to_vec(),
            extensions: tlv(0xa3, &tlv(0x30, &tlv(0x30, &identifier))),
            parameters: Vec::new(),
            sequence: tlv,
        }
    }

    /// Signed by the key with ECDSA and SHA-256.
    pub(super) fn signed_by(&self, key: &SigningKey) -> Vec<u8> {
        self.signed("1.2.840.10045.4.3.2", |message| {
            let signature: DerSignature = key.sign(message);
            signature.as_bytes().to_vec()
        })
    }

    /// Signed with any algorithm.
    pub(super) fn signed(&self, algorithm: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let algorithm = tlv(0x30, &[oid(algorithm), self.parameters.clone()].concat());
        let tbs = [
            self.version.clone(),
            self.serial.clone(),
            algorithm.clone(),
            tlv(0x30, &[]),
            tlv(0x30, &self.validity),
            tlv(0x30, &self.subject),
            self.key.clone(),
            self.extensions.clone(),
        ];
        let tbs = (self.sequence)(0x30, &tbs.concat());
        let signature = tlv(3, &[&[0][..], &sign(&tbs)].concat());
        (self.sequence)(0x30, &[tbs, algorithm, signature].concat())
    }
}
