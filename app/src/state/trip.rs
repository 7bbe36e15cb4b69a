//! What a traveller's page knows: the passes of everyone who travels, and the way.

use super::Judged;
use crate::browser;
use greengate::verdict::{Plan, Reason, Report, Stop};

/// Most passes on the page.
const MOST_PASSES: usize = greengate::limits::MAX_TRIP_PASSES;
/// Most stops of a trip.
const MOST_STOPS: usize = greengate::limits::MAX_STOPS;

/// A pass on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct TripPass {
    /// A number of its own.
    pub id: u32,
    /// The verdict of when it came.
    pub report: Report,
    /// Its texts.
    pub texts: Vec<String>,
}

/// A border on the way, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TripStop {
    /// Country, ISO 3166-1 alpha-2; empty while none is chosen.
    pub country: String,
    /// Day of arrival there, `YYYY-MM-DD`.
    pub day: String,
    /// Local time of arrival, `HH:MM`; noon while none is given.
    pub hour: String,
    /// Time zone (IANA), where the country has several.
    pub zone: Option<String>,
}

impl TripStop {
    /// The zone that its time is of.
    pub fn zone(&self) -> Option<String> {
        self.zone
            .clone()
            .or_else(|| browser::zones_of(&self.country).into_iter().next())
    }

    /// Its time, milliseconds since 1970; now while none is given.
    pub fn at(&self) -> f64 {
        let hour = if self.hour.is_empty() { "12:00" } else { &self.hour };
        let local = format!("{}T{}", self.day, hour.get(..5).unwrap_or(hour));
        browser::instant_of_local(&local, self.zone().as_deref()).unwrap_or_else(browser::now)
    }
}

/// The trip.
#[derive(Clone, Debug, PartialEq)]
pub struct Trip {
    /// The passes.
    pub passes: Vec<TripPass>,
    /// Country of departure; empty while none is chosen.
    pub departure: String,
    /// The stops, at least one.
    pub stops: Vec<TripStop>,
    /// What is known of it.
    pub plan: Option<Plan>,
    next: u32,
}

impl Default for Trip {
    fn default() -> Self {
        Self {
            passes: Vec::new(),
            departure: String::new(),
            stops: vec![TripStop::default()],
            plan: None,
            next: 1,
        }
    }
}

/// What changes at a stop: one thing at a time, so that none undoes another.
pub enum StopChange {
    /// Another country.
    Country(String),
    /// Another day.
    Day(String),
    /// Another time of day.
    Hour(String),
    /// Another time zone.
    Zone(String),
}

/// What happens to a trip.
pub enum TripAction {
    /// A pass leaves the page.
    Remove(u32),
    /// Passes that were kept come back.
    Restore(Vec<Judged>),
    /// Another country of departure.
    Departure(String),
    /// Something else at the stop in this place.
    Stop(usize, StopChange),
    /// One more stop.
    AddStop,
    /// One stop less.
    RemoveStop(usize),
    /// The worker's answer.
    Plan(Option<Plan>),
}

impl Trip {
    pub(super) fn reduce(&mut self, event: TripAction) {
        let before = (self.passes.len(), self.departure.clone(), self.stops.clone());
        match event {
            TripAction::Remove(id) => self.passes.retain(|pass| pass.id != id),
            TripAction::Restore(passes) => passes.iter().for_each(|one| self.add(one)),
            TripAction::Departure(country) => self.departure = country,
            TripAction::Stop(place, change) => {
                if let Some(stop) = self.stops.get_mut(place) {
                    match change {
                        StopChange::Country(country) => {
                            stop.country = country;
                            stop.zone = None;
                        }
                        StopChange::Day(day) => stop.day = day,
                        StopChange::Hour(hour) => stop.hour = hour,
                        StopChange::Zone(zone) => stop.zone = Some(zone),
                    }
                }
            }
            TripAction::AddStop if self.stops.len() < MOST_STOPS => self.stops.push(TripStop::default()),
            TripAction::AddStop => {}
            TripAction::RemoveStop(place) => {
                if self.stops.len() > 1 && place < self.stops.len() {
                    self.stops.remove(place);
                }
            }
            TripAction::Plan(plan) => self.plan = plan,
        }
        // An answer for other passes or another way is no answer.
        if before != (self.passes.len(), self.departure.clone(), self.stops.clone()) {
            self.plan = None;
        }
    }

    /// Adds a pass that is one; the same again is the same.
    pub(super) fn add(&mut self, judged: &Judged) {
        let is_pass = !matches!(judged.report.reason, Some(Reason::NotAPass)) && judged.report.format.is_some();
        let same = |pass: &TripPass| pass.texts == judged.texts || pass.report.is_same_pass(&judged.report);
        let known = self.passes.iter().any(same);
        if !is_pass || known || self.passes.len() >= MOST_PASSES {
            return;
        }
        self.plan = None;
        self.passes.push(TripPass {
            id: self.next,
            report: judged.report.clone(),
            texts: judged.texts.clone(),
        });
        self.next += 1;
    }

    /// The stops whose country is chosen, with where one comes from.
    pub fn way(&self) -> Vec<Stop> {
        let mut from = Some(self.departure.clone()).filter(|from| !from.is_empty());
        let mut way = Vec::new();
        for stop in self.stops.iter().filter(|stop| !stop.country.is_empty()) {
            way.extend(browser::instant(stop.at()).map(|at| Stop {
                country: stop.country.clone(),
                region: None,
                from: from.replace(stop.country.clone()),
                at,
            }));
        }
        way
    }
}
