//! Where the list comes from: edition, publisher, licence, and another list.

use super::{Page, back_to_own, import};
use greengate_app::{browser, elements::FileField};
use wasm_bindgen_futures::spawn_local;
use web_sys::FileList;
use yew::prelude::*;

/// What has to be known before anybody goes there, above everything.
pub fn warnings(page: &Page) -> Html {
    let Some(list) = &page.state.list else {
        return Html::default();
    };
    let is_too_old = browser::instant(browser::now()).is_some_and(|now| list.is_too_old(now));
    html! {
        <>
        if !list.is_signed { <p class="standing training" role="status" data-testid="places-unsigned">{ page.say("places-unsigned") }</p> }
        if is_too_old { <p class="standing training" role="status" data-testid="places-old">{ page.say("places-old") }</p> }
        </>
    }
}

/// Licences of the data.
pub fn licences(page: &Page) -> Html {
    let licences = page.state.list.iter().flat_map(|list| &list.directory.licences);
    licences
        .map(|licence| {
            let text = page
                .words
                .say_with("places-licence", [("licence", licence.as_str().into())]);
            html! { <span data-testid="places-licence">{ text }</span> }
        })
        .collect()
}

/// Card of the list in use and of another one.
pub fn card(page: &Page) -> Html {
    let take = {
        let tell = page.state.dispatcher();
        Box::new(move |files: FileList| {
            if let Some(file) = files.get(0) {
                spawn_local(import(file, tell.clone()));
            }
        })
    };
    let file = FileField {
        test_id: "places-import",
        accept: ".ggd",
        multiple: false,
    };
    let own = {
        let tell = page.state.dispatcher();
        Callback::from(move |_: MouseEvent| spawn_local(back_to_own(tell.clone())))
    };
    let list = page.state.list.as_ref();
    html! {
        <section class="card source" data-testid="places-source">
            if let Some(list) = list {
                <h2 dir="auto" data-testid="places-list-title">{ list.directory.title.clone() }</h2>
                <p data-testid="places-edition">{ edition(page, list) }</p>
            }
            { file.draw(page.say("places-import"), take) }
            if list.is_none_or(|list| !list.is_own) {
                <button type="button" class="secondary" onclick={own} data-testid="places-own">{ page.say("places-own") }</button>
            }
        </section>
    }
}

/// Date of the list and who signed it; of an unknown signer there is only the date, and a warning elsewhere.
fn edition(page: &Page, list: &super::state::List) -> String {
    let date = page.words.day(list.directory.header.issued_at);
    if !list.is_signed {
        return date;
    }
    let publisher = page.say("places-publisher-app");
    page.words.say_with(
        "places-edition",
        [("date", date.into()), ("publisher", publisher.into())],
    )
}
