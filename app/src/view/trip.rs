//! The traveller's page: the family's passes, the route, the answers, the timeline.

use super::journey::{options, use_countries};
use crate::{
    browser,
    controller::Controller,
    encrypted_store,
    language::Words,
    presenter::{self, Answer, VerdictStyle},
    state::{Action, State, StopChange, Trip, TripAction, TripPass, TripStop},
};
use greengate::{
    rules::{Outcome, Remedy, TestKind},
    verdict::{PassAnswer, Reason, Span, Stop, StopAnswer, Traveller},
};
use greengate_app::bridge::{Journey, RulesState, TrustSummary};
use std::rc::Rc;
use time::OffsetDateTime;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement};
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
    let countries = use_countries(&words, &props.rules.countries);
    let trip = &props.trip;
    let way = trip.way();
    let horizon = horizon(&way);
    let passes: Vec<Vec<String>> = trip.passes.iter().map(|pass| pass.texts.clone()).collect();
    let keeper = use_keeper(&words, &passes, &props.controller);
    use_effect_with(
        (
            passes,
            trip.stops.clone(),
            trip.departure.clone(),
            props.rules.clone(),
            props.trust.clone(),
            words.language(),
        ),
        {
            let (controller, way) = (props.controller.clone(), way.clone());
            move |(passes, _, _, _, _, language)| {
                if !passes.is_empty() && !way.is_empty() {
                    controller.plan(passes.clone(), way, language.code, horizon);
                }
            }
        },
    );
    // Judge single passes for the first stop.
    let first = trip.stops.first().filter(|stop| !stop.country.is_empty()).cloned();
    use_effect_with((first, words.language()), {
        let controller = props.controller.clone();
        move |(stop, language)| {
            let journey = stop.as_ref().map(|stop| Journey {
                country: stop.country.clone(),
                at: Some(stop.at()),
            });
            controller.set_journey(journey, language.code);
        }
    });
    html! {
        <>
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
                    <select data-testid="departure" onchange={{
                        let tell = props.tell.clone();
                        move |change: web_sys::Event| {
                            let select: HtmlSelectElement = change.target_unchecked_into();
                            tell.dispatch(Action::Trip(TripAction::Departure(select.value())));
                        }
                    }}>
                        <option value="" selected={trip.departure.is_empty()}>{ words.say("rules-none") }</option>
                        { options(&countries, Some(trip.departure.as_str()).filter(|d| !d.is_empty())) }
                    </select>
                </label>
                { for trip.stops.iter().enumerate().map(|(place, stop)| stop_fields(&words, place, stop, trip.stops.len(), &countries, &props.tell)) }
                <button type="button" class="secondary" data-testid="add-stop" onclick={{
                    let tell = props.tell.clone();
                    move |_| tell.dispatch(Action::Trip(TripAction::AddStop))
                }}>{ words.say("trip-add") }</button>
            </section>
            <section class="card wide" data-testid="trip-answers" aria-live="polite">
                <h2>{ words.say("trip-answers") }</h2>
                if let Some(plan) = trip.plan.as_ref().filter(|_| !way.is_empty()) {
                    { for plan.people.iter().map(|person| traveller(&words, person, trip, &way, horizon, &props.rules)) }
                } else {
                    <p>{ words.say("trip-answers-empty") }</p>
                }
                if let Some(age) = words.rules_age(&props.rules) {
                    <p class="small" data-testid="rules-age">{ age }</p>
                }
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
                <span>{ format!("{} · {}", kind_of(words, pass), words.verdict(&pass.report).headline) }</span>
            </div>
            <button type="button" class="plain" aria-label={words.say_with("trip-remove-of", [("name", name.into())])}
                onclick={move |_| tell.dispatch(Action::Trip(TripAction::Remove(id)))}>{ "✕" }</button>
        </li>
    }
}

