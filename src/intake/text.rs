//! Search for passes in a text: one per line, wrapped over several lines, between other words, in JSON, in mails.
//!
//! A space is a digit of base45, so a wrapped text does not show if a line ends with one. The search tries several ways
//! of joining the lines until the text decodes and the checksum of its zlib stream (RFC 1950) is right.

use super::mail;
use crate::{
    encoding::{Wrapping, inflate},
    limits::{MAX_CARD, MAX_INFLATED, MAX_JOINS, MAX_PASSES, MAX_TEXT, MAX_TEXT_FILE},
    pass,
};
use serde_json::Value;

/// Prefixes of the texts that are searched for: passes, and recognised texts that end at white space.
const HCERT: &str = "HC1:";
const CARD: &str = "shc:/";
const JWS: &str = "eyJ";
const OTHERS: [&str; 6] = ["NZCP:/", "shlink:/", "vhlink:/", "NL2:", "AT1:", "CRED:"];

/// Number of characters of an ES256 signature in base64url.
const SIGNATURE: usize = 86;
/// Maximum number of line ends in a pass for which every combination of space and nothing is tried.
const FEW_LINES: usize = 8;
/// Maximum number of words after a pass, in its own alphabet, that are separated from it.
const WORDS: usize = 6;
/// Maximum depth of JSON inside texts of JSON.
const NESTED: usize = 3;

/// Texts of the passes in a text, in order and each once. If there is none, the text itself, to be judged and named.
#[must_use]
pub fn passes_in(text: &str) -> Vec<String> {
    if text.len() > MAX_TEXT_FILE {
        return vec![text.to_owned()];
    }
    let tidied = tidy(text);
    let mut views = views(&tidied);
    // First as it is: a seal's signature covers every character of a name, even those without width.
    if tidied != text {
        views.insert(0, text.to_owned());
    }
    let mut best = Finder::default();
    let mut joins = MAX_JOINS;
    for view in views {
        let mut finder = Finder {
            joins,
            ..Finder::default()
        };
        finder.scan(&view, NESTED);
        joins = finder.joins;
        if finder.proven() > best.proven() || best.found.is_empty() {
            best = finder;
        }
    }
    let whole = tidied.trim();
    if best.proven() == 0 && (best.found.is_empty() || !whole.contains('\n')) {
        return vec![whole.to_owned()];
    }
    best.found.into_iter().map(|found| found.text).collect()
}

/// Removes what clipboards and web pages add: marks, spaces without width, other line ends.
fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{a0}', " ");
    text.replace(['\u{feff}', '\u{200b}', '\u{ad}', '\u{2060}'], "")
}

/// The text as it is, and as it was before a program wrapped, quoted or escaped it.
fn views(text: &str) -> Vec<String> {
    let mut views = vec![text.to_owned()];
    let mut add = |view: Option<String>| {
        if let Some(view) = view.filter(|view| !views.contains(view)) {
            views.push(view);
        }
    };
    let mail = mail::base64_parts(text).or_else(|| mail::unquoted_printable(text));
    let plain = mail.as_deref().unwrap_or(text);
    add(mail.clone());
    add(mail::without_quotes(plain));
    add(mail::without_tags(plain));
    if plain.contains('%') {
        add(unescaped(plain));
        add(unescaped(&plain.replace('+', " ")));
    }
    views
}

/// Decodes percent-encoding (RFC 3986); `None` if the result is no text.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if let (b'%', [high, low, after @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (mail::hexadecimal(*high), mail::hexadecimal(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

struct Candidate {
    text: String,
    /// True if it decodes, or is one of several codes.
    proven: bool,
}

/// Passes found so far, and the number of ways of joining lines that may still be tried.
struct Finder {
    found: Vec<Candidate>,
    joins: usize,
}

impl Default for Finder {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            joins: MAX_JOINS,
        }
    }
}

impl Finder {
    fn proven(&self) -> usize {
        self.found.iter().filter(|found| found.proven).count()
    }

    fn push(&mut self, text: String, proven: bool) {
        if self.found.len() < MAX_PASSES && !self.found.iter().any(|found| found.text == text) {
            self.found.push(Candidate { text, proven });
        }
    }

