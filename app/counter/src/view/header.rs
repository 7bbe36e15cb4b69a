//! Head of the pages of this module: where one is, in which language.

use greengate_app::language::{self, LANGUAGES, Words};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

/// A page of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The counter.
    Counter,
    /// The directory of places.
    Places,
}

impl Mode {
    /// Value of `mode` in the address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Places => "places",
        }
    }

    /// Messages of its link and of its title.
    const fn messages(self) -> (&'static str, &'static str) {
        match self {
            Self::Counter => ("counter-mode", "counter-title"),
            Self::Places => ("places-mode", "places-title"),
        }
    }
}

/// The head of a page. `speak` changes the language.
pub fn header(words: &Words, here: Mode, speak: &Callback<Event>) -> Html {
    let spoken = words.language();
    html! {
        <header>
            <h1>{ "Greengate" }</h1>
            <p class="counter-title">{ words.say(here.messages().1) }</p>
            <nav class="modes">
                <a href="./">{ words.say("mode-scan") }</a>
                { for [Mode::Counter, Mode::Places].map(|mode| html! {
                    <a href={format!("?mode={}", mode.name())} aria-current={(mode == here).then_some("page")}>{ words.say(mode.messages().0) }</a>
                }) }
            </nav>
            <label class="language">
                <span class="unseen">{ words.say("language-label") }</span>
                <select onchange={speak} data-testid="language">
                    { for LANGUAGES.iter().map(|language| html! {
                        <option value={language.code} selected={*language == spoken}>{ language.name }</option>
                    }) }
                </select>
            </label>
        </header>
    }
}

/// Changes the language; the present one stays, and `failed` is called, if the other cannot be loaded.
pub fn speak(event: &Event, words: UseStateSetter<Rc<Words>>, failed: impl FnOnce() + 'static) {
    let menu: HtmlSelectElement = event.target_unchecked_into();
    let chosen = LANGUAGES.iter().copied().find(|language| language.code == menu.value());
    let Some(chosen) = chosen else { return };
    spawn_local(async move {
        let loaded = match Words::load(chosen).await {
            Some(loaded) => loaded.add(crate::MESSAGES).await.then_some(loaded),
            None => None,
        };
        if let Some(loaded) = loaded {
            language::choose(chosen);
            language::announce(chosen);
            words.set(Rc::new(loaded));
        } else {
            menu.set_value(language::preferred().code);
            failed();
        }
    });
}
