//! State of a traveller's page: the passes of everyone who travels, and the route.

use super::{Judged, Shared, browser};
use greengate::{
    person::Mrz,
    verdict::{Plan, Reason, Report, Stop, Traveller},
};
use greengate_app::bridge::{Journey, NeedAnswer, NeedQuestion, RulesState};

/// Maximum number of passes on the page.
const MOST_PASSES: usize = greengate::limits::MAX_TRIP_PASSES;
/// Maximum number of stops of a trip.
const MOST_STOPS: usize = greengate::limits::MAX_STOPS;

/// Milliseconds of the six days after which nobody who was in a country with risk is asked (International Health
/// Regulations, annex 7).
const SIX_DAYS_MS: f64 = 6.0 * 86_400_000.0;

/// A pass on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct TripPass {
    /// Number that identifies the pass on this page.
    pub id: u32,
    /// Verdict at the time when the pass was added.
    pub report: Report,
    /// Its texts.
    pub texts: Vec<String>,
}

/// A border on the route, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TripStop {
    /// Country, ISO 3166-1 alpha-2; empty until one is chosen.
    pub country: String,
    /// Day of arrival there, `YYYY-MM-DD`.
    pub day: String,
    /// Local time of arrival, `HH:MM`; empty means noon.
    pub hour: String,
    /// Time zone (IANA), if the country has several.
    pub zone: Option<String>,
}

impl TripStop {
    /// Time zone (IANA) of the arrival.
    pub fn zone(&self) -> Option<String> {
        self.zone
            .clone()
            .or_else(|| browser::zones_of(&self.country).into_iter().next())
    }

    /// Time of arrival, milliseconds since 1970; now if none is given.
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
    /// Country of departure; empty until one is chosen.
    pub departure: String,
    /// The stops, at least one.
    pub stops: Vec<TripStop>,
    /// Verdicts on the trip.
    pub plan: Option<Plan>,
    /// Passport that the camera read: who has no pass yet has an age.
    pub passport: Option<Mrz>,
    /// Certificates that the stops with a country and a day require, in their order: of each stop the answer for
    /// anybody, then for each person of the plan with the passes of that person.
    needs: Shared<Vec<NeedAnswer>>,
    next: u32,
}

impl Default for Trip {
    fn default() -> Self {
        Self {
            passes: Vec::new(),
            departure: String::new(),
            stops: vec![TripStop::default()],
            plan: None,
            passport: None,
            needs: Shared::default(),
            next: 1,
        }
    }
}

/// Change of a single field of a stop, so that none undoes another.
pub enum StopChange {
    /// New country.
    Country(String),
    /// New day.
    Day(String),
    /// New time of day.
    Hour(String),
    /// New time zone.
    Zone(String),
}

/// Something that changes a trip.
pub enum TripAction {
    /// The pass with this number is removed.
    Remove(u32),
    /// Passes that the device kept come back, or were judged again.
    Restore(Vec<Judged>),
    /// New country of departure.
    Departure(String),
    /// A change of the stop at this index.
    Stop(usize, StopChange),
    /// Another stop is added.
    AddStop,
    /// The stop at this index is removed.
    RemoveStop(usize),
    /// The camera read the machine-readable zone of a passport, or its line is taken away.
    Passport(Option<Mrz>),
    /// The worker has judged the trip.
    Plan(Option<Plan>),
    /// The worker has answered these questions.
    Needs(Vec<NeedQuestion>, Shared<Vec<NeedAnswer>>),
}

