//! Hardware scanners that type: a burst of keys anywhere on the page is a scan. And scanners on
//! a serial line, where the browser has that.

use crate::{
    browser::{self, method},
    engine::Engine,
};
use js_sys::{Object, Promise, Reflect, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

pub use greengate::wedge::Layout;

/// Keys of a scanner follow each other within this; people are slower.
const BETWEEN_MS: f64 = 60.0;
/// A burst of at least so many keys is a scanner's.
const BURST: usize = 12;
/// A burst is over when nothing came for so long.
const OVER_MS: i32 = 150;
/// A burst longer than anything a scanner reads is given up.
const MOST: usize = 64 * 1024;
/// Speed of serial scanners as they come from the factory.
const BAUD: f64 = 9_600.0;
/// Serial scanners end their texts by a line, or by a pause.
const PAUSE_MS: i32 = 120;

#[derive(Default)]
struct Burst {
    text: String,
    last: f64,
    /// Counts keys, so that a timer knows that more have come.
    keys: u32,
}

/// Whether keys go into a field, which takes scans for itself.
fn in_field(event: &KeyboardEvent) -> bool {
    let tag = event
        .target()
        .and_then(|t| t.dyn_into::<HtmlElement>().ok())
        .map(|e| e.tag_name());
    matches!(tag.as_deref(), Some("TEXTAREA" | "INPUT" | "SELECT"))
}

/// Listens for scanners as long as the page is open. `on_key` is told of single keys of people.
#[hook]
pub fn use_wedge(engine: &Engine, on_key: Callback<String>) {
    let engine = engine.clone();
    let on_key = use_memo(on_key, |on_key| on_key.clone());
    let latest = use_mut_ref(|| (*on_key).clone());
    *latest.borrow_mut() = (*on_key).clone();
    use_effect_with((), move |()| {
        let burst = Rc::new(RefCell::new(Burst::default()));
        let listen = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            key(&event, &burst, &engine, &latest);
        });
        let function = listen.as_ref().unchecked_ref::<js_sys::Function>().clone();
        let document = browser::window().document();
        if let Some(document) = &document {
            // Before any button hears of it: a scanner's Enter must press none.
            _ = document.add_event_listener_with_callback_and_bool("keydown", &function, true);
        }
        move || {
            if let Some(document) = document {
                _ = document.remove_event_listener_with_callback_and_bool("keydown", &function, true);
            }
            drop(listen);
        }
    });
}

fn key(event: &KeyboardEvent, burst: &Rc<RefCell<Burst>>, engine: &Engine, on_key: &Rc<RefCell<Callback<String>>>) {
    if in_field(event) || event.ctrl_key() && !event.alt_key() || event.meta_key() {
        return;
    }
    let now = browser::monotonic();
    let key = event.key();
    let mut chars = key.chars();
    let typed = match (key.as_str(), chars.next(), chars.next()) {
        ("Enter" | "Tab", ..) => None,
        (_, Some(c), None) => Some(c),
        // Shift and dead keys are part of a burst, but no characters of it.
        _ => return,
    };
    let number = {
        let mut burst = burst.borrow_mut();
        if now - burst.last > BETWEEN_MS {
            burst.text.clear();
        }
        burst.last = now;
        burst.keys = burst.keys.wrapping_add(1);
        match typed {
            Some(c) if burst.text.len() < MOST => burst.text.push(c),
            _ => {}
        }
        // From the second key of a burst on, no key presses a button.
        if burst.text.chars().nth(1).is_some() || typed.is_none() && !burst.text.is_empty() {
            event.prevent_default();
            event.stop_propagation();
        }
        burst.keys
    };
    // Whether more comes shows in a moment: lines of a passport's zone end with Enter as well.
    let (burst, engine, on_key) = (Rc::clone(burst), engine.clone(), Rc::clone(on_key));
    spawn_local(async move {
        browser::sleep(OVER_MS).await;
        let (text, more) = {
            let mut burst = burst.borrow_mut();
            if burst.keys != number {
                return;
            }
            (std::mem::take(&mut burst.text), typed.is_none())
        };
        if text.chars().count() >= BURST {
            engine.typed(&text);
        } else if !more && text.chars().count() == 1 {
            let on_key = on_key.borrow().clone();
            on_key.emit(text);
        }
    });
}

/// Whether the browser knows serial lines.
pub fn has_serial() -> bool {
    serial().is_some()
}

fn serial() -> Option<JsValue> {
    let serial = Reflect::get(&browser::window().navigator(), &"serial".into()).ok()?;
    (!serial.is_falsy()).then_some(serial)
}

async fn settled(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    let promise: Promise = method(object, name)?.call1(object, argument).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// Lets the person choose a serial scanner and reads it until it goes away; false where it
/// cannot be opened. `opened` is called once it is.
pub async fn read_serial(engine: Engine, opened: impl FnOnce()) -> bool {
    let open = async {
        let serial = serial()?;
        let port = settled(&serial, "requestPort", &Object::new()).await?;
        let options = Object::new();
        Reflect::set(&options, &"baudRate".into(), &BAUD.into()).ok()?;
        settled(&port, "open", &options).await?;
        let readable = Reflect::get(&port, &"readable".into()).ok()?;
        method(&readable, "getReader")?.call0(&readable).ok()
    };
    let Some(reader) = open.await else { return false };
    opened();
    let text = Rc::new(RefCell::new((Vec::<u8>::new(), 0_u32)));
    while let Some(step) = settled(&reader, "read", &JsValue::UNDEFINED).await {
        let done = Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy());
        let value = Reflect::get(&step, &"value".into())
            .ok()
            .and_then(|v| v.dyn_into::<Uint8Array>().ok());
        let (false, Some(value)) = (done, value) else { break };
        let number = {
            let mut text = text.borrow_mut();
            if text.0.len() < MOST {
                text.0.extend(value.to_vec());
            }
            text.1 = text.1.wrapping_add(1);
            text.1
        };
        let (text, engine) = (Rc::clone(&text), engine.clone());
        spawn_local(async move {
            browser::sleep(PAUSE_MS).await;
            let bytes = {
                let mut text = text.borrow_mut();
                if text.1 != number {
                    return;
                }
                std::mem::take(&mut text.0)
            };
            let scanned = String::from_utf8_lossy(&bytes);
            if !scanned.trim().is_empty() {
                engine.typed(scanned.trim());
            }
        });
    }
    true
}
