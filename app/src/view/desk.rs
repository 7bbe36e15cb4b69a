//! The check-in desk: the passport beside the pass, the party, the counters, the settings.

use super::{flight, need};
use crate::elements::{Element, button, changed_field, fragment, labelled, tag};
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
    verdict::{Holder, Report},
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
    let tell = state.dispatcher();
    html! {
        <>
            { counters(words, desk, &tell) }
            { party(words, desk, state, &tell) }
            { settings(words, desk, &tell, controller, &serial) }
        </>
    }
}

/// A button that tells the state an action of the desk.
#[inline(never)]
fn action(
    test_id: &'static str,
    label: String,
    tell: &UseReducerDispatcher<State>,
    action: fn() -> DeskAction,
) -> Element {
    let tell = tell.clone();
    button("secondary", test_id, label, move || {
        tell.dispatch(Action::Desk(action()));
    })
}

/// Draws how many passes were valid or not, with what can be done with the figures.
#[inline(never)]
fn counters(words: &Words, desk: &Desk, tell: &UseReducerDispatcher<State>) -> Html {
    let counters = &desk.counters;
    let count = |class: &'static str, label: &str, test_id: &'static str, figure: String| {
        tag!(<div class={class}>)
            .child(tag!(<dt>).say(words, label))
            .child(tag!(<dd data-testid={test_id}>).text(figure))
    };
    let reasons = (!counters.invalid.is_empty()).then(|| {
        let reasons = counters.invalid.iter().map(|(reason, count)| {
            tag!(<li data-outcome={*reason}>)
                .say(words, presenter::outcome(reason))
                .text(format!(": {count}"))
        });
        tag!(<ul class="small" data-testid="counter-reasons">).all(reasons)
    });
    let table = counters.csv();
    let begin = desk.party.is_none().then(|| {
        action("party-start", words.say("desk-party-start"), tell, || {
            DeskAction::Party(true)
        })
    });
    tag!(<section class="card counters" aria-label={words.say("desk-counters")}>)
        .child(
            tag!(<dl>)
                .child(count(
                    "count valid",
                    "desk-valid",
                    "counter-valid",
                    counters.valid.to_string(),
                ))
                .child(count(
                    "count invalid",
                    "desk-invalid",
                    "counter-invalid",
                    counters.all_invalid().to_string(),
                ))
                .child(count(
                    "count",
                    "desk-per-minute",
                    "counter-rate",
                    browser::fixed(counters.per_minute(browser::now()), 1),
                )),
        )
        .maybe(reasons)
        .child(
            tag!(<div class="controls">)
                .child(button("secondary", "counter-csv", words.say("desk-csv"), move || {
                    save("greengate-counters.csv", &table);
                }))
                .child(action("counter-reset", words.say("desk-reset"), tell, || {
                    DeskAction::ResetCounters
                }))
                .maybe(begin),
        )
        .into()
}

/// Draws the settings of the desk.
#[inline(never)]
fn settings(
    words: &Words,
    desk: &Desk,
    tell: &UseReducerDispatcher<State>,
    controller: &Controller,
    serial: &UseStateHandle<Option<bool>>,
) -> Html {
    let change = |event: fn(&HtmlInputElement) -> DeskAction| {
        let tell = tell.clone();
        Callback::from(move |change: web_sys::Event| {
            tell.dispatch(Action::Desk(event(&changed_field(&change))));
        })
    };
    let seconds = |id: &str,
                   test_id: &'static str,
                   (least, most): (&'static str, &'static str),
                   value: f64,
                   on_change: Callback<web_sys::Event>| {
        let field = html! { <input type="number" min={least} max={most} value={browser::written(value)} data-testid={test_id} onchange={on_change} /> };
        labelled(words, Some("setting"), id, field)
    };
    let on_hold = change(|field| DeskAction::Hold(field.value_as_number()));
    let on_blank = change(|field| DeskAction::Blank(field.value_as_number()));
    let on_sound = change(|field| DeskAction::Mute(!field.checked()));
    let sound = html! { <input type="checkbox" checked={!desk.mute} data-testid="sound" onchange={on_sound} /> };
    let full = if feedback::is_full_screen() {
        "desk-full-leave"
    } else {
        "desk-full"
    };
    tag!(<details class="card" data-testid="desk-settings">)
        .child(tag!(<summary>).say(words, "desk-settings"))
        .child(seconds("desk-hold", "hold-seconds", ("2", "120"), desk.hold, on_hold))
        .child(seconds(
            "desk-blank",
            "blank-seconds",
            ("10", "3600"),
            desk.blank,
            on_blank,
        ))
        .child(labelled(words, Some("setting"), "desk-sound", sound))
        .child(
            tag!(<div class="controls">)
                .child(button("secondary", "full-screen", words.say(full), || {
                    feedback::full_screen(!feedback::is_full_screen());
                }))
                .maybe(wedge::has_serial().then(|| serial_button(words, controller, serial))),
        )
        .child(tag!(<p class="small">).say(words, "desk-keys"))
        .into()
}

