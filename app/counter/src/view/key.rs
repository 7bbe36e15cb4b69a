//! The desk's key: what its passes are, the certificate request, and the certificate.

use super::Page;
use crate::{controller::save, state::KeyState};
use greengate::counter::{CertificateRequest, Standing};
use greengate_app::elements::FileField;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

/// Message for what a desk's passes are.
const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Real => "counter-standing-real",
        Standing::NoCertificate => "counter-standing-no-certificate",
        Standing::NotListed => "counter-standing-not-listed",
        Standing::TestList => "counter-standing-test-list",
        _ => "counter-standing-other-passes",
    }
}

/// What the desk's passes are, above everything.
pub fn banner(page: &Page) -> Html {
    let (class, text) = match page.state.key {
        KeyState::Opening => return Html::default(),
        KeyState::Missing => ("training", page.say("counter-key-missing")),
        KeyState::Ready {
            standing: of, until, ..
        } => {
            let text = page.say(standing(of));
            let until = until.map(|until| {
                page.words
                    .say_with("counter-standing-until", [("date", page.words.day(until).into())])
            });
            let class = if of.is_training() { "training" } else { "real" };
            (
                class,
                [Some(text), until].into_iter().flatten().collect::<Vec<_>>().join(" "),
            )
        }
    };
    html! { <p class={format!("standing {class}")} role="status" data-testid="standing" data-standing={class}>{ text }</p> }
}

/// Card of the key.
pub fn card(page: &Page) -> Html {
    let KeyState::Ready { kept, old_list, .. } = page.state.key else {
        return Html::default();
    };
    let make = {
        let controller = page.controller.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let form: web_sys::Element = event.target_unchecked_into();
            let value = |name: &str| {
                let found = form.query_selector(&format!("[name={name}]")).ok().flatten();
                let field = found.and_then(|field| wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(field).ok());
                field.map(|field| field.value()).unwrap_or_default()
            };
            controller.request(CertificateRequest {
                country: value("country").trim().to_uppercase(),
                organisation: value("organisation"),
                unit: value("unit"),
                common_name: value("common-name"),
            });
        })
    };
    let take = {
        let controller = page.controller.clone();
        Box::new(move |files: web_sys::FileList| {
            if let Some(file) = files.get(0) {
                controller.certificate_file(file);
            }
        })
    };
    let certificate = FileField {
        test_id: "certificate-file",
        accept: ".pem,.crt,.cer,.der,.txt",
        multiple: false,
    };
    let field = |name: &'static str, label: &str| {
        html! {
            <label class="field"><span>{ page.say(label) }</span><input type="text" name={name} data-testid={format!("request-{name}")} /></label>
        }
    };
    html! {
        <details class="card" data-testid="key-card">
            <summary>{ page.say("counter-key") }</summary>
            <p>{ page.say("counter-key-is") }</p>
            if !kept { <p class="problem" data-testid="key-not-kept">{ page.say("counter-key-not-kept") }</p> }
            if old_list { <p class="problem">{ page.say("counter-old-list") }</p> }
            <form onsubmit={make} novalidate=true class="fields" data-testid="request-form">
                { field("country", "counter-request-country") }
                { field("organisation", "counter-request-organisation") }
                { field("unit", "counter-request-unit") }
                { field("common-name", "counter-request-common-name") }
                <button type="submit" class="secondary" data-testid="make-request">{ page.say("counter-request") }</button>
            </form>
            if let Some(pem) = &page.state.request {
                <textarea readonly=true rows="8" value={pem.clone()} data-testid="request" />
                <button type="button" class="secondary" data-testid="save-request" onclick={{
                    let pem = pem.clone();
                    // Without a download, the text stands above.
                    Callback::from(move |_: MouseEvent| { _ = save("greengate-request.csr", "application/pkcs10", pem.as_bytes()); })
                }}>{ page.say("counter-request-save") }</button>
            }
            <p class="small">{ page.say("counter-certificate-is") }</p>
            { certificate.draw(page.say("counter-certificate"), take) }
        </details>
    }
}