    /// Searches a text that may contain `nested` levels of JSON.
    fn scan(&mut self, text: &str, nested: usize) {
        let mut at = 0;
        while at < text.len() && self.found.len() < MAX_PASSES {
            let Some(rest) = text.get(at..) else {
                at += 1;
                continue;
            };
            let before = text.as_bytes()[..at].last();
            at += self.take(rest, before.copied(), nested).unwrap_or(1).max(1);
        }
    }

    /// Takes the pass that starts here, and returns its length.
    fn take(&mut self, rest: &str, before: Option<u8>, nested: usize) -> Option<usize> {
        let starts = |start: &str| {
            rest.get(..start.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(start))
        };
        let apart = before.is_none_or(|b| !b.is_ascii_alphanumeric());
        match rest.as_bytes().first()? {
            b'{' | b'[' if nested > 0 => self.json(rest, nested),
            b'H' if rest.starts_with(HCERT) => Some(self.hcert(rest)),
            b'S' | b's' if starts(CARD) => Some(self.card(rest)),
            b'e' if apart && rest.starts_with(JWS) => self.jws(rest),
            _ if apart && OTHERS.iter().any(|start| starts(start)) => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
                let length = end.unwrap_or(rest.len());
                self.push(rest[..length].to_owned(), true);
                Some(length)
            }
            _ => None,
        }
    }

    /// Takes a JSON value: a seal, or passes in its texts.
    fn json(&mut self, rest: &str, nested: usize) -> Option<usize> {
        // Parsing it costs as much as many joins, and opening brackets are cheap to write.
        self.joins = self.joins.checked_sub(MAX_JOINS / 64)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let value = values.next()?.ok()?;
        let length = values.byte_offset();
        if is_seal(&value) {
            self.push(rest[..length].to_owned(), true);
        } else {
            self.walk(&value, nested - 1);
        }
        Some(length)
    }

    fn walk(&mut self, value: &Value, nested: usize) {
        match value {
            Value::String(text) => self.member(text, nested),
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, nested)),
            Value::Object(_) if is_seal(value) => self.push(value.to_string(), true),
            Value::Object(members) => members.values().for_each(|member| self.walk(member, nested)),
            _ => {}
        }
    }

    /// Takes a text of a JSON value: if it starts like a pass it counts as one, damaged or not.
    fn member(&mut self, text: &str, nested: usize) {
        let mut inner = Self {
            found: Vec::new(),
            joins: self.joins,
        };
        inner.scan(text, nested);
        self.joins = inner.joins;
        if inner.proven() == 0 && !text.trim_start().starts_with('{') && pass::looks_like_pass(text) {
            return self.push(text.trim().to_owned(), true);
        }
        inner
            .found
            .into_iter()
            .for_each(|found| self.push(found.text, found.proven));
    }

    /// Takes an HCERT up to the end of its line, or of the lines that continue it.
    fn hcert(&mut self, rest: &str) -> usize {
        if self.joins == 0 {
            return HCERT.len();
        }
        let lines = lines_of(rest, is_base45, HCERT.len());
        for count in (1..=lines.len()).rev().take(self.joins) {
            for join in [Join::AsIs, Join::Trimmed, Join::Spaced] {
                if count == 1 && join != Join::AsIs {
                    continue;
                }
                if let Some(text) = self.hcert_of(&joined(&lines[..count], join)) {
                    self.push(text, true);
                    return end_of(rest, &lines[..count]);
                }
            }
        }
        if let Some(text) = self.mixed(&lines) {
            self.push(text, true);
            return end_of(rest, &lines);
        }
        // Damaged: take as much as can belong to it. Words after it on the line may have spoilt it.
        let first = joined(&lines[..1], Join::AsIs);
        for (cut, _) in first.rmatch_indices(' ').take(WORDS) {
            if let Some(text) = self.hcert_of(&first[..cut]) {
                self.push(text, true);
                return cut;
            }
        }
        self.push(joined(&lines, Join::Trimmed), false);
        end_of(rest, &lines)
    }

    /// Joins lines of which each ends with or without a space.
    fn mixed(&mut self, lines: &[&str]) -> Option<String> {
        let ends = lines
            .len()
            .checked_sub(1)
            .filter(|ends| (1..=FEW_LINES).contains(ends))?;
        (0..1_u32 << ends).find_map(|spaces| {
            let mut text = lines[0].trim_end().to_owned();
            for (n, line) in lines[1..].iter().enumerate() {
                if spaces >> n & 1 == 1 {
                    text.push(' ');
                }
                text.push_str(line.trim());
            }
            self.hcert_of(&text)
        })
    }

    /// Returns the text if it decodes.
    fn hcert_of(&mut self, text: &str) -> Option<String> {
        self.joins = self.joins.checked_sub(1)?;
        let text = text.trim_end();
        let body = text.get(HCERT.len()..).filter(|_| text.len() <= MAX_TEXT)?;
        let packed = base45::decode(body).ok()?;
        inflate(&packed, Wrapping::Zlib, MAX_INFLATED).ok()?;
        Some(text.to_owned())
    }

    /// Takes a SMART Health Card in digits, or one of its codes.
    fn card(&mut self, rest: &str) -> usize {
        if self.joins == 0 {
            return CARD.len();
        }
        let lines = lines_of(rest, |c| c.is_ascii_digit() || c == '/' || c == ' ', CARD.len());
        let text = |count: usize| -> String {
            let joined = lines[..count].concat();
            joined.chars().filter(|c| !c.is_whitespace()).collect()
        };
        let whole = text(lines.len());
        if pass::chunk(&whole).is_some_and(|chunk| chunk.total > 1) {
            self.push(whole, true);
            return end_of(rest, &lines);
        }
        for count in (1..=lines.len()).rev() {
            let text = text(count);
            let Some(left) = self.joins.checked_sub(1) else { break };
            self.joins = left;
            if pass::read(&text).is_ok() {
                self.push(text, true);
                return end_of(rest, &lines[..count]);
            }
        }
        self.push(whole, false);
        end_of(rest, &lines)
    }

    /// Takes a SMART Health Card as JWS. Other tokens look alike, so it must decode.
    fn jws(&mut self, rest: &str) -> Option<usize> {
        self.joins = self.joins.checked_sub(1)?;
        let is_jws = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let lines = lines_of(rest, is_jws, JWS.len());
        for count in (1..=lines.len()).rev() {
            let mut text = joined(&lines[..count], Join::Trimmed);
            let end = text.match_indices('.').nth(1).map(|(at, _)| at + 1 + SIGNATURE)?;
            text.truncate(end);
            self.joins = self.joins.checked_sub(1)?;
            if pass::read(&text).is_ok() {
                self.push(text, true);
                return Some(end_of(rest, &lines[..count]));
            }
        }
        None
    }
}

