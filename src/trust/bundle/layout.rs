//! Layout of a bundle's keys: columns of rows, numbers by planes.

use crate::trust::key::Curve;

/// Number of bytes of an x coordinate on P-256.
pub(super) const X: usize = 32;

/// Tags of other keys: RSA, and points by their curve.
pub(super) const RSA: u8 = 4;

pub(super) const CURVES: [(u8, Curve); 5] = [
    (2, Curve::P384),
    (3, Curve::P521),
    (5, Curve::BrainpoolP256r1),
    (6, Curve::BrainpoolP384r1),
    (7, Curve::BrainpoolP512r1),
];

/// Columns of the rows, one byte string each, in this order. Numbers of several bytes are written by planes: all first
/// bytes, then all second bytes and so on, since planes that hardly change compress to almost nothing. Numbers of two
/// bytes are differences to the row before.
#[derive(Clone, Copy)]
pub(super) enum Column {
    /// Length of the key identifier; 0 for issuers of SMART Health Cards, whose key identifier is the key's thumbprint.
    KidLength,
    /// The key identifiers, one after the other.
    Kid,
    /// Index of the key, first among the points, then among the other keys; all ones for a key that is not carried
    /// along. Two bytes.
    Key,
    /// 0 document signer, 1 issuer of SMART Health Cards, 2 anchor, 3 signer of seals.
    Role,
    /// Index of the country's text plus one; 0 for none. Two bytes, like all texts.
    Country,
    /// Text of the domain.
    Domain,
    /// Text of the `iss`.
    Issuer,
    /// Text of the issuer's name.
    Name,
    /// Bit set of the kinds that the key may sign.
    Usage,
    /// 0 production, 1 test, 2 demo.
    Environment,
    /// Index of the list that vouches for the key.
    Source,
    /// First second of validity; all ones for none. Eight bytes.
    NotBefore,
    /// Seconds from the first to the last instant of validity; all ones for none. Eight bytes.
    Lasts,
}

pub(super) const COLUMNS: usize = Column::Lasts as usize + 1;

/// No date.
pub(super) const NONE: u64 = u64::MAX;

/// Index of a key that is not carried along.
pub(super) const ABSENT: u16 = u16::MAX;

/// Splits numbers into planes.
pub(super) fn planes<const N: usize>(numbers: &[[u8; N]]) -> Vec<u8> {
    (0..N).flat_map(|plane| numbers.iter().map(move |n| n[plane])).collect()
}

/// Number of one row, put together from its planes.
pub(super) fn unplaned<const N: usize>(column: &[u8], rows: usize, row: usize) -> Option<[u8; N]> {
    let mut number = [0; N];
    for (plane, byte) in number.iter_mut().enumerate() {
        *byte = *column.get(plane * rows + row)?;
    }
    Some(number)
}
