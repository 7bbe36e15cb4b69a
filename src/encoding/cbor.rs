//! Bounded reading of CBOR (RFC 8949).

use crate::limits::MAX_DEPTH;
use ciborium::Value;

/// Why bytes are not one CBOR item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Not CBOR.
    Broken,
    /// There are bytes behind the item.
    Trailing,
}

/// Reads exactly one item.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Fault> {
    let mut rest = bytes;
    let value =
        ciborium::de::from_reader_with_recursion_limit::<Value, _>(&mut rest, MAX_DEPTH).map_err(|e| match e {
            ciborium::de::Error::RecursionLimitExceeded => Fault::TooDeep,
            _ => Fault::Broken,
        })?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(Fault::Trailing)
    }
}
