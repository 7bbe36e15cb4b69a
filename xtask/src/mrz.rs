//! `cargo xtask mrz`: training and figures of the reader of machine-readable zones.

use crate::{
    figures::Recorder,
    shell::{Result, cargo},
};

/// Runs the program in `bench/mrz`; without arguments, for every table that needs no pictures from elsewhere.
pub fn mrz(arguments: &[String], recorder: &mut Recorder) -> Result<()> {
    let every = ["rates", "false-reads", "times", "sizes"].map(str::to_owned);
    let runs: Vec<&[String]> = match arguments {
        [] => every.iter().map(std::slice::from_ref).collect(),
        _ => vec![arguments],
    };
    for arguments in runs {
        recorder.run(
            cargo()
                .args([
                    "run",
                    "--release",
                    "--locked",
                    "--quiet",
                    "-p",
                    "greengate-mrz-bench",
                    "--",
                ])
                .args(arguments),
        )?;
    }
    Ok(())
}
