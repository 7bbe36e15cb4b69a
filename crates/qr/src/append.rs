//! Messages that are divided among several symbols (structured append, ISO/IEC 18004, clause 8).

#[cfg(feature = "segments")]
use crate::content::Charset;
use crate::{
    code::Code,
    content::StructuredAppend,
    limits::{MAX_PART_CHOICES, MAX_PARTS},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, error::Error, fmt};

/// One symbol's part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Part {
    /// Its place in the message.
    pub place: StructuredAppend,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their character sets, as in [`Code::charsets`].
    #[cfg(feature = "segments")]
    pub charsets: Vec<(usize, Charset)>,
}

impl Part {
    /// A part of these bytes, whose character set is not stated.
    #[must_use]
    pub const fn new(place: StructuredAppend, bytes: Vec<u8>) -> Self {
        Self {
            place,
            bytes,
            #[cfg(feature = "segments")]
            charsets: Vec::new(),
        }
    }
}

impl Code {
    /// The part of a message that this code holds; `None` when the message is its own.
    #[must_use]
    pub fn part(&self) -> Option<Part> {
        let part = |place| Part {
            #[cfg(feature = "segments")]
            charsets: self.charsets.clone(),
            ..Part::new(place, self.bytes.clone())
        };
        self.structured_append.map(part)
    }
}

/// A whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The bytes of all parts.
    pub bytes: Vec<u8>,
    /// Their character sets, as in [`Code::charsets`].
    #[cfg(feature = "segments")]
    pub charsets: Vec<(usize, Charset)>,
}

/// Reason why parts are no whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JoinError {
    /// Some parts are missing.
    Missing {
        /// Their numbers, from 1 on, ascending.
        parts: Vec<u8>,
        /// Number of parts of the message.
        total: u8,
    },
    /// The parity is wrong, or there are parts of several messages that cannot be told apart.
    Mismatch {
        /// Number of parts of the message.
        total: u8,
    },
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { parts, total } => match &parts[..] {
                [part] => write!(f, "part {part} of {total} is missing"),
                [parts @ .., last] => {
                    let parts: Vec<String> = parts.iter().map(u8::to_string).collect();
                    write!(f, "parts {} and {last} of {total} are missing", parts.join(", "))
                }
                [] => write!(f, "a part of {total} is missing"),
            },
            Self::Mismatch { total } => write!(f, "the {total} parts do not belong together"),
        }
    }
}

impl Error for JoinError {}

/// The parts of one message, as far as there are some.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Joined {
    /// Indices of its parts among those that were given, ascending; equal ones too.
    pub parts: Vec<usize>,
    /// The message, or the reason why there is none.
    pub message: Result<Message, JoinError>,
}

/// Joins parts to messages. Parts may come in any order and more than once; those of one message agree in the number of
/// parts and in the parity, which is checked. Messages are in the order of their first parts. Parts beyond
/// [`MAX_PARTS`] are ignored.
#[must_use]
pub fn join_parts(parts: &[Part]) -> Vec<Joined> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (n, part) in parts.iter().take(MAX_PARTS).enumerate() {
        let key = |place: StructuredAppend| (place.total, place.parity);
        let same = |group: &&mut Vec<usize>| {
            group
                .first()
                .is_some_and(|first| key(parts[*first].place) == key(part.place))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(n),
            None => groups.push(vec![n]),
        }
    }
    let joined = groups.into_iter().map(|group| {
        let members: Vec<&Part> = group.iter().map(|n| &parts[*n]).collect();
        Joined {
            message: join(&members),
            parts: group,
        }
    });
    joined.collect()
}

/// Joins parts that agree in number and parity.
fn join(parts: &[&Part]) -> Result<Message, JoinError> {
    let Some(StructuredAppend { total, parity, .. }) = parts.first().map(|part| part.place) else {
        return Err(JoinError::Mismatch { total: 0 });
    };
    // Different parts of the same number, of which one is the right one.
    let mut choices: BTreeMap<u8, Vec<&Part>> = (0..total).map(|index| (index, Vec::new())).collect();
    for part in parts {
        let same = choices.entry(part.place.index).or_default();
        if !same.contains(part) {
            same.push(part);
        }
    }
    let missing: Vec<u8> = choices
        .iter()
        .filter(|(_, parts)| parts.is_empty())
        .map(|(n, _)| n + 1)
        .collect();
    if !missing.is_empty() {
        return Err(JoinError::Missing { parts: missing, total });
    }
    let count = choices
        .values()
        .try_fold(1_usize, |count, parts| count.checked_mul(parts.len()));
    let count = count
        .filter(|count| *count <= MAX_PART_CHOICES)
        .ok_or(JoinError::Mismatch { total })?;
    let choose = |n: usize| -> Vec<&Part> {
        let mut rest = n;
        let mut one = |parts: &Vec<&'_ Part>| {
            let at = rest % parts.len();
            rest /= parts.len();
            at
        };
        choices.values().map(|parts| parts[one(parts)]).collect()
    };
    let is_right = |chosen: &Vec<&Part>| {
        let bytes = chosen.iter().flat_map(|part| &part.bytes);
        bytes.fold(0, |sum, byte| sum ^ byte) == parity
    };
    let mut right = (0..count).map(choose).filter(is_right);
    match (right.next(), right.next()) {
        (Some(chosen), None) => Ok(message(&chosen)),
        _ => Err(JoinError::Mismatch { total }),
    }
}

