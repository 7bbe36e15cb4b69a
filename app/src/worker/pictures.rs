//! Pixels of pictures that the page attaches.

use super::global;
use greengate::{frame::Photo, limits::MAX_PIXELS};
use greengate_app::pixels;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, ImageData};

/// The attached picture.
pub async fn picture(attachment: JsValue) -> Result<Photo, JsValue> {
    photo(&pixels(attachment).await?)
}

/// Pixels of the attached picture.
pub async fn pixels(attachment: JsValue) -> Result<ImageData, JsValue> {
    let attachment = match attachment.dyn_into::<ImageData>() {
        Ok(data) => return Ok(data),
        Err(other) => other,
    };
    let bitmap: ImageBitmap = match attachment.dyn_into::<ImageBitmap>() {
        Ok(bitmap) => bitmap,
        Err(other) => decode(&other.dyn_into::<Blob>()?).await?,
    };
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let pixels = pixels::of_bitmap(&bitmap, MAX_PIXELS as f64);
    // Free the picture at once: some browsers stall after a few that are not freed.
    bitmap.close();
    pixels
}

async fn decode(blob: &Blob) -> Result<ImageBitmap, JsValue> {
    let promise: Promise = global().create_image_bitmap_with_blob(blob)?.unchecked_into();
    JsFuture::from(promise).await?.dyn_into()
}

/// The picture of these pixels.
pub fn photo(pixels: &ImageData) -> Result<Photo, JsValue> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    Photo::from_rgba(pixels.data().0, width, height).ok_or_else(|| Array::new().into())
}

/// Width and height.
#[expect(clippy::cast_possible_truncation, reason = "both sides are bounded by a canvas")]
pub const fn size(picture: &Photo) -> (u32, u32) {
    let grey = picture.grey();
    (grey.width() as u32, grey.height() as u32)
}
