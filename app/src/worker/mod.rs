//! The scanning worker: takes pictures and texts, returns verdicts. A trap ends the worker and nothing else; the page
//! starts a new one.

mod lists;
mod rules;
mod store;
mod trust;
mod update;

use self::{
    lists::{Lists, Refusal},
    rules::Rules,
    store::Record,
    trust::Trust,
};
use greengate::{
    frame::{Code, Photo, ScanResult, Scanner},
    limits::MAX_PIXELS,
    pass,
    trust::{DeferredChecks, TrustList},
    verdict::{self, Context, Report, judge_all},
    wedge,
};
use greengate_app::bridge::{
    self, Failure, FrameResult, Job, Origin, Outline, Request, Response, ScannedCode, TrustScope, TrustState,
};
use js_sys::{Array, Promise, Uint8Array};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, ImageBitmap, ImageData, MessageEvent, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

/// State of the worker: the lists in use, and codes that the last frames left undecided.
#[derive(Default)]
struct WorkerState {
    lists: Lists,
    trust: Trust,
    scanner: RefCell<Scanner>,
    entry: RefCell<Rules>,
}

/// Milliseconds that judging waits for the stored lists. A store that hangs must not block everything else.
const START_PATIENCE_MS: i32 = 3_000;

fn global() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds since 1970 by the device's clock.
fn now() -> f64 {
    js_sys::Date::now()
}

async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        // Only fails without an event loop.
        _ = global().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    _ = JsFuture::from(promise).await;
}

/// Starts answering requests.
pub fn start() {
    let kept = Rc::new(WorkerState::default());
    let listen = {
        let kept = Rc::clone(&kept);
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((number, ask, attachment)) = bridge::unpack::<Request>(&event.data()) else {
                send(0, Response::Failed(Failure::Protocol));
                return;
            };
            let kept = Rc::clone(&kept);
            spawn_local(async move {
                let answer = answer(ask, attachment, &kept).await;
                send(number, answer);
            });
        })
    };
    global().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    spawn_local(async move {
        let ready = Rc::new(Cell::new(false));
        spawn_local({
            let ready = Rc::clone(&ready);
            async move {
                sleep(START_PATIENCE_MS).await;
                if !ready.replace(true) {
                    send(0, Response::Ready);
                }
            }
        });
        let begin = || {
            post_trust_state(kept.trust.state());
            if !ready.replace(true) {
                send(0, Response::Ready);
            }
        };
        // Load from the device first, then from the network.
        let known = kept.trust.start().await;
        if let Some(record) = Rules::stored(&kept.trust).await {
            hold_rules(&kept, &record, Origin::Stored);
        }
        if known {
            begin();
        }
        reconfigure(&kept).await;
        kept.trust.take_shipped().await;
        begin();
        if let Some(record) = Rules::shipped(&kept.trust).await {
            hold_rules(&kept, &record, Origin::Shipped);
        }
        loop {
            kept.trust.update().await;
            update_rules(&kept).await;
            sleep(kept.trust.pause()).await;
            // A publisher whose key was stolen is dropped even while the page stays open.
            renew(&kept).await;
        }
    });
}

/// Reads the configuration again while the page is open.
async fn renew(kept: &WorkerState) {
    if reconfigure(kept).await {
        kept.trust.take_shipped().await;
        post_trust_state(kept.trust.state());
    }
}

/// Reads the configuration and applies it; true if it changed.
async fn reconfigure(kept: &WorkerState) -> bool {
    let changed = kept.trust.reconfigure().await;
    if changed {
        // The configuration may trust other publishers now.
        kept.entry.borrow_mut().forget_published();
        if let Some(record) = Rules::stored(&kept.trust).await {
            hold_rules(kept, &record, Origin::Stored);
        }
        tell_rules(kept);
    }
    changed
}

/// Uses a pack of rules if a pinned publisher signed it, and tells the page.
fn hold_rules(kept: &WorkerState, record: &Record, origin: Origin) {
    let held = kept.entry.borrow_mut().hold(&kept.trust, record, origin);
    if held == Ok(true) {
        tell_rules(kept);
    }
}

/// Asks the configured hosts for a newer pack of rules.
async fn update_rules(kept: &WorkerState) {
    if rules::update(kept).await {
        tell_rules(kept);
    }
}

/// Sends the rules in use to the page, without a request.
fn tell_rules(kept: &WorkerState) {
    let state = kept.entry.borrow().state();
    send(0, Response::Rules(state));
}

/// Sends the lists in use to the page, without a request.
fn post_trust_state(state: TrustState) {
    send(0, Response::Trust(Box::new(state)));
}

fn send(number: u32, answer: Response) {
    let message = bridge::pack(number, answer, &JsValue::NULL)
        .or_else(|_| bridge::pack(number, Response::Failed(Failure::Protocol), &JsValue::NULL));
    if let Ok(message) = message {
        // Only fails while the page closes.
        _ = global().post_message(&message);
    }
}

