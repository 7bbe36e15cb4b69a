//! Figures from the commands that measure them into the documents that show them.

use crate::shell::{Result, output, print, root, say};
use greengate_figures::Figures;
use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

/// Documents with regions for figures.
const DOCUMENTS: [&str; 2] = ["docs/BENCHMARKS.md", "README.md"];

/// Recorder of one command's measurements.
pub struct Recorder {
    /// Command as typed.
    command: String,
    /// True if the figures are written into the documents.
    write: bool,
    figures: Vec<Figures>,
}

impl Recorder {
    /// A recorder for the command with its arguments. `--write` among them is taken out.
    pub fn new(command: &str, arguments: &mut Vec<String>) -> Self {
        let before = arguments.len();
        arguments.retain(|argument| argument != "--write");
        let typed = std::iter::once(command).chain(arguments.iter().map(String::as_str));
        Self {
            command: typed.collect::<Vec<_>>().join(" "),
            write: arguments.len() < before,
            figures: Vec::new(),
        }
    }

    /// Runs a program to its end, passes on what it prints, and keeps its figures.
    pub fn run(&mut self, command: &mut Command) -> Result<()> {
        let printed = self.run_for_output(command)?;
        self.figures.extend(greengate_figures::printed(&printed)?);
        Ok(())
    }

    /// The same for a program that marks no figures: all that it prints.
    pub fn run_for_output(&self, command: &mut Command) -> Result<String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name} cannot be started: {error}"))?;
        let mut printed = String::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).lines() {
                let line = line.map_err(|error| format!("{name}: {error}"))?;
                print(&line);
                printed.push_str(&line);
                printed.push('\n');
            }
        }
        let status = child.wait().map_err(|error| format!("{name}: {error}"))?;
        if !status.success() {
            return Err(format!("{name} failed ({status})"));
        }
        Ok(printed)
    }

    /// Keeps a table that xtask itself made, and prints it.
    pub fn table(&mut self, name: &str, table: &str) {
        print(table.trim_end());
        self.figures.push(Figures {
            name: name.to_owned(),
            table: table.trim_end().to_owned(),
        });
    }

    /// Writes what was measured into its regions, where `--write` asks for it.
    pub fn finish(self) -> Result<()> {
        if !self.write {
            return Ok(());
        }
        let provenance = self.provenance();
        let mut missing: Vec<&str> = self.figures.iter().map(|figures| figures.name.as_str()).collect();
        for name in DOCUMENTS {
            let path = root().join(name);
            let mut document = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
            for figures in &self.figures {
                if let Some(written) = greengate_figures::write(&document, figures, &provenance)? {
                    document = written;
                    missing.retain(|missing| *missing != figures.name);
                    say(&format!("{} written into {name}", figures.name));
                }
            }
            fs::write(&path, document).map_err(|error| format!("{name}: {error}"))?;
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(format!("no document has a region for {}", missing.join(", ")))
        }
    }

    /// The command, the day, the commit and the machine.
    fn provenance(&self) -> String {
        let in_checkout = |arguments: &[&str]| {
            let folder = root().display().to_string();
            output("git", &[&["-C", &folder], arguments].concat())
        };
        let commit = in_checkout(&["rev-parse", "--short=7", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
        // Other figures, written a moment ago, are no change of what is measured.
        let changed = in_checkout(&["status", "--porcelain", "--", ".", ":!docs", ":!README.md"]);
        let changed = match changed.as_deref() {
            Some("") => "",
            _ => " with changes",
        };
        let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = processor
            .lines()
            .find(|line| line.starts_with("model name"))
            .and_then(|line| line.split(':').nth(1))
            .map_or_else(String::new, |model| format!(" of {}", model.trim()));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        format!(
            "`cargo xtask {}`, {}, commit {commit}{changed}, {cores} cores{model}:",
            self.command,
            today()
        )
    }
}

/// The day in UTC, as ISO 8601 writes it.
fn today() -> String {
    time::OffsetDateTime::now_utc().date().to_string()
}
