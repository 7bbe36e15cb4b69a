use super::{Outcome, RulePack, Subject, decide::outcome_at};
use crate::limits::MAX_TIMELINE;
use time::{Duration, OffsetDateTime};

/// Step of the search. The shortest times in rules are 24 hours; an outcome that lasts less than this may be missed.
const STEP: Duration = Duration::hours(12);
/// Precision of the changes found.
const EXACT: Duration = Duration::SECOND;

/// A time during which the outcome stays the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// First instant.
    pub from: OffsetDateTime,
    /// Last instant.
    pub until: OffsetDateTime,
    /// Outcome by the rules.
    pub outcome: Outcome,
}

impl RulePack {
    /// Outcomes for a pass over time (at most five years), found by evaluating the rules. The subject's own clock does
    /// not matter.
    #[must_use]
    pub fn timeline(&self, subject: &Subject, from: OffsetDateTime, until: OffsetDateTime) -> Vec<Span> {
        let until = until.min(from.saturating_add(MAX_TIMELINE));
        let mut data = self.data(subject);
        let candidates = self.candidates(subject, &data);
        let mut at = |clock: OffsetDateTime| outcome_at(&candidates, &mut data, clock);
        let mut spans: Vec<Span> = Vec::new();
        let mut before = (from, at(from));
        let mut begin = from;
        while before.0 < until {
            let next = before.0.saturating_add(STEP).min(until);
            let outcome = at(next);
            if outcome != before.1 {
                // The outcome changes between the two: halve the interval until the second is known.
                let (mut low, mut high) = (before.0, next);
                while high - low > EXACT {
                    let middle: OffsetDateTime = low + (high - low) / 2;
                    let middle = middle.replace_nanosecond(0).unwrap_or(middle);
                    if middle <= low {
                        break;
                    }
                    if at(middle) == before.1 {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                spans.push(Span {
                    from: begin,
                    until: low,
                    outcome: before.1,
                });
                begin = high;
                // The outcome after the change may differ from that at the next step.
                before = (high, at(high));
                continue;
            }
            before = (next, outcome);
        }
        spans.push(Span {
            from: begin,
            until: until.max(begin),
            outcome: before.1,
        });
        spans
    }
}
