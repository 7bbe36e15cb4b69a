//! Positions in fixed-point numbers, which cost no conversion for each sample.

use super::geometry::Point;
use std::marker::PhantomData;

/// A position in a picture, or a displacement there, in 1024ths of a pixel. The centre of the first
/// pixel is 0.
#[derive(Debug, Default)]
pub struct FixedPoint<S> {
    pub(super) x: i32,
    pub(super) y: i32,
    space: PhantomData<S>,
}

impl<S> Clone for FixedPoint<S> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for FixedPoint<S> {}

impl<S> FixedPoint<S> {
    /// Bits after the point.
    pub(super) const FRACTION_BITS: u32 = 10;
    /// One pixel.
    pub(super) const PIXEL: i32 = 1 << Self::FRACTION_BITS;

    #[inline]
    const fn new(x: i32, y: i32) -> Self {
        Self {
            x,
            y,
            space: PhantomData,
        }
    }

    /// The position of a point.
    #[must_use]
    #[inline]
    pub fn position(p: Point<S>) -> Self {
        Self::displacement(Point::new(p.x - 0.5, p.y - 0.5))
    }

    /// The displacement by a vector.
    #[must_use]
    #[inline]
    pub fn displacement(by: Point<S>) -> Self {
        let fixed = |t: f32| (t * Self::PIXEL as f32) as i32;
        Self::new(fixed(by.x), fixed(by.y))
    }

    /// The sum of both.
    #[must_use]
    #[inline]
    pub const fn plus(self, other: Self) -> Self {
        Self::new(self.x.wrapping_add(other.x), self.y.wrapping_add(other.y))
    }

    /// The displacement multiplied by a whole factor.
    #[must_use]
    #[inline]
    pub const fn times(self, factor: i32) -> Self {
        Self::new(self.x.wrapping_mul(factor), self.y.wrapping_mul(factor))
    }

    /// The point at this position.
    #[must_use]
    pub fn point(self) -> Point<S> {
        let float = |t: i32| t as f32 / Self::PIXEL as f32 + 0.5;
        Point::new(float(self.x), float(self.y))
    }
}
