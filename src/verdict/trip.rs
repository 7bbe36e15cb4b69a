//! Verdicts on a trip: the passes that are accepted at each stop, until when, and what would help. It judges persons
//! rather than single passes: one accepted pass is enough, and several passes of one holder may be accepted together.

use super::{Context, Holder, Journey, Reason, Report, judge_pass, subject};
use crate::{
    limits::{MAX_STOPS, MAX_TOGETHER, MAX_TRIP_PASSES},
    pass::{self, Pass},
    rules::{Entry, Outcome, Remedy, RulePack, Subject},
    trust::Environment,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A border on the route: an arrival or a transit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Stop {
    /// Country entered, ISO 3166-1 alpha-2.
    pub country: String,
    /// Region of the country, if it has rules of its own.
    pub region: Option<String>,
    /// Country of departure.
    pub from: Option<String>,
    /// Time of entry.
    #[serde(with = "crate::encoding::instant")]
    pub at: OffsetDateTime,
}

impl Stop {
    /// Entry into a country at a time.
    #[must_use]
    pub fn to(country: impl Into<String>, at: OffsetDateTime) -> Self {
        Self {
            country: country.into(),
            region: None,
            from: None,
            at,
        }
    }

    /// The stop with departure from this country.
    #[must_use]
    pub fn from(self, from: Option<String>) -> Self {
        Self { from, ..self }
    }

    /// The stop with entry into this region.
    #[must_use]
    pub fn region(self, region: Option<String>) -> Self {
        Self { region, ..self }
    }
}

/// The passes and the route that [`plan`] compares.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Trip<'a> {
    /// Texts of each pass: one, or several of a card in parts.
    pub passes: &'a [Vec<String>],
    /// Borders on the route.
    pub stops: &'a [Stop],
    /// Start and end of the timelines.
    pub horizon: (OffsetDateTime, OffsetDateTime),
    /// Language of the rules' descriptions, ISO 639-1.
    pub language: &'a str,
}

impl<'a> Trip<'a> {
    /// Trip with descriptions in English.
    #[must_use]
    pub const fn new(passes: &'a [Vec<String>], stops: &'a [Stop], horizon: (OffsetDateTime, OffsetDateTime)) -> Self {
        Self {
            passes,
            stops,
            horizon,
            language: "en",
        }
    }

    /// The trip with descriptions of the rules in this language, ISO 639-1.
    #[must_use]
    pub const fn language(self, language: &'a str) -> Self {
        Self { language, ..self }
    }
}

/// A time during which the outcome stays the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Span {
    /// First instant.
    #[serde(with = "crate::encoding::instant")]
    pub from: OffsetDateTime,
    /// Last instant.
    #[serde(with = "crate::encoding::instant")]
    pub until: OffsetDateTime,
    /// Outcome by the rules.
    pub outcome: Outcome,
}

/// Verdicts on all passes for a trip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plan {
    /// All persons, in the order of their first pass.
    pub people: Vec<Traveller>,
}

/// One person's passes on a trip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Traveller {
    /// Person named by the first pass.
    pub holder: Option<Holder>,
    /// Indices of their passes in the input.
    pub passes: Vec<usize>,
    /// One answer for each stop.
    pub stops: Vec<StopAnswer>,
}

/// The answer for one person at one stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StopAnswer {
    /// Outcome for the person.
    pub outcome: Outcome,
    /// Indices of the passes that decide it: one, or several together.
    pub by: Vec<usize>,
    /// Decision over several passes together, if one is not enough.
    pub together: Option<Entry>,
    /// Answers for each pass alone.
    pub passes: Vec<PassAnswer>,
    /// Remedies by which the person could be accepted.
    pub helps: Vec<Remedy>,
}

/// The answer for one pass at one stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PassAnswer {
    /// Index of the pass in the input.
    pub pass: usize,
    /// Outcome: accepted means genuine, current at that time, and accepted by the rules.
    pub outcome: Outcome,
    /// Reason for not being genuine or current at that time.
    pub reason: Option<Reason>,
    /// Decision by the rules, whatever the dates of the pass; `None` for a pass that is not genuine.
    pub entry: Option<Entry>,
    /// Outcomes by the rules over the requested time.
    pub timeline: Vec<Span>,
    /// Start of the validity of the pass and its issuer's certificate.
    #[serde(with = "crate::encoding::instant::option")]
    pub valid_from: Option<OffsetDateTime>,
    /// End of that validity.
    #[serde(with = "crate::encoding::instant::option")]
    pub valid_until: Option<OffsetDateTime>,
}

