//! The part of the app that reads still pictures, published trust lists, files of rules and certificates, checks
//! signatures of keys that are not on P-256, asks revocation lists, answers which certificates a journey requires, and
//! recovers what a hardware scanner typed in another keyboard layout. It is a worker that the scanning worker starts for
//! its first such job, so that no first visit loads it. It keeps [revocation lists](revocation) on the device, and
//! nothing else.

mod needs;
mod revocation;

use greengate::{
    frame::Photo,
    intake::{self, CardAssembler, FileContent, Proof},
    rules::{Collection, Published},
    trust::{Bundle, EnvelopeHeader, File, Header, SignatureStatus, TrustList},
    wedge,
};
use greengate_app::bridge::{self, Codes, Job, JobResult, More, PictureCode, Taken};
use js_sys::Uint8Array;
use revocation::Revocation;
use std::rc::Rc;
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, ImageData, MessageEvent};

fn main() {
    let global: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let listen = {
        let global = global.clone();
        let revocation = Rc::new(Revocation::default());
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((number, job, attachment)) = bridge::unpack::<Job>(&event.data()) {
                let (global, revocation) = (global.clone(), Rc::clone(&revocation));
                spawn_local(async move {
                    let (done, attachment) = run(job, attachment, &revocation).await;
                    send(&global, number, done, &attachment);
                });
            }
        })
    };
    global.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    // A message sent before this one would have been lost.
    send(&global, 0, JobResult::Ready, &JsValue::NULL);
}

fn send(global: &DedicatedWorkerGlobalScope, number: u32, done: JobResult, attachment: &JsValue) {
    if let Ok(message) = bridge::pack(number, done, attachment) {
        // Only fails while the page closes.
        _ = global.post_message(&message);
    }
}

async fn run(job: Job, attachment: JsValue, lists: &Rc<Revocation>) -> (JobResult, JsValue) {
    let bytes = || attachment.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
    let converted = match job {
        Job::Check { check, at, revocation } => {
            let result = lists.check(&check, at, revocation).await;
            return (JobResult::Checked(result), JsValue::NULL);
        }
        Job::Revocation { places, update, forget } => {
            lists.open(places).await;
            if let Some(name) = forget {
                lists.forget(&name).await;
            }
            if update {
                lists.update().await;
            }
            return (JobResult::Revocation(lists.described().await), JsValue::NULL);
        }
        Job::Typed { text } => return (JobResult::Typed(wedge::ungarble(&text)), JsValue::NULL),
        Job::File => return (JobResult::Taken(file(&bytes().unwrap_or_default())), JsValue::NULL),
        Job::Needs {
            questions,
            pack,
            publishers,
        } => {
            let own = pack.zip(bytes());
            let answers =
                needs::answers(&questions, own.as_ref(), &publishers).map_or_else(JobResult::Refused, JobResult::Needs);
            return (answers, JsValue::NULL);
        }
        Job::Picture => return (JobResult::Codes(picture(&attachment)), JsValue::NULL),
        Job::Assemble(codes) => return (JobResult::Taken(assemble(&codes)), JsValue::NULL),
        Job::List {
            name,
            signature,
            revocation,
        } => {
            let bytes = bytes().unwrap_or_default();
            match list(&name, &bytes, &signature) {
                Err(why) => match lists.import(&name, &bytes, revocation).await {
                    Some(Ok(())) => return (JobResult::Revocation(lists.described().await), JsValue::NULL),
                    // Which of the two it was meant to be is not known.
                    Some(Err(also)) => Err(format!("{why}; {also}")),
                    None => Err(why),
                },
                list => list,
            }
        }
        Job::Requirements { publishers, held, at } => {
            let offered = bytes().unwrap_or_default();
            needs::may_use(&offered, held.as_deref(), &publishers, at).map(|checked| (Vec::new(), checked))
        }
        Job::Rules { name } => rules(name, &bytes().unwrap_or_default()).map(|pack| (pack, false)),
    };
    match converted {
        Ok((bytes, checked)) => (
            JobResult::Converted { checked },
            Uint8Array::from(bytes.as_slice()).into(),
        ),
        Err(why) => (JobResult::Refused(why), JsValue::NULL),
    }
}

/// Reads the passes in a file.
fn file(bytes: &[u8]) -> Taken {
    match intake::read_file(bytes) {
        FileContent::Texts(texts) => Taken::Texts(texts),
        FileContent::Unread(kind) => Taken::Unread {
            kind: kind.name().to_owned(),
            picture: kind.is_picture(),
        },
    }
}

/// Reads the codes of a picture; none of what is no picture.
fn picture(attachment: &JsValue) -> Vec<PictureCode> {
    let photo = attachment.dyn_ref::<ImageData>().and_then(|pixels| {
        let (width, height) = (pixels.width() as usize, pixels.height() as usize);
        Photo::from_rgba(pixels.data().0, width, height)
    });
    let codes = photo.map(|photo| photo.read_codes()).unwrap_or_default();
    let codes = codes.into_iter().map(|code| PictureCode {
        bytes: code.bytes,
        corners: code.corners,
    });
    codes.collect()
}

/// Puts cards together from codes.
fn assemble(codes: &Codes) -> Taken {
    let mut assembler = CardAssembler::default();
    for code in &codes.used {
        assembler.add_used(code);
    }
    for code in &codes.waiting {
        assembler.add(code);
    }
    let cards = assembler.cards(match codes.more {
        More::Coming => Proof::Signature,
        More::Pausing => Proof::Structure,
    });
    Taken::Cards(cards, assembler.progress())
}

/// Converts a list to a bundle that claims no more than the list does. True if a known publisher signed the list.
fn list(name: &str, bytes: &[u8], signature: &[u8]) -> Result<(Vec<u8>, bool), String> {
    let files = [bytes, signature].map(|bytes| File { name, bytes });
    let files = if signature.is_empty() { &files[..1] } else { &files };
    let list = TrustList::read_from_known(files).map_err(|error| {
        if Collection::default().add(bytes).is_ok() {
            "it holds entry rules, and is no trust list".to_owned()
        } else {
            error.to_string()
        }
    })?;
    let checked = list.listings().iter().all(|l| l.signature == SignatureStatus::Verified);
    let header = header();
    let header = Header {
        serial: header.serial,
        issued_at: header.issued_at,
        best_before: header.best_before,
        expires_at: header.expires_at,
        listings: list.listings().to_vec(),
    };
    let bundle = Bundle::write(&header, &list, None).map_err(|e| e.to_string())?;
    Ok((bundle, checked))
}

fn rules(name: String, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut collection = Collection::default();
    let file = File { name: &name, bytes };
    collection.add(bytes).map_err(|error| {
        if TrustList::read_from_known(&[file]).is_ok() {
            "it is a trust list, and holds no entry rules".to_owned()
        } else {
            error.to_string()
        }
    })?;
    Published::write(&header(), &[name], &collection, None).map_err(|e| e.to_string())
}

/// Header without a publisher: nobody publishes a converted list.
const fn header() -> EnvelopeHeader {
    let never = OffsetDateTime::UNIX_EPOCH;
    EnvelopeHeader {
        serial: 0,
        issued_at: never,
        best_before: never,
        expires_at: never,
    }
}
