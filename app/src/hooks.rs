//! Hooks that several parts of the page share.

use yew::prelude::*;

/// Runs `start` when the page is first drawn, and never again. What it begins lasts as long as the
/// page.
#[hook]
pub fn use_once(start: impl FnOnce() + 'static) {
    use_boxed(Box::new(start));
}

/// One hook for all: each type of closure would be an effect of its own in the module.
#[hook]
fn use_boxed(start: Box<dyn FnOnce()>) {
    use_effect_with((), move |()| start());
}
