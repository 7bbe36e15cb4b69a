//! Measures how long the pack of requirements and the table of airports take to load and to answer, beside a plain peer in
//! the same run: their CSV rows in a map. Both answer the same questions, and the answers are compared.

use anyhow::{Context as _, Result, ensure};
use greengate::{
    country::Country,
    requirements::{Airports, PartialDate, Requirement, RequirementPack, Status, Transit, Travel},
    trust::Pin,
};
use greengate_figures::Region;
use std::{
    collections::{HashMap, HashSet},
    hint::black_box,
    io::Write,
    time::Instant,
};
use time::{Date, macros::date};

const PACK: &[u8] = include_bytes!("../../../www/requirements/default.ggq");
const PUBLISHER: &str = include_str!("../../../www/requirements/publisher.txt");
const AIRPORTS: &[u8] = include_bytes!("../../../www/requirements/airports.bin");
const ROWS: &str = include_str!("../../../requirements/yellow-fever/requirements.csv");
const RISK: &str = include_str!("../../../requirements/yellow-fever/risk.csv");
const AIRPORT_ROWS: &str = include_str!("../../../requirements/airports/airports.csv");

const ARRIVAL: Date = date!(2026 - 12 - 05);
/// Number of times that everything is measured.
const RUNS: usize = 9;
/// Loads in one measurement.
const LOADS: usize = 200;

/// The rows of the tables as they are written, by country.
struct Peer {
    rows: HashMap<String, csv::StringRecord>,
    risk: HashSet<String>,
}

/// Columns of `requirements.csv`.
const RULE: usize = 1;
const HOURS: usize = 4;
const ONLY_FROM: usize = 5;
const EXTRA: usize = 6;
const EXEMPT: usize = 7;
const STATUS: usize = 8;

impl Peer {
    fn read() -> Result<Self> {
        let mut rows = HashMap::new();
        for row in csv::Reader::from_reader(ROWS.as_bytes()).into_records() {
            let row = row?;
            rows.insert(row[0].to_owned(), row);
        }
        let risk = csv::Reader::from_reader(RISK.as_bytes()).into_records();
        let risk = risk.map(|row| Ok(row?[0].to_owned())).collect::<Result<_>>()?;
        Ok(Self { rows, risk })
    }

    /// True if an adult needs a certificate. `None` where the table does not say it.
    fn needs(&self, question: &Question) -> Option<bool> {
        let row = self.rows.get(question.to)?;
        let lists = |column: usize, code: &str| row[column].split(' ').any(|listed| listed == code);
        let counts = |code: &str| {
            if !row[ONLY_FROM].is_empty() {
                return lists(ONLY_FROM, code);
            }
            (self.risk.contains(code) || lists(EXTRA, code)) && !lists(EXEMPT, code)
        };
        let (transit, hours) = question.transit;
        match &row[RULE] {
            _ if &row[STATUS] != "settled" => None,
            "none" => Some(false),
            "all" => Some(true),
            "risk" => Some(counts(question.from)),
            "risk+transit" => {
                let limit: f64 = row[HOURS].parse().ok()?;
                let long = hours > limit || limit == 0.0;
                Some(counts(question.from) || (long && counts(transit)))
            }
            _ => None,
        }
    }
}

/// A journey of an adult.
struct Question {
    to: &'static str,
    from: &'static str,
    transit: (&'static str, f64),
    travel: Travel,
}

/// Every destination of the table from three countries, with a short and a long transit.
fn questions() -> Result<Vec<Question>> {
    let mut questions = Vec::new();
    let country = |code: &str| Country::parse(code).with_context(|| format!("{code} is no country"));
    for line in ROWS.lines().skip(1) {
        let (to, _) = line.split_once(',').context("a row without columns")?;
        for from in ["DE", "BR", "TZ"] {
            for transit in [("ET", 5.0), ("KE", 13.0)] {
                let stay = Transit::of_hours(country(transit.0)?, transit.1).context("hours")?;
                // Who comes from the destination itself is at home.
                let (from_here, transit_here) = (from == to, transit.0 == to);
                if from_here || transit_here {
                    continue;
                }
                let travel = Travel::to(country(to)?, ARRIVAL)
                    .from(vec![country(from)?])
                    .transits(vec![stay])
                    .born(PartialDate::parse("1990-02-03"));
                questions.push(Question {
                    to,
                    from,
                    transit,
                    travel,
                });
            }
        }
    }
    Ok(questions)
}

/// Median time of one of so many steps, in seconds.
fn median(steps: usize, mut run: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed().as_secs_f64() / steps as f64);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[RUNS / 2])
}

