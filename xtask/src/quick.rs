//! The quick build, for working on the page and for `cargo xtask serve`: the same page with modules that are built by
//! the profile `serve`, without Trunk and without wasm-opt.

use crate::{
    page::{self, Built, Module, Page},
    serve::Build,
    shell::{self, Result, cargo, root, run, say},
    tools::{self, WasmBindgen},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// Cargo's profile for it.
const PROFILE: &str = "serve";
const TARGET: &str = "wasm32-unknown-unknown";

/// A quick build, of which the app is ready before the other modules.
pub struct Quick {
    bindgen: Option<WasmBindgen>,
    built: BTreeMap<String, Built>,
}

impl Quick {
    /// Installs what it needs. What takes long goes on beside the build.
    pub fn start() -> Result<Self> {
        tools::toolchain()?;
        Ok(Self {
            bindgen: Some(WasmBindgen::start()?),
            built: BTreeMap::new(),
        })
    }

    fn build(&mut self, chosen: impl Fn(&Module) -> bool) -> Result<()> {
        for module in Page::read()?.modules().into_iter().filter(chosen) {
            let start = Instant::now();
            let compiled = compile(&module, PROFILE)?;
            if let Some(bindgen) = self.bindgen.take() {
                bindgen.finish()?;
            }
            let built = bind(&module, &compiled, PROFILE)?;
            say(&format!("{} is built ({} s)", module.name, start.elapsed().as_secs()));
            self.built.insert(module.name, built);
        }
        Ok(())
    }
}

impl Build for Quick {
    fn app(&mut self) -> Result<()> {
        self.build(|module| !module.is_worker)
    }

    fn parts(&mut self) -> Result<()> {
        self.build(|module| module.is_worker)
    }

    fn write(&self) -> Result<()> {
        page::write_dist(&self.built)
    }
}

/// Writes `dist/` with everything in it.
pub fn build() -> Result<()> {
    let start = Instant::now();
    let mut quick = Quick::start()?;
    quick.app()?;
    quick.parts()?;
    quick.write()?;
    say(&format!(
        "dist/ holds a quick build ({} s); `cargo xtask build` writes the one to ship",
        start.elapsed().as_secs()
    ));
    Ok(())
}

/// Writes `dist/` with the page to ship, byte for byte as Trunk does, for machines that have no Trunk.
pub fn build_to_ship() -> Result<()> {
    let tools = tools::for_modules()?;
    let mut built = BTreeMap::new();
    for module in Page::read()?.modules() {
        let compiled = compile(&module, &module.profile)?;
        let bound = bind(&module, &compiled, &module.profile)?;
        let optimised = bound.module.with_extension("small.wasm");
        run(tools
            .command("wasm-opt")
            .args(&module.optimise)
            .arg(format!("--output={}", optimised.display()))
            .arg(&bound.module))?;
        let bound = Built {
            module: optimised,
            ..bound
        };
        built.insert(module.name, bound);
    }
    page::write_dist(&built)
}

/// Compiles a module, each on its own as Trunk does it: together they would share their features.
fn compile(module: &Module, profile: &str) -> Result<PathBuf> {
    let folder = shell::target().join(TARGET).join(profile);
    let compiled = folder.join(format!("{}.wasm", module.name));
    if !compiled.exists() {
        say(&format!("building {} (two minutes the first time)", module.name));
    }
    run(cargo()
        .args(["build", "--locked", "--profile", profile, "--target", TARGET])
        .arg("--manifest-path")
        .arg(root().join(&module.manifest))
        .args(["--bin", &module.name])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", tools::remapped()?))?;
    Ok(compiled)
}

/// Makes a module that a page can load, and its script.
fn bind(module: &Module, compiled: &Path, profile: &str) -> Result<Built> {
    let folder = shell::target().join("wasm-bindgen").join(profile);
    run(Command::new(WasmBindgen::program()?)
        .arg(format!("--target={}", module.target))
        .arg(format!("--out-dir={}", folder.display()))
        .arg(format!("--out-name={}", module.name))
        .arg("--no-typescript")
        .arg(compiled))?;
    let bytes = fs::read(compiled).map_err(|e| format!("{}: {e}", compiled.display()))?;
    Ok(Built {
        name: page::name_of(module, &bytes),
        script: folder.join(format!("{}.js", module.name)),
        module: folder.join(format!("{}_bg.wasm", module.name)),
    })
}