/// Button that reads a scanner on a serial port.
#[inline(never)]
fn serial_button(words: &Words, controller: &Controller, serial: &UseStateHandle<Option<bool>>) -> Element {
    let (id, reads) = match **serial {
        None => ("desk-serial", None),
        Some(true) => ("desk-serial-on", Some("disabled")),
        Some(false) => ("desk-serial-failed", None),
    };
    let (controller, serial) = (controller.clone(), serial.clone());
    tag!(<button type="button" class="secondary" data-testid="serial" disabled={reads}>)
        .say(words, id)
        .on_click(move || {
            let (controller, serial) = (controller.clone(), serial.clone());
            spawn_local(async move {
                let opened = serial.clone();
                wedge::read_serial(controller.scans(), move || opened.set(Some(true))).await;
                serial.set(Some(false));
            });
        })
}

/// Draws the flight in a line, else the destination of entry rules.
#[inline(never)]
pub fn destination(words: &Words, state: &State) -> Html {
    let flight = &state.desk.flight;
    let to = match &state.journey {
        _ if flight.is_set() => need::flight(words, &flight.to, state.desk.needs.alone.as_deref()),
        Some(journey) => words.say_with("desk-to", [("country", words.country(&journey.country).into())]),
        None => words.say("desk-to-none"),
    };
    let change = tag!(<button type="button" class="plain">).say(words, "desk-change");
    let class = if flight.is_set() { "to flight" } else { "to" };
    tag!(<p class={class} data-testid="flight">)
        .child(tag!(<strong>).text(to))
        .child(change.on_click(|| super::focus("[data-testid=flight-to]")))
        .into()
}

/// Draws how many persons of the group are complete.
#[inline(never)]
fn group_state(words: &Words, party: &Party) -> Element {
    let values = [
        ("have", party.complete().into()),
        ("all", party.size.max(party.members.len()).into()),
    ];
    tag!(<p class="advice" role="status" data-testid="party-state">).text(words.say_with("desk-party-done", values))
}

#[inline(never)]
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
        (Missing::Certificate, _) => words.say("desk-party-missing-certificate"),
        _ => words.say("desk-party-missing-valid"),
    };
    let on_size = {
        let tell = tell.clone();
        Callback::from(move |change: web_sys::Event| {
            let size = changed_field(&change).value().parse().unwrap_or_default();
            tell.dispatch(Action::Desk(DeskAction::PartySize(size)));
        })
    };
    let size = html! { <input type="number" min="1" max="500" value={party.size.to_string()} data-testid="party-size" onchange={on_size} /> };
    let members = party.members.iter().map(|member| {
        let kinds: Vec<String> = member
            .kinds
            .iter()
            .map(|kind| words.say(presenter::kind(*kind)))
            .chain(member.paper.then(|| words.say("booklet-member")))
            .collect();
        let lacks = member.missing();
        let class = if lacks.is_none() { "complete" } else { "lacking" };
        let lacks = lacks.map_or_else(
            || words.say("desk-party-ok"),
            |what| words.say_with("desk-party-missing", [("what", missing(what).into())]),
        );
        tag!(<li class={class}>)
            .child(tag!(<strong>).text(member.name.clone()))
            .child(tag!(<span>).text(kinds.join(", ")))
            .child(tag!(<span>).text(lacks))
    });
    tag!(<section class="card" data-testid="party">)
        .child(tag!(<h2>).say(words, "desk-party"))
        .child(labelled(words, Some("setting"), "desk-party-size", size))
        .child(group_state(words, party))
        .child(tag!(<ul class="members">).all(members))
        .child(action("party-end", words.say("desk-party-end"), tell, || {
            DeskAction::Party(false)
        }))
        .into()
}

