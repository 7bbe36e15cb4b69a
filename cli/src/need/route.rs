//! The places of a journey, by country, airport or city.

use crate::countries::name_inside;
use anyhow::{Result, anyhow};
use greengate::{
    country::Country,
    limits::MAX_TRANSIT_HOURS,
    requirements::{Airports, AirportsError, Transit, Travel, place},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::LazyLock;
use time::{Date, Duration};

/// The countries of airports that come with Greengate (docs/REQUIREMENTS.md).
static AIRPORTS: LazyLock<Result<Airports, AirportsError>> =
    LazyLock::new(|| Airports::read(include_bytes!("../../../www/requirements/airports.bin")));

/// A place, as a person names it.
#[derive(Clone)]
pub struct Place {
    country: Country,
    /// IATA code of the airport or city, if the place is named by it.
    iata: Option<String>,
}

impl Place {
    /// Place of a country code of two letters or an IATA code of three.
    pub fn parse(text: &str) -> Result<Self, String> {
        let airports = AIRPORTS.as_ref().map_err(ToString::to_string)?;
        let code = text.trim().to_ascii_uppercase();
        let is_iata = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
        match place(text, airports) {
            Some(country) => Ok(Self {
                country,
                iata: is_iata.then_some(code),
            }),
            None if is_iata => Err("no airport or city with this code is known; name its country".to_owned()),
            None => Err("neither a country code of two letters nor an airport code of three".to_owned()),
        }
    }

    /// Place, or an error that names a code that is not known. Another text is not repeated: it could be a pass.
    pub fn named(text: &str) -> Result<Self> {
        Self::parse(text).map_err(|error| {
            if text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_alphabetic()) {
                anyhow!("{text}: {error}")
            } else {
                anyhow!("not a case: a place is {error}")
            }
        })
    }

    fn json(&self) -> Value {
        json!({"country": self.country, "iata": self.iata})
    }
}

/// An airport transit.
#[derive(Clone)]
pub struct Stopover {
    place: Place,
    transit: Transit,
}

impl Stopover {
    /// Transit of a place, with its hours behind a colon if they are known.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None => Ok(Self::new(Place::parse(text)?)),
            Some((code, hours)) => {
                let place = Place::parse(code)?;
                let hours = hours.parse().ok();
                hours
                    .and_then(|hours| Self::of_hours(place, hours))
                    .ok_or_else(wrong_hours)
            }
        }
    }

    fn new(place: Place) -> Self {
        let transit = Transit::new(place.country, None);
        Self { place, transit }
    }

    fn of_hours(place: Place, hours: f64) -> Option<Self> {
        let transit = Transit::of_hours(place.country, hours)?;
        Some(Self { place, transit })
    }

    fn json(&self) -> Value {
        let mut value = self.place.json();
        value["hours"] = match self.transit.stay {
            None => Value::Null,
            Some(stay) if stay == Duration::hours(stay.whole_hours()) => stay.whole_hours().into(),
            Some(stay) => (stay.as_seconds_f64() / 3600.0).into(),
        };
        value
    }
}

fn wrong_hours() -> String {
    format!("the hours are not a number from 0 to {MAX_TRANSIT_HOURS}")
}

/// A transit of a batch: `["ET", 5]`, or without its hours `["ET"]` or `"ET"`.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Leg {
    WithHours(String, Option<f64>),
    Listed((String,)),
    Alone(String),
}

impl Leg {
    pub fn stopover(self) -> Result<Stopover> {
        match self {
            Self::WithHours(text, Some(hours)) => {
                Stopover::of_hours(Place::named(&text)?, hours).ok_or_else(|| anyhow!(wrong_hours()))
            }
            Self::WithHours(text, None) | Self::Listed((text,)) | Self::Alone(text) => {
                Ok(Stopover::new(Place::named(&text)?))
            }
        }
    }
}

/// The places of a journey.
pub struct Route {
    pub to: Place,
    pub from: Vec<Place>,
    pub transits: Vec<Stopover>,
}

impl Route {
    /// The journey that arrives on a day, by its countries.
    pub fn travel(&self, at: Date) -> Travel {
        Travel::to(self.to.country, at)
            .from(self.from.iter().map(|place| place.country).collect())
            .transits(self.transits.iter().map(|stopover| stopover.transit).collect())
    }

    pub fn json(&self) -> Value {
        let from: Vec<Value> = self.from.iter().map(Place::json).collect();
        let transits: Vec<Value> = self.transits.iter().map(Stopover::json).collect();
        json!({"to": self.to.json(), "from": from, "transit": transits})
    }

    /// The countries of the airports and cities that were named, so that a wrong one is noticed. `None` without any.
    pub fn airports(&self) -> Option<String> {
        let transits = self.transits.iter().map(|stopover| &stopover.place);
        let places = self.from.iter().chain(transits).chain([&self.to]);
        let named = |place: &Place| Some(format!("{} is in {}", place.iata.as_ref()?, name_inside(place.country)));
        let mut sentences: Vec<String> = places.filter_map(named).collect();
        sentences.dedup();
        (!sentences.is_empty()).then(|| sentences.join(", ") + ".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_comes_with_greengate_is_read() {
        assert!(AIRPORTS.as_ref().is_ok_and(|airports| airports.len() > 8_000));
    }
}
