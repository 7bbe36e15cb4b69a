//! Answers of a trip: for each person, stop and pass.

use super::{kind_of, milliseconds, name_of, timeline::timeline};
use crate::{
    elements::{self, Element, tag},
    language::Words,
    presenter::{Answer, rule_ids},
    state::{Trip, TripStop},
    view::{icons, need},
};
use greengate::{
    rules::{Outcome, Remedy, TestKind},
    verdict::{self, PassAnswer, Plan, Reason, Stop, StopAnswer, Traveller},
};
use greengate_app::bridge::{NeedAnswer, RulesState};
use time::OffsetDateTime;
use yew::prelude::*;

/// Draws the answers of a trip.
pub(super) struct TripAnswers<'a> {
    pub words: &'a Words,
    pub trip: &'a Trip,
    /// Stops with a chosen country, in the order of the route.
    pub route: &'a [Stop],
    /// First and last instant of the timelines, milliseconds since 1970.
    pub horizon: (f64, f64),
    pub rules: &'a RulesState,
}

/// Arrival at a stop.
pub(super) struct Arrival<'a> {
    /// Name of the country.
    pub country: String,
    /// Milliseconds since 1970.
    pub at: f64,
    /// Time zone (IANA).
    pub zone: Option<&'a str>,
}

/// What is asked of a person at a stop.
struct Asked<'a> {
    /// Outcome of everything that is asked.
    outcome: Outcome,
    /// The required certificates, if they are known.
    needs: Option<&'a NeedAnswer>,
    /// True if they decide the outcome, and not the entry rules.
    by_needs: bool,
}

/// Name of an outcome in attributes.
pub(super) const fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Refused => "refused",
        Outcome::Undecided => "open",
    }
}

