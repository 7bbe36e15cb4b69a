//! Whoever holds the private key: memory, a command, a token, a browser's WebCrypto.

use crate::limits::MAX_SIGNATURE_ANSWER;
use p256::{
    ecdsa::{Signature, SigningKey, VerifyingKey, signature::Signer as _, signature::Verifier as _},
    pkcs8::{DecodePublicKey, EncodePublicKey},
};

/// Reason for having no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// The key is not an ECDSA key on P-256.
    #[error("the key is not on P-256")]
    Key,
    /// The signer gave no answer, for this reason.
    #[error("the signer gave no signature: {0}")]
    NoAnswer(String),
    /// The answer is neither `r‖s` of 64 bytes nor an `ECDSA-Sig-Value` in DER.
    #[error("the signer's answer of {0} bytes is no signature on P-256")]
    NotASignature(usize),
    /// The signature is not by the key that the signer should have.
    #[error("the signer signed with another key, or something else")]
    AnotherKey,
}

/// Signs with ECDSA on P-256 and SHA-256 (ES256 of RFC 9053).
pub trait Signer {
    /// The public key, a `SubjectPublicKeyInfo` in DER.
    fn public_key(&self) -> &[u8];

    /// Signs these bytes: a signature as `r‖s` or in DER.
    ///
    /// # Errors
    /// [`SignerError::NoAnswer`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// A private key in memory. The same key signs the same bytes alike (RFC 6979).
pub struct MemorySigner {
    key: SigningKey,
    public: Vec<u8>,
}

impl MemorySigner {
    /// Makes a key of 32 random bytes.
    ///
    /// # Errors
    /// [`SignerError::Key`] for the few values that are no scalar of the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SignerError> {
        let key = SigningKey::from_slice(bytes).map_err(|_| SignerError::Key)?;
        let public = key.verifying_key().to_public_key_der().map_err(|_| SignerError::Key)?;
        Ok(Self {
            public: public.into_vec(),
            key,
        })
    }
}

impl Signer for MemorySigner {
    fn public_key(&self) -> &[u8] {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let signature: Signature = self.key.sign(message);
        Ok(signature.to_bytes().to_vec())
    }
}

/// A public key on P-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnKey {
    key: VerifyingKey,
    der: Vec<u8>,
}

impl OwnKey {
    /// Reads a `SubjectPublicKeyInfo` in DER.
    pub(super) fn read(der: &[u8]) -> Result<Self, SignerError> {
        let key = VerifyingKey::from_public_key_der(der).map_err(|_| SignerError::Key)?;
        // One form of a key, however it was written.
        let der = key.to_public_key_der().map_err(|_| SignerError::Key)?.into_vec();
        Ok(Self { key, der })
    }

    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    /// The point in SEC 1 encoding, compressed.
    pub(super) fn point(&self) -> Vec<u8> {
        self.key.to_sec1_point(true).as_bytes().to_vec()
    }

    /// The signature if it is one of this key over these bytes.
    pub(super) fn accept(&self, message: &[u8], answer: &[u8]) -> Result<Signature, SignerError> {
        let wrong = SignerError::NotASignature(answer.len());
        if answer.len() > MAX_SIGNATURE_ANSWER {
            return Err(wrong);
        }
        // A signature in DER may have 64 bytes, too.
        let readings = [Signature::from_slice(answer).ok(), Signature::from_der(answer).ok()];
        if readings.iter().all(Option::is_none) {
            return Err(wrong);
        }
        let by_key = |signature: &Signature| self.key.verify(message, signature).is_ok();
        readings
            .into_iter()
            .flatten()
            .find(by_key)
            .ok_or(SignerError::AnotherKey)
    }
}

/// Checks a signer's answer and writes it as `r‖s`, the form of COSE (RFC 9053).
///
/// # Errors
/// Fails if the key cannot be read, the answer is no signature, or the key did not sign these bytes.
pub fn normal_signature(public_key: &[u8], message: &[u8], answer: &[u8]) -> Result<Vec<u8>, SignerError> {
    let signature = OwnKey::read(public_key)?.accept(message, answer)?;
    Ok(signature.to_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_signature_are_taken_and_no_other() {
        let signer = MemorySigner::from_bytes(&[7; 32]).unwrap();
        let own = signer.public_key().to_vec();
        for n in 0..64_u8 {
            let message = [n; 40];
            let raw = signer.sign(&message).unwrap();
            let der = Signature::from_slice(&raw).unwrap().to_der();
            for answer in [&raw[..], der.as_bytes()] {
                assert_eq!(normal_signature(&own, &message, answer), Ok(raw.clone()));
                assert_eq!(
                    normal_signature(&own, b"something else", answer),
                    Err(SignerError::AnotherKey)
                );
            }
        }
        let other = MemorySigner::from_bytes(&[8; 32]).unwrap();
        let foreign = other.sign(b"x").unwrap();
        assert_eq!(normal_signature(&own, b"x", &foreign), Err(SignerError::AnotherKey));
        for length in [0, 1, 63, 65, MAX_SIGNATURE_ANSWER, MAX_SIGNATURE_ANSWER + 1] {
            assert_eq!(
                normal_signature(&own, b"x", &vec![1; length]),
                Err(SignerError::NotASignature(length))
            );
        }
        // Not a number of the group.
        assert_eq!(
            normal_signature(&own, b"x", &[0; 64]),
            Err(SignerError::NotASignature(64))
        );
        assert!(MemorySigner::from_bytes(&[0; 32]).is_err());
        assert_eq!(normal_signature(b"no key", b"x", &foreign), Err(SignerError::Key));
    }

    #[test]
    fn the_longest_signature_in_der() {
        // Two numbers of 32 bytes whose highest bit is set.
        let signature = Signature::from_scalars([0xf0; 32], [0xf0; 32]).unwrap();
        assert_eq!(signature.to_der().as_bytes().len(), MAX_SIGNATURE_ANSWER);
    }
}
