//! The page that `index.html` and `Trunk.toml` describe, put together without Trunk, which takes minutes to install.
//! `cargo xtask build` compares the two, byte for byte, so that they stay one.

use crate::{
    finish,
    shell::{self, Result, copy, root},
    supply,
};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha384};
use std::{
    collections::BTreeMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

/// A page as it is described.
pub struct Page {
    html: String,
    assets: Vec<Asset>,
    /// Start of every address, `{base}` in the patterns.
    base: String,
    /// What takes the place of the app's element.
    script: String,
    /// What is appended to the head for the app.
    preload: String,
}

/// An element of the page with `data-trunk`.
struct Asset {
    element: Range<usize>,
    kind: Kind,
}

enum Kind {
    Style(PathBuf),
    Icon(PathBuf),
    File(PathBuf),
    Folder(PathBuf),
    Module(Module),
}

/// A WebAssembly module of the page.
#[derive(Clone)]
pub struct Module {
    /// Name of its program.
    pub name: String,
    /// Its Cargo.toml.
    pub manifest: PathBuf,
    /// False for the app itself; true for a part that is loaded when it is needed.
    pub is_worker: bool,
    /// Target of wasm-bindgen.
    pub target: String,
    /// Cargo's profile for the page to ship.
    pub profile: String,
    /// Arguments for wasm-opt, of the page to ship.
    pub optimise: Vec<String>,
}

/// Files of a module that has been built.
pub struct Built {
    /// Start of their names in the page.
    pub name: String,
    pub script: PathBuf,
    pub module: PathBuf,
}

impl Page {
    /// Reads the description.
    pub fn read() -> Result<Self> {
        let read = |name: &str| fs::read_to_string(root().join(name)).map_err(|e| format!("{name}: {e}"));
        Self::parse(read("index.html")?, &read("Trunk.toml")?)
    }

    fn parse(html: String, config: &str) -> Result<Self> {
        let setting =
            |name: &str| setting(config, name).ok_or_else(|| format!("Trunk.toml has no {name} on a line of its own"));
        let assets = assets(&html)?;
        Ok(Self {
            html,
            assets,
            base: setting("public_url")?,
            script: setting("pattern_script")?,
            preload: setting("pattern_preload")?,
        })
    }

    /// Every module, the app first.
    pub fn modules(&self) -> Vec<Module> {
        let modules = self.assets.iter().filter_map(|asset| match &asset.kind {
            Kind::Module(module) => Some(module.clone()),
            _ => None,
        });
        let mut modules: Vec<Module> = modules.collect();
        modules.sort_by_key(|module| module.is_worker);
        modules
    }

    /// Writes the finished page into a folder, which it empties. A part that has not been built is left out.
    pub fn write(&self, folder: &Path, built: &BTreeMap<String, Built>) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let (mut html, mut rest, mut preload) = (String::new(), 0, String::new());
        for Asset { element, kind } in &self.assets {
            html += &self.html[rest..element.start];
            rest = element.end;
            match kind {
                Kind::Style(path) => html += &self.hashed(path, "stylesheet", folder)?,
                Kind::Icon(path) => html += &self.hashed(path, "icon", folder)?,
                Kind::File(path) => copy(&root().join(path), &folder.join(file_name(path)))?,
                Kind::Folder(path) => copy_all(&root().join(path), &folder.join(file_name(path)))?,
                Kind::Module(module) => {
                    let Some(built) = built.get(&module.name) else { continue };
                    let (js, wasm) = (format!("{}.js", built.name), format!("{}_bg.wasm", built.name));
                    copy(&built.script, &folder.join(&js))?;
                    copy(&built.module, &folder.join(&wasm))?;
                    if !module.is_worker {
                        let fill = |pattern: &str| {
                            let pattern = pattern.replace("{base}", &self.base);
                            pattern.replace("{js}", &js).replace("{wasm}", &wasm)
                        };
                        html += &fill(&self.script);
                        preload += &fill(&self.preload);
                    }
                }
            }
        }
        html += &self.html[rest..];
        let html = html.replacen("</head>", &format!("{preload}</head>"), 1);
        fs::write(folder.join("index.html"), html).map_err(|e| e.to_string())?;
        finish::finish(folder)
    }

    /// Copies a file under a name with the hash of its content, and links to it.
    fn hashed(&self, path: &Path, relation: &str, folder: &Path) -> Result<String> {
        let bytes = fs::read(root().join(path)).map_err(|e| format!("{}: {e}", path.display()))?;
        let text = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let (stem, extension) = (text(path.file_stem()), text(path.extension()));
        let name = format!("{stem}-{:x}.{extension}", seahash::hash(&bytes));
        fs::write(folder.join(&name), &bytes).map_err(|e| format!("{name}: {e}"))?;
        let integrity = Base64::encode_string(&Sha384::digest(&bytes));
        let base = &self.base;
        Ok(format!(
            "<link rel=\"{relation}\" href=\"{base}{name}\" integrity=\"sha384-{integrity}\"/>"
        ))
    }
}