/// The message of all its parts in their order.
fn message(parts: &[&Part]) -> Message {
    let mut message = Message {
        bytes: Vec::new(),
        #[cfg(feature = "segments")]
        charsets: Vec::new(),
    };
    for part in parts {
        #[cfg(feature = "segments")]
        {
            let start = message.bytes.len();
            // What the part before stated ends with it.
            if part.charsets.first().is_none_or(|(first, _)| *first > 0) {
                message.charsets.push((start, Charset::Unstated));
            }
            message
                .charsets
                .extend(part.charsets.iter().map(|(at, charset)| (start + at, *charset)));
        }
        message.bytes.extend_from_slice(&part.bytes);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(index: u8, total: u8, parity: u8, bytes: &[u8]) -> Part {
        Part::new(StructuredAppend { index, total, parity }, bytes.to_vec())
    }

    fn parity(bytes: &[u8]) -> u8 {
        bytes.iter().fold(0, |sum, byte| sum ^ byte)
    }

    /// A message in parts of three bytes.
    fn parts(message: &[u8]) -> Vec<Part> {
        let chunks = message.chunks(3);
        let total = u8::try_from(chunks.len()).unwrap();
        (0..)
            .zip(chunks)
            .map(|(n, bytes)| part(n, total, parity(message), bytes))
            .collect()
    }

    fn texts(joined: &[Joined]) -> Vec<Result<&[u8], String>> {
        joined
            .iter()
            .map(|joined| {
                joined
                    .message
                    .as_ref()
                    .map(|message| &message.bytes[..])
                    .map_err(JoinError::to_string)
            })
            .collect()
    }

    #[test]
    fn parts_come_in_any_order_and_more_than_once() {
        let (one, other) = (parts(b"HC1:GREENGATE"), parts(b"another message"));
        let mut mixed: Vec<Part> = one.iter().rev().chain(&other).chain(&one).cloned().collect();
        assert_eq!(
            texts(&join_parts(&mixed)),
            [Ok(&b"HC1:GREENGATE"[..]), Ok(b"another message")]
        );
        mixed.reverse();
        assert_eq!(join_parts(&mixed)[0].parts.len(), 2 * one.len());
        assert!(join_parts(&[]).is_empty());
    }

    #[test]
    fn missing_parts_are_named() {
        let whole = parts(b"HC1:GREENGATE");
        let without = |missing: &[usize]| {
            let left: Vec<Part> = (0..whole.len())
                .filter(|n| !missing.contains(n))
                .map(|n| whole[n].clone())
                .collect();
            texts(&join_parts(&left))[0].clone().map(<[u8]>::to_vec)
        };
        assert_eq!(without(&[1]), Err("part 2 of 5 is missing".to_owned()));
        assert_eq!(without(&[0, 4]), Err("parts 1 and 5 of 5 are missing".to_owned()));
        assert_eq!(without(&[0, 2, 3]), Err("parts 1, 3 and 4 of 5 are missing".to_owned()));
    }

    #[test]
    fn a_wrong_parity_joins_nothing() {
        let mut wrong = parts(b"HC1:GREENGATE");
        wrong[2].bytes[0] ^= 1;
        let said = "the 5 parts do not belong together";
        assert_eq!(texts(&join_parts(&wrong)), [Err(said.to_owned())]);
        // Beside the right part the parity tells which one it is.
        wrong.push(parts(b"HC1:GREENGATE")[2].clone());
        assert_eq!(texts(&join_parts(&wrong)), [Ok(&b"HC1:GREENGATE"[..])]);
        // Two that both fit are told apart by nothing.
        wrong[2].bytes = wrong[5].bytes.iter().rev().copied().collect();
        assert_eq!(texts(&join_parts(&wrong)), [Err(said.to_owned())]);
    }

    #[test]
    fn choices_among_parts_are_bounded() {
        // So many different first parts, of which the last one is the right one.
        let joined = |choices: usize| {
            let mut parts: Vec<Part> = (1..choices)
                .map(|n| part(0, 2, 0, &[0, 1, (n >> 8) as u8 | 4, n as u8]))
                .collect();
            parts.retain(|part| parity(&part.bytes) != b'B');
            let wanted = choices - 1 - parts.len();
            parts.extend((0..wanted).map(|n| part(0, 2, 0, &[0, 1, 255, 1, n as u8, n as u8, 9])));
            parts.extend([part(0, 2, 0, b"B"), part(1, 2, 0, b"B")]);
            assert_eq!(parts.len(), choices + 1);
            join_parts(&parts).remove(0).message.is_ok()
        };
        assert!(joined(MAX_PART_CHOICES));
        assert!(!joined(MAX_PART_CHOICES + 1));
    }

    #[test]
    fn parts_are_bounded() {
        let message = |count: usize| {
            let mut parts: Vec<Part> = vec![part(0, 2, 0, b"B"); count - 1];
            parts.push(part(1, 2, 0, b"B"));
            join_parts(&parts).remove(0).message.is_ok()
        };
        assert!(message(MAX_PARTS));
        assert!(!message(MAX_PARTS + 1));
    }

    #[cfg(feature = "segments")]
    #[test]
    fn character_sets_end_with_their_part() {
        let mut two = [part(0, 2, b'A' ^ b'B', b"A"), part(1, 2, b'A' ^ b'B', b"B")];
        two[0].charsets.push((0, Charset::Eci(26)));
        let joined = join_parts(&two).remove(0).message.unwrap();
        assert_eq!(joined.charsets, [(0, Charset::Eci(26)), (1, Charset::Unstated)]);
    }
}
