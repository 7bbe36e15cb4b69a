//! Bounded parsing of CBOR (RFC 8949).

use crate::limits::{MAX_CBOR_ITEMS, MAX_DEPTH};
use ciborium::Value;
use coset::CborSerializable;

/// Reason for bytes not being one CBOR item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CborError {
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More than [`MAX_CBOR_ITEMS`] items.
    TooMany,
    /// Not CBOR.
    Broken,
    /// There are bytes after the item.
    Trailing,
}

/// Parses exactly one item. The structure is checked before anything is kept: a value in memory takes up to a hundred
/// times as much room as its bytes.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, CborError> {
    check(bytes)?;
    // Parse through coset, so that the page contains a single copy of ciborium's parser.
    Value::from_slice(bytes).map_err(|_| CborError::Broken)
}

/// Checks that the bytes are exactly one item within the bounds, without keeping any of it.
fn check(bytes: &[u8]) -> Result<(), CborError> {
    let mut reader = Reader::new(bytes);
    // Number of items left of each open array, map or tag; `None` if a break code ends it.
    let mut open: Vec<Option<u64>> = Vec::with_capacity(MAX_DEPTH);
    let mut items = 0;
    loop {
        let head = reader.head().ok_or(CborError::Broken)?;
        items += 1;
        if items > MAX_CBOR_ITEMS {
            return Err(CborError::TooMany);
        }
        let inside = match (head.major, head.argument) {
            (Major::BYTES | Major::TEXT, Some(length)) => reader.take(length).map(|_| None),
            (Major::BYTES | Major::TEXT, None) => reader.chunks(head.major).map(|()| None),
            (Major::ARRAY, count) => Some(Some(count)),
            (Major::MAP, Some(pairs)) => pairs.checked_mul(2).map(|count| Some(Some(count))),
            (Major::MAP, None) => Some(Some(None)),
            (Major::TAG, Some(_)) => Some(Some(Some(1))),
            (Major::OTHER, None) => {
                // A break code ends the innermost item, which must have an indefinite length.
                if open.pop() != Some(None) {
                    return Err(CborError::Broken);
                }
                Some(None)
            }
            (_, Some(_)) => Some(None),
            (_, None) => None,
        };
        if let Some(count) = inside.ok_or(CborError::Broken)? {
            if open.len() == MAX_DEPTH {
                return Err(CborError::TooDeep);
            }
            open.push(count);
            if count != Some(0) {
                continue;
            }
            open.pop();
        }
        // An item has ended, and perhaps the items around it too.
        loop {
            match open.last_mut() {
                None => {
                    return if reader.rest.is_empty() {
                        Ok(())
                    } else {
                        Err(CborError::Trailing)
                    };
                }
                Some(None) => break,
                Some(Some(left)) => {
                    *left -= 1;
                    if *left > 0 {
                        break;
                    }
                    open.pop();
                }
            }
        }
    }
}

/// Major types (RFC 8949, section 3.1).
pub(crate) struct Major;

impl Major {
    pub(crate) const BYTES: u8 = 2;
    pub(crate) const TEXT: u8 = 3;
    pub(crate) const ARRAY: u8 = 4;
    pub(crate) const MAP: u8 = 5;
    pub(crate) const TAG: u8 = 6;
    const OTHER: u8 = 7;
}

/// Head of an item: its major type, and its argument unless the length is indefinite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub major: u8,
    pub argument: Option<u64>,
}

/// Steps through items without keeping any of them.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Next head; `None` at the end, or if it is not well-formed.
    pub(crate) fn head(&mut self) -> Option<Head> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        let argument = match first & 0x1f {
            small @ 0..=23 => Some(u64::from(small)),
            size @ 24..=27 => {
                let bytes = self.take(1 << (size - 24))?;
                Some(bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)))
            }
            31 => None,
            _ => return None,
        };
        Some(Head {
            major: first >> 5,
            argument,
        })
    }

    /// Content of a byte string of definite length.
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let head = self.head()?;
        (head.major == Major::BYTES).then_some(())?;
        self.take(head.argument?)
    }

    /// True if the next head is this one.
    pub(crate) fn is(&mut self, major: u8, argument: u64) -> bool {
        let argument = Some(argument);
        self.head() == Some(Head { major, argument })
    }

    /// True if nothing is left.
    pub(crate) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(taken)
    }

    /// Skips the chunks of a string of indefinite length.
    fn chunks(&mut self, major: u8) -> Option<()> {
        loop {
            match self.head()? {
                Head {
                    major: Major::OTHER,
                    argument: None,
                } => return Some(()),
                Head {
                    major: chunk,
                    argument: Some(length),
                } if chunk == major => self.take(length)?,
                _ => return None,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_agrees_with_the_reader() {
        // RFC 8949, appendix A, and forms that are not well-formed.
        for bytes in [
            &b"\x00"[..],
            b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x3a\x00\x0f\x42\x3f",
            b"\xf9\x3c\x00",
            b"\xf6",
            b"\xc1\x1a\x51\x4b\x67\xb0",
            b"\x44\x01\x02\x03\x04",
            b"\x5f\x42\x01\x02\x43\x03\x04\x05\xff",
            b"\x7f\x65strea\x64ming\xff",
            b"\x80",
            b"\xa0",
            b"\x83\x01\x82\x02\x03\x82\x04\x05",
            b"\x9f\xff",
            b"\x9f\x01\x82\x02\x03\x9f\x04\x05\xff\xff",
            b"\xbf\x61a\x01\x61b\x9f\x02\x03\xff\xff",
        ] {
            assert!(parse(bytes).is_ok(), "{bytes:x?}");
            assert_eq!(
                parse(&bytes[..bytes.len() - 1]),
                Err(CborError::Broken),
                "{bytes:x?} cut"
            );
            assert_eq!(
                parse(&[bytes, &[0]].concat()),
                Err(CborError::Trailing),
                "{bytes:x?} and more"
            );
        }
        for bytes in [
            &b"\x1c"[..],
            b"\xff",
            b"\x81\xff",
            b"\xdf\x00",
            b"\x1f",
            b"\x5f\x61a\xff",
            b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff\x00",
        ] {
            assert_eq!(parse(bytes), Err(CborError::Broken), "{bytes:x?}");
        }
    }

    #[test]
    fn items_are_counted_before_they_are_kept() {
        let array = |count: usize| {
            let count = u32::try_from(count).unwrap();
            let mut bytes = vec![0x9a];
            bytes.extend(count.to_be_bytes());
            bytes.resize(bytes.len() + count as usize, 0);
            bytes
        };
        assert!(parse(&array(MAX_CBOR_ITEMS - 1)).is_ok());
        assert_eq!(parse(&array(MAX_CBOR_ITEMS)), Err(CborError::TooMany));
    }
}
