//! Signed packs of rules: the envelope of trust bundles with the EU's JSON inside, `{"rules": […], "valueSets": […]}`.

use super::{Collection, Error, RulePack, pack::parse};
use crate::trust::{BundleError, EnvelopeHeader, Pin, PublisherKey, envelope};
use ciborium::Value;
use serde_json::json;

const CONTENT_TYPE: &str = "application/vnd.greengate.rules+cbor";

/// Reason for not using a published pack.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishedError {
    /// The envelope is broken, or no pinned publisher signed it.
    #[error("{0}")]
    Envelope(#[from] BundleError),
    /// The rules in it cannot be used.
    #[error("{0}")]
    Rules(#[from] Error),
}

/// Reads, writes and signs packs.
#[derive(Clone, Copy, Debug)]
pub struct Published;

impl Published {
    /// True if the bytes begin like a published pack.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        envelope::is_for(bytes, CONTENT_TYPE)
    }

    /// Reads a pack that one of the pinned publishers has signed, with the names of its sources. Dates are not judged:
    /// old rules are shown as old.
    ///
    /// # Errors
    /// Fails if the pack is broken, unsigned, signed by another publisher, or altered.
    pub fn read(bytes: &[u8], pins: &[Pin]) -> Result<(EnvelopeHeader, Vec<String>, RulePack), PublishedError> {
        let message = envelope::open(bytes, CONTENT_TYPE)?;
        envelope::verify(&message, pins)?;
        Self::content(&message)
    }

    /// Reads a pack whose signature is not checked, because the person who imports it vouches for it.
    ///
    /// # Errors
    /// Fails if the pack is broken.
    pub fn read_unverified(bytes: &[u8]) -> Result<(EnvelopeHeader, Vec<String>, RulePack), PublishedError> {
        Self::content(&envelope::open(bytes, CONTENT_TYPE)?)
    }

    /// Checks that one of these publishers has signed the pack.
    ///
    /// # Errors
    /// Fails if the pack is broken, unsigned, signed by another publisher, or altered.
    pub fn verify(bytes: &[u8], pins: &[Pin]) -> Result<(), BundleError> {
        envelope::verify(&envelope::open(bytes, CONTENT_TYPE)?, pins)
    }

    /// SHA-256 of the content, whoever signed it.
    ///
    /// # Errors
    /// Fails if the envelope is broken.
    pub fn digest(bytes: &[u8]) -> Result<[u8; 32], BundleError> {
        Ok(envelope::open(bytes, CONTENT_TYPE)?.digest())
    }

    /// Writes a pack, signed if a key is given.
    ///
    /// # Errors
    /// Fails if the pack cannot be written.
    pub fn write(
        header: &EnvelopeHeader,
        sources: &[String],
        collection: &Collection,
        key: Option<&PublisherKey>,
    ) -> Result<Vec<u8>, PublishedError> {
        let content = json!({"rules": collection.rules, "valueSets": collection.value_sets}).to_string();
        let sources = sources.iter().map(|name| Value::Text(name.clone())).collect();
        let payload = header.write(sources, content.as_bytes())?;
        Ok(envelope::seal(payload, CONTENT_TYPE, key)?)
    }

    fn content(message: &envelope::Message) -> Result<(EnvelopeHeader, Vec<String>, RulePack), PublishedError> {
        let (header, sources, content) = EnvelopeHeader::read(message)?;
        let sources = sources.into_iter().map(Value::into_text).collect::<Result<_, _>>();
        let sources = sources.map_err(|_| envelope::BROKEN)?;
        let mut content: serde_json::Value = parse(&content)?;
        let mut take = |name: &str| match content.get_mut(name).map(serde_json::Value::take) {
            Some(serde_json::Value::Array(items)) => Ok(items),
            _ => Err(envelope::BROKEN),
        };
        let collection = Collection {
            rules: take("rules")?,
            value_sets: take("valueSets")?,
        };
        Ok((header, sources, collection.pack()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::Bundle;
    use time::macros::datetime;

    fn header(serial: u64) -> EnvelopeHeader {
        EnvelopeHeader {
            serial,
            issued_at: datetime!(2026-11-01 0:00 UTC),
            best_before: datetime!(2026-12-01 0:00 UTC),
            expires_at: datetime!(2027-11-01 0:00 UTC),
        }
    }

    fn collection() -> Collection {
        let mut collection = Collection::default();
        let set = br#"{"valueSetId": "s", "valueSetValues": {"A": {"display": "Alpha"}}}"#;
        collection.add(set).unwrap();
        collection
    }

    #[test]
    fn a_pack_is_the_pinned_publishers_or_none() {
        let key = PublisherKey::from_bytes(&[7; 32]).unwrap();
        let pins = [Pin::from_base64(&key.pin()).unwrap()];
        let sources = ["eu-rules.json".to_owned()];
        let pack = Published::write(&header(3), &sources, &collection(), Some(&key)).unwrap();
        assert!(Published::is_one(&pack) && !Bundle::is_bundle(&pack));
        let (read, of, rules) = Published::read(&pack, &pins).unwrap();
        assert_eq!((read, &of[..]), (header(3), &sources[..]));
        assert_eq!(rules.name_of("A"), Some("Alpha"));
        let other = PublisherKey::from_bytes(&[8; 32]).unwrap();
        let foreign = Published::write(&header(3), &sources, &collection(), Some(&other)).unwrap();
        let refused = |bytes: &[u8]| Published::read(bytes, &pins).map(drop).unwrap_err();
        assert_eq!(refused(&foreign), BundleError::UnknownPublisher.into());
        let unsigned = Published::write(&header(3), &sources, &collection(), None).unwrap();
        assert_eq!(refused(&unsigned), BundleError::NotSigned.into());
        assert!(Published::read_unverified(&unsigned).is_ok());
        for place in 0..pack.len() {
            let mut altered = pack.clone();
            altered[place] ^= 1;
            assert!(Published::read(&altered, &pins).is_err(), "byte {place}");
        }
        // A trust bundle is not a pack of rules, whoever signed it.
        let list = crate::trust::TrustList::default();
        let header = crate::trust::Header {
            serial: 1,
            issued_at: header(1).issued_at,
            best_before: header(1).best_before,
            expires_at: header(1).expires_at,
            listings: Vec::new(),
        };
        let bundle = Bundle::write(&header, &list, Some(&key)).unwrap();
        assert!(Published::read(&bundle, &pins).is_err());
    }

    #[test]
    fn an_older_edition_takes_no_place() {
        let at = datetime!(2026-11-24 0:00 UTC);
        assert!(header(4).may_replace(Some(3), at).is_ok());
        assert!(header(2).may_replace(Some(3), at).is_err());
        assert!(header(4).may_replace(None, datetime!(2028-01-01 0:00 UTC)).is_err());
    }
}