fn stop_fields(
    words: &Words,
    place: usize,
    stop: &TripStop,
    stops: usize,
    countries: &[super::journey::Choice],
    tell: &UseReducerDispatcher<State>,
) -> Html {
    let of_select = |change: fn(String) -> StopChange| {
        let tell = tell.clone();
        Callback::from(move |event: web_sys::Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            tell.dispatch(Action::Trip(TripAction::Stop(place, change(select.value()))));
        })
    };
    let of_input = |change: fn(String) -> StopChange| {
        let tell = tell.clone();
        Callback::from(move |event: web_sys::Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            tell.dispatch(Action::Trip(TripAction::Stop(place, change(input.value()))));
        })
    };
    let (on_country, on_zone) = (of_select(StopChange::Country), of_select(StopChange::Zone));
    let (on_day, on_hour) = (of_input(StopChange::Day), of_input(StopChange::Hour));
    let zones = browser::zones_of(&stop.country);
    // The first stop uses the identifiers of the other pages.
    let named = |id: &str| {
        if place == 0 {
            id.to_owned()
        } else {
            format!("{id}-{}", place + 1)
        }
    };
    html! {
        <fieldset key={place} class="stop">
            <legend>{ words.say_with("trip-stop", [("n", (place + 1).into())]) }</legend>
            <label><span>{ words.say("trip-arrival") }</span>
                <select data-testid={named("destination")} onchange={on_country}>
                    <option value="" selected={stop.country.is_empty()}>{ words.say("rules-none") }</option>
                    { options(countries, Some(stop.country.as_str()).filter(|c| !c.is_empty())) }
                </select>
            </label>
            <label><span>{ words.say("trip-when") }</span>
                <input type="date" value={stop.day.clone()} data-testid={named("travel-date")} onchange={on_day} />
            </label>
            <label><span>{ words.say("trip-hour") }</span>
                <input type="time" value={stop.hour.clone()} data-testid={named("travel-time")} onchange={on_hour} />
            </label>
            if zones.len() > 1 {
                <label><span>{ words.say("trip-zone") }</span>
                    <select data-testid={format!("zone-{}", place + 1)} onchange={on_zone}>
                        { for zones.iter().map(|zone| html! {
                            <option key={zone.clone()} value={zone.clone()} selected={stop.zone().as_ref() == Some(zone)}>{ zone.replace('_', " ") }</option>
                        }) }
                    </select>
                </label>
            }
            if stops > 1 {
                <button type="button" class="plain" aria-label={words.say("trip-remove-stop")} onclick={{
                    let tell = tell.clone();
                    move |_| tell.dispatch(Action::Trip(TripAction::RemoveStop(place)))
                }}>{ "✕" }</button>
            }
        </fieldset>
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
fn milliseconds(at: OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 * 1_000.0
}

fn traveller(
    words: &Words,
    person: &Traveller,
    trip: &Trip,
    way: &[Stop],
    horizon: (f64, f64),
    rules: &RulesState,
) -> Html {
    let first = person.passes.first().and_then(|place| trip.passes.get(*place));
    let name = first.map(|pass| name_of(words, pass)).unwrap_or_default();
    // Time zone of each stop with a country, in the order of the route.
    let zones: Vec<Option<String>> = trip
        .stops
        .iter()
        .filter(|s| !s.country.is_empty())
        .map(TripStop::zone)
        .collect();
    html! {
        <section class="traveller" data-testid="traveller">
            <h3>{ &name }</h3>
            { for person.stops.iter().zip(way).enumerate().map(|(place, (answer, stop))| {
                let zone = zones.get(place).cloned().flatten();
                stop_answer(words, &name, answer, stop, zone.as_deref(), trip, horizon, rules)
            }) }
        </section>
    }
}

const fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Refused => "refused",
        Outcome::Undecided => "open",
    }
}

