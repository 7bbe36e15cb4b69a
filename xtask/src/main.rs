//! `cargo xtask`: everything that is done with Greengate on a developer's machine.

mod airports;
mod directory;
mod figures;
mod finish;
mod fuzz;
mod messages;
mod mrz;
mod npm;
mod page;
mod peers;
mod publisher;
mod quick;
mod requirements;
mod serve;
mod shell;
mod supply;
mod tools;
mod trust;
mod wasm;

use figures::Recorder;
use shell::{Result, cargo, copy, root, run};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const HELP: &str = "\
cargo xtask <command>

  serve [--port N] [--address HOST]
                     build the app and serve it on http://127.0.0.1:8080/ with the headers that a
                     host should send; build anew when a source changes
  build [--without-trunk | --quick]
                     write dist/ with Trunk, which any static host can serve from any path; or the same bytes
                     without Trunk, whose installation takes minutes; or the same page three times as large and
                     in a third of the time, to work on it
  finish             what Trunk calls at the end of a build: hashes, the service worker's list,
                     the hosts that the page may ask
  test               run every test: library, command line, npm package, and the page in Chromium
  setup [--compiled] only install what the above need; or what takes long to compile for the tests, `supply`
                     and `fuzz`, for who has an idle core meanwhile
  demo               make www/demo/ anew with `greengate issue`
  npm                pack the scanner as an npm package in target/npm/, install it in
                     target/npm-test/, test it in node and check its types with TypeScript
  trust FOLDER [--at RFC3339]
                     make www/trust/default.ggt anew from the published lists in a folder, with a key
                     that is thrown away, and pin it in www/config.json (docs/TRUST.md)
  requirements [--at RFC3339]
                     make www/requirements/default.ggq anew from the tables in requirements/, with a key
                     that is thrown away, and write its pin beside it (docs/REQUIREMENTS.md)
  directory          make www/directory/demo.ggd anew from tests/directory/demo.csv, an invented city, with a key
                     that is thrown away, and write its pin beside it (docs/COUNTER.md)
  airports           make www/requirements/airports.bin anew from requirements/airports/airports.csv
  bench [sizes]      print the figures that are about the page and the passes, or only the sizes
  scanner ARGS       print the figures of the scanner: rates, beside, photos, folders, bursts,
                     sizes, false-reads, slowest, mutations; `frames FOLDER` writes synthetic frames (--seed N)
  mrz [KIND]         print the figures of the reader of machine-readable zones: rates, false-reads, times,
                     sizes, or `specimens FOLDER [--python PY]` and `altered FOLDER`; without a kind, all
                     but these; `false-reads --progress FILE` goes on where it was stopped
  mrz train [--check]
                     train its classifier and write crates/mrz/src/weights.bin (minutes on one core), or
                     compare what that gives
  peers FOLDER [N]   read every Nth frame of a folder with the scanner and with the peers of
                     ../shared/peers, as WebAssembly in node and in Chromium's worker
  passes             load trust lists, judge passes of every format and evaluate entry rules:
                     natively, as WebAssembly in node and Chromium, and beside WebCrypto
                     (bare signatures) and certlogic-js
  revocation         build packs of revocation lists of three sizes, look up in them, run a fleet's day
  needs              load the pack of requirements and ask it, beside its CSV rows in a map
  counter persons [N]|morning|clerk
                     take random persons (10,000) through the counter; or the opening morning of 20,000 counters
                     whose signer fails; or a clerk's keys and seconds for a pass, in Chromium
  documents          time from a passport in view to the comparison, and what looking for it costs the
                     scanner
  life               how fast the page starts, with and without a network, a hundred passes in a
                     row
  lighthouse         what Lighthouse says of the pages, and whether the app can be installed
  soak [N]           N (10,000) passes on one page: memory, time of each, and that none is missed
  crash [N]          cut N updates of the trust list short (200) and look what is left
  pdf                time and memory that hostile PDF files cost on the command line
  cards [N]          judge N SMART Health Cards (1,000) and compare with tests/cards in node
  fuzz [--minutes N | --short] [TARGET…]
                     search every entrance for what breaks it, N minutes (1) each, with cargo-fuzz;
                     --short: three seconds each, by programs that compile in half the time
  mutants ARGS       change the code of verdicts, passes and trust in one place at a time and see if a test
                     notices, with cargo-mutants: `-f FILE` for one file, `--shard 1/8` for a part
  supply [check]     licences, doublets and sources of every dependency; target/sbom/ lists what
                     is in the binary, the page and the npm package (CycloneDX)
  reproduce          build the last commit twice, in two places, and compare every byte
  api [--write [--breaking]]
                     compare the public API of the library crates with docs/api: a change that breaks users
                     needs another version; or record it
  tidy               look for figures changed by hand, bounds that no test tries, tests that a
                     document names and nobody wrote
  screens [--all]    take the pictures of docs/screens/; --all: those of every state at every size, in all languages,
                     for looking at (target/screens/all)

