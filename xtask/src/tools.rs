//! The tools that building and testing need, installed once for all checkouts under
//! `$CARGO_HOME/greengate-tools`, from the package registries alone. A tool of the right
//! version that is on the PATH already is taken as it is.

use crate::shell::{Result, output, root, run, say};
use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

const TRUNK: &str = "0.21.14";
const WASM_BINDGEN: &str = "0.2.130";
/// Version of `xtask/wasm-bindgen`, to count up when that changes.
const OUR_BINDGEN: u32 = 7;
const AXE: &str = "4.14.1";
const TYPESCRIPT: &str = "7.0.2";
const LIGHTHOUSE: &str = "13.5.0";
const BINARYEN: &str = "132";
const GECKODRIVER: &str = "0.37.1";
const CARGO_FUZZ: &str = "0.13.2";
const CARGO_MUTANTS: &str = "27.1.0";
const CARGO_DENY: &str = "0.20.2";
const CARGO_CYCLONEDX: &str = "0.5.9";
const TARGET: &str = "wasm32-unknown-unknown";

/// The tools, ready to run.
pub struct Tools {
    path: OsString,
}

impl Tools {
    /// A program with every tool on its PATH.
    pub fn command(&self, program: &str) -> Command {
        let found = env::split_paths(&self.path)
            .map(|folder| folder.join(program))
            .find(|file| file.is_file());
        let mut command = Command::new(found.unwrap_or_else(|| program.into()));
        command.env("PATH", &self.path);
        command
    }
}

/// Folder that tools are installed in.
fn folder(name: &str, version: &str) -> Result<PathBuf> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = cargo_home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let home = home.ok_or("neither CARGO_HOME nor a home folder is set")?;
    Ok(home.join("greengate-tools").join(format!("{name}-{version}")))
}

/// Keeps others from installing the same tool meanwhile, until it is dropped.
fn lock(folder: &Path) -> Result<fs::File> {
    let path = PathBuf::from(format!("{}.lock", folder.display()));
    let locked = || {
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        let file = fs::File::create(&path)?;
        file.lock()?;
        Ok(file)
    };
    locked().map_err(|e: std::io::Error| format!("{}: {e}", path.display()))
}

/// The tools that `.ci/run` compiles, in the order in which it needs them: beside something that leaves a core idle.
pub fn compiled() -> Result<()> {
    geckodriver()?;
    WasmBindgen::start()?.finish()?;
    cargo_deny()?;
    cargo_fuzz().map(drop)
}

/// Everything that `trunk build` needs.
pub fn for_building() -> Result<Tools> {
    // Trunk takes the longest and does not fill two cores: wasm-bindgen is built beside it.
    let background = WasmBindgen::start()?;
    let mut folders = Vec::new();
    let trunk = trunk(&mut folders);
    background.finish()?;
    trunk?;
    with_modules(folders)
}

/// Everything that compiling, binding and shrinking a module needs.
pub fn for_modules() -> Result<Tools> {
    with_modules(Vec::new())
}

fn with_modules(mut folders: Vec<PathBuf>) -> Result<Tools> {
    toolchain()?;
    WasmBindgen::start()?.finish()?;
    folders.push(WasmBindgen::folder()?.join("bin"));
    wasm_opt(&mut folders)?;
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.into_iter().chain(env::split_paths(&inherited))).map_err(|e| e.to_string())?;
    let mut fetch = crate::shell::cargo();
    // Trunk runs offline, so that it never downloads a tool; the crates are fetched here.
    run(fetch.args(["fetch", "--quiet", "--locked", "--target", TARGET]))?;
    Ok(Tools { path })
}

/// The pinned toolchain with its WebAssembly target.
pub fn toolchain() -> Result<()> {
    let libraries = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(root())
        .output();
    let there = libraries.is_ok_and(|out| Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_dir());
    if there {
        return Ok(());
    }
    say("installing the pinned Rust toolchain and its WebAssembly target with rustup (half a minute)");
    run(Command::new("rustup")
        .args(["toolchain", "install"])
        // cargo sets it for what it runs, and rustup would obey it in place of the file that
        // names the target.
        .env_remove("RUSTUP_TOOLCHAIN")
        .current_dir(root()))
}

/// `cargo install`, with the pinned toolchain.
fn install() -> Command {
    let mut command = crate::shell::cargo();
    command.arg("install");
    command
}

