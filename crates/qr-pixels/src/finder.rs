//! The finder pattern (ISO/IEC 18004, 6.3.3) as a detection.

use super::{
    geometry::Point,
    space::{Full, Reduced, Scale},
};

/// A detected finder pattern.
#[derive(Debug)]
pub struct Finder<S> {
    /// Its centre.
    pub centre: Point<S>,
    /// Size of a module in pixels.
    pub module: f32,
    /// Resemblance to a finder pattern, at most 1.
    pub score: f32,
    /// Number of scan lines that crossed it.
    pub(super) hits: u32,
}

impl<S> Clone for Finder<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Finder<S> {}

impl<S> Finder<S> {
    /// A detection that one line, or none, crossed.
    #[must_use]
    pub const fn new(centre: Point<S>, module: f32, score: f32) -> Self {
        Self {
            centre,
            module,
            score,
            hits: 1,
        }
    }
}

impl Finder<Reduced> {
    /// The same finder pattern in pixels of the frame.
    #[must_use]
    pub fn to_full(&self, scale: Scale) -> Finder<Full> {
        Finder {
            centre: scale.point_to_full(self.centre),
            module: scale.length_to_full(self.module),
            score: self.score,
            hits: self.hits,
        }
    }
}

impl Finder<Full> {
    /// The same finder pattern in pixels of the reduced picture.
    #[must_use]
    pub fn to_reduced(&self, scale: Scale) -> Finder<Reduced> {
        Finder {
            centre: scale.point_to_reduced(self.centre),
            module: scale.length_to_reduced(self.module),
            score: self.score,
            hits: self.hits,
        }
    }
}