#[expect(clippy::too_many_arguments, reason = "what one answer is drawn from")]
fn stop_answer(
    words: &Words,
    name: &str,
    answer: &StopAnswer,
    stop: &Stop,
    zone: Option<&str>,
    trip: &Trip,
    horizon: (f64, f64),
    rules: &RulesState,
) -> Html {
    let country = words.country(&stop.country);
    let date = words.time_of(milliseconds(stop.at), zone);
    let values = || {
        [
            ("name", name.into()),
            ("country", country.clone().into()),
            ("date", date.clone().into()),
        ]
    };
    let (id, headline) = match answer.outcome {
        Outcome::Accepted => ("trip-accepted-in", "trip-accepted"),
        Outcome::Refused => ("trip-refused-in", "trip-refused"),
        Outcome::Undecided => ("trip-open-in", "trip-open"),
    };
    let kinds: Vec<String> = answer
        .by
        .iter()
        .filter_map(|place| trip.passes.get(*place))
        .map(|pass| kind_of(words, pass))
        .collect();
    let arrival = milliseconds(stop.at);
    html! {
        <article class={classes!("answer-card", outcome_name(answer.outcome))} data-testid="trip-answer" data-country={stop.country.clone()}
            data-entry={outcome_name(answer.outcome)}>
            <p class="headline">{ super::icons::answer(Answer::from(answer.outcome)) }<strong>{ format!("{country}: {}", words.say(headline)) }</strong></p>
            <p>{ words.say_with(id, values()) }</p>
            if answer.together.is_some() {
                <p class="advice">{ words.say_with("trip-together", [("kinds", kinds.join(" + ").into())]) }</p>
            } else if let [kind] = &kinds[..] {
                <p>{ words.say_with("trip-by", [("kind", kind.clone().into())]) }</p>
            }
            { for answer.passes.iter().map(|of| pass_answer(words, of, trip, &country, arrival, zone, horizon, rules, answer.outcome)) }
            if answer.outcome != Outcome::Accepted {
                <div class="helps" data-testid="helps">
                    <h4>{ words.say("trip-helps") }</h4>
                    if answer.helps.is_empty() {
                        <p>{ words.say("trip-help-none") }</p>
                    } else {
                        <ul class="reasons">{ for answer.helps.iter().map(|of| html! { <li>{ help(words, of) }</li> }) }</ul>
                    }
                </div>
            }
        </article>
    }
}

