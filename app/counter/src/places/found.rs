//! The list of the places that fit.

use super::{
    Page,
    state::{Action, CERTIFICATES, Fitting, LISTED, Origin},
};
use greengate::directory::Place;
use yew::prelude::*;

/// Card of the places that fit.
pub fn card(page: &Page, fitting: &[Fitting]) -> Html {
    let count = page.words.say_with("places-count", [("n", fitting.len().into())]);
    let listed = (fitting.len() > LISTED).then(|| format!(" · 1–{LISTED}"));
    html! {
        <section class="card found">
            <p class="count-line" role="status" data-testid="places-count">
                if fitting.is_empty() { { page.say("places-none") } } else { <strong>{ count }</strong>{ listed } }
            </p>
            { origin(page) }
            <ul class="places" data-testid="places-list">
                { for fitting.iter().take(LISTED).map(|one| item(page, one)) }
            </ul>
        </section>
    }
}

/// Where distances are measured from.
fn origin(page: &Page) -> Html {
    let text = match (page.state.origin, page.state.chosen()) {
        (None, _) => return html! { <p class="small">{ page.say("places-from-hint") }</p> },
        (Some(_), Some(place)) => page
            .words
            .say_with("places-from", [("name", place.name.as_str().into())]),
        (Some(_), None) => page.say("places-from-point"),
    };
    html! {
        <div class="origin-line">
            <p role="status" data-testid="places-origin">{ text }</p>
            <button type="button" class="plain" aria-label={page.say("close")} onclick={page.tell(|_| Action::NoOrigin)} data-testid="places-no-origin">{ "✕" }</button>
        </div>
    }
}

fn item(page: &Page, one: &Fitting) -> Html {
    let Fitting { number, place, metres } = *one;
    let is_chosen = page.state.origin == Some(Origin::Place(number));
    let choose = page.tell(move |_: MouseEvent| Action::Choose(number));
    html! {
        <li key={number} class={classes!(is_chosen.then_some("is-chosen"))} data-place={number.to_string()}>
            <div class="place-head">
                <button type="button" class="place-name" aria-pressed={is_chosen.to_string()} onclick={choose} dir="auto">{ place.name.clone() }</button>
                if let Some(metres) = metres.filter(|_| !is_chosen) { <span class="metres" data-metres={metres.round().to_string()}>{ page.kilometres(metres) }</span> }
            </div>
            if !place.address.is_empty() { <p dir="auto">{ place.address.clone() }</p> }
            if !place.district.is_empty() { <p dir="auto">{ place.district.clone() }</p> }
            { issues(page, place) }
            if !place.hours.is_empty() { <p>{ page.words.say_with("places-hours", [("hours", place.hours.as_str().into())]) }</p> }
        </li>
    }
}

/// What a place issues; nothing if that is not known.
fn issues(page: &Page, place: &Place) -> Html {
    if place.issues.is_empty() {
        return Html::default();
    }
    let known = CERTIFICATES
        .iter()
        .filter(|(name, _)| place.issues.iter().any(|issued| issued == name));
    html! {
        <ul class="issues" aria-label={page.say("places-issues")}>
            { for known.map(|(_, message)| html! { <li>{ page.say(message) }</li> }) }
        </ul>
    }
}
