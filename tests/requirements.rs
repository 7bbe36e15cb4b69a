//! What journeys require, by the tables in `requirements/`: every destination and every kind of journey, as an
//! independent script works them out (`tests/requirements/expected.py`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use greengate::{
    country::Country,
    requirements::{Airports, Disease, PartialDate, Requirement, RequirementPack, TableFiles, Transit, Travel, place},
    trust::{EnvelopeHeader, Pin, PublisherKey},
};
use greengate_test_support::cases;
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};
use time::{
    Date, Duration,
    macros::{date, datetime},
};

const REQUIREMENTS: &[u8] = include_bytes!("../requirements/yellow-fever/requirements.csv");
const RISK: &[u8] = include_bytes!("../requirements/yellow-fever/risk.csv");
const LOW_POTENTIAL: &[u8] = include_bytes!("../requirements/yellow-fever/low_potential.csv");
const SOURCES: &[u8] = include_bytes!("../requirements/yellow-fever/sources.csv");
const AIRPORTS: &str = include_str!("../requirements/airports/airports.csv");
/// What `cargo xtask airports` made of that table.
const PACKED_AIRPORTS: &[u8] = include_bytes!("../www/requirements/airports.bin");
const EXPECTED: &str = include_str!("requirements/expected.txt");
const POLIO_REQUIREMENTS: &[u8] = include_bytes!("../requirements/polio/requirements.csv");
const POLIO_RISK: &[u8] = include_bytes!("../requirements/polio/risk.csv");
const POLIO_LOW_POTENTIAL: &[u8] = include_bytes!("../requirements/polio/low_potential.csv");
const POLIO_SOURCES: &[u8] = include_bytes!("../requirements/polio/sources.csv");
const EXPECTED_POLIO: &str = include_str!("requirements/expected-polio.txt");
/// Day of arrival of every journey in that file.
const ARRIVAL: Date = date!(2028 - 03 - 01);
/// Most bytes of the pack of these tables.
const MOST_BYTES: usize = 8 * 1024;