/// True for an ICAO visible digital seal.
fn is_seal(value: &Value) -> bool {
    let kind = value.pointer("/data/hdr/t").and_then(Value::as_str);
    kind.is_some_and(|kind| kind.starts_with("icao."))
}

fn is_base45(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_uppercase() || matches!(c, ' ' | '$' | '%' | '*' | '+' | '-' | '.' | '/' | ':')
}

/// The first line, up to a character that cannot belong to the pass, and the following lines that can continue it as a
/// whole.
fn lines_of(rest: &str, belongs: fn(char) -> bool, prefix: usize) -> Vec<&str> {
    // No pass of any format is longer.
    let most = rest.len().min(2 * MAX_CARD);
    let rest = &rest[..rest.floor_char_boundary(most)];
    let mut lines = rest.split('\n');
    let first = lines.next().unwrap_or_default();
    let foreign = first[prefix..].find(|c: char| !belongs(c) && c != '\t');
    let mut found = vec![foreign.map_or(first, |at| &first[..prefix + at])];
    if foreign.is_some() {
        return found;
    }
    let starts = [HCERT, CARD, JWS].iter().chain(&OTHERS);
    let another = |line: &str| {
        let line = line.trim_start();
        starts.clone().any(|start| {
            line.get(..start.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(start))
        })
    };
    let continues =
        |line: &&str| !line.trim().is_empty() && line.chars().all(|c| belongs(c) || c == '\t') && !another(line);
    let mut next = lines.next();
    while let Some(line) = next.filter(continues) {
        found.push(line);
        next = lines.next();
    }
    // The last line may end with a quotation mark or the like, which does not make it a line of words.
    if let Some(last) = next {
        let ended = last
            .trim_end()
            .trim_end_matches(['"', '\'', ',', ';', '}', ')', ']', '”', '»']);
        if ended.len() < last.trim_end().len() && continues(&ended) {
            found.push(ended);
        }
    }
    found
}

