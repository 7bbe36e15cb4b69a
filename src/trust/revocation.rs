//! Lists of revoked passes, in the batch form of the EU gateway
//! (`dgc-gateway: restapi/dto/revocation`): only truncated hashes, no personal data.

use super::{Error, json::base64};
use crate::{
    limits::{MAX_KEYS, MAX_LIST},
    pass::{Algorithm, Pass},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Bytes of a SHA-256 hash that lists keep.
const HASH: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum HashType {
    Signature,
    Uci,
    CountryCodeUci,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    hash_type: HashType,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    hash: String,
}

/// Hashes of revoked passes.
#[derive(Clone, Debug, Default)]
pub struct RevocationList {
    hashes: HashSet<(HashType, [u8; HASH])>,
}

impl RevocationList {
    /// Reads one gateway batch `{"hashType": "SIGNATURE|UCI|COUNTRYCODEUCI", "entries":
    /// [{"hash": base64 of 16 bytes}]}` or an array of them.
    ///
    /// # Errors
    /// The list is refused whole when it is too large, of another shape, or holds a hash
    /// that is not 16 bytes long: half a revocation list must not pass for a whole one.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_LIST {
            return Err(Error::TooLarge {
                bytes: bytes.len(),
                limit: MAX_LIST,
            });
        }
        let wrong = |what: &str| Error::NotAList(what.to_owned());
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| wrong("the JSON is broken"))?;
        let value = if value.is_array() {
            value
        } else {
            serde_json::Value::Array(vec![value])
        };
        let batches: Vec<Batch> = serde_json::from_value(value).map_err(|_| wrong("it is no revocation batch"))?;
        let mut list = Self::default();
        for batch in batches {
            for entry in batch.entries {
                let hash = base64(&entry.hash).ok().and_then(|h| <[u8; HASH]>::try_from(h).ok());
                list.hashes.insert((
                    batch.hash_type,
                    hash.ok_or_else(|| wrong("a hash is not 16 bytes of base64"))?,
                ));
            }
            if list.hashes.len() > MAX_KEYS * 100 {
                return Err(Error::TooMany {
                    entries: list.hashes.len(),
                    limit: MAX_KEYS * 100,
                });
            }
        }
        Ok(list)
    }

    /// Whether the pass is on the list, by signature, UVCI, or country and UVCI. The
    /// country is tried as the entry names it and as the envelope does: lists differ.
    #[must_use]
    pub fn contains(&self, pass: &Pass) -> bool {
        let has = |kind, parts: &[&[u8]]| {
            let mut sha = Sha256::new();
            parts.iter().for_each(|part| sha.update(part));
            let digest = sha.finalize();
            <[u8; HASH]>::try_from(&digest[..HASH]).is_ok_and(|hash| self.hashes.contains(&(kind, hash)))
        };
        let signature = &pass.signed.signature;
        // (r, s) and (r, n - s) are both valid, so only r is hashed.
        let signature = match pass.signed.algorithm {
            Algorithm::Es256 => &signature[..signature.len() / 2],
            Algorithm::Ps256 => signature,
        };
        if has(HashType::Signature, &[signature]) {
            return true;
        }
        let Some(id) = &pass.content.identifier else {
            return false;
        };
        let uvci = id.uvci.as_bytes();
        has(HashType::Uci, &[uvci])
            || [&id.country, &pass.claims.issuer]
                .into_iter()
                .flatten()
                .any(|country| has(HashType::CountryCodeUci, &[country.as_bytes(), uvci]))
    }
}
