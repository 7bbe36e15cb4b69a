//! Files that the program writes.

use crate::{argument, terminal::Output};
use anyhow::{Context, Result};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// Writes a file completely or not at all; `-` is standard output. An existing file keeps its permissions; a link is
/// replaced, not followed.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    if path == Path::new("-") {
        return Ok(Output::new().file(bytes)?);
    }
    // Streams, devices and pipes are written directly.
    let stream = ["/dev/stdout", "/dev/stderr", "/dev/fd"]
        .iter()
        .any(|stream| path.starts_with(stream));
    let device = stream || fs::metadata(path).is_ok_and(|old| !old.is_file());
    let written = if device {
        fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(bytes))
    } else {
        replace(path, bytes)
    };
    written.with_context(|| argument::name(path))
}

/// Writes a file about persons completely or not at all: only its owner can read it, whatever was there before. Its
/// content is on disk when this returns; its name is after [`sync_folder`]. A link is replaced, not followed.
pub fn put_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> io::Result<()> {
        // Temporary files are for their owner alone.
        let mut file = temporary().tempfile_in(folder(path))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| argument::name(path))
}

/// Makes a folder for such files; one that is there already keeps its permissions.
pub fn private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).with_context(|| argument::name(path))?;
    sync_folder(folder(path))
}

/// Returns when the names in a folder are on disk, where the system has a way to ask for that.
pub fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    fs::File::open(path)
        .and_then(|folder| folder.sync_all())
        .with_context(|| argument::name(path))?;
    Ok(())
}

/// Folder of a file.
pub fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// Unpredictable names for files that are not whole yet.
fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".greengate-");
    builder
}

/// Writes to an unpredictable name beside the file, then renames it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = temporary();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Files that are not secret get the system's default permissions (umask).
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder(path))?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::symlink_metadata(path)
        && old.is_file()
    {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        put(&path, b"one").unwrap();
        put(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(put(&folder.path().join("missing/list"), b"").is_err());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_modes_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mode = |name: &str| fs::symlink_metadata(path(name)).unwrap().permissions().mode() & 0o777;
        fs::write(path("other"), "somebody's").unwrap();
        // A temporary name that could be foreseen: that of the file with the process number.
        symlink(path("other"), path(&format!(".list.{}", std::process::id()))).unwrap();
        symlink(path("other"), path("list")).unwrap();
        put(&path("list"), b"list").unwrap();
        assert_eq!(fs::read(path("other")).unwrap(), b"somebody's");
        assert_eq!(fs::read(path("list")).unwrap(), b"list");
        assert!(path("list").symlink_metadata().unwrap().is_file());
        assert_eq!(mode("list"), mode("other"), "as readable as any new file");
        fs::set_permissions(path("list"), fs::Permissions::from_mode(0o600)).unwrap();
        put(&path("list"), b"again").unwrap();
        assert_eq!(mode("list"), 0o600);
    }
}
