//! Final steps for the built page: hashes of its files, the list of its service worker, the hosts that it may contact.

use crate::shell::{Result, root};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256, Sha384};
use std::{
    env, fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Files that are not part of a version: a host may change them at any time.
const NOT_HASHED: [&str; 3] = ["config.json", "sw.js", LIST];

/// Hashes of the files that are loaded later.
const LIST: &str = "later.json";

/// The script that starts the app. Only the page can name its hash, not the script itself.
const BOOT: &str = "boot.js";

/// Name prefixes of the files that scanning and judging do not need. They are loaded when the page is idle, in this
/// order, or when they are needed.
const LATER: [&str; 11] = [
    "lang/",
    "needs/",
    "trust/",
    "greengate-lists",
    "greengate-documents",
    "icons/",
    "greengate-pdf",
    "demo/",
    "migrate.js",
    "greengate-counter",
    "counter/",
];

/// Drops indentation and the lines of a script that hold nothing but a comment. Every visit would load them.
fn without_comment_lines(script: &str) -> String {
    let is_comment = |line: &str| line.starts_with("//") || (line.starts_with("/**") && line.ends_with("*/"));
    let lines = script.lines().map(str::trim).filter(|line| !is_comment(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Drops indentation, empty lines and comments that fill whole lines, of the page, a style sheet or a script that wasm-bindgen
/// wrote, and that script's advice for developers: `boot.js` starts it as it wants to be started.
fn tight(text: &str) -> String {
    let (mut tight, mut comment) = (String::with_capacity(text.len()), false);
    for line in text.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        if !comment && !line.is_empty() && !line.starts_with("//") && !line.starts_with("console.warn(") {
            tight.extend([line, "\n"]);
        }
        comment &= !line.ends_with("*/");
    }
    tight
}

/// Text of a file that Trunk has written. Trunk may run its hooks while its last writes are still under way: what is empty is
/// waited for.
fn written(path: &Path) -> std::io::Result<String> {
    const PAUSE: Duration = Duration::from_millis(100);
    for _ in 0..100 {
        let text = fs::read_to_string(path)?;
        if !text.is_empty() {
            return Ok(text);
        }
        thread::sleep(PAUSE);
    }
    fs::read_to_string(path)
}

/// Makes style sheets and scripts of a folder tight, and names their new hashes in the page.
fn tighten(dist: &Path, mut page: String) -> Result<String> {
    let digest = |text: &str| Base64::encode_string(&Sha384::digest(text));
    for entry in fs::read_dir(dist).map_err(|e| format!("{}: {e}", dist.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !(name.ends_with(".css") || name.starts_with("greengate-") && name.ends_with(".js")) {
            continue;
        }
        let wrong = |e: std::io::Error| format!("{}: {e}", path.display());
        let text = written(&path).map_err(wrong)?;
        if text.is_empty() {
            return Err(format!("{} is empty: build once more", path.display()));
        }
        let tight = tight(&text);
        page = page.replace(&digest(&text), &digest(&tight));
        fs::write(&path, tight).map_err(wrong)?;
    }
    Ok(page)
}

/// Finishes the page that Trunk has staged, or `dist/`.
pub fn finish_staged() -> Result<()> {
    finish(&env::var_os("TRUNK_STAGING_DIR").map_or_else(|| root().join("dist"), PathBuf::from))
}

/// Finishes the page in a folder.
pub fn finish(dist: &Path) -> Result<()> {
    let read = |name: &str| fs::read_to_string(dist.join(name)).map_err(|e| format!("{name}: {e}"));
    let write = |name: &str, text: &str| fs::write(dist.join(name), text).map_err(|e| format!("{name}: {e}"));
    let hash = |name: &str| -> Result<String> {
        let bytes = fs::read(dist.join(name)).map_err(|e| format!("{name}: {e}"))?;
        Ok(format!("sha256-{}", Base64::encode_string(&Sha256::digest(bytes))))
    };
    compile_messages(&dist.join("lang"))?;
    compile_messages(&dist.join("needs"))?;
    compile_messages(&dist.join("counter/lang"))?;
    let page = allow_update_hosts(&tighten(dist, read("index.html")?)?, &read("config.json")?);
    let mut files = Vec::new();
    list(dist, dist, &mut files)?;
    files.sort();
    let mut hashes = Vec::new();
    for name in files.iter().filter(|name| is_run(name)) {
        hashes.push(format!("  \"./{name}\": \"{}\"", hash(name)?));
    }
    let languages: Vec<&str> = files
        .iter()
        .filter_map(|name| name.strip_prefix("lang/")?.strip_suffix(".json"))
        .collect();
    let boot = without_comment_lines(&source(BOOT)?)
        .replace("{{hashes}}", &object(&hashes))
        .replace("{{languages}}", &format!("{languages:?}"));
    write(BOOT, &boot)?;
    let page = start_by_hash(&page, &hash(BOOT)?);
    let script = preloaded_script(&page).map(hash).transpose()?;
    let page = script.map_or(page.clone(), |hash| preload_by_hash(&page, &hash));
    write("index.html", &tight(&page))?;

    files.retain(|name| !NOT_HASHED.contains(&name.as_str()));
    let (mut core, mut later, mut version) = (Vec::new(), [const { Vec::new() }; LATER.len()], Sha256::new());
    for name in &files {
        let hash = hash(name)?;
        version.update(name);
        version.update(&hash);
        let line = format!("  \"{name}\": \"{hash}\"");
        match LATER.iter().position(|start| name.starts_with(start)) {
            Some(place) => later[place].push(line),
            None => core.push(line),
        }
    }
    let version: String = version
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    write(LIST, &object(&later.concat()))?;
    let worker = without_comment_lines(&source("sw.js")?)
        .replace("{{version}}", &version)
        .replace("{{core}}", &object(&core))
        .replace("{{later}}", &hash(LIST)?);
    write("sw.js", &worker)
}

/// Replaces the messages of every language by what the page reads.
fn compile_messages(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(folder, folder, &mut files)?;
    for name in files.iter().filter(|name| name.ends_with(".ftl")) {
        let file = folder.join(name);
        let wrong = |e: String| format!("{}: {e}", file.display());
        let text = fs::read_to_string(&file).map_err(|e| wrong(e.to_string()))?;
        let messages = crate::messages::compile(&text).map_err(wrong)?;
        fs::write(file.with_extension("json"), messages).map_err(|e| wrong(e.to_string()))?;
        fs::remove_file(&file).map_err(|e| wrong(e.to_string()))?;
    }
    Ok(())
}

/// True for a script or module that the app runs by its hash.
fn is_run(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|extension| extension == "js" || extension == "wasm")
        && name != BOOT
        && !NOT_HASHED.contains(&name)
}

/// A script as it stands in `www`.
fn source(name: &str) -> Result<String> {
    fs::read_to_string(root().join("www").join(name)).map_err(|e| format!("www/{name}: {e}"))
}

/// A literal of these members.
fn object(members: &[String]) -> String {
    format!("{{\n{}\n}}", members.join(",\n"))
}

/// The script that starts the app is that of this build. A page that was finished before is finished
/// anew.
fn start_by_hash(page: &str, script: &str) -> String {
    const SCRIPT: &str = "src=\"boot.js\"";
    let Some((before, after)) = page.split_once(SCRIPT) else {
        return page.to_owned();
    };
    // What follows is ours up to the name of the script.
    let rest = after.find(" data-js=").map_or(after, |place| &after[place..]);
    format!("{before}{SCRIPT} integrity=\"{script}\"{rest}")
}

const PRELOAD: &str = "<link rel=\"modulepreload\" href=\"./";

/// Name of the script that the page loads in advance.
fn preloaded_script(page: &str) -> Option<&str> {
    page.split_once(PRELOAD)?.1.split('"').next()
}

/// The script that is loaded in advance is that of this build, too: what is loaded already is not checked again.
fn preload_by_hash(page: &str, script: &str) -> String {
    let Some((before, (name, rest))) = page
        .split_once(PRELOAD)
        .and_then(|(before, rest)| Some((before, rest.split_once('"')?)))
    else {
        return page.to_owned();
    };
    let rest = match rest.strip_prefix(" integrity=\"") {
        Some(hash) => hash.split_once('"').map_or(rest, |(_, rest)| rest),
        None => rest,
    };
    format!("{before}{PRELOAD}{name}\" integrity=\"{script}\"{rest}")
}

/// The policy of the page as a header for every file. Only a header can forbid that others frame the
/// page, and only a header binds files that the page does not start itself, such as the service worker.
pub fn policy(page: &str) -> Option<String> {
    let meta = page.split_once("http-equiv=\"Content-Security-Policy\"")?.1;
    Some(quoted_after(meta, "content=\"")? + "; frame-ancestors 'none'")
}

fn quoted_after(text: &str, start: &str) -> Option<String> {
    let rest = text.split_once(start)?.1;
    Some(rest.split_once('"')?.0.trim_start_matches("./").to_owned())
}

fn list(folder: &Path, top: &Path, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|e| e.to_string())? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.is_dir() {
            list(&path, top, files)?;
        } else if path.extension().is_some_and(|kind| kind == "br" || kind == "gz") {
            // Of docs/deploy/compress.sh: another form of the file beside it.
        } else if let Ok(name) = path.strip_prefix(top) {
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// The hosts that `config.json` names for updates join `connect-src` of the page's policy.
fn allow_update_hosts(page: &str, config: &str) -> String {
    let mut hosts: Vec<&str> = config
        .split('"')
        .filter(|text| text.starts_with("https://") || text.starts_with("http://"))
        .filter_map(|url| {
            let (scheme, rest) = url.split_once("://")?;
            let host = rest.split('/').next()?;
            url.get(..scheme.len() + 3 + host.len())
        })
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    const POLICY: &str = "connect-src 'self'";
    let Some((before, after)) = page.split_once(POLICY) else {
        return page.to_owned();
    };
    // Those of another configuration go.
    let rest = after.find(';').map_or(after, |end| &after[end..]);
    let hosts: String = hosts.iter().map(|host| format!(" {host}")).collect();
    format!("{before}{POLICY}{hosts}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_hosts_may_be_asked() {
        let page = "connect-src 'self'; manifest-src 'self'";
        let config = r#"{"sources": ["https://a.example/x.ggt", "lists/b.ggt", "https://a.example/y.ggt"]}"#;
        let allowed = allow_update_hosts(page, config);
        assert_eq!(allowed, "connect-src 'self' https://a.example; manifest-src 'self'");
        assert_eq!(allow_update_hosts(page, r#"{"sources": ["b.ggt"]}"#), page);
        let other = allow_update_hosts(&allowed, r#"{"ruleSources": ["https://b.example/"]}"#);
        assert_eq!(other, "connect-src 'self' https://b.example; manifest-src 'self'");
    }

    #[test]
    fn what_nobody_runs_is_dropped() {
        let script = "// One\n  let a = 1;\n\n/**\n * Two\n */\nlet b = '// 2'; // three\n";
        assert_eq!(tight(script), "let a = 1;\nlet b = '// 2'; // three\n");
        let style = "/* One\n two */\na { b: c; }\n  /* Three. */\nd { e: f; }\n";
        assert_eq!(tight(style), "a { b: c; }\nd { e: f; }\n");
        assert_eq!(tight(&tight(style)), tight(style));
        let advice = "if (a) {\n    console.warn('slow', e);\n} else {\n    throw e;\n}\n";
        assert_eq!(tight(advice), "if (a) {\n} else {\nthrow e;\n}\n");
    }

    #[test]
    fn a_page_can_be_finished_twice() {
        let page = r#"<script src="boot.js" data-js="a.js" data-wasm="a.wasm"></script>"#;
        let once = start_by_hash(page, "sha256-A");
        assert_eq!(
            once,
            r#"<script src="boot.js" integrity="sha256-A" data-js="a.js" data-wasm="a.wasm"></script>"#
        );
        assert_eq!(start_by_hash(&once, "sha256-A"), once);
        let page = r#"<link rel="modulepreload" href="./a.js" crossorigin><link rel="preload" href="./a.wasm">"#;
        assert_eq!(preloaded_script(page), Some("a.js"));
        let once = preload_by_hash(page, "sha256-A");
        assert_eq!(
            once,
            r#"<link rel="modulepreload" href="./a.js" integrity="sha256-A" crossorigin><link rel="preload" href="./a.wasm">"#
        );
        assert_eq!(preload_by_hash(&once, "sha256-A"), once);
    }
}
