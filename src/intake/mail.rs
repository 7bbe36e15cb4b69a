//! Changes that mail programs make to a text: quoted-printable and base64 (RFC 2045), and quotes (RFC 3676).

use crate::encoding::base64;

/// Decodes quoted-printable; `None` if the text shows no sign of it.
pub(super) fn unquoted_printable(text: &str) -> Option<String> {
    if !text.contains("=\n") && !holds(text, "quoted-printable") {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if let (b'=', [b'\n', after @ ..]) = (first, after) {
            rest = after;
        } else if let (b'=', [high, low, after @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (hexadecimal(*high), hexadecimal(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The value of a hexadecimal digit.
pub(super) fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Decodes the parts of a mail that are text in base64; `None` without any.
pub(super) fn base64_parts(text: &str) -> Option<String> {
    let mut found = String::new();
    let lines: Vec<&str> = text.lines().collect();
    for (n, line) in lines.iter().enumerate() {
        if !(holds(line, "content-transfer-encoding:") && holds(line, "base64")) {
            continue;
        }
        // The body begins after the next empty line and ends at the following one or at a boundary.
        let body = lines[n..].iter().skip_while(|line| !line.trim().is_empty()).skip(1);
        let body: String = body
            .take_while(|line| !line.trim().is_empty() && !line.starts_with("--"))
            .copied()
            .collect();
        if let Some(part) = base64(&body).and_then(|bytes| String::from_utf8(bytes).ok()) {
            found.push_str(&part.replace('\r', ""));
            found.push('\n');
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Removes the marks of quoted lines; `None` without any.
pub(super) fn without_quotes(text: &str) -> Option<String> {
    let mut quoted = false;
    let lines = text.lines().map(|line| {
        let mut line = line;
        while let Some(rest) = line.strip_prefix("> ").or_else(|| line.strip_prefix('>')) {
            (line, quoted) = (rest, true);
        }
        line
    });
    let text = lines.collect::<Vec<&str>>().join("\n");
    quoted.then_some(text)
}

/// Removes HTML tags and resolves the most common character references; `None` without tags.
pub(super) fn without_tags(text: &str) -> Option<String> {
    if !text.contains("</") && !holds(text, "<br") {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    for part in text.split('<') {
        // The part before the first tag does not end one.
        plain.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
    }
    let plain = plain.replace("&nbsp;", " ").replace("&#43;", "+").replace("&#36;", "$");
    Some(
        plain
            .replace("&quot;", "\"")
            .replace("&#47;", "/")
            .replace("&amp;", "&"),
    )
}

fn holds(text: &str, words: &str) -> bool {
    text.as_bytes()
        .windows(words.len())
        .any(|w| w.eq_ignore_ascii_case(words.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_undone() {
        assert_eq!(unquoted_printable("a=3Db =\nc=C3=A4=\n").as_deref(), Some("a=b cä"));
        assert_eq!(unquoted_printable("a=3Db"), None);
        assert_eq!(unquoted_printable("=\n=").as_deref(), Some("="));
        let mail = "Content-Type: text/plain\nContent-Transfer-Encoding: BASE64\n\nSGVs\nbG8=\n\n--x--";
        assert_eq!(base64_parts(mail).as_deref(), Some("Hello\n"));
        assert_eq!(without_quotes("> > a\n>b\nc").as_deref(), Some("a\nb\nc"));
        assert_eq!(without_quotes("a"), None);
        assert_eq!(without_tags("<p>a<br/>b</p>").as_deref(), Some("ab"));
    }
}
