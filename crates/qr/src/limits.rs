//! Bounds on one frame.

/// Most pixels that [`crate::read`] looks at; larger frames are scaled down first.
pub const MAX_PIXELS: usize = 16_000_000;
/// Most codes reported from one frame: their finder patterns are those that one look goes on with.
pub const MAX_CODES: usize = 6;
/// Most codes reported from a picture that is no camera's frame, such as a sheet of passes: it is
/// looked at again without those that were read.
pub const MAX_SHEET: usize = 48;
/// Triples of finder patterns that are looked at closely, one after the other without a code
/// being read, in one of a frame's [`MAX_GROUPS`].
pub const MAX_CLOSE: usize = 12;
/// Grids that are fitted there to symbols that do not name their version.
pub const MAX_FITS: usize = 4;
/// Likeliest symbols that are tried with all means at a time.
pub const MAX_HARD: usize = 2;
/// Times that finder patterns are grouped in one frame: dark and light ones at three sizes, those
/// that two others wanted, those that were hunted for, and dark and light ones of large modules.
pub const MAX_GROUPS: usize = 10;
/// Finder patterns of which each two are asked where a third would be: in four places at most.
pub const MAX_SURE: usize = 3;
/// Symbols that were seen and not read, whose evidence is gathered frame after frame.
pub const MAX_TRACKS: usize = 3;
/// Pictures of one symbol that are kept, and sharpened together.
pub const MAX_PICTURES: usize = 5;
/// Modules of all of these pictures; of the largest symbols two are kept all the same.
pub const MAX_SHARPENED: usize = 40_000;
