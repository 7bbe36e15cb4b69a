//! The pack of requirements that comes with the app and the command line, made from the tables of the repository.

use crate::{
    shell::{Result, copy, root, run},
    trust::{greengate, keygen},
};
use std::{fs, path::Path};

/// Days for which the pack counts as fresh. How old each of its sources is, is said beside.
const BEST_BEFORE_DAYS: &str = "180";
/// Days after which it is too old.
const END_DAYS: &str = "1095";

/// Compiles `requirements/` to `www/requirements/default.ggq`, signed with a key that is made for this and removed, and
/// writes its pin beside it.
pub fn build(options: &[String]) -> Result<()> {
    let work = root().join("target/requirements");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    }
    fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    let built = compile(options, &work);
    // Whatever came of it, the private key does not stay.
    fs::remove_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    built
}

fn compile(options: &[String], work: &Path) -> Result<()> {
    let (key, pack) = (work.join("publisher.pem"), work.join("default.ggq"));
    let pin = keygen(&key)?;
    run(greengate()
        .args(["requirements", "build", "--signing-key"])
        .arg(&key)
        .args(["--best-before-days", BEST_BEFORE_DAYS, "--end-days", END_DAYS])
        .args(options)
        .arg(root().join("requirements"))
        .arg("-o")
        .arg(&pack))?;
    run(greengate()
        .args(["requirements", "show", "--publisher", &pin])
        .arg(&pack))?;
    let shipped = root().join("www/requirements");
    copy(&pack, &shipped.join("default.ggq"))?;
    let publisher = shipped.join("publisher.txt");
    fs::write(&publisher, format!("{pin}\n")).map_err(|e| format!("{}: {e}", publisher.display()))
}
