//! Which trust list is in use.

use crate::{camera::first_file, engine::Engine, words};
use greengate_app::bridge::TrustSummary;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct StatusProps {
    pub trust: Option<TrustSummary>,
    pub demo: bool,
}

/// Always on screen: whose keys are trusted.
#[component]
pub fn Status(props: &StatusProps) -> Html {
    let (class, text) = match (&props.trust, props.demo) {
        (_, true) => ("demo", "Demo trust list".to_owned()),
        (None, _) => ("missing", "No trust list".to_owned()),
        (Some(list), _) => ("loaded", words::extent(list)),
    };
    html! { <p class={classes!("trust-status", class)} role="status" data-testid="trust-status">{ text }</p> }
}

#[derive(Properties, PartialEq)]
pub struct ImportProps {
    pub engine: Engine,
    pub trust: Option<TrustSummary>,
}

/// Takes a list from the device into use.
#[component]
pub fn Import(props: &ImportProps) -> Html {
    let on_file = {
        let engine = props.engine.clone();
        Callback::from(move |event: web_sys::Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = first_file(input.files()) {
                engine.import_trust(file);
            }
            input.set_value("");
        })
    };
    html! {
        <section class="card quiet">
            <h2>{ "Trust list" }</h2>
            if let Some(list) = &props.trust {
                <p>
                    { format!("{}: {}.", list.name, words::extent(list)) }
                    if list.skipped > 0 {
                        { format!(" {} entries cannot be read and are left out.", list.skipped) }
                    }
                </p>
            } else {
                <p>{ "Without a list of issuers' keys no pass can be confirmed. Import one from this device." }</p>
            }
            <label class="file secondary">
                <input type="file" accept=".json,.pem,.crt,.cer,application/json" data-testid="trust-import" onchange={on_file} />
                <span>{ "Import a trust list" }</span>
            </label>
        </section>
    }
}
