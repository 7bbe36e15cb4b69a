//! A file of persons to passes: a line never becomes two passes, whatever happens in between.

use super::{
    Shared,
    journal::{JournalFile, LockedJournal},
    report::Report,
};
use crate::{
    Outcome,
    argument::name,
    files::{private_folder, put, put_private, sync_folder},
    input,
    issue::png,
    terminal::{self, Output},
};
use anyhow::{Context, Error, Result, bail};
use greengate::{
    counter::{BatchRow, Desk, IssueError, JournalError, Line, Progress, Signer, Statement, read_batch},
    issue::Symbol,
    verdict::{self, judge},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
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
    /// The zone whose date is today.
    pub zone: UtcOffset,
    pub journal: Option<&'a Path>,
    pub newest_signed: Option<OffsetDateTime>,
}

/// Answer for one line.
enum LineAnswer {
    Issued,
    Already,
    Refused(Value),
    Failed(String),
    /// Nothing was tried, for this reason.
    NotTried(&'static str),
}

impl LineAnswer {
    /// Its name in reports, and the reason for it.
    fn told(self) -> (&'static str, Value) {
        match self {
            Self::Issued => (ISSUED, Value::Null),
            Self::Already => (ALREADY, Value::Null),
            Self::Refused(why) => ("refused", why),
            Self::Failed(why) => ("failed", why.into()),
            Self::NotTried(why) => ("not-tried", why.into()),
        }
    }
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

/// What the files of a pass hold.
struct Content<'a> {
    text: &'a str,
    symbol: &'a Symbol,
    lines: &'a [Line],
}

impl Batch<'_> {
    pub fn run(&self, path: &Path, entry: Option<&Value>) -> Result<Outcome> {
        let Some(out) = self.shared.out else {
            bail!("--batch needs --out");
        };
        private_folder(out)?;
        let journal = self.journal.map_or_else(|| out.join("journal.jsonl"), Path::to_owned);
        // Another run may be at work: nothing is read or written before its end.
        let journal = LockedJournal::open(&journal)?;
        let mut report = Report::begin(out)?;
        let rows = read_batch(&input::bytes(path)?).with_context(|| name(path))?;
        let mut state = State {
            journal: journal.read()?,
            lines: BTreeMap::new(),
            failures: 0,
        };
        if let Some(entry) = entry {
            put(&out.join("trust.json"), &serde_json::to_vec_pretty(&[entry])?)?;
        }
        let mut counts = BTreeMap::<&str, usize>::new();
        let mut ended: Option<Error> = None;
        for row in &rows {
            let (file, answer) = match &ended {
                Some(_) => (None, LineAnswer::NotTried("the run had ended")),
                None => self.line(row, &mut state).unwrap_or_else(|error| {
                    let answer = LineAnswer::Failed(format!("{error:#}"));
                    ended = Some(error.context(format!("line {}", row.line)));
                    (None, answer)
                }),
            };
            state.failures = match answer {
                LineAnswer::Failed(_) => state.failures + 1,
                LineAnswer::Issued => 0,
                _ => state.failures,
            };
            let (what, why) = answer.told();
            *counts.entry(what).or_default() += 1;
            let line = json!({"line": row.line, "answer": what, "file": file, "why": why});
            report.add(&line)?;
            if let Err(error) = Output::new().json(&line) {
                ended.get_or_insert(error.into());
            }
        }
        let good = [ISSUED, ALREADY].map(|what| counts.get(what).copied().unwrap_or_default());
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        terminal::message(format_args!("{} lines: {}", rows.len(), counts.join(", ")));
        if let Some(error) = ended {
            return Err(error);
        }
        let all_good = rows.len() == good.iter().sum::<usize>();
        Ok(if all_good { Outcome::Good } else { Outcome::Bad })
    }