A command that measures prints its figures; with `--write` it also puts them into docs/BENCHMARKS.md,
where nothing else may change them.

Each command installs what is missing, says so, and does nothing twice.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (command, mut rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest.to_vec()),
        None => ("help", Vec::new()),
    };
    let done = if command == "api" {
        // Its `--write` means no figures.
        api(&rest)
    } else {
        let mut recorder = Recorder::new(command, &mut rest);
        dispatch(command, &rest, &mut recorder).and_then(|()| recorder.finish())
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String], recorder: &mut Recorder) -> Result<()> {
    match command {
        "setup" => match rest {
            [] => tools::for_building().map(drop),
            [only] if only == "--compiled" => tools::compiled(),
            _ => Err(format!("setup does not know {}", rest.join(" "))),
        },
        "build" => match rest {
            [] => build(),
            [quick] if quick == "--quick" => quick::build(),
            [without] if without == "--without-trunk" => quick::build_to_ship(),
            _ => Err(format!("build does not know {}", rest.join(" "))),
        },
        "finish" => finish::finish_staged(),
        "serve" => serve(rest),
        "test" => test(rest),
        "demo" => demo(),
        "npm" => npm::npm(),
        "trust" => trust::build(rest),
        "requirements" => requirements::build(rest),
        "directory" => directory::build(),
        "airports" => airports::build(),
        "bench" => page_tool("page-bench", rest.first().map(String::as_str).as_slice(), recorder),
        "screens" => page_tool("page-screens", rest.first().map(String::as_str).as_slice(), recorder),
        "scanner" => scanner(rest, recorder),
        "mrz" => mrz::mrz(rest, recorder),
        "peers" => peers(rest, recorder),
        "passes" => passes(recorder),
        "revocation" => revocation(recorder),
        "needs" => recorder.run(cargo().args(["run", "--release", "--locked", "-p", "greengate-needs-bench"])),
        "counter" if rest.first().is_some_and(|what| what == "clerk") => page_tool("page-counter", &[], recorder),
        "counter" => recorder.run(
            cargo()
                .args(["run", "--release", "--locked", "-p", "greengate-counter-bench", "--"])
                .args(rest),
        ),
        "documents" => page_tool("page-documents", &[], recorder),
        "life" => page_tool("page-life", &[], recorder),
        "lighthouse" => tools::lighthouse()
            .and_then(|folder| page_tool("page-lighthouse", &[&folder.display().to_string()], recorder)),
        "soak" => page_tool("page-soak", &[rest.first().map_or("10000", String::as_str)], recorder),
        "crash" => page_tool(
            "page-passes",
            &["crash", rest.first().map_or("200", String::as_str)],
            recorder,
        ),
        "pdf" => recorder.run(cargo().args([
            "test",
            "--release",
            "--locked",
            "-p",
            "greengate-cli",
            "--test",
            "hostile_pdf",
            "--",
            "--nocapture",
            "a_hostile_pdf_costs_itself_only",
        ])),
        "fuzz" => fuzz::fuzz(rest, recorder),
        "mutants" => mutants(rest),
        "supply" => supply::supply(rest),
        "reproduce" => supply::reproduce(),
        "tidy" => run(cargo().args(["test", "--locked", "-p", "xtask", "--test", "tidy"])),
        "cards" => cards(rest.first().map_or("1000", String::as_str), recorder),
        "help" | "--help" | "-h" => {
            shell::print(HELP);
            Ok(())
        }
        other => Err(format!("there is no command {other}\n\n{HELP}")),
    }
}

