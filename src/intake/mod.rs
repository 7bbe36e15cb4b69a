//! Whatever a person hands over, to the texts of the passes in it: pasted texts, text files,
//! mails, files of cards and of phone wallets. With the feature `lists`.
//!
//! [`passes_in`] takes a text and [`read_file`] a file; pictures and PDF documents have readers of
//! their own. [`CardAssembler`] puts cards together that come in several codes. Nothing is
//! verified here: how a text was wrapped, and which codes belong together, is told by what then
//! inflates and whose signature it is.

mod assembler;
mod file;
mod mail;
mod text;

pub use assembler::{CardAssembler, Proof};
pub use file::{FileContent, FileKind, read_file};
pub use text::passes_in;
