//! `greengate rules`: evaluates single rules, finds faults in them, and packs them for the app.

use crate::{
    Outcome,
    argument::name,
    batch, date_time,
    edition::{ShowOptions, edition},
    files::put,
    input, now, pins,
    terminal::{self, Output},
    trust::publisher_key,
};
use anyhow::{Context, Result, bail};
use greengate::{
    certlogic,
    rules::{Collection, Published, RulePack, Version, VersionError},
    trust::BundleError,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Evaluate rules, one a line
    Eval(Eval),
    /// Say what is wrong with the expressions of rules
    Check(Check),
    /// Compile rules and value sets to a signed pack for the app
    Build(Build),
    /// Say what is in a pack
    Show(Show),
}

#[derive(clap::Args)]
pub struct Build {
    /// The publisher's private key (P-256); without one the pack is not signed
    #[arg(long, value_name = "PEM")]
    signing_key: Option<PathBuf>,
    /// Serial number; seconds since 1970 without one
    #[arg(long)]
    serial: Option<u64>,
    /// Time of issue, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// Days for which it counts as fresh
    #[arg(long, default_value_t = 7)]
    best_before_days: u16,
    /// Days after which it is too old
    #[arg(long, default_value_t = 30)]
    end_days: u16,
    /// Rules and value sets: the EU's JSON, single rules as its gateway serves them, or archives
    /// (ZIP) of them, whose lists of hashes are checked
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The pack
    #[arg(short, long, value_name = "PACK")]
    output: PathBuf,
}

#[derive(clap::Args)]
pub struct Show {
    #[command(flatten)]
    options: ShowOptions,
    /// The pack
    pack: PathBuf,
}

#[derive(clap::Args)]
pub struct Eval {
    /// Rules (the EU's JSON)
    #[arg(long, value_name = "FILE", required = true)]
    rules: Vec<PathBuf>,
    /// Value sets (the EU's JSON)
    #[arg(long, value_name = "FILE")]
    value_sets: Vec<PathBuf>,
    /// A JSON object a line: {"payload", "rule", "version"?, "external"}; answers with
    /// {"rule", "result"} or {"rule", "error"} a line, in order
    #[arg(long, value_name = "FILE")]
    batch: PathBuf,
}

#[derive(clap::Args)]
pub struct Check {
    /// Rules (the EU's JSON)
    #[arg(required = true)]
    rules: Vec<PathBuf>,
}

/// Reads rules and value sets.
pub fn pack(rules: &[PathBuf], value_sets: &[PathBuf]) -> Result<RulePack> {
    if let [path] = rules {
        let bytes = input::bytes(path)?;
        // A pack on the command line needs no signature: the person who names it vouches for it.
        if Published::is_one(&bytes) {
            let (_, _, mut pack) = Published::read_unverified(&bytes).with_context(|| name(path))?;
            for path in value_sets {
                pack.add_value_sets(&input::bytes(path)?).with_context(|| name(path))?;
            }
            return Ok(pack);
        }
    }
    collect(rules.iter().chain(value_sets))?.pack().map_err(Into::into)
}

fn collect<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Result<Collection> {
    let mut collection = Collection::default();
    for path in paths {
        collection.add(&input::bytes(path)?).with_context(|| name(path))?;
    }
    Ok(collection)
}

pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Eval(args) => eval(args),
        Command::Check(args) => check(args),
        Command::Build(args) => build(args),
        Command::Show(args) => show(args),
    }
}

fn build(args: &Build) -> Result<Outcome> {
    let key = args.signing_key.as_deref().map(publisher_key).transpose()?;
    let collection = collect(args.input.iter())?;
    let at = args.at.unwrap_or_else(now);
    let header = edition(args.serial, at, args.best_before_days, args.end_days);
    let names = args.input.iter().filter_map(|path| path.file_name());
    let sources: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let bytes = Published::write(&header, &sources, &collection, key.as_ref())?;
    // Read it back before anything relies on it.
    let (_, _, again) = Published::read_unverified(&bytes)?;
    let meant = collection.pack()?;
    if again.rules().len() != meant.rules().len() || again.value_sets() != meant.value_sets() {
        bail!("the pack reads back other rules than were put in");
    }
    put(&args.output, &bytes)?;
    terminal::message(format_args!(
        "{} rules of {} countries and {} value sets in {} bytes{}",
        again.rules().len(),
        again.countries().len(),
        again.value_sets().len(),
        bytes.len(),
        if key.is_some() { "" } else { ", not signed" }
    ));
    Ok(Outcome::Good)
}

