//! Hooks that several parts of the page share.

use yew::prelude::*;

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
