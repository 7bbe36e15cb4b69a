//! Tag, length and value of ASN.1 (X.690): just enough to read certificates and CMS messages in DER, and in BER with
//! indefinite lengths, which gateways use.

use crate::limits::MAX_BER_DEPTH;

/// Universal tags.
#[cfg(feature = "lists")]
pub(crate) const INTEGER: u8 = 0x02;
#[cfg(feature = "lists")]
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
pub(crate) const CONSTRUCTED: u8 = 0x20;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    /// Tag byte; the structures read here have no tags of several bytes.
    pub tag: u8,
    /// Content without the end marker of an indefinite length.
    pub content: &'a [u8],
    /// Whole element.
    pub whole: &'a [u8],
}

/// First element of some bytes, and the rest of them.
pub(crate) fn split(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    split_at(bytes, MAX_BER_DEPTH)
}

fn split_at(bytes: &[u8], depth: usize) -> Option<(Element<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    if tag & 0x1f == 0x1f || depth == 0 {
        return None;
    }
    let header = |rest: &[u8]| bytes.len() - rest.len();
    let (start, length, end_marker) = match first {
        0..=0x7f => (header(rest), usize::from(first), 0),
        0x80 if tag & CONSTRUCTED != 0 => (header(rest), indefinite(rest, depth - 1)?, 2),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits.iter().fold(0_usize, |n, d| (n << 8) | usize::from(*d));
            (header(rest), length, 0)
        }
        _ => return None,
    };
    let end = start.checked_add(length)?;
    let content = bytes.get(start..end)?;
    let (whole, rest) = bytes.split_at_checked(end + end_marker)?;
    Some((Element { tag, content, whole }, rest))
}

/// Length of the content before the end marker.
fn indefinite(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut rest = bytes;
    while !rest.starts_with(&[0, 0]) {
        (_, rest) = split_at(rest, depth)?;
    }
    Some(bytes.len() - rest.len())
}

impl<'a> Element<'a> {
    /// Elements inside; `None` if one is broken.
    pub(crate) fn children(&self) -> Option<Vec<Element<'a>>> {
        let (mut children, mut rest) = (Vec::new(), self.content);
        while !rest.is_empty() {
            let (child, after) = split(rest)?;
            children.push(child);
            rest = after;
        }
        Some(children)
    }

    /// Bytes of an octet string, joined if it consists of segments.
    pub(crate) fn octets(&self) -> Option<Vec<u8>> {
        match self.tag & !CONSTRUCTED & 0x1f {
            OCTET_STRING | 0 if self.tag & CONSTRUCTED != 0 => {
                let mut bytes = Vec::new();
                for piece in self.children()? {
                    if piece.tag & !CONSTRUCTED != OCTET_STRING || piece.tag & CONSTRUCTED != 0 {
                        return None;
                    }
                    bytes.extend_from_slice(piece.content);
                }
                Some(bytes)
            }
            _ => Some(self.content.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definite_and_indefinite_lengths_say_the_same() {
        let definite = [0x30, 5, 2, 1, 7, 4, 0];
        let indefinite = [0x30, 0x80, 2, 1, 7, 4, 0, 0, 0];
        for bytes in [&definite[..], &indefinite[..]] {
            let padded = [bytes, &[9]].concat();
            let (element, rest) = split(&padded).unwrap();
            assert_eq!((element.whole, rest), (bytes, &[9][..]));
            let children = element.children().unwrap();
            assert_eq!(children.iter().map(|c| c.tag).collect::<Vec<_>>(), [2, OCTET_STRING]);
            assert_eq!(children[0].content, [7]);
        }
        // Elements of indefinite length are searched for their end, down to the maximum depth.
        let nested = |depth: usize| [[0x30, 0x80].repeat(depth), [0, 0].repeat(depth)].concat();
        assert!(split(&nested(MAX_BER_DEPTH)).is_some());
        assert!(split(&nested(MAX_BER_DEPTH + 1)).is_none());
        let long = [&[4, 0x82, 1, 0][..], &[5; 256]].concat();
        assert_eq!(split(&long).unwrap().0.content.len(), 256);
    }

    #[test]
    fn an_octet_string_in_pieces_is_put_together() {
        let (pieces, _) = split(&[0x24, 0x80, 4, 1, 1, 4, 2, 2, 3, 0, 0]).unwrap();
        assert_eq!(pieces.octets(), Some(vec![1, 2, 3]));
        let (whole, _) = split(&[4, 3, 1, 2, 3]).unwrap();
        assert_eq!(whole.octets(), Some(vec![1, 2, 3]));
    }

    #[test]
    fn broken_bytes_are_no_element() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 5, 1],
            &[0x30, 0x80, 2, 1, 7],
            &[0x04, 0x80, 0, 0],
            &[0x1f, 0x81, 0],
            &[4, 0x85, 0, 0, 0, 0, 1],
            &[4, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert!(split(bytes).is_none(), "{bytes:?}");
        }
        // Endless nesting is refused.
        assert!(split(&[0x30, 0x80].repeat(100_000)).is_none());
    }
}
