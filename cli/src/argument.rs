//! Arguments in messages. People paste whole passes where a file is expected, and messages end up
//! in logs: an argument that names no file is described, not repeated.

use crate::terminal;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use greengate::pass;
use std::path::Path;

/// Longest path in characters that an argument without such a file is taken for.
const LONGEST_PATH: usize = 255;
/// Longest name in characters that is repeated without there being such a file. A pass is longer: its
/// signature alone has 86.
const LONGEST_NAME: usize = 128;
/// Longest part of such a name between two separators.
const LONGEST_PART: usize = 64;

/// What messages call a path: itself where it exists or is short and plain, else its length.
pub fn name(path: &Path) -> String {
    let text = path.to_string_lossy();
    if path.symlink_metadata().is_ok() || is_name(&text) {
        text.into_owned()
    } else {
        describe(&text)
    }
}

/// What messages call an argument that is a path or a pass text.
pub fn input_name(argument: &str) -> String {
    let path = Path::new(argument);
    if path.symlink_metadata().is_ok() || is_path(argument) {
        name(path)
    } else {
        describe(argument)
    }
}

/// What messages call a value that is no path.
pub fn value(text: &str) -> String {
    if is_name(text) { text.to_owned() } else { describe(text) }
}

/// Whether an argument that names no file was meant to: a mistyped file name must not be judged
/// as a pass text.
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

/// Says how long a text is, and nothing of it.
fn describe(text: &str) -> String {
    format!("text of {} characters", text.chars().count())
}

fn is_name(text: &str) -> bool {
    is_plain(text)
        && text.chars().count() <= LONGEST_NAME
        && text.split(['/', '\\']).all(|part| part.chars().count() <= LONGEST_PART)
}

/// Whether a text could be a path: no pass, no web address, no passport or boarding pass, no JSON.
fn is_plain(text: &str) -> bool {
    let scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        // One letter is a drive of Windows.
        scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    let odd = |c: char| c.is_control() || "\"<>|*?{}".contains(c);
    !scheme && !text.contains(odd) && !text.contains("  ") && !pass::looks_like_pass(text)
}

/// A usage error that repeats no pass and nothing that a terminal acts on.
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
            // Suggestions repeat what they correct.
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
        // Long paths are paths where their folder exists, and are not repeated.
        let inside = std::env::temp_dir().join(format!("{long}{long}{long}{long}"));
        assert!(is_path(&inside.to_string_lossy()));
        assert!(input_name(&inside.to_string_lossy()).starts_with("text of"));
    }
}
