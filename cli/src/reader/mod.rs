//! Reads strangers' files in a process of their own, with limits of memory and time: if a panic or the system ends it,
//! one file is lost, and another process reads the next.

mod look;
mod pages;
mod process;
mod protocol;

pub use process::run;

use crate::charset;
use anyhow::{Context, Result, anyhow, bail};
use greengate::{
    frame::{Part, join_parts},
    limits::{MAX_ANSWER, MAX_DOCUMENT, MAX_DOCUMENT_MEMORY, MAX_DOCUMENT_MS, MAX_PICTURE_MEMORY, MAX_PICTURE_MS},
    person::MrzDoubt,
};
use protocol::ReaderMessage;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    env,
    io::{self, BufRead, BufReader, Read},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

/// A kind of file with limits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    Picture,
    Document,
}

/// What is looked for in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub struct Wanted {
    /// QR codes.
    #[arg(long)]
    pub codes: bool,
    /// Machine-readable zones.
    #[arg(long)]
    pub zones: bool,
    /// PDF417 and Aztec symbols.
    #[arg(long)]
    pub barcodes: bool,
}

impl Wanted {
    /// QR codes alone.
    pub const CODES: Self = Self {
        codes: true,
        zones: false,
        barcodes: false,
    };
    /// What boarding passes have: QR codes, PDF417 and Aztec symbols.
    pub const BARCODES: Self = Self {
        barcodes: true,
        ..Self::CODES
    };
    /// Machine-readable zones alone.
    pub const ZONES: Self = Self {
        codes: false,
        zones: true,
        barcodes: false,
    };

    /// Options of the process that reads files.
    fn options(self) -> impl Iterator<Item = &'static str> {
        let options = [
            (self.codes, "--codes"),
            (self.zones, "--zones"),
            (self.barcodes, "--barcodes"),
        ];
        options
            .into_iter()
            .filter_map(|(wanted, option)| wanted.then_some(option))
    }
}

/// Limits for reading one file.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Heap in bytes.
    memory: u64,
    /// Time from sending the file to the last answer.
    time: Duration,
}

impl Kind {
    fn limits(self) -> Limits {
        let (memory, ms) = match self {
            Self::Picture => (MAX_PICTURE_MEMORY, MAX_PICTURE_MS),
            Self::Document => (MAX_DOCUMENT_MEMORY, MAX_DOCUMENT_MS),
        };
        Limits {
            memory,
            time: Duration::from_millis(ms.into()),
        }
    }

    /// Message about a file that takes too long to read, or that crashed the process.
    fn too_complex(self, timed_out: bool) -> String {
        let Limits { memory, time } = self.limits();
        let (what, advice) = match self {
            Self::Picture => ("picture", "take a photograph or screenshot of the code alone"),
            Self::Document => ("PDF", "take a screenshot of the page"),
        };
        if timed_out {
            let seconds = time.as_secs();
            format!("this {what} is too complex to be read within {seconds} seconds: {advice}")
        } else {
            let mib = memory >> 20;
            format!(
                "this {what} is damaged or too complex, reading it ended early (at most {mib} MiB of memory): {advice}"
            )
        }
    }
}

/// A code found in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecodedText {
    pub text: String,
    /// Outline in pixels of a picture, as in [`greengate::frame::Code`].
    pub corners: Option<[(f32, f32); 4]>,
    /// The part of a message that the code holds, if that is divided among several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

/// Machine-readable zone found in a picture or document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneText {
    /// Name in ICAO Doc 9303 in small letters, such as `td3`.
    pub format: String,
    pub lines: Vec<String>,
    /// True if every check digit holds.
    pub checked: bool,
    /// Outline in pixels of a picture, as in [`greengate_mrz::Zone::corners`].
    pub corners: Option<[[f32; 2]; 4]>,
    /// Characters without a check digit that may be others.
    pub doubts: Vec<MrzDoubt>,
}

impl ZoneText {
    /// A zone on a page, which has no pixels of its own.
    fn without_place(self) -> Self {
        Self { corners: None, ..self }
    }
}

impl From<&greengate_mrz::Zone> for ZoneText {
    fn from(zone: &greengate_mrz::Zone) -> Self {
        let doubts = zone.doubts.iter().map(|doubt| MrzDoubt {
            line: doubt.line,
            column: doubt.column,
            alternatives: doubt.alternatives.iter().collect(),
        });
        Self {
            format: zone.format.name().to_ascii_lowercase(),
            checked: greengate_mrz::is_sound(zone.format, &zone.lines),
            lines: zone.lines.clone(),
            corners: Some(zone.corners),
            doubts: doubts.collect(),
        }
    }
}

/// PDF417 or Aztec symbol found in a picture or document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BarcodeText {
    /// `pdf417` or `aztec`.
    pub symbology: String,
    pub text: String,
    /// Outline in pixels of a picture, as in [`greengate_barcodes::Barcode::corners`].
    pub corners: Option<[[f32; 2]; 4]>,
}

