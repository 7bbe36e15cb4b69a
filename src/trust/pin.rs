//! Pinned keys, which a list's own signature is checked against.

use super::{CertificateError, PublicKey, key::Curve};
use crate::encoding;

/// A pinned key or certificate: a signer that it vouches for may sign a list.
#[derive(Clone, Debug)]
pub struct Pin(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Key(PublicKey),
    #[cfg(feature = "lists")]
    Certificate(Box<super::Certificate>),
}

impl Pin {
    /// Pins a point on P-256 in SEC 1 encoding.
    ///
    /// # Errors
    /// Fails if the point is not on the curve.
    pub fn from_p256(point: &[u8]) -> Result<Self, CertificateError> {
        PublicKey::from_sec1(Curve::P256, point).map(|key| Self(Kind::Key(key)))
    }

    /// Pins a point in base64, as `greengate trust keygen` prints it.
    ///
    /// # Errors
    /// Fails if it is not base64 of a point on the curve.
    pub fn from_base64(pin: &str) -> Result<Self, CertificateError> {
        Self::from_p256(&encoding::base64(pin).ok_or(CertificateError::Base64)?)
    }

    /// Country of a pinned certificate, ISO 3166-1 alpha-2.
    #[cfg(feature = "lists")]
    pub(crate) fn country(&self) -> Option<&str> {
        match &self.0 {
            Kind::Key(_) => None,
            Kind::Certificate(certificate) => certificate.country.as_deref(),
        }
    }

    /// The pinned key.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        match &self.0 {
            Kind::Key(key) => key,
            #[cfg(feature = "lists")]
            Kind::Certificate(certificate) => &certificate.public,
        }
    }
}

#[cfg(feature = "lists")]
pub(crate) use files::pem;

/// Pins in files, and chains of certificates that lead to them.
#[cfg(feature = "lists")]
mod files {
    use super::{Kind, Pin};
    use crate::{
        encoding,
        limits::MAX_CHAIN,
        trust::{Certificate, CertificateError, PublicKey, import},
    };
    use serde_json::Value;

    impl Pin {
        /// Reads the public keys and certificates of a PEM file (RFC 7468), one of either in DER, or the keys of a DID
        /// document or JWK (RFC 7517). Private keys in the file are ignored.
        ///
        /// # Errors
        /// [`CertificateError::Shape`] if there is none, another one if a key cannot be read.
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

        /// Keys of a DID document, or the key of a JWK.
        fn from_json(text: &str) -> Result<Vec<Self>, CertificateError> {
            let json: Value = encoding::json::bounded(text.as_bytes()).map_err(|_| CertificateError::Shape)?;
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
            if let Some(key) = PublicKey::from_spki(der) {
                return key.map(|key| Self(Kind::Key(key)));
            }
            Certificate::read(der).map(|c| Self(Kind::Certificate(Box::new(c))))
        }

        /// True if the certificate holds the pinned key itself.
        pub(in crate::trust) fn is(&self, certificate: &Certificate) -> bool {
            self.public() == &certificate.public
        }

        /// True if the certificate is the pinned one, or chains to it directly or through some of `along`.
        pub(in crate::trust) fn vouches_for(&self, certificate: &Certificate, along: &[Certificate]) -> bool {
            // Search by distance from the certificate and visit each of the others once: otherwise certificates that
            // sign each other in circles would cost exponential work.
            let mut reached = vec![certificate];
            let mut left: Vec<&Certificate> = along.iter().filter(|next| next.der != certificate.der).collect();
            for step in 0..=MAX_CHAIN {
                if reached.iter().any(|c| self.is(c) || c.is_signed_by(self.public())) {
                    return true;
                }
                if step == MAX_CHAIN {
                    break;
                }
                let (next, rest): (Vec<_>, Vec<_>) = left
                    .into_iter()
                    .partition(|next| reached.iter().any(|c| c.is_signed_by(&next.public)));
                (reached, left) = (next, rest);
            }
            false
        }
    }

    /// Blocks of a PEM file: label and content.
    pub(crate) fn pem(text: &str) -> Vec<(&str, Result<Vec<u8>, CertificateError>)> {
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
}

#[cfg(test)]
#[cfg(feature = "issue")]
mod tests {
    use super::*;
    use crate::{issue::chain, limits::MAX_CHAIN, trust::Certificate};

    fn certificates(length: usize) -> Vec<Certificate> {
        chain(length)
            .iter()
            .map(|der| Certificate::read(der).unwrap())
            .collect()
    }

    #[test]
    fn a_chain_is_as_long_as_allowed() {
        for (between, vouched) in [(0, true), (1, true), (MAX_CHAIN, true), (MAX_CHAIN + 1, false)] {
            // The signer, those between, and the pinned one.
            let mut all = certificates(between + 2);
            let pin = Pin::from(all.pop().unwrap());
            let signer = all.remove(0);
            all.reverse();
            assert_eq!(pin.vouches_for(&signer, &all), vouched, "{between} between");
            if between > 0 {
                assert!(!pin.vouches_for(&signer, &all[1..]), "one is missing");
            }
        }
    }

    #[test]
    fn certificates_that_sign_one_another_are_looked_at_once() {
        // As many as a message may hold, all with the same key, which signed them all.
        let one = certificates(1).remove(0);
        assert!(one.is_signed_by(&one.public));
        let ring: Vec<Certificate> = (0..crate::limits::MAX_CERTIFICATES)
            .map(|n| {
                let mut another = one.clone();
                another.der = vec![u8::try_from(n).unwrap()];
                another
            })
            .collect();
        let pin = Pin::from(certificates(3).remove(1));
        // Without a bound this would take more than 16 ^ 4 checks of signatures, minutes.
        assert!(!pin.vouches_for(&one, &ring));
    }
}
