//! Bounds on the work that one picture can cause.

/// Pixels of a picture that is read; a larger one is refused.
pub const MAX_PIXELS: usize = 64_000_000;
/// Glyph-sized components kept of one level of the pyramid. A page full of print has some 5,000.
pub const MAX_COMPONENTS: usize = 12_000;
/// Lines of text kept of one level, the longest first.
pub const MAX_LINES: usize = 48;
/// Groups of two or three parallel lines that are examined in one picture, the longest first.
pub const MAX_CANDIDATES: usize = 24;
/// Zones answered of one picture.
pub const MAX_ZONES: usize = 4;
/// Characters that are classified in one picture to find out which lines are a zone and how they lie.
pub const MAX_CHARACTERS: usize = 20_000;
/// The same where the picture is of one line.
pub const MAX_LINE_CHARACTERS: usize = 6_000;
