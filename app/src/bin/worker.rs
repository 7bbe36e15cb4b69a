//! The scanning worker: pictures and texts in, verdicts out. A trap here ends the worker
//! and nothing else; the page starts a new one.

use greengate::{
    frame::{Code, Look, Photo, Scanner},
    limits::MAX_PIXELS,
    trust::TrustList,
    verdict::{Context, Report, judge},
};
use greengate_app::bridge::{self, Answer, Ask, Failure, Found, Outline, Realm, Seen, TrustSummary};
use js_sys::{Array, Promise};
use std::{cell::RefCell, collections::HashSet, rc::Rc};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, ImageBitmap, ImageData, MessageEvent, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

/// What the worker keeps: the lists in use, and what the last frames left undecided.
#[derive(Default)]
struct Kept {
    lists: Lists,
    scanner: Scanner,
}

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
    let kept = Rc::new(RefCell::new(Kept::default()));
    let listen = {
        let scope = scope.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((number, ask, attachment)) = bridge::unpack::<Ask>(&event.data()) else {
                send(&scope, 0, Answer::Failed(Failure::Protocol));
                return;
            };
            let (scope, kept) = (scope.clone(), Rc::clone(&kept));
            spawn_local(async move {
                let answer = answer(ask, attachment, &kept).await;
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

async fn answer(ask: Ask, attachment: JsValue, kept: &RefCell<Kept>) -> Answer {
    match ask {
        Ask::Trust { realm, name, list } => match TrustList::read(list.as_bytes(), &name) {
            Ok(list) => {
                let summary = summary(&list, name);
                let lists = &mut kept.borrow_mut().lists;
                match realm {
                    Realm::Real => lists.real = list,
                    Realm::Demo => lists.demo = list,
                }
                Answer::Trust(summary)
            }
            Err(error) => Answer::Failed(Failure::TrustList(error.to_string())),
        },
        Ask::Text { realm, text, at } => Answer::Report(Box::new(verdict(&text, kept.borrow().lists.of(realm), at))),
        Ask::Frame { realm, at } => match picture(attachment).await {
            Ok(picture) => Answer::Frame(seen(&picture, &mut kept.borrow_mut(), realm, at)),
            Err(_) => Answer::Failed(Failure::UnreadablePicture),
        },
        Ask::Picture { realm, at } => match picture(attachment).await {
            Ok(picture) => {
                let codes = picture.read_codes();
                Answer::Codes(judged(&picture, codes, kept.borrow().lists.of(realm), at))
            }
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

fn seen(frame: &Photo, kept: &mut Kept, realm: Realm, at: f64) -> Seen {
    let Look { codes, sighted, hint } = kept.scanner.look_at_photo(frame);
    Seen {
        found: judged(frame, codes, kept.lists.of(realm), at),
        sighted: sighted.map(|corners| outline(frame, corners)),
        hint,
    }
}

fn judged(picture: &Photo, codes: Vec<Code>, trust: &TrustList, at: f64) -> Vec<Found> {
    let found = codes.iter().map(|code| Found {
        outline: outline(picture, code.corners),
        // Bytes that are no text are no pass.
        report: verdict(code.text().unwrap_or_default(), trust, at),
    });
    found.collect()
}

#[expect(clippy::cast_possible_truncation, reason = "both sides are bounded by a canvas")]
fn outline(picture: &Photo, corners: [(f32, f32); 4]) -> Outline {
    let grey = picture.grey();
    Outline {
        corners,
        picture: (grey.width() as u32, grey.height() as u32),
    }
}

/// The attached picture.
async fn picture(attachment: JsValue) -> Result<Photo, JsValue> {
    if let Some(data) = attachment.dyn_ref::<ImageData>() {
        return photo(data);
    }
    let bitmap: ImageBitmap = match attachment.dyn_into::<ImageBitmap>() {
        Ok(bitmap) => bitmap,
        Err(other) => decode(&other.dyn_into::<Blob>()?).await?,
    };
    let pixels = draw(&bitmap);
    // Frees the picture at once; some browsers stall after a few that are not.
    bitmap.close();
    let pixels = pixels?;
    photo(&pixels)
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

fn photo(pixels: &ImageData) -> Result<Photo, JsValue> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    Photo::from_rgba(pixels.data().0, width, height).ok_or_else(|| Array::new().into())
}
