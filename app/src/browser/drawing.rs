//! Vector pictures, rasterised by the browser.

use super::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Longer side of a rasterised vector picture, in pixels.
const DRAWN_SIDE: f64 = 1_600.0;

/// Pixels of a vector picture, which browsers only decode on a page.
pub async fn drawn(file: &web_sys::Blob) -> Option<web_sys::ImageData> {
    let address = web_sys::Url::create_object_url_with_blob(file).ok()?;
    let drawn = drawn_from(&address).await;
    // Only fails for an invalid address.
    _ = web_sys::Url::revoke_object_url(&address);
    drawn
}

async fn drawn_from(address: &str) -> Option<web_sys::ImageData> {
    let image = web_sys::HtmlImageElement::new().ok()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await.ok()?;
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = DRAWN_SIDE / width.max(height).max(1.0);
    let (width, height) = ((width * scale).max(1.0), (height * scale).max(1.0));
    let canvas: web_sys::HtmlCanvasElement = window().document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most the side above"
    )]
    {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
    }
    let context: web_sys::CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .ok()?;
    context.get_image_data(0.0, 0.0, width.floor(), height.floor()).ok()
}