fn trunk(folders: &mut Vec<PathBuf>) -> Result<()> {
    if output("trunk", &["--version"]).is_some_and(|v| v.ends_with(TRUNK)) {
        return Ok(());
    }
    let folder = folder("trunk", TRUNK)?;
    folders.push(folder.join("bin"));
    let is_there = || folder.join("bin/trunk").is_file();
    if is_there() {
        return Ok(());
    }
    let _lock = lock(&folder)?;
    if is_there() {
        return Ok(());
    }
    say(&format!(
        "installing trunk {TRUNK}, the build pipeline of the app (three minutes)"
    ));
    let start = Instant::now();
    // Unoptimised it builds in a third of the time, and serves as well.
    let mut command = install();
    command
        .args([
            "trunk",
            "--version",
            TRUNK,
            "--locked",
            "--debug",
            "--no-default-features",
            "--root",
        ])
        .arg(&folder);
    run(command.env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    say(&format!("trunk is installed ({} s)", start.elapsed().as_secs()));
    Ok(())
}

/// A subcommand of cargo, from crates.io: its program.
fn cargo_tool(name: &str, version: &str, what: &str) -> Result<PathBuf> {
    if output(name, &["--version"]).is_some_and(|v| v.ends_with(version)) {
        return Ok(name.into());
    }
    let folder = folder(name, version)?;
    let program = folder.join("bin").join(name);
    if program.is_file() {
        return Ok(program);
    }
    let _lock = lock(&folder)?;
    if program.is_file() {
        return Ok(program);
    }
    say(&format!("installing {name} {version}, {what}"));
    let mut command = install();
    command
        .args([name, "--version", version, "--locked", "--debug", "--root"])
        .arg(&folder);
    run(command.env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    Ok(program)
}

/// cargo-fuzz, which builds for libFuzzer.
pub fn cargo_fuzz() -> Result<PathBuf> {
    cargo_tool("cargo-fuzz", CARGO_FUZZ, "the driver of fuzzing (a minute)")
}

/// cargo-mutants, which changes the code to see if a test notices.
pub fn cargo_mutants() -> Result<PathBuf> {
    cargo_tool(
        "cargo-mutants",
        CARGO_MUTANTS,
        "which changes code to try the tests (two minutes)",
    )
}

/// cargo-deny, which looks at what the dependencies are.
pub fn cargo_deny() -> Result<PathBuf> {
    cargo_tool("cargo-deny", CARGO_DENY, "which looks at dependencies (three minutes)")
}

/// cargo-cyclonedx, which lists what is in a program.
pub fn cargo_cyclonedx() -> Result<PathBuf> {
    cargo_tool(
        "cargo-cyclonedx",
        CARGO_CYCLONEDX,
        "which lists what is in a program (a minute)",
    )
}

/// Flags for the WebAssembly target by which paths of this machine do not come into what is built:
/// the same commit gives the same bytes anywhere.
pub fn remapped() -> Result<String> {
    let cargo_home = folder("", "")?;
    let cargo_home = cargo_home
        .parent()
        .and_then(Path::parent)
        .map(Path::to_owned)
        .unwrap_or_default();
    let sysroot = output("rustc", &["--print", "sysroot"]).ok_or("rustc does not say where it is")?;
    let pairs = [
        (root().display().to_string(), "/greengate"),
        (format!("{}/registry/src", cargo_home.display()), "/crates"),
        (format!("{sysroot}/lib/rustlib/src/rust"), "/rustc/src"),
    ];
    let flags: Vec<String> = pairs
        .into_iter()
        // Cargo separates flags by spaces.
        .filter(|(from, _)| !from.contains(' '))
        .map(|(from, to)| format!("--remap-path-prefix={from}={to}"))
        .collect();
    Ok(flags.join(" "))
}

/// `wasm-bindgen`, from the small program in `xtask/wasm-bindgen`.
pub struct WasmBindgen {
    running: Option<(Child, fs::File)>,
}

impl WasmBindgen {
    /// Starts building it, if it is not there.
    pub fn start() -> Result<Self> {
        if Self::program()?.is_file() {
            return Ok(Self { running: None });
        }
        let folder = Self::folder()?;
        let lock = lock(&folder)?;
        if Self::program()?.is_file() {
            return Ok(Self { running: None });
        }
        say(&format!(
            "building wasm-bindgen {WASM_BINDGEN}, while other things are built (a minute)"
        ));
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let log = fs::File::create(folder.join("build.log")).map_err(|e| e.to_string())?;
        let mut command = install();
        command
            .args(["--locked", "--quiet", "--path"])
            .arg(root().join("xtask/wasm-bindgen"))
            .arg("--root")
            .arg(&folder);
        let running = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|e| e.to_string())?;
        Ok(Self {
            running: Some((running, lock)),
        })
    }

    /// The official command would leave long names in the module.
    fn folder() -> Result<PathBuf> {
        folder("wasm-bindgen", &format!("{WASM_BINDGEN}-{OUR_BINDGEN}"))
    }

    /// A program may not be named wasm-bindgen when it is built, only afterwards.
    pub fn program() -> Result<PathBuf> {
        Ok(Self::folder()?.join("bin/wasm-bindgen"))
    }

    /// Waits until it is there.
    pub fn finish(self) -> Result<()> {
        let Some((mut running, _lock)) = self.running else {
            return Ok(());
        };
        let folder = Self::folder()?;
        let status = running.wait().map_err(|e| e.to_string())?;
        if !status.success() {
            let log = fs::read_to_string(folder.join("build.log")).unwrap_or_default();
            return Err(format!("wasm-bindgen cannot be built:\n{log}"));
        }
        fs::rename(folder.join("bin/greengate-wasm-bindgen"), Self::program()?).map_err(|e| e.to_string())?;
        say("wasm-bindgen is built");
        Ok(())
    }
}

/// `wasm-opt` from the npm registry. Where there is no Node.js and none can be installed,
/// a stand-in that changes nothing: the app works, a tenth larger.
fn wasm_opt(folders: &mut Vec<PathBuf>) -> Result<()> {
    if output("wasm-opt", &["--version"]).is_some_and(|v| v.starts_with(&format!("wasm-opt version {BINARYEN} "))) {
        return Ok(());
    }
    let folder = folder("binaryen", BINARYEN)?;
    let binaries = folder.join("node_modules/.bin");
    let stand_in = folder.join("stand-in");
    if binaries.join("wasm-opt").exists() {
        folders.push(binaries);
        return Ok(());
    }
    if output("npm", &["--version"]).is_none() {
        say("installing Node.js and npm by the system's package manager, for wasm-opt (a minute)");
        // Not fatal: there is the stand-in.
        _ = system_packages(&[
            ("apt-get", &["nodejs", "npm"]),
            ("dnf", &["nodejs", "npm"]),
            ("pacman", &["nodejs", "npm"]),
        ]);
    }
    say(&format!(
        "installing wasm-opt (binaryen {BINARYEN}) from the npm registry (some seconds)"
    ));
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(&folder);
    if run(npm.arg(format!("binaryen@{BINARYEN}.0.0"))).is_ok() {
        folders.push(binaries);
        return Ok(());
    }
    say("without npm the app is built without wasm-opt: it works, and is a tenth larger");
    pass_through(&stand_in)?;
    folders.push(stand_in);
    Ok(())
}

/// A `wasm-opt` that copies its input to its output.
fn pass_through(folder: &Path) -> Result<()> {
    let script = format!(
        "#!/bin/sh\nfor argument; do case \"$argument\" in\n  --version) echo 'wasm-opt version {BINARYEN} (version_{BINARYEN})'; exit;;\n  \
         --output=*) output=\"${{argument#--output=}}\";;\n  -*) ;;\n  *) input=\"$argument\";;\nesac; done\ncp \"$input\" \"$output\"\n"
    );
    let file = folder.join("wasm-opt");
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&file, script));
    written.map_err(|e| format!("{}: {e}", file.display()))?;
    run(Command::new("chmod").arg("+x").arg(&file))
}

