//! `de-lst`: Germany's static files (covpass-android), each a COSE_Sign1: `kid.lst` `{kid: {type: count}}`,
//! `{kid}{type}/index.lst` `{byte1: [time, count, {byte2: [time, count]}]}`, and the hashes of 16 bytes in
//! `{kid}{type}/{byte1}[/{byte2}]/chunk.lst`. Names are in hexadecimal, types 0a signature, 0b UCI, 0c country and UCI.

use super::{Import, hash_of, issued};
use crate::{
    encoding::{cbor, hex},
    revocation::{
        Error, HashKind, Issuer, RevocationFormat, RevocationList,
        digest::{HASH, Hash},
        error::wrong,
        list::Scope,
        set::Set,
    },
    trust::{File, Hash as HashFunction, Scheme},
};
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, TaggedCborSerializable, iana};
use std::{collections::HashMap, sync::Arc};
use time::OffsetDateTime;

/// True for a COSE_Sign1 message, tagged or not.
pub(super) fn is_list(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xd2, 0x84]) || bytes.starts_with(&[0x84, 0x43, 0xa1, 0x01, 0x26])
}

/// Files of the list by their paths.
struct Tree<'a> {
    files: HashMap<&'a str, &'a [u8]>,
    import: &'a Import<'a>,
}

/// A part of an index: the hashes that begin with one byte.
struct Bucket {
    updated: OffsetDateTime,
    count: usize,
    second: Vec<(u8, usize)>,
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let base = files.iter().find_map(|file| file.name.strip_suffix("kid.lst"));
    let base = base.ok_or_else(|| Error::Incomplete("kid.lst is missing".to_owned()))?;
    let named = files
        .iter()
        .filter_map(|file| Some((file.name.strip_prefix(base)?, file.bytes)));
    let tree = Tree {
        files: named.collect(),
        import,
    };
    let mut parts = Vec::new();
    let mut updated = None;
    let keys = tree.payload("kid.lst")?.ok_or_else(|| wrong("kid.lst is missing"))?;
    for (kid, types) in pairs(&keys)? {
        for (kind, count) in pairs(types)? {
            let (kid, kind, count) = (bytes(kid)?, bytes(kind)?, number(count)?);
            let scope = Scope {
                issuer: Issuer::Anybody,
                key: Some(kid.to_vec()),
                kind: match kind {
                    [0x0a] => HashKind::Signature,
                    [0x0b] => HashKind::Uvci,
                    [0x0c] => HashKind::CountryUvci,
                    _ => return Err(wrong("a type of hashes is unknown")),
                },
                expires: None,
            };
            let folder = format!("{}{}", hex(kid), hex(kind));
            let (hashes, missing, time) = tree.key(&folder, count)?;
            updated = updated.max(time);
            parts.push((scope, hashes, missing));
        }
    }
    let mut contents = import.contents(RevocationFormat::DeLst, files, issued(updated), import.checked())?;
    for (scope, hashes, missing) in parts {
        for digits in missing {
            contents.add_set(scope.clone(), digits, Arc::new(Set::NotLoaded));
        }
        contents.add(scope, hashes);
    }
    Ok(contents.finish())
}

