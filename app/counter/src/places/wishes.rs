//! Which places are wanted: a text, a district, a certificate, a distance.

use super::{
    Page,
    state::{Action, CERTIFICATES, DISTANCES},
};
use std::rc::Rc;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, InputEvent};
use yew::prelude::*;

/// Value of the district without a name: no district is a space.
const NAMELESS: &str = " ";

/// Card of what is wanted.
pub fn card(page: &Page) -> Html {
    let state = page.state;
    let search = page.tell(|event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        Action::Search(field.value())
    });
    // What a person has chosen in a menu stays there: another list has menus of its own.
    let list = state.list.as_ref().map_or(0, |list| Rc::as_ptr(list).addr());
    html! {
        <form key={list} class="card wishes" role="search" autocomplete="off" onsubmit={Callback::from(|event: SubmitEvent| event.prevent_default())}>
            <label class="field">
                <span>{ page.say("places-search") }</span>
                <input type="search" value={state.text.clone()} oninput={search} dir="auto" enterkeyhint="search" spellcheck="false" data-testid="places-search" />
            </label>
            <div class="fields">
                { districts(page) }
                { certificates(page) }
                if state.origin.is_some() { { distances(page) } }
            </div>
        </form>
    }
}

/// A menu with the choice of everything, and the options: value and name.
struct Menu {
    label: &'static str,
    test_id: &'static str,
    chosen: Option<String>,
    options: Vec<(String, String)>,
}

impl Menu {
    fn draw(self, page: &Page, choose: impl Fn(Option<String>) -> Action + 'static) -> Html {
        let on_change = page.tell(move |event: Event| {
            let menu: HtmlSelectElement = event.target_unchecked_into();
            choose(Some(menu.value()).filter(|value| !value.is_empty()))
        });
        let chosen = self.chosen.unwrap_or_default();
        let any = (String::new(), page.say("places-any"));
        let options = [any].into_iter().chain(self.options);
        html! {
            <label class="field">
                <span>{ page.say(self.label) }</span>
                <select onchange={on_change} data-testid={self.test_id}>
                    { for options.map(|(value, name)| {
                        let is_chosen = value == chosen;
                        html! { <option {value} selected={is_chosen}>{ name }</option> }
                    }) }
                </select>
            </label>
        }
    }
}

fn districts(page: &Page) -> Html {
    let districts = page.state.list.iter().flat_map(|list| list.directory.districts());
    let options = districts.map(|(district, count)| {
        let (value, name) = if district.is_empty() {
            (NAMELESS, "—")
        } else {
            (district, district)
        };
        let values = [("name", name.into()), ("n", count.into())];
        (value.to_owned(), page.words.say_with("places-district-count", values))
    });
    let chosen = page.state.district.as_ref();
    let menu = Menu {
        label: "places-district",
        test_id: "places-district",
        chosen: chosen.map(|district| {
            if district.is_empty() {
                NAMELESS.to_owned()
            } else {
                district.clone()
            }
        }),
        options: options.collect(),
    };
    menu.draw(page, |value| {
        Action::District(value.map(|value| value.trim().to_owned()))
    })
}

fn certificates(page: &Page) -> Html {
    let menu = Menu {
        label: "places-issues",
        test_id: "places-issues",
        chosen: page.state.issues.clone(),
        options: CERTIFICATES
            .map(|(name, message)| (name.to_owned(), page.say(message)))
            .into(),
    };
    menu.draw(page, Action::Issues)
}

fn distances(page: &Page) -> Html {
    let menu = Menu {
        label: "places-within",
        test_id: "places-within",
        chosen: page.state.within.map(|km| km.to_string()),
        options: DISTANCES
            .map(|km| (km.to_string(), page.kilometres(f64::from(km) * 1_000.0)))
            .into(),
    };
    menu.draw(page, |value| Action::Within(value.and_then(|value| value.parse().ok())))
}