/// axe-core from the npm registry, which looks for barriers on the page: its script.
pub fn axe() -> Result<PathBuf> {
    const SCRIPT: &str = "node_modules/axe-core/axe.min.js";
    Ok(npm_package("axe-core", AXE, SCRIPT)?.join(SCRIPT))
}

/// TypeScript from the npm registry: its compiler, a script for node.
pub fn typescript() -> Result<PathBuf> {
    const SCRIPT: &str = "node_modules/typescript/bin/tsc";
    Ok(npm_package("typescript", TYPESCRIPT, SCRIPT)?.join(SCRIPT))
}

/// The folder in which a package of the npm registry is installed, with a file of it.
fn npm_package(name: &str, version: &str, file: &str) -> Result<PathBuf> {
    let folder = folder(name, version)?;
    if folder.join(file).exists() {
        return Ok(folder);
    }
    say(&format!(
        "installing {name} {version} from the npm registry (some seconds)"
    ));
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(&folder);
    run(npm.arg(format!("{name}@{version}")))?;
    Ok(folder)
}

/// Chromium and its driver, for the tests of the page.
pub fn chromium() -> Result<()> {
    let there = || output("chromedriver", &["--version"]).is_some();
    if there() {
        return Ok(());
    }
    say("installing Chromium and its driver by the system's package manager (a minute)");
    let installed = system_packages(&[
        ("apt-get", &["chromium", "chromium-driver"]),
        ("dnf", &["chromium", "chromedriver"]),
        ("pacman", &["chromium"]),
    ]);
    if there() {
        return Ok(());
    }
    installed?;
    Err("Chromium was installed, but there is no `chromedriver` on the PATH".to_owned())
}

