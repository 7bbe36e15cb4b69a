//! Hardware scanners: those that type, where a burst of keys is a scan whatever has the focus; and those on a serial
//! port, if the browser supports it.

use crate::{
    browser::{self, method},
    hooks::use_once,
};
use greengate::person::Mrz;
use js_sys::{Object, Promise, Reflect, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, EventInit, HtmlElement, KeyboardEvent};
use yew::prelude::*;

pub use greengate::wedge::Layout;

/// Longest pause between two keys of a burst, by the keys' own time stamps, in milliseconds. Radio links and slow
/// computers cause pauses, so the mean time between its keys identifies a burst.
const PAUSE_MS: i32 = 150;
/// Longest pause within a burst that is known to be a scanner's and has not just ended a line, in milliseconds.
const SCAN_PAUSE_MS: i32 = 400;
/// Longest mean time between the keys of a scanner, in milliseconds. People are slower.
const MEAN_MS: f64 = 60.0;
/// Minimum number of keys of a scanned text.
const BURST: u32 = 12;
/// Number of quick keys after which a field receives no more of them.
const FIELD_BURST: u32 = 6;
/// The same for a passphrase field, where fast typists type long words.
const PASSPHRASE_BURST: u32 = 60;
/// Delay of a timer, in milliseconds, that shows that the page was blocked and keys may be waiting.
const LATE_MS: f64 = 50.0;
/// Time after the last key, in milliseconds, after which a choice was made without keys.
const WITHOUT_KEYS_MS: f64 = 1_000.0;
/// Maximum length of a burst, in characters; longer ones are dropped.
const MOST: usize = 64 * 1024;
/// Factory setting of serial scanners, in baud.
const BAUD: f64 = 9_600.0;
/// Pause in milliseconds that ends a text of a serial scanner, unless a line end does.
const SERIAL_PAUSE_MS: i32 = 120;

/// Element that has the focus while keys arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Target {
    /// Nothing that accepts text: a key may be a shortcut.
    #[default]
    Page,
    /// A selection, a date or a number.
    Field,
    /// A passphrase.
    Passphrase,
    /// The field for a passport's machine-readable zone, which a scanner may type.
    Zone,
    /// Another text area, which handles scanned texts itself.
    TextArea,
}

impl Target {
    fn of(element: Option<&Element>) -> Self {
        let is = |css: &str| element.is_some_and(|element| element.matches(css).unwrap_or(false));
        if is("[data-testid=document-input]") {
            Self::Zone
        } else if is("textarea") {
            Self::TextArea
        } else if is("[type=password]") {
            Self::Passphrase
        } else if is("select, input:not([type=checkbox], [type=range], [type=file])") {
            Self::Field
        } else {
            Self::Page
        }
    }

    /// Number of quick keys from which on the target receives no more of them; `None` if it receives all.
    const fn intercepted_from(self) -> Option<u32> {
        match self {
            Self::Page => Some(2),
            Self::Field => Some(FIELD_BURST),
            Self::Passphrase => Some(PASSPHRASE_BURST),
            Self::Zone | Self::TextArea => None,
        }
    }
}

/// Keys that follow each other quickly.
#[derive(Default)]
struct Burst {
    text: String,
    /// Number of characters and line ends.
    keys: u32,
    /// Time stamps of the first and the last key.
    first: f64,
    last: f64,
    target: Target,
    /// Field with the focus at the first key, and its value then.
    field: Option<(Element, JsValue)>,
    /// True if keys have been kept from the target.
    intercepted: bool,
    /// True if the last key ended a line.
    ended_line: bool,
    /// Time stamp of the last key of any kind, including arrows and Shift.
    touched: f64,
    /// Number of all keys so far, by which a timer notices that more have come.
    number: u32,
}

impl Burst {
    /// Longest pause before the next key, in milliseconds.
    fn pause(&self) -> i32 {
        if self.is_quick(BURST) && !self.ended_line {
            SCAN_PAUSE_MS
        } else {
            PAUSE_MS
        }
    }

    fn begin(&mut self, element: Option<Element>, at: f64) {
        *self = Self {
            first: at,
            target: Target::of(element.as_ref()),
            touched: self.touched,
            number: self.number,
            ..Self::default()
        };
        if self.target != Target::Page {
            self.field = element.map(|element| {
                let value = Reflect::get(&element, &"value".into()).unwrap_or_default();
                (element, value)
            });
        }
    }

    /// Takes the burst out; the next key starts another.
    fn end(&mut self) -> Self {
        let next = Self {
            last: self.last,
            touched: self.touched,
            number: self.number,
            ..Self::default()
        };
        std::mem::replace(self, next)
    }

    /// True if at least `keys` keys have come, as quickly as a scanner types.
    fn is_quick(&self, keys: u32) -> bool {
        self.keys >= keys && self.last - self.first <= MEAN_MS * f64::from(self.keys.saturating_sub(1))
    }

    /// Restores the field's value from before the burst.
    fn undo(&mut self) {
        let Some((field, value)) = self.field.take() else {
            return;
        };
        // Setting a property of a field cannot fail, and the events tell the app of the change.
        _ = Reflect::set(&field, &"value".into(), &value);
        for name in ["input", "change"] {
            let init = EventInit::new();
            init.set_bubbles(true);
            if let Ok(event) = Event::new_with_event_init_dict(name, &init) {
                _ = field.dispatch_event(&event);
            }
        }
    }
}

