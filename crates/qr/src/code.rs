//! A decoded QR code.

#[cfg(feature = "segments")]
use crate::content::Charset;
use crate::content::{Content, StructuredAppend};
use greengate_qr_pixels::{geometry::Point, space::Full};

/// A QR code found in a frame.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Code {
    /// The decoded bytes of all segments.
    pub bytes: Vec<u8>,
    /// Corners of the symbol in pixels of the frame: top left, top right, bottom right, bottom left,
    /// as the symbol is oriented.
    pub corners: [(f32, f32); 4],
    /// Place in a message that is divided among several symbols; the bytes are those of this one alone.
    pub structured_append: Option<StructuredAppend>,
    /// Character sets that the symbol states, each with the index of the first byte that it is true of, ascending.
    #[cfg(feature = "segments")]
    pub charsets: Vec<(usize, Charset)>,
}

impl Code {
    /// The code of a symbol's content.
    pub(crate) fn of_content(content: Content, corners: [(f32, f32); 4]) -> Self {
        Self {
            bytes: content.bytes,
            corners,
            structured_append: content.structured_append,
            #[cfg(feature = "segments")]
            charsets: content.charsets,
        }
    }

    /// A code of these bytes, with its corners in pixels: top left, top right, bottom right, bottom left.
    #[must_use]
    pub const fn new(bytes: Vec<u8>, corners: [(f32, f32); 4]) -> Self {
        Self {
            bytes,
            corners,
            structured_append: None,
            #[cfg(feature = "segments")]
            charsets: Vec::new(),
        }
    }

    /// The bytes as text; `None` when they are not UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// True if both are readings of one symbol: the same bytes at the same place.
    pub(crate) fn is_same_symbol(&self, other: &Self) -> bool {
        self.bytes == other.bytes && (self.contains(other.centre()) || other.contains(self.centre()))
    }

    /// True if both lie at the same place.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.contains(other.centre()) || other.contains(self.centre())
    }

    /// True if the corners are those of a convex outline, as every picture of a symbol has.
    pub(crate) fn is_convex(&self) -> bool {
        self.contains(self.centre())
    }

    fn centre(&self) -> Point<Full> {
        let (x, y) = self
            .corners
            .iter()
            .fold((0.0, 0.0), |(x, y), corner| (x + corner.0, y + corner.1));
        Point::new(x / 4.0, y / 4.0)
    }

    /// True if a point lies within the corners.
    pub(crate) fn contains(&self, p: Point<Full>) -> bool {
        let corners = self.corners.map(|(x, y)| Point::new(x, y));
        let side = |n: usize| corners[(n + 1) % 4].minus(corners[n]).cross(p.minus(corners[n]));
        (0..4).all(|n| side(n) > 0.0) || (0..4).all(|n| side(n) < 0.0)
    }
}
