//! Requests of the page.

use super::{
    WorkerState, instant,
    lists::Refusal,
    pictures::{photo, picture, pixels, size},
    refresh::{renew, update_lists},
    rules,
};
use greengate::{
    frame::{Code, ScanResult, Scanner},
    pass,
    verdict::{self, Context, Trip, judge_all},
    wedge,
};
use greengate_app::bridge::{Failure, FrameResult, Job, Outline, Request, Response, ScannedCode};
use js_sys::{Array, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ImageData};

/// Answers a request.
pub async fn answer(ask: Request, attachment: JsValue, kept: &Rc<WorkerState>) -> Response {
    let trust = &kept.trust;
    let state = || Response::Trust(Box::new(trust.state()));
    match ask {
        Request::Demo { list } => match trust.use_demo(&kept.lists, &list).await {
            Ok(()) => state(),
            Err(refusal) => refused(refusal, Failure::TrustList),
        },
        Request::Import { .. } | Request::Rules { .. } => {
            kept.importing.set(kept.importing.get() + 1);
            let answer = import(ask, attachment, kept).await;
            kept.importing.set(kept.importing.get() - 1);
            answer
        }
        Request::ForgetImport { name, revocation } => {
            if revocation {
                trust.open_revocation_lists(&kept.lists, false, Some(name)).await;
            } else {
                trust.forget_import(&name).await;
            }
            state()
        }
        Request::ForgetRules => {
            rules::forget_imports(kept).await;
            Response::Rules(kept.entry.borrow().state())
        }
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
            kept.judge(scope, at, &|context| {
                let trip = Trip::new(&passes, &stops, horizon).language(&language);
                Response::Plan(Box::new(verdict::plan(&trip, context)))
            })
            .await
        }
        Request::Needs(questions) => rules::needs(kept, questions).await,
        Request::Update => {
            update(kept);
            state()
        }
        Request::Text { scope, texts, at } => {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            kept.judge(scope, at, &|context| {
                Response::Report(Box::new(judge_all(&texts, context)))
            })
            .await
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
        Request::Typed { text } => match wedge::plain(&text) {
            Some(plain) => Response::Typed(plain),
            None => kept.lists.typed(text).await,
        },
        Request::Frame { scope, at } => match picture(attachment).await {
            Ok(picture) => {
                let ScanResult {
                    codes, sighted, hint, ..
                } = kept.scanner.borrow_mut().scan_photo(&picture);
                let picture = size(&picture);
                let sighted = sighted.map(|corners| Outline { corners, picture });
                kept.judge(scope, at, &|context| {
                    let found = judged(picture, &codes, context);
                    Response::Frame(FrameResult { found, sighted, hint })
                })
                .await
            }
            Err(_) => Response::Failed(Failure::UnreadablePicture),
        },
        Request::Picture { scope, at } => match pixels(attachment).await {
            Ok(pixels) => {
                let Some(codes) = codes(&pixels, kept).await else {
                    return Response::Failed(Failure::Missing);
                };
                let size = (pixels.width(), pixels.height());
                kept.judge(scope, at, &|context| Response::Codes(judged(size, &codes, context)))
                    .await
            }
            Err(_) => Response::Failed(Failure::UnreadablePicture),
        },
    }
}

/// Updates lists and rules. Hosts may take longer than the page waits for an answer: the outcome is sent when it is
/// known.
fn update(kept: &Rc<WorkerState>) {
    let kept = Rc::clone(kept);
    spawn_local(async move {
        renew(&kept).await;
        update_lists(&kept).await;
    });
}

/// Imports a list or a file of rules.
async fn import(ask: Request, attachment: JsValue, kept: &WorkerState) -> Response {
    let (file, beside) = if Array::is_array(&attachment) {
        let both = Array::from(&attachment);
        (both.get(0), both.get(1))
    } else {
        (attachment, JsValue::NULL)
    };
    let Some(file) = bytes(file).await else {
        return Response::Failed(Failure::UnreadableFile);
    };
    match ask {
        Request::Import { name, again } => {
            let files = [file, bytes(beside).await.unwrap_or_default()];
            match kept.trust.import(&kept.lists, &name, files, again).await {
                Ok(()) => Response::Trust(Box::new(kept.trust.state())),
                Err(refusal) => refused(refusal, Failure::TrustList),
            }
        }
        Request::Rules { name } => match rules::import(kept, name, file).await {
            Ok(()) => Response::Rules(kept.entry.borrow().state()),
            Err(refusal) => refused(refusal, Failure::Rules),
        },
        _ => Response::Failed(Failure::Protocol),
    }
}

/// Bytes of a file.
async fn bytes(attachment: JsValue) -> Option<Vec<u8>> {
    let blob: Blob = attachment.dyn_into().ok()?;
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Codes of a picture. Without the part of the app that reads pictures it is read as a camera's frame; `None` if that
/// shows none.
async fn codes(pixels: &ImageData, kept: &WorkerState) -> Option<Vec<Code>> {
    if let Some(codes) = kept.lists.codes(pixels).await {
        return Some(codes);
    }
    let codes = Scanner::new().scan_photo(&photo(pixels).ok()?).codes;
    (!codes.is_empty()).then_some(codes)
}

/// Codes of a picture of this width and height with their verdicts.
fn judged(picture: (u32, u32), codes: &[Code], context: &Context) -> Vec<ScannedCode> {
    // The same text at two places is one pass.
    let is_first = |n: usize, code: &Code| codes.iter().take(n).all(|other| other.bytes != code.bytes);
    let each = codes.iter().enumerate().filter(|(n, code)| is_first(*n, code));
    let found = each.map(|(_, code)| {
        // Bytes that are not text are no pass; a ZIP archive is an Indian certificate.
        let archive = || code.bytes.starts_with(b"PK\x03\x04").then_some("PK\x03\x04");
        let text = code.text().or_else(archive).unwrap_or_default();
        ScannedCode {
            outline: Outline {
                corners: code.corners,
                picture,
            },
            report: judge_all(&[text], context),
            // The page collects the codes of a card that consists of several.
            chunk: pass::chunk(text).is_some_and(|chunk| chunk.total > 1),
            text: text.to_owned(),
        }
    });
    found.collect()
}

fn refused(refusal: Refusal, because: fn(String) -> Failure) -> Response {
    Response::Failed(match refusal {
        Refusal::Missing => Failure::Missing,
        Refusal::Because(why) => because(why),
    })
}
