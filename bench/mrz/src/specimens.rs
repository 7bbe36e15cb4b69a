//! Pictures of documents, read by the reader and by PassportEye with Tesseract.

use anyhow::{Context as _, Result, bail};
use greengate_figures::Region;
use greengate_mrz::{Budget, Format, GreyImage, Reader, Zone};
use greengate_mrz_bench::{Alteration, Picture, random};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Prints which pictures of a folder are read. A zone of PassportEye counts if all its check digits hold.
pub fn read(folder: &Path, python: Option<&Path>) -> Result<()> {
    let paths = pictures(folder)?;
    let reader = Reader::new();
    let _region = Region::begin("mrz-specimens");
    let peer = python.map(|python| answer_of(python, &["-c", VERSIONS])).transpose()?;
    let peer = peer.map_or_else(String::new, |versions| format!(" {versions} |"));
    println!("| picture | Greengate |{peer}");
    println!("|---|---|{}", if python.is_some() { "---|" } else { "" });
    let (mut own, mut theirs) = (0, 0);
    for path in &paths {
        let found = reader.read(&open(path)?.view(), &Budget::STILL);
        own += usize::from(!found.is_empty());
        let answer = found.first().map_or("no", |zone| zone.format.name());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(python) = python else {
            println!("| {name} | {answer} |");
            continue;
        };
        let peer = answer_of(python, &["-c", PASSPORT_EYE, &path.to_string_lossy()])?;
        theirs += usize::from(peer != "no");
        println!("| {name} | {answer} | {peer} |");
    }
    match python {
        Some(_) => println!("| all {} | {own} | {theirs} |", paths.len()),
        None => println!("| all {} | {own} |", paths.len()),
    }
    Ok(())
}

/// What Python prints.
fn answer_of(python: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(python)
        .args(arguments)
        .output()
        .context("Python cannot be started")?;
    if !output.status.success() {
        bail!("Python: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Prints the share of altered pictures that are read as the picture itself, and of the characters of single lines.
pub fn altered(folder: &Path, each: u32) -> Result<()> {
    let reader = Reader::new();
    let known: Vec<(Picture, Zone)> = pictures(folder)?
        .iter()
        .map(|path| open(path))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .filter_map(|picture| {
            let zone = reader.read(&picture.view(), &Budget::STILL).into_iter().next()?;
            Some((picture, zone))
        })
        .collect();
    let _region = Region::begin("mrz-altered");
    println!("| change | pictures | read right, % | wrong in a checked field | lines alone: characters right, % |");
    println!("|---|---|---|---|---|");
    let (mut all, mut all_lines) = (Counts::default(), Counts::default());
    for kind in Alteration::ALL {
        let (mut counts, mut lines) = (Counts::default(), Counts::default());
        for (at, (picture, zone)) in (0..).zip(&known) {
            for number in 0..each {
                let mut random = random(ALTERED_SET, (number * 100 + at) * 10 + kind as u32);
                let altered = picture.altered(&mut random, kind);
                counts.add_zone(zone, &reader.read(&altered.view(), &Budget::STILL));
                for (strip, line) in strips(picture, zone) {
                    let altered = strip.altered(&mut random, kind);
                    let read = reader
                        .read_line(&altered.view())
                        .map_or_else(String::new, |line| line.text);
                    lines.all += line.len();
                    lines.right += line.chars().zip(read.chars()).filter(|(a, b)| a == b).count();
                }
            }
        }
        print_row(kind.name(), &counts, &lines);
        all.join(&counts);
        all_lines.join(&lines);
    }
    print_row("all", &all, &all_lines);
    Ok(())
}

/// Set of random numbers of the changes.
const ALTERED_SET: u32 = 90_005;

fn print_row(name: &str, zones: &Counts, lines: &Counts) {
    let share = |counts: &Counts| 100.0 * counts.right as f64 / counts.all.max(1) as f64;
    println!(
        "| {name} | {} | {:.1} | {} | {:.1} |",
        zones.all,
        share(zones),
        zones.wrong,
        share(lines)
    );
}

#[derive(Default)]
struct Counts {
    all: usize,
    right: usize,
    wrong: usize,
}

impl Counts {
    fn add_zone(&mut self, expected: &Zone, read: &[Zone]) {
        self.all += 1;
        let Some(zone) = read.first() else { return };
        self.right += usize::from(zone.lines == expected.lines);
        // The line with the dates, and of cards the one with the number.
        let checked = |zone: &Zone| match zone.format {
            Format::Td1 => zone.lines.get(..2).map(<[String]>::concat),
            _ => zone.lines.get(1).cloned(),
        };
        self.wrong += usize::from(zone.format != expected.format || checked(zone) != checked(expected));
    }

    fn join(&mut self, other: &Self) {
        self.all += other.all;
        self.right += other.right;
        self.wrong += other.wrong;
    }
}

/// The lines of a zone, each alone.
fn strips<'a>(picture: &'a Picture, zone: &'a Zone) -> impl Iterator<Item = (Picture, &'a String)> {
    let [first, second, third, fourth] = zone.corners;
    let rows = zone.lines.len() as f32;
    let columns = zone.format.columns() as f32;
    let length = (second[0] - first[0]).hypot(second[1] - first[1]);
    let pitch = length / columns;
    let height = (fourth[0] - first[0]).hypot(fourth[1] - first[1]);
    zone.lines.iter().enumerate().map(move |(row, line)| {
        // The outline reaches from the first line's letters to the last one's.
        let down = (0.5 * pitch + row as f32 * (height - pitch) / (rows - 1.0)) / height;
        let between = |a: [f32; 2], b: [f32; 2], part: f32| [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
        let (from, to) = (between(first, fourth, down), between(second, third, down));
        let (from, to) = (between(from, to, -0.02), between(from, to, 1.02));
        (picture.strip(from, to, 1.1 * pitch), line)
    })
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|e| e == "jpg" || e == "png" || e == "jpeg")
    });
    paths.sort();
    Ok(paths)
}

fn open(path: &Path) -> Result<Picture> {
    let picture = image::open(path)
        .with_context(|| path.display().to_string())?
        .into_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    GreyImage::new(picture.as_raw(), width, height).context("a picture that is too large")?;
    Ok(Picture {
        pixels: picture.into_raw(),
        width,
        height,
    })
}

/// Prints the format of a zone whose check digits all hold, or `no`. `valid` would also want fillers where they belong.
const PASSPORT_EYE: &str = "
import sys
from passporteye import read_mrz
zone = read_mrz(sys.argv[1])
digits = getattr(zone, 'valid_check_digits', [])
print(zone.mrz_type if digits and all(digits) else 'no')
";

/// Prints the versions of the peers.
const VERSIONS: &str = "
import passporteye, pytesseract
print('PassportEye', passporteye.__version__, 'with Tesseract', pytesseract.get_tesseract_version())
";
