//! `greengate need`: tells if a journey requires a vaccination certificate, and if the passes that are shown meet it.

mod words;

use crate::{
    Outcome,
    argument::{input_name, name},
    batch, date_time, input, now,
    reader::Reader,
    requirements,
    terminal::{self, Output},
    verify::{self, TrustArgs},
};
use anyhow::{Context as _, Result, anyhow, bail};
use greengate::{
    country::Country,
    intake::{CardAssembler, Proof, passes_in},
    limits::{MAX_PASSES, MAX_TRANSIT_HOURS},
    pass,
    requirements::{Need, PartialDate, RequirementPack, Transit, Travel},
    trust::TrustList,
    verdict::{Conclusion, Context, JourneyCheck, Report, judge, judge_all, settle},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

#[derive(clap::Args)]
pub struct Args {
    /// Destination, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CC", value_parser = country, required_unless_present = "batch")]
    to: Option<Country>,
    /// Country of a stay in the six days before arrival; may be given several times
    #[arg(long, value_name = "CC", value_parser = country)]
    from: Vec<Country>,
    /// Country of an airport transit in that time, with its hours; may be given several times
    #[arg(long, value_name = "CC[:HOURS]", value_parser = transit)]
    transit: Vec<Transit>,
    /// Date of birth, YYYY-MM-DD or the known part of it; without it the one that the passes agree on
    #[arg(long, value_name = "DATE", value_parser = born)]
    born: Option<PartialDate>,
    /// Time of arrival, in the destination's own time, instead of now; passes are judged at it
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// Pack of requirements; without one that which comes with Greengate
    #[arg(long, value_name = "FILE")]
    requirements: Option<PathBuf>,
    #[command(flatten)]
    trust: TrustArgs,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// A JSON object a line: {"to", "from"?, "transit"?: [["ET", 5]], "born"?, "at"?, "texts"?, "trust"?}; answers
    /// with a JSON object a line, in order
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "from", "transit", "born", "pass"])]
    batch: Option<PathBuf>,
    /// Passes that the traveller shows: texts, pictures, PDF or text files, or - for a pass text a line
    pass: Vec<String>,
}

fn country(text: &str) -> Result<Country, String> {
    Country::parse(text).ok_or_else(|| "not a country code of two letters".to_owned())
}

fn transit(text: &str) -> Result<Transit, String> {
    let (code, hours) = text
        .split_once(':')
        .map_or((text, None), |(code, hours)| (code, Some(hours)));
    let country = country(code)?;
    let Some(hours) = hours else {
        return Ok(Transit::new(country, None));
    };
    let transit = hours.parse().ok().and_then(|hours| Transit::of_hours(country, hours));
    transit.ok_or_else(wrong_hours)
}

fn wrong_hours() -> String {
    format!("the hours are not a number from 0 to {MAX_TRANSIT_HOURS}")
}

fn born(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).ok_or_else(|| "not a date of birth such as 1990-02-03".to_owned())
}

/// A journey with the passes that are shown for it.
struct Question {
    travel: Travel,
    /// Names of the inputs, and the reports on them.
    passes: Vec<(String, Report)>,
    at: OffsetDateTime,
}

/// The answer to a question.
struct Answer {
    needs: Vec<Need>,
    check: JourneyCheck,
    passes: Vec<(String, Report)>,
    conclusion: Conclusion,
}

impl Question {
    fn answer(self, pack: &RequirementPack) -> Result<Answer> {
        let Self { mut travel, passes, at } = self;
        if travel.born.is_none() {
            travel.born = birth_of(&passes);
        } else if travel.born.is_some_and(|born| born.earliest() > travel.at) {
            bail!("the date of birth is after the day of arrival");
        }
        let needs = pack.needs(&travel);
        let (names, mut reports): (Vec<String>, Vec<Report>) = passes.into_iter().unzip();
        let check = settle(&needs, &mut reports, travel.at);
        let conclusion = check.conclusion.worst(Conclusion::of_requirements(&pack.header, at));
        Ok(Answer {
            needs,
            check,
            passes: names.into_iter().zip(reports).collect(),
            conclusion,
        })
    }
}

