//! Places and legs of a journey, as people type them.

use super::{Airports, Transit, Travel, place};
use crate::{
    country::Country,
    limits::{MAX_LEGS, MAX_TRANSIT_HOURS},
};
use serde::{Serialize, Serializer};

/// A country, airport or city, as a person names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// Its country.
    pub country: Country,
    /// IATA code of the airport or city in capital letters; `None` for a country.
    pub iata: Option<String>,
}

/// Reason for a text being no place or leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LegError {
    /// Neither two nor three letters, or no country.
    #[error("neither a country code of two letters nor an airport code of three")]
    NotAPlace,
    /// Three letters that name no airport and no city of the table.
    #[error("no airport or city with this code is known; name its country")]
    UnknownAirport,
    /// The hours of a transit are no number, negative, or too many.
    #[error("the hours are not a number from 0 to {MAX_TRANSIT_HOURS}")]
    WrongHours,
}

impl Place {
    /// Place of a country code of two letters or an IATA code of three, in capital or small ones.
    ///
    /// # Errors
    /// Fails if the text is neither, or the table lacks the code.
    pub fn parse(text: &str, airports: &Airports) -> Result<Self, LegError> {
        let code = text.trim().to_ascii_uppercase();
        let is_iata = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
        match place(&code, airports) {
            Some(country) => Ok(Self {
                country,
                iata: is_iata.then_some(code),
            }),
            None if is_iata => Err(LegError::UnknownAirport),
            None => Err(LegError::NotAPlace),
        }
    }
}

/// A stay or an airport transit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leg {
    /// Where it is.
    pub place: Place,
    /// The transit; `None` for a stay.
    pub transit: Option<Transit>,
}

impl Leg {
    /// Leg of a place: a stay (`BR`, `GRU`), or a transit, which has a colon and its hours if they are known (`ADD:5`,
    /// `ADD:`).
    ///
    /// # Errors
    /// Fails if the place is none, or the hours are no number from 0 to [`MAX_TRANSIT_HOURS`].
    pub fn parse(text: &str, airports: &Airports) -> Result<Self, LegError> {
        let (name, hours) = match text.split_once(':') {
            Some((name, hours)) => (name, Some(hours.trim())),
            None => (text, None),
        };
        let place = Place::parse(name, airports)?;
        match hours {
            None => Ok(Self { place, transit: None }),
            Some("") => Ok(Self::in_transit(place)),
            Some(hours) => Self::of_hours(place, hours.parse().unwrap_or(f64::NAN)),
        }
    }

    /// Transit of unknown length.
    #[must_use]
    pub const fn in_transit(place: Place) -> Self {
        let transit = Some(Transit::new(place.country, None));
        Self { place, transit }
    }

    /// Transit of so many hours.
    ///
    /// # Errors
    /// [`LegError::WrongHours`] if they are no number from 0 to [`MAX_TRANSIT_HOURS`].
    pub fn of_hours(place: Place, hours: f64) -> Result<Self, LegError> {
        let transit = Transit::of_hours(place.country, hours).ok_or(LegError::WrongHours)?;
        Ok(Self {
            place,
            transit: Some(transit),
        })
    }
}

/// `{"country", "iata"}`, and for a transit `"hours"`, null if they are not known.
impl Serialize for Leg {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'a> {
            #[serde(flatten)]
            place: &'a Place,
            #[serde(skip_serializing_if = "Option::is_none")]
            hours: Option<Hours>,
        }
        #[derive(Serialize)]
        struct Hours(#[serde(with = "super::journey::hours")] Option<time::Duration>);
        let hours = self.transit.map(|transit| Hours(transit.stay));
        let place = &self.place;
        Flat { place, hours }.serialize(serializer)
    }
}

/// Legs that were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Legs {
    /// Those that are known, at most [`MAX_LEGS`].
    pub legs: Vec<Leg>,
    /// Texts that are no leg, or one too many; at most [`MAX_LEGS`] of them.
    pub unknown: Vec<String>,
}

impl Legs {
    /// Legs in the form of [`Leg::parse`], between which are spaces, commas, semicolons, hyphens or arrows.
    #[must_use]
    pub fn parse(text: &str, airports: &Airports) -> Self {
        let mut found = Self::default();
        let codes = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-' | '>' | '→'));
        for code in codes.filter(|code| !code.is_empty()) {
            match Leg::parse(code, airports) {
                Ok(leg) if found.legs.len() < MAX_LEGS => found.legs.push(leg),
                _ if found.unknown.len() < MAX_LEGS => found.unknown.push(code.to_owned()),
                _ => break,
            }
        }
        found
    }