/// The name that Trunk gives a module.
pub fn name_of(module: &Module, wasm: &[u8]) -> String {
    if module.is_worker {
        module.name.clone()
    } else {
        format!("{}-{:x}", module.name, seahash::hash(wasm))
    }
}

/// Writes the finished page to `dist/`, in place of what is there, once it is whole.
pub fn write_dist(built: &BTreeMap<String, Built>) -> Result<()> {
    // Where Trunk puts it together, too.
    const STAGE: &str = ".stage";
    let dist = root().join("dist");
    let staged = dist.join(STAGE);
    Page::read()?.write(&staged, built)?;
    let replaced = || {
        for entry in fs::read_dir(&dist)? {
            let path = entry?.path();
            if path.is_dir() && path != staged {
                fs::remove_dir_all(path)?;
            } else if path.is_file() {
                fs::remove_file(path)?;
            }
        }
        for entry in fs::read_dir(&staged)? {
            let entry = entry?;
            fs::rename(entry.path(), dist.join(entry.file_name()))?;
        }
        fs::remove_dir(&staged)
    };
    replaced().map_err(|e: std::io::Error| format!("{}: {e}", dist.display()))
}

/// Puts the modules that Trunk has built into the page once more, without Trunk, and compares every byte.
pub fn compare_with_trunk() -> Result<()> {
    let (page, dist) = (Page::read()?, root().join("dist"));
    let names: Vec<String> = shell::files(&dist)?.iter().map(|path| file_name(path)).collect();
    let mut built = BTreeMap::new();
    for module in page.modules() {
        let start = if module.is_worker {
            module.name.clone()
        } else {
            format!("{}-", module.name)
        };
        let name = names
            .iter()
            .filter(|name| name.starts_with(&start))
            .find_map(|name| name.strip_suffix("_bg.wasm"))
            .ok_or_else(|| format!("Trunk has built no {}", module.name))?;
        let files = Built {
            name: name.to_owned(),
            script: dist.join(format!("{name}.js")),
            module: dist.join(format!("{name}_bg.wasm")),
        };
        built.insert(module.name, files);
    }
    let ours = shell::target().join("page-without-trunk");
    page.write(&ours, &built)?;
    let unlike = supply::unlike(&supply::hashes(&dist)?, &supply::hashes(&ours)?);
    if unlike.is_empty() {
        return Ok(());
    }
    Err(format!(
        "xtask/src/page.rs does not put the page together as Trunk does: {} differ in dist/ and {}",
        unlike.join(", "),
        ours.display()
    ))
}

/// A text of `Trunk.toml` that stands on a line of its own.
fn setting(config: &str, name: &str) -> Option<String> {
    let value = config
        .lines()
        .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix('='))?
        .trim();
    let quote = value.chars().next().filter(|c| ['"', '\''].contains(c))?;
    Some(value.strip_prefix(quote)?.strip_suffix(quote)?.to_owned())
}

/// The elements that Trunk replaces.
fn assets(html: &str) -> Result<Vec<Asset>> {
    const START: &str = "<link data-trunk ";
    let mut assets = Vec::new();
    for (start, _) in html.match_indices(START) {
        let inside = &html[start + START.len()..];
        let end = inside.find('>').ok_or("index.html: an element does not end")?;
        let inside = &inside[..end];
        let kind = kind(inside).map_err(|e| format!("index.html: {START}{inside}>: {e}"))?;
        let element = start..start + START.len() + end + 1;
        assets.push(Asset { element, kind });
    }
    if html.matches("data-trunk").count() != assets.len() {
        return Err(format!("index.html: every element of Trunk has to start with {START}"));
    }
    Ok(assets)
}

