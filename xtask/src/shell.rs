//! Running programs, with what they do on screen.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Errors are sentences for the person at the terminal.
pub type Result<T> = std::result::Result<T, String>;

/// The checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(PathBuf::new, Path::to_owned)
}

/// Cargo's folder for what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Says what happens next.
pub fn say(what: &str) {
    eprintln!("xtask: {what}");
}

/// Prints to standard output; nobody listening is no error.
pub fn print(text: &str) {
    _ = writeln!(std::io::stdout(), "{text}");
}

/// Cargo, in the checkout.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a program to its end, its output on screen.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name} failed ({status})")),
        Err(error) => Err(format!("{name} cannot be started: {error}")),
    }
}

/// Output of a program; `None` if it is missing or fails.
pub fn output(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The files of a folder.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.is_file())
        .collect())
}

/// The folders of the workspace's members.
pub fn members() -> Result<Vec<PathBuf>> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).map_err(|e| e.to_string())?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("members = ["));
    let names = line.ok_or("Cargo.toml names no members")?.trim_end_matches(']');
    Ok(names
        .split(',')
        .map(|name| match name.trim().trim_matches('"') {
            "." => root(),
            name => root().join(name),
        })
        .collect())
}

/// Copies a file.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|e| format!("{}: {e}", from.display()))
}

/// Removes a file.
pub fn remove(file: &Path) -> Result<()> {
    fs::remove_file(file).map_err(|e| format!("{}: {e}", file.display()))
}
