//! A file of persons to passes: a line never becomes two passes, whatever happens in between.

use super::{
    Shared,
    journal::{JournalFile, LockedJournal},
    report::Report,
    waiting::{FAILED_TOO_OFTEN, Waiting},
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
    counter::{BatchRow, Desk, IssueError, JournalError, Line, Progress, Signer, SignerError, Statement, read_batch},
    issue::Symbol,
    verdict::{self, judge},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
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
    /// For how long the signer is asked again for what it did not answer.
    pub retry_for: Duration,
}

/// Answer for one line.
pub enum LineAnswer {
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

/// A line whose pass is to be signed.
pub struct ToSign {
    pub line: u64,
    pub key: String,
    statement: Statement,
}

/// What is known of a line before anything is signed.
enum Prepared {
    /// The name of its files, if it has any, and the answer.
    Answered(Option<String>, LineAnswer),
    ToSign(Box<ToSign>),
}

/// What the signer did with a line.
pub enum Signing {
    /// It gave an answer, or what it gave cannot be used.
    Answered(Option<String>, LineAnswer),
    /// It gave none, for this reason: it may be asked again.
    NoAnswer(String),
}

/// What changes from line to line.
pub struct State {
    journal: JournalFile,
    /// Line of each key.
    lines: BTreeMap<String, u64>,
    /// Failures of the signer in a row.
    failures: u32,
    report: Report,
    /// Lines of each answer.
    counts: BTreeMap<&'static str, usize>,
    /// What ended the run: nothing is tried any more.
    ended: Option<Error>,
}

impl State {
    /// Reports what became of a line.
    pub fn answer(&mut self, line: u64, file: Option<String>, answer: LineAnswer) -> Result<()> {
        self.failures = match answer {
            LineAnswer::Failed(_) => self.failures + 1,
            LineAnswer::Issued => 0,
            _ => self.failures,
        };
        let (what, why) = answer.told();
        *self.counts.entry(what).or_default() += 1;
        let line = json!({"line": line, "answer": what, "file": file, "why": why});
        self.report.add(&line)?;
        if let Err(error) = Output::new().json(&line) {
            self.ended.get_or_insert(error.into());
        }
        Ok(())
    }

    /// Ends the run with a fault of the machine in this line.
    pub fn end(&mut self, line: u64, error: Error) -> Result<()> {
        let answer = LineAnswer::Failed(format!("{error:#}"));
        self.ended.get_or_insert(error.context(format!("line {line}")));
        self.answer(line, None, answer)
    }

    /// True if it failed so often in a row that no more is tried.
    pub const fn is_signer_broken(&self) -> bool {
        self.failures >= MOST_FAILURES
    }

    pub const fn has_ended(&self) -> bool {
        self.ended.is_some()
    }
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
        let report = Report::begin(out)?;
        let rows = read_batch(&input::bytes(path)?).with_context(|| name(path))?;
        let mut state = State {
            journal: journal.read()?,
            lines: BTreeMap::new(),
            failures: 0,
            report,
            counts: BTreeMap::new(),
            ended: None,
        };
        if let Some(entry) = entry {
            put(&out.join("trust.json"), &serde_json::to_vec_pretty(&[entry])?)?;
        }
        let mut waiting = Waiting::new(self.retry_for);
        for row in &rows {
            self.line(row, &mut state, &mut waiting)?;
        }
        waiting.sign(self, &mut state)?;
        let State { counts, ended, .. } = state;
        let good = [ISSUED, ALREADY].map(|what| counts.get(what).copied().unwrap_or_default());
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        terminal::message(format_args!("{} lines: {}", rows.len(), counts.join(", ")));
        if let Some(error) = ended {
            return Err(error);
        }
        let all_good = rows.len() == good.iter().sum::<usize>();
        Ok(if all_good { Outcome::Good } else { Outcome::Bad })
    }

