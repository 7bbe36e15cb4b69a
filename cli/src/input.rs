//! Input files, converted to pictures and texts.

use crate::{
    argument::{input_name, is_path, name},
    reader::Reader,
    svg,
};
use anyhow::{Context, Result, bail};
use greengate::{
    boarding_pass::BoardingPass,
    frame::{Luma, Photo, join_parts},
    intake::{self, FileContent, FileKind},
    limits::{MAX_FILE, MAX_IMAGE, MAX_SIDE},
    pass,
};
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use std::{
    fs::File,
    io::{Cursor, Read},
    path::Path,
};

/// Content of an argument of `verify`.
pub enum Input {
    /// Pass texts, and the reason why there may be more.
    Texts(Vec<String>, Option<String>),
    /// A picture or document without a QR code.
    NoCode,
}

/// Reads an argument of `verify`: a pass text, or the path of a picture, PDF or text file.
pub fn read(argument: &str, reader: &mut Reader) -> Result<Input> {
    if pass::looks_like_pass(argument) {
        return Ok(Input::Texts(intake::passes_in(argument), None));
    }
    let path = Path::new(argument);
    if !path.is_file() {
        if is_path(argument) {
            bail!("{}: no such file", input_name(argument));
        }
        return Ok(Input::Texts(intake::passes_in(argument), None));
    }
    let bytes = bytes(path)?;
    let reading = match Kind::of(&bytes) {
        Kind::Image => reader.picture(bytes),
        Kind::Pdf => reader.document(bytes),
        Kind::Other => match intake::read_file(&bytes) {
            FileContent::Texts(texts) => return Ok(Input::Texts(texts, None)),
            FileContent::Unread(kind) => bail!("{}: {}", input_name(argument), unread(kind)),
        },
    };
    let mut reading = reading.with_context(|| argument.to_owned())?;
    let mut incomplete = reading.incomplete.take();
    let barcodes = std::mem::take(&mut reading.barcodes);
    let (mut texts, parts) = reading.into_texts();
    if let Some(error) = join_parts(&parts).into_iter().find_map(|joined| joined.message.err()) {
        if texts.is_empty() {
            bail!("{}: one text in several codes: {error}", input_name(argument));
        }
        incomplete = incomplete.or(Some(error.to_string()));
    }
    // Passes are in QR codes, boarding passes in symbols of other kinds, too.
    let other = barcodes.into_iter().map(|barcode| barcode.text);
    texts.extend(other.filter(|text| BoardingPass::parse(text).is_ok()));
    Ok(if texts.is_empty() {
        Input::NoCode
    } else {
        Input::Texts(texts, incomplete)
    })
}

/// Advice for a file of an unsupported kind.
fn unread(kind: FileKind) -> String {
    match kind {
        FileKind::Unknown => {
            "neither a picture (PNG, JPEG, WebP, GIF, BMP, TIFF, SVG), nor a PDF, nor a text".to_owned()
        }
        kind if kind.is_picture() => format!(
            "a {} picture, which greengate does not read: take a screenshot of it, or save it as PNG or JPEG",
            kind.name()
        ),
        kind => format!(
            "a {} file, which greengate does not look into: give it the picture, PDF or text that is in it",
            kind.name()
        ),
    }
}

/// Kind of a file by its content.
pub enum Kind {
    Image,
    Pdf,
    Other,
}

impl Kind {
    pub fn of(bytes: &[u8]) -> Self {
        // A PDF may start with up to 1,024 other bytes.
        let head = &bytes[..bytes.len().min(1024)];
        if format_of(head).is_some() || svg::is_one(bytes) {
            Self::Image
        } else if head.windows(5).any(|w| w == b"%PDF-") {
            Self::Pdf
        } else {
            Self::Other
        }
    }
}

/// Format of a picture, if it is supported.
fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, Tiff, WebP};
    let format = image::guess_format(bytes).ok()?;
    [Png, Jpeg, WebP, Gif, Bmp, Tiff].contains(&format).then_some(format)
}

/// Reads a whole file, up to the limit.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let name = || name(path);
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(name)?;
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).with_context(name)?;
    if bytes.len() as u64 > MAX_FILE {
        bail!("{}: larger than {} MiB", name(), MAX_FILE >> 20);
    }
    Ok(bytes)
}

/// Decodes a picture within limits of size and memory; the first frame of an animation.
pub fn image(bytes: &[u8]) -> Result<Photo> {
    if svg::is_one(bytes) {
        return svg::draw(bytes);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_IMAGE);
    let Some(format) = format_of(bytes) else {
        bail!(FileKind::of(bytes).map_or_else(|| "the picture cannot be read".to_owned(), unread));
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let picture = reader.decode().context("the picture cannot be read")?;
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let photo = match picture {
        DynamicImage::ImageLuma8(grey) => Luma::new(grey.into_raw(), width, height).map(Photo::from),
        other => Photo::from_rgba(other.into_rgba8().into_raw(), width, height),
    };
    photo.context("the picture is empty")
}
