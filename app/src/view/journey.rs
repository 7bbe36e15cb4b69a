//! Choice of the journey that entry is judged for: destination and day.

use crate::elements::{FileField, button, labelled, tag};
use crate::{browser, controller::Controller, language::Words, state::keep_journey};
use greengate_app::bridge::{Journey, RulesState};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
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
    let countries = use_countries(&words, &props.rules.countries, props.destination);
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
    let on_clear = {
        let controller = props.controller.clone();
        let destination = props.destination;
        move || {
            controller.forget_rules();
            if destination {
                keep_journey(None);
                controller.set_journey(None, language);
            }
        }
    };
    let chosen = props.journey.as_ref().map(|journey| journey.country.clone());
    // A field that the browser refuses to show as a day stays as it was typed.
    let chosen_day = props
        .journey
        .as_ref()
        .and_then(|journey| journey.at)
        .map(browser::day_of);
    let imported = !props.rules.names.is_empty() || props.rules.requirements.is_some();
    let kept = imported || props.destination && props.journey.is_some();
    let journey = props.destination.then(|| {
        let choice = CountryField {
            node: country,
            test_id: "destination".to_owned(),
            chosen: chosen.as_deref(),
            on_change: on_change.clone(),
        };
        let choice = choice.draw(&words, countries.as_ref());
        let date =
            html! { <input ref={day} type="date" value={chosen_day} data-testid="travel-date" onchange={on_change} /> };
        tag!(<div class="journey">)
            .child(labelled(&words, None, "rules-destination", choice))
            .child(labelled(&words, None, "rules-day", date))
    });
    let facts = words.rules_facts(&props.rules).into_iter();
    let file = FileField {
        test_id: "rules-import",
        accept: ".json,.zip,.ggr,.ggq,application/json,application/zip",
        multiple: false,
    };
    let file = file.draw(words.say("rules-import"), {
        let controller = props.controller.clone();
        Box::new(move |files| {
            if let Some(file) = files.get(0) {
                controller.import_rules(file);
            }
        })
    });
    let kept = kept.then(|| {
        tag!(<p class="small">)
            .say(&words, "rules-kept")
            .text(" ".to_owned())
            .child(button("secondary", "rules-forget", words.say("rules-clear"), on_clear))
    });
    tag!(<section class="card" data-testid="journey-card">)
        .child(tag!(<h2>).say(&words, "rules-title"))
        .maybe(journey)
        .all(facts.map(|fact| tag!(<p class="small">).text(fact)))
        .html(file)
        .maybe(kept)
        .into()
}

/// A country to choose: true if it has no rules, name, code.
pub type Choice = (bool, String, &'static str);
/// The countries to choose from, in the order in which they are shown.
pub type Choices = Rc<Vec<Choice>>;

/// Milliseconds for which names of countries are asked for in a row, and of the pause after them, in which whatever else
/// is due goes first.
const NAMING_MS: f64 = 8.0;
const NAMING_PAUSE_MS: i32 = 4;

/// All countries by name; those with rules come first if there are any. `None` until the names are known, or if they are
/// not `wanted`.
#[hook]
pub fn use_countries(words: &Rc<Words>, known: &[String], wanted: bool) -> Option<Choices> {
    let names = use_state(Vec::<(String, &'static str)>::new);
    use_effect_with((words.language(), wanted), {
        let (words, names) = (Rc::clone(words), names.setter());
        move |(_, wanted)| {
            let left = Rc::new(Cell::new(!wanted));
            spawn_local(name_all(words, names, Rc::clone(&left)));
            move || left.set(true)
        }
    });
    let choices = use_memo((known.to_vec(), Rc::clone(words), names), |(known, words, names)| {
        let all: Vec<Choice> = names
            .iter()
            .map(|(name, code)| {
                let unknown = !known.is_empty() && !known.iter().any(|k| k == code);
                let name = if unknown {
                    words.say_with("rules-unknown-country", [("country", name.clone().into())])
                } else {
                    name.clone()
                };
                (unknown, name, *code)
            })
            .collect();
        compact_sort::sorted_by(all, Ord::cmp)
    });
    (!choices.is_empty()).then_some(choices)
}

/// Asks the browser for the names of all countries, a few at a time. Drops them if they are not wanted any more.
async fn name_all(words: Rc<Words>, set: UseStateSetter<Vec<(String, &'static str)>>, left: Rc<Cell<bool>>) {
    let (mut names, mut since) = (Vec::new(), f64::MIN);
    for code in greengate::country::all() {
        if left.get() {
            return;
        }
        if browser::monotonic() - since > NAMING_MS {
            browser::sleep(NAMING_PAUSE_MS).await;
            since = browser::monotonic();
        }
        names.push((words.country(code), code));
    }
    if !left.get() {
        set.set(names);
    }
}

/// Choice of a country.
pub struct CountryField<'a> {
    pub node: NodeRef,
    /// Identifier for tests, once all countries are there.
    pub test_id: String,
    pub chosen: Option<&'a str>,
    pub on_change: Callback<web_sys::Event>,
}

impl CountryField<'_> {
    /// Draws it with these countries; `None` until their names are known.
    #[inline(never)]
    pub fn draw(self, words: &Words, countries: Option<&Choices>) -> Html {
        html! {
            <select ref={self.node} data-testid={countries.map(|_| self.test_id)} onchange={self.on_change}>
                <option value="" selected={self.chosen.is_none()}>{ words.say("rules-none") }</option>
                { options(words, countries, self.chosen) }
            </select>
        }
    }
}

/// Option elements of the countries; only the chosen one until all are known.
#[inline(never)]
fn options(words: &Words, countries: Option<&Choices>, chosen: Option<&str>) -> Html {
    let Some(countries) = countries else {
        return html! {
            if let Some(chosen) = chosen {
                <option value={chosen.to_owned()} selected=true>{ words.country(chosen) }</option>
            }
        };
    };
    html! {
        { for countries.iter().map(|(_, name, code)| html! {
            <option key={*code} value={*code} selected={chosen == Some(code)}>{ name }</option>
        }) }
    }
}