    /// One line: it is answered, or waits for the signer.
    fn line(&self, row: &BatchRow, state: &mut State, waiting: &mut Waiting) -> Result<()> {
        if state.has_ended() {
            return state.answer(row.line, None, LineAnswer::NotTried("the run had ended"));
        }
        let to_sign = match self.prepare(row, state) {
            Ok(Prepared::ToSign(to_sign)) => to_sign,
            Ok(Prepared::Answered(file, answer)) => return state.answer(row.line, file, answer),
            Err(error) => return state.end(row.line, error),
        };
        if waiting.is_wanted() {
            return waiting.add(*to_sign, self, state);
        }
        if state.is_signer_broken() {
            return state.answer(row.line, None, LineAnswer::NotTried(FAILED_TOO_OFTEN));
        }
        match self.sign(&to_sign, state) {
            Ok(Signing::Answered(file, answer)) => state.answer(row.line, file, answer),
            Ok(Signing::NoAnswer(why)) => state.answer(row.line, None, LineAnswer::Failed(why)),
            Err(error) => state.end(row.line, error),
        }
    }

    /// Looks at a line and at what there is of it. An error ends the run.
    fn prepare(&self, row: &BatchRow, state: &mut State) -> Result<Prepared> {
        let refused = |why: Value| Ok(Prepared::Answered(None, LineAnswer::Refused(why)));
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
        // A pass that was stored may be in somebody's hands, whether or not it was noted.
        let is_issued = matches!(progress, Progress::Done(..)) || self.path(&key, "txt").is_file();
        if is_issued && state.journal.journal.has_other_details(&key, &statement.details()) {
            return refused(JournalError::IssuedOtherwise.to_string().into());
        }
        if let Progress::Done(_, fingerprint) = &progress
            && let Some(text) = self.stored(&key, fingerprint)
        {
            self.complete(&key, &text, &statement)?;
            return Ok(Prepared::Answered(Some(key), LineAnswer::Already));
        }
        Ok(Prepared::ToSign(Box::new(ToSign {
            line: row.line,
            key,
            statement,
        })))
    }

    /// Has a line signed and stores its pass. An error ends the run.
    pub fn sign(&self, to_sign: &ToSign, state: &mut State) -> Result<Signing> {
        let ToSign { key, statement, .. } = to_sign;
        let refused = |why: String| Ok(Signing::Answered(None, LineAnswer::Refused(why.into())));
        let progress = state.journal.journal.progress(key);
        let (details, now) = (statement.details(), self.shared.at);
        // The time of issue stays that of the first try: whoever tries again signs the same bytes.
        let (mut at, mut line) = state.journal.journal.begin(key, &details, now)?;
        // Unless that is before the certificate, or so long ago that the pass would be over.
        if !self.desk.may_issue(at, now) && !matches!(progress, Progress::Done(..)) {
            let (anew, begun) = state.journal.journal.begin_anew(key, &details, now)?;
            (at, line) = (anew, Some(begun));
        }
        if let Some(line) = line {
            state.journal.add(&line)?;
        }
        let pass = match self.desk.issue(statement, at, self.signer) {
            Ok(pass) => pass,
            Err(IssueError::Signer(error @ SignerError::NoAnswer(_))) => {
                return Ok(Signing::NoAnswer(error.to_string()));
            }
            Err(IssueError::Signer(error)) => {
                return Ok(Signing::Answered(None, LineAnswer::Failed(error.to_string())));
            }
            // Another line may have no such fault.
            Err(error) => return refused(error.to_string()),
        };
        let fingerprint = pass.report.fingerprint.clone().unwrap_or_default();
        if let Progress::Done(_, known) = &progress
            && *known != fingerprint
        {
            return refused("the journal has another pass for it".to_owned());
        }
        let content = Content {
            text: &pass.text,
            symbol: &pass.symbol,
            lines: &pass.lines,
        };
        self.store(key, &content, |_| true)?;
        let line = state.journal.journal.done(key, &fingerprint);
        state.journal.add(&line)?;
        Ok(Signing::Answered(Some(key.clone()), LineAnswer::Issued))
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
