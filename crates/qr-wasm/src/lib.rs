#![doc = include_str!("../README.md")]

mod input;
pub mod limits;
mod output;

use greengate_qr::{Luma, Photo};
use input::{Format, Layout};
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

/// Scans the frames of one camera, one after the other. A code that no single frame shows well enough
/// is accumulated.
#[wasm_bindgen]
#[derive(Default)]
pub struct Scanner(greengate_qr::Scanner);

#[wasm_bindgen]
impl Scanner {
    /// A scanner before its first frame.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Scans the next frame of `width * height` grey values, row by row; 0 is black.
    ///
    /// # Errors
    /// An `Error` when a side is no whole number of pixels, when there are too many pixels, or when
    /// the array does not fit the sides.
    #[wasm_bindgen(unchecked_return_type = "ScanResult")]
    pub fn scan(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] grey: &JsValue,
        width: f64,
        height: f64,
    ) -> Result<JsValue, JsError> {
        let frame = Layout::new(width, height, Format::Grey)?.copy(grey, Luma::new)?;
        output::of_result(&self.0.scan(&frame))
    }

    /// Scans the next frame of `width * height` RGBA pixels, row by row, as `ImageData` holds them: in
    /// grey, then in the colour channel with the highest contrast. Transparent pixels are white.
    ///
    /// # Errors
    /// As `scan`.
    #[wasm_bindgen(js_name = scanRgba, unchecked_return_type = "ScanResult")]
    pub fn scan_rgba(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &JsValue,
        width: f64,
        height: f64,
    ) -> Result<JsValue, JsError> {
        let frame = Layout::new(width, height, Format::Rgba)?.copy(rgba, Photo::from_rgba)?;
        output::of_result(&self.0.scan_photo(&frame))
    }
}

/// Reads one still picture of `width * height` RGBA pixels, such as a photo or a sheet of codes. It is
/// searched more thoroughly than a frame. Each text is returned once.
///
/// # Errors
/// As `Scanner.scan`.
#[wasm_bindgen(js_name = readPicture, unchecked_return_type = "Code[]")]
pub fn read_picture(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &JsValue,
    width: f64,
    height: f64,
) -> Result<JsValue, JsError> {
    let picture = Layout::new(width, height, Format::Rgba)?.copy(rgba, Photo::from_rgba)?;
    output::of_codes(&picture.read_codes())
}