/// Date of birth that all authentic passes agree on.
fn birth_of(passes: &[(String, Report)]) -> Option<PartialDate> {
    let authentic = passes.iter().filter(|(_, report)| report.authentic);
    let mut births = authentic.filter_map(|(_, report)| report.holder.as_ref()?.birth_date.as_deref());
    let first = births.next()?;
    births.all(|other| other == first).then(|| PartialDate::parse(first))?
}

impl Answer {
    fn outcome(&self) -> Outcome {
        if self.conclusion.is_go() {
            Outcome::Good
        } else {
            Outcome::Bad
        }
    }

    fn json(&self, pack: &RequirementPack) -> Result<Value> {
        let mut needs = Vec::new();
        for (need, check) in self.needs.iter().zip(&self.check.needs) {
            let mut need = serde_json::to_value(need)?;
            need["coverage"] = serde_json::to_value(check.coverage)?;
            need["pass"] = json!(check.pass);
            needs.push(need);
        }
        let reports: Vec<&Report> = self.passes.iter().map(|(_, report)| report).collect();
        let date = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
        Ok(json!({"needs": needs, "conclusion": self.conclusion, "passes": reports,
            "requirements": {"serial": pack.header.serial, "issuedAt": date(pack.header.issued_at),
                "endsAt": date(pack.header.expires_at)}}))
    }
}

pub fn run(args: &Args) -> Result<Outcome> {
    let pack = requirements::pack(args.requirements.as_deref())?;
    let trust = args.trust.list()?;
    let at = args.at.unwrap_or_else(now);
    let context = Context::new(&trust, at);
    if let Some(path) = &args.batch {
        return answer_batch(path, &pack, &context);
    }
    let to = args.to.ok_or_else(|| anyhow!("name the destination: --to"))?;
    let travel = Travel::to(to, at.date())
        .from(args.from.clone())
        .transits(args.transit.clone())
        .born(args.born);
    let (texts, read) = texts(&args.pass)?;
    let question = Question {
        travel,
        passes: judged(&texts, &context),
        at,
    };
    let answer = question.answer(&pack)?;
    let mut out = Output::new();
    if args.json {
        out.json(&answer.json(&pack)?)?;
    } else {
        for lines in words::needs(&answer.needs, &answer.check, &pack, at) {
            out.block(&lines)?;
        }
        for (name, report) in &answer.passes {
            out.block(&verify::words(name, report))?;
        }
    }
    Ok(read.max(answer.outcome()))
}

/// Pass texts of the arguments with the names of their inputs, and the outcome of reading them.
fn texts(arguments: &[String]) -> Result<(Vec<(String, String)>, Outcome)> {
    let (mut all, mut outcome) = (Vec::new(), Outcome::Good);
    let mut reader = Reader::default();
    for argument in arguments {
        if argument == "-" {
            for line in batch::lines(io::stdin().lock()) {
                let texts = passes_in(&String::from_utf8_lossy(&line?));
                all.extend(texts.into_iter().map(|text| ("-".to_owned(), text)));
            }
            continue;
        }
        let name = input_name(argument);
        match input::read(argument, &mut reader) {
            Ok(input::Input::Texts(texts, incomplete)) => {
                all.extend(texts.into_iter().map(|text| (name.clone(), text)));
                if let Some(why) = incomplete {
                    terminal::message(format_args!("{name}: there may be more codes: {why}"));
                }
            }
            Ok(input::Input::NoCode) => {
                outcome = Outcome::Unreadable;
                terminal::message(format_args!("{name}: no QR code found"));
            }
            Err(error) => {
                outcome = Outcome::Unreadable;
                terminal::message(format_args!("{error:#}"));
            }
        }
    }
    if all.len() > MAX_PASSES {
        bail!("more than {MAX_PASSES} passes for one traveller");
    }
    Ok((all, outcome))
}

