//! Pictures of documents, read by the reader and by PassportEye with Tesseract.

use anyhow::{Context as _, Result};
use greengate_figures::Region;
use greengate_mrz::{Budget, GreyImage, Reader};
use std::{fs, path::Path, process::Command};

/// Prints which pictures of a folder are read. A zone of PassportEye counts if all its check digits hold.
pub fn read(folder: &Path, python: Option<&Path>) -> Result<()> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|e| e == "jpg" || e == "png" || e == "jpeg")
    });
    paths.sort();
    let reader = Reader::new();
    let _region = Region::begin("mrz-specimens");
    let peer = if python.is_some() {
        " PassportEye with Tesseract |"
    } else {
        ""
    };
    println!("| picture | Greengate |{peer}");
    println!("|---|---|{}", if python.is_some() { "---|" } else { "" });
    let (mut own, mut theirs) = (0, 0);
    for path in &paths {
        let picture = image::open(path)
            .with_context(|| path.display().to_string())?
            .into_luma8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let view = GreyImage::new(picture.as_raw(), width, height).context("a picture that is too large")?;
        let found = reader.read(&view, &Budget::STILL);
        own += usize::from(!found.is_empty());
        let answer = found.first().map_or("no", |zone| zone.format.name());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(python) = python else {
            println!("| {name} | {answer} |");
            continue;
        };
        let valid = Command::new(python)
            .args(["-c", PASSPORT_EYE])
            .arg(path)
            .output()
            .context("Python cannot be started")?;
        let peer = String::from_utf8_lossy(&valid.stdout).trim().to_owned();
        theirs += usize::from(peer != "no" && valid.status.success());
        println!(
            "| {name} | {answer} | {} |",
            if valid.status.success() { &peer } else { "failed" }
        );
    }
    match python {
        Some(_) => println!("| all {} | {own} | {theirs} |", paths.len()),
        None => println!("| all {} | {own} |", paths.len()),
    }
    Ok(())
}

/// Prints the format of a zone whose check digits all hold, or `no`.
const PASSPORT_EYE: &str = "
import sys
from passporteye import read_mrz
zone = read_mrz(sys.argv[1])
print(zone.mrz_type if zone is not None and zone.valid else 'no')
";
