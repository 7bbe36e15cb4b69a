//! The journal's file: one run at a time has it, and what is added is on disk before anything else happens.

use crate::{
    argument::name,
    files::{folder, sync_folder},
};
use anyhow::{Context, Result};
use greengate::{counter::Journal, limits::MAX_JOURNAL};
use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The file of a journal that no other run has.
pub struct LockedJournal {
    file: File,
    path: PathBuf,
}

impl LockedJournal {
    /// Opens a journal or begins one. Two runs at once would make two passes of one line: only one gets it.
    pub fn open(path: &Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).read(true).write(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).with_context(|| name(path))?;
        file.try_lock()
            .with_context(|| format!("{}: another run has it open", name(path)))?;
        // A journal that a power cut makes disappear would know of no pass.
        sync_folder(folder(path))?;
        let path = path.to_owned();
        Ok(Self { file, path })
    }

    /// Reads it, and removes the end of a line that was cut short.
    pub fn read(mut self) -> Result<JournalFile> {
        let mut bytes = Vec::new();
        let limit = MAX_JOURNAL as u64 + 1;
        let read = Read::by_ref(&mut self.file).take(limit).read_to_end(&mut bytes);
        read.with_context(|| name(&self.path))?;
        let journal = Journal::read(&bytes).with_context(|| name(&self.path))?;
        let complete = journal.complete() as u64;
        let file = &mut self.file;
        let cut = file
            .set_len(complete)
            .and_then(|()| file.seek(SeekFrom::Start(complete)));
        cut.with_context(|| name(&self.path))?;
        Ok(JournalFile {
            journal,
            file: self.file,
        })
    }
}

/// The journal and its file.
pub struct JournalFile {
    pub journal: Journal,
    file: File,
}

impl JournalFile {
    /// Adds a line, which is on disk when this returns.
    pub fn add(&mut self, line: &str) -> Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use greengate::counter::Progress;
    use std::fs;
    use time::macros::datetime;

    #[test]
    fn what_another_run_noted_before_it_let_go_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let at = datetime!(2026-11-28 10:00 UTC);
        let first = LockedJournal::open(&path).unwrap();
        assert!(LockedJournal::open(&path).is_err(), "one at a time");
        let mut first = first.read().unwrap();
        let (_, line) = first.journal.begin("one", "typed", at).unwrap();
        first.add(&line.unwrap()).unwrap();
        first.add("{\"key\":\"cut sh").unwrap();
        drop(first);
        // Whoever has the lock reads what stands there then.
        let second = LockedJournal::open(&path).unwrap();
        let line = Journal::default().begin("two", "typed", at).unwrap().1.unwrap();
        let whole = fs::read_to_string(&path).unwrap().replace("{\"key\":\"cut sh", &line);
        fs::write(&path, &whole).unwrap();
        let mut second = second.read().unwrap();
        for key in ["one", "two"] {
            assert_eq!(second.journal.progress(key), Progress::Begun(at), "{key}");
        }
        // It is continued at its end.
        let line = second.journal.done("one", "fingerprint");
        second.add(&line).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), whole + &line);
    }
}