    /// One line: the name of its files, if it has any, and the answer. An error ends the run.
    fn line(&self, row: &BatchRow, state: &mut State) -> Result<(Option<String>, LineAnswer)> {
        let refused = |why: Value| Ok((None, LineAnswer::Refused(why)));
        let draft = match &row.draft {
            Ok(draft) => draft,
            Err(error) => return refused(error.to_string().into()),
        };
        let statement = match draft.check(self.shared.at.to_offset(self.zone), self.newest_signed) {
            Ok(statement) => statement,
            Err(findings) => {
                let findings = findings.list().iter();
                let why = findings.map(|f| json!({"field": f.field, "problem": f.problem.as_str()}));
                return refused(why.collect());
            }
        };
        let key = self.desk.idempotency_key(&statement);
        if let Some(first) = state.lines.get(&key) {
            return refused(format!("the same person and dose as line {first}").into());
        }
        state.lines.insert(key.clone(), row.line);
        let progress = state.journal.journal.progress(&key);
        let details = statement.details();
        // A pass that was stored may be in somebody's hands, whether or not it was noted.
        let is_issued = matches!(progress, Progress::Done(..)) || self.path(&key, "txt").is_file();
        if is_issued && state.journal.journal.has_other_details(&key, &details) {
            return refused(JournalError::IssuedOtherwise.to_string().into());
        }
        if let Progress::Done(_, fingerprint) = &progress
            && let Some(text) = self.stored(&key, fingerprint)
        {
            self.complete(&key, &text, &statement)?;
            return Ok((Some(key), LineAnswer::Already));
        }
        if state.failures >= MOST_FAILURES {
            return Ok((None, LineAnswer::NotTried("the signer failed too often")));
        }
        // The time of issue stays that of the first try: whoever tries again signs the same bytes.
        let (at, line) = state.journal.journal.begin(&key, &details, self.shared.at)?;
        if let Some(line) = line {
            state.journal.add(&line)?;
        }
        let pass = match self.desk.issue(&statement, at, self.signer) {
            Ok(pass) => pass,
            Err(IssueError::Signer(error)) => return Ok((None, LineAnswer::Failed(error.to_string()))),
            // Another line may have no such fault.
            Err(error) => return refused(error.to_string().into()),
        };
        let fingerprint = pass.report.fingerprint.clone().unwrap_or_default();
        if let Progress::Done(_, known) = &progress
            && *known != fingerprint
        {
            return refused("the journal has another pass for it".into());
        }
        let content = Content {
            text: &pass.text,
            symbol: &pass.symbol,
            lines: &pass.lines,
        };
        self.store(&key, &content, |_| true)?;
        let line = state.journal.journal.done(&key, &fingerprint);
        state.journal.add(&line)?;
        Ok((Some(key), LineAnswer::Issued))
    }

    fn path(&self, key: &str, kind: &str) -> PathBuf {
        self.shared.out.unwrap_or(Path::new(".")).join(format!("{key}.{kind}"))
    }

    /// Text of the pass with this fingerprint, if it is stored whole.
    fn stored(&self, key: &str, fingerprint: &str) -> Option<String> {
        let path = self.path(key, "txt");
        let bytes = path.is_file().then(|| input::bytes(&path).ok())??;
        let text = String::from_utf8(bytes).ok()?;
        let report = judge(&text, &verdict::Context::new(self.desk.trust(), self.shared.at));
        (report.fingerprint.as_deref() == Some(fingerprint)).then_some(text)
    }

    /// Makes the files that are asked for now and were not when the pass was made.
    fn complete(&self, key: &str, text: &str, statement: &Statement) -> Result<()> {
        let content = Content {
            text,
            symbol: &Symbol::new(text)?,
            lines: &statement.lines(self.desk.standing().is_training()),
        };
        self.store(key, &content, |path| {
            !fs::metadata(path).is_ok_and(|file| file.len() > 0)
        })
    }

    /// Writes those files of a pass that are wanted: they are on disk when this returns. The text comes last: where it
    /// is, the pass is whole.
    fn store(&self, key: &str, content: &Content, is_wanted: impl Fn(&Path) -> bool) -> Result<()> {
        let [_, is_png, is_svg] = self.shared.formats;
        let [picture, drawing, printed, text] = ["png", "svg", "json", "txt"].map(|kind| self.path(key, kind));
        if is_png && is_wanted(&picture) {
            put_private(&picture, &png(content.symbol, self.shared.scale.into())?)?;
        }
        if is_svg && is_wanted(&drawing) {
            put_private(&drawing, content.symbol.svg().as_bytes())?;
        }
        if is_wanted(&printed) {
            let lines = content.lines.iter();
            let lines: serde_json::Map<_, _> = lines
                .map(|line| (line.label.as_str().to_owned(), line.value.as_str().into()))
                .collect();
            put_private(&printed, &serde_json::to_vec_pretty(&lines)?)?;
        }
        if is_wanted(&text) {
            put_private(&text, content.text.as_bytes())?;
        }
        sync_folder(self.shared.out.unwrap_or(Path::new(".")))
    }
}
