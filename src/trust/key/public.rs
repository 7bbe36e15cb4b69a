//! Public keys: their encoded form, and the verification of signatures.

use super::{Curve, Scheme};
#[cfg(feature = "lists")]
use crate::trust::other::OtherKey;
use crate::{limits::RSA_MODULUS, pass::Signed, trust::CertificateError};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, sync::OnceLock};

/// Encoded form of a public key.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::trust) enum EncodedKey {
    /// Compressed point on P-256 (SEC 1).
    P256(Box<[u8]>),
    /// Compressed point on another curve (SEC 1).
    Ec(Curve, Box<[u8]>),
    /// RSA; both numbers are big-endian without leading zeros.
    Rsa {
        /// Modulus.
        n: Box<[u8]>,
        /// Public exponent.
        e: Box<[u8]>,
    },
    /// Key that the list names without carrying it along; it verifies nothing.
    Absent,
}

/// Public key that is decoded and ready to verify.
#[derive(Clone)]
enum VerifyingKey {
    P256(Box<p256::ecdsa::VerifyingKey>),
    #[cfg(feature = "lists")]
    Other(Box<OtherKey>),
}

/// A public key: ECDSA on a NIST or Brainpool curve, or RSA of 2048 to 6144 bits. It is stored in its encoded form and
/// decoded once, when it first verifies: of a list with a thousand keys a day's passes need one or two.
#[derive(Clone)]
pub struct PublicKey {
    form: EncodedKey,
    ready: OnceLock<Option<VerifyingKey>>,
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl Serialize for PublicKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EncodedKey::deserialize(deserializer).map(Self::unchecked)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl PublicKey {
    /// Makes a key from a point in SEC 1 encoding.
    pub(in crate::trust) fn from_sec1(curve: Curve, point: &[u8]) -> Result<Self, CertificateError> {
        let (form, ready) = if curve == Curve::P256 {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point);
            let key = key.map_err(|_| CertificateError::InvalidKey)?;
            let form = EncodedKey::P256(key.to_sec1_point(true).as_bytes().into());
            (form, VerifyingKey::P256(Box::new(key)))
        } else {
            #[cfg(not(feature = "lists"))]
            return Err(CertificateError::UnsupportedKey);
            #[cfg(feature = "lists")]
            OtherKey::from_sec1(curve, point).map(|(form, key)| (form, VerifyingKey::Other(Box::new(key))))?
        };
        Ok(Self {
            form,
            ready: OnceLock::from(Some(ready)),
        })
    }

    /// Makes a key from affine coordinates, big-endian. Leading zeros, as in signed integers, are accepted.
    pub(in crate::trust) fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, CertificateError> {
        let mut point = vec![4];
        for coordinate in [x, y] {
            let zeros = coordinate.iter().take_while(|b| **b == 0).count();
            let digits = &coordinate[zeros..];
            let pad = curve
                .size()
                .checked_sub(digits.len())
                .ok_or(CertificateError::InvalidKey)?;
            point.resize(point.len() + pad, 0);
            point.extend_from_slice(digits);
        }
        Self::from_sec1(curve, &point)
    }

    /// Makes an RSA key from modulus and exponent, big-endian.
    pub(in crate::trust) fn from_rsa(n: &[u8], e: &[u8]) -> Result<Self, CertificateError> {
        let digits = |number: &[u8]| {
            let zeros = number.iter().take_while(|b| **b == 0).count();
            Box::<[u8]>::from(&number[zeros..])
        };
        let n = digits(n);
        if !RSA_MODULUS.contains(&n.len()) {
            return Err(CertificateError::KeySize { bits: n.len() * 8 });
        }
        let key = Self::unchecked(EncodedKey::Rsa { n, e: digits(e) });
        match key.ready() {
            Some(_) => Ok(key),
            None => Err(CertificateError::InvalidKey),
        }
    }

