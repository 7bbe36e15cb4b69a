//! Keeping a traveller's passes on the device.

use crate::{controller::Controller, encrypted_store, language::Words};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Draws the form that keeps the passes encrypted, opens and deletes them.
#[hook]
pub(super) fn use_keeper(words: &Words, passes: &[Vec<String>], controller: &Controller) -> Html {
    let phrase = use_node_ref();
    let kept = use_state(encrypted_store::has_kept);
    let told = use_state(|| None::<&'static str>);
    let take = {
        let phrase = phrase.clone();
        move || {
            let field = phrase.cast::<HtmlInputElement>();
            let text = field.as_ref().map(HtmlInputElement::value).unwrap_or_default();
            if let Some(field) = field {
                field.set_value("");
            }
            text
        }
    };
    let on_keep = {
        let (passes, kept, told, take) = (passes.to_vec(), kept.clone(), told.clone(), take.clone());
        move |_| {
            let text = take();
            if text.chars().count() < encrypted_store::SHORTEST {
                told.set(Some("keep-short"));
                return;
            }
            let (passes, kept, told) = (passes.clone(), kept.clone(), told.clone());
            spawn_local(async move {
                let done = encrypted_store::keep(&passes, &text).await;
                kept.set(encrypted_store::has_kept());
                told.set(Some(if done { "keep-done" } else { "keep-failed" }));
            });
        }
    };
    let on_open = {
        let (controller, told, take) = (controller.clone(), told.clone(), take);
        move |_| {
            let (text, controller, told) = (take(), controller.clone(), told.clone());
            spawn_local(async move {
                match encrypted_store::open(&text).await {
                    Some(passes) => {
                        told.set(None);
                        controller.restore(passes);
                    }
                    None => told.set(Some("keep-wrong")),
                }
            });
        }
    };
    let on_delete = {
        let (kept, told) = (kept.clone(), told.clone());
        move |_| {
            encrypted_store::delete();
            kept.set(false);
            told.set(None);
        }
    };
    if passes.is_empty() && !*kept {
        return html! {};
    }
    html! {
        <details class="keeper" data-testid="keeper" open={*kept && passes.is_empty()}>
            <summary>{ words.say(if *kept { "keep-there" } else { "keep-title" }) }</summary>
            <p class="small">{ words.say("keep-how") }</p>
            <label class="setting"><span>{ words.say("keep-passphrase") }</span>
                <input ref={phrase} type="password" autocomplete="off" data-testid="passphrase" /></label>
            <div class="controls">
                if !passes.is_empty() {
                    <button type="button" class="secondary" data-testid="keep" onclick={on_keep}>{ words.say("keep-store") }</button>
                }
                if *kept {
                    <button type="button" class="secondary" data-testid="keep-open" onclick={on_open}>{ words.say("keep-open") }</button>
                    <button type="button" class="secondary" data-testid="keep-delete" onclick={on_delete}>{ words.say("keep-delete") }</button>
                }
            </div>
            if let Some(told) = *told {
                <p class="small" role="status" data-testid="keep-told">{ words.say(told) }</p>
            }
        </details>
    }
}
