//! The process that reads files: `greengate read-files`, which only the command line starts.

use super::{
    BarcodeText, DecodedText, Kind, Wanted, ZoneText,
    protocol::{self, ReaderMessage},
};
use crate::{ALLOCATOR, Outcome, charset, input};
use anyhow::Result;
use greengate::document;
use greengate_mrz::{Budget, GreyImage, limits::MAX_ZONES};
use std::{
    io::{self, Write},
    time::Instant,
};

/// Reads files from standard input until the input ends.
pub fn run(kind: Kind, wanted: Wanted) -> Result<Outcome> {
    limit_heap(kind);
    #[cfg(unix)]
    system::limit_memory(kind.limits().memory);
    #[expect(clippy::disallowed_methods, reason = "another process of this program reads it")]
    let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
    while let Some(bytes) = protocol::receive(&mut from, kind)? {
        #[cfg(unix)]
        system::limit_time(kind.limits().time);
        let answer = match kind {
            Kind::Picture => picture(&bytes, wanted, &mut to)?,
            Kind::Document => document(bytes, wanted, &mut to)?,
        };
        tell(&mut to, &answer)?;
    }
    Ok(Outcome::Good)
}

/// Makes allocations beyond the limit fail, which ends the process.
pub fn limit_heap(kind: Kind) {
    let limit = usize::try_from(kind.limits().memory).unwrap_or(usize::MAX);
    // Only refused if more is in use already.
    _ = ALLOCATOR.set_limit(limit);
}

fn picture(bytes: &[u8], wanted: Wanted, to: &mut impl Write) -> io::Result<ReaderMessage> {
    let picture = match input::image(bytes) {
        Ok(picture) => picture,
        Err(error) => return Ok(ReaderMessage::Damaged(format!("{error:#}"))),
    };
    let mut ms = 0.0;
    if wanted.codes {
        let start = Instant::now();
        let codes = picture.read_codes();
        ms = start.elapsed().as_secs_f64() * 1e3;
        let found = codes.iter().map(|code| DecodedText {
            text: charset::text(&code.bytes, &code.charsets),
            corners: Some(code.corners),
            part: code.part(),
        });
        tell(to, &ReaderMessage::Found(found.collect()))?;
    }
    if wanted.zones {
        let grey = picture.grey();
        let pixels = grey.rows().collect::<Vec<_>>().concat();
        tell(to, &ReaderMessage::Zones(zones(&pixels, grey.width(), grey.height())))?;
    }
    if wanted.barcodes {
        let grey = picture.grey();
        let pixels = grey.rows().collect::<Vec<_>>().concat();
        tell(
            to,
            &ReaderMessage::Barcodes(barcodes(&pixels, grey.width(), grey.height())),
        )?;
    }
    Ok(ReaderMessage::Done(ms))
}

/// PDF417 and Aztec symbols in grey pixels.
fn barcodes(pixels: &[u8], width: usize, height: usize) -> Vec<BarcodeText> {
    let image = greengate_barcodes::GreyImage::new(pixels, width, height);
    let found = image.map(|image| greengate_barcodes::read(&image, &greengate_barcodes::Budget::STILL));
    found.iter().flatten().map(BarcodeText::from).collect()
}

/// Machine-readable zones in grey pixels: the reader is content with zones of one size, so that it is asked again without
/// those that it has read.
fn zones(pixels: &[u8], width: usize, height: usize) -> Vec<ZoneText> {
    let reader = greengate_mrz::Reader::new();
    let (mut pixels, mut all) = (pixels.to_vec(), Vec::new());
    while all.len() < MAX_ZONES {
        let Some(image) = GreyImage::new(&pixels, width, height) else {
            break;
        };
        let zones = reader.read(&image, &Budget::STILL);
        if zones.is_empty() {
            break;
        }
        for zone in &zones {
            blank(&mut pixels, width, &zone.corners);
        }
        all.extend(zones.iter().map(ZoneText::from));
    }
    all.truncate(MAX_ZONES);
    all
}

