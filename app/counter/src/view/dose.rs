//! The dose: what, when, by whom, and whether it is carried over from paper.

use super::{
    Page,
    fields::{TextField, said},
};
use crate::state::{Action, Field};
use greengate::counter::{Product, search_products};
use greengate_app::browser;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, InputEvent};
use yew::prelude::*;

/// Vaccines that are shown at once.
const SHOWN: usize = 8;

/// Card of the dose.
pub fn card(page: &Page) -> Html {
    let dose = &page.state.draft.dose;
    let text = |field, label, test_id, value: &str| TextField::text(field, label, test_id, value.to_owned()).draw(page);
    let day = |field, label, test_id, value: &str| TextField::day(field, label, test_id, value.to_owned()).draw(page);
    html! {
        <section class="card" data-testid="dose-card">
            <h2>{ page.say("counter-dose") }</h2>
            <Picker chosen={dose.product.clone()} recent={page.state.recent.clone()} tell={page.state.dispatcher()}
                search={page.say("counter-product-search")} change={page.say("counter-product-change")} label={page.say("counter-label-product")}
                diseases={[page.say("counter-yellow-fever"), page.say("counter-polio")]} none={page.say("counter-product-none")} />
            { said(page, Field::Product) }
            <div class="fields">
                { text(Field::Batch, "counter-label-batch", "batch", &dose.batch) }
                { day(Field::Date, "counter-label-date", "dose-date", &dose.date) }
                { text(Field::Centre, "counter-label-centre", "centre", &dose.centre) }
                { text(Field::Clinician, "counter-label-clinician", "clinician", &dose.clinician) }
            </div>
            <details>
                <summary>{ page.say("counter-more") }</summary>
                <div class="fields">
                    { day(Field::From, "counter-label-from", "valid-from", &dose.from) }
                    { day(Field::Until, "counter-label-until", "valid-until", &dose.until) }
                    { TextField { hint: Some("counter-paper-hint"), ..TextField::text(Field::FromPaper, "counter-label-from-paper", "from-paper", page.state.draft.from_paper.clone()) }.draw(page) }
                </div>
            </details>
        </section>
    }
}

/// What a genuine paper record looks like, and what is to be refused.
pub fn paper_guide(page: &Page) -> Html {
    let points = ["entry", "batch", "stamp", "refuse", "booklet"];
    html! {
        <details class="card" data-testid="paper-guide">
            <summary>{ page.say("counter-paper-title") }</summary>
            <ul class="reasons">
                { for points.iter().map(|point| html! { <li>{ page.say(&format!("counter-paper-{point}")) }</li> }) }
            </ul>
        </details>
    }
}

/// End of a vaccine's identifier: WHO lists several of one kind and maker, which nothing else tells apart.
fn ending(product: &Product) -> String {
    const SHOWN: usize = 6;
    let end = product.identifier.len().saturating_sub(SHOWN);
    format!("…{}", product.identifier.get(end..).unwrap_or_default())
}

/// Goes to a field once it is drawn: the picker has changed under the keyboard.
fn go_on(test_id: &'static str) {
    wasm_bindgen_futures::spawn_local(async move {
        browser::sleep(0).await;
        let document = browser::window().document();
        let field = document.and_then(|document| document.query_selector(&format!("[data-testid={test_id}]")).ok()?);
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            // Only fails for an element that cannot have the focus.
            _ = field.focus();
        }
    });
}

#[derive(Properties, PartialEq)]
struct PickerProps {
    chosen: String,
    recent: Vec<String>,
    tell: UseReducerDispatcher<crate::state::State>,
    search: String,
    change: String,
    label: String,
    /// Names of yellow fever and of polio.
    diseases: [String; 2],
    none: String,
}

/// Picker of a vaccine on WHO's list: those used last stand first.
#[component]
fn Picker(props: &PickerProps) -> Html {
    let query = use_state(String::new);
    let choose = |identifier: &str| {
        let (tell, identifier, query) = (props.tell.clone(), identifier.to_owned(), query.setter());
        Callback::from(move |_: MouseEvent| {
            query.set(String::new());
            tell.dispatch(Action::Edit(Field::Product, identifier.clone()));
            go_on(if identifier.is_empty() {
                "product-search"
            } else {
                "batch"
            });
        })
    };
    let disease = |product: &Product| match product.disease {
        "yellow-fever" => props.diseases[0].clone(),
        _ => props.diseases[1].clone(),
    };
    if let Some(product) = Product::find(&props.chosen) {
        return html! {
            <div class="chosen" data-testid="product-chosen">
                <div><strong>{ disease(product) }</strong><span dir="ltr">{ product.title() }</span><small dir="ltr">{ ending(product) }</small></div>
                <button type="button" class="secondary" onclick={choose("")} data-testid="product-change">{ &props.change }</button>
            </div>
        };
    }
    let recent: Vec<&str> = props.recent.iter().map(String::as_str).collect();
    let found = search_products(&query, &recent);
    let on_input = {
        let query = query.setter();
        Callback::from(move |event: InputEvent| query.set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    // Enter takes the first one.
    let on_key = {
        let first = found.first().map(|product| product.identifier.to_owned());
        let (tell, query) = (props.tell.clone(), query.setter());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                if let Some(first) = &first {
                    query.set(String::new());
                    tell.dispatch(Action::Edit(Field::Product, first.clone()));
                    go_on("batch");
                }
            }
        })
    };
    let more = found.len().saturating_sub(SHOWN);
    html! {
        <div class="picker">
            <label class="field"><span>{ &props.label }</span>
                <input type="search" value={(*query).clone()} oninput={on_input} onkeydown={on_key} placeholder={props.search.clone()} data-testid="product-search" />
            </label>
            <ul data-testid="products">
                { for found.iter().take(SHOWN).map(|product| html! {
                    <li key={product.identifier}>
                        <button type="button" class="plain product" onclick={choose(product.identifier)} data-product={product.identifier}>
                            <strong>{ disease(product) }</strong><span dir="ltr">{ product.title() }</span>
                            <small dir="ltr">{ ending(product) }</small>
                        </button>
                    </li>
                }) }
            </ul>
            if found.is_empty() { <p class="problem">{ &props.none }</p> }
            if more > 0 { <p class="small">{ format!("+ {more}") }</p> }
        </div>
    }
}
