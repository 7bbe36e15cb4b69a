//! Every bound on outside data, in one place. What lies beyond is refused, never
//! truncated.

/// Longest pass text in bytes (the largest QR symbol holds 4,296 characters).
pub const MAX_TEXT: usize = 8 * 1024;
/// Most bytes a pass may inflate to; inflating stops there.
pub const MAX_INFLATED: usize = 64 * 1024;
/// Deepest nesting of CBOR arrays, maps and tags.
pub const MAX_DEPTH: usize = 16;
/// Longest single text inside a pass, in bytes.
pub const MAX_FIELD: usize = 4 * 1024;
/// Longest name inside a pass, in characters (the schema says 80, issuers exceed it).
pub const MAX_NAME: usize = 150;
/// Largest trust or revocation list file in bytes.
pub const MAX_LIST: usize = 32 * 1024 * 1024;
/// Most entries in a trust list.
pub const MAX_KEYS: usize = 100_000;
/// Largest X.509 certificate in bytes.
pub const MAX_CERTIFICATE: usize = 16 * 1024;
/// Most pixels [`crate::frame::read`] looks at; callers scale larger pictures down first.
pub const MAX_PIXELS: usize = 16_000_000;
/// Largest width or height that an image decoder is allowed to produce.
pub const MAX_SIDE: u32 = 16_384;
/// Largest image or PDF file in bytes.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Longest line of a batch file in bytes.
pub const MAX_LINE: usize = 16 * 1024 * 1024;
/// Most codes reported from one picture.
pub const MAX_CODES: usize = 64;
/// Most pages of a PDF that are looked at.
pub const MAX_PAGES: usize = 20;
/// Most bytes that the inner part of a trust bundle may inflate to.
pub const MAX_BUNDLE: usize = 16 * 1024 * 1024;
/// Most revoked identifiers that one list of an issuer of SMART Health Cards may name.
pub const MAX_REVOKED: usize = 1_000_000;
/// Longest SMART Health Card in bytes, all its chunks together.
pub const MAX_CARD: usize = 32 * 1024;
/// Most scanned texts that make one pass.
pub const MAX_CHUNKS: usize = 64;
/// Most passes that one trip is planned with.
pub const MAX_TRIP_PASSES: usize = 64;
/// Most stops of a trip.
pub const MAX_STOPS: usize = 16;