async fn answer(ask: Request, attachment: JsValue, kept: &Rc<WorkerState>) -> Response {
    let trust = &kept.trust;
    let state = || Response::Trust(Box::new(trust.state()));
    match ask {
        Request::Demo { list } => match trust.use_demo(&kept.lists, &list).await {
            Ok(()) => state(),
            Err(refusal) => refused(refusal, Failure::TrustList),
        },
        Request::Import { name, again } => match bytes(attachment).await {
            None => Response::Failed(Failure::UnreadableFile),
            Some(bytes) => match trust.import(&kept.lists, &name, bytes, again).await {
                Ok(()) => state(),
                Err(refusal) => refused(refusal, Failure::TrustList),
            },
        },
        Request::ForgetImport => {
            trust.forget_import().await;
            state()
        }
        Request::Rules { name } => match bytes(attachment).await {
            None => Response::Failed(Failure::UnreadableFile),
            Some(bytes) => match rules::import(kept, name, bytes).await {
                Ok(()) => Response::Rules(kept.entry.borrow().state()),
                Err(refusal) => refused(refusal, Failure::Rules),
            },
        },
        Request::Journey { journey, language } => {
            let entry = &mut kept.entry.borrow_mut();
            entry.journey = journey;
            entry.language = language;
            Response::Rules(entry.state())
        }
        Request::Plan {
            scope,
            passes,
            stops,
            language,
            at,
            horizon,
        } => {
            let horizon = (instant(horizon.0), instant(horizon.1));
            let plan = kept.lists.resolved(|deferred| {
                let entry = kept.entry.borrow();
                trust.with(scope, |list| {
                    let context = Context {
                        rules: entry.pack_in_use(),
                        deferred: Some(deferred),
                        ..Context::new(list, instant(at))
                    };
                    verdict::plan(&passes, &stops, horizon, &context, &language)
                })
            });
            plan.await
                .map_or_else(Response::Failed, |plan| Response::Plan(Box::new(plan)))
        }
        Request::Update => {
            // Hosts may take longer than the page waits for an answer: the outcome is sent when it is known.
            let kept = Rc::clone(kept);
            spawn_local(async move {
                renew(&kept).await;
                kept.trust.update().await;
                update_rules(&kept).await;
            });
            state()
        }
        Request::Text { scope, texts, at } => {
            let report = kept.lists.resolved(|deferred| {
                trust.with(scope, |list| verdict(&texts, list, deferred, &kept.entry.borrow(), at))
            });
            let report = report.await;
            report.map_or_else(Response::Failed, |report| Response::Report(Box::new(report)))
        }
        Request::File { text } => {
            let bytes = match text {
                Some(text) => Some(text.into_bytes()),
                None => bytes(attachment).await,
            };
            match bytes {
                Some(bytes) => kept.lists.taken(Job::File, &Uint8Array::from(&bytes[..])).await,
                None => Response::Failed(Failure::UnreadableFile),
            }
        }
        Request::Assemble(codes) => kept.lists.taken(Job::Assemble(codes), &JsValue::NULL).await,
        Request::Typed { text } => Response::Typed(wedge::ungarble(&text)),
        Request::Frame { scope, at } => match picture(attachment).await {
            Ok(picture) => {
                let ScanResult { codes, sighted, hint } = kept.scanner.borrow_mut().scan_photo(&picture);
                judged(&picture, &codes, kept, scope, at)
                    .await
                    .map_or_else(Response::Failed, |found| {
                        Response::Frame(FrameResult {
                            found,
                            sighted: sighted.map(|corners| outline(&picture, corners)),
                            hint,
                        })
                    })
            }
            Err(_) => Response::Failed(Failure::UnreadablePicture),
        },
        Request::Picture { scope, at } => match picture(attachment).await {
            Ok(picture) => {
                let codes = picture.read_codes();
                judged(&picture, &codes, kept, scope, at)
                    .await
                    .map_or_else(Response::Failed, Response::Codes)
            }
            Err(_) => Response::Failed(Failure::UnreadablePicture),
        },
    }
}

/// Bytes of a file.
async fn bytes(attachment: JsValue) -> Option<Vec<u8>> {
    let blob: Blob = attachment.dyn_into().ok()?;
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

fn verdict(texts: &[String], trust: &TrustList, deferred: &DeferredChecks, entry: &Rules, at: f64) -> Report {
    let at = instant(at);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let journey = entry.journey.as_ref().map(|journey| verdict::Journey {
        at: journey.at.map_or(at, instant),
        language: &entry.language,
        ..verdict::Journey::to(&journey.country, at)
    });
    let context = Context {
        journey,
        rules: entry.pack_in_use(),
        deferred: Some(deferred),
        ..Context::new(trust, at)
    };
    judge_all(&texts, &context)
}

fn instant(milliseconds: f64) -> OffsetDateTime {
    #[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
    OffsetDateTime::from_unix_timestamp((milliseconds / 1000.0) as i64).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Codes of a picture with their verdicts.
async fn judged(
    picture: &Photo,
    codes: &[Code],
    kept: &WorkerState,
    scope: TrustScope,
    at: f64,
) -> Result<Vec<ScannedCode>, Failure> {
    let found = |list: &TrustList, deferred: &DeferredChecks| {
        let found = codes.iter().map(|code| {
            // Bytes that are not text are no pass; a ZIP archive is an Indian certificate.
            let archive = || code.bytes.starts_with(b"PK\x03\x04").then_some("PK\x03\x04");
            let text = code.text().or_else(archive).unwrap_or_default();
            ScannedCode {
                outline: outline(picture, code.corners),
                report: verdict(&[text.to_owned()], list, deferred, &kept.entry.borrow(), at),
                // The page collects the codes of a card that consists of several.
                chunk: pass::chunk(text).is_some_and(|chunk| chunk.total > 1),
                text: text.to_owned(),
            }
        });
        found.collect()
    };
    kept.lists
        .resolved(|deferred| kept.trust.with(scope, |list| found(list, deferred)))
        .await
}

fn refused(refusal: Refusal, because: fn(String) -> Failure) -> Response {
    Response::Failed(match refusal {
        Refusal::Missing => Failure::Missing,
        Refusal::Because(why) => because(why),
    })
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
    // Free the picture at once: some browsers stall after a few that are not freed.
    bitmap.close();
    let pixels = pixels?;
    photo(&pixels)
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

fn photo(pixels: &ImageData) -> Result<Photo, JsValue> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    Photo::from_rgba(pixels.data().0, width, height).ok_or_else(|| Array::new().into())
}