/// Judges texts; the codes of a card together, under the name of the input of its last code.
fn judged(texts: &[(String, String)], context: &Context) -> Vec<(String, Report)> {
    let mut cards = CardAssembler::default();
    let mut reports = Vec::new();
    for (name, text) in texts {
        if pass::chunk(text).is_none_or(|chunk| chunk.total == 1) {
            reports.push((name.clone(), judge(text, context)));
        } else {
            // A code that is known already adds nothing.
            cards.add(text);
        }
    }
    let mut complete = cards.cards(Proof::Signature);
    complete.extend(cards.cards(Proof::Count));
    complete.extend(cards.incomplete());
    for card in &complete {
        let last = texts
            .iter()
            .rfind(|(_, text)| card.iter().any(|code| code == text.trim()));
        let name = last.map(|(name, _)| name.clone()).unwrap_or_default();
        let codes: Vec<&str> = card.iter().map(String::as_str).collect();
        reports.push((name, judge_all(&codes, context)));
    }
    reports
}

/// A line of a batch file.
#[derive(Deserialize)]
struct Case {
    to: Country,
    #[serde(default)]
    from: Vec<Country>,
    #[serde(default)]
    transit: Vec<Leg>,
    born: Option<String>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    at: Option<OffsetDateTime>,
    #[serde(default)]
    texts: Vec<String>,
    trust: Option<Value>,
}

/// A transit: `["ET", 5]`, or without its hours `["ET"]` or `"ET"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Leg {
    WithHours(Country, Option<f64>),
    Listed((Country,)),
    Alone(Country),
}

impl Leg {
    fn transit(self) -> Result<Transit> {
        match self {
            Self::WithHours(country, Some(hours)) => {
                Transit::of_hours(country, hours).ok_or_else(|| anyhow!(wrong_hours()))
            }
            Self::WithHours(country, None) | Self::Listed((country,)) | Self::Alone(country) => {
                Ok(Transit::new(country, None))
            }
        }
    }
}

fn answer_batch(path: &Path, pack: &RequirementPack, context: &Context) -> Result<Outcome> {
    let file = File::open(path).with_context(|| name(path))?;
    let mut out = Output::buffered();
    let mut outcome = Outcome::Good;
    for (number, line) in batch::lines(BufReader::new(file)).enumerate() {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match case(&line, pack, context) {
            Ok(answer) => {
                out.json(&answer.json(pack)?)?;
                outcome = outcome.max(answer.outcome());
            }
            Err(error) => {
                let message = format!("line {}: {error:#}", number + 1);
                out.json(&json!({ "error": message }))?;
                outcome = Outcome::Unreadable;
            }
        }
    }
    out.flush()?;
    Ok(outcome)
}

fn case(line: &[u8], pack: &RequirementPack, context: &Context) -> Result<Answer> {
    let case: Case = batch::parse(line)?;
    let own_trust = case.trust.map(|list| TrustList::from_json(list, "batch")).transpose()?;
    let at = case.at.unwrap_or(context.at);
    let context = context.trust(own_trust.as_ref().unwrap_or(context.trust)).at(at);
    if case.texts.len() > MAX_PASSES {
        bail!("more than {MAX_PASSES} passes for one traveller");
    }
    let born = case
        .born
        .as_deref()
        .map(born)
        .transpose()
        .map_err(|error| anyhow!(error))?;
    let transits = case.transit.into_iter().map(Leg::transit).collect::<Result<_>>()?;
    let texts: Vec<(String, String)> = case.texts.into_iter().map(|text| (String::new(), text)).collect();
    let question = Question {
        travel: Travel::to(case.to, at.date())
            .from(case.from)
            .transits(transits)
            .born(born),
        passes: judged(&texts, &context),
        at,
    };
    question.answer(pack)
}
