//! A recorded API: the version in the first line, then one public item a line.

use semver::{Comparator, Op, Version};
use std::{
    collections::BTreeSet,
    fmt::{self, Display, Formatter},
};

const NON_EXHAUSTIVE: &str = "#[non_exhaustive] ";

/// The public items of one version of a crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Name of the package.
    pub name: String,
    /// Version that has these items.
    pub version: Version,
    /// Declarations as Rust writes them, with full paths.
    pub items: BTreeSet<String>,
}

/// The difference between a recorded API and the one of today.
#[derive(Debug, Default, PartialEq)]
pub struct Change {
    /// Items that are gone or declared differently.
    pub removed: Vec<String>,
    /// Members added to an enum, struct or trait that other crates may spell out in full: a `match`, a literal
    /// or an `impl` that compiled before no longer does.
    pub extended: Vec<String>,
    /// Items that are new and break nobody.
    pub added: Vec<String>,
    /// The version says to users that they may update without a look.
    pub compatible_version: bool,
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// A sentence if the first line is not a name and a version.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (head, items) = text.split_once('\n').ok_or("the record is empty")?;
        let (name, version) = head
            .split_once(' ')
            .ok_or("the first line is not a name and a version")?;
        Ok(Self {
            name: name.to_owned(),
            version: Version::parse(version).map_err(|error| format!("{head}: {error}"))?,
            items: items
                .lines()
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }

    /// The change from this record to the API of today.
    #[must_use]
    pub fn change_to(&self, today: &Self) -> Change {
        let now_non_exhaustive = |item: &str| {
            item.strip_prefix(NON_EXHAUSTIVE)
                .is_some_and(|rest| today.items.contains(rest))
        };
        let spelled_out: BTreeSet<&str> = self.items.iter().filter_map(|item| spelled_out(item)).collect();
        let (extended, added) = (today.items.difference(&self.items).cloned()).partition(|item| {
            path(item)
                .rsplit_once("::")
                .is_some_and(|(parent, _)| spelled_out.contains(parent))
                && is_member(item, &self.items)
        });
        Change {
            removed: self
                .items
                .difference(&today.items)
                .filter(|item| !now_non_exhaustive(item))
                .cloned()
                .collect(),
            extended,
            added,
            compatible_version: compatible(&self.version, &today.version),
        }
    }
}

impl Display for Record {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        writeln!(f, "{} {}", self.name, self.version)?;
        self.items.iter().try_for_each(|item| writeln!(f, "{item}"))
    }
}

impl Change {
    /// True if a user's code may no longer compile.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        !self.removed.is_empty() || !self.extended.is_empty()
    }

    /// True if users would get a breaking change by an update that promises none.
    #[must_use]
    pub fn breaks_promise(&self) -> bool {
        self.is_breaking() && self.compatible_version
    }
}

/// Cargo takes `new` where a manifest asks for `old`.
fn compatible(old: &Version, new: &Version) -> bool {
    let caret = Comparator {
        op: Op::Caret,
        major: old.major,
        minor: Some(old.minor),
        patch: Some(old.patch),
        pre: old.pre.clone(),
    };
    caret.matches(new)
}

/// The declaration without attributes and `pub`.
fn declaration(item: &str) -> &str {
    let mut rest = item;
    while let Some(after) = rest.strip_prefix("#[") {
        rest = after.split_once("] ").map_or("", |(_, rest)| rest);
    }
    rest.strip_prefix("pub ").unwrap_or(rest)
}

/// The path that an item declares: `a::E::V` of `pub a::E::V(u8)`.
fn path(item: &str) -> &str {
    const KEYWORDS: [&str; 12] = [
        "async ", "const ", "enum ", "fn ", "macro ", "mod ", "static ", "struct ", "trait ", "type ", "union ",
        "unsafe ",
    ];
    let mut rest = declaration(item);
    while let Some(after) = KEYWORDS.iter().find_map(|keyword| rest.strip_prefix(keyword)) {
        rest = after;
    }
    let end = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
        .unwrap_or(rest.len());
    rest[..end].trim_end_matches(':')
}

/// The path of an enum, a struct, a variant or a trait whose members other crates may spell out.
fn spelled_out(item: &str) -> Option<&str> {
    let spelled_out = !item.contains("#[non_exhaustive]") && (is_field_or_variant(item) || is_type_with_members(item));
    spelled_out.then(|| path(item))
}

