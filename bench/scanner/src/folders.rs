//! The command line on folders of pictures and batches of passes: on one thread, and on one for each processor.

use crate::{shot, texts::pass_texts};
use anyhow::{Context, Result, ensure};
use clap::Args;
use greengate::{issue::Symbol, synth::Degradation};
use greengate_figures::Region;
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Instant,
};

#[derive(Args)]
pub struct FoldersArgs {
    /// Where the pictures and passes are written
    folder: PathBuf,
    /// Pictures of each kind
    #[arg(long, default_value_t = 24)]
    per_kind: usize,
    /// Passes of the batch
    #[arg(long, default_value_t = 20_000)]
    passes: usize,
}

/// Runs of each measurement; the fastest counts.
const RUNS: usize = 3;

/// Draws pictures, issues passes, and prints how long the command line takes for them.
pub fn folders(args: &FoldersArgs, seed: u64) -> Result<()> {
    let program = program()?;
    let pictures = args.folder.join("pictures");
    let count = draw(&pictures, args.per_kind, seed)?;
    let batch = args.folder.join("passes");
    let lines = issue(&program, &batch, args.passes)?;
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let scan = |threads: usize| {
        let mut command = Command::new(&program);
        command
            .args(["scan", "--json", "--threads", &threads.to_string()])
            .arg(&pictures);
        command
    };
    let verify = |threads: usize| {
        let mut command = Command::new(&program);
        command
            .args([
                "verify",
                "--at",
                "2026-11-01T12:00:00Z",
                "--threads",
                &threads.to_string(),
            ])
            .arg("--trust")
            .arg(batch.join("trust.json"))
            .arg("--batch")
            .arg(batch.join("cases.jsonl"));
        command
    };
    let scanned = [measure(scan(1))?, measure(scan(processors))?];
    let verified = [measure(verify(1))?, measure(verify(processors))?];
    ensure!(
        without_times(&scanned[0].printed)? == without_times(&scanned[1].printed)?,
        "other texts, or another order"
    );
    ensure!(
        verified[0].printed == verified[1].printed,
        "other reports, or another order"
    );
    let _region = Region::begin("scanner-folders");
    println!("| | on one thread, seconds | a second | on {processors} threads, seconds | a second | times as fast |");
    println!("|---|{}", "---|".repeat(5));
    for (name, count, [one, all]) in [
        (format!("`scan`, {count} pictures of 1280x720"), count, scanned),
        (format!("`verify --batch`, {lines} passes"), lines, verified),
    ] {
        let rate = |run: &Run| count as f64 / run.seconds;
        println!(
            "| {name} | {:.2} | {:.0} | {:.2} | {:.0} | {:.2} |",
            one.seconds,
            rate(&one),
            all.seconds,
            rate(&all),
            one.seconds / all.seconds
        );
    }
    Ok(())
}

/// The command line, built as this program is.
fn program() -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--locked", "--quiet", "-p", "greengate-cli"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()?;
    ensure!(built.success(), "the command line cannot be built");
    let folder = env::current_exe()?;
    let program = folder
        .parent()
        .context("no folder")?
        .join("greengate")
        .with_extension(env::consts::EXE_EXTENSION);
    ensure!(program.is_file(), "{} is not here", program.display());
    Ok(program)
}

/// Draws camera-like frames of every kind; their number.
fn draw(folder: &Path, per_kind: usize, seed: u64) -> Result<usize> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let texts = pass_texts(seed)?;
    for degradation in Degradation::ALL {
        for n in 0..per_kind {
            let shot = shot(degradation, n, per_kind, seed);
            let pixels = shot.take(&Symbol::new(&texts[n % texts.len()])?);
            image::save_buffer(
                folder.join(format!("{n:03}-{}.png", degradation.as_str())),
                &pixels,
                u32::try_from(shot.width)?,
                u32::try_from(shot.height)?,
                image::ExtendedColorType::L8,
            )?;
        }
    }
    Ok(Degradation::ALL.len() * per_kind)
}

/// Issues passes with cases.jsonl and trust.json; their number.
fn issue(program: &Path, folder: &Path, count: usize) -> Result<usize> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let issued = Command::new(program)
        .args([
            "issue",
            "--at",
            "2026-11-01T12:00:00Z",
            "--format",
            "text",
            "--count",
            &count.to_string(),
            "--out",
        ])
        .arg(folder)
        .output()?;
    ensure!(issued.status.success(), "{}", String::from_utf8_lossy(&issued.stderr));
    Ok(fs::read_to_string(folder.join("cases.jsonl"))?.lines().count())
}

/// A run of the command line.
struct Run {
    seconds: f64,
    printed: Vec<u8>,
}

fn measure(mut command: Command) -> Result<Run> {
    let mut best: Option<Run> = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let output = command.output()?;
        let seconds = start.elapsed().as_secs_f64();
        // 1 says that not all are read, or valid.
        ensure!(
            matches!(output.status.code(), Some(0 | 1)),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        if best.as_ref().is_none_or(|best| seconds < best.seconds) {
            best = Some(Run {
                seconds,
                printed: output.stdout,
            });
        }
    }
    best.context("no run")
}

/// Lines of `scan --json` without their times.
fn without_times(printed: &[u8]) -> Result<Vec<Value>> {
    let lines = serde_json::Deserializer::from_slice(printed).into_iter::<Value>();
    lines
        .map(|line| {
            let mut line = line?;
            line["ms"] = Value::Null;
            Ok(line)
        })
        .collect()
}