/// Reads the attributes of an element.
fn kind(attributes: &str) -> Result<Kind> {
    let mut values = BTreeMap::new();
    let mut rest = attributes.trim_end_matches('/').trim();
    while !rest.is_empty() {
        let (name, value) = rest.split_once("=\"").ok_or("a value without quotes")?;
        let (value, after) = value.split_once('"').ok_or("a quote does not end")?;
        values.insert(name, value);
        rest = after.trim_start();
    }
    let mut take = |name: &str| values.remove(name).map(str::to_owned);
    let relation = take("rel").ok_or("no rel")?;
    let path = PathBuf::from(take("href").ok_or("no href")?);
    let kind = match relation.as_str() {
        "css" => Kind::Style(path),
        "icon" => Kind::Icon(path),
        "copy-file" => Kind::File(path),
        "copy-dir" => Kind::Folder(path),
        "rust" => {
            let name = take("data-bin").ok_or("no data-bin")?;
            let is_worker = take("data-type").is_some_and(|kind| kind == "worker");
            let usual = if is_worker { "no-modules" } else { "web" };
            let target = take("data-bindgen-target").unwrap_or_else(|| usual.to_owned());
            let profile = take("data-cargo-profile-release").unwrap_or_else(|| "release".to_owned());
            let level = take("data-wasm-opt").ok_or("no data-wasm-opt")?;
            let params = take("data-wasm-opt-params").unwrap_or_default();
            let params = params.split_whitespace().map(str::to_owned);
            Kind::Module(Module {
                name,
                manifest: path,
                is_worker,
                target,
                profile,
                optimise: std::iter::once(format!("-O{level}")).chain(params).collect(),
            })
        }
        other => return Err(format!("xtask/src/page.rs does not know rel=\"{other}\"")),
    };
    match values.keys().next() {
        Some(name) => Err(format!("xtask/src/page.rs does not know {name}")),
        None => Ok(kind),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Copies a folder with everything in it.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|e| format!("{}: {e}", to.display()))?;
    for entry in fs::read_dir(from).map_err(|e| format!("{}: {e}", from.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        let target = to.join(file_name(&path));
        if path.is_dir() {
            copy_all(&path, &target)?;
        } else {
            copy(&path, &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_this_checkout_is_understood() {
        let page = Page::read().unwrap();
        let modules = page.modules();
        assert_eq!(modules[0].name, "greengate-app");
        assert!(!modules[0].is_worker && modules[0].target == "web" && modules[0].profile == "web");
        assert_eq!(modules[0].optimise[0], "-Os");
        let rest = &modules[1..];
        assert!(
            !rest.is_empty()
                && rest
                    .iter()
                    .all(|module| module.is_worker
                        && (module.target == "no-modules" || module.name == "greengate-counter"))
        );
        assert!(page.script.contains("src=\"boot.js\"") && page.script.contains("{wasm}"));
    }

    #[test]
    fn what_a_quick_build_would_not_do_is_refused() {
        for (element, known) in [
            ("<link data-trunk rel=\"css\" href=\"a.css\" />", true),
            (
                "<link data-trunk rel=\"css\" href=\"a.css\" data-inline=\"x\" />",
                false,
            ),
            ("<link data-trunk rel=\"sass\" href=\"a.scss\" />", false),
            ("<link data-trunk rel=\"css\" href=a.css />", false),
            ("<link data-trunk href=\"a.css\" />", false),
            ("<script data-trunk src=\"a.js\"></script>", false),
        ] {
            assert_eq!(assets(element).is_ok(), known, "{element}");
        }
    }

    #[test]
    fn settings() {
        let config = "[build]\npublic_url = \"./\"\npattern_script = '<script src=\"boot.js\">'\n";
        assert_eq!(setting(config, "public_url").unwrap(), "./");
        assert_eq!(setting(config, "pattern_script").unwrap(), "<script src=\"boot.js\">");
        assert_eq!(setting(config, "pattern"), None);
    }
}