/// Takes the focus off a field whose choice was made without keys, so that a scanner does not type into it. A person
/// who chooses with keys goes on with keys.
fn leave_field(event: &Event, last_key: f64) {
    let element = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element
        && event.time_stamp() - last_key > WITHOUT_KEYS_MS
        && element.matches("select, [type=date], [type=time]").unwrap_or(false)
    {
        // Only fails on an element that is gone.
        _ = element.blur();
    }
}

/// Listens for scanners until the page closes. Scanned texts go to `scanned`, single keys of people to `on_key`.
#[hook]
pub fn use_wedge(scanned: Callback<String>, on_key: Callback<String>) {
    let latest = use_mut_ref(|| on_key.clone());
    *latest.borrow_mut() = on_key;
    use_once(move || {
        let burst = Rc::new(RefCell::new(Burst::default()));
        let on_change = {
            let burst = Rc::clone(&burst);
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                // The burst is already borrowed while it restores a field.
                if let Ok(burst) = burst.try_borrow() {
                    leave_field(&event, burst.touched);
                }
            })
        };
        let on_key = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            key(&event, &burst, &scanned, &latest);
        });
        if let Some(document) = browser::window().document() {
            for (name, listener) in [("keydown", on_key.as_ref()), ("change", on_change.as_ref())] {
                // Capture the event before any button gets it: a scanner's Enter must not press one. Listening to a
                // known event cannot fail.
                _ = document.add_event_listener_with_callback_and_bool(name, listener.unchecked_ref(), true);
            }
        }
        // Listens until the page closes.
        on_key.forget();
        on_change.forget();
    });
}

fn key(
    event: &KeyboardEvent,
    burst: &Rc<RefCell<Burst>>,
    scanned: &Callback<String>,
    on_key: &Rc<RefCell<Callback<String>>>,
) {
    // A key that is held down is a person's.
    if event.ctrl_key() && !event.alt_key() || event.meta_key() || event.repeat() {
        return;
    }
    burst.borrow_mut().touched = event.time_stamp();
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let key = event.key();
    let mut chars = key.chars();
    let typed = match (key.as_str(), chars.next(), chars.next()) {
        ("Enter" | "Tab", ..) => None,
        (_, Some(c), None) => Some(c),
        ("Escape", ..) => {
            let on_key = on_key.borrow().clone();
            on_key.emit(key);
            return;
        }
        // Shift and dead keys belong to the burst but add no character.
        _ => return,
    };
    let (number, pause) = {
        let mut burst = burst.borrow_mut();
        let at = event.time_stamp();
        if burst.keys == 0 || at - burst.last > f64::from(burst.pause()) {
            burst.begin(element, at);
        }
        burst.last = at;
        burst.keys += 1;
        burst.ended_line = typed.is_none();
        burst.number = burst.number.wrapping_add(1);
        match typed {
            Some(c) if burst.text.len() < MOST => burst.text.push(c),
            _ => {}
        }
        let quick = burst.target.intercepted_from().is_some_and(|keys| burst.is_quick(keys));
        if burst.intercepted || quick && !burst.text.is_empty() {
            event.prevent_default();
            event.stop_propagation();
            if !burst.intercepted {
                burst.intercepted = true;
                burst.undo();
            }
        }
        (burst.number, burst.pause())
    };
    // More keys may follow: lines of a passport's zone also end with Enter.
    let (burst, take, on_key) = (Rc::clone(burst), scanned.clone(), Rc::clone(on_key));
    let shortcut = typed.is_some() && !event.shift_key();
    spawn_local(async move {
        let mut late = true;
        while late {
            let asked = browser::monotonic();
            browser::sleep(pause).await;
            if burst.borrow().number != number {
                return;
            }
            late = browser::monotonic() - asked > f64::from(pause) + LATE_MS;
        }
        let mut burst = burst.borrow_mut().end();
        let scanned = burst.is_quick(BURST);
        match burst.target {
            Target::Page if scanned => take.emit(burst.text),
            Target::Page if burst.keys == 1 && shortcut => {
                let on_key = on_key.borrow().clone();
                on_key.emit(burst.text);
            }
            Target::Field | Target::Passphrase if scanned && burst.intercepted => take.emit(burst.text),
            Target::Zone if scanned && !Mrz::looks_like(&burst.text) => {
                burst.undo();
                take.emit(burst.text);
            }
            _ => {}
        }
    });
}

/// True if the browser supports serial ports.
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

/// Lets the person choose a serial scanner and reads it until it is disconnected; false if it cannot be opened. Calls
/// `opened` once it is open.
pub async fn read_serial(take: Callback<String>, opened: impl FnOnce()) -> bool {
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
        let (text, take) = (Rc::clone(&text), take.clone());
        spawn_local(async move {
            browser::sleep(SERIAL_PAUSE_MS).await;
            let bytes = {
                let mut text = text.borrow_mut();
                if text.1 != number {
                    return;
                }
                std::mem::take(&mut text.0)
            };
            let scanned = String::from_utf8_lossy(&bytes);
            if !scanned.trim().is_empty() {
                take.emit(scanned.trim().to_owned());
            }
        });
    }
    true
}
