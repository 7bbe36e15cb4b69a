//! `cargo xtask mrz`: trains the classifier of the reader of machine-readable zones, and measures the reader.

mod measure;
mod specimens;

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use greengate_mrz_bench::train;
use std::{fs, path::PathBuf, time::Instant};

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/mrz/src/weights.bin");

#[derive(Parser)]
enum Command {
    /// Trains the classifier and writes its weights
    Train {
        /// Compare with the weights of the repository instead
        #[arg(long)]
        check: bool,
        /// Write them elsewhere
        #[arg(long, default_value = WEIGHTS)]
        out: PathBuf,
    },
    /// Share of drawn zones that are read right, by kind of degradation
    Rates {
        /// Zones of each format and kind
        #[arg(long, default_value_t = 200)]
        each: u32,
    },
    /// Readings that are wrong, of degraded zones and of frames without a zone
    FalseReads {
        /// Degraded zones
        #[arg(long, default_value_t = 100_000)]
        zones: u32,
        /// Frames without a zone
        #[arg(long, default_value_t = 10_000)]
        frames: u32,
        /// File that keeps the counts of the degraded zones, so that an interrupted run goes on where it was
        #[arg(long)]
        progress: Option<PathBuf>,
    },
    /// Time of a frame
    Times {
        /// Frames of each size
        #[arg(long, default_value_t = 100)]
        frames: u32,
    },
    /// Sizes of what is shipped
    Sizes,
    /// Pictures of documents, changed as light, cameras and files do: share that is read
    Altered {
        /// Folder of pictures
        folder: PathBuf,
        /// Changes of each kind for each picture
        #[arg(long, default_value_t = 10)]
        each: u32,
    },
    /// Pictures of documents: which are read
    Specimens {
        /// Folder of pictures
        folder: PathBuf,
        /// Python with PassportEye, which reads the same pictures with Tesseract
        #[arg(long)]
        python: Option<PathBuf>,
    },
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Train { check, out } => run_training(check, &out),
        Command::Rates { each } => {
            measure::rates(each);
            Ok(())
        }
        Command::FalseReads {
            zones,
            frames,
            progress,
        } => measure::false_reads(zones, frames, progress.as_deref()),
        Command::Times { frames } => measure::times(frames),
        Command::Sizes => measure::sizes(),
        Command::Altered { folder, each } => specimens::altered(&folder, each),
        Command::Specimens { folder, python } => specimens::read(&folder, python.as_deref()),
    }
}

fn run_training(check: bool, out: &PathBuf) -> Result<()> {
    let start = Instant::now();
    let network = train::train(train::PICTURES, |pictures, loss| {
        eprintln!(
            "{pictures} pictures, loss {loss:.4}, {:.0} s",
            start.elapsed().as_secs_f32()
        );
    });
    let bytes = network.to_bytes();
    let rounded = greengate_mrz::network::Network::from_bytes(&bytes).context("weights that were just written")?;
    let examples = train::held_out(300);
    let (right, loss) = train::accuracy(&rounded, &examples);
    println!(
        "{} cells that training did not see: {:.2} % right, loss {loss:.4}",
        examples.len(),
        100.0 * right
    );
    if check {
        let recorded = fs::read(WEIGHTS).context(WEIGHTS)?;
        if recorded != bytes {
            bail!("training gives other weights than {WEIGHTS}");
        }
        println!("the weights are those of the repository");
    } else {
        fs::write(out, bytes).with_context(|| out.display().to_string())?;
    }
    Ok(())
}
