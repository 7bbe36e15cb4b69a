//! The pack of requirements that comes with the app and the command line, made from the tables of the repository.

use crate::{
    publisher::NewKey,
    shell::{Result, copy, root, run},
    trust::greengate,
};

/// Days for which the pack counts as fresh. How old each of its sources is, is said beside.
const BEST_BEFORE_DAYS: &str = "180";
/// Days after which it is too old.
const END_DAYS: &str = "1095";

/// Compiles `requirements/` to `www/requirements/default.ggq`, signed with a key that is made for this and removed, and
/// writes its pin beside it.
pub fn build(options: &[String]) -> Result<()> {
    NewKey::with("requirements", |key| {
        let pack = key.folder.join("default.ggq");
        run(greengate()
            .args(["requirements", "build", "--signing-key"])
            .arg(&key.file)
            .args(["--best-before-days", BEST_BEFORE_DAYS, "--end-days", END_DAYS])
            .args(options)
            .arg(root().join("requirements"))
            .arg("-o")
            .arg(&pack))?;
        run(greengate()
            .args(["requirements", "show", "--publisher", &key.pin])
            .arg(&pack))?;
        copy(&pack, &root().join("www/requirements/default.ggq"))?;
        key.write_pin("requirements")
    })
}