/// Makes sure that a value is worked out.
fn consume<T>(value: T) {
    black_box(value);
}

/// Bytes as brotli, as static hosts send them.
fn packed(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 4096, 11, 22).write_all(bytes)?;
    Ok(out.len())
}

/// Reads the pack and verifies its signature.
fn pack() -> Result<RequirementPack> {
    Ok(RequirementPack::read(PACK, &[Pin::from_base64(PUBLISHER.trim())?])?)
}

fn codes() -> Result<HashMap<&'static str, &'static str>> {
    let lines = AIRPORT_ROWS.lines().skip(1);
    lines
        .map(|line| line.split_once(',').context("a code without a country"))
        .collect()
}

/// Checks that both answer alike, and says how many questions the tables settle.
fn compare(pack: &RequirementPack, peer: &Peer, questions: &[Question]) -> Result<usize> {
    let mut settled = 0;
    let table = pack.tables.first().context("no table")?;
    for question in questions {
        let need = table.need(&question.travel);
        let is_settled = table
            .row(question.travel.to)
            .is_some_and(|row| row.status == Status::Settled);
        let Some(required) = peer.needs(question).filter(|_| is_settled) else {
            continue;
        };
        settled += 1;
        ensure!(
            (need.answer == Requirement::Required) == required,
            "{} from {} by {}: the answers differ",
            question.to,
            question.from,
            question.transit.0
        );
    }
    Ok(settled)
}

fn main() -> Result<()> {
    let (read, peer, questions) = (pack()?, Peer::read()?, questions()?);
    let settled = compare(&read, &peer, &questions)?;
    ensure!(settled > questions.len() / 2, "only {settled} questions are settled");
    let airports = Airports::read(AIRPORTS)?;
    let by_code = codes()?;
    for (code, country) in &by_code {
        ensure!(airports.country(code) == Country::parse(country), "{code} differs");
    }
    let micro = |seconds: f64| format!("{:.2}", seconds * 1e6);
    let load = median(LOADS, || (0..LOADS).try_for_each(|_| pack().map(consume)))?;
    let load_unverified = median(LOADS, || {
        (0..LOADS).try_for_each(|_| Ok(RequirementPack::read_unverified(PACK).map(consume)?))
    })?;
    let load_peer = median(LOADS, || (0..LOADS).try_for_each(|_| Peer::read().map(consume)))?;
    let answer = median(questions.len(), || {
        questions
            .iter()
            .for_each(|question| consume(read.needs(&question.travel)));
        Ok(())
    })?;
    let answer_peer = median(questions.len(), || {
        questions.iter().for_each(|question| consume(peer.needs(question)));
        Ok(())
    })?;
    let load_airports = median(LOADS, || {
        (0..LOADS).try_for_each(|_| Ok(Airports::read(AIRPORTS).map(consume)?))
    })?;
    let load_codes = median(LOADS, || (0..LOADS).try_for_each(|_| codes().map(consume)))?;
    let find = median(by_code.len(), || {
        by_code.keys().for_each(|code| consume(airports.country(code)));
        Ok(())
    })?;
    let find_code = median(by_code.len(), || {
        by_code.keys().for_each(|code| consume(by_code.get(code)));
        Ok(())
    })?;
    let region = Region::begin("needs");
    println!(
        "| {} questions | bytes | as brotli | µs to load | µs an answer |\n|---|---|---|---|---|",
        questions.len()
    );
    let tables = [ROWS, RISK].concat();
    println!(
        "| the pack, its signature verified | {} | {} | {} | {} |",
        PACK.len(),
        packed(PACK)?,
        micro(load),
        micro(answer)
    );
    println!("| the pack, not verified | | | {} | |", micro(load_unverified));
    println!(
        "| rows of the CSV files in a map: yes or no only | {} | {} | {} | {} |",
        tables.len(),
        packed(tables.as_bytes())?,
        micro(load_peer),
        micro(answer_peer)
    );
    println!(
        "| table of {} airports | {} | {} | {} | {} |",
        airports.len(),
        AIRPORTS.len(),
        packed(AIRPORTS)?,
        micro(load_airports),
        micro(find)
    );
    println!(
        "| rows of its CSV file in a map | {} | {} | {} | {} |",
        AIRPORT_ROWS.len(),
        packed(AIRPORT_ROWS.as_bytes())?,
        micro(load_codes),
        micro(find_code)
    );
    drop(region);
    Ok(())
}
