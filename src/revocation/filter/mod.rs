//! Filters of the EU's distribution service (`dgca-revocation-distribution-service`): files that hold hashes in less
//! space, and name other hashes with a small probability.

mod bloom;
mod prefixes;

pub(super) use bloom::Bloom;
pub(super) use prefixes::Prefixes;

use super::error::wrong;
use crate::{limits::MAX_FALSE_POSITIVE_RATE, revocation::Error};

/// Takes the first bytes of a file as a number.
fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Result<[u8; N], Error> {
    let (taken, rest): (&'a [u8; N], _) = bytes
        .split_first_chunk()
        .ok_or_else(|| wrong("a filter ends within its header"))?;
    *bytes = rest;
    Ok(*taken)
}

/// The stated probability of a false positive, which sizes the filter and must be one.
fn probability(bytes: [u8; 4]) -> Result<f32, Error> {
    let p = f32::from_be_bytes(bytes);
    if p > 0.0 && p < 1.0 {
        Ok(p)
    } else {
        Err(wrong("the probability in a filter is none"))
    }
}

/// Refuses a filter that names too many passes that nobody revoked.
pub(super) fn check_rate(rate: f64) -> Result<(), Error> {
    if rate <= MAX_FALSE_POSITIVE_RATE {
        Ok(())
    } else {
        Err(Error::TooManyFalsePositives(rate))
    }
}
