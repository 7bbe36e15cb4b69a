use crate::{
    Outcome,
    argument::name,
    input,
    reader::Reader,
    terminal::{self, Output},
};
use anyhow::{Context, Result};
use serde_json::json;
use std::{
    fs,
    io,
    path::{Path, PathBuf},
};

#[derive(clap::Args)]
pub struct Args {
    /// A JSON line an image: {"file", "texts", "ms"}, ms of decoding alone
    #[arg(long)]
    json: bool,
    /// Pictures (PNG, JPEG, WebP), or folders of them
    #[arg(required = true, value_name = "IMAGE_OR_DIR")]
    paths: Vec<PathBuf>,
}

/// What counts as a picture in a folder.
const EXTENSIONS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

pub fn run(args: &Args) -> Result<Outcome> {
    let mut outcome = Outcome::Good;
    let mut out = Output::new();
    let mut reader = Reader::default();
    for path in &args.paths {
        let files = if path.is_dir() {
            pictures(path)?
        } else {
            vec![path.clone()]
        };
        for file in files {
            let name = name(&file);
            let reading = input::bytes(&file).and_then(|bytes| reader.picture(bytes).with_context(|| name.clone()));
            let (texts, ms) = match reading {
                Ok(reading) => {
                    let ms = reading.ms;
                    (reading.into_texts(), ms)
                }
                Err(error) => {
                    outcome = Outcome::Unreadable;
                    terminal::message(format_args!("{error:#}"));
                    if args.json {
                        out.json(&json!({"file": name, "texts": [], "ms": 0, "error": format!("{error:#}")}))?;
                    }
                    continue;
                }
            };
            if texts.is_empty() {
                outcome = outcome.max(Outcome::Bad);
            }
            if args.json {
                out.json(&json!({"file": name, "texts": texts, "ms": (ms * 1e3).round() / 1e3}))?;
            } else if texts.is_empty() {
                terminal::message(format_args!("{name}: no QR code found"));
            } else {
                texts.iter().try_for_each(|text| out.line(text))?;
            }
        }
    }
    Ok(outcome)
}

/// The pictures of a folder by name; folders inside are left alone.
fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| name(folder))?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<_>>()?;
    files.retain(|path| {
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        path.is_file() && extension.is_some_and(|e| EXTENSIONS.contains(&e.as_str()))
    });
    files.sort();
    Ok(files)
}