impl BarcodeText {
    /// A symbol on a page, which has no pixels of its own.
    fn without_place(self) -> Self {
        Self { corners: None, ..self }
    }
}

impl From<&greengate_barcodes::Barcode> for BarcodeText {
    fn from(barcode: &greengate_barcodes::Barcode) -> Self {
        Self {
            symbology: barcode.symbology.name().to_owned(),
            text: barcode.text.clone(),
            corners: Some(barcode.corners),
        }
    }
}

/// Codes found in a file.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    pub codes: Vec<DecodedText>,
    /// Machine-readable zones, if they were looked for.
    pub zones: Vec<ZoneText>,
    /// PDF417 and Aztec symbols, if they were looked for.
    pub barcodes: Vec<BarcodeText>,
    /// Milliseconds spent on finding the codes.
    pub ms: f64,
    /// Reason why the file was not read to its end.
    pub incomplete: Option<String>,
}

impl Reading {
    /// Texts of the codes, each once, and those of messages whose parts are all here, in the place of their first
    /// parts; then the parts of other messages.
    pub fn into_texts(self) -> (Vec<String>, Vec<Part>) {
        let mut texts: Vec<String> = Vec::new();
        let mut add = |text: String| {
            if !texts.contains(&text) {
                texts.push(text);
            }
        };
        let parts: Vec<Part> = self.codes.iter().filter_map(|code| code.part.clone()).collect();
        let mut whole: BTreeMap<usize, String> = BTreeMap::new();
        let mut rest = Vec::new();
        for joined in join_parts(&parts) {
            match (joined.message, joined.parts.first()) {
                (Ok(message), Some(first)) => {
                    whole.insert(*first, charset::text(&message.bytes, &message.charsets));
                }
                _ => rest.extend(joined.parts.iter().filter_map(|n| parts.get(*n)).cloned()),
            }
        }
        let mut part = 0;
        for code in self.codes {
            if code.part.is_none() {
                add(code.text);
            } else {
                whole.remove(&part).into_iter().for_each(&mut add);
                part += 1;
            }
        }
        (texts, rest)
    }
}

/// Reads files in child processes, which are started when needed.
pub struct Reader {
    command: fn(Kind, Wanted) -> io::Result<Command>,
    wanted: Wanted,
    /// Process that reads pictures until it fails. Each document gets a process of its own, so that all have the same
    /// memory.
    pictures: Option<Process>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            command: own_command,
            wanted: Wanted::CODES,
            pictures: None,
        }
    }
}

/// Command that starts this program as a reader.
fn own_command(kind: Kind, wanted: Wanted) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("read-files").arg(match kind {
        Kind::Picture => "picture",
        Kind::Document => "document",
    });
    command.args(wanted.options());
    Ok(command)
}

impl Reader {
    /// A reader that looks for this in pictures and documents.
    pub fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// Reads a picture file.
    pub fn picture(&mut self, bytes: Vec<u8>) -> Result<Reading> {
        let mut process = match self.pictures.take() {
            Some(process) => process,
            None => self.start(Kind::Picture)?,
        };
        let (reading, alive) = process.read(bytes);
        self.pictures = alive.then_some(process);
        reading
    }

    /// Reads a PDF document.
    pub fn document(&self, bytes: Vec<u8>) -> Result<Reading> {
        if bytes.len() > MAX_DOCUMENT {
            bail!("the PDF is larger than {} MiB", MAX_DOCUMENT >> 20);
        }
        self.start(Kind::Document)?.read(bytes).0
    }

    fn start(&self, kind: Kind) -> Result<Process> {
        (self.command)(kind, self.wanted)
            .and_then(|command| Process::start(command, kind))
            .context("the process that reads files cannot be started")
    }
}

/// A process that reads files, one after the other. Ends when it is dropped.
struct Process {
    kind: Kind,
    child: Child,
    input: ChildStdin,
    answers: Receiver<ReaderMessage>,
}

