//! The scanner beside native decoders on the same frames, in one run.

use crate::{Tally, ours};
use anyhow::{Context, Result, ensure};
use greengate_figures::Region;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
    process::Command,
    time::Instant,
};

#[derive(Deserialize)]
struct Label {
    text: String,
    category: String,
}

/// One row of the table.
struct Row {
    name: String,
    all: f64,
    by_category: HashMap<String, f64>,
    median: f64,
    p95: f64,
}

/// Prints shares and times: of the scanner in this process, of the others by `scan.py`.
pub fn beside(folder: &Path, python: &Path) -> Result<()> {
    let labels = fs::read(folder.join("labels.json")).with_context(|| folder.display().to_string())?;
    let labels: BTreeMap<String, Label> = serde_json::from_slice(&labels)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/peers/scan.py");
    ensure!(script.is_file(), "{} is not here", script.display());
    let mut rows = vec![own(folder, &labels)?];
    let output = Command::new(python).arg(&script).arg(folder).output()?;
    ensure!(
        output.status.success(),
        "{} failed: {}",
        script.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    rows.extend(String::from_utf8_lossy(&output.stdout).lines().filter_map(peer));
    let mut categories: Vec<&str> = labels.values().map(|label| label.category.as_str()).collect();
    categories.sort_unstable();
    categories.dedup();
    let region = Region::begin("scanner-beside");
    println!(
        "| {} frames | all | {} | median ms | p95 ms |\n|---|{}",
        labels.len(),
        categories.join(" | "),
        "---|".repeat(categories.len() + 3)
    );
    for row in &rows {
        let share = |category: &&str| {
            row.by_category
                .get(*category)
                .map_or_else(String::new, |share| format!("{share:.0}"))
        };
        let shares: Vec<String> = categories.iter().map(share).collect();
        println!(
            "| {} | {:.1} | {} | {:.1} | {:.1} |",
            row.name,
            row.all,
            shares.join(" | "),
            row.median,
            row.p95
        );
    }
    drop(region);
    let _region = Region::begin("scanner-compare");
    println!("| decoder | read % | median ms | p95 ms |\n|---|---|---|---|");
    for row in &rows {
        println!("| {} | {:.1} | {:.1} | {:.1} |", row.name, row.all, row.median, row.p95);
    }
    Ok(())
}

fn own(folder: &Path, labels: &BTreeMap<String, Label>) -> Result<Row> {
    let mut whole = Tally::default();
    let mut tallies: HashMap<String, Tally> = HashMap::new();
    for (name, label) in labels {
        let picture = image::open(folder.join(name))
            .with_context(|| name.clone())?
            .into_luma8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let start = Instant::now();
        let found = ours(&picture, width, height);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        whole.add(&found, &label.text, ms);
        tallies
            .entry(label.category.clone())
            .or_default()
            .add(&found, &label.text, ms);
    }
    Ok(Row {
        name: "greengate".to_owned(),
        all: whole.share(),
        by_category: tallies.into_iter().map(|(name, tally)| (name, tally.share())).collect(),
        median: whole.percentile(0.5),
        p95: whole.percentile(0.95),
    })
}

/// A line of `scan.py`: `NAME rate R % median M ms p95 P ms  CATEGORY S · CATEGORY S …`.
fn peer(line: &str) -> Option<Row> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [
        name,
        "rate",
        all,
        "%",
        "median",
        median,
        "ms",
        "p95",
        p95,
        "ms",
        shares @ ..,
    ] = &words[..]
    else {
        return None;
    };
    let share = |pair: &[&str]| match pair {
        [category, share, ..] => Some(((*category).to_owned(), share.parse().ok()?)),
        _ => None,
    };
    Some(Row {
        name: (*name).to_owned(),
        all: all.parse().ok()?,
        by_category: shares.split(|word| *word == "·").filter_map(share).collect(),
        median: median.parse().ok()?,
        p95: p95.parse().ok()?,
    })
}
