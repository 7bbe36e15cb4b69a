//! The flight of a desk: where it goes, where its travellers come from, what they need, the check of a paper certificate.

use super::{
    elements::{Element, button, changed_field, labelled, tag},
    need,
};
use crate::{
    language::Words,
    state::{Action, Desk, Flight, FlightAction, Mode, State, field},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What a valid page of the yellow booklet shows (International Health Regulations, annex 6), in the order of the page.
const PAGE: [&str; 6] = [
    "booklet-name",
    "booklet-disease",
    "booklet-date",
    "booklet-product",
    "booklet-signature",
    "booklet-stamp",
];

/// Draws the flight and what the traveller at the desk needs for it; nothing in other modes.
#[hook]
pub fn use_card(words: &Words, state: &UseReducerHandle<State>) -> Html {
    let day = use_node_ref();
    if state.mode != Mode::Desk {
        return html! {};
    }
    let desk = &state.desk;
    let card = Card {
        words,
        desk,
        tell: &state.dispatcher(),
    };
    let fields = tag!(<div class="journey">)
        .child(card.flight("flight-to", &desk.flight.to, |flight, typed| flight.to = typed))
        .child(card.flight("flight-from", &desk.flight.from, |flight, typed| flight.from = typed))
        .child(
            card.flight("flight-connections", &desk.flight.connections, |flight, typed| {
                flight.connections = typed;
            }),
        );
    let asked = desk.flight.is_set() && !state.demo.on;
    let needs = desk.needs.alone.as_deref().filter(|_| asked);
    tag!(<section class="card" data-testid="flight-card">)
        .child(tag!(<h2>).say(words, "flight-title"))
        .child(fields)
        .child(tag!(<p class="small">).say(words, "flight-how"))
        .maybe(asked.then(|| card.came_from()))
        .maybe(needs.map(|answer| need::draw(words, answer)))
        .maybe(asked.then(|| card.booklet(&day)))
        .maybe(asked.then(|| card.next()))
        .into()
}

/// Draws the parts of the card.
struct Card<'a> {
    words: &'a Words,
    desk: &'a Desk,
    tell: &'a UseReducerDispatcher<State>,
}

impl Card<'_> {
    /// A field of the flight.
    fn flight(&self, id: &'static str, value: &str, change: fn(&mut Flight, String)) -> Element {
        let flight = self.desk.flight.clone();
        self.field(id, value, move |typed| {
            let mut flight = flight.clone();
            change(&mut flight, typed);
            FlightAction::Set(flight)
        })
    }

    /// A field for codes of airports and countries. Its label is the message of its test id.
    fn field(&self, id: &'static str, value: &str, action: impl Fn(String) -> FlightAction + 'static) -> Element {
        let tell = self.tell.clone();
        let on_change = Callback::from(move |event: web_sys::Event| {
            tell.dispatch(Action::Flight(action(field(&changed_field(&event).value()))));
        });
        let input = html! {
            <input type="text" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" data-testid={id} value={value.to_owned()}
                onchange={on_change} />
        };
        labelled(self.words, None, id, input)
    }

    /// Draws where the traveller comes from: the connections of the flight, a tap each, and a field for other places.
    fn came_from(&self) -> Element {
        let named = self.desk.needs.alone.as_deref().map_or(&[][..], |answer| &answer.named);
        let connections = self.desk.flight.each_connection().into_iter().map(|code| {
            let pressed = self.desk.traveller.connections.contains(&code).to_string();
            let leg = named.iter().find(|leg| leg.code == code);
            let place = leg.map_or_else(
                || code.to_ascii_uppercase(),
                |leg| need::place(self.words, &code, &leg.country),
            );
            let says = self.words.say_with("flight-came-from", [("place", place.into())]);
            let tell = self.tell.clone();
            tag!(<button type="button" class="secondary" data-testid="came-from" data-code={code.clone()} aria-pressed={pressed}>)
                .key(code.as_str())
                .text(says)
                .on_click(move || tell.dispatch(Action::Flight(FlightAction::Connection(code.clone()))))
        });
        let elsewhere = &self.desk.traveller.elsewhere;
        tag!(<div class="journey came-from">).all(connections).child(self.field(
            "flight-elsewhere",
            elsewhere,
            FlightAction::Elsewhere,
        ))
    }

    /// Draws the check of a page of the yellow booklet.
    fn booklet(&self, day: &NodeRef) -> Element {
        let words = self.words;
        let typed = html! { <input ref={day.clone()} type="date" data-testid="booklet-day" /> };
        let (tell, day) = (self.tell.clone(), day.clone());
        let checked = button("primary", "booklet-checked", words.say("booklet-checked"), move || {
            let typed = day.cast::<HtmlInputElement>().map(|input| input.value());
            let typed = typed.filter(|typed| !typed.is_empty());
            tell.dispatch(Action::Flight(FlightAction::Paper(typed)));
        });
        tag!(<details data-testid="booklet">)
            .child(tag!(<summary>).say(words, "booklet-title"))
            .child(tag!(<ol>).all(PAGE.into_iter().map(|check| tag!(<li>).say(words, check))))
            .child(tag!(<p class="small">).say(words, "booklet-life"))
            .child(labelled(words, Some("setting"), "booklet-day", typed))
            .child(checked)
    }

    /// Button that forgets the traveller.
    fn next(&self) -> Element {
        let tell = self.tell.clone();
        button(
            "secondary",
            "next-traveller",
            self.words.say("flight-next"),
            move || {
                tell.dispatch(Action::Flight(FlightAction::NextTraveller));
            },
        )
    }
}
