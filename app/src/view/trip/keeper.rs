//! Keeping a traveller's passes on the device.

use crate::{
    controller::Controller,
    elements::{button, labelled, tag},
    encrypted_store::{self, Kept},
    language::Words,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Message that asks whether to delete the kept passes.
const SURE: &str = "keep-delete-sure";

/// Draws the form that keeps the passes encrypted, opens and deletes them.
#[hook]
pub(super) fn use_keeper(words: &Words, passes: &[Vec<String>], controller: &Controller) -> Html {
    let phrase = use_node_ref();
    let kept = use_state(encrypted_store::has_kept);
    // Message below the buttons. The question whether to delete is one of them.
    let told = use_state(|| None::<&'static str>);
    let text = {
        let phrase = phrase.clone();
        move || {
            phrase
                .cast::<HtmlInputElement>()
                .map(|field| field.value())
                .unwrap_or_default()
        }
    };
    let clear = {
        let phrase = phrase.clone();
        move || {
            if let Some(field) = phrase.cast::<HtmlInputElement>() {
                field.set_value("");
            }
        }
    };
    let on_keep = {
        let (passes, kept, told) = (passes.to_vec(), kept.clone(), told.clone());
        let (text, clear) = (text.clone(), clear.clone());
        Callback::from(move |()| {
            let text = text();
            if text.chars().count() < encrypted_store::SHORTEST {
                told.set(Some("keep-short"));
                return;
            }
            let (passes, kept, told, clear) = (passes.clone(), kept.clone(), told.clone(), clear.clone());
            spawn_local(async move {
                let done = encrypted_store::keep(&passes, &text).await;
                kept.set(encrypted_store::has_kept());
                told.set(Some(match done {
                    Kept::Done => {
                        clear();
                        "keep-done"
                    }
                    Kept::Others => "keep-others",
                    Kept::Failed => "keep-failed",
                }));
            });
        })
    };
    let on_open = {
        let (controller, told) = (controller.clone(), told.clone());
        Callback::from(move |()| {
            let (text, controller, told, clear) = (text(), controller.clone(), told.clone(), clear.clone());
            spawn_local(async move {
                match encrypted_store::open(&text).await {
                    Some(passes) => {
                        clear();
                        told.set(None);
                        controller.restore(passes);
                    }
                    None => told.set(Some("keep-wrong")),
                }
            });
        })
    };
    let asked = *told == Some(SURE);
    let on_delete = {
        let (kept, told) = (kept.clone(), told.clone());
        move || {
            if asked {
                encrypted_store::delete();
                kept.set(false);
                told.set(None);
            } else {
                told.set(Some(SURE));
            }
        }
    };
    let on_enter = if *kept { on_open.clone() } else { on_keep.clone() };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            on_enter.emit(());
        }
    };
    if passes.is_empty() && !*kept {
        return html! {};
    }
    let field =
        html! { <input ref={phrase} type="password" autocomplete="off" data-testid="passphrase" onkeydown={on_key} /> };
    let keep = (!passes.is_empty()).then(|| {
        button("secondary", "keep", words.say("keep-store"), move || {
            on_keep.emit(());
        })
    });
    let (open, delete) = if *kept {
        let delete = if asked { "keep-delete-now" } else { "keep-delete" };
        (
            Some(button("secondary", "keep-open", words.say("keep-open"), move || {
                on_open.emit(())
            })),
            Some(button("secondary", "keep-delete", words.say(delete), on_delete)),
        )
    } else {
        (None, None)
    };
    let unfolded = (*kept && passes.is_empty()).then_some("open");
    tag!(<details class="keeper" data-testid="keeper" open={unfolded}>)
        .child(tag!(<summary>).say(words, if *kept { "keep-there" } else { "keep-title" }))
        .child(tag!(<p class="small">).say(words, "keep-how"))
        .child(labelled(words, Some("setting"), "keep-passphrase", field))
        .child(tag!(<div class="controls">).maybe(keep).maybe(open).maybe(delete))
        .maybe(told.map(|told| tag!(<p class="small" role="status" data-testid="keep-told">).say(words, told)))
        .into()
}
