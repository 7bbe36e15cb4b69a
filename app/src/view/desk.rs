//! The check-in desk: the passport beside the pass, the party, the counters, the settings.

use crate::{
    browser,
    controller::Controller,
    feedback,
    language::Words,
    presenter,
    state::{Action, Desk, DeskAction, Missing, Mode, Party, State},
    wedge::{self, Layout},
};
use greengate::{
    person::{Difference, Match, Mrz, MrzError},
    verdict::Report,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Draws the parts of the desk beside the camera; nothing in other modes.
#[hook]
pub fn use_card(words: &Words, state: &UseReducerHandle<State>, controller: &Controller) -> Html {
    let serial = use_state(|| None::<bool>);
    if state.mode != Mode::Desk {
        return html! {};
    }
    let desk = &state.desk;
    let dispatcher = state.dispatcher();
    let tell = |event: fn(f64) -> DeskAction| {
        let tell = dispatcher.clone();
        Callback::from(move |change: web_sys::Event| {
            let input: HtmlInputElement = change.target_unchecked_into();
            tell.dispatch(Action::Desk(event(input.value_as_number())));
        })
    };
    let counters = &desk.counters;
    html! {
        <>
            <section class="card counters" aria-label={words.say("desk-counters")}>
                <dl>
                    <div class="count valid"><dt>{ words.say("desk-valid") }</dt><dd data-testid="counter-valid">{ counters.valid }</dd></div>
                    <div class="count invalid"><dt>{ words.say("desk-invalid") }</dt><dd data-testid="counter-invalid">{ counters.all_invalid() }</dd></div>
                    <div class="count"><dt>{ words.say("desk-per-minute") }</dt><dd data-testid="counter-rate">{ browser::fixed(counters.per_minute(browser::now()), 1) }</dd></div>
                </dl>
                if !counters.invalid.is_empty() {
                    <ul class="small" data-testid="counter-reasons">
                        { for counters.invalid.iter().map(|(reason, count)| html! { <li data-outcome={*reason}>{ words.say(presenter::outcome(reason)) }{ ": " }{ count }</li> }) }
                    </ul>
                }
                <div class="controls">
                    <button type="button" class="secondary" data-testid="counter-csv" onclick={{
                        let table = counters.csv();
                        move |_| save("greengate-counters.csv", &table)
                    }}>{ words.say("desk-csv") }</button>
                    <button type="button" class="secondary" data-testid="counter-reset" onclick={{
                        let tell = dispatcher.clone();
                        move |_| tell.dispatch(Action::Desk(DeskAction::ResetCounters))
                    }}>{ words.say("desk-reset") }</button>
                    if desk.party.is_none() {
                        <button type="button" class="secondary" data-testid="party-start" onclick={{
                            let tell = dispatcher.clone();
                            move |_| tell.dispatch(Action::Desk(DeskAction::Party(true)))
                        }}>{ words.say("desk-party-start") }</button>
                    }
                </div>
            </section>
            { party(words, desk, state, &dispatcher) }
            <details class="card" data-testid="desk-settings">
                <summary>{ words.say("desk-settings") }</summary>
                <label class="setting"><span>{ words.say("desk-hold") }</span>
                    <input type="number" min="2" max="120" value={browser::written(desk.hold)} data-testid="hold-seconds" onchange={tell(DeskAction::Hold)} /></label>
                <label class="setting"><span>{ words.say("desk-blank") }</span>
                    <input type="number" min="10" max="3600" value={browser::written(desk.blank)} data-testid="blank-seconds" onchange={tell(DeskAction::Blank)} /></label>
                <label class="setting"><span>{ words.say("desk-sound") }</span>
                    <input type="checkbox" checked={!desk.mute} data-testid="sound" onchange={{
                        let tell = dispatcher.clone();
                        move |change: web_sys::Event| {
                            let input: HtmlInputElement = change.target_unchecked_into();
                            tell.dispatch(Action::Desk(DeskAction::Mute(!input.checked())));
                        }
                    }} /></label>
                <div class="controls">
                    <button type="button" class="secondary" data-testid="full-screen" onclick={|_| feedback::full_screen(!feedback::is_full_screen())}>
                        { words.say(if feedback::is_full_screen() { "desk-full-leave" } else { "desk-full" }) }
                    </button>
                    if wedge::has_serial() {
                        <button type="button" class="secondary" data-testid="serial" disabled={*serial == Some(true)} onclick={{
                            let (controller, serial) = (controller.clone(), serial.clone());
                            move |_| {
                                let (controller, serial) = (controller.clone(), serial.clone());
                                spawn_local(async move {
                                    let opened = serial.clone();
                                    wedge::read_serial(controller, move || opened.set(Some(true))).await;
                                    serial.set(Some(false));
                                });
                            }
                        }}>{ words.say(match *serial {
                            None => "desk-serial",
                            Some(true) => "desk-serial-on",
                            Some(false) => "desk-serial-failed",
                        }) }</button>
                    }
                </div>
                <p class="small">{ words.say("desk-keys") }</p>
            </details>
        </>
    }
}

/// Draws the destination of the flight, in a line.
pub fn destination(words: &Words, state: &State) -> Html {
    let to = match &state.journey {
        Some(journey) => words.say_with("desk-to", [("country", words.country(&journey.country).into())]),
        None => words.say("desk-to-none"),
    };
    html! {
        <p class="to" data-testid="flight"><strong>{ to }</strong>
            <button type="button" class="plain" onclick={|_| super::focus("[data-testid=destination]")}>{ words.say("desk-change") }</button></p>
    }
}

/// Draws how many persons of the group are complete.
fn group_state(words: &Words, party: &Party) -> Html {
    html! {
        <p class="advice" role="status" data-testid="party-state">{ words.say_with("desk-party-done", [
            ("have", party.complete().into()), ("all", party.size.max(party.members.len()).into())
        ]) }</p>
    }
}

fn party(words: &Words, desk: &Desk, state: &State, tell: &UseReducerDispatcher<State>) -> Html {
    let Some(party) = &desk.party else {
        return html! {};
    };
    let missing = |missing: Missing| match (missing, &state.journey) {
        (Missing::Entry, Some(journey)) => words.say_with(
            "desk-party-missing-entry",
            [("country", words.country(&journey.country).into())],
        ),
        (Missing::Person, _) => words.say("desk-party-missing-person"),
        _ => words.say("desk-party-missing-valid"),
    };
    let on_size = {
        let tell = tell.clone();
        Callback::from(move |change: web_sys::Event| {
            let input: HtmlInputElement = change.target_unchecked_into();
            tell.dispatch(Action::Desk(DeskAction::PartySize(
                input.value().parse().unwrap_or_default(),
            )));
        })
    };
    html! {
        <section class="card" data-testid="party">
            <h2>{ words.say("desk-party") }</h2>
            <label class="setting"><span>{ words.say("desk-party-size") }</span>
                <input type="number" min="1" max="500" value={party.size.to_string()} data-testid="party-size" onchange={on_size} /></label>
            { group_state(words, party) }
            <ul class="members">
                { for party.members.iter().map(|member| {
                    let kinds: Vec<String> = member.kinds.iter().map(|kind| words.say(presenter::kind(*kind))).collect();
                    let complete = member.missing().is_none();
                    html! {
                        <li class={if complete { "complete" } else { "lacking" }}>
                            <strong>{ &member.name }</strong>
                            <span>{ kinds.join(", ") }</span>
                            <span>{ member.missing().map_or_else(|| words.say("desk-party-ok"), |what| {
                                words.say_with("desk-party-missing", [("what", missing(what).into())])
                            }) }</span>
                        </li>
                    }
                }) }
            </ul>
            <button type="button" class="secondary" data-testid="party-end" onclick={{
                let tell = tell.clone();
                move |_| tell.dispatch(Action::Desk(DeskAction::Party(false)))
            }}>{ words.say("desk-party-end") }</button>
        </section>
    }
}

/// Draws the desk's part of a verdict: the passport beside the pass.
pub fn beside(words: &Words, desk: &Desk, report: &Report, controller: &Controller) -> Html {
    let on_input = {
        let controller = controller.clone();
        Callback::from(move |event: InputEvent| {
            let field: HtmlTextAreaElement = event.target_unchecked_into();
            controller.document(&field.value());
        })
    };
    let compared = desk.comparison(report);
    html! {
        <>
            if let Some((ago, just_before)) = desk.again {
                <p class="advice again" role="status" data-testid="again">{
                    if just_before && ago < 60_000.0 {
                        words.say("desk-again-now")
                    } else {
                        words.say_with("desk-again", [("span", words.span(ago).into())])
                    }
                }</p>
            }
            if let Some(party) = &desk.party {
                { group_state(words, party) }
            }
            if report.holder.is_some() {
                <section class="document" aria-label={words.say("desk-document")}>
                    if let Some((mrz, same)) = &compared {
                        <p class={classes!("match", match same { Match::Same => "same", Match::Near(_) => "near", Match::Different { .. } => "different" })}
                            role="alert" data-testid="document-match" data-match={match same { Match::Same => "match", Match::Near(_) => "near", Match::Different { .. } => "different" }}>
                            { matched(words, same) }
                        </p>
                        <p data-testid="document-says">{ passport(words, mrz) }</p>
                        if expired(&mrz.expires) {
                            <p class="advice warning">{ words.say_with("desk-passport-expired", [("date", words.partial_date(&mrz.expires).into())]) }</p>
                        }
                    }
                    // Each verdict has an empty field of its own.
                    <label class="zone" key={browser::written(desk.shown_at())}>
                        <span>{ words.say("desk-document") }</span>
                        <textarea rows="1" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" data-testid="document-input"
                            placeholder={words.say("desk-zone-hint")} oninput={on_input} />
                    </label>
                    if let Some(Err(error)) = &desk.document {
                        <p class="small" data-testid="document-fault">{ zone_fault(words, error) }</p>
                    }
                </section>
            }
        </>
    }
}

/// Name and birth date in a passport, in a sentence.
pub fn passport(words: &Words, mrz: &Mrz) -> String {
    let person = &mrz.person;
    let born = person.birth.as_deref().map(|date| words.partial_date(date));
    words.say_with(
        "desk-passport-says",
        [
            (
                "name",
                person.standard_name().replace("<<", ", ").replace('<', " ").into(),
            ),
            ("date", born.unwrap_or_default().into()),
        ],
    )
}

fn expired(date: &str) -> bool {
    let today = browser::instant(browser::now()).map(|now| now.date());
    let today = today.map(|d| format!("{:04}-{:02}-{:02}", d.year(), u8::from(d.month()), d.day()));
    today.is_some_and(|today| date < today.as_str())
}

/// The comparison of the pass with the document, in a sentence.
pub fn matched(words: &Words, same: &Match) -> String {
    match same {
        Match::Same => words.say("desk-same"),
        Match::Near(differences) => {
            let why: Vec<String> = differences
                .iter()
                .map(|difference| words.say(near(*difference)))
                .collect();
            words.say_with("desk-near", [("why", why.join(", ").into())])
        }
        Match::Different {
            name: true,
            birth: true,
        } => words.say("desk-different-both"),
        Match::Different { birth: true, .. } => words.say("desk-different-birth"),
        Match::Different { .. } => words.say("desk-different-name"),
    }
}

const fn near(difference: Difference) -> &'static str {
    match difference {
        Difference::Transliteration => "near-transliteration",
        Difference::Truncation => "near-truncation",
        Difference::MissingName => "near-missing-name",
        Difference::Order => "near-order",
        Difference::Spacing => "near-spacing",
        Difference::BirthDate => "near-birth-date",
    }
}

