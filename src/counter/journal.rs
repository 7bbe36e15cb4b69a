//! The journal of a batch: what was begun and what was finished, so that a line never becomes two passes.
//!
//! It has a JSON object a line and no name of anybody. `{"key","details","at"}` is written before a pass is signed and
//! fixes its time of issue: whoever continues signs the same bytes. `details` is a hash of what was typed: until the pass
//! is stored it may be corrected, which begins it anew. `{"key","fingerprint"}` is written when the pass is stored. A
//! last line that is cut short was never written.

use crate::limits::{MAX_JOURNAL, MAX_JOURNAL_LINE};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Reason for not using a journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// It is larger than allowed.
    #[error("the journal has {0} bytes, more than the {MAX_JOURNAL} allowed: start another one for other persons")]
    TooLarge(usize),
    /// A line is none of a journal.
    #[error("line {0} of the journal is broken")]
    Broken(usize),
    /// A pass was stored as another one than before.
    #[error("line {0} of the journal names another pass for the same person and dose")]
    Contradicts(usize),
    /// The pass is stored, and something else was typed then.
    #[error("the pass was issued already with other details")]
    IssuedOtherwise,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Record {
    Begun {
        key: String,
        details: String,
        #[serde(with = "time::serde::timestamp")]
        at: OffsetDateTime,
    },
    Done {
        key: String,
        fingerprint: String,
    },
}

/// What a journal knows of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing.
    New,
    /// The pass was begun, with this time of issue, and may have been signed. It was not stored.
    Begun(OffsetDateTime),
    /// The pass was issued at this time and stored; it has this fingerprint.
    Done(OffsetDateTime, String),
}

/// A journal in memory. Its methods return the lines that have to be on disk before anything else happens.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    known: BTreeMap<String, Entry>,
    complete: usize,
}

/// What was begun, and the fingerprint of what was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    at: OffsetDateTime,
    details: String,
    done: Option<String>,
}

