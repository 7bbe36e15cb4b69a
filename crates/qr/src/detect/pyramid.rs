//! The frame at several sizes, and which size serves which step.

use greengate_qr_pixels::{
    Luma,
    space::{Full, Polarity, Reduced, Scale},
    view::View,
};

/// Pixels, about, of the picture that is searched first.
const FIRST_PIXELS: usize = 600_000;
/// Pixels per module up to which edges are soft enough to tell in which direction the centre of a
/// module lies.
const SOFT_EDGE_MODULE: f32 = 3.2;

/// The frame, half its size, a quarter and so on, and the negatives of all of them. Each level is
/// made when it is first prepared.
pub(super) struct Pyramid<'a> {
    levels: [Vec<Luma<'a>>; 2],
}

impl<'a> Pyramid<'a> {
    pub fn new(image: &'a Luma) -> Self {
        Self {
            levels: [vec![image.borrowed()], Vec::new()],
        }
    }

    /// Makes the level of this scale and polarity.
    pub fn prepare(&mut self, scale: Scale, polarity: Polarity) {
        if polarity == Polarity::LightOnDark && self.levels[1].is_empty() {
            let negative = self.levels[0][0].inverted();
            self.levels[1].push(negative);
        }
        let levels = &mut self.levels[polarity as usize];
        while levels.len() <= scale.halvings() {
            let half: Option<Luma<'static>> = levels.last().map(Luma::halved);
            levels.extend(half);
        }
    }

    /// The frame in full size. The polarity must have been prepared.
    pub fn full(&self, polarity: Polarity) -> View<'_, Full> {
        View::new(&self.levels[polarity as usize][0])
    }

    /// A level that was prepared.
    pub fn reduced(&self, scale: Scale, polarity: Polarity) -> View<'_, Reduced> {
        View::new(&self.levels[polarity as usize][scale.halvings()])
    }
}

/// The scale that brings the picture to at most [`FIRST_PIXELS`].
pub(super) fn first_scale(image: &Luma) -> Scale {
    let mut scale = Scale::ONE;
    while image.pixels() / (scale.factor() * scale.factor()) > FIRST_PIXELS {
        scale = scale.coarser();
    }
    scale
}

/// The scales that are searched: the first one, then up to two finer ones. The scale that succeeded
/// last comes first.
pub(super) fn search_scales(image: &Luma, last: Option<Scale>) -> Vec<Scale> {
    let mut scales: Vec<Scale> = std::iter::successors(Some(first_scale(image)), |scale| scale.finer())
        .take(3)
        .collect();
    if let Some(at) = scales.iter().position(|scale| Some(*scale) == last) {
        scales[..=at].rotate_right(1);
    }
    scales
}

/// The scale for geometry with modules of this many pixels: modules are told apart, and their edges
/// are soft.
pub(super) fn geometry_scale(module: f32) -> Scale {
    let mut scale = Scale::ONE;
    while module / scale.factor() as f32 >= SOFT_EDGE_MODULE {
        scale = scale.coarser();
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_that_succeeded_comes_first_and_changes_nothing_else() {
        let image = Luma::new(vec![0; 1280 * 720], 1280, 720).unwrap();
        let half = Scale::ONE.coarser();
        assert_eq!(search_scales(&image, None), [half, Scale::ONE]);
        assert_eq!(search_scales(&image, Some(Scale::ONE)), [Scale::ONE, half]);
        let foreign = Some(half.coarser());
        assert_eq!(
            search_scales(&image, foreign),
            [half, Scale::ONE],
            "a scale that is not searched"
        );
    }
}
