//! The compact bundle: many lists in one signed file that a phone reads in milliseconds.
//!
//! It is carried in the [`super::envelope`]. Its sources are the lists that it was made of, `[name, format, signature,
//! issued or null, end or null, keys, skipped]`; its content is a CBOR map.
//!
//! The map holds columns, so that similar values stand together and compress well:
//!
//! | key | value |
//! |---|---|
//! | 1 | P-256 points: x coordinates, 32 bytes each |
//! | 7 | P-256 points: 2 or 3 each, as SEC 1 says which of the two y |
//! | 2 | other keys: `[kind, bytes]`, a compressed point on a curve (see `layout`), `[4, n, e]` RSA |
//! | 3 | texts that rows refer to by place |
//! | 4 | number of rows |
//! | 5 | columns of the rows, see `layout` |
//! | 6 | revoked SMART Health Cards: `[issuer, kid, [[time or null, rids]…]]`, see the module `revoked` |
//!
//! It holds no certificates: whoever builds the bundle has checked them.

mod layout;
mod read;
mod revoked;
mod write;

use super::{
    BundleError, EnvelopeHeader, ListDates, Pin, PublisherKey, SignatureStatus, SourceList, TrustList, envelope,
};
use time::OffsetDateTime;

const CONTENT_TYPE: &str = "application/vnd.greengate.trust+cbor";

/// Header of a bundle: its edition, and the lists in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Serial number; a newer bundle of the same publisher has a greater one.
    pub serial: u64,
    /// Time of issue.
    pub issued_at: OffsetDateTime,
    /// End of the time during which it counts as fresh.
    pub best_before: OffsetDateTime,
    /// Time after which it is still used but reported as too old.
    pub expires_at: OffsetDateTime,
    /// The lists that it was made of.
    pub listings: Vec<SourceList>,
}

impl Header {
    const fn header(&self) -> EnvelopeHeader {
        EnvelopeHeader {
            serial: self.serial,
            issued_at: self.issued_at,
            best_before: self.best_before,
            expires_at: self.expires_at,
        }
    }
}

/// Reads, writes and signs bundles.
#[derive(Clone, Copy, Debug)]
pub struct Bundle;

impl Bundle {
    /// True if the bytes begin like a bundle: a tagged message with this content type.
    #[must_use]
    pub fn is_bundle(bytes: &[u8]) -> bool {
        envelope::is_for(bytes, CONTENT_TYPE)
    }

    /// Reads a bundle that one of the pinned publishers has signed. Its keys take its dates, but are as old as their
    /// list if that has a date. Dates are not judged: an expired bundle is better than none, see
    /// [`Header::expires_at`].
    ///
    /// # Errors
    /// Fails if the bundle is broken, unsigned, signed by another publisher, or altered.
    pub fn read(bytes: &[u8], pins: &[Pin]) -> Result<(Header, TrustList), BundleError> {
        let message = envelope::open(bytes, CONTENT_TYPE)?;
        envelope::verify(&message, pins)?;
        let (header, list) = read::payload(&message)?;
        let list = list.dated(ListDates {
            issued_at: Some(header.issued_at),
            best_before: Some(header.best_before),
            expires_at: Some(header.expires_at),
        });
        Ok((header, list))
    }

    /// Reads a bundle whose signature is not checked, because the person who imports it vouches for it. Nobody confirms
    /// then that the lists in it were verified: none of them counts as [`SignatureStatus::Verified`]. Its keys take the
    /// dates of their lists.
    ///
    /// # Errors
    /// Fails if the bundle is broken.
    pub fn read_unverified(bytes: &[u8]) -> Result<(Header, TrustList), BundleError> {
        let (mut header, mut list) = read::payload(&envelope::open(bytes, CONTENT_TYPE)?)?;
        for listing in header.listings.iter_mut().chain(list.listings_mut()) {
            if listing.signature == SignatureStatus::Verified {
                listing.signature = SignatureStatus::NotChecked;
            }
        }
        Ok((header, list))
    }

    /// SHA-256 of the content, whoever signed it.
    ///
    /// # Errors
    /// Fails if the envelope is broken.
    pub fn digest(bytes: &[u8]) -> Result<[u8; 32], BundleError> {
        Ok(envelope::open(bytes, CONTENT_TYPE)?.digest())
    }

    /// Checks that one of these publishers has signed the bundle.
    ///
    /// # Errors
    /// Fails if the bundle is broken, unsigned, signed by another publisher, or altered.
    pub fn verify(bytes: &[u8], pins: &[Pin]) -> Result<(), BundleError> {
        envelope::verify(&envelope::open(bytes, CONTENT_TYPE)?, pins)
    }

    /// Checks that a bundle may replace the one in use: it must be newer and must not have expired.
    ///
    /// # Errors
    /// [`BundleError::Rollback`] or [`BundleError::Ended`].
    pub fn may_replace(found: &Header, held: Option<u64>, at: OffsetDateTime) -> Result<(), BundleError> {
        found.header().may_replace(held, at)
    }

    /// Writes a bundle, signed if a key is given.
    ///
    /// # Errors
    /// [`BundleError::Full`] with more than 65,535 keys or texts, or 255 lists.
    pub fn write(header: &Header, list: &TrustList, key: Option<&PublisherKey>) -> Result<Vec<u8>, BundleError> {
        envelope::seal(write::payload(header, list)?, CONTENT_TYPE, key)
    }

    /// Replaces the signature of a bundle.
    ///
    /// # Errors
    /// Fails if the bundle is broken.
    pub fn sign(bytes: &[u8], key: &PublisherKey) -> Result<Vec<u8>, BundleError> {
        let message = envelope::open(bytes, CONTENT_TYPE)?;
        read::payload(&message)?;
        envelope::seal(message.payload().to_vec(), CONTENT_TYPE, Some(key))
    }
}
