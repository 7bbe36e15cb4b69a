//! `greengate need`: tells if a journey requires a vaccination certificate, and if the passes that are shown meet it.

mod boarding;
mod route;
mod trip;
mod words;

use crate::{
    Outcome,
    argument::input_name,
    batch, date_time, input, now,
    reader::Reader,
    requirements,
    terminal::{self, Output},
    verify::{self, TrustArgs},
};
use anyhow::{Result, anyhow, bail};
use boarding::Boarding;
use greengate::{
    intake::{CardAssembler, Proof, passes_in},
    limits::MAX_PASSES,
    pass,
    requirements::{Leg, Need, PartialDate, Place, RequirementPack},
    trust::TrustList,
    verdict::{Conclusion, Context, JourneyCheck, Report, birth_date, judge_all, settle},
};
use route::Route;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};
use std::{
    io,
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

#[derive(clap::Args)]
pub struct Args {
    /// Destination: a country of two letters (ISO 3166-1) or an airport or city of three (IATA)
    #[arg(long, value_name = "PLACE", value_parser = route::place, required_unless_present_any = ["batch", "boarding_pass"])]
    to: Option<Place>,
    /// Country, airport or city of a stay in the six days before arrival; may be given several times
    #[arg(long, value_name = "PLACE", value_parser = route::place)]
    from: Vec<Place>,
    /// Airport transit in that time, by its country or airport, with its hours; may be given several times
    #[arg(long, value_name = "PLACE[:HOURS]", value_parser = route::transit)]
    transit: Vec<Leg>,
    /// Boarding pass (IATA Resolution 792), as its text or a picture of its code (QR, PDF417, Aztec): the journey and its
    /// day, in place of --to, --from and --transit
    #[arg(long, value_name = "TEXT|FILE", conflicts_with_all = ["to", "from", "transit", "batch"])]
    boarding_pass: Option<String>,
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
    /// A JSON object a line: {"to", "from"?, "transit"?: [["ADD", 5]], "born"?, "at"?, "texts"?, "trust"?}; answers
    /// with a JSON object a line, in order. Or a trip of several travellers: {"stops": [{"to", "at"}], "from"?,
    /// "travellers": [{"name"?, "born"?, "paper"?, "texts"?}], "trust"?}
    #[arg(long, value_name = "FILE", conflicts_with_all = ["to", "from", "transit", "born", "pass"])]
    batch: Option<PathBuf>,
    /// Passes that the traveller shows: texts, pictures, PDF or text files, or - for a pass text a line
    pass: Vec<String>,
}

fn born(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).ok_or_else(|| "not a date of birth such as 1990-02-03".to_owned())
}

/// A journey with the passes that are shown for it.
struct Question {
    route: Route,
    born: Option<PartialDate>,
    /// Names of the inputs, and the reports on them.
    passes: Vec<(String, Report)>,
    at: OffsetDateTime,
}

/// The answer to a question.
struct Answer {
    route: Route,
    needs: Vec<Need>,
    check: JourneyCheck,
    passes: Vec<(String, Report)>,
    conclusion: Conclusion,
}

impl Question {
    fn answer(self, pack: &RequirementPack) -> Result<Answer> {
        let Self {
            route,
            born,
            passes,
            at,
        } = self;
        if born.is_some_and(|born| born.earliest() > at.date()) {
            bail!("the date of birth is after the day of arrival");
        }
        let (names, mut reports): (Vec<String>, Vec<Report>) = passes.into_iter().unzip();
        let travel = route.travel(at.date()).born(born.or_else(|| birth_date(&reports)));
        let needs = pack.needs(&travel);
        let check = settle(&needs, &mut reports, travel.at);
        let conclusion = check.conclusion.worst(Conclusion::of_requirements(&pack.header, at));
        Ok(Answer {
            route,
            needs,
            check,
            passes: names.into_iter().zip(reports).collect(),
            conclusion,
        })
    }
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
        let journey = self.route.json();
        Ok(
            json!({"journey": journey, "needs": needs, "conclusion": self.conclusion, "passes": reports,
            "requirements": {"serial": pack.header.serial, "issuedAt": date(pack.header.issued_at),
                "endsAt": date(pack.header.expires_at)}}),
        )
    }
}

