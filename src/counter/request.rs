//! Certificate requests (PKCS #10, RFC 2986) for the key of a desk, in two steps: the key may be one that nobody can
//! export.

use super::{SignerError, signer::OwnKey};
use crate::limits::MAX_SUBJECT_TEXT;
use base64ct::{Base64, Encoding};
use x509_cert::{
    attr::AttributeTypeAndValue,
    der::{
        Decode, Encode,
        asn1::{Any, BitString, ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef},
    },
    name::{Name, RdnSequence, RelativeDistinguishedName},
    request::{CertReq, CertReqInfo, Version},
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned},
};

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// `ecdsa-with-SHA256` (RFC 5758).
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// Reason for not making a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The key, or the signature.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// A part of the name is missing, too long, or has other characters than it may have.
    #[error("the {0} of the name is missing, too long, or has characters that it may not have")]
    Name(&'static str),
    /// The request cannot be encoded.
    #[error("the request cannot be encoded")]
    Encoding,
}

/// Who asks for a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateRequest {
    /// Country, two capital letters (ISO 3166-1 alpha-2).
    pub country: String,
    /// Organisation, such as the pharmacy.
    pub organisation: String,
    /// Unit; may be empty.
    pub unit: String,
    /// Common name, such as the number of the pharmacy.
    pub common_name: String,
}

/// A request that lacks only its signature.
#[derive(Clone, Debug)]
pub struct PreparedRequest {
    info: CertReqInfo,
    to_be_signed: Vec<u8>,
    key: OwnKey,
}

impl CertificateRequest {
    /// The first step: the request for this key, a `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub fn prepare(&self, public_key: &[u8]) -> Result<PreparedRequest, RequestError> {
        let key = OwnKey::read(public_key)?;
        let encoding = |_| RequestError::Encoding;
        let info = CertReqInfo {
            version: Version::V1,
            subject: self.name()?,
            public_key: SubjectPublicKeyInfoOwned::from_der(key.der()).map_err(encoding)?,
            attributes: SetOfVec::default(),
        };
        Ok(PreparedRequest {
            to_be_signed: info.to_der().map_err(encoding)?,
            info,
            key,
        })
    }

    fn name(&self) -> Result<Name, RequestError> {
        let is_country = self.country.len() == 2 && self.country.bytes().all(|b| b.is_ascii_uppercase());
        if !is_country {
            return Err(RequestError::Name("country"));
        }
        let mut name = RdnSequence::default();
        let parts = [
            ("country", COUNTRY, self.country.as_str(), true),
            ("organisation", ORGANISATION, self.organisation.trim(), true),
            ("unit", UNIT, self.unit.trim(), false),
            ("common name", COMMON_NAME, self.common_name.trim(), true),
        ];
        for (what, oid, text, is_needed) in parts {
            if text.is_empty() && !is_needed {
                continue;
            }
            let is_text = !text.is_empty() && text.len() <= MAX_SUBJECT_TEXT && !text.chars().any(char::is_control);
            if !is_text {
                return Err(RequestError::Name(what));
            }
            let value = if oid == COUNTRY {
                PrintableStringRef::new(text).and_then(|text| Any::encode_from(&text))
            } else {
                Utf8StringRef::new(text).and_then(|text| Any::encode_from(&text))
            };
            let value = value.map_err(|_| RequestError::Name(what))?;
            let part = RelativeDistinguishedName::try_from(vec![AttributeTypeAndValue { oid, value }]);
            name.push(part.map_err(|_| RequestError::Encoding)?);
        }
        // Every part is checked, and none comes from a string with escapes.
        Ok(Name::hazmat_from_rdn_sequence(name))
    }
}

impl PreparedRequest {
    /// The bytes that are signed: the `CertificationRequestInfo` in DER.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The second step: the request in DER with its signature (`r‖s` or DER).
    ///
    /// # Errors
    /// [`RequestError::Signer`] if another key signed, or something else.
    pub fn finish(self, signature: &[u8]) -> Result<Vec<u8>, RequestError> {
        let signature = self.key.accept(&self.to_be_signed, signature)?;
        let signature = BitString::from_bytes(signature.to_der().as_bytes());
        let request = CertReq {
            info: self.info,
            algorithm: AlgorithmIdentifierOwned {
                oid: ECDSA_WITH_SHA256,
                parameters: None,
            },
            signature: signature.map_err(|_| RequestError::Encoding)?,
        };
        request.to_der().map_err(|_| RequestError::Encoding)
    }
}

/// DER as a PEM file (RFC 7468) with this label, such as `CERTIFICATE REQUEST`.
#[must_use]
pub fn to_pem(label: &str, der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counter::{MemorySigner, Signer};

    fn request() -> CertificateRequest {
        CertificateRequest {
            country: "XD".to_owned(),
            organisation: "Löwen-Apotheke".to_owned(),
            unit: String::new(),
            common_name: "4711".to_owned(),
        }
    }

    #[test]
    fn a_request_is_made_in_two_steps() {
        let signer = MemorySigner::from_bytes(&[7; 32]).unwrap();
        let prepared = request().prepare(signer.public_key()).unwrap();
        let bytes = prepared.to_be_signed().to_vec();
        let signature = signer.sign(&bytes).unwrap();
        let der = prepared.clone().finish(&signature).unwrap();
        let read = CertReq::from_der(&der).unwrap();
        assert_eq!(read.info.to_der().unwrap(), bytes);
        assert_eq!(read.info.subject.to_string(), "CN=4711,O=Löwen-Apotheke,C=XD");
        assert_eq!(read.info.public_key.to_der().unwrap(), signer.public_key());
        let key = OwnKey::read(signer.public_key()).unwrap();
        assert!(key.accept(&bytes, read.signature.raw_bytes()).is_ok());
        let other = MemorySigner::from_bytes(&[8; 32]).unwrap();
        let forged = other.sign(&bytes).unwrap();
        assert_eq!(
            prepared.finish(&forged),
            Err(RequestError::Signer(SignerError::AnotherKey))
        );
        let pem = to_pem("CERTIFICATE REQUEST", &der);
        assert!(pem.lines().all(|line| line.len() <= 64));
        assert_eq!(crate::trust::pem(&pem)[0], ("CERTIFICATE REQUEST", Ok(der)));
    }

    #[test]
    fn names_are_bounded() {
        let signer = MemorySigner::from_bytes(&[7; 32]).unwrap();
        let made = |change: &dyn Fn(&mut CertificateRequest)| {
            let mut request = request();
            change(&mut request);
            request.prepare(signer.public_key()).map(|_| ())
        };
        assert_eq!(made(&|r| r.unit = "u".repeat(MAX_SUBJECT_TEXT)), Ok(()));
        type Change = fn(&mut CertificateRequest);
        let changes: [(&str, Change); 5] = [
            ("unit", |r| r.unit = "u".repeat(MAX_SUBJECT_TEXT + 1)),
            ("country", |r| r.country = "de".to_owned()),
            ("country", |r| r.country = "DEU".to_owned()),
            ("organisation", |r| r.organisation = " ".to_owned()),
            ("common name", |r| r.common_name = "a\nb".to_owned()),
        ];
        for (what, change) in changes {
            assert_eq!(made(&change), Err(RequestError::Name(what)));
        }
        assert!(matches!(
            request().prepare(&[0; 91]),
            Err(RequestError::Signer(SignerError::Key))
        ));
    }
}