/// Compares the public API of the library crates with the recorded one.
fn api(arguments: &[String]) -> Result<()> {
    run(cargo()
        .args(["run", "--release", "--locked", "--quiet", "-p", "greengate-api", "--"])
        .args(arguments))
}

/// Writes `dist/`.
fn build() -> Result<()> {
    let tools = tools::for_building()?;
    shell::say("building the app and its worker into dist/ (a minute or two the first time)");
    run(trunk(&tools)?.args(["build", "--offline"]))?;
    page::compare_with_trunk()
}

/// Trunk, which builds the same from the same commit wherever it stands.
fn trunk(tools: &tools::Tools) -> Result<Command> {
    let mut command = tools.command("trunk");
    command
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", tools::remapped()?)
        .current_dir(root());
    Ok(command)
}

fn serve(rest: &[String]) -> Result<()> {
    let address = serve::Address::from_arguments(rest)?;
    serve::serve(&address, &mut quick::Quick::start()?)
}

fn test(rest: &[String]) -> Result<()> {
    tools::chromium()?;
    let firefox = tools::firefox()?;
    tools::webkit()?;
    shell::say("testing the library and the command line (three minutes the first time)");
    run(cargo()
        .args([
            "test",
            "--release",
            "--locked",
            "-p",
            "greengate",
            "-p",
            "greengate-cli",
            "-p",
            "certlogic",
            "-p",
            "compact-sort",
            "-p",
            "greengate-app",
            "-p",
            "greengate-counter",
            "-p",
            "greengate-figures",
            "-p",
            "greengate-mrz",
            "-p",
            "greengate-mrz-bench",
            "-p",
            "greengate-qr",
            "-p",
            "greengate-qr-pixels",
            "-p",
            "greengate-qr-wasm",
            "-p",
            "xtask",
            "-p",
            "greengate-api",
        ])
        .args(rest))?;
    // Linking the modules takes minutes on one core: the tests of the page are compiled on the other.
    let compiling = cargo()
        .args([
            "test",
            "--release",
            "--locked",
            "--quiet",
            "--no-run",
            "-p",
            "greengate-page-tests",
        ])
        .spawn();
    npm::npm()?;
    // Trunk takes minutes to compile; where it is, `cargo xtask build` compares the two.
    quick::build_to_ship()?;
    if let Ok(mut compiling) = compiling {
        // If that has failed, the next command says why.
        _ = compiling.wait();
    }
    shell::say("testing the page in Chromium (two minutes the first time)");
    // Each test starts a browser of its own, and waits for it most of the time.
    run(cargo()
        .args(["test", "--release", "--locked", "-p", "greengate-page-tests"])
        .args(rest)
        .env("GREENGATE_AXE", tools::axe()?)
        .env("GREENGATE_SERVERS", tools::web_servers())
        .env("PATH", tools::with_path(&firefox)?)
        .env("RUST_TEST_THREADS", "3"))
}

fn page_tool(name: &str, arguments: &[&str], recorder: &mut Recorder) -> Result<()> {
    tools::chromium()?;
    build()?;
    page_program(name, arguments, recorder)
}

