//! `it-drl`: Italy's list (it-dgc-verificac19-sdk-android), base64 of the SHA-256 of identifiers: chunks `{id, version,
//! chunk, lastChunk, creationDate, revokedUcvi: [..]}` of a whole list, and of changes `{delta: {insertions,
//! deletions}}` on top of it. It is not signed.

use super::{Import, field, hash_of, instant, issued, json};
use crate::{
    encoding::base64,
    revocation::{Error, HashKind, Issuer, RevocationFormat, RevocationList, digest::Hash, error::wrong, list::Scope},
    trust::{File, SignatureStatus},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

/// Chunks of one version.
#[derive(Default)]
struct Version {
    /// Numbers of the chunks that are there.
    chunks: BTreeSet<u64>,
    /// Number of chunks.
    last: u64,
    /// Version that a change is for, if it says so.
    from: Option<u64>,
    is_change: bool,
    created: Option<OffsetDateTime>,
    added: Vec<Hash>,
    removed: Vec<Hash>,
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let mut versions: BTreeMap<u64, Version> = BTreeMap::new();
    for file in files {
        let value = json(file.bytes)?;
        let number = number(&value, "version").unwrap_or_default();
        versions.entry(number).or_default().add(&value)?;
    }
    let (mut hashes, mut held, mut created) = (BTreeSet::new(), None, None);
    for (number, version) in &versions {
        // A chunk may have been lost, or come from another version.
        if version.chunks.len() as u64 != version.last {
            return Err(Error::Incomplete(format!(
                "version {number} has {} of {} chunks",
                version.chunks.len(),
                version.last
            )));
        }
        match (version.is_change, held) {
            (false, _) => hashes.clear(),
            (true, None) => return Err(Error::Incomplete("a change without the list before it".to_owned())),
            (true, held) if version.from.is_some() && version.from != held => {
                return Err(Error::Incomplete(format!(
                    "version {number} is not for the one before it"
                )));
            }
            _ => {}
        }
        for hash in &version.removed {
            hashes.remove(hash);
        }
        hashes.extend(version.added.iter().copied());
        held = Some(*number);
        created = created.max(version.created);
    }
    let status = SignatureStatus::None;
    let mut contents = import.contents(RevocationFormat::ItDrl, files, issued(created), status)?;
    if !hashes.is_empty() {
        let scope = Scope {
            issuer: Issuer::Country("IT".to_owned()),
            key: None,
            kind: HashKind::Uvci,
            expires: None,
        };
        contents.add(scope, hashes);
    }
    Ok(contents.finish())
}

impl Version {
    /// Adds a chunk.
    fn add(&mut self, value: &Value) -> Result<(), Error> {
        let is_first = self.chunks.is_empty();
        let chunk = number(value, "chunk").unwrap_or(1);
        let last = number(value, "lastChunk").unwrap_or(1);
        let delta = value.get("delta").filter(|delta| !delta.is_null());
        let from = number(value, "fromVersion");
        let same = (self.last, self.is_change, self.from) == (last, delta.is_some(), from);
        if !(1..=last).contains(&chunk) || !self.chunks.insert(chunk) || !(is_first || same) {
            return Err(wrong("its chunks do not belong together"));
        }
        (self.last, self.is_change, self.from) = (last, delta.is_some(), from);
        self.created = self.created.max(field(value, "creationDate").and_then(instant));
        match delta {
            Some(delta) => {
                self.added.extend(list(delta, "insertions")?);
                self.removed.extend(list(delta, "deletions")?);
            }
            None => self.added.extend(list(value, "revokedUcvi")?),
        }
        Ok(())
    }
}

fn number(value: &Value, name: &str) -> Option<u64> {
    value.get(name).and_then(Value::as_u64)
}

fn list(value: &Value, name: &str) -> Result<Vec<Hash>, Error> {
    let entries = value.get(name).and_then(Value::as_array);
    let entries = entries.ok_or_else(|| wrong("a chunk has no hashes"))?;
    let hashes = entries.iter().map(|entry| {
        let hash = entry.as_str().and_then(base64).and_then(|hash| hash_of(&hash, 32));
        hash.ok_or_else(|| wrong("a hash is not 32 bytes of base64"))
    });
    hashes.collect()
}
