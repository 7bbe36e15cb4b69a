//! Views of the trust list in use.

use crate::{camera::first_file, controller::Controller, language::Words};
use greengate_app::bridge::TrustState;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Status of the trust list, which is always on screen.
pub fn status(words: &Words, trust: Option<&TrustState>, demo: bool) -> Html {
    let (class, text) = if demo {
        ("demo", words.say("trust-demo"))
    } else {
        words.trust_status(trust)
    };
    html! { <p class={classes!("trust-status", class.split(' ').collect::<Vec<_>>())} role="status" data-testid="trust-status">{ text }</p> }
}

/// Draws the choice of a trust list from a file.
pub fn import(words: &Words, trust: Option<&TrustState>, controller: &Controller) -> Html {
    let on_file = {
        let controller = controller.clone();
        Callback::from(move |event: web_sys::Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = first_file(input.files()) {
                controller.import_trust(file);
            }
            input.set_value("");
        })
    };
    html! {
        <section class="card quiet" data-testid="trust-card">
            <h2>{ words.say("trust-title") }</h2>
            if let Some(trust) = trust.filter(|trust| trust.all.keys > 0 || trust.updated.is_some()) {
                { for words.trust_facts(trust).into_iter().map(|fact| html! { <p>{ fact }</p> }) }
            } else {
                <p>{ words.say("trust-empty") }</p>
            }
            <label class="file secondary">
                <input type="file" accept=".json,.pem,.crt,.cer,.ggt,.jwt,.cbor,.bin,application/json" data-testid="trust-import" onchange={on_file} />
                <span>{ words.say("trust-import") }</span>
            </label>
            if trust.is_some_and(|trust| trust.updates) {
                <button type="button" class="secondary" data-testid="trust-update" onclick={{
                    let controller = controller.clone();
                    move |_| controller.update_trust()
                }}>{ words.say("trust-look") }</button>
            }
            if trust.is_some_and(|trust| trust.imported.is_some()) {
                <button type="button" class="secondary" data-testid="trust-forget" onclick={{
                    let controller = controller.clone();
                    move |_| controller.forget_import()
                }}>{ words.say("trust-forget") }</button>
            }
        </section>
    }
}
