//! The process that reads files: `greengate read-files`, which only the command line starts.

use super::{
    DecodedText, Kind, Wanted, look, pages,
    protocol::{self, ReaderMessage},
};
use crate::{ALLOCATOR, Outcome, charset, input};
use anyhow::Result;
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
    if wanted.zones || wanted.barcodes {
        let grey = picture.grey();
        let pixels = grey.rows().collect::<Vec<_>>().concat();
        let view = look::Pixels {
            grey: &pixels,
            width: grey.width(),
            height: grey.height(),
        };
        if wanted.zones {
            tell(to, &ReaderMessage::Zones(look::zones(view)))?;
        }
        if wanted.barcodes {
            let budget = greengate_barcodes::Budget::STILL;
            tell(to, &ReaderMessage::Barcodes(look::barcodes(view, &budget)))?;
        }
    }
    Ok(ReaderMessage::Done(ms))
}

fn document(bytes: Vec<u8>, wanted: Wanted, to: &mut impl Write) -> io::Result<ReaderMessage> {
    let start = Instant::now();
    let mut told = Ok(());
    let read = pages::read(bytes, wanted, &mut |message| {
        if told.is_ok() {
            told = tell(to, &message);
        }
    });
    told?;
    Ok(match read {
        Some(()) => ReaderMessage::Done(start.elapsed().as_secs_f64() * 1e3),
        None => ReaderMessage::Damaged("the PDF cannot be read (damaged, or protected by a password)".to_owned()),
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
