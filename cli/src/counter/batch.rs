//! A file of persons to passes: a line never becomes two passes, whatever happens in between.

use super::Shared;
use crate::{
    Outcome,
    argument::name,
    files::put,
    input,
    issue::png,
    terminal::{self, Output},
};
use anyhow::{Context, Result, bail};
use greengate::counter::{BatchRow, CounterPass, Desk, Journal, Progress, Signer, read_batch};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, UtcOffset};

/// Failures of the signer in a row after which no more is tried.
const MOST_FAILURES: u32 = 3;

/// What a batch needs.
pub struct Batch<'a> {
    pub desk: &'a Desk,
    pub signer: &'a dyn Signer,
    pub shared: &'a Shared<'a>,
    pub journal: Option<&'a Path>,
    pub newest_signed: Option<OffsetDateTime>,
}

/// Answer for one line.
enum LineAnswer {
    Issued,
    Already,
    Refused(Value),
    Failed(String),
    /// The signer had failed too often.
    NotTried,
}

/// What changes from line to line.
struct State {
    journal: JournalFile,
    /// Line of each key.
    lines: BTreeMap<String, u64>,
    /// Failures of the signer in a row.
    failures: u32,
}

/// Answers of lines that have a pass.
const ISSUED: &str = "issued";
const ALREADY: &str = "already";

/// The journal and its file.
struct JournalFile {
    journal: Journal,
    file: File,
}

impl JournalFile {
    fn open(path: &Path) -> Result<Self> {
        let bytes = if path.exists() { input::bytes(path)? } else { Vec::new() };
        let journal = Journal::read(&bytes).with_context(|| name(path))?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).with_context(|| name(path))?;
        // Two runs at once would make two passes of one line.
        file.try_lock()
            .with_context(|| format!("{}: another run has it open", name(path)))?;
        if journal.complete() < bytes.len() {
            file.set_len(journal.complete() as u64).with_context(|| name(path))?;
        }
        Ok(Self { journal, file })
    }

    /// Adds a line, which is on disk when this returns.
    fn add(&mut self, line: &str) -> Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        Ok(())
    }
}

impl Batch<'_> {
    pub fn run(&self, path: &Path, entry: Option<&Value>) -> Result<Outcome> {
        let Some(out) = self.shared.out else {
            bail!("--batch needs --out");
        };
        let rows = read_batch(&input::bytes(path)?).with_context(|| name(path))?;
        fs::create_dir_all(out).with_context(|| name(out))?;
        if let Some(entry) = entry {
            put(&out.join("trust.json"), &serde_json::to_vec_pretty(&[entry])?)?;
        }
        let journal = self.journal.map_or_else(|| out.join("journal.jsonl"), Path::to_owned);
        let mut state = State {
            journal: JournalFile::open(&journal)?,
            lines: BTreeMap::new(),
            failures: 0,
        };
        let mut counts = BTreeMap::<&str, usize>::new();
        let mut report = String::new();
        for row in &rows {
            let (file, answer) = self.line(row, &mut state)?;
            state.failures = match answer {
                LineAnswer::Failed(_) => state.failures + 1,
                LineAnswer::NotTried => state.failures,
                _ => 0,
            };
            let (what, why) = match answer {
                LineAnswer::Issued => (ISSUED, Value::Null),
                LineAnswer::Already => (ALREADY, Value::Null),
                LineAnswer::Refused(why) => ("refused", why),
                LineAnswer::Failed(why) => ("failed", why.into()),
                LineAnswer::NotTried => ("not-tried", "the signer failed too often".into()),
            };
            *counts.entry(what).or_default() += 1;
            let line = json!({"line": row.line, "answer": what, "file": file, "why": why});
            report.push_str(&format!("{line}\n"));
            Output::new().json(&line)?;
        }
        put(&out.join("report.jsonl"), report.as_bytes())?;
        let good = [ISSUED, ALREADY].map(|what| counts.get(what).copied().unwrap_or_default());
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        terminal::message(format_args!("{} lines: {}", rows.len(), counts.join(", ")));
        let all_good = rows.len() == good.iter().sum::<usize>();
        Ok(if all_good { Outcome::Good } else { Outcome::Bad })
    }

    /// One line: the name of its files, if it has any, and the answer.
    fn line(&self, row: &BatchRow, state: &mut State) -> Result<(Option<String>, LineAnswer)> {
        let draft = match &row.draft {
            Ok(draft) => draft,
            Err(error) => return Ok((None, LineAnswer::Refused(error.to_string().into()))),
        };
        let statement = match draft.check(local(self.shared.at), self.newest_signed) {
            Ok(statement) => statement,
            Err(findings) => {
                let findings = findings.list().iter();
                let why = findings.map(|f| json!({"field": f.field, "problem": f.problem.as_str()}));
                return Ok((None, LineAnswer::Refused(why.collect())));
            }
        };
        let key = self.desk.idempotency_key(&statement);
        if let Some(first) = state.lines.get(&key) {
            let why = format!("the same person and dose as line {first}");
            return Ok((None, LineAnswer::Refused(why.into())));
        }
        state.lines.insert(key.clone(), row.line);
        let progress = state.journal.journal.progress(&key);
        if matches!(&progress, Progress::Done(..)) && self.path(&key, "txt").is_file() {
            return Ok((Some(key), LineAnswer::Already));
        }
        if state.failures >= MOST_FAILURES {
            return Ok((None, LineAnswer::NotTried));
        }
        // The time of issue stays that of the first try: whoever tries again signs the same bytes.
        let (at, line) = state.journal.journal.begin(&key, self.shared.at);
        if let Some(line) = line {
            state.journal.add(&line)?;
        }
        let pass = match self.desk.issue(&statement, at, self.signer) {
            Ok(pass) => pass,
            Err(error) => return Ok((None, LineAnswer::Failed(error.to_string()))),
        };
        let fingerprint = pass.report.fingerprint.clone().unwrap_or_default();
        if let Progress::Done(_, known) = &progress
            && *known != fingerprint
        {
            bail!("line {}: the journal has another pass for it", row.line);
        }
        self.store(&key, &pass)?;
        let line = state.journal.journal.done(&key, &fingerprint);
        state.journal.add(&line)?;
        Ok((Some(key), LineAnswer::Issued))
    }

    fn path(&self, key: &str, kind: &str) -> PathBuf {
        self.shared.out.unwrap_or(Path::new(".")).join(format!("{key}.{kind}"))
    }

    /// Writes the files of a pass. The text comes last: where it is, the pass is whole.
    fn store(&self, key: &str, pass: &CounterPass) -> Result<()> {
        let [_, is_png, is_svg] = self.shared.formats;
        if is_png {
            put(&self.path(key, "png"), &png(&pass.symbol, self.shared.scale.into())?)?;
        }
        if is_svg {
            put(&self.path(key, "svg"), pass.symbol.svg().as_bytes())?;
        }
        let lines = pass.lines.iter();
        let lines: serde_json::Map<_, _> = lines
            .map(|line| (line.label.as_str().to_owned(), line.value.as_str().into()))
            .collect();
        put(&self.path(key, "json"), &serde_json::to_vec_pretty(&lines)?)?;
        put(&self.path(key, "txt"), pass.text.as_bytes())
    }
}

/// The time in the zone in which the most days have begun: what is today somewhere is no future.
fn local(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::from_hms(14, 0, 0).unwrap_or(UtcOffset::UTC))
}
