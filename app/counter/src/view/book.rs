//! The day book: switched on with a passphrase, exported, deleted.

use super::{Page, read_back::milliseconds};
use crate::{controller::save_book, day_book::BookState, state::Action};
use std::rc::Rc;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

/// Entries that are drawn, the newest ones.
const SHOWN: usize = 50;

/// Card of the day book.
pub fn card(page: &Page) -> Html {
    html! {
        <details class="card" data-testid="book-card">
            <summary>{ page.say("counter-book") }</summary>
            {
                match &page.state.book {
                    BookState::Off => passphrase(page, "counter-book-off", "counter-book-begin"),
                    BookState::Locked => html! { <>{ passphrase(page, "counter-book-locked", "counter-book-open") }{ delete(page) }</> },
                    BookState::Open { entries, unreadable } => html! {
                        <>
                        <p data-testid="book-count">{ page.words.say_with("counter-book-count", [("n", entries.len().into())]) }</p>
                        if *unreadable > 0 { <p class="problem">{ page.words.say_with("counter-book-unreadable", [("n", (*unreadable).into())]) }</p> }
                        <ul class="wallet">
                            { for entries.iter().rev().take(SHOWN).map(|entry| {
                                let name = entry.lines.iter().find(|(label, _)| label == "name" || label == "name-cut");
                                let at = time::OffsetDateTime::from_unix_timestamp(entry.at).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
                                let entry = entry.clone();
                                html! {
                                    <li key={entry.place}>
                                        <div><strong dir="auto">{ name.map_or("", |(_, value)| value) }</strong><span>{ page.words.time_of(milliseconds(at), None) }</span></div>
                                        <button type="button" class="secondary" data-testid="from-book" onclick={{ let state = page.state.clone(); page.call(move |controller| controller.take_from_book(&state, &entry)) }}>{ page.say("counter-show") }</button>
                                    </li>
                                }
                            }) }
                        </ul>
                        <button type="button" class="secondary" data-testid="export-book" onclick={{
                            let entries = Rc::clone(entries);
                            let tell = page.state.dispatcher();
                            Callback::from(move |_: MouseEvent| if save_book(&entries).is_none() {
                                tell.dispatch(Action::Notice(Some(crate::state::Notice::BookNotWritten)));
                            })
                        }}>{ page.say("counter-book-export") }</button>
                        { delete(page) }
                        </>
                    },
                }
            }
        </details>
    }
}

fn passphrase(page: &Page, says: &str, button: &str) -> Html {
    let (controller, state) = (page.controller.clone(), page.state.clone());
    let on_submit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let form: web_sys::Element = event.target_unchecked_into();
        let found = form.query_selector("[type=password]").ok().flatten();
        if let Some(field) = found.and_then(|field| wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(field).ok()) {
            controller.open_book(&state, field.value());
        }
    });
    html! {
        <form onsubmit={on_submit} class="fields" data-testid="book-form">
            <p>{ page.say(says) }</p>
            <label class="field"><span>{ page.say("counter-passphrase") }</span><input type="password" autocomplete="off" data-testid="book-passphrase" /></label>
            <button type="submit" class="secondary" data-testid="book-open">{ page.say(button) }</button>
        </form>
    }
}

#[derive(Properties, PartialEq)]
pub struct DeleteProps {
    pub label: String,
    pub sure: String,
    pub delete: Callback<MouseEvent>,
    /// Names for tests: of the button, and of the one that is sure.
    #[prop_or(["delete-book", "delete-book-sure"])]
    pub test_ids: [&'static str; 2],
}

fn delete(page: &Page) -> Html {
    let run = page.call(crate::controller::Controller::delete_book);
    html! { <Delete label={page.say("counter-book-delete")} sure={page.say("counter-book-delete-sure")} delete={run} /> }
}

/// A button that asks once more before it deletes.
#[component]
pub fn Delete(props: &DeleteProps) -> Html {
    let asked = use_state(|| false);
    if *asked {
        html! { <button type="button" class="primary danger" data-testid={props.test_ids[1]} onclick={props.delete.clone()}>{ &props.sure }</button> }
    } else {
        let asked = asked.setter();
        html! { <button type="button" class="secondary" data-testid={props.test_ids[0]} onclick={Callback::from(move |_: MouseEvent| asked.set(true))}>{ &props.label }</button> }
    }
}