/// Draws the desk's part of a verdict: the passport beside the pass.
#[inline(never)]
pub fn beside(words: &Words, desk: &Desk, report: &Report, controller: &Controller) -> Html {
    let on_input = {
        let controller = controller.clone();
        Callback::from(move |event: InputEvent| {
            let field: HtmlTextAreaElement = event.target_unchecked_into();
            controller.document(&field.value());
        })
    };
    let again = desk.again.map(|(ago, just_before)| {
        let says = if just_before && ago < 60_000.0 {
            words.say("desk-again-now")
        } else {
            words.say_with("desk-again", [("span", words.span(ago).into())])
        };
        tag!(<p class="advice again" role="status" data-testid="again">).text(says)
    });
    let document = report.holder.is_some().then(|| {
        let compared = desk.comparison(report);
        let document = tag!(<section class="document" aria-label={words.say("desk-document")}>);
        document
            .html(compared.map(|(mrz, same)| comparison(words, mrz, &same)).unwrap_or_default())
            // Each verdict has an empty field of its own.
            .html(html! {
                <label class="zone" key={browser::written(desk.shown_at())}>
                    <span>{ words.say("desk-document") }</span>
                    <textarea rows="1" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" data-testid="document-input"
                        placeholder={words.say("desk-zone-hint")} oninput={on_input} />
                </label>
            })
            .maybe(desk.document.as_ref().and_then(|read| read.as_ref().err()).map(|error| {
                tag!(<p class="small" data-testid="document-fault">).text(zone_fault(words, error))
            }))
    });
    let group = desk.party.as_ref().map(|party| group_state(words, party));
    let person = report.holder.as_ref().and_then(Holder::person);
    let boarding_pass = flight::boarding_pass(words, desk, person.as_ref());
    fragment(vec![again, group, document, boarding_pass])
}

/// Draws the comparison of the pass with the document.
#[inline(never)]
fn comparison(words: &Words, mrz: &Mrz, same: &Match) -> Html {
    let (class, name) = match same {
        Match::Same => ("match same", "match"),
        Match::Near(_) => ("match near", "near"),
        Match::Different { .. } => ("match different", "different"),
    };
    let expired = expired(&mrz.expires).then(|| {
        let values = [("date", words.partial_date(&mrz.expires).into())];
        tag!(<p class="advice warning">).text(words.say_with("desk-passport-expired", values))
    });
    let matches = tag!(<p class={class} role="alert" data-testid="document-match" data-match={name}>);
    fragment(vec![
        Some(matches.text(matched(words, same))),
        Some(tag!(<p data-testid="document-says">).child(passport(words, mrz))),
        expired,
    ])
}

/// Name and birth date in a passport, in a sentence.
pub fn passport(words: &Words, mrz: &Mrz) -> Element {
    let born = mrz.person.birth.as_deref().map(|date| words.partial_date(date));
    let values = [
        ("name", passport_name(mrz).into()),
        ("date", born.unwrap_or_default().into()),
    ];
    tag!(<span data-testid="passport">).text(words.say_with("desk-passport-says", values))
}

/// Name in a passport: `MUSTER, ANNA MARIA`.
pub fn passport_name(mrz: &Mrz) -> String {
    mrz.person.standard_name().replace("<<", ", ").replace('<', " ")
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
        Difference::Misread => "near-misread",
    }
}

fn zone_fault(words: &Words, error: &MrzError) -> String {
    match error {
        MrzError::Length(n) => words.say_with("zone-length", [("n", (*n).into())]),
        MrzError::Character(c) => words.say_with("zone-character", [("c", c.to_string().into())]),
        MrzError::CheckDigit(field) => {
            // By the labels that the verdict has for them.
            let label = match *field {
                "date of birth" => "verdict-born",
                "date of expiry" => "fact-expires",
                "document number" => "fact-document",
                _ => "desk-document",
            };
            words.say_with("zone-check", [("field", words.say(label).into())])
        }
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
