//! The scanning worker: pictures and texts in, verdicts out. A trap here ends the worker
//! and nothing else; the page starts a new one.

use greengate::{
    frame::{self, Luma},
    limits::MAX_PIXELS,
    trust::TrustList,
    verdict::{Context, Report, judge},
};
use greengate_app::bridge::{self, Answer, Ask, Failure, Found, Realm, TrustSummary};
use js_sys::{Array, Promise};
use std::{cell::RefCell, collections::HashSet, rc::Rc};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, ImageBitmap, ImageData, MessageEvent, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

/// The lists in use.
#[derive(Default)]
struct Lists {
    real: TrustList,
    demo: TrustList,
}

impl Lists {
    const fn of(&self, realm: Realm) -> &TrustList {
        match realm {
            Realm::Real => &self.real,
            Realm::Demo => &self.demo,
        }
    }
}

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let lists = Rc::new(RefCell::new(Lists::default()));
    let listen = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((number, ask, attachment)) = bridge::unpack::<Ask>(&event.data()) else {
                send(&scope, 0, Answer::Failed(Failure::Protocol));
                return;
            };
            let (scope, lists) = (scope.clone(), Rc::clone(&lists));
            spawn_local(async move {
                let answer = answer(ask, attachment, &lists).await;
                send(&scope, number, answer);
            });
        })
    };
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    send(&scope, 0, Answer::Ready);
}

fn send(scope: &DedicatedWorkerGlobalScope, number: u32, answer: Answer) {
    let message = bridge::pack(number, answer, &JsValue::NULL)
        .or_else(|_| bridge::pack(number, Answer::Failed(Failure::Protocol), &JsValue::NULL));
    if let Ok(message) = message {
        // Fails only while the page goes away.
        _ = scope.post_message(&message);
    }
}

async fn answer(ask: Ask, attachment: JsValue, lists: &RefCell<Lists>) -> Answer {
    match ask {
        Ask::Trust { realm, name, list } => match TrustList::read(list.as_bytes(), &name) {
            Ok(list) => {
                let summary = summary(&list, name);
                let mut lists = lists.borrow_mut();
                match realm {
                    Realm::Real => lists.real = list,
                    Realm::Demo => lists.demo = list,
                }
                Answer::Trust(summary)
            }
            Err(error) => Answer::Failed(Failure::TrustList(error.to_string())),
        },
        Ask::Text { realm, text, at } => Answer::Report(Box::new(verdict(&text, lists.borrow().of(realm), at))),
        Ask::Picture { realm, at } => match picture(attachment).await {
            Ok(picture) => Answer::Codes(codes(&picture, lists.borrow().of(realm), at)),
            Err(_) => Answer::Failed(Failure::UnreadablePicture),
        },
    }
}

fn summary(list: &TrustList, name: String) -> TrustSummary {
    let countries: HashSet<&str> = list.keys().filter_map(|key| key.country.as_deref()).collect();
    TrustSummary {
        name,
        keys: list.len(),
        skipped: list.skipped().len(),
        countries: countries.len(),
    }
}

fn verdict(text: &str, trust: &TrustList, at: f64) -> Report {
    #[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
    let at = OffsetDateTime::from_unix_timestamp((at / 1000.0) as i64).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    judge(text, &Context::new(trust, at))
}

#[expect(clippy::cast_possible_truncation, reason = "both sides are bounded by a canvas")]
fn codes(picture: &Luma, trust: &TrustList, at: f64) -> Vec<Found> {
    let size = (picture.width() as u32, picture.height() as u32);
    let codes = picture.read_codes();
    let found = codes.iter().map(|code| Found {
        corners: code.corners,
        picture: size,
        // Bytes that are no text are no pass.
        report: verdict(code.text().unwrap_or_default(), trust, at),
    });
    found.collect()
}

/// The attached picture as grey values.
async fn picture(attachment: JsValue) -> Result<Luma<'static>, JsValue> {
    if let Some(data) = attachment.dyn_ref::<ImageData>() {
        return luma(&data.data(), data.width(), data.height());
    }
    let bitmap: ImageBitmap = match attachment.dyn_into::<ImageBitmap>() {
        Ok(bitmap) => bitmap,
        Err(other) => decode(&other.dyn_into::<Blob>()?).await?,
    };
    let pixels = draw(&bitmap);
    // Frees the picture at once; some browsers stall after a few that are not.
    bitmap.close();
    let pixels = pixels?;
    luma(&pixels.data(), pixels.width(), pixels.height())
}

async fn decode(blob: &Blob) -> Result<ImageBitmap, JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let promise: Promise = scope.create_image_bitmap_with_blob(blob)?.unchecked_into();
    JsFuture::from(promise).await?.dyn_into()
}

/// The pixels of a picture, scaled down to what the scanner looks at.
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
    // A transparent picture is read as if it lay on white paper, like everywhere else.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)?;
    context.get_image_data(0.0, 0.0, width, height)
}

fn luma(rgba: &[u8], width: u32, height: u32) -> Result<Luma<'static>, JsValue> {
    Luma::new(frame::from_rgba(rgba), width as usize, height as usize).ok_or_else(|| Array::new().into())
}
