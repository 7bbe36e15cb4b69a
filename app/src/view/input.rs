//! Input of passes as a file or a text.

use crate::elements::{FileField, labelled, tag};
use crate::{browser, controller::Controller, language::Words};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Milliseconds without a change after which a typed text is complete.
const SETTLED_MS: i32 = 350;

/// Draws the file chooser and the text field; on the traveller's page (`trip`) they add to the trip.
#[hook]
pub fn use_other_ways(words: &Words, controller: &Controller, busy: bool, trip: bool) -> Html {
    let field = use_node_ref();
    let typed = use_memo((), |()| Rc::new(Cell::new(0_u32)));
    let take = {
        let (controller, field) = (controller.clone(), field.clone());
        Callback::from(move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                let text = field.value();
                // Clear the field: the next person must not see the pass.
                field.set_value("");
                // A scanner may have typed it.
                controller.typed(&text);
            }
        })
    };
    // Judge a pasted pass at once, and a typed one when it is complete.
    let on_input = {
        let (take, field, typed) = (take.clone(), field.clone(), Rc::clone(&typed));
        Callback::from(move |_: InputEvent| {
            let (take, field, typed) = (take.clone(), field.clone(), Rc::clone(&typed));
            let now = typed.get().wrapping_add(1);
            typed.set(now);
            spawn_local(async move {
                browser::sleep(SETTLED_MS).await;
                let text = field.cast::<HtmlTextAreaElement>().map(|field| field.value());
                if typed.get() == now && text.is_some_and(|text| greengate::pass::looks_like_pass(&text)) {
                    take.emit(());
                }
            });
        })
    };
    let on_key = {
        let take = take.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                take.emit(());
            }
        })
    };
    let file = FileField {
        test_id: "file-input",
        accept: "image/*,.pdf,.txt,.eml,.pkpass,.smart-health-card,.json,text/plain,application/pdf",
        multiple: false,
    };
    let file = file.draw(words.say("input-choose"), {
        let controller = controller.clone();
        Box::new(move |files| {
            if let Some(file) = files.get(0) {
                controller.judge_file(file);
            }
        })
    });
    let text = html! {
        <textarea ref={field} rows="3" dir="ltr" placeholder="HC1:… shc:/…" autocomplete="off" autocapitalize="off" spellcheck="false"
            data-testid="paste-input" oninput={on_input} onkeydown={on_key} />
    };
    let check = match (busy, trip) {
        (true, _) => "input-checking",
        (_, true) => "input-add",
        _ => "input-check",
    };
    tag!(<section class="card">)
        .child(tag!(<h2>).say(words, "input-title"))
        .html(file)
        .child(tag!(<p class="small">).say(words, "input-drop"))
        .child(labelled(words, Some("paste"), "input-text", text))
        .child(
            tag!(<button type="button" class="secondary" data-testid="check-text" disabled={busy.then_some("disabled")}>)
                .say(words, check)
                .on_click(move || take.emit(())),
        )
        .into()
}
