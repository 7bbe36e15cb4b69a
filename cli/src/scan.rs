use crate::{
    Outcome,
    argument::name,
    charset,
    input::{self, Kind},
    parallel::{Parallel, ThreadArgs},
    pictures::{Found, Pictures},
    progress,
    reader::{Reader, Reading, Wanted},
    terminal::{self, Output},
};
use anyhow::{Context, Result};
use greengate::{
    frame::{Part, join_parts},
    limits::MAX_PARTS,
};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::{
    io,
    path::{Path, PathBuf},
};

#[derive(clap::Args)]
pub struct Args {
    /// A JSON line an image: {"file", "texts", "codes": [{"text", "corners", "structured_append"?}], "ms"}, ms of
    /// decoding alone; the texts exactly, the corners in pixels of the picture as it is stored, null in a PDF. A text in
    /// several codes is one of the picture's texts, or comes at the end: {"files", "texts", "error"?}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Look for the machine-readable zones of passports, cards and visas, too; with --json {"mrz": [{"format", "lines",
    /// "checked", "corners", "doubts": [{"line", "column", "alternatives"}]}]} beside the texts: "format" is "td1", "td2",
    /// "td3", "mrv-a" or "mrv-b", "checked" is true as every check digit holds, the corners of the lines are as the codes',
    /// lines and columns count from 0
    #[arg(long)]
    mrz: bool,
    /// Look for PDF417 and Aztec symbols, too; with --json {"barcodes": [{"symbology", "text", "corners"}]} beside the
    /// texts, of all symbols: "symbology" is "pdf417", "aztec" or "qr"
    #[arg(long)]
    barcodes: bool,
    /// Pictures (PNG, JPEG, WebP, GIF, BMP, TIFF, SVG), PDFs, or folders of pictures, with the folders inside
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
        zones: args.mrz,
        barcodes: args.barcodes,
        bar: bar.clone(),
        outcome: Outcome::Good,
        parts: Vec::new(),
        origins: Vec::new(),
    };
    let wanted = Wanted {
        codes: true,
        zones: args.mrz,
        barcodes: args.barcodes,
    };
    let parallel = Parallel {
        threads: args.threads.count(),
        ahead: AHEAD,
    };
    let worker = move || {
        let mut reader = Reader::new(wanted);
        move |found| scan(found, &mut reader)
    };
    parallel.in_order(Pictures::new(&args.paths, bar.clone()), worker, |scanned| {
        printer.print(scanned)
    })?;
    bar.finish_and_clear();
    printer.finish()?;
    Ok(printer.outcome)
}

fn scan(found: Found, reader: &mut Reader) -> Scanned {
    match found {
        Found::Picture(path) => {
            let reading = input::bytes(&path).and_then(|bytes| {
                let reading = match Kind::of(&bytes) {
                    Kind::Pdf => reader.document(bytes),
                    Kind::Image | Kind::Other => reader.picture(bytes),
                };
                reading.with_context(|| name(&path))
            });
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
    /// True if machine-readable zones are looked for.
    zones: bool,
    /// True if PDF417 and Aztec symbols are looked for.
    barcodes: bool,
    outcome: Outcome,
    /// Parts of messages that were not whole in their picture.
    parts: Vec<Part>,
    /// The name of each part's picture.
    origins: Vec<String>,
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
        let incomplete = reading.incomplete.clone();
        if let Some(why) = &incomplete {
            self.outcome = Outcome::Unreadable;
            terminal::message(format_args!("{}: {why}", name(path)));
        }
        let codes = self.json.then(|| places(&reading));
        let zones = reading.zones.clone();
        let barcodes = reading.barcodes.clone();
        let symbols = self.barcodes.then(|| symbols(&reading));
        let (texts, parts) = reading.into_texts();
        let has_parts = !parts.is_empty();
        self.keep(parts, path);
        let is_empty = texts.is_empty() && zones.is_empty() && barcodes.is_empty() && !has_parts;
        if is_empty {
            self.outcome = self.outcome.max(Outcome::Bad);
        }
        if self.json {
            let ms = (ms * 1e3).round() / 1e3;
            let mut found = json!({"file": name(path), "texts": texts, "codes": codes, "ms": ms});
            if self.zones {
                found["mrz"] = json!(zones);
            }
            if let Some(symbols) = symbols {
                found["barcodes"] = json!(symbols);
            }
            if let Some(why) = incomplete {
                found["error"] = json!(why);
            }
            Output::new().json(&found)
        } else if is_empty {
            let what = match (self.zones, self.barcodes) {
                (false, false) => "QR code",
                (true, false) => "QR code and no machine-readable zone",
                (false, true) => "QR code, PDF417 or Aztec symbol",
                (true, true) => "QR code, PDF417 or Aztec symbol, and no machine-readable zone",
            };
            terminal::message(format_args!("{}: no {what} found", name(path)));
            Ok(())
        } else {
            let mut out = Output::new();
            let lines = zones.iter().flat_map(|zone| &zone.lines);
            let other = barcodes.iter().map(|barcode| &barcode.text);
            texts
                .iter()
                .chain(other)
                .chain(lines)
                .try_for_each(|text| out.line(text))
        }
    }

    /// Keeps parts for messages that are divided among several pictures.
    fn keep(&mut self, parts: Vec<Part>, path: &Path) {
        for part in parts {
            if self.parts.len() == MAX_PARTS {
                self.outcome = Outcome::Unreadable;
                let message = format!("{}: more than {MAX_PARTS} codes with parts of a text", name(path));
                return terminal::message(message);
            }
            self.parts.push(part);
            self.origins.push(name(path));
        }
    }

    /// Prints the messages that the parts of all pictures make, and what is missing of others.
    fn finish(&mut self) -> io::Result<()> {
        for joined in join_parts(&self.parts) {
            let mut files: Vec<&String> = joined.parts.iter().filter_map(|n| self.origins.get(*n)).collect();
            files.dedup();
            let text = joined
                .message
                .map(|message| charset::text(&message.bytes, &message.charsets));
            if let Err(error) = &text {
                self.outcome = self.outcome.max(Outcome::Bad);
                let names: Vec<&str> = files.iter().map(|file| file.as_str()).collect();
                terminal::message(format_args!("{}: one text in several codes: {error}", names.join(", ")));
            }
            let mut out = Output::new();
            match text {
                Ok(text) if self.json => out.json(&json!({"files": files, "texts": [text]}))?,
                Ok(text) => out.line(text)?,
                Err(error) if self.json => {
                    out.json(&json!({"files": files, "texts": [], "error": error.to_string()}))?;
                }
                Err(_) => {}
            }
        }
        Ok(())
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

/// Symbols of every kind, the QR codes first, with their corners as those of the codes.
fn symbols(reading: &Reading) -> Vec<Value> {
    let codes = reading.codes.iter();
    let codes = codes.map(|code| json!({"symbology": "qr", "text": code.text, "corners": code.corners}));
    codes
        .chain(reading.barcodes.iter().map(|barcode| json!(barcode)))
        .collect()
}

/// Codes with their corners in pixels of the picture as it is stored: top left, top right, bottom right, bottom left of
/// the symbol.
fn places(reading: &Reading) -> Vec<Value> {
    let codes = reading.codes.iter();
    codes
        .map(|code| {
            let mut value = json!({"text": code.text, "corners": code.corners});
            if let Some(part) = &code.part {
                value["structured_append"] = json!(part.place);
            }
            value
        })
        .collect()
}