    /// Makes a key from its encoded form, which is only checked when the key is used.
    pub(in crate::trust) const fn unchecked(form: EncodedKey) -> Self {
        Self {
            form,
            ready: OnceLock::new(),
        }
    }

    /// True if the key itself is known; a list may name a key without carrying it along.
    pub(crate) const fn is_carried(&self) -> bool {
        !matches!(self.form, EncodedKey::Absent)
    }

    pub(in crate::trust) const fn is_p256(&self) -> bool {
        matches!(self.form, EncodedKey::P256(_))
    }

    /// True for this point on P-256, in compressed SEC 1 encoding.
    #[cfg(feature = "counter")]
    pub(crate) fn is_p256_point(&self, point: &[u8]) -> bool {
        matches!(&self.form, EncodedKey::P256(own) if **own == *point)
    }

    pub(in crate::trust) const fn form(&self) -> &EncodedKey {
        &self.form
    }

    fn ready(&self) -> Option<&VerifyingKey> {
        self.ready.get_or_init(|| VerifyingKey::of(&self.form)).as_ref()
    }

    /// Name of the curve, or RSA with the key's size in bits.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.form {
            EncodedKey::P256(_) => "P-256",
            EncodedKey::Ec(curve, _) => curve.name(),
            EncodedKey::Rsa { n, .. } if n.len() > 512 => "RSA-6144",
            EncodedKey::Rsa { n, .. } if n.len() > 384 => "RSA-4096",
            EncodedKey::Rsa { n, .. } if n.len() > 256 => "RSA-3072",
            EncodedKey::Rsa { .. } => "RSA-2048",
            EncodedKey::Absent => "not carried",
        }
    }

    /// True if this key made the signature. False for an algorithm that does not fit the key.
    #[must_use]
    pub fn verifies(&self, signed: &Signed) -> bool {
        self.verify(signed.algorithm.into(), &signed.message, &signed.signature)
    }

    /// True if this key made the signature by any scheme; false for keys that this build does not support.
    pub(crate) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        self.verify_here(scheme, message, signature).unwrap_or(false)
    }

    /// True if this key made the signature; `None` if this build cannot tell. The scheme alone determines the hash,
    /// since some issuers sign with P-384 under the name ES256.
    pub(in crate::trust) fn verify_here(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Option<bool> {
        if cfg!(not(feature = "lists")) && self.is_carried() && !self.is_p256() {
            return None;
        }
        Some(match (self.ready(), scheme) {
            (Some(VerifyingKey::P256(key)), Scheme::Ecdsa(hash)) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            (Some(VerifyingKey::P256(key)), Scheme::EcdsaDer(hash)) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            #[cfg(feature = "lists")]
            (Some(VerifyingKey::Other(key)), scheme) => key.verify(scheme, message, signature),
            _ => false,
        })
    }

    /// Public keys on P-256 that this signature fits (SEC 1, 4.1.6), trusted or not. The scheme is ECDSA with SHA-256,
    /// signature `r‖s`.
    #[cfg(feature = "lists")]
    pub(crate) fn recovered(message: &[u8], signature: &[u8]) -> Vec<Self> {
        use p256::ecdsa::{RecoveryId, Signature, VerifyingKey};
        let Ok(signature) = Signature::from_slice(signature) else {
            return Vec::new();
        };
        let hash = Sha256::digest(message);
        let keys = (0..=RecoveryId::MAX)
            .filter_map(RecoveryId::from_byte)
            .filter_map(|id| VerifyingKey::recover_from_prehash(&hash, &signature, id).ok());
        keys.map(|key| Self::unchecked(EncodedKey::P256(key.to_sec1_point(true).as_bytes().into())))
            .collect()
    }

    /// JWK thumbprint (RFC 7638) with SHA-256 in base64url, for keys on P-256, which SMART Health Cards use, and RSA
    /// keys; `None` for others.
    #[must_use]
    pub fn thumbprint(&self) -> Option<String> {
        use base64ct::{Base64UrlUnpadded, Encoding};
        let encode = Base64UrlUnpadded::encode_string;
        let members = match (&self.form, self.ready()) {
            (EncodedKey::P256(_), Some(VerifyingKey::P256(key))) => {
                let point = key.to_sec1_point(false);
                let (x, y) = point.as_bytes().get(1..)?.split_at_checked(32)?;
                let (x, y) = (encode(x), encode(y));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            (EncodedKey::Rsa { n, e }, _) => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(e), encode(n)),
            _ => return None,
        };
        Some(encode(&Sha256::digest(members)))
    }
}

