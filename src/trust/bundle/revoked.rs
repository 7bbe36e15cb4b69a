//! Revoked SMART Health Cards in a bundle.

use super::layout::{planes, unplaned};
use crate::{
    limits::MAX_REVOKED,
    trust::{
        CardRevocations,
        envelope::{int, number},
        revocation::{RidHash, Rids},
    },
};
use ciborium::Value;
use std::collections::BTreeMap;

/// Writes the revoked identifiers of one key, grouped by the time before which they are revoked: the hashes in order,
/// each as the difference to the one before, by planes.
pub(super) fn to_value(issuer: &str, kid: &str, rids: &Rids) -> Value {
    let mut by_time: BTreeMap<Option<i64>, Vec<RidHash>> = BTreeMap::new();
    for (rid, before) in rids {
        by_time.entry(*before).or_default().push(*rid);
    }
    let groups = by_time.into_iter().map(|(before, rids)| {
        let mut last = 0;
        let steps: Vec<RidHash> = rids
            .iter()
            .map(|rid| {
                let number = wide(*rid);
                narrow(number - std::mem::replace(&mut last, number))
            })
            .collect();
        let before = before.map_or(Value::Null, int);
        Value::Array(vec![before, Value::Bytes(planes(&steps))])
    });
    Value::Array(vec![
        Value::Text(issuer.to_owned()),
        Value::Text(kid.to_owned()),
        Value::Array(groups.collect()),
    ])
}

/// A hash as a number.
fn wide(rid: RidHash) -> u64 {
    rid.iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

/// Hash from the lower bytes of a number.
fn narrow(number: u64) -> RidHash {
    let [_, _, _, rid @ ..] = number.to_be_bytes();
    rid
}

/// Adds the identifiers that [`to_value`] wrote.
pub(super) fn from_value(value: &Value, revoked: &mut CardRevocations) -> Option<()> {
    let [issuer, kid, groups] = &value.as_array()?[..] else {
        return None;
    };
    let mut rids = Vec::new();
    for group in groups.as_array()? {
        let [before, steps] = &group.as_array()?[..] else {
            return None;
        };
        let before = if before.is_null() { None } else { Some(number(before)?) };
        let (steps, mut last) = (steps.as_bytes()?, 0_u64);
        let count = steps.len() / size_of::<RidHash>();
        for row in 0..count {
            last = last.wrapping_add(wide(unplaned(steps, count, row)?));
            rids.push((narrow(last), before));
        }
    }
    if rids.len() > MAX_REVOKED {
        return None;
    }
    revoked.insert(issuer.as_text()?.into(), kid.as_text()?.into(), rids);
    Some(())
}
