//! Arguments in messages. People paste whole passes where a file is expected, and messages end up in logs: an argument
//! that names no file is described instead of repeated.

use crate::terminal;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use greengate::pass;
use std::path::Path;

/// Maximum length in characters of an argument that is taken for the path of a missing file.
const LONGEST_PATH: usize = 255;
/// Maximum length in characters of a missing file's name that is repeated. A pass is longer: its signature alone has
/// 86.
const LONGEST_NAME: usize = 128;
/// Maximum length in characters of a part of such a name between two separators.
const LONGEST_PART: usize = 64;

/// Name of a path in messages: the path itself if it exists or is short and plain, else its length.
pub fn name(path: &Path) -> String {
    let text = path.to_string_lossy();
    if path.symlink_metadata().is_ok() || is_name(&text) {
        text.into_owned()
    } else {
        describe(&text)
    }
}

/// Name in messages of an argument that is a path or a pass text.
pub fn input_name(argument: &str) -> String {
    let path = Path::new(argument);
    if path.symlink_metadata().is_ok() || is_path(argument) {
        name(path)
    } else {
        describe(argument)
    }
}

/// Description in messages of a value that is no path.
pub fn value(text: &str) -> String {
    if is_name(text) { text.to_owned() } else { describe(text) }
}

/// True if an argument without such a file was meant as a path: a mistyped file name must not be judged as a pass text.
pub fn is_path(argument: &str) -> bool {
    let path = Path::new(argument);
    let extension = path.extension().and_then(|e| e.to_str());
    let extended = extension.is_some_and(|e| {
        (2..=5).contains(&e.len())
            && e.bytes().all(|b| b.is_ascii_alphanumeric())
            && e.bytes().any(|b| b.is_ascii_alphabetic())
    });
    let separated = argument.contains(['/', '\\']);
    let beside = || separated && path.parent().is_some_and(Path::is_dir);
    is_plain(argument) && ((extended || separated) && argument.chars().count() <= LONGEST_PATH || beside())
}

/// Describes the length of a text, and nothing of its content.
fn describe(text: &str) -> String {
    format!("text of {} characters", text.chars().count())
}

fn is_name(text: &str) -> bool {
    is_plain(text)
        && text.chars().count() <= LONGEST_NAME
        && text.split(['/', '\\']).all(|part| part.chars().count() <= LONGEST_PART)
}

/// True if a text could be a path: no pass, no web address, no passport or boarding pass, no JSON.
fn is_plain(text: &str) -> bool {
    let scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        // A single letter is a drive of Windows.
        scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    let odd = |c: char| c.is_control() || "\"<>|*?{}".contains(c);
    !scheme && !text.contains(odd) && !text.contains("  ") && !pass::looks_like_pass(text)
}

/// Usage error without any pass and without characters that control a terminal.
pub fn usage(mut error: clap::Error) -> clap::Error {
    let unknown = error.kind() == ErrorKind::UnknownArgument;
    let given = error.context().filter_map(|(kind, value)| match (kind, value) {
        (ContextKind::InvalidArg, ContextValue::String(text)) if unknown => Some((kind, text.clone())),
        (ContextKind::InvalidValue | ContextKind::InvalidSubcommand, ContextValue::String(text)) => {
            Some((kind, text.clone()))
        }
        _ => None,
    });
    for (kind, text) in given.collect::<Vec<_>>() {
        let shown = terminal::escape(&value(&text)).into_owned();
        if shown != text {
            // Suggestions repeat the text that they correct.
            error.remove(ContextKind::Suggested);
        }
        error.insert(kind, ContextValue::String(shown));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_texts() {
        let long = "A".repeat(80);
        for path in [
            "missing.png",
            "pass.jp2",
            "./pass",
            "folder/missing",
            "C:\\scans\\pass.png",
            "Zertifikat für Müller.pdf",
        ] {
            assert!(is_path(path), "{path}");
            assert_eq!(input_name(path), path);
        }
        for text in [
            "HC1:6BF/A.PNG",
            "hc1:6bf/a.png",
            "NO1:6BF/A.PNG",
            "https://example.org/pass.png#HC1:6BF",
            "shc:/5676290952",
            "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100",
            "P<UTOERIKSSON<<ANNA<MARIA",
            "{\"uri\":\"a/b.json\"}",
            "Anna Mueller",
            "1990.01.01",
            &format!("HC1{long}/{long}*{long}.AB"),
            &format!("{long}/{long}/{long}/{long}.ABC"),
        ] {
            assert!(!is_path(text), "{text}");
            assert_eq!(input_name(text), format!("text of {} characters", text.chars().count()));
        }
        // A long path is taken for a path if its folder exists, and is not repeated.
        let inside = std::env::temp_dir().join(format!("{long}{long}{long}{long}"));
        assert!(is_path(&inside.to_string_lossy()));
        assert!(input_name(&inside.to_string_lossy()).starts_with("text of"));
    }
}
