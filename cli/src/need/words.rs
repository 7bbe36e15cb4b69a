//! Answers in sentences.

use crate::countries::{name, name_inside};
use greengate::{
    limits::MAX_LEGS,
    requirements::{Ages, ArrivalRule, Because, Disease, Need, Requirement, RequirementPack, Row},
    verdict::{Coverage, JourneyCheck, NeedCheck},
};
use time::{Date, Duration, OffsetDateTime};

/// One block of lines for each need: the answer, why, and the source with its date.
pub fn needs(needs: &[Need], check: &JourneyCheck, pack: &RequirementPack, at: OffsetDateTime) -> Vec<Vec<String>> {
    let mut blocks: Vec<Vec<String>> = needs
        .iter()
        .zip(&check.needs)
        .map(|(need, check)| block(need, check, pack))
        .collect();
    if blocks.is_empty() {
        blocks.push(vec!["The requirements name no disease.".to_owned()]);
    }
    if at > pack.header.expires_at {
        let end = day(pack.header.expires_at.date());
        blocks.push(vec![format!(
            "LOOK YOURSELF: the requirements are too old since {end}."
        )]);
    }
    blocks
}

fn block(need: &Need, check: &NeedCheck, pack: &RequirementPack) -> Vec<String> {
    let table = pack.tables.iter().find(|table| table.disease == need.disease);
    let row = table.and_then(|table| table.row(need.country));
    let mut lines = vec![
        format!(
            "{}, {}: {}",
            disease(need.disease),
            name(need.country),
            headline(need, check)
        ),
        why(need, row),
    ];
    if need.partial {
        let country = need.because.country().map(name_inside).unwrap_or_default();
        lines.push(format!(
            "The disease occurs in a part of {country} only; at a border the whole country counts."
        ));
    }
    if need.age_unknown {
        let ask = match need.answer {
            Requirement::Ask => "If it is required depends on the age too, which is not known.".to_owned(),
            _ => format!("The age is not known: only {} need it.", travellers(need.ages)),
        };
        lines.push(ask);
    }
    let sources = need
        .source
        .as_deref()
        .map(|source| pack.source_names(source).join("; "));
    let made = pack.header.issued_at.date();
    lines.push(match (sources, need.source_date.as_deref()) {
        (Some(sources), Some(date)) => format!("Source: {sources}. Newest of {date}."),
        (Some(sources), None) => format!("Source: {sources}. Compiled on {made}."),
        (None, _) => format!("No source. Compiled on {made}."),
    });
    if let Some(note) = &need.note {
        lines.push(format!("Note: {note}"));
    }
    lines
}

const fn disease(disease: Disease) -> &'static str {
    match disease {
        Disease::YellowFever => "Yellow fever",
        Disease::Polio => "Polio",
        _ => "Another disease",
    }
}

/// The answer with the best of the passes.
fn headline(need: &Need, check: &NeedCheck) -> String {
    let answer = match need.answer {
        Requirement::NotRequired => return "Not required".to_owned(),
        Requirement::Required => "Required",
        Requirement::Ask => "Ask",
    };
    match check.coverage {
        Some(Coverage::Covered { from }) => format!("{answer}, and this certificate covers it from {}", day(from)),
        Some(Coverage::NotYet { from }) => format!(
            "{answer}, and this certificate counts only from {}: show the yellow booklet or another ICVP",
            day(from)
        ),
        Some(Coverage::NoLonger { until }) => format!(
            "{answer}, and this certificate counted only until {}: show the yellow booklet or another ICVP",
            day(until)
        ),
        Some(Coverage::OtherForm { from }) => format!(
            "{answer}: this record of a vaccination is not WHO's certificate, which would count from {}; look yourself",
            day(from)
        ),
        Some(Coverage::OtherDomain { from }) => format!(
            "{answer}: this certificate is signed under another of WHO's domains and would count from {}; look yourself",
            day(from)
        ),
        _ if need.answer == Requirement::Ask => "Ask the destination, or see the yellow booklet or an ICVP".to_owned(),
        _ => "Required: show the yellow booklet or an ICVP".to_owned(),
    }
}

