//! `wasm-bindgen` as Trunk calls it: the same version line, the same options.

#![forbid(unsafe_code)]

use std::{env, path::PathBuf, process::ExitCode};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("wasm-bindgen: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let (mut input, mut out_dir) = (None, None);
    for argument in arguments {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (argument.as_str(), None),
        };
        match (name, value) {
            ("--version" | "-V", None) => {
                println!("wasm-bindgen {}", env!("CARGO_PKG_VERSION"));
                return Ok(());
            }
            ("--target", Some("web")) => _ = bindgen.web(true).map_err(|e| e.to_string())?,
            ("--target", Some("no-modules")) => _ = bindgen.no_modules(true).map_err(|e| e.to_string())?,
            ("--out-dir", Some(dir)) => out_dir = Some(PathBuf::from(dir)),
            ("--out-name", Some(name)) => _ = bindgen.out_name(name),
            ("--debug", None) => _ = bindgen.debug(true),
            ("--keep-debug", None) => _ = bindgen.keep_debug(true),
            ("--no-demangle", None) => _ = bindgen.demangle(false),
            ("--no-typescript", None) => _ = bindgen.typescript(false),
            ("--reference-types", None) => _ = bindgen.reference_types(true),
            // Always on in this version.
            ("--weak-refs", None) => {}
            (path, None) if !path.starts_with('-') => input = Some(PathBuf::from(path)),
            _ => return Err(format!("{argument} is not known to this command")),
        }
    }
    let input = input.ok_or("no input file")?;
    let out_dir = out_dir.ok_or("no --out-dir")?;
    bindgen
        .input_path(input)
        .generate(out_dir)
        .map_err(|e| format!("{e:#}"))
}
