//! Fields for a stop of the trip.

use super::super::{
    journey::{Choices, CountryField},
    need,
};
use crate::{
    browser,
    elements::{Element, changed_field, cross, labelled, tag},
    language::Words,
    state::{Action, State, StopChange, Trip, TripAction, TripStop},
};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Draws the fields of stops.
pub(super) struct StopFields<'a> {
    pub words: &'a Words,
    /// `None` until their names are known.
    pub countries: Option<&'a Choices>,
    pub trip: &'a Trip,
    pub tell: &'a UseReducerDispatcher<State>,
}

impl StopFields<'_> {
    /// Draws the fields of the stop at this index. `before` is the stop before it.
    #[inline(never)]
    pub fn draw(&self, place: usize, stop: &TripStop, before: Option<&TripStop>) -> Element {
        let words = self.words;
        let of_select = |change: fn(String) -> StopChange| {
            let tell = self.tell.clone();
            Callback::from(move |event: web_sys::Event| {
                let select: HtmlSelectElement = event.target_unchecked_into();
                tell.dispatch(Action::Trip(TripAction::Stop(place, change(select.value()))));
            })
        };
        let of_input = |change: fn(String) -> StopChange| {
            let tell = self.tell.clone();
            Callback::from(move |event: web_sys::Event| {
                let value = changed_field(&event).value();
                tell.dispatch(Action::Trip(TripAction::Stop(place, change(value))));
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
        let country = CountryField {
            node: NodeRef::default(),
            test_id: named("destination"),
            chosen: Some(stop.country.as_str()).filter(|country| !country.is_empty()),
            on_change: on_country,
        };
        let country = country.draw(words, self.countries);
        let field = |kind: &'static str, value: &str, id: &str, on_change: Callback<web_sys::Event>| {
            html! { <input type={kind} value={value.to_owned()} data-testid={named(id)} onchange={on_change} /> }
        };
        let zone = (zones.len() > 1).then(|| {
            let choice = html! {
                <select data-testid={format!("zone-{}", place + 1)} onchange={on_zone}>
                    { for zones.iter().map(|zone| html! {
                        <option key={zone.clone()} value={zone.clone()} selected={stop.zone().as_ref() == Some(zone)}>{ zone.replace('_', " ") }</option>
                    }) }
                </select>
            };
            labelled(words, None, "trip-zone", choice)
        });
        let disordered =
            before.is_some_and(|before| !before.day.is_empty() && !stop.day.is_empty() && stop.at() < before.at());
        let disordered = disordered
            .then(|| tag!(<p class="advice warning" role="alert" data-testid="stop-order">).say(words, "trip-order"));
        let remove = (self.trip.stops.len() > 1).then(|| {
            let tell = self.tell.clone();
            cross(words.say("trip-remove-stop"))
                .on_click(move || tell.dispatch(Action::Trip(TripAction::RemoveStop(place))))
        });
        let number = words.say_with("trip-stop", [("n", (place + 1).into())]);
        let fields = tag!(<fieldset class="stop">)
            .child(tag!(<legend class="unseen">).text(number))
            .child(labelled(words, None, "trip-arrival", country))
            .child(labelled(
                words,
                None,
                "trip-when",
                field("date", &stop.day, "travel-date", on_day),
            ))
            .child(labelled(
                words,
                None,
                "trip-hour",
                field("time", &stop.hour, "travel-time", on_hour),
            ))
            .maybe(zone)
            .maybe(disordered)
            .maybe(remove);
        let unfolded = stop.country.is_empty() || stop.day.is_empty();
        let stated = tag!(<details open={unfolded.then_some("open")}>)
            .child(tag!(<summary>).text(self.summary(place, stop)))
            .child(fields);
        let needs = self.trip.needs_at(stop, None);
        tag!(<div class="stop-of-trip">)
            .key(place)
            .child(stated)
            .maybe(needs.map(|answer| need::draw(words, answer)))
    }

    /// Number of the stop; country and day once they are filled in.
    fn summary(&self, place: usize, stop: &TripStop) -> String {
        let words = self.words;
        let number = words.say_with("trip-stop", [("n", (place + 1).into())]);
        if stop.country.is_empty() {
            return number;
        }
        let (country, day) = (words.country(&stop.country), words.partial_date(&stop.day));
        [number, country, day]
            .join(" · ")
            .trim_end_matches([' ', '·'])
            .to_owned()
    }
}
