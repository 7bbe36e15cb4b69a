//! Keys that rarely sign passes: ECDSA on other curves than P-256, and RSA.

use super::{
    CertificateError, PublicKey,
    brainpool::BrainpoolP512r1,
    curve,
    key::{Curve, EncodedKey, Hash, Scheme},
};
use crate::{
    encoding::ber::{self, BIT_STRING, Element, INTEGER, OBJECT_IDENTIFIER, SEQUENCE},
    limits::{MAX_EXPONENT, RSA_MODULUS},
};
use ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
use rsa::{BoxedUint, Pss};
use sha2::{Sha224, Sha256, Sha384, Sha512};
use std::{ops::Add, sync::Arc};
use x509_cert::der::asn1::ObjectIdentifier;

/// Public key that is decoded and ready to verify.
#[derive(Clone)]
pub(super) enum OtherKey {
    Ec(Arc<dyn EcKey + Send + Sync>),
    Rsa(rsa::PublicKey),
}

/// A point on some curve.
pub(super) trait EcKey {
    /// True if this key made the signature of the hash; `None` for schemes other than ECDSA.
    fn verifies(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Option<bool>;

    /// SEC 1 encoding, compressed.
    fn compressed(&self) -> Box<[u8]>;
}

impl<C> EcKey for VerifyingKey<C>
where
    C: ecdsa::EcdsaCurve + ecdsa::elliptic_curve::CurveArithmetic,
    ecdsa::elliptic_curve::AffinePoint<C>:
        ecdsa::elliptic_curve::sec1::FromSec1Point<C> + ecdsa::elliptic_curve::sec1::ToSec1Point<C>,
    ecdsa::elliptic_curve::FieldBytesSize<C>: ecdsa::elliptic_curve::sec1::ModulusSize,
    ecdsa::der::MaxSize<C>: ecdsa::elliptic_curve::array::ArraySize,
    <ecdsa::elliptic_curve::FieldBytesSize<C> as Add>::Output:
        Add<ecdsa::der::MaxOverhead> + ecdsa::elliptic_curve::array::ArraySize,
{
    fn verifies(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Option<bool> {
        let (hash, signature) = match scheme {
            Scheme::Ecdsa(hash) => (hash, Signature::<C>::from_slice(signature)),
            Scheme::EcdsaDer(hash) => (hash, Signature::<C>::from_der(signature)),
            _ => return None,
        };
        Some(signature.is_ok_and(|signature| self.verify_prehash(&hash.of(message), &signature).is_ok()))
    }

    fn compressed(&self) -> Box<[u8]> {
        self.to_sec1_point(true).as_bytes().into()
    }
}

/// Key of a point in SEC 1 encoding; `None` if the point is not on the curve.
fn ec_key(curve: Curve, point: &[u8]) -> Option<Arc<dyn EcKey + Send + Sync>> {
    macro_rules! key {
        ($curve:ty) => {
            Arc::new(VerifyingKey::<$curve>::from_sec1_bytes(point).ok()?)
        };
    }
    Some(match curve {
        Curve::P256 => key!(p256::NistP256),
        Curve::P384 => key!(p384::NistP384),
        Curve::P521 => key!(p521::NistP521),
        Curve::BrainpoolP256r1 => key!(bp256::BrainpoolP256r1),
        Curve::BrainpoolP384r1 => key!(bp384::BrainpoolP384r1),
        Curve::BrainpoolP512r1 => key!(BrainpoolP512r1),
    })
}

impl OtherKey {
    /// Decodes a key; `None` if it is of another kind or size.
    pub(super) fn of(form: &EncodedKey) -> Option<Self> {
        match form {
            EncodedKey::Ec(curve, point) => ec_key(*curve, point).map(Self::Ec),
            EncodedKey::Rsa { n, e } if RSA_MODULUS.contains(&n.len()) && e.len() <= MAX_EXPONENT => {
                let number = BoxedUint::from_be_slice_vartime;
                rsa::PublicKey::new(number(n), number(e)).ok().map(Self::Rsa)
            }
            EncodedKey::Rsa { .. } | EncodedKey::P256(_) | EncodedKey::Absent => None,
        }
    }

    /// Decodes a point in SEC 1 encoding.
    pub(super) fn from_sec1(curve: Curve, point: &[u8]) -> Result<(EncodedKey, Self), CertificateError> {
        let key = ec_key(curve, point).ok_or(CertificateError::InvalidKey)?;
        Ok((EncodedKey::Ec(curve, key.compressed()), Self::Ec(key)))
    }

    /// True if this key made the signature.
    pub(super) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ec(key) => key.verifies(scheme, message, signature).unwrap_or(false),
            Self::Rsa(key) => match scheme {
                Scheme::Pss(hash) => pss(key, hash, hash.of(&[]).len(), message, signature),
                Scheme::PssSalt(hash, salt) => pss(key, hash, salt.into(), message, signature),
                Scheme::Pkcs1(hash) => match hash {
                    Hash::Sha224 => key.pkcs1v15_verify::<Sha224>(message, signature).is_ok(),
                    Hash::Sha256 => key.pkcs1v15_verify::<Sha256>(message, signature).is_ok(),
                    Hash::Sha384 => key.pkcs1v15_verify::<Sha384>(message, signature).is_ok(),
                    Hash::Sha512 => key.pkcs1v15_verify::<Sha512>(message, signature).is_ok(),
                },
                Scheme::Ecdsa(_) | Scheme::EcdsaDer(_) => false,
            },
        }
    }
}

