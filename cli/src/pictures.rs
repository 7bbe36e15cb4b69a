//! Pictures of a command's arguments: files, and folders with the folders inside.

use crate::argument::name;
use anyhow::{Context, Result, bail};
use greengate::limits::{MAX_FOLDER_DEPTH, MAX_FOLDER_ENTRIES};
use indicatif::ProgressBar;
use std::{
    fs,
    path::{Path, PathBuf},
    slice, vec,
};

/// File name extensions of pictures in a folder.
const EXTENSIONS: [&str; 9] = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "svg"];

/// A step of walking through the arguments.
#[derive(Debug)]
pub enum Found {
    Picture(PathBuf),
    /// A folder that cannot be read, and why.
    Problem(PathBuf, String),
}

/// Walk through files and folders: a folder's entries in the order of their names, those of its folders in their place.
/// Of each open folder only the names are held.
pub struct Pictures<'a> {
    arguments: slice::Iter<'a, PathBuf>,
    /// The argument whose folders are open.
    argument: &'a Path,
    /// True if that had a picture, or a problem was said.
    is_answered: bool,
    /// Remaining entries of the open folders, from the argument's to the innermost.
    open: Vec<vec::IntoIter<PathBuf>>,
    /// Grows by the pictures of each folder that is opened.
    bar: ProgressBar,
}

impl<'a> Pictures<'a> {
    pub fn new(arguments: &'a [PathBuf], bar: ProgressBar) -> Self {
        Self {
            arguments: arguments.iter(),
            argument: Path::new(""),
            is_answered: false,
            open: Vec::new(),
            bar,
        }
    }

    /// Opens a folder; says why that is not possible.
    fn enter(&mut self, folder: PathBuf) -> Option<Found> {
        let entries = if self.open.len() == MAX_FOLDER_DEPTH {
            Err(format!("{}: deeper than {MAX_FOLDER_DEPTH} folders", name(&folder)))
        } else {
            entries(&folder).map_err(|error| format!("{error:#}"))
        };
        match entries {
            Ok(entries) => {
                self.bar.inc_length(entries.len() as u64);
                self.open.push(entries.into_iter());
                None
            }
            Err(message) => {
                self.is_answered = true;
                Some(Found::Problem(folder, message))
            }
        }
    }
}

impl Iterator for Pictures<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let Some(entries) = self.open.last_mut() else {
                let path = self.arguments.next()?;
                self.bar.inc_length(1);
                if !path.is_dir() {
                    return Some(Found::Picture(path.clone()));
                }
                self.bar.inc(1);
                (self.argument, self.is_answered) = (path, false);
                if let Some(problem) = self.enter(path.clone()) {
                    return Some(problem);
                }
                continue;
            };
            match entries.next() {
                Some(path) if path.is_dir() => {
                    self.bar.inc(1);
                    if let Some(problem) = self.enter(path) {
                        return Some(problem);
                    }
                }
                Some(path) => {
                    self.is_answered = true;
                    return Some(Found::Picture(path));
                }
                None => {
                    self.open.pop();
                    if self.open.is_empty() && !self.is_answered {
                        let folder = self.argument.to_owned();
                        let message = format!("{}: no picture (PNG, JPEG, WebP) in this folder", name(&folder));
                        return Some(Found::Problem(folder, message));
                    }
                }
            }
        }
    }
}

/// Pictures and folders in a folder, by name. Links to folders are left out, since they may form circles.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| name(folder))? {
        let entry = entry.with_context(|| name(folder))?;
        let path = entry.path();
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        let picture = extension.is_some_and(|e| EXTENSIONS.contains(&e.as_str())) && path.is_file();
        if picture || entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if paths.len() == MAX_FOLDER_ENTRIES {
                bail!("{}: more than {MAX_FOLDER_ENTRIES} pictures and folders", name(folder));
            }
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..MAX_FOLDER_ENTRIES {
            fs::File::create(folder.path().join(format!("{n}.png"))).unwrap();
        }
        assert_eq!(entries(folder.path()).unwrap().len(), MAX_FOLDER_ENTRIES);
        fs::create_dir(folder.path().join("more")).unwrap();
        assert!(entries(folder.path()).is_err());
    }

    #[test]
    fn depth_of_folders() {
        let walk = |depth: usize| {
            let top = tempfile::tempdir().unwrap();
            let mut path = top.path().to_owned();
            path.extend((1..depth).map(|_| "in"));
            fs::create_dir_all(&path).unwrap();
            fs::File::create(path.join("picture.png")).unwrap();
            let arguments = [top.path().to_owned()];
            let found: Vec<Found> = Pictures::new(&arguments, ProgressBar::hidden()).collect();
            assert_eq!(found.len(), 1, "{found:?}");
            matches!(found[0], Found::Picture(_))
        };
        assert!(walk(MAX_FOLDER_DEPTH));
        assert!(!walk(MAX_FOLDER_DEPTH + 1));
    }

    #[test]
    fn a_walk_goes_by_names_and_counts_what_is_ahead() {
        let top = tempfile::tempdir().unwrap();
        let put = |name: &str| {
            let path = top.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::File::create(&path).unwrap();
            path
        };
        let folder = [put("f/a.png"), put("f/b/1.jpg"), put("f/b/2.PNG"), put("f/c.gif")];
        put("f/notes.txt");
        let single = put("z.tiff");
        fs::create_dir(top.path().join("empty")).unwrap();
        let arguments = [single.clone(), top.path().join("f"), top.path().join("empty")];
        let bar = ProgressBar::hidden();
        bar.set_length(0);
        let mut pictures = Vec::new();
        let mut problems = Vec::new();
        for found in Pictures::new(&arguments, bar.clone()) {
            match found {
                Found::Picture(path) => {
                    bar.inc(1);
                    pictures.push(path);
                }
                Found::Problem(path, message) => problems.push((path, message)),
            }
        }
        assert_eq!(pictures[0], single);
        assert_eq!(pictures[1..], folder);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].0, top.path().join("empty"));
        assert!(problems[0].1.contains("no picture"), "{problems:?}");
        assert_eq!(bar.length(), Some(bar.position()), "nothing is left");
    }
}
