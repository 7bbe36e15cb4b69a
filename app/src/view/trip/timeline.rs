//! Timeline of a pass: its acceptance at a stop over time.

use super::{
    answers::{Arrival, outcome_name},
    milliseconds,
};
use crate::{browser, elements::tag, language::Words};
use greengate::{
    rules::Outcome,
    verdict::{PassAnswer, Span},
};
use time::OffsetDateTime;
use yew::prelude::*;

/// Draws the timeline as a picture and as text.
#[inline(never)]
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
        tag!(<rect class={format!("bar {class}")} x={percent(a)} y={y} width={percent((b - a).max(0.1))} height={height}
            data-testid="timeline-span" data-outcome={class} data-from={rfc3339(span.from)} data-until={rfc3339(span.until)}>)
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
    let stripes =
        tag!(<pattern id="lapsed" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">)
            .child(tag!(<rect width="4" height="8" class="hatch">));
    let ticks = months.into_iter().flat_map(|(at, name)| {
        let at = percent(x(at));
        [
            tag!(<line x1={at.clone()} x2={at.clone()} y1="40" y2="46" class="tick">),
            tag!(<text x={at} y="60" class="month">).text(name),
        ]
    });
    let over = lapsed.iter().map(|(a, b)| {
        tag!(<rect x={percent(*a)} y="4" width={percent(b - a)} height="38" fill="url(#lapsed)" data-testid="timeline-lapsed">)
    });
    let mark = percent(x(arrival.at));
    let mark = tag!(<line x1={mark.clone()} x2={mark} y1="0" y2="46" class="arrival" data-testid="timeline-arrival">);
    let drawing = tag!(<svg width="100%" height="62" role="img" aria-label={format!("{label} {spoken}")}>)
        .child(tag!(<defs>).child(stripes))
        .all(answer.timeline.iter().map(bar))
        .all(over)
        .all(ticks)
        .child(mark);
    let arrives = words.time_of(arrival.at, arrival.zone);
    let arrives = format!("{}: {arrives}", words.say("trip-arrival-mark"));
    tag!(<figure class="timeline" data-testid="timeline">)
        .child(tag!(<figcaption>).text(label))
        .child(drawing)
        .child(tag!(<p class="small" data-testid="timeline-words">).text(spoken))
        .child(
            tag!(<p class="small">)
                .child(tag!(<span class="arrival-key" aria-hidden="true">))
                .text(arrives),
        )
        .maybe((!lapsed.is_empty()).then(|| tag!(<p class="small">).say(words, "trip-lapsed")))
        .into()
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