/// Sentence that says which rule and which leg made it so.
fn why(need: &Need, row: Option<&Row>) -> String {
    let to = name(need.country);
    let asked = travellers(need.ages);
    let few = row.is_some_and(|row| !row.only_from.is_empty());
    let risk = if few {
        "one of a few countries"
    } else {
        "a country with risk"
    };
    match need.because {
        Because::NoRequirement => format!("{to} asks nobody for it."),
        Because::NobodyCounts if need.answer == Requirement::Ask => {
            format!(
                "No country of the journey counts, but it has more than {MAX_LEGS} legs, which nobody has in six days."
            )
        }
        Because::NobodyCounts => {
            let transit = match row.map(|row| row.rule) {
                Some(ArrivalRule::FromRiskOrTransit { hours }) => format!(", or in transit there {}", longer(hours)),
                _ => String::new(),
            };
            format!("{to} asks for it from {asked} who were in {risk}{transit}; nothing of this journey counts.")
        }
        Because::Arrival { country } => {
            let country = name(country);
            format!("{to} asks for it from {asked} who were in {risk}; {country} is one.")
        }
        Because::Transit { country, hours, limit } => {
            let country = name_inside(country);
            let took = hours.map_or_else(String::new, |hours| format!(" took {}", length(hours)));
            let took = if took.is_empty() { " counts".to_owned() } else { took };
            format!(
                "{to} asks for it from {asked} who were in transit in {risk} {}; the transit in {country}{took}.",
                longer(limit)
            )
        }
        Because::EveryArrival => format!("{to} asks for it from {asked}, wherever they come from."),
        Because::TooYoung { .. } => format!("{to} asks for it from {asked}; this traveller is younger."),
        Because::TooOld { .. } => format!("{to} asks for it from {asked}; this traveller is older."),
        Because::Disputed => format!("The sources about {} differ.", name_inside(need.country)),
        Because::UnknownCountry { country } => {
            format!("{country} is not a country code of ISO 3166-1, so that nobody can say if it counts.")
        }
        Because::TransitHoursUnknown { country, limit } => format!(
            "{to} asks for it from {asked} who were in transit in {risk} {}; the hours in {} were not given.",
            longer(limit),
            name_inside(country)
        ),
        Because::Exit { country } => format!(
            "WHO recommends that who leaves {} after more than four weeks shows a dose given 4 weeks to 12 months before.",
            name_inside(country)
        ),
        _ => format!("No source says if {} asks for it.", name_inside(need.country)),
    }
}

/// Travellers of the ages that are asked.
fn travellers(ages: Ages) -> String {
    match (ages.min_months.map(age), ages.max_years) {
        (None, None) => "travellers of every age".to_owned(),
        (Some(min), None) => format!("travellers of {min} and older"),
        (None, Some(max)) => format!("travellers up to {max} years of age"),
        (Some(min), Some(max)) => format!("travellers from {min} to {max} years of age"),
    }
}

/// An age of so many completed months.
fn age(months: u8) -> String {
    let (number, unit) = if months.is_multiple_of(12) && months > 0 {
        (months / 12, "year")
    } else {
        (months, "month")
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", in_words(number))
}

/// A number up to twelve in words, as sentences have them.
fn in_words(number: u8) -> String {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    WORDS
        .get(usize::from(number))
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// A transit that counts.
fn longer(limit: u8) -> String {
    if limit == 0 {
        return "for any time".to_owned();
    }
    format!("for more than {limit} hours")
}

fn length(stay: Duration) -> String {
    let (hours, minutes) = (stay.whole_hours(), stay.whole_minutes() % 60);
    let unit = if hours == 1 { "hour" } else { "hours" };
    if minutes == 0 {
        format!("{hours} {unit}")
    } else {
        format!("{hours} {unit} {minutes} minutes")
    }
}

/// A day as a sentence has it: 5 December 2026.
fn day(day: Date) -> String {
    format!("{} {} {}", day.day(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn ages_lengths_and_days() {
        assert_eq!(age(9), "nine months");
        assert_eq!(age(12), "one year");
        assert_eq!(age(1), "one month");
        assert_eq!(age(240), "20 years");
        assert_eq!(length(Duration::hours(13)), "13 hours");
        assert_eq!(length(Duration::minutes(61)), "1 hour 1 minutes");
        assert_eq!(day(date!(2026 - 12 - 05)), "5 December 2026");
    }
}
