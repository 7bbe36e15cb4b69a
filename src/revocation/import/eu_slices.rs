//! `eu-slices`: files of the EU's distribution service, as a verifier fetches them: `lists` `[{kid, mode, hashTypes,
//! expires, lastUpdated}]`, `partitions` of each key `[{kid, id, x, y, chunks: {cid: {end: {type, version, hash}}}}]`,
//! and slices, bare or in archives (tar.gz). None of it is signed, but the partitions name each slice by its SHA-256.
//!
//! The first digits of a hash select the partition (`x`, `y`) and the chunk.

use super::{Import, field, instant, issued, json, tar};
use crate::{
    encoding::{base64_lenient, hex},
    revocation::{
        Error, HashKind, Issuer, RevocationFormat, RevocationList,
        error::wrong,
        filter::{Bloom, Prefixes},
        list::{Contents, Scope},
        set::Set,
    },
    trust::{File, SignatureStatus},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use time::OffsetDateTime;

/// The entry of a key in `lists`.
struct Listed {
    /// Number of digits that select partition and chunk.
    digits: usize,
    kinds: Vec<HashKind>,
    expires: Option<OffsetDateTime>,
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let (mut lists, mut partitions) = (Vec::new(), Vec::new());
    let mut slices: HashMap<String, Vec<u8>> = HashMap::new();
    let mut add = |content: Vec<u8>| {
        slices.insert(hex(&Sha256::digest(&content)), content);
    };
    for file in files {
        if tar::is_gzip(file.bytes) {
            tar::files(file.bytes)?.into_iter().for_each(&mut add);
        } else if file.bytes.trim_ascii_start().starts_with(b"[") {
            let Value::Array(entries) = json(file.bytes)? else {
                return Err(wrong("the JSON is not an array"));
            };
            let (listed, parted): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| e.get("mode").is_some());
            lists.extend(listed);
            partitions.extend(parted);
        } else {
            add(file.bytes.to_vec());
        }
    }
    if lists.is_empty() {
        return Err(Error::Incomplete("the file of all keys is missing".to_owned()));
    }
    let updated = lists
        .iter()
        .filter_map(|entry| instant(field(entry, "lastUpdated")?))
        .max();
    let status = SignatureStatus::None;
    let mut contents = import.contents(RevocationFormat::EuSlices, files, issued(updated), status)?;
    let mut keys = BTreeMap::new();
    for entry in &lists {
        let (kid, listed) = key(entry)?;
        for kind in &listed.kinds {
            // Whatever its chunks hold, the list tells about the key.
            contents.add(listed.scope(&kid, *kind, None), []);
        }
        keys.insert(kid, listed);
    }
    let mut parted: Vec<Vec<u8>> = Vec::new();
    for partition in &partitions {
        let kid = kid_of(partition)?;
        let listed = keys
            .get(&kid)
            .ok_or_else(|| wrong("a partition is of a key that is not listed"))?;
        add_partition(&mut contents, partition, &kid, listed, &slices)?;
        parted.push(kid);
    }
    // Nobody can say of a key without partitions that its passes are not revoked.
    for (kid, listed) in keys.iter().filter(|(kid, _)| !parted.contains(kid)) {
        for kind in &listed.kinds {
            contents.add_set(listed.scope(kid, *kind, None), Vec::new(), Arc::new(Set::NotLoaded));
        }
    }
    Ok(contents.finish())
}

impl Listed {
    fn scope(&self, kid: &[u8], kind: HashKind, slice_expires: Option<OffsetDateTime>) -> Scope {
        let ends = [self.expires, slice_expires];
        Scope {
            issuer: Issuer::Anybody,
            key: Some(kid.to_vec()),
            kind,
            expires: ends.into_iter().flatten().min(),
        }
    }
}

fn kid_of(entry: &Value) -> Result<Vec<u8>, Error> {
    let kid = field(entry, "kid").and_then(base64_lenient);
    kid.ok_or_else(|| wrong("a key identifier is not base64"))
}

fn end(text: &str) -> Result<OffsetDateTime, Error> {
    instant(text).ok_or_else(|| wrong("the end of a list or slice is no time"))
}

fn key(entry: &Value) -> Result<(Vec<u8>, Listed), Error> {
    let digits = match field(entry, "mode") {
        Some("POINT") => 1,
        Some("VECTOR") => 2,
        Some("COORDINATE") => 3,
        _ => return Err(wrong("a list is of an unknown mode")),
    };
    let types = entry.get("hashTypes").and_then(Value::as_array);
    let types = types.ok_or_else(|| wrong("a list has no types of hashes"))?;
    let kinds = types.iter().map(|name| match name.as_str() {
        Some("SIGNATURE") => Ok(HashKind::Signature),
        Some("UCI") => Ok(HashKind::Uvci),
        Some("COUNTRYCODEUCI") => Ok(HashKind::CountryUvci),
        _ => Err(wrong("a list is of an unknown type of hashes")),
    });
    Ok((
        kid_of(entry)?,
        Listed {
            digits,
            kinds: kinds.collect::<Result<_, _>>()?,
            expires: field(entry, "expires").map(end).transpose()?,
        },
    ))
}

/// Digits that a hash begins with to be in a chunk of a partition.
fn digits(partition: &Value, chunk: &str, listed: &Listed) -> Result<Vec<u8>, Error> {
    let coordinates = ["x", "y"].into_iter().take(listed.digits - 1);
    let coordinates = coordinates.map(|name| field(partition, name).unwrap_or_default());
    let digit = |text: &str| match text.as_bytes() {
        [digit] => char::from(*digit)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok()),
        _ => None,
    };
    let digits = coordinates.chain([chunk]).map(digit);
    digits
        .collect::<Option<_>>()
        .ok_or_else(|| wrong("a partition or chunk is not named by a digit"))
}

fn add_partition(
    contents: &mut Contents,
    partition: &Value,
    kid: &[u8],
    listed: &Listed,
    slices: &HashMap<String, Vec<u8>>,
) -> Result<(), Error> {
    let chunks = partition.get("chunks").and_then(Value::as_object);
    for (chunk, ends) in chunks.into_iter().flatten() {
        let digits = digits(partition, chunk, listed)?;
        let ends = ends.as_object().ok_or_else(|| wrong("a chunk has no slices"))?;
        for (ending, slice) in ends {
            let named = field(slice, "hash").unwrap_or_default().to_ascii_lowercase();
            let set = Arc::new(match slices.get(&named) {
                None => Set::NotLoaded,
                Some(content) => match field(slice, "type") {
                    Some("BLOOMFILTER") => Set::Bloom(Bloom::read(content)?),
                    Some("VARHASHLIST") => Set::Prefixes(Prefixes::read(content, digits.len())?),
                    _ => return Err(wrong("a slice is of an unknown type")),
                },
            });
            // All types of hashes of a key share its slices.
            for kind in &listed.kinds {
                let scope = listed.scope(kid, *kind, Some(end(ending)?));
                contents.add_set(scope, digits.clone(), Arc::clone(&set));
            }
        }
    }
    Ok(())
}
