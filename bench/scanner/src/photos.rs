//! Real photographs with labelled codes, by category, beside zxing-cpp on the same pictures.

use crate::quadrilateral::{Quadrilateral, overlap};
use anyhow::{Context, Result, ensure};
use clap::Args;
use greengate::frame::Photo;
use greengate_figures::Region;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

/// Share of the smaller quadrilateral, at least, that a reading and a label have in common.
const SAME_PLACE: f64 = 0.3;

#[derive(Args)]
pub struct PhotosArgs {
    /// Pictures in folders by category, with labels.json: the corners of each code, x0, y0 … x3, y3, in pixels of the
    /// picture as it is stored
    folder: PathBuf,
    /// Only this category; may be repeated
    #[arg(long)]
    category: Vec<String>,
    /// A Python with zxing-cpp and Pillow; without it the scanner is measured alone
    #[arg(long)]
    python: Option<PathBuf>,
    /// Reads them with zxing-wasm in node, too; npm installs it into target/photos-peers
    #[arg(long)]
    node: bool,
    /// Pictures that are read at the same time; times are exact with one
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Says of each picture which labels were read, and how long it took
    #[arg(long)]
    list: bool,
}

/// A picture and its labels.
struct Picture {
    /// The path below the folder, `CATEGORY/FILE`.
    name: String,
    labels: Vec<Quadrilateral>,
}

impl Picture {
    fn category(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// The codes that one decoder reported in a picture.
#[derive(Deserialize)]
struct Reading {
    codes: Vec<Place>,
    ms: f64,
}

/// A reported code.
#[derive(Deserialize)]
struct Place {
    text: String,
    corners: Quadrilateral,
}

/// Measures the scanner, and zxing-cpp where a Python is given, and prints the shares of read codes.
pub fn photos(args: &PhotosArgs) -> Result<()> {
    let pictures = pictures(args)?;
    ensure!(!pictures.is_empty(), "no picture of such a category");
    let own = own(args, &pictures)?;
    let mut decoders = vec![("greengate", own)];
    if let Some(python) = &args.python {
        decoders.push(("zxing-cpp", peer(args, python, &pictures)?));
    }
    if args.node {
        decoders.push(("zxing-wasm in node", in_node(args, &pictures)?));
    }
    if args.list {
        list(&pictures, &decoders[0].1);
    }
    for (_, other) in &decoders[1..] {
        contradictions(&pictures, &decoders[0].1, other);
    }
    table(&pictures, &decoders);
    Ok(())
}

/// The labelled pictures of the categories that are asked for.
fn pictures(args: &PhotosArgs) -> Result<Vec<Picture>> {
    let path = args.folder.join("labels.json");
    let labels = fs::read(&path).with_context(|| path.display().to_string())?;
    let labels: BTreeMap<String, Vec<[f64; 8]>> = serde_json::from_slice(&labels)?;
    let pictures = labels.into_iter().map(|(name, labels)| Picture {
        name,
        labels: labels
            .into_iter()
            .map(|[a, b, c, d, e, f, g, h]| [(a, b), (c, d), (e, f), (g, h)])
            .collect(),
    });
    let wanted = |category: &str| args.category.is_empty() || args.category.iter().any(|one| one == category);
    Ok(pictures.filter(|picture| wanted(picture.category())).collect())
}

/// Reads all pictures with the scanner.
fn own(args: &PhotosArgs, pictures: &[Picture]) -> Result<Vec<Reading>> {
    let next = AtomicUsize::new(0);
    let readings: Mutex<BTreeMap<usize, Result<Reading>>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..args.threads.max(1) {
            scope.spawn(|| {
                while let Some((n, picture)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| pictures.get(n).map(|picture| (n, picture)))
                {
                    let reading = read(&args.folder.join(&picture.name));
                    if let Ok(mut readings) = readings.lock() {
                        readings.insert(n, reading);
                    }
                }
            });
        }
    });
    let readings = readings.into_inner().ok().context("a thread failed")?;
    readings.into_values().collect()
}

/// Reads one picture with the scanner; the time is that of reading alone.
fn read(path: &Path) -> Result<Reading> {
    let picture = image::open(path).with_context(|| path.display().to_string())?;
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let photo = Photo::from_rgba(picture.into_rgba8().into_raw(), width, height).context("an empty picture")?;
    let start = Instant::now();
    let codes = photo.read_codes();
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let codes = codes.into_iter().map(|code| Place {
        text: String::from_utf8_lossy(&code.bytes).into_owned(),
        corners: code.corners.map(|(x, y)| (f64::from(x), f64::from(y))),
    });
    Ok(Reading {
        codes: codes.collect(),
        ms,
    })
}

