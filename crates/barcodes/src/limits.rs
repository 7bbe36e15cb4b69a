//! Bounds on the work that one picture can cause.

/// Pixels of a picture that is read; a larger one is refused.
pub const MAX_PIXELS: usize = 64_000_000;
/// Pixels of a side; a longer one is refused.
pub const MAX_SIDE: usize = 65_536;
/// Symbols that are answered of one picture.
pub const MAX_BARCODES: usize = 8;