fn zone_fault(words: &Words, error: &MrzError) -> String {
    match error {
        MrzError::Length(n) => words.say_with("zone-length", [("n", (*n).into())]),
        MrzError::Character(c) => words.say_with("zone-character", [("c", c.to_string().into())]),
        MrzError::CheckDigit(field) => words.say_with("zone-check", [("field", (*field).into())]),
        MrzError::Date(_) => words.say("zone-date"),
        MrzError::NoName => words.say("zone-no-name"),
        _ => words.say("zone-not-document"),
    }
}

/// Name of the scanner's and the computer's keyboard layouts in a sentence.
pub fn layouts(words: &Words, scanner: Layout, computer: Layout) -> String {
    let name = |layout: Layout| {
        words.say(match layout {
            Layout::Us => "layout-us",
            Layout::Uk => "layout-uk",
            Layout::De => "layout-de",
            Layout::Fr => "layout-fr",
            Layout::Es => "layout-es",
            Layout::It => "layout-it",
        })
    };
    words.say_with(
        "wedge-layout",
        [("scanner", name(scanner).into()), ("computer", name(computer).into())],
    )
}

/// Offers a text to the person as a file to save.
fn save(name: &str, text: &str) {
    let save = || -> Option<()> {
        let options = Object::new();
        Reflect::set(&options, &"type".into(), &"text/csv".into()).ok()?;
        let parts = Array::of1(&text.into());
        let blob = Blob::new_with_str_sequence_and_options(&parts, options.unchecked_ref()).ok()?;
        let address = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
        let link = browser::window().document()?.create_element("a").ok()?;
        link.set_attribute("href", &address).ok()?;
        link.set_attribute("download", name).ok()?;
        link.unchecked_ref::<HtmlElement>().click();
        web_sys::Url::revoke_object_url(&address).ok()
    };
    // In a browser that saves no files the figures stay on screen.
    _ = save();
}
