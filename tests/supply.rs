//! The table of dependencies is that of the manifests.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path};

/// The names of a manifest's dependencies of every kind, without those of this repository.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            inside = section.ends_with("dependencies");
            if let Some((kind, name)) = section.rsplit_once('.')
                && kind.ends_with("dependencies")
            {
                names.insert(name.to_owned());
            }
        } else if inside
            && let Some((name, rest)) = line.split_once('=')
            && !name.starts_with(['#', ' ', '"'])
            && !rest.contains("path =")
        {
            names.insert(name.trim().to_owned());
        }
    }
    names
}

#[test]
fn every_direct_dependency_says_why_it_is_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root_manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let members = root_manifest
        .lines()
        .find_map(|line| line.strip_prefix("members = ["))
        .expect("the members on one line")
        .trim_end_matches(']');
    // Two workspaces of their own, and the members of this one.
    let folders: Vec<_> = ["xtask/wasm-bindgen", "fuzz"]
        .into_iter()
        .chain(members.split(',').map(|member| member.trim().trim_matches('"')))
        .map(|folder| root.join(folder))
        .collect();
    let manifests = folders
        .iter()
        .map(|folder| fs::read_to_string(folder.join("Cargo.toml")).unwrap());
    let ours: BTreeSet<&str> = root_manifest
        .lines()
        .filter(|line| line.contains("path ="))
        .filter_map(|line| Some(line.split_once('=')?.0.trim()))
        .collect();
    let used: BTreeSet<String> = manifests
        .flat_map(|manifest| dependencies(&manifest))
        .filter(|name| !ours.contains(&**name))
        .collect();
    assert!(
        used.len() > 40 && used.contains("web-sys") && used.contains("p256"),
        "{used:?}"
    );
    let table = fs::read_to_string(root.join("docs/DEPENDENCIES.md")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    for row in &rows {
        assert!(row.len() == 3 && row[2].len() > 10, "{row:?}");
    }
    let named: Vec<String> = rows.iter().map(|row| row[0].trim_matches('`').to_owned()).collect();
    assert_eq!(
        named,
        used.into_iter().collect::<Vec<_>>(),
        "each once, in alphabetical order"
    );
}
