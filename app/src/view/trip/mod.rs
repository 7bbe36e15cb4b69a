//! The traveller's page: the family's passes, the route, the answers.

mod answers;
mod keeper;
mod stop_fields;
mod timeline;

use self::{answers::TripAnswers, keeper::use_keeper, stop_fields::StopFields};
use super::{
    desk,
    journey::{Choices, CountryField, use_countries},
};
use crate::elements::{Element, button, cross, fragment, labelled, tag};
use crate::{
    browser,
    controller::Controller,
    language::Words,
    presenter::{self, VerdictStyle},
    state::{Action, State, Trip, TripAction, TripPass},
};
use greengate::{person::Mrz, verdict::Stop};
use greengate_app::bridge::{RulesState, TrustSummary};
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
    let journey = trip.journey(&props.rules);
    use_effect_with((journey.clone(), words.language()), {
        let controller = props.controller.clone();
        move |(journey, language)| controller.set_journey(journey.clone(), language.code)
    });
    // Other lists, rules or another first stop may change the verdicts.
    use_effect_with((journey, props.rules.clone(), props.trust.clone()), {
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
        trip,
        tell: &props.tell,
    };
    fragment(vec![
        Some(answers_card(props, &answers)),
        Some(passes_card(props, keeper)),
        Some(way_card(props, &fields)),
    ])
}

/// Card of the answers, for each person and stop.
#[inline(never)]
fn answers_card(props: &Props, answers: &TripAnswers) -> Element {
    let words = answers.words;
    let card = tag!(<section class="card wide" data-testid="trip-answers" aria-live="polite">);
    let card = card.child(tag!(<h2>).say(words, "trip-answers"));
    let card = match props.trip.plan.as_ref().filter(|_| !answers.route.is_empty()) {
        Some(plan) => {
            let people = plan.people.iter().enumerate();
            let people = people.map(|(place, person)| answers.person(place, person).into());
            card.html([answers.summary(plan)].into_iter().chain(people).collect())
        }
        None => card.child(tag!(<p>).say(words, "trip-answers-empty")),
    };
    let age = words.rules_age(&props.rules);
    card.maybe(age.map(|age| tag!(<p class="small" data-testid="rules-age">).text(age)))
}

/// Card of the family's passes.
#[inline(never)]
fn passes_card(props: &Props, keeper: Html) -> Element {
    let (words, passes) = (&*props.words, &props.trip.passes);
    let wallet = passes.iter().map(|pass| wallet_pass(words, pass, &props.tell));
    tag!(<section class="card" data-testid="trip-passes">)
        .child(tag!(<h2>).say(words, "trip-passes"))
        .maybe(passes.is_empty().then(|| tag!(<p>).say(words, "trip-passes-empty")))
        .child(tag!(<ul class="wallet">).all(wallet))
        .maybe(
            props
                .trip
                .passport
                .as_ref()
                .map(|mrz| passport(words, mrz, &props.tell)),
        )
        .html(keeper)
}

/// Names the passport that was read, with a button that takes it away.
fn passport(words: &Words, mrz: &Mrz, tell: &UseReducerDispatcher<State>) -> Element {
    let tell = tell.clone();
    let name = desk::passport_name(mrz);
    let remove = cross(words.say_with("trip-remove-of", [("name", name.into())]));
    tag!(<p class="advice again" role="status">)
        .child(desk::passport(words, mrz))
        .child(remove.on_click(move || tell.dispatch(Action::Trip(TripAction::Passport(None)))))
}

/// Card of the route.
#[inline(never)]
fn way_card(props: &Props, fields: &StopFields) -> Element {
    let (words, trip, countries) = (&*props.words, &props.trip, fields.countries);
    let stops = trip.stops.iter().enumerate();
    let stops = stops.map(|(place, stop)| {
        fields.draw(
            place,
            stop,
            place.checked_sub(1).and_then(|before| trip.stops.get(before)),
        )
    });
    let tell = props.tell.clone();
    let add = button("secondary", "add-stop", words.say("trip-add"), move || {
        tell.dispatch(Action::Trip(TripAction::AddStop));
    });
    tag!(<section class="card" data-testid="trip-way">)
        .child(tag!(<h2>).say(words, "trip-title"))
        .child(labelled(
            words,
            Some("setting"),
            "trip-departure",
            departure(words, trip, countries, &props.tell),
        ))
        .all(stops)
        .child(add)
}

/// Choice of the country that the trip starts in.
#[inline(never)]
fn departure(words: &Words, trip: &Trip, countries: Option<&Choices>, tell: &UseReducerDispatcher<State>) -> Html {
    let tell = tell.clone();
    let on_change = move |change: web_sys::Event| {
        let select: HtmlSelectElement = change.target_unchecked_into();
        tell.dispatch(Action::Trip(TripAction::Departure(select.value())));
    };
    let choice = CountryField {
        node: NodeRef::default(),
        test_id: "departure".to_owned(),
        chosen: Some(trip.departure.as_str()).filter(|country| !country.is_empty()),
        on_change: Callback::from(on_change),
    };
    choice.draw(words, countries)
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

#[inline(never)]
fn wallet_pass(words: &Words, pass: &TripPass, tell: &UseReducerDispatcher<State>) -> Element {
    let face = VerdictStyle::of(&pass.report);
    let (tell, id, name) = (tell.clone(), pass.id, name_of(words, pass));
    let shown = if pass.report.is_well_signed() {
        name.clone()
    } else {
        words.say("verdict-doubt") + " " + &name
    };
    let headline = words.verdict(&pass.report, pass.report.conclusion).headline;
    let remove = words.say_with("trip-remove-of", [("name", name.into())]);
    tag!(<li class={face.class()} data-testid="wallet-pass">)
        .key(pass.id)
        .html(super::icons::face(face))
        .child(
            tag!(<div>)
                .child(tag!(<strong>).text(shown))
                .child(tag!(<span>).text(format!("{} · {headline}", kind_of(words, pass)))),
        )
        .child(cross(remove).on_click(move || tell.dispatch(Action::Trip(TripAction::Remove(id)))))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
fn milliseconds(at: OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 * 1_000.0
}
