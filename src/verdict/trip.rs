//! A trip: which passes of which person are accepted at which stop, until when, and what would
//! help. The person is judged, not only the pass: one pass that does is enough, and several of
//! one holder may do together what none of them does alone.

use super::{Context, Holder, Journey, Reason, Report, judge_pass, subject};
use crate::{
    limits::{MAX_STOPS, MAX_TOGETHER, MAX_TRIP_PASSES},
    pass::{self, Pass},
    rules::{Entry, Outcome, Remedy, RulePack, Subject},
    trust::Environment,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A border on the way: the arrival, or a transit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stop {
    /// Country entered, ISO 3166-1 alpha-2.
    pub country: String,
    /// Part of it, where that has rules of its own.
    pub region: Option<String>,
    /// Where one comes from.
    pub from: Option<String>,
    /// When.
    #[serde(with = "crate::encoding::instant")]
    pub at: OffsetDateTime,
}

/// A time during which the answer is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first instant.
    #[serde(with = "crate::encoding::instant")]
    pub from: OffsetDateTime,
    /// Its last instant.
    #[serde(with = "crate::encoding::instant")]
    pub until: OffsetDateTime,
    /// What the rules say.
    pub outcome: Outcome,
}

/// What is known of everyone's passes on a trip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Everyone, in the order of their first pass.
    pub people: Vec<Traveller>,
}

/// One person's passes on a trip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Traveller {
    /// As the first pass names them.
    pub holder: Option<Holder>,
    /// Places of their passes among those that were handed in.
    pub passes: Vec<usize>,
    /// An answer for each stop.
    pub stops: Vec<StopAnswer>,
}

/// The answer for one person at one stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StopAnswer {
    /// Whether the person is accepted.
    pub outcome: Outcome,
    /// The passes that do it: one, or several together.
    pub by: Vec<usize>,
    /// The decision over those together, where it takes several.
    pub together: Option<Entry>,
    /// What is to be said of each pass alone.
    pub passes: Vec<PassAnswer>,
    /// What one could get to be accepted.
    pub helps: Vec<Remedy>,
}

/// The answer for one pass at one stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PassAnswer {
    /// Its place among those that were handed in.
    pub pass: usize,
    /// Whether it is accepted: genuine, current at that time, and by the rules.
    pub outcome: Outcome,
    /// Why it is not genuine or not current at that time.
    pub reason: Option<Reason>,
    /// What the rules say, whatever the dates of the pass itself; `None` for one that is not
    /// genuine.
    pub entry: Option<Entry>,
    /// From when to when the rules say what, over the time that was asked for.
    pub timeline: Vec<Span>,
    /// From when the pass and its issuer's certificate are valid.
    #[serde(with = "crate::encoding::instant::option")]
    pub valid_from: Option<OffsetDateTime>,
    /// Until when.
    #[serde(with = "crate::encoding::instant::option")]
    pub valid_until: Option<OffsetDateTime>,
}

/// A pass of a trip, judged at the time of the check.
struct JudgedPass {
    pass: Option<Pass>,
    report: Report,
}

/// Plans a trip: `passes` are the texts of each pass, the context's time is now. Timelines run
/// over `horizon`. Beyond 64 passes or 16 stops nothing is looked at.
#[must_use]
pub fn plan(
    passes: &[Vec<String>],
    stops: &[Stop],
    horizon: (OffsetDateTime, OffsetDateTime),
    context: &Context,
    language: &str,
) -> Plan {
    let context = Context {
        journey: None,
        ..*context
    };
    let held = passes.iter().take(MAX_TRIP_PASSES).map(|texts| {
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
        stops: stops
            .iter()
            .take(MAX_STOPS)
            .map(|stop| answer(&held, &places, stop, horizon, &context, language))
            .collect(),
        passes: places,
    });
    Plan {
        people: people.collect(),
    }
}

/// Whose passes: genuine ones of one realm whose holders can be one person stand together; what
/// is not genuine stands for itself.
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
            // Everyone of the group must fit: names may be near each other in two ways.
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

/// A pass that counts at a stop: genuine and current then.
struct EligiblePass<'a> {
    place: usize,
    pass: &'a Pass,
    report: Report,
}

fn answer(
    held: &[JudgedPass],
    places: &[usize],
    stop: &Stop,
    horizon: (OffsetDateTime, OffsetDateTime),
    context: &Context,
    language: &str,
) -> StopAnswer {
    let journey = journey(stop, language);
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
        // What is read once is judged again for the time of the stop.
        let report = match pass {
            Some(pass) => judge_pass(Ok(pass.clone()), &then),
            None => now.clone(),
        };
        let rules = context.rules.filter(|_| report.entry.is_some());
        let applicable = pass.as_ref().zip(rules).filter(|(pass, _)| pass.format.has_rules());
        let timeline = applicable.map_or_else(Vec::new, |(pass, rules)| {
            timeline(rules, &subject(pass, &report, &journey), horizon)
        });
        let outcome = match (&report.entry, report.reason) {
            (Some(entry), None) => entry.outcome,
            // It may be genuine or not.
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
            // Another copy of the same pass is no other pass.
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
    let mut helps: Vec<Remedy> = Vec::new();
    for (pass, report) in &helped {
        let accepted = report.entry.as_ref().is_some_and(|e| e.outcome == Outcome::Accepted);
        let run_out = matches!(report.reason, Some(Reason::Expired | Reason::IssuerCertificateNotValid));
        let found = match context.rules {
            // Nothing new is needed, only the same on paper that is valid.
            Some(_) if accepted && run_out => vec![Remedy::Renew],
            Some(rules) => rules.helps(&subject(pass, report, &journey)),
            None => Vec::new(),
        };
        for help in found {
            if !helps.contains(&help) {
                helps.push(help);
            }
        }
    }
    StopAnswer {
        outcome: if open { Outcome::Undecided } else { Outcome::Refused },
        by: Vec::new(),
        together: None,
        passes,
        helps,
    }
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

/// The fewest passes that are accepted together.
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