fn page_program(name: &str, arguments: &[&str], recorder: &mut Recorder) -> Result<()> {
    recorder.run(
        cargo()
            .args([
                "run",
                "--release",
                "--locked",
                "-p",
                "greengate-page-tests",
                "--bin",
                name,
                "--",
            ])
            .args(arguments),
    )
}

fn scanner(arguments: &[String], recorder: &mut Recorder) -> Result<()> {
    recorder.run(
        cargo()
            .args(["run", "--release", "--locked", "-p", "greengate-scanner-bench", "--"])
            .args(arguments),
    )
}

/// Builds the library alone as WebAssembly into a folder.
fn library_as_wasm(tools: &tools::Tools, folder: &Path) -> Result<()> {
    wasm::build(tools, "greengate-bench-wasm", "greengate_bench_wasm", folder)
}

/// Packs of revocation lists: natively, a fleet on loopback, and as WebAssembly.
fn revocation(recorder: &mut Recorder) -> Result<()> {
    let tools = tools::for_modules()?;
    let folder = root().join("target/revocation");
    recorder.run(
        cargo()
            .args(["run", "--release", "--locked", "-p", "greengate-revocation-bench", "--"])
            .arg(&folder),
    )?;
    library_as_wasm(&tools, &folder)?;
    copy(
        &root().join("bench/revocation/revocation.mjs"),
        &folder.join("revocation.mjs"),
    )?;
    recorder.run(tools.command("node").arg("revocation.mjs").current_dir(&folder))
}

/// Lists and passes: natively, as WebAssembly, and beside WebCrypto.
fn passes(recorder: &mut Recorder) -> Result<()> {
    let tools = tools::for_modules()?;
    tools::chromium()?;
    let folder = root().join("target/passes");
    recorder.run(
        cargo()
            .args(["run", "--release", "--locked", "-p", "greengate-passes-bench", "--"])
            .arg(&folder),
    )?;
    library_as_wasm(&tools, &folder)?;
    for file in ["bench.mjs", "node.mjs"] {
        copy(&root().join("bench/passes").join(file), &folder.join(file))?;
    }
    shell::say("installing certlogic-js from the npm registry (some seconds)");
    run(tools
        .command("npm")
        .args([
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--no-save",
            "certlogic-js@1.2.2",
        ])
        .current_dir(&folder))?;
    recorder.run(tools.command("node").arg("node.mjs").current_dir(&folder))?;
    page_program("page-passes", &[&folder.display().to_string()], recorder)
}

/// `.cargo/mutants.toml` says which code and which tests.
fn mutants(arguments: &[String]) -> Result<()> {
    let program = tools::cargo_mutants()?;
    let mut command = Command::new(program);
    command
        .args(["mutants", "--profile", "mutants", "--output", "target"])
        .args(arguments)
        .current_dir(root());
    run(&mut command)
}

/// Cards of every defect, judged by the command line and by an implementation in node that
/// shares nothing with it.
fn cards(count: &str, recorder: &mut Recorder) -> Result<()> {
    let count: usize = count.parse().map_err(|_| format!("{count} is no number"))?;
    let tools = tools::for_modules()?;
    let folder = root().join("target/cards");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).map_err(|e| e.to_string())?;
    }
    let greengate = |arguments: &[&str]| {
        let mut command = cargo();
        command
            .args(["run", "--release", "--locked", "--quiet", "-p", "greengate-cli", "--"])
            .args(arguments);
        command
    };
    let path = folder.display().to_string();
    // Every defect and as many sound cards, for vaccinations and tests.
    for defects in [&["--defect", "all"][..], &["--defect", "none", "--codes", "3"]] {
        let each = if defects[1] == "all" {
            count.div_ceil(112).max(1)
        } else {
            count.div_ceil(8).max(1)
        };
        run(greengate(&[
            "issue",
            "--pass",
            "shc",
            "--kind",
            "all",
            "--format",
            "text",
            "--at",
            "2026-11-01T12:00:00Z",
            "--out",
            &path,
        ])
        .args(defects)
        .args(["--count", &each.to_string()]))?;
    }
    let cases = folder.join("cases.jsonl");
    let reports = folder.join("reports.jsonl");
    let out = std::fs::File::create(&reports).map_err(|e| e.to_string())?;
    // Its status says that not all are valid, which is as it should be.
    let judged = greengate(&["verify", "--batch"]).arg(&cases).stdout(out).status();
    judged.map_err(|e| e.to_string())?;
    recorder.run(
        tools
            .command("node")
            .arg(root().join("tests/cards/compare.mjs"))
            .arg(&cases)
            .arg(&reports),
    )
}

