//! Hardware scanners that type (keyboard wedges): recovery of the scanned text from what the computer's layout made of
//! it.
//!
//! A scanner presses the keys of the layout that it is set to, and the computer reads them by its own. If they differ,
//! texts are garbled, but mostly in a way that can be undone: [`ungarble`] tries the layouts of both sides and accepts
//! a complete pass, whose checksums decide. It does not guess.

mod layouts;

pub use layouts::Layout;

use crate::{
    limits::{MAX_CARD, MAX_SWALLOWED},
    pass,
};
use serde::{Deserialize, Serialize};

/// Result of recovering a scanned text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Typed {
    /// The text was not garbled.
    Plain(String),
    /// The text was garbled and is now repaired.
    Repaired {
        /// The repaired text.
        text: String,
        /// Layout of the scanner.
        scanner: Layout,
        /// Layout of the computer.
        computer: Layout,
    },
    /// It looks like a pass but cannot be repaired.
    Garbled,
    /// Any other text.
    Other(String),
}

/// True for a complete pass, or a complete code of a card in several.
fn is_whole(text: &str) -> bool {
    pass::chunk(text).is_some_and(|chunk| chunk.total > 1) || pass::read(text).is_ok()
}

/// The text of a scanner if it is a whole pass, or too long for one, so that nothing has to be recovered. What this
/// leaves open needs the tables of layouts, which [`ungarble`] has.
#[must_use]
pub fn plain(text: &str) -> Option<Typed> {
    let text = trimmed(text);
    let is_plain = text.len() > 4 * MAX_CARD || pass::looks_like_pass(text) && is_whole(text);
    is_plain.then(|| Typed::Plain(text.to_owned()))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(['\r', '\n', '\t', '\u{feff}'])
}

/// Recovers the text that a scanner read.
///
/// ```
/// use greengate::wedge::{Layout, Typed, type_as, ungarble};
/// let typed = type_as("HELLO: 1+1", Layout::Us, Layout::De).unwrap();
/// assert_eq!(typed, "HELLOÖ 1`1");
/// // It is not a pass, so nothing shows which layouts were at work.
/// assert_eq!(ungarble(&typed), Typed::Other(typed));
/// ```
#[must_use]
pub fn ungarble(text: &str) -> Typed {
    if let Some(plain) = plain(text) {
        return plain;
    }
    let text = trimmed(text);
    let mut meant: Option<(String, Layout, Layout)> = None;
    for computer in Layout::ALL {
        for scanner in Layout::ALL.into_iter().filter(|scanner| *scanner != computer) {
            for candidate in candidates(text, scanner, computer) {
                if !is_whole(&candidate) {
                    continue;
                }
                match &meant {
                    Some((other, ..)) if *other != candidate => return Typed::Garbled,
                    Some(_) => {}
                    None => meant = Some((candidate, scanner, computer)),
                }
            }
        }
    }
    match meant {
        Some((text, scanner, computer)) => Typed::Repaired {
            text,
            scanner,
            computer,
        },
        None if pass::looks_like_pass(text) => Typed::Plain(text.to_owned()),
        None if looks_garbled(text) => Typed::Garbled,
        None => Typed::Other(text.to_owned()),
    }
}

/// Text that the computer receives when a scanner types one; `None` if the scanner's layout lacks one of the
/// characters.
#[must_use]
pub fn type_as(text: &str, scanner: Layout, computer: Layout) -> Option<String> {
    let mut typed = String::new();
    let mut dead: Option<char> = None;
    for c in text.chars() {
        let key = scanner.key(c)?;
        let seen = computer.at(key)?;
        if let Some(accent) = dead.take() {
            match layouts::compose(accent, seen) {
                Some(composed) => typed.push(composed),
                // An accent followed by a space is the accent alone.
                None if seen == ' ' => typed.push(accent),
                None => typed.extend([accent, seen]),
            }
        } else if computer.is_dead(key) {
            dead = Some(seen);
        } else {
            typed.push(seen);
        }
    }
    typed.extend(dead);
    Some(typed)
}

/// Texts that a scanner of one layout may have read if the computer has another; several if dead keys may have
/// swallowed spaces.
fn candidates(text: &str, scanner: Layout, computer: Layout) -> Vec<String> {
    // A wrong pair of layouts fails at the first characters, which are known.
    let mut keys: Vec<(char, bool)> = Vec::with_capacity(text.len());
    for c in text.chars() {
        let parts = match layouts::decompose(c) {
            Some((accent, letter)) if computer.key(c).is_none() => [Some(accent), Some(letter)],
            _ => [Some(c), None],
        };
        for part in parts.into_iter().flatten() {
            let Some(key) = computer.key(part) else {
                return Vec::new();
            };
            let Some(meant) = scanner.at(key) else {
                return Vec::new();
            };
            keys.push((meant, computer.is_dead(key)));
            if keys.len() == 4 && !starts_like_pass(&keys) {
                return Vec::new();
            }
        }
    }
    // A space may have been typed after a dead key that stands alone.
    let places: Vec<usize> = keys
        .iter()
        .enumerate()
        .filter(|(_, (_, dead))| *dead)
        .map(|(place, _)| place)
        .take(MAX_SWALLOWED)
        .collect();
    (0..1_u32 << places.len())
        .map(|set| {
            let mut meant = String::with_capacity(keys.len() + places.len());
            for (place, (c, _)) in keys.iter().enumerate() {
                meant.push(*c);
                let swallowed = places.iter().position(|dead| *dead == place);
                if swallowed.is_some_and(|bit| set & (1 << bit) != 0) {
                    meant.push(' ');
                }
            }
            meant
        })
        .collect()
}