impl Journal {
    /// Reads a journal.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn read(bytes: &[u8]) -> Result<Self, JournalError> {
        if bytes.len() > MAX_JOURNAL {
            return Err(JournalError::TooLarge(bytes.len()));
        }
        let complete = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut journal = Self {
            complete,
            ..Self::default()
        };
        for (before, line) in bytes[..complete].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let at_line = before + 1;
            let broken = JournalError::Broken(at_line);
            if line.len() > MAX_JOURNAL_LINE {
                return Err(broken);
            }
            match serde_json::from_slice(line).map_err(|_| broken.clone())? {
                Record::Begun { key, details, at } => match journal.known.get_mut(&key) {
                    Some(known) if known.details == details && known.done.is_some() => {}
                    // Begun anew.
                    Some(known) if known.details == details => known.at = at,
                    Some(known) if known.done.is_some() => return Err(JournalError::Contradicts(at_line)),
                    _ => {
                        let done = None;
                        journal.known.insert(key, Entry { at, details, done });
                    }
                },
                Record::Done { key, fingerprint } => match journal.known.get_mut(&key) {
                    None => return Err(broken),
                    Some(Entry { done: Some(known), .. }) if *known != fingerprint => {
                        return Err(JournalError::Contradicts(at_line));
                    }
                    Some(known) => known.done = Some(fingerprint),
                },
            }
        }
        Ok(journal)
    }

    /// Bytes up to the end of the last complete line. What follows was cut short: remove it before anything is added.
    #[must_use]
    pub const fn complete(&self) -> usize {
        self.complete
    }

    /// What is known of a key.
    #[must_use]
    pub fn progress(&self, key: &str) -> Progress {
        match self.known.get(key) {
            None => Progress::New,
            Some(Entry { at, done: None, .. }) => Progress::Begun(*at),
            Some(Entry {
                at,
                done: Some(fingerprint),
                ..
            }) => Progress::Done(*at, fingerprint.clone()),
        }
    }

    /// True if something else was typed when the pass was begun.
    #[must_use]
    pub fn has_other_details(&self, key: &str, details: &str) -> bool {
        self.known.get(key).is_some_and(|known| known.details != details)
    }

    /// Begins a pass of these details: its time of issue, which is that of the first begin with them, and the line to
    /// write if there is one.
    ///
    /// # Errors
    /// [`JournalError::IssuedOtherwise`] if a pass of other details is stored.
    pub fn begin(
        &mut self,
        key: &str,
        details: &str,
        at: OffsetDateTime,
    ) -> Result<(OffsetDateTime, Option<String>), JournalError> {
        match self.known.get(key) {
            Some(known) if known.details == details => return Ok((known.at, None)),
            Some(known) if known.done.is_some() => return Err(JournalError::IssuedOtherwise),
            _ => {}
        }
        let (at, line) = self.begin_at(key, details, at);
        Ok((at, Some(line)))
    }

    /// Begins a pass anew at this time, because nothing that is signed for the time of its first begin can serve any more
    /// ([`Desk::may_issue`](super::Desk::may_issue)): its time of issue, and the line to write.
    ///
    /// # Errors
    /// [`JournalError::IssuedOtherwise`] if a pass is stored.
    pub fn begin_anew(
        &mut self,
        key: &str,
        details: &str,
        at: OffsetDateTime,
    ) -> Result<(OffsetDateTime, String), JournalError> {
        if self.known.get(key).is_some_and(|known| known.done.is_some()) {
            return Err(JournalError::IssuedOtherwise);
        }
        Ok(self.begin_at(key, details, at))
    }

    fn begin_at(&mut self, key: &str, details: &str, at: OffsetDateTime) -> (OffsetDateTime, String) {
        // As precise as the journal is.
        let at = at.replace_nanosecond(0).unwrap_or(at).to_offset(time::UtcOffset::UTC);
        let (key, details) = (key.to_owned(), details.to_owned());
        let entry = Entry {
            at,
            details: details.clone(),
            done: None,
        };
        self.known.insert(key.clone(), entry);
        (at, line(&Record::Begun { key, details, at }))
    }

    /// Notes that a pass is stored: the line to write.
    pub fn done(&mut self, key: &str, fingerprint: &str) -> String {
        if let Some(known) = self.known.get_mut(key) {
            known.done = Some(fingerprint.to_owned());
        }
        let (key, fingerprint) = (key.to_owned(), fingerprint.to_owned());
        line(&Record::Done { key, fingerprint })
    }
}

