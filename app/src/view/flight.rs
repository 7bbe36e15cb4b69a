//! The flight of a desk: where it goes, where its travellers come from, what they need, the check of a paper certificate.

use super::need;
use crate::elements::{Element, button, changed_field, labelled, tag};
use crate::{
    language::{self, Words},
    state::{Action, Desk, Flight, FlightAction, Mode, State, field},
};
use greengate::person::Person;
use greengate_app::bridge::SeenBoardingPass;
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
    let shown = desk.traveller.boarding_pass.as_ref();
    let asked = (desk.flight.is_set() || shown.is_some()) && !state.demo.on;
    let needs = desk.needs.alone.as_deref().filter(|_| asked);
    tag!(<section class="card" data-testid="flight-card">)
        .child(tag!(<h2>).say(words, "flight-title"))
        .child(fields)
        .child(tag!(<p class="small">).say(words, "flight-how"))
        .maybe(shown.and_then(|shown| card.take_over(shown)))
        .maybe(asked.then(|| card.came_from()))
        .maybe(needs.map(|answer| need::draw(words, answer)))
        .maybe((asked && language::are_needs_here()).then(|| card.booklet(&day)))
        .maybe(asked.then(|| card.next()))
        .into()
}

/// Names the boarding pass that was shown, and says if it is another person's than the one given.
pub fn boarding_pass(words: &Words, desk: &Desk, person: Option<&Person>) -> Option<Element> {
    let shown = desk.traveller.boarding_pass.as_ref()?;
    let day = shown.day.as_deref().map(|day| words.partial_date(day));
    let says = words.say_with(
        "boarding-pass",
        [
            ("name", shown.name.replace('/', ", ").into()),
            ("flight", shown.flight.clone().into()),
            ("to", shown.to.clone().into()),
            ("day", day.unwrap_or_default().into()),
        ],
    );
    let is_other = desk.other_name(person).is_some();
    Some(
        tag!(<div class="advice again" role="status" data-testid="boarding-pass" data-other={is_other.to_string()}>)
            .child(tag!(<p>).text(says))
            .maybe(is_other.then(|| tag!(<p>).say(words, "boarding-other"))),
    )
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

    /// Button that makes the flight of a boarding pass that of the desk; none if it is that already.
    fn take_over(&self, shown: &SeenBoardingPass) -> Option<Element> {
        let flight = Flight {
            to: shown.to.clone(),
            from: shown.from.clone(),
            connections: self.desk.flight.connections.clone(),
        };
        let values = [("flight", shown.flight.clone().into()), ("to", shown.to.clone().into())];
        let (tell, says) = (self.tell.clone(), self.words.say_with("boarding-use", values));
        (flight != self.desk.flight).then(|| {
            button("secondary", "boarding-use", says, move || {
                tell.dispatch(Action::Flight(FlightAction::Set(flight.clone())));
            })
        })
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
