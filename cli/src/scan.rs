use crate::{
    Outcome,
    argument::name,
    input,
    reader::{Reader, Reading},
    terminal::{self, Output},
};
use anyhow::{Context, Result, bail};
use greengate::limits::{MAX_FOLDER_DEPTH, MAX_FOLDER_ENTRIES};
use serde_json::{Value, json};
use std::{
    fs,
    io::{self, StdoutLock},
    path::{Path, PathBuf},
};

#[derive(clap::Args)]
pub struct Args {
    /// A JSON line an image: {"file", "texts", "codes": [{"text", "corners"}], "ms"}, ms of decoding alone; the
    /// texts exactly, the corners in pixels of the picture as it is stored
    #[arg(long)]
    json: bool,
    /// Pictures (PNG, JPEG, WebP, GIF, BMP, TIFF, SVG), or folders of them, with the folders inside
    #[arg(required = true, value_name = "IMAGE_OR_DIR")]
    paths: Vec<PathBuf>,
}

/// File name extensions of pictures in a folder.
const EXTENSIONS: [&str; 9] = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "svg"];

pub fn run(args: &Args) -> Result<Outcome> {
    let mut scan = Scan {
        json: args.json,
        out: Output::new(),
        outcome: Outcome::Good,
        pictures: 0,
        reader: Reader::default(),
    };
    for path in &args.paths {
        if path.is_dir() {
            let before = scan.pictures;
            scan.folder(path, 1)?;
            if scan.pictures == before {
                scan.problem(
                    path,
                    &format!("{}: no picture (PNG, JPEG, WebP) in this folder", name(path)),
                )?;
            }
        } else {
            scan.picture(path)?;
        }
    }
    Ok(scan.outcome)
}

/// A run over pictures and folders.
struct Scan {
    json: bool,
    out: Output<StdoutLock<'static>>,
    outcome: Outcome,
    /// Number of pictures so far.
    pictures: usize,
    reader: Reader,
}

impl Scan {
    /// Reads the pictures of a folder in the order of their names, then those of its subfolders.
    fn folder(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        if depth > MAX_FOLDER_DEPTH {
            let message = format!("{}: deeper than {MAX_FOLDER_DEPTH} folders", name(folder));
            return self.problem(folder, &message);
        }
        let paths = match entries(folder) {
            Ok(paths) => paths,
            Err(error) => return self.problem(folder, &format!("{error:#}")),
        };
        for path in paths {
            if path.is_dir() {
                self.folder(&path, depth + 1)?;
            } else {
                self.picture(&path)?;
            }
        }
        Ok(())
    }

    fn picture(&mut self, path: &Path) -> io::Result<()> {
        self.pictures += 1;
        let reading = input::bytes(path).and_then(|bytes| self.reader.picture(bytes).with_context(|| name(path)));
        let reading = match reading {
            Ok(reading) => reading,
            Err(error) => return self.problem(path, &format!("{error:#}")),
        };
        let ms = reading.ms;
        let codes = self.json.then(|| places(&reading));
        let texts = reading.into_texts();
        if texts.is_empty() {
            self.outcome = self.outcome.max(Outcome::Bad);
        }
        if self.json {
            let ms = (ms * 1e3).round() / 1e3;
            self.out
                .json(&json!({"file": name(path), "texts": texts, "codes": codes, "ms": ms}))
        } else if texts.is_empty() {
            terminal::message(format_args!("{}: no QR code found", name(path)));
            Ok(())
        } else {
            texts.iter().try_for_each(|text| self.out.line(text))
        }
    }

    /// Reports an unreadable file, with `--json` on standard output too.
    fn problem(&mut self, path: &Path, message: &str) -> io::Result<()> {
        self.outcome = Outcome::Unreadable;
        terminal::message(message);
        if self.json {
            self.out
                .json(&json!({"file": name(path), "texts": [], "codes": [], "ms": 0, "error": message}))?;
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

/// Pictures and folders in a folder, by name. Links to folders are left out, since they may form circles.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| name(folder))? {
        let entry = entry.with_context(|| name(folder))?;
        let path = entry.path();
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        let picture = extension.is_some_and(|e| EXTENSIONS.contains(&e.as_str())) && path.is_file();
        if picture || entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if paths.len() == MAX_FOLDER_ENTRIES {
                bail!("{}: more than {MAX_FOLDER_ENTRIES} pictures and folders", name(folder));
            }
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..MAX_FOLDER_ENTRIES {
            fs::File::create(folder.path().join(format!("{n}.png"))).unwrap();
        }
        assert_eq!(entries(folder.path()).unwrap().len(), MAX_FOLDER_ENTRIES);
        fs::create_dir(folder.path().join("more")).unwrap();
        assert!(entries(folder.path()).is_err());
    }

    #[test]
    fn depth_of_folders() {
        let top = tempfile::tempdir().unwrap();
        let outcome = |depth: usize| {
            let mut path = top.path().to_owned();
            path.extend((1..depth).map(|_| "in"));
            fs::create_dir_all(&path).unwrap();
            let mut scan = Scan {
                json: false,
                out: Output::new(),
                outcome: Outcome::Good,
                pictures: 0,
                reader: Reader::default(),
            };
            scan.folder(top.path(), 1).unwrap();
            scan.outcome
        };
        assert_eq!(outcome(MAX_FOLDER_DEPTH), Outcome::Good);
        assert_eq!(outcome(MAX_FOLDER_DEPTH + 1), Outcome::Unreadable);
    }
}
