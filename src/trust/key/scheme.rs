//! Signature schemes and their hash functions.

use crate::pass::Algorithm;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

/// Signature scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Scheme {
    /// ECDSA, `r‖s` of fixed length (RFC 7518, RFC 9053).
    Ecdsa(Hash),
    /// ECDSA, DER (RFC 3279).
    EcdsaDer(Hash),
    /// RSASSA-PSS with a salt as long as the hash (RFC 8017), used by passes and lists.
    Pss(Hash),
    /// RSASSA-PSS with a salt of this many bytes, which certificates state.
    PssSalt(Hash, u16),
    /// RSASSA-PKCS1-v1_5 (RFC 8017).
    Pkcs1(Hash),
}

/// A hash function of the SHA-2 family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Hash {
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(in crate::trust) fn of(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha224 => Sha224::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

impl From<Algorithm> for Scheme {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Es256 => Self::Ecdsa(Hash::Sha256),
            Algorithm::Es384 => Self::Ecdsa(Hash::Sha384),
            Algorithm::Es512 => Self::Ecdsa(Hash::Sha512),
            Algorithm::Ps256 => Self::Pss(Hash::Sha256),
        }
    }
}
