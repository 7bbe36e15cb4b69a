//! The keys that a list's own signature is checked against.

use super::{CertificateError, PublicKey, certificate::Certificate, import, key::Curve};
use crate::encoding;
use serde_json::Value;
use x509_cert::{der::Decode, spki::SubjectPublicKeyInfoOwned};

/// Longest chain between a signer and a pinned certificate.
const MAX_CHAIN: usize = 4;

/// A pinned key or certificate: whoever it vouches for may sign a list.
#[derive(Clone, Debug)]
pub struct Pin(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Key(PublicKey),
    Certificate(Box<Certificate>),
}

impl Pin {
    /// Reads the public keys and certificates of a PEM file (RFC 7468), one of either in DER, or
    /// the keys of a DID document or JWK (RFC 7517). Private keys in it are passed over.
    ///
    /// # Errors
    /// [`CertificateError::Shape`] when there is none, another one when one cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Vec<Self>, CertificateError> {
        let pins = match std::str::from_utf8(bytes) {
            Ok(text) if text.contains("-----BEGIN ") => pem(text)
                .into_iter()
                .filter(|(label, _)| matches!(*label, "CERTIFICATE" | "PUBLIC KEY" | "EC PUBLIC KEY"))
                .map(|(_, der)| Self::from_der(&der?))
                .collect::<Result<_, _>>()?,
            Ok(text) if text.trim_start().starts_with('{') => Self::from_json(text)?,
            _ => vec![Self::from_der(bytes)?],
        };
        if pins.is_empty() {
            return Err(CertificateError::Shape);
        }
        Ok(pins)
    }

    /// The keys of a DID document, or the one of a JWK.
    fn from_json(text: &str) -> Result<Vec<Self>, CertificateError> {
        let json: Value = serde_json::from_str(text).map_err(|_| CertificateError::Shape)?;
        let methods = json.get("verificationMethod").and_then(Value::as_array);
        let keys: Vec<&Value> = match methods {
            Some(methods) => methods.iter().filter_map(|method| method.get("publicKeyJwk")).collect(),
            None => vec![&json],
        };
        let keys = keys
            .into_iter()
            .map(|key| import::jwk_key(key).map(|key| Self(Kind::Key(key))));
        keys.collect()
    }

    fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        if let Ok(spki) = SubjectPublicKeyInfoOwned::from_der(der) {
            return PublicKey::from_spki(&spki).map(|key| Self(Kind::Key(key)));
        }
        Certificate::read(der).map(|c| Self(Kind::Certificate(Box::new(c))))
    }

    /// A pinned point of P-256 in SEC 1 encoding.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_p256(point: &[u8]) -> Result<Self, CertificateError> {
        PublicKey::from_sec1(Curve::P256, point).map(|key| Self(Kind::Key(key)))
    }

    /// The same in base64, as `greengate trust keygen` prints it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_base64(pin: &str) -> Result<Self, CertificateError> {
        Self::from_p256(&encoding::base64(pin).ok_or(CertificateError::Base64)?)
    }

    /// The pinned key.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        match &self.0 {
            Kind::Key(key) => key,
            Kind::Certificate(certificate) => &certificate.public,
        }
    }

    /// Whether the certificate holds the pinned key itself.
    pub(super) fn is(&self, certificate: &Certificate) -> bool {
        self.public() == &certificate.public
    }

    /// Whether the certificate is the pinned one, or is signed by it, perhaps through some
    /// of those that came along.
    pub(super) fn vouches_for(&self, certificate: &Certificate, along: &[Certificate]) -> bool {
        fn reaches(pin: &Pin, certificate: &Certificate, along: &[Certificate], steps: usize) -> bool {
            pin.is(certificate)
                || certificate.is_signed_by(pin.public())
                || steps > 0
                    && along
                        .iter()
                        .filter(|next| next.der != certificate.der && certificate.is_signed_by(&next.public))
                        .any(|next| reaches(pin, next, along, steps - 1))
        }
        reaches(self, certificate, along, MAX_CHAIN)
    }
}

/// The blocks of a PEM file: label and content.
pub(super) fn pem(text: &str) -> Vec<(&str, Result<Vec<u8>, CertificateError>)> {
    let blocks = text.split("-----BEGIN ").skip(1).filter_map(|block| {
        let (label, rest) = block.split_once("-----")?;
        let body = rest.split("-----END").next().unwrap_or_default();
        // Headers of old PEM files end with an empty line.
        let body = body.rsplit_once("\n\n").map_or(body, |(_, body)| body);
        Some((label, encoding::base64(body).ok_or(CertificateError::Base64)))
    });
    blocks.collect()
}

impl From<Certificate> for Pin {
    fn from(certificate: Certificate) -> Self {
        Self(Kind::Certificate(Box::new(certificate)))
    }
}
