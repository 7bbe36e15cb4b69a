//! Measured figures, from the command that measures them to the document that shows them.
//!
//! A command prints each table between two markers ([`Region`]). `cargo xtask COMMAND --write`
//! passes the output on to the terminal and puts each table into the region of the same name in a
//! document, with the command, the day, the commit and the machine ([`write()`]). The end marker
//! holds a digest of the region, so that [`faults`] finds every figure that was changed by hand.
//!
//! ```text
//! <!-- figures scanner-sizes -->
//! `cargo xtask scanner sizes`, 2026-11-27, commit 0123abc, 2 cores of an AMD EPYC 7B13
//!
//! | frame | median ms |
//! |---|---|
//! | 640x480 | 3.18 |
//! <!-- /figures 4f0c9a3b5d6e7f80 -->
//! ```

use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const BEGIN: &str = "<!-- figures ";
const END: &str = "<!-- /figures";
const CLOSE: &str = "-->";

/// A region on standard output, from its creation until it is dropped. What the program prints
/// in between are the region's figures. Where the program fails in between, nothing is written:
/// [`written`] is asked only about programs that succeed.
#[must_use = "the region ends where this is dropped"]
pub struct Region(());

impl Region {
    /// Begins the region `name`: lower-case letters, digits and hyphens.
    pub fn begin(name: &str) -> Self {
        println!("{BEGIN}{name} {CLOSE}");
        Self(())
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        println!("{END} {CLOSE}\n");
    }
}

/// Figures that a command printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Name of the region.
    pub name: String,
    /// Text printed between the markers.
    pub table: String,
}

/// The figures in a program's output.
///
/// # Errors
/// A sentence about the first marker that has no partner.
pub fn printed(output: &str) -> Result<Vec<Figures>, String> {
    Ok(regions(output)?
        .into_iter()
        .map(|found| Figures {
            name: found.name.to_owned(),
            table: found.text.trim().to_owned(),
        })
        .collect())
}

/// Puts figures into each region of that name; `None` where the document has no such region.
///
/// # Errors
/// As [`printed`].
pub fn write(document: &str, figures: &Figures, provenance: &str) -> Result<Option<String>, String> {
    let text = format!("{provenance}\n\n{}\n", figures.table);
    let mut written = String::new();
    let mut rest = document;
    let mut count = 0;
    for found in regions(document)?.iter().filter(|found| found.name == figures.name) {
        let Some((before, _)) = rest.split_once(found.whole) else {
            continue;
        };
        written.push_str(before);
        _ = write!(
            written,
            "{BEGIN}{} {CLOSE}\n{text}{END} {} {CLOSE}",
            figures.name,
            digest(&text)
        );
        rest = rest.get(before.len() + found.whole.len()..).unwrap_or_default();
        count += 1;
    }
    written.push_str(rest);
    Ok((count > 0).then_some(written))
}

/// Faults in the regions of a document: a figure that no command wrote, or a table with contradicting columns. An empty
/// region has not been measured yet and is no fault.
#[must_use]
pub fn faults(document: &str) -> Vec<String> {
    let found = match regions(document) {
        Ok(found) => found,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    for region in found {
        if !region.text.trim().is_empty() && digest(region.text) != region.digest {
            faults.push(format!(
                "the region {} was not written by its command, or was changed since",
                region.name
            ));
        }
        faults.extend(contradictions(region.text).map(|row| format!("in the region {}: {row}", region.name)));
    }
    faults
}

/// Rows of a table in which a column of a larger statistic holds the smaller number:
/// a median below the fastest, say.
fn contradictions(text: &str) -> impl Iterator<Item = String> {
    /// Statistics of one sample, from the smallest to the largest.
    const ORDER: [&str; 5] = ["fastest", "median", "p95", "95 %", "slowest"];
    let mut columns: Vec<(usize, usize)> = Vec::new();
    let mut wrong = Vec::new();
    let mut header: Option<&str> = None;
    for line in text.lines() {
        let cells = || line.trim_matches('|').split('|').map(str::trim);
        if line.starts_with("|---") {
            let rank = |cell: &str| ORDER.iter().position(|word| cell.contains(word));
            let names = header.unwrap_or_default().trim_matches('|').split('|');
            // Of several columns of one kind (one a decoder, say) nothing is known.
            columns = names
                .enumerate()
                .filter_map(|(at, cell)| Some((rank(cell)?, at)))
                .collect();
            columns.sort_unstable();
            if columns
                .windows(2)
                .any(|pair| matches!(pair, [(a, _), (b, _)] if a == b))
            {
                columns.clear();
            }
            header = None;
        } else if line.starts_with('|') {
            let cells: Vec<Option<f64>> = cells().map(|cell| cell.replace(',', "").parse().ok()).collect();
            let numbers: Vec<f64> = columns.iter().filter_map(|(_, at)| *cells.get(*at)?).collect();
            if !numbers.is_sorted() {
                wrong.push(line.to_owned());
            }
            header = Some(line);
        } else {
            columns.clear();
            header = None;
        }
    }
    wrong.into_iter()
}

/// A region as it stands in a text.
struct MarkedRegion<'a> {
    name: &'a str,
    /// Between the markers.
    text: &'a str,
    /// As the end marker says.
    digest: &'a str,
    /// With its markers.
    whole: &'a str,
}