pub fn run(args: &Args) -> Result<Outcome> {
    let pack = requirements::pack(args.requirements.as_deref())?;
    let trust = args.trust.list()?;
    let boarding = args.boarding_pass.as_deref();
    let boarding = boarding.map(|pass| Boarding::read(pass, args.at.unwrap_or_else(now)));
    let boarding = boarding.transpose()?;
    let flown = boarding.as_ref().and_then(Boarding::arrival);
    let at = args.at.or(flown).unwrap_or_else(now);
    let context = Context::new(&trust, at);
    if let Some(path) = &args.batch {
        return answer_batch(path, &pack, &context);
    }
    let route = match &boarding {
        Some(boarding) => boarding.route()?,
        None => Route {
            to: args.to.clone().ok_or_else(|| anyhow!("name the destination: --to"))?,
            from: args.from.clone(),
            transits: args.transit.clone(),
        },
    };
    let (texts, read) = texts(&args.pass)?;
    let question = Question {
        route,
        born: args.born,
        passes: judged(&texts, &context),
        at,
    };
    let answer = question.answer(&pack)?;
    let mut out = Output::new();
    if args.json {
        let mut json = answer.json(&pack)?;
        if let Some(boarding) = &boarding {
            let reports: Vec<&Report> = answer.passes.iter().map(|(_, report)| report).collect();
            json["boardingPass"] = boarding.json(&reports);
        }
        out.json(&json)?;
    } else {
        if let Some(boarding) = &boarding {
            out.line(boarding.words())?;
        }
        if let Some(line) = answer.route.airports() {
            out.line(line)?;
        }
        for lines in words::needs(&answer.needs, &answer.check, &pack, at) {
            out.block(&lines)?;
        }
        for (name, report) in &answer.passes {
            out.block(&verify::words(name, report))?;
            if let Some(warning) = boarding.as_ref().and_then(|boarding| boarding.warning(name, report)) {
                out.line(warning)?;
            }
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

/// Texts of each pass; the codes of a card together, under the name of the input of its last code.
fn grouped(texts: &[(String, String)]) -> Vec<(String, Vec<String>)> {
    let mut cards = CardAssembler::default();
    let mut passes = Vec::new();
    for (name, text) in texts {
        if pass::chunk(text).is_none_or(|chunk| chunk.total == 1) {
            passes.push((name.clone(), vec![text.clone()]));
        } else {
            // A code that is known already adds nothing.
            cards.add(text);
        }
    }
    let mut complete = cards.cards(Proof::Signature);
    complete.extend(cards.cards(Proof::Count));
    complete.extend(cards.incomplete());
    for card in complete {
        let last = texts
            .iter()
            .rfind(|(_, text)| card.iter().any(|code| code == text.trim()));
        let name = last.map(|(name, _)| name.clone()).unwrap_or_default();
        passes.push((name, card));
    }
    passes
}

fn judged(texts: &[(String, String)], context: &Context) -> Vec<(String, Report)> {
    let judge = |(name, codes): (String, Vec<String>)| {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        (name, judge_all(&codes, context))
    };
    grouped(texts).into_iter().map(judge).collect()
}

/// A line of a batch file.
#[derive(Deserialize)]
struct Case {
    to: String,
    #[serde(default)]
    from: Vec<String>,
    #[serde(default)]
    transit: Vec<route::Transit>,
    born: Option<String>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    at: Option<OffsetDateTime>,
    #[serde(default)]
    texts: Vec<String>,
    trust: Option<Value>,
}

/// A trip of several travellers has stops; a case has none.
#[derive(Deserialize)]
struct Kind {
    stops: Option<IgnoredAny>,
}

fn answer_batch(path: &Path, pack: &RequirementPack, context: &Context) -> Result<Outcome> {
    batch::answer(path, |_, line| {
        if batch::parse::<Kind>(line).is_ok_and(|kind| kind.stops.is_some()) {
            return batch::parse::<trip::Trip>(line)?.answer(pack, context);
        }
        let answer = case(line, pack, context)?;
        Ok((answer.json(pack)?, answer.outcome()))
    })
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
    let place = |text: &String| route::named_place(text);
    let route = Route {
        to: place(&case.to)?,
        from: case.from.iter().map(place).collect::<Result<_>>()?,
        transits: case
            .transit
            .into_iter()
            .map(route::Transit::leg)
            .collect::<Result<_>>()?,
    };
    let texts: Vec<(String, String)> = case.texts.into_iter().map(|text| (String::new(), text)).collect();
    let question = Question {
        route,
        born,
        passes: judged(&texts, &context),
        at,
    };
    question.answer(pack)
}
