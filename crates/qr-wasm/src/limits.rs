//! Bounds on the pictures that are taken; those of the search are in [`greengate_qr::limits`].

/// Pixels of a frame or picture that is copied into the module's memory: 256 MB of RGBA.
pub const MAX_PICTURE_PIXELS: u32 = 64_000_000;
