//! Figures on drawn zones.

use anyhow::{Context as _, Result, bail};
use greengate::{issue::Symbol, synth};
use greengate_figures::Region;
use greengate_mrz::{Budget, Format, Reader, Zone};
use greengate_mrz_bench::{Degradation, Drawn, Picture, Scene, Typeface, ZoneText, foreign, random, zone};
use std::{fs, path::Path, time::Instant};

/// Sets of random numbers that neither training nor the choice of thresholds has seen.
const RATES_SET: u32 = 90_001;
const FALSE_READS_SET: u32 = 90_002;
const FRAMES_SET: u32 = 90_003;
const TIMES_SET: u32 = 90_004;

/// A zone of `format` with one kind of degradation as strong as it gets.
fn degraded(typeface: &Typeface, set: u32, number: u32, format: Format, kind: Degradation) -> (ZoneText, Drawn) {
    let mut random = random(set, number);
    let mut scene = Scene::plain(&mut random);
    scene.degrade(&mut random, kind, 1.0);
    let text = zone(&mut random, format);
    let drawn = scene.draw(&mut random, typeface, &text.lines);
    (text, drawn)
}

/// FNV-1a of the weights.
fn weights_digest() -> Result<u32> {
    let bytes = fs::read(crate::WEIGHTS).context(crate::WEIGHTS)?;
    let digest = bytes.iter().fold(0x811c_9dc5_u32, |digest, byte| {
        (digest ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    Ok(digest)
}

/// Outcomes of some zones.
#[derive(Clone, Copy, Default)]
struct Tally {
    zones: u32,
    /// Every character as drawn.
    right: u32,
    /// Every checked character as drawn, and another one not, which is marked as doubtful.
    doubted: u32,
    /// The same, and not marked.
    unmarked: u32,
    /// A checked character other than drawn, or another format.
    wrong: u32,
}

impl Tally {
    fn add(&mut self, expected: &ZoneText, zones: &[Zone]) {
        self.zones += 1;
        let Some(zone) = zones.first() else { return };
        if zone.format != expected.format || zones.len() > 1 {
            self.wrong += 1;
            return;
        }
        let columns = expected.format.columns();
        let places = || (0..expected.lines.len()).flat_map(|line| (0..columns).map(move |column| (line, column)));
        let differs = |&(line, column): &(usize, usize)| {
            zone.lines[line].as_bytes()[column] != expected.lines[line].as_bytes()[column]
        };
        let checked = |(line, column): (usize, usize)| expected.checked[line][column];
        let marked = |(line, column): (usize, usize)| {
            let drawn = char::from(expected.lines[line].as_bytes()[column]);
            let mut doubts = zone.doubts.iter();
            doubts.any(|doubt| (doubt.line, doubt.column) == (line, column) && doubt.alternatives.contains(&drawn))
        };
        if !places().any(|place| differs(&place)) {
            self.right += 1;
        } else if places().filter(differs).any(checked) {
            self.wrong += 1;
        } else if places().filter(differs).all(marked) {
            self.doubted += 1;
        } else {
            self.unmarked += 1;
        }
    }

    /// The counts that a run with the same weights left in a file; none if there is no file.
    fn load(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let numbers: Vec<u32> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [weights, zones, right, doubted, unmarked, wrong] = numbers[..] else {
            bail!("{} holds no counts", path.display());
        };
        if weights != weights_digest()? {
            bail!("{} has the counts of other weights", path.display());
        }
        Ok(Self {
            zones,
            right,
            doubted,
            unmarked,
            wrong,
        })
    }

    fn save(&self, path: &Path) -> Result<()> {
        let numbers = [
            weights_digest()?,
            self.zones,
            self.right,
            self.doubted,
            self.unmarked,
            self.wrong,
        ];
        fs::write(path, numbers.map(|number| number.to_string()).join(" ")).with_context(|| path.display().to_string())
    }

    fn share(&self, count: u32) -> f32 {
        100.0 * count as f32 / self.zones.max(1) as f32
    }
}

/// Share of zones that are read right.
pub fn rates(each: u32) {
    let (typeface, reader) = (Typeface::new(), Reader::new());
    let _region = Region::begin("mrz-rates");
    println!("| degradation | TD1 | TD2 | TD3 | MRV-A | MRV-B | all | unchecked letter wrong, marked | not marked |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for kind in Degradation::ALL {
        let mut cells = Vec::new();
        let mut all = Tally::default();
        for format in Format::ALL {
            let mut tally = Tally::default();
            for number in 0..each {
                let number = (number * 5 + format as u32) * 10 + kind as u32;
                let (text, drawn) = degraded(&typeface, RATES_SET, number, format, kind);
                let zones = reader.read(&drawn.picture.view(), &Budget::STILL);
                tally.add(&text, &zones);
                all.add(&text, &zones);
            }
            cells.push(format!("{:.1}", tally.share(tally.right)));
        }
        println!(
            "| {} | {} | {:.1} | {:.1} | {:.1} |",
            kind.name(),
            cells.join(" | "),
            all.share(all.right),
            all.share(all.doubted),
            all.share(all.unmarked)
        );
    }
}

/// Wrong readings. `progress` is a file of counts that an earlier run has left.
pub fn false_reads(zones: u32, frames: u32, progress: Option<&Path>) -> Result<()> {
    let (typeface, reader) = (Typeface::new(), Reader::new());
    let mut tally = progress.map_or_else(|| Ok(Tally::default()), Tally::load)?;
    for number in tally.zones..zones {
        let format = Format::ALL[number as usize % Format::ALL.len()];
        let kind = Degradation::ALL[number as usize / Format::ALL.len() % Degradation::ALL.len()];
        let (text, drawn) = degraded(&typeface, FALSE_READS_SET, number, format, kind);
        let wrong = tally.wrong;
        let read = reader.read(&drawn.picture.view(), &Budget::STILL);
        tally.add(&text, &read);
        if tally.wrong > wrong {
            eprintln!("wrong: {number} {} {:?} for {:?}", kind.name(), read, text.lines);
        }
        if let Some(path) = progress
            && tally.zones % 100 == 0
        {
            tally.save(path)?;
        }
    }
    let _region = Region::begin("mrz-false-reads");
    println!("| pictures | number | read | wrong in a checked field | unchecked letter wrong and not marked |");
    println!("|---|---|---|---|---|");
    let read = tally.right + tally.doubted + tally.unmarked + tally.wrong;
    println!(
        "| degraded zones | {} | {read} | {} | {} |",
        tally.zones, tally.wrong, tally.unmarked
    );
    let (counted, read) = frames_read(&reader, &typeface, frames, progress)?;
    println!("| without a zone | {counted} | {read} | {read} | |");
    Ok(())
}

/// Number of frames without a zone, and of those in which one was read. The counts are kept beside those of the zones.
fn frames_read(reader: &Reader, typeface: &Typeface, frames: u32, progress: Option<&Path>) -> Result<(u32, u32)> {
    let progress = progress.map(|path| path.with_extension("frames"));
    let mut tally = progress.as_deref().map_or_else(|| Ok(Tally::default()), Tally::load)?;
    for number in tally.zones..frames {
        let picture = without_zone(typeface, number)?;
        let zones = reader.read(&picture.view(), &Budget::STILL);
        tally.zones += 1;
        if !zones.is_empty() {
            tally.wrong += 1;
            eprintln!("read in frame {number} without a zone: {zones:?}");
        }
        if let Some(path) = &progress
            && tally.zones % 100 == 0
        {
            tally.save(path)?;
        }
    }
    Ok((tally.zones, tally.wrong))
}

/// A frame without a zone: a drawn one, or one of the scanner's own set with a QR code.
fn without_zone(typeface: &Typeface, number: u32) -> Result<Picture> {
    let mut random = random(FRAMES_SET, number);
    if number % 11 < 10 {
        return Ok(foreign(&mut random, typeface, number % 11));
    }
    let text: String = (0..20 + random.below(400))
        .map(|_| char::from(b'0' + random.below(75) as u8))
        .collect();
    let kinds = synth::Degradation::ALL;
    let shot = synth::Shot {
        degradation: kinds[random.below(kinds.len())],
        severity: random.below(100) as f32 / 100.0,
        seed: u64::from(number),
        ..synth::Shot::default()
    };
    Ok(Picture {
        pixels: shot.take(&Symbol::new(&text)?),
        width: shot.width,
        height: shot.height,
    })
}

/// Time of a frame, with a zone and without one.
pub fn times(frames: u32) -> Result<()> {
    let (typeface, reader) = (Typeface::new(), Reader::new());
    let _region = Region::begin("mrz-times");
    println!("| frame | in it | median ms | p95 ms |");
    println!("|---|---|---|---|");
    for (width, height) in [(1280, 720), (1920, 1080)] {
        for with_zone in [true, false] {
            let mut times = Vec::new();
            for number in 0..frames {
                let mut random = random(TIMES_SET, number);
                let picture = if with_zone {
                    let mut scene = Scene::plain(&mut random);
                    scene.pitch = width as f32 / 62.0;
                    scene.other_text = true;
                    let kind = Degradation::ALL[number as usize % 9 + 1];
                    scene.degrade(&mut random, kind, 0.5);
                    let text = zone(&mut random, Format::ALL[number as usize % 5]);
                    scene.draw(&mut random, &typeface, &text.lines).picture
                } else {
                    without_zone(&typeface, number)?
                };
                let frame = picture.on_a_table(width, height);
                let start = Instant::now();
                std::hint::black_box(reader.find(&frame.view(), &Budget::FRAME));
                times.push(start.elapsed().as_secs_f64() * 1e3);
            }
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
            let what = if with_zone { "a zone" } else { "other print" };
            println!("| {width}x{height} | {what} | {:.1} | {:.1} |", at(0.5), at(0.95));
        }
    }
    Ok(())
}

/// Sizes of the weights.
pub fn sizes() -> Result<()> {
    let bytes = fs::read(crate::WEIGHTS).context(crate::WEIGHTS)?;
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters).context("brotli")?;
    let _region = Region::begin("mrz-sizes");
    println!("| part | bytes | brotli |");
    println!("|---|---|---|");
    println!("| weights of the classifier | {} | {} |", bytes.len(), packed.len());
    Ok(())
}
