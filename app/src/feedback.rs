//! Sound, vibration, keeping the screen awake, and full screen.

use crate::{
    browser::{self, Listener, method},
    presenter::VerdictStyle,
};
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::VisibilityState;

/// Tones of an outcome: pitch in hertz, start and length in milliseconds.
const fn tones(style: VerdictStyle) -> &'static [(f64, f64, f64)] {
    match style {
        // Rising: go on.
        VerdictStyle::Valid => &[(880.0, 0.0, 90.0), (1_318.0, 110.0, 140.0)],
        // The same tone twice: stop and look.
        VerdictStyle::Outdated => &[(587.0, 0.0, 140.0), (587.0, 200.0, 140.0)],
        // Falling: undecidable.
        VerdictStyle::Unknown | VerdictStyle::Unsure => &[(523.0, 0.0, 120.0), (392.0, 150.0, 200.0)],
        // Low and long: no.
        VerdictStyle::Forged | VerdictStyle::Refused => &[(165.0, 0.0, 650.0)],
        VerdictStyle::Unreadable => &[(262.0, 0.0, 90.0), (262.0, 130.0, 90.0), (262.0, 260.0, 90.0)],
    }
}

/// Vibration of an outcome: milliseconds on, off, on.
const fn vibration(style: VerdictStyle) -> &'static [u32] {
    match style {
        VerdictStyle::Valid => &[60],
        VerdictStyle::Outdated => &[120, 100, 120],
        VerdictStyle::Unknown | VerdictStyle::Unsure => &[80, 80, 200],
        VerdictStyle::Forged | VerdictStyle::Refused => &[600],
        VerdictStyle::Unreadable => &[60, 60, 60, 60, 60],
    }
}

thread_local! {
    // One for all tones, since browsers allow few of them.
    static AUDIO: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

fn audio() -> Option<JsValue> {
    AUDIO.with_borrow_mut(|audio| {
        if audio.is_none() {
            let constructor: Function = Reflect::get(&js_sys::global(), &"AudioContext".into())
                .ok()?
                .dyn_into()
                .ok()?;
            *audio = Reflect::construct(&constructor, &Array::new()).ok();
        }
        audio.clone()
    })
}

/// Plays the sound and vibration of an outcome, if the device has them.
pub fn announce(style: VerdictStyle) {
    // A device without sound or vibration only shows its verdicts.
    spawn_local(async move {
        if is_awake().await {
            _ = play(style);
        }
    });
    let navigator = browser::window().navigator();
    if let Some(vibrate) = method(&navigator, "vibrate") {
        let pattern: Array = vibration(style).iter().map(|ms| JsValue::from(*ms)).collect();
        _ = vibrate.call1(&navigator, &pattern);
    }
}

/// True if sounds can be heard. A page that nobody has touched may not play any: its tones would wait for ever and pile
/// up.
async fn is_awake() -> bool {
    const AT_ONCE_MS: i32 = 100;
    let state = |audio: &JsValue| {
        Reflect::get(audio, &"state".into())
            .ok()
            .and_then(|state| state.as_string())
    };
    let Some(audio) = audio() else { return false };
    if state(&audio).as_deref() == Some("suspended") {
        // Asking for sound waits until somebody touches the page, and such requests would pile up.
        if !was_touched() {
            return false;
        }
        _ = method(&audio, "resume").and_then(|resume| resume.call0(&audio).ok());
        browser::sleep(AT_ONCE_MS).await;
    }
    // Browsers without states play at once.
    state(&audio).is_none_or(|state| state == "running")
}

/// True if somebody has touched the page, as far as the browser tells.
fn was_touched() -> bool {
    let activation = Reflect::get(&browser::window().navigator(), &"userActivation".into()).ok();
    let activation = activation.filter(JsValue::is_object);
    activation.is_none_or(|it| Reflect::get(&it, &"hasBeenActive".into()).is_ok_and(|active| active.is_truthy()))
}

fn play(style: VerdictStyle) -> Option<()> {
    let audio = audio()?;
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let call = |object: &JsValue, name: &str, argument: &JsValue| method(object, name)?.call1(object, argument).ok();
    let now = get(&audio, "currentTime")?.as_f64()?;
    for (pitch, start, length) in tones(style) {
        let oscillator = method(&audio, "createOscillator")?.call0(&audio).ok()?;
        let gain = method(&audio, "createGain")?.call0(&audio).ok()?;
        Reflect::set(&get(&oscillator, "frequency")?, &"value".into(), &(*pitch).into()).ok()?;
        Reflect::set(&get(&gain, "gain")?, &"value".into(), &0.25.into()).ok()?;
        call(&oscillator, "connect", &gain)?;
        call(&gain, "connect", &get(&audio, "destination")?)?;
        call(&oscillator, "start", &(now + start / 1_000.0).into())?;
        call(&oscillator, "stop", &(now + (start + length) / 1_000.0).into())?;
    }
    Some(())
}

/// Keeps the screen awake until it is dropped. Browsers end this when the page becomes invisible; it is requested again
/// when the page is back.
pub fn stay_awake() -> Option<Listener> {
    let document = browser::window().document()?;
    keep_awake();
    Some(Listener::new(&document.clone(), "visibilitychange", move || {
        if document.visibility_state() == VisibilityState::Visible {
            keep_awake();
        }
    }))
}

fn keep_awake() {
    spawn_local(async {
        let request = || -> Option<Promise> {
            let navigator = browser::window().navigator();
            let lock = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
            method(&lock, "request")?
                .call1(&lock, &"screen".into())
                .ok()?
                .dyn_into()
                .ok()
        };
        if let Some(request) = request() {
            // Refused when the battery is low: then the screen goes dark as usual.
            _ = JsFuture::from(request).await;
        }
    });
}

/// True if the page fills the whole screen.
pub fn is_full_screen() -> bool {
    let document = browser::window().document();
    document.is_some_and(|document| Reflect::get(&document, &"fullscreenElement".into()).is_ok_and(|e| e.is_truthy()))
}

/// Enters or leaves full screen.
pub fn full_screen(on: bool) {
    let Some(document) = browser::window().document() else {
        return;
    };
    let change = || -> Option<Promise> {
        let (object, name): (JsValue, &str) = if on {
            (document.document_element()?.into(), "requestFullscreen")
        } else {
            (document.clone().into(), "exitFullscreen")
        };
        method(&object, name)?.call0(&object).ok()?.dyn_into().ok()
    };
    if let Some(change) = change() {
        spawn_local(async move {
            // Refused on devices without full screen.
            _ = JsFuture::from(change).await;
        });
    }
}