impl Tree<'_> {
    /// Signed content of a file; `None` if it is not there.
    fn payload(&self, path: &str) -> Result<Option<Value>, Error> {
        let Some(file) = self.files.get(path) else {
            return Ok(None);
        };
        cbor::parse(file).map_err(|_| wrong("a file is not CBOR"))?;
        let message = CoseSign1::from_tagged_slice(file).or_else(|_| CoseSign1::from_slice(file));
        let message = message.map_err(|_| wrong("a file is not a COSE_Sign1 message"))?;
        if !self.import.pins.is_empty() {
            let scheme = Scheme::Ecdsa(HashFunction::Sha256);
            if message.protected.header.alg != Some(coset::Algorithm::Assigned(iana::Algorithm::ES256)) {
                return Err(Error::BadSignature("its algorithm is not ES256"));
            }
            let signed = message.tbs_data(&[]);
            let mut pins = self.import.pins.iter();
            if !pins.any(|pin| pin.public().verify(scheme, &signed, &message.signature)) {
                return Err(Error::BadSignature("a file was altered, or the pinned key is another"));
            }
        }
        let payload = message.payload.unwrap_or_default();
        let content = cbor::parse(&payload).map_err(|_| wrong("the content of a file is not CBOR"))?;
        Ok(Some(content))
    }

    /// Hashes of a key and type, the first digits of those whose file is missing, and the time of the newest.
    #[expect(clippy::type_complexity, reason = "three facts of one folder")]
    fn key(&self, folder: &str, count: usize) -> Result<(Vec<Hash>, Vec<Vec<u8>>, Option<OffsetDateTime>), Error> {
        let Some(index) = self.payload(&format!("{folder}/index.lst"))? else {
            return Ok((Vec::new(), vec![Vec::new()], None));
        };
        let (mut hashes, mut missing, mut updated, mut sum) = (Vec::new(), Vec::new(), None, 0_usize);
        for (first, bucket) in pairs(&index)? {
            let &[first] = bytes(first)? else {
                return Err(wrong("an index is not by bytes"));
            };
            let bucket = Bucket::of(bucket)?;
            updated = updated.max(Some(bucket.updated));
            sum = sum.saturating_add(bucket.count);
            let digits = |byte: u8| [byte >> 4, byte & 15];
            let whole = format!("{folder}/{first:02x}/chunk.lst");
            if let Some(found) = self.chunk(&whole, &[first], bucket.count)? {
                hashes.extend(found);
                continue;
            }
            if bucket.second.is_empty() {
                missing.push(digits(first).to_vec());
            }
            for (second, count) in bucket.second {
                let path = format!("{folder}/{first:02x}/{second:02x}/chunk.lst");
                match self.chunk(&path, &[first, second], count)? {
                    Some(found) => hashes.extend(found),
                    None => missing.push([digits(first), digits(second)].concat()),
                }
            }
        }
        if sum != count {
            return Err(wrong(
                "an index has another number of hashes than the list of keys says",
            ));
        }
        Ok((hashes, missing, updated))
    }

    /// Hashes of a file, all of which begin with these bytes; `None` if it is not there.
    fn chunk(&self, path: &str, first: &[u8], count: usize) -> Result<Option<Vec<Hash>>, Error> {
        let Some(chunk) = self.payload(path)? else {
            return Ok(None);
        };
        let chunk = chunk.as_array().ok_or_else(|| wrong("a file of hashes is no array"))?;
        if chunk.len() != count {
            return Err(wrong("a file has another number of hashes than its index says"));
        }
        let hashes = chunk.iter().map(|hash| {
            let hash = hash_of(bytes(hash)?, HASH).filter(|hash| hash.starts_with(first));
            hash.ok_or_else(|| wrong("a hash has a wrong length, or stands in another's file"))
        });
        hashes.collect::<Result<_, _>>().map(Some)
    }
}

impl Bucket {
    fn of(value: &Value) -> Result<Self, Error> {
        let Some([time, count, rest @ ..]) = value.as_array().map(Vec::as_slice) else {
            return Err(wrong("an entry of an index has another shape"));
        };
        let seconds = time.as_integer().and_then(|time| i64::try_from(time).ok());
        let updated = seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
        let second = match rest {
            [] => Vec::new(),
            [second] => pairs(second)?.iter().map(by_second).collect::<Result<_, _>>()?,
            _ => return Err(wrong("an entry of an index has another shape")),
        };
        Ok(Self {
            updated: updated.ok_or_else(|| wrong("the time of an entry of an index is none"))?,
            count: number(count)?,
            second,
        })
    }
}

fn by_second((byte, entry): &(Value, Value)) -> Result<(u8, usize), Error> {
    match (bytes(byte)?, entry.as_array().map(Vec::as_slice)) {
        (&[byte], Some([_, count])) => Ok((byte, number(count)?)),
        _ => Err(wrong("an entry of an index has another shape")),
    }
}

fn pairs(value: &Value) -> Result<&[(Value, Value)], Error> {
    let map = value.as_map().map(Vec::as_slice);
    map.ok_or_else(|| wrong("a file is no map"))
}

fn bytes(value: &Value) -> Result<&[u8], Error> {
    let bytes = value.as_bytes().map(Vec::as_slice);
    bytes.ok_or_else(|| wrong("a key or hash is no byte string"))
}

fn number(value: &Value) -> Result<usize, Error> {
    let number = value.as_integer().and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| wrong("a number of hashes is none"))
}
