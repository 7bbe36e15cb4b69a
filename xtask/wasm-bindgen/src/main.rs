//! `wasm-bindgen` as Trunk calls it: the same version line, the same options; short names for what a module
//! imports; and no messages of panics, which nobody would see.

#![forbid(unsafe_code)]

mod floats;
mod panics;

use std::{
    collections::{BTreeSet, HashMap},
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use walrus::Module;
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
    let (mut input, mut out_dir, mut out_name) = (None, None, None);
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
            ("--out-name", Some(name)) => {
                bindgen.out_name(name);
                out_name = Some(name.to_owned());
            }
            ("--debug", None) => _ = bindgen.debug(true),
            ("--keep-debug", None) => _ = bindgen.keep_debug(true),
            ("--no-demangle", None) => _ = bindgen.demangle(false),
            ("--typescript", None) => _ = bindgen.typescript(true),
            // The official command has it unless told otherwise; the app names its modules itself.
            ("--default-module-path", None) => _ = bindgen.omit_default_module_path(false),
            ("--no-typescript", None) => _ = bindgen.typescript(false),
            // Seen in the module, or always on.
            ("--reference-types" | "--weak-refs", None) => {}
            (path, None) if !path.starts_with('-') => input = Some(PathBuf::from(path)),
            _ => return Err(format!("{argument} is not known to this command")),
        }
    }
    let input = input.ok_or("no input file")?;
    let out_dir = out_dir.ok_or("no --out-dir")?;
    let out_dir = &out_dir;
    let stem = || Some(input.file_stem()?.to_string_lossy().into_owned());
    let out_name = out_name.or_else(stem).ok_or("no name for the output")?;
    let mut output = bindgen
        .input_path(&input)
        .generate_output()
        .map_err(|e| format!("{e:#}"))?;
    panics::cut(output.wasm_mut());
    floats::cut(output.wasm_mut());
    let modules = shorten_modules(output.wasm_mut());
    let names = shorten_names(output.wasm_mut());
    output.emit(out_dir).map_err(|e| format!("{e:#}"))?;
    for file in fs::read_dir(out_dir).map_err(|e| e.to_string())? {
        let path = file.map_err(|e| e.to_string())?.path();
        if is_script_of(&path, &out_name) {
            let renamed = |text: String| {
                let text = modules
                    .iter()
                    .fold(text, |text, module| text.replace(&quoted(module), &quoted(MODULE)));
                fs::write(&path, rename(&text, &names))
            };
            fs::read_to_string(&path)
                .and_then(renamed)
                .map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    Ok(())
}

/// True for a script, or types of one, of the module with this name. Others in the folder are of other modules, which are
/// made at the same time.
fn is_script_of(path: &Path, out_name: &str) -> bool {
    let is_script = path
        .extension()
        .is_some_and(|extension| extension == "js" || extension == "ts");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let rest = name.strip_prefix(out_name);
    is_script && rest.is_some_and(|rest| rest.starts_with('.') || rest.starts_with("_bg."))
}

/// Name of the module that functions are imported from, in place of the script's path.
const MODULE: &str = "a";

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Gives the script that functions are imported from the name [`MODULE`], and returns its paths: the path would stand
/// before each of some hundred functions.
fn shorten_modules(module: &mut Module) -> BTreeSet<String> {
    let scripts = module
        .imports
        .iter_mut()
        .filter(|import| import.module.ends_with("_bg.js"));
    scripts
        .map(|import| std::mem::replace(&mut import.module, MODULE.to_owned()))
        .collect()
}

/// An underscore and a number in base 36.
fn short_name(mut number: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(DIGITS[number % DIGITS.len()]));
        number /= DIGITS.len();
        if number == 0 {
            break;
        }
    }
    std::iter::once('_').chain(digits.into_iter().rev()).collect()
}

/// Gives each function that the module imports, and each that calls a closure, a short name, and returns the new
/// names by the old ones. The names that wasm-bindgen makes hold hashes, which cannot be compressed: seven
/// kilobytes that every phone would load.
fn shorten_names(module: &mut Module) -> HashMap<String, String> {
    const CLOSURES: &str = "wasm_bindgen__convert__closures";
    let mut names = HashMap::new();
    let mut shorten = |name: &mut String| {
        let next = short_name(names.len());
        *name = names.entry(name.clone()).or_insert(next).clone();
    };
    for import in module.imports.iter_mut() {
        shorten(&mut import.name);
    }
    for export in module
        .exports
        .iter_mut()
        .filter(|export| export.name.starts_with(CLOSURES))
    {
        shorten(&mut export.name);
    }
    names
}

/// A script with its identifiers renamed.
fn rename(script: &str, names: &HashMap<String, String>) -> String {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_inside) {
        let (before, behind) = rest.split_at(start);
        let (identifier, after) = behind.split_at(behind.find(|c| !is_inside(c)).unwrap_or(behind.len()));
        renamed += before;
        renamed += names.get(identifier).map_or(identifier, String::as_str);
        rest = after;
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_other_modules_are_left_alone() {
        let is_own = |name: &str| is_script_of(Path::new(name), "greengate-app");
        assert!(is_own("greengate-app.js") && is_own("greengate-app.d.ts") && is_own("greengate-app_bg.wasm.d.ts"));
        assert!(!is_own("greengate-counter.js") && !is_own("greengate-app-two.js") && !is_own("greengate-app_bg.wasm"));
    }

    #[test]
    fn whole_identifiers_are_renamed() {
        let names = HashMap::from([("__wbg_now_a1".to_owned(), "_0".to_owned())]);
        assert_eq!(
            rename("{ __wbg_now_a1: f, x__wbg_now_a1: g, __wbg_now_a12() }", &names),
            "{ _0: f, x__wbg_now_a1: g, __wbg_now_a12() }"
        );
    }

    #[test]
    fn names_count_in_base_36() {
        let names = [0, 9, 10, 35, 36, 1295, 1296].map(short_name);
        assert_eq!(names, ["_0", "_9", "_a", "_z", "_10", "_zz", "_100"]);
    }
}
