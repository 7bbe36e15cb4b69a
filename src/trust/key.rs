use crate::pass::{Algorithm, Kind, Signed};
use p256::ecdsa::signature::{Verifier, hazmat::PrehashVerifier};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;

/// One trusted key of an issuer (Document Signer Certificate, DSC).
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Key identifier: the first 8 bytes of SHA-256 over the DSC's DER, unless the list
    /// gives another.
    pub kid: Vec<u8>,
    /// Issuing country, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The key itself.
    pub public: PublicKey,
    /// What it may sign.
    pub usage: KeyUsage,
    /// Trust domain that the list restricts it to (`DCC`, `ICVP`), if any.
    pub domain: Option<String>,
    /// First instant of validity.
    pub not_before: OffsetDateTime,
    /// Last instant of validity.
    pub not_after: OffsetDateTime,
    /// Real issuer, test environment or demo.
    pub environment: Environment,
    /// The list that vouches for it.
    pub source: Arc<str>,
}

/// Whether a key belongs to a real issuer. What another key signed is never shown as real.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// A real issuer.
    #[default]
    Production,
    /// A test environment of a trust network.
    Test,
    /// Made by `greengate issue`.
    Demo,
}

/// Kinds of pass that a key may sign, from the extended key usage (EKU) of its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    bits: u8,
}

impl KeyUsage {
    /// A key without any of the known usages may sign every kind.
    pub const ANY: Self = Self { bits: 0b111 };
    /// No kind yet.
    pub(super) const NONE: Self = Self { bits: 0 };

    const fn bit(kind: Kind) -> u8 {
        match kind {
            Kind::Vaccination => 1,
            Kind::Test => 2,
            Kind::Recovery => 4,
        }
    }

    /// The same with one kind more.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self {
            bits: self.bits | Self::bit(kind),
        }
    }

    /// Whether the key may sign this kind.
    #[must_use]
    pub const fn allows(self, kind: Kind) -> bool {
        self.bits & Self::bit(kind) != 0
    }
}

/// A public key, ready to verify.
#[derive(Clone, Debug, PartialEq)]
pub enum PublicKey {
    /// ECDSA on P-256.
    P256(Box<p256::ecdsa::VerifyingKey>),
    /// ECDSA on P-384: some issuers sign with it under the name ES256.
    P384(Box<p384::ecdsa::VerifyingKey>),
    /// RSA of 2048 to 4096 bits.
    Rsa(Box<rsa::PublicKey>),
}

impl PublicKey {
    /// Whether the signature is this key's. An algorithm that the key cannot have
    /// made verifies nothing.
    #[must_use]
    pub fn verifies(&self, signed: &Signed) -> bool {
        match (self, signed.algorithm) {
            (Self::P256(key), Algorithm::Es256) => p256::ecdsa::Signature::from_slice(&signed.signature)
                .is_ok_and(|signature| key.verify(&signed.message, &signature).is_ok()),
            (Self::P384(key), Algorithm::Es256) => p384::ecdsa::Signature::from_slice(&signed.signature)
                .is_ok_and(|signature| key.verify_prehash(&Sha256::digest(&signed.message), &signature).is_ok()),
            (Self::Rsa(key), Algorithm::Ps256) => key.pss_verify::<Sha256>(&signed.message, &signed.signature).is_ok(),
            (Self::P256(_) | Self::P384(_), Algorithm::Ps256) | (Self::Rsa(_), Algorithm::Es256) => false,
        }
    }
}
