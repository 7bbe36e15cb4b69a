//! The traveller's page: the family's passes, the route, the answers.

mod answers;
mod keeper;
mod stop_fields;
mod timeline;

use self::{answers::TripAnswers, keeper::use_keeper, stop_fields::StopFields};
use super::journey::{options, use_countries};
use crate::{
    browser,
    controller::Controller,
    language::Words,
    presenter::{self, VerdictStyle},
    state::{Action, State, Trip, TripAction, TripPass},
};
use greengate::verdict::Stop;
use greengate_app::bridge::{Journey, RulesState, TrustSummary};
use std::rc::Rc;
use time::OffsetDateTime;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const DAY: f64 = 86_400_000.0;
/// Milliseconds that timelines show before the first arrival and after it.
const BEFORE: f64 = 90.0 * DAY;
const AFTER: f64 = 365.0 * DAY;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub words: Rc<Words>,
    pub trip: Trip,
    pub rules: RulesState,
    /// Summary of the lists in use; another list needs another plan.
    pub trust: Option<TrustSummary>,
    pub tell: UseReducerDispatcher<State>,
    pub controller: Controller,
}

/// First and last instant of the timelines, milliseconds since 1970.
fn horizon(stops: &[Stop]) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
    let first = stops
        .iter()
        .map(|stop| stop.at.unix_timestamp() as f64 * 1_000.0)
        .reduce(f64::min);
    let first = first.unwrap_or_else(browser::now);
    // Rules count in whole UTC days.
    let day = (first / DAY).floor() * DAY;
    (day - BEFORE, day + AFTER)
}

#[component]
pub fn Cards(props: &Props) -> Html {
    let words = Rc::clone(&props.words);
    let countries = use_countries(&words, &props.rules.countries, true);
    let trip = &props.trip;
    let route = trip.way();
    let horizon = horizon(&route);
    let passes: Vec<Vec<String>> = trip.passes.iter().map(|pass| pass.texts.clone()).collect();
    let keeper = use_keeper(&words, &passes, &props.controller);
    use_effect_with(
        (
            passes.clone(),
            trip.stops.clone(),
            trip.departure.clone(),
            props.rules.clone(),
            props.trust.clone(),
            words.language(),
        ),
        {
            let (controller, route) = (props.controller.clone(), route.clone());
            move |(passes, _, _, _, _, language)| {
                if !passes.is_empty() && !route.is_empty() {
                    controller.plan(passes.clone(), route, language.code, horizon);
                }
            }
        },
    );
    // Judge single passes for the first stop.
    let first = trip.stops.first().filter(|stop| !stop.country.is_empty()).cloned();
    use_effect_with((first.clone(), words.language()), {
        let controller = props.controller.clone();
        move |(stop, language)| {
            let journey = stop.as_ref().map(|stop| Journey {
                country: stop.country.clone(),
                at: Some(stop.at()),
            });
            controller.set_journey(journey, language.code);
        }
    });
    // Other lists, rules or another first stop may change the verdicts.
    use_effect_with((first, props.rules.clone(), props.trust.clone()), {
        let controller = props.controller.clone();
        move |_| {
            if !passes.is_empty() {
                controller.restore(passes);
            }
        }
    });
    let answers = TripAnswers {
        words: &words,
        trip,
        route: &route,
        horizon,
        rules: &props.rules,
    };
    let fields = StopFields {
        words: &words,
        countries: countries.as_ref(),
        stops: trip.stops.len(),
        tell: &props.tell,
    };
    html! {
        <>
            <section class="card wide" data-testid="trip-answers" aria-live="polite">
                <h2>{ words.say("trip-answers") }</h2>
                if let Some(plan) = trip.plan.as_ref().filter(|_| !route.is_empty()) {
                    { answers.summary(plan) }
                    { for plan.people.iter().map(|person| answers.person(person)) }
                } else {
                    <p>{ words.say("trip-answers-empty") }</p>
                }
                if let Some(age) = words.rules_age(&props.rules) {
                    <p class="small" data-testid="rules-age">{ age }</p>
                }
            </section>
            <section class="card" data-testid="trip-passes">
                <h2>{ words.say("trip-passes") }</h2>
                if trip.passes.is_empty() {
                    <p>{ words.say("trip-passes-empty") }</p>
                }
                <ul class="wallet">
                    { for trip.passes.iter().map(|pass| wallet_pass(&words, pass, &props.tell)) }
                </ul>
                { keeper }
            </section>
            <section class="card" data-testid="trip-way">
                <h2>{ words.say("trip-title") }</h2>
                <label class="setting"><span>{ words.say("trip-departure") }</span>
                    <select data-testid={countries.is_some().then_some("departure")} onchange={{
                        let tell = props.tell.clone();
                        move |change: web_sys::Event| {
                            let select: HtmlSelectElement = change.target_unchecked_into();
                            tell.dispatch(Action::Trip(TripAction::Departure(select.value())));
                        }
                    }}>
                        <option value="" selected={trip.departure.is_empty()}>{ words.say("rules-none") }</option>
                        { options(&words, countries.as_ref(), Some(trip.departure.as_str()).filter(|d| !d.is_empty())) }
                    </select>
                </label>
                { for trip.stops.iter().enumerate().map(|(place, stop)| fields.draw(place, stop, place.checked_sub(1).and_then(|before| trip.stops.get(before)))) }
                <button type="button" class="secondary" data-testid="add-stop" onclick={{
                    let tell = props.tell.clone();
                    move |_| tell.dispatch(Action::Trip(TripAction::AddStop))
                }}>{ words.say("trip-add") }</button>
            </section>
        </>
    }
}

fn name_of(words: &Words, pass: &TripPass) -> String {
    let holder = pass.report.holder.as_ref();
    holder
        .and_then(|h| {
            h.name
                .clone()
                .or_else(|| h.standard_name.as_ref().map(|n| n.replace('<', " ")))
        })
        .unwrap_or_else(|| words.say("verdict-no-name"))
}

fn kind_of(words: &Words, pass: &TripPass) -> String {
    match (pass.report.kind, pass.report.format) {
        (Some(kind), _) => words.say(presenter::kind(kind)),
        (None, Some(format)) => words.format(format),
        (None, None) => String::new(),
    }
}

fn wallet_pass(words: &Words, pass: &TripPass, tell: &UseReducerDispatcher<State>) -> Html {
    let face = VerdictStyle::of(&pass.report);
    let (tell, id, name) = (tell.clone(), pass.id, name_of(words, pass));
    html! {
        <li key={pass.id} class={face.class()} data-testid="wallet-pass">
            { super::icons::face(face) }
            <div>
                <strong>{ if pass.report.authentic { name.clone() } else { words.say("verdict-doubt") + " " + &name } }</strong>
                <span>{ format!("{} · {}", kind_of(words, pass), words.verdict(&pass.report, pass.report.conclusion).headline) }</span>
            </div>
            <button type="button" class="plain" aria-label={words.say_with("trip-remove-of", [("name", name.into())])}
                onclick={move |_| tell.dispatch(Action::Trip(TripAction::Remove(id)))}>{ "✕" }</button>
        </li>
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
fn milliseconds(at: OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 * 1_000.0
}