/// Verifies RSASSA-PSS with a mask of the same hash and a salt of this many bytes.
fn pss(key: &rsa::PublicKey, hash: Hash, salt: usize, message: &[u8], signature: &[u8]) -> bool {
    let hashed = hash.of(message);
    match hash {
        Hash::Sha224 => key.verify(Pss::<Sha224>::new_with_salt(salt), &hashed, signature),
        Hash::Sha256 => key.verify(Pss::<Sha256>::new_with_salt(salt), &hashed, signature),
        Hash::Sha384 => key.verify(Pss::<Sha384>::new_with_salt(salt), &hashed, signature),
        Hash::Sha512 => key.verify(Pss::<Sha512>::new_with_salt(salt), &hashed, signature),
    }
    .is_ok()
}

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// Names of RSA keys: `rsaEncryption` and `id-RSASSA-PSS` (RFC 8017).
const RSA: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"),
];

/// Algorithm, its parameters and the key of a `SubjectPublicKeyInfo`.
fn parts<'a>(spki: &Element<'a>) -> Option<(ObjectIdentifier, Option<Element<'a>>, &'a [u8])> {
    let [algorithm, key] = spki.children()?[..] else {
        return None;
    };
    if spki.tag != SEQUENCE || algorithm.tag != SEQUENCE || key.tag != BIT_STRING {
        return None;
    }
    let algorithm = algorithm.children()?;
    let oid = algorithm.first().filter(|oid| oid.tag == OBJECT_IDENTIFIER)?;
    // The first byte counts unused bits, of which a key has none.
    let (0, key) = key.content.split_first()? else {
        return None;
    };
    Some((
        ObjectIdentifier::from_bytes(oid.content).ok()?,
        algorithm.get(1).copied(),
        key,
    ))
}

/// Modulus and exponent of an `RSAPublicKey` (RFC 8017). Neither can be negative, so a missing zero byte in front does
/// not change the number.
fn rsa_numbers(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let (key, rest) = ber::split(key)?;
    match key.children()?[..] {
        [n, e] if key.tag == SEQUENCE && n.tag == INTEGER && e.tag == INTEGER && rest.is_empty() => {
            Some((n.content, e.content))
        }
        _ => None,
    }
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280); `None` if the bytes are not one.
    pub(super) fn from_spki(der: &[u8]) -> Option<Result<Self, CertificateError>> {
        let (spki, rest) = ber::split(der)?;
        parts(&spki).filter(|_| rest.is_empty())?;
        Some(Self::from_spki_element(&spki))
    }

    /// Reads the element of a `SubjectPublicKeyInfo`.
    pub(super) fn from_spki_element(spki: &Element) -> Result<Self, CertificateError> {
        let (algorithm, parameters, key) = parts(spki).ok_or(CertificateError::Der)?;
        if RSA.contains(&algorithm) {
            let (n, e) = rsa_numbers(key).ok_or(CertificateError::InvalidKey)?;
            return Self::from_rsa(n, e);
        }
        if algorithm != EC {
            return Err(CertificateError::KeyAlgorithm(algorithm.to_string()));
        }
        let parameters = parameters.ok_or(CertificateError::CurveParameters)?;
        Self::from_sec1(curve::of_parameters(&parameters)?, key)
    }
}
