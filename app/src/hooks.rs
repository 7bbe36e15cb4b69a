//! Hooks that several parts of the page share.

use crate::browser;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Milliseconds after the first drawing at which the rest is drawn, and the same while the camera opens.
const LATER_MS: i32 = 20;
const MUCH_LATER_MS: i32 = 800;

/// False when the page is first drawn, true soon after, or when the camera that `opens` does no more: a first visit sees
/// its camera before the cards below it.
#[hook]
pub fn use_later(opens: bool) -> bool {
    let later = use_state(|| false);
    let set = later.setter();
    use_effect_with(opens, move |opens| {
        let pause = if *opens { MUCH_LATER_MS } else { LATER_MS };
        spawn_local(async move {
            browser::sleep(pause).await;
            set.set(true);
        });
    });
    *later
}

/// Runs `start` when the page is first drawn, and never again. Whatever it starts runs until the page closes.
#[hook]
pub fn use_once(start: impl FnOnce() + 'static) {
    use_boxed(Box::new(start));
}

/// Common part of all closures: a generic effect would be compiled once for each of them.
#[hook]
fn use_boxed(start: Box<dyn FnOnce()>) {
    use_effect_with((), move |()| start());
}
