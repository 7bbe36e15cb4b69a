//! `greengate`: judges health passes, reads their QR codes and makes test passes.

// `terminal` prints everything and escapes characters that control a terminal.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod argument;
mod batch;
mod charset;
mod counter;
mod countries;
mod directory;
mod edition;
mod files;
mod input;
mod issue;
mod need;
mod parallel;
mod passport;
mod pictures;
mod progress;
mod reader;
mod requirements;
mod revocation;
mod rules;
mod scan;
mod svg;
mod terminal;
mod trust;
mod verify;

use cap::Cap;
use clap::{Parser, Subcommand};
use std::{alloc::System, panic, process::ExitCode, sync::Mutex};

/// Has no limit, except in the process that reads files.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Verifier for digital travel-health passes. Works offline; nothing is sent anywhere.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Judge passes: is it genuine, is it current, is it accepted there?
    Verify(Box<verify::Args>),
    /// Say if a journey requires a vaccination certificate, and if the passes shown meet it.
    Need(Box<need::Args>),
    /// Print the texts of the QR codes found in pictures.
    Scan(scan::Args),
    /// Compile published trust lists to the compact bundle, show one, sign one.
    #[command(subcommand)]
    Trust(trust::Command),
    /// Evaluate entry rules, say what is wrong with them, pack and sign them for the app.
    #[command(subcommand)]
    Rules(rules::Command),
    /// Compile tables of vaccination requirements to a signed pack, show one, say what is wrong with one.
    #[command(subcommand)]
    Requirements(requirements::Command),
    /// Build the directory of places that issue certificates, show one.
    #[command(subcommand)]
    Directory(directory::Command),
    /// Make test and training passes with an own key, certificates of a counter with its signer's.
    Issue(Box<issue::Args>),
    /// Read files from standard input for another process of this program.
    #[command(hide = true)]
    ReadFiles {
        kind: reader::Kind,
        #[command(flatten)]
        wanted: reader::Wanted,
    },
}

/// Exit status of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// All valid (and accepted, where a country is given).
    Good = 0,
    /// At least one is not.
    Bad = 1,
    /// Usage, or unreadable input.
    Unreadable = 2,
}

/// Place of the last panic. A panic is a bug of this program and ends it with one plain sentence. Pictures and PDF
/// files are read in another process (`reader`): a crash there costs one file, and the next is read.
static PANICKED_AT: Mutex<Option<String>> = Mutex::new(None);

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        if let (Ok(mut place), Some(location)) = (PANICKED_AT.lock(), info.location()) {
            *place = Some(location.to_string());
        }
    }));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let error = argument::usage(error);
            // If the stream is closed, nobody can be told.
            _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Outcome::Unreadable as u8));
        }
    };
    let result = panic::catch_unwind(|| match cli.command {
        Command::Verify(args) => verify::run(&args),
        Command::Need(args) => need::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Trust(command) => trust::run(&command),
        Command::Rules(command) => rules::run(&command),
        Command::Requirements(command) => requirements::run(&command),
        Command::Directory(command) => directory::run(&command),
        Command::Issue(args) => issue::run(&args),
        Command::ReadFiles { kind, wanted } => reader::run(kind, wanted),
    });
    match result {
        Ok(Ok(outcome)) => ExitCode::from(outcome as u8),
        Ok(Err(error)) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            terminal::message(format_args!("{error:#}"));
            ExitCode::from(Outcome::Unreadable as u8)
        }
        Err(_) => {
            let place = PANICKED_AT
                .lock()
                .ok()
                .and_then(|place| place.clone())
                .unwrap_or_default();
            terminal::message(format_args!("a defect in greengate itself ({place}); please report it"));
            ExitCode::from(Outcome::Unreadable as u8)
        }
    }
}

/// True for the error of `greengate … | head`, which is no fault.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The system's time; nothing below the command line reads a clock.
fn now() -> time::OffsetDateTime {
    time::OffsetDateTime::now_utc()
}

/// Parses an RFC 3339 date-time, for options.
fn date_time(text: &str) -> Result<time::OffsetDateTime, String> {
    time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339)
        .map_err(|_| "not an RFC 3339 date-time such as 2026-11-23T12:00:00Z".to_owned())
}

/// Pins from a PEM file, or a pin in base64 as `trust keygen` prints it.
fn pins(given: &str) -> anyhow::Result<Vec<greengate::trust::Pin>> {
    use anyhow::Context;
    use greengate::trust::Pin;
    let path = std::path::Path::new(given);
    if path.is_file() {
        return Pin::read(&input::bytes(path)?).with_context(|| argument::name(path));
    }
    let pin = Pin::from_base64(given).with_context(|| format!("{}: neither a file nor a pin", argument::name(path)))?;
    Ok(vec![pin])
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    /// What clap itself asserts in builds for debugging alone.
    #[test]
    fn groups_of_options_have_names_of_their_own() {
        let mut waiting = vec![Cli::command()];
        let mut groups = 0;
        while let Some(command) = waiting.pop() {
            let mut names: Vec<_> = command.get_groups().map(|group| group.get_id().clone()).collect();
            groups += names.len();
            names.sort();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{}: {names:?}", command.get_name());
            for argument in command.get_groups().flat_map(clap::ArgGroup::get_args) {
                let mut all = command.get_arguments();
                assert!(
                    all.any(|one| one.get_id() == argument),
                    "{} has no {argument}",
                    command.get_name()
                );
            }
            waiting.extend(command.get_subcommands().cloned());
        }
        assert!(groups > 0);
    }
}
