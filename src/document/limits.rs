//! Bounds on PDF documents, in a file of plain numbers from which the build of the page's PDF reader also takes the
//! limit of its memory.

/// Largest PDF file in bytes.
pub const MAX_DOCUMENT: usize = 32 * 1024 * 1024;
/// Most memory in bytes that reading a PDF may take: the heap of the process that reads it.
pub const MAX_DOCUMENT_MEMORY: u64 = 192 * 1024 * 1024;
/// Most memory in bytes of the WebAssembly module that reads PDFs on the page, a multiple of 64 KiB.
pub const MAX_DOCUMENT_MODULE: u64 = 160 * 1024 * 1024;
/// Longest time in milliseconds that reading a PDF may take. What was found by then counts.
pub const MAX_DOCUMENT_MS: u16 = 4_000;
/// Most pages of a PDF that are looked at.
pub const MAX_PAGES: usize = 20;
/// Longest side of a rendered page of a PDF in pixels.
pub const MAX_PAGE_SIDE: u16 = 6_000;
/// Most pixels of a rendered page of a PDF.
pub const MAX_PAGE_PIXELS: f32 = 12_000_000.0;