/// A pass of a trip, judged at the time of the check.
struct JudgedPass {
    pass: Option<Pass>,
    report: Report,
}

/// Plans a trip. The context's time is the time of the check. Passes after the first [`MAX_TRIP_PASSES`] and stops after the first [`MAX_STOPS`] are ignored.
#[must_use]
pub fn plan(trip: &Trip, context: &Context) -> Plan {
    let context = Context {
        journey: None,
        ..*context
    };
    let held = trip.passes.iter().take(MAX_TRIP_PASSES).map(|texts| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let pass = pass::read_all(&texts);
        JudgedPass {
            report: judge_pass(pass.clone(), &context),
            pass: pass.ok(),
        }
    });
    let held: Vec<JudgedPass> = held.collect();
    let people = people(&held);
    let people = people.into_iter().map(|places| Traveller {
        holder: places.first().and_then(|first| held.get(*first)?.report.holder.clone()),
        stops: trip
            .stops
            .iter()
            .take(MAX_STOPS)
            .map(|stop| trip.answer(&held, &places, stop, &context))
            .collect(),
        passes: places,
    });
    Plan {
        people: people.collect(),
    }
}

/// Groups passes by person: genuine passes of one environment whose holders can be the same person. A pass that is not
/// genuine stays alone.
fn people(held: &[JudgedPass]) -> Vec<Vec<usize>> {
    let who = |place: usize| {
        let report = &held.get(place)?.report;
        let realm: Option<Environment> = report.source.as_ref().map(|source| source.environment);
        let person = report
            .holder
            .as_ref()
            .filter(|_| report.authentic)
            .and_then(Holder::person)?;
        Some((realm, person))
    };
    let mut people: Vec<Vec<usize>> = Vec::new();
    for place in 0..held.len() {
        let of = people.iter_mut().find(|places| {
            // Compare with everybody in the group: a name may be near to two others that differ.
            who(place).is_some_and(|(realm, person)| {
                places
                    .iter()
                    .all(|other| who(*other).is_some_and(|(r, p)| r == realm && person.compare(&p).is_possible()))
            })
        });
        match of {
            Some(places) => places.push(place),
            None => people.push(vec![place]),
        }
    }
    people
}

fn journey<'a>(stop: &'a Stop, language: &'a str) -> Journey<'a> {
    Journey {
        country: &stop.country,
        region: stop.region.as_deref(),
        from: stop.from.as_deref(),
        at: stop.at,
        language,
    }
}

/// A pass that counts at a stop: genuine, and current then.
struct EligiblePass<'a> {
    place: usize,
    pass: &'a Pass,
    report: Report,
}

