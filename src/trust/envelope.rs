//! The signed envelope of published data: lists of keys and packs of rules use the same one.
//!
//! A tagged COSE_Sign1 (RFC 9052), ES256, with the protected header `{1: -7, 3: content type, 4: kid}`, where `kid` is
//! the first 8 bytes of SHA-256 over the publisher's compressed point. The unprotected header is empty, and so is the
//! signature while nobody has signed. The payload is a CBOR map:
//!
//! | key | value |
//! |---|---|
//! | 1 | version of this layout, 1 |
//! | 2 | serial number; a newer edition has a greater one |
//! | 3, 4, 5 | issued, best before, end: seconds since 1970 |
//! | 6 | what it was made of, an array |
//! | 7 | zlib (RFC 1950) of the content |

use super::{
    Pin,
    key::{EncodedKey, Hash, Scheme},
};
use crate::{
    encoding::{
        self, Wrapping,
        cbor::{self, Major, Reader},
        cose,
    },
    limits::{MAX_BUNDLE, MAX_LIST, MAX_PROTECTED},
};
use ciborium::Value;
use coset::{
    CborSerializable, ContentType, CoseSign1Builder, HeaderBuilder, ProtectedHeader, TaggedCborSerializable, iana,
};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

const VERSION: i64 = 1;
/// CBOR tag of a COSE_Sign1 message (RFC 9052).
const TAG: u64 = 18;
/// First byte of that tag.
const TAG_HEAD: u8 = 0xd2;
/// Number of bytes of an ES256 signature.
const SIGNATURE: usize = 64;
pub(crate) const BROKEN: BundleError = BundleError::Malformed("a part of it is missing or of a wrong type");

/// Reason for not using a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// It is larger than allowed.
    #[error("the bundle is larger than {MAX_LIST} bytes")]
    TooLarge,
    /// It is not a bundle, or a broken one.
    #[error("the bundle is broken: {0}")]
    Malformed(&'static str),
    /// Its layout is not supported by this version.
    #[error("the bundle has layout {0}, which this version of Greengate does not read: update Greengate")]
    Version(i128),
    /// Nobody has signed it.
    #[error("the bundle is not signed")]
    NotSigned,
    /// The key that signed it is not pinned.
    #[error("the bundle is signed by a publisher who is not pinned here")]
    UnknownPublisher,
    /// The signature does not verify.
    #[error("the bundle's signature is wrong: it was altered")]
    BadSignature,
    /// It is older than the one in use.
    #[error("the bundle has serial {found} and is older than the one in use, {held}: it is refused")]
    Rollback {
        /// Serial number of the bundle.
        found: u64,
        /// Serial number of the bundle in use.
        held: u64,
    },
    /// Its content differs from that of the bundle in use, which has the same serial number.
    #[error("the bundle has the serial {0} of the one in use, but different content: it is refused")]
    SameSerial(u64),
    /// It has expired.
    #[error("the bundle ended on {} (UTC)", .0.date())]
    Ended(OffsetDateTime),
    /// It has more keys or texts than the layout allows.
    #[error("the lists hold more than a bundle has room for")]
    Full,
}

/// The private key that signs bundles (ECDSA, P-256). Kept offline by the publisher.
pub struct PublisherKey(p256::ecdsa::SigningKey);

impl PublisherKey {
    /// Reads a PEM private key, PKCS #8 (RFC 5208) or SEC 1 (RFC 5915).
    ///
    /// # Errors
    /// [`super::CertificateError::Shape`] without a private key, another one if the key cannot be read.
    #[cfg(feature = "lists")]
    pub fn read(text: &str) -> Result<Self, super::CertificateError> {
        use p256::pkcs8::DecodePrivateKey;
        let blocks = super::pin::pem(text);
        let block = blocks.into_iter().find(|(label, _)| label.ends_with("PRIVATE KEY"));
        let (label, der) = block.ok_or(super::CertificateError::Shape)?;
        let key = match (label, der?) {
            ("PRIVATE KEY", der) => p256::SecretKey::from_pkcs8_der(&der).ok(),
            ("EC PRIVATE KEY", der) => p256::SecretKey::from_sec1_der(&der).ok(),
            _ => None,
        };
        key.map(|key| Self(key.into()))
            .ok_or(super::CertificateError::UnsupportedKey)
    }

    /// Makes a key of 32 bytes; `None` for the few values that are not a scalar of the curve. For demos and tests only:
    /// a publisher's key must be random.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        p256::ecdsa::SigningKey::from_slice(bytes).ok().map(Self)
    }

    /// Public key as a pin: base64 of the compressed point, for `www/config.json`.
    #[must_use]
    pub fn pin(&self) -> String {
        use base64ct::{Base64, Encoding};
        Base64::encode_string(self.0.verifying_key().to_sec1_point(true).as_bytes())
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        use p256::ecdsa::signature::Signer;
        let signature: p256::ecdsa::Signature = self.0.sign(message);
        signature.to_bytes().to_vec()
    }
}