impl Trip {
    pub(super) fn reduce(&mut self, event: TripAction) {
        let before = (self.passes.len(), self.departure.clone(), self.stops.clone());
        let asked = self.need_questions();
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
            TripAction::Passport(passport) => self.passport = passport,
            TripAction::Plan(plan) => self.plan = plan,
            TripAction::Needs(questions, answers) if questions == asked => self.needs = answers,
            TripAction::Needs(..) => {}
        }
        // A plan for other passes or another route no longer applies.
        if before != (self.passes.len(), self.departure.clone(), self.stops.clone()) {
            self.plan = None;
        }
        if self.need_questions() != asked {
            self.needs = Shared::default();
        }
    }

    /// Adds a pass, unless it is none. One that is there already has the new verdict.
    pub(super) fn add(&mut self, judged: &Judged) {
        let is_pass = !matches!(judged.report.reason, Some(Reason::NotAPass)) && judged.report.format.is_some();
        let same = |pass: &&mut TripPass| pass.texts == judged.texts || pass.report.is_same_pass(&judged.report);
        if let Some(known) = self.passes.iter_mut().find(same) {
            known.report = judged.report.clone();
            return;
        }
        if !is_pass || self.passes.len() >= MOST_PASSES {
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

    /// The journey that single passes are judged for: to the first stop. `None` without entry rules: nobody asks for them,
    /// so that none is missing.
    pub fn journey(&self, rules: &RulesState) -> Option<Journey> {
        let first = self.stops.first().filter(|stop| !stop.country.is_empty());
        first.filter(|_| rules.rules > 0).map(|stop| Journey {
            country: stop.country.clone(),
            at: Some(stop.at()),
        })
    }

    /// Stops with a country and a day.
    pub fn dated_stops(&self) -> impl Iterator<Item = &TripStop> {
        let stops = self.stops.iter();
        stops.filter(|stop| !stop.country.is_empty() && browser::noon_of(&stop.day).is_some())
    }

    /// Certificates that this stop requires: of this person of the plan, else of anybody. `None` until it is known.
    pub fn needs_at(&self, stop: &TripStop, person: Option<usize>) -> Option<&NeedAnswer> {
        let at = self.dated_stops().position(|dated| std::ptr::eq(dated, stop))?;
        let group = 1 + self.people().len();
        self.needs.get(at * group + person.map_or(0, |person| 1 + person))
    }

    fn people(&self) -> &[Traveller] {
        self.plan.as_ref().map_or(&[], |plan| &plan.people)
    }

    /// Questions which certificates the stops require, in the order of the answers. At each stop counts where the
    /// travellers were in the six days before.
    pub fn need_questions(&self) -> Vec<NeedQuestion> {
        let mut questions = Vec::new();
        // Each country before with the day of leaving it.
        let mut before: Vec<(&str, f64)> = Vec::new();
        let mut last = self.departure.as_str();
        // The plan answers stops with a country, dated or not.
        let named = self.stops.iter().filter(|stop| !stop.country.is_empty()).enumerate();
        for (place, stop) in named {
            let Some(noon) = browser::noon_of(&stop.day) else {
                continue;
            };
            if !last.is_empty() {
                before.push((last, noon));
            }
            before.retain(|(_, left)| noon - left <= SIX_DAYS_MS);
            let from: Vec<&str> = before.iter().map(|(country, _)| *country).collect();
            let question = NeedQuestion {
                to: stop.country.clone(),
                from: from.join(" "),
                day: stop.day.clone(),
                born: self.passport.as_ref().and_then(|mrz| mrz.person.birth.clone()),
                ..NeedQuestion::default()
            };
            // Passes say how old their people are.
            let people = self.people().iter().map(|person| NeedQuestion {
                reports: self.reports_at(person, place),
                born: None,
                ..question.clone()
            });
            questions.extend([question.clone()].into_iter().chain(people));
            last = &stop.country;
        }
        questions
    }

    /// A person's passes as they are judged on arrival at this stop of the plan.
    fn reports_at(&self, person: &Traveller, place: usize) -> Vec<Report> {
        let answers = person.stops.get(place).map_or(&[][..], |stop| &stop.passes);
        let reports = answers.iter().filter_map(|answer| {
            let mut report = self.passes.get(answer.pass)?.report.clone();
            report.reason = answer.reason;
            Some(report)
        });
        reports.collect()
    }

    /// The stops with a chosen country, each with the country before it.
    pub fn way(&self) -> Vec<Stop> {
        let mut from = Some(self.departure.clone()).filter(|from| !from.is_empty());
        let mut way = Vec::new();
        for stop in self.stops.iter().filter(|stop| !stop.country.is_empty()) {
            way.extend(
                browser::instant(stop.at())
                    .map(|at| Stop::to(&stop.country, at).from(from.replace(stop.country.clone()))),
            );
        }
        way
    }
}