impl VerifyingKey {
    fn of(form: &EncodedKey) -> Option<Self> {
        Some(match form {
            EncodedKey::P256(point) => Self::P256(Box::new(p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?)),
            #[cfg(feature = "lists")]
            other => Self::Other(Box::new(OtherKey::of(other)?)),
            #[cfg(not(feature = "lists"))]
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64url(text: &str) -> Vec<u8> {
        crate::encoding::base64url(text).unwrap()
    }

    /// Key of RFC 7517, appendix A.1, whose coordinates need no padding.
    const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    #[test]
    fn coordinates_may_have_zeros_before_them() {
        let (x, y) = (base64url(X), base64url(Y));
        let key = PublicKey::from_coordinates(Curve::P256, &x, &y).unwrap();
        let padded = [&[0][..], &y].concat();
        assert_eq!(PublicKey::from_coordinates(Curve::P256, &x, &padded), Ok(key.clone()));
        for (curve, x, y) in [
            (Curve::P256, &x[..], &[][..]),
            (Curve::P256, &y, &x),
            (Curve::P384, &x, &y),
            (Curve::BrainpoolP256r1, &x, &y),
            (Curve::P256, &[1; 33], &y),
        ] {
            assert_eq!(
                PublicKey::from_coordinates(curve, x, y),
                Err(CertificateError::InvalidKey)
            );
        }
        // To the encoded form and back.
        let again = PublicKey::unchecked(key.form().clone());
        assert_eq!(again.thumbprint(), key.thumbprint());
        assert_eq!(
            PublicKey::unchecked(EncodedKey::P256([&[2][..], &[0xff; 32]].concat().into())).thumbprint(),
            None,
            "no coordinate of the field"
        );
    }

    #[test]
    fn thumbprint_of_a_known_key() {
        // Key of the example issuer in spec.smarthealth.cards; its kid is the thumbprint.
        let key = PublicKey::from_coordinates(
            Curve::P256,
            &base64url("11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw"),
            &base64url("eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8"),
        );
        assert_eq!(
            key.unwrap().thumbprint().as_deref(),
            Some("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s")
        );
    }

    #[test]
    fn the_thumbprint_of_rfc_7638() {
        // Section 3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = PublicKey::from_rsa(&base64url(n), &base64url("AQAB")).unwrap();
        assert_eq!(
            key.thumbprint().as_deref(),
            Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        );
    }

    #[test]
    fn rsa_keys_of_2048_to_6144_bits() {
        let n = |bytes: usize| [&[0, 0xc1][..], &vec![0x5b; bytes - 1]].concat();
        for bytes in [256, 384, 512, 768] {
            assert!(PublicKey::from_rsa(&n(bytes), &[1, 0, 1]).is_ok(), "{bytes}");
        }
        for bytes in [1, 255, 769] {
            let bits = bytes * 8;
            assert_eq!(
                PublicKey::from_rsa(&n(bytes), &[1, 0, 1]),
                Err(CertificateError::KeySize { bits })
            );
        }
        for (n, e) in [
            (n(256), &[][..]),
            (n(256), &[0]),
            ([&n(256)[..256], &[2]].concat(), &[1, 0, 1]),
        ] {
            assert_eq!(PublicKey::from_rsa(&n, e), Err(CertificateError::InvalidKey));
        }
    }
}