impl Process {
    fn start(mut command: Command, kind: Kind) -> io::Result<Self> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // The message of a process without memory is replaced by a plain sentence.
            .stderr(Stdio::null());
        let mut child = command.spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (tell, answers) = channel();
        // Ends with the process, or with an invalid answer.
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(answer) = next_answer(&mut output)
                && tell.send(answer).is_ok()
            {}
        });
        Ok(Self {
            kind,
            child,
            input,
            answers,
        })
    }

    /// Reads a file; true if the process can read another one.
    fn read(&mut self, bytes: Vec<u8>) -> (Result<Reading>, bool) {
        let end = Instant::now() + self.kind.limits().time;
        let mut reading = Reading::default();
        // A process that has ended accepts nothing and gives no answer.
        _ = protocol::send(&mut self.input, &bytes);
        // One copy of the file is enough.
        drop(bytes);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.answers.recv_timeout(left) {
                Ok(ReaderMessage::Found(codes)) => reading.codes = codes,
                Ok(ReaderMessage::Zones(zones)) => reading.zones = zones,
                Ok(ReaderMessage::Barcodes(barcodes)) => reading.barcodes = barcodes,
                Ok(ReaderMessage::Done(ms)) => {
                    reading.ms = ms;
                    return (Ok(reading), true);
                }
                Ok(ReaderMessage::Damaged(why)) => return (Err(anyhow!(why)), true),
                Err(end) => {
                    let why = self.kind.too_complex(end == RecvTimeoutError::Timeout);
                    if reading.codes.is_empty() && reading.zones.is_empty() && reading.barcodes.is_empty() {
                        return (Err(anyhow!(why)), false);
                    }
                    reading.incomplete = Some(why);
                    return (Ok(reading), false);
                }
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Only fails if it has ended.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Next answer; `None` at the end and for an invalid answer.
fn next_answer(output: &mut impl BufRead) -> Option<ReaderMessage> {
    let mut line = Vec::new();
    output.by_ref().take(MAX_ANSWER).read_until(b'\n', &mut line).ok()?;
    serde_json::from_slice(&line).ok()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn read(script: &str) -> (Result<Reading>, bool) {
        Process::start(shell(script), Kind::Document)
            .unwrap()
            .read(b"file".to_vec())
    }

    #[test]
    fn a_process_that_ends_costs_one_file() {
        for script in [
            "exit 0",
            "kill -9 $$",
            "kill -ABRT $$",
            "head -c 12 >&2; exit 3",
            "echo nonsense; sleep 60",
            "echo '\"Done\"'",
            // An endless answer.
            "yes | tr -d '\\n'",
            // Alive but silent.
            "exec sleep 60",
        ] {
            let start = Instant::now();
            let (reading, alive) = read(script);
            let error = reading.unwrap_err().to_string();
            assert!(!alive, "{script}");
            if start.elapsed() >= Duration::from_millis(MAX_DOCUMENT_MS.into()) {
                assert!(
                    error.contains("too complex to be read within 4 seconds"),
                    "{script}: {error}"
                );
            } else {
                assert!(error.contains("damaged or too complex"), "{script}: {error}");
                assert!(!script.starts_with("exec sleep"), "silent ones have all their time");
            }
            assert!(start.elapsed() < Duration::from_secs(30), "{script}");
        }
        let pictures = Kind::Picture.limits().time;
        assert_eq!(pictures, Duration::from_millis(MAX_PICTURE_MS.into()));
    }

    #[test]
    fn an_answer_is_as_long_as_allowed() {
        let answer = |length: u64| {
            let mut line = br#"{"Damaged":""#.to_vec();
            line.resize(usize::try_from(length).unwrap() - 3, b'x');
            line.extend(b"\"}\n");
            next_answer(&mut &line[..])
        };
        assert!(matches!(answer(MAX_ANSWER), Some(ReaderMessage::Damaged(_))));
        assert_eq!(answer(MAX_ANSWER + 2), None);
    }

    #[test]
    fn the_heap_is_as_large_as_allowed() {
        for (kind, limit) in [
            (Kind::Document, MAX_DOCUMENT_MEMORY),
            (Kind::Picture, MAX_PICTURE_MEMORY),
        ] {
            process::limit_heap(kind);
            let limit = usize::try_from(limit).unwrap();
            let fits = |bytes: usize| Vec::<u8>::new().try_reserve_exact(bytes).is_ok();
            // The heap holds other data too.
            assert!(fits(limit - (32 << 20)), "{kind:?}");
            assert!(!fits(limit), "{kind:?}");
        }
        _ = crate::ALLOCATOR.set_limit(usize::MAX);
    }

    #[test]
    fn what_was_found_before_the_end_counts() {
        let found = r#"echo '{"Found":[{"text":"A","corners":null}]}';"#;
        for end in ["exit 0", "exec sleep 60"] {
            let (reading, alive) = read(&format!("{found}{end}"));
            let reading = reading.unwrap();
            assert!(reading.incomplete.is_some() && !alive, "{end}");
            assert_eq!(reading.into_texts().0, ["A"]);
        }
        let (reading, alive) = read(&format!("{found} echo '{{\"Done\":7.5}}'; exec sleep 60"));
        let reading = reading.unwrap();
        assert_eq!((reading.ms, reading.incomplete.is_some(), alive), (7.5, false, true));
    }

    #[test]
    fn after_a_process_that_ended_another_is_started() {
        // Accepts eight bytes of length and four bytes of the file.
        let mut reader = Reader {
            command: |_, _| Ok(shell(r#"head -c 12 >/dev/null; echo '{"Done":1}'; exit 1"#)),
            wanted: Wanted::CODES,
            pictures: None,
        };
        assert!(reader.picture(b"file".to_vec()).is_ok());
        // It answered and ended: the next file meets a dead process.
        assert!(reader.picture(b"file".to_vec()).is_err());
        assert!(reader.picture(b"file".to_vec()).is_ok());
    }
}