fn is_type_with_members(item: &str) -> bool {
    let declaration = declaration(item);
    let declaration = declaration.strip_prefix("unsafe ").unwrap_or(declaration);
    ["enum ", "struct ", "trait "]
        .iter()
        .any(|keyword| declaration.starts_with(keyword))
}

/// Fields and variants are declared without a keyword.
fn is_field_or_variant(item: &str) -> bool {
    let declaration = declaration(item);
    let word = declaration.split(' ').next().unwrap_or_default();
    word.contains("::") && !declaration.starts_with("impl")
}

/// A field or a variant, or something that a trait demands or provides.
fn is_member(item: &str, recorded: &BTreeSet<String>) -> bool {
    let Some((parent, _)) = path(item).rsplit_once("::") else {
        return false;
    };
    let of_trait = recorded.iter().any(|other| {
        let declaration = declaration(other);
        let declaration = declaration.strip_prefix("unsafe ").unwrap_or(declaration);
        declaration.starts_with("trait ") && path(other) == parent
    });
    of_trait || is_field_or_variant(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(version: &str, items: &[&str]) -> Record {
        Record {
            name: "toy".to_owned(),
            version: version.parse().unwrap(),
            items: items.iter().map(|item| (*item).to_owned()).collect(),
        }
    }

    const OLD: [&str; 8] = [
        "pub mod toy",
        "pub enum toy::Open",
        "pub toy::Open::One",
        "#[non_exhaustive] pub enum toy::Closed",
        "pub toy::Closed::One(u8)",
        "pub struct toy::Pair",
        "pub toy::Pair::left: u8",
        "pub trait toy::Read",
    ];

    fn with(version: &str, more: &str) -> Change {
        let today: Vec<&str> = OLD.iter().copied().chain([more]).collect();
        record("0.1.0", &OLD).change_to(&record(version, &today))
    }

    #[test]
    fn a_record_survives_writing_and_reading() {
        let old = record("1.2.3", &OLD);
        assert_eq!(Record::parse(&old.to_string()), Ok(old));
        assert!(Record::parse("").is_err() && Record::parse("toy\n").is_err() && Record::parse("toy one\n").is_err());
    }

    #[test]
    fn what_is_added_breaks_only_whom_it_can_break() {
        for harmless in [
            "pub fn toy::more(&str) -> bool",
            "pub toy::Closed::Two",
            "pub fn toy::Pair::new(u8) -> toy::Pair",
            "impl core::clone::Clone for toy::Pair",
            "pub struct toy::Other",
        ] {
            let change = with("0.1.0", harmless);
            assert!(!change.is_breaking(), "{harmless}");
            assert_eq!(change.added, [harmless]);
        }
        for breaking in [
            "pub toy::Open::Two",
            "pub toy::Open::Two(alloc::string::String)",
            "pub toy::Pair::right: u8",
            "pub fn toy::Read::more(&self)",
            "pub type toy::Read::Error",
        ] {
            let change = with("0.1.0", breaking);
            assert_eq!(change.extended, [breaking]);
            assert!(change.breaks_promise() && !with("0.2.0", breaking).breaks_promise());
        }
    }

    #[test]
    fn a_type_may_become_exhaustive_but_not_the_reverse() {
        let today = OLD.map(|item| item.trim_start_matches(NON_EXHAUSTIVE));
        let (closed, open) = (record("0.1.0", &OLD), record("0.1.0", &today));
        assert!(!closed.change_to(&open).is_breaking());
        assert!(open.change_to(&closed).is_breaking());
    }

    #[test]
    fn the_first_number_that_is_not_zero_makes_a_break_known() {
        let known = |old: &str, new: &str| {
            let (old, new) = (record(old, &OLD), record(new, &OLD[1..]));
            let change = old.change_to(&new);
            assert_eq!(change.removed, ["pub mod toy"]);
            !change.breaks_promise()
        };
        assert!(!known("0.1.0", "0.1.0") && !known("0.1.0", "0.1.9") && known("0.1.9", "0.2.0"));
        assert!(!known("1.1.0", "1.2.0") && known("1.9.0", "2.0.0") && known("0.9.0", "1.0.0"));
    }
}