/// Makes the inside of a convex outline white.
fn blank(pixels: &mut [u8], width: usize, corners: &[[f32; 2]; 4]) {
    let is_inside = |x: f32, y: f32| {
        let sides = corners.iter().zip(corners.iter().cycle().skip(1));
        let left = sides.map(|(a, b)| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0.0);
        matches!(left.filter(|left| *left).count(), 0 | 4)
    };
    let rows = corners.iter().map(|corner| corner[1]);
    let top = rows.clone().fold(f32::MAX, f32::min).max(0.0) as usize;
    let bottom = rows.fold(0.0, f32::max) as usize;
    for (y, row) in pixels.chunks_exact_mut(width).enumerate().take(bottom + 1).skip(top) {
        for (x, pixel) in row.iter_mut().enumerate() {
            if is_inside(x as f32 + 0.5, y as f32 + 0.5) {
                *pixel = u8::MAX;
            }
        }
    }
}

fn document(bytes: Vec<u8>, wanted: Wanted, to: &mut impl Write) -> io::Result<ReaderMessage> {
    let start = Instant::now();
    let mut told = Ok(());
    let read = if wanted.zones {
        zones_of_pages(bytes, |zones| {
            if told.is_ok() {
                told = tell(to, &ReaderMessage::Zones(zones.to_vec()));
            }
        })
    } else {
        document::texts_as_found(bytes, &mut |texts| {
            let found = texts.iter().map(|text| DecodedText {
                text: text.clone(),
                corners: None,
                part: None,
            });
            if told.is_ok() {
                told = tell(to, &ReaderMessage::Found(found.collect()));
            }
        })
        .map(drop)
    };
    told?;
    Ok(match read {
        Some(()) => ReaderMessage::Done(start.elapsed().as_secs_f64() * 1e3),
        None => ReaderMessage::Damaged("the PDF cannot be read (damaged, or protected by a password)".to_owned()),
    })
}

/// Calls `found` with all zones so far, after each page that has one.
fn zones_of_pages(bytes: Vec<u8>, mut found: impl FnMut(&[ZoneText])) -> Option<()> {
    let mut all = Vec::new();
    document::draw_pages(bytes, &mut |page| {
        let zones = zones(page.pixels, page.width, page.height);
        let is_read = !zones.is_empty();
        if is_read {
            all.extend(zones);
            found(&all);
        }
        is_read
    })
}

fn tell(to: &mut impl Write, answer: &ReaderMessage) -> io::Result<()> {
    serde_json::to_writer(&mut *to, answer)?;
    writeln!(to)?;
    to.flush()
}

/// System limits on this process. They back up those of the allocator and of the waiting process, and remain when
/// nobody waits any more. A limit that the system refuses is skipped.
#[cfg(unix)]
mod system {
    use rustix::{
        process::{Resource, Rlimit, getrlimit, setrlimit},
        time::{ClockId, clock_gettime},
    };
    use std::{fs, time::Duration};

    /// Limits the address space beyond the program's own size, and forbids a core dump, which could contain a pass.
    pub fn limit_memory(bytes: u64) {
        lower(Resource::Core, 0);
        if let Some(program) = mapped() {
            lower(Resource::As, program.saturating_add(bytes));
        }
    }

    /// Limits the processor time beyond what was used so far.
    pub fn limit_time(time: Duration) {
        let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
        let used = u64::try_from(used).unwrap_or(0);
        // The system counts whole seconds.
        lower(Resource::Cpu, used + time.as_secs() + 2);
    }

    /// Lowers the soft limit; the hard limit stays.
    fn lower(resource: Resource, limit: u64) {
        let maximum = getrlimit(resource).maximum;
        let current = Some(maximum.map_or(limit, |most| most.min(limit)));
        _ = setrlimit(resource, Rlimit { current, maximum });
    }

    /// Address space of the program in bytes, if the system tells.
    fn mapped() -> Option<u64> {
        let sizes = fs::read_to_string("/proc/self/statm").ok()?;
        let pages: u64 = sizes.split(' ').next()?.parse().ok()?;
        pages.checked_mul(u64::try_from(rustix::param::page_size()).ok()?)
    }
}
