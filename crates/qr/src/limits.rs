//! Bounds on the work for one frame, and on what is kept between frames.

/// Pixels of a frame that are searched; larger frames are reduced first.
pub const MAX_PIXELS: usize = 16_000_000;
/// Codes reported from one search of a frame.
pub const MAX_CODES: usize = 6;
/// Codes reported from a still picture, such as a sheet of passes, which is searched again without
/// the codes already decoded.
pub const MAX_SHEET: usize = 96;
/// Parts of messages (structured append) that are joined at a time.
pub const MAX_PARTS: usize = 4_096;
/// Choices among different parts of the same number that are tried for one message.
pub const MAX_PART_CHOICES: usize = 1_024;
/// Finder patterns of a still picture that are grouped with their neighbours.
pub const MAX_CROWD: usize = 320;
/// Triples that are examined there for each finder pattern as the corner of a symbol.
pub const MAX_CORNER_TRIPLES: usize = 4;
/// Pixels of all samplings in which a still picture is searched again for codes that were not decoded.
pub const MAX_RESAMPLED: usize = 14_000_000;
/// Pixels of a still picture that is enlarged when nothing is found in it: its modules may be single
/// pixels.
pub const MAX_ENLARGED: usize = 500_000;
/// Triples of finder patterns that are examined in one of a frame's [`MAX_GROUPS`], counted anew
/// after each decoded code.
pub const MAX_TRIPLES: usize = 12;
/// Grids that are fitted there to symbols without version information.
pub const MAX_FITS: usize = 4;
/// Pending symbols, the most likely ones, that are decoded with all means at a time.
pub const MAX_PENDING: usize = 2;
/// Triples of finder patterns that are tried as those of a symbol on a cylinder, in each sampling of a still
/// picture.
#[cfg(feature = "curved")]
pub const MAX_CURVED: usize = 3;
/// Times that finder patterns of one frame are grouped: both polarities at three sizes, with
/// predicted patterns, with patterns found by rings, and both polarities of large modules.
pub const MAX_GROUPS: usize = 10;
/// Finder patterns of which each pair predicts a third one, at four positions at most.
pub const MAX_PREDICTING: usize = 3;
/// Symbols that were seen and not decoded, whose evidence is accumulated over frames.
pub const MAX_TRACKS: usize = 3;
/// Pictures of one symbol that are kept for joint deconvolution.
pub const MAX_PICTURES: usize = 5;
/// Modules of all these pictures; of the largest symbols two pictures are kept all the same.
pub const MAX_PICTURE_MODULES: usize = 40_000;
