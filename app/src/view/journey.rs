//! Where to, and when: what entry is judged for.

use crate::{browser, camera::first_file, engine::Engine, words};
use greengate_app::bridge::{Journey, RulesState};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub engine: Engine,
    pub journey: Option<Journey>,
    pub rules: RulesState,
}

/// Chooses destination and day, and takes rules from the device into use.
#[component]
pub fn Card(props: &Props) -> Html {
    let (country, day) = (use_node_ref(), use_node_ref());
    // All countries by name; with rules, those that have some first.
    let countries = use_memo(props.rules.countries.clone(), |known| {
        let mut all: Vec<(bool, String, String)> = greengate::country::all()
            .map(|code| {
                let unknown = !known.is_empty() && !known.iter().any(|k| k == code);
                (unknown, browser::country(code), code.to_owned())
            })
            .collect();
        all.sort();
        all
    });
    let on_change = {
        let (engine, country, day) = (props.engine.clone(), country.clone(), day.clone());
        Callback::from(move |_: web_sys::Event| {
            let code = country.cast::<HtmlSelectElement>().map(|select| select.value());
            let at = day
                .cast::<HtmlInputElement>()
                .and_then(|input| browser::noon_of(&input.value()));
            let code = code.filter(|code| !code.is_empty());
            engine.set_journey(code.map(|country| Journey { country, at }));
        })
    };
    let on_file = {
        let engine = props.engine.clone();
        Callback::from(move |event: web_sys::Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = first_file(input.files()) {
                engine.import_rules(file);
            }
            input.set_value("");
        })
    };
    let chosen = props.journey.as_ref().map(|journey| journey.country.clone());
    html! {
        <section class="card" data-testid="journey-card">
            <h2>{ "Accepted there?" }</h2>
            <div class="journey">
                <label>
                    <span>{ "Destination" }</span>
                    <select ref={country} data-testid="destination" onchange={on_change.clone()}>
                        <option value="" selected={chosen.is_none()}>{ "None" }</option>
                        { for countries.iter().map(|(unknown, name, code)| html! {
                            <option key={code.clone()} value={code.clone()} selected={chosen.as_ref() == Some(code)}>
                                { name }{ if *unknown { " (no rules)" } else { "" } }
                            </option>
                        }) }
                    </select>
                </label>
                <label>
                    <span>{ "Day of entry" }</span>
                    <input ref={day} type="date" data-testid="travel-date" onchange={on_change} />
                </label>
            </div>
            { for words::rules_facts(&props.rules).into_iter().map(|fact| html! { <p class="small">{ fact }</p> }) }
            <label class="file secondary">
                <input type="file" accept=".json,application/json" data-testid="rules-import" onchange={on_file} />
                <span>{ "Import entry rules" }</span>
            </label>
        </section>
    }
}
