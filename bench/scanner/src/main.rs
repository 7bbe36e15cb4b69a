//! Figures of the scanner, on frames that it makes itself: what docs/BENCHMARKS.md shows. The
//! same frames can be written out for other decoders (`frames`).

mod beside;
mod folders;
mod photos;
mod quadrilateral;
mod texts;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use greengate::{
    frame::{self, Hint, Luma, Photo, Scanner},
    issue::Symbol,
    synth::{Degradation, Shot},
};
use greengate_figures::Region;
use rqrr::PreparedImage;
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    panic::catch_unwind,
    path::{Path, PathBuf},
    time::Instant,
};
use texts::{Chance, pass_texts};

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
    /// Everything that is left to chance
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
}

#[derive(Subcommand)]
enum Command {
    /// Writes frames and labels.json, as ../shared/peers reads them
    Frames {
        folder: PathBuf,
        #[arg(long, default_value_t = 24)]
        per_kind: usize,
    },
    /// Share of frames that are read, by what is wrong with them, beside rqrr
    Rates {
        #[arg(long, default_value_t = 24)]
        per_kind: usize,
    },
    /// Share of frames of a folder with labels.json that are read, beside the native decoders of
    /// ../shared/peers
    Beside {
        folder: PathBuf,
        /// The Python that has zxing-cpp, OpenCV and pyzbar
        #[arg(long, default_value = "python3")]
        python: PathBuf,
    },
    /// Share of labelled codes of real photographs that are read, by category, beside zxing-cpp
    Photos(photos::PhotosArgs),
    /// Time that the command line takes for a folder of pictures and a batch of passes, on one thread and on all
    Folders(folders::FoldersArgs),
    /// Share of codes that are read after k frames, with and without adding up
    Bursts {
        #[arg(long, default_value_t = 60)]
        per_kind: usize,
    },
    /// Time by size of the frame
    Sizes,
    /// Frames without a code, and with codes that are no pass: never a wrong text
    FalseReads {
        #[arg(long, default_value_t = 10_000)]
        empty: usize,
        #[arg(long, default_value_t = 2_000)]
        foreign: usize,
    },
    /// The longest that one frame can take: rows of frames on which nothing can be read
    Slowest {
        #[arg(long, default_value_t = 20)]
        rows: usize,
    },
    /// Mutated frames and matrices: never a panic, never a wrong text, never longer than the bound
    Mutations {
        #[arg(long, default_value_t = 950_000)]
        matrices: usize,
        #[arg(long, default_value_t = 50_000)]
        frames: usize,
    },
}

fn main() -> Result<()> {
    let Args { command, seed } = Args::parse();
    match command {
        Command::Frames { folder, per_kind } => frames(&folder, per_kind, seed),
        Command::Rates { per_kind } => rates(per_kind, seed),
        Command::Beside { folder, python } => beside::beside(&folder, &python),
        Command::Photos(args) => photos::photos(&args),
        Command::Folders(args) => folders::folders(&args, seed),
        Command::Bursts { per_kind } => bursts(per_kind, seed),
        Command::Sizes => sizes(seed),
        Command::FalseReads { empty, foreign } => false_reads(empty, foreign, seed),
        Command::Slowest { rows } => slowest(rows, seed),
        Command::Mutations { matrices, frames } => mutations(matrices, frames, seed),
    }
}

/// One frame of a graded series.
fn shot(degradation: Degradation, n: usize, of: usize, seed: u64) -> Shot {
    Shot {
        degradation,
        severity: n as f32 / (of - 1).max(1) as f32,
        seed: seed * 1_000_003 + n as u64,
        ..Shot::default()
    }
}

fn frames(folder: &Path, per_kind: usize, seed: u64) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let texts = pass_texts(seed)?;
    let mut labels = serde_json::Map::new();
    for degradation in Degradation::ALL {
        for n in 0..per_kind {
            let text = &texts[n % texts.len()];
            let shot = shot(degradation, n, per_kind, seed);
            let name = format!("{}-{n:02}.png", degradation.as_str());
            let pixels = shot.take(&Symbol::new(text)?);
            image::save_buffer(
                folder.join(&name),
                &pixels,
                u32::try_from(shot.width)?,
                u32::try_from(shot.height)?,
                image::ExtendedColorType::L8,
            )?;
            labels.insert(name, json!({"text": text, "category": degradation.as_str()}));
        }
    }
    fs::write(folder.join("labels.json"), serde_json::to_vec(&labels)?)?;
    Ok(())
}

