//! Messages of a language, read by Project Fluent's own parser when the page is built and written as JSON, so that no
//! phone loads the parser. `app/src/message.rs` reads them.
//!
//! A message is a text, or a list of parts. A part is a text, a variable `["name"]`, or a selection by the plural form
//! or the text of a variable: `["name", {"one": message, "other": message}, "other"]`, with the default at the end.

use crate::shell::Result;
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

/// The messages of a file (Fluent) as JSON.
pub fn compile(text: &str) -> Result<String> {
    let resource = parser::parse(text).map_err(|(_, errors)| format!("{errors:?}"))?;
    let mut messages = Vec::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let value = message.value.ok_or(format!("{} has no text", message.id.name))?;
            messages.push(format!("{}:{}", quoted(message.id.name), pattern(&value)?));
        }
    }
    Ok(format!("{{{}}}", messages.join(",\n")))
}

fn pattern(pattern: &Pattern<&str>) -> Result<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut text = String::new();
    for element in &pattern.elements {
        let part = match element {
            PatternElement::TextElement { value } => {
                text += value;
                continue;
            }
            PatternElement::Placeable { expression } => expression,
        };
        if let Expression::Inline(
            InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value },
        ) = part
        {
            text += value;
            continue;
        }
        if !text.is_empty() {
            parts.push(quoted(&std::mem::take(&mut text)));
        }
        parts.push(placeable(part)?);
    }
    if parts.is_empty() {
        return Ok(quoted(&text));
    }
    if !text.is_empty() {
        parts.push(quoted(&text));
    }
    Ok(format!("[{}]", parts.join(",")))
}

fn placeable(expression: &Expression<&str>) -> Result<String> {
    match expression {
        Expression::Inline(InlineExpression::Placeable { expression }) => placeable(expression),
        Expression::Inline(InlineExpression::VariableReference { id }) => Ok(format!("[{}]", quoted(id.name))),
        Expression::Select {
            selector: InlineExpression::VariableReference { id },
            variants,
        } => {
            let (mut forms, mut default) = (Vec::new(), "");
            for variant in variants {
                let (VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name }) = variant.key;
                forms.push(format!("{}:{}", quoted(name), pattern(&variant.value)?));
                if variant.default {
                    default = name;
                }
            }
            Ok(format!(
                "[{},{{{}}},{}]",
                quoted(id.name),
                forms.join(","),
                quoted(default)
            ))
        }
        other => Err(format!("{other:?} is more than the page understands")),
    }
}

/// A string of JSON (RFC 8259).
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\0'..='\x1f' => quoted += &format!("\\u{:04x}", u32::from(c)),
            _ => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn texts_variables_and_plural_forms_are_written() {
        let fluent = "# A comment\nplain = Say \"yes\" { \"{\" }\nname = From { $a } to { $b }\ncount = { $n ->\n    [one] { $n } day\n   *[other] { $n } days\n}.\n";
        assert_eq!(
            compile(fluent).as_deref(),
            Ok(concat!(
                r#"{"plain":"Say \"yes\" {","#,
                "\n",
                r#""name":["From ",["a"]," to ",["b"]],"#,
                "\n",
                r#""count":[["n",{"one":[["n"]," day"],"other":[["n"]," days"]},"other"],"."]}"#
            ))
        );
    }

    #[test]
    fn what_the_page_does_not_understand_is_refused() {
        assert!(compile("a = { NUMBER($n) }\n").is_err());
        assert!(compile("a = { -term }\n").is_err());
        assert!(compile("a = {\n").is_err());
    }
}
