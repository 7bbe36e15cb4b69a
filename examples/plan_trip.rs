//! Judges a trip: are these passes accepted at each stop?
//!
//! `cargo run --example plan_trip -- trust.json rules.json value-sets.json FR 'HC1:…' 'HC1:…'`

use greengate::{
    rules::RulePack,
    trust::TrustList,
    verdict::{Context, Stop, Trip, plan},
};
use std::{env, error::Error, fs};
use time::{Duration, OffsetDateTime};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [trust, rules, value_sets, country, texts @ ..] = &arguments[..] else {
        return Err("give a trust list, rules, value sets, a country and pass texts".into());
    };
    let trust = TrustList::read(&fs::read(trust)?, "my list")?;
    let rules = RulePack::read(&fs::read(rules)?, Some(&fs::read(value_sets)?))?;
    let now = OffsetDateTime::now_utc();
    let context = Context::new(&trust, now).rules(Some(&rules));
    // Each pass may consist of several codes.
    let passes: Vec<Vec<String>> = texts.iter().map(|text| vec![text.clone()]).collect();
    let stops = [Stop::to(country, now + Duration::days(14))];
    let horizon = (now, now + Duration::days(365));
    for person in plan(&Trip::new(&passes, &stops, horizon), &context).people {
        let name = person.holder.and_then(|holder| holder.name).unwrap_or_default();
        for (stop, answer) in stops.iter().zip(person.stops) {
            println!("{name} in {}: {:?}", stop.country, answer.outcome);
            for remedy in answer.helps {
                println!("  what would help: {remedy:?}");
            }
        }
    }
    Ok(())
}
