//! The journey of a boarding pass.

use super::route::{Route, place};
use crate::{
    argument::input_name,
    input::{self, Input},
    reader::{Reader, Wanted},
};
use anyhow::{Result, anyhow, bail};
use greengate::{
    boarding_pass::BoardingPass,
    person::Match,
    requirements::{Leg, Place},
    verdict::Report,
};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime, Time};

/// A boarding pass with the days of its flights.
pub struct Boarding {
    pass: BoardingPass,
    days: Vec<Option<Date>>,
}

impl Boarding {
    /// Reads a boarding pass, given as text or as a picture of its code, around the day of the check.
    pub fn read(argument: &str, now: OffsetDateTime) -> Result<Self> {
        let pass = match BoardingPass::parse(argument) {
            Ok(pass) => pass,
            Err(error) if argument.starts_with('M') && !std::path::Path::new(argument).exists() => {
                return Err(error.into());
            }
            Err(_) => from_file(argument)?,
        };
        let days = pass.legs.iter().map(|leg| pass.date(leg, now.date())).collect();
        Ok(Self { pass, days })
    }

    /// The journey: it starts where the first flight does and ends where the last one does. Airports between are transits
    /// of unknown length.
    pub fn route(&self) -> Result<Route> {
        let place = |code: &str| -> Result<Place> { place(code).map_err(|error| anyhow!("{code}: {error}")) };
        let (Some(first), Some((last, before))) = (self.pass.legs.first(), self.pass.legs.split_last()) else {
            bail!("the boarding pass has no flight");
        };
        let transits = before.iter().map(|leg| place(&leg.to).map(Leg::in_transit));
        Ok(Route {
            to: place(&last.to)?,
            from: vec![place(&first.from)?],
            transits: transits.collect::<Result<_>>()?,
        })
    }

    /// Noon of the day of the last flight.
    pub fn arrival(&self) -> Option<OffsetDateTime> {
        let day = self.days.last().copied().flatten()?;
        Some(day.with_time(Time::from_hms(12, 0, 0).ok()?).assume_utc())
    }

    /// The flights in words.
    pub fn words(&self) -> String {
        let flights = self.pass.legs.iter().zip(&self.days).map(|(leg, day)| {
            let day = day.map_or_else(|| format!("day {} of the year", leg.day), |day| day.to_string());
            format!(
                "{} {} from {} to {} on {day}",
                leg.carrier, leg.flight, leg.from, leg.to
            )
        });
        let flights: Vec<String> = flights.collect();
        format!("Boarding pass of {}: {}.", self.pass.name, flights.join(", "))
    }

    /// Comparison of the name with the holder of a pass; `None` if that names nobody.
    fn compare(&self, report: &Report) -> Option<Match> {
        let holder = report.holder.as_ref().filter(|_| report.authentic)?;
        Some(self.pass.compare(&holder.person()?))
    }

    /// Warning of a pass that names another person.
    pub fn warning(&self, name: &str, report: &Report) -> Option<String> {
        let other = self.compare(report).is_some_and(|found| !found.is_possible());
        other.then(|| format!("{name}: names another person than the boarding pass."))
    }

    pub fn json(&self, reports: &[&Report]) -> Value {
        let legs = self.pass.legs.iter().zip(&self.days).map(|(leg, day)| {
            json!({"from": leg.from, "to": leg.to, "carrier": leg.carrier, "flight": leg.flight,
                "date": day.map(|day| day.to_string())})
        });
        let names: Vec<_> = reports.iter().map(|report| self.compare(report)).collect();
        json!({"name": self.pass.name, "legs": legs.collect::<Vec<_>>(), "holders": names})
    }
}

/// The first boarding pass among the codes of a file.
fn from_file(argument: &str) -> Result<BoardingPass> {
    let name = input_name(argument);
    let texts = match input::read(argument, &mut Reader::new(Wanted::BARCODES))? {
        Input::Texts(texts, _) => texts,
        Input::NoCode => bail!("{name}: no boarding pass found"),
    };
    let read = texts.iter().find_map(|text| BoardingPass::parse(text).ok());
    read.ok_or_else(|| anyhow!("{name}: no boarding pass found"))
}
