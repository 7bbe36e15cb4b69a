//! Pixels from JavaScript: sides and length are checked before anything is copied.

use crate::limits::MAX_PICTURE_PIXELS;
use js_sys::{Uint8Array, Uint8ClampedArray};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};

/// Layout of one pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One byte, 0 is black.
    Grey,
    /// Four bytes: red, green, blue, alpha.
    Rgba,
}

impl Format {
    const fn bytes(self) -> u32 {
        match self {
            Self::Grey => 1,
            Self::Rgba => 4,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Rgba => "RGBA",
        }
    }
}

/// A picture that cannot be taken.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum InputError {
    #[error("{side} is {pixels}, but must be a whole number of pixels, at least 1")]
    Side { side: &'static str, pixels: f64 },
    #[error("the picture has {width} x {height} pixels, but at most {MAX_PICTURE_PIXELS} are taken")]
    TooManyPixels { width: u32, height: u32 },
    #[error("{width} x {height} {format} pixels are {expected} bytes, but the array has {bytes}")]
    Length {
        width: u32,
        height: u32,
        format: &'static str,
        expected: u32,
        bytes: u32,
    },
    #[error("pixels must be a Uint8Array or a Uint8ClampedArray")]
    NoBytes,
}

/// Size of a picture and format of its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    width: u32,
    height: u32,
    format: Format,
}

impl Layout {
    /// The layout of a picture of at most [`MAX_PICTURE_PIXELS`].
    pub fn new(width: f64, height: f64, format: Format) -> Result<Self, InputError> {
        let (width, height) = (side("width", width)?, side("height", height)?);
        match width.checked_mul(height) {
            Some(pixels) if pixels <= MAX_PICTURE_PIXELS => Ok(Self { width, height, format }),
            _ => Err(InputError::TooManyPixels { width, height }),
        }
    }

    /// The picture that `make` builds of a copy of the pixels, its width and its height.
    pub fn copy<T>(
        self,
        pixels: &JsValue,
        make: impl FnOnce(Vec<u8>, usize, usize) -> Option<T>,
    ) -> Result<T, InputError> {
        let copy = if let Some(bytes) = pixels.dyn_ref::<Uint8Array>() {
            self.check(bytes.length())?;
            bytes.to_vec()
        } else if let Some(bytes) = pixels.dyn_ref::<Uint8ClampedArray>() {
            self.check(bytes.length())?;
            bytes.to_vec()
        } else {
            return Err(InputError::NoBytes);
        };
        let bytes = copy.len() as u32;
        make(copy, self.width as usize, self.height as usize).ok_or_else(|| self.unfit(bytes))
    }

    fn check(self, bytes: u32) -> Result<(), InputError> {
        if bytes == self.expected() {
            Ok(())
        } else {
            Err(self.unfit(bytes))
        }
    }

    /// Bytes of all pixels; cannot overflow for at most [`MAX_PICTURE_PIXELS`].
    const fn expected(self) -> u32 {
        self.width * self.height * self.format.bytes()
    }

    const fn unfit(self, bytes: u32) -> InputError {
        InputError::Length {
            width: self.width,
            height: self.height,
            format: self.format.name(),
            expected: self.expected(),
            bytes,
        }
    }
}

fn side(side: &'static str, pixels: f64) -> Result<u32, InputError> {
    if pixels >= 1.0 && pixels <= f64::from(u32::MAX) && pixels.fract() == 0.0 {
        Ok(pixels as u32)
    } else {
        Err(InputError::Side { side, pixels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_whole_numbers_of_pixels() {
        for wrong in [0.0, -0.0, -1.0, 1.5, f64::NAN, f64::INFINITY, 4_294_967_296.0] {
            let width = Layout::new(wrong, 10.0, Format::Grey).unwrap_err().to_string();
            assert!(width.starts_with("width is "), "{width}");
            let height = Layout::new(10.0, wrong, Format::Grey).unwrap_err().to_string();
            assert!(height.starts_with("height is "), "{height}");
        }
        assert!(Layout::new(1.0, 1.0, Format::Grey).is_ok());
    }

    #[test]
    fn pictures_of_too_many_pixels_are_refused() {
        let most = f64::from(MAX_PICTURE_PIXELS);
        for format in [Format::Grey, Format::Rgba] {
            let layout = Layout::new(most, 1.0, format).unwrap();
            assert_eq!(layout.expected(), MAX_PICTURE_PIXELS * format.bytes());
            for (width, height) in [(f64::from(MAX_PICTURE_PIXELS + 1), 1.0), (65_536.0, 65_536.0)] {
                assert!(matches!(
                    Layout::new(width, height, format),
                    Err(InputError::TooManyPixels { .. })
                ));
            }
        }
    }

    #[test]
    fn the_length_must_fit_the_sides() {
        let layout = Layout::new(3.0, 2.0, Format::Rgba).unwrap();
        assert_eq!(layout.check(24), Ok(()));
        assert_eq!(
            layout.check(6).unwrap_err().to_string(),
            "3 x 2 RGBA pixels are 24 bytes, but the array has 6"
        );
    }
}
