//! Coordinate spaces: each picture and the symbol have a type of their own, so that a coordinate
//! of another picture does not compile.

use super::geometry::{Affine, Point};

/// Pixels of the frame that is searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Full;

/// Pixels of the frame after it was reduced by a [`Scale`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reduced;

/// Modules of a symbol, or of a finder pattern around its centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Symbol;

/// The whole factor, a power of two, by which the frame was reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(usize);

impl Scale {
    /// The frame as it is.
    pub const ONE: Self = Self(1);

    /// Twice the factor: half the size.
    #[must_use]
    pub const fn coarser(self) -> Self {
        Self(self.0 * 2)
    }

    /// Half the factor; `None` for the frame as it is.
    #[must_use]
    pub const fn finer(self) -> Option<Self> {
        if self.0 > 1 { Some(Self(self.0 / 2)) } else { None }
    }

    /// The factor as a number.
    #[must_use]
    pub const fn factor(self) -> usize {
        self.0
    }

    /// The factor's binary logarithm: how often the frame was halved.
    #[must_use]
    pub const fn halvings(self) -> usize {
        self.0.ilog2() as usize
    }

    /// A length in pixels of the reduced picture, in pixels of the frame.
    #[must_use]
    pub fn length_to_full(self, pixels: f32) -> f32 {
        pixels * self.0 as f32
    }

    /// A length in pixels of the frame, in pixels of the reduced picture.
    #[must_use]
    pub fn length_to_reduced(self, pixels: f32) -> f32 {
        pixels * (1.0 / self.0 as f32)
    }

    /// The same point in pixels of the frame.
    #[must_use]
    pub fn point_to_full(self, point: Point<Reduced>) -> Point<Full> {
        point.scaled_to(self.0 as f32)
    }

    /// The same point in pixels of the reduced picture.
    #[must_use]
    pub fn point_to_reduced(self, point: Point<Full>) -> Point<Reduced> {
        point.scaled_to(1.0 / self.0 as f32)
    }

    /// The same map to pixels of the frame.
    #[must_use]
    pub fn map_to_full(self, map: &Affine<Reduced>) -> Affine<Full> {
        map.scaled_to(self.0 as f32)
    }

    /// The same map to pixels of the reduced picture.
    #[must_use]
    pub fn map_to_reduced(self, map: &Affine<Full>) -> Affine<Reduced> {
        map.scaled_to(1.0 / self.0 as f32)
    }
}

/// Dark symbol on light ground, or reversed (ISO/IEC 18004, reflectance reversal).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// Dark modules on light ground.
    DarkOnLight,
    /// Light modules on dark ground.
    LightOnDark,
}

impl Polarity {
    /// Both, the usual one first.
    pub const BOTH: [Self; 2] = [Self::DarkOnLight, Self::LightOnDark];
}
