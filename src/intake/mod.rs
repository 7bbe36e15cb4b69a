//! Input of people, reduced to the texts of the passes in it: pasted texts, text files, mails, files of cards and of
//! phone wallets. With the feature `lists`.
//!
//! [`passes_in`] takes a text and [`read_file`] a file; pictures and PDF documents have readers of their own.
//! [`CardAssembler`] assembles cards that consist of several codes. Nothing is verified here; only decompression and
//! signatures show how a text was wrapped and which codes belong together.

mod assembler;
mod file;
mod mail;
mod text;

pub use assembler::{CardAssembler, Proof};
pub use file::{FileContent, FileKind, read_file, text_of};
pub use text::passes_in;