    /// The journey with these legs; incomplete if one of them is unknown.
    #[must_use]
    pub fn of(&self, travel: Travel) -> Travel {
        let stays = self.legs.iter().filter(|leg| leg.transit.is_none());
        let stays = stays.map(|leg| leg.place.country).collect();
        let transits = self.legs.iter().filter_map(|leg| leg.transit).collect();
        travel
            .from(stays)
            .transits(transits)
            .incomplete(!self.unknown.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::Duration;

    fn airports() -> Airports {
        Airports::read(include_bytes!("../../www/requirements/airports.bin")).unwrap()
    }

    #[test]
    fn legs_are_stays_and_transits() {
        let airports = airports();
        let json = |text: &str| Leg::parse(text, &airports).map(|leg| serde_json::to_value(leg).unwrap());
        assert_eq!(json("br"), Ok(json!({"country": "BR", "iata": null})));
        assert_eq!(json(" gru "), Ok(json!({"country": "BR", "iata": "GRU"})));
        assert_eq!(json("ADD:5"), Ok(json!({"country": "ET", "iata": "ADD", "hours": 5})));
        assert_eq!(
            json("et:12.5"),
            Ok(json!({"country": "ET", "iata": null, "hours": 12.5}))
        );
        assert_eq!(json("ET:"), Ok(json!({"country": "ET", "iata": null, "hours": null})));
        for (text, error) in [
            ("", LegError::NotAPlace),
            ("X", LegError::NotAPlace),
            ("1A", LegError::NotAPlace),
            ("ÄÖ", LegError::NotAPlace),
            ("QQQ", LegError::UnknownAirport),
            ("ET:soon", LegError::WrongHours),
            ("ET:-1", LegError::WrongHours),
            ("ET:nan", LegError::WrongHours),
            ("ET:10001", LegError::WrongHours),
            ("ET:5:5", LegError::WrongHours),
            ("QQQ:5", LegError::UnknownAirport),
        ] {
            assert_eq!(json(text), Err(error), "{text}");
        }
    }

    #[test]
    fn what_is_no_leg_leaves_the_journey_incomplete() {
        let airports = airports();
        let day = time::macros::date!(2026 - 12 - 05);
        let to = Travel::to(Country::parse("GH").unwrap(), day);
        let legs = Legs::parse("DE, gru>ADD:5 - ;NBO:", &airports);
        assert_eq!((legs.legs.len(), legs.unknown.len()), (4, 0));
        let travel = legs.of(to.clone());
        let stays: Vec<String> = travel.from.iter().map(ToString::to_string).collect();
        assert_eq!(stays, ["DE", "BR"]);
        let lengths: Vec<Option<Duration>> = travel.transits.iter().map(|transit| transit.stay).collect();
        assert_eq!(lengths, [Some(Duration::hours(5)), None]);
        assert!(!travel.incomplete);
        let legs = Legs::parse("DE QQQ", &airports);
        assert_eq!((legs.legs.len(), &legs.unknown[..]), (1, &["QQQ".to_owned()][..]));
        assert!(legs.of(to).incomplete);
    }

    #[test]
    fn an_incomplete_journey_is_never_free() {
        use crate::requirements::{Because, Requirement, RequirementPack};
        let pack = include_bytes!("../../www/requirements/default.ggq");
        let pack = RequirementPack::read_unverified(pack).unwrap();
        let airports = airports();
        let of = |to: &str, legs: &str, born: Option<&str>| {
            let day = time::macros::date!(2026 - 12 - 05);
            let travel = Travel::to(Country::parse(to).unwrap(), day)
                .born(born.and_then(crate::requirements::PartialDate::parse));
            let need = pack.needs(&Legs::parse(legs, &airports).of(travel)).remove(0);
            (need.answer, need.because)
        };
        let nobody = |answer| (answer, Because::NobodyCounts);
        let legs = |count: usize| "DE ".repeat(count);
        assert_eq!(of("ZA", &legs(MAX_LEGS), None), nobody(Requirement::NotRequired));
        assert_eq!(of("ZA", &legs(MAX_LEGS + 1), None), nobody(Requirement::Ask));
        assert_eq!(of("ZA", "DE QQQ", None), nobody(Requirement::Ask));
        // What is known decides where it can.
        let brazil = Because::Arrival {
            country: Country::parse("BR").unwrap(),
        };
        assert_eq!(of("ZA", "QQQ GRU", None), (Requirement::Required, brazil));
        assert_eq!(
            of("DE", "QQQ", None),
            (Requirement::NotRequired, Because::NoRequirement)
        );
        // Also where the caller lists more legs than anybody types.
        let day = time::macros::date!(2026 - 12 - 05);
        let (za, de) = (Country::parse("ZA").unwrap(), Country::parse("DE").unwrap());
        let stays = |count: usize| {
            let travel = Travel::to(za, day).from(vec![de; count]);
            let transit = Transit::new(de, None);
            pack.needs(&travel.transits(vec![transit])).remove(0).answer
        };
        assert_eq!(stays(MAX_LEGS - 1), Requirement::NotRequired);
        assert_eq!(stays(MAX_LEGS), Requirement::Ask);
    }

    #[test]
    fn legs_are_bounded() {
        let airports = airports();
        let of = |count: usize| Legs::parse(&"DE ".repeat(count), &airports);
        assert_eq!((of(MAX_LEGS).legs.len(), of(MAX_LEGS).unknown.len()), (MAX_LEGS, 0));
        let more = of(MAX_LEGS + 1);
        assert_eq!((more.legs.len(), &more.unknown[..]), (MAX_LEGS, &["DE".to_owned()][..]));
        let many = Legs::parse(&"QQQ ".repeat(10_000), &airports);
        assert_eq!((many.legs.len(), many.unknown.len()), (0, MAX_LEGS));
    }
}
