//! Grey pixels of a camera frame.

use greengate_app::pixels;
use greengate_mrz::GreyImage;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ImageBitmap, ImageData};

/// Most pixels of a frame; larger ones are drawn smaller. A passport's zone, which fills most of the width, then still
/// has more than twenty pixels a character.
const MOST_PIXELS: f64 = 1280.0 * 720.0;

/// Grey pixels of a frame.
pub struct Frame {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Frame {
    /// Pixels of the attachment; `None` if it is no picture. A bitmap is freed.
    pub fn take(attachment: JsValue) -> Option<Self> {
        let data = match attachment.dyn_into::<ImageData>() {
            Ok(data) => data,
            Err(other) => {
                let bitmap: ImageBitmap = other.dyn_into().ok()?;
                let data = pixels::of_bitmap(&bitmap, MOST_PIXELS).ok();
                bitmap.close();
                data?
            }
        };
        // Rec. 601 luma, in 256ths.
        let grey = |pixel: &[u8; 4]| {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            ((77 * r + 150 * g + 29 * b) >> 8) as u8
        };
        Some(Self {
            pixels: data.data().0.as_chunks::<4>().0.iter().map(grey).collect(),
            width: data.width() as usize,
            height: data.height() as usize,
        })
    }

    /// The picture for the reader of zones.
    pub fn grey(&self) -> Option<GreyImage<'_>> {
        GreyImage::new(&self.pixels, self.width, self.height)
    }

    /// The picture for the reader of symbols.
    pub fn barcode(&self) -> Option<greengate_barcodes::GreyImage<'_>> {
        greengate_barcodes::GreyImage::new(&self.pixels, self.width, self.height)
    }
}