/// Way of joining lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// Cut at a width: every space counts.
    AsIs,
    /// Indented or padded: spaces at line ends do not count.
    Trimmed,
    /// Wrapped between words: a line end stands for a space.
    Spaced,
}

fn joined(lines: &[&str], join: Join) -> String {
    let trimmed = || lines.iter().map(|line| line.trim());
    match join {
        Join::AsIs => lines.concat(),
        Join::Trimmed => trimmed().collect(),
        Join::Spaced => trimmed().collect::<Vec<&str>>().join(" "),
    }
}

/// Index of the end of the last of these lines.
fn end_of(rest: &str, lines: &[&str]) -> usize {
    let (Some(last), start) = (lines.last(), rest.as_ptr() as usize) else {
        return 0;
    };
    last.as_ptr() as usize - start + last.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that decodes and has spaces at many places.
    fn hcert(seed: u8) -> String {
        let content: Vec<u8> = (0..240_u32)
            .map(|n| (n * n * 7 + n + u32::from(seed) * 31) as u8)
            .collect();
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&content, 6);
        format!("HC1:{}", base45::encode(&packed))
    }

    #[test]
    fn every_character_of_a_seal_stays() {
        for odd in [
            '\u{200b}', '\u{200d}', '\u{a0}', '\u{ad}', '\u{feff}', '\u{2060}', '\u{2028}',
        ] {
            let seal =
                format!(r#"{{"data":{{"hdr":{{"t":"icao.vacc"}},"msg":{{"pid":{{"n":"A{odd}B"}}}}}},"sig":{{}}}}"#);
            assert_eq!(passes_in(&format!(" {seal}\r\n")), [seal], "{odd:?}");
        }
    }

    fn wrapped(text: &str, width: usize, end: &str, indent: &str) -> String {
        let lines = text.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap());
        lines.map(|line| format!("{indent}{line}{end}")).collect()
    }

    #[test]
    fn passes_stand_one_a_line_and_between_words() {
        let (a, b) = (hcert(1), hcert(2));
        assert!(a.contains(' '), "the vector has spaces");
        for text in [
            format!("{a}\n{b}"),
            format!("{a}\r\n\r\n{b}\r\n"),
            format!("Dear traveller,\nyour passes:\n\n{a}\n\nand\n\n{b}\nKIND REGARDS\n"),
            format!("\u{feff}\"{a}\", '{b}';"),
            format!("> {a}\n>\n> > {b}"),
            format!("first: {a}\n{a}\nsecond: <{b}>"),
            format!("{{\"a\": [\"{a}\", {{\"b\": \"text {b} text\"}}]}}"),
            format!("<p>{a}</p><p>{b}</p>"),
        ] {
            assert_eq!(passes_in(&text), [a.as_str(), b.as_str()], "{text}");
        }
        assert_eq!(passes_in(&format!("{a} PRINT ME")), [a.as_str()]);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        for seed in 0..20 {
            let pass = hcert(seed);
            for width in [37, 64, 76] {
                for (end, indent) in [("\n", ""), ("\r\n", ""), ("=\r\n", ""), ("\n", "> ")] {
                    let text = format!("Your pass:\n\n{}\nKind regards", wrapped(&pass, width, end, indent));
                    assert_eq!(passes_in(&text), [pass.as_str()], "{width} {end:?} {indent:?}\n{text}");
                }
            }
            // Between words, where mail programs often wrap.
            let words = pass.split(' ').collect::<Vec<_>>().join("\n   ");
            if !pass.contains("  ") {
                assert_eq!(passes_in(&words), [pass.as_str()], "{words}");
            }
        }
        // An editor removed the spaces at line ends.
        let one_space = |pass: &String| {
            let ends: Vec<&[u8]> = pass.as_bytes().chunks(64).collect();
            let spaces = ends.windows(2).map(|w| (w[0].ends_with(b" "), w[1].starts_with(b" ")));
            let counted: Vec<usize> = spaces.map(|(a, b)| usize::from(a) + usize::from(b)).collect();
            counted.contains(&1) && counted.contains(&0) && !counted.contains(&2)
        };
        let passes: Vec<String> = (0..200).map(hcert).filter(one_space).take(10).collect();
        assert_eq!(passes.len(), 10);
        for pass in passes {
            let lines = wrapped(&pass, 64, "\n", "");
            let lines: Vec<&str> = lines.lines().map(str::trim).collect();
            assert_eq!(passes_in(&lines.join("\n")), [pass.as_str()]);
        }
    }

    #[test]
    fn addresses_are_undone() {
        let pass = hcert(3);
        let escape = |text: &str, space: &str| -> String {
            let escaped = text.chars().map(|c| match c {
                ' ' => space.to_owned(),
                c if c.is_ascii_alphanumeric() => c.to_string(),
                c => format!("%{:02X}", c as u32),
            });
            escaped.collect()
        };
        for space in ["%20", "+"] {
            let text = format!("https://check.example/?a=1#{}", escape(&pass, space));
            assert_eq!(passes_in(&text), [pass.as_str()], "{text}");
        }
        assert_eq!(passes_in(&format!("https://check.example/#{pass}")), [pass.as_str()]);
    }

    #[test]
    fn mails_hold_passes() {
        let pass = hcert(4);
        use base64ct::Encoding as _;
        let body = base64ct::Base64::encode_string(format!("Hello\r\n\r\n{pass}\r\n").as_bytes());
        let mail = format!(
            "From: a@b.example\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{}\n--b--\n",
            wrapped(&body, 76, "\n", "")
        );
        assert_eq!(passes_in(&mail), [pass.as_str()]);
    }

    #[test]
    fn what_is_no_pass_stays_what_it_is() {
        for text in [
            "HELLO",
            "",
            "a\nb",
            "{\"a\": 1}",
            "HC1:",
            "HC1:~",
            "shc:/",
            "eyJhbGciOiJub25lIn0.e30.",
        ] {
            assert_eq!(passes_in(text), [text], "{text:?}");
        }
        // A damaged pass is kept as it is: the verdict names the damage.
        let damaged = hcert(5).replace("HC1:6B", "HC1:6C");
        assert_eq!(passes_in(&damaged), [damaged.as_str()]);
        assert_eq!(
            passes_in("see\nNZCP:/1/2KCE and\nshlink:/eyJ1\n"),
            ["NZCP:/1/2KCE", "shlink:/eyJ1"]
        );
        let seal = r#"{"data":{"hdr":{"t":"icao.vacc"}},"sig":{}}"#;
        assert_eq!(passes_in(&format!("seal:\n{seal}\n{seal}")), [seal]);
    }

    #[test]
    fn bounds_of_texts() {
        // MAX_TEXT_FILE
        let pass = hcert(6);
        let padded = |length: usize| format!("{pass}\n{}", "~".repeat(length - pass.len() - 1));
        assert_eq!(passes_in(&padded(MAX_TEXT_FILE)), [pass.as_str()]);
        assert_eq!(passes_in(&padded(MAX_TEXT_FILE + 1))[0].len(), MAX_TEXT_FILE + 1);
        // MAX_PASSES
        let codes = |count: usize| (0..count).map(|n| format!("shc:/1/2/{n:04}\n")).collect::<String>();
        assert_eq!(passes_in(&codes(MAX_PASSES)).len(), MAX_PASSES);
        assert_eq!(passes_in(&codes(MAX_PASSES + 1)).len(), MAX_PASSES);
        // MAX_JOINS: then no more ways are tried.
        assert_eq!(Finder::default().joins, MAX_JOINS);
        let mut finder = Finder {
            joins: 1,
            ..Finder::default()
        };
        finder.scan(&wrapped(&pass, 64, "\n", "  "), 1);
        assert_eq!((finder.joins, finder.proven()), (0, 0));
        let start = std::time::Instant::now();
        assert!(!passes_in(&"HC1:ABC\nDEF\nGHI\nJKL\n".repeat(20_000)).is_empty());
        assert!(!passes_in(&"[{".repeat(200_000)).is_empty());
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
