//! Random persons with names in every script that ICAO transliterates: each is checked, signed, drawn, read back and
//! judged, at a desk for training and at one that a list vouches for.

use anyhow::{Context as _, Result, ensure};
use greengate::{
    counter::{CounterPass, Desk, Draft, Statement},
    issue::{Issuer, IssuerOptions, random_draft},
    person::Match,
    trust::TrustList,
    verdict::{Context, Reason, Report, judge},
};
use greengate_figures::Region;
use serde_json::json;
use std::{collections::BTreeMap, time::Instant};
use time::{OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-30 9:00 +01:00);

/// Figures of one alphabet.
#[derive(Default)]
struct Row {
    persons: usize,
    as_expected: usize,
    same: usize,
    near: usize,
    cut: usize,
}

/// Two desks with one key, and the lists of what is real and what is not.
struct Desks {
    issuer: Issuer,
    real: Desk,
    training: Desk,
    real_list: TrustList,
    demo_list: TrustList,
}

impl Desks {
    fn new() -> Result<Self> {
        let issuer = Issuer::new(&IssuerOptions::demo(AT))?;
        let list = |environment: &str| {
            let mut entry = issuer.trust_entry();
            entry["environment"] = environment.into();
            entry["domain"] = "ICVP".into();
            TrustList::from_json(json!([entry]), environment)
        };
        let (real_list, demo_list) = (list("production")?, list("demo")?);
        let desk = |list: &TrustList| Desk::certified(issuer.public_key(), issuer.certificate(), list, AT);
        Ok(Self {
            real: desk(&real_list)?,
            training: desk(&demo_list)?,
            issuer,
            real_list,
            demo_list,
        })
    }

    /// Makes both passes; true if every list says of them what it should.
    fn both(&self, statement: &Statement) -> Result<(CounterPass, bool)> {
        let real = self.real.issue(statement, AT, &self.issuer)?;
        let training = self.training.issue(statement, AT, &self.issuer)?;
        let by = |pass: &CounterPass, list| judge(&pass.text, &Context::new(list, AT));
        let refused = |report: Report| report.reason == Some(Reason::WrongKeyUsage) && !report.conclusion.is_go();
        let as_expected = is_genuine(&by(&real, &self.real_list))
            && is_genuine(&by(&training, &self.demo_list))
            && refused(by(&training, &self.real_list));
        Ok((real, as_expected))
    }
}

/// True for a pass that is genuine, and valid now or from a day that its dose sets.
fn is_genuine(report: &Report) -> bool {
    let later = report.reason == Some(Reason::NotYetValid) && report.valid_from > Some(AT);
    report.authentic && (report.is_valid() || later)
}

/// Alphabet of a traveller of `random_draft`.
fn alphabet(draft: &Draft) -> &'static str {
    match draft.traveller.nationality.as_str() {
        "UTO" => "Latin, A to Z",
        "DEU" | "VNM" => "Latin, national letters",
        "RUS" => "Cyrillic",
        "BLR" => "Cyrillic, Belarusian",
        "BGR" => "Cyrillic, Bulgarian",
        "MKD" => "Cyrillic, Macedonian",
        "SRB" => "Cyrillic, Serbian",
        "UKR" => "Cyrillic, Ukrainian",
        "EGY" => "Arabic",
        _ => "Greek",
    }
}

pub fn run(persons: u64) -> Result<()> {
    let desks = Desks::new()?;
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut times = Vec::new();
    for n in 0..persons {
        let draft = random_draft(n, AT);
        let statement = draft.check(AT, None).with_context(|| format!("person {n}"))?;
        let start = Instant::now();
        let (pass, as_expected) = desks.both(&statement).with_context(|| format!("person {n}"))?;
        times.push(start.elapsed().as_secs_f64() * 1000.0 / 2.0);
        let row = rows.entry(alphabet(&draft)).or_default();
        row.persons += 1;
        row.as_expected += usize::from(as_expected);
        row.cut += usize::from(statement.name().is_cut);
        let holder = pass.report.holder.as_ref().and_then(|holder| holder.person());
        match holder.map(|holder| statement.person().compare(&holder)) {
            Some(Match::Same) => row.same += 1,
            Some(Match::Near(_)) => row.near += 1,
            _ => {}
        }
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).context("no persons")?;
    let region = Region::begin("counter-persons");
    println!(
        "| names | persons | read back and judged as expected | as in the passport | near | cut to 80 characters |"
    );
    println!("|---|---|---|---|---|---|");
    let mut total = Row::default();
    for (name, row) in &rows {
        print(name, row);
        total.persons += row.persons;
        total.as_expected += row.as_expected;
        total.same += row.same;
        total.near += row.near;
        total.cut += row.cut;
    }
    print("all", &total);
    println!("\nSigned, drawn, read back and judged, two passes each: {median:.1} ms a pass (median).");
    drop(region);
    ensure!(
        total.as_expected == total.persons,
        "a pass was judged otherwise than expected"
    );
    Ok(())
}

fn print(name: &str, row: &Row) {
    let Row {
        persons,
        as_expected,
        same,
        near,
        cut,
    } = row;
    println!("| {name} | {persons} | {as_expected} | {same} | {near} | {cut} |");
}
