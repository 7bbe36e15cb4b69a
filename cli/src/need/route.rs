//! The places of a journey, by country, airport or city.

use crate::countries::name_inside;
use anyhow::{Result, anyhow};
use greengate::requirements::{Airports, AirportsError, Leg, Place, Travel};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::LazyLock;
use time::Date;

/// The countries of airports that come with Greengate (docs/REQUIREMENTS.md).
static AIRPORTS: LazyLock<Result<Airports, AirportsError>> =
    LazyLock::new(|| Airports::read(include_bytes!("../../../www/requirements/airports.bin")));

fn airports() -> Result<&'static Airports, String> {
    AIRPORTS.as_ref().map_err(ToString::to_string)
}

/// Place of a country code of two letters or an IATA code of three.
pub fn place(text: &str) -> Result<Place, String> {
    Place::parse(text, airports()?).map_err(|error| error.to_string())
}

/// Transit of a place, with its hours behind a colon if they are known.
pub fn transit(text: &str) -> Result<Leg, String> {
    let leg = Leg::parse(text, airports()?).map_err(|error| error.to_string())?;
    Ok(match leg.transit {
        Some(_) => leg,
        None => Leg::in_transit(leg.place),
    })
}

/// Place, or an error that names a code that is not known. Another text is not repeated: it could be a pass.
pub fn named_place(text: &str) -> Result<Place> {
    place(text).map_err(|error| {
        if text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            anyhow!("{text}: {error}")
        } else {
            anyhow!("not a case: a place is {error}")
        }
    })
}

/// A transit of a batch: `["ET", 5]`, or without its hours `["ET"]` or `"ET"`.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Transit {
    WithHours(String, Option<f64>),
    Listed((String,)),
    Alone(String),
}

impl Transit {
    pub fn leg(self) -> Result<Leg> {
        match self {
            Self::WithHours(text, Some(hours)) => Ok(Leg::of_hours(named_place(&text)?, hours)?),
            Self::WithHours(text, None) | Self::Listed((text,)) | Self::Alone(text) => {
                Ok(Leg::in_transit(named_place(&text)?))
            }
        }
    }
}

/// The places of a journey.
pub struct Route {
    pub to: Place,
    pub from: Vec<Place>,
    pub transits: Vec<Leg>,
}

impl Route {
    /// The journey that arrives on a day, by its countries.
    pub fn travel(&self, at: Date) -> Travel {
        Travel::to(self.to.country, at)
            .from(self.from.iter().map(|place| place.country).collect())
            .transits(self.transits.iter().filter_map(|leg| leg.transit).collect())
    }

    pub fn json(&self) -> Value {
        json!({"to": self.to, "from": self.from, "transit": self.transits})
    }

    /// The countries of the airports and cities that were named, so that a wrong one is noticed. `None` without any.
    pub fn airports(&self) -> Option<String> {
        let transits = self.transits.iter().map(|leg| &leg.place);
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