/// Frames read, and how long each took in milliseconds.
#[derive(Default)]
struct Tally {
    read: usize,
    all: usize,
    wrong: usize,
    ms: Vec<f64>,
}

impl Tally {
    fn add(&mut self, texts: &[String], wanted: &str, ms: f64) {
        self.all += 1;
        self.read += usize::from(texts.iter().any(|text| text == wanted));
        self.wrong += texts.iter().filter(|text| *text != wanted).count();
        self.ms.push(ms);
    }

    fn share(&self) -> f64 {
        100.0 * self.read as f64 / self.all.max(1) as f64
    }

    fn percentile(&mut self, share: f64) -> f64 {
        self.ms.sort_by(f64::total_cmp);
        let at = (self.ms.len() as f64 * share) as usize;
        self.ms
            .get(at.min(self.ms.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0.0)
    }
}

/// The same as a still picture, which is searched in other samplings too.
fn as_still(luma: &[u8], width: usize, height: usize) -> Vec<String> {
    let codes = Luma::new(luma.to_vec(), width, height).map_or_else(Vec::new, |luma| Photo::from(luma).read_codes());
    codes.iter().filter_map(|code| code.text()).map(str::to_owned).collect()
}

fn ours(luma: &[u8], width: usize, height: usize) -> Vec<String> {
    let codes = frame::read(luma, width, height);
    codes.iter().filter_map(|code| code.text()).map(str::to_owned).collect()
}

/// rqrr as its documentation uses it; a panic of its own is a frame that it does not read.
fn rqrr(luma: &[u8], width: usize, height: usize) -> Vec<String> {
    let read = || {
        let mut image = PreparedImage::prepare_from_greyscale(width, height, |x, y| luma[y * width + x]);
        let grids = image.detect_grids();
        grids
            .iter()
            .filter_map(|grid| grid.decode().ok())
            .map(|(_, text)| text)
            .collect()
    };
    catch_unwind(read).unwrap_or_default()
}

type Decoder = fn(&[u8], usize, usize) -> Vec<String>;

fn rates(per_kind: usize, seed: u64) -> Result<()> {
    const DECODERS: [(&str, Decoder); 2] = [("greengate", ours), ("rqrr", rqrr)];
    let texts = pass_texts(seed)?;
    let mut tallies: BTreeMap<(usize, Degradation), Tally> = BTreeMap::new();
    let mut wholes = [Tally::default(), Tally::default()];
    for degradation in Degradation::ALL {
        for n in 0..per_kind {
            let text = &texts[n % texts.len()];
            let shot = shot(degradation, n, per_kind, seed);
            let luma = shot.take(&Symbol::new(text)?);
            for (d, (_, decode)) in DECODERS.iter().enumerate() {
                let start = Instant::now();
                let found = decode(&luma, shot.width, shot.height);
                let ms = start.elapsed().as_secs_f64() * 1e3;
                tallies.entry((d, degradation)).or_default().add(&found, text, ms);
                wholes[d].add(&found, text, ms);
            }
        }
    }
    let _region = Region::begin("scanner-rates");
    print!("| | all |");
    Degradation::ALL
        .iter()
        .for_each(|degradation| print!(" {} |", degradation.as_str()));
    println!(
        " median ms | p95 ms | wrong texts |\n|---|{}",
        "---|".repeat(Degradation::ALL.len() + 4)
    );
    for (d, ((name, _), whole)) in DECODERS.iter().zip(&mut wholes).enumerate() {
        print!("| {name} | {:.1} |", whole.share());
        for degradation in Degradation::ALL {
            print!(" {:.0} |", tallies.get(&(d, degradation)).map_or(0.0, Tally::share));
        }
        println!(
            " {:.1} | {:.1} | {} |",
            whole.percentile(0.5),
            whole.percentile(0.95),
            whole.wrong
        );
    }
    Ok(())
}

/// Frames that a moving hand takes of one code, too bad for one frame alone.
fn bursts(per_kind: usize, seed: u64) -> Result<()> {
    const FRAMES: u64 = 8;
    const KINDS: [Degradation; 5] = [
        Degradation::LowLight,
        Degradation::Motion,
        Degradation::Glare,
        Degradation::Defocus,
        Degradation::Mixed,
    ];
    let texts = pass_texts(seed)?;
    let _region = Region::begin("scanner-bursts");
    println!(
        "| % read after | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 frames |\n|---|{}",
        "---|".repeat(8)
    );
    for degradation in KINDS {
        let (mut alone, mut added) = ([0_usize; 8], [0_usize; 8]);
        let mut hints: BTreeMap<String, usize> = BTreeMap::new();
        for n in 0..per_kind {
            let text = &texts[n % texts.len()];
            let symbol = Symbol::new(text)?;
            let mut scanner = Scanner::new();
            let (mut read_alone, mut read_added) = (false, false);
            for k in 0..FRAMES {
                let shot = Shot {
                    // From severe to what one frame alone hardly shows.
                    severity: 0.8 + 0.5 * n as f32 / per_kind as f32,
                    moment: k + 1,
                    ..shot(degradation, n, per_kind, seed)
                };
                let luma = shot.take(&symbol);
                read_alone = read_alone || ours(&luma, shot.width, shot.height).contains(text);
                let image = Luma::new(luma, shot.width, shot.height).context("a frame")?;
                if !read_added {
                    let look = scanner.scan(&image);
                    read_added = look.codes.iter().any(|code| code.text() == Some(text));
                    let hint = look.hint.map_or("none", |hint: Hint| match hint {
                        Hint::Closer => "closer",
                        Hint::Farther => "farther",
                        Hint::HoldStill => "hold still",
                        Hint::MoreLight => "more light",
                        Hint::Glare => "glare",
                    });
                    *hints.entry(hint.to_owned()).or_default() += usize::from(!read_added);
                }
                alone[k as usize] += usize::from(read_alone);
                added[k as usize] += usize::from(read_added);
            }
        }
        let row = |name: &str, counts: [usize; 8]| {
            let cells: Vec<String> = counts
                .iter()
                .map(|count| format!("{:.0}", 100.0 * *count as f64 / per_kind as f64))
                .collect();
            println!("| {} {name} | {} |", degradation.as_str(), cells.join(" | "));
        };
        row("any frame alone", alone);
        row("added up", added);
        eprintln!("{}: hints of frames not read: {hints:?}", degradation.as_str());
    }
    Ok(())
}

fn sizes(seed: u64) -> Result<()> {
    const RUNS: usize = 60;
    let texts = pass_texts(seed)?;
    let _region = Region::begin("scanner-sizes");
    println!("| frame | median ms | p95 ms | median ms a megapixel |\n|---|---|---|---|");
    for (width, height) in [(640, 480), (1280, 720), (1920, 1080)] {
        let mut tally = Tally::default();
        for n in 0..RUNS {
            let shot = Shot {
                degradation: Degradation::Rotated,
                seed: seed + n as u64,
                width,
                height,
                ..Shot::default()
            };
            let text = &texts[n % texts.len()];
            let luma = shot.take(&Symbol::new(text)?);
            let start = Instant::now();
            let found = ours(&luma, width, height);
            tally.add(&found, text, start.elapsed().as_secs_f64() * 1e3);
        }
        let megapixels = (width * height) as f64 / 1e6;
        let (median, p95) = (tally.percentile(0.5), tally.percentile(0.95));
        println!(
            "| {width}x{height} ({:.0} % read) | {median:.2} | {p95:.2} | {:.2} |",
            tally.share(),
            median / megapixels
        );
    }
    Ok(())
}

fn false_reads(empty: usize, foreign: usize, seed: u64) -> Result<()> {
    /// One of so many frames is read as a still picture too, which takes longer.
    const STILL_SHARE: usize = 5;
    let mut chance = Chance::new(seed);
    let (mut wrong, mut slowest) = (0, 0.0_f64);
    for n in 0..empty {
        let (width, height, luma) = chance.picture(n);
        let start = Instant::now();
        wrong += ours(&luma, width, height).len();
        slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
    }
    let _region = Region::begin("scanner-false-reads");
    println!("{empty} frames without a code: {wrong} texts read, slowest {slowest:.0} ms.");
    let mut chance = Chance::new(seed);
    let (mut wrong, mut slowest) = (0, 0.0_f64);
    for n in 0..empty / STILL_SHARE {
        let (width, height, luma) = chance.picture(n);
        let start = Instant::now();
        wrong += as_still(&luma, width, height).len();
        slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
    }
    println!(
        "{} of them as still pictures: {wrong} texts read, slowest {slowest:.0} ms.",
        empty / STILL_SHARE
    );
    anyhow::ensure!(wrong == 0, "a text was read where there is none");
    let (mut read, mut wrong) = (0, 0);
    for n in 0..foreign {
        let text = chance.text();
        let degradation = Degradation::ALL[n % Degradation::ALL.len()];
        let shot = Shot {
            degradation,
            severity: chance.share(),
            seed: seed + n as u64,
            width: 640,
            height: 480,
            moment: 0,
        };
        let luma = shot.take(&Symbol::new(&text)?);
        let found = ours(&luma, shot.width, shot.height);
        read += usize::from(found.contains(&text));
        wrong += found.iter().filter(|other| **other != text).count();
    }
    println!("{foreign} frames with other QR codes: {read} read, {wrong} wrong texts.");
    anyhow::ensure!(wrong == 0, "a wrong text was read");
    Ok(())
}

/// Picture that keeps the scanner busy and never gives a text.
#[derive(Clone, Copy)]
enum Trap {
    /// A symbol that nobody can read, of the largest version and of a pass's.
    Symbol { letters: usize, module: usize },
    /// The same, as many as fit beside each other.
    Symbols,
    /// Finder patterns everywhere, which fit together in every way.
    Finders,
    /// Modules by chance.
    Modules,
    /// Grey values by chance.
    Noise,
}

impl Trap {
    /// Frames of one scene, which a hand moves a little.
    fn frames(self, chance: &mut Chance, (width, height): (usize, usize), count: usize) -> Result<Vec<Vec<u8>>> {
        let (letters, module) = match self {
            Self::Symbol { letters, module } => (letters, module),
            _ => (60, 3),
        };
        let text: String = (0..letters).map(|_| chance.text().pop().unwrap_or('a')).collect();
        let symbol = Symbol::new(&text)?;
        let size = symbol.size();
        // Where every symbol is the same it stays so: finder patterns, versions, timing.
        let frame = |t: usize| t < 13 || t + 16 > size;
        let fixed = |x: usize, y: usize| (frame(x) && frame(y)) || x == 10 || y == 10;
        let wrong: Vec<bool> = (0..size * size).map(|_| chance.share() < 0.35).collect();
        let hidden = |x: usize, y: usize| symbol.is_dark(x, y) != (wrong[y * size + x] && !fixed(x, y));
        let modules: Vec<bool> = (0..width * height).map(|_| chance.below(2) == 0).collect();
        let dark = |x: usize, y: usize| {
            let (column, row) = (x / module, y / module);
            match self {
                Self::Symbol { .. } => column < size && row < size && hidden(column, row),
                Self::Symbols => hidden(column % size, row % size),
                Self::Finders => {
                    let (x, y) = (column % 9, row % 9);
                    x < 7 && y < 7 && x.abs_diff(3).max(y.abs_diff(3)) != 2
                }
                Self::Modules => modules[row * width + column],
                Self::Noise => modules[y * width + x],
            }
        };
        Ok((0..count)
            .map(|n| {
                let noise: Vec<u8> = (0..997).map(|_| (chance.share() * 14.0) as u8).collect();
                (0..width * height)
                    .map(|i| {
                        let (x, y) = ((i % width + 2 * n) % width, (i / width + n) % height);
                        let shade = if dark(x, y) { 40 } else { 190 };
                        shade + noise[i % noise.len()]
                    })
                    .collect()
            })
            .collect())
    }
}

fn slowest(rows: usize, seed: u64) -> Result<()> {
    const FRAMES: usize = 8;
    let traps = [
        (
            "symbol of version 40",
            Trap::Symbol {
                letters: 2900,
                module: 3,
            },
        ),
        (
            "symbol of a pass",
            Trap::Symbol {
                letters: 500,
                module: 5,
            },
        ),
        ("symbols side by side", Trap::Symbols),
        ("finder patterns alone", Trap::Finders),
        ("modules by chance", Trap::Modules),
        ("noise", Trap::Noise),
    ];
    let sizes = [(1280, 720), (1920, 1080)];
    let _region = Region::begin("scanner-slowest");
    println!("| {FRAMES} frames of a scene without a text | median ms | slowest ms |\n|---|---|---|");
    let mut chance = Chance::new(seed);
    for (name, trap) in traps {
        for (width, height) in sizes {
            let mut tally = Tally::default();
            for _ in 0..rows {
                let mut scanner = Scanner::new();
                for pixels in trap.frames(&mut chance, (width, height), FRAMES)? {
                    let image = Luma::new(pixels, width, height).context("an empty frame")?;
                    let start = Instant::now();
                    let look = scanner.scan(&image);
                    let ms = start.elapsed().as_secs_f64() * 1e3;
                    anyhow::ensure!(look.codes.is_empty(), "a text where there is none: {name}");
                    tally.add(&[], "", ms);
                }
            }
            let (median, most) = (tally.percentile(0.5), tally.percentile(1.0));
            println!("| {name}, {width}x{height} | {median:.1} | {most:.1} |");
        }
    }
    Ok(())
}

fn mutations(matrices: usize, frames: usize, seed: u64) -> Result<()> {
    let mut chance = Chance::new(seed);
    let (mut read, mut wrong, mut slowest) = (0, 0, 0.0_f64);
    let symbols: Vec<(String, Symbol)> = (0..40)
        .map(|_| {
            let text = chance.text();
            Symbol::new(&text).map(|symbol| (text, symbol))
        })
        .collect::<Result<_, _>>()?;
    for n in 0..matrices {
        let (text, symbol) = &symbols[n % symbols.len()];
        let size = symbol.size() - 8;
        let mut dark: Vec<bool> = (0..size * size)
            .map(|i| symbol.is_dark(i % size + 4, i / size + 4))
            .collect();
        chance.spoil(&mut dark, |dark| *dark = !*dark);
        let start = Instant::now();
        let bytes = frame::decode_matrix(&dark, size);
        slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
        read += usize::from(bytes.as_deref() == Some(text.as_bytes()));
        wrong += usize::from(bytes.is_some_and(|bytes| bytes != text.as_bytes()));
    }
    let _region = Region::begin("scanner-mutations");
    println!("{matrices} mutated matrices: {read} read all the same, {wrong} wrong texts, slowest {slowest:.2} ms.");
    let (mut read, mut wrong_frames, mut slowest) = (0, 0, 0.0_f64);
    for n in 0..frames {
        let (text, symbol) = &symbols[n % symbols.len()];
        let shot = Shot {
            degradation: Degradation::ALL[n % Degradation::ALL.len()],
            severity: chance.share(),
            seed: n as u64,
            width: 200 + n % 57,
            height: 190 + n % 31,
            moment: 0,
        };
        let mut luma = shot.take(symbol);
        let value = (chance.share() * 255.0) as u8;
        chance.spoil(&mut luma, |pixel| *pixel = pixel.wrapping_add(value));
        let start = Instant::now();
        let found = ours(&luma, shot.width, shot.height);
        slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
        read += usize::from(found.contains(text));
        wrong_frames += found.iter().filter(|other| *other != text).count();
    }
    println!("{frames} mutated frames: {read} read all the same, {wrong_frames} wrong texts, slowest {slowest:.0} ms.");
    anyhow::ensure!(wrong + wrong_frames == 0, "a wrong text was read");
    Ok(())
}
