//! What a symbol says beside its place: bytes, their character sets, and of which message it is a part.

use serde::{Deserialize, Serialize};

/// Place of a symbol in a message that is divided among several (ISO/IEC 18004, clause 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StructuredAppend {
    /// Position in the message, from 0 on.
    pub index: u8,
    /// Number of symbols of the message, 1 to 16.
    pub total: u8,
    /// Exclusive or of all bytes of the message, the same in each of its symbols.
    pub parity: u8,
}

/// Character set of bytes as the symbol states it.
#[cfg(feature = "segments")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Charset {
    /// None is stated; what is not in byte mode is ASCII. The standard's default is ISO/IEC 8859-1; most symbols hold
    /// UTF-8.
    Unstated,
    /// Shift JIS, two bytes a character (Kanji mode).
    ShiftJis,
    /// GB 2312 as EUC-CN, two bytes a character (Hanzi mode, GB/T 18284).
    Gb2312,
    /// The character set with this number (extended channel interpretation, AIM ITS/04-023).
    Eci(u32),
}

/// The decoded segments of a symbol.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Content {
    pub bytes: Vec<u8>,
    pub structured_append: Option<StructuredAppend>,
    /// Character sets, each with the index of its first byte.
    #[cfg(feature = "segments")]
    pub charsets: Vec<(usize, Charset)>,
}