/// The pack of the tables, written, signed and read again.
fn pack() -> RequirementPack {
    let files = TableFiles {
        requirements: REQUIREMENTS,
        risk: RISK,
        low_potential: Some(LOW_POTENTIAL),
        sources: Some(SOURCES),
    };
    let (table, mut sources) = files.read(Disease::YellowFever).unwrap();
    let files = TableFiles {
        requirements: POLIO_REQUIREMENTS,
        risk: POLIO_RISK,
        low_potential: Some(POLIO_LOW_POTENTIAL),
        sources: Some(POLIO_SOURCES),
    };
    let (polio, named) = files.read(Disease::Polio).unwrap();
    let new: Vec<_> = named.into_iter().filter(|name| !sources.contains(name)).collect();
    sources.extend(new);
    let header = EnvelopeHeader {
        serial: 1,
        issued_at: datetime!(2026-11-27 0:00 UTC),
        best_before: datetime!(2027-11-27 0:00 UTC),
        expires_at: datetime!(2028-11-27 0:00 UTC),
    };
    let key = PublisherKey::from_bytes(&[7; 32]).unwrap();
    let pack = RequirementPack::new(header, sources, vec![table, polio]);
    let bytes = pack.write(Some(&key)).unwrap();
    println!("{} bytes", bytes.len());
    assert!(bytes.len() <= MOST_BYTES, "{} bytes", bytes.len());
    let again = RequirementPack::read(&bytes, &[Pin::from_base64(&key.pin()).unwrap()]).unwrap();
    assert_eq!(again, pack);
    again
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

/// Journey to a destination, from its text in the file of expected answers.
fn travel(to: &str, journey: &str, born: &str) -> Travel {
    let (stays, transits) = journey.split_once('/').unwrap();
    let listed = |list: &str| -> Vec<String> {
        let parts = list.split('+').filter(|part| *part != "-");
        parts.map(|part| part.replace('=', to)).collect()
    };
    let transit = |leg: &String| {
        let (code, minutes) = leg.split_once(':').unwrap();
        Transit::new(country(code), minutes.parse().ok().map(Duration::minutes))
    };
    Travel::to(country(to), ARRIVAL)
        .from(listed(stays).iter().map(|code| country(code)).collect())
        .transits(listed(transits).iter().map(transit).collect())
        .born(PartialDate::parse(born))
}

/// An answer as the file has it.
fn answer(pack: &RequirementPack, travel: &Travel) -> String {
    let needs = pack.needs(travel);
    // Whatever is said of polio stands after it.
    let need = &needs[0];
    assert_eq!(need.disease, Disease::YellowFever);
    let letter = match need.answer {
        Requirement::Required => "R",
        Requirement::NotRequired => "N",
        Requirement::Ask => "A",
    };
    let because = serde_json::to_value(need.because).unwrap();
    let unknown = if need.age_unknown { "?" } else { "" };
    let partial = if need.partial { "~" } else { "" };
    format!("{letter}:{}{unknown}{partial}", because["rule"].as_str().unwrap())
}

#[test]
fn every_destination_and_every_kind_of_journey() {
    let pack = pack();
    let (mut seen, mut destinations, mut answers) = (0, BTreeSet::new(), BTreeSet::new());
    for line in EXPECTED.lines() {
        let mut parts = line.split(' ');
        let codes: Vec<&str> = parts.next().unwrap().split(',').collect();
        let births: Vec<&str> = parts.next().unwrap().split(',').collect();
        for journey in parts {
            // The journey itself may have a `=` for the destination.
            let (journey, expected) = journey.rsplit_once('=').unwrap();
            let expected: Vec<&str> = expected.split(',').collect();
            assert!(expected.len() == 1 || expected.len() == births.len());
            for code in &codes {
                for (n, born) in births.iter().enumerate() {
                    let expected = expected[n % expected.len()];
                    let found = answer(&pack, &travel(code, journey, born));
                    assert_eq!(found, expected, "to {code} by {journey}, born {born}");
                    answers.insert(expected);
                    seen += 1;
                }
                destinations.insert(*code);
            }
        }
    }
    println!("{seen} cases");
    assert_eq!(destinations, greengate::country::all().collect(), "every country");
    assert!(seen > 20_000 && answers.len() > 15, "{seen}: {answers:?}");
}

/// Every destination by every journey of the file: what is said of polio, with its source and date, or nothing.
#[test]
fn polio_is_spoken_of_where_somebody_asks_and_nowhere_else() {
    let pack = pack();
    let said = |travel: &Travel| {
        let needs = pack.needs(travel);
        assert!(needs.len() <= 2, "one need for each disease");
        let Some(need) = needs.get(1) else {
            return "-".to_owned();
        };
        assert_eq!((need.disease, need.answer), (Disease::Polio, Requirement::Ask));
        assert!(!need.age_unknown && !need.partial);
        let because = serde_json::to_value(need.because).unwrap();
        let (rule, of) = (because["rule"].as_str().unwrap(), need.because.country().unwrap());
        let source = need.source.as_deref().unwrap();
        format!("{rule}:{of}:{source}:{}", need.source_date.as_deref().unwrap())
    };
    let (mut seen, mut asked) = (0, BTreeSet::new());
    for line in EXPECTED_POLIO.lines() {
        let (journey, expected) = line.split_once(' ').unwrap();
        // Destinations with an answer of their own; all others have that of `*`.
        let mut answers: BTreeMap<&str, &str> = expected.split(' ').map(|of| of.split_once('=').unwrap()).collect();
        let others = answers.remove("*").unwrap();
        for code in greengate::country::all() {
            let expected = *answers.get(code).unwrap_or(&others);
            for born in ["-", "1990-02-03", "2027-12-01"] {
                let mut travel = travel(code, journey, born);
                assert_eq!(said(&travel), expected, "to {code} by {journey}");
                // Legs that nobody named ask nothing.
                travel.incomplete = true;
                assert_eq!(said(&travel), expected, "to {code} by {journey} and more");
                seen += 1;
            }
            asked.insert(expected);
        }
    }
    println!("{seen} cases");
    assert!(seen > 70_000 && asked.len() > 30, "{seen}: {asked:?}");
}

#[test]
fn the_expected_answers_are_those_of_the_scripts() {
    for (name, expected) in [("expected", EXPECTED), ("expected-polio", EXPECTED_POLIO)] {
        let script = format!("{}/tests/requirements/{name}.py", env!("CARGO_MANIFEST_DIR"));
        let Ok(output) = Command::new("python3").arg(&script).output() else {
            eprintln!("skipped: there is no python3");
            return;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text == expected, "python3 {script} > tests/requirements/{name}.txt");
    }
}

#[test]
fn every_answer_has_the_date_of_its_data() {
    let pack = pack();
    for code in greengate::country::all() {
        let need = pack.needs(&Travel::to(country(code), ARRIVAL)).remove(0);
        let row = pack.tables[0].row(country(code)).unwrap();
        assert_eq!(need.source.as_deref(), row.source.as_deref(), "{code}");
        assert_eq!(need.source_date.as_deref(), row.source_date.as_deref(), "{code}");
        // Only where no source says anything there is none.
        assert!(need.answer == Requirement::Ask || need.source_date.is_some(), "{code}");
        if let Some(source) = &need.source {
            assert_eq!(pack.source_names(source).len(), source.split('+').count());
        }
    }
    assert!(pack.source_names("WHO22+CR-MS")[0].starts_with("WHO"));
    assert_eq!(pack.source_names("WHO22+CR-MS")[1], "CR-MS", "without a full name");
}

#[test]
fn a_destination_that_is_not_in_the_tables_is_asked_about() {
    let pack = pack();
    for code in ["XK", "UT", "QQ"] {
        let need = pack
            .needs(&Travel::to(country(code), ARRIVAL).from(vec![country("BR")]))
            .remove(0);
        assert_eq!(need.answer, Requirement::Ask, "{code}");
        assert_eq!(need.source_date, None);
    }
}

#[test]
fn the_packed_airports_are_those_of_the_table() {
    let rows = AIRPORTS.lines().skip(1).map(|line| line.split_once(',').unwrap());
    let table: BTreeMap<&str, Country> = rows.map(|(code, of)| (code, country(of))).collect();
    assert_eq!(table.len() + 1, AIRPORTS.lines().count(), "each code once");
    let airports = Airports::read(PACKED_AIRPORTS).unwrap();
    assert_eq!(airports.len(), table.len());
    for number in 0..26 * 26 * 26 {
        let letter = |place: u32| char::from(b'A' + u8::try_from(number / place % 26).unwrap());
        let code: String = [letter(26 * 26), letter(26), letter(1)].into_iter().collect();
        assert_eq!(airports.country(&code), table.get(&*code).copied(), "{code}");
    }
    for of in table.values() {
        assert!(of.is_official() || of.as_str() == "XK", "{of}");
    }
}

#[test]
fn airports_and_cities_that_desks_type() {
    let airports = Airports::read(PACKED_AIRPORTS).unwrap();
    let codes = "ACC GH ADD ET GRU BR JNB ZA NBO KE LOS NG BOG CO CDG FR JFK US PRN XK HKG HK SJU PR LPA ES KTI KH \
        LON GB PAR FR NYC US TYO JP ROM IT MIL IT SAO BR RIO BR BUE AR YTO CA YMQ CA BUH RO STO SE";
    let codes: Vec<&str> = codes.split_whitespace().collect();
    for pair in codes.chunks(2) {
        assert_eq!(place(pair[0], &airports), Some(country(pair[1])), "{pair:?}");
        assert_eq!(place(pair[1], &airports), Some(country(pair[1])), "{pair:?}");
    }
    // Ghardaia, though Ghana has this alpha-3 code; three letters are never a country.
    assert_eq!(place("GHA", &airports), Some(country("DZ")));
    assert_eq!(place("MRT", &airports), None);
    // The lists differ about this one.
    assert_eq!(airports.country("PHH"), None);
}

fn countries() -> impl Strategy<Value = Country> {
    // Codes that exist are likely, those with a requirement or a risk too.
    let all: Vec<&str> = greengate::country::all().chain(["XK", "QQ"]).collect();
    prop_oneof![
        proptest::sample::select(all).prop_map(country),
        proptest::sample::select(vec!["BR", "GH", "AO", "ET", "ZA", "CO", "CR", "HN", "IN"]).prop_map(country),
    ]
}

fn journeys() -> impl Strategy<Value = Travel> {
    let transit = (countries(), proptest::option::of(0_i64..3_000));
    let transits = proptest::collection::vec(transit, 0..3);
    let born = proptest::option::of(0_i64..40_000);
    (
        countries(),
        proptest::collection::vec(countries(), 0..3),
        transits,
        born,
    )
        .prop_map(|(to, from, transits, born)| {
            let transit =
                |(country, minutes): (Country, Option<i64>)| Transit::new(country, minutes.map(Duration::minutes));
            Travel::to(to, ARRIVAL)
                .from(from)
                .transits(transits.into_iter().map(transit).collect())
                .born(born.map(|days| (ARRIVAL - Duration::days(days)).into()))
        })
}

/// From not required to required.
const fn rank(answer: Requirement) -> u8 {
    match answer {
        Requirement::NotRequired => 0,
        Requirement::Ask => 1,
        Requirement::Required => 2,
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Who has been in more countries, or longer in one, needs no less.
    #[test]
    fn more_legs_never_need_less(travel in journeys(), other in countries(), minutes in 0_i64..3_000) {
        let pack = pack_once();
        let before = pack.needs(&travel).remove(0).answer;
        let mut longer = travel.clone();
        longer.from.push(other);
        prop_assert!(rank(pack.needs(&longer).remove(0).answer) >= rank(before));
        let mut longer = travel.clone();
        longer.transits.push(Transit::new(other, Some(Duration::minutes(minutes))));
        prop_assert!(rank(pack.needs(&longer).remove(0).answer) >= rank(before));
    }

    /// An unknown date of birth never makes less of a certificate than any that is known.
    #[test]
    fn an_unknown_age_is_the_strictest(travel in journeys()) {
        let pack = pack_once();
        let known = pack.needs(&travel).remove(0);
        let unknown = pack.needs(&travel.clone().born(None)).remove(0);
        prop_assert!(rank(unknown.answer) >= rank(known.answer));
        if !unknown.age_unknown {
            prop_assert_eq!(unknown.answer, known.answer);
        }
    }

    /// The order of the legs changes no answer.
    #[test]
    fn the_order_of_legs_does_not_matter(travel in journeys()) {
        let pack = pack_once();
        let mut turned = travel.clone();
        turned.from.reverse();
        turned.transits.reverse();
        prop_assert_eq!(pack.needs(&turned).remove(0).answer, pack.needs(&travel).remove(0).answer);
    }
}

/// The pack, made once for all cases.
fn pack_once() -> &'static RequirementPack {
    static PACK: std::sync::LazyLock<RequirementPack> = std::sync::LazyLock::new(pack);
    &PACK
}
