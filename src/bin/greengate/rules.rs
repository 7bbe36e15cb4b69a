//! `greengate rules`: evaluates single rules, and checks what is wrong with them.

use crate::{Outcome, input};
use anyhow::{Context, Result};
use greengate::rules::{RulePack, Version};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{self, BufReader, Write},
    path::PathBuf,
};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Evaluate rules, one a line
    Eval(Eval),
    /// Say what is wrong with the expressions of rules
    Check(Check),
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
    let mut pack = RulePack::default();
    for path in rules {
        pack.add_rules(&input::bytes(path)?)
            .with_context(|| path.display().to_string())?;
    }
    for path in value_sets {
        pack.add_value_sets(&input::bytes(path)?)
            .with_context(|| path.display().to_string())?;
    }
    Ok(pack)
}

pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Eval(args) => eval(args),
        Command::Check(args) => check(args),
    }
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
    // The sets go into every line's data and out again: they are large, and the same for all.
    let mut value_sets = Value::Object(pack.value_sets().clone());
    let file = File::open(&args.batch).with_context(|| args.batch.display().to_string())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::Good;
    for (number, line) in crate::verify::lines(BufReader::new(file)).enumerate() {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = match serde_json::from_slice::<Case>(&line) {
            Ok(case) => evaluate(&pack, case, &mut value_sets),
            Err(error) => json!({"rule": null, "error": format!("line {}: {error}", number + 1)}),
        };
        outcome = outcome.max(match (&answer["result"], &answer["rule"]) {
            (_, Value::Null) => Outcome::Unreadable,
            (Value::Bool(true), _) => Outcome::Good,
            _ => Outcome::Bad,
        });
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    Ok(outcome)
}

fn evaluate(pack: &RulePack, case: Case, value_sets: &mut Value) -> Value {
    let answer = |result: Result<Value, String>| match result {
        Ok(result) => json!({"rule": case.rule, "result": result}),
        Err(error) => json!({"rule": case.rule, "error": error}),
    };
    let version: Option<Version> = match case.version.as_deref().map(str::parse).transpose() {
        Ok(version) => version,
        Err(()) => return answer(Err("the version is not three numbers".to_owned())),
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
    let result = rule
        .logic
        .evaluate(&data)
        .map(|value| value.to_json())
        .map_err(|e| e.to_string());
    let answer = answer(result);
    *value_sets = data["external"]["valueSets"].take();
    answer
}

fn check(args: &Check) -> Result<Outcome> {
    let pack = pack(&args.rules, &[])?;
    let mut out = io::stdout().lock();
    let mut faults = 0;
    for rule in pack.rules() {
        for issue in rule.logic.issues() {
            faults += 1;
            let place = if issue.path.is_empty() {
                "the whole"
            } else {
                &issue.path
            };
            writeln!(out, "{} {}: {place}: {}", rule.id, rule.version, issue.message)?;
        }
    }
    eprintln!(
        "greengate: {} rules of {} countries, {faults} faults",
        pack.rules().len(),
        pack.countries().len()
    );
    Ok(if faults == 0 { Outcome::Good } else { Outcome::Bad })
}