fn regions(document: &str) -> Result<Vec<MarkedRegion<'_>>, String> {
    let mut found: Vec<MarkedRegion> = Vec::new();
    let mut at = 0;
    while let Some(rest) = document.get(at..)
        && let Some(begin) = rest.find(BEGIN)
    {
        let open = || {
            format!(
                "a region does not end: {}",
                rest.get(begin..).unwrap_or_default().lines().next().unwrap_or_default()
            )
        };
        let region = rest.get(begin..).unwrap_or_default();
        let (name, body) = region
            .strip_prefix(BEGIN)
            .and_then(|after| after.split_once(CLOSE))
            .ok_or_else(open)?;
        let body = body.strip_prefix('\n').unwrap_or(body);
        let (text, end) = body.split_once(END).ok_or_else(open)?;
        if text.contains(BEGIN) {
            return Err(open());
        }
        let (digest, after) = end.split_once(CLOSE).ok_or_else(open)?;
        let length = region.len() - after.len();
        found.push(MarkedRegion {
            name: name.trim(),
            text,
            digest: digest.trim(),
            whole: region.get(..length).unwrap_or_default(),
        });
        at += begin + length;
    }
    Ok(found)
}

/// The first eight bytes of the text's SHA-256, in hexadecimal.
fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    base16ct::lower::encode_string(hash.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str =
        "Text\n<!-- figures sizes -->\n<!-- /figures -->\n\nMore\n<!-- figures other -->\n<!-- /figures -->\n";

    fn sizes(table: &str) -> Figures {
        Figures {
            name: "sizes".to_owned(),
            table: table.to_owned(),
        }
    }

    #[test]
    fn a_document_takes_what_a_command_prints() {
        let output = "Compiling\n<!-- figures sizes -->\n| a | b |\n|---|---|\n| x | 2 |\n<!-- /figures -->\n\nbye";
        let printed = printed(output).unwrap();
        assert_eq!(printed, [sizes("| a | b |\n|---|---|\n| x | 2 |")]);
        let written = write(DOCUMENT, &printed[0], "`cargo xtask sizes`, today")
            .unwrap()
            .unwrap();
        assert!(written.starts_with("Text\n<!-- figures sizes -->\n`cargo xtask sizes`, today\n\n| a | b |\n"));
        assert!(written.ends_with("\nMore\n<!-- figures other -->\n<!-- /figures -->\n"));
        // Once more, the same region again.
        let again = write(&written, &sizes("| a |\n|---|\n| 3 |"), "p").unwrap().unwrap();
        assert!(again.contains("| 3 |") && !again.contains("| x |"));
        assert_eq!(
            write(
                DOCUMENT,
                &Figures {
                    name: "none".to_owned(),
                    table: String::new()
                },
                "p"
            ),
            Ok(None)
        );
    }

    #[test]
    fn a_figure_changed_by_hand_is_found() {
        let written = write(
            "<!-- figures sizes -->\n<!-- /figures -->\n",
            &sizes("| a |\n|---|\n| 31 |"),
            "p",
        )
        .unwrap()
        .unwrap();
        assert_eq!(faults(&written), Vec::<String>::new());
        assert_eq!(faults(&written.replace("31", "30")).len(), 1);
        assert!(faults(DOCUMENT).is_empty(), "nothing was measured yet");
        assert_eq!(faults(&DOCUMENT.replace("sizes -->\n", "sizes -->\n31\n")).len(), 1);
        assert_eq!(faults("<!-- figures sizes -->\n| 1 |\n").len(), 1, "it does not end");
    }

    #[test]
    fn a_median_below_the_fastest_is_found() {
        let table = |row: &str| format!("| camera | median ms | fastest | slowest |\n|---|---|---|---|\n{row}");
        let wrong = |row: &str| contradictions(&table(row)).count();
        // The rows that stood in README from 364d5d2 on.
        assert_eq!(wrong("| 640x480 (100 % read) | 3.14 | 3.52 | 10.23 |"), 1);
        assert_eq!(wrong("| 1920x1080 (100 % read) | 3.09 | 3.22 | 1.49 |"), 1);
        assert_eq!(wrong("| 640x480 | 106 | 93 | 127 |"), 0);
        assert_eq!(wrong("| 640x480 | 1,106 | 993 | 1,127 |"), 0);
    }
}
