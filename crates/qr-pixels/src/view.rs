//! Pictures whose coordinates have a type.

use super::{Luma, fixed_point::FixedPoint, geometry::Point};
use std::marker::PhantomData;

/// A borrowed picture whose pixels are coordinates of the space `S`.
#[derive(Debug)]
pub struct View<'a, S> {
    luma: &'a Luma<'a>,
    space: PhantomData<S>,
}

impl<S> Clone for View<'_, S> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for View<'_, S> {}

impl<'a, S> View<'a, S> {
    /// A picture taken as one of the space `S`.
    #[must_use]
    #[inline]
    pub const fn new(luma: &'a Luma<'a>) -> Self {
        Self {
            luma,
            space: PhantomData,
        }
    }

    /// The picture without its space.
    #[must_use]
    #[inline]
    pub const fn luma(self) -> &'a Luma<'a> {
        self.luma
    }

    /// Grey value at a point, interpolated bilinearly; the border continues outside.
    #[must_use]
    #[inline]
    pub fn bilinear(self, p: Point<S>) -> f32 {
        self.luma.bilinear(p.x, p.y)
    }

    /// True if a point lies inside by more than `margin` pixels.
    #[must_use]
    #[inline]
    pub fn contains(self, p: Point<S>, margin: f32) -> bool {
        self.luma.contains((p.x, p.y), margin)
    }

    /// [`View::bilinear`] at a fixed-point position; faster where the caller knows that it lies
    /// `inside` by more than a pixel.
    #[must_use]
    #[inline]
    pub fn sample(self, position: FixedPoint<S>, inside: bool) -> f32 {
        if inside {
            self.luma
                .bilinear_fixed(position.x, position.y, FixedPoint::<S>::FRACTION_BITS)
        } else {
            self.bilinear(position.point())
        }
    }
}
