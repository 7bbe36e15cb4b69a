//! The parts of an X.509 certificate (RFC 5280) that verification needs: public key, validity, country, extended key
//! usage, and signer. Nothing else is judged, since published certificates break strict profiles (encoded defaults,
//! empty EKU, non-positive serial numbers, BER).

use super::{Environment, Key, KeyUsage, ListDates, PublicKey, Role, key::Scheme};
use crate::limits::MAX_CERTIFICATE;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;

/// Reason for not using an entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not an entry of a known shape.
    #[error("the entry is not of a known shape")]
    Shape,
    /// Its base64 is broken.
    #[error("the base64 of the entry is broken")]
    Base64,
    /// It is larger than allowed.
    #[error("the certificate is larger than {MAX_CERTIFICATE} bytes")]
    TooLarge,
    /// It is not an X.509 certificate.
    #[error("the certificate is not readable X.509")]
    Der,
    /// A date of its validity does not exist, or has no time zone.
    #[error("the certificate's validity is not readable")]
    Validity,
    /// No pass is signed with keys of this kind.
    #[error("the key is of an unsupported kind or size")]
    UnsupportedKey,
    /// The object identifier of its key's algorithm, which is neither ECDSA nor RSA.
    #[error("keys of the algorithm {0} are not supported")]
    KeyAlgorithm(String),
    /// The object identifier of its key's curve, which is not supported.
    #[error("keys on the curve {0} are not supported")]
    Curve(String),
    /// The parameters of its curve are given explicitly and match no supported curve.
    #[error("the curve is given by parameters that match no known curve")]
    CurveParameters,
    /// Its RSA key is shorter or longer than allowed.
    #[error("RSA keys of {bits} bits are not supported, only those of 2048 to 6144")]
    KeySize {
        /// Its size, in whole bytes.
        bits: usize,
    },
    /// Its key is mathematically impossible: a point that is not on its curve, or an even modulus.
    #[error("the numbers of the key are impossible for its kind")]
    InvalidKey,
    /// The list names a different country than the certificate.
    #[error("the country of the certificate is {listed} in the list and {certified} in the certificate")]
    Country {
        /// Country in the list.
        listed: String,
        /// Country in the certificate; `nobody` if it names none.
        certified: String,
    },
    /// The key identifier in the list is not that of the certificate.
    #[error("the key identifier is not that of the certificate (the first 8 bytes of its SHA-256)")]
    KeyIdentifier,
    /// The certificate and the key beside it differ.
    #[error("the key beside the certificate differs from the certificate's own")]
    KeyMismatch,
    /// The key identifier is not the key's thumbprint, as its format demands.
    #[error("the key identifier is not the thumbprint of the key")]
    Thumbprint,
    /// The entry's own signature is wrong.
    #[error("the entry is not signed by a key that the list's pinned key vouches for")]
    Signature,
    /// The list marks the key as inactive.
    #[error("the list names the key as not active")]
    Inactive,
}

impl CertificateError {
    /// Name of the reason, for programs and for counting.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Base64 => "base64",
            Self::TooLarge => "too-large",
            Self::Der => "not-x509",
            Self::Validity => "validity",
            Self::UnsupportedKey => "unsupported-key",
            Self::KeyAlgorithm(_) => "unsupported-key-algorithm",
            Self::Curve(_) => "unsupported-curve",
            Self::CurveParameters => "unknown-curve-parameters",
            Self::KeySize { .. } => "unsupported-key-size",
            Self::InvalidKey => "invalid-key",
            Self::Country { .. } => "country-mismatch",
            Self::KeyIdentifier => "key-identifier-mismatch",
            Self::KeyMismatch => "key-mismatch",
            Self::Thumbprint => "thumbprint-mismatch",
            Self::Signature => "entry-signature",
            Self::Inactive => "not-active",
        }
    }

    /// True if only the kind of its key is not supported: nothing can then be said about signatures by it.
    pub(crate) const fn is_unread_key(&self) -> bool {
        matches!(
            self,
            Self::UnsupportedKey
                | Self::KeyAlgorithm(_)
                | Self::Curve(_)
                | Self::CurveParameters
                | Self::KeySize { .. }
        )
    }
}

/// Key identifier of a certificate: the first 8 bytes of SHA-256 over its DER.
pub(super) fn kid(der: &[u8]) -> Vec<u8> {
    Sha256::digest(der)[..8].to_vec()
}

/// A certificate, read and not verified.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Certificate {
    /// The whole certificate in DER.
    pub der: Vec<u8>,
    /// Its public key.
    pub public: PublicKey,
    /// Country of the subject, in capitals.
    pub country: Option<String>,
    /// Common name of the subject.
    pub common_name: Option<String>,
    /// First instant of validity.
    pub not_before: OffsetDateTime,
    /// Last instant of validity.
    pub not_after: OffsetDateTime,
    /// Extended key usages; `None` without the extension.
    pub usages: Option<Vec<String>>,
    /// Subject key identifier.
    pub subject_key: Option<Vec<u8>>,
    /// Key identifier of its signer.
    pub authority_key: Option<Vec<u8>>,
    /// Kinds of document (ICAO Doc 9303) that it may sign; `None` without the extension.
    pub document_types: Option<Vec<String>>,
    /// Signature scheme; `None` if it is not supported.
    pub(super) scheme: Option<Scheme>,
    /// Signed part of the certificate.
    pub(super) signed: Vec<u8>,
    /// The signature.
    pub(super) signature: Vec<u8>,
}

impl Certificate {
    /// Reads a DER certificate; always fails without the feature `lists`.
    pub(crate) fn read(der: &[u8]) -> Result<Self, CertificateError> {
        Self::read_here(der).unwrap_or(Err(CertificateError::UnsupportedKey))
    }

    /// Reads a DER certificate; `None` in a build that reads none.
    pub(super) fn read_here(der: &[u8]) -> Option<Result<Self, CertificateError>> {
        if der.len() > MAX_CERTIFICATE {
            return Some(Err(CertificateError::TooLarge));
        }
        #[cfg(feature = "lists")]
        return Some(super::x509::read(der));
        #[cfg(not(feature = "lists"))]
        None
    }

    /// True if this key signed the certificate.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.scheme
            .is_some_and(|scheme| key.verify(scheme, &self.signed, &self.signature))
    }

    /// Key of a document signer with this certificate.
    pub(super) fn into_key(self, source: &Arc<str>) -> Key {
        Key {
            listed_kid: kid(&self.der),
            country: self.country.map(Arc::from),
            public: self.public,
            role: Role::DocumentSigner,
            usage: KeyUsage::from_oids(self.usages.iter().flatten().map(String::as_str)),
            domain: None,
            not_before: Some(self.not_before),
            not_after: Some(self.not_after),
            environment: Environment::Production,
            name: None,
            source: Arc::clone(source),
            dates: ListDates::default(),
        }
    }
}