/// Key identifier of a publisher.
fn publisher_kid(point: &[u8]) -> Vec<u8> {
    Sha256::digest(point)[..8].to_vec()
}

/// Edition of something published: its serial number and its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvelopeHeader {
    /// Serial number; a newer edition of the same publisher has a greater one.
    pub serial: u64,
    /// Time of issue.
    pub issued_at: OffsetDateTime,
    /// End of the time during which it counts as fresh.
    pub best_before: OffsetDateTime,
    /// Time after which it is still used but reported as too old.
    pub expires_at: OffsetDateTime,
}

impl EnvelopeHeader {
    /// Checks that this edition may replace the one in use: it must not be older and must not have expired.
    ///
    /// # Errors
    /// [`BundleError::Rollback`] or [`BundleError::Ended`].
    pub fn may_replace(&self, held: Option<u64>, at: OffsetDateTime) -> Result<(), BundleError> {
        if let Some(held) = held.filter(|held| self.serial < *held) {
            let found = self.serial;
            return Err(BundleError::Rollback { found, held });
        }
        if at > self.expires_at {
            return Err(BundleError::Ended(self.expires_at));
        }
        Ok(())
    }

    /// Writes the payload of an envelope.
    pub(crate) fn write(&self, sources: Vec<Value>, content: &[u8]) -> Result<Vec<u8>, BundleError> {
        let content = miniz_oxide::deflate::compress_to_vec_zlib(content, 10);
        to_bytes(&Value::Map(vec![
            (int(1), int(VERSION)),
            (int(2), int(self.serial)),
            (int(3), date(self.issued_at)),
            (int(4), date(self.best_before)),
            (int(5), date(self.expires_at)),
            (int(6), Value::Array(sources)),
            (int(7), Value::Bytes(content)),
        ]))
    }

    /// Reads the payload of an envelope: edition, sources, content.
    pub(crate) fn read(message: &Message) -> Result<(Self, Vec<Value>, Vec<u8>), BundleError> {
        let fields = Fields::of(message.payload).ok_or(BROKEN)?;
        let version: i128 = fields.number(1).ok_or(BROKEN)?;
        if version != i128::from(VERSION) {
            return Err(BundleError::Version(version));
        }
        let header = || -> Option<Self> {
            Some(Self {
                serial: fields.number(2)?,
                issued_at: fields.date(3)?,
                best_before: fields.date(4)?,
                expires_at: fields.date(5)?,
            })
        };
        let header = header().ok_or(BROKEN)?;
        let sources = fields.array(6).ok_or(BROKEN)?.to_vec();
        let packed = fields.bytes(7).ok_or(BROKEN)?;
        let content = encoding::inflate_growing(packed, Wrapping::Zlib, MAX_BUNDLE)
            .map_err(|_| BundleError::Malformed("its inner part does not inflate"))?;
        Ok((header, sources, content))
    }
}

/// True if the bytes begin like an envelope of this content type.
pub(crate) fn is_for(bytes: &[u8], content_type: &str) -> bool {
    let start = &bytes[..bytes.len().min(MAX_PROTECTED)];
    bytes.first() == Some(&TAG_HEAD)
        && start
            .windows(content_type.len())
            .any(|window| window == content_type.as_bytes())
}

/// An envelope split into its parts, whose contents have not been read.
pub(crate) struct Message<'a> {
    protected: ProtectedHeader,
    payload: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Message<'a> {
    /// Payload, still compressed.
    pub(crate) const fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// SHA-256 of the payload; envelopes with the same digest hold the same.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.payload).into()
    }
}

/// Splits an envelope into its parts by their lengths, and verifies nothing yet. Of their contents only the protected
/// header is read.
pub(crate) fn open<'a>(bytes: &'a [u8], content_type: &str) -> Result<Message<'a>, BundleError> {
    if bytes.len() > MAX_LIST {
        return Err(BundleError::TooLarge);
    }
    if !is_for(bytes, content_type) {
        return Err(BundleError::Malformed("it does not begin like one"));
    }
    const NOT_SIGN1: BundleError = BundleError::Malformed("it is not a COSE_Sign1 message");
    let mut reader = Reader::new(bytes);
    if !reader.is(Major::TAG, TAG) || !reader.is(Major::ARRAY, 4) {
        return Err(NOT_SIGN1);
    }
    let protected = reader.bytes().ok_or(NOT_SIGN1)?;
    // RFC 9052 allows unsigned headers, but nothing here uses one.
    if !reader.is(Major::MAP, 0) {
        return Err(BundleError::Malformed("its unprotected header is not empty"));
    }
    let payload = reader.bytes().ok_or(NOT_SIGN1)?;
    let signature = reader.bytes().ok_or(NOT_SIGN1)?;
    if !reader.is_at_end() {
        return Err(BundleError::Malformed("there are bytes after its end"));
    }
    if !matches!(signature.len(), 0 | SIGNATURE) {
        return Err(BundleError::Malformed("its signature is not one of ES256"));
    }
    Ok(Message {
        protected: protected_header(protected, content_type)?,
        payload,
        signature,
    })
}