/// Reads all pictures with zxing-cpp.
fn peer(args: &PhotosArgs, python: &Path, pictures: &[Picture]) -> Result<Vec<Reading>> {
    let mut child = Command::new(python)
        .args(["-c", include_str!("photos.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| python.display().to_string())?;
    let paths: String = pictures
        .iter()
        .map(|picture| format!("{}\n", args.folder.join(&picture.name).display()))
        .collect();
    child.stdin.take().context("no input")?.write_all(paths.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "zxing-cpp failed");
    let lines = str::from_utf8(&output.stdout)?.lines();
    let readings: Vec<Reading> = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    ensure!(readings.len() == pictures.len(), "zxing-cpp left out pictures");
    Ok(readings)
}

/// Version of zxing-wasm that is measured.
const ZXING_WASM: &str = "zxing-wasm@3.1.4";

/// Reads all pictures with zxing-wasm in node, one after the other.
fn in_node(args: &PhotosArgs, pictures: &[Picture]) -> Result<Vec<Reading>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/photos-peers");
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("package.json"),
        "{ \"private\": true, \"type\": \"module\" }\n",
    )?;
    fs::write(folder.join("photos.mjs"), include_str!("photos.mjs"))?;
    let installed = Command::new("npm")
        .args([
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--no-save",
            ZXING_WASM,
        ])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .status()
        .context("npm")?;
    ensure!(installed.success(), "{ZXING_WASM} cannot be installed");
    let mut child = Command::new("node")
        .arg("photos.mjs")
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("node")?;
    let mut to = child.stdin.take().context("no input")?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let mut readings = Vec::new();
    for picture in pictures {
        let path = args.folder.join(&picture.name);
        let picture = image::open(&path)
            .with_context(|| path.display().to_string())?
            .into_rgba8();
        to.write_all(&picture.width().to_le_bytes())?;
        to.write_all(&picture.height().to_le_bytes())?;
        to.write_all(&picture)?;
        to.flush()?;
        let line = lines.next().context("zxing-wasm ended early")??;
        readings.push(serde_json::from_str(&line)?);
    }
    drop(to);
    ensure!(child.wait()?.success(), "zxing-wasm failed");
    Ok(readings)
}

/// Which labels were read: each by a reported code of its own, those that overlap most first.
fn read_labels(labels: &[Quadrilateral], codes: &[Place]) -> Vec<bool> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (l, label) in labels.iter().enumerate() {
        for (c, code) in codes.iter().enumerate() {
            let shared = overlap(label, &code.corners);
            if shared >= SAME_PLACE {
                pairs.push((shared, l, c));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut read, mut used) = (vec![false; labels.len()], vec![false; codes.len()]);
    for (_, l, c) in pairs {
        if !read[l] && !used[c] {
            (read[l], used[c]) = (true, true);
        }
    }
    read
}

/// Says what the scanner read, a line a picture.
fn list(pictures: &[Picture], readings: &[Reading]) {
    for (picture, reading) in pictures.iter().zip(readings) {
        let read = read_labels(&picture.labels, &reading.codes);
        let unread: Vec<String> = (0..read.len()).filter(|n| !read[*n]).map(|n| n.to_string()).collect();
        eprintln!(
            "{} read {} of {}, {} reported, {:.0} ms, unread labels: {}",
            picture.name,
            read.len() - unread.len(),
            read.len(),
            reading.codes.len(),
            reading.ms,
            unread.join(" ")
        );
    }
}

/// Says where two decoders report different texts at one place.
fn contradictions(pictures: &[Picture], own: &[Reading], other: &[Reading]) {
    for ((picture, own), other) in pictures.iter().zip(own).zip(other) {
        for a in &own.codes {
            for b in &other.codes {
                if overlap(&a.corners, &b.corners) > 0.7 && a.text != b.text {
                    eprintln!("{}: {:?} beside {:?}", picture.name, a.text, b.text);
                }
            }
        }
    }
}

/// Prints the share of read labels by category, and the times.
fn table(pictures: &[Picture], decoders: &[(&str, Vec<Reading>)]) {
    let mut categories: Vec<&str> = pictures.iter().map(Picture::category).collect();
    categories.dedup();
    let labels: usize = pictures.iter().map(|picture| picture.labels.len()).sum();
    let _region = Region::begin("photos");
    print!("| {} photographs, {labels} codes |", pictures.len());
    decoders.iter().for_each(|(name, _)| print!(" {name} % |"));
    println!("\n|---|{}", "---|".repeat(decoders.len()));
    let mut means = vec![0.0; decoders.len()];
    let mut totals = vec![0_usize; decoders.len()];
    for category in &categories {
        let mut cells = Vec::new();
        let mut all = 0;
        for ((_, readings), (mean, total)) in decoders.iter().zip(means.iter_mut().zip(&mut totals)) {
            let mut read = 0;
            all = 0;
            for (picture, reading) in pictures.iter().zip(readings) {
                if picture.category() == *category {
                    all += picture.labels.len();
                    let labels = read_labels(&picture.labels, &reading.codes);
                    read += labels.into_iter().filter(|read| *read).count();
                }
            }
            let share = 100.0 * read as f64 / all.max(1) as f64;
            *mean += share / categories.len() as f64;
            *total += read;
            cells.push(format!("{share:.1}"));
        }
        println!("| {category} ({all}) | {} |", cells.join(" | "));
    }
    let row = |name: &str, cells: Vec<String>| println!("| {name} | {} |", cells.join(" | "));
    row(
        "mean of the categories",
        means.iter().map(|mean| format!("**{mean:.1}**")).collect(),
    );
    row("codes read", totals.iter().map(usize::to_string).collect());
    let times = |place: fn(&[f64]) -> f64| {
        let times = decoders.iter().map(|(_, readings)| {
            let mut ms: Vec<f64> = readings.iter().map(|reading| reading.ms).collect();
            ms.sort_by(f64::total_cmp);
            format!("{:.0}", place(&ms))
        });
        times.collect()
    };
    row("median ms", times(|ms| ms[ms.len() / 2]));
    row("slowest ms", times(|ms| ms[ms.len() - 1]));
}