impl TripAnswers<'_> {
    /// Draws a line for each person: the outcome at every stop.
    #[inline(never)]
    pub fn summary(&self, plan: &Plan) -> Html {
        let people = plan.people.iter().enumerate().map(|(place, person)| {
            let stops = person
                .stops
                .iter()
                .zip(self.stops(place))
                .map(|(answer, (stop, needs))| {
                    let outcome = self.asked(answer, needs).outcome;
                    tag!(<span class={outcome_name(outcome)}>)
                        .html(icons::answer(Answer::from(outcome)))
                        .text(self.words.country(&stop.country))
                });
            tag!(<li>).child(tag!(<strong>).text(self.name(person))).all(stops)
        });
        tag!(<ul class="summary" data-testid="trip-summary">).all(people).into()
    }

    fn name(&self, person: &Traveller) -> String {
        let first = person.passes.first().and_then(|place| self.trip.passes.get(*place));
        first.map(|pass| name_of(self.words, pass)).unwrap_or_default()
    }

    /// The stops of the route, each with the certificates that it requires of a person of the plan.
    fn stops(&self, person: usize) -> impl Iterator<Item = (&TripStop, Option<&NeedAnswer>)> {
        let stops = self.trip.stops.iter().filter(|stop| !stop.country.is_empty());
        stops.map(move |stop| (stop, self.trip.needs_at(stop, Some(person))))
    }

    /// Entry rules and required certificates together: the worse of both. Without any rules nobody asks for them.
    fn asked<'n>(&self, answer: &StopAnswer, needs: Option<&'n NeedAnswer>) -> Asked<'n> {
        let by_needs = needs.map(|needs| match needs.conclusion.answer {
            verdict::Answer::Go => Outcome::Accepted,
            verdict::Answer::Look => Outcome::Undecided,
            verdict::Answer::Stop => Outcome::Refused,
        });
        let by_rules = answer.outcome;
        let outcome = match (by_rules, by_needs) {
            (_, None) => by_rules,
            (Outcome::Undecided, Some(needs)) if self.rules.rules == 0 => needs,
            (Outcome::Refused, _) | (_, Some(Outcome::Accepted)) => by_rules,
            (Outcome::Undecided, Some(Outcome::Undecided)) => by_rules,
            (_, Some(needs)) => needs,
        };
        Asked {
            outcome,
            needs,
            by_needs: by_needs == Some(outcome) && (outcome != by_rules || self.rules.rules == 0),
        }
    }

    /// Draws the answers for a person, at this place in the plan, at every stop.
    #[inline(never)]
    pub fn person(&self, place: usize, person: &Traveller) -> Element {
        let name = self.name(person);
        let stops = person.stops.iter().zip(self.route).zip(self.stops(place));
        let stops = stops.map(|((answer, stop), (fields, needs))| {
            let asked = self.asked(answer, needs);
            self.stop(&name, answer, &asked, stop, fields.zone().as_deref())
        });
        tag!(<section class="traveller" data-testid="traveller">)
            .child(tag!(<h3>).text(name.clone()))
            .all(stops)
    }

    /// Draws the answer for a person at a stop.
    #[inline(never)]
    fn stop(&self, name: &str, answer: &StopAnswer, asked: &Asked, stop: &Stop, zone: Option<&str>) -> Element {
        let words = self.words;
        let arrival = Arrival {
            country: words.country(&stop.country),
            at: milliseconds(stop.at),
            zone,
        };
        let country = &arrival.country;
        let date = words.time_of(arrival.at, zone);
        let values = || {
            [
                ("name", name.into()),
                ("country", country.as_str().into()),
                ("date", date.clone().into()),
            ]
        };
        let (id, headline) = match answer.outcome {
            Outcome::Accepted => ("trip-accepted-in", "trip-accepted"),
            Outcome::Refused => ("trip-refused-in", "trip-refused"),
            Outcome::Undecided => ("trip-open-in", "trip-open"),
        };
        let kinds: Vec<String> = answer
            .by
            .iter()
            .filter_map(|place| self.trip.passes.get(*place))
            .map(|pass| kind_of(words, pass))
            .collect();
        let by = if answer.together.is_some() {
            let values = [("kinds", kinds.join(" + ").into())];
            Some(tag!(<p class="advice">).text(words.say_with("trip-together", values)))
        } else if let [kind] = &kinds[..] {
            Some(tag!(<p>).text(words.say_with("trip-by", [("kind", kind.clone().into())])))
        } else {
            None
        };
        let deciding = asked.needs.filter(|_| asked.by_needs).and_then(NeedAnswer::deciding);
        let headline = deciding.map_or_else(|| words.say(headline), |need| words.need_headline(need));
        let headline = words.say_with("need-of", [("of", country.as_str().into()), ("says", headline.into())]);
        let in_words = tag!(<p>).text(words.say_with(id, values()));
        let ruled = self.rules.rules > 0 || asked.needs.is_none();
        let outcome = outcome_name(asked.outcome);
        let passes = answer.passes.iter();
        tag!(<article class={format!("answer-card {outcome}")} data-testid="trip-answer" data-country={stop.country.clone()} data-entry={outcome}>)
            .child(
                tag!(<p class="headline">)
                    .html(icons::answer(Answer::from(asked.outcome)))
                    .child(tag!(<strong>).text(headline)),
            )
            .maybe(ruled.then_some(in_words))
            .maybe(by)
            .maybe(asked.needs.map(|needs| need::draw_below(words, needs, deciding)))
            .all(passes.filter_map(|of| self.pass(of, &arrival, answer.outcome)))
            .maybe((ruled && answer.outcome != Outcome::Accepted).then(|| helps(words, &answer.helps)))
    }

    /// Draws the answer for a pass, at a stop where the person has this outcome.
    #[inline(never)]
    fn pass(&self, answer: &PassAnswer, arrival: &Arrival, outcome: Outcome) -> Option<Element> {
        let words = self.words;
        let pass = self.trip.passes.get(answer.pass)?;
        let dated = |id: &str, at: Option<OffsetDateTime>| {
            words.say_with(id, [("date", at.map(|at| words.day(at)).unwrap_or_default().into())])
        };
        let against = match answer.reason {
            None => None,
            Some(Reason::UnknownIssuer) => Some(words.say("trip-not-confirmed")),
            Some(Reason::NotYetValid) => Some(dated("trip-too-early", answer.valid_from)),
            Some(Reason::Expired) => Some(dated("trip-out-of-date", answer.valid_until)),
            Some(Reason::IssuerCertificateNotValid) => Some(
                if milliseconds(answer.valid_until.unwrap_or(OffsetDateTime::UNIX_EPOCH)) < arrival.at {
                    dated("trip-out-of-date", answer.valid_until)
                } else {
                    dated("trip-too-early", answer.valid_from)
                },
            ),
            Some(_) => Some(words.say("trip-not-genuine")),
        };
        let reasons = answer.entry.as_ref().filter(|_| outcome != Outcome::Accepted);
        let reasons = reasons.map(|entry| {
            let mut reasons = words.entry_reasons(pass.report.format, entry, self.rules);
            // The age of the rules stands once, below all answers.
            if !entry.rules.is_empty() && words.rules_age(self.rules).is_some() {
                reasons.pop();
            }
            reasons
        });
        let ids = answer.entry.as_ref().map(rule_ids).filter(|ids| !ids.is_empty());
        let ids = ids.map(|ids| {
            tag!(<details class="small" data-testid="rule-ids">)
                .child(tag!(<summary>).say(words, "verdict-details"))
                .text(ids)
        });
        let entry = reasons.filter(|reasons| !reasons.is_empty());
        let entry = entry.map(|entry| elements::fragment(vec![Some(elements::reasons(entry, None)), ids]));
        let issued = pass.report.issued_at.map(|at| words.day(at)).unwrap_or_default();
        let drawn = (!answer.timeline.is_empty()).then(|| timeline(words, answer, arrival, self.horizon));
        let pass = tag!(<div class="pass-answer">)
            .child(tag!(<h4>).text(format!("{} · {issued}", kind_of(words, pass))))
            .maybe(against.map(|against| tag!(<p class="advice">).text(against)))
            .html(entry.unwrap_or_default())
            .html(drawn.unwrap_or_default());
        Some(pass)
    }
}

