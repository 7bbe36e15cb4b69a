//! Timeline of a pass: its acceptance at a stop over time.

use super::{
    answers::{Arrival, outcome_name},
    milliseconds,
};
use crate::{browser, language::Words};
use greengate::{
    rules::Outcome,
    verdict::{PassAnswer, Span},
};
use time::OffsetDateTime;
use yew::prelude::*;

/// Draws the timeline as a picture and as text.
pub(super) fn timeline(words: &Words, answer: &PassAnswer, arrival: &Arrival, horizon: (f64, f64)) -> Html {
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
    let label = words.say_with("trip-timeline", [("country", arrival.country.as_str().into())]);
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
    let undecided = answer.timeline.iter().any(|span| span.outcome == Outcome::Undecided);
    let spoken = if sentences.is_empty() && undecided {
        words.say("trip-open")
    } else if sentences.is_empty() {
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
                <line x1={percent(x(arrival.at))} x2={percent(x(arrival.at))} y1="0" y2="46" class="arrival" data-testid="timeline-arrival" />
            </svg>
            <p class="small" data-testid="timeline-words">{ spoken }</p>
            <p class="small"><span class="arrival-key" aria-hidden="true" />{ format!("{}: {}", words.say("trip-arrival-mark"), words.time_of(arrival.at, arrival.zone)) }</p>
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

fn percent(of: f64) -> String {
    browser::fixed(of, 3) + "%"
}
