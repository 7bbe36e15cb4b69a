//! `cargo xtask fuzz`: every entrance under cargo-fuzz, and what came of it as a table.

use crate::{
    figures::Recorder,
    shell::{Result, output, root, run, say},
    tools,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
    time::Duration,
};

/// Longest input in bytes.
const MAX_LENGTH: usize = 65_536;
/// Longest that one input may take in seconds, under the instruments of the search.
const TIMEOUT: u32 = 20;
/// Most memory of one search in MiB.
const MEMORY: u32 = 2_048;

/// Result of one target.
struct Outcome {
    name: String,
    executions: u64,
    coverage: u64,
    findings: Vec<PathBuf>,
    log: String,
}

/// Minutes of a search with `--short`, for each target.
const SHORT: f64 = 0.05;

/// `--minutes N`, for each target, or `--short`, and the names of targets where not all are meant.
pub fn fuzz(arguments: &[String], recorder: &mut Recorder) -> Result<()> {
    let (mut minutes, mut short, mut wanted) = (1.0_f64, false, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--minutes" {
            let number = rest.next().ok_or("how many minutes?")?;
            minutes = number
                .parse()
                .map_err(|_| format!("{number} is no number of minutes"))?;
        } else if argument == "--short" {
            (minutes, short) = (SHORT, true);
        } else {
            wanted.push(argument.clone());
        }
    }
    let cargo_fuzz = tools::cargo_fuzz()?;
    let folder = root().join("fuzz");
    let target = output("rustc", &["--print", "host-tuple"]).ok_or("rustc does not say what machine this is")?;
    let cargo_fuzz = |arguments: &[&str]| {
        let mut command = Command::new(&cargo_fuzz);
        command.args(arguments).args(["--fuzz-dir", "fuzz"]).current_dir(root());
        command
    };
    let listed = cargo_fuzz(&["list"]).output().map_err(|e| e.to_string())?.stdout;
    let listed = String::from_utf8_lossy(&listed);
    let all: Vec<&str> = listed.lines().collect();
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(&name.as_str())) {
        return Err(format!("there is no target {unknown}; there are {}", all.join(", ")));
    }
    let targets: Vec<&str> = all
        .into_iter()
        .filter(|name| wanted.is_empty() || wanted.iter().any(|w| w == name))
        .collect();
    say("building the targets (four minutes the first time)");
    // The library holds no unsafe code, so that the address sanitizer, which needs a nightly
    // compiler, would find nothing of ours; overflow and every assertion are checked.
    let mut build = cargo_fuzz(&["build", "--sanitizer", "none"]);
    if short {
        build.args(["--dev", "--debug-assertions"]);
    }
    // cargo-fuzz takes one target or all of them.
    if let [only] = targets[..] {
        build.arg(only);
    }
    run(&mut build)?;
    let programs = folder
        .join("target")
        .join(target)
        .join(if short { "debug" } else { "release" });
    let lanes = thread::available_parallelism().map_or(1, usize::from);
    say(&format!(
        "{} targets, {minutes} minutes each, {lanes} at a time",
        targets.len()
    ));
    let queue = Mutex::new(targets.iter());
    let outcomes = Mutex::new(Vec::new());
    let next = || queue.lock().ok()?.next().copied();
    thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                while let Some(name) = next() {
                    let outcome = search(&folder, &programs, name, minutes);
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.push(outcome);
                    }
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().map_err(|e| e.to_string())?;
    let mut outcomes = outcomes.into_iter().collect::<Result<Vec<Outcome>>>()?;
    outcomes.sort_by(|a, b| a.name.cmp(&b.name));
    report(&outcomes, minutes, recorder)
}

fn search(folder: &Path, programs: &Path, name: &str, minutes: f64) -> Result<Outcome> {
    let wrong = |e: std::io::Error| format!("{name}: {e}");
    let [corpus, seeds, artifacts] = ["corpus", "seeds", "artifacts"].map(|kind| folder.join(kind).join(name));
    for folder in [&corpus, &seeds, &artifacts] {
        fs::create_dir_all(folder).map_err(wrong)?;
    }
    let found = || -> Result<Vec<PathBuf>> {
        let entries = fs::read_dir(&artifacts).map_err(wrong)?;
        Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
    };
    let before = found()?;
    let seconds = Duration::from_secs_f64(minutes * 60.0).as_secs().max(1);
    let output = Command::new(programs.join(name))
        .args([
            format!("-max_total_time={seconds}"),
            format!("-timeout={TIMEOUT}"),
            // One limit, not a second and lower one whose excess is a finding too.
            format!("-report_slow_units={TIMEOUT}"),
            format!("-rss_limit_mb={MEMORY}"),
            format!("-max_len={MAX_LENGTH}"),
            "-print_final_stats=1".to_owned(),
            format!("-artifact_prefix={}/", artifacts.display()),
        ])
        .args([&corpus, &seeds])
        .env("GREENGATE_SEEDS", &seeds)
        .stdin(Stdio::null())
        .output()
        .map_err(wrong)?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut findings = found()?;
    findings.retain(|file| !before.contains(file));
    // The last number behind a word of libFuzzer's.
    let number = |word: &str| {
        let line = log.lines().rev().find(|line| line.contains(word))?;
        let rest = line.split_once(word)?.1;
        rest.split_whitespace().next()?.parse().ok()
    };
    let executions = number("stat::number_of_executed_units:");
    if !output.status.success() && findings.is_empty() {
        return Err(format!("{name} ended with {}:\n{log}", output.status));
    }
    Ok(Outcome {
        name: name.to_owned(),
        executions: executions.unwrap_or_default(),
        coverage: number(" cov: ").unwrap_or_default(),
        findings,
        log,
    })
}

fn report(outcomes: &[Outcome], minutes: f64, recorder: &mut Recorder) -> Result<()> {
    let mut table = "| target | executions | edges | minutes | found |\n|---|---|---|---|---|\n".to_owned();
    for outcome in outcomes {
        let Outcome {
            name,
            executions,
            coverage,
            findings,
            ..
        } = outcome;
        let row = format!(
            "| `{name}` | {executions} | {coverage} | {minutes} | {} |\n",
            findings.len()
        );
        table.push_str(&row);
    }
    let all: u64 = outcomes.iter().map(|outcome| outcome.executions).sum();
    table.push_str(&format!("| all | {all} | | | |"));
    recorder.table("fuzz", &table);
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.findings.is_empty())
        .map(|outcome| {
            // What was wrong stands at the end.
            let lines: Vec<&str> = outcome.log.lines().collect();
            let end = lines[lines.len().saturating_sub(60)..].join("\n");
            let files: Vec<String> = outcome.findings.iter().map(|file| file.display().to_string()).collect();
            format!("{}: {}\n{end}", outcome.name, files.join(", "))
        })
        .collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("found:\n{}", failed.join("\n\n")))
    }
}