fn line(record: &Record) -> String {
    let mut line = serde_json::to_string(record).unwrap_or_default();
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const AT: OffsetDateTime = datetime!(2026-11-28 10:00:00.5 +01:00);
    const WHOLE: OffsetDateTime = datetime!(2026-11-28 9:00:00 UTC);

    /// A journal with one pass stored and one begun.
    fn written() -> String {
        let mut journal = Journal::default();
        let mut text = journal.begin("one", "typed", AT).unwrap().1.unwrap();
        text += &journal.done("one", "fp");
        text += &journal.begin("two", "typed", AT).unwrap().1.unwrap();
        text
    }

    #[test]
    fn a_journal_is_continued() {
        let text = written();
        let mut journal = Journal::read(text.as_bytes()).unwrap();
        assert_eq!(journal.complete(), text.len());
        assert_eq!(journal.progress("one"), Progress::Done(WHOLE, "fp".to_owned()));
        assert_eq!(journal.progress("two"), Progress::Begun(WHOLE));
        assert_eq!(journal.progress("three"), Progress::New);
        // Whoever begins again has the first time.
        let later = AT + time::Duration::HOUR;
        for key in ["one", "two"] {
            assert_eq!(journal.begin(key, "typed", later), Ok((WHOLE, None)));
            assert!(!journal.has_other_details(key, "typed") && journal.has_other_details(key, "other"));
        }
        assert!(!journal.has_other_details("three", "other"));
    }

    #[test]
    fn what_is_stored_is_not_begun_otherwise() {
        let mut text = written();
        let mut journal = Journal::read(text.as_bytes()).unwrap();
        let later = WHOLE + time::Duration::HOUR;
        assert_eq!(journal.begin("one", "other", later), Err(JournalError::IssuedOtherwise));
        // What is not stored yet may be corrected, and is another pass of now.
        let (at, line) = journal.begin("two", "other", later).unwrap();
        assert_eq!(at, later);
        text += &line.unwrap();
        assert_eq!(Journal::read(text.as_bytes()).unwrap().known, journal.known);
        text += &journal.done("two", "fp");
        assert_eq!(
            Journal::read(text.as_bytes()).unwrap().progress("two"),
            Progress::Done(later, "fp".to_owned())
        );
        let begun = "{\"key\":\"two\",\"details\":\"typed\",\"at\":1}\n";
        let contradicts = Journal::read((text + begun).as_bytes());
        assert_eq!(contradicts.map(|_| ()), Err(JournalError::Contradicts(6)));
    }

    #[test]
    fn what_was_begun_is_begun_anew_until_it_is_stored() {
        let later = WHOLE + time::Duration::days(40);
        let mut journal = Journal::default();
        let mut file = journal.begin("one", "typed", AT).unwrap().1.unwrap();
        let (at, line) = journal.begin_anew("one", "typed", later).unwrap();
        file += &line;
        assert_eq!((at, journal.progress("one")), (later, Progress::Begun(later)));
        assert_eq!(
            Journal::read(file.as_bytes()).unwrap().progress("one"),
            Progress::Begun(later)
        );
        file += &journal.done("one", "fingerprint");
        assert_eq!(
            journal.begin_anew("one", "typed", AT),
            Err(JournalError::IssuedOtherwise)
        );
        // A line after that changes nothing.
        let read = Journal::read((file + &line).as_bytes()).unwrap();
        assert_eq!(read.progress("one"), Progress::Done(later, "fingerprint".to_owned()));
    }

    #[test]
    fn a_journal_that_was_cut_anywhere_is_its_complete_lines() {
        let text = written();
        for end in 0..text.len() {
            let journal = Journal::read(&text.as_bytes()[..end]).unwrap();
            let kept = &text[..journal.complete()];
            assert!(kept.is_empty() || kept.ends_with('\n'));
            let again = Journal::read(kept.as_bytes()).unwrap();
            assert_eq!(again.known, journal.known, "{end}");
            // Never stored before it was begun.
            assert!(kept.lines().count() == 3 || journal.progress("two") == Progress::New);
        }
    }

    #[test]
    fn what_is_no_journal_is_refused() {
        for (text, error) in [
            ("{}\n", JournalError::Broken(1)),
            ("{\"key\":\"a\",\"at\":1}\n", JournalError::Broken(1)),
            (
                "{\"key\":\"a\",\"details\":\"d\",\"at\":1}\nnone\n",
                JournalError::Broken(2),
            ),
            ("{\"key\":\"a\",\"fingerprint\":\"f\"}\n", JournalError::Broken(1)),
            (
                "{\"key\":\"a\",\"details\":\"d\",\"at\":1,\"name\":\"x\"}\n",
                JournalError::Broken(1),
            ),
            (
                "{\"key\":\"a\",\"details\":\"d\",\"at\":1}\n{\"key\":\"a\",\"fingerprint\":\"f\"}\n{\"key\":\"a\",\"fingerprint\":\"g\"}\n",
                JournalError::Contradicts(3),
            ),
        ] {
            assert_eq!(Journal::read(text.as_bytes()).map(|_| ()), Err(error), "{text}");
        }
    }

    #[test]
    fn journals_are_bounded() {
        let long = vec![b' '; MAX_JOURNAL + 1];
        assert_eq!(
            Journal::read(&long).map(|_| ()),
            Err(JournalError::TooLarge(MAX_JOURNAL + 1))
        );
        assert!(Journal::read(&long[1..]).is_ok());
        let line = |length: usize| {
            let start = "{\"key\":\"a\",\"details\":\"d\",\"at\":1}";
            format!("{start}{}\n", " ".repeat(length - start.len() - 1))
        };
        assert!(Journal::read(line(MAX_JOURNAL_LINE).as_bytes()).is_ok());
        let one_more = Journal::read(line(MAX_JOURNAL_LINE + 1).as_bytes());
        assert_eq!(one_more.map(|_| ()), Err(JournalError::Broken(1)));
    }
}
