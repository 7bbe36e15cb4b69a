//! Changes from one edition of a pack to the next.
//!
//! `GGRD` and a CBOR array: 1, the SHA-256 of the payload of the index before, the signed index after, and the changes
//! of its parts, each `[row, bytes]` for a new part or `[row, row before, removed, added]`, numbers of the kept bits in
//! as many bytes as they need. A change needs no signature of its own: the parts that it leads to are those that the
//! signed index names, or it is refused.

use super::{
    Pack, PackPart, PackRow,
    coded::{self, Coded, Kept},
    name_of,
};
use crate::{
    encoding::cbor,
    limits::MAX_LIST,
    revocation::{Error, digest::HASH, set::Set},
    trust::{
        Pin,
        envelope::{int, number, to_bytes},
    },
};
use ciborium::Value;
use std::{collections::HashMap, sync::Arc};

/// First bytes of a change.
const MAGIC: &[u8; 4] = b"GGRD";
const VERSION: u8 = 1;
const SHAPE: Error = Error::BrokenDelta("it has another shape");

/// Makes and applies changes of packs.
#[derive(Clone, Copy, Debug)]
pub struct Delta;

/// A change, read and not yet applied.
struct Changes {
    index: Vec<u8>,
    base: Vec<u8>,
    by_row: HashMap<usize, Change>,
}

enum Change {
    New(Vec<u8>),
    Of {
        row: usize,
        removed: Vec<u8>,
        added: Vec<u8>,
    },
}

impl Delta {
    /// True if the bytes begin like a change.
    #[must_use]
    pub fn is_delta(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// Name of the change that leads from the edition with this serial number to the next, beside the index.
    #[must_use]
    pub fn file_name(serial: u64) -> String {
        format!("{serial}.ggd")
    }

    /// Names of the files that a change alters and that are not loaded. Without one of them, the part that it would lead
    /// to is not loaded afterwards.
    ///
    /// # Errors
    /// Fails if the change is broken or for another edition.
    pub fn missing_for(pack: &Pack, delta: &[u8]) -> Result<Vec<String>, Error> {
        let changes = Changes::read(delta)?;
        if changes.base != pack.digest {
            return Err(Error::OtherBase);
        }
        let rows = changes.by_row.values().filter_map(|change| match change {
            Change::Of { row, .. } if pack.parts.get(*row).is_some_and(Option::is_none) => pack.rows.get(*row),
            _ => None,
        });
        Ok(rows.map(PackRow::file_name).collect())
    }

    /// Change from one edition to the next. All parts of both must be loaded.
    ///
    /// # Errors
    /// [`Error::NotNewer`] if the serial number does not grow, [`Error::Incomplete`] if a part is not loaded.
    pub fn between(before: &Pack, after: &Pack) -> Result<Vec<u8>, Error> {
        is_newer(before, after)?;
        let scopes = before.by_scope();
        let held: std::collections::HashSet<_> = before.rows.iter().map(|row| row.name).collect();
        let mut changes = Vec::new();
        for (place, row) in after
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| !held.contains(&row.name))
        {
            let missing = || Error::Incomplete(format!("the part {} is not loaded", row.file_name()));
            let part = after.parts[place].as_deref().ok_or_else(missing)?;
            let old = scopes.get(&(&*after.sources[row.source].name, &row.scope, &row.digits[..]));
            let step = old.and_then(|old| Some((*old, before.parts[*old].as_deref()?)));
            let step = step.and_then(|(old, held)| Some((old, difference(held, part)?)));
            let step = step.filter(|(_, (removed, added))| removed.len() + added.len() < part.file().len());
            changes.push(Value::Array(match step {
                Some((old, (removed, added))) => vec![
                    int(place as u64),
                    int(old as u64),
                    Value::Bytes(removed),
                    Value::Bytes(added),
                ],
                None => vec![int(place as u64), Value::Bytes(part.file().to_vec())],
            }));
        }
        let body = to_bytes(&Value::Array(vec![
            int(VERSION),
            Value::Bytes(before.digest.to_vec()),
            Value::Bytes(after.index.to_vec()),
            Value::Array(changes),
        ]))?;
        Ok([&MAGIC[..], &body].concat())
    }

    /// The edition that a change leads to. The pack itself stays as it is, whatever comes of it; parts that are not
    /// loaded stay so. With pins one of them must have signed the new index.
    ///
    /// # Errors
    /// Fails if the change is cut or altered, is for another edition, leads to an older one, or is another publisher's.
    pub fn apply(pack: &Pack, delta: &[u8], pins: &[Pin]) -> Result<Pack, Error> {
        let changes = Changes::read(delta)?;
        if changes.base != pack.digest {
            return Err(Error::OtherBase);
        }
        let mut after = Pack::index(&changes.index, pins)?;
        is_newer(pack, &after)?;
        let held: HashMap<_, usize> = pack
            .rows
            .iter()
            .enumerate()
            .map(|(place, row)| (row.name, place))
            .collect();
        for place in 0..after.rows.len() {
            let row = &after.rows[place];
            let part = match (held.get(&row.name), changes.by_row.get(&place)) {
                (Some(old), _) => pack.parts[*old].clone(),
                (None, Some(change)) => change.part(pack, row)?.map(Arc::new),
                (None, None) => return Err(Error::BrokenDelta("a part is missing")),
            };
            after.parts[place] = part;
        }
        Ok(after)
    }
}

