//! Two codes in one frame, as a pass beside a boarding pass: the frame searched once, and as the scanner of a camera
//! does, again without the codes that it read where finder patterns are left.

use crate::{Tally, shot, texts::pass_texts};
use anyhow::{Context, Result};
use greengate::{
    frame::{self, Code, Luma, Scanner},
    issue::Symbol,
    synth::{Degradation, Shot},
};
use greengate_figures::Region;
use std::time::Instant;

/// Sides of the half of a frame that one code has, in pixels.
const HALF: (usize, usize) = (640, 720);

/// The way a frame is read.
type Read = fn(&Luma<'_>) -> Vec<Code>;

/// Reads frames of a sound code beside a degraded one, and prints the share of degraded ones that were read.
pub fn pairs(per_kind: usize, seed: u64) -> Result<()> {
    const WAYS: [(&str, Read); 2] = [
        ("one search", |image| {
            let pixels: Vec<u8> = image.rows().flatten().copied().collect();
            frame::read(&pixels, image.width(), image.height())
        }),
        ("a second search where patterns are left", |image| {
            Scanner::new().scan(image).codes
        }),
    ];
    let texts = pass_texts(seed)?;
    let mut firsts = [Tally::default(), Tally::default()];
    let mut seconds = [Tally::default(), Tally::default()];
    let (mut alone, mut wrong) = (0, 0);
    for degradation in Degradation::ALL {
        for n in 0..per_kind {
            let (first, second) = (&texts[n % texts.len()], &texts[(n + 1) % texts.len()]);
            let half = |degradation, seed| Shot {
                width: HALF.0,
                height: HALF.1,
                ..shot(degradation, n, per_kind, seed)
            };
            let halves = [
                half(Degradation::Clean, seed + 1).take(&Symbol::new(first)?),
                half(degradation, seed).take(&Symbol::new(second)?),
            ];
            let found = frame::read(&halves[1], HALF.0, HALF.1);
            alone += usize::from(found.iter().any(|code| code.text() == Some(second)));
            let rows = halves[0].chunks_exact(HALF.0).zip(halves[1].chunks_exact(HALF.0));
            let pixels: Vec<u8> = rows.flat_map(|(left, right)| [left, right].concat()).collect();
            let image = Luma::new(pixels, 2 * HALF.0, HALF.1).context("an empty frame")?;
            for (w, (_, read)) in WAYS.iter().enumerate() {
                let start = Instant::now();
                let codes = read(&image);
                let ms = start.elapsed().as_secs_f64() * 1e3;
                let found: Vec<String> = codes.iter().filter_map(Code::text).map(str::to_owned).collect();
                wrong += found.iter().filter(|text| *text != first && *text != second).count();
                firsts[w].add(&found, first, ms);
                seconds[w].add(&found, second, ms);
            }
        }
    }
    let _region = Region::begin("scanner-pairs");
    let frames = Degradation::ALL.len() * per_kind;
    println!("| {frames} frames of two codes | sound one read % | other one read % | median ms | p95 ms |");
    println!("|---|{}", "---|".repeat(4));
    for (((name, _), first), second) in WAYS.iter().zip(&mut firsts).zip(&mut seconds) {
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.1} |",
            first.share(),
            second.share(),
            first.percentile(0.5),
            first.percentile(0.95)
        );
    }
    println!(
        "| the other one in a frame of its own | | {:.1} | | |",
        100.0 * alone as f64 / frames.max(1) as f64
    );
    anyhow::ensure!(wrong == 0, "a wrong text was read");
    Ok(())
}
