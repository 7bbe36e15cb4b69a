use crate::{
    Outcome,
    argument::name,
    input,
    parallel::{Parallel, ThreadArgs},
    pictures::{Found, Pictures},
    progress,
    reader::{Reader, Reading},
    terminal::{self, Output},
};
use anyhow::{Context, Result};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::{
    io,
    path::{Path, PathBuf},
};

#[derive(clap::Args)]
pub struct Args {
    /// A JSON line an image: {"file", "texts", "codes": [{"text", "corners"}], "ms"}, ms of decoding alone; the
    /// texts exactly, the corners in pixels of the picture as it is stored
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Pictures (PNG, JPEG, WebP, GIF, BMP, TIFF, SVG), or folders of them, with the folders inside
    #[arg(required = true, value_name = "IMAGE_OR_DIR")]
    paths: Vec<PathBuf>,
}

/// Pictures that one thread may be ahead of what is printed.
const AHEAD: usize = 32;

/// A picture and its codes, or the reason why it was not read.
struct Scanned {
    path: PathBuf,
    reading: Result<Reading, String>,
    is_picture: bool,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let is_long = args.paths.len() >= progress::MANY || args.paths.iter().any(|path| path.is_dir());
    let bar = progress::bar(0, "{bar:40} {pos} of {len} pictures, {eta} left", is_long);
    let mut printer = Printer {
        json: args.json,
        bar: bar.clone(),
        outcome: Outcome::Good,
    };
    let parallel = Parallel {
        threads: args.threads.count(),
        ahead: AHEAD,
    };
    let worker = || {
        let mut reader = Reader::default();
        move |found| scan(found, &mut reader)
    };
    parallel.in_order(Pictures::new(&args.paths, bar.clone()), worker, |scanned| {
        printer.print(scanned)
    })?;
    bar.finish_and_clear();
    Ok(printer.outcome)
}

fn scan(found: Found, reader: &mut Reader) -> Scanned {
    match found {
        Found::Picture(path) => {
            let reading = input::bytes(&path).and_then(|bytes| reader.picture(bytes).with_context(|| name(&path)));
            Scanned {
                reading: reading.map_err(|error| format!("{error:#}")),
                path,
                is_picture: true,
            }
        }
        Found::Problem(path, message) => Scanned {
            path,
            reading: Err(message),
            is_picture: false,
        },
    }
}

/// Prints what was read and determines the exit status.
struct Printer {
    json: bool,
    bar: ProgressBar,
    outcome: Outcome,
}

impl Printer {
    fn print(&mut self, scanned: Scanned) -> io::Result<()> {
        if scanned.is_picture {
            self.bar.inc(1);
        }
        let bar = self.bar.clone();
        bar.suspend(|| match scanned.reading {
            Ok(reading) => self.reading(&scanned.path, reading),
            Err(message) => self.problem(&scanned.path, &message),
        })
    }

    fn reading(&mut self, path: &Path, reading: Reading) -> io::Result<()> {
        let ms = reading.ms;
        let codes = self.json.then(|| places(&reading));
        let texts = reading.into_texts();
        if texts.is_empty() {
            self.outcome = self.outcome.max(Outcome::Bad);
        }
        if self.json {
            let ms = (ms * 1e3).round() / 1e3;
            Output::new().json(&json!({"file": name(path), "texts": texts, "codes": codes, "ms": ms}))
        } else if texts.is_empty() {
            terminal::message(format_args!("{}: no QR code found", name(path)));
            Ok(())
        } else {
            let mut out = Output::new();
            texts.iter().try_for_each(|text| out.line(text))
        }
    }

    /// Reports an unreadable file, with `--json` on standard output too.
    fn problem(&mut self, path: &Path, message: &str) -> io::Result<()> {
        self.outcome = Outcome::Unreadable;
        terminal::message(message);
        if self.json {
            let line = json!({"file": name(path), "texts": [], "codes": [], "ms": 0, "error": message});
            Output::new().json(&line)?;
        }
        Ok(())
    }
}

/// Codes with their corners in pixels of the picture as it is stored: top left, top right, bottom right, bottom left of
/// the symbol.
fn places(reading: &Reading) -> Vec<Value> {
    let codes = reading.codes.iter();
    codes
        .map(|code| json!({"text": code.text, "corners": code.corners}))
        .collect()
}
