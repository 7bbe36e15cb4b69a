//! Views of the trust lists in use.

use crate::{controller::Controller, language::Words};
use greengate_app::bridge::TrustState;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Names and dates of the trust lists, always on screen. Links to their card.
pub fn status(words: &Words, trust: Option<&TrustState>, demo: bool) -> Html {
    let (class, text) = if demo {
        ("demo", words.say("trust-demo"))
    } else {
        words.trust_status(trust)
    };
    html! {
        <p class={classes!("trust-status", class.split(' ').collect::<Vec<_>>())} role="status" data-testid="trust-status">
            <a href="#trust">{ text }</a>
        </p>
    }
}

/// Button that imports lists from files.
pub fn chooser(words: &Words, controller: &Controller, id: &'static str) -> Html {
    let on_file = {
        let controller = controller.clone();
        Callback::from(move |event: web_sys::Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(files) = input.files() {
                controller.import_trust((0..files.length()).filter_map(|n| files.get(n)).collect());
            }
            input.set_value("");
        })
    };
    html! {
        <label class="file secondary">
            <input type="file" multiple=true accept=".json,.pem,.crt,.cer,.ggt,.jwt,.cbor,.bin,.sig,application/json" data-testid={id} onchange={on_file} />
            <span>{ words.say("trust-import") }</span>
        </label>
    }
}

/// Card of the lists in use, with buttons that add and forget lists.
pub fn import(words: &Words, trust: Option<&TrustState>, controller: &Controller) -> Html {
    html! {
        <section class="card quiet" id="trust" data-testid="trust-card">
            <h2>{ words.say("trust-title") }</h2>
            if let Some(trust) = trust {
                { for words.trust_facts(trust).into_iter().map(|fact| html! { <p>{ fact }</p> }) }
                { for trust.imported.iter().map(|list| html! {
                    <p key={list.name.clone()}>{ words.imported(list) }{ " " }
                        <button type="button" class="secondary" data-testid="trust-forget" onclick={{
                            let (controller, name) = (controller.clone(), list.name.clone());
                            move |_| controller.forget_import(name.clone())
                        }}>{ words.say_with("trust-forget", [("name", list.name.as_str().into())]) }</button>
                    </p>
                }) }
            }
            if trust.is_none_or(|trust| trust.all.keys == 0) {
                <p>{ words.say("trust-empty") }</p>
            }
            { chooser(words, controller, "trust-import") }
            if trust.is_some_and(|trust| trust.updates) {
                <button type="button" class="secondary" data-testid="trust-update" onclick={{
                    let controller = controller.clone();
                    move |_| controller.update_trust()
                }}>{ words.say("trust-look") }</button>
            }
        </section>
    }
}
