//! From a picture to the symbols in it.

use crate::{aztec, binary::binarise, image::GreyImage, limits::MAX_BARCODES, pdf417};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Longer side of the smallest copy of a picture.
const SMALLEST_COPY: usize = 400;
/// Pixels of a picture that is enlarged.
const LARGEST_ENLARGED: usize = 1_000_000;

/// Kind of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Symbology {
    /// Stacked bars (ISO/IEC 15438).
    Pdf417,
    /// Modules around a bull's-eye (ISO/IEC 24778).
    Aztec,
}

impl Symbology {
    /// The name in small letters: `pdf417` or `aztec`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf417 => "pdf417",
            Self::Aztec => "aztec",
        }
    }
}

/// Symbol that was read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Barcode {
    /// Its kind.
    pub symbology: Symbology,
    /// Its text.
    pub text: String,
    /// Its corners: top left, top right, bottom right and bottom left of the symbol, which may be turned; `x` and `y` in
    /// pixels of the picture. They may be off by some modules.
    pub corners: [[f32; 2]; 4],
}

impl Barcode {
    /// True if a point lies within the outline.
    pub(crate) fn contains(&self, [x, y]: [f32; 2]) -> bool {
        let sides = self.corners.iter().zip(self.corners.iter().cycle().skip(1));
        let left = sides.map(|(a, b)| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0.0);
        matches!(left.filter(|left| *left).count(), 0 | 4)
    }

    fn centre(&self) -> [f32; 2] {
        [0, 1].map(|axis| self.corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0)
    }

    fn scaled(mut self, scale: f32) -> Self {
        self.corners = self.corners.map(|corner| corner.map(|c| c * scale));
        self
    }
}

/// Bounds of the work for one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// Bull's-eyes that are examined in each copy of the picture, the clearest first.
    pub bullseyes: usize,
    /// True to look at smaller copies, and at a larger copy of a small picture, too.
    pub copies: bool,
}

impl Budget {
    /// For a frame of a video: the next one comes soon.
    pub const FRAME: Self = Self {
        bullseyes: 3,
        copies: false,
    };
    /// For a picture that is read once.
    pub const STILL: Self = Self {
        bullseyes: 12,
        copies: true,
    };
}

/// Symbols in a picture, dark on light, each once; at most [`MAX_BARCODES`].
#[must_use]
pub fn read(image: &GreyImage, budget: &Budget) -> Vec<Barcode> {
    let mut found = Vec::new();
    read_copy(image, 1.0, budget, &mut found);
    if !budget.copies {
        return found;
    }
    if image.pixels().len() <= LARGEST_ENLARGED {
        read_copy(&image.doubled(), 0.5, budget, &mut found);
    }
    let (mut copy, mut scale) = (image.clone(), 1.0);
    while copy.width().max(copy.height()) >= 2 * SMALLEST_COPY && copy.width().min(copy.height()) > 1 {
        copy = copy.halved();
        scale *= 2.0;
        read_copy(&copy, scale, budget, &mut found);
    }
    found
}

/// Adds the symbols of a copy of the picture that are new. A pixel of it is as large as `scale` of the picture.
fn read_copy(copy: &GreyImage, scale: f32, budget: &Budget, found: &mut Vec<Barcode>) {
    let Some(matrix) = guarded(|| binarise(copy)).flatten() else {
        return;
    };
    let mut read = pdf417::read(copy, &matrix);
    read.extend(aztec::read(copy, &matrix, budget.bullseyes));
    for barcode in read {
        let barcode = barcode.scaled(scale);
        let is_known = found.iter().any(|known| {
            let same = known.symbology == barcode.symbology && known.text == barcode.text;
            same && (known.contains(barcode.centre()) || barcode.contains(known.centre()))
        });
        if !is_known && found.len() < MAX_BARCODES {
            found.push(barcode);
        }
    }
}

/// The result of a decoder, `None` if it panics.
pub fn guarded<T>(decode: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(decode)).ok()
}
