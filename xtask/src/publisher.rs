//! Keys of publishers that sign one shipped file and are thrown away: nobody can sign another one in their name.

use crate::{
    shell::{Result, root},
    trust::greengate,
};
use std::{fs, path::PathBuf};

/// A key that exists while one file is made.
pub struct NewKey {
    /// Empty folder to work in, removed afterwards.
    pub folder: PathBuf,
    /// Private key in it.
    pub file: PathBuf,
    /// Pin of the public key.
    pub pin: String,
}

impl NewKey {
    /// Makes something with a new key, in a folder of this name below `target/`.
    pub fn with(name: &str, make: impl FnOnce(&Self) -> Result<()>) -> Result<()> {
        let folder = root().join("target").join(name);
        let wrong = |e: std::io::Error| format!("{}: {e}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(wrong)?;
        }
        fs::create_dir_all(&folder).map_err(wrong)?;
        let made = Self::in_folder(folder.clone()).and_then(|key| make(&key));
        // Whatever came of it, the private key does not stay.
        fs::remove_dir_all(&folder).map_err(wrong)?;
        made
    }

    fn in_folder(folder: PathBuf) -> Result<Self> {
        let file = folder.join("publisher.pem");
        let made = greengate()
            .args(["trust", "keygen", "-o"])
            .arg(&file)
            .output()
            .map_err(|e| format!("cargo cannot be started: {e}"))?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned());
        }
        let pin = String::from_utf8_lossy(&made.stdout).trim().to_owned();
        Ok(Self { folder, file, pin })
    }

    /// Writes the pin beside a shipped file, into the folder of this name below `www/`.
    pub fn write_pin(&self, folder: &str) -> Result<()> {
        let file = root().join("www").join(folder).join("publisher.txt");
        fs::write(&file, format!("{}\n", self.pin)).map_err(|e| format!("{}: {e}", file.display()))
    }
}
