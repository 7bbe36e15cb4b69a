//! axe-core on the present page.

use crate::browser::Browser;
use std::{env, fs, path::PathBuf};

/// Its script, where `cargo xtask test` has put it.
#[must_use]
pub fn script() -> String {
    let given = env::var_os("GREENGATE_AXE").map(PathBuf::from);
    let usual = || {
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
        Some(home.join("greengate-tools/axe-core-4.14.1/node_modules/axe-core/axe.min.js"))
    };
    let path = given.or_else(usual).expect("a folder of tools");
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}: run `cargo xtask test`", path.display()))
}

/// Adds the barriers that it finds: screen, rule, place, reason.
pub async fn barriers(browser: &Browser, axe: &str, screen: &str, found: &mut Vec<String>) {
    browser.run(&format!("if (!window.axe) {{ {axe} }}"), vec![]).await;
    let result = browser
        .client
        .execute_async(
            "const done = arguments[0];
             const options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] };
             axe.run(document, options).then(r => done(r.violations.map(v => [v.id, v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary)])), e => done([['failed', [String(e)]]]));",
            vec![],
        )
        .await
        .expect("an answer of axe-core");
    for violation in result.as_array().expect("a list of violations") {
        found.push(format!("{screen}: {violation}"));
    }
}