fn starts_like_pass(keys: &[(char, bool)]) -> bool {
    let start: String = keys.iter().map(|(c, _)| *c).take(4).collect();
    ["HC1:", "shc:", "SHC:", "NZCP", "eyJ", "{\"da"]
        .iter()
        .any(|known| start.starts_with(known) || known.starts_with(&start))
}

/// True if the text looks like a pass garbled by layouts.
fn looks_garbled(text: &str) -> bool {
    text.len() > 100
        && !text.contains(char::is_whitespace) | text.starts_with("HC")
        && Layout::ALL.into_iter().any(|computer| {
            Layout::ALL.into_iter().any(|scanner| {
                let start: String = text
                    .chars()
                    .take(4)
                    .filter_map(|c| computer.key(c).and_then(|key| scanner.at(key)))
                    .collect();
                ["HC1:", "shc:"].contains(&start.as_str())
            })
        })
}

#[cfg(test)]
#[cfg(feature = "issue")]
mod tests {
    use super::*;
    use crate::{
        issue::{Issuer, IssuerOptions, PassOptions, issue},
        pass::Kind,
    };
    use time::macros::datetime;

    fn passes() -> Vec<String> {
        let at = datetime!(2026-11-24 12:00 UTC);
        let issuer = Issuer::new(&IssuerOptions::demo(at)).unwrap();
        (0..8)
            .map(|person| {
                issue(&issuer, &PassOptions::new(Kind::ALL[person % 3], person, at))
                    .unwrap()
                    .text
            })
            .collect()
    }

    #[test]
    fn every_pair_of_layouts_is_undone() {
        for text in passes() {
            for scanner in Layout::ALL {
                for computer in Layout::ALL {
                    let Some(typed) = type_as(&text, scanner, computer) else {
                        // Every layout has the characters of base45.
                        panic!("{scanner:?} cannot type {text}");
                    };
                    let meant = match ungarble(&typed) {
                        Typed::Plain(meant) | Typed::Repaired { text: meant, .. } => meant,
                        other => panic!("{scanner:?} on {computer:?}: {other:?}: {typed}"),
                    };
                    assert_eq!(meant, text, "{scanner:?} on {computer:?}");
                }
            }
        }
    }

    #[test]
    fn swallowed_spaces_are_put_back_as_far_as_allowed() {
        for dead in [1, MAX_SWALLOWED, MAX_SWALLOWED + 1] {
            // A German computer takes an American scanner's plus for an accent, and a following space belongs to the
            // accent.
            let meant = format!("HC1:{}", "+ ".repeat(dead));
            let typed = type_as(&meant, Layout::Us, Layout::De).unwrap();
            assert_eq!(typed.chars().count(), 4 + dead);
            let candidates = candidates(&typed, Layout::Us, Layout::De);
            assert_eq!(candidates.len(), 1 << dead.min(MAX_SWALLOWED));
            assert_eq!(candidates.contains(&meant), dead <= MAX_SWALLOWED, "{dead}");
        }
    }

    #[test]
    fn the_layouts_are_named() {
        let text = &passes()[0];
        let typed = type_as(text, Layout::Us, Layout::Fr).unwrap();
        assert!(typed.starts_with("HC&M"), "{typed}");
        assert!(matches!(
            ungarble(&typed),
            Typed::Repaired {
                scanner: Layout::Us | Layout::Uk,
                computer: Layout::Fr,
                ..
            }
        ));
        assert_eq!(ungarble(text), Typed::Plain(text.clone()));
        assert_eq!(ungarble(&format!("{text}\r\n")), Typed::Plain(text.clone()));
    }

    #[test]
    fn what_is_damaged_is_not_guessed() {
        let text = &passes()[0];
        let mut typed = type_as(text, Layout::Us, Layout::De).unwrap();
        typed.replace_range(40..42, "99");
        assert_eq!(ungarble(&typed), Typed::Garbled);
        for other in ["", "HELLO", "P<UTOERIKSSON<<ANNA", "4006381333931"] {
            assert_eq!(ungarble(other), Typed::Other(other.to_owned()));
        }
        assert!(
            matches!(ungarble("HC1:6BF"), Typed::Plain(_)),
            "judged, and said to be damaged"
        );
    }
}
