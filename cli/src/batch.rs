//! Batch files with one JSON object per line.

use crate::{Outcome, argument::name, parallel::Parallel, terminal::Output};
use anyhow::{Context, Result, anyhow, bail};
use greengate::limits::MAX_LINE;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{error::Category, json};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

/// Prints a JSON object for each line of a file that is not empty, in order, and returns the worst outcome. The answer
/// is given the number of the line, from 1 on; an error of its own is printed as the line's.
pub fn answer<T: Serialize>(
    path: &Path,
    mut answer: impl FnMut(usize, &[u8]) -> Result<(T, Outcome)>,
) -> Result<Outcome> {
    let file = File::open(path).with_context(|| name(path))?;
    let mut out = Output::buffered();
    let mut worst = Outcome::Good;
    for numbered in numbered(file) {
        let (number, line) = numbered?;
        worst = worst.max(print(&mut out, number, answer(number, &line))?);
    }
    out.flush()?;
    Ok(worst)
}

/// Lines per thread that are read before the answer to the first of them is printed. A line is long.
const AHEAD: usize = 4;

/// The same on several threads; each makes a function of its own that answers.
pub fn answer_on_threads<T: Serialize, A: FnMut(&[u8]) -> Result<(T, Outcome)>>(
    path: &Path,
    threads: usize,
    answering: impl Fn() -> A + Sync,
) -> Result<Outcome> {
    let file = File::open(path).with_context(|| name(path))?;
    let mut out = Output::buffered();
    let mut worst = Outcome::Good;
    let worker = || {
        let mut answer = answering();
        move |numbered: io::Result<(usize, Vec<u8>)>| {
            let (number, line) = numbered?;
            let mut printed = Output::to_memory();
            let outcome = print(&mut printed, number, answer(&line))?;
            Ok((printed, outcome))
        }
    };
    let parallel = Parallel { threads, ahead: AHEAD };
    parallel.in_order(numbered(file), worker, |answered: io::Result<_>| {
        let (printed, outcome) = answered?;
        out.add(&printed)?;
        worst = worst.max(outcome);
        io::Result::Ok(())
    })?;
    out.flush()?;
    Ok(worst)
}

/// Lines that are not empty, with their numbers from 1 on.
fn numbered(file: File) -> impl Iterator<Item = io::Result<(usize, Vec<u8>)>> {
    let numbered = lines(BufReader::new(file)).zip(1..);
    let filled = numbered.filter(|(line, _)| line.as_ref().map_or(true, |line| !line.trim_ascii().is_empty()));
    filled.map(|(line, number)| Ok((number, line?)))
}

/// Prints the answer to a line, or the line's error.
fn print<T: Serialize, W: Write>(
    out: &mut Output<W>,
    number: usize,
    answer: Result<(T, Outcome)>,
) -> io::Result<Outcome> {
    match answer {
        Ok((answer, outcome)) => out.json(&answer).map(|()| outcome),
        Err(error) => out
            .json(&json!({"error": format!("line {number}: {error:#}")}))
            .map(|()| Outcome::Unreadable),
    }
}

/// Lines without their end. A line beyond the limit is cut there, and is then still too large for any reader.
pub fn lines(mut reader: impl BufRead) -> impl Iterator<Item = io::Result<Vec<u8>>> {
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        match reader.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some(Err(error)),
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.len() > MAX_LINE
            && let Err(error) = skip_line(&mut reader)
        {
            return Some(Err(error));
        }
        Some(Ok(line))
    })
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let chunk = reader.fill_buf()?;
        let (length, end) = match chunk.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (chunk.len(), chunk.is_empty()),
        };
        reader.consume(length);
        if end {
            return Ok(());
        }
    }
}

/// Parses a line. Errors name the position and repeat no value, which could be a pass.
pub fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T> {
    if line.len() > MAX_LINE {
        bail!("the line is longer than {MAX_LINE} bytes");
    }
    serde_json::from_slice(line).map_err(|error| {
        let column = error.column();
        let said = error.to_string();
        match error.classify() {
            // The names of fields are the program's own.
            Category::Data if said.starts_with("missing field") || said.starts_with("duplicate field") => {
                anyhow!("not a case: {}", said.split(" at line ").next().unwrap_or_default())
            }
            Category::Data => anyhow!("not a case: a value of the wrong kind before column {column}"),
            Category::Syntax | Category::Eof | Category::Io => {
                anyhow!("not a case: the JSON breaks at column {column}")
            }
        }
    })
}
