//! Certificates that a journey requires.

use crate::elements::{Element, tag};
use crate::language::Words;
use greengate::verdict::Answer;
use greengate_app::bridge::{Leg, NeedAnswer, NeedLines};

/// Draws the answer for each disease, with its reason, source and date.
pub fn draw(words: &Words, answer: &NeedAnswer) -> Element {
    draw_below(words, answer, None)
}

/// The same below the headline of this disease, which is not said again.
pub fn draw_below(words: &Words, answer: &NeedAnswer, above: Option<&NeedLines>) -> Element {
    let missing = answer.needs.is_empty() && answer.unknown.is_empty();
    let missing = missing.then(|| {
        tag!(<p class="advice warning" data-testid="requirement" data-answer="ask">).say(words, "need-missing")
    });
    let unknown = answer.unknown.iter().map(|code| {
        let says = words.say_with("flight-unknown", [("code", code.clone().into())]);
        tag!(<p class="advice warning" role="alert" data-testid="flight-unknown">).text(says)
    });
    tag!(<div class="needs">)
        .all(answer.needs.iter().map(|need| {
            let said = above.is_some_and(|above| std::ptr::eq(above, need));
            disease(words, need, said)
        }))
        .maybe(missing)
        .all(unknown)
}

fn disease(words: &Words, need: &NeedLines, said: bool) -> Element {
    let class = match need.conclusion.answer {
        Answer::Go => "need go",
        Answer::Look => "need look",
        Answer::Stop => "need stop",
    };
    let latest = need.latest.as_ref().map(|day| {
        let says = words.say_with("need-latest", [("day", words.partial_date(day).into())]);
        tag!(<p data-testid="need-latest">).text(says)
    });
    let lines = need
        .lines
        .iter()
        .map(|line| tag!(<p class="small">).text(words.sentence(line)));
    let note = need
        .note
        .clone()
        .map(|note| tag!(<p class="small" lang="en" dir="auto">).text(note));
    let as_of = words.say_with("need-as-of", [("day", words.partial_date(&need.source_day).into())]);
    let sources = tag!(<details class="small" data-testid="need-source">)
        .child(tag!(<summary>).text(as_of))
        .child(tag!(<p>).text(words.sentence(&need.source)));
    tag!(<section class={class} data-testid="requirement" data-answer={need.answer.as_str()} data-conclusion={need.conclusion.answer.as_str()}>)
        .child(tag!(<p class="small">).text(words.sentence(&need.disease)))
        .maybe((!said).then(|| tag!(<p>).child(tag!(<strong>).text(words.sentence(&need.headline)))))
        .maybe(latest)
        .all(lines)
        .maybe(note)
        .child(sources)
}

/// A place with the code that was typed for it: Ghana (ACC).
pub fn place(words: &Words, code: &str, country: &str) -> String {
    let name = words.country(country);
    if code.eq_ignore_ascii_case(country) {
        name
    } else {
        [&name, " (", &code.to_ascii_uppercase(), ")"].concat()
    }
}

/// The flight in a line: destination, and where it takes off.
pub fn flight(words: &Words, to: &str, answer: Option<&NeedAnswer>) -> String {
    let country = answer.and_then(|answer| answer.to.as_deref());
    let to = country.map_or_else(|| to.to_ascii_uppercase(), |country| place(words, to, country));
    let leg = |leg: &Leg| place(words, &leg.code, &leg.country);
    let from: Vec<String> = answer.map_or_else(Vec::new, |answer| answer.from.iter().map(leg).collect());
    if from.is_empty() {
        words.say_with("desk-to", [("country", to.into())])
    } else {
        words.say_with("flight-line", [("to", to.into()), ("from", from.join(", ").into())])
    }
}
