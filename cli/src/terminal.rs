//! Standard output and standard error: everything that the program prints goes through here.
//!
//! Passes, lists and file names are outside data, and a terminal obeys control characters: a name could move the cursor
//! and write a verdict of its own, fill the clipboard, or reverse the direction of a line. Therefore every character
//! that controls a terminal or is invisible is printed as its escape sequence, and a line stays one line.

#![expect(clippy::disallowed_methods, reason = "the one place that opens the standard streams")]

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::{
    borrow::Cow,
    fmt::Display,
    io::{self, BufWriter, StdoutLock, Write},
};

/// Standard output.
pub struct Output<W: Write>(W);

impl Output<StdoutLock<'static>> {
    /// Standard output, flushed after every line.
    pub fn new() -> Self {
        Self(io::stdout().lock())
    }
}

impl Output<BufWriter<StdoutLock<'static>>> {
    /// Standard output for many lines, which must be flushed at the end.
    pub fn buffered() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }
}

impl Output<Vec<u8>> {
    /// Lines that are kept, to be printed later.
    pub const fn to_memory() -> Self {
        Self(Vec::new())
    }
}

impl<W: Write> Output<W> {
    /// Prints lines that were kept.
    pub fn add(&mut self, kept: &Output<Vec<u8>>) -> io::Result<()> {
        self.0.write_all(&kept.0)
    }

    /// Prints a line for people.
    pub fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.0, "{}", escape(&text.to_string()))
    }

    /// Prints a line, and further lines indented below it.
    pub fn block(&mut self, lines: &[String]) -> io::Result<()> {
        for (n, line) in lines.iter().enumerate() {
            let indent = if n == 0 { "" } else { "  " };
            writeln!(self.0, "{indent}{}", escape(line))?;
        }
        Ok(())
    }

    /// Prints a value as a line of JSON, with every character escaped that could control a terminal.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        value.serialize(&mut Serializer::with_formatter(&mut self.0, Visible))?;
        writeln!(self.0)
    }

    /// Prints a pass text. A seal is JSON and stays JSON: its hidden characters get JSON escapes.
    pub fn pass(&mut self, text: &str) -> io::Result<()> {
        if !text.starts_with('{') || text.contains(char::is_control) {
            return self.line(text);
        }
        Visible.write_string_fragment(&mut self.0, text)?;
        writeln!(self.0)
    }

    /// Writes a file to standard output unchanged, if that was requested.
    pub fn file(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)?;
        self.0.flush()
    }

    /// Writes buffered output.
    pub fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Prints a message for people to standard error, after the program's name.
pub fn message(text: impl Display) {
    // If standard error is closed, nobody can be told.
    _ = writeln!(io::stderr(), "greengate: {}", escape(&text.to_string()));
}

/// True if standard error is a terminal.
pub fn is_interactive() -> bool {
    io::IsTerminal::is_terminal(&io::stderr())
}

/// Replaces every hidden character by its escape sequence.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => out.extend(letter.escape_default()),
            hidden if is_hidden(hidden) => out.extend(hidden.escape_unicode()),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// True for a character that controls a terminal or is invisible: controls (Unicode category Cc), format characters
/// (Cf, including bidirectional ones), line and paragraph separators, and characters that are default ignorable
/// (DerivedCoreProperties.txt).
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'..='\u{891}'
                | '\u{8e2}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{110cd}'
                | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// JSON without spaces and with escaped hidden characters (RFC 8259, section 7). serde_json itself only escapes C0.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_hidden) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut letters = from.chars();
            for unit in letters
                .next()
                .iter()
                .flat_map(|hidden| hidden.encode_utf16(&mut [0; 2]).to_vec())
            {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = letters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter of every kind that must not reach a terminal.
    const HIDDEN: &str = "\0\u{7}\u{8}\t\n\u{b}\u{c}\r\u{1b}\u{7f}\u{80}\u{85}\u{90}\u{9b}\u{9c}\u{9d}\u{ad}\u{61c}\
        \u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\
        \u{3164}\u{fe0f}\u{feff}\u{fffb}\u{e0001}\u{e0041}\u{e007f}\u{e0100}";

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(
            escape("a\u{1b}[2J\r\nb\u{202e}c\u{9b}d"),
            "a\\u{1b}[2J\\r\\nb\\u{202e}c\\u{9b}d"
        );
        assert!(escape(HIDDEN).bytes().all(|byte| byte.is_ascii_graphic()));
        for name in [
            "Ásta Björk Grønli",
            "Παράδειγμα",
            "山田 太郎",
            "محمد",
            "O’Neill",
            "C:\\pass.png",
        ] {
            assert!(matches!(escape(name), Cow::Borrowed(_)), "{name}");
        }
    }

    #[test]
    fn json_says_the_same_in_visible_characters() {
        let value = serde_json::json!({ HIDDEN: [HIDDEN, "Ásta \"Björk\" \\ \u{1F600}"], "n": 1.5, "null": null });
        let mut out = Output(Vec::new());
        out.json(&value).unwrap();
        let text = String::from_utf8(out.0).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        let line = text.strip_suffix('\n').unwrap();
        assert!(!line.contains(is_hidden) && line.contains("Ásta"), "{line}");
    }

    #[test]
    fn a_seal_that_is_printed_stays_one() {
        let mut out = Output(Vec::new());
        out.pass("{\"n\":\"A\u{202e}B\"}").unwrap();
        assert_eq!(out.0, b"{\"n\":\"A\\u202eB\"}\n");
    }

    #[test]
    fn a_block_has_as_many_lines_as_were_given() {
        let mut out = Output(Vec::new());
        out.block(&["a\nVALID".to_owned(), "b\u{2028}c".to_owned()]).unwrap();
        assert_eq!(out.0, b"a\\nVALID\n  b\\u{2028}c\n");
    }
}
