//! `report.jsonl`: what became of each line of this run, and of no other.

use crate::{
    argument::name,
    files::{put_private, sync_folder},
};
use anyhow::{Context, Result};
use serde_json::Value;
use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

/// The report that this run writes, line by line.
pub struct Report {
    file: File,
    path: PathBuf,
}

impl Report {
    /// Begins a report in this folder, in place of that of the run before.
    pub fn begin(folder: &Path) -> Result<Self> {
        let path = folder.join("report.jsonl");
        put_private(&path, b"")?;
        sync_folder(folder)?;
        let file = OpenOptions::new().append(true).open(&path);
        let file = file.with_context(|| name(&path))?;
        Ok(Self { file, path })
    }

    /// Adds a line.
    pub fn add(&mut self, line: &Value) -> Result<()> {
        let written = self.file.write_all(format!("{line}\n").as_bytes());
        written.with_context(|| name(&self.path))
    }
}