fn is_newer(before: &Pack, after: &Pack) -> Result<(), Error> {
    let (held, found) = (before.header.serial, after.header.serial);
    if found > held {
        Ok(())
    } else {
        Err(Error::NotNewer { found, held })
    }
}

/// Numbers that only one of two parts has, if the same bits of hashes are kept in both.
fn difference(before: &PackPart, after: &PackPart) -> Option<(Vec<u8>, Vec<u8>)> {
    let (Set::Coded(before, _), Set::Coded(after, _)) = (&*before.set, &*after.set) else {
        return None;
    };
    let kept = after.kept();
    if before.kept() != kept {
        return None;
    }
    let (old, new) = (before.values(), after.values());
    let only = |these: &[u128], those: &[u128]| -> Vec<u8> {
        let only = these.iter().filter(|value| those.binary_search(value).is_err());
        only.flat_map(|value| value.to_be_bytes()[HASH - kept.width()..].to_vec())
            .collect()
    };
    Some((only(&old, &new), only(&new, &old)))
}

impl Changes {
    fn read(delta: &[u8]) -> Result<Self, Error> {
        if delta.len() > MAX_LIST {
            return Err(Error::TooLarge {
                bytes: delta.len(),
                limit: MAX_LIST,
            });
        }
        let body = delta.strip_prefix(MAGIC).ok_or(SHAPE)?;
        let body = cbor::parse(body).map_err(|_| SHAPE)?.into_array().map_err(|_| SHAPE)?;
        let Ok([version, Value::Bytes(base), Value::Bytes(index), Value::Array(changes)]) =
            <[Value; 4]>::try_from(body)
        else {
            return Err(SHAPE);
        };
        if number::<u8>(&version) != Some(VERSION) {
            return Err(Error::BrokenDelta("it is of another version"));
        }
        let changes = changes.into_iter().map(|change| {
            let parts = change.into_array().ok()?;
            let row = number(parts.first()?)?;
            let change = match <[Value; 2]>::try_from(parts) {
                Ok([_, Value::Bytes(part)]) => Change::New(part),
                Ok(_) => return None,
                Err(parts) => match <[Value; 4]>::try_from(parts) {
                    Ok([_, old, Value::Bytes(removed), Value::Bytes(added)]) => Change::Of {
                        row: number(&old)?,
                        removed,
                        added,
                    },
                    _ => return None,
                },
            };
            Some((row, change))
        });
        Ok(Self {
            index,
            base,
            by_row: changes.collect::<Option<_>>().ok_or(SHAPE)?,
        })
    }
}

impl Change {
    /// The part that the change leads to; `None` if the one before is not loaded.
    fn part(&self, pack: &Pack, row: &PackRow) -> Result<Option<PackPart>, Error> {
        let file = match self {
            Self::New(file) => file.clone(),
            Self::Of {
                row: old,
                removed,
                added,
            } => {
                let held = pack.parts.get(*old).ok_or(SHAPE)?;
                let Some(held) = held else { return Ok(None) };
                let Set::Coded(coded, _) = &*held.set else {
                    return Err(Error::BrokenDelta("it changes a part that is replaced only as a whole"));
                };
                changed(coded, removed, added)?
            }
        };
        if name_of(&file) != row.name || file.len() != row.bytes {
            return Err(Error::BrokenDelta("it leads to another part than the signed one"));
        }
        PackPart::read(&file, &row.digits).map(Some)
    }
}

/// Part without the removed numbers and with the added ones.
fn changed(coded: &Coded, removed: &[u8], added: &[u8]) -> Result<Vec<u8>, Error> {
    let kept = coded.kept();
    let (removed, added) = (numbers(kept, removed)?, numbers(kept, added)?);
    let mut values = coded.values();
    values.retain(|value| removed.binary_search(value).is_err());
    values.extend(added);
    values.sort_unstable();
    values.dedup();
    coded::encode(kept, &values)
}

/// Numbers of the kept bits, in order.
fn numbers(kept: Kept, bytes: &[u8]) -> Result<Vec<u128>, Error> {
    let width = kept.width();
    let numbers = bytes.chunks(width).map(|bytes| {
        let number = bytes.iter().fold(0, |number, byte| number << 8 | u128::from(*byte));
        (bytes.len() == width && number >> (kept.bucket as usize + 8 * kept.bytes) == 0).then_some(number)
    });
    let numbers: Option<Vec<u128>> = numbers.collect();
    numbers.filter(|numbers| numbers.is_sorted()).ok_or(SHAPE)
}
