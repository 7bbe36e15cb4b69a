//! Fields for a stop of the trip.

use super::super::journey::{Choices, options};
use crate::{
    browser,
    language::Words,
    state::{Action, State, StopChange, TripAction, TripStop},
};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Draws the fields of stops.
pub(super) struct StopFields<'a> {
    pub words: &'a Words,
    /// `None` until their names are known.
    pub countries: Option<&'a Choices>,
    /// Number of stops.
    pub stops: usize,
    pub tell: &'a UseReducerDispatcher<State>,
}

impl StopFields<'_> {
    /// Draws the fields of the stop at this index. `before` is the stop before it.
    pub fn draw(&self, place: usize, stop: &TripStop, before: Option<&TripStop>) -> Html {
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
            <details key={place} open={stop.country.is_empty() || stop.day.is_empty()}>
            <summary>{ self.summary(place, stop) }</summary>
            <fieldset class="stop">
                <legend class="unseen">{ words.say_with("trip-stop", [("n", (place + 1).into())]) }</legend>
                <label><span>{ words.say("trip-arrival") }</span>
                    <select data-testid={self.countries.map(|_| named("destination"))} onchange={on_country}>
                        <option value="" selected={stop.country.is_empty()}>{ words.say("rules-none") }</option>
                        { options(words, self.countries, Some(stop.country.as_str()).filter(|c| !c.is_empty())) }
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
                if before.is_some_and(|before| !before.day.is_empty() && !stop.day.is_empty() && stop.at() < before.at()) {
                    <p class="advice warning" role="alert" data-testid="stop-order">{ words.say("trip-order") }</p>
                }
                if self.stops > 1 {
                    <button type="button" class="plain" aria-label={words.say("trip-remove-stop")} onclick={{
                        let tell = self.tell.clone();
                        move |_| tell.dispatch(Action::Trip(TripAction::RemoveStop(place)))
                    }}>{ "✕" }</button>
                }
            </fieldset>
            </details>
        }
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
