//! The directory of the places that issue certificates (`?mode=places`). It asks no server: the list comes with the app, or
//! from a file, and the map has no tiles, so that nobody learns who looks where.

mod found;
mod kept;
mod map;
mod source;
mod state;
mod wishes;

use crate::{
    hooks::use_once,
    language::Words,
    lists::{bytes_of, publishers},
    offline,
    view::header::{Mode, header, speak},
};
use greengate::{directory::DirectoryError, limits::MAX_DIRECTORY};
use greengate_app::{browser, encrypted_store::object};
use state::{Action, List, Notice, State};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, File};
use yew::prelude::*;

/// Properties of the page.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Language and messages at the start.
    pub words: Rc<Words>,
}

/// What every view is given.
struct Page<'a> {
    words: &'a Words,
    state: &'a UseReducerHandle<State>,
}

impl Page<'_> {
    fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// A length in kilometres, by the rules of the language, with the digits that everybody reads.
    fn kilometres(&self, metres: f64) -> String {
        let parts = if metres < 10_000.0 { 10.0 } else { 1.0 };
        let number = (metres / 1_000.0 * parts).round() / parts;
        let locale = format!("{}-u-nu-latn", self.words.language().code);
        let number = String::from(js_sys::Number::from(number).to_locale_string(&locale));
        self.words.say_with("places-km", [("n", number.into())])
    }

    /// An event of the state.
    fn tell<E>(&self, action: impl Fn(E) -> Action + 'static) -> Callback<E> {
        let tell = self.state.dispatcher();
        Callback::from(move |event| tell.dispatch(action(event)))
    }
}

/// The page.
#[component]
pub fn App(props: &Props) -> Html {
    let words = use_state(|| Rc::clone(&props.words));
    let state = use_reducer(State::start);
    let tell = state.dispatcher();
    use_once(move || {
        spawn_local(restore(tell));
        spawn_local(async {
            // Without storage it works with a network.
            _ = offline::keep().await;
        });
    });
    let speak = {
        let (words, tell) = (words.setter(), state.dispatcher());
        Callback::from(move |event: Event| {
            let tell = tell.clone();
            speak(&event, words.clone(), move || {
                tell.dispatch(Action::Notice(Some(Notice::PartMissing)))
            });
        })
    };
    use_effect_with(state.origin, |_| focus_chosen());
    let page = Page {
        words: &words,
        state: &state,
    };
    let fitting = state.fitting();
    html! {
        <>
        <div class="page counter-page places-page">
            { header(&words, Mode::Places, &speak) }
            { source::warnings(&page) }
            <main>
                { wishes::card(&page) }
                { map::card(&page, &fitting) }
                { found::card(&page, &fitting) }
                { source::card(&page) }
            </main>
        </div>
        { notice(&page) }
        </>
    }
}

/// A place that is chosen in the list becomes its first, and loses the focus on its way: it gets it back.
fn focus_chosen() {
    let Some(document) = browser::window().document() else {
        return;
    };
    let is_lost = document
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY");
    let name = document.query_selector(".places .is-chosen .place-name").ok().flatten();
    let focus = name.and_then(|name| Some((browser::method(&name, "focus")?, name)));
    if is_lost && let Some((focus, name)) = focus {
        // Who has tapped the map goes on looking at it. Focusing an element of the page cannot fail.
        _ = focus.call1(&name, &object(&[("preventScroll", true.into())]));
    }
}

fn notice(page: &Page) -> Html {
    let text = match &page.state.notice {
        None => return Html::default(),
        Some(Notice::Refused(why)) => page.words.say_with("places-refused", [("why", why.as_str().into())]),
        Some(Notice::NotKept) => page.say("trust-not-kept"),
        Some(Notice::PartMissing) => page.say("counter-part-missing"),
    };
    html! {
        <div class="notice" role="alert" data-testid="places-notice">
            <div><p>{ text }</p></div>
            <button type="button" class="plain" aria-label={page.say("close")} onclick={page.tell(|_| Action::Notice(None))}>{ "✕" }</button>
        </div>
    }
}

/// Uses the list that this device keeps, if it can still be read.
async fn restore(tell: UseReducerDispatcher<State>) {
    let Some(bytes) = kept::read().await else { return };
    if let Ok(list) = List::imported(&bytes, &publishers().await) {
        tell.dispatch(Action::Use(Rc::new(list)));
    }
}

/// Uses a list from a file, and keeps it.
async fn import(file: File, tell: UseReducerDispatcher<State>) {
    let refuse = |why: String| tell.dispatch(Action::Notice(Some(Notice::Refused(why))));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float to integer cast saturates"
    )]
    let size = file.size() as usize;
    if size > MAX_DIRECTORY {
        return refuse(DirectoryError::TooLarge(size).to_string());
    }
    let Some(bytes) = bytes_of(&file).await else {
        return refuse(file.name());
    };
    match List::imported(&bytes, &publishers().await) {
        Err(error) => refuse(error.to_string()),
        Ok(list) => {
            let is_kept = kept::keep(file.name(), bytes).await;
            tell.dispatch(Action::Use(Rc::new(list)));
            if !is_kept {
                tell.dispatch(Action::Notice(Some(Notice::NotKept)));
            }
        }
    }
}

/// Uses the app's own list again.
async fn back_to_own(tell: UseReducerDispatcher<State>) {
    kept::forget().await;
    if let Some(own) = List::own() {
        tell.dispatch(Action::Use(Rc::new(own)));
    }
}