fn protected_header(bytes: &[u8], content_type: &str) -> Result<ProtectedHeader, BundleError> {
    const UNREADABLE: BundleError = BundleError::Malformed("its protected header cannot be read");
    if bytes.len() > MAX_PROTECTED || cbor::parse(bytes).is_err() {
        return Err(UNREADABLE);
    }
    let protected = ProtectedHeader::from_cbor_bstr(Value::Bytes(bytes.to_vec())).map_err(|_| UNREADABLE)?;
    let header = &protected.header;
    if header.content_type != Some(ContentType::Text(content_type.to_owned())) {
        return Err(BundleError::Malformed("its content is something else"));
    }
    if header.alg != Some(coset::Algorithm::Assigned(iana::Algorithm::ES256)) || !header.crit.is_empty() {
        return Err(BundleError::Malformed("its algorithm is not ES256"));
    }
    Ok(protected)
}

/// Checks that one of these publishers signed the envelope.
pub(crate) fn verify(message: &Message, pins: &[Pin]) -> Result<(), BundleError> {
    if message.signature.is_empty() {
        return Err(BundleError::NotSigned);
    }
    let kid = &message.protected.header.key_id;
    let named = pins.iter().filter(|pin| match pin.public().form() {
        EncodedKey::P256(point) => publisher_kid(point) == *kid,
        _ => false,
    });
    let mut named = named.peekable();
    if named.peek().is_none() {
        return Err(BundleError::UnknownPublisher);
    }
    let signed = cose::signed_bytes(&message.protected, message.payload);
    let scheme = Scheme::Ecdsa(Hash::Sha256);
    if named.any(|pin| pin.public().verify(scheme, &signed, message.signature)) {
        Ok(())
    } else {
        Err(BundleError::BadSignature)
    }
}

/// Puts a payload into an envelope, signed if a key is given.
pub(crate) fn seal(payload: Vec<u8>, content_type: &str, key: Option<&PublisherKey>) -> Result<Vec<u8>, BundleError> {
    let mut header = HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .content_type(content_type.to_owned());
    if let Some(key) = key {
        header = header.key_id(publisher_kid(key.0.verifying_key().to_sec1_point(true).as_bytes()));
    }
    let message = CoseSign1Builder::new().protected(header.build()).payload(payload);
    let message = match key {
        Some(key) => message.create_signature(&[], |bytes| key.sign(bytes)),
        None => message,
    };
    message
        .build()
        .to_tagged_vec()
        .map_err(|_| BundleError::Malformed("it cannot be written"))
}

pub(crate) fn int(number: impl Into<ciborium::value::Integer>) -> Value {
    Value::Integer(number.into())
}

pub(crate) fn date(at: OffsetDateTime) -> Value {
    int(at.unix_timestamp())
}

pub(crate) fn to_bytes(value: &Value) -> Result<Vec<u8>, BundleError> {
    value
        .clone()
        .to_vec()
        .map_err(|_| BundleError::Malformed("it cannot be written"))
}

/// A map with small integer keys.
pub(crate) struct Fields(Vec<(Value, Value)>);

impl Fields {
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        cbor::parse(bytes).ok()?.into_map().ok().map(Self)
    }

    pub(crate) fn get(&self, key: i64) -> Option<&Value> {
        self.0
            .iter()
            .find(|(k, _)| k.as_integer() == Some(key.into()))
            .map(|(_, v)| v)
    }

    pub(crate) fn number<T: TryFrom<i128>>(&self, key: i64) -> Option<T> {
        number(self.get(key)?)
    }

    pub(crate) fn date(&self, key: i64) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.number(key)?).ok()
    }

    pub(crate) fn array(&self, key: i64) -> Option<&[Value]> {
        self.get(key)?.as_array().map(Vec::as_slice)
    }

    pub(crate) fn bytes(&self, key: i64) -> Option<&[u8]> {
        self.get(key)?.as_bytes().map(Vec::as_slice)
    }
}

pub(crate) fn number<T: TryFrom<i128>>(value: &Value) -> Option<T> {
    T::try_from(i128::from(value.as_integer()?)).ok()
}