/// The PATH with one folder before it.
pub fn with_path(folder: &Path) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(std::iter::once(folder.to_owned()).chain(env::split_paths(&inherited))).map_err(|e| e.to_string())
}

/// Firefox and its driver, for the same flows in another engine: the driver's folder.
pub fn firefox() -> Result<PathBuf> {
    let there = ["firefox-esr", "firefox"]
        .iter()
        .any(|name| output(name, &["--version"]).is_some());
    if !there {
        say("installing Firefox by the system's package manager (a minute)");
        system_packages(&[
            ("apt-get", &["firefox-esr"]),
            ("dnf", &["firefox"]),
            ("pacman", &["firefox"]),
        ])?;
    }
    let driver = geckodriver()?;
    Ok(driver.parent().map(Path::to_owned).unwrap_or_default())
}

fn geckodriver() -> Result<PathBuf> {
    cargo_tool("geckodriver", GECKODRIVER, "which drives Firefox (two minutes)")
}

/// WebKitGTK, its driver, and a screen that nobody sees, for the same flows in a third engine.
pub fn webkit() -> Result<()> {
    let there = |name: &str| output("which", &[name]).is_some();
    if there("WebKitWebDriver") && there("xvfb-run") {
        return Ok(());
    }
    say("installing WebKitGTK by the system's package manager (a minute)");
    system_packages(&[
        ("apt-get", &["webkit2gtk-driver", "xvfb", "xauth"]),
        ("dnf", &["webkit2gtk4.1", "webkit2gtk-driver", "xorg-x11-server-Xvfb"]),
        ("pacman", &["webkit2gtk-4.1", "xorg-server-xvfb"]),
    ])
}

/// nginx and Caddy, to try the configurations of `docs/deploy`: the names of those that are here.
pub fn web_servers() -> String {
    const SERVERS: [&str; 2] = ["nginx", "caddy"];
    let there = |name: &str| output("which", &[name]).is_some() || Path::new("/usr/sbin").join(name).is_file();
    let all = || SERVERS.iter().all(|name| there(name)) && there("brotli");
    if !all() {
        say("installing nginx, Caddy and brotli by the system's package manager (half a minute)");
        let installed = system_packages(&[
            (
                "apt-get",
                &["nginx", "libnginx-mod-http-brotli-static", "caddy", "brotli"],
            ),
            ("dnf", &["nginx", "nginx-mod-brotli", "caddy", "brotli"]),
            ("pacman", &["nginx", "nginx-mod-brotli", "caddy", "brotli"]),
        ]);
        if let Err(error) = installed {
            say(&format!(
                "docs/deploy is not tried with the servers that are missing: {error}"
            ));
        }
    }
    if !there("brotli") {
        return String::new();
    }
    SERVERS
        .into_iter()
        .filter(|name| there(name))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Lighthouse from the npm registry: its folder.
pub fn lighthouse() -> Result<PathBuf> {
    npm_package("lighthouse", LIGHTHOUSE, "node_modules/lighthouse/cli/index.js")
}

/// Installs packages by the first package manager that is there.
fn system_packages(packages: &[(&str, &[&str])]) -> Result<()> {
    let known = packages
        .iter()
        .find(|(manager, _)| output(manager, &["--version"]).is_some());
    let Some((manager, names)) = known else {
        let names = packages.first().map_or_else(String::new, |(_, names)| names.join(", "));
        return Err(format!(
            "no known package manager here: please install {names} yourself"
        ));
    };
    // Not everyone works as root.
    let as_root = |arguments: &[&str]| {
        let mut command = match output("id", &["-u"]).as_deref() {
            Some("0") => Command::new(manager),
            _ => {
                let mut command = Command::new("sudo");
                command.arg(manager);
                command
            }
        };
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let install: &[&str] = match *manager {
        "apt-get" => {
            run(&mut as_root(&["update", "--quiet"]))?;
            &["install", "--yes", "--quiet", "--no-install-recommends"]
        }
        "pacman" => &["-S", "--noconfirm", "--needed"],
        _ => &["install", "-y"],
    };
    run(as_root(install).args(*names))
}
