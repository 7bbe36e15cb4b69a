//! `greengate trust revocation`: revocation lists of any format into one signed pack, what a list holds, and what the
//! lists know of a pass.

mod build;
mod check;
mod show;

use crate::Outcome;
use anyhow::Result;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Compile revocation lists to a signed pack
    Build(Box<build::Args>),
    /// Apply a change to a pack
    Apply(build::Apply),
    /// Show what a pack, or a list of any format, holds
    Show(show::Args),
    /// Show what the lists know of a pass: which list, which hash, when
    Check(check::Args),
}

pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Build(args) => build::run(args),
        Command::Apply(args) => build::apply(args),
        Command::Show(args) => show::run(args),
        Command::Check(args) => check::run(args),
    }
}