fn help(words: &Words, help: &Remedy) -> String {
    match *help {
        Remedy::Renew => words.say("verdict-newer-advice"),
        Remedy::Test { kind, at_most_hours } => {
            let test = match kind {
                TestKind::Molecular => "name-molecular-test",
                TestKind::Antigen => "name-antigen-test",
            };
            let values = [
                ("test", words.say(test).into()),
                ("span", words.hours(at_most_hours).into()),
            ];
            words.say_with("trip-help-test", values)
        }
        Remedy::Dose {
            number,
            at_least_days,
            at_most_days,
        } => {
            let number = || number.to_string().into();
            let (least, most) = (words.days(at_least_days), at_most_days.map(|days| words.days(days)));
            match (at_least_days, most) {
                (0, None) => words.say_with("trip-help-dose-any", [("number", number())]),
                (0, Some(most)) => words.say_with("trip-help-dose-now", [("number", number()), ("most", most.into())]),
                (_, None) => words.say_with("trip-help-dose", [("number", number()), ("least", least.into())]),
                (_, Some(most)) => words.say_with(
                    "trip-help-dose-until",
                    [("number", number()), ("least", least.into()), ("most", most.into())],
                ),
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "what one answer is drawn from")]
fn pass_answer(
    words: &Words,
    answer: &PassAnswer,
    trip: &Trip,
    country: &str,
    arrival: f64,
    zone: Option<&str>,
    horizon: (f64, f64),
    rules: &RulesState,
    outcome: Outcome,
) -> Html {
    let Some(pass) = trip.passes.get(answer.pass) else {
        return html! {};
    };
    let dated = |id: &str, at: Option<OffsetDateTime>| {
        words.say_with(id, [("date", at.map(|at| words.day(at)).unwrap_or_default().into())])
    };
    let against = match answer.reason {
        None => None,
        Some(Reason::UnknownIssuer) => Some(words.say("trip-not-confirmed")),
        Some(Reason::NotYetValid) => Some(dated("trip-too-early", answer.valid_from)),
        Some(Reason::Expired) => Some(dated("trip-out-of-date", answer.valid_until)),
        Some(Reason::IssuerCertificateNotValid) => Some(
            if milliseconds(answer.valid_until.unwrap_or(OffsetDateTime::UNIX_EPOCH)) < arrival {
                dated("trip-out-of-date", answer.valid_until)
            } else {
                dated("trip-too-early", answer.valid_from)
            },
        ),
        Some(_) => Some(words.say("trip-not-genuine")),
    };
    let reasons = answer.entry.as_ref().filter(|_| outcome != Outcome::Accepted);
    let reasons = reasons.map(|entry| {
        let mut reasons = words.entry_reasons(pass.report.format, entry, rules);
        // The age of the rules stands once, below all answers.
        if !entry.rules.is_empty() && words.rules_age(rules).is_some() {
            reasons.pop();
        }
        reasons
    });
    html! {
        <div class="pass-answer">
            <h4>{ format!("{} · {}", kind_of(words, pass), pass.report.issued_at.map(|at| words.day(at)).unwrap_or_default()) }</h4>
            if let Some(against) = against {
                <p class="advice">{ against }</p>
            }
            if let Some(reasons) = reasons.filter(|reasons| !reasons.is_empty()) {
                <ul class="reasons">{ for reasons.into_iter().map(|reason| html! { <li>{ reason }</li> }) }</ul>
            }
            if !answer.timeline.is_empty() {
                { timeline(words, answer, country, arrival, zone, horizon) }
            }
        </div>
    }
}

/// Draws the timeline as a picture and as text.
fn timeline(
    words: &Words,
    answer: &PassAnswer,
    country: &str,
    arrival: f64,
    zone: Option<&str>,
    horizon: (f64, f64),
) -> Html {
    // Use percentages: the picture is as wide as its container, and its letters keep their size.
    const WIDTH: f64 = 100.0;
    let (from, until) = horizon;
    let x = |at: f64| browser::within((at - from) / (until - from) * WIDTH, 0.0, WIDTH);
    let bar = |span: &Span| {
        let (a, b) = (x(milliseconds(span.from)), x(milliseconds(span.until)));
        let class = outcome_name(span.outcome);
        let y = match span.outcome {
            Outcome::Accepted => "8",
            Outcome::Undecided => "20",
            Outcome::Refused => "30",
        };
        let height = match span.outcome {
            Outcome::Accepted => "32",
            Outcome::Undecided => "20",
            Outcome::Refused => "10",
        };
        html! {
            <rect class={classes!("bar", class)} x={percent(a)} y={y} width={percent((b - a).max(0.1))} height={height}
                data-testid="timeline-span" data-outcome={class} data-from={rfc3339(span.from)} data-until={rfc3339(span.until)} />
        }
    };
    let valid = (
        answer.valid_from.map_or(from, milliseconds),
        answer.valid_until.map_or(until, milliseconds),
    );
    let lapsed = [(from, valid.0), (valid.1, until)]
        .into_iter()
        .filter(|(a, b)| a < b && *b > from && *a < until);
    let lapsed: Vec<(f64, f64)> = lapsed.map(|(a, b)| (x(a), x(b))).collect();
    let months = months(from, until);
    let label = words.say_with("trip-timeline", [("country", country.into())]);
    let sentences = answer
        .timeline
        .iter()
        .filter(|span| span.outcome == Outcome::Accepted)
        .map(|span| {
            let values = [
                ("from", words.day(span.from).into()),
                ("until", words.day(span.until).into()),
            ];
            words.say_with("trip-span-accepted", values)
        });
    let sentences: Vec<String> = sentences.collect();
    let spoken = if sentences.is_empty() {
        words.say("trip-span-none")
    } else {
        sentences.join("; ")
    };
    html! {
        <figure class="timeline" data-testid="timeline">
            <figcaption>{ label.clone() }</figcaption>
            <svg width="100%" height="62" role="img" aria-label={format!("{label} {spoken}")}>
                <defs>
                    <pattern id="lapsed" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <rect width="4" height="8" class="hatch" />
                    </pattern>
                </defs>
                { for answer.timeline.iter().map(bar) }
                { for lapsed.iter().map(|(a, b)| html! { <rect x={percent(*a)} y="4" width={percent(b - a)} height="38" fill="url(#lapsed)" data-testid="timeline-lapsed" /> }) }
                { for months.iter().map(|(at, name)| html! {
                    <>
                        <line x1={percent(x(*at))} x2={percent(x(*at))} y1="40" y2="46" class="tick" />
                        <text x={percent(x(*at))} y="60" class="month">{ name }</text>
                    </>
                }) }
                <line x1={percent(x(arrival))} x2={percent(x(arrival))} y1="0" y2="46" class="arrival" data-testid="timeline-arrival" />
            </svg>
            <p class="small" data-testid="timeline-words">{ spoken }</p>
            <p class="small"><span class="arrival-key" aria-hidden="true" />{ format!("{}: {}", words.say("trip-arrival-mark"), words.time_of(arrival, zone)) }</p>
            if !lapsed.is_empty() {
                <p class="small">{ words.say("trip-lapsed") }</p>
            }
        </figure>
    }
}

/// Position and name of every third month within a time.
fn months(from: f64, until: f64) -> Vec<(f64, String)> {
    let Some(first) = browser::instant(from) else {
        return Vec::new();
    };
    let mut months = Vec::new();
    let (mut year, mut month) = (first.year(), u8::from(first.month()));
    loop {
        month += 1;
        if month > 12 {
            (year, month) = (year + 1, 1);
        }
        let at = js_sys::Date::parse(&format!("{year:04}-{month:02}-01T00:00:00Z"));
        if at.is_nan() || at > until {
            return months;
        }
        if month % 3 == 1 {
            months.push((at, format!("{month:02}/{year:04}")));
        }
    }
}

fn rfc3339(at: OffsetDateTime) -> String {
    at.format(&time::format_description::well_known::Rfc3339)
        .unwrap_or_default()
}

/// Draws the form that keeps the passes encrypted, opens and deletes them.
#[hook]
fn use_keeper(words: &Words, passes: &[Vec<String>], controller: &Controller) -> Html {
    let phrase = use_node_ref();
    let kept = use_state(encrypted_store::has_kept);
    let told = use_state(|| None::<&'static str>);
    let take = {
        let phrase = phrase.clone();
        move || {
            let field = phrase.cast::<HtmlInputElement>();
            let text = field.as_ref().map(HtmlInputElement::value).unwrap_or_default();
            if let Some(field) = field {
                field.set_value("");
            }
            text
        }
    };
    let on_keep = {
        let (passes, kept, told, take) = (passes.to_vec(), kept.clone(), told.clone(), take.clone());
        move |_| {
            let text = take();
            if text.chars().count() < encrypted_store::SHORTEST {
                told.set(Some("keep-short"));
                return;
            }
            let (passes, kept, told) = (passes.clone(), kept.clone(), told.clone());
            spawn_local(async move {
                let done = encrypted_store::keep(&passes, &text).await;
                kept.set(encrypted_store::has_kept());
                told.set(Some(if done { "keep-done" } else { "keep-failed" }));
            });
        }
    };
    let on_open = {
        let (controller, told, take) = (controller.clone(), told.clone(), take);
        move |_| {
            let (text, controller, told) = (take(), controller.clone(), told.clone());
            spawn_local(async move {
                match encrypted_store::open(&text).await {
                    Some(passes) => {
                        told.set(None);
                        controller.restore(passes);
                    }
                    None => told.set(Some("keep-wrong")),
                }
            });
        }
    };
    let on_delete = {
        let (kept, told) = (kept.clone(), told.clone());
        move |_| {
            encrypted_store::delete();
            kept.set(false);
            told.set(None);
        }
    };
    if passes.is_empty() && !*kept {
        return html! {};
    }
    html! {
        <details class="keeper" data-testid="keeper" open={*kept && passes.is_empty()}>
            <summary>{ words.say(if *kept { "keep-there" } else { "keep-title" }) }</summary>
            <p class="small">{ words.say("keep-how") }</p>
            <label class="setting"><span>{ words.say("keep-passphrase") }</span>
                <input ref={phrase} type="password" autocomplete="off" data-testid="passphrase" /></label>
            <div class="controls">
                if !passes.is_empty() {
                    <button type="button" class="secondary" data-testid="keep" onclick={on_keep}>{ words.say("keep-store") }</button>
                }
                if *kept {
                    <button type="button" class="secondary" data-testid="keep-open" onclick={on_open}>{ words.say("keep-open") }</button>
                    <button type="button" class="secondary" data-testid="keep-delete" onclick={on_delete}>{ words.say("keep-delete") }</button>
                }
            </div>
            if let Some(told) = *told {
                <p class="small" role="status" data-testid="keep-told">{ words.say(told) }</p>
            }
        </details>
    }
}

fn percent(of: f64) -> String {
    browser::fixed(of, 3) + "%"
}