/// Draws what would help a person who is not let in.
#[inline(never)]
fn helps(words: &Words, helps: &[Remedy]) -> Element {
    let list = if helps.is_empty() {
        tag!(<p>).say(words, "trip-help-none")
    } else {
        tag!(<ul class="reasons">).all(helps.iter().map(|of| tag!(<li>).text(remedy(words, of))))
    };
    tag!(<div class="helps" data-testid="helps">)
        .child(tag!(<h4>).say(words, "trip-helps"))
        .child(list)
}

/// Describes a remedy.
fn remedy(words: &Words, remedy: &Remedy) -> String {
    match *remedy {
        Remedy::Renew => words.say("verdict-newer-advice"),
        Remedy::Test { kind, at_most_hours } => {
            let test = match kind {
                TestKind::Molecular => "name-molecular-test",
                TestKind::Antigen => "name-antigen-test",
            };
            let values = [
                ("test", words.say(test).into()),
                ("span", words.hours(at_most_hours).into()),
            ];
            words.say_with("trip-help-test", values)
        }
        Remedy::Dose {
            number,
            at_least_days,
            at_most_days,
        } => {
            let number = || number.to_string().into();
            let (least, most) = (words.days(at_least_days), at_most_days.map(|days| words.days(days)));
            match (at_least_days, most) {
                (0, None) => words.say_with("trip-help-dose-any", [("number", number())]),
                (0, Some(most)) => words.say_with("trip-help-dose-now", [("number", number()), ("most", most.into())]),
                (_, None) => words.say_with("trip-help-dose", [("number", number()), ("least", least.into())]),
                (_, Some(most)) => words.say_with(
                    "trip-help-dose-until",
                    [("number", number()), ("least", least.into()), ("most", most.into())],
                ),
            }
        }
    }
}
