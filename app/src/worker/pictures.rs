//! Pixels of pictures that the page attaches.

use super::global;
use greengate::{frame::Photo, limits::MAX_PIXELS};
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

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
    let pixels = draw(&bitmap);
    // Free the picture at once: some browsers stall after a few that are not freed.
    bitmap.close();
    pixels
}

async fn decode(blob: &Blob) -> Result<ImageBitmap, JsValue> {
    let promise: Promise = global().create_image_bitmap_with_blob(blob)?.unchecked_into();
    JsFuture::from(promise).await?.dyn_into()
}

/// Pixels of a picture, scaled down to the size that the scanner reads.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of pictures"
)]
fn draw(bitmap: &ImageBitmap) -> Result<ImageData, JsValue> {
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let scale = (MAX_PIXELS as f64 / (width * height)).sqrt().min(1.0);
    let (width, height) = ((width * scale).floor().max(1.0), (height * scale).floor().max(1.0));
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE)?;
    let context: OffscreenCanvasRenderingContext2d = canvas
        .get_context_with_context_options("2d", &options)?
        .ok_or(JsValue::NULL)?
        .dyn_into()?;
    // Read a transparent picture as if on white paper.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)?;
    context.get_image_data(0.0, 0.0, width, height)
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