fn show(args: &Show) -> Result<Outcome> {
    let bytes = input::bytes(&args.pack)?;
    let name = || name(&args.pack);
    let pins = args
        .options
        .publisher
        .as_deref()
        .map(pins)
        .transpose()?
        .unwrap_or_default();
    // Verify the signature before anything else is read, if a key is given.
    let signed = match Published::verify(&bytes, &pins) {
        Ok(()) => "verified",
        Err(BundleError::NotSigned) if pins.is_empty() => "not signed",
        Err(BundleError::UnknownPublisher) if pins.is_empty() => "not checked",
        Err(error) => return Err(error).with_context(name),
    };
    let (header, sources, pack) = Published::read_unverified(&bytes).with_context(name)?;
    let date = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    let mut out = Output::new();
    if args.options.json {
        let facts = json!({"serial": header.serial, "issuedAt": date(header.issued_at), "bestBefore": date(header.best_before),
            "endsAt": date(header.expires_at), "signature": signed, "sources": sources, "countries": pack.countries(),
            "newestRule": pack.newest().map(date), "valueSets": pack.value_sets().keys().collect::<Vec<_>>(),
            "rules": pack.rules().iter().map(|rule| json!({"id": rule.id, "version": rule.version.to_string(), "country": rule.country,
                "validFrom": date(rule.valid_from), "validTo": date(rule.valid_to)})).collect::<Vec<_>>()});
        out.json(&facts)?;
    } else {
        out.line(format_args!("serial {}, {signed}", header.serial))?;
        out.line(format_args!(
            "made {}, fresh until {}, ends {}",
            date(header.issued_at),
            date(header.best_before),
            date(header.expires_at)
        ))?;
        out.line(format_args!(
            "{} rules, {} value sets, of {}",
            pack.rules().len(),
            pack.value_sets().len(),
            sources.join(", ")
        ))?;
        out.line(format_args!("countries: {}", pack.countries().join(" ")))?;
    }
    Ok(Outcome::Good)
}

#[derive(Deserialize)]
struct Case {
    payload: Value,
    rule: String,
    version: Option<String>,
    #[serde(default)]
    external: Value,
}

fn eval(args: &Eval) -> Result<Outcome> {
    let pack = pack(&args.rules, &args.value_sets)?;
    // The value sets move into every line's data and out again: they are large, and the same for all lines.
    let mut value_sets = Value::Object(pack.value_sets().clone());
    batch::answer(&args.batch, |number, line| match batch::parse::<Case>(line) {
        Ok(case) => {
            let answer = evaluate(&pack, case, &mut value_sets);
            let outcome = if answer["result"] == true {
                Outcome::Good
            } else {
                Outcome::Bad
            };
            Ok((answer, outcome))
        }
        Err(error) => {
            let error = format!("line {number}: {error:#}");
            Ok((json!({"rule": null, "error": error}), Outcome::Unreadable))
        }
    })
}

fn evaluate(pack: &RulePack, case: Case, value_sets: &mut Value) -> Value {
    let answer = |result: Result<bool, String>| match result {
        Ok(result) => json!({"rule": case.rule, "result": result}),
        Err(error) => json!({"rule": case.rule, "error": error}),
    };
    let version: Option<Version> = match case.version.as_deref().map(str::parse).transpose() {
        Ok(version) => version,
        Err(VersionError { .. }) => return answer(Err("the version is not three numbers".to_owned())),
    };
    let Some(rule) = pack.find(&case.rule, version) else {
        return answer(Err("there is no such rule, or not in this version".to_owned()));
    };
    let Value::Object(mut external) = case.external else {
        return answer(Err("\"external\" is not a map".to_owned()));
    };
    external.insert("valueSets".to_owned(), std::mem::take(value_sets));
    let mut data = json!({"payload": case.payload});
    data["external"] = Value::Object(external);
    let answer = answer(match rule.logic.evaluate(&data) {
        Ok(certlogic::Value::Bool(result)) => Ok(result),
        Ok(_) => Err("it says neither yes nor no".to_owned()),
        Err(error) => Err(error.to_string()),
    });
    *value_sets = data["external"]["valueSets"].take();
    answer
}

fn check(args: &Check) -> Result<Outcome> {
    let pack = pack(&args.rules, &[])?;
    let mut out = Output::new();
    let mut faults = 0;
    for rule in pack.rules() {
        for issue in rule.logic.issues() {
            faults += 1;
            let place = if issue.path.is_empty() {
                "the whole"
            } else {
                &issue.path
            };
            out.line(format_args!("{} {}: {place}: {}", rule.id, rule.version, issue.message))?;
        }
    }
    terminal::message(format_args!(
        "{} rules of {} countries, {faults} faults",
        pack.rules().len(),
        pack.countries().len()
    ));
    Ok(if faults == 0 { Outcome::Good } else { Outcome::Bad })
}
