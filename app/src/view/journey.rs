//! Choice of the journey that entry is judged for: destination and day.

use crate::{browser, camera::first_file, controller::Controller, language::Words, state::keep_journey};
use greengate_app::bridge::{Journey, RulesState};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub words: Rc<Words>,
    pub controller: Controller,
    pub journey: Option<Journey>,
    pub rules: RulesState,
    /// True if the destination of single passes is chosen here.
    pub destination: bool,
}

/// Lets the person choose destination and day, and import rules from a file.
#[component]
pub fn Card(props: &Props) -> Html {
    let (country, day) = (use_node_ref(), use_node_ref());
    let words = Rc::clone(&props.words);
    let countries = use_countries(&words, &props.rules.countries);
    let language = words.language().code;
    // The descriptions of rules follow the language.
    use_effect_with(language, {
        let (controller, journey) = (props.controller.clone(), props.journey.clone());
        move |language| {
            if journey.is_some() {
                controller.set_journey(journey, language);
            }
        }
    });
    let on_change = {
        let (controller, country, day) = (props.controller.clone(), country.clone(), day.clone());
        Callback::from(move |_: web_sys::Event| {
            let code = country.cast::<HtmlSelectElement>().map(|select| select.value());
            let at = day
                .cast::<HtmlInputElement>()
                .and_then(|input| browser::noon_of(&input.value()));
            let code = code.filter(|code| !code.is_empty());
            let journey = code.map(|country| Journey { country, at });
            keep_journey(journey.as_ref());
            controller.set_journey(journey, language);
        })
    };
    let on_file = {
        let controller = props.controller.clone();
        Callback::from(move |event: web_sys::Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = first_file(input.files()) {
                controller.import_rules(file);
            }
            input.set_value("");
        })
    };
    let on_clear = {
        let controller = props.controller.clone();
        let destination = props.destination;
        Callback::from(move |_: MouseEvent| {
            controller.forget_rules();
            if destination {
                keep_journey(None);
                controller.set_journey(None, language);
            }
        })
    };
    let chosen = props.journey.as_ref().map(|journey| journey.country.clone());
    // A field that the browser refuses to show as a day stays as it was typed.
    let chosen_day = props
        .journey
        .as_ref()
        .and_then(|journey| journey.at)
        .map(browser::day_of);
    let kept = !props.rules.names.is_empty() || props.destination && props.journey.is_some();
    html! {
        <section class="card" data-testid="journey-card">
            <h2>{ words.say("rules-title") }</h2>
            if props.destination {
            <div class="journey">
                <label>
                    <span>{ words.say("rules-destination") }</span>
                    <select ref={country} data-testid="destination" onchange={on_change.clone()}>
                        <option value="" selected={chosen.is_none()}>{ words.say("rules-none") }</option>
                        { options(&countries, chosen.as_deref()) }
                    </select>
                </label>
                <label>
                    <span>{ words.say("rules-day") }</span>
                    <input ref={day} type="date" value={chosen_day} data-testid="travel-date" onchange={on_change} />
                </label>
            </div>
            }
            { for words.rules_facts(&props.rules).into_iter().map(|fact| html! { <p class="small">{ fact }</p> }) }
            <label class="file secondary">
                <input type="file" accept=".json,.zip,.ggr,application/json,application/zip" data-testid="rules-import" onchange={on_file} />
                <span>{ words.say("rules-import") }</span>
            </label>
            if kept {
                <p class="small">{ words.say("rules-kept") }{ " " }
                    <button type="button" class="secondary" data-testid="rules-forget" onclick={on_clear}>{ words.say("rules-clear") }</button>
                </p>
            }
        </section>
    }
}

/// A country to choose: true if it has no rules, name, code.
pub type Choice = (bool, String, String);

/// All countries by name; those with rules come first if there are any.
#[hook]
pub fn use_countries(words: &Rc<Words>, known: &[String]) -> Rc<Vec<Choice>> {
    use_memo((known.to_vec(), words.language()), |(known, _)| {
        let all: Vec<Choice> = greengate::country::all()
            .map(|code| {
                let unknown = !known.is_empty() && !known.iter().any(|k| k == code);
                let name = words.country(code);
                let name = if unknown {
                    words.say_with("rules-unknown-country", [("country", name.into())])
                } else {
                    name
                };
                (unknown, name, code.to_owned())
            })
            .collect();
        compact_sort::sorted_by(all, Ord::cmp)
    })
}

/// Option elements of the countries.
pub fn options(countries: &[Choice], chosen: Option<&str>) -> Html {
    html! {
        { for countries.iter().map(|(_, name, code)| html! {
            <option key={code.clone()} value={code.clone()} selected={chosen == Some(code)}>{ name }</option>
        }) }
    }
}
