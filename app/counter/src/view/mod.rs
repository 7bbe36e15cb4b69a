//! Views of the counter. They hold no logic: they draw the state and call the controller.

mod batch;
mod book;
mod dose;
mod fields;
pub mod header;
mod key;
mod passes;
mod read_back;
mod sheet;
mod traveller;

use crate::{
    controller::Controller,
    hooks::use_once,
    language::Words,
    offline,
    state::{Action, Notice, Over, State},
};
use greengate_app::{browser, wedge::use_wedge};
use header::{Mode, header, speak};
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, SubmitEvent};
use yew::prelude::*;

/// Properties of the page.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Language and messages at the start.
    pub words: Rc<Words>,
}

/// What every view is given.
pub struct Page<'a> {
    /// Words of the language.
    pub words: &'a Words,
    /// The state.
    pub state: &'a UseReducerHandle<State>,
    /// The controller.
    pub controller: &'a Controller,
}

impl Page<'_> {
    /// A message.
    pub fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// A click that is an event of the state.
    pub fn on(&self, action: impl Fn() -> Action + 'static) -> Callback<MouseEvent> {
        let tell = self.state.dispatcher();
        Callback::from(move |_| tell.dispatch(action()))
    }

    /// A click that calls the controller.
    pub fn call(&self, run: impl Fn(&Controller) + 'static) -> Callback<MouseEvent> {
        let controller = self.controller.clone();
        Callback::from(move |_| run(&controller))
    }
}

/// The page.
#[component]
pub fn App(props: &Props) -> Html {
    let words = use_state(|| Rc::clone(&props.words));
    let state = use_reducer(State::default);
    let controller = use_memo((), {
        let tell = state.dispatcher();
        move |()| Controller::new(tell)
    });
    let controller = (*controller).clone();
    use_once(|| {
        spawn_local(async {
            // Without storage it works with a network.
            _ = offline::keep().await;
        });
    });
    use_warning(state.would_lose());
    use_effect_with(state.jobs, {
        let controller = controller.clone();
        move |jobs| {
            if *jobs > 0 {
                controller.open_print_dialog();
            }
        }
    });
    let on_key = {
        let tell = state.dispatcher();
        Callback::from(move |key: String| {
            if key == "Escape" {
                tell.dispatch(Action::Close);
            }
        })
    };
    let scanned = {
        let controller = controller.clone();
        Callback::from(move |text: String| controller.scanned(&text))
    };
    use_wedge(scanned, on_key);
    let speak = {
        let (words, tell) = (words.setter(), state.dispatcher());
        Callback::from(move |event: Event| {
            let tell = tell.clone();
            speak(&event, words.clone(), move || {
                tell.dispatch(Action::Notice(Some(Notice::PartMissing)))
            });
        })
    };
    let page = Page {
        words: &words,
        state: &state,
        controller: &controller,
    };
    let on_submit = {
        let (controller, state) = (controller.clone(), state.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            controller.check(&state);
        })
    };
    let busy = state.busy;
    html! {
        <>
        <div class="page counter-page" inert={!matches!(state.over, Over::Nothing)}>
            { header(&words, Mode::Counter, &speak) }
            { key::banner(&page) }
            <main>
                <form class="counter-form" onsubmit={on_submit} novalidate=true autocomplete="off" data-testid="counter-form">
                    { traveller::card(&page) }
                    { dose::card(&page) }
                    { read_back::problems(&page) }
                    <button type="submit" class="primary" disabled={busy} data-testid="read-back">{ page.say("counter-read-back") }</button>
                    if state.passes.is_empty() && state.would_lose() { { passes::next_customer(&page, 0) } }
                </form>
                <div class="counter-side">
                    { passes::list(&page) }
                    { batch::card(&page) }
                    { book::card(&page) }
                    { key::card(&page) }
                    { dose::paper_guide(&page) }
                </div>
            </main>
            <footer>{ page.say("counter-footer") }</footer>
        </div>
        { notice(&page) }
        { over(&page) }
        { sheet::sheets(&page) }
        </>
    }
}

/// Has the browser ask before the page is closed while something would be lost.
#[hook]
fn use_warning(would_lose: bool) {
    let held = use_mut_ref(|| false);
    *held.borrow_mut() = would_lose;
    use_once(move || {
        let ask = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if *held.borrow() {
                event.prevent_default();
            }
        });
        // Listening to a known event cannot fail.
        _ = browser::window().add_event_listener_with_callback("beforeunload", ask.as_ref().unchecked_ref());
        // Listens until the page closes.
        ask.forget();
    });
}

fn over(page: &Page) -> Html {
    match &page.state.over {
        Over::Nothing => Html::default(),
        Over::ReadBack { statement, before } => read_back::dialog(page, statement, before.as_ref()),
        Over::Pass(number) => page
            .state
            .pass(*number)
            .map_or_else(Html::default, |pass| passes::dialog(page, pass)),
    }
}

fn notice(page: &Page) -> Html {
    let Some(notice) = &page.state.notice else {
        return Html::default();
    };
    let because = |id: &str, why: &str| page.words.say_with(id, [("why", why.into())]);
    let text = match notice {
        Notice::PassportWaits => page.say("counter-passport-waits"),
        Notice::Zone => page.say("counter-zone-wrong"),
        Notice::NotIssued(why) => because("counter-not-issued", why),
        Notice::Certificate(why) => because("counter-certificate-refused", why),
        Notice::CertificateNotKept => page.say("counter-certificate-not-kept"),
        Notice::BookNotWritten => page.say("counter-book-not-written"),
        Notice::Passphrase => page.say("counter-passphrase-wrong"),
        Notice::Batch(why) => because("counter-batch-refused", why),
        Notice::NotPrinted => page.say("counter-not-printed"),
        Notice::Request(why) => because("counter-request-refused", why),
        Notice::PartMissing => page.say("counter-part-missing"),
    };
    html! {
        <div class="notice" role="alert" data-testid="counter-notice">
            <div><p>{ text }</p></div>
            <button type="button" class="plain" aria-label={page.say("close")} onclick={page.on(|| Action::Notice(None))}>{ "✕" }</button>
        </div>
    }
}
