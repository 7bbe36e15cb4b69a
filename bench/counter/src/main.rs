//! `cargo xtask counter`: random persons through the counter, and the opening morning of many counters.

mod morning;
mod persons;

use anyhow::{Result, bail};
use std::env;

/// Persons where no number is given.
const PERSONS: u64 = 10_000;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["persons"] => persons::run(PERSONS),
        ["persons", number] => persons::run(number.parse()?),
        ["morning"] => morning::run(),
        _ => bail!("persons [N], or morning"),
    }
}