/// The scanner beside other decoders on the same frames, all as WebAssembly.
fn peers(arguments: &[String], recorder: &mut Recorder) -> Result<()> {
    let [frames, rest @ ..] = arguments else {
        return Err("which folder of frames? `cargo xtask scanner frames FOLDER` makes one".to_owned());
    };
    let every = rest.first().map_or("1", String::as_str);
    let frames = env::current_dir().map_err(|e| e.to_string())?.join(frames);
    let shared = root().join("../shared/peers");
    if !shared.is_dir() {
        return Err(format!("{} is not here", shared.display()));
    }
    let tools = tools::for_modules()?;
    tools::chromium()?;
    let folder = root().join("target/peers");
    library_as_wasm(&tools, &folder)?;
    for file in shell::files(&shared)? {
        let name = file.file_name().unwrap_or_default();
        std::fs::copy(&file, folder.join(name)).map_err(|e| e.to_string())?;
    }
    std::fs::write(
        folder.join("ours.mjs"),
        "import fs from 'node:fs'\nimport { initSync, read } from './greengate_bench_wasm.js'\n\
         initSync({ module: fs.readFileSync(new URL('greengate_bench_wasm_bg.wasm', import.meta.url)) })\n\
         export default async (grey, width, height) => read(grey, width, height)\n",
    )
    .map_err(|e| e.to_string())?;
    shell::say("installing the peers from the npm registry (some seconds)");
    run(tools
        .command("npm")
        .args(["install", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder))?;
    shell::say("in node");
    let printed = recorder.run_for_output(
        tools
            .command("node")
            .arg("scan.mjs")
            .arg(&frames)
            .args([every, "--ours", "ours.mjs"])
            .current_dir(&folder),
    )?;
    recorder.table("peers-node", &peers::in_node(&printed));
    shell::say("in Chromium's worker");
    let (frames, folder) = (frames.display().to_string(), folder.display().to_string());
    page_program("page-peers", &[&frames, &folder, every], recorder)
}

/// One pass of each kind, and one of each verdict that a person should have seen.
fn demo() -> Result<()> {
    const DEFECTS: [&str; 6] = [
        "expired",
        "certificate-expired",
        "unknown-key",
        "forged",
        "wrong-key-use",
        "checksum",
    ];
    let folder = root().join("www/demo");
    for file in shell::files(&folder)? {
        let generated =
            file.extension().is_some_and(|e| e == "png") || file.file_name().is_some_and(|n| n == "trust.json");
        if generated {
            shell::remove(&file)?;
        }
    }
    let issue = |arguments: &[&str]| {
        let mut command = cargo();
        command
            .args(["run", "--release", "--locked", "-p", "greengate-cli", "--", "issue"])
            .args(arguments);
        // A fixed time, and long validity: the demo must not expire before the app does.
        command
            .args([
                "--at",
                "2026-11-01T12:00:00Z",
                "--days",
                "3650",
                "--format",
                "png",
                "--scale",
                "4",
                "--out",
            ])
            .arg(&folder);
        run(&mut command)
    };
    issue(&["--kind", "all"])?;
    let mut broken = vec!["--kind", "vaccination"];
    broken.extend(DEFECTS.iter().flat_map(|defect| ["--defect", *defect]));
    issue(&broken)?;
    shell::remove(&PathBuf::from(&folder).join("cases.jsonl"))
}