impl Trip<'_> {
    fn answer(&self, held: &[JudgedPass], places: &[usize], stop: &Stop, context: &Context) -> StopAnswer {
        let journey = journey(stop, self.language);
        let then = Context {
            at: stop.at,
            journey: Some(journey),
            ..*context
        };
        let (mut passes, mut counts, mut helped) = (Vec::new(), Vec::new(), Vec::new());
        for place in places {
            let Some(JudgedPass { pass, report: now }) = held.get(*place) else {
                continue;
            };
            // Judge the decoded pass again for the time of the stop.
            let report = match pass {
                Some(pass) => judge_pass(Ok(pass.clone()), &then),
                None => now.clone(),
            };
            let rules = context.rules.filter(|_| report.entry.is_some());
            let applicable = pass.as_ref().zip(rules).filter(|(pass, _)| pass.format.has_rules());
            let timeline = applicable.map_or_else(Vec::new, |(pass, rules)| {
                timeline(rules, &subject(pass, &report, &journey), self.horizon)
            });
            let outcome = match (&report.entry, report.reason) {
                (Some(entry), None) => entry.outcome,
                // The pass may be genuine or forged.
                (_, Some(Reason::UnknownIssuer)) => Outcome::Undecided,
                _ => Outcome::Refused,
            };
            passes.push(PassAnswer {
                pass: *place,
                outcome,
                reason: report.reason,
                entry: report.entry.clone(),
                timeline,
                valid_from: [
                    report.issued_at,
                    report.valid_from,
                    report.source.as_ref().and_then(|s| s.not_before),
                ]
                .into_iter()
                .flatten()
                .max(),
                valid_until: [report.expires_at, report.source.as_ref().and_then(|s| s.not_after)]
                    .into_iter()
                    .flatten()
                    .min(),
            });
            if let Some((pass, _)) = applicable {
                helped.push((pass, report.clone()));
                // Another copy of the same pass is not another pass.
                if report.is_valid()
                    && !counts
                        .iter()
                        .any(|other: &EligiblePass| other.report.is_same_pass(&report))
                {
                    counts.push(EligiblePass {
                        place: *place,
                        pass,
                        report,
                    });
                }
            }
        }
        let alone = passes.iter().find(|answer| answer.outcome == Outcome::Accepted);
        if let Some(alone) = alone {
            return StopAnswer {
                outcome: Outcome::Accepted,
                by: vec![alone.pass],
                together: None,
                passes,
                helps: Vec::new(),
            };
        }
        if let Some((by, entry)) = context.rules.and_then(|rules| together(rules, &counts, &journey)) {
            return StopAnswer {
                outcome: Outcome::Accepted,
                by,
                together: Some(entry),
                passes,
                helps: Vec::new(),
            };
        }
        let open = passes.iter().any(|answer| answer.outcome == Outcome::Undecided);
        StopAnswer {
            outcome: if open { Outcome::Undecided } else { Outcome::Refused },
            by: Vec::new(),
            together: None,
            passes,
            helps: context
                .rules
                .map_or_else(Vec::new, |rules| remedies(rules, &helped, &journey)),
        }
    }
}

/// Remedies for a person with these passes, each once.
fn remedies(rules: &RulePack, passes: &[(&Pass, Report)], journey: &Journey) -> Vec<Remedy> {
    let mut remedies: Vec<Remedy> = Vec::new();
    for (pass, report) in passes {
        let accepted = report.entry.as_ref().is_some_and(|e| e.outcome == Outcome::Accepted);
        let run_out = matches!(report.reason, Some(Reason::Expired | Reason::IssuerCertificateNotValid));
        // Nothing new is needed then, only the same statement in a valid pass.
        let found = if accepted && run_out {
            vec![Remedy::Renew]
        } else {
            rules.helps(&subject(pass, report, journey))
        };
        for remedy in found {
            if !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
    }
    remedies
}

fn timeline(rules: &RulePack, subject: &Subject, (from, until): (OffsetDateTime, OffsetDateTime)) -> Vec<Span> {
    let spans = rules.timeline(subject, from, until).into_iter();
    spans
        .map(|span| Span {
            from: span.from,
            until: span.until,
            outcome: span.outcome,
        })
        .collect()
}

/// Smallest set of passes that are accepted together.
fn together(rules: &RulePack, counts: &[EligiblePass], journey: &Journey) -> Option<(Vec<usize>, Entry)> {
    let counts = counts.get(..counts.len().min(MAX_TOGETHER))?;
    let sets = (1..1_u32 << counts.len()).filter(|set| set.count_ones() > 1);
    let sets = compact_sort::sorted_by_key(sets.collect(), |set| set.count_ones() as f32);
    sets.into_iter().find_map(|set| {
        let chosen: Vec<&EligiblePass> = counts
            .iter()
            .enumerate()
            .filter(|(place, _)| set & (1 << place) != 0)
            .map(|(_, counts)| counts)
            .collect();
        let subjects: Vec<Subject> = chosen.iter().map(|c| subject(c.pass, &c.report, journey)).collect();
        let entry = rules.decide_together(&subjects)?;
        (entry.outcome == Outcome::Accepted).then(|| (chosen.iter().map(|c| c.place).collect(), entry))
    })
}
