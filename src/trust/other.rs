//! Keys that hardly a pass is signed with: ECDSA on P-384 and P-521, RSA.

use super::{
    CertificateError, PublicKey,
    key::{Curve, Form, Hash, Scheme},
};
use crate::limits::{MAX_EXPONENT, RSA_MODULUS};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{BoxedUint, pkcs1::DecodeRsaPublicKey, traits::PublicKeyParts};
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::{der::asn1::ObjectIdentifier, spki::SubjectPublicKeyInfoOwned};

/// Such a key, ready to verify.
#[derive(Clone)]
pub(super) enum Other {
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Rsa(rsa::PublicKey),
}

impl Other {
    /// The key of a form; `None` where it is no key of these kinds, or one of another size.
    pub(super) fn of(form: &Form) -> Option<Self> {
        match form {
            Form::P384(point) => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok().map(Self::P384),
            Form::P521(point) => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).ok().map(Self::P521),
            Form::Rsa { n, e } if RSA_MODULUS.contains(&n.len()) && e.len() <= MAX_EXPONENT => {
                let number = BoxedUint::from_be_slice_vartime;
                rsa::PublicKey::new(number(n), number(e)).ok().map(Self::Rsa)
            }
            Form::Rsa { .. } | Form::P256(_) | Form::Absent => None,
        }
    }

    /// A point in SEC 1 encoding.
    pub(super) fn from_sec1(curve: Curve, point: &[u8]) -> Result<(Form, Self), CertificateError> {
        let unsupported = CertificateError::UnsupportedKey;
        match curve {
            Curve::P384 => {
                let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| unsupported)?;
                Ok((Form::P384(key.to_sec1_point(true).as_bytes().into()), Self::P384(key)))
            }
            Curve::P521 => {
                let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| unsupported)?;
                Ok((Form::P521(key.to_sec1_point(true).as_bytes().into()), Self::P521(key)))
            }
            Curve::P256 => Err(unsupported),
        }
    }

    /// Whether the signature is this key's.
    pub(super) fn checks(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match (self, scheme) {
            (Self::P384(key), Scheme::Ecdsa(hash)) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            (Self::P384(key), Scheme::EcdsaDer(hash)) => p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            (Self::P521(key), Scheme::Ecdsa(hash)) => p521::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            (Self::P521(key), Scheme::EcdsaDer(hash)) => p521::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            (Self::Rsa(key), Scheme::Pss(hash)) => match hash {
                Hash::Sha256 => key.pss_verify::<Sha256>(message, signature).is_ok(),
                Hash::Sha384 => key.pss_verify::<Sha384>(message, signature).is_ok(),
                Hash::Sha512 => key.pss_verify::<Sha512>(message, signature).is_ok(),
            },
            (Self::Rsa(key), Scheme::Pkcs1(hash)) => match hash {
                Hash::Sha256 => key.pkcs1v15_verify::<Sha256>(message, signature).is_ok(),
                Hash::Sha384 => key.pkcs1v15_verify::<Sha384>(message, signature).is_ok(),
                Hash::Sha512 => key.pkcs1v15_verify::<Sha512>(message, signature).is_ok(),
            },
            _ => false,
        }
    }
}

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// `rsaEncryption` and `id-RSASSA-PSS` (RFC 8017) name the same kind of key.
const RSA: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"),
];
const CURVES: [(ObjectIdentifier, Curve); 3] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), Curve::P256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
];

impl PublicKey {
    /// A key of a `SubjectPublicKeyInfo` (RFC 5280).
    pub(super) fn from_spki(spki: &SubjectPublicKeyInfoOwned) -> Result<Self, CertificateError> {
        let bytes = spki.subject_public_key.as_bytes().ok_or(CertificateError::Der)?;
        if RSA.contains(&spki.algorithm.oid) {
            // `RSAPublicKey` (RFC 8017)
            let key = rsa::PublicKey::from_pkcs1_der(bytes).map_err(|_| CertificateError::UnsupportedKey)?;
            return Self::from_rsa(&key.n_bytes(), &key.e_bytes());
        }
        let curve = spki
            .algorithm
            .parameters
            .as_ref()
            .filter(|_| spki.algorithm.oid == EC)
            .and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok())
            .and_then(|oid| CURVES.iter().find(|(known, _)| *known == oid))
            .ok_or(CertificateError::UnsupportedKey)?;
        Self::from_sec1(curve.1, bytes)
    }
}
