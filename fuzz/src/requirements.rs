//! Requirements of destinations: packs, and the tables that they are made of.

use crate::{AT, lists};
use coset::cbor::Value as Cbor;
use greengate::{
    country::{self, Country},
    requirements::{
        Airports, Disease, PartialDate, RequirementPack, SourceName, Table, TableFiles, Transit, Travel, place,
    },
    trust::{EnvelopeHeader, PublisherKey},
};
use time::Duration;

const CONTENT_TYPE: &str = "application/vnd.greengate.requirements+cbor";

const REQUIREMENTS: &[u8] = include_bytes!("../../requirements/yellow-fever/requirements.csv");
const RISK: &[u8] = include_bytes!("../../requirements/yellow-fever/risk.csv");
const AIRPORTS: &[u8] = include_bytes!("../../www/requirements/airports.bin");
const LOW_POTENTIAL: &[u8] = include_bytes!("../../requirements/yellow-fever/low_potential.csv");

/// Answers a few journeys to every destination.
fn use_pack(pack: &RequirementPack) {
    let code = |code: &str| Country::parse(code);
    for to in country::all().filter_map(Country::parse) {
        let travel = Travel::to(to, AT.date())
            .from(["BR", "XK"].into_iter().filter_map(code).collect())
            .transits(
                code("ET")
                    .map(|country| Transit::new(country, Some(Duration::HOUR)))
                    .into_iter()
                    .collect(),
            )
            .born(PartialDate::parse("2026-02"));
        for need in pack.needs(&travel) {
            assert_eq!(need.country, to);
        }
    }
}

fn header() -> EnvelopeHeader {
    EnvelopeHeader {
        serial: 7,
        issued_at: AT,
        best_before: AT + Duration::days(7),
        expires_at: AT + Duration::days(30),
    }
}

/// First byte: whether it is the pack itself or its content.
pub fn requirements(data: &[u8]) {
    let Some((form, data)) = crate::choose(data) else {
        return;
    };
    let bytes = if form % 2 == 0 {
        data.to_vec()
    } else {
        let source = Cbor::Array(vec![Cbor::Text("F".to_owned()), Cbor::Text("fuzz".to_owned())]);
        lists::enveloped(vec![source], data, CONTENT_TYPE)
    };
    if let Ok(pack) = RequirementPack::read_unverified(&bytes) {
        use_pack(&pack);
        // What is read can be written, and is read the same.
        let again = pack
            .write(None)
            .and_then(|bytes| RequirementPack::read_unverified(&bytes));
        assert_eq!(again, Ok(pack));
    }
    assert!(RequirementPack::read(&bytes, &[]).is_err(), "nobody is pinned");
}

fn read(requirements: &[u8], risk: &[u8]) -> Option<(Table, Vec<SourceName>)> {
    let files = TableFiles {
        requirements,
        risk,
        low_potential: Some(LOW_POTENTIAL),
        sources: None,
    };
    files.read(Disease::YellowFever).ok()
}

/// First byte: which of the two tables it is; the other is sound.
pub fn requirement_tables(data: &[u8]) {
    let Some((form, data)) = crate::choose(data) else {
        return;
    };
    let read = if form % 2 == 0 {
        read(data, RISK)
    } else {
        read(REQUIREMENTS, data)
    };
    if let Some((table, sources)) = read {
        let pack = RequirementPack::new(header(), sources, vec![table]);
        let bytes = pack.write(None);
        let again = bytes.and_then(|bytes| RequirementPack::read_unverified(&bytes));
        assert_eq!(again.as_ref(), Ok(&pack), "every sound table fits into a pack");
        use_pack(&pack);
    }
}

/// First byte: whether it is the whole table, or codes and their places behind the countries of a sound one, which are
/// filled up or cut to the length that fits.
pub fn airports(data: &[u8]) {
    const COUNTRIES: usize = 85;
    const CODES: usize = 26 * 26 * 26 / 8;
    let Some((form, data)) = crate::choose(data) else {
        return;
    };
    let mut bytes = data.to_vec();
    if form % 2 == 1 {
        bytes = [&AIRPORTS[..COUNTRIES], data].concat();
        bytes.resize(bytes.len().max(COUNTRIES + CODES), 0);
        let codes: u32 = bytes[COUNTRIES..COUNTRIES + CODES]
            .iter()
            .map(|byte| byte.count_ones())
            .sum();
        bytes.resize(COUNTRIES + CODES + codes as usize, 0);
    }
    let read = Airports::read(&bytes);
    if let Ok(airports) = &read {
        let letters = || 'A'..='Z';
        let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
        let found = codes.filter(|code| airports.country(&String::from_iter(code)).is_some());
        assert_eq!(found.count(), airports.len(), "each code has a country");
        if let Ok(text) = std::str::from_utf8(data) {
            _ = place(text, airports);
        }
    }
}

pub(crate) fn airport_tables() -> Vec<Vec<u8>> {
    vec![[&[0][..], AIRPORTS].concat(), [&[1][..], &AIRPORTS[85..]].concat()]
}

pub(crate) fn packs() -> Vec<Vec<u8>> {
    let read = read(REQUIREMENTS, RISK);
    assert!(read.is_some(), "the seeds are sound");
    let key = PublisherKey::from_bytes(&[9; 32]);
    let pack = read.map(|(table, sources)| RequirementPack::new(header(), sources, vec![table]));
    let pack = pack.and_then(|pack| pack.write(key.as_ref()).ok()).unwrap_or_default();
    let content = lists::inside(&pack).unwrap_or_default();
    vec![[&[0][..], &pack].concat(), [&[1][..], &content].concat()]
}

pub(crate) fn tables() -> Vec<Vec<u8>> {
    vec![[&[0][..], REQUIREMENTS].concat(), [&[1][..], RISK].concat()]
}
