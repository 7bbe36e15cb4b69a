//! What verification needs of an X.509 certificate (RFC 5280), and no more: public key,
//! validity, country, extended key usage, and who signed it. Certificates in the wild break
//! strict profiles (encoded defaults, empty EKU, non-positive serial numbers), so nothing
//! else is judged.

use super::{Environment, Key, KeyUsage, PublicKey, Role, key::Scheme};
use crate::limits::MAX_CERTIFICATE;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;

/// Why an entry of a list cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
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
    /// It is not an X.509 certificate in DER.
    #[error("the certificate is not readable X.509")]
    Der,
    /// Its key is of a kind that no pass is signed with.
    #[error("the key is of an unsupported kind or size")]
    UnsupportedKey,
    /// The certificate and the key beside it are not the same.
    #[error("the key beside the certificate is another one")]
    KeyMismatch,
    /// The key identifier is not the key's thumbprint, as its format demands.
    #[error("the key identifier is not the thumbprint of the key")]
    Thumbprint,
    /// The entry's own signature does not verify.
    #[error("the entry is not signed by whom the list's pinned key vouches for")]
    Signature,
    /// The list itself says that the key is not in use.
    #[error("the list names the key as not active")]
    Inactive,
}

/// Key identifier of a certificate: the first 8 bytes of SHA-256 over its DER.
pub(super) fn kid(der: &[u8]) -> Vec<u8> {
    Sha256::digest(der)[..8].to_vec()
}

/// A certificate, read and not verified.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Certificate {
    /// The whole of it.
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
    /// Key identifier of whoever signed it.
    pub authority_key: Option<Vec<u8>>,
    /// Kinds of document (ICAO Doc 9303) that it may sign; `None` without the extension.
    pub document_types: Option<Vec<String>>,
    /// How it was signed, where that is known here.
    pub(super) scheme: Option<Scheme>,
    /// What was signed of it.
    pub(super) signed: Vec<u8>,
    /// The signature.
    pub(super) signature: Vec<u8>,
}

impl Certificate {
    /// Reads a DER certificate.
    pub(crate) fn read(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE {
            return Err(CertificateError::TooLarge);
        }
        #[cfg(feature = "lists")]
        return super::x509::read(der);
        #[cfg(not(feature = "lists"))]
        super::errand::certificate(der)
    }

    /// Whether this key signed the certificate.
    pub(crate) fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.scheme
            .is_some_and(|scheme| key.checks(scheme, &self.signed, &self.signature))
    }

    /// The key of the certificate as a document signer's.
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
        }
    }
}
